"""What an inbox's worker does about a thread that somebody has, or had."""

from typing import Any

import pytest

from chalicelib.decisions import Decision
from chalicelib.models import HOUR, MINUTE, ClosedThread, Told
from chalicelib.rules import routing
from chalicelib.rules.case import MOST
from chalicelib.texts import say
from tests.rules.cases import (
    FOLLOWS,
    HELLO,
    MANY,
    MINE,
    after,
    again,
    case,
    ids,
    looked,
    to,
)
from tests.support.made import (
    NOW,
    RELAYS,
    agent,
    anna,
    ben,
    chloe,
    closed,
    contact,
    desk,
    look,
    rows,
    spot,
    text,
    thread,
    told,
)

# --- a thread that somebody has ------------------------------------------------------------------


def test_those_who_were_told_hear_that_it_is_taken() -> None:
    what = case(MINE, to=told(anna(), ben(), chloe(), number=RELAYS[1]))
    assert routing.whom(what, desk(), NOW) == ()
    decision = looked(what)
    assert decision.outcome == "told_gone"
    assert to(decision, "gone") == ids(ben(), chloe())
    english, french = decision.put
    for entry, language in ((english, "en"), (french, "fr")):
        assert entry.text == say("taken", language, a="Anna", n=142, c="Marie")
    assert {e.sender for e in decision.put} == {RELAYS[1]}
    assert decision.record is not None
    assert decision.record.told == ()
    assert after(decision).told == 0
    assert after(decision).owner == anna().id


@pytest.mark.parametrize("to_whom", [(), told(anna())])
def test_nobody_else_was_told(to_whom: tuple[Told, ...]) -> None:
    assert looked(case(MINE, to=to_whom)) == Decision(outcome="nothing", taken=(look(),))


def test_one_without_a_record() -> None:
    assert looked(case(MINE, record=None)).outcome == "nothing"


def test_one_who_left_the_desk_does_not_hear_of_it() -> None:
    gone = agent("Zed", "+15145550299")
    assert to(looked(case(MINE, to=told(gone, ben()))), "gone") == [ben().id]


@pytest.mark.parametrize("count", [10, 11, 23])
def test_more_than_ten_hear_of_it_ten_by_ten(count: int) -> None:
    at = desk(agents=(anna(), *MANY))
    what, found = case(MINE, to=told(anna(), *MANY[:count])), []
    for _ in range(5):
        decision = looked(what, at)
        found += to(decision, "gone")
        next_look = again(decision)
        if next_look is None:
            break
        assert next_look.after == 0
        assert decision.contact is not None
        assert decision.record is not None
        what = case(to=decision.record.told or (), contact=decision.contact, entry=next_look)
    assert found == ids(*MANY[:count])
    assert decision.record is not None
    assert decision.record.told == ()


@pytest.mark.parametrize("count", [1, 11])
def test_a_resolved_one_is_told_too(count: int) -> None:
    at = desk(agents=(anna(), *MANY))
    what = case(closed(), to=told(*MANY[:count]))
    assert routing.whom(what, at, NOW) == ()
    decision = looked(what, at)
    assert to(decision, "gone") == ids(*MANY[: min(count, MOST)])
    next_look = again(decision)
    assert (next_look is not None) is (count > MOST)
    if next_look:
        assert next_look.recipient == "i-support"
    assert decision.contact is not None
    assert decision.contact.threads == ()


@pytest.mark.parametrize("past", [closed(owner="somebody-gone"), closed(150)])
def test_a_resolved_one_that_nobody_is_known_to_have_had(past: ClosedThread) -> None:
    assert looked(case(past, to=told(ben()))).outcome == "nothing"


# --- the owner catches up ------------------------------------------------------------------------

BEHIND = MINE.but(shown=NOW - HOUR, heard=NOW - 500, told=0)


def test_the_owner_gets_as_one_what_came_meanwhile() -> None:
    texts = (HELLO.but(stamp=NOW - HOUR), text("one", NOW - 900), text("two", NOW - 500))
    what = case(BEHIND, messages=texts)
    assert routing.whom(what, desk(), NOW) == (anna(),)
    decision = looked(what)
    (relay,) = decision.put
    assert (relay.kind, relay.agent, relay.sender) == ("relay", anna().id, RELAYS[0])
    assert relay.text == "one\ntwo"
    assert after(decision).shown == NOW - 500
    assert (decision.outcome, decision.lines) == ("caught_up", ())


def test_then_the_others_hear_of_it() -> None:
    decision = looked(case(BEHIND, to=told(anna(), ben())))
    next_look = again(decision)
    assert next_look is not None
    assert next_look.after == 0
    assert again(looked(case(BEHIND, to=told(anna())))) is None


@pytest.mark.parametrize("where", [None, spot(number="+15145550177")])
def test_an_owner_without_a_line_gets_one(where: Any) -> None:
    decision = looked(case(BEHIND.but(spot=where)))
    (changed,) = decision.lines
    assert changed.spot == spot() == after(decision).spot
    assert decision.put[0].sender == RELAYS[0]


def test_an_owner_whom_no_number_reaches() -> None:
    far = anna(addresses=("whatsapp:+15145550201",))
    decision = looked(case(BEHIND.but(spot=None)), desk(agents=(far,)))
    assert [(e.kind, e.after) for e in decision.put] == [("look", NOW + 5 * MINUTE)]
    assert after(decision).shown < after(decision).heard, "still to be made up"


def test_an_owner_who_left_the_desk_leaves_it_to_the_others() -> None:
    what = case(BEHIND.but(owner="somebody-gone", told=1), roster=rows(ben()))
    assert routing.whom(what, desk(), NOW) == (ben(),)
    decision = looked(what)
    assert to(decision, "new") == [ben().id]
    assert after(decision).owner is None
    assert decision.record is not None
    assert decision.record.owner is None


def test_an_owner_who_left_the_desk_just_after_leaves_it_to_the_others_too() -> None:
    """Within two minutes of the announcement: somebody hears of it now or at the next look."""
    left = BEHIND.but(owner="somebody-gone", announced=NOW - MINUTE, told=0)
    decision = looked(case(left, roster=rows(ben())))
    assert to(decision, "new") or again(decision)


def test_what_only_an_owner_saw_who_left_since_is_shown_to_those_who_know_of_it() -> None:
    left = thread(owner="somebody-gone", heard=NOW - 500, shown=NOW - 500, opened=NOW - HOUR)
    known = told(ben(), shown=NOW - HOUR)
    decision = looked(case(left, to=known, roster=rows(ben()), messages=FOLLOWS))
    (entry,) = [e for e in decision.put if e.kind != "look"]
    assert (entry.agent, entry.text) == (ben().id, "Hello?")


def test_of_spam_the_lines_of_those_who_were_told_hear_too() -> None:
    """Else each of their texts to the next customer there is held: `for whom?`"""
    silent = contact(closed(), blocked=True, spam=True)
    decision = looked(case(contact=silent, to=told(ben(), chloe())))
    assert to(decision, "gone") == ids(ben(), chloe())
