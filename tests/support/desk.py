"""A desk to test through its real routes: phones text, webhooks arrive, queue and clock run.

    with Driver(aws) as desk:  # the stage of the fixture aws or ministack_aws
        desk.text(customer(1), BUSINESS, "Is my bike ready?")  # webhook, wake-ups, statuses
        desk.text(agent(1), RELAYS[0], "Yes, at five.")
        assert desk.got(customer(1))[-1] == "Yes, at five."

Everything the app does happens on the test's own thread, in a fixed order, and what it asks of AWS
is counted, request by request (`desk.log`). The stand-in Twilio is the simulator's `Carrier` with
its REST server; its faults are at `desk.carrier.faults`.
"""

import json
import os
import queue
import secrets
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
from simulator.wire import Answer, Reply, Text, read_twiml, signed

from .stage import ACCOUNT_SID, AUTH_TOKEN, PUBLIC_URL, Stage
from .traffic import Call, Traffic

BUSINESS = "+15145550100"
"""What customers text: the first inbox's number."""

MESSAGES = f"{PUBLIC_URL}/webhooks/twilio/messages"
STATUSES = f"{PUBLIC_URL}/webhooks/twilio/statuses"

RELAYS = tuple(f"+1514555{101 + n:04}" for n in range(40))
"""The numbers that agents see; a desk declares the first few."""


def customer(n: int) -> str:
    """The n-th customer's number (1 to 9999)."""
    return f"+1819555{n:04}"


def agent(n: int) -> str:
    """The n-th agent's number (1 to 9999)."""
    return f"+1438555{n:04}"


def business(n: int) -> str:
    """The n-th inbox's number (1 to 40)."""
    return BUSINESS if n == 1 else f"+1514555{150 + n:04}"


def desk_toml(
    *, agents: Sequence[int] = (1, 2), relays: int = 4, inboxes: int = 1, head: str = ""
) -> str:
    """A desk.toml: open at any hour, in English, every agent in every inbox.

    `agents` are the numbers of `agent(n)`, named `Agent<n>`; the inboxes are `support`, `support2`,
    …; `head` is put into the table `[desk]`.
    """
    names = ["support", *(f"support{n}" for n in range(2, inboxes + 1))]
    relay_numbers = json.dumps(RELAYS[:relays])
    parts = [
        '[desk]\nname = "Velo"\nlanguage = "en"\ntimezone = "America/Montreal"',
        f"relay_numbers = {relay_numbers}\n{head}\n",
    ]
    parts += [
        f'[[inboxes]]\nname = "{name}"\naddresses = ["{business(n)}"]\n'
        for n, name in enumerate(names, 1)
    ]
    parts += [
        f'[[agents]]\nname = "Agent{n}"\naddress = "{agent(n)}"\n'
        f'inboxes = {json.dumps(names)}\nlanguage = "en"\n'
        for n in agents
    ]
    return "\n".join(parts)


@dataclass
class Exchange:
    """One call of the app: a webhook and its answer, a wake-up, or the clock's.

    `form` is what was posted; `calls` is what it asked of AWS, in order.
    """

    kind: Literal["messages", "statuses", "other", "wake", "tick"]
    form: Mapping[str, str] = field(default_factory=dict)
    answer: Answer = field(default_factory=lambda: Answer(200))
    calls: list[Call] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        """How often each AWS operation was called."""
        found: dict[str, int] = {}
        for call in self.calls:
            found[call.operation] = found.get(call.operation, 0) + 1
        return found

    @property
    def replies(self) -> list[Reply]:
        """The texts in the TwiML answer."""
        return read_twiml(self.answer.body.decode(), PUBLIC_URL) if self.answer.ok else []


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
        self._extra: dict[str, Mapping[str, str]] = {}
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
            rest = stack.enter_context(_swift(RestServer(self.carrier)))
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
        settle: bool = True,
        **fields: str,
    ) -> Exchange:
        """A phone sends a text; returns the webhook with its answer.

        `fields` are added to Twilio's form before it is signed (`ProfileName="Zoé"`). With `settle`
        everything that follows happens too: statuses, wake-ups, texts that leave; without, only the
        webhook. A text to a number that is not the desk's is posted to the app all the same.
        """
        numbers, self.carrier.numbers = self.carrier.numbers, None
        before = len(self.log)
        try:
            sid = self.carrier.text(sender, to, body, media)
        finally:
            self.carrier.numbers = numbers
        self._extra[sid] = fields
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

    def _exchange(self, kind: Any) -> "_Recording":
        return _Recording(self.log, Exchange(kind))

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
        form = dict(parse_qsl(body.decode(), keep_blank_values=True))
        if extra := self._extra.get(form.get("MessageSid", "")):
            headers, body = signed(url, {**form, **extra}, AUTH_TOKEN)
        return self.request("POST", url, headers, body).answer


def _swift(rest: RestServer) -> RestServer:
    """Without Nagle's algorithm, which makes each answer in two packets wait for 40 ms."""
    handler: Any = rest._server.RequestHandlerClass
    handler.disable_nagle_algorithm = True
    return rest


class _Recording:
    """Puts an exchange into the log, with what the app asked of AWS meanwhile."""

    def __init__(self, log: list[Exchange], exchange: Exchange) -> None:
        self._log, self._exchange = log, exchange
        self._traffic = Traffic()

    def __enter__(self) -> Exchange:
        self._traffic.__enter__()
        self._log.append(self._exchange)
        return self._exchange

    def __exit__(self, *error: Any) -> None:
        self._traffic.__exit__(*error)
        self._exchange.calls = self._traffic.calls


def wake_body(recipient: str) -> str:
    """What a message of the queue holds."""
    return json.dumps({"drain": recipient, "url": PUBLIC_URL})


def sqs_event(body: str) -> dict[str, Any]:
    """One message of the queue as Lambda's event source hands it over."""
    record = {
        "messageId": secrets.token_hex(16),
        "receiptHandle": "receipt",
        "body": body,
        "attributes": {"ApproximateReceiveCount": "1"},
        "messageAttributes": {},
        "md5OfBody": "",
        "eventSource": "aws:sqs",
        "eventSourceARN": "arn:aws:sqs:ca-central-1:123456789012:guichet.fifo",
        "awsRegion": "ca-central-1",
    }
    return {"Records": [record]}


def schedule_event() -> dict[str, Any]:
    """The event of the schedule."""
    return {
        "version": "0",
        "id": secrets.token_hex(16),
        "detail-type": "Scheduled Event",
        "source": "aws.events",
        "account": "123456789012",
        "time": "2026-01-01T00:00:00Z",
        "region": "ca-central-1",
        "resources": [],
        "detail": {},
    }


def environment() -> dict[str, str]:
    """The variables that lead another process to the stage of this one."""
    prefixes = ("AWS_", "GUICHET_", "TWILIO_")
    return {name: value for name, value in os.environ.items() if name.startswith(prefixes)}


def inbound_form(sender: str, to: str, body: str, **fields: str) -> dict[str, str]:
    """The form of a text that arrives, with a sid of its own, for `Driver.post` and races."""
    sid = "SM" + secrets.token_hex(16)
    form = {"MessageSid": sid, "AccountSid": ACCOUNT_SID, "From": sender, "To": to, "Body": body}
    return form | {"NumMedia": "0"} | fields
