"""Smart typography in what people write: plain where nothing is lost, else word for word."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from chalicelib.texts import plain_typography, size
from chalicelib.texts.gsm import _BASIC, _EXTENDED
from chalicelib.texts.typography import _PLAIN

SMART = sorted(map(chr, _PLAIN)) + list("«»‹›")
ZWJ, SELECTOR, NARROW, NBSP, THIN = "\u200d", "\ufe0f", "\u202f", "\u00a0", "\u2009"

smart_texts = st.text(st.sampled_from([*SMART, *"aé€ 1?\n", "«", "»", "…"]), max_size=250)
costly_texts = st.text(st.sampled_from("……………€^—a"), max_size=250)
any_texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=100)
mixed_texts = st.text(
    st.sampled_from([*SMART, *sorted(_BASIC | _EXTENDED), *"œêΩ🎈ن", ZWJ, SELECTOR]), max_size=100
)
texts = st.one_of(smart_texts, costly_texts, any_texts, mixed_texts)


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("It’s ready", "It's ready"),
        ("‘Yes’, she said, “now”", "'Yes', she said, \"now\""),
        ("‚so‘ und „so“, ‛so’ ‟so”", "'so' und \"so\", 'so' \"so\""),
        ("a board of 5′10″", "a board of 5'10\""),
        ("9:00–17:00 — every day", "9:00-17:00 - every day"),
        (
            "514\u2011555\u20110100, \u22125 today, \u2012 \u2015 \u2010",
            "514-555-0100, -5 today, - - -",
        ),
        ("Well… maybe", "Well... maybe"),
        (f"C’est prêt{NARROW}?".replace("ê", "é"), "C'est prét ?"),
        (f"10{NARROW}000{NBSP}$, 5{THIN}kg, \u20071", "10 000 $, 5 kg,  1"),
        ("5\u2002km\u2003a\u200ab", "5 km a b"),
        ("on\u200be tw\u2060o\ufeff thr\u00adee", "one two three"),
        ("call \u202d+1 514 555-0100\u202c or \u200eme\u200f", "call +1 514 555-0100 or me"),
        ("\u2068Ana\u2069 and \u2066Bo\u2069 and \u202aCy\u202c", "Ana and Bo and Cy"),
    ],
)
def test_made_plain(written: str, plain: str) -> None:
    assert plain_typography(written) == plain


@pytest.mark.parametrize("space", ["", " ", NBSP, NARROW, THIN])
def test_the_space_inside_guillemets_goes(space: str) -> None:
    assert plain_typography(f"Il dit «{space}oui{space}» !") == 'Il dit "oui" !'
    assert plain_typography(f"Il dit ‹{space}oui{space}›.") == "Il dit 'oui'."


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("« Il a dit « oui » hier », dit-elle", '"Il a dit "oui" hier", dit-elle'),
        ("l’« ami » de « Léo »".replace("é", "e"), 'l\'"ami" de "Leo"'),
        ("« il a lu ‹ ceci › »", "\"il a lu 'ceci'\""),
        ("er sagte »ja« und »nein« dazu", 'er sagte "ja" und "nein" dazu'),
        ("« »", '""'),
    ],
)
def test_guillemets_in_pairs(written: str, plain: str) -> None:
    assert plain_typography(written) == plain


@pytest.mark.parametrize(
    "written",
    [
        "",
        "Plain already, 'so' \"so\" - ... à 5 €",
        "C’est prêt",  # ê is UCS-2 whatever the quote is
        "Ma sœur n’est pas là…",
        "It’s ready 🎈",
        f"“us” 👩{ZWJ}👧",
        f"it’s a heart ❤{SELECTOR}",
        f"it’s one 1{SELECTOR}\u20e3",
        f"co{ZWJ}op’s",  # a joiner by itself
        "c\u02bcest",  # a modifier letter is a letter
        "it’s \u202eback\u202c to front",
        "it’s été".replace("é", "e\u0301"),
        "Menu » Réglages » Wi-Fi",  # arrows
        "« et la suite",
        "a « b",
        "\u200b",  # nothing would be left
        f"\u200e{NBSP}",
    ],
)
def test_left_word_for_word(written: str) -> None:
    assert plain_typography(written) == written


def test_a_text_full_of_ellipses_would_cost_more_and_stays() -> None:
    assert size("…" * 70).segments == 1
    assert size("..." * 70).segments == 2
    assert plain_typography("…" * 70) == "…" * 70
    assert plain_typography("…" * 53) == "..." * 53


def test_one_curly_quote_no_longer_doubles_the_cost() -> None:
    written = "I’ll be there in ten minutes with the parts, please leave the door open for me"
    assert size(written).segments == 2
    assert size(plain_typography(written)).segments == 1


@given(texts)
@example("…" * 70)
@example("…" * 51 + "€" * 19)
def test_never_costs_more(text: str) -> None:
    assert size(plain_typography(text)).segments <= size(text).segments


@given(texts)
def test_all_or_nothing(text: str) -> None:
    plain = plain_typography(text)
    assert plain == text or size(plain).encoding == "GSM-7"
    assert plain_typography(plain) == plain


@given(texts)
def test_only_typography_changes(text: str) -> None:
    def kept(one: str) -> str:
        return "".join(char for char in one if char not in SMART and char not in "'\"-. ")

    assert kept(plain_typography(text)) == kept(text)


@given(st.text(st.sampled_from("’“”–— ab\u202f\u2011é?"), max_size=160))
def test_ordinary_typography_always_becomes_plain(text: str) -> None:
    assert not text.strip() or size(plain_typography(text)).encoding == "GSM-7"
