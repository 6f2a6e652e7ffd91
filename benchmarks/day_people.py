"""What agents do on a day: answer what shows, say when it is done, have a break, go home.

An agent takes up as many matters at once as the plan's `capacity` says, in either routing mode, and
names each text's thread: whose an unnamed text is has tests of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from typing import TYPE_CHECKING

from chalicelib.models import MINUTE, Entry

from .day_plan import BREAK, SERVICE, Worker, chance

if TYPE_CHECKING:
    from .day_run import Day

WORDS = frozenset({"new", "more", "reopened", "took", "relay", "passed"})
"""The kinds of texts that want an answer."""

MINE = frozenset({"claimed", "replied"})
"""What became of a text that went to its customer."""


@dataclass
class Talk:
    """A matter in hand. `owes`: the customer wrote last; `over`: it is time to close it."""

    number: str
    owes: bool = False
    over: bool = False


@dataclass
class Person:
    """An agent: what the phone shows and was not taken up, what was, and what goes on.

    By thread: the relay number on which it shows.
    """

    worker: Worker
    seen: dict[int, str] = field(default_factory=dict)
    writing: dict[int, str] = field(default_factory=dict)
    talks: dict[int, Talk] = field(default_factory=dict)
    resting: bool = False

    @property
    def address(self) -> str:
        """The agent's own number."""
        return self.worker.agent.addresses[0]

    @property
    def is_here(self) -> bool:
        """Looks at the phone; after hours too, while something is in hand."""
        return not (self.resting or self.worker.sick or self.worker.mute)


class Team:
    """All agents of a day."""

    def __init__(self, day: Day) -> None:
        self.day, self.plan = day, day.plan
        self.people = {w.agent.id: Person(w) for w in day.plan.workers}
        self._chance = chance(day.plan.seed, "reactions")
        self._words = count()

    def begins(self) -> None:
        """The breaks."""
        for person in self.people.values():
            if person.worker.rests and person.is_here:
                self._at(person.worker.rests, self._rests, person)

    def shows(self, entry: Entry) -> None:
        """A text shows on a phone."""
        person, thread = self.people[entry.agent or ""], entry.thread
        if thread is None:
            return
        if entry.kind == "gone":
            for known in (person.seen, person.writing, person.talks):
                known.pop(thread, None)
        elif entry.kind in WORDS and thread in person.talks:
            person.talks[thread].owes = True
            self._soon(self._answers, person, thread)
        elif entry.kind in WORDS and thread not in person.writing:
            person.seen[thread] = entry.sender
        self._takes_up(person)

    def _takes_up(self, person: Person) -> None:
        if not (person.is_here and person.worker.is_on(self.day.now)):
            return
        while person.seen and len(person.talks) + len(person.writing) < self.plan.capacity:
            thread = next(iter(person.seen))
            person.writing[thread] = person.seen.pop(thread)
            self._soon(self._first, person, thread)

    def _first(self, person: Person, thread: int) -> None:
        """The first answer, unless somebody else gave it, or a break came between."""
        number = person.writing.pop(thread, None)
        if number is None:
            return
        if not person.is_here:
            person.seen[thread] = number
            return
        if self._writes(person, number, thread):
            before = self.day.matters[thread].answered
            fresh = self._chance.expovariate(1 / self.plan.talks)
            lasts = round(fresh) if before else self.day.matters[thread].customer.talk
            person.talks[thread] = Talk(number)
            self.day.answered(thread, person.worker.agent.id)
            self._at(self.day.now + lasts, self._ends, person, thread)
        self._takes_up(person)

    def _answers(self, person: Person, thread: int) -> None:
        talk = person.talks.get(thread)
        if talk is None or not talk.owes or not person.is_here:
            return
        talk.owes = False
        if not self._writes(person, talk.number, thread):
            person.talks.pop(thread, None)
            self._takes_up(person)

    def _ends(self, person: Person, thread: int) -> None:
        if (talk := person.talks.get(thread)) is None:
            return
        talk.over = True
        if not person.is_here:
            return
        self._answers(person, thread)
        if thread in person.talks:
            decision = self.day.text(person.address, talk.number, f"/done {thread}")
            person.talks.pop(thread, None)
            if decision.outcome == "resolved":
                self.day.done(thread)
        self._takes_up(person)

    def _rests(self, person: Person) -> None:
        person.resting = True
        self.day.text(person.address, SERVICE, "/away")
        self._at(self.day.now + BREAK, self._returns, person)

    def _returns(self, person: Person) -> None:
        person.resting = False
        self.day.text(person.address, SERVICE, "/back")
        for thread, talk in person.talks.items():
            self._soon(self._ends if talk.over else self._answers, person, thread)
        self._takes_up(person)

    def _writes(self, person: Person, number: str, thread: int) -> bool:
        """Writes to a customer; whether it went."""
        words = f"#{thread} an answer, the {next(self._words)}th"
        return self.day.text(person.address, number, words).outcome in MINE

    def _soon(self, does: Callable[[Person, int], None], person: Person, thread: int) -> None:
        after = round(self._chance.expovariate(1 / self.plan.reacts))
        self._at(self.day.now + min(after, 30 * MINUTE), does, person, thread)

    def _at(self, when: int, does: Callable[..., None], *about: object) -> None:
        self.day.at(when, partial(does, *about))
