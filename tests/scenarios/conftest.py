"""Fixtures of the scenarios: `desk` is a workshop with two agents, `open_desk` opens any other."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import time_machine
from moto import mock_aws

from ..support.stage import stage
from .desks import NARROW_ALONE, R1, WORKSHOP
from .doubt import Scene
from .story import Story
from .wire import Wire, serving

TUESDAY = "2026-03-03T10:00:00-05:00"
"""When stories begin, unless they say otherwise: a working morning in Montréal."""

OpenDesk = Callable[..., Story]


@pytest.fixture(scope="package")
def wire() -> Iterator[Wire]:
    """One REST server and one moto for all stories; each has a table and a queue of its own."""
    with mock_aws(), serving() as made:
        yield made


@pytest.fixture
def open_desk(
    wire: Wire, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., Story]]:
    """`open_desk(toml, at=TUESDAY)` applies a desk.toml and begins a story."""
    with ExitStack() as stack:

        def open_one(toml: str = WORKSHOP, at: str = TUESDAY) -> Story:
            traveller = stack.enter_context(time_machine.travel(at, tick=False))
            stack.enter_context(stage())
            monkeypatch.setenv("TWILIO_API_URL", wire.url)
            story = Story(traveller, wire, tmp_path, toml)
            stack.callback(story.close)
            return story

        yield open_one


@pytest.fixture
def desk(open_desk: OpenDesk) -> Story:
    """The workshop: Ana and Ben answer, on four relay numbers."""
    return open_desk()


@pytest.fixture
def two(open_desk: OpenDesk) -> Scene:
    return Scene(open_desk(NARROW_ALONE))


@pytest.fixture
def asked(two: Scene) -> Scene:
    """The same, and Ana was asked whom "Come by" is for: 1 = Max, 2 = Lea."""
    two.ana.texts(R1, "Come by")
    assert two.ana.hears() == two.asked("Come by")
    assert two.nothing_sent()
    return two
