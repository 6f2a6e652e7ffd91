"""What is read of agents: their own partition, and the rosters of inboxes."""

from collections.abc import Collection, Mapping

from ..models import HeldText, Line, Profile, Roster
from . import codec, keys
from .calls import get, get_all, query


def view(agent: str) -> tuple[Profile, tuple[Line, ...], tuple[HeldText, ...]]:
    """Who texts, what each number showed and when, and what is held, oldest first. 1 Query."""
    profile, lines, held = None, [], []
    for item in query(keys.agent_pk(agent)):
        kind = item["SK"]["S"]
        if kind == "PROFILE":
            profile = item
        elif kind.startswith("LINE#"):
            lines.append(codec.read(Line, item))
        elif kind.startswith("HELD#"):
            held.append(codec.read(HeldText, item))
    return codec.profile(agent, profile), tuple(lines), tuple(held)


def lines(wanted: Mapping[str, Collection[str]]) -> dict[str, tuple[Line, ...]]:
    """Several agents' lines at once, by their ids: those that are there. 1 BatchGetItem for 100."""
    found: dict[str, list[Line]] = {agent: [] for agent in wanted}
    asked = [keys.line(agent, one) for agent in wanted for one in dict.fromkeys(wanted[agent])]
    for item in get_all(asked):
        line = codec.read(Line, item)
        found[line.agent].append(line)
    return {agent: tuple(sorted(each, key=lambda one: one.id)) for agent, each in found.items()}


def profile(agent: str) -> Profile:
    """An agent's own state. 1 GetItem."""
    return codec.profile(agent, get(keys.profile(agent)))


def roster(inbox: str) -> tuple[Roster, ...]:
    """The agents of an inbox. 1 Query."""
    return codec.parse_all(codec.roster, query(keys.roster_pk(inbox)))
