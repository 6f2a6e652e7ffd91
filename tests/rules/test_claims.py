"""The commands that change whose a thread is: done, take, undo."""

from typing import Any

import pytest

from chalicelib.decisions import Decision, Load
from chalicelib.models import (
    HOUR,
    MINUTE,
    Contact,
    LastAct,
    Line,
    Profile,
    Shown,
    Spot,
)
from chalicelib.rules import agent, orders
from chalicelib.rules.turn import Lists
from tests.support.made import (
    BEN,
    CUSTOMER,
    NOW,
    RELAYS,
    anna,
    ben,
    closed,
    contact,
    desk,
    identify,
    line,
    shown,
    spot,
    text,
    thread,
    turn,
)

MARIE = identify(CUSTOMER)
BENS = Spot(BEN, RELAYS[1])
MINE = thread(owner=anna().id, spot=spot())
HIS = thread(owner=ben().id, spot=BENS)


def here(*shows: Shown, **changes: Any) -> Line:
    return line(*(shows or (shown(142, MARIE, name="Marie"),)), **changes)


def ordered(body: str, *lines: Line, **changes: Any) -> Decision:
    at = turn(body, *lines, **changes)
    plan = agent.plan(at)
    assert plan.command is not None
    return orders.decide(plan.command, plan.number, at)


def said(decision: Decision) -> str:
    """What the agent is told."""
    (words,) = [e.text for e in decision.put if e.agent == anna().id and e.kind == "notice"]
    return words


def assert_nothing_done(decision: Decision, *words: str) -> None:
    (entry,) = decision.put
    assert entry.kind == "notice"
    for word in words:
        assert word in entry.text
    assert (decision.contact, decision.record, decision.loads) == (None, None, ())


def kinds(decision: Decision) -> list[str]:
    return [e.kind for e in decision.put]


# --- what every one of them needs ----------------------------------------------------------------


@pytest.mark.parametrize("body", ["/done", "/take", "/hist", "/fini", "/prendre"])
def test_a_thread(body: str) -> None:
    assert_nothing_done(ordered(body), "NOTHING DONE", "142")


@pytest.mark.parametrize("body", ["/done 142", "/take 142", "/hist 142"])
@pytest.mark.parametrize(
    "whose", [None, contact(), contact(thread(inbox="sales")), contact(closed(inbox="sales"))]
)
def test_a_thread_that_this_agent_may_see(body: str, whose: Contact | None) -> None:
    assert_nothing_done(ordered(body, whose=whose), "#142 does not exist")


# --- done ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("body", ["/done", "/fini", "/done 142", "Slash done."])
def test_done(body: str) -> None:
    decision = ordered(body, here(), whose=contact(MINE), profile=profile(opened=1))
    assert decision.outcome == "resolved"
    assert "#142 Marie closed. You have nothing else open" in said(decision)
    assert decision.contact is not None
    assert decision.contact.threads == ()
    (past,) = decision.contact.closed
    assert (past.number, past.owner, past.spot, past.closed) == (142, anna().id, spot(), NOW)
    assert decision.record is not None
    assert decision.record.resolved == NOW
    assert decision.loads == (Load(agent=anna().id, inbox="support", by=-1),)
    (after,) = decision.lines
    assert after.entry(142) == here().shown[0].but(gone=True, left=NOW)


def profile(opened: int = 0, act: LastAct | None = None) -> Profile:
    return Profile(agent=anna().id, version=1, stamp=NOW - HOUR, open=opened, act=act)


@pytest.mark.parametrize(
    ("mine", "before", "words"),
    [
        (True, 1, "nothing else"),
        (True, 2, "still have 1"),
        (True, 3, "still have 2"),
        (True, 0, "nothing else"),
        (False, 1, "still have 1"),
        (False, 12, "still have 12"),
    ],
)
def test_done_says_how_many_are_left(mine: bool, before: int, words: str) -> None:
    whose = contact(MINE if mine else thread())
    decision = ordered("/done", here(), whose=whose, profile=profile(before))
    assert words in said(decision)
    assert bool(decision.loads) is mine


def test_done_on_a_thread_that_nobody_has_closes_it_where_it_was_shown() -> None:
    elsewhere = here(where=spot(number=RELAYS[1]))
    decision = ordered("/done 142", elsewhere, whose=contact(thread()))
    assert decision.contact is not None
    assert decision.contact.closed[0].spot == spot(number=RELAYS[1])
    decision = ordered("/done 142", whose=contact(thread()))
    assert decision.contact is not None
    assert decision.contact.closed[0].spot == spot()


@pytest.mark.parametrize(("told", "is_shown", "looks"), [(0, True, 0), (1, True, 0), (2, True, 1)])
def test_done_lets_the_others_know(told: int, is_shown: bool, looks: int) -> None:
    decision = ordered("/done", here(), whose=contact(MINE.but(told=told)))
    assert kinds(decision).count("look") == looks


def test_done_on_every_line_where_it_was_shown_and_no_other() -> None:
    second = here(where=spot(number=RELAYS[1]))
    third = line(shown(150), where=Spot("whatsapp:+15145550201", RELAYS[0]))
    decision = ordered("/done", here(), second, third, whose=contact(MINE))
    assert [changed.spot for changed in decision.lines] == [spot(), spot(number=RELAYS[1])]


def test_done_on_somebody_elses_or_a_closed_one_does_nothing() -> None:
    assert_nothing_done(ordered("/done", here(), whose=contact(HIS)), "Ben has #142", "/take 142")
    assert_nothing_done(ordered("/done", here(), whose=contact(closed())), "closed already")


def test_done_on_one_whose_owner_left_the_desk() -> None:
    gone = thread(owner="somebody-gone", spot=BENS)
    assert ordered("/done", here(), whose=contact(gone)).outcome == "resolved"


def test_done_brings_what_the_customer_wrote_and_nobody_was_shown() -> None:
    behind = MINE.but(shown=NOW - 11 * MINUTE, heard=NOW - 4 * MINUTE)
    decision = ordered("/done", here(), whose=contact(behind), lists=TEXTS)
    relay = next(e for e in decision.put if e.kind == "relay")
    assert (relay.text, relay.thread, relay.sender) == ("three\nfour", 142, RELAYS[0])


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
    assert taken == thread(owner=anna().id, spot=spot())
    assert decision.loads == (Load(agent=anna().id, inbox="support", by=1),)
    assert decision.lines[0].entry(142) is not None
    (entry,) = decision.put
    assert (entry.kind, entry.thread, entry.contact) == ("took", 142, MARIE)
    assert entry.text == "two\nthree\nfour"
    assert decision.profile is not None
    assert decision.profile.act == LastAct(kind="take", thread=142, contact=MARIE, at=NOW)


def test_take_one_that_another_has_tells_that_one() -> None:
    decision = ordered("/take 142", whose=contact(HIS), lists=TEXTS)
    assert kinds(decision) == ["took", "gone"]
    other = decision.put[1]
    assert (other.agent, other.to, other.sender) == (ben().id, BEN, RELAYS[1])
    assert "Anna took over #142 Marie" in other.text
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


@pytest.mark.parametrize(("told", "lines", "looks"), [(1, (here(),), 0), (2, (here(),), 1)])
def test_take_lets_the_others_know(told: int, lines: tuple[Line, ...], looks: int) -> None:
    decision = ordered("/take 142", *lines, whose=contact(thread(told=told)))
    assert kinds(decision).count("look") == looks
    decision = ordered("/take 142", whose=contact(thread(told=1)))
    assert kinds(decision).count("look") == 1, "told, but not this agent"


def test_take_of_ones_own_of_a_closed_one_and_without_any_number_to_show_it_on() -> None:
    assert_nothing_done(ordered("/take", here(), whose=contact(MINE)), "yours already")
    assert_nothing_done(ordered("/take", here(), whose=contact(closed())), "closed already")
    bare = desk(relay_numbers=("whatsapp:+15145550101",))
    decision = ordered("/take 142", whose=contact(thread()), at=bare)
    assert_nothing_done(decision, "#142")


# --- undo ----------------------------------------------------------------------------------------


def act(**changes: Any) -> Profile:
    done = LastAct(kind="done", thread=142, contact=MARIE, at=NOW - MINUTE, owner=anna().id)
    return profile(act=done.but(**changes))


GONE = here(shown(142, MARIE, gone=True, certain=True))


def test_undo_of_done() -> None:
    decision = ordered("/undo", GONE, whose=contact(closed()), profile=act())
    assert decision.outcome == "undone"
    assert "open again and yours" in said(decision)
    assert decision.contact is not None
    again = decision.contact.thread(142)
    assert again is not None
    assert (again.owner, again.spot, again.closed) == (anna().id, spot(), closed().closed)
    assert decision.loads == (Load(agent=anna().id, inbox="support", by=1),)
    assert decision.lines[0].entry(142) == shown(142, MARIE)
    assert decision.profile is not None
    assert decision.profile.act is None
    assert decision.record is not None
    assert (decision.record.resolved, decision.record.owner) == (None, anna().id)


def test_undo_of_done_leaves_other_lines_and_threads_alone() -> None:
    two = line(shown(142, MARIE, gone=True), shown(150, gone=True))
    other = line(shown(151), where=spot(number=RELAYS[1]))
    decision = ordered("/oups", two, other, whose=contact(closed()), profile=act())
    (after,) = decision.lines
    assert after.entry(150) == shown(150, gone=True)


def test_undo_of_take_lets_it_wait_again() -> None:
    taken = act(kind="take", owner=None)
    decision = ordered("/undo", here(), whose=contact(MINE.but(told=2)), profile=taken)
    assert "waiting again" in said(decision)
    assert decision.contact is not None
    again = decision.contact.thread(142)
    assert again is not None
    assert (again.owner, again.spot, again.told, again.announced) == (None, None, 0, 0)
    assert again.shown < again.heard, "the next look shows the last text again"
    assert kinds(decision) == ["notice", "look"]
    assert decision.loads == (Load(agent=anna().id, inbox="support", by=-1),)
    assert decision.record is not None
    assert decision.record.told == ()
    assert decision.lines[0].entry(142) == here().shown[0].but(gone=True, left=NOW)


def test_undo_of_take_gives_it_back_to_who_had_it() -> None:
    taken = act(kind="take", owner=ben().id, spot=BENS)
    decision = ordered("/undo", here(), whose=contact(MINE), profile=taken)
    assert "with Ben again" in said(decision)
    assert decision.contact is not None
    again = decision.contact.thread(142)
    assert again is not None
    assert (again.owner, again.spot) == (ben().id, BENS)
    other = decision.put[1]
    assert (other.kind, other.to, other.sender) == ("notice", BEN, RELAYS[1])
    assert "Anna gave #142 Marie back" in other.text
    assert {(change.agent, change.by) for change in decision.loads} == {
        (anna().id, -1),
        (ben().id, 1),
    }
    assert decision.record is not None
    assert (decision.record.owner, decision.record.told) == (ben().id, None)


@pytest.mark.parametrize("spot_before", [None, BENS])
def test_undo_of_take_where_who_had_it_left_the_desk(spot_before: Spot | None) -> None:
    taken = act(kind="take", owner="somebody-gone", spot=spot_before)
    decision = ordered("/undo", here(), whose=contact(MINE), profile=taken)
    assert "waiting again" in said(decision)
    assert kinds(decision) == ["notice", "look"]


def test_undo_of_take_where_who_had_it_never_had_a_line() -> None:
    """A thread has one owner, who is counted and told, or none, and then waits."""
    taken = act(kind="take", owner=ben().id, spot=None)
    decision = ordered("/undo", here(), whose=contact(MINE), profile=taken)
    assert decision.contact is not None
    again = decision.contact.thread(142)
    assert again is not None
    counted = {change.agent: change.by for change in decision.loads}
    assert counted.get(ben().id, 0) == (1 if again.owner == ben().id else 0)


@pytest.mark.parametrize(
    ("whose", "state"),
    [
        (contact(closed()), profile()),
        (None, act()),
        (contact(closed()), act(at=NOW - HOUR - 1)),
    ],
)
def test_nothing_to_undo(whose: Contact | None, state: Profile) -> None:
    assert_nothing_done(ordered("/undo", GONE, whose=whose, profile=state), "NOTHING DONE")


@pytest.mark.parametrize(
    ("whose", "kind"),
    [
        (contact(closed(owner=ben().id)), "done"),
        (contact(closed(), thread(150)), "done"),
        (contact(thread()), "done"),
        (contact(), "done"),
        (contact(HIS), "take"),
        (contact(closed()), "take"),
    ],
)
def test_too_late_to_undo(whose: Contact, kind: str) -> None:
    decision = ordered("/undo", here(), whose=whose, profile=act(kind=kind))
    assert_nothing_done(decision, "has changed since")


def test_an_hour_is_just_in_time() -> None:
    state = act(at=NOW - HOUR)
    assert ordered("/undo", GONE, whose=contact(closed()), profile=state).outcome == "undone"


# --- presence ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "away", "words"),
    [
        ("/away", True, "You are away"),
        ("/absent", True, "You are away"),
        ("/back", False, "You are back"),
        ("/retour", False, "You are back"),
    ],
)
def test_presence(body: str, away: bool, words: str) -> None:
    decision = ordered(body, who=anna(inboxes=("support", "sales")))
    assert decision.profile is not None
    assert decision.profile.away is away
    assert decision.away == ("support", "sales")
    assert words in decision.put[0].text
