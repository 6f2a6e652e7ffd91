"""A day is played: events in the order of a virtual clock, each taken through the real rules.

What is committed wakes whom it names, at once; the clock's tick wakes, every minute, whoever has
something overdue. A commit takes a millisecond, and nothing conflicts for long: what two do at one
moment is done one after the other.
"""

import heapq
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import count

from chalicelib.decisions import Decision
from chalicelib.errors import Conflict
from chalicelib.models import MINUTE, Entry, InboundMessage, Profile, Recipient

from .day_checks import Book
from .day_people import Team
from .day_plan import BUSINESS, INBOX, Customer, Plan
from .day_store import DayHouse, DayPaper

TRIES = 5


@dataclass
class Matter:
    """What became of one customer's thread. 0: not yet."""

    customer: Customer
    answered: int = 0
    by: str = ""
    done: int = 0


class Day:
    """One day of a desk."""

    def __init__(self, plan: Plan) -> None:
        self.plan, self.now = plan, plan.begins
        self.paper = DayPaper()
        self.house = DayHouse(self.paper, plan.desk, lambda: self.now)
        self.book = Book(plan, self.paper)
        self.matters: dict[int, Matter] = {}
        self.texts: Counter[str] = Counter()
        self.looks: Counter[int] = Counter()
        self.queued = 0
        self._events: list[tuple[int, int, Callable[[], None]]] = []
        self._order, self._ids = count(), count()
        self._woken: deque[str] = deque()
        self.team = Team(self)

    def at(self, when: int, does: Callable[[], None]) -> None:
        """Something that happens at a moment."""
        heapq.heappush(self._events, (when, next(self._order), does))

    def play(self) -> "Day":
        """From the first text to the evening, or until nothing is left to do."""
        for worker in self.plan.workers:
            self.paper.seat(INBOX, worker.agent.id, away=worker.sick)
            who = worker.agent.id
            self.paper.profiles[who] = Profile(agent=who, away=worker.sick, welcomed=True)
        for customer in self.plan.customers:
            self.at(customer.at, self._writes(customer))
        self.team.begins()
        self.at(self.plan.begins, self._tick)
        while self._events and self._events[0][0] < self.plan.until:
            when, _, does = heapq.heappop(self._events)
            self.now = max(self.now, when)
            does()
            self._settle()
        self.book.at_the_end(self.now)
        return self

    def _tick(self) -> None:
        self._woken.extend(self.paper.overdue(self.now))
        self._settle()
        self.book.ticked(self.now)
        if not self._is_over():
            self.at((self.now // MINUTE + 1) * MINUTE, self._tick)

    def _is_over(self) -> bool:
        """After the burst, there is nothing more to come when all are done."""
        if not self.plan.burst or len(self.matters) < self.plan.burst:
            return False
        return not self.paper.open

    # --- texts -----------------------------------------------------------------------------

    def text(self, sender: str, recipient: str, words: str) -> Decision:
        """A text comes in; what it did."""
        text_id = f"SM{next(self._ids):032}"
        message = InboundMessage(
            provider="twilio", id=text_id, sender=sender, recipient=recipient, body=words
        )
        return self._commit(self.house.take_in(message))

    def _writes(self, customer: Customer) -> Callable[[], None]:
        def first() -> None:
            decision = self.text(customer.address, BUSINESS, f"Question {customer.number}")
            if decision.opened and decision.record:
                self.matters[decision.record.number] = Matter(customer)
            if customer.early:
                self.at(self.now + customer.early, lambda: self.adds(customer, "one thing more"))

        return first

    def adds(self, customer: Customer, words: str) -> None:
        """The customer writes again, unless the matter is over."""
        if self.paper.head(self.plan.desk.identify(customer.address)).threads:
            self.text(customer.address, BUSINESS, f"{words} {next(self._ids)}")

    def answered(self, number: int, agent: str) -> None:
        """The first answer: the customer may write again, as long as the matter takes."""
        matter = self.matters[number]
        if matter.answered:
            return
        matter.answered, matter.by, customer = self.now, agent, matter.customer
        for part in customer.follows:
            when = self.now + round(part * customer.talk)
            self.at(when, lambda: self.adds(customer, "and then"))

    def done(self, number: int) -> None:
        """The matter is over."""
        matter = self.matters[number]
        matter.done, customer = self.now, matter.customer
        if customer.thanks:
            later = self.now + MINUTE
            self.at(later, lambda: void(self.text(customer.address, BUSINESS, "Thanks!")))

    # --- machines --------------------------------------------------------------------------

    def _commit(self, attempt: Callable[[], Decision]) -> Decision:
        for _ in range(TRIES):
            self.now += 1
            decision = attempt()
            try:
                self.paper.commit(decision)
            except Conflict:
                continue
            self.queued += sum(entry.kind == "place" for entry in decision.put)
            self.book.committed(decision, self.now)
            self._woken.extend(decision.recipients)
            return decision
        raise AssertionError(f"nothing else goes on, and it conflicts: {attempt()}")

    def _settle(self) -> None:
        """Whoever was woken works, until nobody is left."""
        while self._woken:
            recipient = self._woken.popleft()
            if recipient.startswith(Recipient.worker("")):
                self._works(recipient.removeprefix(Recipient.worker("")))
            elif recipient.startswith(Recipient.phone("")):
                self._drains(recipient)

    def _works(self, inbox: str) -> None:
        while entry := self.house.due(inbox):
            self.looks[self.now // MINUTE] += 1
            decision = self._commit(partial(self.house.look, entry))
            assert decision.taken, f"a look stays: {entry}"

    def _drains(self, recipient: str) -> None:
        while entry := self.house.waiting(recipient):
            decision = self._commit(partial(self.house.claim, entry))
            for claimed in decision.claimed:
                self._leaves(claimed.but(version=entry.version + 1))

    def _leaves(self, entry: Entry) -> None:
        self.texts[entry.kind] += 1
        self.book.leaves(entry, self.now)
        text_id = f"SM{next(self._ids):032}"
        self._commit(lambda: self.house.recorded(entry, text_id))
        self.at(self.now + self.plan.delay, lambda: self.team.shows(entry))


def void(_: object) -> None:
    """Nothing is done with it."""
