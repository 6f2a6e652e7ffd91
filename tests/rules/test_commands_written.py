"""A command in words and back; one that lacks its slash; ready answers in the same space."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.rules import agent, commands
from chalicelib.rules.commands import Command, Unknown
from chalicelib.texts import command_words, languages
from tests.rules.helping import (
    MARIE,
    MINE,
    asked,
    asking,
    assert_only_told,
    decided,
    on_line,
    the_held,
)
from tests.support.made import contact, desk, line, shown, turn

SNIPPETS = ("hours", "où", "wifi-2")
WORDS = sorted(commands.by_word())

# --- written and read again ----------------------------------------------------------------------

_ODD = st.text(st.sampled_from(string.printable + "éœ’«»…\u00a0\u200e😀#142"), max_size=30)
_SAID = st.one_of(
    _ODD,
    st.builds("{} {}".format, st.sampled_from(["142", "#142", "# 150:", "1", "Ben", "2h"]), _ODD),
)


@given(st.sampled_from([*WORDS, *SNIPPETS]), _SAID, st.sampled_from(sorted(languages())))
def test_what_was_read_is_the_same_written_and_read_again(
    word: str, said: str, language: str
) -> None:
    """A held command is kept in words: it must be the same when it is done."""
    found = commands.parse(f"/{word} {said}", SNIPPETS)
    assert isinstance(found, Command)
    assert commands.parse(commands.written(found, language), SNIPPETS) == found


@given(st.sampled_from(sorted(commands.ABOUT_A_THREAD)), st.integers(101, 999_999_999), _SAID)
def test_pinned_to_a_thread_it_is_about_that_one(name: str, number: int, said: str) -> None:
    found = commands.parse(f"/{command_words('en')[name]} {said}")
    assert isinstance(found, Command)
    if found.number is None:
        pinned = commands.parse(commands.written(found.but(number=number), "fr"))
        assert pinned == found.but(number=number)


@pytest.mark.parametrize(
    ("command", "language", "words"),
    [
        (Command(name="done"), "en", "/done"),
        (Command(name="done", number=142), "fr", "/fini #142"),
        (Command(name="pass", number=142, argument="Ben, a bike"), "en", "/pass #142 Ben, a bike"),
        (Command(name="note", argument="rude"), "fr", "/note rude"),
        (Command(name="snippet", word="hours"), "fr", "/hours"),
        (Command(name="snippet", word="hours", number=142), "en", "/hours #142"),
    ],
)
def test_written(command: Command, language: str, words: str) -> None:
    assert commands.written(command, language) == words


# --- ready answers -------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["/hours", "/HOURS.", "/ hours", "Slash hours.", "/hours."])
def test_a_ready_answer(text: str) -> None:
    assert commands.parse(text, SNIPPETS) == Command(name="snippet", word="hours")
    assert commands.parse("/ou", SNIPPETS) == Command(name="snippet", word="où")
    found = commands.parse("/hours #142", SNIPPETS)
    assert found == Command(name="snippet", word="hours", number=142)


def test_a_command_comes_before_a_ready_answer_of_its_name() -> None:
    assert commands.parse("/done", ("done",)) == Command(name="done")


def test_a_ready_answer_is_guessed_too() -> None:
    found = commands.parse("/huors", SNIPPETS)
    assert isinstance(found, Unknown)
    assert "/hours" in found.guesses


# --- dictated ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Slash fini.", Command(name="done")),
        ("/ Done.", Command(name="done")),
        ("barre oblique fini", Command(name="done")),
        ("Barre oblique prendre 142.", Command(name="take", number=142)),
        (
            "Slash pass Ben he knows the bike.",
            Command(name="pass", argument="Ben he knows the bike"),
        ),
        (
            "Slash note le client est pressé.",
            Command(name="note", argument="le client est pressé."),
        ),
        ("slash étiquette urgent", Command(name="tag", argument="urgent")),
        ("Slash rappel demain 9 h.", Command(name="snooze", argument="demain 9 h.")),
    ],
)
def test_dictated(text: str, expected: Command) -> None:
    assert commands.parse(text) == expected


@pytest.mark.parametrize("text", ["Slashing prices", "barre-la", "slash", "Barre oblique"])
def test_what_only_sounds_like_it(text: str) -> None:
    assert commands.parse(text) is None


# --- without its slash ---------------------------------------------------------------------------


@pytest.mark.parametrize("word", WORDS)
def test_wholly_a_commands_word(word: str) -> None:
    name = commands.by_word()[word]
    for text in (word, word.capitalize(), f" {word}. ", f"{word.upper()}!"):
        assert commands.bare(text) == Command(name=name)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("done 142", Command(name="done", number=142)),
        ("Fini #142.", Command(name="done", number=142)),
        ("note customer is rude", Command(name="note", argument="customer is rude")),
        ("Note #142 rude", Command(name="note", number=142, argument="rude")),
        ("pass Ben he knows", Command(name="pass", argument="Ben he knows")),
    ],
)
def test_begun_or_with_a_number(text: str, expected: Command) -> None:
    assert commands.bare(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Done, thank you",
        "take the left door",
        "back at five",
        "more than ten",
        "notes are ready",
        "passing by",
        "name?  Anna",
        "/done",
        "Slash done",
        "",
        "Hello",
        "142",
    ],
)
def test_what_is_a_text(text: str) -> None:
    assert commands.bare(text) is None


@pytest.mark.parametrize("body", ["Done", "fini", "note customer is rude", "pass Ben he knows"])
def test_it_is_asked_about_and_neither_sent_nor_done(body: str) -> None:
    what = the_held(decided(turn(body, on_line(), whose=contact(MINE))))
    assert (what.kind, what.texts) == ("command", (body,))
    send, order = what.choices
    assert (send.do, send.thread, send.contact) == ("send", 142, MARIE)
    pinned = commands.parse(order.command)
    assert isinstance(pinned, Command)
    assert pinned.number == 142, "whatever shows until it is done"


def test_what_it_may_be_where_two_may_be_meant() -> None:
    what = the_held(decided(turn("Done", line(shown(142, MARIE), shown(143)))))
    assert [c.do for c in what.choices] == ["send", "order"]
    assert what.choices[0].thread is None, "for whom is asked next"


def test_where_nobody_shows_only_what_is_about_no_thread_can_be_meant() -> None:
    assert_only_told(decided(turn("Done", line())), "held_nobody", q="Done")
    assert [c.do for c in the_held(decided(turn("Mine", line()))).choices] == ["order"]


def test_with_a_number_in_front_it_is_a_text() -> None:
    assert decided(turn("#142 Done", on_line(), whose=contact(MINE))).outcome == "replied"


@pytest.mark.parametrize(("body", "kind"), [("1", "text"), ("2", "order")])
def test_the_answer_sends_it_or_does_it(body: str, kind: str) -> None:
    what = the_held(decided(turn("Done", on_line(), whose=contact(MINE))))
    later = what.but(asked=what.stamp + 1, left=what.stamp + 2, base=1, version=1)
    here = asked(later, shown=on_line().shown)
    at = asking(turn(body, here, whose=contact(MINE), now=what.stamp + 60_000), later)
    assert agent.plan(at).kind == kind
    decision = decided(at)
    assert decision.outcome == {"text": "replied", "order": "resolved"}[kind]
    assert decision.settled == (later,)


def test_on_the_service_number_no_slash_is_needed() -> None:
    at = desk(service_number="+15145550109")
    for body in ("mine", "Moi.", "/mine"):
        assert decided(turn(body, at=at, recipient="+15145550109")).outcome == "mine"


def test_a_number_that_no_thread_has_does_not_become_another() -> None:
    found = commands.parse("/done 0 12")
    assert isinstance(found, Command)
    assert commands.parse(commands.written(found, "en")) == found
