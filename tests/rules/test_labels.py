"""What an agent says about a customer or a matter, to the team alone."""

from typing import Any

import pytest

from chalicelib.decisions import Decision, Load
from chalicelib.models import Contact, LastAct, Profile
from chalicelib.rules import commands
from chalicelib.texts import say
from tests.rules.helping import (
    HIS,
    LUC,
    MARIE,
    MINE,
    after,
    assert_only_told,
    decided,
    kinds,
    notice,
    now_open,
    on_line,
    profile_of,
    shared,
)
from tests.support.made import NOW, anna, closed, contact, line, shown, spot, thread, turn

OURS = contact(MINE)
ACT = LastAct(kind="done", thread=99, contact="x", at=NOW)
NAMED: dict[str, Any] = {"n": 142, "c": "Marie"}


def ordered(body: str, whose: Contact | None = OURS, **changes: Any) -> Decision:
    return decided(turn(body, on_line(), whose=whose, **changes))


# --- notes ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "kept"),
    [
        ("/note wants an invoice.", "wants an invoice."),
        ("/note #142  Two lines\nof it", "Two lines\nof it"),
        ("/note 142 rue Cartier", "142 rue Cartier"),
        ("Slash note 👍", "👍"),
    ],
)
@pytest.mark.parametrize(
    "whose", [OURS, contact(HIS), contact(thread()), contact(closed())], ids=str
)
def test_a_note_is_kept_word_for_word_whoever_has_the_thread(
    body: str, kept: str, whose: Contact
) -> None:
    decision = ordered(body, whose)
    note = decision.message
    assert note is not None
    assert (note.text, note.note, note.author, note.thread) == (kept, True, anna().id, 142)
    assert kinds(decision) == ["notice"], "the customer never sees it"
    assert notice(decision) == say("noted", "en", **NAMED)
    assert after(decision) == whose.but(stamp=NOW)
    assert note.stamp == NOW


@pytest.mark.parametrize(
    "body", ["/note", "/note  ", "/note #142", "/note #142 \u200e", "/ note ."]
)
def test_a_note_of_nothing(body: str) -> None:
    assert_only_told(ordered(body), "note_how", n=142)


# --- names ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ("/name Ana", "Ana"),
        ("/nom #142  Ana   Roy.", "Ana Roy"),
        ("/name Ana 😀", "Ana 😀"),
        ("/name " + "x" * 60, "x" * 40),
    ],
)
def test_a_name(body: str, name: str) -> None:
    decision = ordered(body)
    assert after(decision) == OURS.but(name=name, stamp=NOW)
    assert notice(decision) == say("named", "en", n=142, c=name)
    assert decision.record is not None
    assert (decision.record.name, decision.record.told) == (name, None)


def test_a_name_is_known_on_every_line_that_showed_the_customer() -> None:
    second = line(shown(150, LUC), where=spot(number="+15145550102"))
    at = turn("/name #142 Ana", shared(last_thread=142), second, whose=OURS)
    (changed,) = decided(at).lines
    assert [s.name for s in changed.shown] == ["Ana", "Luc"]


def test_the_name_of_the_customer_of_a_closed_thread() -> None:
    decision = ordered("/name Ana", contact(closed()))
    assert (after(decision).name, decision.record) == ("Ana", None)


@pytest.mark.parametrize("body", ["/name", "/name .", "/name 😀", "/name #142", "/ nom ."])
def test_a_name_of_nothing(body: str) -> None:
    assert_only_told(ordered(body), "name_how", n=142)


# --- tags ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "said", "tags"),
    [
        ((), "urgent", ("urgent",)),
        ((), "Urgent.", ("urgent",)),
        ((), "#urgent, Vélo", ("urgent", "vélo")),
        (("urgent",), "urgent", ()),
        (("urgent",), "-urgent", ()),
        (("urgent",), "-vélo", ("urgent",)),
        (("urgent",), "vip", ("urgent", "vip")),
        (("a", "b", "c", "d", "e"), "f", ("b", "c", "d", "e", "f")),
        ((), "x" * 30, ("x" * 20,)),
        (("urgent",), "", ("urgent",)),
        ((), "👍", ()),
    ],
)
def test_tags(before: tuple[str, ...], said: str, tags: tuple[str, ...]) -> None:
    decision = ordered(f"/tag {said}", contact(MINE.but(tags=before)))
    assert now_open(decision).tags == tags
    assert decision.record is not None
    assert decision.record.tags == tags
    key = "tagged" if tags else "tagged_none"
    assert notice(decision) == say(key, "en", tags=", ".join(tags), **NAMED)


def test_a_closed_thread_takes_no_tag() -> None:
    assert_only_told(ordered("/tag vip", contact(closed())), "done_already", **NAMED)


# --- language ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "language"),
    [
        ("/lang fr", "fr"),
        ("/lang FR.", "fr"),
        ("/langue français", "fr"),
        ("/lang 142 English", "en"),
        ("/langue #142 anglais", "en"),
    ],
)
def test_the_language_of_the_contact(body: str, language: str) -> None:
    decision = ordered(body)
    assert after(decision) == OURS.but(language=language, stamp=NOW)
    assert notice(decision) == say(f"language_{language}", "en", **NAMED)


@pytest.mark.parametrize("body", ["/lang", "/lang de", "/lang 142", "/langue fr en"])
def test_which_language(body: str) -> None:
    assert_only_told(ordered(body), "lang_how", n=142)


# --- block, spam, unblock ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "spam"), [("/block", False), ("/bloquer 142", False), ("/spam", True)]
)
@pytest.mark.parametrize("mine", [True, False])
def test_block_and_spam_close_and_silence(body: str, spam: bool, mine: bool) -> None:
    decision = ordered(body, contact(MINE if mine else thread(told=1)))
    silent = after(decision)
    assert (silent.blocked, silent.spam, silent.threads) == (True, spam, ())
    past = silent.closed_thread(142)
    assert past is not None
    assert (past.owner, past.spot, past.closed) == (anna().id, spot(), NOW)
    assert notice(decision) == say("spam_on" if spam else "block_on", "en", **NAMED)
    assert decision.record is not None
    assert decision.record.resolved == NOW
    act = profile_of(decision).act
    assert act is not None
    assert (act.kind, act.contact) == ("spam" if spam else "block", MARIE)
    gone = Load(agent=anna().id, inbox="support", by=-1)
    assert decision.loads == ((gone,) if mine else ())
    assert decision.lines[0].entry(142) == on_line().shown[0].but(gone=True, left=NOW)
    assert kinds(decision) == (["notice", "offer"] if spam else ["notice"])


@pytest.mark.parametrize("body", ["/block", "/spam"])
def test_those_who_were_told_hear_of_it(body: str) -> None:
    decision = ordered(body, contact(thread(told=2)))
    assert kinds(decision)[:2] == ["notice", "look"]


@pytest.mark.parametrize("body", ["/block", "/spam"])
def test_somebody_elses_is_left_alone(body: str) -> None:
    assert_only_told(ordered(body, contact(HIS)), "not_yours", a="Ben", command=body, **NAMED)


def test_spam_is_said_to_the_team() -> None:
    decision = ordered("/spam")
    offer = decision.put[-1]
    assert (offer.kind, offer.recipient, offer.agent) == ("offer", "i-support", anna().id)
    assert (offer.thread, offer.contact, offer.text) == (142, MARIE, "Marie")


@pytest.mark.parametrize(("body", "key"), [("/block", "block_closed"), ("/spam", "spam_closed")])
def test_a_customer_whose_thread_is_closed_already(body: str, key: str) -> None:
    decision = ordered(body, contact(closed()))
    assert (after(decision).blocked, decision.record, decision.loads) == (True, None, ())
    assert notice(decision) == say(key, "en", **NAMED)
    assert commands.word("undo", "en") not in notice(decision), "there is nothing to undo"
    assert profile_of(decision).act is None
    assert_only_told(ordered(body, contact()), "done_already", **NAMED)


@pytest.mark.parametrize("body", ["/block", "/spam"])
def test_a_customer_with_another_thread_open_is_not_silenced_behind_its_back(body: str) -> None:
    both = contact(MINE, thread(150, inbox="sales"))
    assert_only_told(ordered(body, both), "block_first", m=150, command=body, **NAMED)


@pytest.mark.parametrize("body", ["/unblock", "/debloquer 142", "/débloquer #142"])
def test_unblock(body: str) -> None:
    blocked = contact(closed(), blocked=True, spam=True)
    decision = ordered(body, blocked)
    assert after(decision) == blocked.but(blocked=False, spam=False, stamp=NOW)
    assert notice(decision) == say("unblocked", "en", **NAMED)


@pytest.mark.parametrize("body", ["/note x", "/name Ana", "/tag vip", "/lang fr", "/unblock"])
def test_none_of_these_leaves_an_older_act_to_undo(body: str) -> None:
    """`/undo` is of the last command: what came before is out of its reach."""
    before = Profile(agent=anna().id, version=1, act=ACT)
    assert profile_of(ordered(body, profile=before)).act is None
