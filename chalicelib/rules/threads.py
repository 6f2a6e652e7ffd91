"""A thread as its own item and its HEAD have it. Pure."""

from ..models import ClosedThread, Contact, OpenThread, Spot, ThreadRecord


def record(contact: Contact, thread: OpenThread) -> ThreadRecord:
    """A thread's own item as its HEAD has it; whom it was announced to stays as it is."""
    return ThreadRecord(
        number=thread.number,
        contact=contact.id,
        inbox=thread.inbox,
        opened=thread.opened,
        name=contact.name,
        owner=thread.owner,
        snoozed=thread.snoozed,
        waits=thread.waits,
        tags=thread.tags,
    )


def closed(thread: OpenThread, owner: str, spot: Spot, now: int) -> ClosedThread:
    """An open thread, resolved at `now` (ms) by `owner`, who was shown it at `spot`."""
    return ClosedThread(
        number=thread.number,
        inbox=thread.inbox,
        ours=thread.ours,
        theirs=thread.theirs,
        opened=thread.opened,
        closed=now,
        owner=owner,
        spot=spot,
        tags=thread.tags,
        unsent=thread.unsent,
        asked_back=thread.asked_back,
    )


def reopened(past: ClosedThread, owner: str, stamp: int) -> OpenThread:
    """A resolved thread, open again and its owner's. What came until `stamp` was on its way."""
    return OpenThread(
        number=past.number,
        inbox=past.inbox,
        ours=past.ours,
        theirs=past.theirs,
        opened=past.opened,
        shown=stamp,
        owner=owner,
        spot=past.spot,
        closed=past.closed,
        tags=past.tags,
        asked_back=past.asked_back,
    )


def answered(thread: OpenThread, now: int) -> OpenThread:
    """The thread as an agent's answer at `now` (ms) leaves it: nobody waits there any more."""
    after = thread.but(waits=0, answered=thread.answered or now, spoke=now)
    return after.but(reminded=0, escalated=0)


def told_until(thread: OpenThread) -> int:
    """The stamp up to which whoever gets the thread with its last texts knows of it.

    Where its agent has reopened it nobody was heard since: then it is what was on its way before.
    """
    return max(thread.heard, thread.shown)
