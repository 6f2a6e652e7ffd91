"""What an inbox's worker does about what follows, and about a reopened thread."""

from typing import Any

import pytest

from chalicelib.decisions import Load
from chalicelib.models import HOUR, MINUTE, Contact, Roster
from chalicelib.rules import routing
from chalicelib.rules.choosing import WIDEN_AFTER
from tests.rules.cases import FOLLOWS, MANY, NEW, after, announced, case, ids, looked, to
from tests.rules.helping import MARIE
from tests.support.made import (
    NOW,
    RELAYS,
    SERVICE,
    agent,
    anna,
    ben,
    contact,
    desk,
    line,
    rows,
    shown,
    spot,
    told,
)

# --- what follows before anybody answers ---------------------------------------------------------


def test_those_who_know_get_what_follows_and_only_that() -> None:
    what = case(announced(2), to=told(anna(), ben()), roster=rows(anna(), ben()), messages=FOLLOWS)
    decision = looked(what)
    assert to(decision, "more") == ids(anna(), ben())
    assert {e.text for e in decision.put} == {"Hello?"}
    assert after(decision).shown == NOW - 500
    assert after(decision).announced == NOW - MINUTE


def test_while_widening_the_new_ones_get_it_whole() -> None:
    what = case(
        announced(1, announced=NOW - WIDEN_AFTER),
        to=told(anna()),
        roster=rows(anna(), ben()),
        messages=FOLLOWS,
    )
    decision = looked(what)
    assert {e.agent: e.text for e in decision.put} == {
        anna().id: "Hello?",
        ben().id: "Is it ready?\nHello?",
    }


def test_one_who_left_the_desk_gets_nothing_more() -> None:
    gone = agent("Zed", "+15145550299")
    what = case(announced(2), to=told(gone, ben()), roster=rows(ben()), messages=FOLLOWS)
    assert to(looked(what), "more") == [ben().id]


@pytest.mark.parametrize("count", [5, 6, 10, 23])
def test_whoever_of_those_told_answers_was_or_will_be_shown_all_of_it(count: int) -> None:
    """Each gets what followed, or the thread stays behind, and the worker makes it up."""
    at = desk(agents=MANY)
    what = case(announced(count), to=told(*MANY[:count]), roster=rows(*MANY), messages=FOLLOWS)
    decision = looked(what, at)
    left_out = set(ids(*MANY[:count])) - set(to(decision, "more"))
    assert not left_out or after(decision).shown < after(decision).heard


# --- a reopened thread ---------------------------------------------------------------------------

REOPENED = NEW.but(had=anna().id, closed=NOW - HOUR, shown=NOW - HOUR, opened=NOW - 9 * HOUR)


def test_it_goes_back_to_who_had_it() -> None:
    what = case(REOPENED, roster=rows(anna(), ben()))
    assert routing.whom(what, desk(), NOW) == (anna(),)
    decision = looked(what)
    assert decision.outcome == "given_back"
    (entry,) = decision.put
    assert (entry.kind, entry.agent, entry.text) == ("reopened", anna().id, "Is it ready?")
    open_one = after(decision)
    assert (open_one.owner, open_one.had, open_one.spot) == (anna().id, None, spot())
    assert open_one.shown == open_one.heard
    assert decision.loads == (Load(agent=anna().id, inbox="support", by=1),)
    assert decision.record is not None
    assert decision.record.owner == anna().id


def test_on_the_line_where_it_was() -> None:
    before = line(shown(142, MARIE, gone=True), where=spot(number=RELAYS[1]))
    what = case(REOPENED, roster=rows(anna()))
    assert looked(what, lines={anna().id: (before,)}).put[0].sender == RELAYS[1]


@pytest.mark.parametrize(
    ("changes", "roster"),
    [
        ({}, (*rows(anna(), away=True), *rows(ben()))),
        ({}, rows(ben())),
        ({"had": "somebody-gone"}, rows(ben(), agent("Zed", "+15145550299"))),
        ({"had": None}, rows(ben())),
    ],
)
def test_to_the_others_where_who_had_it_is_not_there(
    changes: dict[str, Any], roster: tuple[Roster, ...]
) -> None:
    decision = looked(case(REOPENED.but(**changes), roster=roster))
    assert to(decision, "new") == [ben().id]
    assert after(decision).had is None


def test_to_the_others_where_no_number_reaches_who_had_it() -> None:
    """The thread waits for nobody: the next look is asked for, or somebody is told."""
    far = anna(addresses=("whatsapp:+15145550201",))
    at = desk(agents=(far, ben()))
    what = case(REOPENED, roster=rows(far, ben()))
    decision = looked(what, at)
    assert to(decision, "new") == [ben().id]


def test_one_announced_already_is_not_given_back() -> None:
    what = case(REOPENED.but(announced=NOW - HOUR, told=1), to=told(ben()), roster=rows(anna()))
    assert routing.whom(what, desk(), NOW) == (anna(),)
    assert looked(what).outcome == "announced"


# --- the rest ------------------------------------------------------------------------------------


def test_the_stamp_comes_after_the_contacts_last() -> None:
    whose: Contact = contact(NEW, stamp=NOW + 5)
    decision = looked(case(contact=whose, roster=rows(anna())))
    assert decision.contact is not None
    assert decision.contact.stamp == decision.put[0].stamp == NOW + 6
    assert decision.contact.version == whose.version


def test_agents_whose_desk_has_a_service_number_are_told_on_relay_numbers() -> None:
    decision = looked(case(roster=rows(anna())), desk(service_number=SERVICE))
    assert decision.put[0].sender == RELAYS[0]
