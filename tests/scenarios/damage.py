"""Items as no version of the code writes them, put into the table of a story."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from chalicelib import settings
from chalicelib.models import Recipient
from chalicelib.store import dead, keys, outbox

from .phones import Phone
from .story import Story

NEVER = -(10**18)
"""A moment that no calendar has: telling it raises."""


def items(prefix: str) -> list[dict[str, Any]]:
    """The items whose PK begins so, in the order of their keys."""
    found: Any = settings.dynamodb().scan(TableName=settings.table(), ConsistentRead=True)["Items"]
    held = [item for item in found if item["PK"]["S"].startswith(prefix)]
    return sorted(held, key=lambda item: (item["PK"]["S"], item["SK"]["S"]))


def put(item: dict[str, Any]) -> None:
    """Writes an item as it is."""
    settings.dynamodb().put_item(TableName=settings.table(), Item=item)


def spoil(prefix: str, **fields: Any) -> dict[str, Any]:
    """Damages the one item whose PK begins so: its document gets these fields, or is cut short.

    Returns the item as it was.
    """
    (item,) = [found for found in items(prefix) if "data" in found]
    data = item["data"]["S"]
    damaged = json.dumps(json.loads(data) | fields) if fields else data[: len(data) // 2]
    put({**item, "data": {"S": damaged}})
    return item


@contextmanager
def head_unreadable(story: Story, customer: Phone) -> Iterator[None]:
    """The customer's HEAD cannot be read for a while."""
    key = keys.head(story.desk.identify(customer.address))
    before: Any = settings.dynamodb().get_item(TableName=settings.table(), Key=key)["Item"]
    put({**before, "data": {"S": "{"}})
    yield
    put(before)


def says(story: Story, phone: Phone, to: str, body: str) -> None:
    """A text is taken in, and nobody is woken yet."""
    story.move(seconds=1)
    story.carrier.text(phone.address, to, body)
    assert story.carrier.wait_idle(20)


def waiting(story: Story, phone: Phone) -> list[str]:
    """The texts that wait for a phone; for an agent's or a customer's."""
    whose = story.desk.identify(phone.address)
    recipients = Recipient.customer(whose), Recipient.phone(whose)
    return [entry.text for recipient in recipients for entry in outbox.pending(recipient)]


def the_dead() -> list[dead.Kept]:
    """Every dead entry."""
    return list(dead.every())
