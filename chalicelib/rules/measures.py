"""What is seen of how well people are served: figures and counts that go with a decision. Pure.

Figures are the operator's, told when the decision is committed; counts are the supervisors', in the
decision's own transaction. So a text that is tried twice is counted once.
"""

from bisect import bisect_left
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from ..decisions import Figure, Tally
from ..models import (
    DAY,
    HOUR,
    MINUTE,
    SECOND,
    ClosedThread,
    Contact,
    Desk,
    Entry,
    OpenThread,
    channel_of,
)
from ..texts import size
from . import calendar

OPENED, REOPENED, RESOLVED, SILENT = "opened", "reopened", "resolved", "silent"
"""Threads opened, opened again, resolved by somebody, resolved because the customer was silent."""

FIRST = "first:"
"""First answers, by how long the customer waited: and a place in `WITHIN`, or the one after it."""

ANSWERED_BY, RESOLVED_BY = "a:", "r:"
"""First answers and resolutions of an agent: and the agent's id."""

WITHIN = (5 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 4 * HOUR, DAY)
"""How long (ms) customers wait for a first answer is counted in these steps; longer is the last."""

ENOUGH = 20
"""So many first answers, at least, tell how long customers usually wait."""


def of_answer(thread: OpenThread, now: int) -> tuple[Figure, ...]:
    """An agent's answer at `now` (ms): how long the customer has waited for it (s)."""
    if not thread.waits:
        return ()
    seconds = max(0, now - thread.waits) // SECOND
    return (Figure("NextAnswer" if thread.answered else "FirstAnswer", seconds),)


def of_sent(entry: Entry, now: int) -> tuple[Figure, ...]:
    """A text that the provider has: its segments, and how long it took from what it answers (ms).

    That is from a customer's text to the acknowledgement or to an agent's phone.
    """
    found = [Figure("TextsOut", 1)]
    if channel_of(entry.to) == "sms":
        found.append(Figure("SegmentsOut", size(entry.body or entry.text).segments))
    if entry.late or entry.again:
        return tuple(found)
    if entry.kind == "ack":
        found.append(Figure("Acknowledged", max(0, now - entry.stamp)))
    elif entry.kind in ("relay", "new") and entry.written:
        found.append(Figure("Relayed", max(0, now - entry.written)))
    return tuple(found)


# --- counts --------------------------------------------------------------------------------------


def days(count: int, now: int, timezone: str) -> tuple[str, str]:
    """The first and the last of so many days (`2026-11-22`), of which today is the last."""
    today = date.fromisoformat(day_of(now, timezone))  # days, and not hours: clocks change
    return (today - timedelta(days=count - 1)).isoformat(), today.isoformat()


def day_of(at: int, timezone: str) -> str:
    """The date (`2026-11-22`) on the wall at a moment (ms)."""
    return datetime.fromtimestamp(at / SECOND, ZoneInfo(timezone)).date().isoformat()


def opened(thread: OpenThread, contact: Contact, desk: Desk, now: int) -> Tally | None:
    """A thread that is new. None, as everywhere here: the desk plays this customer."""
    return _counted(thread.inbox, contact, desk, now, OPENED)


def reopened(thread: OpenThread, contact: Contact, desk: Desk, now: int) -> Tally | None:
    """A thread that was resolved and is open again."""
    return _counted(thread.inbox, contact, desk, now, REOPENED)


def resolved(
    thread: OpenThread, contact: Contact, agent: str, desk: Desk, now: int
) -> Tally | None:
    """A thread that an agent resolved."""
    return _counted(thread.inbox, contact, desk, now, RESOLVED, RESOLVED_BY + agent)


def silent(thread: OpenThread, contact: Contact, desk: Desk, now: int) -> Tally | None:
    """A thread that is resolved because its customer says nothing any more."""
    return _counted(thread.inbox, contact, desk, now, SILENT)


def unresolved(past: ClosedThread, contact: Contact, agent: str, desk: Desk) -> Tally | None:
    """A resolution taken back: it does not count, on the day that it did."""
    names = (RESOLVED, RESOLVED_BY + agent)
    return _counted(past.inbox, contact, desk, past.closed, *names, by=-1)


def answered(
    thread: OpenThread, contact: Contact, agent: str, desk: Desk, now: int
) -> Tally | None:
    """An agent's first answer to who waits: in which step of `WITHIN`, of open hours alone."""
    if not thread.waits or thread.answered:
        return None
    inbox = desk.inbox(thread.inbox)
    waited = now - thread.waits
    if inbox:
        waited = calendar.open_between(calendar.of(inbox, desk), thread.waits, now)
    step = f"{FIRST}{bisect_left(WITHIN, waited)}"
    return _counted(thread.inbox, contact, desk, now, step, ANSWERED_BY + agent)


def _counted(
    inbox: str, contact: Contact, desk: Desk, at: int, *names: str, by: int = 1
) -> Tally | None:
    if contact.practice:
        return None
    return Tally(inbox, day_of(at, desk.timezone), contact.id, dict.fromkeys(names, by))


def steps(counts: Mapping[str, int]) -> list[int]:
    """First answers by step of `WITHIN`, and those that took longer."""
    return [counts.get(f"{FIRST}{step}", 0) for step in range(len(WITHIN) + 1)]


def step_of(found: list[int], part: int, whole: int) -> int:
    """The step within which at least `part` of `whole` first answers came."""
    so_far = 0
    for step, count in enumerate(found):
        so_far += count
        if so_far * whole >= sum(found) * part:
            return step
    return len(WITHIN)


def usual(counts: Mapping[str, int]) -> int:
    """Within which time (ms of open hours) eight customers in ten had their first answer.

    0 where too few had one, or where it took longer than the last step.
    """
    found = steps(counts)
    step = step_of(found, 8, 10)
    return WITHIN[step] if sum(found) >= ENOUGH and step < len(WITHIN) else 0
