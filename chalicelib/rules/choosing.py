"""Which agents hear next of a thread that nobody has: a few at once, or one at a time. Pure."""

from collections.abc import Mapping
from itertools import islice
from typing import NamedTuple

from ..decisions import Load
from ..models import MINUTE, Agent, Desk, Inbox, Line, OpenThread, Told
from . import allotment, crowding, fitting, targets
from .case import PATROL_EVERY, Case

AT_ONCE = 5
"""So many agents are told at once of a thread that nobody has."""

WIDEN_AFTER = 2 * MINUTE
"""When nobody has answered for this long (ms), the next agents are told."""

ONE_BY_ONE = 2
"""So many agents are given a thread one after the other; then the whole team is told."""

MOST_ASKED = 25
"""So many agents' lines are looked at for one who can be told: each look costs a read."""


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


def _step(case: Case, inbox: Inbox) -> _Step:
    if inbox.routing == "everyone" or len(case.told) > ONE_BY_ONE:
        return _Step(AT_ONCE, WIDEN_AFTER)
    alone = len(case.told) < ONE_BY_ONE
    return _Step(1 if alone else AT_ONCE, inbox.pass_on_after, alone)


def chosen(
    case: Case, thread: OpenThread, lines: Mapping[str, tuple[Line, ...]], desk: Desk, now: int
) -> tuple[Agent, ...]:
    """Who is told now. Of an agent whose `lines` are not known it is supposed that there is room.

    Nobody, where it is not time, where nobody is there, or where nobody has room.
    """
    inbox = _inbox(thread, desk)
    step = _step(case, inbox)
    if thread.announced and not fitting.waited(inbox, desk, thread.announced, step.wait, now):
        return ()
    present = _present(case, thread, inbox, step, desk, now)[:MOST_ASKED]
    if step.alone:
        skills = _skills(case, inbox, desk)
        for agent in present:
            theirs = lines.get(agent.id, ())
            if fitting.is_able(agent, skills) and fitting.has_room(theirs, agent, desk, now):
                return (agent,)
        if not case.told:
            return ()
    free = (a for a in present if not crowding.is_spared(lines.get(a.id, ()), a, desk, now))
    return tuple(islice(free, AT_ONCE))


def off(case: Case, thread: OpenThread, desk: Desk, now: int) -> frozenset[str]:
    """Who of the roster is not to be woken now."""
    inbox = _inbox(thread, desk)
    urgent = fitting.is_urgent(inbox, case.messages)
    return fitting.off(case.roster, inbox, desk, now, urgent=urgent)


def pause(
    case: Case,
    thread: OpenThread,
    told: tuple[Told, ...],
    desk: Desk,
    now: int,
) -> int:
    """In how many ms to look again, when all these are `told`.

    When the inbox opens; when the next are to be told; else now and then: who is there by now?
    """
    inbox = _inbox(thread, desk)
    step = _step(case.but(record=case.record.but(told=told)) if case.record else case, inbox)
    urgent = fitting.is_urgent(inbox, case.messages)
    opens = now if urgent else fitting.opens(inbox, desk, now)
    if opens > now:
        return min(opens - now, fitting.LONGEST)
    knows = {one.agent for one in told}
    left = [a for a in _present(case, thread, inbox, step, desk, now) if a.id not in knows]
    wait = step.wait if left else PATROL_EVERY
    if step.alone and not told:
        wait = MINUTE if not thread.queued else PATROL_EVERY
    late = targets.moments(thread, inbox, desk).get("late", 0)
    return min(wait, late - now) if late > now else wait


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
        if not allotment.spots(agent, desk) or _is_customer(agent, case, desk):
            continue
        fits = (fitting.is_able(agent, skills), fitting.speaks(agent, case.contact, inbox))
        last = row.given if step.alone else 0
        found.append(((not fits[0], not fits[1], row.load, last, turn[row.agent]), agent))
    return tuple(agent for _, agent in sorted(found, key=lambda one: one[0]))


def _is_customer(agent: Agent, case: Case, desk: Desk) -> bool:
    """Whether the agent is who asks."""
    return case.contact.id in {desk.identify(address) for address in agent.addresses}
