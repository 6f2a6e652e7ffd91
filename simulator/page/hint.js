// What stands in a customer's conversation before the first text: two to begin with.

import { h } from "./dom.js";
import { say } from "./i18n.js";

/** The item of the log; `taken(idea)` is called with the words that were chosen. */
export function hint(taken) {
  const ideas = [say().idea1, say().idea2].map((idea) => {
    const button = h("button", { type: "button", class: "idea" }, idea);
    button.addEventListener("click", () => taken(idea));
    return button;
  });
  return h("li", { class: "hint" }, say().ideas, ...ideas);
}
