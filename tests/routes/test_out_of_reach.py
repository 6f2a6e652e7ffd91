"""DynamoDB is out of reach for a moment while somebody is seen to: nobody waits for the queue."""

import pytest

from chalicelib import settings

from ..support.desk import BUSINESS, Driver, agent, customer, desk_toml
from ..support.faults import answering
from ..support.stage import Stage

THROTTLED = {"Error": {"Code": "ThrottlingException", "Message": "slow down"}}


@pytest.mark.parametrize("operation", ["Query", "GetItem", "TransactWriteItems"])
def test_what_was_left_is_seen_to_at_the_next_text(aws: Stage, operation: str) -> None:
    with Driver(aws, desk_toml(agents=(1,))) as desk:
        desk.text(customer(1), BUSINESS, "Is my bike ready?", settle=False)
        with answering(settings.dynamodb(), operation, THROTTLED):
            assert desk.wake_next(), "the wake-up is gone, and holds no other back"
        assert desk.got(agent(1)) == []
        desk.text(customer(2), BUSINESS, "And mine?")
        assert [body.rsplit("\n", 1)[1] for body in desk.got(agent(1))] == [
            *("Is my bike ready?", "And mine?"),
        ]


def test_or_by_the_clock(aws: Stage) -> None:
    with Driver(aws, desk_toml(agents=(1,))) as desk:
        desk.text(customer(1), BUSINESS, "Is my bike ready?", settle=False)
        with answering(settings.dynamodb(), "Query", THROTTLED):
            assert desk.wake_next()
        desk.later(90)
        desk.tick()
        desk.settle()
        assert desk.got(agent(1))
