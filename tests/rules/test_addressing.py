"""Which customer an agent's text is for: candidates, references, and what is held."""

from itertools import product
from typing import Any

import pytest

from chalicelib.models import DAY, HOUR, MINUTE, SECOND, Line, Shown
from chalicelib.rules import addressing
from chalicelib.rules.addressing import LAPSE, Goal, Held
from tests.support.made import NOW, line, shown

AGES = (0, 23 * HOUR, DAY - 1, DAY, 3 * DAY - 1, 3 * DAY, 30 * DAY)


def threads(found: tuple[Shown, ...]) -> list[int]:
    return [s.thread for s in found]


def expected(
    *, pending: bool, relayed: bool, last: bool, gone: bool, certain: bool, quiet: int, left: int
) -> bool:
    """The design's own words: relayed and not written to since, or the last one written to…"""
    if not ((pending and relayed) or last):
        return False
    if gone:  # … which stays until a certain text, and at least 24 hours; for 72 at the most
        within_a_day = min(quiet, left) < 24 * HOUR
        return within_a_day or (not certain and quiet < 72 * HOUR)
    return True


@pytest.mark.parametrize(
    ("pending", "relayed", "last", "gone", "certain"), list(product((False, True), repeat=5))
)
def test_every_combination(
    pending: bool, relayed: bool, last: bool, gone: bool, certain: bool
) -> None:
    for relayed_ago, wrote_ago, left_ago in product(AGES, AGES, AGES):
        when, wrote = (NOW - relayed_ago if relayed else 0), (NOW - wrote_ago if last else 0)
        one = shown(relayed=when, wrote=wrote, pending=pending, gone=gone, certain=certain)
        one = one.but(left=NOW - left_ago if gone else 0)
        here = line(one, written=142 if last else 999)
        quiet = NOW - max(when, wrote)
        found = addressing.candidates(here, NOW)
        assert bool(found) == expected(
            pending=pending,
            relayed=relayed,
            last=last,
            gone=gone,
            certain=certain,
            quiet=quiet,
            left=left_ago,
        ), (relayed_ago, wrote_ago, left_ago)


@pytest.mark.parametrize(
    ("changes", "quiet", "is_candidate"),
    [
        ({}, 365 * DAY, True),
        ({"pending": False}, 0, False),
        ({"gone": True}, 0, True),
        ({"gone": True}, LAPSE - 1, True),
        ({"gone": True}, LAPSE, False),
        ({"gone": True, "certain": True}, DAY - 1, True),
        ({"gone": True, "certain": True}, DAY, False),
        # … and for a day after it left, whatever else
        ({"gone": True, "left": NOW - DAY + 1}, LAPSE, True),
        ({"gone": True, "left": NOW - DAY}, LAPSE, False),
        ({"gone": True, "certain": True, "left": NOW - DAY + 1}, 30 * DAY, True),
    ],
)
def test_edges_in_time(changes: dict[str, Any], quiet: int, is_candidate: bool) -> None:
    here = line(shown(relayed=NOW - quiet, **changes))
    assert bool(addressing.candidates(here, NOW)) == is_candidate


def test_allotted_only_is_no_candidate_until_its_relay_begins_to_leave() -> None:
    assert addressing.candidates(line(shown(relayed=0, pending=True)), NOW) == ()


def test_a_line_that_showed_nothing_has_none() -> None:
    assert addressing.candidates(line(), NOW) == ()


def test_lapse_is_72_hours() -> None:
    assert LAPSE == 72 * HOUR


# --- rules 3 and 4 -------------------------------------------------------------------------------


def by_candidates(here: Line, text: str = "On our way") -> Goal | Held:
    return addressing.by_candidates(here, text, NOW)


def test_exactly_one_candidate_is_it_and_is_not_certain() -> None:
    goal = by_candidates(line(shown(142)))
    assert goal == Goal(thread=142, contact="k142", how="candidate")
    assert not goal.certain


def test_none_and_several_are_held() -> None:
    assert by_candidates(line()) == Held(why="none")
    two = line(shown(142), shown(143))
    assert by_candidates(two) == Held(why="several", options=two.shown)


def test_two_threads_of_one_contact_are_several() -> None:
    here = line(shown(142, "k"), shown(143, "k"))
    assert isinstance(by_candidates(here), Held)


@pytest.mark.parametrize(
    ("text", "last", "is_held"),
    [
        ("ok", "desk", True),
        ("Merci!", "desk", True),
        ("👍", "desk", True),
        ("ok, on our way", "desk", False),
        ("ok", "thread", False),
        ("👍", "thread", False),
        ("ok?", "desk", False),
    ],
)
def test_a_bare_text_after_the_desks_own_is_held(text: str, last: str, is_held: bool) -> None:
    here = line(shown(142), last=last)
    verdict = by_candidates(here, text)
    assert verdict == Held(why="bare", options=here.shown) if is_held else verdict.thread == 142  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("pending", "silent", "is_held"),
    [
        (False, DAY - 1, False),
        (False, DAY, True),
        (False, 30 * DAY, True),
        (True, DAY, False),
        (True, 30 * DAY, False),
    ],
)
def test_an_unprompted_text_on_a_line_silent_for_a_day_is_held(
    pending: bool, silent: int, is_held: bool
) -> None:
    one = shown(142, pending=pending, relayed=NOW - silent, wrote=NOW - silent)
    here = line(one, written=142, at=NOW - silent)
    verdict = by_candidates(here)
    assert isinstance(verdict, Held) == is_held
    if is_held:
        assert verdict == Held(why="silent", options=(one,))


def test_silence_is_held_once() -> None:
    one = shown(142, pending=False, relayed=NOW - 2 * DAY, wrote=NOW - 2 * DAY)
    here = line(one, written=142, at=NOW - 2 * DAY)
    assert isinstance(by_candidates(here), Held)
    asked = here.but(last="desk", at=NOW - MINUTE)  # what saying so leaves behind
    assert by_candidates(asked) == Goal(thread=142, contact="k142", how="candidate")


# --- what a line is afterwards -------------------------------------------------------------------


def test_after_a_text_its_thread_is_answered_and_the_last_written_to() -> None:
    here = line(shown(142, gone=True, certain=True), shown(143))
    goal = Goal(thread=142, contact="k142", how="candidate")
    after = addressing.written(here, goal, "Marie", "Hi", NOW)
    one = after.entry(142)
    assert one == shown(142, pending=False, wrote=NOW)
    assert after.entry(143) == shown(143)
    assert (after.written, after.at) == (142, NOW)


def test_a_thread_never_shown_here_is_remembered_once_written_to() -> None:
    after = addressing.written(
        line(), Goal(thread=142, contact="k", how="reference"), "Marie", "Hi", NOW
    )
    assert after.shown == (Shown(thread=142, contact="k", name="Marie", wrote=NOW),)
    assert threads(addressing.candidates(after, NOW)) == [142]


@pytest.mark.parametrize("how", ["quote", "reference", "candidate"])
def test_only_a_certain_text_lets_gone_threads_lapse_after_a_day(how: Any) -> None:
    here = line(shown(142), shown(143, gone=True), shown(144))
    after = addressing.written(here, Goal(thread=142, contact="k142", how=how), None, "Hi", NOW)
    gone, other = after.entry(143), after.entry(144)
    assert gone is not None
    assert other is not None
    assert gone.certain == (how != "candidate")
    assert not other.certain, "one that is not gone is not on its way out"
    # Whatever was certain stays so.
    again = addressing.written(
        after, Goal(thread=142, contact="k", how="candidate"), None, "Hi", NOW
    )
    assert again.entry(143) == gone


def test_gone_marks_one_thread_and_starts_its_time_anew() -> None:
    here = line(shown(142, certain=True), shown(143))
    after = addressing.gone(here, 142, NOW)
    assert after.entry(142) == shown(142, gone=True, certain=False, left=NOW)
    assert after.entry(143) == shown(143)
    assert addressing.gone(here, 999, NOW) == here


def test_a_text_under_way_while_its_thread_is_answered() -> None:
    """#101 is answered while a second text of its customer is on its way to the phone, then #102.

    The second text shows, and an answer to it is for #101: which must be a candidate still.
    """
    first = Shown(thread=101, contact="c1", relayed=4 * SECOND, pending=True)
    other = Shown(thread=102, contact="c2", relayed=2 * SECOND, pending=True)
    here = line(first, other)
    for number, contact, now in ((101, "c1", 5), (102, "c2", 90)):
        goal = Goal(thread=number, contact=contact, how="reference")
        here = addressing.written(here, goal, None, "On our way", now * SECOND)
    assert addressing.by_candidates(here, "At five", 95 * SECOND) == Held(
        why="several", options=addressing.candidates(here, 95 * SECOND)
    )
    again = addressing.written(
        here, Goal(thread=101, contact="c1", how="reference"), None, "At five", 100 * SECOND
    )
    assert [s.thread for s in addressing.candidates(again, 101 * SECOND)] == [101]
