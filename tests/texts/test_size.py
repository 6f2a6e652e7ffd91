"""What a text costs, against an independent implementation."""

import smsutil
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.texts import size
from chalicelib.texts.gsm import _BASIC, _EXTENDED

GSM = sorted(_BASIC | _EXTENDED)
gsm_texts = st.text(st.sampled_from(GSM), min_size=1, max_size=500)
extended_texts = st.text(st.sampled_from("a^{}€"), min_size=140, max_size=500)
any_texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=300)


@given(st.one_of(gsm_texts, extended_texts, any_texts))
def test_agrees_with_smsutil(text: str) -> None:
    expected = smsutil.split(text)
    gsm = expected.encoding == "gsm0338"
    got = size(text)
    assert got.encoding == ("GSM-7" if gsm else "UCS-2")
    assert got.units == expected.total_bytes // (1 if gsm else 2)
    assert got.segments == len(expected.parts)


def test_the_edges() -> None:
    assert size("") == ("GSM-7", 0, 0)
    assert size("é" * 160) == ("GSM-7", 160, 1)
    assert size("é" * 161) == ("GSM-7", 161, 2)
    assert size("ê" * 70) == ("UCS-2", 70, 1)
    assert size("ê" * 71) == ("UCS-2", 71, 2)
    assert size("€" * 80) == ("GSM-7", 160, 1)
    assert size("\N{WAVING HAND SIGN}" * 35) == ("UCS-2", 70, 1)


def test_a_character_of_two_units_is_never_split() -> None:
    assert size("a" * 152 + "€" + "a" * 152).segments == 3  # 306 units, yet not 2 * 153
    assert size("a" * 151 + "€" + "a" * 153).segments == 2
