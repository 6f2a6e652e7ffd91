"""Random stories of one person who writes by SMS and by Messenger, and is linked.

The loops are `house.py`'s, on paper; what is committed leaves at once and shows at once. In some
stories the two that are linked are truly one, in others they are not, and are taken apart again.
Not in them: late phones, what is not committed yet, two agents at one moment, windows, attachments
(`test_whose_text.py` has these, without links).
"""

import random
from collections import Counter
from dataclasses import dataclass, field

from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.decisions import Decision
from chalicelib.models import HOUR, MINUTE, SECOND, Entry, InboundMessage, Sent

from .house import House
from .paper import Paper
from .phones import WORDS
from .questions import Option, options
from .shape import START, Shape

SMS, PAGE, THIRD = "+15145550400", "messenger:900000000000001", "+15145550401"
OURS = {SMS: "+15145550100", PAGE: "messenger:400000000000001", THIRD: "+15145550100"}
ONE = {SMS: "Lea", PAGE: "Lea", THIRD: "Max"}
TWO = {SMS: "Lea", PAGE: "Luc", THIRD: "Max"}
"""Who writes from which address, in truth: where the link is right, and where it is a mistake."""

WAITS = (10 * SECOND, MINUTE, 20 * MINUTE, 2 * HOUR, 30 * HOUR, 100 * HOUR)


@dataclass
class Shown:
    """A text on an agent's phone: who wrote the words in it, where anybody did."""

    kind: str
    body: str
    who: str | None


@dataclass
class Story:
    """One desk, three addresses, and what is true of them."""

    people: dict[str, str]
    shape: Shape
    now: int = START
    lines: list[str] = field(default_factory=list)
    marks: dict[str, str] = field(default_factory=dict)
    """The mark of each text of a customer → who wrote it."""
    meant: dict[str, str | None] = field(default_factory=dict)
    """The words of each text of an agent → whom they are for; None: written in the mistake."""
    went: dict[str, list[str]] = field(default_factory=dict)
    whose: dict[int, str] = field(default_factory=dict)
    """Whose a thread was when it was opened."""
    failed: set[str] = field(default_factory=set)
    counts: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        desk = self.shape.desk()
        inbox = desk.inboxes[0]
        inbox = inbox.but(addresses=(*inbox.addresses, OURS[PAGE]))
        self.desk = desk.but(inboxes=(inbox,))
        self.paper = Paper()
        for agent in self.desk.agents:
            self.paper.rosters[inbox.name, agent.id] = False
        self.house = House(self.paper, self.desk, lambda: self.now)
        self.phones: dict[tuple[str, str], list[Shown]] = {}
        self.asked: dict[str, tuple[str, str]] = {}
        """The question that an agent was asked last: on which number, and its words."""
        self.held: dict[str, list[str]] = {agent.id: [] for agent in self.desk.agents}
        self._number = 0

    @property
    def mistaken(self) -> bool:
        """Whether two people are one contact now."""
        one, other = (self.paper.head(self.desk.identify(address)) for address in (SMS, PAGE))
        return self.people is TWO and one.id == other.id

    def letters(self) -> str:
        self._number += 1
        return "".join("abcdefghij"[int(digit)] for digit in f"{self._number:04}")

    def takes_in(self, sender: str, ours: str, body: str) -> Decision:
        self.now += 7 * SECOND
        self._number += 1
        message = InboundMessage(
            provider="twilio", id=f"SM{self._number}", sender=sender, recipient=ours, body=body
        )
        decision = self.house.take_in(message)()
        self.paper.commit(decision)
        self.lines.append(f"{sender} → {ours}: {body!r}: {decision.outcome}")
        self.counts[decision.outcome] += 1
        for entry in decision.answers:
            self.to_customer(entry, entry.text)
        self.comes_to_rest()
        return decision

    # --- what leaves -------------------------------------------------------------------------

    def comes_to_rest(self) -> None:
        """All that is due is looked at and handed over, and nobody is told for ever."""
        inbox = self.desk.inboxes[0].name
        for _ in range(200):
            if look := self.house.due(inbox):
                self.now += 1
                self.paper.commit(self.house.look(look))
            elif entry := self.first():
                self.leaves(entry)
            else:
                return
        raise AssertionError("never at rest")

    def first(self) -> Entry | None:
        to_people = (r for r in self.paper.recipients() if r[0] in "ac")
        return next(filter(None, map(self.house.waiting, to_people)), None)

    def leaves(self, entry: Entry) -> None:
        self.now += 1
        decision = self.house.claim(entry)
        self.paper.commit(decision)
        for claimed in decision.claimed:
            self._number += 1
            if entry.is_for_agent:
                self.to_agent(claimed)
            else:
                self.to_customer(claimed, claimed.body)
            known = claimed.but(version=claimed.version + 1)
            self.paper.commit(self.house.recorded(known, f"OUT{self._number}"))

    def to_agent(self, entry: Entry) -> None:
        found = [mark for mark in self.marks if mark in entry.body]
        who = self.marks[found[-1]] if found and entry.kind in WORDS else None
        shown = self.phones.setdefault((entry.agent or "", entry.sender), [])
        if entry.kind == "relay":
            twice = [m for m in found for s in shown if s.kind == "relay" and m in s.body]
            # Who gives a thread back, or links to and fro, is told once more what nobody answered.
            again = self.counts["released"] or self.counts["undone"] or self.counts["linked"] > 1
            assert again or not twice, f"P3: {twice} is relayed to the same phone twice"
        shown.append(Shown(entry.kind, entry.body, who))
        if entry.kind == "question":
            self.asked[entry.agent or ""] = (entry.sender, entry.body)
        self.lines.append(f"    {entry.kind} to {entry.to[-1]} on {entry.sender[-1]}: {entry.body}")

    def to_customer(self, entry: Entry, body: str) -> None:
        if entry.kind != "reply":
            return
        who = self.people[entry.to]
        self.lines.append(f"    reply to {entry.to}: {body}")
        assert body in self.meant, "P1: nobody wrote this"
        before, meant = self.went.setdefault(body, []), self.meant[body]
        right = self.mistaken or meant in (None, who)
        assert right, f"P1: {body!r} was meant for {meant}, and reaches {who}"
        if meant is None and not self.mistaken:
            assert who in before, f"P1: {body!r} went to {before}, and now to {who}"
        assert not before or body in self.failed, f"P3: {body!r} is sent twice"
        self.failed.discard(body)
        before.append(who)
        self.counts["replies"] += 1

    # --- what people do ----------------------------------------------------------------------

    def customer(self, a: int, _: int) -> None:
        """A customer writes from one of the addresses."""
        address = (SMS, PAGE, SMS, PAGE, THIRD)[a % 5]
        mark = f"zq{self.letters()}qz"
        self.marks[mark] = self.people[address]
        decision = self.takes_in(address, OURS[address], f"Hello {mark}, is it ready?")
        message = decision.message
        assert message, "P2: a text is not kept"
        assert mark in message.text, "P2: a text is not kept"
        if decision.opened and message.thread:
            self.whose[message.thread] = self.people[address]

    def agent(self, a: int, b: int) -> None:
        """An agent answers what shows last on a number, or settles what is asked there."""
        places = sorted(self.phones)
        if not places:
            return
        who, number = places[a % len(places)]
        shown = self.phones[who, number]
        if self.held[who]:
            number, question = self.asked[who]
            if self.phones[who, number][-1].body == question:  # else it is left to expire
                self.answers(who, number, question)
        elif shown[-1].who:
            words = f"zw{self.letters()}wz, we are on it"
            self.meant[words] = None if self.mistaken else shown[-1].who
            self.writes(who, number, words, [words])
        elif b % 2 and self.known(who):
            thread = self.known(who)[b // 2 % len(self.known(who))]
            words = f"zw{self.letters()}wz, we are on it"
            self.meant[words] = None if self.mistaken else self.whose[thread]
            self.writes(who, number, f"#{thread} {words}", [words])

    def answers(self, who: str, number: str, body: str) -> None:
        """The option that is right in truth; where there is none, nobody."""
        meant = self.meant[self.held[who][0]]
        right = [o for o in options(body) if self.is_right(o, meant)]
        self.now += 30 * SECOND
        self.writes(who, number, str(right[0].digit) if right else "0", self.held[who])

    def is_right(self, option: Option, meant: str | None) -> bool:
        if option.do in ("order", "drop", "whom") or option.thread is None:
            return False
        return self.whose[option.thread] == meant

    def writes(self, who: str, number: str, body: str, words: list[str]) -> None:
        address = next(a.addresses[0] for a in self.desk.agents if a.id == who)
        decision = self.takes_in(address, number, body)
        self.held[who] = list(words) if self.paper.held_of(who) else []
        if decision.outcome in ("replied", "claimed"):
            self.counts["answered" if body not in words else "sent"] += 1

    def known(self, who: str) -> list[int]:
        lines = self.paper.lines_of(who)
        return sorted({s.thread for line in lines for s in line.shown if s.relayed})

    def orders(self, a: int, words: str) -> None:
        agent = self.desk.agents[a % len(self.desk.agents)]
        if not self.held[agent.id]:
            self.takes_in(agent.addresses[0], self.desk.relay_numbers[0], words)

    def link(self, a: int, b: int) -> None:
        """The two addresses' newest threads."""
        heads = [self.paper.alone(self.desk.identify(address)) for address in (SMS, PAGE)]
        found = [[*(t.number for t in h.threads), *(t.number for t in h.closed)] for h in heads]
        numbers = [max(of_one, default=0) for of_one in found]
        if all(numbers):
            one, other = numbers if b % 2 else numbers[::-1]
            self.orders(a, f"/link #{one} #{other}")

    def unlink(self, a: int, _: int) -> None:
        head = self.paper.head(self.desk.identify(SMS))
        for thread in (head.threads or head.closed)[:1]:
            self.orders(a, f"/unlink {thread.number}")

    def moves(self, a: int, b: int) -> None:
        """A thread is closed, taken, given back, or put on another channel."""
        numbers = sorted(self.whose)
        if numbers:
            words = (
                "/done {n}",
                "/done {n}",
                "/take {n}",
                "/release {n}",
                "/via #{n} sms",
                "/undo",
            )
            self.orders(a // 6, words[a % 6].format(n=numbers[b % len(numbers)]))

    def fails(self, a: int, b: int) -> None:
        """A reply did not arrive, as a status says now."""
        replies = [s for s in self.paper.sent.values() if s.kind == "reply" and s.state == "sent"]
        if replies:
            sent: Sent = replies[-1 - a % min(3, len(replies))]
            self.paper.sent[sent.provider_id] = sent.but(state="failed")
            self.failed.add(sent.text)
            self.now += 1
            reason = ("reason_unreachable", "reason_invalid", "reason_unknown")[b % 3]
            decision = self.house.failed(sent, reason)
            self.lines.append(f"failed: {sent.text!r}: {decision.outcome}")
            self.counts[f"failed {decision.outcome}"] += 1
            self.paper.commit(decision)
            self.comes_to_rest()

    def waits(self, a: int, _: int) -> None:
        self.now += WAITS[a % len(WAITS)]
        self.comes_to_rest()
        for who in self.held:
            if not self.paper.held_of(who):
                self.held[who] = []

    # --- in the end --------------------------------------------------------------------------

    def ends(self) -> None:
        for _ in range(30):
            self.now += MINUTE
            self.comes_to_rest()
        kept = [m.text for texts in self.paper.messages.values() for m in texts.values()]
        shown = [s.body for phone in self.phones.values() for s in phone]
        for mark in self.marks:
            assert any(mark in text for text in kept), f"P2: {mark} is not kept"
            assert any(mark in body for body in shown), f"P2: {mark} is shown to nobody"


ACTS = (
    "customer",
    "customer",
    "customer",
    "agent",
    "agent",
    "agent",
    "agent",
    "link",
    "link",
    "unlink",
    "moves",
    "fails",
    "waits",
)
STEPS = st.lists(
    st.tuples(st.sampled_from(ACTS), st.integers(0, 59), st.integers(0, 59)),
    min_size=8,
    max_size=50,
)
SHAPES = (Shape(relays=2), Shape(relays=1), Shape(relays=2, fallback=True), Shape(agents=1))


def played(story: Story, steps: list[tuple[str, int, int]]) -> Story:
    try:
        for name, a, b in steps:
            getattr(story, name)(a, b)
        story.ends()
    except BaseException as error:
        error.add_note("\n".join(story.lines))
        raise
    return story


@given(shape=st.sampled_from(SHAPES), steps=STEPS)
@settings(max_examples=100)
def test_who_is_linked_gets_every_answer_and_nobody_else_does(
    shape: Shape, steps: list[tuple[str, int, int]]
) -> None:
    played(Story(ONE, shape), steps)


@given(shape=st.sampled_from(SHAPES), steps=STEPS)
@settings(max_examples=100)
def test_after_a_mistake_was_taken_back_each_gets_their_own_answers(
    shape: Shape, steps: list[tuple[str, int, int]]
) -> None:
    played(Story(TWO, shape), steps)


def test_there_is_something_in_these_stories() -> None:
    counts = Counter[str]()
    for seed in range(40):
        chance = random.Random(seed)
        steps = [
            (chance.choice(ACTS), chance.randrange(60), chance.randrange(60)) for _ in "." * 60
        ]
        counts += played(Story((ONE, TWO)[seed % 2], SHAPES[seed // 2 % len(SHAPES)]), steps).counts
    wanted = ("linked", "unlinked", "sent", "answered", "failed rerouted", "reopened", "via")
    assert [what for what in wanted if counts[what] < 5] == []
