"""Stories: lists of steps, drawn at random, played, and, where a promise breaks, made short."""

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from . import audit, machines, passing, people, reports
from .broken import Broken
from .shape import Shape
from .world import World

Step = tuple[str, int, int, int]
"""A name and three numbers, which choose among what there is at that moment: so any list of steps
is a story, and so is what is left of it when some are taken out."""

ACTS = {
    "customer": people.customer,
    "agent": people.agent,
    "prompt": people.prompt,
    "drive": people.drive,
    "look": machines.look,
    "drain": machines.drain,
    "claim": machines.claim,
    "hand": machines.hand,
    "arrive": passing.arrive,
    "wait": passing.wait,
    "commit": machines.commit,
    "again": machines.again,
    "report": reports.report,
    "fetch": reports.fetch,
}

WEIGHTS = {
    "customer": 20,
    "look": 14,
    "drain": 12,
    "claim": 7,
    "hand": 9,
    "agent": 26,
    "prompt": 14,
    "drive": 2,
    "arrive": 4,
    "wait": 9,
    "commit": 6,
    "again": 3,
}
STORMY = WEIGHTS | {"report": 7, "fetch": 1}
"""The same, while the provider also tells what became of texts, in whatever order."""

NAMES = tuple(STORMY)


def draw(seed: int, length: int, weights: Mapping[str, int] = WEIGHTS) -> list[Step]:
    """The story with this seed."""
    chance = random.Random(seed)
    names = chance.choices(tuple(weights), weights=tuple(weights.values()), k=length)
    return [(name, *(chance.randrange(1000) for _ in range(3))) for name in names]  # type: ignore[misc]


def run(shape: Shape, steps: Sequence[Step]) -> World:
    """Plays a story to its end. Raises `Broken`, with the story so far in its notes."""
    world = World(shape)
    try:
        for step in steps:
            ACTS[step[0]](world, *step[1:])
        passing.rest(world)
        audit.at_rest(world.book)
    except Exception as error:
        error.add_note("\n".join(world.story))
        raise
    return world


@dataclass
class Finding:
    """A story that breaks a promise, as short as it gets."""

    broken: Broken
    steps: list[Step]


def breaks(shape: Shape, steps: Sequence[Step], promise: str | None = None) -> Broken | None:
    """The promise that a story breaks."""
    try:
        run(shape, steps)
    except Broken as broken:
        return broken if promise in (None, broken.promise) else None
    return None


def shorten(shape: Shape, steps: Sequence[Step], promise: str) -> Finding:
    """Takes steps out for as long as the same promise still breaks."""
    kept, size = list(steps), max(1, len(steps) // 2)
    found = breaks(shape, kept, promise)
    while size:
        start = 0
        while start < len(kept):
            fewer = kept[:start] + kept[start + size :]
            if again := breaks(shape, fewer, promise):
                kept, found = fewer, again
            else:
                start += size
        size //= 2
    assert found is not None, "a story that breaks nothing cannot be made shorter"
    return Finding(found, kept)


def find(shape: Shape, promise: str, stories: int, length: int = 120) -> Finding | None:
    """The first story found that breaks `promise`, made short."""
    for seed in range(stories):
        steps = draw(seed, length)
        if breaks(shape, steps, promise):
            return shorten(shape, steps, promise)
    return None


def soak(shape: Shape, stories: int, length: int, first: int = 0) -> tuple[Counter[str], int]:
    """Plays `stories` stories of `length` steps; what happened, counted, and how many steps."""
    counts: Counter[str] = Counter()
    for seed in range(first, first + stories):
        steps = draw(seed, length, STORMY)
        try:
            counts += run(shape, steps).book.counts
        except Broken as broken:
            finding = shorten(shape, steps, broken.promise)
            raise finding.broken from None
    return counts, stories * length
