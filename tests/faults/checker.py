"""What both ends have in hand after a run, held against each other.

The ends are: what phones wrote, and whom for; what phones got, in the network's own memory; the
table's history, outbox, held and parked texts. Nothing here asks the app what is right.

Customers' texts are `q7q is it ready?`, agents' are `w7w`, notes are `n7n`: each is there once.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import parse_qs, urlsplit

from chalicelib.models import Entry, HeldText, Message, person_of
from chalicelib.store import codec
from chalicelib.texts import say
from simulator.wire import Text

from ..properties.questions import options
from ..races.people import ASKED, WROTE
from .record import Record

NOTE = re.compile(r"\bn\d+n\b")
_DIGITS = re.compile(r"\+?(\d{11})\b")
_LATER = frozenset({"look", "offer"})
_PART = re.compile(r"r\d\d$")


@dataclass(frozen=True)
class Ends:
    """`asked` are customers' words → the address they came from; `wrote` are agents' → whose they
    are, and the address of the customer they are meant for (None: for nobody).

    `texts` are the network's, in the order in which it took them; `items` the whole table.
    """

    texts: list[Text]
    items: list[dict[str, Any]]
    record: Record
    agents: frozenset[str]
    customers: frozenset[str]
    business: str
    asked: Mapping[str, str] = field(default_factory=dict)
    wrote: Mapping[str, tuple[str, str | None]] = field(default_factory=dict)
    deaf: frozenset[str] = frozenset()
    """Phones that took nothing at the end."""


@dataclass
class Found:
    """What went wrong, a line for each. `unsure` alone may be: sends whose outcome nobody can tell,
    which were said to their writers; `parked` is what waits for the operator."""

    lost: list[str] = field(default_factory=list)
    repeated: list[str] = field(default_factory=list)
    misdirected: list[str] = field(default_factory=list)
    disordered: list[str] = field(default_factory=list)
    mistold: list[str] = field(default_factory=list)
    """A writer was told that a text did not arrive, which did."""
    misgiven: list[str] = field(default_factory=list)
    """What `line.py` finds, where threads are for one agent after the other."""
    unacknowledged: list[str] = field(default_factory=list)
    """Who wrote was told nothing at all."""
    unsure: list[str] = field(default_factory=list)
    parked: list[str] = field(default_factory=list)

    @property
    def wrong(self) -> list[str]:
        """All but what may be."""
        kinds = (kind for kind in vars(self) if kind != "unsure")
        return [f"{kind}: {line}" for kind in kinds for line in getattr(self, kind)]

    @property
    def counts(self) -> Counter[str]:
        """How much of each kind; all are named."""
        return Counter({kind: len(lines) for kind, lines in vars(self).items()})


def check(ends: Ends) -> Found:
    """Counts, over one run that has come to rest."""
    found, checker = Found(), _Checker(ends)
    found.parked = checker.parked
    found.lost = [
        *checker.customers_lost(),
        *checker.agents_lost(),
        *checker.never_taken_in(),
        *checker.still_waiting(),
    ]
    found.repeated = [*checker.handed_twice(), *checker.shown_twice(), *checker.kept_twice()]
    found.misdirected = [*checker.customers_got(), *checker.agents_got()]
    found.disordered = [*checker.overtaken()]
    found.unacknowledged = [*checker.unacknowledged()]
    found.mistold, found.unsure = checker.told()
    return found


class _Checker:
    def __init__(self, ends: Ends) -> None:
        self.ends = ends
        self.out = [t for t in ends.texts if t.direction.startswith("outbound")]
        self.came = [t for t in self.out if t.status in ("sent", "delivered")]
        self.to_customers = [t for t in self.came if t.to in ends.customers]
        self.to_agents = [t for t in self.came if t.to in ends.agents]
        self.kept = [codec.read(Message, i) for i in self._items("CONTACT#", "MESSAGE#")]
        self.parked = [i["SK"]["S"] for i in self._items("PARKED#")]

    def _items(self, pk: str, sk: str = "") -> Iterable[dict[str, Any]]:
        return (
            i
            for i in self.ends.items
            if i["PK"]["S"].startswith(pk) and i["SK"]["S"].startswith(sk)
        )

    def _said(self, agent: str) -> str:
        """Everything but questions that an agent was told."""
        bodies = (t.body for t in self.to_agents if t.to == agent)
        return "\n".join(body for body in bodies if not options(body))

    # --- lost ------------------------------------------------------------------------------------

    def customers_lost(self) -> Iterable[str]:
        kept = [w for m in self.kept if m.author is None for w in ASKED.findall(m.text)]
        seen = set(ASKED.findall("\n".join(t.body for t in self.to_agents)))
        hears = bool(self.ends.agents - self.ends.deaf)
        for words in self.ends.asked:
            if words not in kept:
                yield f"{words} was not kept"
            elif words not in seen and hears:
                yield f"no agent was shown {words}"

    def agents_lost(self) -> Iterable[str]:
        got = set(WROTE.findall("\n".join(t.body for t in self.to_customers)))
        for words, (agent, _) in self.ends.wrote.items():
            # A quote of many texts is cut short; they are sent together, or not at all.
            first = self.ends.record.waited.get(words, words)
            told = {*WROTE.findall(self._said(agent))} & ({words, first} - got)
            if words not in got and not told:
                yield f"{words} went nowhere, and nothing was said of it"

    def never_taken_in(self) -> Iterable[str]:
        seen = {i["PK"]["S"].removeprefix("SEEN#") for i in self._items("SEEN#")}
        for text in self.ends.texts:
            if text.direction == "inbound" and text.sid not in seen:
                yield f"never taken in: {text.body!r}"

    def still_waiting(self) -> Iterable[str]:
        for item in self._items("OUTBOX#"):
            entry = codec.read(Entry, item)
            if entry.kind not in _LATER:
                yield f"still waits: {entry.kind} in {entry.state}, {entry.text!r}"
        for item in self._items("AGENT#", "HELD#"):
            yield f"still held: {codec.read(HeldText, item).texts}"

    def unacknowledged(self) -> Iterable[str]:
        """Who was to be acknowledged, and got neither that nor an answer."""
        handed = {text.to: text.at * 1000 for text in self.out}
        went = {entry_id(text) for text in self.out}
        for entry in self.ends.record.entries.values():
            answered = handed.get(person_of(entry.to), 0) >= entry.stamp
            if entry.kind == "ack" and entry.id not in went and not answered:
                yield f"{entry.to[-4:]} never got {entry.text!r}"

    # --- repeated --------------------------------------------------------------------------------

    def handed_twice(self) -> Iterable[str]:
        times = Counter(t.callback for t in self.out if t.callback)
        for callback, often in times.items():
            if often > 1:
                bodies = [t.body for t in self.out if t.callback == callback]
                yield f"handed over {often} times: {bodies}"

    def shown_twice(self) -> Iterable[str]:
        """The same words on one phone: an agent's, what the desk says, a customer's bare words."""
        times = Counter((t.to, t.body) for t in self.to_customers)
        bare = (t for t in self.to_agents if ASKED.match(t.body))
        times += Counter((t.to, t.body) for t in bare)
        for (to, body), often in times.items():
            if often > 1:
                yield f"{to[-4:]} got {often} times: {body!r}"

    def kept_twice(self) -> Iterable[str]:
        times = Counter(m.provider_id for m in self.kept if m.author is None)
        times += Counter(w for m in self.kept if m.author for w in WROTE.findall(m.text))
        return (f"kept {often} times: {what}" for what, often in times.items() if often > 1)

    # --- misdirected -----------------------------------------------------------------------------

    def customers_got(self) -> Iterable[str]:
        """Word for word what was meant for them, and nothing of anybody else's."""
        for text in self.to_customers:
            if text.sender != self.ends.business:
                yield f"{text.to[-4:]} got from {text.sender[-4:]}: {text.body!r}"
            if ASKED.search(text.body) or NOTE.search(text.body) or self._tells(text, "agents"):
                yield f"{text.to[-4:]} reads what is not for customers: {text.body!r}"
            for words in WROTE.findall(text.body):
                meant = self.ends.wrote[words][1]
                if meant != text.to or text.body != words:
                    yield f"{words}, meant for {(meant or '')[-4:]}, reached {text.to[-4:]}"

    def agents_got(self) -> Iterable[str]:
        people = self.ends.agents | self.ends.customers
        yield from (
            f"{t.body!r} reached {t.to}, a stranger" for t in self.out if t.to not in people
        )
        for text in self.to_agents:
            if self._tells(text, "customers"):
                yield f"{text.to[-4:]} reads a customer's number: {text.body!r}"

    def _tells(self, text: Text, side: str) -> bool:
        numbers: frozenset[str] = getattr(self.ends, side)
        return any(f"+{digits}" in numbers for digits in _DIGITS.findall(text.body))

    # --- out of order ----------------------------------------------------------------------------

    def overtaken(self) -> Iterable[str]:
        """Of one writer to one recipient, as the network took them and as they were committed."""
        last: dict[tuple[str, str], tuple[int, str]] = {}
        for text in self.out:
            entry = self.ends.record.entries.get(entry_id(text))
            if entry is None or _PART.search(entry.n) or entry.kind == "rest":
                continue
            writer = entry.agent if entry.kind == "reply" else entry.contact
            if not writer or entry.kind in ("ack", "redirect"):
                continue
            place, stream = self.ends.record.order[entry.id], (entry.recipient, writer)
            before, words = last.get(stream, (0, ""))
            if place < before:
                yield f"{text.body!r} came after {words!r}, which was committed later"
            last[stream] = (place, text.body)

    # --- what was said ---------------------------------------------------------------------------

    def told(self) -> tuple[list[str], list[str]]:
        """Who was wrongly told that a text did not arrive; and what nobody can tell."""
        got = set(WROTE.findall("\n".join(t.body for t in self.to_customers)))
        mistold, unsure = [], []
        for text in self.to_agents:
            if _is_word(text.body, "unsure"):
                unsure.append(text.body)
            elif _is_word(text.body, "not_delivered") and got & {*WROTE.findall(text.body)}:
                mistold.append(text.body)
        return mistold, unsure


def entry_id(text: Text) -> str:
    """The opaque id of the outbox entry that a text was."""
    return next(iter(parse_qs(urlsplit(text.callback).query).get("e", ())), "")


def _is_word(body: str, key: str) -> bool:
    """Whether a text is the desk's sentence `key`, whatever it is about."""
    return any(pattern.match(body) for pattern in _patterns(key))


@cache
def _patterns(key: str) -> tuple[re.Pattern[str], ...]:
    marks = {"n": "NNN", "q": "QQQ", "reason": "RRR"}
    found = []
    for language in ("en", "fr"):
        for name in (None, "CCC"):
            words = re.escape(say(key, language, c=name, **marks)).partition("QQQ")[0]
            found.append(re.compile(words.replace("NNN", r"\d+").replace("CCC", ".+"), re.DOTALL))
    return tuple(found)
