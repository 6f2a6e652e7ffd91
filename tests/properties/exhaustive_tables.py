"""States as numbers: the codes of each part in a table, the parts in one number; symmetry."""

from functools import cache
from typing import Any, NamedTuple

from . import exhaustive_time as time
from .exhaustive_effects import Effect
from .exhaustive_place import Code

BITS = 28
MASK = (1 << BITS) - 1
Event = tuple[Any, ...]
Parts = tuple[int, int, int, int, int]
Step = tuple[Event, Parts, Effect | None, str]


class Option(NamedTuple):
    """What an agent may write: the event, the agent then, own items, whom the text concerns."""

    event: Event
    agent: int
    view: int
    customer: int


class Table:
    """Codes by number."""

    def __init__(self) -> None:
        self.codes: list[Code] = []
        self._numbers: dict[Code, int] = {}

    def number(self, code: Code) -> int:
        found = self._numbers.get(code)
        if found is None:
            found = self._numbers[code] = len(self.codes)
            self.codes.append(code)
        return found


def pack(parts: Parts) -> int:
    a, b, c, d, e = parts
    return (((a << BITS | b) << BITS | c) << BITS | d) << BITS | e


def unpack(state: int) -> Parts:
    e, d = state & MASK, state >> BITS & MASK
    c, b = state >> 2 * BITS & MASK, state >> 3 * BITS & MASK
    return state >> 4 * BITS, b, c, d, e


def with_agent(parts: Parts, a: int, number: int) -> Parts:
    """The state with another agent at `a`."""
    c0, c1, a0, a1, i = parts
    return (c0, c1, a0, number, i) if a else (c0, c1, number, a1, i)


class Tables:
    """The codes of all parts. Two agents, or two customers, are as good as each other."""

    def __init__(self) -> None:
        self.contacts, self.agents, self.inboxes = Table(), Table(), Table()
        self.views = Table()
        for name in ("_other_contact", "_other_agent", "_other_inbox"):
            setattr(self, name, cache(getattr(self, name)))

    def least(self, parts: Parts) -> int:
        """The state, and the same with customers or agents exchanged: the least of the four."""
        return min(self.forms(parts))

    def forms(self, parts: Parts) -> tuple[int, int, int, int]:
        """As it is; with the agents exchanged; with the customers exchanged; with both."""
        c0, c1, a0, a1, i = parts
        x0, x1 = self._other_contact(c0), self._other_contact(c1)
        y0, y1, j = self._other_agent(a0), self._other_agent(a1), self._other_inbox(i)
        return (
            pack(parts),
            pack((x0, x1, a1, a0, i)),
            pack((c1, c0, y0, y1, j)),
            pack((x1, x0, y1, y0, j)),
        )

    def _other_contact(self, number: int) -> int:
        return self.contacts.number(time.other_agents(self.contacts.codes[number]))

    def _other_agent(self, number: int) -> int:
        view, outbox, phone = self.agents.codes[number]
        return self.agents.number(
            (time.other_view(view), time.other_outbox(outbox), time.other_phone(phone))
        )

    def _other_inbox(self, number: int) -> int:
        return self.inboxes.number(time.other_inbox(self.inboxes.codes[number]))
