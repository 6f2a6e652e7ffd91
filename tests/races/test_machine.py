"""Stories at random through the real routes, in which much happens at the same moment.

Seeded, and yet no two runs are alike: which of several processes is first is the engine's doing.
`GUICHET_RACE_STORIES` says how many are played (5), from the seed `GUICHET_RACE_SEED` on (1).
"""

import os
from collections import Counter
from collections.abc import Callable

import pytest

from ..support.desk import Driver
from .clocks import Clocked
from .story import Story

STORIES = int(os.environ.get("GUICHET_RACE_STORIES", "5"))
FIRST = int(os.environ.get("GUICHET_RACE_SEED", "1"))
BURSTS = 30

pytestmark = pytest.mark.engine


@pytest.fixture(scope="module")
def counts() -> Counter[str]:
    return Counter()


@pytest.mark.parametrize("seed", range(FIRST, FIRST + STORIES))
def test_whatever_happens_at_once_every_promise_is_kept(
    begin: Callable[[str], Driver], processes: Clocked, counts: Counter[str], seed: int
) -> None:
    story = Story(begin, processes, seed)
    try:
        for _ in range(BURSTS):
            story.burst()
            story.counted()
            story.pause()
        story.rest()
        story.counted()
        story.check()
    except AssertionError as error:
        raise AssertionError("\n".join((*story.whole(), str(error)))) from error
    counts["written"] += len(story.people.wrote)
    counts["answered"] += len(story.people.answered)
    counts["lost"] += story.lost
    counts["sent"] += len(story.delivered())
    counts["asked"] += len(story.people.asked)


@pytest.mark.skipif(STORIES < 5, reason="too few stories to say")
def test_the_stories_had_much_in_them(counts: Counter[str]) -> None:
    """Or the machine would prove nothing."""
    assert counts["sent"] > 5 * STORIES, counts
    assert counts["answered"] > STORIES, counts
    # A text whose thread changed hands twice, all within the second that it takes to leave. How
    # often that comes about is the engine's doing: one story in a hundred, never one in three.
    assert counts["lost"] <= max(5, counts["asked"] / 10), counts
