"""Two who were linked by mistake are two again, and what agents write is for one of them. Pure."""

from collections.abc import Sequence
from typing import TypeVar

from ..decisions import Decision
from ..models import Choice, ClosedThread, Contact, Desk, OpenThread, Parted, channel_of
from . import commands
from .threads import record
from .turn import Turn

T = TypeVar("T", OpenThread, ClosedThread)


def unlink(number: int, contact: Contact, turn: Turn) -> Decision:
    """`/unlink`: who was linked last is a contact of their own again, with what they had then.

    `turn.lists.linked` are the HEADs that lead to this contact.
    """
    last = last_linked(contact, turn.lists.linked)
    if last is None:
        return turn.told("refused", turn.say("unlink_none", n=number, c=turn.name()))
    turn = turn.about(contact.but(stamp=max(contact.stamp, last.stamp)))
    found = parted(contact, last, turn.lists.linked, turn.desk, turn.stamp)
    if isinstance(found, OpenThread):
        word = commands.word("done", turn.agent.language)
        return turn.told("refused", turn.say("unlink_first", n=found.number, command=word))
    after, heads = found
    goes_on = contact.goes_on(number)
    here = goes_on.number if goes_on else number
    thread = after.thread(here)
    values = {"n": here, "c": turn.name(after), "old": turn.name(heads[0])}
    return Decision(
        outcome="unlinked",
        seen=turn.message.id,
        contact=after,
        linked=heads,
        record=record(after, thread) if thread else None,
        profile=turn.profile.but(act=None),
        put=(turn.notice(_told(values, _newest(last), turn)),),
    )


def _told(values: dict[str, object], newest: int, turn: Turn) -> str:
    if not newest:  # there is no number yet that an answer could begin with
        return turn.say("unlinked_new", **values)
    return turn.say("unlinked", **values, m=newest)


def last_linked(contact: Contact, linked: Sequence[Contact]) -> Contact | None:
    """Who was linked to the contact last by somebody; what the provider knows stays together."""
    heads = {one.id: one for one in linked if one.linked_to == contact.id and not one.alias_of}
    return next((heads[id_] for id_ in reversed(contact.linked) if id_ in heads), None)


def parted(
    contact: Contact, last: Contact, linked: Sequence[Contact], desk: Desk, stamp: int
) -> tuple[Contact, tuple[Contact, ...]] | OpenThread:
    """The contact without `last`, and the HEADs after, the first of them that of `last`.

    A thread that must be closed before: where no address is left to which its answers could go, or
    where what never left might be for either.
    """
    ids = _with_aliases({last.id, *last.linked}, linked)
    leaves = {a for a in contact.addresses if desk.identify(a) in ids} | {*last.addresses}
    stay = tuple(a for a in contact.addresses if a not in leaves)
    if unsent := next((t for t in contact.threads if t.unsent), None):
        return unsent
    threads = [_ends(t, leaves, stay, desk) for t in contact.threads]
    if None in threads:
        return contact.threads[threads.index(None)]
    past = (_ends(t, leaves, stay, desk) for t in contact.closed)
    after = contact.but(
        stamp=stamp,
        name=None if contact.name == last.name else contact.name,
        addresses=stay,
        threads=tuple(
            t.but(also=tuple(n for n in t.also if last.closed_thread(n) is None))
            for t in threads
            if t
        ),
        closed=tuple(filter(None, past)),
        opted_out=tuple(o for o in contact.opted_out if o.theirs not in leaves),
        windows=tuple(w for w in contact.windows if w.theirs not in leaves),
        linked=tuple(id_ for id_ in contact.linked if id_ not in ids),
        parted=Parted(stamp, last.id, _newest(last), last.name),
    )
    alone = last.but(
        linked_to=None,
        stamp=stamp,
        addresses=tuple(dict.fromkeys((*last.addresses, *sorted(leaves)))),
        opted_out=tuple(o for o in contact.opted_out if o.theirs in leaves),
        windows=tuple(w for w in contact.windows if w.theirs in leaves),
        linked=tuple(one.id for one in linked if one.id in ids and one.id != last.id),
        blocked=contact.blocked,
        spam=contact.spam,
    )
    heads = [one.but(linked_to=last.id) for one in linked if one.id in alone.linked]
    return after, (alone, *heads)


def _with_aliases(ids: set[str], linked: Sequence[Contact]) -> set[str]:
    """These contacts, and all whom their provider says to be the same person as one of them."""
    more = {one.id for one in linked if one.alias_of in ids} - ids
    return _with_aliases(ids | more, linked) if more else ids


def _newest(contact: Contact) -> int:
    numbers = (*(t.number for t in contact.threads), *(t.number for t in contact.closed))
    return max(numbers, default=0)


def _ends(thread: T, leaves: set[str], stay: tuple[str, ...], desk: Desk) -> T | None:
    """The thread with ends that are left to it; None where there are none."""
    if thread.theirs not in leaves:
        return thread
    inbox = desk.inbox(thread.inbox)
    for theirs in reversed(stay):
        for ours in inbox.addresses if inbox else ():
            if channel_of(ours) == channel_of(theirs):
                return thread.but(ours=ours, theirs=theirs)
    return None


def may_be_either(contact: Contact, number: int, turn: Turn) -> bool:
    """Whether what an agent writes to a thread may be for who was taken apart from its customer.

    What was shown of it before may be the other one's words, so it is asked once on each line.
    """
    split, thread = contact.parted, contact.thread(number)
    if split is None or (thread and thread.opened > split.at):
        return False
    if turn.settling and turn.settling.asked > split.at:
        return False
    shown = turn.line.entry(number)
    return shown is None or shown.wrote <= split.at


def either(contact: Contact, number: int) -> tuple[Choice, ...]:
    """The two whom such a text may be for."""
    split = contact.parted
    one = Choice(do="send", thread=number, contact=contact.id, name=contact.name)
    if split is None or not split.thread:  # the other one has nothing that can be answered
        return (one,)
    return (one, Choice(do="send", thread=split.thread, contact=split.contact, name=split.name))
