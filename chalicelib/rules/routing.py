"""Who is told of a thread, or given it: what an inbox's serial worker decides. Pure.

The worker does not ask what happened: it looks at the thread and brings the agents up to date. So a
look too many does nothing, and a look that comes late does all that is due.
"""

from collections.abc import Mapping
from functools import partial

from ..decisions import Decision, Load
from ..models import (
    MINUTE,
    Agent,
    Desk,
    Entry,
    EntryKind,
    Line,
    OpenThread,
    Recipient,
    Roster,
    ThreadRecord,
    Told,
)
from ..texts import fit, say
from . import allotment, crowding, entries, story
from .case import Case, about, again, changed, heard, stamp_of, texts
from .threads import record
from .turn import name_of

AT_ONCE = 5
"""So many agents are told at once of a thread that nobody has."""

WIDEN_AFTER = 2 * MINUTE
"""When nobody has answered for this long (ms), the next agents are told."""

PATROL_EVERY = 5 * MINUTE
"""While nobody has answered, the worker looks again in so long (ms): who is there by now?"""

REMINDED = 3
"""So many of a thread's last texts and notes come with a thread that was put off."""

MOST = 10
"""A decision names at most so many recipients."""

Lines = Mapping[str, tuple[Line, ...]]


def whom(case: Case, desk: Desk, now: int) -> tuple[Agent, ...]:
    """The agents to tell or to give the thread to now: those whose lines the decision needs."""
    thread = case.thread
    if thread is None:
        return ()
    if owner := _owner(thread, desk):
        return (owner,) if _is_behind(case, thread, owner) or thread.passed else ()
    if returning := _returning(case, thread, desk):
        return (returning,)
    thread = _unowned(thread)
    return _present(case, thread, desk)[:AT_ONCE] if _widens(thread, now) else ()


def decide(case: Case, lines: Lines, desk: Desk, now: int) -> Decision:
    """What the worker does about a thread. `lines` are those of the agents that `whom` named."""
    thread = case.thread
    if thread is None:
        past = case.contact.closed_thread(case.entry.thread)
        return _tell_gone(case, None, past.owner if past else None, desk, now)
    if owner := _owner(thread, desk):
        if thread.passed:
            return _hand_over(case, thread, owner, lines, desk, now)
        if thread.snoozed and thread.snoozed <= now:
            return _remind(case, thread, owner, desk, now)
        if _is_behind(case, thread, owner):
            return _catch_up(case, thread, owner, lines, desk, now)
        return _tell_gone(case, thread, owner.id, desk, now)
    returning = _returning(case, thread, desk)
    if returning and (line := _allotted(case, returning, lines, desk, now)):
        return _give_back(case, thread, returning, line, now)
    decision = _announce(case, _unowned(thread), lines, desk, now)
    if thread.owner is None:
        return decision
    return decision.but(loads=(Load(agent=thread.owner, inbox=thread.inbox, by=-1),))


def _owner(thread: OpenThread, desk: Desk) -> Agent | None:
    """Who has the thread, while on the desk and within reach of a relay number."""
    agent = desk.agent(thread.owner)
    return agent if agent and allotment.spots(agent, desk) else None


def _unowned(thread: OpenThread) -> OpenThread:
    """The thread as nobody's; one whose owner left the desk is announced anew."""
    if thread.owner is None:
        return thread.but(had=None)
    return thread.but(owner=None, spot=None, had=None, announced=0, patrol=0)


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


def _announce(case: Case, thread: OpenThread, lines: Lines, desk: Desk, now: int) -> Decision:
    """To the next few agents where it is time, and what followed to those who know of it."""
    stamp = stamp_of(case, now)
    present = _present(case, thread, desk) if _widens(thread, now) else ()
    allotted = _lines_for(present[:AT_ONCE], case, lines, desk, now)
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
    """Where each of these is told of the thread; not those who were told of enough just now."""
    found = {}
    for agent in present:
        theirs = lines.get(agent.id, ())
        line = _allotted(case, agent, lines, desk, now)
        if line and not crowding.is_spared(theirs, agent, desk, now):
            crowded = crowding.is_full(theirs, agent, desk, now)
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


def _give_back(case: Case, thread: OpenThread, agent: Agent, line: Line, now: int) -> Decision:
    """A reopened thread goes to the agent who had it."""
    stamp = stamp_of(case, now)
    after = thread.but(owner=agent.id, had=None, spot=line.spot, look=0).but(
        shown=thread.heard, caught=thread.heard
    )
    entry = texts("reopened", case, agent, line.spot, thread.shown, stamp, now)
    return changed(case, after, stamp, [entry]).but(
        outcome="given_back",
        lines=(line,),
        record=record(case.contact, after),
        loads=(Load(agent=agent.id, inbox=thread.inbox, by=1),),
    )


def _hand_over(
    case: Case, thread: OpenThread, owner: Agent, lines: Lines, desk: Desk, now: int
) -> Decision:
    """Who was passed a thread, or took it with a text, gets what was said, on their own line."""
    passed, stamp = thread.passed, stamp_of(case, now)
    line = _allotted(case, owner, lines, desk, now)
    if line is None or passed is None:
        return _let_go(case, thread, owner, stamp, now)
    known = next((t.shown for t in case.told if t.agent == owner.id), None)
    if known is None or passed.by:
        said = [m for m in case.messages if not (m.note and m.text == passed.why)]  # said in front
        words = story.compact(said, case.contact, owner, desk, thread.shown)
        kind: EntryKind = "passed" if passed.by else "took"
        entry = about(kind, case, owner, line.spot, words, stamp, now)
        put = [entry.but(by=passed.by, why=passed.why)]
    else:  # took what they had let go
        put = [texts("relay", case, owner, line.spot, known, stamp, now)]
        put = put if heard(case, known) else []
    others = tuple(t for t in case.told if t.agent not in (owner.id, passed.by))
    if others:
        put.append(again(case, thread, stamp, now, 0))
    after = thread.but(
        spot=line.spot,
        shown=thread.heard,
        caught=thread.heard,
        look=0,
        passed=None,
        told=len(others),
    )
    return changed(case, after, stamp, put).but(
        outcome="handed_over", lines=(line,), record=record(case.contact, after).but(told=others)
    )


def _let_go(case: Case, thread: OpenThread, owner: Agent, stamp: int, now: int) -> Decision:
    """No number reaches the owner: the phone has closed them all. It is for the others."""
    after = _unowned(thread).but(passed=None)
    return changed(case, after, stamp, [again(case, after, stamp, now, 0)]).but(
        outcome="let_go",
        record=record(case.contact, after),
        loads=(Load(agent=owner.id, inbox=thread.inbox, by=-1),),
    )


def _remind(case: Case, thread: OpenThread, owner: Agent, desk: Desk, now: int) -> Decision:
    """A thread that was put off comes back to its owner."""
    stamp, after = stamp_of(case, now), thread.but(snoozed=0)
    words = "\n".join(
        story.line_of(m, case.contact, owner, desk) for m in case.messages[-REMINDED:]
    )
    spot = thread.spot
    put = [about("remind", case, owner, spot, words, stamp, now)] if spot else []
    return changed(case, after, stamp, put).but(
        outcome="reminded", record=record(case.contact, after)
    )


def offer(
    entry: Entry,
    threads: tuple[ThreadRecord, ...],
    roster: tuple[Roster, ...],
    told: tuple[Told, ...],
    desk: Desk,
    now: int,
) -> Decision:
    """Tells the others, in one text each, what an agent who went away has open in their inboxes.

    `threads` and `roster` are what the store has of that agent and of all the agent's inboxes.
    While nobody is there to be told, it waits. An offer with a thread says that the agent closed
    that one as spam; those who were `told` of that thread hear it where they were.
    """
    done = Decision(outcome="offered", taken=(entry,))
    agent = desk.agent(entry.agent)
    is_away = any(row.agent == entry.agent and row.away for row in roster)
    threads = tuple(t for t in threads if agent and t.inbox in agent.inboxes)
    if agent is None or not (entry.thread or (is_away and threads)):
        return done
    knows = {agent.id, *(t.agent for t in told)}
    here = dict.fromkeys(r.agent for r in sorted(roster, key=lambda r: (r.load, r.agent)))
    put: list[Entry] = []
    for other in [o for a in here if a not in knows and (o := desk.agent(a))]:
        away = any(row.agent == other.id and row.away for row in roster)
        spot, words = allotment.desk_spot(other, desk), _offered(entry, agent, threads, other)
        if spot and words and not away and len(put) < MOST:
            n = entries.serial(entry.n.partition("-")[0], 1)
            put.append(entries.to_agent("notice", other, spot, words, now, n, now))
    if not put and not entry.thread:
        inbox = entry.recipient.removeprefix(Recipient.worker(""))
        n = f"{entry.n.partition('-')[0]}-{now}"
        put.append(entries.offer(inbox, agent.id, now, n, now, wait=PATROL_EVERY))
    return done.but(put=tuple(put))


def _offered(entry: Entry, agent: Agent, threads: tuple[ThreadRecord, ...], to: Agent) -> str:
    """The words for `to`; none where nothing of it is in an inbox of theirs."""
    if entry.thread:
        return say("spammed", to.language, a=agent.name, n=entry.thread, c=entry.text)
    items = [
        say("mine_item", to.language, n=t.number, c=name_of(t.name, to.language))
        for t in threads
        if t.inbox in to.inboxes
    ]
    head = say("offer_head", to.language, a=agent.name)
    more = partial(_rest, to.language)
    return fit(head, items, more) if items else ""


def _rest(language: str, count: int) -> str:
    return say("list_rest", language, count=count)


def _is_behind(case: Case, thread: OpenThread, owner: Agent) -> bool:
    """Whether something was put on nobody's way, or did not reach the phone of who has it now."""
    known = next((t for t in case.told if t.agent == owner.id), None)
    missed = known is not None and bool(known.again) and known.shown < thread.heard
    return thread.heard > thread.shown or missed


def _catch_up(
    case: Case, thread: OpenThread, owner: Agent, lines: Lines, desk: Desk, now: int
) -> Decision:
    """The owner gets, as one, the texts that came before it was known who would answer."""
    spot = thread.spot
    allotted: tuple[Line, ...] = ()
    if spot is None or spot not in allotment.spots(owner, desk):
        line = _allotted(case, owner, lines, desk, now)
        if line is None:
            return _let_go(case, thread, owner, stamp_of(case, now), now)
        spot, allotted = line.spot, (line,)
    stamp = stamp_of(case, now)
    known = next((t for t in case.told if t.agent == owner.id), None)
    missed = known is not None and known.again
    since = known.shown if known and missed else max(known.shown if known else 0, thread.shown)
    put = [texts("relay", case, owner, spot, since, stamp, now)] if heard(case, since) else []
    others = [t for t in case.told if t.agent != owner.id]
    if others:
        put.append(again(case, thread, stamp, now, 0))
    after = thread.but(spot=spot, shown=thread.heard, caught=thread.heard, look=0)
    decision = changed(case, after, stamp, put).but(outcome="caught_up", lines=allotted)
    if not missed:
        return decision
    told = tuple(others)
    return decision.but(record=record(case.contact, after).but(told=told))


def _tell_gone(
    case: Case, thread: OpenThread | None, owner: str | None, desk: Desk, now: int
) -> Decision:
    """Those who were told of a thread hear that somebody has it, and nobody else."""
    others = [t for t in case.told if t.agent != owner]
    holder = desk.agent(owner)
    if not others or holder is None or case.record is None:
        return Decision(outcome="nothing", taken=(case.entry,))
    stamp = stamp_of(case, now)
    put: list[Entry] = []
    for told in others[:MOST]:
        if agent := desk.agent(told.agent):
            name = name_of(case.contact.name, agent.language)
            blocked = "spammed" if case.contact.spam else "blocked_by"
            key = "taken" if thread else "closed_by"
            key = blocked if case.contact.blocked else key
            words = say(key, agent.language, a=holder.name, n=case.record.number, c=name)
            put.append(about("gone", case, agent, told.spot, words, stamp, now))
    rest = tuple(others[MOST:])
    if rest:
        put.append(again(case, None, stamp, now, 0))
    contact = case.contact.but(stamp=stamp)
    if thread:
        contact = contact.with_thread(thread.but(told=len(rest), look=0))
    return Decision(
        outcome="told_gone",
        contact=contact,
        record=case.record.but(told=rest),
        put=tuple(put),
        taken=(case.entry,),
    )


def _allotted(case: Case, agent: Agent, lines: Lines, desk: Desk, now: int) -> Line | None:
    number = case.entry.thread or 0
    return allotment.allot(lines.get(agent.id, ()), agent, desk, number, case.contact.id, now)
