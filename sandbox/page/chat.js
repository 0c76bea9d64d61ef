// One person's chat as the page knows it, kept level with the emulator. It draws nothing.
import { news } from "./api.js";

export class Chat {
  constructor(person) {
    this.person = person;
    this.rev = 0;
    this.messages = new Map();
    this.commands = [];
    this.pinned = null; // a message's number
    this.keyboard = null; // the reply keyboard in sight
    this.name = ""; // of the bot, in this person's language
    this.description = ""; // what stands in the chat before it is started
    this.pending = new Set();
    this.unread = 0;
    this.refusedUntil = 0; // when the emulator takes messages of the bot again; of performance.now()
    this.fresh = true;
    this.show = null; // the phone that shows this chat now
  }

  /** Asks once, waiting up to `wait` seconds for something new. */
  async refresh(wait, signal) {
    const answer = await news(this.person, this.rev, wait, signal);
    if (signal?.aborted) return;
    this.take(answer);
  }

  take(answer) {
    if (answer.rev < this.rev && !answer.reset) return this.forget(); // another emulator: ask again from 0
    const first = this.fresh || answer.reset;
    if (answer.reset) this.forget();
    const known = new Set(this.messages.keys());
    for (const id of answer.deleted) this.messages.delete(id);
    for (const message of answer.messages) this.messages.set(message.message_id, message);
    this.rev = answer.rev;
    this.commands = answer.commands;
    this.pinned = answer.pinned;
    this.keyboard = answer.reply_keyboard;
    this.description = answer.description;
    this.name = answer.name;
    this.pending = new Set(answer.pending_taps);
    this.refusedUntil = performance.now() + 1000 * answer.refused_s;
    this.fresh = false;
    const added = answer.messages.filter((each) => !known.has(each.message_id));
    if (!first) this.unread += added.filter((each) => each.from === "bot").length;
    // What was answered before this page looked is old news.
    this.show?.({ ...answer, first, alerts: first ? [] : answer.alerts });
  }

  forget() {
    this.messages.clear();
    this.pinned = this.keyboard = null;
    this.rev = 0;
    this.unread = 0;
    this.refusedUntil = 0;
    this.fresh = true;
  }

  refusedSeconds() {
    return Math.max(0, Math.ceil((this.refusedUntil - performance.now()) / 1000));
  }

  wipe() {
    this.forget();
    this.show?.({ first: true, messages: [], deleted: [], alerts: [] });
  }

  inOrder() {
    return [...this.messages.values()].sort((a, b) => a.message_id - b.message_id);
  }
}

const pause = (ms, signal) => new Promise((done) => {
  const end = () => {
    clearTimeout(timer);
    signal?.removeEventListener("abort", end);
    done();
  };
  const timer = setTimeout(end, ms);
  signal?.addEventListener("abort", end);
});

/** Repeats `step` until stopped; after a failure it waits longer each time, up to 5 s. */
export async function keepUp(step, { signal, rest = 0, onWell = () => {}, onTrouble = () => {} }) {
  let failures = 0;
  while (!signal?.aborted) {
    try {
      await step();
      failures = 0;
      onWell();
      await pause(rest, signal);
    } catch (trouble) {
      if (signal?.aborted) return;
      failures += 1;
      onTrouble(failures, trouble);
      await pause(Math.min(5000, 250 * 2 ** failures), signal);
    }
  }
}
