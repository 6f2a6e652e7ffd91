"""What a day is made of: the desk, who works when, when customers write, how long a matter takes.

All chance is drawn from a seed, and a customer's own part of it from the customer's number: the
same day can be played in each routing mode. Times are ms since the epoch; the desk lives in UTC.
"""

import random
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from chalicelib.models import HOUR, MINUTE, SECOND, Agent, Desk, Inbox, Routing

DAY_BEGINS = 1_772_409_600_000  # a Monday in March 2026, 00:00 UTC
OPENS, CLOSES = 9, 17
KEY, INBOX, BUSINESS, SERVICE = "k" * 64, "support", "+15145550100", "+15145550199"
RELAYS = tuple(f"+151455502{i:02}" for i in range(6))

LOAD = (0.55, 0.70, 0.80, 0.75, 0.70, 0.75, 0.80, 0.65)
"""How much of what those on shift can hold is asked of them, by hour from `OPENS` on."""

LEVEL = 0.8
"""The same on a day without hours, shifts or breaks: a queue that theory knows exactly."""

CLOSED_HOURS = (7, 8, *range(CLOSES, 21))
"""Hours in which a few write all the same …"""

CLOSED_LOAD = 0.05
"""… so many, as a part of what the whole team can hold."""

SHIFTS = ((9, 17), (9, 14), (12, 17))
"""From hour to hour, agent after agent."""

BREAK = 30 * MINUTE
SICK = 0.04
"""Who is away all day, and has said so."""


def chance(*seed: object) -> random.Random:
    """Chance that comes out the same each time."""
    return random.Random(":".join(map(str, seed)))  # noqa: S311 - chance here is no secret


def identified(address: str) -> str:
    """An address's id on this desk."""
    bare: Any = Desk.model_construct
    return str(bare(key=KEY).identify(address))


@dataclass(frozen=True)
class Customer:
    """One who writes once about one matter: at `at`, then `early` ms later, if at all.

    `talk` is how long (ms) the matter takes from the first answer on; `follows` says at which parts
    of it they write again; `thanks` whether they say so in the end.
    """

    number: int
    at: int
    talk: int
    early: int = 0
    follows: tuple[float, ...] = ()
    thanks: bool = False

    @property
    def address(self) -> str:
        """The customer's number."""
        return f"+1438{self.number:07}"


@dataclass(frozen=True)
class Worker:
    """An agent's day: from `begins` to `ends`, with a break (`rests`: none where 0).

    `sick`: away all day, and has said so. `mute`: is not there either, and nobody knows.
    """

    agent: Agent
    begins: int
    ends: int
    rests: int = 0
    sick: bool = False
    mute: bool = False

    def is_on(self, at: int) -> bool:
        """Whether it is their shift."""
        return self.begins <= at < self.ends

    def works(self, at: int) -> bool:
        """Whether they are at it."""
        resting = self.rests <= at < self.rests + BREAK
        return self.is_on(at) and not (resting or self.sick or self.mute)


@dataclass(frozen=True)
class Plan:
    """A day to play. `level`: the same load from first to last, everybody there, no breaks.

    `burst`: so many write within one minute, at 10:00, and nobody else does. `mute`: so many of the
    agents do not look at their phone all day. `reacts` and `talks` are means (ms).
    """

    agents: int = 5
    mode: Routing = "next"
    seed: int = 1
    capacity: int = 3
    level: bool = False
    burst: int = 0
    mute: int = 0
    reacts: int = MINUTE
    talks: int = 29 * MINUTE
    delay: int = 2 * SECOND
    """How long a text takes to a phone."""

    begins: int = field(default=DAY_BEGINS + 6 * HOUR, init=False)
    until: int = field(default=DAY_BEGINS + 22 * HOUR, init=False)

    def but(self, **changes: Any) -> "Plan":
        """The same plan with `changes`."""
        return replace(self, **changes)

    @property
    def hold(self) -> int:
        """How long (ms) a matter occupies one place of an agent's, on the average."""
        return self.delay + self.reacts + self.talks

    @property
    def opens(self) -> int:
        """When the inbox opens."""
        return DAY_BEGINS + OPENS * HOUR

    @property
    def closes(self) -> int:
        """When it closes."""
        return DAY_BEGINS + CLOSES * HOUR

    def is_open(self, at: int) -> bool:
        """Whether the inbox is."""
        return self.opens <= at < self.closes

    @cached_property
    def desk(self) -> Desk:
        """The desk as its file would declare it."""
        hours = (f"Mon-Fri {OPENS:02}:00-{CLOSES}:00",)
        inbox = Inbox(name=INBOX, addresses=(BUSINESS,), hours=hours, routing=self.mode)
        return Desk(
            key=KEY,
            name="Atelier",
            language="en",
            timezone="UTC",
            relay_numbers=RELAYS,
            service_number=SERVICE,
            inboxes=(inbox,),
            agents=tuple(worker.agent for worker in self.workers),
        )

    @cached_property
    def workers(self) -> tuple[Worker, ...]:
        """The team."""
        draw = chance(self.seed, "team")
        return tuple(self._worker(i, draw) for i in range(self.agents))

    def _worker(self, index: int, draw: random.Random) -> Worker:
        first, last = (OPENS, CLOSES) if self._is_plain else SHIFTS[index % len(SHIFTS)]
        begins, ends = DAY_BEGINS + first * HOUR, DAY_BEGINS + last * HOUR
        rests = begins + draw.choice(_breaks(index, last - first)) * BREAK
        sick = draw.random() < SICK and index > 1  # two are always there
        address = f"+1450555{index:04}"
        agent = Agent(
            id=identified(address),
            name=f"Agent{index}",
            addresses=(address,),
            inboxes=(INBOX,),
            language="en",
            shifts=(f"Mon-Fri {first:02}:00-{last}:00",),
            capacity=self.capacity,
        )
        if self._is_plain:
            return Worker(agent, begins, ends, mute=index < self.mute)
        return Worker(agent, begins, ends, rests, sick, mute=index < self.mute)

    @property
    def _is_plain(self) -> bool:
        return self.level or bool(self.burst)

    def places(self, at: int) -> int:
        """How many matters those who are at it can hold at a moment."""
        return self.capacity * sum(worker.works(at) for worker in self.workers)

    def rate(self, hour: int) -> float:
        """How many write in an hour of the day."""
        team = self.capacity * self.agents
        if OPENS <= hour < CLOSES:
            at = DAY_BEGINS + hour * HOUR
            on = self.capacity * sum(w.is_on(at) and not w.sick for w in self.workers)
            return (LEVEL if self.level else LOAD[hour - OPENS]) * on * HOUR / self.hold
        return CLOSED_LOAD * team * HOUR / self.hold if hour in CLOSED_HOURS else 0.0

    @cached_property
    def customers(self) -> tuple[Customer, ...]:
        """Who writes, in order of time: a Poisson stream for each hour, or the burst."""
        return tuple(self._customer(i, at) for i, at in enumerate(self._arrivals()))

    def _arrivals(self) -> list[int]:
        draw = chance(self.seed, "arrivals")
        if self.burst:
            ten = DAY_BEGINS + 10 * HOUR
            return sorted(ten + draw.randrange(MINUTE) for _ in range(self.burst))
        found = []
        for hour in range(OPENS, CLOSES) if self.level else range(24):
            at, rate = float(DAY_BEGINS + hour * HOUR), self.rate(hour)
            until = at + HOUR
            while rate and (at := at + draw.expovariate(rate / HOUR)) < until:
                found.append(round(at))
        return found

    def _customer(self, number: int, at: int) -> Customer:
        draw = chance(self.seed, number)
        talk = round(draw.expovariate(1 / self.talks))
        count = min(4, int(draw.expovariate(1 / 1.5)))
        return Customer(
            number=number,
            at=at,
            talk=talk,
            early=draw.randrange(20, 60) * SECOND if draw.random() < 0.3 else 0,
            follows=tuple(sorted(draw.random() for _ in range(count))),
            thanks=draw.random() < 0.4,
        )


def _breaks(index: int, hours: int) -> range:
    """When an agent may have a break, in half hours; the first two never both."""
    return (range(2, 5), range(5, 8))[index] if index < 2 else range(2, hours * 2 - 2)
