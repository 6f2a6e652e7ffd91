// A phone's list of conversations, the newest first.

import { inShort } from "./bubble.js";
import { channelName, channelOf } from "./channel.js";
import { h, icon } from "./dom.js";
import { say } from "./i18n.js";
import { dayOf, isSameDay, now, timeOf } from "./time.js";

/** `rows` is [{number, name, unread, own, text}], newest first; `open(number)` is called on a click. */
export function drawRows(list, rows, open) {
  // Drawn anew only where something shows differently: a finger may be on a row.
  const shown = JSON.stringify([say().you, rows.map(({ number, unread, own, text }) => [number, unread, own, text.sid, when(text.at)])]);
  if (list.dataset.shown === shown) return;
  list.dataset.shown = shown;
  const focused = list.contains(document.activeElement) && document.activeElement.dataset.number;
  list.replaceChildren(...rows.map((about) => row(about, open)));
  if (focused) rowOf(list, focused)?.focus();
}

/** The row of a number, or null. */
export function rowOf(list, number) {
  return list.querySelector(`[data-number="${CSS.escape(number)}"]`);
}

/** The badge with a number of unread texts. */
export function badge(unread) {
  return h("span", { class: "badge", role: "img", "aria-label": `${unread} ${say().unread}` }, String(unread));
}

/** The time of today's texts, the day of the others'. */
function when(at) {
  return isSameDay(at, now()) ? timeOf(at) : dayOf(at);
}

function row({ number, name, unread, own, text }, open) {
  const preview = (own ? say().you : "") + inShort(text);
  const channel = channelOf(number);
  const app = channel === "sms" ? null : h("span", { class: "app" }, channelName(channel));
  const button = h(
    "button", { type: "button", class: unread ? "row unread" : "row", "data-number": number, "data-channel": channel },
    h("span", { class: "face" }, icon("person")),
    h("span", { class: "what" }, h("b", {}, name), app, h("span", { class: "preview", dir: "auto" }, preview)),
    h("span", { class: "side" }, h("time", {}, when(text.at)), unread ? badge(unread) : null),
  );
  button.addEventListener("click", () => open(number));
  return h("li", {}, button);
}
