"""An agent's text that was fetched late, has a picture, or looks like a machine's."""

from typing import Any

import pytest

from chalicelib.decisions import Decision
from chalicelib.models import HOUR, MINUTE, Choice, HeldText, Media
from chalicelib.rules import commands, questions
from chalicelib.rules.turn import Lists
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
    on_line,
    shared,
    the_held,
)
from tests.support.made import (
    CUSTOMER,
    NOW,
    anna,
    contact,
    desk,
    identify,
    line,
    thread,
    turn,
)

NAMED: dict[str, Any] = {"n": 142, "c": "Marie"}
PICTURE = (Media(url="https://media.example/1", kind="image/jpeg"),)
SENT = tuple(one.but(provider="twilio") for one in PICTURE)


def offered(what: HeldText) -> list[tuple[str, int | None]]:
    return [(c.do, c.thread) for c in what.choices]


# --- fetched late --------------------------------------------------------------------------------

LATE = NOW - 3 * HOUR


def late(body: str, *lines: Any, **changes: Any) -> Decision:
    return decided(turn(body, *(lines or (on_line(),)), late=LATE, **changes))


@pytest.mark.parametrize("body", ["Hello", "#142 Hello"])
def test_a_late_text_is_asked_about_even_where_it_is_certain(body: str) -> None:
    what = the_held(late(body, whose=contact(MINE)))
    assert (what.kind, what.texts, what.t) == ("late", ("Hello",), LATE)
    assert what.choices == (choice(),)


def test_a_late_text_for_one_of_two() -> None:
    what = the_held(late("Hello", shared()))
    assert what.choices == (choice(), LUCS)


def test_a_late_text_for_nobody() -> None:
    assert_only_told(late("Hello", line()), "held_nobody", q="Hello")


@pytest.mark.parametrize(("body", "words"), [("/done", "/done #142"), ("/absent", "/away")])
def test_a_late_command_is_not_done(body: str, words: str) -> None:
    what = the_held(late(body, whose=contact(MINE)))
    assert what.choices == (Choice(do="order", command=words),)
    assert isinstance(commands.parse(words), commands.Command)


def test_a_late_text_joins_nothing() -> None:
    what = held(last=NOW - 1000)
    at = asking(turn("Hello", shared(), late=LATE), what)
    assert what.but(base=1, asked=0, left=0) in decided(at).held


# --- pictures ------------------------------------------------------------------------------------


@pytest.mark.parametrize("body", ["", "Look"])
def test_a_picture_goes_where_its_words_go_and_is_kept_in_the_history(body: str) -> None:
    decision = decided(turn(body, on_line(), whose=contact(thread()), media=PICTURE))
    [reply] = (e for e in decision.put if e.kind == "reply")
    assert (reply.text, reply.media) == (body, SENT)
    assert decision.message
    assert (decision.message.text, decision.message.media) == (body, SENT)


@pytest.mark.parametrize("body", ["", "Look"])
@pytest.mark.parametrize("written", [0, LATE])
def test_a_picture_that_is_asked_about_goes_with_its_words(body: str, written: int) -> None:
    first = decided(turn(body, shared(), media=PICTURE, late=written))
    [waits] = first.held
    assert "reply" not in kinds(first)
    assert (waits.texts, waits.media) == ((body,), SENT)
    what = waits.but(asked=NOW + 1, left=NOW + 2, version=1)
    assert (body or "(1 picture)") in questions.words(what, 0, anna(), desk(), NOW)
    at = asking(turn("1", asked(what), whose=contact(MINE), now=NOW + MINUTE), what)
    [reply] = (e for e in decided(at).put if e.kind == "reply")
    assert (reply.text, reply.media) == (body, SENT)


def test_a_picture_within_seconds_of_a_held_text_is_one_with_it() -> None:
    what = held(last=NOW - 1000, asked=0, left=0)
    decision = decided(asking(turn("", shared(), media=PICTURE), what))
    [waits] = decision.held
    assert (waits.texts, waits.media) == (what.texts, SENT)


def test_so_are_words_within_seconds_of_a_picture() -> None:
    what = held(last=NOW - 1000, asked=0, left=0, texts=("",), media=SENT)
    decision = decided(asking(turn("Like this", shared()), what))
    [waits] = decision.held
    assert (waits.texts, waits.media) == (("Like this",), SENT)


def test_of_several_held_texts_the_last_takes_the_pictures_along() -> None:
    what = held(texts=("Look", "Here"), media=(*SENT, *SENT), asked=NOW - MINUTE, left=NOW - MINUTE)
    at = asking(turn("1", asked(what), whose=contact(MINE)), what)
    replies = [e for e in decided(at).put if e.kind == "reply"]
    assert [(e.text, e.media) for e in replies] == [("Look", ()), ("Here", (*SENT, *SENT))]


def test_a_picture_is_no_answer_to_a_question_and_is_not_lost_without_a_word() -> None:
    what = held(asked=NOW - MINUTE, left=NOW - MINUTE)
    at = asking(turn("1", asked(what), whose=contact(MINE), media=PICTURE), what)
    assert_only_told(decided(at), "held_media", q="1")


def test_what_cannot_be_sent_to_anybody_is_said_not_to_go() -> None:
    poll = (Media(url="", kind="unknown/poll"),)
    decision = decided(turn("Look", on_line(), whose=contact(thread()), media=poll))
    assert_only_told(decision, "held_media", q="Look")


def test_a_picture_a_minute_is_asked_about_each_time() -> None:
    """No two are the same text, though neither has a word in it."""
    profile = None
    for number in range(5):
        now = NOW + number * MINUTE
        one = turn("", shared(), profile=profile, now=now, media=PICTURE, id=f"MM{number}")
        decision = decided(one)
        assert decision.held, f"number {number + 1} is lost without a word"
        profile = decision.profile


def test_a_picture_with_a_first_text_is_said_not_to_go() -> None:
    body = "/write 514 555 0900 Look at this"
    whose = contact(id=identify(CUSTOMER))
    lists = Lists(number=150)
    decision = decided(turn(body, on_line(), whose=whose, media=PICTURE, lists=lists))
    assert_only_told(decision, "held_media", q=body)


# --- nothing is lost without a word --------------------------------------------------------------


def test_the_same_short_answer_to_four_customers_in_a_day() -> None:
    """A person's: each was asked about, and answered, long before the next (P8)."""
    profile = None
    for hour in range(4):
        now = NOW + hour * HOUR
        first = decided(turn("Yes", shared(), profile=profile, now=now))
        assert first.put, f"number {hour + 1} is lost without a word"
        what = first.held[0].but(asked=now + 1, left=now + 2, version=1)
        digit, later = str(what.base), now + MINUTE
        at = turn(digit, asked(what), whose=contact(MINE), profile=first.profile, now=later)
        second = decided(asking(at, what))
        assert [e.text for e in second.put if e.kind == "reply"] == ["Yes"]
        profile = second.profile


def test_what_is_said_of_each_is_to_its_writer_alone() -> None:
    for body, whose in (("Hello", None), ("#142", contact(thread())), ("#999 x", None)):
        decision = decided(turn(body, whose=whose))
        assert {e.agent for e in decision.put} == {anna().id}
