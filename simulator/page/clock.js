// The desk's clock: what it shows, and the panel that moves it, for everybody who has the page open.

import { h, icon, post } from "./dom.js";
import { say } from "./i18n.js";
import { drop } from "./panel.js";
import { dayOf, momentOf, now, tell, timeOf } from "./time.js";

const STEP = 15; // minutes: what the slider moves by
const MINUTE = 60_000;

export class Clock {
  /** `button` shows the time and opens the panel; `told(line)` has a line read out; `moved()` is called as time jumps. */
  constructor(button, { told, moved }) {
    this.button = button;
    this.told = told;
    this.moved = moved;
    this.passing = false;
    this.morning = 0;
    this.words = new Map(); // element → what it says
    this.build();
  }

  build() {
    this.day = h("span", { class: "day" });
    this.time = h("b");
    this.button.append(icon("clock"), this.day, this.time);
    this.close = h("button", { type: "button", class: "round" }, icon("close"));
    this.moment = h("p", { class: "moment" });
    this.problem = h("p", { class: "problem", role: "status" });
    this.slider = h("input", { type: "range", id: "clock-slider", min: 0, max: 24 * 60, step: STEP, value: 0, });
    this.slider.addEventListener("input", () => this.draw());
    this.there = h("span", { id: "clock-there" });
    this.go = this.mover((words) => words.clockGo, () => ({ minutes: Number(this.slider.value) }), "pill go");
    const steps = [1, 15, 60].map((minutes) => this.mover((words) => words.clockSteps[minutes], () => ({ minutes })));
    this.next = this.mover(() => this.nextWords(), () => ({ to: "morning" }), "pill morning");
    this.panel = h(
      "div", { class: "sheet clockwork", id: "clock-panel", role: "dialog", "aria-labelledby": "clock-title" },
      h("div", { class: "head" }, this.worded("h2", { class: "big", id: "clock-title" }, (words) => words.clock), this.close),
      this.moment,
      this.worded("p", { class: "hint" }, (words) => words.clockHint),
      h("div", { class: "jumps" }, ...steps, this.next),
      h("div", { class: "far" }, this.worded("label", { htmlFor: "clock-slider" }, (words) => words.clockSlider), this.there),
      h("div", { class: "slide" }, this.slider, this.go),
      this.problem,
    );
    drop(this.button, this.panel, this.close, (open) => this.shown(open));
    setInterval(() => this.draw(), 1000);
  }

  worded(tag, properties, words) {
    const element = h(tag, properties);
    this.words.set(element, words);
    return element;
  }

  /** A button that has time pass. */
  mover(words, asked, kind = "pill") {
    const button = this.worded("button", { type: "button", class: kind }, words);
    button.addEventListener("click", () => this.move(asked()));
    return button;
  }

  /** Opened, or shut: the next morning may be another one since a supervisor wrote. */
  async shown(open) {
    this.problem.textContent = "";
    if (!open) return;
    this.slider.value = 0;
    this.draw();
    try {
      const answer = await fetch("/api/clock");
      if (answer.ok) this.take(await answer.json());
    } catch {
      // The page says by itself that the desk is closed.
    }
  }

  // --- time passes --------------------------------------------------------------------------

  async move(asked) {
    if (this.passing || !(asked.to || asked.minutes)) return;
    this.problem.textContent = "";
    this.passing = true;
    this.draw();
    try {
      this.take(await post("/api/clock", asked));
      this.slider.value = 0;
      this.told(say().clockNow(dayOf(now(), "long"), timeOf(now())));
    } catch {
      this.passing = false;
      this.problem.textContent = say().notChanged;
    }
    this.draw();
  }

  /** Takes in what the server says. */
  take(state) {
    tell(state);
    this.passing = state.passing;
    this.morning = state.morning;
    this.draw();
    this.moved();
  }

  // --- drawing ------------------------------------------------------------------------------

  nextWords() {
    return this.morning > now() ? say().clockMorningAt(momentOf(this.morning)) : say().clockMorning;
  }

  draw() {
    const at = now();
    this.day.textContent = dayOf(at);
    this.time.textContent = timeOf(at);
    this.moment.textContent = `${dayOf(at, "long")} ${timeOf(at)}`;
    this.button.setAttribute("aria-label", say().clockAt(momentOf(at)));
    this.button.title = say().clockMove;
    this.button.classList.toggle("on", this.passing);
    this.panel.classList.toggle("passing", this.passing);
    const minutes = Number(this.slider.value);
    const there = minutes ? say().clockThere(minutes, momentOf(at + minutes * MINUTE)) : say().clockHere;
    this.there.textContent = there;
    this.slider.setAttribute("aria-valuetext", there);
    // Not disabled: that would take the focus away.
    for (const one of this.panel.querySelectorAll(".pill")) one.ariaDisabled = String(this.passing || (one === this.go && !minutes));
    this.next.textContent = this.nextWords();
  }

  translate() {
    for (const [element, words] of this.words) element.textContent = words(say());
    this.close.setAttribute("aria-label", say().close);
    this.draw();
  }
}
