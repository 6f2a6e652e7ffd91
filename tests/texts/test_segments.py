"""What each text of the desk's own costs: one segment with ordinary names, two with the longest."""

import re

import pytest

from chalicelib.texts import languages, sentences, size
from tests.texts.segments import (
    ITEMS,
    LONG,
    ORDINARY,
    People,
    all_pages,
    composed,
    filled,
    table,
    texts,
)

LANGUAGES = sorted(languages())

TWO = re.compile(r"/mine|/queue|/agents|/hist|welcome(_many|, [24] numbers)$|question unseen, 3$")
"""What takes two segments with ordinary names: lists by their nature, and a question among three
customers of whom one never showed."""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", sorted(sentences("en")))
def test_each_text_is_one_segment_and_two_with_the_longest_names(key: str, language: str) -> None:
    got = size(filled(key, language, ORDINARY))
    assert got.encoding == "GSM-7"
    assert got.segments <= (2 if TWO.match(key) else 1)
    long = size(filled(key, language, LONG))
    assert long.encoding == "GSM-7"
    assert long.segments <= 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_so_is_what_the_rules_make_of_several(language: str) -> None:
    for name, text in composed(language, ORDINARY):
        got = size(text)
        assert got.encoding == "GSM-7", name
        assert got.segments <= (2 if TWO.match(name) else 1), (name, text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_and_two_with_the_longest_names(language: str) -> None:
    for name, text in composed(language, LONG):
        got = size(text)
        assert got.encoding == "GSM-7", name
        assert got.segments <= 2, (name, text)


@pytest.mark.parametrize("people", [ORDINARY, LONG], ids=["ordinary", "long"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_of_every_list_fits_two_segments_and_nothing_is_missed(
    language: str, people: People
) -> None:
    for name, pages in all_pages(language, people).items():
        for page in pages:
            assert size(page).segments <= 2, (name, page)
            assert size(page).encoding == "GSM-7"
        text = "\n".join(pages)
        if name in ("mine", "queue"):
            assert all(f"#{people.numbers[0] + i} " in text for i in range(ITEMS)), name
        last = pages[-1]
        assert not re.search(r"\+\d+ ?: ?/", last)
        for n, page in enumerate(pages[:-1]):
            assert re.search(r"\+\d+ ?: ?/(more|suite)$", page), (name, n)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_choice_stays_readable_however_long_the_names(language: str) -> None:
    """The number of every thread that can be chosen stands in the question."""
    for name, text in composed(language, LONG):
        if found := re.match(r"question (?:which|unseen|no_such|late), (\d)", name):
            for number in LONG.numbers[: int(found[1])]:
                assert f"#{number}" in text, (name, text)


def test_the_table_has_every_text() -> None:
    names = {
        name for p in (ORDINARY, LONG) for language in LANGUAGES for name in texts(language, p)
    }
    assert len(list(table())) == 2 + len(names)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_desk_speaks_with_a_star_and_a_customers_text_has_its_number(language: str) -> None:
    for name, text in composed(language, ORDINARY):
        assert text.startswith(("* ", "#142 ")), (name, text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_tags_stand_whole_in_the_lists(language: str) -> None:
    pages = all_pages(language, ORDINARY)
    for name in ("mine", "queue"):
        whole = r"#142 Benjamin (\([^)]*\) )?\(urgent, devis\)"
        assert re.search(whole, "\n".join(pages[name]))
