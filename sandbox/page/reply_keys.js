// The reply keyboard under the input: the bot's keys that type their label or share a contact.
import { make } from "./dom.js";

export class ReplyKeys {
  constructor(root, press) {
    this.panel = root.querySelector(".reply-keys");
    this.press = press;
    this.drawn = "null";
  }

  draw(keyboard) {
    const now = JSON.stringify(keyboard);
    if (now === this.drawn) return;
    this.drawn = now;
    this.panel.hidden = !keyboard;
    this.panel.replaceChildren(...(keyboard?.rows ?? []).map((row) => make("div", { className: "key-row" },
      ...row.map((key) => this.key(key)))));
  }

  key({ text, style }) {
    return make("button", {
      className: ["reply-key", style ?? ""].join(" ").trim(),
      attributes: { type: "button", "data-testid": "reply-key" },
      on: { click: () => this.press(text) },
    }, make("span", { className: "label", text }));
  }
}
