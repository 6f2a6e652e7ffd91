"""A desk on paper with its people: what each step of a story does.

A step is a name and three small numbers, which choose among what there is at that moment, so that any
list of steps is a story, and so is what is left when some are taken out.
"""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from chalicelib.decisions import Decision
from chalicelib.errors import Conflict, Duplicate
from chalicelib.models import DAY, HOUR, MINUTE, SECOND, Agent, Desk, Entry, InboundMessage, Inbox
from chalicelib.rules import delivery
from chalicelib.rules.entries import LEASE

from .book import Book, Broken, Meant, Written
from .house import Attempt, House
from .paper import Paper, entry_key
from .phones import WORDS, Item, Phone

T = TypeVar("T")
Step = tuple[str, int, int, int]

START = 1_772_460_000_000  # a Monday in March 2026, 14:00 UTC
WAITS = (
    *(SECOND, 5 * SECOND, 16 * SECOND, 95 * SECOND) * 3,
    *(125 * SECOND, 6 * MINUTE, 11 * MINUTE) * 2,
    *(HOUR, 13 * HOUR, DAY + HOUR, 49 * HOUR, 73 * HOUR),
)
DELAYS = (0, 0, 0, 0, 5 * SECOND, MINUTE, 20 * MINUTE, 3 * HOUR, 11 * HOUR, 23 * HOUR, 47 * HOUR)


@dataclass(frozen=True)
class Shape:
    """A desk to play on. `one_number`: the business number is the only relay number.

    `latest` (ms) bounds how late a phone may show a text; `longest` bounds a single wait.
    """

    agents: int = 2
    customers: int = 2
    relays: int = 2
    inboxes: int = 1
    one_number: bool = False
    latest: int = 11 * HOUR
    longest: int = 73 * HOUR

    def desk(self) -> Desk:
        """The desk: made-up numbers, English and French agents, always open."""
        relays = tuple(f"+1514555020{i}" for i in range(self.relays))
        inboxes = [
            Inbox(
                name=f"inbox{i}",
                addresses=(
                    relays[i] if self.one_number else f"+1514555010{i}",
                    f"whatsapp:+1514555010{i}",
                ),
            )
            for i in range(self.inboxes)
        ]
        key = "k" * 64
        plain = Desk(
            key=key,
            name="Atelier",
            language="fr",
            timezone="America/Montreal",
            relay_numbers=relays,
            inboxes=tuple(inboxes),
            agents=(),
        )
        return plain.but(agents=tuple(self._agent(plain, i) for i in range(self.agents)))

    def _agent(self, desk: Desk, index: int) -> Agent:
        address = f"+1514555030{index}"
        return Agent(
            id=desk.identify(address),
            name=f"Agent{'abcdefghij'[index]}",
            addresses=(address,),
            inboxes=tuple(inbox.name for inbox in desk.inboxes),
            language=("en", "fr")[index % 2],
        )


@dataclass
class Doing:
    """A decision that was taken and is not committed yet."""

    attempt: Attempt
    decision: Decision
    then: Callable[[Decision], None]
    busy: str = ""


def pick(options: Sequence[T], number: int) -> T:
    """One of `options`."""
    return options[number % len(options)]


@dataclass
class World:
    """Everything of one story. `do` plays a step, `settle` lets everything come to rest."""

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
        self.doing: list[Doing] = []
        self.in_hand: dict[str, Entry] = {}
        self.claimed: dict[str, tuple[int, bool]] = {}
        self.log: dict[str, str] = {}
        self.past: list[InboundMessage] = []
        self.counter = 0
        self.waits = [wait for wait in WAITS if wait <= self.shape.longest]
        self.delays = [delay for delay in DELAYS if delay <= self.shape.latest]

    # --- the plumbing ------------------------------------------------------------------------

    def say(self, words: str) -> None:
        """One line of the story, for who reads it."""
        minutes, ms = divmod(self.now - START, MINUTE)
        self.story.append(f"{minutes:6}:{ms / 1000:06.3f} {words}")

    def fresh(self) -> int:
        self.counter += 1
        return self.counter

    def begin(
        self, attempt: Attempt, then: Callable[[Decision], None], *, later: bool, busy: str = ""
    ) -> None:
        """Loads and decides; commits at once, or `later`, when anything may have come between."""
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
            self.book.check()
            return
        raise Broken("conflict", "nothing else is going on, and it conflicts all the same")

    def is_busy(self, who: str) -> bool:
        return any(doing.busy == who for doing in self.doing)

    # --- webhooks ----------------------------------------------------------------------------

    def take_in(self, message: InboundMessage, *, later: bool = False) -> None:
        self.past.append(message)
        self._begin(message, later=later)

    def _begin(self, message: InboundMessage, *, later: bool) -> None:
        meant = self.book.meant.get(message.id)
        self.begin(
            self.house.take_in(message),
            lambda decision: self.noted(decision, meant),
            later=later,
            busy=meant.agent if meant else "",
        )

    def noted(self, decision: Decision, meant: Meant | None) -> None:
        """What an agent knows by having done it: closed or given back; or that a text was held."""
        if meant is None:
            return
        phone, act = self.phones[meant.agent], decision.profile and decision.profile.act
        if decision.outcome == "resolved" and act:
            phone.left[act.thread] = (self.now, self.fresh())
        elif decision.outcome == "undone" and decision.record:
            phone.left[decision.record.number] = (self.now, self.fresh())
        elif decision.outcome == "held" and meant.thread:
            phone.held.append(meant.thread)
        if decision.outcome in ("claimed", "replied"):
            phone.taken_in[decision.seen or ""] = self.fresh()
        else:
            phone.not_sent.add(decision.seen or "")

    def again(self, a: int, b: int, _: int) -> None:
        """The provider delivers a webhook once more."""
        if self.past:
            message = pick(self.past[-(b % 10) - 1 :], a)
            self.say(f"again: {message.id[-4:]}")
            self._begin(message, later=b % 7 == 0)

    def commit(self, a: int, _: int, __: int) -> None:
        """Something that was decided is committed now."""
        if self.doing:
            self.finish(self.doing.pop(a % len(self.doing)))

    # --- the inboxes' workers ----------------------------------------------------------------

    def look(self, a: int, b: int, _: int) -> None:
        """An inbox's worker looks at the first thread that is due."""
        inbox = pick(self.desk.inboxes, a).name
        entry = None if self.is_busy(f"i-{inbox}") else self.house.due(inbox)
        if entry is None:
            return
        self.say(f"{inbox} looks at #{entry.thread}")
        self.begin(
            lambda: self.house.look(entry), lambda _: None, later=b % 8 == 0, busy=f"i-{inbox}"
        )

    # --- drains ------------------------------------------------------------------------------

    def claim(self, a: int, b: int, _: int) -> None:
        """A drain claims the first entry of a recipient, and has it in hand."""
        waiting = [r for r in self.paper.recipients() if self._may_claim(r)]
        if waiting:
            self._claim(pick(waiting, a), later=b % 8 == 0)

    def _may_claim(self, recipient: str) -> bool:
        if recipient.startswith("i-") or recipient in self.in_hand or self.is_busy(recipient):
            return False
        return self.house.waiting(recipient) is not None

    def _claim(self, recipient: str, *, later: bool = False) -> None:
        entry = self.house.waiting(recipient)
        if entry is None:
            return
        if entry.state != "queued":
            self._settle(entry)
            return
        self.say(f"claim {entry.kind} #{entry.thread} for {recipient[:6]}")

        def attempt() -> Decision:
            fresh = self.paper.entries.get(entry_key(entry))
            if fresh is None or fresh.version != entry.version:
                return Decision(outcome="claimed_elsewhere")
            return self.house.claim(entry)

        self.begin(attempt, self._claimed, later=later, busy=recipient)

    def _claimed(self, decision: Decision) -> None:
        for entry in decision.claimed:
            self.in_hand[entry.recipient] = entry.but(version=entry.version + 1)
            closed = self.paper.head(entry.contact or "").thread(entry.thread) is None
            over = entry.kind == "gone" or (entry.kind in WORDS and closed)
            self.claimed[entry.id] = (self.fresh(), over)
        for entry in decision.taken:
            self.say(f"  dropped: {entry.kind} #{entry.thread}")

    def _settle(self, entry: Entry) -> None:
        """Nobody knows whether it went: the provider's log does."""
        self.say(f"settle {entry.kind}")
        if entry.id in self.log or entry.state == "handed":
            decision = delivery.recorded(entry, self.log.get(entry.id) or self._text_id(), "sent")
            self.begin(lambda: decision, lambda _: None, later=False)
            return
        due, tries = self.now + LEASE, entry.attempts + 1
        again = entry.but(state="sending", due=due, attempts=tries, body=entry.body or entry.text)
        claimed = Decision(outcome="again", claimed=(again,))
        self.begin(lambda: claimed, self._claimed, later=False)

    def hand(self, a: int, b: int, c: int) -> None:
        """What is in hand is handed over: or the drain dies before, or after, or must try later."""
        if not self.in_hand:
            return
        recipient = pick(sorted(self.in_hand), a)
        entry = self.in_hand.pop(recipient)
        trouble = {3: "dies before", 7: "dies after", 11: "later", 15: "refused"}.get(c % 48, "")
        self.say(f"hand over {entry.kind} #{entry.thread} to {recipient[:6]} {trouble}")
        if trouble == "dies before":
            return
        if trouble == "later":
            self._put_back(entry)
        elif trouble == "refused":
            self.begin(lambda: self.house.refused(entry), lambda _: None, later=False)
        else:
            self._hand(entry, pick(self.delays, b))
            if trouble != "dies after":
                self._record(delivery.recorded(entry, self.log[entry.id], "sent"))

    def _put_back(self, entry: Entry) -> None:
        unshown, again = self.house.put_back(entry)
        try:
            self.paper.commit(unshown)
        except Conflict:
            self._record(again)
        else:
            self.book.counts["unshown"] += 1

    def _record(self, decision: Decision) -> None:
        self.begin(lambda: decision, lambda _: None, later=False)

    def _hand(self, entry: Entry, delay: int) -> None:
        self.book.hands(entry)
        text_id = self.log[entry.id] = self._text_id()
        if not entry.recipient.startswith("a-"):
            return
        item = Item(
            at=self.now + delay,
            order=self.fresh(),
            kind=entry.kind,
            body=entry.body,
            thread=entry.thread,
            text_id=text_id,
            over=self.claimed[entry.id][1],
            claimed=self.claimed[entry.id][0],
        )
        self.phones[entry.agent or ""].add(entry.sender, item)
        self.say(f"  shows in {delay / 1000:g} s: {entry.body!r}")

    def _text_id(self) -> str:
        return f"SM{self.fresh():032}"

    def drain(self, a: int, b: int, _: int) -> None:
        """A drain hands over all that waits for a recipient."""
        waiting = [r for r in self.paper.recipients() if self._may_claim(r) or r in self.in_hand]
        if not waiting:
            return
        recipient = pick(waiting, a)
        for _ in range(40):
            if recipient in self.in_hand:
                self.hand(sorted(self.in_hand).index(recipient), b, 0)
            elif self._may_claim(recipient):
                self._claim(recipient)
            else:
                return

    def wait(self, a: int, _: int, __: int) -> None:
        """Time passes: more than a function may run ends what is not committed, and more than an
        hour brings in what agents wrote (the model's bound for how late an agent's own text is)."""
        passing = pick(self.waits, a)
        if passing > MINUTE:
            self._finish_all()
        if passing > HOUR:
            self._arrive_all()
        self.now += passing
        self.say("")

    def _finish_all(self) -> None:
        while self.doing:
            self.finish(self.doing.pop(0))
        while self.in_hand:
            self.hand(0, 0, 0)

    def _arrive_all(self) -> None:
        for index, agent in enumerate(self.phones):
            while self.outgoing.get(agent):
                self._finish_all()
                self.arrive(index, 1, 0)

    # --- people ------------------------------------------------------------------------------

    def customer(self, a: int, b: int, c: int) -> None:
        """A customer texts an inbox, or, by mistake, a relay number."""
        address = f"+1514555040{a % self.shape.customers}"
        inbox = pick(self.desk.inboxes, b // 16)
        channel = (a // self.shape.customers) % 4 == 3
        ours, theirs = inbox.addresses[channel], f"{'whatsapp:' * channel}{address}"
        if c % 25 == 24:
            ours, theirs = pick(self.desk.relay_numbers, c // 25), address
        body, marks = self._words(b % 12)
        message = InboundMessage(
            provider="twilio", id=self._text_id(), sender=theirs, recipient=ours, body=body
        )
        contact = self.desk.identify(theirs)
        if self.desk.inbox_at(ours) is None:
            marks = ()
        self.book.written[message.id] = Written(contact, ours, theirs, marks)
        self.say(f"customer {address[-1]} writes to {ours}: {body[:40]!r}")
        self.take_in(message, later=c % 8 == 0)

    def _words(self, kind: int) -> tuple[str, tuple[str, ...]]:
        """What a customer writes, without any digit, and the marks in it."""
        number = self.fresh()
        letters = "".join("abcdefghij"[int(digit)] for digit in str(number))
        first, last = f"zq{letters}qz", f"zk{letters}kz"
        if kind == 10:
            face = "".join("🙏🙂👍🎉🔥🌞🌈💐🍀🎈"[int(digit)] for digit in str(number))
            return f"✨{face}✨", (f"✨{face}✨",)
        if kind == 11:
            return f"{first} {'many words ' * 200}{last}", (first, last)
        return f"Hello {first}, is it ready?", (first,)

    def settle(self) -> None:
        """Everything comes to rest: all that waits is done, by somebody who is there."""
        self._finish_all()
        self._arrive_all()
        for agent in self.desk.agents[:1]:
            spot = InboundMessage(
                provider="twilio",
                id=self._text_id(),
                sender=agent.addresses[0],
                recipient=self.desk.relay_numbers[0],
                body="/back",
            )
            self.book.meant[spot.id] = Meant(agent.id, "command", "")
            self.take_in(spot)
        for _ in range(400):
            if not self.paper.entries and not self.in_hand:
                break
            for index in range(len(self.desk.inboxes)):
                while self.house.due(self.desk.inboxes[index].name):
                    self.look(index, 1, 0)
            for _ in self.paper.recipients():
                self.drain(0, 0, 0)
            self.now += MINUTE
        else:
            raise Broken("rest", f"never: {[e.id for e in self.paper.entries.values()]}")

    def arrive(self, a: int, b: int, _: int) -> None:
        """The first text that is on its way from an agent's phone arrives."""
        agent = pick(list(self.phones), a)
        waiting = self.outgoing.get(agent)
        if waiting and not self.is_busy(agent):
            message = waiting.popleft()
            self.say(f"agent's text arrives: {message.body!r}")
            self.take_in(message, later=b % 8 == 0)
