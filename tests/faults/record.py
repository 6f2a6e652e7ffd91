"""What the table was told, in the order in which it took it: learned from the calls themselves."""

import json
import time
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from chalicelib.models import Entry, HeldText
from chalicelib.store import codec


class Commit(NamedTuple):
    """What a transaction said of one contact and of one thread, when (ms): see `line.py`.

    `head` is the contact's snapshot as it was written, `told` the ids of the agents who were told
    of thread `number` (None where that was left as it was).
    """

    at: int
    head: str
    number: int = 0
    told: tuple[str, ...] | None = None


@dataclass
class Record:
    """The commits of one run."""

    order: dict[str, int] = field(default_factory=dict)
    """Of each outbox entry, by its id, the place of the commit that first put it."""
    entries: dict[str, Entry] = field(default_factory=dict)
    """Every entry that ever was, by its id, as it was first put."""
    waited: dict[str, str] = field(default_factory=dict)
    """What was ever held → the first of the texts that it was held with."""
    transactions: int = 0
    commits: list[Commit] = field(default_factory=list)
    """Those about contacts, in their order."""

    def took(self, transaction: dict[str, Any]) -> None:
        """A transaction has happened."""
        self.transactions += 1
        self.commits += _commit(transaction["TransactItems"])
        for write in transaction["TransactItems"]:
            item = write["Put"]["Item"] if "Put" in write else None
            if item is None:
                continue
            if item["PK"]["S"].startswith("OUTBOX#"):
                entry = codec.read(Entry, item)
                self.order.setdefault(entry.id, self.transactions)
                self.entries.setdefault(entry.id, entry)
            elif item["SK"]["S"].startswith("HELD#"):
                held = codec.read(HeldText, item)
                self.waited |= dict.fromkeys(held.texts, held.texts[0])


def _commit(writes: list[dict[str, Any]]) -> list[Commit]:
    puts = (write["Put"]["Item"] for write in writes if "Put" in write)
    heads = [item["data"]["S"] for item in puts if item["SK"]["S"] == "HEAD"]
    updates = (write["Update"] for write in writes if "Update" in write)
    threads = [u for u in updates if u["Key"]["SK"]["S"].startswith("THREAD#")]
    at = int(time.time() * 1000)
    if not heads:
        return []
    if not threads:
        return [Commit(at, heads[0])]
    values = threads[0]["ExpressionAttributeValues"]
    told = json.loads(values[":told"]["S"]) if ":told" in values else None
    agents = None if told is None else tuple(str(row[0]) for row in told)
    return [Commit(at, heads[0], int(values[":number"]["N"]), agents)]
