"""What AWS and Twilio ask, and what a desk costs a month by it.

Of the AWS price list, us-east-1, and Twilio's pages for the United States, as known in 2026: check
them before you rely on them. `docs/scale.md` says which of them we are less sure of.
"""

import math
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from .scale_matter import Matter
from .scale_units import Event

DAYS, MILLION, GB = 30, 1_000_000, 1_000_000_000
MINUTES = DAYS * 1440
BANDS = ((333 * MILLION, 3.50), (1000 * MILLION, 2.80), (20_000 * MILLION, 2.38))
"""API Gateway's REST requests: up to so many a month, $ a million of those."""
READ, WRITE, STORED, RECOVERY = 0.125 / MILLION, 0.625 / MILLION, 0.25, 0.20
LAMBDA, GB_SECOND, QUEUED = 0.20 / MILLION, 0.0000166667, 0.50 / MILLION
LOGGED, METRIC, ALARM, SECRET, SECRET_CALL = 0.50, 0.30, 0.10, 0.40, 5 / MILLION
TRACE, LEAVING, SEGMENT, NUMBER = 5 / MILLION, 0.09, 0.0083, 1.15
FREE = {"invocations": MILLION, "GB-s": 400_000, "queue": MILLION, "logs": 5, "metrics": 10}
FREE |= {"alarms": 10, "traces": 100_000, "stored": 25, "leaving": 100}
"""What an account has free each month, and only once: a second stage pays from the first."""

ALARMS = 9
CORE = 1769
MEMORY = {"messages": CORE, "statuses": CORE, "look": 1024, "drain": 1024, "tick": 512}
TRIP = {"TransactWriteItems": 10.0, "SendMessageBatch": 8.0, "BatchGetItem": 8.0}
"""Milliseconds until AWS answers, supposed; 4 for what is not in it."""
SEND = 200.0
"""The same of the provider, supposed."""
PROCESSOR = 0.65
"""Milliseconds of a whole core for each AWS call: `python -m benchmarks warm` (2.0 for 3 calls)."""
COLD = 600.0
"""Of a fresh process: 330 ms of a core (`start`), the rest AWS's own, supposed."""
LAMBDA_LINES, LINE = 450, 26
"""Bytes of what Lambda logs of each call, supposed; what CloudWatch adds to a line."""
POLLS = MINUTES * 3 * 5
"""Empty receives of the event source: five pollers, each asking for 20 seconds; supposed."""
REQUEST = 2_000
"""Bytes that leave the region for a text sent, and for a webhook's answer; supposed."""


class Traffic(NamedTuple):
    """A desk's size. `fresh` is the share of calls that a fresh process answers; supposed."""

    texts: int
    inboxes: int
    numbers: int
    fresh: float


DESKS = (
    Traffic(10, 1, 5, 1.0),
    Traffic(10_000, 4, 20, 0.03),
    Traffic(10_000_000, 400, 2_000, 0.002),
)


def duration(event: Event) -> float:
    """Milliseconds of a call in a warm process."""
    calls = sum(event.calls.values())
    trips = sum(TRIP.get(name, 4.0) * n for name, n in event.calls.items())
    core = min(1.0, MEMORY[event.kind] / CORE)
    return trips + calls * PROCESSOR / core + event.provider * SEND


def gb_seconds(event: Event, fresh: float) -> float:
    """What Lambda bills of a call."""
    return (duration(event) + COLD * fresh) / 1000 * MEMORY[event.kind] / 1024


def month(matter: Matter, tick: Event, desk: Traffic) -> dict[str, float]:
    """$ a month by part, in the twelfth month; `the provider` is Twilio, the rest AWS."""
    matters = desk.texts * DAYS / matter.texts
    return {
        "DynamoDB": _table(matter, tick, desk, matters),
        "storage, recovery": _stored(matter, matters),
        "Lambda": _lambda(matter, tick, desk, matters),
        "API Gateway": banded(matters * _webhooks(matter)),
        "SQS": _over(matters * _queued(matter) + POLLS, "queue") * QUEUED,
        "logs": _logs(matter, tick, matters),
        "metrics, alarms": _over(matter.metrics, "metrics") * METRIC
        + _over(ALARMS, "alarms") * ALARM,
        "secret": SECRET + _secret_calls(matter, desk) * SECRET_CALL,
        "X-Ray": _over(_traces(matter, desk), "traces") * TRACE,
        "traffic out": _over(matters * _requests(matter) * REQUEST / GB, "leaving") * LEAVING,
        "the provider": matters * (matter.segments_in + matter.segments_out) * SEGMENT
        + desk.numbers * NUMBER,
    }


def whole(parts: Mapping[str, float]) -> float:
    """AWS's part of a month."""
    return sum(cost for part, cost in parts.items() if part != "the provider")


def banded(requests: float) -> float:
    """What API Gateway asks for so many requests in a month."""
    paid, begin = 0.0, 0.0
    for end, price in BANDS:
        paid += max(0.0, min(requests, end) - begin) / MILLION * price
        begin = end
    return paid


def log_reads(texts_in: float) -> float:
    """Read units of the clock for the provider's log: each text is looked up in eleven minutes."""
    return texts_in * 11


def busy(matter: Matter, rate: float) -> float:
    """Lambda calls under way at once at so many matters a second (Little's law)."""
    return rate * sum(map(duration, matter.events)) / 1000


def _over(used: float, what: str) -> float:
    return max(0.0, used - FREE[what])


def _table(matter: Matter, tick: Event, desk: Traffic, matters: float) -> float:
    reads = matters * (_sum(e.reads for e in matter.events) + log_reads(matter.texts_in))
    reads += MINUTES * (tick.reads + (desk.inboxes - 1) * 0.5)
    writes = matters * _sum(e.writes for e in matter.events) + MINUTES * tick.writes
    return reads * READ + writes * WRITE


def _stored(matter: Matter, matters: float) -> float:
    """After a year: twelve months of what stays, one of what passes."""
    stored = matters * (12 * matter.kept + matter.passing) / GB
    return _over(stored, "stored") * STORED + stored * RECOVERY


def _lambda(matter: Matter, tick: Event, desk: Traffic, matters: float) -> float:
    spent = matters * _sum(gb_seconds(e, desk.fresh) for e in matter.events)
    spent += MINUTES * gb_seconds(tick, 0)
    calls = matters * len(matter.events) + MINUTES
    return _over(spent, "GB-s") * GB_SECOND + _over(calls, "invocations") * LAMBDA


def _webhooks(matter: Matter) -> int:
    return len(matter.of("messages")) + len(matter.of("statuses"))


def _queued(matter: Matter) -> int:
    """Requests: a batch put in, each message received and deleted."""
    return sum(e.calls["SendMessageBatch"] + 2 * e.woken for e in matter.events)


def _logs(matter: Matter, tick: Event, matters: float) -> float:
    """Taken in; that they are kept for 90 days is cents in comparison."""
    month = matters * _sum(map(log_bytes, matter.events)) + MINUTES * log_bytes(tick)
    return _over(month / GB, "logs") * LOGGED


def log_bytes(event: Event) -> int:
    """What CloudWatch bills of a call's log."""
    return event.said + event.lines * LINE + LAMBDA_LINES + 4 * LINE


def _secret_calls(matter: Matter, desk: Traffic) -> float:
    """Each process asks every five minutes, while it has something to do."""
    rate = desk.texts / matter.texts / 86_400
    return math.ceil(busy(matter, rate)) * MINUTES / 5


def _traces(matter: Matter, desk: Traffic) -> float:
    """The first of each second, and one of twenty of the others."""
    rate = desk.texts / matter.texts / 86_400 * len(matter.events)
    return (min(rate, 1) + max(0.0, rate - 1) * 0.05) * 86_400 * DAYS


def _requests(matter: Matter) -> int:
    return _webhooks(matter) + sum(e.provider for e in matter.events)


def _sum(values: Iterable[float]) -> float:
    return float(sum(values))
