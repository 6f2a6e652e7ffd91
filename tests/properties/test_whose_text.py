"""Random stories of customers and agents on late phones: no text goes where it was not meant to.

Each story is checked at every step for all the promises in `book.py`, `fate.py` and `audit.py`. One
that breaks a promise is made as short as it gets, and told in the failure's notes.

`GUICHET_STEPS` is how many random steps are played in all, on every desk as many: 60,000 unless it
says otherwise, about half a minute. A million, for a night or before a release:

    GUICHET_STEPS=1000000 python -m pytest tests/properties/test_whose_text.py
"""

import os
from collections import Counter
from functools import cache

import pytest
from hypothesis import given, note
from hypothesis import strategies as st

from .broken import Broken
from .shape import Shape
from .story import NAMES, Step, run, soak

STEPS = int(os.environ.get("GUICHET_STEPS") or 60_000)
LENGTH = 150

SHAPES = {
    "two numbers, three customers": Shape(customers=3),
    "one number for all": Shape(relays=1),
    "the business number is the relay number": Shape(relays=1, one_number=True),
    "two inboxes": Shape(relays=1, inboxes=2),
    "three numbers": Shape(customers=3, relays=3),
    "four numbers, and one for the desk": Shape(customers=3, relays=4, service=True),
    "seven agents": Shape(agents=7, customers=3),
    "mostly WhatsApp": Shape(customers=3, whatsapp=3),
    "what fails goes by another channel": Shape(customers=3, whatsapp=2, fallback=True),
}

A_STEP = st.tuples(st.sampled_from(NAMES), *(st.integers(0, 999) for _ in range(3)))

HAPPEN = (
    *("opened", "joined", "reopened", "announced", "given_back", "caught_up", "told_gone"),
    *("held", "asked", "silenced", "reaction", "automatic", "empty", "aside", "later"),
    *("answered by digit", "answered by name", "answered by number", "sent: again"),
    *("sent: words", "sent: numbered", "sent: quote", "sent: bare", "sent: digit"),
    *("resolved", "taken", "undone", "released", "passed", "handed_over", "snoozed", "reminded"),
    *("noted", "named", "away_on", "away_on_offered", "offered", "returned"),
    *("duplicate", "conflict", "dropped", "unshown", "put_back"),
    *("status sent", "status delivered", "status failed", "status read", "status again"),
    *("status out of order", "status first", "unsure", "fetched"),
    *("waits: words", "waits: numbered", "left later", "rerouted", "not_needed", "via"),
    "by another channel",
)
"""What must have happened in the stories, or they prove nothing."""


@cache
def played(name: str) -> tuple[Counter[str], int]:
    """The stories of one desk, once: what happened, and in how many steps."""
    stories = -(-STEPS // (LENGTH * len(SHAPES)))
    return soak(SHAPES[name], stories, LENGTH)


@pytest.mark.parametrize("name", SHAPES)
def test_no_story_breaks_a_promise(name: str) -> None:
    played(name)


def test_the_stories_are_long_and_varied_enough() -> None:
    counts, steps = Counter[str](), 0
    for name in SHAPES:
        happened, length = played(name)
        counts += happened
        steps += length
    assert steps >= STEPS
    if STEPS >= 50_000:
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
