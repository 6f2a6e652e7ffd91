"""Relay numbers taken at the same moment: none is taken for free twice, no allocation is lost."""

from collections.abc import Callable

import pytest

from chalicelib.models import Line
from chalicelib.rules import crowding
from chalicelib.store import agents

from ..support.desk import (
    RELAYS,
    Driver,
    agent,
    business,
    customer,
    desk_toml,
    inbox,
    wake_body,
)
from ..support.lambdas import Job, Lambdas
from .conftest import text

THREADS = 8
ROUNDS = 6

pytestmark = pytest.mark.engine


def _texted(desk: Driver) -> None:
    """Eight customers have each texted an inbox of their own; nobody was told yet."""
    for n in range(THREADS):
        desk.text(customer(n + 1), business(n + 1), "Is my bike ready?", settle=False)


def _workers() -> list[Job]:
    return [Job("wake", body=wake_body(f"i-{inbox(n + 1)}")) for n in range(THREADS)]


def _spread(lines: tuple[Line, ...]) -> list[int]:
    """How many threads each line was given, fewest first."""
    return sorted(len(line.shown) for line in lines)


def _numbers(lines: tuple[Line, ...]) -> list[int]:
    return sorted(shown.thread for line in lines for shown in line.shown)


def _open(desk: Driver) -> list[int]:
    heads = [desk.contact(customer(n + 1)) for n in range(THREADS)]
    return sorted(thread.number for head in heads for thread in head.threads)


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_the_last_free_number_is_taken_once_of_eight_threads_at_once(
    begin: Callable[[str], Driver], processes: Lambdas, _round: int
) -> None:
    """One of two numbers has a customer. Of eight new threads one gets the other for itself at that
    moment; the two after it see it taken, and are spread over both as if they came in turn. Then
    the agent has enough: the other five wait.
    """
    desk = begin(desk_toml(agents=[1], relays=2, inboxes=THREADS))
    desk.text(customer(100), business(1), "I was here first.")
    ((first, *none),) = (line.shown for line in desk.lines(agent(1)))
    assert not none
    _texted(desk)
    processes.at_once(_workers())
    lines = desk.lines(agent(1))
    told = _numbers(lines)
    assert (told[0], len(told)) == (first.thread, 1 + crowding.FEWEST)
    assert set(told) <= {first.thread, *_open(desk)}
    assert _spread(lines) == [2, 2]
    # Each allocation wrote its line once, and so did the first thread's text as it left. And an
    # allocation holds only where its line is as it was read: what stands first on the free number
    # saw it free, and each of the others saw all that stand before it.
    assert sum(line.version for line in lines) == len(told) + 1


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_eight_free_numbers_are_taken_by_eight_threads_at_once(
    begin: Callable[[str], Driver], processes: Lambdas, _round: int
) -> None:
    desk = begin(desk_toml(agents=[1], relays=THREADS, inboxes=THREADS))
    _texted(desk)
    processes.at_once(_workers())
    lines = desk.lines(agent(1))
    assert _spread(lines) == [1] * THREADS
    assert _numbers(lines) == _open(desk)


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_an_agent_takes_eight_threads_at_once(
    begin: Callable[[str], Driver], processes: Lambdas, _round: int
) -> None:
    """Eight `/take` of one agent: each is done, counted and has its place on a line."""
    desk = begin(desk_toml(agents=[1], relays=2, inboxes=THREADS))
    _texted(desk)
    numbers = _open(desk)
    answers = processes.at_once([text(agent(1), RELAYS[0], f"/take {n}") for n in numbers])
    assert [answer.status for answer in answers] == [200] * THREADS
    lines = desk.lines(agent(1))
    assert _numbers(lines) == numbers
    assert _spread(lines) == [4, 4]
    id_ = desk.desk.identify(agent(1))
    assert agents.view(id_)[0].open == THREADS
    for n in range(1, THREADS + 1):
        assert [row.load for row in agents.roster(inbox(n))] == [1]
    desk.settle()
    assert len([t for t in desk.got(agent(1)) if "is yours" in t]) == THREADS
