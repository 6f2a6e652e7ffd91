"""Fixtures of the faults: places to play on, and what is counted."""

import os
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


# Not in the suite yet: being built, and its length not settled. `GUICHET_FAULTS=1` collects it.
collect_ignore_glob = [] if os.environ.get("GUICHET_FAULTS") else ["test_*.py"]
