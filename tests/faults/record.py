"""What the table was told, in the order in which it took it: learned from the calls themselves."""

from dataclasses import dataclass, field
from typing import Any

from chalicelib.models import Entry, HeldText
from chalicelib.store import codec


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

    def took(self, transaction: dict[str, Any]) -> None:
        """A transaction has happened."""
        self.transactions += 1
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
