"""The page on a real phone's screen and on others; light and dark."""

import pytest
from playwright.sync_api import expect

from .visit import FLAT, RELAY, Visit

TOO_WIDE = "() => document.documentElement.scrollWidth - innerWidth"
OUT_OF_SIGHT = """() => [...document.querySelectorAll("button, input, textarea, h1, h2, h3")]
  .filter((one) => one.getClientRects().length && !one.closest(".log, .rows, .tabs, .stage"))
  .filter((one) => one.getBoundingClientRect().right > innerWidth + 1)
  .map((one) => one.textContent)"""


def test_one_phone_at_a_time_on_a_small_screen(visit: Visit) -> None:
    visit.page.set_viewport_size({"width": 390, "height": 844})
    tabs = visit.page.get_by_role("navigation", name="Phones")
    expect(visit.customer.here).to_be_in_viewport(ratio=0.9)
    for other in (visit.customer_2, visit.anna, visit.ben):
        expect(other.here).not_to_be_in_viewport(ratio=0.02)
    visit.customer.write(FLAT)
    ben = tabs.get_by_role("button", name="Ben")
    expect(ben).to_have_accessible_name("Ben 1 unread")
    ben.click()
    expect(visit.ben.here).to_be_in_viewport(ratio=0.9)
    expect(visit.customer.here).not_to_be_in_viewport(ratio=0.02)
    expect(ben).to_have_attribute("aria-pressed", "true")
    visit.ben.row(RELAY).click()
    expect(ben).to_have_accessible_name("Ben")
    expect(visit.ben.field).to_be_in_viewport()
    visit.ben.write("Sure!")
    tabs.get_by_role("button", name="Customer 1").click()
    expect(visit.customer.said.last).to_be_in_viewport()
    expect(visit.customer.said.last).to_have_text("Sure!")
    assert visit.measure(TOO_WIDE) <= 0


def test_a_phone_that_is_added_comes_into_sight(visit: Visit) -> None:
    visit.page.set_viewport_size({"width": 390, "height": 844})
    visit.page.get_by_role("button", name="Add an agent's phone").click()
    expect(visit.phone("Chloé").here).to_be_in_viewport(ratio=0.9)
    tabs = visit.page.get_by_role("navigation", name="Phones")
    expect(tabs.get_by_role("button", name="Chloé")).to_be_in_viewport(ratio=0.9)
    assert visit.measure(TOO_WIDE) <= 0


@pytest.mark.parametrize("language", ["English", "Français"])
def test_nothing_runs_out_of_any_screen(visit: Visit, language: str) -> None:
    visit.claimed_by_ben()
    visit.anna.compose.click()
    if language == "Français":
        visit.page.get_by_role("button", name=language).click()
    for width in (320, 390, 820, 1024, 1280, 1440, 1920):
        visit.page.set_viewport_size({"width": width, "height": 800})
        assert visit.measure(TOO_WIDE) <= 0, width
        assert visit.measure(OUT_OF_SIGHT) == [], width


def test_four_phones_stand_side_by_side_on_a_laptop(visit: Visit) -> None:
    phones = (visit.customer, visit.customer_2, visit.anna, visit.ben)
    boxes = [phone.here.bounding_box() for phone in phones]
    assert len({box["y"] for box in boxes if box}) == 1
    assert all(box and box["y"] + box["height"] <= 800 for box in boxes)


def test_the_page_is_dark_where_the_system_is(visit: Visit) -> None:
    lightness = """() => [".screen", ".said"].map((one) => getComputedStyle(
      document.querySelector(one)).backgroundColor.match(/\\d+/g).slice(0, 3).map(Number))"""
    visit.claimed_by_ben()
    visit.page.emulate_media(color_scheme="light")
    assert min(visit.measure(lightness)[0]) > 230
    visit.page.emulate_media(color_scheme="dark")
    assert max(visit.measure(lightness)[0]) < 40
