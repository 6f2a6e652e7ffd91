"""More threads than the agents can hold: who is looked at first, and what customers are told."""

from typing import Any

import pytest

from chalicelib.models import HOUR, MINUTE, Entry, Inbox, OptOut, Practice, ThreadRecord
from chalicelib.rules import entries, queueing, routing
from chalicelib.rules.case import PATROL_EVERY
from chalicelib.texts import say
from tests.rules.cases import NEW, after, again, case, looked, to
from tests.support.made import (
    BUSINESS,
    CUSTOMER,
    NOW,
    RELAYS,
    anna,
    ben,
    contact,
    desk,
    line,
    look,
    record,
    rows,
    shown,
    spot,
    text,
    told,
)

WAITS = NEW.but(waits=NOW - MINUTE, opened=NOW - MINUTE)
FULL = {
    anna().id: tuple(
        line(shown(n), who=anna(), where=spot(number=number)) for n, number in enumerate(RELAYS, 1)
    )
}


def waits(number: int, minutes: int, **changes: Any) -> ThreadRecord:
    """A thread of another customer that has waited so long."""
    since = NOW - minutes * MINUTE
    found = record(number, contact=f"k{number}", opened=since, waits=since)
    return found.but(**changes)


def at(**changes: Any) -> Any:
    inbox = Inbox(name="support", addresses=(), routing="next").but(**changes)
    return desk(agents=(anna(), ben()), inboxes=(inbox,))


DESK = at(priority_tags=("vip",))


# --- who comes first -----------------------------------------------------------------------------


def test_ahead_are_those_who_have_waited_longer_and_whom_nobody_was_given() -> None:
    given = waits(103, 9, told=told(anna()))
    others = (waits(101, 2), waits(102, 5), given, waits(142, 1), waits(150, 1))
    found = queueing.ahead(WAITS, others, DESK.inboxes[0])
    assert [t.number for t in found] == [102, 101]


def test_who_was_served_before_or_has_such_a_tag_has_a_head_start() -> None:
    again = waits(99, 0, opened=NOW - HOUR, waits=NOW)
    dear, other = waits(143, 0, tags=("VIP",)), waits(144, 0, tags=("devis",))
    old = waits(98, 31)
    found = queueing.ahead(WAITS, (again, dear, other, old), DESK.inboxes[0])
    assert [t.number for t in found] == [98, 99, 143], "not before who waits far longer"
    assert queueing.ahead(WAITS, (dear,), at().inboxes[0]) == ()


def test_an_old_record_waits_since_it_was_opened() -> None:
    old = waits(101, 0, opened=NOW - HOUR, waits=0)
    assert queueing.ahead(WAITS, (old,), None) == (old,)


def test_a_thread_that_could_be_told_lets_those_ahead_go_first_once() -> None:
    ahead = tuple(waits(101 + n, 9 - n) for n in range(7))
    what = case(WAITS, roster=rows(anna()), ahead=ahead)
    decision = looked(what, at())
    assert decision.outcome == "others_first"
    assert decision.contact is None
    *first, behind = decision.put
    assert [(e.contact, e.thread, e.again) for e in first] == [
        (f"k{n}", n, 1) for n in range(101, 106)
    ]
    assert (behind.thread, behind.again, behind.n) == (142, 1, what.entry.n)
    assert behind.id != what.entry.id
    order = sorted(decision.put, key=lambda e: (e.stamp, e.n))
    assert order[-1] == behind
    assert {e.after for e in decision.put} == {0}, "the worker is woken"
    then = looked(what.but(entry=behind), at())
    assert to(then, "new") == [anna().id]


def test_a_look_that_was_let_go_first_lets_nobody_go_first_again() -> None:
    what = case(WAITS, roster=rows(anna()), ahead=(waits(101, 9),), entry=look(again=1))
    assert to(looked(what, at()), "new") == [anna().id]


def test_a_thread_that_cannot_be_told_lets_nobody_go_first() -> None:
    what = case(WAITS, roster=rows(anna(), away=True), ahead=(waits(101, 9),))
    assert looked(what, at()).outcome == "announced"


def test_those_who_waited_longest_are_looked_at_when_there_is_room() -> None:
    entry = entries.free("support", anna().id, NOW, "1234567890-8", NOW)
    found = (*(waits(101 + n, n) for n in range(8)), waits(120, 60, told=told(anna())))
    decision = queueing.freed(entry, found, None, NOW)
    assert decision.taken == (entry,)
    assert [e.thread for e in decision.put] == [108, 107, 106, 105, 104]
    assert sorted(decision.put, key=lambda e: e.id) == list(decision.put), "in their order"
    assert {(e.kind, e.again, e.recipient) for e in decision.put} == {("look", 1, "i-support")}
    other = queueing.freed(entry.but(n="5678901234-8"), found, None, NOW)
    assert not {e.id for e in other.put} & {e.id for e in decision.put}
    assert queueing.freed(entry, (), None, NOW).put == ()


# --- the place in the line -----------------------------------------------------------------------


def said(what: Any, where: Any = None) -> Entry | None:
    """The word to the customer; nobody has room."""
    decision = routing.decide(what, FULL, where or at(), NOW)
    found = next((e for e in decision.put if e.kind == "place"), None)
    queued = decision.contact.thread(142).queued if decision.contact else 0  # type: ignore[union-attr]
    assert bool(found) == (queued == NOW)
    return found


def test_a_place_is_told_after_a_minute() -> None:
    what = case(WAITS, roster=rows(anna()), ahead=(waits(101, 9), waits(102, 8)))
    word = said(what)
    assert word is not None
    assert word.text == say("queued", "en", desk="Atelier Vélo", place=3)
    assert (word.sender, word.to, word.thread, word.state) == (BUSINESS, CUSTOMER, 142, "queued")
    french = said(what.but(contact=what.contact.but(language="fr")), at(language="en"))
    assert french is not None
    assert french.text == say("queued", "fr", desk="Atelier Vélo", place=3)


def test_then_the_thread_is_looked_at_now_and_then() -> None:
    decision = looked(case(WAITS, roster=rows(anna())), at(), lines=FULL)
    next_look = again(decision)
    assert next_look is not None
    assert next_look.after == after(decision).patrol == NOW + PATROL_EVERY


STOPPED = contact(WAITS, opted_out=(OptOut(CUSTOMER, BUSINESS, NOW),))


@pytest.mark.parametrize(
    "what",
    [
        case(WAITS.but(waits=NOW - MINUTE + 1), roster=rows(anna())),
        case(WAITS.but(waits=0), roster=rows(anna())),
        case(WAITS.but(queued=NOW - HOUR), roster=rows(anna())),
        case(WAITS.but(theirs="12345"), roster=rows(anna())),
        case(WAITS, roster=rows(anna()), contact=STOPPED),
        case(WAITS, roster=rows(anna()), contact=contact(WAITS, practice=Practice("x"))),
        case(WAITS, roster=rows(anna()), messages=(text("Out of office: back on Monday"),)),
    ],
    ids=["too soon", "answered", "told before", "short code", "STOP", "practice", "machine"],
)
def test_no_place_is_told(what: Any) -> None:
    found = routing.decide(what, FULL, at(), NOW)
    assert [e for e in found.put if e.kind == "place"] == []


def test_a_whatsapp_user_is_told() -> None:
    assert said(case(WAITS.but(theirs=f"whatsapp:{CUSTOMER}"), roster=rows(anna())))


def test_no_place_where_everybody_is_told_or_while_it_is_closed() -> None:
    what = case(WAITS, roster=rows(anna(), away=True))
    assert said(what, at())
    assert said(what, at(routing="everyone")) is None
    assert said(what, at(hours=("Mon-Fri 13:00-17:00",))) is None
