"""`/undo` when there is nothing to take back, it is too late, or something changed since."""

from typing import Any

import pytest

from chalicelib.models import (
    HOUR,
    Contact,
    LastAct,
    OpenThread,
)
from chalicelib.rules.turn import Lists
from tests.rules.helping import (
    HIS,
    MINE,
    after,
    assert_only_told,
    decided,
    now_open,
    profile_of,
)
from tests.rules.undos import GONE, NAMED, act, undo
from tests.support.made import (
    NOW,
    anna,
    ben,
    chloe,
    closed,
    contact,
    text,
    thread,
    turn,
)

TAKEN = act("take", owner=None, spot=None)
PASSED = act("pass", to=ben().id)

# --- nothing, or too late ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("what", "whose"),
    [(None, contact(closed())), (act(), None), (act(at=NOW - HOUR - 1), contact(closed()))],
)
def test_nothing_to_undo(what: LastAct | None, whose: Contact | None) -> None:
    assert_only_told(undo(what, whose), "nothing_to_undo")


def test_an_hour_is_just_in_time() -> None:
    assert undo(act(at=NOW - HOUR), contact(closed())).outcome == "undone"


def test_it_is_taken_back_once() -> None:
    first = undo(act(), contact(closed()))
    again = decided(turn("/undo", GONE, whose=after(first), profile=profile_of(first)))
    assert_only_told(again, "nothing_to_undo")


@pytest.mark.parametrize(
    ("what", "found"),
    [
        (act(), closed(owner=ben().id)),
        (act(), thread()),
        (act("block"), closed(owner=ben().id)),
        (TAKEN, HIS),
        (TAKEN, closed()),
        (act("snooze"), MINE),  # it came back meanwhile
        (act("snooze"), HIS.but(snoozed=NOW + HOUR)),
        (act("snooze"), closed()),
        (act("release"), HIS),  # somebody took it
        (act("release"), closed()),
        (PASSED, MINE),
        (PASSED, thread()),  # Ben let it go
        (PASSED, thread(owner=chloe().id)),
        (PASSED, closed(owner=ben().id)),
    ],
)
def test_what_changed_since_stays(what: LastAct, found: Any) -> None:
    assert_only_told(undo(what, contact(found)), "undo_late", **NAMED)


def test_what_was_closed_stays_so_where_the_customer_has_a_newer_thread() -> None:
    assert_only_told(undo(act(), contact(closed(), thread(150))), "undo_late", **NAMED)
    other = contact(closed(), thread(150, inbox="sales"))
    found: OpenThread = now_open(undo(act(), other))
    assert found.owner == anna().id


def test_of_done_does_not_lift_a_block_that_came_after() -> None:
    decision = undo(act(), contact(closed(), blocked=True, spam=True))
    assert after(decision).blocked


@pytest.mark.parametrize("what", [act("release"), PASSED])
def test_what_a_colleague_has_answered_since_stays(what: LastAct) -> None:
    """The customer may be about to answer that one."""
    found = HIS if what.to else thread(told=1)
    late = Lists(history=(text("Hello", NOW - 1000, author=ben().id),))
    assert_only_told(undo(what, contact(found), lists=late), "undo_late", **NAMED)
    note = Lists(history=(text("a note", NOW - 1000, author=ben().id, note=True),))
    assert undo(what, contact(found), lists=note).outcome == "undone"
