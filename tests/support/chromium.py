"""The Chromium of the browser tests: found, and started with Playwright.

`python -m tests.support.chromium` prints where it is, or fails.
"""

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


def find() -> str | None:
    """The executable: `GUICHET_CHROMIUM`, else the first known name on the path, else None."""
    named = os.environ.get("GUICHET_CHROMIUM")
    for name in (named,) if named else _NAMES:
        if found := shutil.which(name):
            return found
    return None


@contextmanager
def running(executable: str) -> Iterator["Browser"]:
    """A headless browser, closed with the block."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, headless=True, args=_FLAGS)
        try:
            yield browser
        finally:
            browser.close()


if __name__ == "__main__":
    where = find()
    print(where or "no Chromium")  # noqa: T201
    sys.exit(where is None)
