// One text as a bubble, with what is attached, what it cost and how far it got.

import { h, icon } from "./dom.js";
import { say, segmentsLine } from "./i18n.js";
import { channelOf } from "./channel.js";
import { timeOf } from "./time.js";

/** The list item of a text; `own` where this phone wrote it, `links` how the desk's own begin. */
export function bubble(text, own, links) {
  const channel = channelOf(text.to);
  const what = [];
  if (text.template) what.push(h("p", { class: "template" }, say().template));
  for (const url of text.pictures) what.push(photo(url));
  if (text.place) what.push(h("p", { class: "place" }, icon("place"), text.place));
  if (text.body) what.push(h("p", { class: "said", dir: "auto", lang: "" }, ...linked(text.body, links)));
  const meta = h("p", { class: "meta" }, metaLine(text, channel));
  if (own) meta.append(ticks(text));
  return h("li", { class: own ? "text own" : "text", "data-sid": text.sid }, ...what, meta);
}

/** What stands for a text in one line. */
export function inShort(text) {
  return text.body || text.place || say().aPicture;
}

/** A carrier's channel says what a text costs; the others say when it was written. */
function metaLine(text, channel) {
  if (channel !== "sms") return h("time", {}, timeOf(text.at));
  return text.media ? "MMS" : segmentsLine(text.encoding, text.segments);
}

function photo(url) {
  const image = h("img", { src: url, alt: say().aPicture });
  return h("a", { class: "photo", href: url, target: "_blank", rel: "noopener" }, image);
}

/** The words, with the desk's links to attachments as links: this server answers for it. */
function linked(body, links) {
  const place = body.indexOf(links);
  if (!links || place < 0) return [body];
  const [token] = /^[\w-]*/.exec(body.slice(place + links.length));
  const end = place + links.length + token.length;
  const link = h("a", { href: `/media/${token}`, target: "_blank", rel: "noopener" }, body.slice(place, end));
  return [body.slice(0, place), link, ...linked(body.slice(end), links)];
}

function ticks({ status }) {
  if (status === "failed" || status === "undelivered") {
    return h("span", { class: "ticks wrong" }, `! ${say().failed}`);
  }
  const done = status === "delivered" || status === "read";
  const name = done ? "ticks" : "tick";
  const label = say()[status] ?? status;
  const mark = status === "queued" ? h("span", { role: "img", "aria-label": label }, "…") : icon(name, label);
  return h("span", { class: done ? `ticks done ${status}` : "ticks", title: label }, mark);
}
