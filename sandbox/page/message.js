// Draws one message: bubble, time, file, keys. It knows the chat's words only as the emulator gave them.
import { make, icon } from "./dom.js";
import { drawKeys } from "./keys.js";
import { drawMoments } from "./moments.js";
import { foldQuote } from "./quote.js";
import { snippet } from "./strip.js";
import { time } from "./clock.js";
import { word } from "./words.js";

const COMMAND = /(^|[\s(·])(\/[a-z][a-z0-9_]{0,31})\b/gi;

export function drawMessage(message, actions) {
  if (message.pinned) return drawService(message);
  const mine = message.from === "user";
  const rows = message.keyboard ?? [];
  const element = make("div", {
    className: "message",
    attributes: { "data-testid": "message", "data-message-id": message.message_id, "data-from": message.from },
  }, drawBubble(message, mine, actions));
  element.classList.toggle("out", mine);
  element.classList.toggle("edited", saysEdited(message));
  element.classList.toggle("wide", rows.some((row) => row.length >= 4));
  element.append(make("button", {
    className: "more", text: "…",
    attributes: { type: "button", "aria-label": word("more"), "aria-haspopup": "true", "data-testid": "message-more" },
    on: { click: () => actions.offer(message) },
  }));
  element.addEventListener("contextmenu", (event) => {
    if (!getSelection().isCollapsed || event.target.closest("a")) return; // the browser's own menu copies
    event.preventDefault();
    actions.offer(message);
  });
  if (rows.length) element.append(drawKeys(message, rows, actions));
  return element;
}

function drawService({ message_id: id, from, pinned }) {
  const text = word("pinnedBy")(word(from === "user" ? "you" : "bot"), snippet(pinned.text));
  return make("div", { className: "service", text, attributes: { "data-testid": "service", "data-message-id": id } });
}

function drawBubble(message, mine, actions) {
  const spoken = make("span", { className: "spoken", text: word("said")(word(mine ? "you" : "bot")) });
  const bubble = make("div", { className: "bubble" }, spoken);
  if (message.reply) bubble.append(drawReply(message.reply, actions));
  if (message.photo) {
    bubble.append(make("img", { className: "photo", attributes: { src: message.photo, alt: word("photo") } }));
  }
  if (message.document) bubble.append(drawFile(message.document));
  if (message.venue) bubble.append(drawVenue(message.venue));
  if (message.contact) bubble.append(drawContact(message.contact));
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
  text.querySelectorAll("blockquote[expandable]").forEach(foldQuote);
  drawMoments(text);
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

function drawReply({ message_id: id, from, text }, actions) {
  return make("button", {
    className: "replied", attributes: { type: "button", "data-testid": "replied" }, on: { click: () => actions.find(id) },
  }, make("b", { text: word(from === "user" ? "you" : "bot") }), make("span", { text: snippet(text) || "…" }));
}

function drawVenue({ title, address, location: { latitude, longitude } }) {
  return make("div", { className: "venue", attributes: { "data-testid": "venue" } },
    make("div", { className: "map", attributes: { role: "img", "aria-label": word("map") } }, icon("place")),
    make("b", { text: title }), make("span", { text: address }),
    make("small", { text: `${latitude.toFixed(5)}, ${longitude.toFixed(5)}` }));
}

function drawContact({ first_name: name, last_name: last, phone_number: number, user_id: account }) {
  return make("div", { className: "contact", attributes: { "data-testid": "contact" } },
    make("i", { text: name.slice(0, 1), attributes: { "aria-hidden": "true" } }),
    make("span", {}, make("b", { text: [name, last].filter(Boolean).join(" ") }), make("span", { text: number }),
      make("small", { text: account ? word("ownAccount") : word("noAccount") })));
}

function drawFile({ file_name: name, url }) {
  return make("a", { className: "file", attributes: { href: url, download: name, "data-testid": "document" } },
    make("i", {}, icon("file")),
    make("span", {}, make("b", { text: name }), make("small", { text: word("download") })));
}
