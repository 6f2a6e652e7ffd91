"""Where a desk's first limits are, in texts a day, of the figures of one measured matter.

Rates are of AWS's and Twilio's documentation; `docs/scale.md` names each with its lever.
"""

from typing import NamedTuple

from chalicelib.store.keys import DUE_SHARDS

from . import scale_log, scale_queue
from .scale_log import Record
from .scale_matter import Matter
from .scale_prices import busy, duration

PARTITION = 1000
"""Write units a second of one partition key."""
NOMINATED = 1000
"""Entries that the clock sees of each shard in a minute."""
ITEM = 400 * 1024
PEAK = max(scale_queue.HOURS) / sum(scale_queue.HOURS)
"""The busiest hour's share of a day."""
CARRIER_SHARE = 1 / 3
"""Of a desk's customers and agents so many are with the carrier that has daily caps; supposed."""


class Limit(NamedTuple):
    """The most that something bears, in texts a day of both ways."""

    what: str
    texts: float


def limits(matter: Matter, record: Record) -> list[Limit]:
    """Each limit on its own, the lowest first."""
    found = _provider(matter) | _serial(matter) | _account(matter)
    logs = {
        "the clock reads the provider's log in time": scale_log.in_time(record),
        "the clock reads an hour of it, after an outage": scale_log.in_time(
            record, scale_log.WHOLE
        ),
        "the clock holds the log in its memory": scale_log.in_memory(record),
    }
    found |= {what: texts * 3600 / PEAK for what, texts in logs.items()}
    return sorted((Limit(*one) for one in found.items()), key=lambda limit: limit.texts)


def daily(matter: Matter, matters: float) -> float:
    """Texts a day, of matters a second in the busiest hour."""
    return matters * matter.texts * 3600 / PEAK


def _provider(matter: Matter) -> dict[str, float]:
    """Of a number's rate, and of a carrier's daily cap on a company."""
    rates = {"1 segment/s": 1, "toll-free, 3/s": 3, "WhatsApp, 80/s": 80, "short code, 100/s": 100}
    found = {
        f"one number to customers, {name}": daily(matter, rate / matter.to_customer)
        for name, rate in rates.items()
    }
    found["one relay number, 1 segment/s"] = daily(matter, 1 / matter.to_agents)
    for cap in (2000, 200_000):
        texts = cap / CARRIER_SHARE / matter.segments_out * matter.texts
        found[f"a carrier's cap, {cap:,} segments a day"] = texts
    return found


def _serial(matter: Matter) -> dict[str, float]:
    """Of what is done one after another, or lies in one partition."""
    looks = sum(duration(e) / 1000 + scale_queue.HOP for e in matter.of("look"))
    drain = duration(matter.of("drain")[0]) / 1000 + scale_queue.HOP
    woken = sum(event.woken for event in matter.events)
    places = {
        "the clock alone wakes everybody": DUE_SHARDS * NOMINATED / 60 / woken,
        "one inbox's roster": PARTITION / matter.hot("ROSTER"),
        "one inbox's waiting list in `work`": PARTITION / matter.hot("work"),
        "one inbox's counts of a day": PARTITION / matter.hot("TALLY"),
        "the counter of threads": PARTITION / matter.hot("COUNTER"),
        "the shards of `due`": DUE_SHARDS * PARTITION / matter.hot("due"),
        "one inbox's worker": 1 / looks,
        "one inbox's two agents, a drain each": 2 / (matter.to_agents * drain),
    }
    return {what: daily(matter, most) for what, most in places.items()}


def _account(matter: Matter) -> dict[str, float]:
    """Of what AWS gives an account, a table, a queue."""
    writes = sum(event.writes for event in matter.events)
    woken = sum(event.woken for event in matter.events)
    webhooks = len(matter.of("messages")) + len(matter.of("statuses"))
    quotas = {
        "a new table, 4,000 units/s": 4000 / writes,
        "a table, 40,000 units/s by default": 40_000 / writes,
        "the queue, 300 receives/s (not high throughput)": 300 / woken,
        "the queue, 2,400 receives/s (smallest region)": 2400 / woken,
        "Lambda, 10 at once (a new account)": 10 / busy(matter, 1),
        "Lambda, 1,000 at once": 1000 / busy(matter, 1),
        "API Gateway, 10,000 requests/s": 10_000 / webhooks,
    }
    return {what: daily(matter, most) for what, most in quotas.items()}


def writer(matter: Matter) -> float:
    """Matters a second of one person, as far as the person's partition bears them."""
    return PARTITION / (matter.hot("HEAD") + matter.hot("CONTACT"))


def agents(small: Matter, large: Matter, more: int) -> float:
    """How many agents the one item holds that desk.toml is kept in."""
    each = (large.desk - small.desk) / more
    return (ITEM - small.desk) / each
