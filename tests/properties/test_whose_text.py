"""Random stories of customers and agents on late phones: no text goes where it was not meant to.

Each story is checked at every step for all the promises in `book.py` and `audit.py`. One that
breaks a promise is made as short as it gets, and told in the failure's notes.
"""

import os

import pytest
from hypothesis import given, note
from hypothesis import strategies as st

from .book import Broken
from .shape import Shape
from .story import NAMES, Step, run, soak

STEPS = int(os.environ.get("GUICHET_STEPS") or 30_000)
"""How many random steps each desk is played for; one takes about 0.15 ms."""

LENGTH = 150

SHAPES = {
    "two numbers, three customers": Shape(customers=3),
    "one number for all": Shape(relays=1),
    "the business number is the relay number": Shape(relays=1, one_number=True),
    "two inboxes": Shape(relays=1, inboxes=2),
    "three numbers": Shape(customers=3, relays=3),
    "seven agents": Shape(agents=7, customers=3),
}

A_STEP = st.tuples(st.sampled_from(NAMES), *(st.integers(0, 999) for _ in range(3)))

HAPPEN = (
    *("opened", "joined", "reopened", "announced", "given_back", "caught_up", "told_gone"),
    *("replies", "held", "reaction", "automatic", "empty", "resolved", "taken", "undone"),
    *("duplicate", "conflict", "dropped"),
)
"""What must have happened in the stories, or they prove nothing."""


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_no_story_breaks_a_promise(shape: Shape) -> None:
    counts, steps = soak(shape, max(1, STEPS // LENGTH), LENGTH)
    assert steps >= min(STEPS, LENGTH)
    if STEPS >= 15_000:
        assert counts["replies"] > steps // 100
        assert counts["lost"] < counts["joined"] // 20
        assert [what for what in HAPPEN if not counts[what]] == []


@given(
    shape=st.sampled_from(list(SHAPES.values())),
    steps=st.lists(A_STEP, min_size=10, max_size=60),
)
def test_no_story_that_hypothesis_finds_breaks_a_promise(shape: Shape, steps: list[Step]) -> None:
    try:
        run(shape, steps)
    except Broken as broken:
        note("\n".join(broken.__notes__))
        raise
