"""What queueing theory says of the same load: M/M/c.

A *server* is one place of an agent's: whoever may have three matters at once is three servers, each
of which a matter occupies from the moment it is given until it is done. So c is the agents who are
at it times their capacity, and a matter takes `Plan.hold` on the average. A customer waits for an
answer: to the wait for a place comes the time that a text and the agent take.

`erlang` is the textbook's figure, for a load that stays as it is for ever. On a day it does not,
and in a bad hour more may come than can be served: `of_days` follows the queue's length through the
day, as M/M/c has it, with the rate of each hour and the c of each moment. Who goes home or has a
break takes along what is in hand; what came before the doors open waits there.
"""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

from chalicelib.models import HOUR, MINUTE

from .day_plan import CLOSED_HOURS, OPENS, Plan

TINY = 1e-9
STEP = 0.4
"""So much may happen, on the average, in one step of the queue's."""

GRID = 5_000
"""Waits are looked at in steps of so long (ms)."""

Queue = list[float]
"""The probability of each length, those who are served included."""

Waits = dict[tuple[int, int], float]
"""How many come (a weight) while (c, in so many departures one of these is free)."""


def erlang(servers: int, rate: float, hold: float) -> float:
    """The part of those who come and find no server free: Erlang's C. `rate` × `hold` < `servers`.

    >>> round(erlang(2, 1, 1), 4)
    0.3333
    """
    blocked, load = 1.0, rate * hold / servers
    for n in range(1, servers + 1):
        blocked = rate * hold * blocked / (n + rate * hold * blocked)
    return blocked / (1 - load * (1 - blocked))


def for_ever(plan: Plan, parts: Iterable[float]) -> list[float]:
    """How long (ms) these parts of the customers wait at the most, on a day that is all alike."""
    rate, servers = plan.rate(OPENS) / HOUR, plan.places(plan.opens)
    found, drains = erlang(servers, rate, plan.hold), servers / plan.hold - rate
    return _quantiles(lambda t: found * math.exp(-drains * t), plan, parts)


def of_days(plans: Sequence[Plan], parts: Iterable[float]) -> list[float]:
    """The same on days as they are, of those who write while the inbox is open."""
    waits: Waits = defaultdict(float)
    for plan in plans:
        for case, weight in _through(plan).items():
            waits[case] += weight
    whole, hold = sum(waits.values()), plans[0].hold
    busy = {servers for servers, ahead in waits if ahead}
    return _quantiles(
        lambda t: sum(_later(waits, servers, hold, t) for servers in busy) / whole, plans[0], parts
    )


def _through(plan: Plan) -> Waits:
    """The queue's length from the opening to the end of the day's hours."""
    early = sum(plan.rate(h) for h in CLOSED_HOURS if h < OPENS) if not plan.level else 0.0
    queue, servers = _poisson(early), plan.places(plan.opens)
    waits: Waits = defaultdict(float)
    for at in range(plan.opens, plan.closes, 5 * MINUTE):
        before, servers = servers, max(1, plan.places(at))
        if servers < before:
            queue = _leave(queue, before, servers)
        rate = plan.rate(at % (24 * HOUR) // HOUR) / HOUR
        steps = math.ceil(5 * MINUTE * (rate + servers / plan.hold) / STEP)
        for _ in range(steps):
            for n, chance in enumerate(queue):
                waits[servers, max(0, n - servers + 1)] += rate * chance / steps
            queue = _step(queue, servers, rate, plan.hold, 5 * MINUTE / steps)
    return waits


def _step(queue: Queue, servers: int, rate: float, hold: float, span: float) -> Queue:
    """The lengths a moment later."""
    comes = rate * span
    goes = [min(n, servers) / hold * span for n in range(len(queue) + 1)]
    after = [chance * (1 - comes - goes[n]) for n, chance in enumerate(queue)]
    for n, chance in enumerate(queue[1:], 1):
        after[n - 1] += chance * goes[n]
    for n, chance in enumerate(queue[:-1], 1):
        after[n] += chance * comes
    after.append(queue[-1] * comes)
    return after if after[-1] > TINY else after[:-1]


def _leave(queue: Queue, before: int, servers: int) -> Queue:
    """Some servers go, each with what it has in hand, if anything: any of them is as likely."""
    after = [0.0] * len(queue)
    stays = servers / before
    for n, chance in enumerate(queue):
        if chance > TINY:
            served = min(n, before)
            for m in range(served + 1):
                part = math.comb(served, m) * stays**m * (1 - stays) ** (served - m)
                after[n - served + m] += chance * part
    return after


def _poisson(mean: float) -> Queue:
    if not mean:
        return [1.0]
    found = list[float]()
    while len(found) <= mean or found[-1] > TINY:
        n = len(found)
        found.append(math.exp(n * math.log(mean) - mean - math.lgamma(n + 1)))
    return found


def _later(waits: Waits, servers: int, hold: float, t: float) -> float:
    """How many of those who come while there are so many servers wait for one longer than `t`."""
    most = max(ahead for c, ahead in waits if c == servers)
    mean = servers / hold * t
    term, fewer, found = math.exp(-mean), 0.0, 0.0
    for ahead in range(1, most + 1):  # fewer than that many have gone by then
        fewer += term
        term *= mean / ahead
        found += waits[servers, ahead] * fewer
    return found


def _quantiles(later: Callable[[float], float], plan: Plan, parts: Iterable[float]) -> list[float]:
    """Of the wait for a place, of which `later` tells how many wait longer, and for the answer."""
    wanted, found = sorted(parts), list[float]()
    for t, part in _answered(later, plan.reacts):
        while len(found) < len(wanted) and part >= wanted[len(found)]:
            found.append(t + plan.delay)
        if len(found) == len(wanted):
            break
    return found


def _answered(later: Callable[[float], float], reacts: float) -> Iterator[tuple[float, float]]:
    """The part of the customers who are answered by a moment, every few seconds on."""
    fades, t, waits = math.exp(-GRID / reacts), 0.0, later(0.0)
    reacting = 1.0 - waits
    while True:
        yield t, 1 - waits - reacting
        t += GRID
        before, waits = waits, later(t)
        reacting = reacting * fades + (before - waits) * math.sqrt(fades)
