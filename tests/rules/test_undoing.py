"""`/undo`: what it takes back, and who hears of it."""

import pytest

from chalicelib.models import (
    HOUR,
    MINUTE,
    Passed,
    Spot,
)
from chalicelib.texts import say
from tests.rules.helping import (
    BENS,
    HIS,
    MARIE,
    MINE,
    after,
    kinds,
    notice,
    now_open,
    on_line,
    profile_of,
)
from tests.rules.undos import AWAY, BACK, NAMED, act, undo
from tests.support.made import (
    BEN,
    NOW,
    RELAYS,
    anna,
    ben,
    chloe,
    closed,
    contact,
    line,
    shown,
    spot,
    thread,
)

# --- done, block, spam ---------------------------------------------------------------------------


@pytest.mark.parametrize("body", ["/undo", "/oups", "Slash undo."])
def test_of_done(body: str) -> None:
    decision = undo(act(), contact(closed(tags=("vip",))), body=body)
    assert decision.outcome == "undone"
    assert notice(decision) == say("undone_done", "en", **NAMED)
    again = now_open(decision)
    assert (again.owner, again.spot, again.closed) == (anna().id, spot(), None)
    assert again.tags == ("vip",)
    assert decision.loads == (BACK,)
    assert decision.lines[0].entry(142) == shown(142, MARIE, name="Marie")
    assert profile_of(decision).act is None
    assert decision.record is not None
    assert (decision.record.resolved, decision.record.owner) == (None, anna().id)


def test_of_done_leaves_other_lines_and_threads_alone() -> None:
    two = line(shown(142, MARIE, gone=True), shown(150, gone=True))
    other = line(shown(151), where=spot(number=RELAYS[1]))
    (changed,) = undo(act(), contact(closed()), two, other).lines
    assert changed.entry(150) == shown(150, gone=True)


@pytest.mark.parametrize("kind", ["block", "spam"])
def test_of_block_and_spam_hears_the_customer_again(kind: str) -> None:
    silent = contact(closed(), blocked=True, spam=kind == "spam")
    decision = undo(act(kind), silent)
    assert notice(decision) == say("undone_done", "en", **NAMED)
    assert (after(decision).blocked, after(decision).spam) == (False, False)
    assert now_open(decision).owner == anna().id
    assert decision.loads == (BACK,)


# --- take ----------------------------------------------------------------------------------------

TAKEN = act("take", owner=None, spot=None)


def test_of_take_lets_it_wait_again() -> None:
    decision = undo(TAKEN, contact(MINE.but(told=2)), on_line())
    assert notice(decision) == say("undone_take", "en", **NAMED)
    again = now_open(decision)
    assert (again.owner, again.spot, again.told, again.announced) == (None, None, 1, 0)
    assert kinds(decision) == ["notice", "look"]
    assert decision.loads == (AWAY,)
    assert decision.record is not None
    assert [told.agent for told in decision.record.told or ()] == [anna().id], "who knows it"
    assert decision.lines[0].entry(142) == on_line().shown[0].but(gone=True, left=NOW)


def test_of_take_gives_it_back_to_who_had_it() -> None:
    decision = undo(act("take", owner=ben().id, spot=BENS), contact(MINE), on_line())
    assert notice(decision) == say("undone_take_to", "en", a="Ben", **NAMED)
    again = now_open(decision)
    assert (again.owner, again.spot) == (ben().id, BENS)
    other = decision.put[1]
    assert (other.kind, other.to, other.sender) == ("notice", BEN, RELAYS[1])
    assert other.text == say("handed_back", "en", a="Anna", **NAMED)
    assert {(load.agent, load.by) for load in decision.loads} == {(anna().id, -1), (ben().id, 1)}
    assert decision.record is not None
    assert (decision.record.owner, decision.record.told) == (ben().id, None)


@pytest.mark.parametrize("where", [None, BENS])
def test_of_take_where_who_had_it_left_the_desk(where: Spot | None) -> None:
    decision = undo(act("take", owner="somebody-gone", spot=where), contact(MINE), on_line())
    assert notice(decision) == say("undone_take", "en", **NAMED)
    assert kinds(decision) == ["notice", "look"]


def test_of_take_where_who_had_it_never_had_a_line() -> None:
    """A thread has one owner, who is counted and told, or none, and then waits."""
    decision = undo(act("take", owner=ben().id, spot=None), contact(MINE), on_line())
    counted = {load.agent: load.by for load in decision.loads}
    assert counted.get(ben().id, 0) == (1 if now_open(decision).owner == ben().id else 0)


# --- release, pass, snooze -----------------------------------------------------------------------

RELEASED = thread(told=1, shown=NOW - 11 * MINUTE)


@pytest.mark.parametrize(("told", "caught_up"), [(1, True), (3, True), (1, False)])
def test_of_release(told: int, caught_up: bool) -> None:
    waiting = RELEASED.but(told=told, shown=RELEASED.heard if caught_up else RELEASED.shown)
    decision = undo(act("release"), contact(waiting))
    assert notice(decision) == say("undone_pass", "en", **NAMED)
    again = now_open(decision)
    assert (again.owner, again.spot) == (anna().id, spot())
    assert decision.loads == (BACK,)
    assert decision.lines[0].entry(142) == shown(142, MARIE, name="Marie")
    # Those who heard of it meanwhile are told, and what came meanwhile is shown.
    assert "look" in kinds(decision)


PASSED = act("pass", to=ben().id)


def test_of_pass_tells_who_got_it() -> None:
    decision = undo(PASSED, contact(HIS))
    assert kinds(decision) == ["notice", "look", "gone"]
    assert notice(decision) == say("undone_pass", "en", **NAMED)
    other = decision.put[2]
    assert (other.to, other.sender, other.thread) == (BEN, RELAYS[1], 142)
    assert other.text == say("taken", "en", a="Anna", **NAMED)
    assert (now_open(decision).owner, now_open(decision).spot) == (anna().id, spot())
    assert {(load.agent, load.by) for load in decision.loads} == {(anna().id, 1), (ben().id, -1)}


def test_of_pass_before_it_was_handed_over() -> None:
    from_anna = HIS.but(spot=None, passed=Passed(anna().id, "why"))
    decision = undo(PASSED, contact(from_anna))
    assert "gone" not in kinds(decision), "who was to get it never knew"
    assert now_open(decision).passed is None


def test_of_pass_of_what_nobody_had() -> None:
    decision = undo(act("pass", owner=None, spot=None, to=ben().id), contact(HIS))
    assert now_open(decision).owner is None
    assert kinds(decision) == ["notice", "look", "gone"]
    assert decision.lines == ()
    assert [(load.agent, load.by) for load in decision.loads] == [(ben().id, -1)]


def test_of_pass_of_what_a_third_had() -> None:
    chloes = act("pass", owner=chloe().id, spot=spot("+15145550203"), to=ben().id)
    decision = undo(chloes, contact(HIS))
    handed_back = next(e for e in decision.put if e.agent == chloe().id)
    assert handed_back.text == say("handed_back", "fr", a="Anna", **NAMED)
    assert now_open(decision).owner == chloe().id
    assert "look" in kinds(decision)
    assert decision.lines == ()
    assert {(load.agent, load.by) for load in decision.loads} == {(chloe().id, 1), (ben().id, -1)}


def test_of_snooze() -> None:
    decision = undo(act("snooze"), contact(MINE.but(snoozed=NOW + HOUR)), on_line())
    assert notice(decision) == say("undone_snooze", "en", **NAMED)
    assert now_open(decision) == MINE
    assert decision.record is not None
    assert decision.record.snoozed == 0
    assert (decision.loads, decision.lines, kinds(decision)) == ((), (), ["notice"])


def test_what_was_put_off_before_is_put_off_again() -> None:
    """While that moment is still to come; the look that brings it back comes with it."""
    later = NOW + HOUR
    done = undo(act(snoozed=later), contact(closed()))
    assert now_open(done).snoozed == later
    assert [e.after for e in done.put if e.kind == "look"] == [later]
    passed = undo(act("pass", to=ben().id, snoozed=later), contact(HIS))
    assert now_open(passed).snoozed == later
    assert now_open(undo(act(snoozed=NOW - 1), contact(closed()))).snoozed == 0
    keys = [(e.recipient, e.stamp, e.n) for e in passed.put]
    assert len(set(keys)) == len(keys)
