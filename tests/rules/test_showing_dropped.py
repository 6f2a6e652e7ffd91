"""A text that an agent is not to see: what goes away with it."""

import pytest

from chalicelib.models import HOUR, Contact, Inbox, Line
from chalicelib.rules import fitting
from chalicelib.rules.showing import Drop, dropped
from tests.rules.helping import MARIE
from tests.rules.scenes import BENS, FREE, LUCS, OURS, WARM, scene
from tests.support.made import NOW, anna, desk, entry, line, shown

GONE = entry("gone", "* Ben has it")
KEPT = line(shown(142, MARIE, relayed=0, pending=False, allotted=GONE.stamp - 1), LUCS)
"""A place that was kept for Marie's thread, of which nothing was shown yet."""

ONE_BY_ONE = desk(inboxes=(Inbox(name="support", addresses=(), routing="next"),))


def test_the_place_of_what_was_never_shown_is_free() -> None:
    found = dropped(scene(GONE, KEPT, BENS), "never shown", ONE_BY_ONE, NOW)
    assert (found.taken, found.checked) == ((GONE,), BENS)
    (after,) = found.lines
    marie = after.entry(142)
    assert marie is not None
    assert (marie.gone, marie.left) == (True, NOW)
    assert after.but(shown=()) == KEPT.but(shown=()), "nothing was shown"
    assert after.entry(130) == LUCS
    one = anna(capacity=2)
    assert not fitting.has_room((KEPT,), one, ONE_BY_ONE, NOW)
    assert fitting.has_room((after,), one, ONE_BY_ONE, NOW)
    (free,) = found.put
    assert (free.kind, free.recipient, free.agent) == ("free", "i-support", anna().id)


def test_where_everybody_is_told_nobody_waits_for_a_place() -> None:
    found = dropped(scene(GONE, KEPT, BENS), "never shown", desk(), NOW)
    assert found.put == ()
    assert len(found.lines) == 1


@pytest.mark.parametrize(
    ("here", "whose"),
    [
        (KEPT, OURS),
        (line(), BENS),
        (line(LUCS), BENS),
        (line(shown(142, MARIE, relayed=0, allotted=GONE.stamp + 1)), FREE),
        (line(shown(142, MARIE, relayed=0, allotted=1, gone=True, left=NOW - HOUR)), BENS),
        (line(shown(142, MARIE, relayed=0, allotted=1, wrote=NOW - HOUR)), BENS),
    ],
    ids=["theirs", "no place", "another's", "given once more", "free before", "written to"],
)
def test_nothing_else_of_the_line_changes(here: Line, whose: Contact) -> None:
    found = dropped(scene(GONE, here, whose), "never shown", ONE_BY_ONE, NOW)
    assert (found.taken, found.lines, found.put, found.checked) == ((GONE,), (), (), None)


@pytest.mark.parametrize("why", ["not theirs", "theirs again", "away", "settled"])
def test_what_is_dropped_for_another_reason_leaves_the_place(why: Drop) -> None:
    found = dropped(scene(entry("new"), WARM, BENS), why, ONE_BY_ONE, NOW)
    assert (found.lines, found.put) == ((), ())
