"""The three kinds of text that the warm route is measured with, recorded from real runs on moto."""

import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Self
from xml.etree import ElementTree

import pytest
from moto import mock_aws

import app as guichet
from chalicelib import settings
from chalicelib.models import Contact
from chalicelib.store import codec, keys
from chalicelib.store import desk as desks
from simulator.gateway import Context, Gateway
from simulator.wire import Text, message_form, signed
from tests.support import seed
from tests.support.desk import BUSINESS, MESSAGES, RELAYS, Driver, agent, customer
from tests.support.stage import ACCOUNT_SID, AUTH_TOKEN, PUBLIC_URL, empty_environment, stage

from .floors.route import app as floor
from .replay import Call, Request, Shape

COUNT = 55
"""Requests of a shape: 5 to warm up, 50 to measure."""

ASK, AGAIN, ANSWER = "Is my bike ready?", "And the brakes, did you see to them?", "Yes, at five."
_BEFORE = 600
_ROUNDS = 7
"""Conversations after which a line remembers as many of its last texts as it ever does."""

Form = dict[str, str]
Scene = Callable[[Driver], Iterable[Form]]


def open_thread(desk: Driver) -> list[Form]:
    """Texts of customers whose thread an agent has: each is relayed to that agent.

    Each of another customer: who writes fifty in a minute is folded. They are copies of one who has
    written and been answered a few times.
    """
    _conversation(desk)
    head = desk.contact(customer(1))
    seed.write(_copy(desk, head, n) for n in range(COUNT))
    return [form(customer(100 + n), BUSINESS, AGAIN, n) for n in range(COUNT)]


def new_thread(desk: Driver) -> list[Form]:
    """First texts of people nobody knows: each opens a thread and is acknowledged."""
    _conversation(desk)
    return [form(customer(100 + n), BUSINESS, ASK, n) for n in range(COUNT)]


def reply(desk: Driver) -> list[Form]:
    """An agent's texts on a line that shows one customer: each goes to that customer."""
    _conversation(desk)
    return [form(agent(1), RELAYS[0], f"{ANSWER} {n}", n) for n in range(COUNT)]


SCENES: dict[str, Scene] = {
    "customer's text, open thread": open_thread,
    "customer's text, new thread": new_thread,
    "agent's reply": reply,
}


def record(name: str) -> Shape:
    """A scene, played once on moto: what comes, what is asked of AWS, what is answered."""
    with environment(), quiet(), mock_aws(), stage() as made, Driver(made) as desk:
        desk.later(-_BEFORE)  # the conversation lies in the past, the measured texts do not
        texts = list(SCENES[name](desk))
        items = desk.items()
        desks.forget()
        with Recorder() as recorder:
            desks.load()
            (read,) = recorder.taken()
            requests = tuple(_play(text, recorder) for text in texts)
        shapes = {tuple(call.operation for call in literal.calls) for literal in requests}
        assert len(shapes) == 1, f"{name}: not all of one shape: {shapes}"
        found = {"GUICHET_TABLE": made.table, "GUICHET_QUEUE_URL": made.queue_url}
        return Shape(name, found | _secrets(), items, read, requests)


@contextmanager
def environment() -> Iterator[None]:
    """None of this machine's variables; made-up credentials."""
    with pytest.MonkeyPatch.context() as patch:
        empty_environment(patch)
        yield


@contextmanager
def quiet() -> Iterator[None]:
    """What the app logs in this process goes nowhere: the figures stand alone."""
    sys.stdout.flush()
    kept, nowhere = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    try:
        yield
    finally:
        sys.stdout.flush()
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)


def _secrets() -> dict[str, str]:
    return {
        "GUICHET_PUBLIC_URL": PUBLIC_URL,
        "TWILIO_ACCOUNT_SID": ACCOUNT_SID,
        "TWILIO_AUTH_TOKEN": AUTH_TOKEN,
    }


def _conversation(desk: Driver) -> None:
    desk.text(customer(1), BUSINESS, ASK)
    for _ in range(_ROUNDS):
        desk.text(agent(1), RELAYS[0], ANSWER)
        desk.later(60)
        desk.text(customer(1), BUSINESS, AGAIN)
    desk.later(_BEFORE - 60 * _ROUNDS)


def _copy(desk: Driver, head: Contact, n: int) -> dict[str, Any]:
    """The HEAD of another customer to whom the same happened."""
    address = customer(100 + n)
    thread = head.threads[0].but(theirs=address, number=500 + n)
    pace = head.pace._replace(level=0, same=0)
    contact = desk.desk.identify(address)
    other = head.but(id=contact, addresses=(address,), threads=(thread,), pace=pace)
    return codec.document(keys.head(contact), other, head.version)


def form(sender: str, to: str, body: str, n: int) -> Form:
    """The form of the `n`-th text, as Twilio posts it with all that it holds."""
    text = Text(f"SM{n:032x}", sender, to, body, "inbound", 0.0)
    return message_form(text, ACCOUNT_SID, "https://api.twilio.com")


def _play(text: Form, recorder: "Recorder") -> Request:
    event, floor_event = (event_of(app, "POST", MESSAGES, text) for app in (guichet.app, floor.app))
    answer: dict[str, Any] = guichet.app(event, Context())
    assert answer["statusCode"] == 200, answer
    calls = recorder.taken()
    twiml = ElementTree.fromstring(answer["body"])  # noqa: S314 - the app's own
    words = tuple((verb.text or "", verb.get("action", "")) for verb in twiml.iter("Message"))
    return Request(event, floor_event, calls, words, answer["body"])


class _Catcher:
    """An app that keeps the event it is called with."""

    def __init__(self, routes: Any) -> None:
        self.routes = routes
        self.event: dict[str, Any] = {}

    def __call__(self, event: dict[str, Any], _: Any) -> dict[str, Any]:
        self.event = event
        return {"statusCode": 200}


def event_of(app: Any, method: str, url: str, posted: Form | None = None) -> dict[str, Any]:
    """API Gateway's event for a request; a form is signed as Twilio signs it."""
    catcher = _Catcher(app.routes)
    headers, body = signed(url, posted, AUTH_TOKEN) if posted else ({}, b"")
    Gateway(catcher, PUBLIC_URL).call(method, url, headers, body)
    return catcher.event


class Recorder:
    """Keeps every call that `settings`' clients make: parameters, bytes, answer."""

    def __init__(self) -> None:
        self._calls: list[Call] = []
        self._parameters: dict[str, Any] = {}
        self._sent = 0
        self._hooks: dict[str, Callable[..., None]] = {
            "before-parameter-build": self._asked,
            "before-send": self._left,
            "response-received": self._came,
        }

    def __enter__(self) -> Self:
        for client in (settings.dynamodb(), settings.sqs()):
            for name, hook in self._hooks.items():
                client.meta.events.register_first(name, hook)
        return self

    def __exit__(self, *_: object) -> None:
        for client in (settings.dynamodb(), settings.sqs()):
            for name, hook in self._hooks.items():
                client.meta.events.unregister(name, hook)

    def taken(self) -> tuple[Call, ...]:
        """The calls since this was last asked."""
        found, self._calls = tuple(self._calls), []
        return found

    def _asked(self, params: dict[str, Any], **_: Any) -> None:
        self._parameters = json.loads(json.dumps(params))

    def _left(self, request: Any, **_: Any) -> None:
        self._sent = len(request.body or b"")

    def _came(self, event_name: str, response_dict: Any, **_: Any) -> None:
        service, operation = event_name.split(".")[1:]
        client: Any = settings.sqs() if service == "sqs" else settings.dynamodb()
        names = client.meta.method_to_api_mapping.items()
        method = next(name for name, called in names if called == operation)
        answer = (
            response_dict["status_code"],
            dict(response_dict["headers"]),
            response_dict["body"].decode(),
        )
        self._calls.append(Call(service, method, operation, self._parameters, self._sent, answer))
