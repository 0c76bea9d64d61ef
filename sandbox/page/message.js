// Draws one message: bubble, time, file, keys. It knows the chat's words only as the emulator gave them.
import { make, icon } from "./dom.js";
import { drawKeys } from "./keys.js";
import { time } from "./clock.js";
import { word } from "./words.js";

const COMMAND = /(^|[\s(·])(\/[a-z][a-z0-9_]{0,31})\b/gi;

export function drawMessage(message, actions) {
  const mine = message.from === "user";
  const rows = message.keyboard ?? [];
  const element = make("div", {
    className: "message",
    attributes: { "data-testid": "message", "data-message-id": message.message_id, "data-from": message.from },
  }, drawBubble(message, mine, actions));
  element.classList.toggle("out", mine);
  element.classList.toggle("edited", saysEdited(message));
  element.classList.toggle("wide", rows.some((row) => row.length >= 4));
  if (rows.length) element.append(drawKeys(message, rows, actions));
  return element;
}

function drawBubble(message, mine, actions) {
  const spoken = make("span", { className: "spoken", text: word("said")(word(mine ? "you" : "bot")) });
  const bubble = make("div", { className: "bubble" }, spoken);
  if (message.photo) {
    bubble.append(make("img", { className: "photo", attributes: { src: message.photo, alt: word("photo") } }));
  }
  if (message.document) bubble.append(drawFile(message.document));
  bubble.append(drawText(message.html, actions), drawMeta(message, mine));
  return bubble;
}

function drawText(html, actions) {
  const text = make("div", { className: "text" });
  text.innerHTML = html; // made by the emulator from checked entities: the one place that takes HTML
  for (const link of text.querySelectorAll("a")) {
    link.target = "_blank";
    link.rel = "noopener noreferrer";
  }
  for (const code of text.querySelectorAll("code")) {
    code.addEventListener("click", () => actions.copy(code.textContent));
  }
  text.querySelectorAll("tg-spoiler").forEach(coverSpoiler);
  linkCommands(text, actions);
  text.append(make("span", { className: "gap" }));
  return text;
}

function coverSpoiler(spoiler) {
  const open = () => spoiler.classList.add("open");
  spoiler.tabIndex = 0;
  spoiler.setAttribute("role", "button");
  spoiler.setAttribute("aria-label", word("spoiler"));
  spoiler.addEventListener("click", open);
  spoiler.addEventListener("keydown", (event) => { if (event.key === "Enter") open(); });
}

function linkCommands(root, actions) {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (!node.parentElement.closest("a, code, pre") && node.data.includes("/")) found.push(node);
  }
  for (const node of found) node.replaceWith(...withCommands(node.data, actions));
}

function withCommands(text, actions) {
  const parts = [];
  let from = 0;
  for (const match of text.matchAll(COMMAND)) {
    const start = match.index + match[1].length;
    parts.push(text.slice(from, start), make("button", {
      className: "command-link", text: match[2], attributes: { type: "button" },
      on: { click: () => actions.send(match[2]) },
    }));
    from = start + match[2].length;
  }
  return [...parts, text.slice(from)];
}

// Telegram's apps do not say "edited" on a message with keys: bots change those all the time.
const saysEdited = ({ edited, keyboard }) => edited && !keyboard;

function drawMeta(message, mine) {
  const when = message.date * 1000;
  const clock = make("time", { text: time(when), attributes: { datetime: new Date(when).toISOString() } });
  const meta = make("span", { className: "meta" });
  if (saysEdited(message)) meta.append(make("span", { text: word("edited") }));
  meta.append(clock);
  if (mine) meta.append(icon("ticks"));
  return meta;
}

function drawFile({ file_name: name, url }) {
  return make("a", { className: "file", attributes: { href: url, download: name, "data-testid": "document" } },
    make("i", {}, icon("file")),
    make("span", {}, make("b", { text: name }), make("small", { text: word("download") })));
}
