"""How far a provider's log was read, and which of its texts were taken in."""

import time
from collections.abc import Collection, Sequence
from typing import Any

from .. import settings
from ..errors import Unavailable
from . import keys
from .calls import get, speaking

_BATCH = 100
"""So many keys are asked for at once: the most that DynamoDB takes."""

_TRIES = 5
_FIRST_PAUSE = 0.05


def read_until(provider: str) -> int:
    """Up to when (ms) this provider's log was read; 0 where it never was. 1 GetItem."""
    item = get(keys.log(provider))
    return int(item["until"]["N"]) if item else 0


def move(provider: str, until: int) -> bool:
    """Notes that the log was read up to `until` (ms); False where it was further. 1 UpdateItem."""
    db = settings.dynamodb()
    try:
        with speaking():
            db.update_item(
                TableName=settings.table(),
                Key=keys.log(provider),
                UpdateExpression="SET #until = :until",
                ConditionExpression="attribute_not_exists(#until) OR #until < :until",
                ExpressionAttributeNames={"#until": "until"},
                ExpressionAttributeValues={":until": {"N": str(until)}},
            )
    except db.exceptions.ConditionalCheckFailedException:
        return False
    return True


def taken_in(ids: Collection[str]) -> set[str]:
    """Those of these provider ids whose texts were taken in. 1 BatchGetItem for 100.

    Raises `Unavailable` where DynamoDB does not give all of them after some tries.
    """
    once = list(dict.fromkeys(ids))
    batches = (once[start : start + _BATCH] for start in range(0, len(once), _BATCH))
    return {found for batch in batches for found in _marked(batch)}


def _marked(ids: Sequence[str]) -> set[str]:
    """One batch. DynamoDB may give a part only, and names the keys to ask for again."""
    table, found, pause = settings.table(), set[str](), _FIRST_PAUSE
    asked: Any = {
        table: {
            "Keys": [keys.seen(one) for one in ids],
            "ConsistentRead": True,
            "ProjectionExpression": "PK",
        }
    }
    for _ in range(_TRIES):
        with speaking():
            answer = settings.dynamodb().batch_get_item(RequestItems=asked)
        items = answer["Responses"].get(table, [])
        found |= {item["PK"]["S"].removeprefix(keys.SEEN) for item in items}
        asked = answer.get("UnprocessedKeys")
        if not asked:
            return found
        time.sleep(pause)
        pause *= 2
    raise Unavailable("DynamoDB gave only a part of a batch")
