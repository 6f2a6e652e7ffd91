"""A desk to test through its real routes: phones text, webhooks arrive, queue and clock run.

    with Driver(aws) as desk:  # the stage of the fixture aws or ministack_aws
        desk.text(customer(1), BUSINESS, "Is my bike ready?")  # webhook, wake-ups, statuses
        desk.text(agent(1), RELAYS[0], "Yes, at five.")
        assert desk.got(customer(1))[-1] == "Yes, at five."

Everything the app does happens on the test's own thread, in a fixed order, and what it asks of AWS
is counted, request by request (`desk.log`). The stand-in Twilio is the simulator's `Carrier` with
its REST server; its faults are at `desk.carrier.faults`.
"""

import queue
import tempfile
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, Self
from urllib.parse import parse_qsl

import pytest
import time_machine

import app
from chalicelib import settings
from chalicelib.models import Contact, Desk, Entry, Line
from chalicelib.store import agents, contacts, outbox
from chalicelib.store import desk as desks
from infra import apply
from simulator.carrier import Carrier
from simulator.gateway import Context, Gateway
from simulator.rest import RestServer
from simulator.wire import Answer, Text, signed

from .exchange import Exchange, Recording, environment, schedule_event, sqs_event, wake_body
from .places import (
    BUSINESS,
    MESSAGES,
    RELAYS,
    STATUSES,
    agent,
    business,
    customer,
    desk_toml,
    inbound_form,
    inbox,
)
from .stage import ACCOUNT_SID, AUTH_TOKEN, PUBLIC_URL, Stage

__all__ = [
    "BUSINESS",
    "MESSAGES",
    "RELAYS",
    "STATUSES",
    "Driver",
    "Exchange",
    "agent",
    "business",
    "customer",
    "desk_toml",
    "environment",
    "inbound_form",
    "inbox",
    "wake_body",
]


@dataclass
class _Posted:
    """A request of the carrier's, waiting for the test's thread to answer it."""

    url: str
    headers: Mapping[str, str]
    body: bytes
    answer: "Future[Answer]" = field(default_factory=Future)


class Driver:
    """A desk on `stage` (moto or ministack), declared by `toml`, with nothing in it yet.

    `toml` None leaves the stage without a desk. A context manager.
    """

    def __init__(self, stage: Stage, toml: str | None = "") -> None:
        self.stage = stage
        self._toml = desk_toml() if toml == "" else toml
        self._requests: queue.SimpleQueue[_Posted] = queue.SimpleQueue()
        self._stack = ExitStack()
        self._clock: Any = None
        self._closed = False
        self.log: list[Exchange] = []
        """Every call of the app, in order."""
        self.statuses: Literal["deliver", "hold", "drop"] = "deliver"
        """What becomes of the carrier's status callbacks; held ones wait in `held`."""
        self.held: list[tuple[str, Mapping[str, str], bytes]] = []
        """Status callbacks kept back: (URL, headers, body), as they would have been posted."""

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            patch = stack.enter_context(pytest.MonkeyPatch.context())
            self.carrier = Carrier(self._ask, ACCOUNT_SID, AUTH_TOKEN, public_url=PUBLIC_URL)
            stack.callback(self.carrier.close)
            rest = stack.enter_context(RestServer(self.carrier))
            patch.setenv("TWILIO_API_URL", rest.url)
            settings.forget()
            desks.forget()
            stack.callback(desks.forget)
            self.gateway = Gateway(app.app, PUBLIC_URL)
            if self._toml is not None:
                self.apply(self._toml)
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._closed = True
        while not self._requests.empty():
            self._requests.get().answer.set_result(Answer(503))
        self._stack.close()

    # --- the desk ----------------------------------------------------------------------------

    def apply(self, toml: str) -> Desk:
        """`desk.py apply` with this file; what the process kept of the desk before is dropped."""
        with tempfile.TemporaryDirectory(prefix="desk-") as folder:
            path = Path(folder, "desk.toml")
            path.write_text(toml, encoding="utf-8")
            apply.apply(path)
        desks.forget()
        self.carrier.numbers = {*self.desk.relay_numbers} | {
            address for inbox in self.desk.inboxes for address in inbox.addresses
        }
        if self.desk.service_number:
            self.carrier.numbers.add(self.desk.service_number)
        return self.desk

    @property
    def desk(self) -> Desk:
        """The desk as applied."""
        return desks.load()

    # --- phones ------------------------------------------------------------------------------

    def text(
        self,
        sender: str,
        to: str,
        body: str,
        *,
        media: int = 0,
        pictures: Sequence[tuple[bytes, str]] = (),
        settle: bool = True,
        **fields: str,
    ) -> Exchange:
        """A phone sends a text; returns the webhook with its answer.

        `pictures` are (bytes, MIME type) each, or `media` says how many there are. `fields` are
        added to Twilio's form before it is signed (`ProfileName="Zoé"`). With `settle`
        everything that follows happens too: statuses, wake-ups, texts that leave; without, only the
        webhook. A text to a number that is not the desk's is posted to the app all the same.
        """
        numbers, self.carrier.numbers = self.carrier.numbers, None
        before = len(self.log)
        try:
            sid = self.carrier.text(sender, to, body, media, pictures=pictures, extra=fields)
        finally:
            self.carrier.numbers = numbers
        self.deliver()
        if settle:
            self.settle()
        arrived = (e for e in self.log[before:] if e.kind == "messages")
        return next(e for e in arrived if e.form.get("MessageSid") == sid)

    def got(self, address: str, since: int = 0) -> list[str]:
        """The bodies of the texts that reached a phone, oldest first, from the `since`-th on."""
        return [text.body for text in self.texts_to(address)[since:]]

    def texts_to(self, address: str) -> list[Text]:
        """The texts that the app sent to a phone and the network brought there, oldest first."""
        found = (t for t in self.carrier.texts() if t.to == address)
        return [t for t in found if t.direction.startswith("outbound") and t.status != "queued"]

    # --- what runs the app -------------------------------------------------------------------

    def settle(self) -> None:
        """Lets everything happen that is on its way: webhooks, statuses, wake-ups, sends."""
        self.deliver()
        while self.wake_next():
            self.deliver()

    def deliver(self) -> None:
        """Answers what the carrier posts until it has nothing left to post. No wake-ups."""
        while not (self.carrier.wait_idle(0) and self._requests.empty()):
            try:
                asked = self._requests.get(timeout=0.005)
            except queue.Empty:
                continue
            try:
                asked.answer.set_result(self._answer(asked))
            except BaseException as error:
                asked.answer.set_result(Answer(500))
                raise error from None

    def wake_next(self) -> bool:
        """Hands one message of the queue to `app.wake`; False where there is none.

        What the app raises passes, and the message stays in the queue, as Lambda would have it.
        """
        url, sqs = settings.queue_url(), settings.sqs()
        found = sqs.receive_message(
            QueueUrl=url, MaxNumberOfMessages=1, MessageSystemAttributeNames=["All"]
        ).get("Messages", [])
        for message in found:
            self.wake(message["Body"])
            sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        return bool(found)

    def wake(self, body: str) -> Exchange:
        """Calls `app.wake` with one message of this body, as it came out of the queue."""
        with self._exchange("wake") as exchange:
            app.wake(sqs_event(body), Context("guichet-wake"))
        return exchange

    def drain(self, recipient: str) -> Exchange:
        """Wakes one recipient (`c-…`, `a-…`, `i-…`) without the queue; what leaves arrives."""
        exchange = self.wake(wake_body(recipient))
        self.deliver()
        return exchange

    def tick(self) -> Exchange:
        """Calls the clock once; the wake-ups it asks for wait for `settle`."""
        with self._exchange("tick") as exchange:
            app.tick(schedule_event(), Context("guichet-tick"))
        return exchange

    def later(self, seconds: float) -> None:
        """Moves the time of this process (not the engine's) forward, or back."""
        if self._clock is None:
            import time

            traveller = time_machine.travel(time.time(), tick=True)
            self._clock = self._stack.enter_context(traveller)
        self._clock.shift(seconds)

    # --- requests by hand --------------------------------------------------------------------

    def post(self, url: str, form: Mapping[str, str]) -> Exchange:
        """Posts a form signed as Twilio signs it. Nothing else happens."""
        return self.request("POST", url, *signed(url, form, AUTH_TOKEN))

    def request(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes = b""
    ) -> Exchange:
        """Any request, as it is."""
        kind: Any = url.partition("?")[0].rsplit("/", 1)[-1]
        kind = kind if kind in ("messages", "statuses") else "other"
        with self._exchange(kind) as exchange:
            exchange.answer = self.gateway.call(method, url, headers, body)
        form = body.decode("utf-8", "replace")
        exchange.form = dict(parse_qsl(form, keep_blank_values=True))
        return exchange

    def release(self, *, newest_first: bool = False) -> None:
        """Posts the status callbacks that were held."""
        held, self.held = self.held, []
        for url, headers, body in reversed(held) if newest_first else held:
            self.request("POST", url, headers, body)

    # --- what the table holds ----------------------------------------------------------------

    def items(self, *prefixes: str) -> list[dict[str, Any]]:
        """The table's items whose PK begins so (all, where none is named), in order of the keys."""
        pages = settings.dynamodb().get_paginator("scan")
        found = [
            dict(item)
            for page in pages.paginate(TableName=self.stage.table, ConsistentRead=True)
            for item in page["Items"]
            if not prefixes or item["PK"]["S"].startswith(prefixes)
        ]
        return sorted(found, key=lambda item: (item["PK"]["S"], item["SK"]["S"]))

    def contact(self, address: str) -> Contact:
        """A customer's HEAD."""
        return contacts.head(self.desk.identify(address))

    def lines(self, address: str) -> tuple[Line, ...]:
        """An agent's lines."""
        return agents.view(self.desk.identify(address))[1]

    def outbox(self, recipient: str) -> tuple[Entry, ...]:
        """What still waits for a recipient."""
        return outbox.pending(recipient)

    # --- behind ------------------------------------------------------------------------------

    def _exchange(self, kind: Any) -> "Recording":
        return Recording(self.log, Exchange(kind))

    def _ask(self, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """On the carrier's thread: waits until the test's thread has answered."""
        if self._closed:
            return Answer(503)
        asked = _Posted(url, headers, body)
        self._requests.put(asked)
        return asked.answer.result(timeout=60)

    def _answer(self, asked: _Posted) -> Answer:
        url, headers, body = asked.url, asked.headers, asked.body
        if url.startswith(STATUSES) and self.statuses != "deliver":
            if self.statuses == "hold":
                self.held.append((url, headers, body))
            return Answer(200)
        return self.request("POST", url, headers, body).answer
