"""The stand-ins of those whom a provider asks."""

from collections.abc import Iterator

import pytest

from tests.providers.hostile import Host, host
from tests.providers.standin import Twilio, running


@pytest.fixture
def twilio() -> Iterator[Twilio]:
    """Twilio's REST interface, which answers as the test says."""
    with running() as stand_in:
        yield stand_in


@pytest.fixture
def elsewhere() -> Iterator[Host]:
    """A host that nobody is to be led to."""
    with host() as made:
        yield made
