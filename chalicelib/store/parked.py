"""Texts that had no place to go, or could not be taken in: kept without an expiry."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import NamedTuple

from .. import settings
from ..models import DAY, InboundMessage
from . import codec, keys
from .calls import query, speaking

DAYS = 90
"""So many days back `every` looks: a Query for each."""


class Parked(NamedTuple):
    """One of them. `at` is when (ms) it was parked; `message` is None where nobody can read it."""

    key: keys.Key
    at: int
    message: InboundMessage | None


def every() -> Iterator[Parked]:
    """What was parked in the last `DAYS` days, the oldest day first. 1 Query for each day."""
    today = int(time.time() * 1000)
    for ago in range(DAYS, -1, -1):
        day = datetime.fromtimestamp((today - ago * DAY) / 1000, UTC).strftime("%Y-%m-%d")
        found = [_parked(day, item) for item in query(keys.parked_pk(day))]
        yield from sorted(found, key=lambda parked: parked.at)


def remove(parked: Parked) -> None:
    """It was seen to. 1 DeleteItem."""
    with speaking():
        settings.dynamodb().delete_item(TableName=settings.table(), Key=parked.key)


def _parked(day: str, item: keys.Item) -> Parked:
    begun = datetime.strptime(day, "%Y-%m-%d").replace(tzinfo=UTC)
    at = int(item["at"]["N"]) if "at" in item else int(begun.timestamp() * 1000)
    key = {"PK": item["PK"], "SK": item["SK"]}
    message = codec.attempt(lambda i: InboundMessage.model_validate_json(i["data"]["S"]), item)
    return Parked(key, at, None if isinstance(message, Exception) else message)
