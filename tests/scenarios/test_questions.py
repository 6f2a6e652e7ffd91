"""The question about a held text: when it is asked, what answers it, and what becomes of it."""

import pytest

from chalicelib.texts import size

from .conftest import OpenDesk
from .desks import NARROW_ALONE, R1, SHOP, agent, desk
from .doubt import Scene


@pytest.mark.parametrize("toml", [NARROW_ALONE, desk(agent("Ana", language="fr"), relays=(R1,))])
def test_the_question_is_one_segment_says_not_sent_and_quotes(
    open_desk: OpenDesk, toml: str
) -> None:
    two = Scene(open_desk(toml))
    two.ana.texts(R1, "Come by at five o’clock, we close at six today — really")
    [(_, words)] = two.ana.hears()
    assert (size(words).segments, size(words).encoding) == (1, "GSM-7")
    assert words.startswith("* NOT SENT" if two.ana.language == "en" else "* PAS ENCORE envoyé")
    assert '"Come by at five' in words
    assert all(part in words for part in ("1 = Max #102", "2 = Lea Roy #101", "0 = "))


# --- what answers it -------------------------------------------------------------------------


@pytest.mark.parametrize("answer", ["2", " 2. ", "(2)", "2️⃣", "Lea", "léa", "Lea Roy.", "LEA ROY"])
def test_a_digit_or_a_name_sends_it_word_for_word(asked: Scene, answer: str) -> None:
    asked.ana.answers(R1, answer)
    assert asked.lea.hears() == [(SHOP, "Come by")]
    assert asked.story.nobody_hears()


@pytest.mark.parametrize(
    "answer", ["#101", "# 101", "/101", "#101.", "#101 Come by", "#101 come by!"]
)
def test_the_number_sends_it_once(asked: Scene, answer: str) -> None:
    asked.ana.answers(R1, answer)
    assert asked.lea.hears() == [(SHOP, "Come by")]
    assert asked.story.nobody_hears()
    asked.story.later(minutes=20)
    assert asked.story.nobody_hears()


def test_the_number_with_other_words_is_a_text_of_its_own(asked: Scene) -> None:
    asked.ana.answers(R1, "#102 Twelve of them")
    assert asked.max.hears() == [(SHOP, "Twelve of them")]
    assert asked.story.nobody_hears(asked.lea)
    asked.ana.answers(R1, "#101")
    assert asked.lea.hears() == [(SHOP, "Come by")]


def test_the_number_of_one_who_was_not_offered_is_looked_at_too(two: Scene) -> None:
    """Four customers, three choices: the fourth is answered by the number."""
    for n in (3, 4):
        two.story.customer(n).texts(SHOP, f"Question {n}")
    two.story.nobody_hears()
    two.ana.texts(R1, "Come by")
    [(_, words)] = two.ana.hears()
    assert "#101" not in words
    two.ana.answers(R1, "#101")
    assert two.lea.hears() == [(SHOP, "Come by")]
    assert two.story.nobody_hears()


def test_nought_drops_it_with_a_word(asked: Scene) -> None:
    asked.ana.answers(R1, "0")
    assert asked.ana.hears() == [asked.said("dropped", "Come by")]
    asked.story.later(minutes=20)
    assert asked.story.nobody_hears()


@pytest.mark.parametrize("answer", ["oui", "Yes", "ok", "OK!", "merci", "👍", "Perfect, thanks"])
def test_a_yes_repeats_it_with_other_digits(asked: Scene, answer: str) -> None:
    asked.ana.answers(R1, answer)
    assert asked.nothing_sent()
    assert asked.ana.hears() == asked.asked("Come by", base=3)
    asked.ana.answers(R1, "4")
    assert asked.lea.hears() == [(SHOP, "Come by")]
    assert asked.nothing_sent()


def test_an_answer_with_the_digits_of_the_question_before_sends_nothing(asked: Scene) -> None:
    asked.ana.answers(R1, "ok")
    asked.story.nobody_hears()
    asked.ana.answers(R1, "2")
    assert asked.nothing_sent()
    assert asked.ana.hears() == asked.asked("Come by", base=5, behind=1)
    asked.ana.answers(R1, "6")
    assert asked.lea.hears() == [(SHOP, "Come by")]
    assert asked.ana.hears() == asked.asked("2", base=7)
    asked.ana.answers(R1, "0")
    assert asked.nothing_sent()


def test_what_was_sent_by_an_answer_makes_the_next_text_no_more_certain(asked: Scene) -> None:
    asked.ana.answers(R1, "2")
    assert asked.lea.hears() == [(SHOP, "Come by")]
    asked.ana.answers(R1, "Bring the key")
    assert asked.nothing_sent()
    [(_, words)] = asked.ana.hears()
    assert "3 = Lea Roy #101" in words  # other digits than the question before


def test_a_picture_is_no_answer(asked: Scene) -> None:
    asked.story.move(seconds=30)
    asked.ana.texts(R1, "2", media=1)
    assert asked.nothing_sent()


# --- texts that belong together --------------------------------------------------------------


def test_texts_within_five_seconds_are_one_and_sent_as_they_were_written(two: Scene) -> None:
    for words in ("Come by", "at five", "and bring the key"):
        two.ana.texts(R1, words)
    assert two.ana.hears() == [
        *two.asked("Come by"),
        *two.asked("Come by", "at five", base=3),
        *two.asked("Come by", "at five", "and bring the key", base=5),
    ]
    assert two.nothing_sent()
    two.ana.answers(R1, "6")
    assert two.lea.hears() == [(SHOP, "Come by"), (SHOP, "at five"), (SHOP, "and bring the key")]
    assert two.story.nobody_hears()


def test_texts_within_five_seconds_are_dropped_together(two: Scene) -> None:
    two.ana.texts(R1, "Come by")
    two.ana.texts(R1, "at five")
    two.ana.hears()
    two.ana.answers(R1, "0")
    assert two.ana.hears() == [two.said("dropped", "Come by\nat five")]
    assert two.nothing_sent()


def test_a_digit_in_the_same_breath_is_no_answer(two: Scene) -> None:
    """The question cannot have been read yet."""
    two.ana.texts(R1, "How many do you want?")
    two.ana.texts(R1, "2")
    assert two.nothing_sent()
    assert two.ana.hears()[0] == two.asked("How many do you want?")[0]


def test_a_text_later_than_five_seconds_is_another(two: Scene) -> None:
    two.ana.texts(R1, "Come by")
    two.ana.answers(R1, "Bring the key")
    assert two.nothing_sent()
    two.ana.answers(R1, "0")
    assert two.ana.hears() == [
        *two.asked("Come by"),
        *two.asked("Come by", base=3, behind=1),
        two.said("dropped", "Come by"),
        *two.asked("Bring the key", base=5),
    ]


def test_everything_in_french(open_desk: OpenDesk) -> None:
    story = open_desk(desk(agent("Ana", language="fr"), relays=(R1,), language="fr"))
    two = Scene(story)
    two.ana.texts(R1, "Passez à cinq heures")
    assert two.ana.hears() == two.asked("Passez à cinq heures")
    two.ana.answers(R1, "oui")
    assert two.ana.hears() == two.asked("Passez à cinq heures", base=3)
    two.ana.answers(R1, "Léa")
    assert two.lea.hears() == [(SHOP, "Passez à cinq heures")]
