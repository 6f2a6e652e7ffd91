"""Two workers of one inbox at once, where a thread is for one agent after the other.

Seeded, and yet no two runs are alike, as in `test_machine.py`. `GUICHET_RACE_LINES` says how many
are played (4), from the seed `GUICHET_RACE_SEED` (1) on.
"""

import os
from collections import Counter
from collections.abc import Callable
from random import Random

import pytest

from chalicelib.models import OpenThread
from chalicelib.store import agents, contacts

from ..faults.places import one_by_one
from ..support.desk import BUSINESS, RELAYS, Driver, agent, customer, desk_toml, wake_body
from ..support.lambdas import Job
from .clocks import Clocked
from .conftest import text

LINES = int(os.environ.get("GUICHET_RACE_LINES", "4"))
FIRST = int(os.environ.get("GUICHET_RACE_SEED", "1"))
AGENTS = (1, 2, 3)
CUSTOMERS = 9
BURSTS = 8
WORKERS = 3

pytestmark = pytest.mark.engine


class Line:
    """A desk of three agents with room for one customer each, and more customers than that."""

    def __init__(self, desk: Driver, processes: Clocked, chance: Random) -> None:
        self.desk, self.processes, self.chance = desk, processes, chance
        self.ids = {desk.desk.identify(agent(n)): n for n in AGENTS}
        self.waiting = list(range(1, CUSTOMERS + 1))
        self.told: list[str] = []

    def burst(self) -> None:
        """Customers ask, agents answer or come to an end, and three workers look: at one moment."""
        asking, self.waiting = self.waiting[:2], self.waiting[2:]
        jobs = [text(customer(c), BUSINESS, f"Question {c}") for c in asking]
        for thread, n, relay in self.chance.sample(shown := self.shown(), min(len(shown), 2)):
            order = self.chance.choice((f"/done {thread}", f"#{thread} Come by"))
            jobs.append(text(agent(n), relay, order))
        self.told += [f"{job.form['From'][-2:]}: {job.form['Body']}" for job in jobs]
        jobs += [Job("wake", body=wake_body("i-support"))] * WORKERS
        self.chance.shuffle(jobs)
        answers = self.processes.at_once(jobs)
        self.desk.deliver()
        assert {answer.status for answer in answers} == {200}
        if self.chance.random() < 0.5:
            self.desk.settle()

    def work(self) -> None:
        """The workers alone, when nothing else happens."""
        self.processes.at_once([Job("wake", body=wake_body("i-support"))] * WORKERS)
        self.desk.settle()

    def threads(self) -> list[tuple[int, OpenThread, tuple[str, ...]]]:
        """All that are open: whose they are, and who was told of each."""
        found = []
        for c in range(1, CUSTOMERS + 1):
            head = self.desk.contact(customer(c))
            for thread in head.threads:
                record = contacts.record(head.id, thread.number)
                told = (record.told if record else None) or ()
                found.append((c, thread, tuple(one.agent for one in told)))
        return found

    def held(self) -> list[tuple[int, int]]:
        """The threads that somebody has or was given, and who."""
        found = []
        for _, thread, told in self.threads():
            whose = [thread.owner] if thread.owner else [*told]
            found += [(thread.number, self.ids[one]) for one in whose]
        return found

    def shown(self) -> list[tuple[int, int, str]]:
        """Those of them that show on that agent's phone, and the number where they do."""
        of, held, found = {t.number: c for c, t, _ in self.threads()}, self.held(), []
        for thread, n in held:
            texts = self.desk.texts_to(agent(n))
            where = [t.sender for t in texts if f"Question {of[thread]}" in t.body]
            found += [(thread, n, where[-1])] if where else []
        return found

    def check(self) -> None:
        """Nobody is given what another was given, nor more than they hold; and all is counted."""
        owners: Counter[int] = Counter()
        for _, thread, told in self.threads():
            assert thread.owner or len(told) <= 1, (thread.number, told)
            owners.update([self.ids[thread.owner]] if thread.owner else [])
        most = Counter(n for _, n in self.held())
        assert not most or max(most.values()) == 1, self.held()
        rows = {self.ids[row.agent]: row.load for row in agents.roster("support")}
        assert {n: rows[n] for n in AGENTS} == {n: owners[n] for n in AGENTS}

    def ends(self) -> None:
        """Whoever has one closes it, until nobody waits: each was told to one agent, once."""
        for _ in range(2 * CUSTOMERS):
            self.work()
            self.check()
            held = self.held()
            if not held:
                break
            free = len(AGENTS) - len({n for _, n in held})
            waiting = [t.number for _, t, told in self.threads() if not t.owner and not told]
            assert not (free and waiting), f"{waiting} wait, and {free} have room"
            for number, n in held:
                self.desk.text(agent(n), RELAYS[0], f"/done {number}")
        assert self.threads() == []
        for c in range(1, CUSTOMERS + 1):
            times = [sum(f"Question {c}" in b for b in self.desk.got(agent(n))) for n in AGENTS]
            assert sorted(times) == [0, 0, 1], f"Question {c}: {times}"


@pytest.mark.parametrize("seed", range(FIRST, FIRST + LINES))
def test_whoever_is_woken_twice_nobody_is_given_twice(
    begin: Callable[[str], Driver], processes: Clocked, seed: int
) -> None:
    desk = begin(one_by_one(desk_toml(agents=AGENTS, relays=2)))
    line = Line(desk, processes, Random(seed))
    try:
        for _ in range(BURSTS):
            line.burst()
            line.check()
        line.ends()
    except AssertionError as error:
        texts = (f"{t.sender[-4:]} > {t.to[-4:]}: {t.body!r}" for t in desk.carrier.texts())
        raise AssertionError("\n".join((*line.told, *texts, str(error)))) from error
