// The foot of a phone: typing, the command menu, and START or UNBLOCK in their place.
import { CommandMenu } from "./commands.js";
import { word } from "./words.js";

export class Composer {
  constructor(root, name, { send, start, attach }) {
    this.bar = root.querySelector(".composer");
    this.input = root.querySelector(".input");
    this.button = root.querySelector(".send");
    this.big = root.querySelector(".big-button");
    this.menuButton = root.querySelector(".menu-button");
    this.send = send;
    this.menu = new CommandMenu(root.querySelector(".commands"), this.input, name, (command) => this.pick(command));
    this.input.addEventListener("input", () => this.typed());
    this.input.addEventListener("keydown", (event) => this.press(event));
    this.button.addEventListener("click", () => this.submit());
    this.clip = root.querySelector(".clip");
    this.clip.addEventListener("click", () => attach());
    this.big.addEventListener("click", () => start());
    this.menuButton.addEventListener("click", () => this.toggle());
    root.addEventListener("focusout", (event) => { if (!root.contains(event.relatedTarget)) this.menu.close(); });
    root.addEventListener("keydown", (event) => { if (event.key === "Escape") this.menu.close(); });
  }

  /** Which of the three feet to show: a line to type on, START, or UNBLOCK. */
  stand({ started, blocked }, commands, placeholder) {
    this.menu.offer(commands);
    const closed = !started || blocked;
    const had = this.big === document.activeElement;
    this.bar.hidden = closed;
    this.big.hidden = !closed;
    this.big.textContent = word(blocked ? "restart" : "start");
    this.big.dataset.testid = blocked ? "restart" : "start";
    this.menuButton.hidden = commands.length === 0;
    this.input.placeholder = placeholder || word("message");
    if (closed) this.menu.close();
    else if (had) this.input.focus({ preventScroll: true });
  }

  putWords() {
    this.clip.setAttribute("aria-label", word("attach"));
    this.input.setAttribute("aria-label", word("message"));
    this.button.setAttribute("aria-label", word("send"));
    this.menuButton.querySelector("span").textContent = word("menu");
    this.menuButton.setAttribute("aria-label", word("commands"));
    this.menu.putWords();
    this.typed();
  }

  typed() {
    this.input.style.height = "auto";
    const needed = this.input.scrollHeight; // nothing while the phone is out of sight: one line, then
    if (needed) this.input.style.height = `${Math.min(132, needed + 2)}px`;
    this.button.disabled = this.input.value.trim() === "";
    this.menu.filter(this.input.value);
    this.state();
  }

  press(event) {
    // While a Korean syllable is still being put together, Enter belongs to the keyboard, not to us.
    if (event.isComposing || event.keyCode === 229) return;
    if (this.menu.press(event)) return this.state();
    if (event.key !== "Enter" || event.shiftKey) return;
    event.preventDefault();
    this.submit();
  }

  toggle() {
    if (this.menu.isOpen) this.menu.close();
    else this.menu.openAll();
    this.state();
    this.input.focus({ preventScroll: true });
  }

  state() {
    this.menuButton.setAttribute("aria-expanded", String(this.menu.isOpen));
  }

  pick(command) {
    this.empty();
    this.send(`/${command}`);
    this.input.focus({ preventScroll: true });
  }

  async submit() {
    const text = this.input.value.trim();
    if (!text) return;
    this.empty();
    this.input.focus({ preventScroll: true });
    const sent = await this.send(text);
    if (!sent && !this.input.value) { this.input.value = text; this.typed(); }
  }

  fill(text) {
    this.input.value = text;
    this.typed();
    (this.bar.hidden ? this.big : this.input).focus({ preventScroll: true });
  }

  empty() {
    this.input.value = "";
    this.menu.close();
    this.typed();
  }
}
