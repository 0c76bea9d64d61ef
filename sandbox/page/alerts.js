// What comes over a phone for a moment: toasts, and alerts that must be confirmed, one after the other.
import { word } from "./words.js";

const SHOWN = 4000;

export class Alerts {
  constructor(root) {
    this.toast = root.querySelector(".toast");
    this.veil = root.querySelector(".veil");
    this.text = root.querySelector(".alert-text");
    this.ok = root.querySelector(".alert-ok");
    this.waiting = [];
    this.back = null;
    this.ok.addEventListener("click", () => this.confirm());
    this.veil.addEventListener("keydown", (event) => this.press(event));
  }

  show({ text, show_alert: modal }) {
    if (!text) return;
    if (!modal) return this.say(text);
    this.waiting.push(text);
    if (this.veil.hidden) this.next();
  }

  say(text) {
    clearTimeout(this.timer);
    this.toast.textContent = text;
    this.toast.hidden = false;
    this.timer = setTimeout(() => { this.toast.hidden = true; }, SHOWN);
  }

  next() {
    const text = this.waiting.shift();
    this.veil.hidden = text === undefined;
    if (text === undefined) return;
    this.back ??= document.activeElement;
    this.text.textContent = text;
    this.ok.textContent = word("ok");
    this.veil.firstElementChild.setAttribute("aria-label", text);
    this.ok.focus({ preventScroll: true });
  }

  confirm() {
    this.next();
    if (!this.veil.hidden) return;
    if (this.back?.isConnected) this.back.focus({ preventScroll: true });
    this.back = null;
  }

  press(event) {
    if (event.key === "Escape") this.confirm();
    if (event.key === "Tab") event.preventDefault(); // the only thing to reach here is OK
  }

  clear() {
    this.waiting = [];
    this.veil.hidden = true;
    this.toast.hidden = true;
    this.back = null;
  }
}
