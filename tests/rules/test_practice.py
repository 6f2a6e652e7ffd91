"""The customer that the desk plays: `/help try`."""

from typing import Any

import pytest

from chalicelib.decisions import Decision
from chalicelib.models import Contact, OpenThread, Practice
from chalicelib.rules import commands, practice
from chalicelib.rules.turn import Lists, Turn
from chalicelib.texts import command_words, languages, say, size
from tests.rules.helping import after, assert_only_told, decided, kinds, now_open, profile_of
from tests.support.made import NOW, RELAYS, anna, chloe, desk, identify, line, shown, spot, turn

PLAYED = identify(f"practice:{anna().id}")
OPEN = OpenThread(
    number=150, inbox="*", ours="", theirs="", opened=NOW, heard=NOW, shown=NOW, told=1
)
HERE = line(shown(150, PLAYED, name="Camille"))


def camille(*threads: OpenThread, step: int = 0) -> Contact:
    found = Contact(id=PLAYED, version=1, name="Camille", practice=Practice(anna().id, step))
    return found.but(threads=threads)


def start(body: str = "/help try", whose: Contact | None = None, **changes: Any) -> Decision:
    return decided(turn(body, whose=whose, lists=Lists(number=150), **changes))


def said(body: str, step: int = 0, owner: str | None = None, **changes: Any) -> Turn:
    thread = OPEN.but(owner=owner, spot=spot() if owner else None)
    return turn(body, HERE, whose=camille(thread, step=step), **changes)


# --- it begins -----------------------------------------------------------------------------------


@pytest.mark.parametrize("body", ["/help try", "/try", "/aide essai", "/essai", "Slash help try."])
def test_it_begins(body: str) -> None:
    decision = start(body)
    assert (decision.outcome, decision.opened) == ("practice", True)
    intro, first = decision.put
    assert (intro.kind, intro.text) == ("notice", say("practice_intro", "en"))
    assert (first.kind, first.text) == ("new", say("practice_1", "en"))
    assert {intro.sender, first.sender} == {RELAYS[0]}
    assert (first.contact, first.thread) == (PLAYED, 150)
    assert (intro.stamp, intro.n) < (first.stamp, first.n), "in this order"
    opened = now_open(decision, 150)
    assert (opened.inbox, opened.owner, opened.theirs) == (practice.INBOX, None, "")
    assert opened.shown == opened.heard, "nothing for the worker to make up"
    assert after(decision).practice == Practice(anna().id)
    assert after(decision).name == say("practice_name", "en")
    assert decision.recipients == (f"a-{anna().id}",)
    assert profile_of(decision).act is None


def test_one_at_a_time() -> None:
    assert_only_told(start(whose=camille(OPEN)), "practice_open", n=150)


def test_without_a_number_to_show_it_on() -> None:
    far = desk(relay_numbers=("whatsapp:+15145550101",))
    decision = start(at=far)
    assert (decision.contact, kinds(decision)) == (None, ["notice"])


# --- it goes on ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("step", "answers", "then"), [(0, ["practice_2"], 1), (1, ["practice_3", "practice_end"], 2)]
)
def test_what_is_written_goes_to_nobody_and_is_answered(
    step: int, answers: list[str], then: int
) -> None:
    decision = decided(said("Bring it at two", step, owner=anna().id if step else None))
    assert "reply" not in kinds(decision)
    assert "look" not in kinds(decision)
    assert [e.text for e in decision.put] == [say(key, "en", n=150) for key in answers]
    assert [e.n for e in decision.put] == sorted(e.n for e in decision.put)
    assert kinds(decision)[0] == "relay"
    assert (decision.put[0].contact, decision.put[0].thread) == (PLAYED, 150)
    assert after(decision).practice == Practice(anna().id, then)
    assert now_open(decision, 150).owner == anna().id
    assert decision.message is not None
    assert decision.recipients == (f"a-{anna().id}",)


def test_after_the_end_it_says_how_to_close() -> None:
    decision = decided(said("Bye", 2, owner=anna().id))
    assert kinds(decision) == ["notice"]
    assert decision.message is not None


def test_it_is_closed_like_a_real_one() -> None:
    decision = decided(said("/done", 2, owner=anna().id))
    assert (decision.outcome, kinds(decision)) == ("resolved", ["notice"])
    assert after(decision).threads == ()


def test_and_can_begin_again() -> None:
    over = camille(step=2)
    decision = start(whose=over)
    assert after(decision).practice == Practice(anna().id, 0)


# --- what it is not for --------------------------------------------------------------------------

REAL_ONLY = sorted(commands.ABOUT_A_THREAD - practice.ALLOWED)


@pytest.mark.parametrize("name", REAL_ONLY)
def test_what_needs_a_real_customer_is_refused(name: str) -> None:
    word = command_words("en")[name]
    extra = {"pass": " Ben", "assign": " Ben", "snooze": " 2h", "lang": " fr"}.get(name, "")
    decision = decided(said(f"/{word}{extra}", owner=anna().id))
    assert_only_told(decision, "practice_only", n=150, command=f"/{word}")


@pytest.mark.parametrize("body", ["/note likes tea", "/name Cam", "/tag vip", "/hist"])
def test_the_rest_can_be_tried(body: str) -> None:
    decision = decided(said(body, owner=anna().id))
    assert decision.outcome != "refused"
    assert "reply" not in kinds(decision)


def test_nobody_else_has_a_part_in_it() -> None:
    """It is in no inbox of the desk: a colleague who names it is told that it does not exist."""
    other = chloe()
    decision = decided(turn("#150 Hello", who=other, whose=camille(OPEN)))
    assert decision.put[0].text == say("held_no_such", "fr", n=150, q="Hello")


@pytest.mark.parametrize("language", sorted(languages()))
def test_its_words_fit(language: str) -> None:
    for key in ("practice_intro", "practice_1", "practice_2", "practice_3", "practice_end"):
        assert size(say(key, language)).segments == 1
