"""The question is answered: sent, dropped, or asked again; and then the next one."""

from typing import Any

import pytest

from chalicelib.models import SECOND, HeldText, Profile
from chalicelib.rules.questions import EXPIRES
from chalicelib.texts import say
from tests.rules.helping import (
    LUCS,
    MARIE,
    MINE,
    asked,
    asking,
    decided,
    held,
    kinds,
    on_line,
    profile_of,
    shared,
    the_held,
)
from tests.support.made import NOW, anna, contact, shown, thread, turn

HELD = held()
SECOND_HELD = held(
    stamp=NOW - 30 * SECOND,
    last=NOW - 30 * SECOND,
    texts=("No, six",),
    asked=0,
    left=0,
    choices=(LUCS,),
)

# --- answered ------------------------------------------------------------------------------------


def answered(body: str, *behind: HeldText, what: HeldText = HELD, **changes: Any) -> Any:
    return decided(asking(turn(body, asked(what), **changes), what, *behind))


def test_a_choice_sends_it_word_for_word_and_closes_the_question() -> None:
    what = held(texts=("At  five", "Or six :)"))
    decision = answered("1", what=what, whose=contact(thread()))
    replies = [e for e in decision.put if e.kind == "reply"]
    assert [e.text for e in replies] == ["At  five", "Or six :)"]
    assert [e.n for e in replies] == sorted({e.n for e in replies}), "in their order"
    assert decision.message.text == "At  five\nOr six :)"
    assert (decision.settled, decision.held) == ((what,), ())
    (after,) = decision.lines
    assert (after.last, after.question, after.written) == ("desk", HELD.stamp, 142)


def test_0_drops_it_with_a_word() -> None:
    decision = answered("0")
    (entry,) = decision.put
    assert (decision.outcome, entry.kind) == ("dropped", "notice")
    assert entry.text == say("dropped", "en", q="At five")
    assert decision.settled == (HELD,)
    assert (decision.message, decision.contact) == (None, None)


@pytest.mark.parametrize("body", ["0", "1"])
def test_then_the_next_is_asked_about_with_other_digits(body: str) -> None:
    profile = Profile(agent=anna().id, version=1, asked=(1, 2))
    decision = answered(body, SECOND_HELD, whose=contact(thread()), profile=profile)
    assert decision.settled == (HELD,)
    assert decision.held == (SECOND_HELD.but(asked=0),)
    assert profile_of(decision).asked == (1, 2), "its digits are chosen when it leaves"
    question, expiry = decision.put[-2:]
    assert (question.kind, question.held) == ("question", SECOND_HELD.stamp)
    assert (expiry.kind, expiry.held, expiry.after) == ("expiry", SECOND_HELD.stamp, NOW + EXPIRES)


def test_agreement_asks_again_with_other_digits_and_leaves_the_limit() -> None:
    profile = Profile(agent=anna().id, version=1, asked=(1, 2))
    decision = answered("oui", profile=profile)
    assert (decision.outcome, kinds(decision)) == ("asked", ["question"])
    assert decision.held == (HELD.but(asked=0, left=0),)
    assert decision.settled == ()


def test_an_answer_that_leads_to_another_question_settles_nothing() -> None:
    """`#150` never showed on this number: it is asked about, and it is the same text still."""
    decision = answered("#150", whose=contact(thread(150)))
    (found,) = decision.held
    assert (found.stamp, found.version, found.texts) == (HELD.stamp, HELD.version, HELD.texts)
    assert (found.kind, found.n) == ("unseen", 150)
    assert [c.thread for c in found.choices] == [150, 142, 143]
    assert (decision.settled, kinds(decision)) == ((), ["question"]), "its time limit runs on"


def test_a_digit_that_may_be_for_a_customer_is_held_behind() -> None:
    here = shared(shown=(shown(142, MARIE, relayed=NOW - SECOND), shared().shown[1]))
    decision = decided(asking(turn("1", here), HELD))
    second, first = decision.held
    assert (second.texts, first.stamp) == (("1",), HELD.stamp)
    assert decision.message is None


def test_a_digit_after_the_question_expired_is_held_until_a_customers_text_shows() -> None:
    at = turn("2", on_line(last="desk"), whose=contact(MINE))
    assert the_held(decided(at)).texts == ("2",)
    assert decided(turn("2", on_line(), whose=contact(MINE))).outcome == "replied"


def test_an_answer_for_a_thread_that_is_over_by_now_is_asked_about() -> None:
    decision = answered("1", whose=contact())
    assert decision.message is None
    assert "reply" not in kinds(decision)
