// One text as a bubble, with what it cost and how far it got.

import { h, icon } from "./dom.js";
import { say, segmentsLine } from "./i18n.js";

/** The list item of a text; `own` where this phone wrote it. */
export function bubble(text, own) {
  const what = [];
  if (text.media) what.push(photo());
  if (text.body) what.push(h("p", { class: "said", dir: "auto", lang: "" }, text.body));
  const meta = h("p", { class: "meta" }, text.media ? "MMS" : segmentsLine(text.encoding, text.segments));
  if (own) meta.append(ticks(text.status));
  return h("li", { class: own ? "text own" : "text", "data-sid": text.sid }, ...what, meta);
}

function photo() {
  const drawn = icon("photo", say().aPicture);
  drawn.setAttribute("viewBox", "0 0 200 140");
  return h("div", { class: "photo" }, drawn);
}

function ticks(status) {
  if (status === "failed" || status === "undelivered") {
    return h("span", { class: "ticks wrong" }, `! ${say().failed}`);
  }
  const done = status === "delivered";
  const name = done ? "ticks" : "tick";
  const label = say()[status === "queued" ? "queued" : status] ?? status;
  const mark = status === "queued" ? h("span", { role: "img", "aria-label": label }, "…") : icon(name, label);
  return h("span", { class: done ? "ticks done" : "ticks", title: label }, mark);
}
