"""What counting costs: no call in any webhook, and one Query in the one look that says a wait."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from chalicelib import settings
from chalicelib.store import keys

from ..support.desk import BUSINESS, RELAYS, Driver, agent, customer, desk_toml
from ..support.stage import Stage
from .test_calls import ANSWER, ASK, NEW_THREAD, REPLY

ONE_BY_ONE = f'addresses = ["{BUSINESS}"]\nrouting = "next"\n'
SUPERVISOR = "\nsupervisor = true\n"


@pytest.fixture
def desk(aws: Stage) -> Iterator[Driver]:
    """One agent, a supervisor, who has room for one customer more."""
    declared = desk_toml(agents=[1], relays=1)
    declared = declared.replace(f'addresses = ["{BUSINESS}"]\n', ONE_BY_ONE) + SUPERVISOR
    with Driver(aws, declared) as driver:
        yield driver


@contextmanager
def asked() -> Iterator[tuple[list[dict[str, Any]], list[list[str]]]]:
    """The Queries of counts, and the names of each transaction's items, in the block."""
    queries: list[dict[str, Any]] = []
    transactions: list[list[str]] = []

    def read(params: dict[str, Any], **_: Any) -> None:
        if params["ExpressionAttributeValues"][":pk"]["S"].startswith(keys.TALLIES):
            queries.append(params)

    def written(params: dict[str, Any], **_: Any) -> None:
        items = [item for one in params["TransactItems"] for item in one.values()]
        transactions.append([(i.get("Item") or i["Key"])["PK"]["S"] for i in items])

    events = settings.dynamodb().meta.events
    heard = {"Query": read, "TransactWriteItems": written}
    for operation, hears in heard.items():
        events.register(f"provide-client-params.dynamodb.{operation}", hears)
    yield queries, transactions
    for operation, hears in heard.items():
        events.unregister(f"provide-client-params.dynamodb.{operation}", hears)


def counted(transactions: list[list[str]]) -> int:
    """How many items of counts were written since this was last asked; one a transaction."""
    found = [sum(pk.startswith(keys.TALLIES) for pk in items) for items in transactions]
    transactions.clear()
    assert set(found) <= {0, 1}
    return sum(found)


def test_three_texts_of_a_matter_write_one_item_more_each_and_read_none(desk: Driver) -> None:
    with asked() as (queries, transactions):
        assert desk.text(customer(1), BUSINESS, ASK).counts == NEW_THREAD
        assert counted(transactions) == 1
        assert desk.text(agent(1), RELAYS[0], ANSWER).counts == REPLY
        assert counted(transactions) == 1
        desk.later(60)
        desk.text(customer(1), BUSINESS, "Which five do you mean?")
        desk.text(agent(1), RELAYS[0], "In the afternoon.")
        assert counted(transactions) == 0, "neither what follows nor the next answers"
        done = desk.text(agent(1), RELAYS[0], "/done").counts
        assert done == REPLY | {"Query": 2}, "and the history, as ever"
        assert counted(transactions) == 1
        assert queries == []


def test_counts_are_read_in_the_one_look_that_says_a_wait(desk: Driver) -> None:
    with asked() as (queries, _):
        desk.text(customer(1), BUSINESS, ASK)
        desk.text(agent(1), RELAYS[0], ANSWER)
        desk.text(customer(2), BUSINESS, ASK)
        assert queries == []
        for minutes in (1, 1, 5, 5, 30, 60):
            desk.later(minutes * 60 + 1)
            desk.tick()
            desk.settle()
            assert len(queries) == 1, minutes
        assert len([text for text in desk.got(customer(2)) if "Your place in line: 1" in text]) == 1


def test_what_a_supervisor_asks_costs_two_queries_an_inbox(desk: Driver) -> None:
    desk.text(customer(1), BUSINESS, ASK)
    for command in ("/stats", "/stats week"):
        asked_for = desk.text(agent(1), RELAYS[0], command).counts
        assert asked_for == {"Query": 3, "TransactWriteItems": 1, "SendMessageBatch": 1}
