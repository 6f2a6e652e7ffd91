"""The app's routes as providers call them."""

from collections.abc import Iterator

import pytest

from ..support.desk import Driver
from ..support.stage import Stage


@pytest.fixture
def desk(aws: Stage) -> Iterator[Driver]:
    """Two agents, four relay numbers, one inbox."""
    with Driver(aws) as driver:
        yield driver
