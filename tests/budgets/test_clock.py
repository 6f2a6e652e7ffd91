"""What a minute of the clock costs: AWS calls and requests to the provider, with nothing to do."""

from collections.abc import Iterator
from typing import Any

import pytest
from requests.adapters import HTTPAdapter

from ..support.desk import BUSINESS, RELAYS, Driver, agent, customer
from ..support.stage import Stage

WAKING = {"Query": 5}
"""One a shard: who has something overdue. One an inbox: who waits."""

NOTHING_MISSED = WAKING | {"GetItem": 1, "UpdateItem": 1}
"""Up to when the provider's log was read, and noting it."""

LOOKED_UP = NOTHING_MISSED | {"BatchGetItem": 1}
"""Where somebody wrote in the last minutes: what was taken in."""

ONE_MISSED = LOOKED_UP | {"GetItem": 2, "TransactWriteItems": 1, "SendMessageBatch": 1}
"""And what it costs as a webhook."""


@pytest.fixture
def desk(aws: Stage) -> Iterator[Driver]:
    with Driver(aws) as driver:
        _keep(driver)
        yield driver


def _keep(desk: Driver) -> None:
    """The process has read the desk: that is not counted."""
    assert desk.desk.name == "Velo"


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The paths that the provider was asked for."""
    paths: list[str] = []
    send: Any = HTTPAdapter.send

    def counted(self: HTTPAdapter, request: Any, **named: Any) -> Any:
        paths.append(request.path_url.partition("?")[0].rpartition("/")[2])
        return send(self, request, **named)

    monkeypatch.setattr(HTTPAdapter, "send", counted)
    return paths


def test_a_minute_in_which_nobody_wrote(desk: Driver, asked: list[str]) -> None:
    for _ in range(3):
        assert desk.tick().counts == NOTHING_MISSED
        desk.later(29)  # what the process keeps of the desk is kept for half a minute
    assert asked == ["Messages.json"] * 3


def test_a_minute_after_texts_that_came_by_themselves(desk: Driver, asked: list[str]) -> None:
    """However many they are, up to a hundred, and with pictures or not."""
    desk.text(customer(1), BUSINESS, "Is my bike ready?", media=2)
    desk.text(agent(1), RELAYS[0], "Yes, at five.")
    desk.text(customer(1), BUSINESS, "Thanks for that!")
    desk.later(4 * 60)
    _keep(desk)
    asked.clear()
    assert desk.tick().counts == LOOKED_UP
    assert asked == ["Messages.json"]


def test_a_minute_in_which_there_is_one_to_catch_up(desk: Driver, asked: list[str]) -> None:
    desk.text(customer(1), BUSINESS, "Is my bike ready?")
    desk.text(agent(1), RELAYS[0], "Yes, at five.")
    desk.carrier.faults.lose_webhooks = True
    desk.carrier.text(customer(1), BUSINESS, "And the brakes?")
    desk.deliver()
    desk.later(4 * 60)
    _keep(desk)
    asked.clear()
    assert desk.tick().counts == ONE_MISSED
    assert asked == ["Messages.json"]
    desk.settle()
    assert desk.got(agent(1))[-1].endswith("And the brakes?")
    _keep(desk)
    assert desk.tick().counts == LOOKED_UP
