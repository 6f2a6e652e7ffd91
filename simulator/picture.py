"""The README's pictures of the page: `python -m simulator.picture` plays a conversation in it.

Wants Playwright and a Chromium, as the browser tests do; writes to docs/images/.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import time
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from . import wall
from .serve import PageServer
from .world import World

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

IMAGES = Path(__file__).parents[1] / "docs" / "images"
BY_WHATSAPP = "Hi! Flat tyre, and I need the bike tomorrow. Can you fix it today?"
"""The one text of the story that comes by another channel, and with a picture."""

STORY = (
    ("Customer 1", BY_WHATSAPP),
    ("Ben", "Sure! Bring it in before 4 and it will be ready at 6. A new tube is $18, fitted."),
    ("Customer 2", "Hello, is my red bike ready? I left it with you on Tuesday."),
    ("Anna", "Almost! You can have it tomorrow from 9."),
    ("Customer 1", "Great, on my way 🚲"),
    ("Customer 2", "Perfect, see you then!"),
)
UNSENT = ("Ben", "See you soon! Ask for me at the")
# A flat background makes a smaller file; a cursor that blinks, another one each time.
_PLAIN = "body { background: var(--paper) !important } * { caret-color: transparent !important }"
_PLAIN += " .banner { display: none }"


def play(page: "Page", world: World) -> None:
    """Plays the story by typing, each agent in the conversation that came last."""
    for name, body in STORY:
        seat = page.get_by_role("region", name=name, exact=True)
        if (row := seat.locator(".row").first).is_visible():
            row.click()
        if body == BY_WHATSAPP:
            seat.get_by_role("button", name="WhatsApp", exact=True).click()
            seat.get_by_role("button", name="Send a picture").click()
            seat.get_by_role("button", name="A torn tyre").click()
        field = seat.get_by_role("textbox", name="Write a text")
        field.fill(body)
        field.press("Enter")
        seat.get_by_text(body).last.wait_for()
        world.settle()


def take(browser: "Browser", world: World, url: str) -> None:
    """Writes both pictures."""
    laptop = browser.new_page(
        viewport={"width": 1280, "height": 820},
        device_scale_factor=1.5,
        bypass_csp=True,
    )
    laptop.goto(url)
    laptop.add_style_tag(content=_PLAIN)
    laptop.get_by_role("region", name="Ben").wait_for()
    play(laptop, world)
    seat = laptop.get_by_role("region", name=UNSENT[0])
    seat.get_by_role("textbox", name="Write a text").fill(UNSENT[1])
    laptop.wait_for_timeout(1000)  # until nothing moves
    laptop.screenshot(path=IMAGES / "try.png")
    hand = browser.new_page(
        viewport={"width": 390, "height": 760},
        device_scale_factor=2,
        is_mobile=True,
        bypass_csp=True,
    )
    hand.goto(url)
    hand.add_style_tag(content=_PLAIN)
    hand.get_by_role("button", name="Ben").first.click()
    hand.get_by_role("region", name="Ben").get_by_text("555-0101").click()
    hand.wait_for_timeout(1000)
    hand.screenshot(path=IMAGES / "try-phone.png")


@contextmanager
def _served(world: World) -> Iterator[str]:
    server = PageServer(world, port=0)
    Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield server.url
    server.shutdown()
    server.server_close()


def main() -> None:
    """Takes the pictures. Raises what Playwright raises where there is no browser."""
    from playwright.sync_api import sync_playwright

    IMAGES.mkdir(parents=True, exist_ok=True)
    executable = os.environ.get("GUICHET_CHROMIUM") or shutil.which("chromium")
    with World() as world, _served(world) as url, sync_playwright() as playwright:
        # A good hour for a workshop, whenever the pictures are taken.
        world.clock.forward(wall.at_next(world.applied(), world.clock.now(), time(10, 7)))
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        take(browser, world, url)
        browser.close()


if __name__ == "__main__":
    main()
