"""A text that is held: asked about, joined, answered, dropped, expired; and what is held behind."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.models import DAY, MINUTE, SECOND, HeldText, Notice, Profile
from chalicelib.rules import gist, questions
from chalicelib.rules.questions import EXPIRES, MOST_CHOICES, TOGETHER, Why
from tests.rules.helping import (
    LUCS,
    MINE,
    asked,
    asking,
    assert_only_told,
    choice,
    decided,
    held,
    kinds,
    shared,
    the_held,
)
from tests.support.made import NOW, RELAYS, anna, contact, line, shown, spot, turn

HELD = held()
SECOND_HELD = held(
    stamp=NOW - 30 * SECOND,
    last=NOW - 30 * SECOND,
    texts=("No, six",),
    asked=0,
    left=0,
    choices=(LUCS,),
)

# --- other digits each time ----------------------------------------------------------------------


@given(st.lists(st.integers(1, MOST_CHOICES), min_size=2, max_size=30))
def test_consecutive_questions_share_no_digit(counts: list[int]) -> None:
    profile, before = Profile(agent="x"), None
    for count in counts:
        asks, profile = questions.numbered(held(choices=(choice(),) * count), profile, again=False)
        used = range(asks.base, asks.base + count)
        assert min(used) >= 1, "0 drops it"
        assert max(used) == profile.asked[1] <= 9
        assert before is None or set(used).isdisjoint(before)
        before = used


def test_one_that_the_provider_did_not_take_keeps_its_digits() -> None:
    asks, profile = questions.numbered(HELD, Profile(agent="x"), again=False)
    assert questions.numbered(asks, profile, again=True) == (asks, profile)


def test_1_and_2_then_3_and_4() -> None:
    asks, profile = questions.numbered(HELD, Profile(agent="x"), again=False)
    assert (asks.base, profile.asked) == (1, (1, 2))
    assert questions.numbered(HELD, profile, again=False)[0].base == 3


# --- a text is held ------------------------------------------------------------------------------


def test_a_text_for_two_is_held_word_for_word_and_asked_about() -> None:
    body = "At  five :)\n— Anna"
    decision = decided(turn(body, shared()))
    found = the_held(decision)
    assert found == HeldText(
        agent=anna().id,
        stamp=NOW,
        spot=spot(),
        kind="which",
        texts=(body,),
        last=NOW,
        choices=(choice(), LUCS),
    )
    question, expiry = decision.put
    assert (question.text, question.recipient, question.sender) == ("", f"a-{anna().id}", RELAYS[0])
    assert (question.stamp, question.after) == (NOW, 0)
    assert (expiry.stamp, expiry.after, expiry.due) == (NOW + EXPIRES,) * 3
    assert decision.recipients == (f"a-{anna().id}",)


def test_the_threads_that_showed_last_come_first_and_no_more_than_three() -> None:
    shows = [shown(n, relayed=NOW - (150 - n) * MINUTE) for n in (142, 145, 143, 144)]
    found = the_held(decided(turn("At five", line(*shows))))
    assert [c.thread for c in found.choices] == [145, 144, 143]


def test_a_second_text_waits_and_the_first_is_asked_about_again() -> None:
    decision = decided(asking(turn("No, six", shared()), HELD))
    second, first = decision.held
    assert (second.texts, second.asked, second.version) == (("No, six",), 0, 0)
    assert first == HELD.but(asked=0, left=0, base=1)
    assert kinds(decision) == ["question"]
    assert decision.put[0].held == HELD.stamp


def test_a_second_text_before_the_first_was_asked_about_only_waits() -> None:
    decision = decided(asking(turn("No, six", shared()), held(asked=0)))
    (second,) = decision.held
    assert second.texts == ("No, six",)
    assert decision.put == ()


@pytest.mark.parametrize(("soon", "joins"), [(TOGETHER - 1, True), (TOGETHER, False)])
def test_texts_within_seconds_are_one(soon: int, joins: bool) -> None:
    what = held(last=NOW - soon, asked=0, left=0)
    decision = decided(asking(turn("Or six", shared()), what))
    if joins:
        assert decision.held == (what.but(texts=("At five", "Or six"), last=NOW),)
        assert (decision.outcome, decision.put) == ("held", ())
    else:
        assert [h.texts for h in decision.held] == [("Or six",)]


def test_what_joins_one_that_was_asked_about_is_asked_about_with_it() -> None:
    """The agent answers what the question quoted: it must have quoted both."""
    what = held(last=NOW - 1000, asked=NOW - 500, left=NOW - 400)
    profile = Profile(agent=anna().id, version=1, asked=(1, 2))
    decision = decided(asking(turn("Or six", asked(what), profile=profile), what))
    joined = what.but(texts=("At five", "Or six"), last=NOW, asked=0, left=0)
    assert (decision.outcome, decision.held) == ("held", (joined,))
    assert kinds(decision) == ["question"]


def test_what_joins_is_kept_even_where_nothing_more_is_asked() -> None:
    told = tuple(Notice(NOW - MINUTE, gist.digest(f"text {n}")) for n in range(10))
    profile = Profile(agent=anna().id, version=1, notices=told)
    what = held(last=NOW - 1000, asked=NOW - 500, left=NOW - 400)
    decision = decided(asking(turn("Or six", asked(what), profile=profile), what))
    assert [h.texts for h in decision.held] == [("At five", "Or six")]


@pytest.mark.parametrize("kind", ["command", "late"])
def test_what_is_whole_by_itself_takes_no_more(kind: Any) -> None:
    what = held(last=NOW - 1000, kind=kind)
    decision = decided(asking(turn("Or six", shared()), what))
    assert all("Or six" not in h.texts[1:] for h in decision.held)


def test_they_join_the_newest_and_only_on_its_number() -> None:
    newest = SECOND_HELD.but(last=NOW - 1000, left=0)
    decision = decided(asking(turn("Or seven", shared()), HELD, newest))
    assert decision.held == (newest.but(texts=("No, six", "Or seven"), last=NOW),)
    elsewhere = newest.but(spot=spot(number=RELAYS[1]))
    decision = decided(asking(turn("Or seven", shared()), HELD, elsewhere))
    assert [h.stamp for h in decision.held] == [NOW, HELD.stamp]


@pytest.mark.parametrize("body", ["#142 At six", "/done", "/fnii"])
def test_what_names_its_thread_or_orders_joins_nothing(body: str) -> None:
    what = held(last=NOW - 1000)
    at = asking(turn(body, asked(what), whose=contact(MINE)), what)
    assert what.stamp not in [h.stamp for h in decided(at).held]


def test_twenty_may_be_held_and_then_it_is_said() -> None:
    """Two machines would fill the agent's items for ever (P7)."""
    many = [held(stamp=NOW - n * MINUTE, last=NOW - n * MINUTE) for n in range(20, 0, -1)]
    decision = decided(asking(turn("Hello", shared()), *many))
    assert_only_told(decision, "held_full", q="Hello")
    assert len(decided(asking(turn("Hello", shared()), *many[1:])).held) == 2


def test_a_machine_is_not_asked_for_ever() -> None:
    told = tuple(Notice(NOW - MINUTE, gist.digest("Hello")) for _ in range(3))
    profile = Profile(agent=anna().id, notices=told)
    decision = decided(turn("Hello", shared(), profile=profile))
    assert (decision.outcome, decision.held, decision.put) == ("silenced", (), ())


# --- how long ------------------------------------------------------------------------------------


def test_it_expires_a_while_after_it_was_asked_or_a_day_after_it_could_not_be() -> None:
    assert EXPIRES == 15 * MINUTE
    assert questions.expires(HELD) == HELD.asked + EXPIRES
    assert questions.expires(held(asked=0)) == HELD.last + DAY


@pytest.mark.parametrize("behind", [(), (SECOND_HELD,)])
def test_asking_anew_about_the_same_text_is_left_as_it_is(behind: tuple[HeldText, ...]) -> None:
    at = asking(turn("#142", asked()), HELD, *behind).answering(HELD)
    decision = questions.hold(at, Why("which", (choice(),)), HELD.texts)
    assert questions.settled(decision, HELD, at) == decision
