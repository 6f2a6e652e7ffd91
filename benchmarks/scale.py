"""What a desk of 10, 10,000 and ten million texts a day costs, and where its first limits are.

One matter is played and measured (`scale_matter.py`), priced (`scale_prices.py`), held against
AWS's and the provider's rates (`scale_limits.py`), and its serial parts are simulated beside what
theory says of them (`scale_queue.py`). `docs/scale.md` tells what is measured and what is supposed.
"""

from collections import Counter
from collections.abc import Iterator

from . import calls, scale_limits, scale_log, scale_matter, scale_prices, scale_queue
from .scale_matter import Matter
from .scale_queue import Setting, Times
from .scale_units import Event
from .table import Row

PART = "scale"
WITHIN = 1.1
MORE_AGENTS = 2

Scene = tuple[str, list[float], Setting]


def measure() -> list[Row]:
    """The rows: a matter, a month of each desk, the limits, the simulation."""
    matter, larger = scale_matter.play(2), scale_matter.play(2 + MORE_AGENTS)
    return [
        *_matter(matter, larger),
        *_months(matter, clock(matter)),
        *_limits(matter, larger),
        *_theory(matter),
        *_scenes(matter),
    ]


def clock(matter: Matter) -> Event:
    """A minute of the clock with nothing to do; its log is of the played desk."""
    cost = calls.costs()[-1]
    return matter.tick._replace(calls=Counter(cost.calls), reads=cost.reads, writes=cost.writes)


def times(matter: Matter) -> Times:
    """Seconds of the steps of a question."""
    first = {kind: matter.of(kind)[0] for kind in ("messages", "look", "drain")}
    webhook, look, drain = (scale_prices.duration(e) / 1000 for e in first.values())
    return Times(webhook, look, drain + scale_queue.HOP, scale_prices.COLD / 1000)


def scenes(matter: Matter) -> list[Scene]:
    """What is simulated."""
    later = Setting(later_customer=matter.to_customer - 1, later_agents=matter.to_agents - 2)
    large = later._replace(agents=20, relays=10)
    thousand = scale_queue.burst(1000)

    def of_day(texts: int, inboxes: int) -> list[float]:
        return scale_queue.day(round(texts / matter.texts / inboxes))

    ten_million = 10_000_000
    wide = of_day(ten_million, 40)
    return [
        ("10,000 a day, 4 inboxes", of_day(10_000, 4), later),
        ("10 million a day, 400 inboxes", of_day(ten_million, 400), large._replace(relays=4)),
        ("10 million, 40 inboxes, long codes", wide, large),
        ("10 million, 40 inboxes, 3/s", wide, large._replace(rate=3, relay_rate=3)),
        ("1,000 in a minute, one inbox, long codes", thousand, later),
        ("the same, 20 agents, 10 relays", thousand, large),
        ("the same, short code, 100 relays", thousand, large._replace(rate=100, relays=100)),
    ]


def _matter(matter: Matter, larger: Matter) -> Iterator[Row]:
    events = matter.events
    yield Row(PART, "a matter: texts in and out", matter.texts, "texts")
    yield Row(PART, "  calls of the app", len(events), "calls")
    yield Row(PART, "  AWS requests", sum(sum(e.calls.values()) for e in events), "calls")
    yield Row(PART, "  DynamoDB read units", sum(e.reads for e in events), "")
    yield Row(PART, "  DynamoDB write units", sum(e.writes for e in events), "")
    yield Row(PART, "  messages in the queue", sum(e.woken for e in events), "")
    yield Row(PART, "  log, as billed", sum(map(scale_prices.log_bytes, events)), "B")
    yield Row(PART, "  stays in the table", matter.kept, "B")
    yield Row(PART, "  for 30 days", matter.passing, "B")
    for family in ("HEAD", "CONTACT", "AGENT", "ROSTER", "TALLY", "OUTBOX", "due", "work"):
        yield Row(PART, f"  write units on {family}", matter.hot(family), "")
    for kind in ("messages", "look", "drain", "statuses"):
        took = [scale_prices.duration(e) for e in matter.of(kind)]
        yield Row(PART, f"  {kind}: {len(took)} calls, warm, of", sum(took) / len(took), "ms")
    more = (larger.texts - matter.texts) / MORE_AGENTS
    yield Row(PART, "  each further agent who is told", more, "texts")
    writes = sum(e.writes for e in larger.events) - sum(e.writes for e in events)
    yield Row(PART, "    write units", writes / MORE_AGENTS, "")


def _months(matter: Matter, tick: Event) -> Iterator[Row]:
    for desk in scale_prices.DESKS:
        parts = scale_prices.month(matter, tick, desk)
        for part, cost in parts.items():
            yield Row(PART, f"{desk.texts:,} a day: {part}", cost, "$ a month")
        whole = scale_prices.whole(parts)
        yield Row(PART, f"{desk.texts:,} a day: AWS in all", whole, "$ a month")
        each = whole / (desk.texts * scale_prices.DAYS) * 1_000_000
        yield Row(PART, f"{desk.texts:,} a day: AWS, a million texts", each, "$")
    text = scale_prices.SEGMENT / scale_prices.WRITE
    yield Row(PART, "a segment costs as much as so many writes", text, "units")


def _limits(matter: Matter, larger: Matter) -> Iterator[Row]:
    record = scale_log.log_record()
    yield Row(PART, "a text of the provider's log, in memory", record.memory, "B")
    for limit in scale_limits.limits(matter, record):
        yield Row(PART, f"limit: {limit.what}", limit.texts, "texts a day")
    for texts in (1, 3, 5, 10):
        late = scale_log.lag(texts * 1_000_000, scale_log.page_seconds(record))
        yield Row(PART, f"{texts} million a day: the log is read late by, at worst", late, "min")
    one = scale_limits.writer(matter)
    yield Row(PART, "limit: one person's partition", one, "matters a second")
    most = scale_limits.agents(matter, larger, MORE_AGENTS)
    yield Row(PART, "limit: agents in the item of desk.toml", most, "agents")


def _theory(matter: Matter) -> Iterator[Row]:
    for name, spread in (("M/D/1", 0), ("M/M/1", 1)):
        for load in (0.5, 0.8):
            found = scale_queue.simulated_wait(load, spread)
            known = scale_queue.wait_of_queue(load, 1.0, spread)
            yield Row(PART, f"simulated wait, {name}, load {load}", found, "s", known, WITHIN)
    look = times(matter).look
    for load in (0.5, 0.8):
        found = scale_queue.worker_wait(load, look) * 1000
        known = scale_queue.wait_of_queue(load, look + scale_queue.HOP, 0) * 1000
        yield Row(PART, f"an inbox's worker, load {load}, beside M/D/1", found, "ms", known)


def _scenes(matter: Matter) -> Iterator[Row]:
    for name, questions, setting in scenes(matter):
        found = scale_queue.play(questions, times(matter), setting)
        for what, values in zip(("acknowledged", "relayed"), found, strict=True):
            median, late = scale_queue.middle(values)
            yield Row(PART, f"{name}: {what}, median", median, "s")
            yield Row(PART, "  95th percentile", late, "s")
            lost = sum(value > scale_queue.KEPT for value in values)
            if lost:
                yield Row(PART, "  not sent within ten hours", lost / len(values) * 100, "%")
