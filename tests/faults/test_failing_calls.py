"""Calls of AWS failing in each way that they can; and everybody woken twice in between.

See `points.py` for what is played; `benchmarks/faults.py points` plays all of it.
"""

import pytest

from ..support.figures import Figures
from . import points
from .places import Places
from .points import Point, Ready
from .scenes import SCENES

pytestmark = pytest.mark.slow


def _holds(desks: Places, figures: Figures, scene: Ready, point: Point, times: int = 1) -> None:
    found, faults, story, texts = points.play(desks, scene, point, times)
    figures.add(points=1, texts=texts, faults=faults, **found.counts)
    assert not found.wrong, "\n".join([*story, *found.wrong])


@pytest.mark.parametrize("name", SCENES)
def test_a_call_that_fails_loses_and_repeats_nothing(
    desks: Places, figures: Figures, name: str
) -> None:
    scene = points.ready(desks, SCENES, name)
    for point in points.failures(scene):
        _holds(desks, figures, scene, point)


@pytest.mark.parametrize("name", SCENES)
def test_whoever_is_woken_twice_at_once_loses_and_repeats_nothing(
    desks: Places, figures: Figures, name: str
) -> None:
    scene = points.ready(desks, SCENES, name)
    for point in points.between(scene):
        _holds(desks, figures, scene, point)


@pytest.mark.parametrize(("turn", "name"), list(enumerate(SCENES)))
def test_a_storm_from_the_first_call_on(
    desks: Places, figures: Figures, turn: int, name: str
) -> None:
    scene = points.ready(desks, SCENES, name)
    for point in points.storms(scene, turn):
        _holds(desks, figures, scene, point, points.STORM)
