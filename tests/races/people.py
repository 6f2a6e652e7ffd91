"""People with phones in a story of races: what they write, and whom it is meant for.

Who writes without a number means the customer whose words, or the answer to whom, show last in that
conversation. Who answers a question reads it: its quote says which text, its digits say for whom.
Nothing here asks the app whom a text is for.

Customers' texts are `q7q`, agents' are `w7w`, notes are `n7n`: each is there once, and to be found.
"""

import re
import time
from dataclasses import dataclass, field
from random import Random

from chalicelib.store import contacts
from simulator.wire import Text

from ..properties.questions import Option, options
from ..support.desk import BUSINESS, RELAYS, Driver, agent, customer
from ..support.lambdas import Job
from .conftest import text

ASKED = re.compile(r"\bq\d+q\b")
WROTE = re.compile(r"\bw\d+w\b")
QUOTE = re.compile(r'"(.*?)"')

LATE = 50
"""A phone shows a text at most so late (s): the rules hold it within a minute."""

TOGETHER = 6
"""Who has just written for one customer waits so long (s) before writing for another one there:
texts that come within five seconds are one."""

SURE = 14 * 60
"""A question that shows for longer (s) may be over, and another one on its way: `#101` would
answer that. Its digits are others."""

ORDERS = (
    *("/done", "/done", "/release", "/take {n}", "/take {n}", "/undo", "/away", "/back"),
    *("/pass {who} {note}", "/pass {n} {who} {note}", "/mine", "/done {n}"),
)


@dataclass
class Own:
    """What an agent wrote: on which number, for which customer, and when it was to be sent."""

    agent: int
    number: str
    customer: int
    at: float
    named: bool = False


@dataclass
class People:
    """All of them. `asked` are customers' texts, by whom, in which burst; `wrote` are agents'."""

    desk: Driver
    chance: Random
    agents: int
    customers: int
    relays: int
    asked: dict[str, tuple[int, int]] = field(default_factory=dict)
    wrote: dict[str, Own] = field(default_factory=dict)
    busy: set[int] = field(default_factory=set)
    """Agents who have answered or ordered something in this burst: they wait what comes of it."""
    answered: set[str] = field(default_factory=set)
    """The questions that were answered, by their sids."""
    went_away: bool = False
    """Whether an agent ever did."""

    def writes(self, burst: int) -> list[Job]:
        """One of them writes something, or one agent two texts; nothing where there is no reason.

        The jobs are to be run at one moment.
        """
        if self.chance.random() < 0.3 or not self.asked:
            return [self._customer(burst)]
        who = self.chance.randint(1, self.agents)
        if who in self.busy:
            return []
        number = self.chance.choice(self._asking(who) or RELAYS[: self.relays])
        shown = self._conversation(who, number)
        offered = options(shown[-1].body) if shown else ()
        if offered and self.chance.random() < (0.1 if shown[-1].sid in self.answered else 0.8):
            self.busy.add(who)
            return self._answer(who, number, shown[-1], offered)
        kind = self.chance.random()
        if kind < 0.6:
            return self._plain(who, number)
        self.busy.add(who)
        return self._named(who, number) if kind < 0.75 else self._order(who, number)

    # --- customers -------------------------------------------------------------------------

    def _customer(self, burst: int) -> Job:
        who, words = self.chance.randint(1, self.customers), f"q{len(self.asked)}q"
        self.asked[words] = (who, burst)
        return text(customer(who), BUSINESS, f"{words} is it ready?")

    def _number(self, who: int) -> int:
        """The number of a customer's thread: every text about it has it."""
        head = self.desk.contact(customer(who))
        return head.threads[0].number if head.threads else head.closed[0].number

    # --- agents ----------------------------------------------------------------------------

    def _conversation(self, who: int, number: str) -> list[Text]:
        return [t for t in self.desk.texts_to(agent(who)) if t.sender == number]

    def _asking(self, who: int) -> list[str]:
        """The numbers where a question shows last."""
        last = {t.sender: t.body for t in self.desk.texts_to(agent(who))}
        return [number for number, body in last.items() if options(body)]

    def _new(self, who: int, number: str, whom: int, *, named: bool = False) -> str:
        words = f"w{len(self.wrote)}w"
        self.wrote[words] = Own(who, number, whom, time.time(), named)
        return words

    def _plain(self, who: int, number: str) -> list[Job]:
        """One or two texts without a number, one after the other, as fast as they can."""
        whom = self._meant(who, number)
        lately = [o for o in self.wrote.values() if (o.agent, o.number) == (who, number)]
        if whom is None or any(
            o.customer != whom and time.time() - o.at < TOGETHER for o in lately[-9:]
        ):
            return []
        count = 1 + (self.chance.random() < 0.3)
        return [text(agent(who), number, self._new(who, number, whom)) for _ in range(count)]

    def _meant(self, who: int, number: str) -> int | None:
        """The customer who was heard, or written to, last in a conversation as the phone shows it.

        Who has just named somebody waits until that was sent, or said not to be.
        """
        sent, told = self.sent(), " ".join(self.desk.got(agent(who)))
        mine = {words: own for words, own in self.wrote.items() if own.agent == who}
        if any(o.named and not (w in sent or w in told) for w, o in mine.items()):
            return None
        shown = self._conversation(who, number)
        late = time.time() - LATE
        while shown and shown[-1].at > late and self.chance.random() < 0.25:
            shown.pop()
        about = [
            (t.at, self.asked[words][0])
            for t in shown
            if not options(t.body)
            for words in ASKED.findall(t.body)
        ]
        about += [(o.at, o.customer) for w, o in mine.items() if o.number == number and w in sent]
        return max(about)[1] if about else None

    def sent(self) -> set[str]:
        """The agents' texts that the desk has taken for some customer."""
        heads = [self.desk.contact(customer(c)) for c in range(1, self.customers + 1)]
        texts = [m.text for head in heads for m in contacts.history(head.id) if m.author]
        return {words for body in texts for words in WROTE.findall(body)}

    def _known(self, who: int) -> list[int]:
        """The customers whose words show anywhere on an agent's phone."""
        told = " ".join(self.desk.got(agent(who)))
        return sorted({self.asked[words][0] for words in ASKED.findall(told)})

    def _named(self, who: int, number: str) -> list[Job]:
        known = self._known(who)
        if not known:
            return []
        whom = self.chance.choice(known)
        words = self._new(who, number, whom, named=True)
        return [text(agent(who), number, f"#{self._number(whom)} {words}")]

    def _order(self, who: int, number: str) -> list[Job]:
        known = self._known(who)
        if not known:
            return []
        others = [n for n in range(1, self.agents + 1) if n != who]
        order = self.chance.choice(ORDERS).format(
            n=self._number(self.chance.choice(known)),
            who=f"Agent{self.chance.choice(others)}",
            note=f"n{self.chance.randrange(1000)}n wants a bill",
        )
        self.went_away = self.went_away or order == "/away"
        return [text(agent(who), number, order)]

    # --- questions -------------------------------------------------------------------------

    def _answer(
        self, who: int, number: str, question: Text, offered: tuple[Option, ...]
    ) -> list[Job]:
        """By digit or by number, for whom the quoted text was meant; dropped where that is none."""
        quoted = " ".join(QUOTE.findall(question.body)[:1]).split()
        texts = [self.wrote[words] for words in quoted if words in self.wrote]
        meant = {own.customer for own in texts}
        alike = len(meant) == 1 and len(texts) == len(quoted)
        thread = self._number(meant.pop()) if alike else 0
        option = self.chance.choice([o for o in offered if o.thread == thread] or [offered[-1]])
        body = str(option.digit)
        sure = question.sid not in self.answered and time.time() - question.at < SURE
        if option.do == "send" and sure and self.chance.random() < 0.4:
            body = f"#{thread}"
        # Who answers once more may not know what is last now, and their next text would show it.
        for own in texts if option.digit and question.sid not in self.answered else ():
            own.at = time.time()
        self.answered.add(question.sid)
        return [text(agent(who), number, body)]
