"""The scripted stand-in, for whoever asks Twilio."""

from collections.abc import Iterator

import pytest

from tests.providers.standin import Twilio, running


@pytest.fixture
def twilio() -> Iterator[Twilio]:
    """Twilio's REST interface, which answers as the test says."""
    with running() as stand_in:
        yield stand_in
