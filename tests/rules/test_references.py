"""`#142 on our way`: what is a reference at the start of a text, and what it does."""

import pytest

from chalicelib.models import Line
from chalicelib.rules import addressing
from chalicelib.rules.addressing import LAPSE, Goal, Held, Reference
from tests.support.made import NOW, line, shown

# --- references ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "number", "rest"),
    [
        ("#142 on our way", 142, "on our way"),
        ("  #142 on our way", 142, "on our way"),
        ("# 142 text", 142, "text"),
        ("#142", 142, ""),
        ("#142 ", 142, ""),
        ("#142:", 142, ""),
        ("#142: on our way", 142, "on our way"),
        ("#142, merci", 142, "merci"),
        ("#142on our way", 142, "on our way"),
        ("#142\non our way", 142, "on our way"),
        ("/142 text", 142, "text"),
        ("/ 142 text", 142, "text"),
        ("/#142 text", 142, "text"),
        ("/ #142 text", 142, "text"),
        ("#\u00a0142\u00a0text", 142, "text"),
        ("#101 first", 101, "first"),
        ("#000142 text", 142, "text"),
        ("#999999999 text", 999_999_999, "text"),
        ("#142 #143 text", 142, "#143 text"),
        ("#142 It's  two   spaces\n\nand lines", 142, "It's  two   spaces\n\nand lines"),
        ("#١٤٢ نعم", 142, "نعم"),
        ("#１４２ text", 142, "text"),
    ],
)
def test_references(text: str, number: int, rest: str) -> None:
    assert addressing.reference(text) == Reference(number=number, text=rest)


@pytest.mark.parametrize("mark", ["\u200e", "\u200f", "\u200b", "\ufeff", "\u2068", "\u2060"])
def test_an_invisible_mark_in_front_hides_no_reference(mark: str) -> None:
    found = addressing.reference(f"{mark}#142 on our way")
    assert found == Reference(number=142, text="on our way")


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "#",
        "/",
        "# ",
        "2024 was a good year",
        "142 rue Cartier",
        "142",
        "#1 choice!",
        "# 1 choice!",
        "#12 please",
        "#99 bottles",
        "#100 exactly",
        "#099 no",
        "#1000000000 too long",
        "#99999999999999999999999999",
        "/99 text",
        "the #142 please",
        "on our way #142",
        "(#142) text",
        "##142 text",
        "#-142 text",
        "#a142 text",
        "/done 142",
        "//142 text",
        "№142 text",
        "#²³¹ text",
    ],
)
def test_texts_that_are_no_reference(text: str) -> None:
    assert addressing.reference(text) is None


# --- rule 2: a reference -------------------------------------------------------------------------


def by_reference(here: Line, number: int = 142) -> Goal | Held:
    return addressing.by_reference(here, here.entry(number), number, "kx", NOW)


@pytest.mark.parametrize(
    ("here", "is_held"),
    [
        (line(), False),
        (line(shown(142)), False),
        (line(shown(142, pending=False)), False),
        (line(shown(142, relayed=0)), False),
        (line(shown(143)), True),
        (line(shown(143), shown(142, relayed=0)), True),
        (line(shown(143), shown(142, relayed=0, pending=False, wrote=NOW), written=142), False),
        (line(shown(143), shown(142)), False),
        (line(shown(143), shown(142, gone=True)), False),
        (line(shown(143, pending=False)), False),
        (line(shown(143, gone=True, relayed=NOW - LAPSE)), False),
    ],
)
def test_a_reference_to_a_thread_never_relayed_here_is_held_while_there_is_a_candidate(
    here: Line, is_held: bool
) -> None:
    verdict = by_reference(here)
    if is_held:
        assert verdict == Held(why="unseen", options=addressing.candidates(here, NOW))
    else:
        assert verdict == Goal(thread=142, contact="kx", how="reference")
        assert verdict.certain
