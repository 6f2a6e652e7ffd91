"""A thread needs somebody: an inbox's serial worker looks at it and tells its agents."""

import time
from collections.abc import Collection, Sequence
from itertools import takewhile

from . import deadends, telemetry, troubles
from .decisions import Decision
from .models import Agent, Desk, Entry, Line, OpenThread, Recipient, ThreadRecord
from .rules import (
    allotment,
    broadcast,
    closing,
    fitting,
    measures,
    offering,
    owning,
    queueing,
    routing,
    team,
)
from .rules.case import Case, since_when
from .store import agents, commit, contacts, outbox, tallies
from .store import desk as desks
from .store.calls import BATCH, retrying

_TEXTS = 100

_LINE = 1000
"""So many of an inbox's waiting threads are read where it matters how long the line is."""

_WEEK = 7
"""Of so many days, today the last, it is looked at how long customers usually wait."""


def run(recipient: str, base_url: str, deadline: float) -> None:
    """Looks at every thread of an inbox that is due, oldest first. `recipient` is `i-<inbox>`.

    At `deadline` (seconds of `time.monotonic`) it asks to be woken again for what is left. One
    thread that fails does not keep the others waiting: it is put off. Where AWS is out of reach,
    the first error is raised when all were looked at.
    """
    failed: Exception | None = None
    seen = set[str]()  # each once: one that stays as it was must not keep us here
    while entries := [e for e in _due(recipient) if e.id not in seen]:
        for entry in entries:
            if time.monotonic() > deadline:
                outbox.wake([recipient], f"again-{time.time_ns()}", base_url)
                return
            seen.add(entry.id)
            failed = _looked(entry, base_url) or failed
    if failed:
        raise failed


def _due(recipient: str) -> tuple[Entry, ...]:
    """The first looks that are due; those that wait stand behind, at the time they wait for.

    Many wait for the same moment, when the inbox opens: then who came first is first.
    """
    now = _now()
    found = takewhile(lambda entry: entry.after <= now, deadends.pending(recipient))
    return tuple(sorted(found, key=lambda e: (e.stamp, e.after and (e.thread or 0))))


def _looked(entry: Entry, base_url: str) -> Exception | None:
    """One look; what is to be raised when the others had their turn."""
    try:
        decision = retrying(lambda: _look(entry))
    except Exception as error:  # noqa: BLE001 - put off, or raised in the end
        return _put_off(entry, error)
    telemetry.logger.info("looked", extra={"entry": entry.id, "outcome": decision.outcome})
    outbox.wake(decision.recipients, entry.id, base_url)
    return None


def _put_off(entry: Entry, error: Exception) -> Exception | None:
    """What to raise when the others had their turn; None where it was this look's own fault."""
    try:
        deadends.look_stumbled(entry, error)
    except Exception as failure:  # noqa: BLE001 - raised by the caller
        about = {"entry": entry.id, **troubles.told(failure)}
        telemetry.logger.error("a look stopped", extra=about)
        return failure
    return None


def _look(entry: Entry) -> Decision:
    now, desk = _now(), desks.load()
    fresh = outbox.entry(entry.id)
    if fresh is None:
        return Decision(outcome="looked_before")
    if fresh.kind == "offer":
        return _offer(fresh, desk, now)
    if fresh.kind == "free":
        return _freed(fresh, desk, now)
    if fresh.kind == "stopped":
        telemetry.count("AgentOptedOut")
        decision = closing.tell_others(fresh, desk, now)
        commit.commit(decision)
        return decision
    if fresh.kind in ("spread", "joined", "left"):
        return _team(fresh, desk, now)
    case = _case(fresh, desk)
    asking = routing.asking(case, desk, now)
    lines = _lines(asking, desk, now)
    if not asking.whom(lines, desk, now) and routing.tells_place(case, desk, now):
        case = _placed(case, desk, now)
    decision = routing.decide(case, lines, desk, now)
    commit.commit(decision)
    return decision


def _lines(asking: routing.Asking, desk: Desk, now: int) -> dict[str, tuple[Line, ...]]:
    """The lines of those whom the decision is about, and of those before them who have no room.

    Who comes first is looked at alone, for mostly they have room. Then the next are looked at
    together, on the numbers that the desk has now: who has no room on these has none at all.
    """
    lines: dict[str, tuple[Line, ...]] = {}
    whole = set[str]()
    while asked := [a for a in asking.whom(lines, desk, now) if a.id not in whole]:
        if lines and any(agent.id not in lines for agent in asked):
            lines |= agents.lines(_next(asking.order.agents, lines, desk))
            continue
        lines |= {agent.id: agents.view(agent.id)[1] for agent in asked}
        whole |= {agent.id for agent in asked}
    return lines


def _next(order: Sequence[Agent], known: Collection[str], desk: Desk) -> dict[str, list[str]]:
    """As many of the next whose lines are not `known` as one read can have, with their lines."""
    found: dict[str, list[str]] = {}
    count = 0
    for agent in (one for one in order if one.id not in known):
        ids = [desk.line_id(spot) for spot in allotment.spots(agent, desk)]
        count += len(ids)
        if found and count > BATCH:
            break
        found[agent.id] = ids
    return found


def _placed(case: Case, desk: Desk, now: int) -> Case:
    """The same, with all who are before this customer counted, however many.

    And, for who hears of the line for the first time, what was counted of a week's answers.
    """
    thread = case.thread
    if thread is None:
        return case
    case = case.but(
        ahead=queueing.ahead(
            thread, contacts.waiting(thread.inbox, _LINE), desk.inbox(thread.inbox)
        )
    )
    if thread.queued:
        return case
    week = measures.days(_WEEK, now, desk.timezone)
    return case.but(counts=tallies.between(thread.inbox, *week))


def _offer(entry: Entry, desk: Desk, now: int) -> Decision:
    agent, here = desk.agent(entry.agent), entry.recipient.removeprefix(Recipient.worker(""))
    inboxes = agent.inboxes if agent and not entry.thread else (here,)
    rows = {name: agents.roster(name) for name in inboxes}
    if not entry.thread:  # that something was spam is as true later: nobody is told it twice
        rows = {n: fitting.there(rows[n], n, entry.agent, desk, now) for n in rows}
    roster = tuple(row for name in rows for row in rows[name])
    threads = contacts.owned(entry.agent or "")
    known = contacts.record(entry.contact, entry.thread) if entry.contact and entry.thread else None
    told = (known.told if known else None) or ()
    decision = offering.offer(entry, threads, roster, told, desk, now)
    commit.commit(decision)
    return decision


def _freed(entry: Entry, desk: Desk, now: int) -> Decision:
    """Somebody has room for one more: it is for who waits longest."""
    inbox = entry.recipient.removeprefix(Recipient.worker(""))
    waiting = contacts.waiting(inbox, _LINE)
    decision = queueing.freed(entry, waiting, desk.inbox(inbox), now)
    commit.commit(decision)
    return decision


def _team(entry: Entry, desk: Desk, now: int) -> Decision:
    """What a supervisor said by text: a word to all, who joined, who left."""
    agent = entry.agent or ""
    if entry.kind == "spread":
        decision = broadcast.spread(entry, desk, now)
    elif entry.kind == "joined":
        decision = team.greet(entry, agents.profile(agent), desk, now)
    else:
        decision = team.hand_over(entry, contacts.owned(agent), desk, now)
    commit.commit(decision)
    return decision


def _case(entry: Entry, desk: Desk) -> Case:
    """What the decision rests on; the roster and the texts only while the thread is open."""
    whose = entry.contact or ""
    contact = contacts.head(whose)
    record = contacts.record(whose, entry.thread or 0)
    thread = contact.thread(entry.thread)
    if thread is None:
        return Case(entry=entry, contact=contact, record=record)
    since = since_when(thread)
    texts = contacts.history(contact.id, since=since, limit=_TEXTS)
    return Case(
        entry=entry,
        contact=contact,
        record=record,
        roster=() if owning.owner_of(thread, desk) else agents.roster(thread.inbox),
        messages=tuple(m for m in reversed(texts) if m.thread == thread.number),
        ahead=_ahead(thread, desk),
        overnight=_overnight(thread, record, desk),
    )


def _ahead(thread: OpenThread, desk: Desk) -> tuple[ThreadRecord, ...]:
    """Who has waited longer, where agents are given one thread after the other."""
    inbox = desk.inbox(thread.inbox)
    if inbox is None or inbox.routing == "everyone" or thread.owner or thread.announced:
        return ()
    return queueing.ahead(thread, contacts.waiting(thread.inbox), inbox)


def _overnight(thread: OpenThread, record: ThreadRecord | None, desk: Desk) -> int:
    """How many have waited since the inbox was closed, while hardly anybody was told of this one.

    0 where it did not, and where one agent after the other is given a thread in any case.
    """
    inbox, told = desk.inbox(thread.inbox), (record.told if record else None) or ()
    if inbox is None or inbox.routing != "everyone" or thread.owner or len(told) > 1:
        return 0
    if not fitting.came_closed(thread.waits or thread.opened, inbox, desk):
        return 0
    waiting = contacts.waiting(thread.inbox)
    return sum(1 for one in waiting if fitting.came_closed(one.waits or one.opened, inbox, desk))


def _now() -> int:
    return int(time.time() * 1000)
