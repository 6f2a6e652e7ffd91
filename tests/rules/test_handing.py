"""Handing a thread to others, or to a later hour: release, pass, snooze."""

from typing import Any

import pytest

from chalicelib.decisions import Decision, Load
from chalicelib.models import HOUR, MINUTE, Contact, LastAct, Passed, Told
from chalicelib.rules.turn import Lists
from chalicelib.texts import say, until
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
    profile_of,
)
from tests.support.made import (
    NOW,
    RELAYS,
    agent,
    anna,
    ben,
    chloe,
    closed,
    contact,
    desk,
    rows,
    spot,
    thread,
    turn,
)

OURS = contact(MINE)
THEIRS = contact(HIS)


def ordered(body: str, whose: Contact | None = OURS, **changes: Any) -> Decision:
    return decided(turn(body, on_line(), whose=whose, **changes))


def undoable(decision: Decision) -> LastAct:
    act = profile_of(decision).act
    assert act is not None
    assert (act.thread, act.contact, act.at) == (142, MARIE, NOW)
    return act


# --- release -------------------------------------------------------------------------------------


@pytest.mark.parametrize("body", ["/release", "/laisser", "/release 142", "Slash release."])
def test_release_lets_it_wait_and_asks_for_a_look(body: str) -> None:
    mine = MINE.but(announced=NOW - HOUR, patrol=NOW + MINUTE, snoozed=NOW + HOUR, told=3)
    decision = ordered(body, contact(mine))
    assert decision.outcome == "released"
    assert kinds(decision) == ["notice", "look"]
    assert notice(decision) == say("released", "en", n=142, c="Marie")
    again = now_open(decision)
    assert (again.owner, again.spot, again.announced, again.patrol) == (None, None, 0, 0)
    assert (again.told, again.snoozed) == (1, 0)
    assert decision.loads == (Load(agent=anna().id, inbox="support", by=-1),)
    assert decision.lines[0].entry(142) == on_line().shown[0].but(gone=True, left=NOW)
    assert decision.record is not None
    assert decision.record.owner is None
    assert decision.record.told == (Told(agent=anna().id, spot=spot(), shown=mine.shown),)
    act = undoable(decision)
    assert (act.kind, act.owner, act.spot) == ("release", anna().id, spot())


@pytest.mark.parametrize("body", ["/release", "/snooze 2h"])
def test_only_what_is_ones_own(body: str) -> None:
    word = body.split(maxsplit=1)[0]
    values: dict[str, Any] = {"n": 142, "c": "Marie"}
    assert_only_told(ordered(body, THEIRS), "not_yours", a="Ben", command=word, **values)
    assert_only_told(ordered(body, contact(thread())), "nobodys", command=word, **values)
    assert_only_told(ordered(body, contact(closed())), "done_already", **values)


# --- pass ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("/pass Ben", ""),
        ("/pass ben.", ""),
        ("/pass @Ben he knows the bike", "he knows the bike"),
        ("/pass 142 Ben wants an invoice", "wants an invoice"),
        ("/pass #142 BEN  wants  two", "wants  two"),
        ("/donner Bén facture", "facture"),
        ("/assign Ben", ""),
        ("/confier Ben", ""),
        ("Slash pass Ben.", ""),
    ],
)
def test_pass_by_name(body: str, why: str) -> None:
    decision = ordered(body)
    assert (decision.outcome, kinds(decision)) == ("passed", ["notice", "look"])
    assert notice(decision) == say("passed_on", "en", a="Ben", n=142, c="Marie")
    again = now_open(decision)
    assert (again.owner, again.spot, again.passed) == (ben().id, None, Passed(anna().id, why))
    assert set(decision.loads) == {
        Load(agent=ben().id, inbox="support", by=1),
        Load(agent=anna().id, inbox="support", by=-1),
    }
    assert decision.lines[0].entry(142) == on_line().shown[0].but(gone=True, left=NOW)
    act = undoable(decision)
    assert (act.kind, act.owner, act.to) == ("pass", anna().id, ben().id)


def test_the_reason_is_kept_as_a_note_for_the_team() -> None:
    note = ordered("/pass Ben wants an invoice").message
    assert note is not None
    assert (note.text, note.note, note.author) == ("wants an invoice", True, anna().id)
    assert (note.thread, note.stamp) == (142, NOW)
    assert ordered("/pass Ben").message is None


def test_a_long_reason_is_cut() -> None:
    passed = now_open(ordered("/pass Ben " + "why " * 200)).passed
    assert passed is not None
    assert len(passed.why) == 300


JEAN = agent("Jean-Luc Roy", "+15145550211")
MARC = agent("Marc Roy", "+15145550212")
MARC_A = agent("Marc André", "+15145550213")
CREW = desk(agents=(anna(), JEAN, MARC, MARC_A))


@pytest.mark.parametrize(
    ("said", "whom", "why"),
    [
        ("Jean-Luc Roy please", JEAN, "please"),
        ("jean-luc please", JEAN, "please"),
        ("Marc Roy", MARC, ""),
        ("marc andre the brake", MARC_A, "the brake"),
    ],
)
def test_pass_by_whole_or_first_name(said: str, whom: Any, why: str) -> None:
    passed = ordered(f"/pass {said}", at=CREW)
    assert now_open(passed).owner == whom.id
    assert now_open(passed).passed == Passed(anna().id, why)


def test_a_longer_name_counts_before_a_shorter_one() -> None:
    both = desk(agents=(anna(), agent("Jean", "+15145550211"), agent("Jean Paul", "+15145550212")))
    assert now_open(ordered("/pass Jean sick", at=both)).owner == both.agents[1].id
    assert now_open(ordered("/pass Jean Paul sick", at=both)).owner == both.agents[2].id


@pytest.mark.parametrize("said", ["Marc", "marc the brake", "Roy", "Zoé", "", "Anna", "me"])
def test_whom_where_two_have_the_name_or_nobody_or_oneself(said: str) -> None:
    names = "Jean-Luc Roy, Marc Roy, Marc André"
    decision = ordered(f"/pass {said}", at=CREW)
    assert_only_told(decision, "pass_whom", command="/pass", n=142, names=names)


def test_whom_where_the_colleague_is_not_in_the_inbox() -> None:
    sales = desk(agents=(anna(), ben(inboxes=("sales",)), chloe()))
    decision = ordered("/pass Ben", at=sales)
    assert_only_told(decision, "pass_whom", command="/pass", n=142, names="Chloe")


def test_whom_is_away_or_out_of_reach_or_has_it() -> None:
    away = Lists(roster=(*rows(anna()), *rows(ben(), away=True)))
    assert_only_told(ordered("/pass Ben", lists=away), "pass_away", a="Ben", n=142, c="Marie")
    here = Lists(roster=rows(ben()))
    assert ordered("/pass Ben", lists=here).outcome == "passed"
    far = desk(agents=(anna(), ben(addresses=("whatsapp:+15145550202",))))
    assert_only_told(ordered("/pass Ben", at=far), "pass_nowhere", a="Ben")
    assert_only_told(ordered("/pass Ben", THEIRS), "not_yours_now", a="Ben", n=142, c="Marie")
    assert_only_told(ordered("/pass Ben", contact(closed())), "done_already", n=142, c="Marie")


def test_one_that_nobody_has_can_be_assigned() -> None:
    decision = ordered("/pass Ben", contact(thread()))
    assert now_open(decision).owner == ben().id
    assert decision.loads == (Load(agent=ben().id, inbox="support", by=1),)
    assert undoable(decision).owner is None


def test_one_that_a_third_has_is_assigned_and_that_one_is_told() -> None:
    decision = ordered("/pass Chloe", THEIRS)
    assert kinds(decision) == ["notice", "look", "gone"]
    told = decision.put[2]
    assert (told.agent, told.sender, told.thread) == (ben().id, RELAYS[1], 142)
    assert told.text == say("taken", "en", a="Chloe", n=142, c="Marie")
    assert {(load.agent, load.by) for load in decision.loads} == {(chloe().id, 1), (ben().id, -1)}
    act = undoable(decision)
    assert (act.owner, act.spot, act.to) == (ben().id, BENS, chloe().id)


# --- snooze --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "wait"),
    [
        ("/snooze 2h", 2 * HOUR),
        ("/snooze 2h.", 2 * HOUR),
        ("/rappel 30 min", 30 * MINUTE),
        ("/snooze #142 2h", 2 * HOUR),
        ("/rappel demain 9h", 21 * HOUR),
        ("Slash rappel demain 9 h.", 21 * HOUR),
        ("/snooze Tue 9:00", 21 * HOUR),
    ],
)
def test_snooze(body: str, wait: int) -> None:
    decision = ordered(body)
    assert (decision.outcome, kinds(decision)) == ("snoozed", ["notice", "look"])
    back = until(NOW + wait, NOW, desk().timezone, "en")
    assert notice(decision) == say("snoozed", "en", n=142, c="Marie", t=back)
    again = now_open(decision)
    assert again == MINE.but(snoozed=NOW + wait)
    assert decision.record is not None
    assert decision.record.snoozed == NOW + wait
    look = decision.put[1]
    assert (look.after, look.due, look.stamp) == (NOW + wait,) * 3
    assert (decision.loads, decision.lines) == ((), ())
    assert undoable(decision).kind == "snooze"


@pytest.mark.parametrize("body", ["/snooze", "/snooze soon", "/snooze 2h please", "/snooze 142 2h"])
def test_until_when(body: str) -> None:
    assert_only_told(ordered(body), "snooze_how", command="/snooze")


@pytest.mark.parametrize("body", ["/release", "/pass Ben", "/snooze 2h"])
def test_each_in_the_agents_language(body: str) -> None:
    french = chloe()
    here = on_line(who=french)
    mine = contact(thread(owner=french.id, spot=here.spot))
    decision = decided(turn(body, here, whose=mine, who=french))
    key = {"/release": "released", "/pass Ben": "passed_on", "/snooze 2h": "snoozed"}[body]
    t = until(NOW + 2 * HOUR, NOW, desk().timezone, "fr")
    assert decision.put[0].text == say(key, "fr", n=142, c="Marie", a="Ben", t=t)
