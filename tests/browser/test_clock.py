"""The desk's clock in the header: a person lets time pass, and sees what it brings."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

import pytest
from playwright.sync_api import expect

from chalicelib.models import HOUR, MINUTE

from .test_accessible import CONTRASTS, named_nodes
from .test_keyboard import tab_to
from .test_screens import TOO_WIDE
from .visit import Visit

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

SIZES = [(1366, 900), (390, 760)]
_TARGETS = """() => [...document.querySelectorAll(".clockwork :is(button, input)")]
  .map((one) => one.getBoundingClientRect().height)"""


class Clock:
    """The clock and its panel. `name` is its name in the page's language."""

    def __init__(self, page: "Page", name: str = "The desk's clock") -> None:
        banner = page.get_by_role("banner")
        self.page = page
        self.button = banner.get_by_role("button", name=re.compile(f"^{name}"))
        self.here = page.get_by_role("dialog", name=name)
        self.slider = self.here.get_by_role("slider")
        self.go = self.here.get_by_role("button", name=re.compile("^(Go|Avancer)$"))
        self.morning = self.here.get_by_role("button", name=re.compile("morning|matin"))

    def step(self, name: str) -> "Locator":
        """One of the buttons that let a little time pass."""
        return self.here.get_by_role("button", name=name, exact=True)

    def open(self) -> None:
        """Clicks the clock."""
        self.button.click()
        expect(self.here).to_be_visible()

    def shut(self) -> None:
        """Presses Escape."""
        self.page.keyboard.press("Escape")
        expect(self.here).to_be_hidden()


@pytest.fixture
def clock(visit: Visit) -> Clock:
    return Clock(visit.page)


@pytest.fixture(params=SIZES, ids=["laptop", "phone"])
def sized(request: pytest.FixtureRequest, visit: Visit, clock: Clock) -> Iterator[Clock]:
    """On a laptop and on a phone; there nothing may run out of the screen."""
    width, height = request.param
    visit.page.set_viewport_size({"width": width, "height": height})
    yield clock
    assert visit.measure(TOO_WIDE) <= 0


def passed(visit: Visit, since: int, least: int) -> bool:
    """Whether so much time (ms) has passed, and not much more."""
    return 0 <= visit.world.clock.now() - since - least < MINUTE


def test_the_slider_lets_as_much_time_pass_as_it_says(visit: Visit, sized: Clock) -> None:
    since = visit.world.clock.now()
    sized.open()
    expect(sized.go).to_have_attribute("aria-disabled", "true")
    box = sized.slider.bounding_box()
    assert box
    sized.slider.click(position={"x": box["width"] / 2, "y": box["height"] / 2})
    expect(sized.slider).to_have_value("720")
    expect(sized.slider).to_have_attribute("aria-valuetext", re.compile(r"^12 h, to \w{3} "))
    assert passed(visit, since, 0)  # until it is said
    sized.go.click()
    expect(sized.slider).to_have_value("0")
    assert passed(visit, since, 12 * HOUR)


@pytest.mark.parametrize(("name", "minutes"), [("+1 min", 1), ("+15 min", 15), ("+1 h", 60)])
def test_a_button_lets_a_little_time_pass(
    visit: Visit, clock: Clock, name: str, minutes: int
) -> None:
    since = visit.world.clock.now()
    clock.open()
    clock.step(name).click()
    expect(visit.page.locator("[aria-live=polite]")).to_contain_text(re.compile(r"It is \w+day, "))
    assert passed(visit, since, minutes * MINUTE)
    expect(clock.step(name)).to_be_focused()
    expect(clock.here).to_be_visible()  # to be pressed again


def test_next_morning_is_seen_everywhere(visit: Visit, sized: Clock) -> None:
    other = visit.page.context.new_page()
    other.goto(visit.page.url)
    expect(Clock(other).button).to_have_count(1)
    story = visit.world.carrier  # not typed: on a phone, not all of the phones are in sight
    story.text(visit.world.phone("Customer 1").address, visit.world.desk.business, "A flat tyre")
    assert visit.world.settle()
    story.text(visit.world.phone("Ben").address, visit.world.desk.relays[0], "/take 101")
    story.text(visit.world.phone("Ben").address, visit.world.desk.relays[0], "Sure!")
    assert visit.world.settle()
    sized.open()
    day = sized.morning.inner_text().partition("(")[2][:3]
    sized.morning.click()
    for one in (sized, Clock(other)):
        expect(one.button).to_have_accessible_name(f"The desk's clock: {day} 09:00", timeout=30_000)
    sized.shut()
    for corner in visit.page.locator(".status .clock").all():
        expect(corner).to_have_text("09:00")
    expect(visit.ben.here.locator(".rows time")).to_have_text(re.compile(r"^\w{3}$"))  # yesterday
    other.close()
    visit.page.reload()
    expect(sized.button).to_have_accessible_name(re.compile("09:00$"))


def test_the_texts_of_another_day_say_which(visit: Visit, clock: Clock) -> None:
    visit.claimed_by_ben()
    clock.open()
    clock.morning.click()
    expect(clock.button).to_have_accessible_name(re.compile("09:00$"), timeout=30_000)
    clock.shut()
    visit.ben.write("Ready!")
    when = visit.customer.here.locator(".log .when")
    expect(when).to_have_count(2)
    expect(when.last).to_have_text(re.compile(r"^\w{3} 09:0\d$"))


def test_the_clock_by_keyboard_alone(visit: Visit, clock: Clock) -> None:
    keyboard, since = visit.page.keyboard, visit.world.clock.now()
    tab_to(visit, clock.button)
    keyboard.press("Enter")
    expect(clock.here).to_be_visible()
    expect(clock.button).to_have_attribute("aria-expanded", "true")
    tab_to(visit, clock.slider)
    keyboard.press("ArrowRight")
    keyboard.press("ArrowRight")
    expect(clock.slider).to_have_attribute("aria-valuetext", re.compile("^30 min, to "))
    tab_to(visit, clock.go)
    keyboard.press("Enter")
    expect(clock.slider).to_have_value("0")
    expect(clock.go).to_be_focused()
    assert passed(visit, since, 30 * MINUTE)
    keyboard.press("Escape")
    expect(clock.here).to_be_hidden()
    expect(clock.button).to_be_focused()


@pytest.mark.parametrize("language", ["English", "Français"])
@pytest.mark.parametrize("width", [320, 390])
def test_on_a_small_screen_it_is_a_sheet_at_the_bottom(
    visit: Visit, width: int, language: str
) -> None:
    visit.page.set_viewport_size({"width": width, "height": 760})
    clock = Clock(visit.page)
    if language == "Français":
        visit.page.get_by_role("button", name=language).click()
        clock = Clock(visit.page, "L'heure du guichet")
    expect(clock.button).to_be_in_viewport(ratio=1)
    clock.open()
    box = clock.here.bounding_box()
    assert box
    assert (box["x"], box["width"], box["y"] + box["height"]) == (0, width, 760)
    assert box["y"] > 60  # the clock itself is seen above it
    assert clock.here.evaluate("(here) => here.scrollWidth <= here.clientWidth")
    assert visit.measure(TOO_WIDE) <= 0
    assert min(visit.measure(_TARGETS)) >= 40


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_in_the_panel_has_a_name_and_stands_out(
    visit: Visit, clock: Clock, scheme: Literal["light", "dark"]
) -> None:
    visit.page.emulate_media(color_scheme=scheme)
    clock.open()
    clock.slider.fill("60")
    nodes = [n for n in named_nodes(visit) if n["role"]["value"] in ("slider", "button", "dialog")]
    assert sum(node["role"]["value"] == "slider" for node in nodes) == 1
    assert [n["role"]["value"] for n in nodes if not n.get("name", {}).get("value")] == []
    found = visit.measure(CONTRASTS)
    assert [(line, contrast) for contrast, line in found if contrast < 4.5] == []


def test_time_is_the_desks_wherever_the_browser_is(visit: Visit, clock: Clock) -> None:
    there = visit.page.context.browser
    assert there
    page = there.new_page(timezone_id="Asia/Tokyo")
    page.goto(visit.page.url)
    here = clock.button.get_attribute("aria-label")
    assert here
    expect(Clock(page).button).to_have_accessible_name(re.compile(f"^{here[:-1]}"))
    page.close()


@pytest.mark.parametrize("language", ["English", "Français"])
def test_the_header_of_a_laptop_is_one_line(visit: Visit, language: str) -> None:
    if language == "Français":
        visit.page.get_by_role("button", name=language).click()
    below = """() => document.querySelector(".tools").getBoundingClientRect().top
      - document.querySelector(".steps").getBoundingClientRect().bottom"""
    for width in (1280, 1366, 1440, 1541, 1920):
        visit.page.set_viewport_size({"width": width, "height": 900})
        assert visit.measure(below) < 0, width
