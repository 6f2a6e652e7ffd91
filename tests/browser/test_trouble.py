"""The trouble panel: a person breaks something, and watches the desk cope."""

import re
from typing import TYPE_CHECKING, Literal

import pytest
from playwright.sync_api import expect

from chalicelib import missed
from chalicelib.texts import say

from .test_accessible import CONTRASTS, named_nodes
from .test_keyboard import tab_to
from .test_screens import TOO_WIDE
from .visit import FLAT, RELAY, Visit

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

_TARGETS = """() => [...document.querySelectorAll(".trouble :is(button, select, .choice)")]
  .map((one) => one.getBoundingClientRect().height)"""


class Panel:
    """The panel and its button. `name` is the button's, in the page's language."""

    def __init__(self, page: "Page", name: str = "Trouble") -> None:
        self.button = page.get_by_role("banner").get_by_role("button", name=re.compile(f"^{name}"))
        self.here = page.get_by_role("dialog", name=name)
        self.calm = self.here.get_by_role("button", name="Everything works")

    def group(self, name: str) -> "Locator":
        """A group of switches."""
        return self.here.get_by_role("group", name=re.compile(name))

    def switch(self, group: str, name: str) -> "Locator":
        """A switch of a group."""
        return self.group(group).get_by_role("switch", name=name)

    def open(self) -> None:
        """Clicks the button."""
        self.button.click()
        expect(self.here).to_be_visible()

    def shut(self) -> None:
        """Presses Escape: on a laptop the panel lies over a phone."""
        self.here.page.keyboard.press("Escape")
        expect(self.here).to_be_hidden()


@pytest.fixture
def panel(visit: Visit) -> Panel:
    return Panel(visit.page)


# --- the desk copes ------------------------------------------------------------------------


def test_what_was_lost_is_caught_up(
    visit: Visit, panel: Panel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(missed, "YOUNGEST", 0)  # no three minutes of waiting for this test
    panel.open()
    panel.switch("webhooks", "Lost for now").check()
    expect(panel.button).to_have_accessible_name("Trouble: 1 on")
    visit.customer.write(FLAT)
    expect(visit.customer.here.get_by_role("img", name="Sent")).to_be_visible()
    assert visit.world.settle()
    expect(visit.ben.rows).to_have_count(0)
    panel.open()
    panel.calm.click()
    panel.shut()
    expect(visit.ben.row(RELAY)).to_contain_text(FLAT, timeout=20_000)
    visit.ben.row(RELAY).click()
    visit.ben.write("Sure!")
    expect(visit.customer.said.last).to_have_text("Sure!")
    expect(visit.ben.said).to_have_count(2)


def test_what_comes_twice_is_taken_once(visit: Visit, panel: Panel) -> None:
    panel.open()
    panel.switch("webhooks", "Twice").check()
    visit.claimed_by_ben()
    assert visit.world.settle()
    expect(visit.customer.said).to_have_count(3)
    expect(visit.ben.said).to_have_count(2)


def test_what_comes_late_waits_with_one_tick(
    visit: Visit, panel: Panel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("simulator.trouble.LATE_SECONDS", 1.5)
    panel.open()
    panel.switch("webhooks", "Late").check()
    visit.customer.write(FLAT)
    expect(visit.customer.here.get_by_role("img", name="Sent")).to_be_visible()
    expect(visit.customer.delivered).to_have_count(0)
    expect(visit.customer.delivered).to_have_count(1)
    expect(visit.ben.row(RELAY)).to_contain_text(FLAT)


def test_a_text_that_is_refused_for_now_goes_later(visit: Visit, panel: Panel) -> None:
    visit.claimed_by_ben()
    panel.open()
    panel.group("sending").get_by_role("radio", name="Refused for now (429)").check()
    panel.shut()
    visit.ben.write("At six.")
    expect(visit.ben.delivered).to_have_count(2)  # the desk has it
    assert visit.world.settle()
    expect(visit.customer.said).to_have_count(3)
    panel.open()
    panel.calm.click()
    expect(visit.customer.said.last).to_have_text("At six.", timeout=30_000)


@pytest.mark.parametrize(
    ("why", "reason"),
    [
        ("A landline (30006)", "reason_no_texts"),
        ("Off or out of reach (30003)", "reason_unreachable"),
        ("Taken for spam (30007)", "reason_filtered"),
        ("Opted out (21610)", "reason_opted_out"),
    ],
)
def test_who_wrote_to_a_phone_that_takes_nothing_is_told_why(
    visit: Visit, panel: Panel, why: str, reason: str
) -> None:
    visit.claimed_by_ben()
    panel.open()
    panel.here.get_by_label("Why?").select_option(why)
    expect(panel.button).to_have_accessible_name("Trouble")
    panel.here.get_by_label("Whose?").select_option("Customer 1")
    expect(panel.button).to_have_accessible_name("Trouble: 1 on")
    panel.shut()
    visit.ben.write("At six.")
    expect(visit.ben.said.last).to_contain_text("At six.")
    expect(visit.ben.said.last).to_contain_text(say(reason, "en"))
    expect(visit.customer.said).to_have_count(3)


# --- the panel -----------------------------------------------------------------------------


def test_everybody_who_has_the_page_open_sees_what_is_wrong(visit: Visit, panel: Panel) -> None:
    other = visit.page.context.new_page()
    other.goto(visit.page.url)
    there = Panel(other)
    panel.open()
    panel.switch("webhooks", "Twice").check()
    panel.switch("statuses", "Lost").check()
    panel.group("sending").get_by_role("radio", name="Provider down").check()
    expect(there.button).to_have_accessible_name("Trouble: 3 on")
    expect(there.button).to_contain_text("3")
    there.open()
    expect(there.switch("webhooks", "Twice")).to_be_checked()
    expect(there.group("sending").get_by_role("radio", name="Provider down")).to_be_checked()
    there.calm.click()
    for one in (panel, there):
        expect(one.button).to_have_accessible_name("Trouble")
        expect(one.here.get_by_role("switch", checked=True)).to_have_count(0)
        expect(one.group("sending").get_by_role("radio", name="Are sent")).to_be_checked()
    expect(other.locator("[aria-live=polite]")).to_contain_text("Everything works again.")
    other.close()


def test_it_is_still_wrong_after_a_reload(visit: Visit, panel: Panel) -> None:
    panel.open()
    panel.switch("webhooks", "Late").check()
    expect(panel.button).to_have_accessible_name("Trouble: 1 on")
    visit.page.reload()
    expect(panel.button).to_have_accessible_name("Trouble: 1 on")
    panel.open()
    expect(panel.switch("webhooks", "Late")).to_be_checked()


def test_a_phone_that_was_added_can_take_nothing_too(visit: Visit, panel: Panel) -> None:
    visit.page.get_by_role("button", name="Add an agent's phone").click()
    visit.phone("Chloé").here.wait_for()
    panel.open()
    panel.here.get_by_label("Whose?").select_option("Chloé")
    expect(panel.button).to_have_accessible_name("Trouble: 1 on")


def test_the_panel_by_keyboard_alone(visit: Visit, panel: Panel) -> None:
    keyboard = visit.page.keyboard
    tab_to(visit, panel.button)
    keyboard.press("Enter")
    expect(panel.here).to_be_visible()
    expect(panel.button).to_have_attribute("aria-expanded", "true")
    tab_to(visit, panel.switch("webhooks", "Lost for now"))
    keyboard.press("Space")
    expect(panel.switch("webhooks", "Lost for now")).to_be_checked()
    expect(panel.switch("webhooks", "Lost for now")).to_be_focused()
    tab_to(visit, panel.group("sending").get_by_role("radio", name="Are sent"))
    keyboard.press("ArrowDown")
    expect(panel.group("sending").get_by_role("radio", name="Refused for now")).to_be_checked()
    tab_to(visit, panel.here.get_by_label("Whose?"))
    keyboard.type("Anna")
    keyboard.press("Enter")
    tab_to(visit, panel.switch("statuses", "Lost"))
    expect(panel.button).to_have_accessible_name("Trouble: 3 on")
    tab_to(visit, panel.calm, "Shift+Tab")
    keyboard.press("Enter")
    expect(panel.button).to_have_accessible_name("Trouble")
    expect(panel.calm).to_be_focused()
    keyboard.press("Escape")
    expect(panel.here).to_be_hidden()
    expect(panel.button).to_be_focused()
    expect(panel.button).to_have_attribute("aria-expanded", "false")


def test_the_panel_opens_below_its_button_and_shuts_by_a_click_elsewhere(
    visit: Visit, panel: Panel
) -> None:
    panel.open()
    box, button = panel.here.bounding_box(), panel.button.bounding_box()
    assert box
    assert button
    assert 0 <= box["y"] - (button["y"] + button["height"]) < 20
    assert box["x"] >= 0
    assert box["y"] + box["height"] <= 800
    visit.customer.field.click()
    expect(panel.here).to_be_hidden()
    expect(visit.customer.field).to_be_focused()
    panel.open()
    panel.here.get_by_role("button", name="Close").click()
    expect(panel.here).to_be_hidden()


@pytest.mark.parametrize("language", ["English", "Français"])
@pytest.mark.parametrize("width", [320, 390])
def test_on_a_small_screen_it_is_a_sheet_at_the_bottom(
    visit: Visit, width: int, language: str
) -> None:
    visit.page.set_viewport_size({"width": width, "height": 844})
    panel = Panel(visit.page)
    if language == "Français":
        visit.page.get_by_role("button", name=language).click()
        panel = Panel(visit.page, "Pannes")
    panel.open()
    box = panel.here.bounding_box()
    assert box
    assert (box["x"], box["width"], box["y"] + box["height"]) == (0, width, 844)
    assert box["y"] > 60  # the button that tells is seen above it
    panel.here.get_by_role("switch").last.check()
    panel.here.get_by_role("switch").first.check()
    expect(panel.button).to_have_accessible_name(re.compile("2"))
    assert panel.here.evaluate("(here) => here.scrollWidth <= here.clientWidth")
    assert visit.measure(TOO_WIDE) <= 0
    assert min(visit.measure(_TARGETS)) >= 36


def test_the_panel_in_french(visit: Visit) -> None:
    visit.page.get_by_role("button", name="Français").click()
    panel = Panel(visit.page, "Pannes")
    panel.open()
    panel.here.get_by_label("Lequel?").select_option("Client 2")
    panel.here.get_by_label("Pourquoi?").select_option("Éteint ou hors de portée (30003)")
    panel.switch("webhooks", "En double").check()
    expect(panel.button).to_have_accessible_name("Pannes : 2 en cours")
    phone = visit.world.phone("Customer 2").address
    assert visit.world.carrier.faults.undelivered == {phone: 30003}
    visit.page.keyboard.press("Escape")
    visit.page.get_by_role("button", name="English").click()
    english = Panel(visit.page)
    expect(english.button).to_have_accessible_name("Trouble: 2 on")
    english.open()
    expect(english.here.get_by_label("Whose?")).to_have_value(phone)
    english.calm.click()
    expect(english.button).to_have_accessible_name("Trouble")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_in_the_panel_has_a_name_and_stands_out(
    visit: Visit, panel: Panel, scheme: Literal["light", "dark"]
) -> None:
    visit.page.emulate_media(color_scheme=scheme)
    panel.open()
    panel.switch("webhooks", "Twice").check()
    panel.group("sending").get_by_role("radio", name="Refused for now").check()
    expect(panel.button).to_have_accessible_name("Trouble: 2 on")
    roles = {"switch", "radio", "combobox", "button", "group", "dialog"}
    nodes = [node for node in named_nodes(visit) if node["role"]["value"] in roles]
    assert {node["role"]["value"] for node in nodes} == roles
    assert [n["role"]["value"] for n in nodes if not n.get("name", {}).get("value")] == []
    found = visit.measure(CONTRASTS)
    assert len(found) > 40
    assert [(line, contrast) for contrast, line in found if contrast < 4.5] == []
