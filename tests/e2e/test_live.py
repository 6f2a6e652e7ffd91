"""From nothing to live and back, with the operator's own commands and nothing but HTTP."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ..support.places import BUSINESS, RELAYS, agent, customer, desk_toml
from ..support.stage import AUTH_TOKEN
from .conftest import World

pytestmark = [pytest.mark.engine, pytest.mark.slow]

T = 30


def until(what: Callable[[], Any], seconds: float = T) -> Any:
    """Waits for `what` to be true, and returns it."""
    end = time.monotonic() + seconds
    while not (found := what()) and time.monotonic() < end:
        time.sleep(0.1)
    assert found
    return found


def got(world: World, phone: str) -> list[str]:
    """What a phone received, oldest first."""
    return [t.body for t in world.carrier.texts() if t.to == phone and t.status == "delivered"]


def writes(world: World, sender: str, to: str, body: str, reader: str) -> None:
    """A phone texts, and another gets it."""
    world.carrier.text(sender, to, body)
    until(lambda: any(body in text for text in got(world, reader)))
    assert world.carrier.refused == []


def test_from_nothing_to_live_and_back(world: World, tmp_path: Path) -> None:
    operator = world.operator
    (tmp_path / "desk.toml").write_text(desk_toml(agents=(1,)), "utf-8")

    assert "a new stack" in operator.desk("up", "--dry-run")
    assert operator.config == {}
    said = operator.desk("up", answers="y\n")
    assert "table is there" in said
    assert "TWILIO_AUTH_TOKEN" in said
    assert AUTH_TOKEN not in said
    operator.deploy()
    operator.desk("apply")
    until(lambda: got(world, agent(1)))

    writes(world, customer(1), BUSINESS, "Is my bike ready?", agent(1))
    assert len(until(lambda: got(world, customer(1)))) == 1
    writes(world, agent(1), RELAYS[0], "Yes, at five.", customer(1))

    # Nobody can be woken: taken in all the same, and sent when the clock comes by.
    with operator.without("Wake"):
        sid = world.carrier.text(customer(1), BUSINESS, "And my helmet?")
        until(lambda: world.carrier.get(sid).status == "delivered")
    with operator.without("Table"):
        refused(world)
    assert "And my helmet?" not in got(world, agent(1))

    # Again, and over it: the customer's thread is open still, and the agent's.
    operator.account = {}
    assert "everything is as it should be" in operator.desk("up", "--yes")
    operator.deploy()
    with operator.without("Secret"):
        refused(world)
    assert "Nothing changed." in operator.desk("apply")
    until(lambda: "And my helmet?" in got(world, agent(1)), 75)
    writes(world, agent(1), RELAYS[0], "It is here too.", customer(1))
    assert got(world, customer(1))[1:] == ["Yes, at five.", "It is here too."]
    with operator.without("Indexes"):
        assert "FunctionError" in operator.client("lambda").invoke(
            FunctionName=f"{operator.name}-tick"
        )

    assert "nothing was done" in operator.desk("down", "--yes", "--data", answers="no\n", ends=1)
    assert "table is kept" in operator.desk("down", "--yes")
    assert "table, media bucket, secret" in operator.desk("down", "--yes")
    assert "taken over from before: table, media bucket" in operator.desk("up", "--yes")
    assert "Nothing changed." in operator.desk("apply")
    operator.desk("down", "--yes", "--data", answers="e2e\n")
    assert "a new stack" in operator.desk("up", "--dry-run")


def refused(world: World) -> None:
    """A text is answered 5xx: the provider tries again."""
    sid = world.carrier.text(customer(2), BUSINESS, "Hello?")
    until(lambda: world.carrier.get(sid).status == "failed")
    ((path, status),) = world.carrier.refused
    assert path == "/webhooks/twilio/messages"
    assert status >= 500
    world.carrier.refused.clear()
