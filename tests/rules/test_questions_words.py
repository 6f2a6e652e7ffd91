"""What the question says: what was not sent first, whom it may be for, and within two segments."""

from typing import get_args

import pytest

from chalicelib.models import HOUR, Choice, HeldKind, HeldText
from chalicelib.rules import questions
from chalicelib.texts import languages, say, size
from tests.rules.helping import LUC, choice, held
from tests.support.made import NOW, anna, desk

QUOTE = "Yes, it will be ready at five this afternoon, see you then"
LONG = "Marie-Antoinette de la Chevrotière-Archambault"
BOTH = sorted(languages())
KINDS: tuple[HeldKind, ...] = get_args(HeldKind)


def of(kind: HeldKind, first: str = "Marie", second: str = "Luc", whom: str = "Benoît") -> HeldText:
    """A held text of each kind, with as many choices as it is given."""
    one, two = choice(name=first), choice(143, LUC, name=second)
    choices: dict[HeldKind, tuple[Choice, ...]] = {
        "which": (one, two),
        "unseen": (one, two),
        "no_such": (one, two),
        "other": (one.but(do="insist"), one.but(do="take")),
        "command": (one, Choice(do="order", command="/done #142")),
        "closed": (one.but(do="reopen"),),
        "moved": (one,),
        "late": (one, two),
    }
    return held(
        kind=kind, texts=(QUOTE,), choices=choices[kind], n=142, c=first, a=whom, t=NOW - 3 * HOUR
    )


def words(what: HeldText, language: str = "en", behind: int = 0) -> str:
    return questions.words(what, behind, anna(language=language), desk(), NOW)


@pytest.mark.parametrize("language", BOTH)
@pytest.mark.parametrize("kind", KINDS)
def test_one_segment_with_ordinary_names(kind: HeldKind, language: str) -> None:
    said = words(of(kind), language)
    assert size(said).encoding == "GSM-7"
    assert size(said).segments == 1, (len(said), said)


@pytest.mark.parametrize("behind", [0, 19])
@pytest.mark.parametrize("language", BOTH)
@pytest.mark.parametrize("kind", KINDS)
def test_at_most_two_with_the_longest(kind: HeldKind, language: str, behind: int) -> None:
    what = of(kind, LONG, LONG[::-1], LONG)
    most = (*what.choices, choice(999_999_999, LUC, name=LONG))[: questions.MOST_CHOICES]
    if kind not in ("which", "unseen", "no_such", "late"):
        most = what.choices
    said = words(what.but(choices=most, n=999_999_999, texts=("x" * 500,)), language, behind)
    assert size(said).encoding == "GSM-7"
    assert size(said).segments <= 2, (len(said), said)


@pytest.mark.parametrize("language", BOTH)
@pytest.mark.parametrize("kind", KINDS)
def test_each_quotes_the_text_numbers_the_choices_and_ends_with_0(
    kind: HeldKind, language: str
) -> None:
    what = of(kind).but(texts=("At five",), base=4)
    said = words(what, language)
    assert '"At five"' in said
    assert said.startswith("* ")
    for place in range(len(what.choices)):
        assert f"{4 + place} = " in said
    assert f"{4 + len(what.choices)} = " not in said
    assert say("choice_drop", language) in said


@pytest.mark.parametrize(
    ("one", "key"),
    [
        (choice(), "choice_send"),
        (choice(None, None), "choice_whom"),
        (choice(do="insist"), "choice_insist"),
        (choice(do="take"), "choice_take"),
        (choice(do="reopen"), "choice_reopen"),
        (choice(do="order", command="/pass #142 Ben"), "choice_order"),
    ],
)
@pytest.mark.parametrize("language", BOTH)
def test_what_each_choice_says(one: Choice, key: str, language: str) -> None:
    expected = say(key, language, d=1, n=142, c="Marie", command=one.command)
    assert expected in words(held(choices=(one,)), language)


@pytest.mark.parametrize("language", BOTH)
def test_how_many_wait_behind(language: str) -> None:
    assert say("q_more", language, count=2) in words(held(), language, behind=2)
    assert say("q_more", language, count=1) not in words(held(), language)


def test_names_give_way_before_a_second_segment_is_used() -> None:
    name = "Marie-Antoinette de la Roche"
    few = words(held(choices=(choice(name=name),)), "fr")
    assert "Marie-Antoinette de" in few
    many = words(of("unseen", name, name).but(choices=(choice(name=name),) * 3), "fr")
    assert "Marie-Anto #142" in many
    assert "Marie-Antoi" not in many


def test_a_customer_without_a_name_has_a_word_in_its_place() -> None:
    said = words(held(choices=(choice(name=None), choice(143, name="☂"))))
    assert f"1 = {say('customer', 'en')} #142" in said
    assert f"2 = {say('customer', 'en')} #143" in said


def test_a_name_with_a_number_in_it_cannot_pass_for_a_thread() -> None:
    assert "#151" not in words(held(choices=(choice(name="#151 Ana"),)))


@pytest.mark.parametrize("language", BOTH)
def test_a_closed_one_says_the_day_and_a_late_one_the_time(language: str) -> None:
    agent = anna(language=language)
    closed, late = of("closed"), of("late")
    assert say("today", language) in questions.words(closed, 0, agent, desk(), NOW)
    clock = say("clock_hour", language, hour=9, minute="00")
    assert clock in questions.words(late, 0, agent, desk(), NOW)


@pytest.mark.parametrize("language", BOTH)
def test_that_it_expired_quotes_it(language: str) -> None:
    said = questions.expired(held(), anna(language=language))
    assert said == say("expired", language, q="At five")
    assert size(said).segments == 1
