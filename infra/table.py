"""The whole table, page by page, for the operator's commands. No request ever reads it so."""

import time
from collections.abc import Iterator, Sequence
from typing import Any

from chalicelib import settings
from chalicelib.errors import Unavailable
from chalicelib.store.keys import Item, Key

_BATCH = 25
_TRIES = 8


def scan(*prefixes: str) -> Iterator[Item]:
    """Every item whose PK begins with one of these, read consistently, a page in memory.

    DynamoDB reads, and charges for, the whole table.
    """
    values: Any = {f":p{n}": {"S": prefix} for n, prefix in enumerate(prefixes)}
    condition = " OR ".join(f"begins_with(PK, {name})" for name in values)
    pages = settings.dynamodb().get_paginator("scan")
    for page in pages.paginate(
        TableName=settings.table(),
        ConsistentRead=True,
        FilterExpression=condition,
        ExpressionAttributeValues=values,
    ):
        yield from page["Items"]


def partition(pk: str) -> Iterator[Item]:
    """Every item of a partition in order, read consistently, a page in memory."""
    pages = settings.dynamodb().get_paginator("query")
    for page in pages.paginate(
        TableName=settings.table(),
        ConsistentRead=True,
        KeyConditionExpression="PK = :pk",
        ExpressionAttributeValues={":pk": {"S": pk}},
    ):
        yield from page["Items"]


def keys_of(pk: str) -> list[Key]:
    """The keys of a partition, without what stands there."""
    return [{"PK": item["PK"], "SK": item["SK"]} for item in partition(pk)]


def delete(keys: Sequence[Key]) -> None:
    """Deletes the items with these keys; what is not there is no error. 1 call for 25.

    Raises `Unavailable` where DynamoDB does not do all of them after some tries.
    """
    for start in range(0, len(keys), _BATCH):
        batch: Any = [{"DeleteRequest": {"Key": key}} for key in keys[start : start + _BATCH]]
        left, pause = {settings.table(): batch}, 0.05
        for _ in range(_TRIES):
            left = settings.dynamodb().batch_write_item(RequestItems=left)["UnprocessedItems"]
            if not left:
                break
            time.sleep(pause)
            pause *= 2
        else:
            raise Unavailable(
                "DynamoDB did only a part of a batch. Mend: run it again in a minute."
            )
