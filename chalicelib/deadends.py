"""What cannot be handled for a reason of the desk's own: tried again, then kept aside and said.

Nothing behind such an entry overtakes it, and it stops nothing for ever. While AWS is out of reach
or something is not set up, nothing counts as a failure: that error passes through.
"""

import time
from collections.abc import Callable

from . import telemetry, troubles, undelivered
from .decisions import Decision
from .models import MINUTE, Contact, Dead, Entry, Recipient, Told
from .rules import failing
from .store import commit, contacts, dead, keys, outbox
from .store import desk as desks
from .store.calls import retrying

UNREADABLE = 5 * MINUTE
"""An item that cannot be read is waited for this long (ms): while a deployment goes on, the newer
processes may write what the older ones do not know."""

Known = tuple[Contact, tuple[Told, ...] | None]
"""A contact, and who knows of the thread; None where its words are not to be handed on."""


def pending(recipient: str) -> tuple[Entry, ...]:
    """A recipient's first entries, in the order of their commits. 1 Query.

    An item that cannot be read keeps what is behind it waiting for a while, then it is dead.
    """
    found: list[Entry] = []
    for item in outbox.pending_items(recipient):
        entry = dead.readable(item)
        if isinstance(entry, Entry):
            found.append(entry)
        elif _is_fresh(item):
            telemetry.logger.error("an entry is unreadable", extra=troubles.told(entry))
            if not recipient.startswith(Recipient.worker("")):
                break
        elif dead.bury_unreadable(item, _dead(recipient, entry)):
            _rings(f"{recipient}, unreadable", entry)
    return tuple(found)


def stumbled(entry: Entry, error: Exception) -> bool:
    """Handling this entry raised: it is put off, or dead. Returns whether what is behind may go.

    Raises `error` where it is none of the entry's own.
    """
    if troubles.is_out_of_reach(error):
        raise error
    fresh = outbox.entry(entry.id)
    if fresh is None:
        _says("what follows an entry failed", entry, error)
        return True
    telemetry.count("EntryFailed")
    _says("an entry failed", fresh, error)
    if failing.is_last(fresh):
        _give_up(fresh, error)
        return True
    undelivered.record(failing.put_off(fresh, _now()))
    return False


def look_stumbled(entry: Entry, error: Exception) -> None:
    """What a worker was to do raised: it is put off, and never dead: a customer may be waiting.

    Raises `error` where it is none of the entry's own.
    """
    if troubles.is_out_of_reach(error):
        raise error
    telemetry.count("LookFailed")
    _says("a look failed", entry, error)
    if failing.is_last(entry):
        telemetry.count("LookFailing")
    undelivered.record(failing.put_off(entry, _now()))


def _give_up(entry: Entry, error: Exception) -> None:
    """Out of the outbox, kept, and said: with all that is known, or with what can be read of it."""
    why = _dead(entry.recipient, error)
    decision = _ended(entry, why, _known) or _ended(entry, why, _unknown)
    if decision is None:
        decision = failing.buried(why, entry)
        undelivered.record(decision)
    if decision.dead:
        _rings(entry.id, error)
    outbox.wake(decision.recipients, f"dead-{_now()}")


def _ended(entry: Entry, why: Dead, known: Callable[[Entry], Known]) -> Decision | None:
    """What was committed; None where that failed for a reason of the entry's own."""

    def attempt() -> Decision:
        fresh = outbox.entry(entry.id)
        if fresh is None:
            return Decision(outcome="settled_before")
        decision = failing.given_up(why, fresh, *known(fresh), desks.load())
        commit.commit(decision)
        return decision

    try:
        return retrying(attempt)
    except Exception as error:
        if troubles.is_out_of_reach(error):
            raise
        _says("nobody was told of a dead entry", entry, error)
        return None


def _known(entry: Entry) -> Known:
    """A phone that failed at this thread before may fail at its words: then they stay here."""
    contact = contacts.head(entry.contact) if entry.contact else Contact(id="")
    before = (kept.dead.entry for kept in dead.newest())
    if any(e and (e.agent, e.thread) == (entry.agent, entry.thread) for e in before):
        return contact, None
    record = contacts.record(contact.id, entry.thread) if entry.thread and contact.id else None
    return contact, (record.told if record else None) or ()


def _unknown(_: Entry) -> Known:
    return Contact(id=""), None


def _dead(recipient: str, error: Exception) -> Dead:
    told = troubles.told(error)
    return Dead(recipient=recipient, at=_now(), why=told["why"], where=told["where"])


def _is_fresh(item: keys.Item) -> bool:
    stamp = keys.stamp_of(item)
    return stamp is not None and stamp > _now() - UNREADABLE


def _says(what: str, entry: Entry, error: Exception) -> None:
    telemetry.logger.error(what, extra={"entry": entry.id, **troubles.told(error)})


def _rings(name: str, error: Exception) -> None:
    """An alarm rings for this metric."""
    telemetry.count("Dead")
    telemetry.logger.error("an entry is dead", extra={"entry": name, **troubles.told(error)})


def _now() -> int:
    return int(time.time() * 1000)
