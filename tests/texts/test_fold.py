"""Names folded to GSM-7, quotes cut at a word, lists of as many items as fit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.texts import clip, fit, fold, quote, size


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("Benoît", "Benoit"),
        ("Hélène Œuvrard", "Hélène OEuvrard"),
        ("sœur", "soeur"),
        ("François", "Francois"),
        ("Łukasz Żółć", "Lukasz Zolc"),
        ("O’Brien – “Bob”…", 'O\'Brien - "Bob"...'),
        ("a\u00a0b\u202fc\r\n\td\x07", "a b c d"),
        ("e\u0301te\u0301", "été"),
        ("Zero\u200bwidth", "Zerowidth"),
        ("Anna 🎈", "Anna"),
        ("王", ""),
        ("ÀÉÇ", "AÉÇ"),
    ],
)
def test_fold(name: str, folded: str) -> None:
    assert fold(name) == folded


@given(st.text())
def test_folding_gives_one_line_of_gsm_and_is_done_once(name: str) -> None:
    folded = fold(name)
    assert size(folded).encoding == "GSM-7"
    assert not set(folded) & set("\n\r\f\x1b")
    assert fold(folded) == folded


def test_quote() -> None:
    assert quote("On my way") == "On my way"
    assert quote("I will be there at five o'clock sharp") == "I will be there at five..."
    assert quote("Anticonstitutionnellement-et-bien-plus") == "Anticonstitutionnellement-e..."
    assert quote("he said “no”\nthen left") == "he said 'no' then left"
    assert quote("👍") == "..."
    assert quote("") == ""


@given(st.text(max_size=80), st.integers(4, 60))
def test_a_quote_fits_and_quoting_twice_changes_nothing(text: str, limit: int) -> None:
    quoted = quote(text, limit)
    assert size(quoted).units <= limit
    assert quote(quoted, limit) == quoted
    assert '"' not in quoted
    assert clip(quoted, limit) == quoted


def more(count: int) -> str:
    return f"+{count} more"


def test_fit() -> None:
    assert fit("Yours: ", ["#1 Ben", "#2 Ana"], more) == "Yours: #1 Ben, #2 Ana"
    assert fit("Yours: ", [], more) == "Yours: "
    items = [f"#{n} Benjamin" for n in range(101, 140)]
    text = fit("Yours: ", items, more)
    assert size(text).segments == 2
    shown = text.count("#")
    assert text.endswith(f", #{100 + shown} Benjamin, +{39 - shown} more")
    assert fit("Yours: ", ["x" * 400, "b"], more) == f"Yours: {'x' * 400}, +1 more"


@given(st.lists(st.text("ab€é", min_size=1, max_size=60), max_size=30), st.integers(1, 3))
def test_as_many_as_fit(items: list[str], segments: int) -> None:
    text = fit("* ", items, more, segments)
    if text == "* " + ", ".join(items):
        return
    shown = len(items) - int(text.rpartition("+")[2].split()[0])
    if shown == 1 and size("* " + ", ".join([items[0], more(len(items) - 1)])).segments > segments:
        return  # at least one is there, however long it is
    assert size(text).segments <= segments
    one_more = ", ".join([*items[: shown + 1], more(len(items) - shown - 1)])
    assert shown + 1 == len(items) or size("* " + one_more).segments > segments
