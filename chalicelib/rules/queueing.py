"""More threads than the agents can hold: those who wait longest come first, and are told. Pure."""

from collections.abc import Sequence

from ..decisions import Decision
from ..models import MINUTE, Desk, Entry, Inbox, OpenThread, ThreadRecord
from ..texts import say
from . import calendar, entries, fitting, gist, measures, optouts
from .case import Case

MOST_FIRST = 5
"""So many who have waited longer are looked at before one who came later."""

TOLD_AFTER = MINUTE
"""Who waits this long (ms) because nobody has room is told so, once."""


MOST_SAID = 99
"""The last place in the line that is said: a longer wait is not told by a number."""

_SHORTEST = 15 * MINUTE
"""The shortest time (ms) within which it is said that most are answered."""

HEAD_START = 30 * MINUTE
"""So much longer (ms) counts the wait of who was served before, or has a tag that goes first. Not
the front of the line, so that nobody who comes for the first time waits for ever."""

_TOO_LONG = 2
"""Who has waited so many times what most wait hears that it takes longer."""


def lets_others_first(case: Case) -> bool:
    """Whether somebody has waited longer, and this look has not let them go first yet."""
    return bool(case.ahead) and not case.entry.again


def others_first(case: Case, stamp: int, now: int) -> Decision:
    """Looks at those who wait longest; at this thread right behind them."""
    # Each in its turn: none of these lets the others go first once more.
    first = max(stamp, case.entry.stamp + 1)  # never where this look, or one beside it, stands
    looks = _in_turn(case.ahead, case.entry, first, now)
    last = first + len(looks)
    behind = case.entry.but(stamp=last, version=1, again=1, after=0, due=now + entries.UNWOKEN)
    return Decision(outcome="others_first", taken=(case.entry,), put=(*looks, behind))


def _in_turn(waiting: Sequence[ThreadRecord], by: Entry, stamp: int, now: int) -> tuple[Entry, ...]:
    """Looks at the first of those who wait, in their order; `by` is what they follow from."""
    # The stamps are their order: a thread that was reopened has a low number, and came late.
    return tuple(_next(t, by, stamp + i, now) for i, t in enumerate(waiting[:MOST_FIRST]))


def _next(waiting: ThreadRecord, by: Entry, stamp: int, now: int) -> Entry:
    """A look at one of those who wait, whose turn it is; `by` is what it follows from."""
    mark = by.n.partition("-")[0][-4:]  # those of one commit begin alike
    n = entries.serial(f"{mark}{waiting.number:06}", 9)
    look = entries.look(waiting.inbox, waiting.contact, waiting.number, stamp, n, now)
    return look.but(again=1)


def _since(thread: OpenThread | ThreadRecord, inbox: Inbox | None) -> tuple[int, int]:
    """Since when a thread waits: one that was reopened, not since it was first opened.

    That one, and one with a tag that goes first, count as if they had waited for longer.
    """
    tags = inbox.priority_tags if inbox else ()
    first = thread.waits > thread.opened or any(gist.plain(tag) in tags for tag in thread.tags)
    return (thread.waits or thread.opened) - (HEAD_START if first else 0), thread.number


def ahead(
    thread: OpenThread, waiting: Sequence[ThreadRecord], inbox: Inbox | None
) -> tuple[ThreadRecord, ...]:
    """Those of an inbox's `waiting` threads, as the index has them, whose turn comes before."""
    mine = _since(thread, inbox)
    return tuple(t for t in _untold(waiting, inbox) if _since(t, inbox) < mine)


def _untold(waiting: Sequence[ThreadRecord], inbox: Inbox | None) -> list[ThreadRecord]:
    """Those whom nobody was given, whose turn comes first in front."""
    return sorted((t for t in waiting if not t.told), key=lambda t: _since(t, inbox))


def freed(entry: Entry, waiting: Sequence[ThreadRecord], inbox: Inbox | None, now: int) -> Decision:
    """Somebody has room again: looks at those who wait and whom nobody was given, in turn."""
    looks = _in_turn(_untold(waiting, inbox), entry, now, now)
    return Decision(outcome="freed", taken=(entry,), put=looks)


def is_told_place(case: Case, thread: OpenThread, desk: Desk, now: int) -> bool:
    """Whether a customer whom nobody was given hears now that they stand in a line.

    While the inbox is closed they were told so, and stand in none.
    """
    waits_long = bool(thread.waits) and now - thread.waits >= TOLD_AFTER
    return waits_long and not thread.queued and _is_in_line(case, thread, desk, now)


def is_told_slower(case: Case, thread: OpenThread, desk: Desk, now: int) -> bool:
    """Whether who was told how long others wait has waited more than twice as long; once."""
    inbox = desk.inbox(thread.inbox)
    said = bool(thread.usual) and 0 < thread.waits <= thread.queued and not thread.slower
    if inbox is None or not said or not _is_in_line(case, thread, desk, now):
        return False
    waited = calendar.open_between(calendar.of(inbox, desk), thread.waits, now)
    return waited > _TOO_LONG * thread.usual


def told(
    case: Case, thread: OpenThread, stamp: int, desk: Desk, now: int, *, given: bool
) -> tuple[OpenThread, tuple[Entry, ...]]:
    """The thread after, and the word to a customer whom nobody has answered, where one is due.

    First where they stand in the line, and how long most wait; later, once, that it takes longer.
    Who stands far behind, or who was `given` to somebody, hears no number.
    """
    place = len(case.ahead) + 1
    far = given or place > MOST_SAID
    if not given and is_told_place(case, thread, desk, now):
        usual = 0 if far else _usual(case, thread, desk, now)
        key, after = "queued", thread.but(queued=now, usual=usual)
    elif is_told_slower(case, thread, desk, now):
        key, after, usual = "queued_slower", thread.but(slower=now), 0
    else:
        return thread, ()
    inbox = desk.inbox(thread.inbox)
    language = case.contact.language or (inbox and inbox.language) or desk.language
    key = f"{key}_long" if far else f"{key}_usual" if usual else key
    span = say(f"usual_{usual // MINUTE}", language) if usual else ""
    words = say(key, language, desk=desk.name, place=place, span=span)
    n = entries.serial(case.entry.n.partition("-")[0], 3)
    ends = (thread.ours, thread.theirs)
    entry = entries.to_customer("place", case.contact, ends, words, stamp, n, now)
    return after, (entry.but(thread=thread.number),)


def _usual(case: Case, thread: OpenThread, desk: Desk, now: int) -> int:
    """Within what time (ms) most are answered; 0 where nobody knows, or it closes before that.

    Who waits in a line is not among those who are answered first.
    """
    inbox = desk.inbox(thread.inbox)
    span = measures.usual(case.counts)
    if inbox is None or not span:
        return 0
    span = max(span, _SHORTEST)
    stays_open = calendar.after_open(calendar.of(inbox, desk), now, span) == now + span
    return span if stays_open else 0


def _is_in_line(case: Case, thread: OpenThread, desk: Desk, now: int) -> bool:
    inbox = desk.inbox(thread.inbox)
    if inbox is None or inbox.routing == "everyone" or fitting.opens(inbox, desk, now) > now:
        return False
    return _can_be_told(case, thread)


def _can_be_told(case: Case, thread: OpenThread) -> bool:
    """Not after STOP, nor a short code or a name, nor a machine: as with acknowledgements."""
    contact, theirs = case.contact, thread.theirs
    if contact.practice or optouts.is_closed(contact, theirs, thread.ours, thread.number):
        return False
    said = [m for m in case.messages if m.author is None]
    is_machine = bool(said) and all(gist.is_automatic(m.text) for m in said)
    return not is_machine and fitting.takes_texts(theirs)
