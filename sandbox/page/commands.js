// The command menu: opens on "/", narrows as one types, answers to arrows, Enter, Tab and Escape.
import { make } from "./dom.js";
import { word } from "./words.js";

export class CommandMenu {
  constructor(list, input, name, pick) {
    Object.assign(this, { list, input, name, pick, commands: [], shown: [], at: 0 });
    list.id = `commands-${name}`;
    input.setAttribute("aria-controls", list.id);
    list.addEventListener("mousedown", (event) => event.preventDefault()); // keeps the focus in the input
  }

  get isOpen() {
    return !this.list.hidden;
  }

  offer(commands) {
    const same = JSON.stringify(commands) === JSON.stringify(this.commands);
    this.commands = commands;
    if (same) return;
    if (this.input.value) this.filter(this.input.value);
    else if (this.isOpen) this.openAll();
  }

  putWords() {
    this.list.setAttribute("aria-label", word("commands"));
  }

  filter(text) {
    const typed = /^\/([a-z0-9_]*)$/i.exec(text);
    if (!typed) return this.close();
    const start = typed[1].toLowerCase();
    this.open(this.commands.filter(({ command }) => command.startsWith(start)));
  }

  openAll() {
    this.open(this.commands);
  }

  open(commands) {
    if (commands.length === 0) return this.close();
    this.shown = commands;
    this.at = 0;
    this.list.replaceChildren(...commands.map((each, at) => this.row(each, at)));
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
    this.point();
  }

  close() {
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }

  row({ command, description }, at) {
    return make("div", {
      className: "command",
      attributes: { role: "option", id: `${this.list.id}-${at}`, "data-testid": "command-item", "data-command": command },
      on: { click: () => this.pick(command) },
    }, make("b", { text: `/${command}` }), make("span", { text: description }));
  }

  point() {
    [...this.list.children].forEach((row, at) => row.setAttribute("aria-selected", String(at === this.at)));
    this.list.children[this.at].scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", `${this.list.id}-${this.at}`);
  }

  /** True when the key was meant for the menu. */
  press(event) {
    if (!this.isOpen || event.shiftKey) return false;
    const { command } = this.shown[this.at];
    const acts = {
      ArrowDown: () => this.move(1),
      ArrowUp: () => this.move(-1),
      Enter: () => this.pick(command),
      Tab: () => this.complete(command),
      Escape: () => this.close(),
    };
    if (!acts[event.key]) return false;
    event.preventDefault();
    event.stopPropagation();
    acts[event.key]();
    return true;
  }

  move(by) {
    this.at = (this.at + by + this.shown.length) % this.shown.length;
    this.point();
  }

  complete(command) {
    this.input.value = `/${command} `;
    this.input.dispatchEvent(new Event("input"));
  }
}
