// The sandbox's time as people read it. Screening dates are Korean ones, so everything shows in that zone.
import { language } from "./words.js";

const ZONE = "Asia/Seoul";
let skew = 0; // milliseconds between this machine's clock and the sandbox's

const shown = (options, date) =>
  new Intl.DateTimeFormat(language() === "ko" ? "ko-KR" : "en-GB", { timeZone: ZONE, ...options }).format(date);

export const follow = (iso) => { skew = Date.parse(iso) - Date.now(); };
export const nowMs = () => Date.now() + skew;
export const time = (ms) => shown({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" }, ms);
export const day = (ms) => shown({ month: "long", day: "numeric", weekday: "short" }, ms);
export const dayKey = (ms) => new Intl.DateTimeFormat("sv-SE", { timeZone: ZONE }).format(ms);

const PARTS = {
  w: { weekday: "long" },
  d: { year: "2-digit", month: "2-digit", day: "2-digit" },
  D: { year: "numeric", month: "long", day: "numeric" },
  t: { hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
  T: { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" },
};
const UNITS = [["day", 86_400], ["hour", 3600], ["minute", 60], ["second", 1]];

/** A moment as Telegram's format asks: "r" from now on, else weekday, date and time. */
export function moment(ms, format) {
  if (format !== "r") return shown(Object.assign({}, ...[...format].map((part) => PARTS[part])), ms);
  const left = Math.round((ms - nowMs()) / 1000);
  const [unit, seconds] = UNITS.find(([, size]) => Math.abs(left) >= size) ?? UNITS.at(-1);
  return new Intl.RelativeTimeFormat(language(), { numeric: "auto" }).format(Math.trunc(left / seconds), unit);
}

export const fullMoment = (ms) => moment(ms, "wDt");

export function date(ms) {
  const weekday = shown({ weekday: "short" }, ms);
  return `${dayKey(ms)} (${weekday})`;
}

/** A value for a datetime-local field, e.g. 2027-03-05T09:30. */
export const field = (ms) => `${dayKey(ms)}T${new Intl.DateTimeFormat("sv-SE",
  { timeZone: ZONE, hour: "2-digit", minute: "2-digit" }).format(ms)}`;
export const fromField = (value) => Date.parse(`${value}:00+09:00`);
