"""The desk that every interleaving is played on, its texts and its clock, and what codes are.

A code is a small tuple that holds what the rules decide by, and nothing else: two items with one
code are the same to every rule here. Customers, agents and relay numbers are 0 or 1. Times are kept
as far as a rule asks for them: the last minute (`CROSSING`) in ticks of the clock, what is older by
its order alone, and whether a text was shown at this very moment (`FOLD`). Left out: what only
words are made of (names of colleagues, the desk's own texts, most of the history), what counts
(versions, loads), and what no story here is long enough for (`TOLD_AT_ONCE`, `SILENCE`, all that
takes hours).
"""

from collections.abc import Iterable
from typing import Any

from chalicelib.models import MINUTE, SECOND, Spot
from chalicelib.rules.addressing import CROSSING

from .shape import START, Shape

Code = tuple[Any, ...]

NOW = START
TICK = 20 * SECOND
"""So long passes before an agent's text: more than `ORDERED`, `TOGETHER` and `FOLD`."""

RECENT = CROSSING // TICK
FIRST = 101
NAMES = ("Ana", "Bob")
NOBODY = -1


def words(customer: int) -> str:
    """An agent's words for this customer: the text itself tells whom it is meant for."""
    return f"Ready at 5, {NAMES[customer]}"


def number(digit: int, customer: int) -> str:
    """A lone digit that is meant for this customer, and answers no question of the desk's."""
    return (f"({digit})", f"{digit}.")[customer]


def meant(text: str) -> int:
    """Whom an agent's text is meant for; answers to the desk's questions are for nobody."""
    if text.isdigit():
        return NOBODY
    return int(text.endswith((NAMES[1], ".")))


class Place:
    """The desk: two agents, two customers, `relays` numbers; items by their codes."""

    def __init__(self, relays: int) -> None:
        self.desk = Shape(relays=relays).desk()
        self.relays = relays
        self.agents = self.desk.agents
        self.inbox = self.desk.inboxes[0]
        self.customers = tuple(f"+1514555040{c}" for c in range(2))
        self.ids = tuple(self.desk.identify(address) for address in self.customers)
        self._agent_ids = [agent.id for agent in self.agents]

    def spot(self, agent: int, relay: int) -> Spot:
        return Spot(self.agents[agent].addresses[0], self.desk.relay_numbers[relay])

    def relay(self, number: str) -> int:
        return self.desk.relay_numbers.index(number)

    def customer(self, contact: str | None) -> int:
        return self.ids.index(contact) if contact else NOBODY

    def agent(self, agent: str | None) -> int:
        return self._agent_ids.index(agent) if agent else NOBODY

    def agent_id(self, agent: int) -> str | None:
        return None if agent == NOBODY else self._agent_ids[agent]


def ages(times: Iterable[int], *, ordered: bool) -> dict[int, int]:
    """The codes of times: 0 for never, 1 for now, one more for each tick, then by their order."""
    known = {t for t in times if t}
    found = {t: 1 + (NOW - t) // TICK for t in known if NOW - t < CROSSING}
    old = sorted(known - found.keys(), reverse=True)
    return found | {t: 1 + RECENT + ordered * rank for rank, t in enumerate(old)} | {0: 0}


def moment(code: int) -> int:
    """A time with this code."""
    if code <= RECENT:
        return NOW - (code - 1) * TICK if code else 0
    return NOW - CROSSING - (code - 1 - RECENT)


def held_stamp(place: int) -> int:
    """The stamp of the text that is held at this place."""
    return NOW - MINUTE + place
