// The tools: the clock that goes forward, blocking, Telegram's failure, starting over.
import * as api from "./api.js";
import * as clock from "./clock.js";
import { drawGuide } from "./guide.js";
import { putWords, switchLanguage, word } from "./words.js";

const find = (id) => document.getElementById(id);

export class Controls {
  constructor({ refresh, spoken, wiped, chosen, fill }) {
    Object.assign(this, { refresh, wiped, chosen, fill });
    this.form = find("forward-to");
    this.chosenTime = false; // whether the field holds a time of the user's, or follows the clock
    this.form.elements[0].addEventListener("input", () => { this.chosenTime = true; });
    for (const button of document.querySelectorAll("[data-forward]")) {
      button.addEventListener("click", () => this.forward(Number(button.dataset.forward)));
    }
    this.form.addEventListener("submit", (event) => this.forwardTo(event));
    find("block").addEventListener("click", () => this.flip("block", (on) => api.block(chosen().id, on)));
    find("down").addEventListener("click", () => this.flip("down", (on) => api.down(on)));
    find("start-over").addEventListener("click", () => find("confirm").showModal());
    find("confirm").addEventListener("close", () => this.confirmed());
    find("language").addEventListener("click", () => { switchLanguage(); this.putWords(); spoken(); });
    setInterval(() => this.tick(), 1000);
    this.putWords();
  }

  putWords() {
    putWords();
    find("language").textContent = word("other");
    find("language").setAttribute("aria-label", word("language"));
    this.guided = null;
    if (this.state) this.know(this.state);
  }

  know(state) {
    if (this.state?.clock.offset !== state.clock.offset) this.chosenTime = false;
    this.state = state;
    clock.follow(state.clock.now);
    this.tick();
    find("down").setAttribute("aria-checked", String(state.down));
    const customer = this.chosen();
    find("block").setAttribute("aria-checked", String(customer.blocked));
    find("block-who").textContent = word("blockWho")(customer.first_name);
    const alive = find("alive");
    alive.dataset.alive = String(state.bot_alive);
    alive.querySelector("span").textContent = word(state.bot_alive ? "alive" : "dead");
  }

  tick() {
    if (!this.state) return;
    const now = clock.nowMs();
    find("clock-date").textContent = clock.date(now);
    find("clock-time").textContent = clock.time(now);
    find("clock-time").dateTime = new Date(now).toISOString();
    if (this.guided !== clock.dayKey(now)) this.drawGuide();
    this.guided = clock.dayKey(now);
    const input = this.form.elements[0];
    input.min = clock.field(now);
    const next = clock.field(now + 86_400_000);
    if (!this.chosenTime && input.value !== next) input.value = next;
  }

  drawGuide() {
    const set = (when) => {
      this.form.elements[0].value = when.replace(" ", "T");
      this.chosenTime = true;
      this.form.elements[1].focus();
    };
    drawGuide(find("guide"), { fill: this.fill, set });
  }

  async flip(id, act) {
    const on = find(id).getAttribute("aria-checked") !== "true";
    await this.attempt(() => act(on));
  }

  forwardTo(event) {
    event.preventDefault();
    const seconds = Math.round((clock.fromField(this.form.elements[0].value) - clock.nowMs()) / 1000);
    if (!(seconds > 0)) return this.say(word("onlyForward"));
    return this.forward(seconds);
  }

  async forward(seconds) {
    const card = this.form.parentElement;
    card.setAttribute("aria-busy", "true");
    const done = await this.attempt(() => api.forward(seconds));
    card.removeAttribute("aria-busy");
    if (done) this.chosenTime = false;
    this.tick();
    if (done) this.say(word("moved")(`${clock.date(clock.nowMs())} ${clock.time(clock.nowMs())}`));
  }

  async confirmed() {
    if (find("confirm").returnValue !== "yes") return;
    find("confirm").returnValue = "";
    if (!await this.attempt(() => api.startOver())) return;
    this.wiped();
    this.say(word("startedOver"));
  }

  /** Does it, reads the new state, and says so when the emulator or the bot refused. */
  async attempt(act) {
    try {
      await act();
      await this.refresh();
      return true;
    } catch (trouble) {
      this.say(reason(trouble));
      return false;
    }
  }

  say(text) {
    const notice = find("notice");
    notice.textContent = text;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => { notice.textContent = ""; }, 4000);
  }
}

function reason(trouble) {
  if (!(trouble instanceof api.Refusal)) return word("unreachable");
  return trouble.status === 503 ? word("botSilent") : trouble.message;
}
