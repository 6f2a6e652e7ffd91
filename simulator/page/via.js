// Which of the shop's channels a customer writes by: a button each, as apps on a phone.

import { h } from "./dom.js";
import { say } from "./i18n.js";
import { channelName } from "./channel.js";

export class Via {
  /** `addresses` is {channel: the shop's address}; `chosen(address)` is called as one is taken. */
  constructor(addresses, chosen) {
    this.buttons = new Map(); // address → its button
    this.element = h("div", { class: "via", role: "group", hidden: true });
    if (Object.keys(addresses).length < 2) return;
    this.label = h("span", { "aria-hidden": "true" });
    this.element.append(this.label);
    for (const [channel, address] of Object.entries(addresses)) {
      const button = h("button", { type: "button", class: "app", "data-channel": channel }, channelName(channel));
      button.addEventListener("click", () => chosen(address));
      this.buttons.set(address, button);
      this.element.append(button);
    }
  }

  /** Shows which is taken; hidden where the conversation is not with the shop. */
  show(address, unread) {
    this.element.hidden = !this.buttons.has(address);
    for (const [one, button] of this.buttons) {
      const waiting = unread(one);
      button.setAttribute("aria-pressed", String(one === address));
      button.classList.toggle("waiting", waiting > 0);
      button.title = waiting ? `${waiting} ${say().unread}` : "";
    }
  }

  translate() {
    if (this.label) this.label.textContent = say().by;
    this.element.setAttribute("aria-label", say().byLabel);
  }
}
