"""What a rule decides and the store commits: every item after, in one transaction."""

from collections.abc import Mapping
from typing import Literal, NamedTuple

from .models import (
    Agent,
    Closure,
    Contact,
    Dead,
    Entry,
    HeldText,
    InboundMessage,
    Line,
    Message,
    Model,
    Profile,
    Sent,
    ThreadRecord,
)


class Figure(NamedTuple):
    """Something that the operator counts or times; `telemetry` has the unit of each."""

    name: Literal[
        "TextsOut",
        "SegmentsOut",
        "Acknowledged",
        "Relayed",
        "FirstAnswer",
        "NextAnswer",
        "Waiting",
        "WaitingLongest",
    ]
    value: int


class Load(Model):
    """A change of the number of an inbox's open threads that an agent owns: +1 or -1.

    `given`: when the agent was given one that is not answered yet; then it is 0.
    """

    agent: str
    inbox: str
    by: int
    given: int = 0


class Tally(NamedTuple):
    """What is added to the counts of an inbox's day, in the decision's own transaction.

    `day` is a date on the desk's clock (`2026-11-22`). `contact` only says which part of the day's
    counts is moved, so that not everybody moves the same one. `counts`: name → by how much, see
    `rules.measures`.
    """

    inbox: str
    day: str
    contact: str
    counts: Mapping[str, int]


class Decision(Model):
    """The items after. Their versions are those that were read: the store expects and raises them.

    `seen` is the webhook's mark, put if absent. `contact`, `profile` and `lines` are written at
    their versions. `record` changes a thread's own item; `opened` says that its number is new.
    `also` is a second text of the history. `held` are texts that wait for their agent's word,
    written at their version; `settled` are those that wait no longer. `loads` move counters. `put`
    adds entries, `taken` deletes entries at their version, `claimed` writes them at their version.
    `linked` are contacts that become the same person as `contact`, or are it no longer, written at
    their versions; `ended` is the record of a thread that goes on in another one then. `checked` is
    a contact that only must not have changed. `away` writes the agent's absence to the
    rosters of these inboxes. `parked` keeps a text that has no place to go, `dead` an entry that
    cannot be handled. `closures` replace what supervisors said of the hours, which must still be
    `closures_before`. `joined` are the agents whom supervisors added by text, which must still be
    `joined_before`; the rosters follow. `figures` are told once it is committed, `tally` is counted
    with it. `outcome` is one word for the log.
    """

    outcome: str
    seen: str | None = None
    contact: Contact | None = None
    checked: Contact | None = None
    profile: Profile | None = None
    lines: tuple[Line, ...] = ()
    message: Message | None = None
    also: Message | None = None
    record: ThreadRecord | None = None
    opened: bool = False
    linked: tuple[Contact, ...] = ()
    ended: ThreadRecord | None = None
    held: tuple[HeldText, ...] = ()
    settled: tuple[HeldText, ...] = ()
    loads: tuple[Load, ...] = ()
    put: tuple[Entry, ...] = ()
    taken: tuple[Entry, ...] = ()
    claimed: tuple[Entry, ...] = ()
    sent: Sent | None = None
    away: tuple[str, ...] = ()
    parked: InboundMessage | None = None
    dead: Dead | None = None
    closures: tuple[Closure, ...] | None = None
    closures_before: tuple[Closure, ...] = ()
    joined: tuple[Agent, ...] | None = None
    joined_before: tuple[Agent, ...] = ()
    figures: tuple[Figure, ...] = ()
    tally: Tally | None = None

    @property
    def answers(self) -> tuple[Entry, ...]:
        """The entries that go out in the webhook's own answer."""
        return tuple(entry for entry in self.put if entry.state == "handed")

    @property
    def recipients(self) -> tuple[str, ...]:
        """Whom to wake, each once: those with something to do now."""
        waiting = (e.recipient for e in self.put if e.state == "queued" and e.after == 0)
        return tuple(dict.fromkeys(waiting))
