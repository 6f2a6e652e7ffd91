"""Long texts in numbered parts: in order, between words, nothing lost."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.texts import split
from chalicelib.texts.typography import _continues, _shows

ACUTE, ZWJ, ZWSP, NBSP = "\u0301", "\u200d", "\u200b", "\u00a0"
FAMILY = f"👩{ZWJ}👩{ZWJ}👧"
CHARACTERS = [f"e{ACUTE}", FAMILY, "👍🏽", "❤\ufe0f", "🇨🇦", "1\ufe0f\u20e3", "\u1112\u1161\u11ab"]
SCOTLAND = "🏴" + "".join(chr(0xE0000 + ord(letter)) for letter in "gbsct") + "\U000e007f"

characters = st.sampled_from([*"abcé.(1/)", *CHARACTERS])
words = st.lists(characters, min_size=1, max_size=12).map("".join)
gaps = st.sampled_from([" ", " ", "  ", "\n", "\r\n", " \t ", NBSP])
prose = st.lists(st.tuples(words, gaps), max_size=80).map(
    lambda pairs: "".join(word + gap for word, gap in pairs)
)
odd_texts = st.text(
    st.sampled_from(
        [*"ab ", ACUTE, ZWJ, ZWSP, NBSP, "\n", "\ufe0f", "🇨", "🎈", "\ud83d", "\ude00"]
    ),
    max_size=300,
)
any_texts = st.text(max_size=200)
texts = st.one_of(prose, odd_texts, any_texts)
limits = st.integers(min_value=20, max_value=200)


def unnumbered(parts: tuple[str, ...]) -> list[str]:
    """The parts without their numbers, which are checked."""
    if len(parts) <= 1:
        return list(parts)
    bare = []
    for n, part in enumerate(parts, 1):
        number = f"({n}/{len(parts)}) "
        assert part.startswith(number)
        bare.append(part.removeprefix(number))
    return bare


def shown(text: str) -> str:
    return "".join(filter(_shows, text))


@pytest.mark.parametrize("text", ["", " ", "Hi", "  Hi\n", "x" * 20, ZWSP])
def test_within_the_limit_alone_and_untouched(text: str) -> None:
    assert split(text, 20) == (text,)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("one two three four five", ("(1/2) one two three", "(2/2) four five")),
        ("one two four thr  \n five", ("(1/2) one two four", "(2/2) thr  \n five")),
        ("one two fourt  \n  three", ("(1/2) one two fourt", "(2/2) three")),
        ("a" * 25, ("(1/2) " + "a" * 14, "(2/2) " + "a" * 11)),
        ("hi " + "a" * 20, ("(1/3) hi", "(2/3) " + "a" * 14, "(3/3) " + "a" * 6)),
        (f"one two{NBSP}four five six", (f"(1/2) one two{NBSP}four", "(2/2) five six")),
        (f"one two fourt{NBSP}! and a", ("(1/2) one two", f"(2/2) fourt{NBSP}! and a")),
        (f"aaaaaaaaaa{NBSP}bbbbbbbbbb", ("(1/2) aaaaaaaaaa", "(2/2) bbbbbbbbbb")),
        ("  Hi, all of it is here  ", ("(1/2) Hi, all of it", "(2/2) is here")),
        ("Hi, it fits then      ", ("Hi, it fits then",)),
        ("Hi" + ZWSP * 30, ("Hi" + ZWSP * 12,)),
        (f"Hello {ZWSP * 40} you", ("(1/2) Hello", "(2/2) you")),
        (" " * 50, ()),
        (ZWSP * 50, ()),
    ],
)
def test_longer_than_twenty(text: str, parts: tuple[str, ...]) -> None:
    assert split(text, 20) == parts
    assert all(len(part) <= 20 for part in parts)


@pytest.mark.parametrize("character", [*CHARACTERS, SCOTLAND])
@pytest.mark.parametrize("before", range(14))
def test_a_character_of_several_code_points_stays_whole(character: str, before: int) -> None:
    text = "x" * before + character * 20
    for part in unnumbered(split(text, 20)):
        assert re.fullmatch(f"x*(?:{re.escape(character)})*", part)


def test_a_character_that_no_part_holds_is_cut_all_the_same() -> None:
    parts = split(f"a{ZWJ}" * 20, 20)
    assert "".join(unnumbered(parts)) == f"a{ZWJ}" * 20


def test_halves_of_a_surrogate_pair_stay_together() -> None:
    parts = unnumbered(split("x" + "\ud83d\ude00" * 20, 20))
    assert all(not part.startswith("\ude00") for part in parts)


@pytest.mark.parametrize(("length", "count"), [(9 * 94, 9), (9 * 94 + 1, 10), (99 * 92, 99)])
def test_wider_numbers_take_room_from_the_text(length: int, count: int) -> None:
    parts = split("x" * length, 100)
    assert len(parts) == count
    assert max(map(len, parts)) <= 100
    assert sum(map(len, unnumbered(parts))) == length


def test_more_than_ninety_nine_parts() -> None:
    parts = split("word " * 1000, 20)
    assert parts[0] == "(1/500) word word"
    assert parts[-1] == "(500/500) word word"
    assert " ".join(unnumbered(parts)).split() == ["word"] * 1000


@pytest.mark.parametrize("limit", [0, 1, 6, 7])
def test_no_room_for_the_numbers(limit: int) -> None:
    with pytest.raises(ValueError, match="numbered parts"):
        split("x" * 1000, limit)


@given(texts, limits)
def test_every_part_fits_and_shows_something(text: str, limit: int) -> None:
    parts = split(text, limit)
    assert all(len(part) <= limit for part in parts)
    if len(text) > limit:
        assert all(_shows(part) for part in unnumbered(parts))
    else:
        assert parts == (text,)


@given(texts, limits)
def test_nothing_that_shows_is_lost(text: str, limit: int) -> None:
    assert shown("".join(unnumbered(split(text, limit)))) == shown(text)


@given(prose, limits)
def test_only_white_space_at_the_cuts_goes(text: str, limit: int) -> None:
    place = 0
    for part in unnumbered(split(text, limit)):
        found = text.index(part, place)
        assert not text[place:found].strip()
        place = found + len(part)
    assert not text[place:].strip()


@given(st.lists(st.text("abc", min_size=1, max_size=12), max_size=80), limits)
def test_words_that_fit_are_never_cut(given_words: list[str], limit: int) -> None:
    parts = unnumbered(split(" ".join(given_words), limit))
    assert " ".join(parts).split(" ") == (given_words or [""])


@given(prose, limits)
def test_no_part_begins_inside_a_character(text: str, limit: int) -> None:
    place = 0
    for part in unnumbered(split(text, limit)):
        place = text.index(part, place)
        assert not _continues(text, place)
        place += len(part)
