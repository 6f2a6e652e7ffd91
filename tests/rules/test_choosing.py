"""Who hears next of a thread that nobody has, where agents are given one after the other."""

from typing import Any

import pytest

from chalicelib.models import HOUR, MINUTE, Agent, Desk, Inbox, Line
from chalicelib.rules import choosing, fitting
from chalicelib.rules.case import PATROL_EVERY, Case
from tests.rules.cases import NEW, case
from tests.support.made import (
    ANNA,
    NOW,
    RELAYS,
    anna,
    ben,
    chloe,
    crew,
    desk,
    line,
    rows,
    shown,
    spot,
    told,
)

TEN = 10 * MINUTE
SHUT = ("Mon-Fri 13:00-17:00",)
"""NOW is a Monday, noon: this opens in an hour."""


def at(*agents: Agent, **changes: Any) -> Desk:
    """A desk whose inbox gives threads to the next agent."""
    inbox = Inbox(name="support", addresses=(), routing="next").but(**changes)
    return desk(agents=agents or (anna(), ben(), chloe()), inboxes=(inbox,))


def who(
    what: Case, where: Desk, now: int = NOW, lines: dict[str, tuple[Line, ...]] | None = None
) -> list[str]:
    thread = what.thread
    assert thread is not None
    return [a.name for a in choosing.chosen(what, thread, lines or {}, where, now)]


def full(agent: Agent) -> dict[str, tuple[Line, ...]]:
    """The lines of an agent who has two threads, on two numbers."""
    address = agent.addresses[0]
    return {
        agent.id: (
            line(shown(1), who=agent, where=spot(address, RELAYS[0])),
            line(shown(2), who=agent, where=spot(address, RELAYS[1])),
        )
    }


EVEN = rows(anna(), ben(), chloe())


def test_one_who_has_fewest_and_of_those_who_waited_longest() -> None:
    first, second, third = rows(anna(), load=1), rows(ben(), given=9), rows(chloe(), given=5)
    assert who(case(roster=(*first, *second, *third)), at()) == ["Chloe"]
    assert who(case(roster=(*first, *second)), at()) == ["Ben"]
    assert len(who(case(roster=EVEN), at())) == 1


def test_the_language_counts_before_the_load_but_not_before_room() -> None:
    where, busy = at(language="fr"), rows(chloe(), load=1)
    assert who(case(roster=(*rows(anna()), *busy)), where) == ["Chloe"]
    assert who(case(roster=(*rows(anna()), *rows(chloe(), load=2))), where) == ["Anna"]


def test_without_room_the_next_and_without_any_nobody() -> None:
    roster = (*rows(anna()), *rows(ben(), load=1))
    assert who(case(roster=roster), at(), lines=full(anna())) == ["Ben"]
    assert who(case(roster=roster), at(), lines=full(anna()) | full(ben())) == []


def test_skills_of_the_roster_count_and_those_that_nobody_has_do_not() -> None:
    skilled = ben(skills=("brakes",))
    where = at(anna(), skilled, chloe(), keywords={"ready": "brakes"})
    assert who(case(roster=EVEN), where) == ["Ben"]
    assert who(case(roster=rows(anna())), where) == ["Anna"], "Ben answers another inbox"
    away = (*rows(anna()), *rows(skilled, away=True))
    assert who(case(roster=away), where) == [], "for a while"
    late = NEW.but(waits=NOW - TEN)
    assert who(case(late, roster=away), where) == ["Anna"]
    assert who(case(late, roster=EVEN), where, lines=full(skilled)) == [], "he is there: in line"


def test_another_when_the_first_had_ten_minutes_then_all_then_more() -> None:
    team = crew(9)
    where, roster = at(*team), rows(*team)

    def after(count: int, passed: int) -> int:
        one = NEW.but(announced=NOW - passed, told=count)
        return len(who(case(one, roster=roster, to=told(*team[:count])), where))

    assert [after(1, TEN - 1), after(1, TEN)] == [0, 1]
    assert [after(2, TEN - 1), after(2, TEN)] == [0, choosing.AT_ONCE]
    wide = choosing.WIDEN_AFTER
    assert [after(7, wide - 1), after(7, wide), after(9, TEN)] == [0, 2, 0]


def test_the_minutes_are_those_in_which_it_is_open() -> None:
    where = at(hours=("Mon-Fri 11:55-17:00",))
    one = NEW.but(announced=NOW - HOUR, told=1)
    what = case(one, roster=EVEN, to=told(anna()))
    assert who(what, where) == []
    assert len(who(what, where, NOW + 5 * MINUTE)) == 1


def test_who_was_told_and_has_no_room_is_followed_by_the_team() -> None:
    one = NEW.but(announced=NOW - TEN, told=1)
    lines = full(ben()) | full(chloe())
    assert len(who(case(one, roster=EVEN, to=told(anna())), at(), lines=lines)) == 2


def test_who_is_out_of_reach_takes_nobodys_turn() -> None:
    shut = tuple(line(who=anna(), where=spot(ANNA, number), closed=NOW) for number in RELAYS)
    only = case(roster=(*rows(anna()), *rows(ben(), load=1)))
    for routing in ("next", "everyone"):
        assert who(only, at(routing=routing), lines={anna().id: shut}) == ["Ben"]


def test_that_one_was_given_a_thread_is_kept_and_that_many_were_told_is_not() -> None:
    what = case(roster=EVEN)
    (load,) = choosing.given(what, NEW, (anna(),), at(), NOW)
    assert (load.agent, load.inbox, load.by, load.given) == (anna().id, "support", 0, NOW)
    assert choosing.given(what, NEW, (), at(), NOW) == ()
    assert choosing.given(what, NEW, (anna(),), at(routing="everyone"), NOW) == ()
    third = case(roster=EVEN, to=told(anna(), ben()))
    assert choosing.given(third, NEW, (chloe(),), at(), NOW) == ()


# --- when to look again --------------------------------------------------------------------------


def pause(what: Case, where: Desk, *knows: Agent, **changes: Any) -> int:
    thread = what.thread
    assert thread is not None
    return choosing.pause(what, thread.but(**changes), told(*knows), where, NOW)


def test_again_when_the_next_one_is_to_be_told() -> None:
    what = case(roster=EVEN)
    assert pause(what, at(), anna(), announced=NOW) == TEN
    assert pause(what, at(), anna(), announced=NOW - 4 * MINUTE) == 6 * MINUTE
    assert pause(what, at(), anna(), announced=NOW - HOUR) == PATROL_EVERY, "nobody could be"
    assert pause(what, at(), anna(), ben(), chloe(), announced=NOW) == PATROL_EVERY


def test_again_in_a_minute_to_say_the_place_and_then_now_and_then() -> None:
    what = case(roster=EVEN)
    assert pause(what, at(), waits=NOW - 1) == MINUTE
    assert pause(what, at(), waits=NOW - MINUTE) == PATROL_EVERY
    assert pause(what, at(), waits=0) == PATROL_EVERY


@pytest.mark.parametrize("routing", ["next", "everyone"])
def test_again_when_it_opens_and_at_times_before(routing: str) -> None:
    where = at(routing=routing, hours=SHUT)
    assert pause(case(roster=EVEN), where) == fitting.LONGEST
    soon = at(routing=routing, hours=("Mon-Fri 12:07-17:00",))
    assert pause(case(roster=EVEN), soon) == 7 * MINUTE
    assert pause(case(roster=EVEN), at(routing=routing, hours=SHUT, after_hours="tell")) < HOUR


def test_what_is_urgent_does_not_wait_until_it_opens() -> None:
    where = at(anna(on_call=True), ben(on_call=True), hours=SHUT, urgent=("ready",))
    what = case(roster=rows(anna(), ben()))
    assert pause(what, where, anna(), announced=NOW) == TEN
