// Starts the page: reads the state, hands out the phones, keeps every chat level with the emulator.
import * as api from "./api.js";
import { Chat, keepUp } from "./chat.js";
import { Controls } from "./controls.js";
import { badge } from "./dom.js";
import { drawAdmin, drawCustomers } from "./people.js";
import { Phone } from "./phone.js";
import { word } from "./words.js";

const KEPT = "checkup-sandbox-customer";
const WAIT = 25; // seconds one question to the emulator may stay open

const find = (id) => document.getElementById(id);
const side = (name) => document.querySelector(`.side[data-side="${name}"]`);
const chats = new Map();
const phones = {};
const open = {}; // which chat each phone follows, and how to stop it
let state = null;

const people = (role) => state.people.filter((each) => each.role === role);
const person = (id) => state.people.find((each) => each.id === id);
const chosen = () => person(Number(localStorage.getItem(KEPT))) ?? people("customer")[0];

function chat(id) {
  if (!chats.has(id)) chats.set(id, new Chat(id));
  return chats.get(id);
}

function trouble(failures) {
  const banner = find("unreachable");
  banner.hidden = failures < 2;
  banner.textContent = word("unreachable");
}

function follow(name, someone) {
  if (open[name]?.id === someone.id) return;
  open[name]?.stop.abort();
  const stop = new AbortController();
  open[name] = { id: someone.id, stop };
  const its = chat(someone.id);
  its.unread = 0;
  phones[name].give(someone, its);
  let wait = 0; // at first, and after a failure, ask without waiting: it may be another emulator by now
  keepUp(async () => {
    await its.refresh(wait, stop.signal);
    wait = WAIT;
    if (showing(name)) its.unread = 0;
    drawPeople();
  }, { signal: stop.signal, rest: 40, onTrouble: () => { wait = 0; } });
}

const showing = (name) => side(name).offsetParent !== null;

async function refresh() {
  state = await api.state();
  const customer = chosen();
  const admin = people("admin")[0];
  follow("customer", customer);
  follow("admin", admin);
  phones.customer.know(customer, state.bot, state.down);
  phones.admin.know(admin, state.bot, state.down);
  controls.know(state);
  drawPeople();
}

async function refreshUnseen() {
  const seen = Object.values(open).map(({ id }) => id);
  const others = people("customer").slice(0, 8).filter(({ id }) => !seen.includes(id));
  await Promise.all(others.map(({ id }) => chat(id).refresh(0)));
  drawPeople();
}

let drawn = "";

function drawPeople() {
  const unread = (id) => chat(id).unread;
  const customers = people("customer").slice(0, 8);
  const now = JSON.stringify([customers, customers.map(({ id }) => unread(id)), chosen().id, word("bot"),
    unread(people("admin")[0].id), document.body.dataset.showing]);
  if (now === drawn) return;
  drawn = now;
  drawCustomers(find("people"), customers, { chosen: chosen().id, unread, choose });
  drawAdmin(find("admin-name"), people("admin")[0]);
  const waiting = customers.reduce((sum, { id }) => sum + unread(id), 0);
  for (const [name, count] of [["customer", waiting], ["admin", unread(people("admin")[0].id)]]) {
    badge(find(`view-${name}`).querySelector(".badge"), document.body.dataset.showing === name ? 0 : count,
      word("unread")(count));
  }
}

function choose(id) {
  localStorage.setItem(KEPT, id);
  refresh().catch(() => {});
}

function view(name) {
  document.body.dataset.showing = name;
  for (const each of ["customer", "admin"]) {
    find(`view-${each}`).setAttribute("aria-pressed", String(each === name));
  }
  tools(false);
  if (open[name]) chat(open[name].id).unread = 0;
  phones[name].wall.toEnd();
  if (state) drawPeople();
}

function tools(shown) {
  find("controls").classList.toggle("open", shown);
  find("tools-button").setAttribute("aria-expanded", String(shown));
}

for (const name of ["customer", "admin"]) {
  phones[name] = new Phone(side(name), { afterSend: () => refresh().catch(() => {}) });
  find(`view-${name}`).addEventListener("click", () => view(name));
}
find("tools-button").addEventListener("click", () => tools(!find("controls").classList.contains("open")));
document.addEventListener("keydown", (event) => { if (event.key === "Escape") tools(false); });
document.querySelector(".phones").addEventListener("pointerdown", () => tools(false));

const controls = new Controls({
  refresh,
  chosen,
  fill: (name, text) => { view(name); phones[name].composer.fill(text); },
  spoken: () => { Object.keys(open).forEach((name) => phones[name].redraw()); drawPeople(); },
  wiped: () => { tools(false); chats.forEach((each) => each.wipe()); },
});

keepUp(refresh, { rest: 1500, onWell: () => trouble(0), onTrouble: trouble });
keepUp(async () => { if (state) await refreshUnseen(); }, { rest: 3000 });
