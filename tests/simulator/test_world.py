"""The whole of the simulator around an app of three lines, and its page's server."""

import json
import os
import sys
import urllib.request
from collections.abc import Iterator
from threading import Thread
from types import ModuleType
from typing import Any
from urllib.error import HTTPError
from urllib.parse import parse_qs

import pytest
from chalice.app import Chalice, Response
from twilio.rest import Client  # type: ignore[import-untyped]

from chalicelib import settings
from simulator.serve import PageServer
from simulator.world import World

FORM = "application/x-www-form-urlencoded"


def echo() -> Any:
    """An app that sends every text back from the queue, by the real client; "fail" fails once."""
    module: Any = ModuleType("echo")
    module.app = app = Chalice(app_name="echo")
    module.ticks = 0

    @app.route("/webhooks/{provider}/messages", methods=["POST"], content_types=[FORM])
    def messages(provider: str) -> Any:
        request: Any = app.current_request
        form = {k: v[0] for k, v in parse_qs(request.raw_body.decode()).items()}
        settings.sqs().send_message(
            QueueUrl=settings.queue_url(),
            MessageBody=json.dumps(form),
            MessageGroupId="g",
            MessageDeduplicationId=form["MessageSid"],
        )
        return Response("<Response/>", headers={"Content-Type": "text/xml"})

    def wake(event: Any, context: Any) -> None:
        form = json.loads(event["Records"][0]["body"])
        if form["Body"] == "fail":
            raise RuntimeError
        client = Client(os.environ["TWILIO_ACCOUNT_SID"], os.environ["TWILIO_AUTH_TOKEN"])
        client.api.base_url = os.environ["TWILIO_API_URL"]
        client.messages.create(to=form["From"], from_=form["To"], body=f"echo: {form['Body']}")
        client.http_client.session.close()

    def tick(event: Any, context: Any) -> None:
        module.ticks += 1

    module.wake, module.tick = wake, tick
    return module


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    monkeypatch.setitem(sys.modules, "echo", echo())
    with World(app="echo", tick_seconds=0) as world:
        yield world


def test_a_text_goes_round(world: World) -> None:
    phone, shop = world.phone("Customer 1"), world.desk.business
    world.carrier.text(phone.address, shop, "Allô")
    assert world.settle()
    assert [t.body for t in world.carrier.phone(phone.address)[shop]] == ["Allô", "echo: Allô"]
    assert (world.errors, world.carrier.refused) == ([], [])


def test_what_the_app_raises_is_noted_and_stays_queued(world: World) -> None:
    world.carrier.text(world.phone("Ben").address, world.desk.relays[0], "fail")
    assert not world.settle(0.5)
    assert world.errors == ["wake: RuntimeError"]


def test_the_clock_is_called(world: World) -> None:
    world.tick()
    assert sys.modules["echo"].ticks == 1


def test_an_agent_joins_the_desk(world: World) -> None:
    from chalicelib.store import desk

    phone = world.add_agent()
    agent = desk.load().agent_at(phone.address)
    assert agent is not None
    assert (agent.name, agent.language) == (phone.name, phone.language)
    assert world.add_agent().address != phone.address
    assert world.add_customer().name == "Customer 3"


def test_the_environment_comes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "echo", echo())
    before = dict(os.environ)
    for _ in range(2):
        with World(app="echo", language="fr") as world:
            assert world.desk.declared["desk"]["language"] == "fr"
            assert os.environ["GUICHET_TABLE"]
    assert dict(os.environ) == before


@pytest.fixture
def page(world: World) -> Iterator[PageServer]:
    server = PageServer(world, port=0)
    thread = Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def _ask(page: PageServer, path: str, data: Any = None, **headers: str) -> tuple[int, str]:
    body = None if data is None else json.dumps(data).encode()
    request = urllib.request.Request(page.url + path, body, headers)
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            return answer.status, answer.read().decode()
    except HTTPError as error:
        with error:
            return error.code, error.read().decode()


def test_the_page_and_its_files_are_served(page: PageServer) -> None:
    status, html = _ask(page, "/")
    assert status == 200
    assert "<title>Guichet</title>" in html
    assert _ask(page, "/app.js")[0] == 200
    assert [_ask(page, path)[0] for path in ("/serve.py", "/../serve.py", "/x.js")] == [404] * 3


def test_a_text_from_the_page_is_seen_live(page: PageServer, world: World) -> None:
    stream = page.open_stream()
    event, state = stream.get(timeout=5)
    assert (event, len(state["phones"]), state["texts"]) == ("state", 4, [])
    sender = world.phone("Customer 1").address
    text = {"from": sender, "to": world.desk.business, "body": "<b>ê</b>", "media": False}
    assert _ask(page, "/api/texts", text, **{"Content-Type": "application/json"})[0] == 201
    event, shown = stream.get(timeout=5)
    assert (event, shown["body"], shown["encoding"]) == ("text", "<b>ê</b>", "UCS-2")
    assert world.settle()


@pytest.mark.parametrize(
    ("path", "data", "headers", "status"),
    [
        ("/api/phones", {"role": "agent"}, {}, 201),
        ("/api/phones", {"role": "queen"}, {}, 400),
        ("/api/phones", {"role": "agent"}, {"Origin": "http://elsewhere.test"}, 403),
        ("/api/phones", {"role": "agent"}, {"Content-Type": "text/plain"}, 403),
        ("/api/texts", {"from": "+15145559999", "to": "+15145550100", "body": "x"}, {}, 400),
        ("/api/texts", {"from": "+15145550301", "to": "+15145550100", "body": ""}, {}, 400),
        ("/api/none", {}, {}, 404),
    ],
)
def test_status_of_what_the_page_may_ask(
    page: PageServer, path: str, data: Any, headers: dict[str, str], status: int
) -> None:
    given = {"Content-Type": "application/json", **headers}
    assert _ask(page, path, data, **given)[0] == status
