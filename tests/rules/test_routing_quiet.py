"""What the worker does while agents are not to be woken, and where it gives threads one by one."""

from typing import Any

import pytest

from chalicelib.models import HOUR, MINUTE, Agent, Desk, Inbox, Passed, Shown
from chalicelib.rules import fitting, routing
from tests.rules.cases import FOLLOWS, MINE, NEW, after, again, case, ids, looked, to
from tests.support.made import (
    ANNA,
    NOW,
    RELAYS,
    anna,
    ben,
    closed,
    desk,
    line,
    rows,
    shown,
    spot,
    text,
    thread,
    told,
)

SHUT = ("Mon-Fri 13:00-17:00",)
"""NOW is a Monday, noon: this opens in an hour."""

BEHIND = MINE.but(heard=NOW - 500, shown=NOW - HOUR, told=0)
URGENT = (text("Is it ready?", NOW - HOUR), text("A leak!", NOW - 500))


def at(*agents: Agent, **changes: Any) -> Desk:
    inbox = Inbox(name="support", addresses=(), hours=SHUT, urgent=("leak",)).but(**changes)
    return desk(agents=agents or (anna(), ben()), inboxes=(inbox,))


# --- an owner who is not to be woken -------------------------------------------------------------


def test_what_follows_waits_until_it_opens() -> None:
    soon = at(hours=("Mon-Fri 12:05-17:00",))
    for where, wait in ((soon, 5 * MINUTE), (at(), fitting.LONGEST)):
        decision = looked(case(BEHIND, messages=FOLLOWS), where)
        assert decision.outcome == "quiet"
        assert after(decision) == BEHIND.but(look=NOW + wait)
        look = again(decision)
        assert look is not None
        assert (look.after, look.due, len(decision.put)) == (NOW + wait, NOW + wait, 1)


@pytest.mark.parametrize("where", [at(hours=()), at(after_hours="tell"), desk()])
def test_where_it_is_open_the_owner_gets_it(where: Desk) -> None:
    assert to(looked(case(BEHIND, messages=FOLLOWS), where), "relay") == [anna().id]


def test_who_just_wrote_gets_it() -> None:
    awake = BEHIND.but(spoke=NOW - fitting.AWAKE + 1)
    assert to(looked(case(awake, messages=FOLLOWS), at()), "relay") == [anna().id]


def test_who_is_off_lets_it_go_and_knows_of_it() -> None:
    where = at(anna(shifts=SHUT), ben(), hours=())
    decision = looked(case(BEHIND, messages=FOLLOWS), where)
    assert decision.outcome == "let_go"
    assert (after(decision).owner, after(decision).told) == (None, 1)
    assert decision.record is not None
    (knows,) = decision.record.told or ()
    assert (knows.agent, knows.spot, knows.shown) == (anna().id, BEHIND.spot, BEHIND.shown)
    assert [(load.agent, load.by) for load in decision.loads] == [(anna().id, -1)]
    look = again(decision)
    assert look is not None
    assert look.after == 0
    then = case(after(decision), roster=rows(anna(), ben()), to=(knows,), messages=FOLLOWS)
    found = looked(then, where)
    assert (to(found, "new"), to(found, "more")) == (ids(ben()), []), "and she sleeps"


def test_what_a_phone_did_not_get_is_not_forgotten_when_it_is_let_go() -> None:
    (missed,) = told(anna())
    missed = missed.but(again=NOW, shown=NOW - 2 * HOUR)
    what = case(BEHIND, to=(missed, *told(ben())), messages=FOLLOWS)
    decision = looked(what, at(anna(shifts=SHUT), ben(), hours=()))
    assert decision.record is not None
    assert decision.record.told == (*told(ben()), missed)


@pytest.mark.parametrize(
    ("owner", "other", "outcome"),
    [
        (anna(on_call=True), ben(), "caught_up"),
        (anna(), ben(on_call=True), "let_go"),
        (anna(), ben(), "quiet"),
        (anna(), ben(on_call=True, inboxes=("sales",)), "quiet"),
    ],
)
def test_urgent_is_for_who_is_on_call(owner: Agent, other: Agent, outcome: str) -> None:
    assert looked(case(BEHIND, messages=URGENT), at(owner, other)).outcome == outcome


def test_an_urgent_word_that_was_answered_is_none_any_more() -> None:
    answer = text("On our way", NOW - MINUTE, author=anna().id)
    said = (text("A leak!", NOW - HOUR), answer, text("Thank you", NOW - 500))
    assert looked(case(BEHIND, messages=said), at(anna(), ben(on_call=True))).outcome == "quiet"


# --- passed, and reopened ------------------------------------------------------------------------

PASSED = MINE.but(spot=None, passed=Passed(ben().id, "an invoice"), spoke=NOW - 1000, told=0)


def test_what_was_passed_is_handed_over_when_it_opens() -> None:
    what = case(PASSED, messages=FOLLOWS)
    decision = looked(what, at())
    assert (decision.outcome, after(decision).passed) == ("quiet", PASSED.passed)
    for where in (at(hours=()), at(anna(shifts=SHUT), ben(), hours=()), at(anna(on_call=True))):
        handed = looked(what.but(messages=URGENT), where)
        assert to(handed, "passed") == [anna().id]
        assert after(handed).spoke == NOW - fitting.AWAKE, "it was Ben who wrote"


def test_who_takes_it_with_a_text_is_awake() -> None:
    took = PASSED.but(passed=Passed("", ""))
    handed = looked(case(took, messages=FOLLOWS), at())
    assert to(handed, "took") == [anna().id]
    assert after(handed).spoke == NOW - 1000


def test_who_had_a_reopened_one_has_it_again_when_it_opens() -> None:
    reopened = thread(had=anna().id, heard=NOW - 500, closed=NOW - HOUR)
    what = case(reopened, roster=rows(anna(), ben()), messages=FOLLOWS)
    asleep = looked(what, at())
    assert (to(asleep, "new"), after(asleep).had) == ([], anna().id)
    woken = looked(what, at(), now=NOW + HOUR)
    assert (woken.outcome, to(woken, "reopened")) == ("given_back", [anna().id])
    away = case(reopened, roster=(*rows(anna(), away=True), *rows(ben())), messages=FOLLOWS)
    assert after(looked(away, at(hours=()))).had is None


def test_a_reopened_one_whose_phone_is_out_of_reach_is_for_the_others() -> None:
    reopened = thread(had=anna().id, heard=NOW - 500, closed=NOW - HOUR)
    what = case(reopened, roster=rows(anna(), ben()), messages=FOLLOWS)
    shut = tuple(line(where=spot(ANNA, number), closed=NOW, version=4) for number in RELAYS)
    lines = {anna().id: shut}
    assert routing.whom(what, desk(), NOW) == (anna(),)
    assert routing.whom(what, desk(), NOW, lines) == (ben(),)
    assert to(looked(what, lines=lines), "new") == [ben().id]


# --- one by one ----------------------------------------------------------------------------------


def one_by_one(*agents: Agent) -> Desk:
    return at(*agents, routing="next", hours=())


def test_an_owner_who_left_is_followed_by_one_who_is_given_it() -> None:
    left = MINE.but(owner="gone", heard=NOW - 500)
    decision = looked(case(left, roster=rows(ben()), messages=FOLLOWS), one_by_one())
    assert [(load.agent, load.by, load.given) for load in decision.loads] == [
        (ben().id, 0, NOW),
        ("gone", -1, 0),
    ]


@pytest.mark.parametrize(("inboxes", "written"), [(("support",), 1), (("support", "sales"), 2)])
def test_who_answers_two_inboxes_is_never_given_two_at_once(
    inboxes: tuple[str, ...], written: int
) -> None:
    """Both workers write one of the agent's lines, at the version that both have read."""
    anna_ = anna(inboxes=inboxes)
    held = tuple(
        line(
            Shown(thread=n, contact=f"k{n}", relayed=NOW - 90 * HOUR, gone=True),
            who=anna_,
            where=spot(ANNA, number),
            version=7,
        )
        for n, number in enumerate(RELAYS, 1)
    )
    last = max(held, key=lambda one: one.id)
    told_there = last.but(
        shown=(shown(9, contact=case(NEW).contact.id, gone=True, relayed=NOW - HOUR),)
    )
    lines = {anna_.id: tuple(told_there if one is last else one for one in held)}
    decision = looked(case(NEW, roster=rows(anna_)), one_by_one(anna_), lines=lines)
    assert decision.lines[0].id == last.id, "the number that had this customer"
    assert len(decision.lines) == written
    assert len({one.id for one in decision.lines}) == written
    assert {one.version for one in decision.lines} == {7}


def test_a_closed_thread_that_is_looked_at_at_night_does_nothing() -> None:
    assert looked(case(closed(), messages=()), at()).outcome == "nothing"
