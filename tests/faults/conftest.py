"""Fixtures of the faults: places to play on, and what is counted."""

from collections.abc import Iterator

import pytest

from ..support.figures import Figures
from .places import Places, places


@pytest.fixture(scope="package")
def desks() -> Iterator[Places]:
    """One moto and one REST server for all runs."""
    with places() as made:
        yield made


@pytest.fixture
def figures(request: pytest.FixtureRequest) -> Figures:
    """What this test counts: see `Figures`."""
    return Figures(request.node)
