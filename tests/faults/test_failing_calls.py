"""Each call of AWS failing in each way that it can; and everybody woken twice in between."""

import pytest

from ..support.figures import Figures
from . import points
from .aws import Call
from .places import Places
from .points import Point, Ready
from .scenes import SCENES

pytestmark = pytest.mark.slow

STORM = 60
"""So many transactions in a row meet others: more than anybody has the patience for."""


def _holds(desks: Places, figures: Figures, scene: Ready, point: Point, times: int = 1) -> None:
    found, faults, story = points.play(desks, scene, point, times)
    figures.add(points=1, faults=faults, **found.counts)
    assert not found.wrong, "\n".join([*story, *found.wrong])


@pytest.mark.parametrize("name", SCENES)
def test_a_call_that_fails_loses_and_repeats_nothing(
    desks: Places, figures: Figures, name: str
) -> None:
    scene = points.ready(desks, SCENES[name])
    for point in points.failures(scene.calls):
        _holds(desks, figures, scene, point)


@pytest.mark.parametrize("name", SCENES)
def test_whoever_is_woken_twice_at_once_loses_and_repeats_nothing(
    desks: Places, figures: Figures, name: str
) -> None:
    scene = points.ready(desks, SCENES[name])
    for point in points.between(scene.calls):
        _holds(desks, figures, scene, point)


@pytest.mark.parametrize("name", SCENES)
@pytest.mark.parametrize(
    ("what", "fate"),
    [
        ("TransactWriteItems", "conflict"),
        ("TransactWriteItems", "throttled"),
        ("GetItem", "throttled"),
        ("Query", "cut before"),
        ("SendMessageBatch", "cut before"),
        ("SendMessageBatch", "refused"),
    ],
)
def test_a_storm_from_the_first_call_on(
    desks: Places, figures: Figures, name: str, what: str, fate: str
) -> None:
    scene = points.ready(desks, SCENES[name])
    first = next((call for call in scene.calls if call.what == what), None)
    if first is not None:
        _holds(desks, figures, scene, Point(Call(*first), fate), STORM)
