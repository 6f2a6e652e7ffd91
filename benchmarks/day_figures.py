"""What days came to: waits beside theory's, how evenly agents had the work, and texts to agents."""

from collections import Counter
from collections.abc import Sequence
from statistics import fmean, pstdev
from typing import NamedTuple

from chalicelib.models import HOUR, MINUTE

from . import day_theory as theory
from .day_plan import Plan
from .day_run import Day

PARTS = (0.5, 0.95)


class Wait(NamedTuple):
    """The median and the 95th percentile of the wait for an answer (ms)."""

    median: float
    most: float


class Figures(NamedTuple):
    """Some days of one desk. `left`: not answered on the day they wrote. Times in ms.

    `even` are threads per agent-hour: least, mean, most; `spread` their coefficient of variation.
    `texts` are those to agents, by kind. `idle` is how long somebody waited untold while an agent
    was free, at the most. `over`: told above the capacity, as who was told before did not answer.
    `drained` is when the last was answered, since the first wrote; `looks` the most that an inbox's
    worker had to look at in a minute. `queued`: who was told that they stand in a line.
    """

    plan: Plan
    days: int
    threads: int
    left: int
    wait: Wait
    theory: Wait | None
    even: tuple[float, float, float]
    spread: float
    texts: Counter[str]
    idle: int
    over: int
    drained: int
    looks: int
    queued: int
    broken: list[str]

    @property
    def ratios(self) -> Wait | None:
        """Measured ÷ theory."""
        if self.theory is None:
            return None
        return Wait(self.wait.median / self.theory.median, self.wait.most / self.theory.most)


def played(plan: Plan, days: int = 1) -> Figures:
    """Plays some days that differ in the seed alone."""
    plans = [plan.but(seed=plan.seed + n) for n in range(days)]
    return figures([Day(one).play() for one in plans])


def figures(days: Sequence[Day]) -> Figures:
    """What they came to."""
    plan, matters = days[0].plan, [m for day in days for m in day.matters.values()]
    rates = [rate for day in days for rate in _rates(day)]
    return Figures(
        plan=plan,
        days=len(days),
        threads=len(matters),
        left=sum(not m.answered for m in matters),
        wait=_measured(days),
        theory=_theory([day.plan for day in days]),
        even=(min(rates), fmean(rates), max(rates)),
        spread=pstdev(rates) / fmean(rates),
        texts=sum((day.texts for day in days), Counter[str]()),
        idle=max(max(day.book.longest.values()) for day in days),
        over=sum(day.book.counts["over"] for day in days),
        drained=max(m.answered for m in matters) - min(m.customer.at for m in matters),
        looks=max(max(day.looks.values()) for day in days),
        queued=sum(day.queued for day in days),
        broken=[f"seed {day.plan.seed}, {words}" for day in days for words in day.book.broken],
    )


def _measured(days: Sequence[Day]) -> Wait:
    """Of those who wrote while the inbox was open, and were answered that day."""
    found = sorted(
        matter.answered - matter.customer.at
        for day in days
        for matter in day.matters.values()
        if matter.answered and day.plan.is_open(matter.customer.at)
    )
    return Wait(*(found[int(part * len(found))] for part in PARTS))


def _theory(plans: Sequence[Plan]) -> Wait | None:
    if plans[0].burst:
        return None
    if plans[0].level:
        return Wait(*theory.for_ever(plans[0], PARTS))
    return Wait(*theory.of_days(plans, PARTS))


def _rates(day: Day) -> list[float]:
    """How many threads each agent answered first, for each hour at work."""
    plan, by = day.plan, Counter(m.by for m in day.matters.values())
    until = max(m.answered for m in day.matters.values()) if plan.burst else plan.closes
    since = min(m.customer.at for m in day.matters.values()) if plan.burst else plan.opens
    found = []
    for worker in plan.workers:
        minutes = sum(worker.works(at) for at in range(since, until, MINUTE))
        if minutes:
            found.append(by[worker.agent.id] * HOUR / (minutes * MINUTE))
    return found
