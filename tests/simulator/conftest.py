"""Fixtures of the simulator: a carrier, and what stands for the app behind it."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import NamedTuple
from urllib.parse import parse_qs

import pytest
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

from simulator.carrier import Carrier
from simulator.serve import PageServer
from simulator.wire import Answer
from simulator.worker import Worker
from simulator.world import World

SHOP, CUSTOMER = "+15145550100", "+15145550301"
SID, TOKEN = "AC" + "0" * 32, "0" * 32
PUBLIC = "https://guichet.test/try"


@contextmanager
def paged(world: World) -> Iterator[PageServer]:
    """The page's server for a world, while the block runs."""
    server = PageServer(world, port=0)
    thread = Worker("page")
    thread.do(lambda: server.serve_forever(0.02))
    yield server
    server.shutdown()
    thread.close()
    server.server_close()


class Posted(NamedTuple):
    """A webhook, and when it came."""

    url: str
    form: dict[str, str]
    at: float


class App:
    """Stands for the app: keeps what is posted, answers texts with `twiml`."""

    def __init__(self) -> None:
        self.posted: list[Posted] = []
        self.twiml = "<Response/>"
        self.status = 200
        self.broken = 0

    def __call__(self, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        at = time.monotonic()
        if self.broken:
            self.broken -= 1
            raise ConnectionError
        fields = parse_qs(body.decode(), keep_blank_values=True)
        form = {name: values[0] for name, values in fields.items()}
        signature = headers["X-Twilio-Signature"]
        assert RequestValidator(TOKEN).validate(url, form, signature)
        self.posted.append(Posted(url, form, at))
        text = self.twiml if url.endswith("/messages") else ""
        return Answer(self.status, {"content-type": "text/xml"}, text.encode())

    def statuses(self) -> list[tuple[str, str]]:
        """What was reported: (the callback's query, the status)."""
        return [
            (post.url.rpartition("?")[2], post.form["MessageStatus"])
            for post in self.posted
            if "?" in post.url
        ]


@pytest.fixture
def app() -> App:
    return App()


@pytest.fixture
def carrier(app: App) -> Iterator[Carrier]:
    carrier = Carrier(app, SID, TOKEN, public_url=PUBLIC, numbers={SHOP})
    yield carrier
    carrier.close()
