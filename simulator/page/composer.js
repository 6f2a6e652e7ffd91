// Where a phone's texts are written: the field, its counter, a picture, and what was left unsent.

import { h, icon } from "./dom.js";
import { say, segmentsLine } from "./i18n.js";
import { measure } from "./sms.js";

const LONGEST = 1600;
const TALLEST_PX = 110;

export class Composer {
  /** `send(body, picture)` is called with what is to go; where it throws, the body comes back. */
  constructor(id, { pictures, send }) {
    this.send = send;
    this.drafts = new Map(); // number → what was written there and not sent
    this.input = h("textarea", { rows: 1, name: "body", maxLength: LONGEST, enterKeyHint: "send", "aria-describedby": `${id}-count` });
    this.picture = h("button", { type: "button", class: "tool", hidden: !pictures }, icon("picture"));
    this.button = h("button", { type: "submit", class: "send" }, icon("send"));
    this.count = h("p", { class: "count", id: `${id}-count` });
    const field = h("div", { class: "field" }, this.input, this.button);
    this.element = h("form", { class: "composer" }, h("div", { class: "line" }, this.picture, field), this.count);
    this.picture.addEventListener("click", () => this.submit(true));
    this.element.addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit(false);
    });
    this.input.addEventListener("input", () => this.measure());
    this.input.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        this.element.requestSubmit();
      }
    });
  }

  async submit(picture) {
    const body = this.input.value;
    if (!picture && !body.trim()) return this.focus();
    this.write("");
    try {
      await this.send(body, picture);
    } catch {
      this.write(body + this.input.value);
      this.say(say().notSent);
    }
  }

  focus() {
    this.input.focus({ preventScroll: true });
  }

  /** Puts words in the field, as if they had been written. */
  write(body) {
    this.input.value = body;
    this.measure();
  }

  keep(number) {
    this.drafts.set(number, this.input.value);
  }

  restore(number) {
    this.write(this.drafts.get(number) ?? "");
  }

  measure() {
    const { encoding, units, segments, room, odd } = measure(this.input.value);
    const why = odd ? ` ${say().because} “${odd}”` : "";
    this.count.classList.remove("wrong");
    this.count.textContent = this.input.value ? `${units}/${room} · ${segmentsLine(encoding + why, segments)}` : "";
    this.button.disabled = !this.input.value.trim();
    this.input.style.height = "auto";
    this.input.style.height = `${Math.min(this.input.scrollHeight, TALLEST_PX)}px`;
  }

  say(problem) {
    this.count.textContent = problem;
    this.count.classList.add("wrong");
  }

  translate() {
    this.input.placeholder = say().placeholder;
    this.input.setAttribute("aria-label", say().write);
    this.button.setAttribute("aria-label", say().send);
    this.picture.setAttribute("aria-label", say().picture);
    this.picture.title = say().picture;
  }
}
