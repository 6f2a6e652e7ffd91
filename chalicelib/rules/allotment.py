"""Which relay number shows a thread to an agent, so that each customer is one conversation."""

from ..models import HOUR, Agent, Desk, Line, Shown, Spot, channel_of

WARM = 48 * HOUR
"""A number that showed this agent somebody so recently (ms) is warm: it is taken last."""


def spots(agent: Agent, desk: Desk) -> tuple[Spot, ...]:
    """Every (agent's address, relay number) on one channel; the agent's first address leads."""
    return tuple(
        Spot(address, number)
        for address in agent.addresses
        for number in desk.relay_numbers
        if _alike(address, number)
    )


def desk_spot(agent: Agent, desk: Desk, lines: tuple[Line, ...] = ()) -> Spot | None:
    """Where the desk's own texts go that concern no conversation: its service number, if it can.

    Never to one of `lines` that the agent's phone has closed.
    """
    number = desk.service_number
    service = [Spot(a, number) for a in agent.addresses if number and _alike(a, number)]
    shut = {line.spot for line in lines if line.closed}
    found = (spot for spot in (*service, *spots(agent, desk)) if spot not in shut)
    return next(found, None)


def _alike(address: str, number: str) -> bool:
    return channel_of(address) == channel_of(number)


def blank(agent: Agent, spot: Spot, desk: Desk) -> Line:
    """A line on which nothing passed yet."""
    return Line(id=desk.line_id(spot), agent=agent.id, spot=spot)


def is_live(shown: Shown, now: int) -> bool:
    """Whether this thread still has a claim to the line: warm, or shown and not gone."""
    stays = bool(shown.relayed or shown.wrote) and not shown.gone
    return stays or now - max(shown.relayed, shown.allotted, shown.wrote) < WARM


def allot(
    lines: tuple[Line, ...], agent: Agent, desk: Desk, thread: int, contact: str, now: int
) -> Line | None:
    """The line to show `thread` of `contact` on, with the thread allotted there.

    First the number that this agent last had for this contact, if nobody else is live there; then
    one that is free; when all are warm, the one shared by the fewest. None: no number at all, or
    none that the agent's phone has not closed.
    """
    known = {line.spot: line for line in lines}
    every = [known.get(spot) or blank(agent, spot, desk) for spot in spots(agent, desk)]
    choice = [line for line in every if not line.closed]
    if not choice:
        return None
    line = min(choice, key=lambda line: _rank(line, thread, contact, now))
    before = line.entry(thread) or Shown(thread=thread, contact=contact)
    others = tuple(s for s in line.shown if s.thread != thread)
    return line.but(shown=(*others, before.but(allotted=now)))


def _is_other(shown: Shown, thread: int) -> bool:
    return shown.thread != thread and not shown.gone


def _rank(line: Line, thread: int, contact: str, now: int) -> tuple[int, int, int, int]:
    # Another matter of the same contact that is still open is somebody else's, as it were.
    others = [s for s in line.shown if s.contact != contact or _is_other(s, thread)]
    theirs = [s for s in line.shown if s.contact == contact]
    live = [s for s in others if is_live(s, now)]
    last = max((max(s.relayed, s.allotted, s.wrote) for s in others), default=0)
    warm = now - last < WARM and bool(others)
    had = max((max(s.relayed, s.wrote) for s in theirs), default=0)
    crowded = 1 if warm or live else 0
    return (crowded, -had if not crowded else 0, len(live), last)
