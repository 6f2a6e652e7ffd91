// The desk's time: the browser's clock, moved as far as the server says, in the desk's time zone.

import { language } from "./i18n.js";

let ahead = 0;
let zone;

/** Takes in what the server says of the time: the moment in ms, and the time zone. */
export function tell({ at, timezone }) {
  ahead = at - Date.now();
  zone = timezone;
}

/** The desk's moment in milliseconds. */
export function now() {
  return Date.now() + ahead;
}

const shown = (at, form) => new Intl.DateTimeFormat(language(), { timeZone: zone, hourCycle: "h23", ...form }).format(at);

/** The time of day of a moment: 09:05. */
export function timeOf(at) {
  return shown(at, { hour: "2-digit", minute: "2-digit" });
}

/** Its day of the week, short or whole: Mon, Monday. */
export function dayOf(at, form = "short") {
  return shown(at, { weekday: form });
}

/** Day and time: "Mon 09:05". */
export function momentOf(at) {
  return `${dayOf(at)} ${timeOf(at)}`;
}

/** Whether two moments are on one day there. */
export function isSameDay(at, other) {
  const date = { year: "numeric", month: "numeric", day: "numeric" };
  return shown(at, date) === shown(other, date);
}
