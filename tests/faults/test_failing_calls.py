"""Calls of AWS failing in each way that they can; and everybody woken twice in between.

See `points.py` for what is played; `benchmarks/faults.py points` plays all of it.
"""

from collections.abc import Iterator

import pytest

from ..support.figures import Figures
from . import points
from .places import Places
from .points import Point, Ready
from .scenes import SCENES
from .trying import try_each

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("name", SCENES)
def test_a_call_that_fails_loses_and_repeats_nothing(
    desks: Places, figures: Figures, name: str
) -> None:
    try_each(desks, figures, name, points.failures)


@pytest.mark.parametrize("name", SCENES)
def test_whoever_is_woken_twice_at_once_loses_and_repeats_nothing(
    desks: Places, figures: Figures, name: str
) -> None:
    try_each(desks, figures, name, points.between)


@pytest.mark.parametrize(("turn", "name"), list(enumerate(SCENES)))
def test_a_storm_from_the_first_call_on(
    desks: Places, figures: Figures, turn: int, name: str
) -> None:
    def chosen(scene: Ready) -> Iterator[Point]:
        return points.storms(scene, turn)

    try_each(desks, figures, name, chosen, times=points.STORM)
