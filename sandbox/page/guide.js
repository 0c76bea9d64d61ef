// The walk through the sandbox: what to try, on which phone, with words one press puts into its input,
// and the moment one press puts into the clock's.
import { make } from "./dom.js";
import { dayKey, nowMs } from "./clock.js";
import { word } from "./words.js";

const DAY = 86_400_000;
const AHEAD = 10 * DAY; // far enough that deadlines and the reminder are still to come

export function drawGuide(list, { fill, set }) {
  const places = {
    "{hospital}": word("hospital"), "{date}": dayKey(nowMs() + AHEAD), "{eve}": dayKey(nowMs() + AHEAD - DAY),
  };
  list.replaceChildren(...word("steps").map(({ say, side, type }) => {
    const text = type.replace(/\{\w+\}/g, (name) => places[name]);
    return make("li", { text: say }, make("button", {
      className: "try", text, attributes: { type: "button", "data-testid": "try", "data-phone": side },
      on: { click: () => (side === "clock" ? set(text) : fill(side, text)) },
    }));
  }));
}
