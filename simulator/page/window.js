// The 24 hours in which a business may write to somebody on WhatsApp and the like, and their end.

import { h, post } from "./dom.js";
import { say } from "./i18n.js";
import { now } from "./time.js";

const DAY = 24 * 60; // minutes

export class Window {
  /** `ends()` gives {ours, theirs}: the desk's address and the phone's. */
  constructor(ends) {
    this.until = null; // ms; null: this conversation has no such hours
    this.state = h("span", { role: "status" });
    this.button = h("button", { type: "button", class: "shut" });
    this.element = h("div", { class: "window", hidden: true }, this.state, this.button);
    this.button.addEventListener("click", async () => {
      try {
        await post("/api/window", ends());
      } catch {
        this.state.textContent = say().notChanged;
      }
    });
    setInterval(() => this.draw(), 5000);
  }

  /** `until` is when it closes (ms), 0 where it never was open; null hides all. */
  show(until) {
    this.until = until;
    this.draw();
  }

  draw() {
    this.element.hidden = this.until === null;
    if (this.element.hidden) return;
    const left = Math.min(Math.ceil((this.until - now()) / 60_000), DAY);
    const open = left > 0;
    const line = open ? say().windowOpen(left) : this.until ? say().windowClosed : say().windowNever;
    if (this.state.textContent !== line) this.state.textContent = line;
    this.element.classList.toggle("closed", !open && this.until > 0);
    this.button.hidden = !open;
  }

  translate() {
    this.button.textContent = say().closeWindow;
    this.draw();
  }
}
