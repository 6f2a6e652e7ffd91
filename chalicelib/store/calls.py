"""How DynamoDB is called, and its errors in our words."""

import random
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from botocore.exceptions import ClientError, ConnectionError, HTTPClientError  # noqa: A004

from .. import settings
from ..errors import Conflict, Unavailable
from .keys import Item, Key

T = TypeVar("T")

_PASSING = frozenset(
    {
        "InternalServerError",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "ServiceUnavailable",
        "ThrottlingException",
        "TransactionInProgressException",
    }
)

BATCH = 100
"""So many keys are asked for at once: the most that DynamoDB takes."""

_TRIES = 5
_FIRST_PAUSE = 0.05

PATIENCE = 4.0
"""Seconds for which a decision in conflict is loaded and taken again before the answer is 5xx."""


@contextmanager
def speaking() -> Iterator[None]:
    """Turns passing troubles of DynamoDB into `Unavailable`; all else passes through."""
    try:
        yield
    except ClientError as error:
        code = error.response["Error"]["Code"]
        status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
        if code in _PASSING or status >= 500:
            raise Unavailable(f"DynamoDB: {code}") from error
        raise
    except (HTTPClientError, ConnectionError) as error:
        raise Unavailable(f"DynamoDB: {type(error).__name__}") from error


def get(key: Key) -> Item | None:
    """One item, read consistently."""
    with speaking():
        found = settings.dynamodb().get_item(
            TableName=settings.table(), Key=key, ConsistentRead=True
        )
    return found.get("Item")


def get_all(wanted: Sequence[Key], only: str = "") -> list[Item]:
    """Those of these items that are there, read consistently. 1 BatchGetItem for 100.

    No key twice. `only` is a projection. Raises `Unavailable` where DynamoDB does not give all of
    them after some tries.
    """
    batches = (wanted[start : start + BATCH] for start in range(0, len(wanted), BATCH))
    return [item for batch in batches for item in _batch(batch, only)]


def _batch(wanted: Sequence[Key], only: str) -> Iterator[Item]:
    """One batch. DynamoDB may give a part only, and names the keys to ask for again."""
    table, pause = settings.table(), _FIRST_PAUSE
    more = {"ProjectionExpression": only} if only else {}
    asked: Any = {table: {"Keys": list(wanted), "ConsistentRead": True, **more}}
    for _ in range(_TRIES):
        with speaking():
            answer = settings.dynamodb().batch_get_item(RequestItems=asked)
        yield from answer["Responses"].get(table, [])
        asked = answer.get("UnprocessedKeys")
        if not asked:
            return
        time.sleep(pause)
        pause *= 2
    raise Unavailable("DynamoDB gave only a part of a batch")


def query(
    pk: str,
    *,
    prefix: str = "",
    between: tuple[str, str] | None = None,
    limit: int | None = None,
    newest_first: bool = False,
) -> list[Item]:
    """The items of a partition in order, read consistently; one page, which `limit` bounds."""
    condition, values = "PK = :pk", {":pk": {"S": pk}}
    if between:
        condition += " AND SK BETWEEN :low AND :high"
        values |= {":low": {"S": between[0]}, ":high": {"S": between[1]}}
    elif prefix:
        condition += " AND begins_with(SK, :prefix)"
        values[":prefix"] = {"S": prefix}
    arguments: dict[str, Any] = {
        "TableName": settings.table(),
        "KeyConditionExpression": condition,
        "ExpressionAttributeValues": values,
        "ConsistentRead": True,
        "ScanIndexForward": not newest_first,
    }
    if limit:
        arguments["Limit"] = limit
    with speaking():
        return settings.dynamodb().query(**arguments)["Items"]


def query_index(index: str, pk: str, *, until: str | None = None, limit: int = 100) -> list[Item]:
    """What an index nominates, in order: a little behind the table, and to be read again there."""
    condition, values = f"{index}_pk = :pk", {":pk": {"S": pk}}
    if until is not None:
        condition += f" AND {index}_sk <= :until"
        values[":until"] = {"S": until}
    with speaking():
        return settings.dynamodb().query(
            TableName=settings.table(),
            IndexName=index,
            KeyConditionExpression=condition,
            ExpressionAttributeValues=values,
            Limit=limit,
        )["Items"]


def retrying(attempt: Callable[[], T], patience: float = PATIENCE) -> T:
    """Calls `attempt`, which loads, decides and commits, again while it raises `Conflict`.

    Raises `Unavailable` when `patience` seconds have passed.
    """
    end = time.monotonic() + patience
    pause = 0.01
    while True:
        try:
            return attempt()
        except Conflict as conflict:
            if time.monotonic() + pause > end:
                raise Unavailable(f"still in conflict after {patience:g} s: {conflict}") from None
        # Full jitter: those in conflict must not meet again at the same moment.
        time.sleep(random.uniform(0, pause))  # noqa: S311
        pause = min(pause * 2, 0.5)
