"""Who is told of a thread, or given it: what an inbox's serial worker decides. Pure.

The worker does not ask what happened: it looks at the thread and brings the agents up to date. So a
look too many does nothing, and a look that comes late does all that is due.
"""

from types import MappingProxyType
from typing import NamedTuple

from ..decisions import Decision, Load
from ..models import Agent, Desk, Entry, Line, OpenThread, Told
from . import carriage, choosing, crowding, fitting, lateness, owning, queueing, story
from .case import MOST, Case, again, changed, heard, stamp_of, texts
from .owning import Lines
from .threads import record


class Asking(NamedTuple):
    """Whom a thread may be for: worked out once a look, while their lines become known.

    Its `owner`; else who `had` it, where a number reaches them; else the first of the `order`.
    """

    owner: Agent | None = None
    had: Agent | None = None
    order: choosing.Order = choosing.Order()

    def whom(self, lines: Lines, desk: Desk, now: int) -> tuple[Agent, ...]:
        """Those whose lines the decision needs, as far as `lines` are known."""
        if self.owner:
            return (self.owner,)
        if self.had and fitting.is_reachable(lines.get(self.had.id, ()), self.had, desk):
            return (self.had,)
        return choosing.first(self.order, lines, desk, now)


def asking(case: Case, desk: Desk, now: int) -> Asking:
    """Whom the thread may be for now; nobody, where nothing of it is to be told."""
    thread = case.thread
    if thread is None:
        return Asking()
    if owner := owning.owner_of(thread, desk):
        behind = owning.is_behind(case, thread, owner) or thread.passed
        return Asking(owner=owner if behind else None)
    return Asking(
        had=_had(case, thread, desk, now),
        order=choosing.order(case, owning.unowned(thread), desk, now),
    )


def whom(
    case: Case, desk: Desk, now: int, lines: Lines = MappingProxyType({})
) -> tuple[Agent, ...]:
    """The agents to tell or to give the thread to now: those whose lines the decision needs.

    `lines` are those known by now: for who was told of enough, the next agent is named.
    """
    return asking(case, desk, now).whom(lines, desk, now)


def tells_place(case: Case, desk: Desk, now: int) -> bool:
    """Whether the customer hears their place in the line, when nobody is told of the thread.

    That, and how long most wait; or later that it takes longer.
    """
    thread = case.thread
    if thread is None or case.told or owning.owner_of(thread, desk):
        return False
    place = queueing.is_told_place(case, thread, desk, now)
    return place or queueing.is_told_slower(case, thread, desk, now)


def decide(case: Case, lines: Lines, desk: Desk, now: int) -> Decision:
    """What the worker does about a thread. `lines` are those of the agents that `whom` named."""
    thread = case.thread
    if thread is None:
        past = case.contact.closed_thread(case.entry.thread) or case.record
        return owning.tell_gone(case, None, past.owner if past else None, desk, now)
    if owner := owning.owner_of(thread, desk):
        if thread.passed:
            decision = owning.hand_over(case, thread, owner, lines, desk, now)
            return lateness.looked_again(case, decision, now)
        if thread.snoozed and thread.snoozed <= now:
            return lateness.looked_again(case, owning.remind(case, thread, owner, desk, now), now)
        if owning.is_behind(case, thread, owner):
            if fitting.is_quiet(owner, thread, desk, now):
                return owning.keep_quiet(case, thread, owner, lines, desk, now)
            decision = owning.catch_up(case, thread, owner, lines, desk, now)
            return lateness.looked_again(case, decision, now)
        due = lateness.see_to(case, thread, owner, desk, now)
        return due or owning.tell_gone(case, thread, owner.id, desk, now)
    returning = _returning(case, thread, lines, desk, now)
    if returning and (line := owning.allotted_to(case, returning, lines, desk, now)):
        return owning.give_back(case, thread, returning, line, desk, now)
    free = owning.unowned(thread)
    if choosing.is_closed(thread, desk, now):
        free = free.but(had=thread.had)  # whose it is again when it opens
    decision = _announce(case, free, lines, desk, now)
    if thread.owner is None or decision.contact is None:
        return decision
    left = Load(agent=thread.owner, inbox=thread.inbox, by=-1)
    return decision.but(loads=(*decision.loads, left))


def _returning(case: Case, thread: OpenThread, lines: Lines, desk: Desk, now: int) -> Agent | None:
    """Who had a reopened thread, unless out of reach."""
    agent = _had(case, thread, desk, now)
    reached = agent and fitting.is_reachable(lines.get(agent.id, ()), agent, desk)
    return agent if reached else None


def _had(case: Case, thread: OpenThread, desk: Desk, now: int) -> Agent | None:
    """Who had a reopened thread, unless away, off, or no longer in the inbox."""
    if thread.announced or thread.had is None:
        return None
    off = choosing.off(case, thread, desk, now)
    here = {row.agent for row in case.roster if not row.away and row.agent not in off}
    return desk.agent(thread.had) if thread.had in here else None


def _announce(case: Case, thread: OpenThread, lines: Lines, desk: Desk, now: int) -> Decision:
    """To the next few agents where it is time, and what followed to those who know of it."""
    stamp = stamp_of(case, now)
    chosen = choosing.chosen(case, thread, lines, desk, now)
    if chosen and queueing.lets_others_first(case):
        return queueing.others_first(case, stamp, now)
    allotted = _lines_for(chosen, case, lines, desk, now)
    put: list[Entry] = [
        _announced(case, agent, line, desk, stamp, now) for agent, line in allotted.items()
    ]
    told = [
        Told(agent=agent.id, spot=line.spot, shown=thread.heard) for agent, line in allotted.items()
    ]
    quiet = choosing.off(case, thread, desk, now)
    known = _follow_up(case, thread, quiet, MOST - len(told), desk, stamp, now, put)
    quiet |= {row.agent for row in case.roster if row.away}
    behind = any(t.shown < thread.heard and t.again <= now and t.agent not in quiet for t in known)
    everybody = (*known, *told)
    seen = any(t.shown >= thread.heard for t in everybody)
    if behind:
        put.append(again(case, thread, stamp, now, 0))
    announced = now if allotted else thread.announced
    patrol = thread.patrol
    if patrol <= now:
        last = thread.but(announced=announced)
        patrol = now + choosing.pause(case, last, everybody, desk, now)
        put.append(again(case, thread, stamp, now, patrol - now))
    alone = choosing.given(case, thread, tuple(allotted), desk, now)
    given, word = bool(everybody), tuple[Entry, ...]()
    if not allotted:
        thread, word = queueing.told(case, thread, stamp, desk, now, given=given)
    late = lateness.escalation(case, thread, desk, now)
    after = thread.but(
        told=len(everybody),
        announced=announced,
        shown=thread.heard if seen and not behind else thread.shown,
        look=0,
        patrol=patrol,
        escalated=now if late else thread.escalated,
    )
    return changed(case, after, stamp, (*put, *late, *word)).but(
        outcome="announced",
        lines=(*allotted.values(), *(_fence(allotted, lines) if alone else ())),
        record=record(case.contact, after).but(told=everybody),
        loads=alone,
    )


def _fence(allotted: dict[Agent, Line], lines: Lines) -> tuple[Line, ...]:
    """One line more of who answers several inboxes and is given a thread.

    Their workers all write it, so that two of them never both find the room for one more.
    """
    found = []
    for agent, line in allotted.items():
        known = sorted(lines.get(agent.id, ()), key=lambda one: one.id)[:1]
        if len(agent.inboxes) > 1:
            found += [one for one in known if one.id != line.id]
    return tuple(found)


def _lines_for(
    chosen: tuple[Agent, ...], case: Case, lines: Lines, desk: Desk, now: int
) -> dict[Agent, Line]:
    """Where each of these is told of the thread.

    Those who are full, and once in the morning, hear that others wait too.
    """
    found, inbox = {}, desk.inbox(case.thread.inbox) if case.thread else None
    morning = inbox is not None and choosing.is_morning(case, inbox)
    since = (case.thread.waits or case.thread.opened) if case.thread else 0
    for agent in chosen:
        if line := owning.allotted_to(case, agent, lines, desk, now):
            known = lines.get(agent.id, ())
            crowded = crowding.is_full(known, agent, desk, now)
            crowded = crowded or (morning and crowding.is_first(known, since))
            found[agent] = line.but(digested=now) if crowded else line
    return found


def _announced(case: Case, agent: Agent, line: Line, desk: Desk, stamp: int, now: int) -> Entry:
    """What the customer wrote; where somebody has answered before, what was said."""
    entry = texts("new", case, agent, line.spot, 0, stamp, now).but(crowd=line.digested == now)
    if not any(m.author and not m.note for m in case.messages):
        return entry
    shown = case.thread.shown if case.thread else None
    waiting = heard(case, story.whole_since(case.messages, case.contact))
    return entry.but(
        text=story.compact(case.messages, case.contact, agent, desk, shown),
        media=carriage.of(story.awaiting(case.messages, case.contact, shown)),
        written=waiting[0].stamp if waiting else 0,
        late=waiting[0].late if waiting else 0,
    )


def _follow_up(
    case: Case,
    thread: OpenThread,
    quiet: frozenset[str],
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
        if told.agent in quiet or (told.agent in away and told.again):
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
