"""What `desk.toml` declared: the item `CONFIG#desk`, and who stands in which inbox's roster.

`load` is what every request reads first, so it is kept in the process for up to 30 seconds; `save`
is for `desk.py apply` alone.
"""

import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError, NoRegionError

from .. import settings
from ..errors import Conflict, NotSetUp, SetupError, Unavailable
from ..models import Desk
from . import codec, keys

KEPT_SECONDS = 30.0
_UP = "Mend: make the stage's resources, as docs/operating.md says."
_APPLY = "Mend: run `python desk.py apply` for this stage."
_NEWER = "Mend: deploy the version that applied it, or a later one."

_kept: tuple[float, str, Desk] | None = None


class Saved(NamedTuple):
    """What a save found and made. `joined` and `left` are (inbox, agent id) of the rosters."""

    before: Desk | None
    after: Desk
    changed: bool
    joined: tuple[tuple[str, str], ...] = ()
    left: tuple[tuple[str, str], ...] = ()


def load() -> Desk:
    """The desk of the stage, at most 30 seconds old.

    Raises `NotSetUp` where none was applied, `SetupError` where there is no table, `Unavailable`
    where DynamoDB can't be reached.
    """
    global _kept
    table, now = settings.table(), time.monotonic()
    if _kept is not None and _kept[1] == table and now - _kept[0] < KEPT_SECONDS:
        return _kept[2]
    found, _ = _read(table)
    if found is None:
        raise NotSetUp(f"No desk.toml was applied to the table {table} yet. {_APPLY}")
    _kept = (now, table, found)
    return found


def forget() -> None:
    """Drops the desk kept in the process."""
    global _kept
    _kept = None


def key(proposed: str | None = None) -> str:
    """The secret of the desk's ids: made once, the same for whoever asks, then and later.

    `proposed` becomes the key where there is none yet. Raises like `load`, `NotSetUp` excepted.
    """
    table, value = settings.table(), {"S": proposed or secrets.token_hex(32)}
    with _asking(table):
        db = settings.dynamodb()
        try:
            db.put_item(
                TableName=table,
                Item={**_key(keys.desk_key()), "key": value},
                ConditionExpression="attribute_not_exists(PK)",
            )
        except db.exceptions.ConditionalCheckFailedException:
            found = db.get_item(TableName=table, Key=_key(keys.desk_key()), ConsistentRead=True)
            return found["Item"]["key"]["S"]
    return value["S"]


def over(desk: Desk, before: Desk | None) -> Desk:
    """What `save` makes of `desk` where there was `before`: with what supervisors said by text.

    Whoever stands in `desk` under an address of theirs is on it by text no longer.
    """
    if before is None:
        return desk
    kept = desk.with_said(before.closures, before.joined)
    still = {agent.id for agent in kept.agents if agent.by_text}
    joined = tuple(agent for agent in before.joined if agent.id in still)
    return desk.with_said(before.closures, joined)


def save(desk: Desk) -> Saved:
    """Makes the stage's desk `desk`; saving the same again changes nothing.

    The rosters are put right first and the desk is written last: a crash half-way leaves the old
    desk, which still names every roster, and saving again does the rest. What a roster item says of
    load and absence is kept. Raises `Conflict` where somebody else saved meanwhile, `SetupError`
    where `desk.key` is not the table's or there is no table, `Unavailable`.
    """
    table = settings.table()
    if key(desk.key) != desk.key:
        raise SetupError("The desk's key is not the one that this table's ids were made with.")
    before, version = _read(table)
    desk = over(desk, before)
    wanted = {(name, agent.id) for agent in desk.agents for name in agent.inboxes}
    inboxes = {i.name for d in (before, desk) if d is not None for i in d.inboxes}
    with _asking(table):
        there = {(name, agent) for name in inboxes for agent in _roster(table, name)}
        joined, left = tuple(sorted(wanted - there)), tuple(sorted(there - wanted))
        for place in joined:
            _join(table, *place)
        for place in left:
            settings.dynamodb().delete_item(TableName=table, Key=_key(keys.roster(*place)))
        if desk != before or joined or left:  # the rosters are right for this desk alone
            _write(table, desk, before, version)
    forget()
    return Saved(before, desk, desk != before or bool(joined or left), joined, left)


def _read(table: str) -> tuple[Desk | None, int]:
    """The desk and its version, or (None, 0)."""
    with _asking(table):
        found = settings.dynamodb().get_item(
            TableName=table, Key=_key(keys.config()), ConsistentRead=True
        )
    item = found.get("Item")
    if item is None:
        return None, 0
    try:
        return codec.desk(item), int(item["v"]["N"])
    except (KeyError, TypeError, ValueError):
        raise SetupError(f"The desk in the table {table} can't be read. {_NEWER}") from None


def _write(table: str, desk: Desk, before: Desk | None, version: int) -> None:
    """Writes the desk where it, and who joined it by text, are as they were read."""
    db, joined = settings.dynamodb(), before.joined if before else ()
    after = version + (desk != before)
    same = "#joined = :before" if joined else "(attribute_not_exists(#joined) OR #joined = :before)"
    try:
        db.update_item(
            TableName=table,
            Key=_key(keys.config()),
            UpdateExpression="SET v = :next, #data = :data, #joined = :joined",
            ConditionExpression=f"(attribute_not_exists(v) OR v = :v) AND {same}",
            ExpressionAttributeNames={"#data": "data", "#joined": "joined"},
            ExpressionAttributeValues={
                ":v": {"N": str(version)},
                ":next": {"N": str(after)},
                ":data": {"S": codec.declared(desk)},
                ":joined": {"S": codec.joined(desk.joined)},
                ":before": {"S": codec.joined(joined)},
            },
        )
    except db.exceptions.ConditionalCheckFailedException:
        raise Conflict("Somebody else changed the desk at the same time.") from None


def _roster(table: str, inbox: str) -> Iterator[str]:
    """The ids of the agents who have an item in the roster."""
    pages = settings.dynamodb().get_paginator("query")
    for page in pages.paginate(
        TableName=table,
        ConsistentRead=True,
        KeyConditionExpression="PK = :pk",
        ExpressionAttributeValues={":pk": {"S": keys.roster_pk(inbox)}},
        ProjectionExpression="SK",
    ):
        for item in page["Items"]:
            yield item["SK"]["S"].removeprefix("AGENT#")


def _join(table: str, inbox: str, agent: str) -> None:
    """The agent in the roster, away or not as in the other inboxes."""
    settings.dynamodb().update_item(
        TableName=table,
        Key=_key(keys.roster(inbox, agent)),
        UpdateExpression="SET #load = if_not_exists(#load, :none),"
        " away = if_not_exists(away, :here)",
        ExpressionAttributeNames={"#load": "load"},
        ExpressionAttributeValues={":none": {"N": "0"}, ":here": {"BOOL": _is_away(table, agent)}},
    )


def _is_away(table: str, agent: str) -> bool:
    found = settings.dynamodb().get_item(
        TableName=table, Key=_key(keys.profile(agent)), ConsistentRead=True
    )
    return codec.profile(agent, found.get("Item")).away


def _key(key: keys.Key) -> dict[str, Any]:
    """A key as boto3's stubs take it."""
    return dict(key)


@contextmanager
def _asking(table: str) -> Iterator[None]:
    """DynamoDB's errors in our words."""
    try:
        yield
    except ClientError as error:
        code = error.response["Error"]["Code"]
        if code == "ResourceNotFoundException":
            raise SetupError(f"There is no table {table}. {_UP}") from None
        raise Unavailable(f"DynamoDB answered {code} for the table {table}.") from error
    except (NoRegionError, NoCredentialsError) as error:
        raise SetupError(f"AWS: {error} Mend: set it, for instance with `aws configure`.") from None
    except BotoCoreError as error:
        raise Unavailable(f"DynamoDB can't be reached: {error}") from error
