// Moments in a text that each phone writes in its own words: <time data-unix data-format> of the emulator.
import { fullMoment, moment } from "./clock.js";

const EVERY = 1000;

export function drawMoments(root) {
  for (const element of root.querySelectorAll("time[data-unix]")) {
    const ms = 1000 * Number(element.dataset.unix);
    const { format } = element.dataset;
    const text = format ? moment(ms, format) : element.textContent;
    if (text === element.textContent && element.title) continue;
    element.textContent = text;
    element.dateTime = new Date(ms).toISOString();
    element.title = fullMoment(ms);
    element.setAttribute("aria-live", "off"); // else a reader would count down
  }
}

setInterval(() => drawMoments(document), EVERY); // "in 4 minutes" is soon another text
