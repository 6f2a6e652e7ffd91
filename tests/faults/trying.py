"""A scene, played with each of some points in it."""

from collections.abc import Callable, Iterable

from ..support.figures import Figures
from . import points
from .places import Places
from .points import Point, Ready
from .scenes import SCENES


def try_each(
    desks: Places,
    figures: Figures,
    name: str,
    choose: Callable[[Ready], Iterable[Point]],
    *,
    times: int = 1,
    counted: str = "faults",
) -> None:
    """Plays the scene of that name with each point that is chosen: no promise may be broken."""
    scene = points.ready(desks, SCENES, name)
    for point in choose(scene):
        found, faults, story, texts = points.play(desks, scene, point, times)
        figures.add(points=1, texts=texts, **{counted: faults}, **found.counts)
        assert not found.wrong, "\n".join([*story, *found.wrong])
