"""Fixtures of the scenarios: `desk` is a workshop with two agents, `open_desk` opens any other."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import time_machine
from moto import mock_aws

from chalicelib import settings

from ..faults.direct import directly, quickened
from ..faults.places import Blank
from ..support.stage import stage
from .desks import NARROW_ALONE, R1, WORKSHOP
from .doubt import Scene
from .phones import Phone
from .story import Story
from .wire import Wire, serving

TUESDAY = "2026-03-03T10:00:00-05:00"
"""When stories begin, unless they say otherwise: a working morning in Montréal."""

OpenDesk = Callable[..., Story]
Matter = tuple[Story, Phone, Phone]


@pytest.fixture(scope="package")
def wire() -> Iterator[Wire]:
    """One REST server and one moto for all stories."""
    with mock_aws(), quickened(), serving() as made:
        yield made


@pytest.fixture(scope="package")
def blank(wire: Wire) -> Iterator[Blank]:
    """One table and one queue for all stories: each begins with nothing in them."""
    with stage() as made:
        yield Blank(made)


@pytest.fixture
def open_desk(
    wire: Wire, blank: Blank, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., Story]]:
    """`open_desk(toml, at=TUESDAY)` applies a desk.toml and begins a story."""
    with ExitStack() as stack:

        def open_one(toml: str = WORKSHOP, at: str = TUESDAY) -> Story:
            traveller = stack.enter_context(time_machine.travel(at, tick=False))
            blank.renew()
            stack.enter_context(directly(settings.dynamodb(), settings.sqs()))
            monkeypatch.setattr(settings, "_held", None)
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
def matter(desk: Story) -> Matter:
    """Lea has asked and Ana has answered: Ana may write to Lea on R1."""
    lea, ana = desk.customer(), desk.agent("Ana")
    desk.begin(lea, ana)
    return desk, lea, ana


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
