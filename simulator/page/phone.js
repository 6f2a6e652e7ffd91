// One phone: a list of conversations by number, and the conversation that is open.

import { h, icon, post, pretty } from "./dom.js";
import { language, nameOf, say, segmentsLine } from "./i18n.js";
import { measure } from "./sms.js";
import { bubble, timeOf } from "./bubble.js";

const BANNER_MS = 6000;

export class Phone {
  /** `about` is the server's {address, role, name, language}; `changed` is called as unread counts move. */
  constructor(about, { business, changed }) {
    this.about = about;
    this.business = business;
    this.changed = changed;
    this.conversations = new Map(); // number → {texts: Map of sid → text, unread}
    this.current = null; // the number whose conversation is open; "" while a new one is addressed
    this.drafts = new Map();
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
    this.compose.addEventListener("click", () => this.show(this.isCustomer() ? this.business : "", { focus: true }));
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
    this.input = h("textarea", { rows: 1, name: "body", maxLength: 1600 });
    this.input.setAttribute("enterkeyhint", "send");
    this.picture = h("button", { type: "button", class: "tool" }, icon("picture"));
    this.picture.hidden = !this.isCustomer();
    this.picture.addEventListener("click", () => this.send(true));
    this.button = h("button", { type: "submit", class: "send" }, icon("send"));
    this.count = h("p", { class: "count", id: `${id}-count` });
    this.input.setAttribute("aria-describedby", this.count.id);
    this.form = h("form", { class: "composer" }, h("div", { class: "line" }, this.picture, h("div", { class: "field" }, this.input, this.button)), this.count);
    this.threadView = h("div", { class: "view thread", hidden: true }, h("div", { class: "bar" }, this.back, h("div", { class: "who" }, h("span", { class: "face" }, icon("person")), this.title), this.address), this.log, this.form);
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.send(false);
    });
    this.to.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      this.input.focus();
    });
    this.input.addEventListener("input", () => this.measured());
    this.input.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        this.form.requestSubmit();
      }
    });
    this.threadView.addEventListener("keydown", (event) => event.key === "Escape" && this.leave());
  }

  isCustomer() {
    return this.about.role === "customer";
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
      this.banner.replaceChildren(h("b", {}, pretty(number)), h("span", {}, text.body || say().aPicture));
      this.banner.hidden = false;
      clearTimeout(this.bannerTimer);
      this.bannerTimer = setTimeout(() => (this.banner.hidden = true), BANNER_MS);
    }
  }

  async send(picture) {
    const fresh = this.current === "";
    const to = fresh ? this.to.value.trim().replace(/(?!^\+)[\s().-]/g, "") : this.current;
    const body = this.input.value;
    if (!to || (!picture && !body.trim())) return (fresh && !to ? this.to : this.input).focus();
    try {
      this.input.value = "";
      await post("/api/texts", { from: this.about.address, to, body, media: picture });
      if (fresh) this.show(to, { focus: true });
      this.measured();
    } catch {
      this.input.value = body;
      this.measured(say().notSent);
    }
  }

  // --- what is open -----------------------------------------------------------------------

  /** The first look: a customer is about to write to the shop, an agent looks at the list. */
  open() {
    if (this.isCustomer()) this.show(this.business);
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
    this.title.textContent = pretty(number);
    this.log.replaceChildren();
    this.log.tabIndex = number === "" ? -1 : 0; // nothing to scroll yet: Tab goes on to the text
    this.latest = 0;
    for (const text of talk?.texts.values() ?? []) this.put(text, false);
    if (!talk && number === this.business) this.log.append(this.hint());
    this.input.value = this.drafts.get(number) ?? "";
    this.measured();
    this.drawList();
    if (focus) (number === "" ? this.to : this.input).focus({ preventScroll: true });
  }

  leave({ focus = true } = {}) {
    this.keepDraft();
    const was = this.current;
    this.current = null;
    this.threadView.hidden = true;
    this.listView.hidden = false;
    this.banner.hidden = true;
    this.drawList();
    if (focus) (this.list.querySelector(`[data-number="${CSS.escape(was ?? "")}"]`) ?? this.compose).focus();
  }

  keepDraft() {
    if (this.current !== null) this.drafts.set(this.current, this.input.value);
  }

  // --- drawing ----------------------------------------------------------------------------

  put(text, fresh) {
    const own = text.from === this.about.address;
    const drawn = bubble(text, own);
    this.log.querySelector(".hint")?.remove();
    const old = this.log.querySelector(`[data-sid="${text.sid}"]`);
    if (old) return old.replaceWith(drawn);
    if (text.at - this.latest > 5 * 60_000) this.log.append(h("li", { class: "when" }, timeOf(text.at)));
    this.latest = text.at;
    if (fresh) drawn.classList.add("fresh");
    this.log.append(drawn);
    this.log.scrollTop = this.log.scrollHeight;
  }

  /** What stands in a customer's conversation before the first text: two to begin with. */
  hint() {
    const ideas = [say().idea1, say().idea2].map((idea) => {
      const button = h("button", { type: "button", class: "idea" }, idea);
      button.addEventListener("click", () => {
        this.input.value = idea;
        this.measured();
        this.input.focus();
      });
      return button;
    });
    return h("li", { class: "hint" }, say().ideas, ...ideas);
  }

  drawList() {
    const last = (talk) => [...talk.texts.values()].at(-1);
    const sorted = [...this.conversations].sort((a, b) => last(b[1]).at - last(a[1]).at);
    const focused = document.activeElement?.closest?.("[data-number]")?.dataset.number;
    const inside = this.list.contains(document.activeElement);
    this.list.replaceChildren(...sorted.map(([number, talk]) => this.row(number, talk, last(talk))));
    if (inside && focused) this.list.querySelector(`[data-number="${CSS.escape(focused)}"]`)?.focus();
    this.empty.hidden = sorted.length > 0;
    const elsewhere = this.unread();
    this.backBadge.hidden = !elsewhere;
    this.backBadge.textContent = elsewhere;
    this.changed(this);
  }

  row(number, talk, text) {
    const own = text.from === this.about.address;
    const preview = (own ? say().you : "") + (text.body || say().aPicture);
    const unread = talk.unread
      ? h("span", { class: "badge", "aria-label": `${talk.unread} ${say().unread}` }, String(talk.unread))
      : null;
    const button = h(
      "button", { type: "button", class: talk.unread ? "row unread" : "row", "data-number": number },
      h("span", { class: "face" }, icon("person")),
      h("span", { class: "what" }, h("b", {}, pretty(number)), h("span", { class: "preview" }, preview)),
      h("span", { class: "side" }, h("time", {}, timeOf(text.at)), unread),
    );
    button.addEventListener("click", () => this.show(number, { focus: true }));
    return h("li", {}, button);
  }

  measured(problem = "") {
    const { encoding, units, segments, room, odd } = measure(this.input.value);
    const why = odd ? ` ${say().because} “${odd}”` : "";
    const line = `${units}/${room} · ${segmentsLine(encoding + why, segments)}`;
    this.count.textContent = problem || (this.input.value ? line : "");
    this.count.classList.toggle("wrong", Boolean(problem));
    this.button.disabled = !this.input.value.trim();
    this.input.style.height = "auto";
    this.input.style.height = `${Math.min(this.input.scrollHeight, 110)}px`;
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
    this.input.placeholder = words.placeholder;
    this.input.setAttribute("aria-label", words.write);
    this.button.setAttribute("aria-label", words.send);
    this.picture.setAttribute("aria-label", words.picture);
    this.picture.title = words.picture;
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
