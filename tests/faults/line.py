"""Where a thread is for one agent after the other: that each was, and that nobody is forgotten.

What was decided is read off the commits themselves, in their order; nothing here asks the app.
"""

import time
from collections import Counter
from collections.abc import Iterable
from typing import Any

from chalicelib.models import MINUTE, Contact, Entry, OpenThread
from chalicelib.store import codec

from .record import Commit, Record

ROOM = 1
"""So many customers an agent has room for, see `places.one_by_one`."""

ALONE = 2
"""So many agents are told one after the other; then all that are left."""

EACH = 10 * MINUTE
"""So long (ms) each of them has."""

LOOKED = 15 * MINUTE
"""Within this time (ms) a thread that nobody has is looked at again, at any hour."""


class _Walk:
    """What the table had, commit by commit.

    `given` is who was told of a thread since it is free, `told` who knows of it.
    """

    def __init__(self) -> None:
        self.heads: dict[str, Contact] = {}
        self.told: dict[int, tuple[str, ...]] = {}
        self.given: dict[int, set[str]] = {}

    def takes(self, head: Contact, commit: Commit) -> None:
        """The next commit. Who lets a thread go knows of it, and is not given it."""
        self.heads[head.id] = head
        if commit.told is not None:
            before, thread = self.told.get(commit.number, ()), head.thread(commit.number)
            new = {agent for agent in commit.told if agent not in before}
            free = thread is not None and thread.owner is None and thread.announced
            known = self.given.get(commit.number, set())
            self.given[commit.number] = known | new if free else set()
            self.told[commit.number] = commit.told

    @property
    def threads(self) -> list[OpenThread]:
        """All that are open."""
        return [thread for head in self.heads.values() for thread in head.threads]

    def held(self, agent: str) -> list[int]:
        """The threads that an agent has, or was given while nobody has them."""
        return [t.number for t in self.threads if self._is_held(t, agent)]

    def _is_held(self, thread: OpenThread, agent: str) -> bool:
        given = thread.owner is None and agent in self.given.get(thread.number, ())
        return given or thread.owner == agent

    def untold(self) -> list[OpenThread]:
        """Those that nobody has, and nobody was told of."""
        return [t for t in self.threads if t.owner is None and not self.told.get(t.number)]


def misgiven(record: Record, *, in_order: bool = True) -> Iterable[str]:
    """Threads that two agents were given at once or too soon, or that an agent had no room for.

    Where all is `in_order`, also those before which somebody waited longer.
    """
    walk = _Walk()
    for commit in record.commits:
        head = Contact.model_validate_json(commit.head)
        known = walk.heads.get(head.id)
        before = known.thread(commit.number) if known else None
        after = head.thread(commit.number)
        if commit.told is not None and before and after and after.announced != before.announced:
            first = before.owner is None and after.owner is None and after.announced
            told = walk.told.get(commit.number, ())
            new = [agent for agent in commit.told if agent not in told]
            yield from _given(walk, before, after, told, new, in_order) if first and new else ()
        walk.takes(head, commit)


def _given(
    walk: _Walk,
    before: OpenThread,
    after: OpenThread,
    told: tuple[str, ...],
    new: list[str],
    in_order: bool,
) -> Iterable[str]:
    number = after.number
    if len(told) < ALONE and len(new) > 1 and not told:
        yield f"#{number} was given to {len(new)} at once"
    if before.announced and after.announced - before.announced < EACH:
        yield f"#{number} was given to another after {after.announced - before.announced} ms"
    if told:
        return
    for agent in new:
        if len(held := walk.held(agent)) >= ROOM:
            yield f"#{number} was given to {agent}, who has {held}"
    longer = [t.number for t in walk.untold() if _since(t) < _since(after)]
    if longer and in_order:
        yield f"#{number} was given before {longer}"


def _since(thread: OpenThread) -> tuple[int, int]:
    return thread.waits or thread.opened, thread.number


def told_twice(record: Record, handed: Iterable[str]) -> Iterable[str]:
    """Agents who were told of a thread as of a new one more than once.

    `handed` are the ids of the entries that the network took.
    """
    entries = [record.entries[one] for one in handed if one in record.entries]
    times = Counter((e.agent, e.thread) for e in entries if e.kind == "new")
    return (
        f"{agent} was told of #{n} {often} times"
        for (agent, n), often in times.items()
        if often > 1
    )


def forgotten(record: Record, items: list[dict[str, Any]]) -> Iterable[str]:
    """Threads that nobody has and nobody looks at; or that nobody was told of though one has room.

    `items` is the whole table, of a desk where nothing is on its way.
    """
    walk, looks, present = _Walk(), dict[int, int](), set[str]()
    for commit in record.commits:
        walk.takes(Contact.model_validate_json(commit.head), commit)
    for item in items:
        pk, sk = item["PK"]["S"], item["SK"]["S"]
        if pk.startswith("OUTBOX#i-"):
            entry = codec.read(Entry, item)
            number, at = entry.thread or 0, max(entry.after, entry.due)
            looks[number] = min(at, looks.get(number, at))
        elif pk.startswith("ROSTER#") and not item["away"]["BOOL"]:
            present.add(sk.removeprefix("AGENT#"))
    latest = int(time.time() * 1000) + LOOKED
    for thread in walk.threads:
        if thread.owner is None and looks.get(thread.number, latest + 1) > latest:
            yield f"nobody will look at #{thread.number}"
    free = sorted(agent for agent in present if len(walk.held(agent)) < ROOM)
    waiting = [thread.number for thread in walk.untold()]
    if free and waiting:
        yield f"{waiting} wait, and {free} have room"
