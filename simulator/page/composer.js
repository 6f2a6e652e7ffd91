// Where a phone's texts are written: the field, its counter, pictures, and what was left unsent.

import { Attach } from "./attach.js";
import { channelOf } from "./channel.js";
import { h, icon } from "./dom.js";
import { say, segmentsLine } from "./i18n.js";
import { measure } from "./sms.js";

const LONGEST = 1600;
const TALLEST_PX = 110;

export class Composer {
  /** `send({body, pictures, place})` is called with what is to go; where it throws, all comes back. */
  constructor(id, { send }) {
    this.send = send;
    this.drafts = new Map(); // number → what was written there and not sent
    this.channel = "sms";
    this.input = h("textarea", { rows: 1, name: "body", maxLength: LONGEST, enterKeyHint: "send", "aria-describedby": `${id}-count` });
    this.attach = new Attach(id, {
      changed: ({ focus = false } = {}) => this.changed(focus),
      place: () => this.submit({ place: true }),
      problem: (line) => this.say(line),
    });
    this.button = h("button", { type: "submit", class: "send" }, icon("send"));
    this.count = h("p", { class: "count", id: `${id}-count` });
    const field = h("div", { class: "field" }, this.attach.chosen, h("div", { class: "line" }, this.input, this.button));
    this.element = h("form", { class: "composer" }, this.attach.tray, h("div", { class: "line" }, this.attach.button, field), this.count);
    this.element.addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
    this.input.addEventListener("input", () => this.measure());
    this.input.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        this.element.requestSubmit();
      }
    });
  }

  async submit({ place = false } = {}) {
    const body = place ? "" : this.input.value;
    const pictures = place ? [] : this.attach.pictures;
    if (!place && !pictures.length && !body.trim()) return this.focus();
    if (!place) {
      this.attach.put([]);
      this.write("");
    }
    try {
      await this.send({ body, pictures, place });
    } catch {
      this.write(body + this.input.value);
      if (pictures.length) this.attach.put(pictures);
      this.say(say().notSent);
    }
  }

  focus() {
    this.input.focus({ preventScroll: true });
  }

  /** Puts words in the field for somebody to go on with. */
  begin(body) {
    this.write(body);
    this.focus();
  }

  /** Puts words in the field, as if they had been written. */
  write(body) {
    this.input.value = body;
    this.measure();
  }

  /** Keeps what was begun in a conversation, its pictures too. */
  keep(number) {
    this.drafts.set(number, [this.input.value, this.attach.pictures]);
  }

  restore(number) {
    const [body, pictures] = this.drafts.get(number) ?? ["", []];
    this.channel = channelOf(number);
    this.attach.open(false);
    this.attach.allowPlace(this.channel === "whatsapp");
    this.attach.put(pictures);
    this.write(body);
    this.input.placeholder = this.channel === "sms" ? say().placeholder : say().message;
  }

  changed(focus) {
    this.measure();
    if (focus) this.focus();
  }

  measure() {
    const { encoding, units, segments, room, odd } = measure(this.input.value);
    const why = odd ? ` ${say().because} “${odd}”` : "";
    this.count.classList.remove("wrong");
    this.count.textContent = this.input.value && this.channel === "sms" ? `${units}/${room} · ${segmentsLine(encoding + why, segments)}` : "";
    this.button.disabled = !this.input.value.trim() && !this.attach.pictures.length;
    this.input.style.height = "auto";
    this.input.style.height = `${Math.min(this.input.scrollHeight, TALLEST_PX)}px`;
  }

  say(problem) {
    this.count.textContent = problem;
    this.count.classList.add("wrong");
  }

  translate() {
    this.input.setAttribute("aria-label", say().write);
    this.button.setAttribute("aria-label", say().send);
    this.attach.translate();
  }
}

/** As many texts as it takes: beside SMS, an app takes one picture each; the words go with the first. */
export function inTexts({ body, pictures, place }, channel) {
  const all = pictures.map(({ kind, url }) => ({ kind, data: url.slice(url.indexOf(",") + 1) }));
  if (channel === "sms" || all.length < 2) return [{ body, pictures: all, place }];
  return all.map((one, n) => ({ body: n ? "" : body, pictures: [one] }));
}
