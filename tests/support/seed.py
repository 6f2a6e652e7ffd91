"""History and bystanders written straight into the table, as the store writes them, in batches."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from chalicelib import settings
from chalicelib.models import Contact, Message
from chalicelib.store import codec, keys

_BATCH = 25


def write(items: Iterable[dict[str, Any]]) -> None:
    """Puts items, 25 at a time."""
    rest = iter(items)
    while batch := list(islice(rest, _BATCH)):
        puts: Any = [{"PutRequest": {"Item": item}} for item in batch]
        left = {settings.table(): puts}
        while left:
            left = settings.dynamodb().batch_write_item(RequestItems=left)["UnprocessedItems"]


def history(contact: str, thread: int, until: int, count: int) -> Iterator[dict[str, Any]]:
    """`count` texts of a contact before the stamp `until`, from both sides, a second apart."""
    for n in range(count):
        stamp = until - 1000 * (count - n)
        message = Message(
            contact=contact,
            stamp=stamp,
            thread=thread,
            text=f"Text {n} of a long story about a bicycle.",
            author="somebody" if n % 2 else None,
            provider_id=f"SM{n:032x}",
        )
        yield codec.document(keys.message(contact, stamp), message)


def contacts(count: int) -> Iterator[dict[str, Any]]:
    """`count` other customers."""
    for n in range(count):
        contact = Contact(id=f"{n:020x}", addresses=(f"+1613555{n:04}",), name=f"Nobody {n}")
        yield codec.document(keys.head(contact.id), contact, 1)
