"""A desk on one thread, with a gate in front of AWS and a network with weather.

    with places() as made, World(made, seed=1) as world:
        world.text(customer(1), BUSINESS, "Is my bike ready?")
        world.run()

What runs is the app itself: webhooks through Chalice, wake-ups through the queue, the clock's
function every minute. Who dies is not heard of again: its webhook is tried anew by the provider,
its wake-up by the queue, after the time that the queue's own settings say.
"""

import copy
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import Any, Literal, NamedTuple, Self

import app
from chalicelib import settings
from chalicelib.models import Contact, Desk, Entry, HeldText
from chalicelib.store import agents, contacts, outbox
from chalicelib.store import desk as desks
from simulator.gateway import Context, Gateway
from simulator.wire import Answer, Text

from ..scenarios.story import Crash
from ..support.exchange import schedule_event, sqs_event
from ..support.places import BUSINESS, RELAYS
from ..support.stage import ACCOUNT_SID, AUTH_TOKEN, PUBLIC_URL
from .aws import Gate
from .clock import standing
from .direct import waits
from .network import Network, Weather
from .places import Places
from .record import Record

MOST = 400
"""So many wake-ups in a row are more than anything here sets off."""

MINUTE = 60
CALL = 0.002
"""What a call of AWS or of the provider takes (s)."""


class Kept(NamedTuple):
    """What `World.keep` gave. Who begins with it has another seed: ids are not given twice."""

    table: Any
    texts: list[Text]
    record: Record
    time: float


class World:
    """A desk with nothing in it yet, and nobody woken. A context manager."""

    def __init__(
        self,
        places: Places,
        seed: int = 0,
        weather: Weather | None = None,
        *,
        relays: int = 2,
        routing: str = "everyone",
        after: "Kept | None" = None,
    ) -> None:
        self._places, self._seed, self._after = places, seed, after
        self._relays, self._routing = relays, routing
        self.weather = weather or Weather()
        self._stack = ExitStack()
        self.record = copy.deepcopy(after.record) if after else Record()
        self.gate = Gate(self.record)
        self.errors: list[str] = []
        """What the app's functions raised, or answered with 5xx."""
        self.deaths = 0
        self._ticked = 0.0

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            self.clock = stack.enter_context(standing(self._seed))
            table = self._after.table if self._after else None
            renewed = self._places.renewed(self._relays, table, self._routing)
            self.stage = stack.enter_context(renewed)
            account = (ACCOUNT_SID, AUTH_TOKEN)
            self.network = Network(self._post, account, PUBLIC_URL, self.weather)
            self.network.numbers = {BUSINESS, f"whatsapp:{BUSINESS}", *RELAYS[: self._relays]}
            self._places.front.network = self.network
            self._gateway = Gateway(app.app, PUBLIC_URL)
            stack.callback(desks.forget)
            stack.enter_context(self.gate.hooked())
            self.gate.takes = lambda: self.clock.shift(CALL)
            if self._after:
                self.clock.shift(self._after.time - time.time())
                self.network.remember(self._after.texts)
            self._ticked = time.time()
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def keep(self) -> "Kept":
        """The world as it is now, to begin with again; nothing may be on its way."""
        assert self.network.jobs.due is None, "something is on its way"
        return Kept(
            self._places.kept(self.stage),
            self.network.texts(),
            copy.deepcopy(self.record),
            time.time(),
        )

    # --- phones ----------------------------------------------------------------------------------

    @property
    def desk(self) -> Desk:
        """The desk as applied."""
        return desks.load()

    def text(self, sender: str, to: str, body: str) -> str:
        """A phone sends a text; it arrives when `run` lets it. Returns its sid."""
        return self.network.text(sender, to, body)

    def texts_to(self, address: str) -> list[Text]:
        """What came to a phone, oldest first."""
        found = (t for t in self.network.texts() if t.to == address)
        return [
            t
            for t in found
            if t.direction.startswith("outbound") and t.status in ("sent", "delivered")
        ]

    def got(self, address: str) -> list[str]:
        """The words of that."""
        return [text.body for text in self.texts_to(address)]

    # --- what runs -------------------------------------------------------------------------------

    def run(self) -> None:
        """Does whatever is due now: what is on its way, and who is woken."""
        for _ in range(MOST):
            self.deliver()
            if not self._wake_next():
                return
        raise AssertionError("never at rest")

    def deliver(self) -> None:
        """What the network has to do now."""
        while job := self.network.jobs.next():
            job()

    def later(self, seconds: float, *, ticks: bool = True) -> None:
        """Time passes; what falls due meanwhile is done, and the clock looks every minute."""
        end = time.time() + seconds
        while (now := time.time()) < end:
            due = self.network.jobs.due or end
            tick = self._ticked + MINUTE if ticks else end
            until = min(end, max(due, now), max(tick, now))
            self.clock.shift(max(until - now, 0.001))
            if ticks and time.time() >= self._ticked + MINUTE:
                self.tick()
            self.run()

    @contextmanager
    def in_weather(self, weather: Weather) -> Iterator[None]:
        """Another weather for a while."""
        fine, self.network.weather = self.network.weather, weather
        yield
        self.network.weather = fine

    def tick(self) -> None:
        """The clock's function, once."""
        self._ticked = time.time()
        self._call("tick", schedule_event())

    def wake(self, body: str) -> None:
        """One message of the queue, whether it is there or not."""
        self._call("wake", sqs_event(body))

    def _wake_next(self) -> bool:
        url, sqs = settings.queue_url(), settings.sqs()
        if not waits(url):
            return False
        found = sqs.receive_message(QueueUrl=url).get("Messages", [])
        for message in found:
            if self._call("wake", sqs_event(message["Body"])):
                sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        return bool(found)

    def _call(self, function: Literal["wake", "tick"], event: dict[str, Any]) -> bool:
        """Whether it ended well."""
        try:
            with self.gate.open():
                getattr(app, function)(event, Context(function, started=time.monotonic()))
        except Crash:
            self._died(function)
            return False
        except Exception as error:  # noqa: BLE001 - Lambda takes whatever comes
            self.errors.append(f"{function}: {type(error).__name__}: {error}")
            return False
        return True

    def _died(self, function: str) -> None:
        """The process that runs next has nothing in its memory."""
        self.deaths += 1
        self.errors.append(f"{function}: died")
        desks.forget()

    def _post(self, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        try:
            with self.gate.open():
                answer = self._gateway.post(url, headers, body)
        except Crash:
            self._died("webhook")
            return Answer(502)
        if not answer.ok:
            self.errors.append(f"webhook: {answer.status} {answer.body[:60]!r}")
        return answer

    def meanwhile(self, act: Callable[[], None]) -> None:
        """What the gate lets happen where it lets anything happen between."""
        self.gate.meanwhile = act

    # --- what the table holds --------------------------------------------------------------------

    def items(self, *prefixes: str) -> list[dict[str, Any]]:
        """The table's items whose PK begins so (all, where none is named)."""
        pages = settings.dynamodb().get_paginator("scan")
        return [
            dict(item)
            for page in pages.paginate(TableName=self.stage.table, ConsistentRead=True)
            for item in page["Items"]
            if not prefixes or item["PK"]["S"].startswith(prefixes)
        ]

    def contact(self, address: str) -> Contact:
        """A customer's HEAD."""
        return contacts.head(self.desk.identify(address))

    def outbox(self, recipient: str) -> tuple[Entry, ...]:
        """What still waits for a recipient."""
        return outbox.pending(recipient)

    def held(self, address: str) -> tuple[HeldText, ...]:
        """What an agent wrote that waits for the agent's word."""
        return agents.view(self.desk.identify(address))[2]
