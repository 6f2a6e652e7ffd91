"""What cannot be run here, simulated: a day of ten million texts, a thousand in a minute.

Each matter's question goes through the stations that are served one after another: Lambda's
processes, the number that acknowledges, the inbox's worker, an agent's drain, the relay number.
Seeded: the same figures every time. Times are in seconds.
"""

import heapq
import random
from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate
from statistics import quantiles
from typing import NamedTuple

HOURS = (1, 0, 0, 0, 0, 1, 2, 3, 6, 9, 11, 9, 7, 8, 9, 8, 7, 5, 4, 4, 3, 1, 1, 1)
"""Of a hundred texts so many come in each hour, supposed. The busiest has 11."""
THINKING = 600.0
"""Until an agent answers, on average, supposed."""
HOP = 0.025
"""From the queue to the function, supposed."""
KEPT = 36_000.0
"""So long the provider keeps a text that waits for its number (s)."""
SEED = 2026


class Times(NamedTuple):
    """Seconds that each step takes when nothing is in its way."""

    webhook: float
    look: float
    drain: float
    cold: float


class Setting(NamedTuple):
    """An inbox. `rate`s are segments a second; `later` those of a matter after its question."""

    agents: int = 2
    rate: float = 1.0
    relays: int = 4
    relay_rate: float = 1.0
    processes: int = 1000
    later_customer: int = 1
    later_agents: int = 3


class Found(NamedTuple):
    """Seconds from a question to its acknowledgement, and to the two agents' phones."""

    acknowledged: list[float]
    relayed: list[float]


def day(matters: int, seed: int = SEED) -> list[float]:
    """When so many questions come in a day."""
    chance = _chance(seed)
    hours = chance.choices(range(24), HOURS, k=matters)
    return sorted((hour + chance.random()) * 3600 for hour in hours)


def burst(matters: int, seconds: float = 60, seed: int = SEED) -> list[float]:
    """When so many come evenly in a minute."""
    chance = _chance(seed)
    return sorted(chance.random() * seconds for _ in range(matters))


def play(questions: Sequence[float], times: Times, setting: Setting, seed: int = SEED) -> Found:
    """What becomes of the questions of one inbox."""
    chance = _chance(seed)
    answered = pool(questions, times.webhook, times.cold, setting.processes)
    later = [t + chance.expovariate(1 / THINKING) for t in questions]
    acks = _number(answered, later * setting.later_customer, setting.rate)
    looked = worker([t + HOP for t in answered], times.look)
    left = _relayed(_sent(looked, times.drain, setting, chance), later, setting, chance)
    return Found(
        [at - t for at, t in zip(acks, questions, strict=True)],
        [at - questions[n] for at, n in left],
    )


def _sent(
    looked: Sequence[float], drain: float, setting: Setting, chance: random.Random
) -> list[tuple[float, int]]:
    """When each text to an agent is with the provider; an agent's go one after another."""
    told: dict[int, list[tuple[float, int]]] = {n: [] for n in range(setting.agents)}
    for n, at in sorted(enumerate(looked), key=lambda one: one[1]):
        for whom in chance.sample(range(setting.agents), 2):
            told[whom].append((at, n))
    return [
        (left, n)
        for those in told.values()
        for left, (_, n) in zip(serial([at for at, _ in those], drain), those, strict=True)
    ]


def _relayed(
    sent: Sequence[tuple[float, int]],
    later: Sequence[float],
    setting: Setting,
    chance: random.Random,
) -> list[tuple[float, int]]:
    """When each leaves its relay number, which carries what comes later as well."""
    lines: dict[int, list[tuple[float, int]]] = {n: [] for n in range(setting.relays)}
    for one in sent:
        lines[chance.randrange(setting.relays)].append(one)
    others = list(later) * setting.later_agents
    chance.shuffle(others)
    found = []
    for number, those in lines.items():
        beside = others[number :: setting.relays]
        leave = _number([at for at, _ in those], beside, setting.relay_rate)
        found += [(at, n) for at, (_, n) in zip(leave, those, strict=True)]
    return found


def serial(arrivals: Iterable[float], service: float | Callable[[], float]) -> list[float]:
    """When each leaves who is served one after another, in the order of coming."""
    takes = service if callable(service) else lambda: service
    free, left = 0.0, []
    for at in arrivals:
        free = max(free, at) + takes()
        left.append(free)
    return left


def pool(arrivals: Iterable[float], service: float, cold: float, most: int) -> list[float]:
    """The same of processes that are started when none is idle, up to so many."""
    free: list[float] = []
    left = []
    for at in arrivals:
        if (not free or free[0] > at) and len(free) < most:
            done = at + cold + service
        else:
            done = max(heapq.heappop(free), at) + service
        heapq.heappush(free, done)
        left.append(done)
    return left


def worker(wakes: Sequence[float], look: float, hop: float = HOP) -> list[float]:
    """When each thread was looked at: a wake-up sees to all that are there, one after another.

    Each wake-up is handed over though, those too that find nothing left to do.
    """
    order = sorted(range(len(wakes)), key=wakes.__getitem__)
    done = [0.0] * len(wakes)
    free, next_ = 0.0, 0
    for n in order:
        free = max(free, wakes[n]) + hop
        while next_ < len(order) and wakes[order[next_]] <= free:
            free += look
            done[order[next_]] = free
            next_ += 1
    return done


def wait_of_queue(load: float, service: float, spread: float) -> float:
    """The mean wait before one server, by Pollaczek and Khinchine.

    `spread` is the square of the services' coefficient of variation: 0 for M/D/1, 1 for M/M/1.
    """
    return load * service * (1 + spread) / (2 * (1 - load))


def simulated_wait(load: float, spread: int, n: int = 400_000, seed: int = SEED) -> float:
    """The same by `serial`, of services of a second."""
    chance = _chance(seed)
    arrivals = _arrivals(load, n, chance)
    took: list[float] = []

    def service() -> float:
        took.append(chance.expovariate(1) if spread else 1.0)
        return took[-1]

    left = serial(arrivals, service)
    return sum(out - at - t for out, at, t in zip(left, arrivals, took, strict=True)) / n


def worker_wait(load: float, look: float, n: int = 100_000, seed: int = SEED) -> float:
    """The mean wait of a thread before the inbox's worker, of which so much is in use."""
    chance = _chance(seed)
    wakes = _arrivals(load / (look + HOP), n, chance)
    done = worker(wakes, look)
    return sum(out - at for out, at in zip(done, wakes, strict=True)) / n - look - HOP


def _arrivals(rate: float, n: int, chance: random.Random) -> list[float]:
    """When so many come, as they do who know nothing of each other (a Poisson stream)."""
    return list(accumulate(chance.expovariate(rate) for _ in range(n)))


def middle(values: Sequence[float]) -> tuple[float, float]:
    """The median and the 95th percentile."""
    cuts = quantiles(values, n=100)
    return cuts[49], cuts[94]


def _number(texts: Sequence[float], beside: Sequence[float], rate: float) -> list[float]:
    """When each of `texts` leaves a number that carries others as well."""
    whole = sorted([(at, n) for n, at in enumerate(texts)] + [(at, -1) for at in beside])
    leave = serial([at for at, _ in whole], 1 / rate)
    found = [0.0] * len(texts)
    for out, (_, n) in zip(leave, whole, strict=True):
        if n >= 0:
            found[n] = out - 1 / rate  # the first leaves at once
    return found


def _chance(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 - chance in a simulation is no secret
