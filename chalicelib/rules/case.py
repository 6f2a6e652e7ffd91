"""What an inbox's worker has before it when it looks at a thread, and what it makes of it. Pure."""

from collections.abc import Mapping, Sequence

from ..decisions import Decision
from ..models import (
    MINUTE,
    Agent,
    Contact,
    Entry,
    EntryKind,
    Message,
    Model,
    OpenThread,
    Roster,
    Spot,
    ThreadRecord,
    Told,
)
from . import carriage, entries, folding
from .customer import text_for_agent

MOST = 10
"""A decision names at most so many recipients."""

PATROL_EVERY = 5 * MINUTE
"""While nobody has answered, the worker looks again in so long (ms): who is there by now?"""


class Case(Model):
    """What the worker loaded.

    The look itself, the contact, the thread's record, the inbox's roster, and the texts since the
    thread was opened or reopened, oldest first. `ahead` are those who have waited longer and whom
    nobody was given yet, where agents are given one thread after the other. `overnight` is how many
    have waited since the inbox was closed, this one among them. `counts` are the inbox's of a week
    (`measures.py`), where the customer is to hear how long others wait.
    """

    entry: Entry
    contact: Contact
    record: ThreadRecord | None
    roster: tuple[Roster, ...] = ()
    messages: tuple[Message, ...] = ()
    ahead: tuple[ThreadRecord, ...] = ()
    overnight: int = 0
    counts: Mapping[str, int] = {}

    @property
    def thread(self) -> OpenThread | None:
        """The thread to look at, while it is open."""
        return self.contact.thread(self.entry.thread)

    @property
    def told(self) -> tuple[Told, ...]:
        """The agents it was announced to."""
        return (self.record.told if self.record else None) or ()


def since_when(thread: OpenThread) -> int:
    """The stamp from which on a look needs a thread's texts.

    Of a reopened one those since then, unless something from before was not shown yet, or somebody
    is to get the whole story.
    """
    if thread.passed or thread.snoozed:
        return thread.opened
    return min(thread.closed or thread.opened, thread.shown + 1)


def heard(case: Case, since: int) -> list[Message]:
    """The customer's texts after a stamp."""
    return [m for m in case.messages if m.stamp > since and m.author is None]


def texts(
    kind: EntryKind, case: Case, agent: Agent, spot: Spot, since: int, stamp: int, now: int
) -> Entry:
    """What the customer wrote after the stamp `since`, as one text to an agent."""
    found = heard(case, since)
    said = [text_for_agent(m.text, m, agent.language) for m in found]
    words = folding.folded(said, case.entry.thread, agent.language)
    entry = about(kind, case, agent, spot, words, stamp, now).but(media=carriage.of(found))
    entry = marked(entry, found, case.thread)
    return entry.but(written=found[0].stamp, late=found[0].late) if found else entry


def marked(entry: Entry, said: Sequence[Message], thread: OpenThread | None) -> Entry:
    """The same; what it has of a customer's texts is marked as read once it has left.

    That is told of the last of them, where the thread was last heard on such a channel.
    """
    last = next((m for m in reversed(said) if m.text or m.media), None)
    return entries.marked(entry, last.raw_id, thread.ours) if last and thread else entry


def about(
    kind: EntryKind, case: Case, agent: Agent, spot: Spot, words: str, stamp: int, now: int
) -> Entry:
    """A text to an agent about the thread, as a child of the look."""
    n = entries.serial(case.entry.n.partition("-")[0], 0)  # not each look's mark behind the last
    entry = entries.to_agent(kind, agent, spot, words, stamp, n, now)
    return entry.but(contact=case.contact.id, thread=case.entry.thread)


def again(case: Case, thread: OpenThread | None, stamp: int, now: int, wait: int) -> Entry:
    """Another look, now or after `wait` ms."""
    inbox = thread.inbox if thread else case.entry.recipient[2:]
    number = case.entry.thread or 0
    n = entries.serial(case.entry.n.partition("-")[0], 9)  # not each look's mark behind the last
    return entries.look(inbox, case.contact.id, number, stamp, n, now, wait)


def changed(case: Case, thread: OpenThread, stamp: int, put: Sequence[Entry]) -> Decision:
    """The thread after, and the look done."""
    return Decision(
        outcome="looked",
        contact=case.contact.but(stamp=stamp).with_thread(thread),
        put=tuple(put),
        taken=(case.entry,),
    )


def stamp_of(case: Case, now: int) -> int:
    """The stamp of this look's commit."""
    return max(now, case.contact.stamp + 1)
