"""What must hold on every day, looked at after every commit, by book-keeping of its own.

It counts for itself who is there and what each agent has: from the plan, and from the threads as
they were committed. What the rules think of it, on the agents' lines, it never reads.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice

from chalicelib.decisions import Decision
from chalicelib.models import MINUTE, SECOND, Entry, OpenThread
from chalicelib.rules.case import PATROL_EVERY
from chalicelib.rules.choosing import WIDEN_AFTER

from .day_plan import INBOX, Plan
from .day_store import DayPaper

TICK = MINUTE + 5 * SECOND
"""What is due is found by the clock within a minute; and a moment for what is done before it."""

REASONS = ("room", "taken", "shift")

SOME = 20
"""So many of those who wait longest are looked at."""


@dataclass
class Book:
    """Who waits, who is free, and what was found wrong.

    `has` are an agent's threads: those owned, and those told of that nobody owns. `longest` is how
    long (ms) somebody waited untold while one and the same agent was free, by why that agent was:
    `room` (the agent did something: closed a thread, came back), `taken` (another agent has what
    this one was told of) or `shift` (nothing but the clock says so).
    `counts` are texts of which it was looked whether the agent is there (`told`), and who was given
    a thread above the capacity (`over`).
    """

    plan: Plan
    paper: DayPaper
    has: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    holders: dict[int, frozenset[str]] = field(default_factory=dict)
    untold: dict[int, int] = field(default_factory=dict)
    free: dict[str, tuple[int, str]] = field(default_factory=dict)
    longest: dict[str, int] = field(default_factory=lambda: dict.fromkeys(REASONS, 0))
    counts: Counter[str] = field(default_factory=Counter)
    broken: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.workers = {worker.agent.id: worker for worker in self.plan.workers}
        soonest = 0 if self.plan.mode == "next" else WIDEN_AFTER
        patrol = max(soonest, PATROL_EVERY) + TICK
        self.bounds = {"room": soonest + TICK, "taken": patrol, "shift": patrol}

    def committed(self, decision: Decision, now: int) -> None:
        """Looks at what was just committed."""
        touched, actor = set[str](), {decision.profile.agent} if decision.profile else set()
        knew = self._knew(decision)
        if contact := decision.contact:
            for thread in contact.threads:
                touched |= self._is_open(contact.id, thread, now)
            for past in contact.closed:
                self.untold.pop(past.number, None)
                touched |= self._held_by(past.number, frozenset())
        self._given(decision, now, knew=knew)
        self._presence(actor, now, "room")
        self._presence(touched - actor, now, "taken")
        self._nobody_waits(now)

    def ticked(self, now: int) -> None:
        """Looks at what time alone has changed: shifts, and how long somebody waits."""
        self._presence(self.workers, now, "shift")
        self._nobody_waits(now)

    def _is_open(self, contact: str, thread: OpenThread, now: int) -> set[str]:
        record = self.paper.records[contact, thread.number]
        told = frozenset(t.agent for t in record.told or ())
        if thread.owner or thread.announced:
            self.untold.pop(thread.number, None)
        else:
            self.untold.setdefault(thread.number, now)
        return self._held_by(thread.number, frozenset((thread.owner,)) if thread.owner else told)

    def _held_by(self, number: int, after: frozenset[str]) -> set[str]:
        before = self.holders.get(number, frozenset())
        if before == after:
            return set()
        self.holders[number] = after
        for agent in before - after:
            self.has[agent].discard(number)
        for agent in after - before:
            self.has[agent].add(number)
        return set(before ^ after)

    def _knew(self, decision: Decision) -> bool:
        """Whether somebody had been told of the thread before."""
        return bool(decision.record and self.holders.get(decision.record.number))

    def _given(self, decision: Decision, now: int, *, knew: bool) -> None:
        """Who is given a thread before all others has room for it.

        Where somebody had it before and did not answer, others hear of it, full or not: counted.
        """
        for load in decision.loads:
            count = len(self.has[load.agent])
            if load.given and count > self.plan.capacity:
                self.counts["over"] += 1
                if not knew:
                    self._wrong(f"{self._name(load.agent)} was given one and has {count}", now)

    def leaves(self, entry: Entry, now: int) -> None:
        """Of what nobody has only those are told who are there, while the inbox is open."""
        if entry.kind in ("new", "more") and entry.agent:
            self.counts["told"] += 1
            if not self._is_there(entry.agent, now):
                self._wrong(f"{self._name(entry.agent)} is not there and was told", now)

    def _presence(self, agents: Iterable[str], now: int, why: str) -> None:
        for agent in agents:
            if not (self._is_there(agent, now) and len(self.has[agent]) < self.plan.capacity):
                self.free.pop(agent, None)
            elif agent not in self.free:
                self.free[agent] = (now, why)

    def _is_there(self, agent: str, now: int) -> bool:
        away = self.paper.rows[INBOX][agent].away
        return self.plan.is_open(now) and self.workers[agent].is_on(now) and not away

    def _nobody_waits(self, now: int) -> None:
        """Nobody waits untold for longer than the worker's rhythm while somebody is free."""
        if not (self.untold and self.free):
            return
        free = sorted((*since, agent) for agent, since in self.free.items())
        for number, since in list(islice(self.untold.items(), SOME)):
            knows = self.holders.get(number, frozenset())
            found = next((one for one in free if one[2] not in knows), None)
            if found is None:
                continue
            (at, why, agent), spare = found, now - max(since, found[0])
            self.longest[why] = max(self.longest[why], spare)
            if spare > self.bounds[why]:
                words = f"#{number} has waited {spare / SECOND:.0f} s for {self._name(agent)}"
                self._wrong(f"{words}, free since {_clock(at)} ({why})", now)
                self.untold[number] = now  # said once

    def at_the_end(self, now: int) -> None:
        """Nobody is forgotten: whoever waits, the worker has a look at them before it."""
        looks = {(e.contact, e.thread) for e in self.paper.pending(f"i-{INBOX}", limit=1 << 30)}
        for key, record in self.paper.open.items():
            if record.owner is None and key not in looks:
                self._wrong(f"#{record.number} is forgotten", now)

    def _name(self, agent: str) -> str:
        return self.workers[agent].agent.name

    def _wrong(self, words: str, now: int) -> None:
        if len(self.broken) < SOME:
            self.broken.append(f"{_clock(now)} {words}")


def _clock(at: int) -> str:
    minutes, ms = divmod(at % (24 * 60 * MINUTE), MINUTE)
    return f"{minutes // 60:02}:{minutes % 60:02}:{ms / SECOND:06.3f}"
