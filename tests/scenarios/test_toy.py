"""A provider of one file and one folder of fixtures, through the real routes: the toy's people
write to a desk whose agents are on SMS."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from chalicelib.providers.base import WebRequest
from chalicelib.settings import Credentials
from simulator.gateway import Gateway
from simulator.media import PICTURE

from ..fixtures.toy import sign
from ..support.serving import serving
from ..support.stage import PUBLIC_URL
from .conftest import OpenDesk
from .desks import R1, SHOP, agent, desk
from .story import Story

DESK = (
    desk(
        agent("Ana"),
        inboxes=f'[[inboxes]]\nname = "support"\naddresses = ["{SHOP}", "toy:desk"]',
    )
    + '\n[providers]\n"toy:desk" = "toy"\n'
)
SECRETS = {"TOY_SECRET": "made-up", "TOY_TOKEN": "made-up-too"}


class Toys:
    """The toy's side: what it posts to the app, and its interface on the loopback."""

    def __init__(self) -> None:
        self.taken: list[dict[str, Any]] = []
        self.answers: list[tuple[int, dict[str, str]]] = []
        self._count = 0
        toys = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                sent = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                assert self.headers["Authorization"] == f"Bearer {SECRETS['TOY_TOKEN']}"
                own = {"id": f"t{len(toys.taken)}"}
                status, answer = toys.answers.pop(0) if toys.answers else (200, own)
                if status == 200:
                    toys.taken.append(sent)
                self._say(status, json.dumps(answer).encode())

            def do_GET(self) -> None:
                assert "Authorization" not in self.headers
                self._say(200, PICTURE.body)

            def _say(self, status: int, body: bytes) -> None:
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
                """Quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def open(self, story: Story) -> None:
        self.story, self._gateway = story, Gateway(story._app.app, PUBLIC_URL)

    def posts(self, *events: dict[str, str], secret: str = SECRETS["TOY_SECRET"]) -> int:
        """One webhook with these events; what it sets off happens. Returns the answer's status."""
        url, body = f"{PUBLIC_URL}/webhooks/toy", json.dumps({"events": events}).encode()
        signed = sign.sign(WebRequest("POST", url, body=body), Credentials({"TOY_SECRET": secret}))
        answer = self._gateway.call("POST", url, signed.headers, body)
        self.story.settle()
        return answer.status

    def writes(self, who: str, text: str, **more: str) -> None:
        self._count += 1
        self.story.move(seconds=1)
        event = {"kind": "text", "id": f"m{self._count}", "from": who, "to": "desk", "text": text}
        assert self.posts(event | more) == 200

    def hears(self, who: str) -> list[str]:
        """Everything that reached somebody."""
        return [text["text"] for text in self.taken if text["to"] == f"toy:{who}"]


@pytest.fixture
def toys(open_desk: OpenDesk, monkeypatch: pytest.MonkeyPatch) -> Iterator[Toys]:
    made = Toys()
    with serving(made.server):
        for name, value in {**SECRETS, "TOY_API_URL": made.url}.items():
            monkeypatch.setenv(name, value)
        made.open(open_desk(DESK))
        yield made


def test_asked_by_toy_answered_by_sms(toys: Toys) -> None:
    ana = toys.story.agent("Ana")
    toys.writes("zoe", "My chain broke")
    assert toys.hears("zoe") == [ana.words("ack_open", desk="Spokes")]
    [told] = ana.hears()
    assert told.sender == R1
    assert "My chain broke" in told.body
    ana.texts(R1, "Bring it in")
    assert toys.hears("zoe")[-1] == "Bring it in"
    assert toys.taken[-1]["from"] == "toy:desk"
    assert not toys.story.carried("Bring it in")
    toys.writes("zoe", "At five?")
    assert [got.body for got in ana.hears()] == ["At five?"]


def test_one_that_is_lost_is_told_its_writer(toys: Toys) -> None:
    ana = toys.story.agent("Ana")
    toys.writes("zoe", "My chain broke")
    ana.texts(R1, "Bring it in")
    ana.hears()
    sent = {"id": f"t{len(toys.taken) - 1}", "entry": toys.taken[-1]["entry"]}
    assert toys.posts({"kind": "arrived", **sent}) == 200
    assert ana.hears() == []
    ana.texts(R1, "Today, if you can")
    sent = {"id": f"t{len(toys.taken) - 1}", "entry": toys.taken[-1]["entry"]}
    assert toys.posts({"kind": "lost", "why": "hung-up", **sent}) == 200
    [said] = ana.hears()
    assert "Today, if you can" in said.body
    assert ana.words("reason_blocked") in said.body


def test_one_that_is_refused_is_told_at_once(toys: Toys) -> None:
    ana = toys.story.agent("Ana")
    toys.writes("zoe", "My chain broke")
    ana.hears()
    toys.answers.append((400, {"error": "nobody"}))
    ana.texts(R1, "Bring it in")
    [said] = ana.hears()
    assert ana.words("reason_invalid") in said.body
    assert "Bring it in" not in toys.hears("zoe")


def test_one_that_is_asleep_gets_it_later(toys: Toys) -> None:
    ana = toys.story.agent("Ana")
    toys.writes("zoe", "My chain broke")
    toys.answers.append((503, {"error": "asleep"}))
    ana.texts(R1, "Bring it in")
    assert "Bring it in" not in toys.hears("zoe")
    toys.story.move(minutes=2)
    toys.story.tick()
    toys.story.settle()
    assert toys.hears("zoe")[-1] == "Bring it in"


def test_a_stranger_changes_nothing(toys: Toys) -> None:
    event = {"kind": "text", "id": "m1", "from": "zoe", "to": "desk", "text": "Hello"}
    assert toys.posts(event, secret="another") == 403
    assert toys.story.agent("Ana").hears() == []


def test_pictures_go_both_ways(toys: Toys) -> None:
    story, ana = toys.story, toys.story.agent("Ana")
    toys.writes("zoe", "Look", picture=f"{toys.url}/picture")
    [told] = [text for text in story.carrier.texts() if "Look" in text.body]
    assert len(told.media_urls) == 1
    story.carrier.text(ana.address, R1, "Like this one?", pictures=[PICTURE])
    story.settle()
    words, link = toys.hears("zoe")[-1].split("\n", 1)
    assert "Like this one?" in words
    assert f"{PUBLIC_URL}/media/" in link
