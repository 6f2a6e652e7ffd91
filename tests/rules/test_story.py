"""What was said, at a glance: for whoever receives a thread."""

import pytest

from chalicelib.models import Media, Message
from chalicelib.rules import story
from chalicelib.texts import say
from tests.support.made import NOW, anna, ben, contact, desk, text, thread

MARIE = contact(thread())
PICTURE = (Media(url="https://media.example/1", kind="image/jpeg"),)


def line(message: Message, language: str = "en") -> str:
    return story.line_of(message, MARIE, anna(language=language), desk())


def compact(*messages: Message, language: str = "en") -> list[str]:
    return story.compact(messages, MARIE, anna(language=language), desk()).splitlines()


def hers(body: str, ago: int = 0) -> Message:
    return text(body, NOW - ago)


def his(body: str, ago: int = 0, **changes: object) -> Message:
    return text(body, NOW - ago, author=ben().id, **changes)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_each_line_says_who(language: str) -> None:
    assert line(hers("Hi"), language) == say("hist_customer", language, c="Marie", text="Hi")
    assert line(his("Hi"), language) == say("hist_agent", language, a="Ben", text="Hi")
    mine = his("Hi").but(author=anna().id)
    assert line(mine, language) == say("hist_you", language, text="Hi")
    note = his("Rude", note=True)
    assert line(note, language) == say("hist_note", language, a="Ben", text="Rude")
    gone = his("Hi").but(author="somebody-gone")
    assert line(gone, language) == say("hist_agent", language, a=None, text="Hi")


def test_a_line_is_one_line_and_short() -> None:
    assert line(hers("Hi\n\nthere,  Anna")).endswith("Hi there, Anna")
    long = line(hers("word " * 100))
    assert long.endswith("...")
    assert len(long) < 80
    assert line(hers("", 0).but(media=PICTURE)).endswith("(1 picture)")


def test_a_name_is_folded_and_never_missing() -> None:
    nameless = story.line_of(hers("Hi"), MARIE.but(name=None), anna(), desk())
    assert nameless == say("hist_customer", "en", c=say("customer", "en"), text="Hi")


# --- compact -------------------------------------------------------------------------------------


def test_what_awaits_an_answer_is_whole_and_last() -> None:
    waiting = "And when can I get it? " * 20
    found = compact(hers("Is it ready?", 9), his("Tomorrow", 8), hers(waiting, 7), hers("?", 6))
    assert found == [line(hers("Is it ready?")), line(his("Tomorrow")), waiting, "?"]


def test_what_nobody_answered_is_shown_as_it_came() -> None:
    assert compact(hers("Is it ready?\nReally?", 9)) == ["Is it ready?", "Really?"]


def test_four_lines_of_what_came_before() -> None:
    texts = [hers(f"q{n}", 20 - n) if n % 2 else his(f"a{n}", 20 - n) for n in range(9)]
    found = compact(*texts)
    assert found == [line(m) for m in texts[-4:]]


def test_what_was_not_shown_when_somebody_answered_is_whole_too() -> None:
    texts = (hers("one", 9), hers("two", 8), his("answer", 7), hers("three", 6))
    found = story.compact(texts, MARIE, anna(), desk(), NOW - 9).splitlines()
    assert found == [line(hers("one")), line(his("answer")), "two", "three"]
    found = story.compact(texts, MARIE, anna(), desk(), NOW).splitlines()
    assert found[-1] == "three", "what awaits an answer is whole whatever was shown"


def test_notes_stand_among_what_came_before() -> None:
    note = his("Rude", 7, note=True)
    found = compact(hers("Hi", 9), his("Yes?", 8), note, hers("When?", 6))
    assert found == [line(hers("Hi")), line(his("Yes?")), line(note), "When?"]


def test_a_note_is_no_answer() -> None:
    note = his("Ask Zoe", 8, note=True)
    assert compact(hers("Is it ready?", 9), note) == [line(note), "Is it ready?"]


def test_of_nothing_there_is_nothing() -> None:
    assert compact() == []


def test_a_picture_alone_is_told() -> None:
    assert compact(hers("", 9).but(media=PICTURE), language="fr") == ["(1 photo)"]
