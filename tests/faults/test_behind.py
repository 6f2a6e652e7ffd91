"""The index of who waits is behind the table, as DynamoDB's may be: at one look, or for long."""

import pytest

from ..support.figures import Figures
from . import points
from .places import Places
from .scenes import SCENES
from .trying import try_each

pytestmark = pytest.mark.slow

LINES = [name for name, scene in SCENES.items() if scene.routing == "next"]


@pytest.mark.parametrize("times", [1, points.STORM])
@pytest.mark.parametrize("name", LINES)
def test_nobody_is_given_twice_and_nobody_is_forgotten(
    desks: Places, figures: Figures, name: str, times: int
) -> None:
    def chosen(scene: points.Ready) -> list[points.Point]:
        return list(points.behind(scene))[: None if times == 1 else 1]

    try_each(desks, figures, name, chosen, times=times)
