"""How far a provider's log was read, and which of its texts were taken in."""

from collections.abc import Collection

from .. import settings
from . import keys
from .calls import get, get_all, speaking


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
    wanted = [keys.seen(one) for one in dict.fromkeys(ids)]
    return {item["PK"]["S"].removeprefix(keys.SEEN) for item in get_all(wanted, only="PK")}
