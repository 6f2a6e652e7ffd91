// The trouble panel: what the provider does wrong from now on, for everybody who has the page open.

import { h, icon, post } from "./dom.js";
import { nameOf, say } from "./i18n.js";
import { drop } from "./panel.js";

const NONE = { lost: false, late: false, twice: false, sending: "works", statuses: false, phone: "" };
const CODES = [30006, 21610, 30003, 30007];

/** What of a trouble is wrong: its fields by name. */
const wrong = (trouble) => Object.keys(NONE).filter((name) => trouble[name] !== NONE[name]);

export class Trouble {
  /** `button` opens it; `told(line)` has a line read out. */
  constructor(button, { told }) {
    this.button = button;
    this.told = told;
    this.state = { ...NONE, code: CODES[0], turn: 0 };
    this.phones = [];
    this.asking = 0; // answers awaited: until they are here, the switches stay as they were put
    this.words = new Map(); // element → name of its words
    this.build();
  }

  // --- building ---------------------------------------------------------------------------

  build() {
    this.count = h("span", { class: "tally", hidden: true }); // takes the drawing's place: nothing moves
    this.button.append(icon("trouble"), this.count, this.worded("span", { class: "name" }, "trouble"));
    this.close = h("button", { type: "button", class: "round" }, icon("close"));
    this.problem = h("p", { class: "problem", role: "status" });
    this.reset = this.worded("button", { type: "button", class: "pill calm" }, "allWorks");
    this.reset.addEventListener("click", () => this.ask(NONE).then((done) => done && this.told(say().allWorksNow)));
    this.panel = h(
      "div", { class: "sheet trouble", id: "trouble-panel", role: "dialog", "aria-labelledby": "trouble-title" },
      h("div", { class: "head" }, this.worded("h2", { class: "big", id: "trouble-title" }, "trouble"), this.reset, this.close),
      this.worded("p", { class: "hint" }, "troubleHint"),
      this.group("webhooks", ["lost", "late", "twice"].map((name) => this.choice(name, "checkbox"))),
      this.group("sending", ["works", "busy", "down", "silent"].map((name) => this.choice(name, "radio"))),
      this.group("refusing", this.refusing()),
      this.group("statuses", [this.choice("statuses", "checkbox")]),
      this.problem,
    );
    drop(this.button, this.panel, this.close, () => (this.problem.textContent = ""));
  }

  group(name, rows) {
    return h("fieldset", {}, this.worded("legend", {}, name), ...rows);
  }

  /** A switch, or one choice of several, with the line that says what happens then. */
  choice(name, type) {
    const id = `trouble-${name}`;
    const input = h("input", { type, id, name: type === "radio" ? "sending" : name, value: name, "aria-describedby": `${id}-hint` });
    if (type === "checkbox") input.setAttribute("role", "switch");
    input.addEventListener("change", () => this.ask(type === "radio" ? { sending: name } : { [name]: input.checked }));
    return h(
      "div", { class: "choice" }, input,
      this.worded("label", { htmlFor: id }, `${name}Name`), this.worded("p", { id: `${id}-hint` }, `${name}Hint`),
    );
  }

  refusing() {
    this.phone = h("select", { id: "trouble-phone", name: "phone", "aria-describedby": "trouble-refusing-hint" });
    this.code = h("select", { id: "trouble-code", name: "code" });
    this.phone.addEventListener("change", () => this.ask({ phone: this.phone.value }));
    this.code.addEventListener("change", () => this.ask({ code: Number(this.code.value) }));
    return [
      h("div", { class: "pair" }, this.worded("label", { htmlFor: "trouble-phone" }, "whichPhone"), this.phone),
      h("div", { class: "pair" }, this.worded("label", { htmlFor: "trouble-code" }, "whichCode"), this.code),
      this.worded("p", { id: "trouble-refusing-hint" }, "refusingHint"),
    ];
  }

  worded(tag, properties, name) {
    const element = h(tag, properties);
    this.words.set(element, name);
    return element;
  }

  // --- what is wrong ------------------------------------------------------------------------

  /** Asks for a change; returns whether it was made. */
  async ask(change) {
    this.asking += 1;
    this.problem.textContent = "";
    try {
      this.learn(await post("/api/trouble", change));
      return true;
    } catch {
      this.problem.textContent = say().notChanged;
      return false;
    } finally {
      this.asking -= 1;
      this.draw();
    }
  }

  /** Takes in what the server says: at the beginning whatever it is, later only what is newer. */
  take(state, { first = false } = {}) {
    if (first) this.state = state;
    this.learn(state);
    this.draw();
  }

  learn(state) {
    if (state.turn >= this.state.turn) this.state = state;
  }

  /** Takes in whose phones there are. */
  know(phones) {
    this.phones = phones;
    this.fill();
  }

  draw() {
    const { length } = wrong(this.state);
    this.button.classList.toggle("on", length > 0);
    this.count.hidden = !length;
    this.count.textContent = length;
    this.button.setAttribute("aria-label", length ? say().troubleOn(length) : say().trouble);
    if (this.asking) return;
    for (const input of this.panel.querySelectorAll("input")) {
      input.checked = input.type === "radio" ? this.state.sending === input.value : this.state[input.name];
    }
    this.phone.value = this.state.phone;
    this.code.value = this.state.code;
  }

  fill() {
    const options = [["", say().nobody], ...this.phones.map((about) => [about.address, nameOf(about)])];
    fillIn(this.phone, options);
    fillIn(this.code, CODES.map((code) => [code, `${say().codes[code]} (${code})`]));
    this.draw();
  }

  translate() {
    for (const [element, name] of this.words) element.textContent = say()[name];
    this.close.setAttribute("aria-label", say().close);
    this.fill();
  }
}

function fillIn(select, options) {
  select.replaceChildren(...options.map(([value, words]) => h("option", { value }, words)));
}
