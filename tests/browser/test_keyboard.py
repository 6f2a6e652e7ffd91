"""Everything without a mouse, and one always sees where one is."""

import re
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from .visit import FLAT, RELAY, RELAY_2, Visit

if TYPE_CHECKING:
    from playwright.sync_api import Locator

_STOPS = 40
_FOCUS_IS_SEEN = """() => {
  const here = document.activeElement;
  const around = getComputedStyle(here.closest(".field") ?? here).boxShadow;
  return getComputedStyle(here).outlineStyle !== "none" || around !== "none";
}"""


def tab_to(visit: Visit, wanted: "Locator", key: str = "Tab") -> None:
    """Presses Tab until `wanted` has the focus; it is seen at every stop, on the screen."""
    for _ in range(_STOPS):
        visit.page.keyboard.press(key)
        assert visit.measure(_FOCUS_IS_SEEN)
        if wanted.evaluate("(element) => element === document.activeElement"):
            expect(wanted).to_be_in_viewport()
            return
    raise AssertionError(f"{_STOPS} times {key} did not lead there")


def test_a_conversation_by_keyboard_alone(visit: Visit) -> None:
    keyboard, ben = visit.page.keyboard, visit.ben
    tab_to(visit, visit.customer.field)
    keyboard.type(FLAT)
    keyboard.press("Enter")
    expect(ben.row(RELAY)).to_be_visible()
    tab_to(visit, ben.row(RELAY))
    keyboard.press("Enter")
    expect(ben.field).to_be_focused()
    keyboard.type("Sure!")
    keyboard.press("Enter")
    expect(visit.customer.said.last).to_have_text("Sure!")
    keyboard.press("Escape")
    expect(ben.row(RELAY)).to_be_focused()
    keyboard.press("Enter")
    keyboard.type("/done")
    keyboard.press("Enter")
    expect(ben.said.last).to_contain_text(re.compile("#101 .*closed"))


def test_the_focus_stays_where_it_is_as_texts_come(visit: Visit) -> None:
    visit.claimed_by_ben()
    visit.page.keyboard.press("Escape")
    expect(visit.ben.row(RELAY)).to_be_focused()
    visit.world.carrier.text("+15145550302", "+15145550100", "Hello?")
    expect(visit.ben.row(RELAY_2)).to_be_visible()
    expect(visit.ben.row(RELAY)).to_be_focused()


def test_phones_are_added_and_numbers_typed_by_keyboard(visit: Visit) -> None:
    keyboard = visit.page.keyboard
    tab_to(visit, visit.page.get_by_role("button", name="Add a customer's phone"))
    keyboard.press("Enter")
    expect(visit.phone("Customer 3").here).to_be_visible()
    tab_to(visit, visit.ben.compose)
    keyboard.press("Space")
    expect(visit.ben.here.get_by_role("textbox", name="To which number?")).to_be_focused()
    keyboard.type("+1 514 555 0100")
    tab_to(visit, visit.ben.field)
    keyboard.type("Hello")
    tab_to(visit, visit.ben.send)
    keyboard.press("Enter")
    expect(visit.ben.said.first).to_have_text("Hello")
    tab_to(visit, visit.ben.back, "Shift+Tab")
    keyboard.press("Enter")
    expect(visit.ben.rows).to_have_count(1)
