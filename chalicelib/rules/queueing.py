"""More threads than the agents can hold: those who wait longest come first, and are told. Pure."""

from collections.abc import Sequence

from ..decisions import Decision
from ..models import MINUTE, Desk, Entry, OpenThread, ThreadRecord, channel_of
from ..texts import say
from . import entries, fitting, gist, optouts
from .case import Case

MOST_FIRST = 5
"""So many who have waited longer are looked at before one who came later."""

TOLD_AFTER = MINUTE
"""Who waits this long (ms) because nobody has room is told so, once."""


def lets_others_first(case: Case) -> bool:
    """Whether somebody has waited longer, and this look has not let them go first yet."""
    return bool(case.ahead) and not case.entry.again


def others_first(case: Case, stamp: int, now: int) -> Decision:
    """Looks at those who wait longest; at this thread right behind them."""
    # Each in its turn: none of these lets the others go first once more.
    looks = [_next(t, case.entry, stamp, now) for t in case.ahead[:MOST_FIRST]]
    behind = case.entry.but(stamp=stamp + 1, version=1, again=1, after=0, due=now + entries.UNWOKEN)
    return Decision(outcome="others_first", taken=(case.entry,), put=(*looks, behind))


def _next(waiting: ThreadRecord, by: Entry, stamp: int, now: int) -> Entry:
    """A look at one of those who wait, whose turn it is; `by` is what it follows from."""
    n = entries.serial(f"{by.n[:4]}{waiting.number:06}", 9)
    look = entries.look(waiting.inbox, waiting.contact, waiting.number, stamp, n, now)
    return look.but(again=1)


def _since(thread: OpenThread | ThreadRecord) -> tuple[int, int]:
    """Since when a thread waits: one that was reopened, not since it was first opened."""
    return thread.waits or thread.opened, thread.number


def ahead(thread: OpenThread, waiting: Sequence[ThreadRecord]) -> tuple[ThreadRecord, ...]:
    """Those of an inbox's `waiting` threads, as the index has them, that have waited longer."""
    return tuple(t for t in _untold(waiting) if _since(t) < _since(thread))


def _untold(waiting: Sequence[ThreadRecord]) -> list[ThreadRecord]:
    """Those whom nobody was given, who waits longest first."""
    return sorted((t for t in waiting if not t.told), key=_since)


def freed(entry: Entry, waiting: Sequence[ThreadRecord], now: int) -> Decision:
    """Somebody has room again: looks at those who wait and whom nobody was given, longest first."""
    looks = [_next(t, entry, now, now) for t in _untold(waiting)[:MOST_FIRST]]
    return Decision(outcome="freed", taken=(entry,), put=tuple(looks))


def place(case: Case, thread: OpenThread, stamp: int, desk: Desk, now: int) -> Entry | None:
    """The one word to a customer whom nobody was given yet: where they stand in the line.

    While the inbox is closed they were told so, and stand in no line.
    """
    inbox = desk.inbox(thread.inbox)
    if inbox is None or inbox.routing == "everyone" or fitting.opens(inbox, desk, now) > now:
        return None
    waits_long = thread.waits and now - thread.waits >= TOLD_AFTER
    if thread.queued or not waits_long or not _can_be_told(case, thread):
        return None
    language = case.contact.language or inbox.language or desk.language
    words = say("queued", language, desk=desk.name, place=len(case.ahead) + 1)
    n = entries.serial(case.entry.n.partition("-")[0], 3)
    ends = (thread.ours, thread.theirs)
    entry = entries.to_customer("place", case.contact, ends, words, stamp, n, now)
    return entry.but(thread=thread.number)


def _can_be_told(case: Case, thread: OpenThread) -> bool:
    """Not after STOP, nor a short code or a name, nor a machine: as with acknowledgements."""
    contact, theirs = case.contact, thread.theirs
    if contact.practice or optouts.is_closed(contact, theirs, thread.ours, thread.number):
        return False
    said = [m for m in case.messages if m.author is None]
    is_machine = bool(said) and all(gist.is_automatic(m.text) for m in said)
    return not is_machine and (channel_of(theirs) != "sms" or theirs.startswith("+"))
