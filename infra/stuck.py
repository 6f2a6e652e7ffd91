"""What got stuck in a stage, and putting it back: dead letters, dead entries, parked texts.

Each `find_…` tells what is wrong, or None; each mend yields what it did, a line for each.
"""

import time
from collections.abc import Iterator

from chalicelib import inbound, settings, troubles
from chalicelib.errors import NotSetUp
from chalicelib.models import MINUTE, Desk, Entry
from chalicelib.rules import failing
from chalicelib.store import dead, outbox, parked
from chalicelib.store import desk as desks

from . import deadletters
from .findings import Finding, many, since

OVERDUE = 5 * MINUTE
"""The clock comes each minute: what is overdue for longer (ms) is not being handled."""

_AGAIN = "p"
"""Behind a parked text's id: it was taken in once, when it was parked. Ids of entries are made of
it, hence a letter and no sign."""

_PUT_BACK = "Mend: find the reason in the log, mend it, then `python desk.py doctor --put-back`."


# --- what is wrong -------------------------------------------------------------------------------


def find_letters() -> Finding | None:
    """Wake-ups that failed five times. SQS counts them a while behind."""
    count = deadletters.waiting()
    if not count:
        return None
    return Finding(
        f"{many(count, 'wake-up')} in the dead-letter queue.",
        "somebody's texts were tried five times, and the function failed each time.",
        _PUT_BACK,
    )


def find_entries() -> Finding | None:
    """Entries that are dead."""
    cases = [f"{_about(k.dead.entry)}, {since(k.dead.at)}: {_why(k)}" for k in dead.every()]
    if not cases:
        return None
    return Finding(
        f"{many(len(cases), 'text')} could not be handled and will not leave.",
        "a person has not got it. Who wrote an answer was told so; a customer's words went to the"
        " other agents where it says so.",
        _PUT_BACK,
        tuple(cases),
    )


def find_parked() -> Finding | None:
    """Texts that had no place to go, or could not be taken in late."""
    desk = _desk()
    cases = [f"a text, {since(p.at)}: {_place(p, desk)[1]}" for p in parked.every()]
    if not cases:
        return None
    return Finding(
        f"{many(len(cases), 'text')} parked.",
        "a customer may wait for an answer that nobody knows of.",
        "Mend: put the number they were sent to into desk.toml and apply it, or mend what the log"
        " says, then `python desk.py doctor --put-back`.",
        tuple(cases),
    )


def find_overdue() -> Finding | None:
    """What the clock should have got out long ago."""
    now = _now()
    cases = [
        f"{_about(entry)}, due {since(due)}: {_tries(entry)}"
        for _, due, entry in outbox.stuck(now - OVERDUE)
    ]
    if not cases:
        return None
    return Finding(
        f"{many(len(cases), 'text')} overdue by more than 5 minutes.",
        "neither a wake-up nor the clock gets them out.",
        "Mend: see the log of the functions `wake` and `tick`: do they run, and what do they say?"
        " `python desk.py doctor --put-back` wakes them; look again in a minute.",
        tuple(cases),
    )


# --- what can be mended --------------------------------------------------------------------------


def drive_letters_back() -> Iterator[str]:
    """The wake-ups, into the queue again."""
    for recipient in deadletters.drive_back():
        if recipient:
            yield f"Dead letter: {recipient} is woken again."
        else:
            yield "Dead letter: dropped, it is no wake-up."


def put_entries_back() -> Iterator[str]:
    """Dead entries, into their outbox again.

    One whose words the other agents have by now is not: they would get them twice.
    """
    woken: dict[str, None] = {}
    for kept in list(dead.every()):
        entry = kept.dead.entry
        if entry is None:
            continue
        if kept.dead.handed_on:
            dead.forget(kept)
            yield f"{_about(entry)}: forgotten, the other agents have it."
        elif dead.put_back(kept, failing.revived(entry, _now())):
            woken[entry.recipient] = None
            yield f"{_about(entry)}: back in its outbox."
    outbox.wake(woken, f"doctor-{_now()}", settings.public_url() or "")


def take_parked_in() -> Iterator[str]:
    """Parked texts that have a place to go by now, through the loop of every other text.

    Exactly once: under an id of their own, whose mark stands if only the removal fails. Late, so
    that nothing is answered as if it were new and no agent's text is done without asking.
    """
    desk = _desk()
    for one in list(parked.every()):
        place, why = _place(one, desk)
        if one.message is None or place == "none":
            continue
        if place == "own":
            parked.remove(one)
            yield f"A text, {since(one.at)}: forgotten, {why}."
            continue
        message = one.message.but(id=f"{one.message.id}{_AGAIN}", late=one.message.late or one.at)
        try:
            decision = inbound.take_in(message, settings.public_url() or "")
        except Exception as error:
            if troubles.is_out_of_reach(error):
                raise
            yield f"A text, {since(one.at)}: not taken in, {troubles.told(error)['why']}."
            continue
        parked.remove(one)
        yield f"A text, {since(one.at)}: taken in ({decision.outcome})."


def wake_overdue() -> Iterator[str]:
    """Whoever has something overdue."""
    found = dict.fromkeys(recipient for recipient, *_ in outbox.stuck(_now() - OVERDUE))
    outbox.wake(found, f"doctor-{_now()}", settings.public_url() or "")
    yield from (f"Overdue: {recipient} is woken." for recipient in found)


# --- in words ------------------------------------------------------------------------------------


def _place(one: parked.Parked, desk: Desk | None) -> tuple[str, str]:
    """Where a parked text belongs by now (`place`, `own`, `none`), and in words."""
    if one.message is None:
        return "none", "nobody can read it"
    if desk is None:
        return "none", "no desk.toml was applied"
    if desk.owns(one.message.sender):
        return "own", "it comes from one of the desk's own numbers"
    to = one.message.recipient
    if desk.inbox_at(to) or desk.is_relay(to):
        return "place", "it has a place to go now, or failed when it came late"
    return "none", "the number it was sent to is not in desk.toml"


def _about(entry: Entry | None) -> str:
    if entry is None:
        return "an entry that nobody can read"
    return f"#{entry.thread}, {entry.kind}" if entry.thread else entry.kind


def _why(kept: dead.Kept) -> str:
    handed = " (the other agents have it)" if kept.dead.handed_on else ""
    return f"{kept.dead.why} in {kept.dead.where}{handed}"


def _tries(entry: Entry | None) -> str:
    return f"{entry.state}, {many(entry.attempts, 'attempt')}" if entry else "unreadable"


def _desk() -> Desk | None:
    desks.forget()
    try:
        return desks.load()
    except NotSetUp:
        return None


def _now() -> int:
    return int(time.time() * 1000)
