"""At every point of a request, a wake-up or a tick: who dies there costs no text and repeats none.

See `points.py` for what is played, and what is the same as what; `benchmarks/faults.py points`
plays all of it.
"""

import pytest

from ..support.figures import Figures
from . import points
from .places import Places
from .scenes import SCENES
from .trying import try_each

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("name", SCENES)
def test_who_dies_at_any_point_loses_and_repeats_nothing(
    desks: Places, figures: Figures, name: str
) -> None:
    try_each(desks, figures, name, points.deaths, counted="deaths")
