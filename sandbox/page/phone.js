// One phone: puts the parts together for the person who holds it.
import * as api from "./api.js";
import { Alerts } from "./alerts.js";
import { Composer } from "./composer.js";
import { Taps } from "./taps.js";
import { Wall } from "./wall.js";
import { word } from "./words.js";

export class Phone {
  constructor(side, { afterSend }) {
    side.append(document.getElementById("phone").content.cloneNode(true));
    this.root = side.querySelector(".phone");
    this.afterSend = afterSend;
    this.taps = new Taps((...tap) => this.wall.mark(...tap));
    this.alerts = new Alerts(this.root);
    this.wall = new Wall(this.root, {
      tap: (message, data) => this.tap(message, data),
      send: (text) => this.send(text),
      copy: (text) => this.copy(text),
      busy: (message, data) => this.taps.busy(message, data),
    });
    this.composer = new Composer(this.root, side.dataset.side, {
      send: (text) => this.send(text),
      start: () => this.start(),
    });
  }

  /** Hands the phone to somebody else, with their chat. */
  give(person, chat) {
    if (this.chat) this.chat.show = null;
    this.chat = chat;
    this.person = person;
    chat.show = (news) => this.take(news);
    this.taps.clear();
    this.alerts.clear();
    this.composer.empty();
    this.redraw();
  }

  redraw() {
    this.root.lang = this.person.language_code;
    this.root.querySelector(".messages").setAttribute("aria-label", word("messages"));
    this.composer.putWords();
    this.wall.redraw(this.chat.inOrder());
    this.stand();
  }

  take(news) {
    const messages = this.chat.inOrder();
    if (news.first) this.wall.redraw(messages);
    else this.wall.change(news, messages);
    this.taps.settle(this.chat.pending);
    news.alerts.forEach((each) => this.alerts.show(each));
    this.stand();
  }

  /** What the emulator says of the person and the bot now. */
  know(person, bot, isDown) {
    this.person = person;
    this.bot = bot;
    this.isDown = isDown;
    this.stand();
  }

  stand() {
    const { person, chat } = this;
    const refused = chat.refusedSeconds();
    const calm = person.blocked ? word("blockedSub") : refused ? word("refused")(refused) : word("bot");
    this.root.querySelector(".phone-title").textContent = this.bot?.first_name ?? "";
    this.root.querySelector(".phone-sub").textContent = this.isDown ? word("connecting") : calm;
    this.composer.stand(person, chat.commands);
    const empty = this.root.querySelector(".empty");
    empty.hidden = chat.fresh || chat.messages.size > 0;
    empty.querySelector("b").textContent = word("emptyTitle");
    empty.querySelector("p").textContent = word(person.started ? "emptyStarted" : "emptyStart");
  }

  async start() {
    const { id, blocked } = this.person;
    await this.attempt(async () => {
      if (blocked) await api.block(id, false);
      await api.send(id, "/start");
    });
    this.afterSend();
  }

  send(text) {
    return this.attempt(() => api.send(this.person.id, text));
  }

  tap(message, data) {
    return this.attempt(() => this.taps.start(this.person.id, message, data));
  }

  async attempt(act) {
    try {
      await act();
      return true;
    } catch (trouble) {
      this.alerts.say(trouble.status === 409 ? word("staleKey") : word("notSent"));
      return false;
    }
  }

  async copy(text) {
    const done = await navigator.clipboard.writeText(text).then(() => true, () => false);
    this.alerts.say(word(done ? "copied" : "copyFailed"));
  }
}
