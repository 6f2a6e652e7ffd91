"""More customers than an agent can hold: told now and then, not one by one. Pure."""

from ..models import MINUTE, Agent, Desk, Line, Shown
from . import allotment

FEWEST = 3
"""So many unanswered threads at once nobody finds too many; more where the numbers hold more."""

EVERY = 10 * MINUTE
"""Who holds that many is told of one more in so long (ms), and that others wait."""


def is_full(lines: tuple[Line, ...], agent: Agent, desk: Desk, now: int) -> bool:
    """Whether as many threads wait for this agent's answer as can be held apart."""
    waiting = {s.thread for line in lines for s in line.shown if _waits(s, now)}
    return len(waiting) >= max(FEWEST, len(allotment.spots(agent, desk)))


def is_spared(lines: tuple[Line, ...], agent: Agent, desk: Desk, now: int) -> bool:
    """Whether a thread that nobody has is not told to this agent now: enough was."""
    lately = max((line.digested for line in lines), default=0)
    return is_full(lines, agent, desk, now) and now - lately < EVERY


def is_first(lines: tuple[Line, ...], since: int) -> bool:
    """Whether this agent has not been told yet that others wait, of those who wrote since then."""
    return max((line.digested for line in lines), default=0) < since


def _waits(shown: Shown, now: int) -> bool:
    """Shown and not answered, or about to be shown."""
    leaving = not shown.relayed and now - shown.allotted < EVERY
    return not shown.gone and ((shown.pending and bool(shown.relayed)) or leaving)
