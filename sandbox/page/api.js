// What the page asks of the emulator. It keeps nothing and never talks to another machine.

export class Refusal extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

async function ask(path, { method = "GET", body, signal } = {}) {
  const headers = body === undefined ? {} : { "Content-Type": "application/json" };
  const answer = await fetch(path, { method, headers, body: JSON.stringify(body), signal, cache: "no-store" });
  if (answer.ok) return answer.json();
  const words = await answer.json().catch(() => ({}));
  throw new Refusal(answer.status, words.error ?? answer.statusText);
}

const post = (path, body = {}) => ask(path, { method: "POST", body });
const chat = (person) => `/sandbox/chats/${person}`;

export const state = () => ask("/sandbox/state");
export const news = (person, since, wait, signal) =>
  ask(`${chat(person)}?since=${since}&wait=${wait}`, { signal });
export const send = (person, text) => post(`${chat(person)}/send`, { text });
export const tap = (person, message, data) => post(`${chat(person)}/tap`, { message_id: message, data });
export const block = (person, blocked) => post(`/sandbox/people/${person}/block`, { blocked });
export const down = (isDown) => post("/sandbox/down", { down: isDown });
export const forward = (seconds) => post("/sandbox/clock", { advance_seconds: seconds });
export const startOver = () => post("/sandbox/start-over");
