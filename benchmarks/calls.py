"""What each kind of event costs: AWS calls, their bytes, DynamoDB's capacity units.

Played once on moto. `costs` gives them as data, for `scale.py`.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from moto import mock_aws

from tests.support.desk import BUSINESS, RELAYS, Driver, agent, customer
from tests.support.stage import stage

from .capacity import by_key, units
from .scenes import AGAIN, ANSWER, ASK, Recorder, environment, quiet
from .table import Row

PART = "calls"


class Cost(NamedTuple):
    """One event. `calls` are AWS operations and how often; the bytes are those of the bodies.

    `reads` and `writes` are DynamoDB's capacity units, computed (`capacity.py`): on demand each is
    one request unit. That Lambda's event source receives and deletes each message is not in it.
    """

    event: str
    calls: dict[str, int]
    sent: int
    received: int
    reads: float
    writes: float


def measure() -> list[Row]:
    """The rows: for each event its calls, bytes and units."""
    return [row for cost in costs() for row in _rows(cost)]


def costs() -> list[Cost]:
    """What each kind of event costs: the desk has two agents, everybody has written before."""
    with environment(), quiet(), mock_aws(), stage() as here, Driver(here) as desk:
        return list(_story(_Ledger(desk)))


def _rows(cost: Cost) -> Iterator[Row]:
    told = ", ".join(f"{n} {name}" for name, n in sorted(cost.calls.items())) or "none"
    yield Row(PART, f"{cost.event}: {told}", sum(cost.calls.values()), "calls")
    yield Row(PART, "  bytes sent", cost.sent, "B")
    yield Row(PART, "  bytes received", cost.received, "B")
    yield Row(PART, "  DynamoDB read units", cost.reads, "")
    yield Row(PART, "  DynamoDB write units", cost.writes, "")


class _Ledger:
    """Runs an event and reckons what it cost."""

    def __init__(self, desk: Driver) -> None:
        self.desk = desk

    def cost(self, event: str, do: Callable[[], Any]) -> Cost:
        """What `do`, one call of the app, asked of AWS."""
        before = by_key(self.desk.items())
        with Recorder() as recorder:
            do()
        calls = recorder.taken()
        after = by_key(self.desk.items())
        spent = [units(c, before, after) for c in calls if c.service == "dynamodb"]
        return Cost(
            event,
            dict(Counter(call.operation for call in calls)),
            sum(call.sent for call in calls),
            sum(len(call.answer[2].encode()) for call in calls),
            sum(one.reads for one in spent),
            sum(one.writes for one in spent),
        )

    def text(self, event: str, sender: str, to: str, body: str) -> Cost:
        """One text's webhook; nothing of what follows from it."""
        return self.cost(event, lambda: self.desk.text(sender, to, body, settle=False))

    def drain(self, event: str, recipient: str) -> Cost:
        """One wake-up; what becomes of the texts it sends is held back."""
        return self.cost(event, lambda: self.desk.drain(recipient))

    def status(self, event: str) -> Cost:
        """The first status that was held back."""
        url, headers, body = self.desk.held.pop(0)
        return self.cost(event, lambda: self.desk.request("POST", url, headers, body))


def _story(ledger: _Ledger) -> Iterator[Cost]:
    """One matter from its first text to its last, each event reckoned."""
    desk = ledger.desk
    _warm(desk)
    with _holding(desk):
        yield ledger.text("customer's text, new thread", customer(1), BUSINESS, ASK)
        yield ledger.status("status of an acknowledgement: sent")
        yield ledger.status("status of an acknowledgement: delivered")
        yield ledger.drain("inbox's worker looks: two agents are told", "i-support")
        me, them = (desk.desk.identify(address) for address in (agent(1), customer(1)))
        yield ledger.drain("a thread's first text to an agent", f"a-{me}")
    _rest(desk)
    line = desk.texts_to(agent(1))[-1].sender
    yield ledger.text("agent's reply that claims the thread", agent(1), line, ANSWER)
    _rest(desk)
    with _holding(desk):
        yield ledger.text("customer's text, open thread", customer(1), BUSINESS, AGAIN)
        yield ledger.drain("one text relayed to an agent", f"a-{me}")
    _rest(desk)
    with _holding(desk):
        yield ledger.text("agent's reply", agent(1), line, ANSWER)
        yield ledger.drain("one text sent to a customer", f"c-{them}")
        yield ledger.status("status: sent")
        yield ledger.status("status: delivered")
    _rest(desk)
    yield ledger.text("agent resolves the thread", agent(1), line, "/done")
    for _ in range(3):  # what is due after a resolution, and the provider's log, once
        _rest(desk)
        desk.tick()
        desk.later(3600)
    _rest(desk)
    yield ledger.cost("the clock, with nothing to do", desk.tick)


def _warm(desk: Driver) -> None:
    """A matter of another customer's: both agents have their profiles and lines."""
    desk.text(customer(2), BUSINESS, ASK)
    desk.text(agent(1), RELAYS[0], ANSWER)
    desk.text(agent(1), RELAYS[0], "/done")
    desk.later(3 * 86_400)  # a thread that was closed today would make a reply doubtful
    desk.tick()
    desk.settle()


def _rest(desk: Driver) -> None:
    """Everything that is on its way happens, and a minute passes."""
    desk.settle()
    desk.later(60)


@contextmanager
def _holding(desk: Driver) -> Iterator[None]:
    """Keeps status callbacks back in the block, and posts what is left of them after it."""
    desk.statuses = "hold"
    yield
    desk.statuses = "deliver"
    desk.release()
