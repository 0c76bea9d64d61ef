// The list of messages on a phone: draws what changed, keeps the end in view, counts what is below it.
import { make, badge } from "./dom.js";
import { drawMessage } from "./message.js";
import { day, dayKey } from "./clock.js";
import { word } from "./words.js";

const NEAR = 80; // pixels from the end that still count as being at the end

export class Wall {
  constructor(root, actions) {
    this.list = root.querySelector(".messages");
    this.jump = root.querySelector(".jump");
    this.actions = actions;
    this.drawn = new Map();
    this.atEnd = true;
    this.below = 0;
    this.height = 0; // pixels, 0 while the phone is out of sight
    this.list.addEventListener("scroll", () => this.look());
    this.jump.addEventListener("click", () => this.toEnd());
    new ResizeObserver(() => this.resize()).observe(this.list);
  }

  /** Keeps what is at the bottom where it is: a toast must not move a key from under a finger. */
  resize() {
    const grown = this.list.clientHeight - this.height;
    this.height = this.list.clientHeight;
    if (this.atEnd) this.toEnd();
    else if (this.height && grown !== this.height) this.list.scrollTop -= grown;
  }

  /** Draws the whole chat anew, e.g. for another person or language. */
  redraw(messages) {
    this.list.replaceChildren(...messages.map((each) => drawMessage(each, this.actions)));
    this.drawn = new Map(messages.map((each, at) => [each.message_id, this.list.children[at]]));
    this.arrange(messages);
    this.toEnd();
  }

  change({ messages: changed, deleted }, messages) {
    for (const id of deleted) this.drop(id);
    for (const each of changed) this.put(each);
    this.arrange(messages);
    if (this.atEnd || changed.some((each) => each.from === "user" && !each.edited)) this.toEnd();
    else this.look();
  }

  put(message) {
    const element = drawMessage(message, this.actions);
    const old = this.drawn.get(message.message_id);
    this.drawn.set(message.message_id, element);
    if (!old) {
      if (!this.atEnd && message.from === "bot") this.below += 1;
      this.list.append(element);
      return;
    }
    const focused = keyAt(old);
    old.replaceWith(element);
    flash(element);
    focused(element);
  }

  /** Brings a message into view, if it is still there. */
  find(id) {
    const element = this.drawn.get(id);
    if (!element) return;
    this.list.scrollTop = element.offsetTop - (this.list.clientHeight - element.offsetHeight) / 2;
    flash(element);
  }

  drop(id) {
    this.drawn.get(id)?.remove();
    this.drawn.delete(id);
  }

  /** Shows one tap's progress, or its end, on a key that is drawn already. */
  mark(id, data, busy) {
    const keys = this.drawn.get(id)?.querySelectorAll(".key") ?? [];
    for (const key of keys) {
      if (key.dataset.data === data) key.setAttribute("aria-busy", String(busy));
    }
  }

  arrange(messages) {
    const days = new Map();
    for (const chip of this.list.querySelectorAll(".day")) days.set(chip.dataset.day, chip);
    messages.forEach((message, at) => {
      const element = this.drawn.get(message.message_id);
      const [before, after] = [messages[at - 1], messages[at + 1]];
      element.classList.toggle("first", !together(before, message));
      element.classList.toggle("last", !together(message, after));
      if (!before || dayOf(before) !== dayOf(message)) this.chip(days, message, element);
    });
    for (const chip of days.values()) chip.remove();
  }

  chip(days, message, element) {
    const key = dayOf(message);
    const chip = days.get(key) ?? make("div", { className: "day", attributes: { "data-day": key } });
    days.delete(key);
    chip.textContent = day(message.date * 1000);
    if (element.previousSibling !== chip) element.before(chip);
  }

  look() {
    const { scrollHeight, scrollTop, clientHeight } = this.list;
    this.atEnd = scrollHeight - scrollTop - clientHeight < NEAR;
    if (this.atEnd) this.below = 0;
    this.jump.hidden = this.atEnd;
    this.jump.setAttribute("aria-label", word("latest"));
    badge(this.jump.querySelector(".badge"), this.below, word("unread")(this.below));
  }

  toEnd() {
    this.list.scrollTop = this.list.scrollHeight;
    this.look();
  }
}

function flash(element) {
  const bubble = element.querySelector(".bubble") ?? element;
  bubble.classList.remove("flash");
  void bubble.offsetWidth; // so that it runs again
  bubble.classList.add("flash");
}

const dayOf = (message) => dayKey(message.date * 1000);
const together = (a, b) => Boolean(a && b) && a.from === b.from && !a.pinned && !b.pinned && dayOf(a) === dayOf(b)
  && !a.keyboard && b.date - a.date < 300;

/** Keeps a keyboard user in a message that an edit redraws: on the same key, else on the message itself,
    never on another key, which a held Enter would press. */
function keyAt(element) {
  const focused = document.activeElement;
  if (!focused.classList.contains("key") || !element.contains(focused)) return () => {};
  const { data } = focused.dataset;
  return (next) => {
    const same = [...next.querySelectorAll(".key")].find((key) => data && key.dataset.data === data);
    next.tabIndex = -1;
    (same ?? next).focus({ preventScroll: true });
  };
}
