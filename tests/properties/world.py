"""A desk on paper: what was decided, and is committed at once or later.

What its people and machines do is beside: `people.py`, `machines.py`.
"""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from chalicelib.decisions import Decision
from chalicelib.errors import Conflict, Duplicate
from chalicelib.models import MINUTE, Entry, InboundMessage

from . import audit
from .book import Book
from .broken import Broken
from .house import Attempt, House
from .meant import Meant
from .paper import Paper
from .phones import Phone
from .shape import START, Shape

T = TypeVar("T")


def pick(options: Sequence[T], number: int) -> T:
    """One of `options`."""
    return options[number % len(options)]


@dataclass
class Doing:
    """A decision that was taken and is not committed yet; `busy` is who is at it."""

    attempt: Attempt
    decision: Decision
    then: Callable[[Decision], None]
    busy: str = ""


@dataclass
class World:
    """Everything of one story. `story` tells it, a line for each thing that happens."""

    shape: Shape
    now: int = START
    story: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.desk = self.shape.desk()
        self.paper = Paper()
        for agent in self.desk.agents:
            for inbox in agent.inboxes:
                self.paper.rosters[inbox, agent.id] = False
        self.book = Book(self.desk, self.paper)
        self.house = House(self.paper, self.desk, lambda: self.now)
        self.phones = {a.id: Phone(a.addresses[0]) for a in self.desk.agents}
        self.outgoing: dict[str, deque[InboundMessage]] = {}
        self.past: dict[str, InboundMessage] = {}
        self.doing: list[Doing] = []
        self.in_hand: dict[str, Entry] = {}
        self.claimed: dict[str, tuple[int, int, bool]] = {}
        self.driving: set[str] = set()
        self.asked: dict[str, tuple[str, ...]] = {}
        self.log: dict[str, str] = {}
        self.reports: dict[str, tuple[Entry, bool]] = {}
        """What the provider has, by its id; and whether it reached the phone."""
        self.reported: set[tuple[str, str]] = set()
        self.missed: deque[InboundMessage] = deque()
        """What no webhook brought, oldest first."""
        self._counter = 0

    def say(self, words: str) -> None:
        """One line of the story."""
        minutes, ms = divmod(self.now - START, MINUTE)
        self.story.append(f"{minutes:6}:{ms / 1000:06.3f} {words}")

    def fresh(self) -> int:
        """A number never given before: the place of a thing in the order of things."""
        self._counter += 1
        return self._counter

    def letters(self) -> str:
        """Letters never given before."""
        return "".join("abcdefghij"[int(digit)] for digit in str(self.fresh()))

    def text_id(self) -> str:
        """A provider's id."""
        return f"SM{self.fresh():032}"

    def begin(
        self,
        attempt: Attempt,
        then: Callable[[Decision], None] = lambda _: None,
        *,
        later: bool = False,
        busy: str = "",
    ) -> None:
        """Loads and decides; commits now, or `later`, when anything may have come between."""
        self.now += 1
        doing = Doing(attempt, attempt(), then, busy)
        if later and len(self.doing) < 4:
            self.say("  (not committed yet)")
            self.doing.append(doing)
        else:
            self.finish(doing)

    def finish(self, doing: Doing) -> None:
        """Commits; what is in conflict is loaded and decided again."""
        for _ in range(3):
            try:
                self.paper.commit(doing.decision)
            except Duplicate:
                self.book.counts["duplicate"] += 1
                return
            except Conflict:
                self.now += 1
                self.book.counts["conflict"] += 1
                doing.decision = doing.attempt()
                continue
            self.book.committed(doing.decision)
            self.say(f"  → {doing.decision.outcome}")
            doing.then(doing.decision)
            audit.check(self.book)
            return
        raise Broken("conflict", "nothing else is going on, and it conflicts all the same")

    def is_busy(self, who: str) -> bool:
        """Whether a decision of this recipient or agent is not committed yet."""
        return any(doing.busy == who for doing in self.doing)

    def take_in(self, message: InboundMessage, *, later: bool = False) -> None:
        """A webhook."""
        self.past[message.id] = message
        meant = self.book.meant.get(message.id)
        self.begin(
            self.house.take_in(message),
            lambda decision: self._noted(decision, meant),
            later=later,
            busy=meant.agent if meant else "",
        )

    def _noted(self, decision: Decision, meant: Meant | None) -> None:
        """What an agent knows by having done it: closed or given back; or that a text was held."""
        if meant is None:
            return
        phone, act = self.phones[meant.agent], decision.profile and decision.profile.act
        if decision.outcome in ("resolved", "released", "passed") and act:
            phone.left[act.thread] = (self.now, self.fresh())
        elif decision.outcome == "undone" and decision.record:
            phone.left[decision.record.number] = (self.now, self.fresh())
        elif decision.outcome == "held" and meant.thread and meant.kind == "numbered":
            phone.held.append(meant.thread)
        if decision.outcome in ("claimed", "replied"):
            phone.taken_in[decision.seen or ""] = (self.fresh(), self.now)
        else:
            phone.not_sent.add(decision.seen or "")
