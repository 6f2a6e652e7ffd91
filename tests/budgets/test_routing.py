"""One agent at a time, hours, shifts and skills cost no webhook anything: they are the worker's."""

from collections.abc import Iterator

import pytest

from ..support.desk import BUSINESS, RELAYS, Driver, agent, customer, desk_toml
from ..support.stage import Stage
from .test_calls import (
    AGAIN,
    ANSWER,
    ASK,
    FOLDED,
    LATER,
    NEW_THREAD,
    ON_A_THREAD,
    REPLY,
)

ROUTED = """
routing = "next"
hours = ["Mon-Sun 00:00-23:59"]
skills = ["bikes"]
urgent = ["urgent"]
first_answer = "30m"
close_after = "3d"
keywords = { brakes = "brakes" }
"""
AGENT = """
skills = ["bikes", "brakes"]
shifts = ["Mon-Sun 00:00-23:59"]
capacity = 2
on_call = true
"""


@pytest.fixture(params=[2, 100])
def desk(aws: Stage, request: pytest.FixtureRequest) -> Iterator[Driver]:
    """A desk with every rule of routing there is, of two agents and of a hundred."""
    declared = desk_toml(agents=range(1, request.param + 1))
    address = f'addresses = ["{BUSINESS}"]\n'
    declared = declared.replace(address, address + ROUTED)
    declared = declared.replace(
        'language = "en"\n\n[[agents]]', f'language = "en"{AGENT}\n[[agents]]'
    )
    with Driver(aws, declared + AGENT) as driver:
        yield driver


def _told(desk: Driver) -> int:
    """The number of the one agent who was told of the first thread."""
    (found,) = [n for n in range(1, 101) if desk.got(agent(n))]
    return found


def test_each_text_costs_what_it_costs_without_them(desk: Driver) -> None:
    assert desk.text(customer(1), BUSINESS, ASK).counts == NEW_THREAD
    first = agent(_told(desk))
    desk.later(FOLDED)
    assert desk.text(customer(1), BUSINESS, AGAIN).counts == ON_A_THREAD
    assert desk.text(first, RELAYS[0], ANSWER).counts == REPLY
    assert desk.text(customer(1), BUSINESS, AGAIN).counts == ON_A_THREAD
    assert desk.text(first, RELAYS[0], LATER).counts == REPLY
    done = desk.text(first, RELAYS[0], "/done").counts
    assert done == REPLY | {"Query": 2}, "and the history, as ever"


def test_those_who_wait_cost_a_webhook_nothing(desk: Driver) -> None:
    """Whoever writes when others wait longer."""
    for n in range(1, 6):
        desk.text(agent(n), RELAYS[0], "/away")
    for n in range(1, 21):
        assert desk.text(customer(n), BUSINESS, f"{ASK} {n}").counts == NEW_THREAD
    desk.later(FOLDED)
    assert desk.text(customer(20), BUSINESS, AGAIN).counts == ON_A_THREAD
