"""An entry that cannot be handled for a reason of the desk's own: put off, then given up. Pure."""

from ..decisions import Decision
from ..models import MINUTE, SECOND, Contact, Dead, Desk, Entry, Told
from . import delivery, returning

MOST_FAILURES = 5
"""So often is an entry tried that fails for a reason of the desk's own; then it is dead."""

FIRST_PAUSE = 5 * SECOND
"""The pause (ms) after the first failure; each is twice the one before."""

LONGEST_PAUSE = 5 * MINUTE


def is_last(entry: Entry) -> bool:
    """Whether the failure that just happened is one too many."""
    return entry.failures + 1 >= MOST_FAILURES


def put_off(entry: Entry, now: int) -> Decision:
    """The entry after one more failure: later, and in front of what is behind it.

    What a worker is to do is in nobody's order: it gets a later place, and keeps no other waiting.
    """
    failures = entry.failures + 1
    then = now + min(FIRST_PAUSE * 2 ** (failures - 1), LONGEST_PAUSE)
    again = entry.but(failures=failures, due=then, after=then)
    if entry.is_for_worker:
        moved = again.but(stamp=then, version=1)
        return Decision(outcome="put_off", taken=(entry,), put=(moved,))
    if entry.state == "sending":
        # It may have left: the lease, in which a status can tell, is not cut short.
        again = again.but(due=max(entry.due, then), after=entry.after)
    return Decision(outcome="put_off", claimed=(again,))


def buried(dead: Dead, entry: Entry) -> Decision:
    """The entry is kept aside, and that is all."""
    return Decision(outcome="dead", taken=(entry,), dead=dead.but(entry=entry))


def given_up(
    dead: Dead, entry: Entry, contact: Contact, told: tuple[Told, ...] | None, desk: Desk
) -> Decision:
    """The same, and its writer is told; a customer's words go to the other agents.

    `told` is who knows of the thread, None where the words must not be handed on (again). What may
    have left already is not handed on either: its reader would get it twice.
    """
    if entry.kind == "reply":
        unsure = entry.state == "sending"
        key, reason = ("unsure", "") if unsure else ("not_delivered", "reason_fault")
        notice = delivery.told_writer(entry, key, contact, desk, dead.at, reason)
        return buried(dead, entry).but(put=(notice,) if notice else ())
    if told is None or entry.state == "sending" or not entry.is_for_agent:
        return buried(dead, entry)
    decision = returning.returned(entry, contact, told, dead.at)
    handed_on = decision.outcome == "returned"
    return decision.but(dead=dead.but(entry=entry, handed_on=handed_on))


def revived(entry: Entry, now: int) -> Entry:
    """A dead entry as it goes back into its outbox.

    One that may have left stays so: the provider's log is asked before it is sent again.
    """
    again = entry.but(failures=0, after=0, due=now, version=1)
    if not entry.is_for_worker:
        return again
    return again.but(stamp=now)
