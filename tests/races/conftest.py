"""Races on the engine whose transactions are isolated, through the app's real routes.

Each racer is a process of its own (see `tests/support/lambdas.py`), led to the test's stage.
"""

from collections.abc import Callable, Iterator

import pytest

from ..support.desk import MESSAGES, Driver, environment, inbound_form
from ..support.lambdas import Job
from ..support.stage import Stage
from .clocks import Clocked


def text(sender: str, to: str, body: str, **fields: str) -> Job:
    """A text that arrives."""
    return Job("post", url=MESSAGES, form=inbound_form(sender, to, body, **fields))


@pytest.fixture(scope="session")
def processes(ministack_url: str) -> Iterator[Clocked]:
    with Clocked(8) as started:
        yield started


@pytest.fixture
def begin(ministack_aws: Stage, processes: Clocked) -> Iterator[Callable[[str], Driver]]:
    """Makes the test's desk of a desk.toml, and leads the processes to it."""
    made: list[Driver] = []

    def begun(toml: str) -> Driver:
        processes.on_time()
        driver = Driver(ministack_aws, toml)
        made.append(driver.__enter__())
        processes.enter(environment())
        return driver

    yield begun
    for driver in made:
        driver.__exit__(None, None, None)
    processes.on_time()
