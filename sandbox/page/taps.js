// Taps on their way: which keys show progress until the bot has answered them.
import { tap } from "./api.js";

const PATIENCE = 15_000; // Telegram's apps stop showing progress after a while, too

export class Taps {
  constructor(mark) {
    this.mark = mark;
    this.underway = new Map();
  }

  busy(message, data) {
    return this.underway.has(`${message} ${data}`);
  }

  async start(person, message, data) {
    const key = `${message} ${data}`;
    if (this.underway.has(key)) return;
    const entry = { message, data, query: null, timer: setTimeout(() => this.end(key), PATIENCE) };
    this.underway.set(key, entry);
    this.mark(message, data, true);
    try {
      entry.query = (await tap(person, message, data)).query_id;
    } catch (refusal) {
      this.end(key);
      throw refusal;
    }
  }

  /** Ends the progress of every tap that the emulator no longer waits for. */
  settle(pending) {
    for (const [key, { query }] of this.underway) {
      if (query !== null && !pending.has(query)) this.end(key);
    }
  }

  clear() {
    for (const key of [...this.underway.keys()]) this.end(key);
  }

  end(key) {
    const entry = this.underway.get(key);
    if (!entry) return;
    clearTimeout(entry.timer);
    this.underway.delete(key);
    this.mark(entry.message, entry.data, false);
  }
}
