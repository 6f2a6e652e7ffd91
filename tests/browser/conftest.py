"""A desk that runs, its page in a browser, and what no visit may leave behind."""

from collections.abc import Iterator
from threading import Thread
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from simulator.serve import PageServer
from simulator.world import World

from .visit import Visit

if TYPE_CHECKING:
    from playwright.sync_api import Dialog, Page


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "visit" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)


@pytest.fixture
def server(page: "Page") -> Iterator[PageServer]:
    """The page of a new desk. (After `page`: where there is no browser, no desk is started.)"""
    with World() as world:
        server = PageServer(world, port=0)
        thread = Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield server
        page.close()
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def visit(page: "Page", server: PageServer) -> Iterator[Visit]:
    """The page, opened. At the end nothing went wrong in it, and it asked nobody else."""
    trouble: list[str] = []

    def dialog(shown: "Dialog") -> None:
        trouble.append(f"dialog: {shown.message}")
        shown.dismiss()

    page.on("dialog", dialog)
    page.on("pageerror", lambda error: trouble.append(f"error: {error.message}"))
    page.on("console", lambda said: trouble.append(f"{said.type}: {said.text}"))
    hosts: set[str | None] = set()
    page.on("request", lambda request: hosts.add(urlsplit(request.url).hostname))
    page.set_default_timeout(10_000)
    page.emulate_media(reduced_motion="reduce")  # nothing to wait for
    visit = Visit(page, server.world)
    visit.open(server.url)
    yield visit
    assert trouble == []
    assert hosts - {None} == {"127.0.0.1"}  # None: a picture that stands in its own address
    assert (server.world.errors, server.world.carrier.refused) == ([], [])
