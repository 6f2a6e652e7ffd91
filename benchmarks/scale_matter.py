"""One matter played whole on moto, and what every call of the app in it cost.

A customer asks, an agent answers, the customer thanks, the agent resolves; the queue, the statuses
(sent, delivered) and the clock run as they would. Everybody has written before.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

from moto import mock_aws

from chalicelib.store.keys import TALLIES
from tests.support.desk import BUSINESS, Driver, Exchange, agent, customer, desk_toml
from tests.support.exchange import Recording
from tests.support.said import Said, listening
from tests.support.stage import Stage, stage

from .capacity import Table, by_key, size
from .replay import Call
from .scale_units import Event, reckon
from .scenes import ANSWER, ASK, Recorder, environment

THANKS = "Great, thank you!"
ITEM_OVERHEAD = 100
"""Bytes that DynamoDB adds to each item where it charges for storage."""


class Matter(NamedTuple):
    """What happened in one matter, and what of it stays."""

    events: tuple[Event, ...]
    tick: Event
    """The clock's last run."""
    texts_in: int
    texts_out: int
    to_customer: int
    """Segments to the customer: they all leave by one number of the inbox."""
    to_agents: int
    segments_in: int
    kept: int
    """Bytes that stay in the table for good."""
    passing: int
    """Bytes that go after 30 days."""
    metrics: int
    """Names of metrics that were used, by the clock as well."""
    desk: int
    """Bytes of the item that holds `desk.toml`."""

    @property
    def texts(self) -> int:
        """Both ways: what the provider carries, and bills."""
        return self.texts_in + self.texts_out

    @property
    def segments_out(self) -> int:
        """Those to customers and to agents."""
        return self.to_customer + self.to_agents

    def of(self, kind: str) -> list[Event]:
        """The events of a kind."""
        return [event for event in self.events if event.kind == kind]

    def hot(self, family: str) -> int:
        """Write units that fall on one kind of partition."""
        return sum(event.hot[family] for event in self.events)


def play(agents: int = 2) -> Matter:
    """A matter at a desk with so many agents, who are all told of it."""
    toml = desk_toml(agents=range(1, agents + 1))
    with (
        environment(),
        listening() as said,
        mock_aws(),
        stage() as here,
        _Metered(here, toml, said) as desk,
    ):
        return _matter(desk)


def _matter(desk: "_Metered") -> Matter:
    _before(desk)
    items, told, begun = desk.items(), len(desk.carrier.texts()), len(desk.events)
    heard = desk.said.metrics
    _story(desk)
    events = [event for event in desk.events[begun:] if event.kind != "tick"]
    segments = {name: n - heard.get(name, 0) for name, n in desk.said.metrics.items()}
    texts = desk.carrier.texts()[told:]
    mine = sum(text.to == customer(1) for text in texts)
    out = sum(text.direction.startswith("outbound") for text in texts)
    kept, passing = _grown(items, desk.items())
    return Matter(
        events=tuple(events),
        tick=desk.events[-1],
        texts_in=len(texts) - out,
        texts_out=out,
        to_customer=mine,
        to_agents=int(segments["SegmentsOut"]) - mine,
        segments_in=int(segments["SegmentsIn"]),
        kept=kept,
        passing=passing,
        metrics=len(desk.said.metrics),
        desk=max(size(item) for item in items if item["PK"]["S"] == "CONFIG#desk"),
    )


def _story(desk: "_Metered") -> None:
    """The four texts, a minute apart; and what the clock sees to afterwards."""
    for who, to, words in (
        (customer(1), BUSINESS, ASK),
        (agent(1), None, ANSWER),
        (customer(1), BUSINESS, THANKS),
        (agent(1), None, "/done"),
    ):
        desk.text(who, to or desk.texts_to(agent(1))[-1].sender, words)
        desk.later(60)
    desk.tick()
    desk.settle()
    desk.later(7200)
    desk.tick()


def _before(desk: "_Metered") -> None:
    """Matters that are over: the customer and the agents are known."""
    for n in (1, 2):
        desk.text(customer(n), BUSINESS, ASK)
        desk.text(agent(1), desk.texts_to(agent(1))[-1].sender, ANSWER)
        desk.text(agent(1), desk.texts_to(agent(1))[-1].sender, "/done")
        desk.later(3 * 86_400)  # a thread that was closed today would make a reply doubtful
        desk.tick()
        desk.settle()


def _grown(before: list[Any], after: list[Any]) -> tuple[int, int]:
    """Bytes more that stay, and that pass; an inbox's counts are a day's, however many matters."""
    found = {True: 0, False: 0}
    for sign, items in ((-1, before), (1, after)):
        for item in items:
            if item["PK"]["S"].startswith(TALLIES):
                continue
            found["ttl" in item] += sign * (size(item) + ITEM_OVERHEAD)
    return found[False], found[True]


class _Metered(Driver):
    """A desk that reckons each call of the app."""

    def __init__(self, stage: Stage, toml: str, said: Said) -> None:
        super().__init__(stage, toml)
        self.said = said
        self.events: list[Event] = []
        self.table: Table | None = None
        """As the last call left it: nothing else writes."""

    def _exchange(self, kind: Any) -> Recording:
        return _Meter(self, Exchange(kind))


class _Meter(Recording):
    def __init__(self, desk: _Metered, exchange: Exchange) -> None:
        super().__init__(desk.log, exchange)
        self._desk, self._kind = desk, exchange.kind
        self._recorder = Recorder()

    def __enter__(self) -> Exchange:
        self._before = self._desk.table or by_key(self._desk.items())
        self._said = len(self._desk.said.text)
        self._sent = len(self._desk.carrier.texts())
        self._recorder.__enter__()
        return super().__enter__()

    def __exit__(self, *error: Any) -> None:
        super().__exit__(*error)
        self._recorder.__exit__(*error)
        said = self._desk.said.text[self._said :]
        lines = [line for line in said.splitlines() if line.startswith("{")]
        calls = self._recorder.taken()
        self._desk.table = by_key(self._desk.items())
        event = reckon(calls, self._before, self._desk.table)
        kind = self._kind if self._kind != "wake" else "look" if _looks(calls) else "drain"
        sent = len(self._desk.carrier.texts()) - self._sent if kind == "drain" else 0
        whole = sum(len(line.encode()) + 1 for line in lines)
        self._desk.events.append(
            event._replace(kind=kind, provider=sent, said=whole, lines=len(lines))
        )


def _looks(calls: Iterable[Call]) -> bool:
    """Whether it was an inbox's outbox that was read."""
    asked = [call.parameters for call in calls if call.operation == "Query"]
    values = [v for one in asked for v in one.get("ExpressionAttributeValues", {}).values()]
    return any(value.get("S", "").startswith("OUTBOX#i-") for value in values)
