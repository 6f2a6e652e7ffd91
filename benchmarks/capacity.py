"""What DynamoDB charges for a call, computed from the items: no emulator can be trusted with it.

Rules of AWS's developer guide ("Item sizes and formats", "Read and write capacity", "Global
secondary indexes"): a write costs a unit for each KB of the larger of the item before and after,
twice that in a transaction; a consistent read one for each 4 KB, an index's half of that. Whatever
changes in an index costs a unit more, two where it moves to another place; that these are not
doubled in a transaction is our reading: an index follows the table and takes no part in it.
"""

import json
import math
from collections.abc import Mapping
from typing import Any, NamedTuple

from .replay import Call

Item = dict[str, Any]
Table = Mapping[tuple[str, str], Item]
"""All items by PK and SK."""

_INDEXES = {"work": "all", "due": "keys"}
"""What each index holds of an item, as `infra/template.yaml` says."""


class Units(NamedTuple):
    """Read and write capacity units, which on demand are request units."""

    reads: float = 0
    writes: float = 0


class Write(NamedTuple):
    """One item of a write, before and after, and its units on the table; indexes' are not in it."""

    key: tuple[str, str]
    old: Item
    new: Item
    units: int


def size(item: Item) -> int:
    """An item's bytes as DynamoDB counts them: names and values."""
    return sum(len(name.encode()) + _value(value) for name, value in item.items())


def _value(typed: dict[str, Any]) -> int:
    ((kind, value),) = typed.items()
    if kind == "S":
        return len(value.encode())
    if kind == "N":
        return math.ceil(len(value.lstrip("-")) / 2) + 1
    if kind == "M":
        return 3 + len(value) + size(value)
    assert kind == "BOOL", kind
    return 1


def by_key(items: list[Item]) -> Table:
    """A table's items by their keys."""
    return {_key(item): item for item in items}


def units(call: Call, before: Table, after: Table) -> Units:
    """What a call of DynamoDB cost. `before` and `after` are the table around the whole event."""
    asked, found = call.parameters, json.loads(call.answer[2])
    if call.operation == "GetItem":
        return Units(reads=max(1, math.ceil(size(found.get("Item", {})) / 4096)))
    if call.operation == "Query":
        items = [_in_index(i, asked.get("IndexName")) for i in found["Items"]] or [{}]
        whole = math.ceil(sum(map(size, items)) / 4096) or 1
        return Units(reads=whole if asked.get("ConsistentRead") else whole / 2)
    if call.operation == "BatchGetItem":
        return Units(reads=_batch(asked["RequestItems"], found["Responses"]))
    written = writes(call, before, after)
    assert written, call.operation
    return Units(writes=sum(one.units + sum(_index(n, one) for n in _INDEXES) for one in written))


def writes(call: Call, before: Table, after: Table) -> list[Write]:
    """What a call wrote; nothing where it only reads."""
    if call.operation == "UpdateItem":
        return [_write("Update", call.parameters, before, after, 1)]
    asked = call.parameters.get("TransactItems", [])
    return [_write(kind, w, before, after, 2) for one in asked for kind, w in one.items()]


def _batch(asked: dict[str, Any], found: dict[str, list[Item]]) -> float:
    """Each item is rounded up by itself; one that is not there costs as much as a small one."""
    whole = 0.0
    for table, wanted in asked.items():
        there = [max(1, math.ceil(size(item) / 4096)) for item in found.get(table, [])]
        cost = sum(there) + len(wanted["Keys"]) - len(there)
        whole += cost if wanted.get("ConsistentRead") else cost / 2
    return whole


def _write(kind: str, asked: Item, before: Table, after: Table, times: int) -> Write:
    key = _key(asked["Item"] if kind == "Put" else asked["Key"])
    old = before.get(key, {})
    new = asked["Item"] if kind == "Put" else {} if kind == "Delete" else after.get(key, {})
    units = max(1, math.ceil(max(size(old), size(new)) / 1024)) * times
    return Write(key, old, new, units)


def _index(name: str, write: Write) -> int:
    had, has = (i if f"{name}_pk" in i else {} for i in (write.old, write.new))
    place = (f"{name}_pk", f"{name}_sk")
    was, now = (_in_index(i, name) for i in (had, has))
    if was == now:
        return 0
    moved = bool(was and now) and any(was[n] != now[n] for n in place)
    cost = [math.ceil(size(i) / 1024) for i in (was, now) if i]
    return sum(cost) if moved else max(cost)


def _in_index(item: Item, name: str | None) -> Item:
    """What an index holds of an item; the whole of it where it is the table that is read."""
    if name is None or _INDEXES[name] == "all":
        return item
    keys = ("PK", "SK", f"{name}_pk", f"{name}_sk")
    return {key: item[key] for key in keys if key in item}


def _key(item: Item) -> tuple[str, str]:
    return item["PK"]["S"], item["SK"]["S"]
