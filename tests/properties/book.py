"""The model's own book-keeping, and every promise that it checks against.

`Broken` is a promise not kept. Nothing here asks the rules what is right: who a text was meant for,
what was written and shown and to whom, is written down when the model's people do it.
"""

import re
from collections import Counter
from dataclasses import dataclass, field

from chalicelib.decisions import Decision
from chalicelib.models import Desk, Entry
from chalicelib.rules.showing import LATE
from chalicelib.texts import plain_typography

from . import fate
from .broken import Broken
from .later import Later, words_of
from .meant import Meant, Written
from .paper import Paper, entry_key
from .phones import WORDS
from .questions import digits

SPEAKS = frozenset({"words", "bare", "numbered", "quote", "digit", "again"})
"""The kinds of agents' texts that may reach a customer as they are."""

ANSWERS = frozenset({"answer", "again"})
"""Those that may send what is held."""

SUMMARIES = frozenset({"rest", "new", "took", "passed", "remind"})
"""Kinds of entries that may tell again what was said before, and short."""

ORDERS = frozenset({"command", "order"})
"""Those that may change a thread without a word to its customer."""


CUT = re.compile(r"\(\.\.\. (\d+) [^:]*: /hist (\d+)\)")
"""What stands in a text to an agent for those of a flood that are in the history alone."""


def _replies(decision: Decision) -> list[Entry]:
    return [entry for entry in decision.put if entry.kind == "reply"]


@dataclass
class Book:
    """Everything that happened, for one desk on one paper."""

    desk: Desk
    paper: Paper
    written: dict[str, Written] = field(default_factory=dict)
    meant: dict[str, Meant] = field(default_factory=dict)
    threads: dict[int, tuple[str, str]] = field(default_factory=dict)
    ends: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    taken_in: list[str] = field(default_factory=list)
    acknowledged: Counter[int] = field(default_factory=Counter)
    stale: set[int] = field(default_factory=set)
    cut: Counter[int] = field(default_factory=Counter)
    """How many texts of a thread an agent was told of in a number, as of a flood."""
    announced: set[int] = field(default_factory=set)
    order: dict[tuple[str, int, str], int] = field(default_factory=dict)
    last: dict[tuple[str, str], int] = field(default_factory=dict)
    handed: set[str] = field(default_factory=set)
    shown: set[tuple[str, int]] = field(default_factory=set)
    leaving: set[str] = field(default_factory=set)
    expired: set[tuple[str, int]] = field(default_factory=set)
    holds: dict[tuple[str, int], list[str]] = field(default_factory=dict)
    said: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    digits: dict[str, frozenset[int]] = field(default_factory=dict)
    dropped: list[str] = field(default_factory=list)
    unsure: list[str] = field(default_factory=list)
    marks: dict[str, dict[str, int]] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.later = Later(self.desk, self.threads, self.ends, self.counts)

    # --- a decision was committed ------------------------------------------------------------

    def committed(self, decision: Decision) -> None:
        self.counts[decision.outcome] += 1
        for entry in decision.put:
            self.order[entry_key(entry)] = len(self.order)
        for entry in decision.claimed:
            if entry.kind in WORDS:  # from here on it may show, whatever becomes of the drain
                self.shown.add((entry.agent or "", entry.thread or 0))
            thread = self.paper.head(entry.contact or "").thread(entry.thread)
            first = decision.outcome == "claimed" and entry.kind == "gone"
            if first and thread and thread.owner == entry.agent:
                raise Broken("gone", f"told that #{entry.thread} is somebody else's, who has it")
        if decision.outcome in ("dropped", "returned"):
            self.dropped += [entry.text for entry in decision.taken]
        if decision.seen in self.written:
            self._customer(decision, decision.seen or "")
        elif decision.seen in self.meant:
            self._agent(decision, self.meant[decision.seen or ""])
        elif decision.claimed:
            fate.leave(self, decision)
        elif decision.outcome != "rerouted" and _replies(decision):
            raise Broken("P1", "a reply that nobody wrote")
        if decision.outcome == "rerouted":
            self.later.leaves(_replies(decision))
        self.later.committed(decision)
        if decision.outcome in ("failed", "rerouted"):
            fate.fails(decision)
            self.leaving -= {entry.id for entry in decision.taken}
        self.leaving |= {entry.id for entry in decision.put if entry.kind == "reply"}
        self._announcement(decision)
        self._recipients(decision)

    def _customer(self, decision: Decision, text_id: str) -> None:
        text, message = self.written[text_id], decision.message
        if message is None or message.provider_id != text_id or message.author is not None:
            raise Broken("P2", f"{decision.outcome}: a customer's text is not kept")
        self.taken_in.append(text_id)
        if message.thread is None:
            return
        inbox = self.desk.inbox_at(text.ours)
        place = (text.contact, inbox.name if inbox else "")
        self.threads.setdefault(message.thread, place)
        if self.threads[message.thread] != place:
            raise Broken("threads", f"#{message.thread} is of two contacts or inboxes")
        self.ends[place] = (text.ours, text.theirs)
        self.later.leaves(_replies(decision))
        acks = sum(entry.kind == "ack" for entry in decision.put)
        self.acknowledged[message.thread] += acks
        if message.late and decision.opened and not acks:
            self.stale.add(message.thread)  # fetched from the log, and too old to be told so
        if self.acknowledged[message.thread] != (message.thread not in self.stale):
            raise Broken("acknowledgement", f"{self.acknowledged} after {decision.outcome}")

    def _agent(self, decision: Decision, meant: Meant) -> None:
        waited = [entry for entry in _replies(decision) if self.later.is_of(entry)]
        replies = [entry for entry in _replies(decision) if entry not in waited]
        self.later.leaves(waited)
        if replies or self.later.news(decision):
            self._replies(replies, meant, decision)
        elif meant.kind not in ORDERS and (decision.contact or decision.loads):
            raise Broken("claims", f"a text of the kind {meant.kind} changes a thread")
        fate.follow(self, decision, meant, replies)

    def _replies(self, replies: list[Entry], meant: Meant, decision: Decision) -> None:
        texts = [meant.words]
        if meant.kind == "answer":
            said = meant.words
            how = "by number" if "#" in said else "by name" if said.isalpha() else "by digit"
            self.counts[f"answered {how}"] += 1
        if meant.late:
            raise Broken("P1", "what was fetched late is relayed unasked")
        if decision.settled:
            about = self.holds[meant.agent, decision.settled[0].stamp]
            texts = [self.meant[text_id].words for text_id in about]
            if meant.kind not in ANSWERS:
                raise Broken("P1", f"a text of the kind {meant.kind} sends what is held")
            if texts != [self.meant[text_id].words for text_id in meant.about]:
                raise Broken("P1", "more, or other texts are sent than the question quoted")
        elif meant.kind not in SPEAKS:
            raise Broken("P1", f"a text of the kind {meant.kind} is relayed")
        for thread, unsent in self.later.news(decision):
            if (thread, unsent.agent) != (meant.thread, meant.agent) or not texts:
                raise Broken("P1", f"meant for #{meant.thread}, waits for #{thread}")
            self.later.keeps(thread, unsent, texts.pop(0))
            self.counts[f"waits: {meant.kind}"] += 1
        if len(replies) != len(texts):
            raise Broken("P1", f"{len(texts)} texts, {len(replies)} replies")
        for entry, words in zip(replies, texts, strict=True):
            self._reply(entry, words, meant)
        message = decision.message
        if message is None or (message.author, message.note) != (meant.agent, False):
            raise Broken("P1", "a reply that is not kept")

    def _reply(self, entry: Entry, words: str, meant: Meant) -> None:
        place = self.threads.get(meant.thread or 0)
        if place is None:
            raise Broken("P1", f"a {meant.kind} meant for nobody goes to #{entry.thread}")
        if entry.contact != place[0]:
            raise Broken("P1", f"meant for #{meant.thread}, goes to #{entry.thread}")
        if (entry.sender, entry.to) != self.ends[place]:
            if not self.desk.fallback or not self.later.is_theirs(entry):
                raise Broken("P1", f"meant for #{meant.thread}, goes between other numbers")
            self.ends[place] = (entry.sender, entry.to)
            self.counts["by another channel"] += 1
        self.later.wrote[words_of(entry, entry.thread or 0)] += 1
        if entry.text not in (words, plain_typography(words)) or entry.agent != meant.agent:
            raise Broken("P1", "not word for word")
        self.counts["replies"] += 1
        self.counts[f"sent: {meant.kind}"] += 1

    def _announcement(self, decision: Decision) -> None:
        told = [entry for entry in decision.put if entry.kind == "new"]
        if not told:
            return
        if len(told) > 5:
            raise Broken("announcement", f"{len(told)} agents are told at once")
        self.announced.add(told[0].thread or 0)

    def _recipients(self, decision: Decision) -> None:
        if len({entry.recipient for entry in decision.put}) > 11:
            raise Broken("recipients", f"{len(decision.put)} recipients of one decision")
        for entry in decision.answers:
            self._to_customer(entry, entry.text)

    # --- a text was handed over --------------------------------------------------------------

    def hands(self, entry: Entry, *, arrives: bool = True) -> None:
        """`entry` is handed to the provider, with `entry.body`; whether it gets to the phone."""
        if entry.id in self.handed:
            raise Broken("P3", f"{entry.kind} is handed over twice")
        self.handed.add(entry.id)
        self.leaving.discard(entry.id)
        self._in_order(entry)
        if entry.recipient.startswith("c-"):
            if entry.kind == "reply" and arrives:
                self.later.arrives(entry)
            self._to_customer(entry, entry.body)
            return
        customers = self.paper.contacts.values()
        self._hides(entry, entry.body, [a for contact in customers for a in contact.addresses])
        if not self.desk.is_relay(entry.sender):
            raise Broken("P4", "an agent is texted from a number that is no relay number")
        for count, number in CUT.findall(entry.text if entry.kind != "rest" else ""):
            self.cut[int(number)] += int(count)
        self._to_agent(entry, arrives)
        if entry.kind == "question":
            self._asks(entry)

    def _asks(self, entry: Entry) -> None:
        agent, asked = entry.agent or "", digits(entry.body)
        if asked & self.digits.get(agent, frozenset()):
            raise Broken("digits", f"two questions in a row ask for the same: {entry.body}")
        self.digits[agent] = asked
        self.counts["questions"] += 1

    def _in_order(self, entry: Entry) -> None:
        stream, place = (entry.recipient, entry.contact or ""), self.order[entry_key(entry)]
        if entry.kind == "rest" or entry.contact is None:
            return  # committed with a claim, and leaves right after it; or of no contact's order
        if place < self.last.get(stream, 0):
            raise Broken("P5", f"{entry.kind} is handed over after what was committed later")
        self.last[stream] = place

    def _to_customer(self, entry: Entry, body: str) -> None:
        agents = [a for agent in self.desk.agents for a in agent.addresses]
        business = {a for inbox in self.desk.inboxes for a in inbox.addresses}
        hidden = [n for n in (*agents, *self.desk.relay_numbers) if n not in business]
        self._hides(entry, body, hidden)
        if "zn" in body:
            raise Broken("notes", f"a customer reads: {body}")
        if entry.kind != "redirect" and entry.sender not in business:
            raise Broken("P4", f"a customer gets a {entry.kind} from no business number")

    def _hides(self, entry: Entry, body: str, addresses: list[str]) -> None:
        digits = "".join(char for char in body if char.isdigit())
        for address in addresses:
            if address.rpartition("+")[2] in digits:
                raise Broken("P4", f"a {entry.kind} holds an address of the other side")

    def _to_agent(self, entry: Entry, arrives: bool) -> None:
        agent, thread = entry.agent or "", entry.thread or 0
        if entry.kind in WORDS and arrives:
            self._marks(entry)
        if entry.kind != "gone":
            return
        if (agent, thread) not in self.shown:
            raise Broken("gone", f"told that #{thread} is taken, who was never shown it")

    def _marks(self, entry: Entry) -> None:
        """In each text, and from text to text on one line, a thread's words come in order."""
        stream = f"{entry.recipient} {entry.sender} {entry.thread}"
        seen = self.marks.setdefault(stream, {})
        numbered = [
            (number, mark)
            for number, text_id in enumerate(self.taken_in)
            for mark in self.written[text_id].marks
        ]
        here = {mark: number for number, mark in numbered if mark in entry.body}
        places = [entry.body.index(mark) for mark in here]
        # Of a long one the later words are in the parts behind it.
        whole = [number for number, mark in numbered if mark in f"{entry.text}{entry.body}"]
        repeats = bool(here) and max(whole) < max(seen.values(), default=0)
        # One that was on its way while its thread changed hands comes with its time in front.
        repeats = repeats and not (entry.written and entry.tried - entry.written >= LATE)
        if places != sorted(places) or (repeats and entry.kind not in SUMMARIES):
            raise Broken("order", f"{entry.kind} shows #{entry.thread}'s texts out of order")
        seen |= here
