"""One person, every channel: how the phones show it, what they attach, and the 24 hours."""

import re
from base64 import b64decode
from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

import pytest
from playwright.sync_api import expect

from .test_accessible import CONTRASTS, named_nodes
from .test_keyboard import tab_to
from .test_screens import TOO_WIDE
from .visit import FLAT, RELAY, SHOP, Phone, Visit

if TYPE_CHECKING:
    from playwright.sync_api import Locator

SIZES = [(1366, 900), (390, 760)]
OURS, THEIRS = "whatsapp:+15145550100", "whatsapp:+15145550301"
ACK = re.compile("^Atelier Vélo: ")
SQUARE = b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJg"
    "gg=="
)
WEBP = b64decode("UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==")


def loaded(image: "Locator") -> None:
    """The picture shows: it was fetched, and is one."""
    expect(image).not_to_have_js_property("naturalWidth", 0)
    expect(image).to_have_js_property("complete", True)


class Handset(Phone):
    """A phone, with what it can do beside plain texts."""

    def app(self, name: str) -> "Locator":
        """The button that takes another of the shop's channels."""
        ways = self.here.get_by_role("group", name="Write to the shop by")
        return ways.get_by_role("button", name=name, exact=True)

    def clip(self) -> None:
        """Opens or shuts the tray with the pictures."""
        self.here.get_by_role("button", name="Send a picture").click()

    def pick(self, name: str) -> None:
        """Chooses a picture of the tray; it waits beside the words."""
        self.clip()
        self.here.get_by_role("button", name=name).click()
        expect(self.chosen).to_have_count(1)

    @property
    def chosen(self) -> "Locator":
        """The pictures that will go with the next text."""
        return self.here.locator(".chosen img")

    @property
    def pictures(self) -> "Locator":
        """The pictures of the conversation."""
        return self.here.locator(".log").get_by_role("img", name="Picture")

    @property
    def window(self) -> "Locator":
        """What is said of the 24 hours."""
        return self.here.locator(".window [role=status]")

    @property
    def shut(self) -> "Locator":
        """The button that ends them."""
        return self.here.get_by_role("button", name="End the 24 hours now")


@pytest.fixture
def customer(visit: Visit) -> Handset:
    return Handset(visit.page, "Customer 1")


@pytest.fixture
def ben(visit: Visit) -> Handset:
    return Handset(visit.page, "Ben")


@pytest.fixture(params=SIZES, ids=["laptop", "phone"])
def sized(request: pytest.FixtureRequest, visit: Visit, customer: Handset) -> Iterator[Handset]:
    """On a laptop and on a phone; there nothing may run out of the screen."""
    width, height = request.param
    visit.page.set_viewport_size({"width": width, "height": height})
    yield customer
    assert visit.measure(TOO_WIDE) <= 0


def test_a_customer_writes_by_another_app(visit: Visit, sized: Handset) -> None:
    expect(sized.app("SMS")).to_have_attribute("aria-pressed", "true")
    sized.app("WhatsApp").click()
    expect(sized.app("WhatsApp")).to_have_attribute("aria-pressed", "true")
    expect(sized.title(f"{SHOP} · WhatsApp")).to_be_visible()
    sized.write(FLAT)
    expect(sized.said).to_have_text([FLAT, ACK])
    expect(sized.delivered).to_have_count(1)
    assert [text.sender for text in visit.world.carrier.texts()][:2] == [THEIRS, OURS]
    assert visit.world.settle()
    sized.back.click()
    expect(sized.rows).to_have_count(1)
    expect(sized.rows).to_contain_text([f"{SHOP}WhatsApp"])


def test_what_waits_in_another_app_is_marked(visit: Visit, customer: Handset) -> None:
    customer.app("Messenger").click()
    expect(customer.title("Atelier Vélo · Messenger")).to_be_visible()
    customer.write(FLAT)
    expect(customer.said).to_have_count(2)
    customer.app("SMS").click()
    expect(customer.said).to_have_count(0)
    visit.ben.row(RELAY).click()
    visit.ben.write("Sure!")
    expect(customer.app("Messenger")).to_have_class(re.compile("waiting"))
    customer.here.locator(".banner").click()
    expect(customer.said.last).to_have_text("Sure!")
    expect(customer.app("Messenger")).not_to_have_class(re.compile("waiting"))


def test_what_a_customer_sees_is_read(visit: Visit, customer: Handset) -> None:
    customer.app("WhatsApp").click()
    customer.write(FLAT)
    expect(customer.said).to_have_count(2)
    with visit.page.expect_request("**/api/read"):
        visit.ben.row(RELAY).click()
        visit.ben.write("Sure!")
    assert visit.world.settle()
    answers = [text for text in visit.world.carrier.texts() if text.to == THEIRS]
    assert [text.status for text in answers] == ["read", "read"]


def test_read_by_somebody_else_the_ticks_are_blue(visit: Visit, ben: Handset) -> None:
    ben.compose.click()
    visit.page.keyboard.type("whatsapp:+15145550302")
    ben.field.fill("Are you there?")
    ben.send.click()
    expect(ben.here.get_by_role("img", name="Delivered")).to_have_count(1)
    visit.customer_2.back.click()
    visit.customer_2.rows.last.click()
    blue = ben.here.get_by_role("img", name="Read")
    expect(blue).to_have_css("color", "rgb(11, 108, 173)")


def test_a_picture_is_chosen_seen_and_sent(visit: Visit, sized: Handset) -> None:
    sized.app("WhatsApp").click()
    sized.pick("A torn tyre")
    expect(sized.field).to_be_focused()
    sized.write("Can you mend this?")
    expect(sized.chosen).to_have_count(0)
    expect(sized.pictures).to_have_count(1)
    loaded(sized.pictures)
    assert visit.world.settle()
    sent = visit.world.carrier.texts()[0]
    assert (sent.body, [picture.kind for picture in sent.pictures]) == (
        "Can you mend this?",
        ["image/jpeg"],
    )


def test_a_picture_of_ones_own_without_words(customer: Handset) -> None:
    customer.clip()
    file = customer.here.locator("input[type=file]")
    file.set_input_files({"name": "mine.png", "mimeType": "image/png", "buffer": SQUARE})
    expect(customer.here.get_by_role("img", name="mine.png")).to_be_visible()
    customer.send.click()
    expect(customer.meta.first).to_have_text("MMS")
    expect(customer.pictures).to_have_count(1)


def test_what_is_no_picture_or_too_large_is_said(customer: Handset) -> None:
    file = customer.here.locator("input[type=file]")
    file.set_input_files({"name": "a.svg", "mimeType": "image/svg+xml", "buffer": b"<svg/>"})
    expect(customer.count).to_have_text(re.compile("^Only pictures"))
    file.set_input_files({"name": "b.png", "mimeType": "image/png", "buffer": bytes(5_000_001)})
    expect(customer.count).to_have_text(re.compile("^Too large"))
    expect(customer.chosen).to_have_count(0)


def test_a_picture_is_taken_away_again(customer: Handset) -> None:
    customer.pick("A red bicycle")
    expect(customer.send).to_be_enabled()
    customer.here.get_by_role("button", name="Remove bike.jpg").click()
    expect(customer.chosen).to_have_count(0)
    expect(customer.send).to_be_disabled()


def test_an_app_takes_one_picture_at_a_time(visit: Visit, customer: Handset) -> None:
    customer.app("WhatsApp").click()
    customer.pick("A red bicycle")
    customer.clip()
    customer.here.get_by_role("button", name="A torn tyre").click()
    expect(customer.chosen).to_have_count(2)
    customer.write("Both of these")
    expect(customer.pictures).to_have_count(2)
    sent = [text for text in visit.world.carrier.texts() if text.sender == THEIRS]
    assert [(text.body, text.media) for text in sent] == [("Both of these", 1), ("", 1)]


def test_pictures_wait_with_the_words_in_their_conversation(customer: Handset) -> None:
    customer.pick("A red bicycle")
    customer.app("WhatsApp").click()
    expect(customer.chosen).to_have_count(0)
    customer.app("SMS").click()
    expect(customer.chosen).to_have_count(1)


def test_by_keyboard_alone(visit: Visit, customer: Handset) -> None:
    keyboard = visit.page.keyboard
    tab_to(visit, customer.app("WhatsApp"), "Shift+Tab")
    keyboard.press("Enter")
    expect(customer.field).to_be_focused()
    tab_to(visit, customer.here.get_by_role("button", name="Send a picture"), "Shift+Tab")
    keyboard.press("Enter")
    expect(customer.here.get_by_role("button", name="A red bicycle")).to_be_focused()
    keyboard.press("Escape")
    expect(customer.here.get_by_role("button", name="Send a picture")).to_be_focused()
    keyboard.press("Enter")
    tab_to(visit, customer.here.get_by_role("button", name="A torn tyre"))
    keyboard.press("Enter")
    expect(customer.field).to_be_focused()
    keyboard.type("This one")
    keyboard.press("Enter")
    expect(customer.said.first).to_have_text("This one")
    expect(customer.shut).to_be_visible()
    tab_to(visit, customer.shut, "Shift+Tab")
    keyboard.press("Enter")
    expect(customer.window).to_have_text(re.compile("closed"))


def test_a_place_goes_by_whatsapp_alone(visit: Visit, customer: Handset) -> None:
    place = customer.here.get_by_role("button", name="Send my place")
    customer.clip()
    expect(place).to_be_hidden()
    customer.app("WhatsApp").click()
    customer.clip()
    place.click()
    expect(customer.here.locator(".place")).to_have_text("Parc La Fontaine")
    assert visit.world.settle()
    expect(visit.ben.row(RELAY)).to_be_visible()
    visit.ben.row(RELAY).click()
    expect(visit.ben.said.last).to_contain_text("Parc La Fontaine")


def test_the_hours_are_shown_and_ended(visit: Visit, sized: Handset) -> None:
    expect(sized.window).to_be_hidden()
    sized.app("WhatsApp").click()
    expect(sized.window).to_have_text("24 h: from your first text on")
    expect(sized.shut).to_be_hidden()
    sized.write(FLAT)
    expect(sized.window).to_have_text(re.compile("^24 h: open for (24 h|23 h 59)$"))
    sized.shut.click()
    expect(sized.window).to_have_text("24 h: closed until your next text")
    expect(sized.shut).to_be_hidden()
    assert visit.world.carrier.windows.is_closed(OURS, THEIRS)
    visit.page.reload()
    sized.app("WhatsApp").click()
    expect(sized.window).to_have_text(re.compile("closed"))
    sized.write("Hello?")
    expect(sized.window).to_have_text(re.compile("open for"))


def test_the_hours_end_with_the_clock(visit: Visit, customer: Handset) -> None:
    customer.app("WhatsApp").click()
    customer.write(FLAT)
    visit.ben.row(RELAY).click()
    visit.ben.write("Sure!")  # answered: in the hours to come nothing is due
    expect(customer.said.last).to_have_text("Sure!")
    assert visit.world.settle()

    def passes(minutes: int) -> None:
        url, form = f"{visit.page.url}api/clock", {"Content-Type": "application/json"}
        visit.page.request.post(url, data={"minutes": minutes}, headers=form, timeout=60_000)

    passes(23 * 60)
    expect(customer.window).to_have_text(re.compile(r"^24 h: open for (1 h|\d\d min)$"))
    passes(61)
    expect(customer.window).to_have_text(re.compile("closed"))


def test_a_picture_opens_by_itself_in_a_tab(visit: Visit, customer: Handset) -> None:
    customer.pick("A red bicycle")
    customer.write("Mine")
    expect(customer.pictures).to_have_count(1)
    complaints: list[str] = []
    visit.page.context.on("console", lambda said: complaints.append(said.text))
    with visit.page.context.expect_page() as opened:
        customer.pictures.click()
    loaded(opened.value.locator("img"))
    opened.value.close()
    assert complaints == []


def test_an_agents_phone_shows_and_sends_pictures(
    visit: Visit, customer: Handset, ben: Handset
) -> None:
    customer.app("WhatsApp").click()
    customer.pick("A torn tyre")
    customer.write(FLAT)
    ben.row(RELAY).click()
    expect(ben.pictures).to_have_count(1)
    loaded(ben.pictures)
    ben.pick("A red bicycle")
    ben.write("Like this one?")
    expect(customer.pictures).to_have_count(2)
    expect(customer.said.last).to_have_text("Like this one?")
    loaded(customer.pictures.last)


def test_a_picture_that_no_mms_can_carry_is_a_link(visit: Visit, customer: Handset) -> None:
    customer.app("WhatsApp").click()
    customer.clip()
    file = customer.here.locator("input[type=file]")
    file.set_input_files({"name": "mine.webp", "mimeType": "image/webp", "buffer": WEBP})
    customer.send.click()
    visit.ben.row(RELAY).click()
    link = visit.ben.said.get_by_role("link")
    expect(link).to_have_text(re.compile("^https://guichet.test/try/media/"))
    with visit.page.context.expect_page() as opened:
        link.click()
    loaded(opened.value.locator("img"))
    opened.value.close()


def test_the_desks_own_links_are_links_and_no_others(visit: Visit) -> None:
    carrier, theirs = visit.world.carrier, visit.world.phone("Customer 1").address
    body = (
        "(https://guichet.test/try/media/abc123) https://guichet.test/try/media.x https://x.test/"
    )
    carrier.send(visit.world.desk.business, theirs, body)
    link = visit.customer.said.get_by_role("link")
    expect(visit.customer.said).to_have_text([body])
    expect(link).to_have_count(1)
    expect(link).to_have_text("https://guichet.test/try/media/abc123")
    expect(link).to_have_attribute("href", "/media/abc123")
    expect(link).to_have_attribute("target", "_blank")


def test_a_template_is_shown_as_one(visit: Visit, customer: Handset) -> None:
    customer.app("WhatsApp").click()
    customer.write(FLAT)
    expect(customer.said).to_have_count(2)
    customer.shut.click()
    carrier, sid = visit.world.carrier, f"HX{1:032x}"
    carrier.send(OURS, THEIRS, "", template=sid, variables='{"1": "Atelier Vélo"}')
    expect(customer.here.locator(".template")).to_have_text("Template")
    expect(customer.said.last).to_contain_text("Hello! Atelier Vélo has an answer for you.")


def test_it_all_has_names(visit: Visit, customer: Handset) -> None:
    customer.app("WhatsApp").click()
    customer.pick("A red bicycle")
    customer.write(FLAT)
    customer.clip()
    expect(customer.pictures).to_have_count(1)
    nodes = [n for n in named_nodes(visit) if n["role"]["value"] in ("button", "image", "link")]
    assert [n["role"]["value"] for n in nodes if not n.get("name", {}).get("value")] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("app", ["WhatsApp", "Messenger"])
def test_it_all_stands_out(
    visit: Visit, customer: Handset, app: str, scheme: Literal["light", "dark"]
) -> None:
    visit.page.emulate_media(color_scheme=scheme)
    customer.app(app).click()
    customer.write(FLAT)
    expect(customer.said).to_have_count(2)
    customer.clip()
    if app == "WhatsApp":
        customer.here.get_by_role("button", name="Send my place").click()
        expect(customer.here.locator(".place")).to_be_visible()
        customer.clip()
    found = visit.measure(CONTRASTS)
    customer.shut.click()
    expect(customer.window).to_have_text(re.compile("closed"))
    found += visit.measure(CONTRASTS)
    customer.back.click()
    found += visit.measure(CONTRASTS)
    assert [(line, contrast) for contrast, line in found if contrast < 4.5] == []


@pytest.mark.parametrize("language", ["English", "Français"])
def test_nothing_runs_out_of_any_screen(visit: Visit, customer: Handset, language: str) -> None:
    customer.app("WhatsApp").click()
    customer.pick("A torn tyre")
    customer.write(FLAT)
    expect(customer.said).to_have_count(2)
    if language == "Français":
        visit.page.get_by_role("button", name=language).click()
    tray = visit.page.locator(".composer .tool").first
    tray.click()
    for width in (320, 390, 820, 1280, 1366, 1920):
        visit.page.set_viewport_size({"width": width, "height": 760})
        assert visit.measure(TOO_WIDE) <= 0, width
        cut = "() => [...document.querySelectorAll('.via, .window, .tray, .composer, .log')]"
        cut += ".filter((one) => one.scrollWidth > one.clientWidth).map((one) => one.className)"
        assert visit.measure(cut) == [], width
