"""More threads than the agents can hold: those who wait longest come first, and are told. Pure."""

from collections.abc import Sequence

from ..decisions import Decision
from ..models import MINUTE, Desk, Entry, OpenThread, ThreadRecord
from ..texts import say
from . import entries, optouts
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
    looks = [
        entries.look(t.inbox, t.contact, t.number, stamp, f"first-{t.number}", now)
        for t in case.ahead[:MOST_FIRST]
    ]
    behind = case.entry.but(stamp=stamp + 1, version=1, again=1, due=now + entries.UNWOKEN)
    return Decision(outcome="others_first", taken=(case.entry,), put=(*looks, behind))


def ahead(thread: OpenThread, waiting: Sequence[ThreadRecord]) -> tuple[ThreadRecord, ...]:
    """Those of an inbox's `waiting` threads, as the index has them, that were opened before."""
    return tuple(
        t for t in waiting if not t.told and (t.opened, t.number) < (thread.opened, thread.number)
    )


def freed(entry: Entry, waiting: Sequence[ThreadRecord], now: int) -> Decision:
    """Somebody has room again: looks at those who wait and whom nobody was given, longest first."""
    looks = tuple(
        entries.look(t.inbox, t.contact, t.number, now, f"free-{t.number}", now)
        for t in [t for t in waiting if not t.told][:MOST_FIRST]
    )
    return Decision(outcome="freed", taken=(entry,), put=looks)


def place(case: Case, thread: OpenThread, stamp: int, desk: Desk, now: int) -> Entry | None:
    """The one word to a customer whom nobody was given yet: where they stand in the line."""
    inbox = desk.inbox(thread.inbox)
    contact = case.contact
    if inbox is None or inbox.routing == "everyone" or thread.queued or contact.practice:
        return None
    if now - thread.waits < TOLD_AFTER or optouts.is_closed(
        contact, thread.theirs, thread.ours, thread.number
    ):
        return None
    language = contact.language or inbox.language or desk.language
    words = say("queued", language, desk=desk.name, place=len(case.ahead) + 1)
    n = entries.serial(case.entry.n.partition("-")[0], 3)
    ends = (thread.ours, thread.theirs)
    entry = entries.to_customer("place", contact, ends, words, stamp, n, now)
    return entry.but(thread=thread.number)
