// What the page asks of the emulator. It keeps nothing and never talks to another machine.

export class Refusal extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

// The emulator knows its own page by it: sandbox/guard.py.
const token = document.querySelector('meta[name="sandbox-token"]').content;

async function ask(path, { method = "GET", body, file, signal } = {}) {
  const headers = { "X-Sandbox-Token": token };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  const sent = file ?? JSON.stringify(body);
  const answer = await fetch(path, { method, headers, body: sent, signal, cache: "no-store" });
  if (answer.ok) return answer.json();
  if (answer.status === 403) location.reload(); // the emulator was started again, with another token
  const words = await answer.json().catch(() => ({}));
  throw new Refusal(answer.status, words.error ?? answer.statusText);
}

const post = (path, body = {}) => ask(path, { method: "POST", body });
const chat = (person) => `/sandbox/chats/${person}`;

export const state = () => ask("/sandbox/state");
export const news = (person, since, wait, signal) =>
  ask(`${chat(person)}?since=${since}&wait=${wait}`, { signal });
export const send = (person, text, replyTo = null) => post(`${chat(person)}/send`, { text, reply_to: replyTo });
export const edit = (person, message, text) => post(`${chat(person)}/edit`, { message_id: message, text });
export const key = (person, text) => post(`${chat(person)}/key`, { text });
export const contact = (person, own) => post(`${chat(person)}/contact`, { own });
export const photo = (person, file, caption) =>
  ask(`${chat(person)}/photo?caption=${encodeURIComponent(caption)}`, { method: "POST", file });
export const pin = (person, message) => post(`${chat(person)}/pin`, { message_id: message });
export const unpin = (person) => ask(`${chat(person)}/pin`, { method: "DELETE" });
export const tap = (person, message, data) => post(`${chat(person)}/tap`, { message_id: message, data });
export const block = (person, blocked) => post(`/sandbox/people/${person}/block`, { blocked });
export const down = (isDown) => post("/sandbox/down", { down: isDown });
export const forward = (seconds) => post("/sandbox/clock", { advance_seconds: seconds });
export const startOver = () => post("/sandbox/start-over");
