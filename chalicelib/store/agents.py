"""What is read of agents: their own partition, and the rosters of inboxes."""

from ..models import HeldText, Line, Profile, Roster
from . import codec, keys
from .calls import get, query


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


def profile(agent: str) -> Profile:
    """An agent's own state. 1 GetItem."""
    return codec.profile(agent, get(keys.profile(agent)))


def roster(inbox: str) -> tuple[Roster, ...]:
    """The agents of an inbox. 1 Query."""
    return codec.parse_all(codec.roster, query(keys.roster_pk(inbox)))
