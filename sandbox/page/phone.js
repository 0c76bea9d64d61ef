// One phone: puts the parts together for the person who holds it.
import * as api from "./api.js";
import { Alerts } from "./alerts.js";
import { Composer } from "./composer.js";
import { ReplyKeys } from "./reply_keys.js";
import { Strip, snippet } from "./strip.js";
import { Taps } from "./taps.js";
import { Wall } from "./wall.js";
import { word } from "./words.js";

export class Phone {
  constructor(side, { afterSend }) {
    side.append(document.getElementById("phone").content.cloneNode(true));
    this.root = side.querySelector(".phone");
    this.afterSend = afterSend;
    this.taps = new Taps((...tap) => this.wall.mark(...tap));
    this.alerts = new Alerts(this.root);
    this.wall = new Wall(this.root, {
      tap: (message, data) => this.tap(message, data),
      send: (text) => this.send(text),
      copy: (text) => this.copy(text),
      busy: (message, data) => this.taps.busy(message, data),
      offer: (message) => this.offer(message),
      find: (message) => this.wall.find(message),
    });
    this.strip = new Strip(this.root);
    this.replyKeys = new ReplyKeys(this.root, (text) => this.attempt(() => api.key(this.person.id, text)));
    this.target = null; // what the next text does: {kind: "reply" or "edit", id}
    this.composer = new Composer(this.root, side.dataset.side, {
      send: (text) => this.send(text),
      start: () => this.start(),
      attach: () => this.attach(),
    });
    this.picker = this.root.querySelector(".picker");
    this.picker.addEventListener("change", () => this.sendPhoto());
    this.pinned = this.root.querySelector(".pinned");
    this.pinned.querySelector(".pinned-text").addEventListener("click", () => this.wall.find(this.chat.pinned));
    this.pinned.querySelector(".unpin").addEventListener("click", () => this.attempt(() => api.unpin(this.person.id)));
  }

  /** Hands the phone to somebody else, with their chat. */
  give(person, chat) {
    if (this.chat) this.chat.show = null;
    this.chat = chat;
    this.person = person;
    chat.show = (news) => this.take(news);
    this.taps.clear();
    this.alerts.clear();
    this.strip.hide();
    this.composer.empty();
    this.redraw();
  }

  redraw() {
    this.root.lang = this.person.language_code;
    this.root.querySelector(".messages").setAttribute("aria-label", word("messages"));
    this.composer.putWords();
    this.wall.redraw(this.chat.inOrder());
    this.stand();
  }

  take(news) {
    const messages = this.chat.inOrder();
    if (news.first) this.wall.redraw(messages);
    else this.wall.change(news, messages);
    this.taps.settle(this.chat.pending);
    news.alerts.forEach((each) => this.alerts.show(each));
    this.stand();
  }

  /** What the emulator says of the person and the bot now. */
  know(person, bot, isDown) {
    this.person = person;
    this.bot = bot;
    this.isDown = isDown;
    this.stand();
  }

  stand() {
    const { person, chat } = this;
    const refused = chat.refusedSeconds();
    const calm = person.blocked ? word("blockedSub") : refused ? word("refused")(refused) : word("bot");
    this.root.querySelector(".phone-title").textContent = chat.name || this.bot?.first_name || "";
    this.root.querySelector(".phone-sub").textContent = this.isDown ? word("connecting") : calm;
    this.composer.stand(person, chat.commands, chat.keyboard?.placeholder);
    this.replyKeys.draw(person.started && !person.blocked ? chat.keyboard : null);
    this.showPinned();
    const empty = this.root.querySelector(".empty");
    empty.hidden = chat.fresh || chat.messages.size > 0;
    const described = !person.started && Boolean(chat.description);
    empty.classList.toggle("described", described);
    empty.querySelector("b").textContent = word(described ? "whatItDoes" : "emptyTitle");
    empty.querySelector("p").textContent = described ? chat.description
      : word(person.started ? "emptyStarted" : "emptyStart");
  }

  showPinned() {
    const message = this.chat.messages.get(this.chat.pinned);
    this.pinned.hidden = !message;
    if (!message) return;
    this.pinned.querySelector("b").textContent = word("pinnedMessage");
    this.pinned.querySelector(".pinned-snippet").textContent = snippet(message.text) || "…";
    this.pinned.querySelector(".unpin").setAttribute("aria-label", word("unpin"));
  }

  /** What may be done with a message. */
  offer(message) {
    if (this.person.blocked) return;
    const { message_id: id, text, editable } = message;
    const edit = { text: word("edit"), name: "do-edit", act: () => this.aim("edit", id, text) };
    this.strip.show(snippet(text), [
      { text: word("reply"), name: "do-reply", act: () => this.aim("reply", id, text) },
      ...(editable ? [edit] : []),
      { text: word("pin"), name: "do-pin", act: () => this.attempt(() => api.pin(this.person.id, id)) },
    ]);
  }

  /** The next text answers or changes a message. */
  aim(kind, id, text) {
    this.strip.show(`${word(kind)}: ${snippet(text)}`, [], () => {
      this.target = null;
      if (kind === "edit") this.composer.empty();
    });
    this.target = { kind, id };
    if (kind === "edit") this.composer.fill(text);
    else this.composer.input.focus({ preventScroll: true });
  }

  attach() {
    const share = (own) => this.attempt(() => api.contact(this.person.id, own));
    this.strip.show("", [
      { text: word("sendPhoto"), name: "attach-photo", act: () => this.picker.click() },
      { text: word("ownContact"), name: "attach-contact", act: () => share(true) },
      { text: word("otherContact"), name: "attach-other", act: () => share(false) },
    ]);
  }

  async sendPhoto() {
    const [file] = this.picker.files;
    this.picker.value = "";
    if (!file) return;
    const caption = this.composer.input.value.trim();
    const sent = await this.attempt(() => api.photo(this.person.id, file, caption), word("badPhoto"));
    if (sent) this.composer.empty();
  }

  async start() {
    const { id, blocked } = this.person;
    await this.attempt(async () => {
      if (blocked) await api.block(id, false);
      await api.send(id, "/start");
    });
    this.afterSend();
  }

  send(text) {
    const { id } = this.person;
    const target = this.target;
    this.strip.hide();
    if (target?.kind === "edit") return this.attempt(() => api.edit(id, target.id, text));
    return this.attempt(() => api.send(id, text, target?.id));
  }

  tap(message, data) {
    return this.attempt(() => this.taps.start(this.person.id, message, data));
  }

  async attempt(act, refused = word("notSent")) {
    try {
      await act();
      return true;
    } catch (trouble) {
      this.alerts.say(trouble.status === 409 ? word("staleKey") : refused);
      return false;
    }
  }

  async copy(text) {
    const done = await navigator.clipboard.writeText(text).then(() => true, () => false);
    this.alerts.say(word(done ? "copied" : "copyFailed"));
  }
}
