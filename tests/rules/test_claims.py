"""The commands that change whose a thread is: done and take."""

from typing import Any

import pytest

from chalicelib.decisions import Decision, Load
from chalicelib.models import HOUR, MINUTE, Contact, LastAct, Line, Passed, Profile, Spot
from chalicelib.rules.turn import Lists
from chalicelib.texts import say
from tests.rules.helping import (
    BENS,
    HIS,
    MARIE,
    MINE,
    assert_only_told,
    decided,
    kinds,
    notice,
    now_open,
    on_line,
)
from tests.support.made import (
    BEN,
    NOW,
    RELAYS,
    anna,
    ben,
    closed,
    contact,
    desk,
    line,
    shown,
    spot,
    text,
    thread,
    turn,
)

NAMED: dict[str, Any] = {"n": 142, "c": "Marie"}


def ordered(body: str, *lines: Line, **changes: Any) -> Decision:
    return decided(turn(body, *lines, **changes))


# --- what every one of them needs ----------------------------------------------------------------


@pytest.mark.parametrize("body", ["/done", "/take", "/hist", "/fini", "/prendre"])
def test_a_thread(body: str) -> None:
    english = {"/fini": "done", "/prendre": "take"}
    command = f"/{english.get(body, body[1:])}"
    assert_only_told(ordered(body), "no_thread_here", command=command)


@pytest.mark.parametrize("body", ["/done 142", "/take 142", "/hist 142"])
@pytest.mark.parametrize(
    "whose", [None, contact(), contact(thread(inbox="sales")), contact(closed(inbox="sales"))]
)
def test_a_thread_that_this_agent_may_see(body: str, whose: Contact | None) -> None:
    assert_only_told(ordered(body, whose=whose), "no_such", n=142)


# --- done ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("body", ["/done", "/fini", "/done 142", "Slash done."])
def test_done(body: str) -> None:
    decision = ordered(body, on_line(), whose=contact(MINE), profile=profile(opened=1))
    assert decision.outcome == "resolved"
    assert notice(decision) == say("done_none", "en", **NAMED)
    assert decision.contact is not None
    assert decision.contact.threads == ()
    (past,) = decision.contact.closed
    assert (past.number, past.owner, past.spot, past.closed) == (142, anna().id, spot(), NOW)
    assert decision.record is not None
    assert decision.record.resolved == NOW
    assert decision.loads == (Load(agent=anna().id, inbox="support", by=-1),)
    (after,) = decision.lines
    assert after.entry(142) == on_line().shown[0].but(gone=True, left=NOW)


def profile(opened: int = 0, act: LastAct | None = None) -> Profile:
    return Profile(agent=anna().id, version=1, stamp=NOW - HOUR, open=opened, act=act)


@pytest.mark.parametrize(
    ("mine", "before", "key", "left"),
    [
        (True, 1, "done_none", 0),
        (True, 2, "done_one", 1),
        (True, 3, "done_many", 2),
        (True, 0, "done_none", 0),
        (False, 1, "done_one", 1),
        (False, 12, "done_many", 12),
    ],
)
def test_done_says_how_many_are_left(mine: bool, before: int, key: str, left: int) -> None:
    whose = contact(MINE if mine else thread())
    decision = ordered("/done", on_line(), whose=whose, profile=profile(before))
    assert notice(decision) == say(key, "en", left=left, **NAMED)
    assert bool(decision.loads) is mine


def test_done_on_a_thread_that_nobody_has_closes_it_where_it_was_shown() -> None:
    elsewhere = on_line(where=spot(number=RELAYS[1]))
    decision = ordered("/done 142", elsewhere, whose=contact(thread()))
    assert decision.contact is not None
    assert decision.contact.closed[0].spot == spot(number=RELAYS[1])
    decision = ordered("/done 142", whose=contact(thread()))
    assert decision.contact is not None
    assert decision.contact.closed[0].spot == spot()


@pytest.mark.parametrize(("told", "is_shown", "looks"), [(0, True, 0), (1, True, 0), (2, True, 1)])
def test_done_lets_the_others_know(told: int, is_shown: bool, looks: int) -> None:
    decision = ordered("/done", on_line(), whose=contact(MINE.but(told=told)))
    assert kinds(decision).count("look") == looks


def test_done_on_every_line_where_it_was_shown_and_no_other() -> None:
    second = on_line(where=spot(number=RELAYS[1]))
    third = line(shown(150), where=Spot("whatsapp:+15145550201", RELAYS[0]))
    decision = ordered("/done", on_line(), second, third, whose=contact(MINE))
    assert [changed.spot for changed in decision.lines] == [spot(), spot(number=RELAYS[1])]


def test_done_on_somebody_elses_or_a_closed_one_does_nothing() -> None:
    his = ordered("/done", on_line(), whose=contact(HIS))
    assert_only_told(his, "not_yours", a="Ben", command="/done", **NAMED)
    over = ordered("/done", on_line(), whose=contact(closed()))
    assert_only_told(over, "done_already", **NAMED)


def test_done_on_one_whose_owner_left_the_desk() -> None:
    gone = thread(owner="somebody-gone", spot=BENS)
    assert ordered("/done", on_line(), whose=contact(gone)).outcome == "resolved"


def test_done_brings_what_the_customer_wrote_and_nobody_was_shown() -> None:
    behind = MINE.but(shown=NOW - 11 * MINUTE, heard=NOW - 4 * MINUTE)
    decision = ordered("/done", on_line(), whose=contact(behind), lists=TEXTS)
    unseen = next(e for e in decision.put if e.kind == "relay")
    assert (unseen.text, unseen.thread, unseen.sender) == ("three\nfour", 142, RELAYS[0])


def test_who_closes_what_only_others_were_told_of_sees_what_awaits_an_answer() -> None:
    waits = thread(told=1, shown=NOW - 4 * MINUTE, heard=NOW - 4 * MINUTE)
    for before in ((), (line(shown(142, MARIE, gone=True)),)):
        decision = ordered("/done 142", *before, whose=contact(waits), lists=TEXTS)
        assert [e.text for e in decision.put if e.kind == "relay"] == ["four"]
        assert "look" in kinds(decision)
    decision = ordered("/done 142", on_line(), whose=contact(waits), lists=TEXTS)
    assert kinds(decision) == ["notice"]


# --- take ----------------------------------------------------------------------------------------

TEXTS = Lists(
    history=(
        text("four", NOW - 4 * MINUTE),
        text("not mine", NOW - 5 * MINUTE, author=ben().id),
        text("other", NOW - 6 * MINUTE, thread=99),
        text("three", NOW - 10 * MINUTE),
        text("two", NOW - 11 * MINUTE),
        text("one", NOW - 12 * MINUTE),
    )
)


def test_take_one_that_nobody_has() -> None:
    decision = ordered("/take 142", whose=contact(thread()), lists=TEXTS)
    assert decision.outcome == "taken"
    assert decision.contact is not None
    taken = decision.contact.thread(142)
    whole = NOW - 11 * MINUTE  # the oldest of the three that go with it
    assert taken == thread(owner=anna().id, spot=spot(), caught=thread().heard, whole=whole)
    assert decision.loads == (Load(agent=anna().id, inbox="support", by=1),)
    assert decision.lines[0].entry(142) is not None
    (entry,) = decision.put
    assert (entry.kind, entry.thread, entry.contact) == ("took", 142, MARIE)
    assert entry.text == "two\nthree\nfour"
    assert decision.profile is not None
    act = LastAct(kind="take", thread=142, contact=MARIE, at=NOW)
    assert decision.profile.act == act.but(shown=thread().shown)


def test_take_one_that_another_has_tells_that_one() -> None:
    decision = ordered("/take 142", whose=contact(HIS), lists=TEXTS)
    assert kinds(decision) == ["took", "gone"]
    other = decision.put[1]
    assert (other.agent, other.to, other.sender) == (ben().id, BEN, RELAYS[1])
    assert other.text == say("took_over", "en", a="Anna", **NAMED)
    assert decision.put[0].by == ben().id, "the header says who had it"
    assert (other.thread, other.contact) == (142, MARIE)
    assert set(decision.loads) == {
        Load(agent=anna().id, inbox="support", by=1),
        Load(agent=ben().id, inbox="support", by=-1),
    }
    assert decision.profile is not None
    assert decision.profile.act is not None
    assert (decision.profile.act.owner, decision.profile.act.spot) == (ben().id, BENS)


def test_take_one_whose_owner_left_the_desk() -> None:
    decision = ordered("/take 142", whose=contact(thread(owner="somebody-gone", spot=BENS)))
    assert kinds(decision) == ["took"]
    assert decision.loads == (Load(agent=anna().id, inbox="support", by=1),)


@pytest.mark.parametrize(
    ("unshown", "expected"),
    [
        (0, "two\nthree\nfour"),
        (NOW - 11 * MINUTE, "two\nthree\nfour"),
        (NOW - 13 * MINUTE, "one\ntwo\nthree\nfour"),
    ],
)
def test_take_brings_the_last_three_and_all_that_nobody_was_shown(
    unshown: int, expected: str
) -> None:
    open_one = thread(shown=unshown or NOW)
    decision = ordered("/take 142", whose=contact(open_one), lists=TEXTS)
    assert decision.put[0].text == expected
    assert decision.contact is not None
    taken = decision.contact.thread(142)
    assert taken is not None
    assert taken.shown == taken.heard


@pytest.mark.parametrize(("told", "lines", "looks"), [(1, (on_line(),), 0), (2, (on_line(),), 1)])
def test_take_lets_the_others_know(told: int, lines: tuple[Line, ...], looks: int) -> None:
    decision = ordered("/take 142", *lines, whose=contact(thread(told=told)))
    assert kinds(decision).count("look") == looks
    decision = ordered("/take 142", whose=contact(thread(told=1)))
    assert kinds(decision).count("look") == 1, "told, but not this agent"


def test_take_of_ones_own_of_a_closed_one_and_without_any_number_to_show_it_on() -> None:
    mine = ordered("/take", on_line(), whose=contact(MINE))
    assert_only_told(mine, "already_yours", **NAMED)
    assert_only_told(ordered("/take", on_line(), whose=contact(closed())), "done_already", **NAMED)
    bare = desk(relay_numbers=("whatsapp:+15145550101",))
    decision = ordered("/take 142", whose=contact(thread()), at=bare)
    assert_only_told(decision, "no_such", n=142)


def test_take_ends_what_was_on_its_way_to_somebody_else() -> None:
    """Passed on just now, put off, or to be given back: it is this agent's from here on."""
    passed = HIS.but(passed=Passed(BEN, "why"), snoozed=NOW + HOUR, had="x")
    taken = now_open(ordered("/take 142", whose=contact(passed)))
    assert (taken.passed, taken.snoozed, taken.had) == (None, 0, None)


def test_take_brings_what_came_since_the_last_answer_even_if_shown() -> None:
    """They may still be on their way to the agent who had it."""
    texts = (*(text(f"{n}", NOW - n) for n in range(1, 6)), text("mine", NOW - 9, author=BEN))
    decision = ordered("/take 142", whose=contact(HIS), lists=Lists(history=texts))
    assert decision.put[0].text == "5\n4\n3\n2\n1"


def test_take_of_one_that_its_agent_reopened_covers_what_was_on_its_way_before() -> None:
    """Nobody was heard since, so an old text that is still on its way is not shown once more."""
    reopened = thread(owner=ben().id, heard=0, shown=NOW - MINUTE)
    decision = ordered("/take 142", whose=contact(reopened), lists=TEXTS)
    assert decision.contact is not None
    taken = decision.contact.thread(142)
    assert taken is not None
    assert taken.caught == NOW - MINUTE
