"""Which agents hear next of a thread that nobody has: a few at once, or one at a time. Pure."""

from itertools import islice
from typing import NamedTuple
from zlib import crc32

from ..decisions import Load
from ..models import MINUTE, Agent, Desk, Inbox, OpenThread, Told
from . import allotment, crowding, fitting, queueing, targets
from .case import PATROL_EVERY, Case
from .owning import Lines

AT_ONCE = 5
"""So many agents are told at once of a thread that nobody has."""

WIDEN_AFTER = 2 * MINUTE
"""When nobody has answered for this long (ms), the next agents are told."""

MORNING = 3
"""Where more than so many have waited since the inbox was closed, each is told to one agent first:
nobody is to find all of them, and all the others as well."""

ONE_BY_ONE = 2
"""So many agents are given a thread one after the other; then the whole team is told."""

MOST_ASKED = 25
"""So many agents' lines are looked at for one who can be told: they cost reads."""

ALWAYS_ASKED = 10
"""So many of them are those who come first; the others are other ones at each look, so that nobody
who has room is hidden for long behind those who answer nothing."""


class _Step(NamedTuple):
    """How many are told at once, and how long (ms) the last step is waited for.

    `alone`: one agent, with room for it, is given the thread before all others.
    """

    at_once: int
    wait: int
    alone: bool = False


def _inbox(thread: OpenThread, desk: Desk) -> Inbox:
    """The thread's inbox; one that left the desk is like any without rules of its own."""
    return desk.inbox(thread.inbox) or Inbox(name=thread.inbox, addresses=())


def is_morning(case: Case, inbox: Inbox) -> bool:
    """Whether this is one of many that have waited since the inbox was closed."""
    return inbox.routing == "everyone" and case.overnight > MORNING


def _step(case: Case, inbox: Inbox) -> _Step:
    if is_morning(case, inbox) and len(case.told) < ONE_BY_ONE:
        return _Step(AT_ONCE if case.told else 1, inbox.pass_on_after)
    if inbox.routing == "everyone" or len(case.told) > ONE_BY_ONE:
        return _Step(AT_ONCE, WIDEN_AFTER)
    alone = len(case.told) < ONE_BY_ONE
    return _Step(1 if alone else AT_ONCE, inbox.pass_on_after, alone)


class Order(NamedTuple):
    """Who may be told of a thread now, in their order: all that can be said without their lines.

    `skills` are those that it asks for, `at_once` how many are told. `alone`: one agent, with room
    for it, is given it; where nobody has room, others are told all the same if it is `widened`, or
    if it is `long` that nobody who has the skills is there.
    """

    agents: tuple[Agent, ...] = ()
    skills: frozenset[str] = frozenset()
    at_once: int = AT_ONCE
    alone: bool = False
    urgent: bool = False
    widened: bool = False
    long: bool = False


def order(case: Case, thread: OpenThread, desk: Desk, now: int) -> Order:
    """Who may be told now. Nobody, where it is not time, or where nobody is there."""
    inbox = _inbox(thread, desk)
    step, urgent = _step(case, inbox), fitting.is_urgent(inbox, case.messages)
    if thread.announced and now < _due(thread, inbox, step, desk, urgent=urgent):
        return Order()
    present = _present(case, thread, inbox, step, desk, now)
    return Order(
        agents=_asked(present, thread, now),
        skills=_skills(case, inbox, desk),
        at_once=AT_ONCE if step.alone or urgent else step.at_once,
        alone=step.alone,
        urgent=urgent,
        widened=bool(case.told) or urgent,
        long=_is_long(thread, inbox, desk, now),
    )


def _asked(present: tuple[Agent, ...], thread: OpenThread, now: int) -> tuple[Agent, ...]:
    """Those of them who are looked at now, in the same order."""
    rest, few = present[ALWAYS_ASKED:], MOST_ASKED - ALWAYS_ASKED
    if len(rest) <= few:
        return present
    # As chance would have it, but for one moment always the same: looks come at even intervals.
    first = crc32(f"{thread.number}.{now}".encode()) % len(rest)
    asked = sorted((first + i) % len(rest) for i in range(few))
    return (*present[:ALWAYS_ASKED], *(rest[i] for i in asked))


def first(order: Order, lines: Lines, desk: Desk, now: int) -> tuple[Agent, ...]:
    """Who of them is told. Of an agent whose `lines` are not known it is supposed there is room."""
    present = [a for a in order.agents if fitting.is_reachable(lines.get(a.id, ()), a, desk)]
    if order.alone:
        able = [agent for agent in present if fitting.is_able(agent, order.skills)]
        for agent in able:
            if fitting.has_room(lines.get(agent.id, ()), agent, desk, now):
                return (agent,)
        if not (order.widened or (not able and order.long)):
            return ()
    free = (
        a
        for a in present
        if order.urgent or not crowding.is_spared(lines.get(a.id, ()), a, desk, now)
    )
    return tuple(islice(free, order.at_once))


def chosen(case: Case, thread: OpenThread, lines: Lines, desk: Desk, now: int) -> tuple[Agent, ...]:
    """Who is told now, as far as their `lines` are known; nobody, where nobody has room."""
    return first(order(case, thread, desk, now), lines, desk, now)


def _due(thread: OpenThread, inbox: Inbox, step: _Step, desk: Desk, *, urgent: bool) -> int:
    """When the next are told, after those who were told last."""
    return fitting.due(inbox, desk, thread.announced, step.wait, urgent=urgent)


def _is_long(thread: OpenThread, inbox: Inbox, desk: Desk, now: int) -> bool:
    """Whether so long passed that who has not the skills is told as well, if nobody there has."""
    since = thread.waits or thread.opened
    return fitting.due(inbox, desk, since, inbox.pass_on_after, urgent=False) <= now


def off(case: Case, thread: OpenThread, desk: Desk, now: int) -> frozenset[str]:
    """Who of the roster is not to be woken now."""
    inbox = _inbox(thread, desk)
    urgent = fitting.is_urgent(inbox, case.messages)
    return fitting.off(case.roster, inbox, desk, now, urgent=urgent)


def is_closed(thread: OpenThread, desk: Desk, now: int) -> bool:
    """Whether the agents of the thread's inbox are told of nothing, unless it is urgent."""
    return fitting.opens(_inbox(thread, desk), desk, now) > now


def pause(case: Case, thread: OpenThread, told: tuple[Told, ...], desk: Desk, now: int) -> int:
    """In how many ms to look again, when all these are `told`, the last at `thread.announced`.

    When the inbox opens; when the next are to be told, or supervisors; else now and then.
    """
    inbox = _inbox(thread, desk)
    wait = _pause(case, thread, inbox, told, desk, now)
    late = targets.moments(thread, inbox, desk).get("late", 0)
    return min(wait, late - now) if late > now else wait


def _pause(
    case: Case, thread: OpenThread, inbox: Inbox, told: tuple[Told, ...], desk: Desk, now: int
) -> int:
    team = {row.agent for row in case.roster if desk.agent(row.agent)}
    if is_closed(thread, desk, now) and team <= off(case, thread, desk, now):
        return min(fitting.opens(inbox, desk, now) - now, fitting.LONGEST)
    step = _step(case.but(record=case.record.but(told=told)) if case.record else case, inbox)
    if step.alone and not told:
        return MINUTE if now - thread.waits < queueing.TOLD_AFTER else PATROL_EVERY
    knows = {one.agent for one in told}
    present = _present(case, thread, inbox, step, desk, now)
    if all(agent.id in knows for agent in present):
        return PATROL_EVERY
    if inbox.routing == "everyone":
        return step.wait
    urgent = fitting.is_urgent(inbox, case.messages)
    left = _due(thread, inbox, step, desk, urgent=urgent) - now
    # Nobody could be told although it was time: whoever has room again is not announced here.
    return min(left if left > 0 else PATROL_EVERY, step.wait)


def given(
    case: Case, thread: OpenThread, chosen: tuple[Agent, ...], desk: Desk, now: int
) -> tuple[Load, ...]:
    """That an agent was given the thread before all others, for whose turn it is next."""
    if not _step(case, _inbox(thread, desk)).alone or len(chosen) != 1:
        return ()
    return tuple(Load(agent=a.id, inbox=thread.inbox, by=0, given=now) for a in chosen)


def _skills(case: Case, inbox: Inbox, desk: Desk) -> frozenset[str]:
    """What the thread asks for, as far as anybody of the inbox has it."""
    team = [agent for row in case.roster if (agent := desk.agent(row.agent))]
    return frozenset(
        skill
        for skill in fitting.needed(inbox, case.messages)
        if any(skill in agent.skills for agent in team)
    )


def _present(
    case: Case, thread: OpenThread, inbox: Inbox, step: _Step, desk: Desk, now: int
) -> tuple[Agent, ...]:
    """Who is there and not told yet: the able first, who has fewest threads, then in turn."""
    told, quiet = {t.agent for t in case.told}, off(case, thread, desk, now)
    skills = _skills(case, inbox, desk)
    rows = sorted(case.roster, key=lambda row: row.agent)
    turn = {row.agent: (i + thread.number) % len(rows) for i, row in enumerate(rows)}
    found = []
    for row in rows:
        agent = desk.agent(row.agent)
        if agent is None or row.away or row.agent in told or row.agent in quiet:
            continue
        spots = allotment.spots(agent, desk)
        if not spots or _is_customer(agent, case, desk):
            continue
        fits = (fitting.is_able(agent, skills), fitting.speaks(agent, case.contact, inbox))
        # Who has as many as they may have can't be given one: no use asking them first.
        full = step.alone and row.load >= (agent.capacity or len(spots))
        last = row.given if step.alone else 0
        found.append(((not fits[0], full, not fits[1], row.load, last, turn[row.agent]), agent))
    return tuple(agent for _, agent in sorted(found, key=lambda one: one[0]))


def _is_customer(agent: Agent, case: Case, desk: Desk) -> bool:
    """Whether the agent is who asks."""
    who = {case.contact.id, *case.contact.linked}
    return not who.isdisjoint(desk.identify(address) for address in agent.addresses)
