"""What a person does with the page: a phone on it, its field, its texts."""

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from simulator.world import World

SHOP = "+1 514-555-0100"
RELAY, RELAY_2 = "+1 514-555-0101", "+1 514-555-0102"
FLAT = "Flat tyre! Can you fit me in today?"

# Notes whose phone buzzed, from the moment on in which this runs.
_NOTE_BUZZES = """() => {
  window.buzzed = [];
  new MutationObserver((changes) => changes.forEach(({ target }) => {
    if (target.matches(".buzz")) window.buzzed.push(target.querySelector("h2").textContent);
  })).observe(document.querySelector("#stage"), { subtree: true, attributeFilter: ["class"] });
}"""


class Phone:
    """One phone on the page."""

    def __init__(self, page: "Page", name: str) -> None:
        self._page = page
        self.here = page.get_by_role("region", name=name, exact=True)
        self.field = self.here.get_by_role("textbox", name="Write a text")
        self.send = self.here.get_by_role("button", name="Send", exact=True)
        self.compose = self.here.get_by_role("button", name="New message")
        self.back = self.here.get_by_role("button", name="Back to the messages")
        self.rows = self.here.locator(".rows button")
        self.said = self.here.locator(".log .said")
        self.meta = self.here.locator(".log .meta")
        self.count = self.here.locator(".count")
        self.delivered = self.here.get_by_role("img", name="Delivered")

    def row(self, number: str) -> "Locator":
        """The conversation with a number, in the list."""
        return self.here.get_by_role("button", name=re.compile(re.escape(number)))

    def title(self, number: str) -> "Locator":
        """The heading of the conversation that is open."""
        return self.here.get_by_role("heading", name=number)

    def write(self, body: str) -> None:
        """Clicks into the field, types, and presses Enter."""
        self.field.click()
        self._page.keyboard.type(body)
        self._page.keyboard.press("Enter")

    def paste(self, body: str) -> None:
        """Puts a text of any characters in the field at once, and clicks the arrow."""
        self.field.click()
        self._page.keyboard.insert_text(body)
        self.send.click()


class Visit:
    """The page in front of a person, and the desk behind it."""

    def __init__(self, page: "Page", world: "World") -> None:
        self.page = page
        self.world = world
        self.customer, self.customer_2 = self.phone("Customer 1"), self.phone("Customer 2")
        self.anna, self.ben = self.phone("Anna"), self.phone("Ben")

    def open(self, url: str) -> None:
        """Loads the page, and waits for its phones."""
        self.page.goto(url)
        self.ben.here.wait_for()
        self.page.evaluate(_NOTE_BUZZES)

    def phone(self, name: str) -> Phone:
        """The phone with this name."""
        return Phone(self.page, name)

    def buzzed(self) -> set[str]:
        """Whose phones have buzzed so far."""
        return set(self.page.evaluate("window.buzzed"))

    def claimed_by_ben(self) -> None:
        """A customer has asked, and Ben has answered."""
        self.customer.write(FLAT)
        self.ben.row(RELAY).click()
        self.ben.write("Sure!")
        self.customer.said.filter(has_text="Sure!").wait_for()

    def measure(self, script: str) -> Any:
        """What a JavaScript function says about the page."""
        return self.page.evaluate(script)
