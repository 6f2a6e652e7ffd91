"""One text of an agent, with all that was loaded to decide on it, and how it is answered. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ..decisions import Decision
from ..models import (
    HOUR,
    MINUTE,
    Agent,
    Contact,
    Desk,
    Entry,
    HeldText,
    InboundMessage,
    Line,
    Media,
    Message,
    Model,
    Notice,
    Profile,
    Roster,
    Shown,
    Spot,
    ThreadRecord,
)
from ..texts import fold, media_words, say
from . import allotment, carriage, entries, gist

LOOPING = frozenset({"held", "automatic", "unknown"})
"""What is said to texts that a machine may have written."""

TOLD_SAME = 3
TOLD_WITHIN = 12 * HOUR
TOLD_AT_ONCE = (10, 10 * MINUTE)
_KEPT_NOTICES = 12


class View(Model):
    """An agent's partition, read at once: who texts, and what each number showed and when."""

    profile: Profile
    lines: tuple[Line, ...] = ()
    held: tuple[HeldText, ...] = ()

    def line(self, spot: Spot) -> Line | None:
        """The line at this spot, if anything passed there."""
        return next((line for line in self.lines if line.spot == spot), None)

    def spot_of(self, thread: int) -> Spot | None:
        """Where a thread was shown last."""
        found = [(s.relayed, line.spot) for line in self.lines if (s := line.entry(thread))]
        return max(found)[1] if found else None

    def knows(self, thread: int) -> bool:
        """Whether a thread was shown here, and nobody else had it since."""
        found = (line.entry(thread) for line in self.lines)
        return any(s.relayed and not s.gone for s in found if s)

    def shown(self, thread: int) -> Shown | None:
        """What any line knows of a thread."""
        return next((s for line in self.lines if (s := line.entry(thread))), None)


@dataclass(frozen=True)
class Lists:
    """What a command must read beyond the agent and the contact; the rest stays empty.

    `number` is a new thread's. `other` is whom a customer is to be linked to; `linked` are the
    HEADs that lead to who goes by that, or that were linked before; `waits` says that an answer to
    who goes, or a text of theirs to this agent, is on its way still. `counts` are by inbox, of the
    days that `/stats` asks for.
    """

    mine: tuple[ThreadRecord, ...] = ()
    queue: tuple[ThreadRecord, ...] = ()
    roster: tuple[Roster, ...] = ()
    history: tuple[Message, ...] = ()
    number: int = 0
    other: Contact | None = None
    linked: tuple[Contact, ...] = ()
    waits: bool = False
    counts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


@dataclass(frozen=True)
class Turn:
    """What a rule about an agent's text works with. `contact` is the one the text may concern.

    `settling` is the held text that this text answers the question about.
    """

    agent: Agent
    desk: Desk
    message: InboundMessage
    view: View
    now: int
    contact: Contact | None = None
    lists: Lists = Lists()
    settling: HeldText | None = None

    @property
    def spot(self) -> Spot:
        """Where the text was written."""
        return Spot(self.message.sender, self.message.recipient)

    @property
    def line(self) -> Line:
        """The line that it was written on."""
        return self.view.line(self.spot) or allotment.blank(self.agent, self.spot, self.desk)

    @property
    def stamp(self) -> int:
        """The stamp of this commit: after the agent's last, and after the contact's."""
        before = self.contact.stamp if self.contact else 0
        return max(self.now, self.view.profile.stamp + 1, before + 1)

    @property
    def profile(self) -> Profile:
        """The agent's profile as this commit leaves it."""
        return self.view.profile.but(stamp=self.stamp)

    @property
    def media(self) -> tuple[Media, ...]:
        """What came with this text; or, where it answers a question, with the one asked about."""
        if self.settling:
            return self.settling.media
        return carriage.sendable(self.message.attached)

    @property
    def brings_what_cannot_go(self) -> bool:
        """Whether something came with this text that nobody could be sent."""
        return len(self.message.media) > len(carriage.sendable(self.message.attached))

    def said(self, texts: Sequence[str]) -> str:
        """What the agent wrote, as it is quoted: a picture alone by what it is."""
        words = "\n".join(text for text in texts if text)
        attached = self.settling.media if self.settling else self.message.media
        return words or media_words(attached, self.agent.language)

    def about(self, contact: Contact) -> "Turn":
        """The same turn, concerning `contact`."""
        return replace(self, contact=contact)

    def answering(self, held: HeldText) -> "Turn":
        """The same turn, answering the question about `held`."""
        return replace(self, settling=held)

    def at(self, desk: Desk) -> "Turn":
        """The same turn, at the desk as it is by now."""
        return replace(self, desk=desk)

    def reading(self, lists: Lists) -> "Turn":
        """The same turn, with what a command must read."""
        return replace(self, lists=lists)

    def name(self, contact: Contact | None = None, language: str | None = None) -> str:
        """What a customer is called in a text to this agent, or in `language`."""
        known = (contact or self.contact or Contact(id="")).name
        return name_of(known, language or self.agent.language)

    def n(self, index: int) -> str:
        """The serial of this commit's entry number `index`."""
        return entries.serial(self.message.id, index)

    def say(self, key: str, **values: Any) -> str:
        """A sentence to this agent."""
        return say(key, self.agent.language, **values)

    def more(self, count: int) -> str:
        """How many more there are than fit."""
        return self.say("list_more", count=count)

    def notice(self, words: str, index: int = 5) -> Entry:
        """A text of the desk's own, on the line that the agent wrote on."""
        return entries.to_agent(
            "notice", self.agent, self.spot, words, self.stamp, self.n(index), self.now
        )

    def kept(self, contact: Contact, thread: int, text: str, *, note: bool = False) -> Message:
        """What this agent wrote, for the contact's history."""
        return Message(
            contact=contact.id,
            stamp=self.stamp,
            thread=thread,
            text=text,
            author=self.agent.id,
            provider_id=self.message.id,
            note=note,
            media=() if note else self.media,
        )

    def told(self, outcome: str, words: str, **changes: Any) -> Decision:
        """Nothing changes but that the agent is told."""
        if outcome not in LOOPING or self.settling:  # no machine answers a question
            return self._said(outcome, words, changes)
        profile = self.braked()
        if profile is None:
            return Decision(outcome="silenced", seen=self.message.id, profile=self.profile)
        return self._said(outcome, words, {"profile": profile, **changes})

    def braked(self) -> Profile | None:
        """The profile after something was said to a text that a machine may have written.

        Two machines would tell each other for ever: of the same text it is said three times in
        twelve hours, and of all together ten times in ten minutes (P7). None: not this time.
        """
        before = self._notices()
        recent = sum(1 for n in before if self.now - n.at < TOLD_AT_ONCE[1])
        if self.says_it_again() or recent >= TOLD_AT_ONCE[0]:
            return None
        told = (*before, Notice(self.now, self._digest()))[-_KEPT_NOTICES:]
        return self.profile.but(notices=told)

    def says_it_again(self) -> bool:
        """Whether something was said to this same text as often as it is said at all."""
        digest = self._digest()
        return sum(1 for n in self._notices() if n.digest == digest) >= TOLD_SAME

    def _digest(self) -> str:
        """What tells this text from another: no two pictures are the same."""
        return gist.digest(self.message.id if self.message.media else self.message.body)

    def _notices(self) -> list[Notice]:
        return [n for n in self.view.profile.notices if self.now - n.at < TOLD_WITHIN]

    def _said(self, outcome: str, words: str, changes: dict[str, Any]) -> Decision:
        return Decision(
            outcome=outcome,
            seen=self.message.id,
            put=(self.notice(words),),
            **{"profile": self.profile, **changes},
        )


def may_see(turn: Turn, contact: Contact, number: int) -> bool:
    """Whether this agent works in its inbox, or was shown it. Nobody may see what was erased."""
    if turn.view.shown(number):
        return contact.version > 0
    thread = contact.thread(number) or contact.closed_thread(number) or contact.goes_on(number)
    return thread is not None and thread.inbox in turn.agent.inboxes


def name_of(name: str | None, language: str) -> str:
    """A customer's name as it can stand in a text of the desk's own."""
    return fold(name or "") or say("customer", language)
