// The line over the input: what may be done with a message or attached, and what the next text answers or
// changes. It shows one thing at a time.
import { make } from "./dom.js";
import { word } from "./words.js";

const SNIPPET = 60; // letters; the line shows no more of a message

export function snippet(text) {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > SNIPPET ? `${line.slice(0, SNIPPET - 1)}…` : line;
}

export class Strip {
  constructor(root) {
    this.bar = root.querySelector(".strip");
    this.about = this.bar.querySelector(".strip-about");
    this.choices = this.bar.querySelector(".strip-choices");
    this.close = this.bar.querySelector(".strip-close");
    this.input = root.querySelector(".input");
    this.close.addEventListener("click", () => this.leave());
    root.addEventListener("keydown", (event) => { if (event.key === "Escape" && !this.bar.hidden) this.leave(); });
  }

  /** `choices` are {text, name, act}; choosing one hides the line. `left` runs when it goes by itself. */
  show(about, choices, left = () => {}) {
    this.hide();
    this.left = left;
    this.about.textContent = about;
    this.about.hidden = !about;
    this.close.setAttribute("aria-label", word("close"));
    this.choices.replaceChildren(...choices.map(({ text, name, act }) => make("button", {
      text, attributes: { type: "button", "data-testid": name }, on: { click: () => { this.hide(); act(); } },
    })));
    this.bar.hidden = false;
    this.choices.firstElementChild?.focus({ preventScroll: true });
  }

  leave() {
    this.hide();
    this.input.focus({ preventScroll: true });
  }

  hide() {
    const left = this.left;
    this.left = null;
    this.bar.hidden = true;
    left?.();
  }
}
