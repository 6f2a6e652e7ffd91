"""What was counted of an inbox, day by day: opened, answered, resolved (`rules/measures.py`)."""

from collections import Counter

from . import keys
from .calls import query

_OTHERS = frozenset({"PK", "SK", "ttl"})
_LAST = "~"


def between(inbox: str, first: str, last: str) -> Counter[str]:
    """The counts of the days from `first` to `last` (`2026-11-22`), added up. 1 Query."""
    found = Counter[str]()
    for item in query(keys.tally_pk(inbox), between=(f"{first}#", f"{last}#{_LAST}")):
        for name in item.keys() - _OTHERS:
            found[name] += int(item[name]["N"])
    return found
