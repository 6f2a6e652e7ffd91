"""An agent's text that is held, or goes nowhere: why, and what is offered."""

from typing import Any

import pytest

from chalicelib.models import DAY, HOUR, HeldText, Media
from tests.rules.helping import (
    HIS,
    LUC,
    LUCS,
    MARIE,
    assert_only_told,
    choice,
    decided,
    on_line,
    shared,
    the_held,
)
from tests.support.made import (
    NOW,
    ben,
    chloe,
    closed,
    contact,
    line,
    shown,
    thread,
    turn,
)

NAMED: dict[str, Any] = {"n": 142, "c": "Marie"}
PICTURE = (Media(url="https://media.example/1", kind="image/jpeg"),)


def offered(what: HeldText) -> list[tuple[str, int | None]]:
    return [(c.do, c.thread) for c in what.choices]


# --- for whom? -----------------------------------------------------------------------------------


def test_nobody_there() -> None:
    assert_only_told(decided(turn("Hello")), "held_nobody", q="Hello")


def test_several() -> None:
    what = the_held(decided(turn("Hello", shared())))
    assert (what.kind, what.choices) == ("which", (choice(), LUCS))


@pytest.mark.parametrize("body", ["ok", "merci", "👍", "1", "0"])
@pytest.mark.parametrize("last", ["desk", "question"])
def test_a_bare_text_or_a_digit_after_the_desks_own(body: str, last: str) -> None:
    what = the_held(decided(turn(body, on_line(last=last))))
    assert (what.kind, offered(what)) == ("which", [("send", 142)])


@pytest.mark.parametrize("body", ["ok", "👍"])
def test_a_bare_text_after_the_desks_own_where_nobody_is_goes_nowhere(body: str) -> None:
    decision = decided(turn(body, line(last="desk")))
    assert (decision.outcome, decision.put) == ("aside", ())


def test_an_unprompted_text_after_a_silent_day() -> None:
    old = shown(142, MARIE, name="Marie", pending=False, relayed=NOW - 2 * DAY)
    what = the_held(decided(turn("Hello", line(old, written=142))))
    assert offered(what) == [("send", 142)]


def test_the_question_is_in_the_agents_partition_whatever_the_language() -> None:
    who = chloe()
    what = the_held(decided(turn("ok", on_line(who=who, last="desk"), who=who)))
    assert (what.agent, what.spot) == (who.id, on_line(who=who).spot)


# --- unseen, no such -----------------------------------------------------------------------------

LUCS_LINE = line(shown(143, LUC, name="Luc"))


def test_a_reference_never_shown_here_while_another_may_be_meant() -> None:
    what = the_held(decided(turn("#142 Hello", LUCS_LINE, whose=contact(thread()))))
    assert (what.kind, what.n, what.c, what.texts) == ("unseen", 142, "Marie", ("Hello",))
    assert offered(what) == [("send", 142), ("send", 143)]


def test_a_reference_never_shown_here_and_nobody_else() -> None:
    assert decided(turn("#142 Hello", whose=contact(thread()))).outcome == "claimed"


@pytest.mark.parametrize(
    "whose", [None, contact(), contact(thread(inbox="sales")), contact(closed(inbox="sales"))]
)
def test_a_reference_to_nothing_that_this_agent_may_see(whose: Any) -> None:
    alone = decided(turn("#142 Hello", whose=whose))
    assert_only_told(alone, "held_no_such", n=142, q="Hello")
    what = the_held(decided(turn("#142 Hello", LUCS_LINE, whose=whose)))
    assert (what.kind, what.n, offered(what)) == ("no_such", 142, [("send", 143)])
    assert what.c is None, "whose it is stays with those who may see it"


def test_a_reference_in_another_inbox_that_was_shown_to_this_agent() -> None:
    sales = contact(thread(inbox="sales"))
    assert decided(turn("#142 Hello", on_line(), whose=sales)).outcome == "claimed"


@pytest.mark.parametrize("body", ["#142", "#142 ", "#142:", "#142 \u200e"])
def test_a_reference_alone(body: str) -> None:
    decision = decided(turn(body, on_line(), whose=contact(thread())))
    assert_only_told(decision, "held_empty", **NAMED)
    none = decided(turn("#999", on_line()))
    assert_only_told(none, "held_no_such", n=999, q="")


# --- somebody else's -----------------------------------------------------------------------------


@pytest.mark.parametrize("body", ["Hello", "#142 Hello"])
def test_somebody_elses(body: str) -> None:
    what = the_held(decided(turn(body, on_line(), whose=contact(HIS))))
    assert (what.kind, what.texts, what.a) == ("other", ("Hello",), "Ben")
    assert (what.n, what.c) == (142, "Marie")
    assert offered(what) == [("insist", 142), ("take", 142)]
    assert {c.contact for c in what.choices} == {MARIE}


# --- threads that are over -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "past", [closed(closed=NOW - HOUR), closed(owner=ben().id), closed(owner=None)]
)
def test_one_that_was_resolved_before_or_by_another(past: Any) -> None:
    what = the_held(decided(turn("One more thing", on_line(), whose=contact(past))))
    assert (what.kind, what.n, what.t) == ("closed", 142, past.closed)
    assert offered(what) == [("reopen", 142)]


@pytest.mark.parametrize(
    ("whose", "number"),
    [
        (contact(closed(142), thread(150)), 150),
        (contact(closed(150), thread(160, inbox="sales")), 160),
        (contact(closed(150), closed(151, inbox="sales")), 151),
    ],
)
@pytest.mark.parametrize("body", ["Hello", "#142 Hello"])
def test_one_that_gave_way_to_another(whose: Any, number: int, body: str) -> None:
    what = the_held(decided(turn(body, on_line(), whose=whose)))
    assert (what.kind, what.n, offered(what)) == ("moved", 142, [("send", number)])


def test_one_of_which_nothing_is_left() -> None:
    decision = decided(turn("Hello", on_line(), whose=contact()))
    assert_only_told(decision, "held_no_such", q="Hello", **NAMED)
