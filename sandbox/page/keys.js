// The inline keyboard under a message. It sends taps through the phone and never decides what they mean.
import { make, icon } from "./dom.js";
import { word } from "./words.js";

const BLANK = /^[\s\u2800\u3164\u200b]*$/; // Telegram wants a text on each key; these are drawn as nothing

export function drawKeys(message, rows, actions) {
  const keys = make("div", { className: "keys" });
  for (const row of rows) {
    const line = make("div", { className: "key-row" });
    line.append(...row.map((key) => drawKey(message, key, actions)));
    keys.append(line);
  }
  return keys;
}

function drawKey(message, key, actions) {
  const blank = BLANK.test(key.text);
  const className = ["key", key.style ?? "", blank ? "blank" : ""].join(" ").trim();
  const attributes = { "data-testid": "keyboard-button", "data-style": key.style };
  if (blank) Object.assign(attributes, { "aria-label": word("blank"), tabindex: -1 });
  if (key.url) return linkKey(key, className, attributes);
  attributes.type = "button";
  if (key.copy !== undefined) return copyKey(key, className, attributes, actions);
  const button = make("button", {
    className, attributes: { ...attributes, "data-data": key.data },
    on: { click: () => actions.tap(message.message_id, key.data) },
  }, label(key));
  if (actions.busy(message.message_id, key.data)) button.setAttribute("aria-busy", "true");
  return button;
}

const label = (key) => make("span", { className: "label", text: key.text });

// Telegram takes "example.org" for a web address, a browser for a place on this page.
const address = (url) => /^[a-z][a-z0-9+.-]*:/i.test(url) ? url : `http://${url}`;

function linkKey(key, className, attributes) {
  const link = make("a", {
    className,
    attributes: { ...attributes, href: address(key.url), target: "_blank", rel: "noopener noreferrer", title: word("opens") },
  }, label(key));
  link.append(icon("link"));
  return link;
}

function copyKey(key, className, attributes, actions) {
  const button = make("button", {
    className, attributes: { ...attributes, title: word("copies") },
    on: { click: () => actions.copy(key.copy) },
  }, label(key));
  button.append(icon("copy"));
  return button;
}
