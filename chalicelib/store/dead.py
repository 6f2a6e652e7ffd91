"""Entries that could not be handled: kept aside without an expiry, and put back by the operator."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from botocore.exceptions import ClientError

from .. import settings
from ..errors import Conflict
from ..models import Dead, Entry
from . import codec, keys
from .calls import query, speaking
from .commit import meaning


class Kept(NamedTuple):
    """A dead entry as it is kept. `name` identifies it in a log or a listing."""

    name: str
    dead: Dead


def readable(item: keys.Item) -> Entry | Exception:
    """The entry of an outbox item, or what is wrong with it: its id must lead back to it, too."""
    return codec.attempt(_read, item)


def _read(item: keys.Item) -> Entry:
    entry = codec.read(Entry, item)
    key = keys.entry(entry.recipient, entry.stamp, entry.n)
    if key != {"PK": item["PK"], "SK": item["SK"]} or entry.id.count(".") != 2:
        raise ValueError("an entry that its id does not lead to")
    return entry


def bury_unreadable(raw: keys.Item, dead: Dead) -> bool:
    """Moves an outbox item that nobody can read out of the way, as it is. 1 TransactWriteItems.

    False where another drain did it, or where the item is another one by now.
    """
    condition, values = "attribute_exists(PK)", {}
    if "data" in raw:
        condition, values = "#data = :data", {":data": raw["data"]}
    return _move(codec.dead(dead, raw), None, raw, condition, values)


def every() -> Iterator[Kept]:
    """All dead entries, oldest first. 1 Query a page."""
    pages = settings.dynamodb().get_paginator("query")
    with speaking():
        for page in pages.paginate(
            TableName=settings.table(),
            ConsistentRead=True,
            KeyConditionExpression="PK = :pk",
            ExpressionAttributeValues={":pk": {"S": keys.DEAD}},
        ):
            yield from (_kept(found) for found in page["Items"])


def newest(limit: int = 100) -> tuple[Kept, ...]:
    """The newest dead entries. 1 Query, however many there are."""
    return tuple(_kept(found) for found in query(keys.DEAD, limit=limit, newest_first=True))


def put_back(kept: Kept, entry: Entry) -> bool:
    """Puts `entry` into its outbox and the dead one away. 1 TransactWriteItems; False if gone."""
    fresh = codec.entry(entry, 1)
    return _move(fresh, "attribute_not_exists(PK)", _key(kept), "attribute_exists(PK)", {})


def forget(kept: Kept) -> None:
    """Puts a dead entry away for good. 1 DeleteItem."""
    with speaking():
        settings.dynamodb().delete_item(TableName=settings.table(), Key=_key(kept))


def _key(kept: Kept) -> keys.Key:
    return keys.key(keys.DEAD, kept.name)


def _kept(found: Any) -> Kept:
    """A dead entry that cannot be read itself is told of all the same."""
    name = found["SK"]["S"]
    dead = codec.attempt(lambda item: Dead.model_validate_json(item["data"]["S"]), found)
    if isinstance(dead, Exception):
        at = keys.stamp_of(found) or 0
        dead = Dead(recipient=name.rpartition("#")[2], at=at, why=type(dead).__name__)
    entry = codec.attempt(lambda item: _read(item["item"]["M"]), found)
    return Kept(name, dead if isinstance(entry, Exception) else dead.but(entry=entry))


def _move(
    put: keys.Item, unless: str | None, away: keys.Item, condition: str, values: dict[str, Any]
) -> bool:
    """Puts one item and deletes another, both or neither."""
    table = settings.table()
    write: dict[str, Any] = {"TableName": table, "Item": put}
    delete: dict[str, Any] = {
        "TableName": table,
        "Key": {"PK": away["PK"], "SK": away["SK"]},
        "ConditionExpression": condition,
    }
    if unless:
        write["ConditionExpression"] = unless
    if values:
        delete["ExpressionAttributeNames"] = {"#data": "data"}
        delete["ExpressionAttributeValues"] = values
    items: Any = [{"Put": write}, {"Delete": delete}]
    try:
        with speaking():
            settings.dynamodb().transact_write_items(TransactItems=items)
    except ClientError as error:
        problem = meaning(error, ["put", "away"])
        if isinstance(problem, Conflict):
            return False
        raise problem from error
    return True
