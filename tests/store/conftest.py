"""The store's functions, on both emulators."""

from collections.abc import Iterator

import pytest

from chalicelib.store import desk
from tests.support.stage import Stage


@pytest.fixture(params=["moto", pytest.param("ministack", marks=pytest.mark.engine)])
def stage(request: pytest.FixtureRequest) -> Iterator[Stage]:
    """An empty stage, on moto and again on ministack."""
    desk.forget()
    yield request.getfixturevalue("aws" if request.param == "moto" else "ministack_aws")
    desk.forget()
