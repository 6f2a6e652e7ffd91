"""How long customers who wait in line hear that others wait, and that it takes longer after all."""

from typing import Any

import pytest

from chalicelib.models import DAY, HOUR, MINUTE, Entry, Inbox, OpenThread
from chalicelib.rules import queueing, routing
from chalicelib.texts import say
from tests.rules.cases import NEW, announced, case
from tests.support.made import (
    NOW,
    RELAYS,
    anna,
    contact,
    desk,
    line,
    record,
    rows,
    shown,
    spot,
    told,
)

HOURS = ("Mon-Fri 09:00-17:00",)
WAITS = NEW.but(waits=NOW - MINUTE, opened=NOW - MINUTE)
SAID = NEW.but(waits=NOW - 31 * MINUTE, queued=NOW - 30 * MINUTE, usual=15 * MINUTE)
FULL = {
    anna().id: tuple(
        line(shown(n), who=anna(), where=spot(number=number)) for n, number in enumerate(RELAYS, 1)
    )
}


def at(**changes: Any) -> Any:
    inbox = Inbox(name="support", addresses=(), routing="next").but(**changes)
    return desk(agents=(anna(),), inboxes=(inbox,))


def waiting(thread: OpenThread = WAITS, ahead: int = 0, **changes: Any) -> Any:
    before = tuple(record(n, opened=NOW - HOUR, waits=NOW - HOUR) for n in range(ahead))
    return case(thread, roster=rows(anna()), ahead=before, **changes)


def told_so(what: Any, where: Any = None, now: int = NOW) -> tuple[str | None, OpenThread]:
    """What the customer hears, and the thread after; nobody has room."""
    decision = routing.decide(what, FULL, where or at(), now)
    said = [e for e in decision.put if e.kind == "place"]
    assert len(said) <= 1
    assert decision.contact is not None
    after = decision.contact.thread(142)
    assert after is not None
    entry: Entry | None = said[0] if said else None
    assert entry is None or (entry.contact, entry.thread) == (what.contact.id, 142)
    return entry.text if entry else None, after


def words(key: str, language: str = "en", **values: Any) -> str:
    return say(key, language, desk="Atelier Vélo", **values)


def answers(step: int, count: int = 20) -> dict[str, int]:
    return {f"first:{step}": count}


# --- the first word ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("step", "english", "french", "usual"),
    [
        (0, "within 15 minutes", "en moins de 15 minutes", 15 * MINUTE),
        (1, "within 15 minutes", "en moins de 15 minutes", 15 * MINUTE),
        (2, "within half an hour", "en moins d'une demi-heure", 30 * MINUTE),
        (3, "within the hour", "en moins d'une heure", HOUR),
        (4, "within two hours", "en moins de deux heures", 2 * HOUR),
        (5, "within four hours", "en moins de quatre heures", 4 * HOUR),
        (6, "within 24 hours", "en moins de 24 heures", DAY),
    ],
)
def test_the_place_and_how_long_most_wait(step: int, english: str, french: str, usual: int) -> None:
    what = waiting(ahead=1, counts=answers(step))
    text, after = told_so(what)
    assert text == words("queued_usual", place=2, span=english)
    assert (after.queued, after.usual, after.slower) == (NOW, usual, 0)
    text, _ = told_so(what.but(contact=what.contact.but(language="fr")))
    assert text == words("queued_usual", "fr", place=2, span=french)


@pytest.mark.parametrize(
    "counts",
    [{}, answers(0, 19), answers(7), {"first:1": 15, "first:7": 5}],
    ids=["none", "too few", "slower than a day", "some slower"],
)
def test_nothing_is_said_that_is_not_known(counts: dict[str, int]) -> None:
    text, after = told_so(waiting(counts=counts))
    assert text == words("queued", place=1)
    assert (after.queued, after.usual) == (NOW, 0)


def test_nothing_is_said_where_it_closes_before_that() -> None:
    """It is noon, and open until five."""
    what = waiting(counts=answers(5))
    assert told_so(what, at(hours=HOURS))[1].usual == 4 * HOUR
    late = NOW + 61 * MINUTE
    text, after = told_so(what, at(hours=HOURS), late)
    assert text == words("queued", place=1)
    assert after.usual == 0


def test_far_behind_neither_a_number_nor_a_time() -> None:
    text, after = told_so(waiting(ahead=queueing.MOST_SAID, counts=answers(0)))
    assert text == words("queued_long")
    assert (after.queued, after.usual) == (NOW, 0)


# --- the second ----------------------------------------------------------------------------------


def test_who_waits_more_than_twice_as_long_hears_it_once() -> None:
    text, after = told_so(waiting(SAID, ahead=2))
    assert text == words("queued_slower", place=3)
    assert (after.queued, after.usual, after.slower) == (SAID.queued, SAID.usual, NOW)
    assert told_so(waiting(after), now=NOW + DAY)[0] is None, "never a third time"
    text, _ = told_so(waiting(SAID, contact=contact(SAID, language="fr")))
    assert text == words("queued_slower", "fr", place=1)
    assert told_so(waiting(SAID, ahead=queueing.MOST_SAID))[0] == words("queued_slower_long")


@pytest.mark.parametrize(
    "thread",
    [
        SAID.but(waits=NOW - 30 * MINUTE),
        SAID.but(usual=0),
        SAID.but(slower=NOW - MINUTE),
        SAID.but(waits=0),
        SAID.but(theirs="12345"),
    ],
    ids=["not yet", "no time was said", "told before", "answered", "short code"],
)
def test_who_does_not_hear_it(thread: OpenThread) -> None:
    assert told_so(waiting(thread))[0] is None


def test_what_was_said_of_an_earlier_question_is_over() -> None:
    """Answered since, released, and asked anew."""
    again = SAID.but(queued=NOW - DAY, waits=NOW - HOUR)
    assert told_so(waiting(again))[0] is None


def test_only_open_hours_count() -> None:
    """It is Monday, noon: open since nine, and closed for the night before that."""
    friday = NOW - 3 * DAY + 5 * HOUR - 20 * MINUTE
    said = SAID.but(waits=friday, queued=friday + MINUTE, usual=2 * HOUR)
    where = at(hours=HOURS)
    assert told_so(waiting(said), where)[0] is None, "twenty minutes, and three hours"
    assert told_so(waiting(said), where, NOW + 41 * MINUTE)[0] == words("queued_slower", place=1)
    night = NOW + 12 * HOUR
    assert told_so(waiting(said), where, night)[0] is None
    assert told_so(waiting(SAID), at(routing="everyone"))[0] is None


def test_who_was_given_to_somebody_who_does_not_answer_hears_no_place() -> None:
    given = announced(1).but(waits=SAID.waits, queued=SAID.queued, usual=SAID.usual)
    what = waiting(given, to=told(anna()))
    text, after = told_so(what)
    assert text == words("queued_slower_long")
    assert after.slower == NOW
    owned = SAID.but(owner=anna().id, spot=spot())
    decision = routing.decide(waiting(owned), FULL, at(), NOW)
    assert [e for e in decision.put if e.kind == "place"] == []


def test_who_is_given_to_somebody_in_this_very_look_is_told_nothing() -> None:
    decision = routing.decide(waiting(SAID), {}, at(), NOW)
    assert [e.kind for e in decision.put if e.kind in ("place", "new")] == ["new"]


def test_whether_counts_are_worth_reading() -> None:
    assert routing.tells_place(waiting(), at(), NOW)
    assert routing.tells_place(waiting(SAID), at(), NOW)
    assert not routing.tells_place(waiting(SAID.but(slower=NOW)), at(), NOW)
    assert not routing.tells_place(waiting(WAITS.but(waits=NOW)), at(), NOW)
