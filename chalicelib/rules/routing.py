"""Who is told of a thread, or given it: what an inbox's serial worker decides. Pure.

The worker does not ask what happened: it looks at the thread and brings the agents up to date. So a
look too many does nothing, and a look that comes late does all that is due.
"""

from itertools import islice
from types import MappingProxyType

from ..decisions import Decision, Load
from ..models import MINUTE, Agent, Desk, Entry, Line, OpenThread, Told
from . import allotment, crowding, owning, story
from .case import MOST, PATROL_EVERY, Case, again, changed, heard, stamp_of, texts
from .owning import Lines
from .threads import record

AT_ONCE = 5
"""So many agents are told at once of a thread that nobody has."""

WIDEN_AFTER = 2 * MINUTE
"""When nobody has answered for this long (ms), the next agents are told."""


MOST_ASKED = 25
"""So many agents' lines are looked at for one who can be told: each look costs a read."""


def whom(
    case: Case, desk: Desk, now: int, lines: Lines = MappingProxyType({})
) -> tuple[Agent, ...]:
    """The agents to tell or to give the thread to now: those whose lines the decision needs.

    `lines` are those known by now: for who was told of enough, the next agent is named.
    """
    thread = case.thread
    if thread is None:
        return ()
    if owner := owning.owner_of(thread, desk):
        return (owner,) if owning.is_behind(case, thread, owner) or thread.passed else ()
    if returning := _returning(case, thread, desk):
        return (returning,)
    thread = owning.unowned(thread)
    return _able(_present(case, thread, desk), lines, desk, now) if _widens(thread, now) else ()


def decide(case: Case, lines: Lines, desk: Desk, now: int) -> Decision:
    """What the worker does about a thread. `lines` are those of the agents that `whom` named."""
    thread = case.thread
    if thread is None:
        past = case.contact.closed_thread(case.entry.thread)
        return owning.tell_gone(case, None, past.owner if past else None, desk, now)
    if owner := owning.owner_of(thread, desk):
        if thread.passed:
            return owning.hand_over(case, thread, owner, lines, desk, now)
        if thread.snoozed and thread.snoozed <= now:
            return owning.remind(case, thread, owner, desk, now)
        if owning.is_behind(case, thread, owner):
            return owning.catch_up(case, thread, owner, lines, desk, now)
        return owning.tell_gone(case, thread, owner.id, desk, now)
    returning = _returning(case, thread, desk)
    if returning and (line := owning.allotted_to(case, returning, lines, desk, now)):
        return owning.give_back(case, thread, returning, line, now)
    decision = _announce(case, owning.unowned(thread), lines, desk, now)
    if thread.owner is None:
        return decision
    return decision.but(loads=(Load(agent=thread.owner, inbox=thread.inbox, by=-1),))


def _returning(case: Case, thread: OpenThread, desk: Desk) -> Agent | None:
    """Who had a reopened thread, unless away or no longer in the inbox."""
    if thread.announced:
        return None
    here = {row.agent for row in case.roster if not row.away}
    agent = desk.agent(thread.had) if thread.had in here else None
    return agent if agent and allotment.spots(agent, desk) else None


def _present(case: Case, thread: OpenThread, desk: Desk) -> tuple[Agent, ...]:
    """The inbox's agents who are not away and not told yet: fewest threads first, in turn."""
    told = {t.agent for t in case.told}
    rows = sorted(case.roster, key=lambda row: row.agent)
    turn = {row.agent: (i + thread.number) % len(rows) for i, row in enumerate(rows)}
    free = sorted(
        (row for row in rows if not row.away and row.agent not in told),
        key=lambda row: (row.load, turn[row.agent]),
    )
    agents = [agent for row in free if (agent := desk.agent(row.agent))]
    return tuple(
        agent
        for agent in agents
        if allotment.spots(agent, desk)
        and case.contact.id not in {desk.identify(a) for a in agent.addresses}
    )


def _able(present: tuple[Agent, ...], lines: Lines, desk: Desk, now: int) -> tuple[Agent, ...]:
    """The first of these who can be told of one more; who is not known to be spared may be."""
    found = (
        agent
        for agent in present[:MOST_ASKED]
        if not crowding.is_spared(lines.get(agent.id, ()), agent, desk, now)
    )
    return tuple(islice(found, AT_ONCE))


def _announce(case: Case, thread: OpenThread, lines: Lines, desk: Desk, now: int) -> Decision:
    """To the next few agents where it is time, and what followed to those who know of it."""
    stamp = stamp_of(case, now)
    present = _present(case, thread, desk) if _widens(thread, now) else ()
    allotted = _lines_for(_able(present, lines, desk, now), case, lines, desk, now)
    put: list[Entry] = [
        _announced(case, agent, line, desk, stamp, now) for agent, line in allotted.items()
    ]
    told = [
        Told(agent=agent.id, spot=line.spot, shown=thread.heard) for agent, line in allotted.items()
    ]
    known = _follow_up(case, thread, MOST - len(told), desk, stamp, now, put)
    away = {row.agent for row in case.roster if row.away}
    behind = any(t.shown < thread.heard and t.again <= now and t.agent not in away for t in known)
    everybody = (*known, *told)
    seen = any(t.shown >= thread.heard for t in everybody)
    if behind:
        put.append(again(case, thread, stamp, now, 0))
    patrol = thread.patrol
    if patrol <= now:
        more = len(present) > (AT_ONCE if everybody else 0)
        wait = WIDEN_AFTER if more else PATROL_EVERY
        patrol = now + wait
        put.append(again(case, thread, stamp, now, wait))
    after = thread.but(
        told=len(everybody),
        announced=now if allotted else thread.announced,
        shown=thread.heard if seen and not behind else thread.shown,
        look=0,
        patrol=patrol,
    )
    return changed(case, after, stamp, put).but(
        outcome="announced",
        lines=tuple(allotted.values()),
        record=record(case.contact, after).but(told=everybody),
    )


def _lines_for(
    present: tuple[Agent, ...], case: Case, lines: Lines, desk: Desk, now: int
) -> dict[Agent, Line]:
    """Where each of these is told of the thread."""
    found = {}
    for agent in present:
        if line := owning.allotted_to(case, agent, lines, desk, now):
            crowded = crowding.is_full(lines.get(agent.id, ()), agent, desk, now)
            found[agent] = line.but(digested=now) if crowded else line
    return found


def _announced(case: Case, agent: Agent, line: Line, desk: Desk, stamp: int, now: int) -> Entry:
    """What the customer wrote; where somebody has answered before, what was said."""
    entry = texts("new", case, agent, line.spot, 0, stamp, now).but(crowd=line.digested == now)
    if not any(m.author and not m.note for m in case.messages):
        return entry
    shown = case.thread.shown if case.thread else None
    answered = max((m.stamp for m in case.messages if m.author and not m.note), default=0)
    waiting = heard(case, answered)
    return entry.but(
        text=story.compact(case.messages, case.contact, agent, desk, shown),
        written=waiting[0].stamp if waiting else 0,
        late=waiting[0].late if waiting else 0,
    )


def _widens(thread: OpenThread, now: int) -> bool:
    return not thread.announced or now >= thread.announced + WIDEN_AFTER


def _follow_up(
    case: Case,
    thread: OpenThread,
    most: int,
    desk: Desk,
    stamp: int,
    now: int,
    put: list[Entry],
) -> tuple[Told, ...]:
    """Shows those who know of the thread what followed, `most` of them now; who has seen what."""
    after = []
    away = {row.agent for row in case.roster if row.away}
    for told in case.told:
        agent = desk.agent(told.agent)
        if told.agent in away and told.again:
            after.append(told)
        elif agent is None or told.shown >= thread.heard:
            after.append(told.but(shown=max(told.shown, thread.heard)))
        elif told.again > now:
            after.append(told)
        elif most > 0:
            most -= 1
            since = told.shown if told.again else told.shown or thread.shown
            if heard(case, since):
                put.append(texts("more", case, agent, told.spot, since, stamp, now))
            after.append(told.but(shown=thread.heard, again=0))
        else:
            after.append(told)
    return tuple(after)
