// The walk through the sandbox: what to try, on which phone, with words one press puts into its input.
import { make } from "./dom.js";
import { dayKey, nowMs } from "./clock.js";
import { word } from "./words.js";

const AHEAD = 10 * 86_400_000; // far enough that deadlines and the reminder are still to come

export function drawGuide(list, fill) {
  const date = dayKey(nowMs() + AHEAD);
  const hospital = word("hospital");
  list.replaceChildren(...word("steps").map(({ say, side, type }) => {
    const item = make("li", { text: say });
    if (!type) return item;
    const text = type.replace("{hospital}", hospital).replace("{date}", date);
    item.append(make("button", {
      className: "try", text, attributes: { type: "button", "data-testid": "try", "data-phone": side },
      on: { click: () => fill(side, text) },
    }));
    return item;
  }));
}
