"""What an event asked of AWS, in numbers; the write units by the kind of partition they fall on."""

from collections import Counter
from typing import Any, NamedTuple

from .capacity import Item, Table, units, writes
from .replay import Call


class Event(NamedTuple):
    """One call of the app. `kind`: messages, statuses, look, drain, tick."""

    kind: str
    calls: Counter[str]
    reads: float
    writes: float
    woken: int
    """Messages put into the queue."""
    provider: int
    """Requests to the provider."""
    said: int
    """Bytes of log lines and metrics."""
    lines: int
    hot: Counter[str]
    """Write units by what kind of partition they fall on."""


def reckon(calls: tuple[Call, ...], before: Table, after: Table) -> Event:
    """What calls cost; of which kind they were, others must say."""
    spent = [units(call, before, after) for call in calls if call.service == "dynamodb"]
    sends = [call for call in calls if call.operation == "SendMessageBatch"]
    hot: Counter[str] = Counter()
    for call in calls:
        hot += _hot(call, before, after)
    return Event(
        kind="",
        calls=Counter(call.operation for call in calls),
        reads=sum(one.reads for one in spent),
        writes=sum(one.writes for one in spent),
        woken=sum(len(call.parameters["Entries"]) for call in sends),
        provider=0,
        said=0,
        lines=0,
        hot=hot,
    )


def _hot(call: Call, before: Table, after: Table) -> Counter[str]:
    """A call's write units by partition; the indexes' own apart."""
    found: Counter[str] = Counter()
    for write in writes(call, before, after):
        pk, sk = write.key
        found["HEAD" if sk == "HEAD" else pk.partition("#")[0]] += write.units
        found["due"] += moved(_in_due(write.old), _in_due(write.new))
        found["work"] += moved(_in_work(write.old), _in_work(write.new))
    return found


def _in_due(item: Item) -> tuple[Any, Any]:
    """Place and content: its keys are both."""
    place = item.get("due_pk"), item.get("due_sk")
    return place, place if all(place) else None


def _in_work(item: Item) -> tuple[Any, Any]:
    """Place and content: the whole item."""
    return (item.get("work_pk"), item.get("work_sk")), item if "work_pk" in item else None


def moved(was: tuple[Any, Any], now: tuple[Any, Any]) -> int:
    """Write units of an index of items under a KB: two where one moves to another place."""
    if was == now or not (was[1] or now[1]):
        return 0
    return 2 if was[1] and now[1] and was[0] != now[0] else 1
