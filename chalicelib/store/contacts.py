"""What is read of contacts, their threads and their history."""

from typing import Any

from .. import settings, telemetry
from ..models import Contact, Message, ThreadRecord
from ..troubles import told
from . import codec, keys
from .calls import get, query, query_index, speaking

_LAST = "~"


def head(contact: str) -> Contact:
    """The snapshot of who a contact is: its own, or that of the one it is linked to.

    A blank one, version 0, for who never texted. 1 GetItem, 1 more for one that is linked.
    """
    found = alone(contact)
    while found.linked_to:  # once: more only where a link was moved between the two reads
        found = alone(found.linked_to)
    return found


def alone(contact: str) -> Contact:
    """A contact's own HEAD, linked or not; a blank one, version 0, where there is none."""
    item = get(keys.head(contact))
    return codec.read(Contact, item) if item else Contact(id=contact)


def contact_of(number: int) -> str | None:
    """Whose thread has this number. 1 GetItem."""
    item = get(keys.reference(number))
    return str(item["contact"]["S"]) if item else None


def record(contact: str, number: int) -> ThreadRecord | None:
    """A thread's own item. 1 GetItem."""
    item = get(keys.thread(contact, number))
    return codec.record(item) if item else None


def history(contact: str, since: int = 0, limit: int = 100) -> tuple[Message, ...]:
    """The last texts of a contact from the stamp `since` on, newest first. 1 Query."""
    span = (keys.message_sk(since), keys.message_sk(0)[: -len("0" * 15)] + _LAST)
    items = query(keys.contact_pk(contact), between=span, limit=limit, newest_first=True)
    return tuple(codec.read(Message, item) for item in items)


def next_number() -> int:
    """A number for a new thread, from 101 on; gaps are fine. 1 UpdateItem."""
    with speaking():
        found: Any = settings.dynamodb().update_item(
            TableName=settings.table(),
            Key=keys.counter("thread"),
            UpdateExpression="ADD #n :one",
            ExpressionAttributeNames={"#n": "n"},
            ExpressionAttributeValues={":one": {"N": "1"}},
            ReturnValues="UPDATED_NEW",
        )
    return 100 + int(found["Attributes"]["n"]["N"])


def owned(agent: str) -> tuple[ThreadRecord, ...]:
    """The open threads of an agent, as the index has them. 1 Query."""
    return _readable(query_index("work", keys.owned(agent)))


def waiting(inbox: str, limit: int = 100) -> tuple[ThreadRecord, ...]:
    """The threads of an inbox that nobody has, as the index has them, oldest first. 1 Query."""
    return _readable(query_index("work", keys.waiting(inbox), limit=limit))


def _readable(items: list[keys.Item]) -> tuple[ThreadRecord, ...]:
    """Those of a list that can be read: one that is damaged keeps no other from being seen."""
    found = []
    for item in items:
        record = codec.attempt(codec.record, item)
        if isinstance(record, ThreadRecord):
            found.append(record)
        else:
            about = {"item": f"{item['PK']['S']} {item['SK']['S']}", **told(record)}
            telemetry.logger.error("a thread's item is unreadable", extra=about)
    return tuple(found)
