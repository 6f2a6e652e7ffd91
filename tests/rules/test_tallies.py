"""What is counted of an inbox's day, once, with each decision."""

from datetime import datetime
from typing import Any

import pytest

from chalicelib.decisions import Decision
from chalicelib.models import DAY, HOUR, MINUTE, Contact, Inbox, Practice
from chalicelib.rules import measures
from tests.rules.cases import case, looked
from tests.rules.helping import MARIE, MINE, decided, on_line
from tests.rules.receiving import NOBODY, received
from tests.rules.undos import act, undo
from tests.support.made import NOW, anna, ben, closed, contact, desk, spot, thread, turn

MONDAY, TUESDAY = "2026-11-16", "2026-11-17"
LATE = NOW + 13 * HOUR
"""One in the morning."""


def counted(decision: Decision, day: str = MONDAY) -> dict[str, int]:
    """What was counted, of `support` and of Marie's part of the day."""
    tally = decision.tally
    if tally is None:
        return {}
    assert (tally.inbox, tally.day, tally.contact) == ("support", day, MARIE)
    return dict(tally.counts)


def by(name: str, count: int = 1) -> dict[str, int]:
    return {f"{name}:{anna().id}": count}


def written(*threads: Any, **changes: Any) -> Decision:
    line = on_line(142)
    return decided(turn("At five", line, whose=contact(*threads), **changes))


# --- opened, opened again, resolved --------------------------------------------------------------


def test_what_customers_open() -> None:
    assert counted(received(NOBODY)) == {"opened": 1}
    assert counted(received(NOBODY, now=LATE), TUESDAY) == {"opened": 1}
    assert counted(received(contact(closed()), "And the brakes?")) == {"reopened": 1}
    assert counted(received(contact(thread()), "And the brakes?")) == {}
    assert counted(received(contact(closed()), "thanks")) == {}


def test_what_agents_open() -> None:
    mine = contact(closed())
    assert counted(written(closed())) == {"reopened": 1}
    line = on_line(142)
    text = turn("/write +15145550900 Your bike is ready.", line, whose=Contact(id=MARIE))
    assert counted(decided(text)) == {"opened": 1}
    text = turn("/write +15145550900 Your bike is ready.", line, whose=mine)
    assert counted(decided(text)) == {"reopened": 1}


@pytest.mark.parametrize("body", ["/done", "/block", "/spam"])
def test_what_an_agent_resolves_and_takes_back(body: str) -> None:
    done = decided(turn(body, on_line(142), whose=contact(MINE)))
    assert counted(done) == {"resolved": 1} | by("r")
    assert done.contact is not None
    assert done.profile is not None
    back = decided(
        turn("/undo", on_line(142), whose=done.contact, profile=done.profile, now=NOW + MINUTE)
    )
    assert counted(back) == {"resolved": -1} | by("r", -1)


def test_taken_back_after_midnight_it_is_of_the_day_before() -> None:
    midnight = NOW + 12 * HOUR
    past = closed(closed=midnight - MINUTE)
    what = act(at=midnight - MINUTE)
    assert counted(undo(what, contact(past), now=midnight + MINUTE)) == {"resolved": -1} | by(
        "r", -1
    )


def test_what_was_resolved_once_more_since_counts() -> None:
    past = closed(closed=NOW - MINUTE + 1)
    assert counted(undo(act(), contact(past))) == {"reopened": 1}


def test_what_is_closed_for_silence() -> None:
    inbox = Inbox(name="support", addresses=(), close_after=HOUR)
    quiet = MINE.but(spoke=NOW - 2 * HOUR, heard=NOW - 3 * HOUR)
    decision = looked(case(quiet), desk(inboxes=(inbox,)))
    assert decision.outcome == "silent"
    assert counted(decision) == {"silent": 1}


def test_a_customer_whom_the_desk_plays_is_not_counted() -> None:
    played = contact(MINE.but(inbox="*", waits=NOW - HOUR), practice=Practice(anna().id))
    for body in ("At five", "/done"):
        decision = decided(turn(body, on_line(142), whose=played))
        assert decision.outcome in ("replied", "resolved")
        assert decision.tally is None


# --- first answers -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("waited", "step"),
    [
        (0, 0),
        (5 * MINUTE, 0),
        (5 * MINUTE + 1, 1),
        (15 * MINUTE, 1),
        (30 * MINUTE, 2),
        (HOUR, 3),
        (2 * HOUR, 4),
        (4 * HOUR, 5),
        (DAY, 6),
        (DAY + 1, 7),
        (30 * DAY, 7),
    ],
)
def test_first_answers_by_how_long_the_customer_waited(waited: int, step: int) -> None:
    asked = thread(waits=NOW - waited)
    assert counted(written(asked)) == {f"first:{step}": 1} | by("a")


def test_only_the_first_answer_counts() -> None:
    assert counted(written(MINE.but(waits=NOW - HOUR, answered=NOW - DAY))) == {}
    assert counted(written(MINE)) == {}, "nobody waits"


def test_what_is_held_counts_when_it_is_sent() -> None:
    his = thread(owner=ben().id, spot=spot(), waits=NOW - MINUTE)
    decision = written(his)
    assert decision.outcome == "held"
    assert decision.tally is None


def test_waits_are_counted_in_open_hours() -> None:
    """It is Monday, noon, and the desk opened at nine; she wrote on Saturday."""
    inbox = Inbox(name="support", addresses=(), hours=("Mon-Fri 09:00-17:00",))
    asked = thread(waits=NOW - 2 * DAY)
    where = desk(inboxes=(inbox,))
    assert counted(written(asked, at=where)) == {"first:5": 1} | by("a")
    night = NOW - 10 * HOUR
    found = written(thread(waits=night - HOUR), at=where, now=night)
    assert counted(found) == {"first:0": 1} | by("a"), "answered while it was closed"


def test_an_inbox_that_left_the_desk_has_no_hours() -> None:
    found = written(thread(waits=NOW - HOUR), at=desk(inboxes=()))
    assert counted(found) == {"first:3": 1} | by("a")


def test_the_day_is_the_desks_own() -> None:
    assert measures.day_of(LATE, "America/Montreal") == TUESDAY
    assert measures.day_of(LATE, "America/Vancouver") == MONDAY
    assert measures.day_of(NOW, "Pacific/Auckland") == TUESDAY


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-03-09T00:30-04:00", ("2026-03-03", "2026-03-09")),
        ("2026-11-02T23:30-05:00", ("2026-10-27", "2026-11-02")),
    ],
)
def test_a_week_has_seven_days_though_clocks_change(now: str, expected: tuple[str, str]) -> None:
    at = int(datetime.fromisoformat(now).timestamp() * 1000)
    assert measures.days(7, at, "America/Montreal") == expected
