"""What must still leave, what was taken, and who is woken to see to it."""

import json
from collections.abc import Collection, Iterable, Iterator

from botocore.exceptions import BotoCoreError, ClientError

from .. import settings, telemetry
from ..errors import SetupError
from ..models import Entry, Sent, StatusUpdate
from ..troubles import told
from . import codec, keys
from .calls import get, query, query_index, speaking

_BATCH = 10
_AFTER_ALL = "~"


def pending(recipient: str, limit: int = 25) -> tuple[Entry, ...]:
    """A recipient's first entries, in the order of their commits. 1 Query."""
    return tuple(codec.read(Entry, item) for item in pending_items(recipient, limit))


def pending_items(recipient: str, limit: int = 25) -> list[keys.Item]:
    """The same as they are stored: one of them may be damaged. 1 Query."""
    return query(keys.outbox_pk(recipient), prefix="ENTRY#", limit=limit)


def entry(entry_id: str) -> Entry | None:
    """The entry with this opaque id, if it is still pending. 1 GetItem."""
    recipient, stamp, n = (*entry_id.split("."), "", "")[:3]
    if not (recipient and stamp.isascii() and stamp.isdigit() and n):
        return None
    item = get(keys.entry(recipient, int(stamp), n))
    return codec.read(Entry, item) if item else None


def sent(provider_id: str) -> Sent | None:
    """What a text that the provider took was about. 1 GetItem."""
    item = get(keys.sent(provider_id))
    return codec.read(Sent, item) if item else None


def known(ids: Collection[str]) -> set[str]:
    """Which of these are recorded. 1 GetItem each: there are seldom more than one."""
    return {found for found in ids if get(keys.sent(found))}


def advance(update: StatusUpdate, before: Sent) -> bool:
    """Moves a sent text's state forward; False where it was there or further. 1 UpdateItem."""
    db = settings.dynamodb()
    after = before.but(state=update.state, error=update.error)
    rank = codec.RANK[update.state]
    try:
        with speaking():
            db.update_item(
                TableName=settings.table(),
                Key=keys.sent(update.id),
                UpdateExpression="SET #data = :data, #rank = :rank",
                ConditionExpression="#rank < :rank",
                ExpressionAttributeNames={"#data": "data", "#rank": "rank"},
                ExpressionAttributeValues={
                    ":data": codec.text(after.model_dump_json(exclude_defaults=True)),
                    ":rank": codec.number(rank),
                },
            )
    except db.exceptions.ConditionalCheckFailedException:
        return False
    return True


def overdue(now: int) -> tuple[str, ...]:
    """Who has an entry due by `now`, oldest first. 1 Query a shard, of 1,000 items at most."""
    return tuple(dict.fromkeys(_recipient(item) for item in _due(now)))


def stuck(now: int) -> Iterator[tuple[str, int, Entry | None]]:
    """What was due by `now`: recipient, due time (ms), the entry if it is there and readable.

    The same Queries and a GetItem each.
    """
    for item in _due(now):
        whole = get({"PK": item["PK"], "SK": item["SK"]})
        entry = codec.attempt(lambda i: codec.read(Entry, i), whole) if whole else None
        due = int(item["due_sk"]["S"].partition("#")[0])
        yield _recipient(item), due, None if isinstance(entry, Exception) else entry


def _due(now: int) -> Iterator[keys.Item]:
    until = keys.due_sk(now, _AFTER_ALL)
    for shard in range(keys.DUE_SHARDS):
        yield from query_index("due", keys.due_shard(shard), until=until, limit=1000)


def _recipient(item: keys.Item) -> str:
    return str(item["PK"]["S"]).removeprefix("OUTBOX#")


def wake(recipients: Iterable[str], token: str, base_url: str = "") -> None:
    """Asks for each recipient's outbox to be drained. 1 SendMessageBatch for ten.

    `token` makes the wake-up's de-duplication id: a FIFO queue swallows a repeated one for five
    minutes, so it names the commit, or the clock's moment. `base_url` is where our callbacks are
    reached, learned from a webhook. Never raises: what nobody was woken for, the clock finds within
    a minute, and a commit that stands must not be answered as if it had failed.
    """
    found = list(recipients)
    for start in range(0, len(found), _BATCH):
        try:
            failed = _send(found[start : start + _BATCH], token, base_url)
        except (ClientError, BotoCoreError, SetupError) as error:
            failed = "all"
            telemetry.logger.error("nobody was woken; the clock will", extra=told(error))
        if failed:
            telemetry.count("WakesFailed")


def _send(recipients: list[str], token: str, base_url: str) -> str:
    answer = settings.sqs().send_message_batch(
        QueueUrl=settings.queue_url(),
        Entries=[
            {
                "Id": str(index),
                "MessageBody": json.dumps({"drain": recipient, "url": base_url}),
                "MessageGroupId": recipient,
                "MessageDeduplicationId": f"{recipient}-{token}"[:128],
            }
            for index, recipient in enumerate(recipients)
        ],
    )
    failed = ", ".join(str(entry.get("Code")) for entry in answer.get("Failed", []))
    if failed:
        telemetry.logger.warning("wake-ups refused; the clock will wake", extra={"codes": failed})
    return failed
