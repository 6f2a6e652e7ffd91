// A panel that drops from a button of the header, or rises from the bottom of a small screen.

const WIDEST = 438; // a panel and its margin

/** Opens `panel` at `button`, and shuts it by `close`; `shown(open)` is called at each. */
export function drop(button, panel, close, shown = () => {}) {
  const place = () => {
    const { bottom, right } = button.getBoundingClientRect();
    const wide = document.documentElement.clientWidth;
    const edge = Math.max(Math.min(wide - right, wide - WIDEST), 8);
    panel.style.setProperty("--top", `${Math.round(bottom + 8)}px`);
    panel.style.setProperty("--right", `${Math.round(edge)}px`);
  };
  panel.popover = "auto";
  button.after(panel);
  button.popoverTargetElement = panel;
  button.setAttribute("aria-haspopup", "dialog");
  button.setAttribute("aria-expanded", "false");
  close.addEventListener("click", () => panel.hidePopover());
  panel.addEventListener("beforetoggle", place);
  panel.addEventListener("toggle", ({ newState }) => {
    button.setAttribute("aria-expanded", String(newState === "open"));
    shown(newState === "open");
  });
  addEventListener("resize", place);
}
