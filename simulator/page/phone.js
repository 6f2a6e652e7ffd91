// One phone: a list of conversations by number, and the conversation that is open.

import { bubble, inShort } from "./bubble.js";
import { channelName, channelOf, shownAddress } from "./channel.js";
import { Composer, inTexts } from "./composer.js";
import { h, icon, post, pretty } from "./dom.js";
import { hint } from "./hint.js";
import { language, nameOf, say } from "./i18n.js";
import { drawRows, rowOf } from "./list.js";
import { isSameDay, momentOf, timeOf } from "./time.js";
import { Via } from "./via.js";
import { Window } from "./window.js";

const BANNER_MS = 6000;

export class Phone {
  /**
   * `about` is the server's {address, addresses, role, name, language}, `desk` its {desk, public,
   * links, counted}; `windowOf(ours, theirs)` tells until when the desk may write; `changed` is called as
   * unread counts move.
   */
  constructor(about, { desk, windowOf, changed }) {
    this.about = about;
    this.desk = desk;
    this.windowOf = windowOf;
    this.changed = changed;
    this.conversations = new Map(); // number → {texts: Map of sid → text, unread}
    this.current = null; // the number whose conversation is open; "" while a new one is addressed
    this.build();
  }

  // --- building ---------------------------------------------------------------------------

  build() {
    const id = `phone-${this.about.address.replace(/\W/g, "")}`;
    this.name = h("h2", { id });
    this.kind = h("span", { class: "kind" });
    this.list = h("ul", { class: "rows" });
    this.empty = h("div", { class: "empty" });
    this.heading = h("h3", { class: "big" });
    this.compose = h("button", { type: "button", class: "round" }, icon("write"));
    this.compose.addEventListener("click", () => this.show(this.isCustomer() ? this.shops()[0] : "", { focus: true }));
    this.listView = h(
      "div", { class: "view list" },
      h("div", { class: "bar" }, this.heading, this.compose),
      this.list, this.empty,
    );
    this.buildThread(id);
    this.banner = h("button", { type: "button", class: "banner", hidden: true });
    this.banner.addEventListener("click", () => this.show(this.banner.dataset.number, { focus: true }));
    const screen = h("div", { class: "screen" }, statusBar(), this.listView, this.threadView, this.banner, h("i", { class: "home" }));
    this.element = h(
      "section", { class: `seat ${this.about.role}`, "aria-labelledby": id },
      h("div", { class: "label" }, h("div", {}, this.name, h("span", { class: "own" }, pretty(this.about.address))), this.kind),
      h("div", { class: "phone" }, screen),
    );
  }

  buildThread(id) {
    this.back = h("button", { type: "button", class: "back" }, icon("back"), (this.backBadge = h("span", { class: "badge", hidden: true })));
    this.back.addEventListener("click", () => this.leave());
    this.title = h("h3", { class: "number" });
    this.to = h("input", { type: "tel", id: `${id}-to`, autocomplete: "off", name: "to", spellcheck: false });
    this.toLabel = h("label", { htmlFor: this.to.id });
    this.address = h("div", { class: "address", hidden: true }, this.toLabel, this.to);
    this.log = h("ol", { class: "log", tabIndex: 0 });
    this.composer = new Composer(id, { send: (what) => this.send(what) });
    this.via = new Via(this.isCustomer() ? this.desk.public : {}, (address) => this.show(address, { focus: true }));
    this.window = new Window(() => ({ ours: this.current, theirs: this.own(this.current) }));
    const bar = h("div", { class: "bar" }, this.back, h("div", { class: "who" }, h("span", { class: "face" }, icon("person")), this.title), this.address);
    this.threadView = h("div", { class: "view thread", hidden: true }, bar, this.via.element, this.window.element, this.log, this.composer.element);
    this.to.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      this.composer.focus();
    });
    this.threadView.addEventListener("keydown", (event) => event.key === "Escape" && this.leave());
  }

  isCustomer() {
    return this.about.role === "customer";
  }

  /** This phone's own address where it writes to `number`. */
  own(number) {
    return this.about.addresses[channelOf(number)] ?? this.about.address;
  }

  /** The shop's addresses, the one written with last before the others. */
  shops() {
    const last = (number) => [...(this.conversations.get(number)?.texts.values() ?? [])].at(-1)?.at ?? 0;
    return Object.values(this.desk.public).sort((a, b) => last(b) - last(a));
  }

  // --- texts ------------------------------------------------------------------------------

  /** Takes in a text, new or in another state. Returns whether it is new here. */
  take(text, { own, quiet }) {
    const number = own ? text.to : text.from;
    let talk = this.conversations.get(number);
    if (!talk) this.conversations.set(number, (talk = { texts: new Map(), unread: 0 }));
    const fresh = !talk.texts.has(text.sid);
    talk.texts.set(text.sid, text);
    if (fresh && !own) {
      if (this.current !== number && !quiet) talk.unread += 1;
      if (!quiet) this.buzz(number, text);
    }
    if (this.current === number) this.put(text, fresh);
    this.drawList();
    return fresh;
  }

  unread() {
    return [...this.conversations.values()].reduce((sum, talk) => sum + talk.unread, 0);
  }

  buzz(number, text) {
    this.element.classList.remove("buzz");
    void this.element.offsetWidth; // restarts the animation where two texts come at once
    this.element.classList.add("buzz");
    setTimeout(() => this.element.classList.remove("buzz"), 900);
    if (this.current !== null && this.current !== number) {
      this.banner.dataset.number = number;
      this.banner.replaceChildren(h("b", {}, this.named(number)), h("span", { dir: "auto" }, inShort(text)));
      this.banner.hidden = false;
      clearTimeout(this.bannerTimer);
      this.bannerTimer = setTimeout(() => (this.banner.hidden = true), BANNER_MS);
    }
  }

  async send({ body, pictures, place }) {
    const fresh = this.current === "";
    const to = fresh ? this.to.value.trim().replace(/(?!^\+)[\s().-]/g, "") : this.current;
    if (!to) {
      this.composer.write(body);
      this.composer.attach.put(pictures);
      return this.to.focus();
    }
    for (const one of inTexts({ body, pictures, place }, channelOf(to))) {
      await post("/api/texts", { from: this.own(to), to, ...one });
    }
    if (!fresh) return;
    this.to.value = "";
    this.show(to, { focus: true });
  }

  // --- what is open -----------------------------------------------------------------------

  /** The first look: a customer is about to write to the shop, an agent looks at the list. */
  open() {
    if (this.isCustomer()) this.show(this.shops()[0]);
    else this.leave({ focus: false });
  }

  show(number, { focus = false } = {}) {
    this.keepDraft();
    this.current = number;
    const talk = this.conversations.get(number);
    if (talk) talk.unread = 0;
    this.banner.hidden = this.banner.hidden || this.banner.dataset.number === number;
    this.listView.hidden = true;
    this.threadView.hidden = false;
    this.address.hidden = number !== "";
    this.title.parentElement.hidden = number === "";
    this.title.textContent = this.named(number);
    this.threadView.dataset.channel = channelOf(number);
    this.via.show(number, (one) => this.conversations.get(one)?.unread ?? 0);
    this.drawWindow();
    this.log.replaceChildren();
    this.log.tabIndex = number === "" ? -1 : 0; // nothing to scroll yet: Tab goes on to the text
    this.latest = 0;
    for (const text of talk?.texts.values() ?? []) this.put(text, false);
    if (!talk && this.shops().includes(number)) this.log.append(hint((idea) => this.composer.begin(idea)));
    this.composer.restore(number);
    this.drawList();
    if (focus) (number === "" ? this.to : this.composer).focus({ preventScroll: true });
  }

  leave({ focus = true } = {}) {
    this.keepDraft();
    const was = this.current;
    this.current = null;
    this.threadView.hidden = true;
    this.listView.hidden = false;
    this.banner.hidden = true;
    this.drawList();
    if (focus) (rowOf(this.list, was ?? "") ?? this.compose).focus();
  }

  keepDraft() {
    if (this.current !== null) this.composer.keep(this.current);
  }

  /** A conversation's name: the number, and by which app where it is no carrier's. */
  named(number) {
    const [name, channel] = [shownAddress(number, this.desk.desk), channelOf(number)];
    return channel === "sms" ? name : `${name} · ${channelName(channel)}`;
  }

  // --- drawing ----------------------------------------------------------------------------

  put(text, fresh) {
    const own = this.isOwn(text);
    const drawn = bubble(text, own, this.desk.links);
    if (!own) this.seen(text);
    this.log.querySelector(".hint")?.remove();
    const old = this.log.querySelector(`[data-sid="${text.sid}"]`);
    if (old) return old.replaceWith(drawn);
    if (text.at - this.latest > 5 * 60_000) this.log.append(h("li", { class: "when" }, isSameDay(text.at, this.latest) ? timeOf(text.at) : momentOf(text.at)));
    this.latest = text.at;
    if (fresh) drawn.classList.add("fresh");
    this.log.append(drawn);
    this.log.scrollTop = this.log.scrollHeight;
  }

  isOwn(text) {
    return Object.values(this.about.addresses).includes(text.from);
  }

  /** Where there are marks for it, who wrote a text learns that it was seen. */
  seen({ sid, to, status }) {
    if (status === "delivered" && channelOf(to) !== "sms") post("/api/read", { sid }).catch(() => {});
  }

  /** The state of the 24 hours, where the conversation has them. */
  drawWindow() {
    const counted = this.desk.counted.includes(this.current);
    this.window.show(counted ? (this.windowOf(this.current, this.own(this.current)) ?? 0) : null);
  }

  drawList() {
    const rows = [...this.conversations].map(([number, { texts, unread }]) => {
      const text = [...texts.values()].at(-1);
      return { number, name: shownAddress(number, this.desk.desk), unread, text, own: this.isOwn(text) };
    });
    drawRows(this.list, rows.sort((a, b) => b.text.at - a.text.at), (number) => this.show(number, { focus: true }));
    this.empty.hidden = rows.length > 0;
    const elsewhere = this.unread();
    this.backBadge.hidden = !elsewhere;
    this.backBadge.textContent = elsewhere;
    if (this.current) this.via.show(this.current, (one) => this.conversations.get(one)?.unread ?? 0);
    this.changed(this);
  }

  /** Puts the page's own words in the language chosen. */
  translate() {
    const words = say();
    this.name.textContent = nameOf(this.about);
    this.kind.textContent = words[this.about.role] + (this.about.language ? ` · ${this.about.language}` : "");
    this.heading.textContent = words.messages;
    this.compose.setAttribute("aria-label", words.compose);
    this.back.setAttribute("aria-label", words.back);
    this.toLabel.textContent = words.to;
    this.to.setAttribute("aria-label", words.toLabel);
    this.to.placeholder = words.toHint;
    this.composer.translate();
    this.via.translate();
    this.window.translate();
    this.log.setAttribute("aria-label", words.messages);
    this.empty.replaceChildren(icon("bubbles"), h("p", {}, this.isCustomer() ? words.emptyCustomer : words.emptyAgent));
    this.element.lang = language();
    if (this.current !== null) this.show(this.current);
    else this.drawList();
  }
}

function statusBar() {
  return h("div", { class: "status", "aria-hidden": "true" }, h("span", { class: "clock" }), h("i", { class: "island" }), h("span", { class: "signs" }, icon("signal"), icon("battery")));
}
