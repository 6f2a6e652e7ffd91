"""Ten thousand short stories on all the desks of `test_whose_text.py`, from seeds of their own.

The long ones there go deep; these begin anew each time, and come to rest each time, so that what
goes wrong at the beginning or at the end of a story has as many chances. `GUICHET_PURE_RUNS` is how
many are played (10,000), `GUICHET_PURE_SEED` the first seed (1,000,000).
"""

import os
from collections import Counter

import pytest

from ..support.figures import Figures
from .story import soak
from .test_whose_text import SHAPES

RUNS = int(os.environ.get("GUICHET_PURE_RUNS", "10000"))
FIRST = int(os.environ.get("GUICHET_PURE_SEED", "1000000"))
LENGTH = 30

pytestmark = pytest.mark.slow

FAULTS = (
    *("duplicate", "conflict", "unshown", "put_back", "fetched", "unsure", "returned"),
    *("status sent", "status delivered", "status read", "status failed", "status again"),
    *("status out of order", "status first", "settled_elsewhere"),
)
"""What must have gone wrong in them, or they prove nothing."""


@pytest.fixture(scope="module")
def happened() -> Counter[str]:
    return Counter()


@pytest.mark.parametrize("name", SHAPES)
def test_no_short_story_breaks_a_promise(
    request: pytest.FixtureRequest, happened: Counter[str], name: str
) -> None:
    stories = -(-RUNS // len(SHAPES))
    first = FIRST + stories * list(SHAPES).index(name)
    counts, steps = soak(SHAPES[name], stories, LENGTH, first)
    happened += counts
    happened["runs"] += stories
    faults = {fault.replace(" ", "_"): counts[fault] for fault in FAULTS}
    told = {"texts": counts["sent"], "replies": counts["replies"], "lost": counts["lost"]}
    Figures(request.node).add(runs=stories, steps=steps, **told, **faults)


def test_the_short_stories_had_everything_in_them(happened: Counter[str]) -> None:
    if RUNS < 10_000 or len(happened) == 0:
        pytest.skip("too few stories to say")
    assert happened["runs"] >= RUNS
    assert happened["lost"] < happened["joined"] // 1000
    assert [fault for fault in FAULTS if not happened[fault]] == []
