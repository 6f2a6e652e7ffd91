"""Names, landmarks, live news and contrast: what people need who see or hear otherwise."""

from typing import Any, Literal

import pytest
from playwright.sync_api import expect

from .visit import FLAT, RELAY, Visit

_NAMED = {"button", "textbox", "region", "image", "heading", "navigation", "log"}

# Every text that is seen, with the contrast it has to what is painted behind it: a canvas paints
# the backgrounds as the browser does, over each colour that the page's own background can have.
CONTRASTS = """() => {
  const context = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const paint = (colour) => { context.fillStyle = colour; context.fillRect(0, 0, 1, 1); };
  const luminance = () => {
    const [r, g, b] = [...context.getImageData(0, 0, 1, 1).data].slice(0, 3).map((v) => v / 255)
      .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const known = {};
  const contrast = (layers) => known[layers] ??= (() => {
    layers.slice(0, -1).forEach(paint);
    const behind = luminance();
    paint(layers.at(-1));
    const [low, high] = [behind, luminance()].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  })();
  const root = getComputedStyle(document.documentElement);
  const papers = ["--paper", "--paper-2"].map((name) => root.getPropertyValue(name));
  const seen = (one) => one.checkVisibility({ visibilityProperty: true }) && !one.disabled
    && !one.closest(".unseen, noscript") && one.getBoundingClientRect().width > 2;
  const words = (one) => one.matches("textarea, input") ? one.placeholder
    : [...one.childNodes].filter((n) => n.nodeType === 3).map((n) => n.data.trim()).join("");
  const found = [];
  for (const one of document.body.querySelectorAll("*")) {
    if (!words(one) || !seen(one)) continue;
    const around = [];
    for (let at = one; at !== document.body; at = at.parentElement) around.unshift(at);
    const pseudo = one.matches("textarea, input") ? "::placeholder" : undefined;
    const layers = around.map((at) => getComputedStyle(at).backgroundColor);
    layers.push(getComputedStyle(one, pseudo).color);
    const name = `${one.className || one.localName}: ${words(one)}`;
    for (const paper of papers) found.push([contrast([paper, ...layers]), name]);
  }
  return found;
}"""


def busy(visit: Visit) -> None:
    """A page with a bit of everything on it."""
    visit.claimed_by_ben()
    visit.customer_2.write("Are you open on Sunday? 🚲")
    visit.ben.here.locator(".banner").wait_for()
    visit.customer.field.fill("Half a sentence")
    visit.anna.row(RELAY).click()


def named_nodes(visit: Visit) -> list[dict[str, Any]]:
    """The browser's accessibility tree, without what it ignores."""
    session = visit.page.context.new_cdp_session(visit.page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    return [node for node in nodes if not node["ignored"]]


@pytest.mark.parametrize("width", [1280, 390])
def test_whatever_can_be_used_has_a_name(visit: Visit, width: int) -> None:
    visit.page.set_viewport_size({"width": width, "height": 844})
    visit.claimed_by_ben()
    visit.page.keyboard.press("Escape")
    visit.ben.compose.click()
    nodes = [node for node in named_nodes(visit) if node["role"]["value"] in _NAMED]
    nameless = [n["role"]["value"] for n in nodes if not n.get("name", {}).get("value")]
    assert [role for role in nameless if role != "log"] == []
    assert sum(n["role"]["value"] == "textbox" for n in nodes) >= 4


def test_landmarks_and_language(visit: Visit) -> None:
    page = visit.page
    for landmark in ("banner", "main"):
        expect(page.get_by_role(landmark)).to_have_count(1)
    expect(page.get_by_role("region")).to_have_count(4)
    expect(page.get_by_role("heading", level=1)).to_have_text("Guichet")
    expect(page.get_by_role("heading", level=2)).to_have_text(
        ["Customer 1", "Customer 2", "Anna", "Ben"]
    )
    expect(page).to_have_title("Guichet")
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_texts_that_arrive_are_read_out(visit: Visit) -> None:
    live = visit.page.locator("[aria-live=polite]")
    visit.customer.write(FLAT)
    expect(live).to_contain_text("Customer 1, text from +15145550100: Atelier Vélo")
    expect(live).to_contain_text("Ben, text from +15145550101: * NEW #101")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_stands_out(visit: Visit, scheme: Literal["light", "dark"]) -> None:
    visit.page.emulate_media(color_scheme=scheme)
    busy(visit)
    faint = []
    for width in (1280, 390):
        visit.page.set_viewport_size({"width": width, "height": 844})
        found = visit.measure(CONTRASTS)
        assert len(found) > 40
        faint += [(line, contrast) for contrast, line in found if contrast < 4.5]
        visit.page.keyboard.press("Escape")  # from a conversation to the list
    assert faint == []
