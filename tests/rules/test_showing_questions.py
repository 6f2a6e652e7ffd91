"""A question leaves, or the word that nobody answered it; and then the next one."""

from typing import Any

import pytest

from chalicelib.models import DAY, SECOND, HeldText, Profile
from chalicelib.rules import questions, showing
from chalicelib.rules.questions import EXPIRES
from chalicelib.rules.showing import Later, Scene, Showing
from chalicelib.texts import say
from tests.rules.helping import LUCS, asked, held, shared
from tests.support.made import NOW, anna, desk, entry

HELD = held(asked=0)
ASKED = held(asked=NOW - EXPIRES, last=NOW - EXPIRES, stamp=NOW - EXPIRES)
NEXT = held(
    stamp=NOW - 30 * SECOND, texts=("No, six",), choices=(LUCS,), asked=0, left=0, version=5
)
PROFILE = Profile(agent=anna().id, version=4, stamp=NOW - 1, asked=(1, 2))


def scene(kind: Any, what: HeldText, *behind: HeldText, **changes: Any) -> Scene:
    found = Scene(
        entry=entry(kind, "", held=what.stamp, contact=None, thread=None, n="7-7"),
        agent=anna(),
        line=shared(),
        profile=PROFILE,
        held=(what, *behind),
    )
    return found.but(**changes)


def show(found: Scene, now: int = NOW) -> Any:
    return showing.show(found, desk(), now)


# --- it is asked ---------------------------------------------------------------------------------


@pytest.mark.parametrize("behind", [(), (NEXT,), (NEXT, NEXT.but(stamp=NOW))])
def test_its_words_are_found_when_it_leaves(behind: tuple[HeldText, ...]) -> None:
    found = show(scene("question", HELD, *behind))
    asks = HELD.but(asked=NOW, base=3)
    assert isinstance(found, Showing)
    assert found.body == questions.words(asks, len(behind), anna(), desk(), NOW)
    assert found.held == (asks,)
    assert found.line is not None
    line = found.line
    assert (line.last, line.question, line.at) == ("question", HELD.stamp, NOW)
    assert line.texts[-1] == found.body[:200]
    assert line.shown == shared().shown
    assert (found.rest, found.settled, found.put) == ((), (), ())


def test_it_shares_no_digit_with_the_one_that_showed_before_it() -> None:
    found = show(scene("question", HELD, profile=PROFILE))
    assert isinstance(found, Showing)
    assert found.held == (HELD.but(asked=NOW, base=3),)
    assert found.body == questions.words(found.held[0], 0, anna(), desk(), NOW)
    assert found.profile == PROFILE.but(asked=(3, 4))


def test_it_is_not_asked_twice_nor_once_it_was_answered() -> None:
    assert show(scene("question", ASKED)) == "settled"
    assert show(scene("question", HELD, held=())) == "settled"
    assert show(scene("question", HELD, held=(NEXT,))) == "settled"


def test_one_who_went_away_is_asked_all_the_same() -> None:
    """The text is the agent's own, and waits for nobody else."""
    assert isinstance(show(scene("question", HELD, profile=PROFILE.but(away=True))), Showing)


# --- nobody answers ------------------------------------------------------------------------------


def test_it_expires_with_a_word_that_quotes_it() -> None:
    here = asked(ASKED)
    found = show(scene("expiry", ASKED, line=here))
    assert isinstance(found, Showing)
    assert found.body == say("expired", "en", q="At five")
    assert found.settled == (ASKED,)
    assert found.line is not None
    assert (found.line.last, found.line.question, found.line.at) == ("desk", None, NOW)
    assert found.line.texts[-1] == found.body
    assert (found.held, found.put) == ((), ())
    assert found.profile is not None, "so that a text held meanwhile is not overlooked"


@pytest.mark.parametrize(
    ("what", "at"),
    [
        (held(asked=NOW - EXPIRES + 1), NOW + 1),
        (held(asked=NOW), NOW + EXPIRES),
        (held(asked=0, last=NOW - DAY + 1), NOW + 1),  # never asked: the phone was out of reach
        (held(asked=0, last=NOW), NOW + EXPIRES),  # it may be asked at any time
    ],
)
def test_too_early_it_looks_again_when_it_is_time(what: HeldText, at: int) -> None:
    before = scene("expiry", what)
    found = show(before)
    assert isinstance(found, Later)
    after = found.entry
    assert (after.kind, after.held, after.text) == ("expiry", what.stamp, "")
    assert (after.stamp, after.after, after.due) == (at, at, at)
    assert (after.recipient, after.sender) == (before.entry.recipient, before.entry.sender)
    assert after.n != before.entry.n


@pytest.mark.parametrize("what", [ASKED, held(asked=0, last=NOW - DAY)])
def test_just_in_time(what: HeldText) -> None:
    assert isinstance(show(scene("expiry", what)), Showing)


def test_one_that_was_answered_meanwhile_expires_silently() -> None:
    assert show(scene("expiry", ASKED, held=())) == "settled"
    assert show(scene("expiry", ASKED, held=(NEXT,))) == "settled"


def test_then_the_next_is_asked_about_with_other_digits_and_a_time_of_its_own() -> None:
    found = show(scene("expiry", ASKED, NEXT))
    assert isinstance(found, Showing)
    assert found.settled == (ASKED,)
    assert found.held == (NEXT,)
    assert found.profile == PROFILE.but(stamp=NOW)
    question, expiry = found.put
    assert (question.kind, question.held, question.stamp) == ("question", NEXT.stamp, NOW)
    assert (expiry.kind, expiry.held, expiry.after) == ("expiry", NEXT.stamp, NOW + EXPIRES)
    assert len({question.n, expiry.n, "7-7"}) == 3


def test_the_next_is_left_alone_where_it_was_asked_about_already() -> None:
    found = show(scene("expiry", ASKED, NEXT.but(asked=NOW - 1)))
    assert isinstance(found, Showing)
    assert (found.held, found.put) == ((), ())


def test_one_held_behind_expires_only_itself() -> None:
    """It was never asked about; the one before it still waits for its answer."""
    old = NEXT.but(last=NOW - DAY)
    before = held(asked=NOW - 1000)
    found = show(scene("expiry", old, held=(before, old)))
    assert isinstance(found, Showing)
    assert (found.settled, found.held, found.put) == ((old,), (), ())


def test_the_question_before_it_stays_last_on_its_own_line() -> None:
    """What expires on one number does not silence the question on another."""
    found = show(scene("expiry", ASKED, line=shared(last="desk")))
    assert isinstance(found, Showing)
    assert found.line is not None
    assert found.line.id == shared().id
