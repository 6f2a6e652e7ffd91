"""What an inbox's worker does about a thread that somebody has, or had. Pure."""

from collections.abc import Mapping

from ..decisions import Decision, Load
from ..models import Agent, Desk, Entry, EntryKind, Line, OpenThread, Told
from ..texts import say
from . import allotment, carriage, fitting, story, targets
from .case import MOST, Case, about, again, changed, heard, marked, stamp_of, texts
from .threads import record, told_until
from .turn import name_of

REMINDED = 3
"""So many of a thread's last texts and notes come with a thread that was put off."""

Lines = Mapping[str, tuple[Line, ...]]
"""The lines of some agents, by agent."""


def owner_of(thread: OpenThread, desk: Desk) -> Agent | None:
    """Who has the thread, while on the desk and within reach of a relay number."""
    agent = desk.agent(thread.owner)
    return agent if agent and allotment.spots(agent, desk) else None


def unowned(thread: OpenThread) -> OpenThread:
    """The thread as nobody's; one whose owner left the desk is announced anew."""
    if thread.owner is None:
        return thread.but(had=None)
    return thread.but(owner=None, spot=None, had=None, announced=0, patrol=0)


def give_back(
    case: Case, thread: OpenThread, agent: Agent, line: Line, desk: Desk, now: int
) -> Decision:
    """A reopened thread goes to the agent who had it."""
    stamp = stamp_of(case, now)
    after = thread.but(owner=agent.id, had=None, spot=line.spot, look=0).but(
        shown=thread.heard, caught=thread.heard, whole=thread.shown + 1
    )
    put = [texts("reopened", case, agent, line.spot, thread.shown, stamp, now)]
    after = targets.watched(after, desk, now)
    if after.watch != thread.watch:
        put.append(again(case, after, stamp, now, after.watch - now))
    return changed(case, after, stamp, put).but(
        outcome="given_back",
        lines=(line,),
        record=record(case.contact, after),
        loads=(Load(agent=agent.id, inbox=thread.inbox, by=1),),
    )


def hand_over(
    case: Case, thread: OpenThread, owner: Agent, lines: Lines, desk: Desk, now: int
) -> Decision:
    """Who was passed a thread, or took it with a text, gets what was said, on their own line."""
    passed, stamp = thread.passed, stamp_of(case, now)
    if passed and passed.by and (waits := _until_open(case, thread, owner, desk, now)):
        return waits
    line = allotted_to(case, owner, lines, desk, now)
    if line is None or passed is None:
        return let_go(case, thread, owner, stamp, now)
    known = next((t.shown for t in case.told if t.agent == owner.id), None)
    if known is None or passed.by:
        said = [m for m in case.messages if not (m.note and m.text == passed.why)]  # said in front
        # Who took it with a text was shown nothing: their own texts answer none of the customer's.
        others_said = [m for m in said if m.author != owner.id]
        shown = thread.shown
        if not passed.by:
            shown = story.whole_since(others_said, case.contact, shown)
        words = story.compact(said, case.contact, owner, desk, shown)
        since = story.whole_since(said, case.contact, shown)
        kind: EntryKind = "passed" if passed.by else "took"
        entry = about(kind, case, owner, line.spot, words, stamp, now)
        whole = story.awaiting(said, case.contact, shown)
        entry = entry.but(by=passed.by, why=passed.why, media=carriage.of(whole))
        put = [marked(entry, whole, thread)]
    else:  # took what they had let go
        since = known
        put = [texts("relay", case, owner, line.spot, known, stamp, now)]
        put = put if heard(case, known) else []
    others = tuple(t for t in case.told if t.agent not in (owner.id, passed.by))
    if others:
        put.append(again(case, thread, stamp, now, 0))
    after = thread.but(
        spot=line.spot,
        shown=thread.heard,
        caught=told_until(thread),
        whole=since + 1,
        look=0,
        passed=None,
        told=len(others),
        # The last word was not this owner's.
        spoke=min(thread.spoke, now - fitting.AWAKE) if passed.by else thread.spoke,
    )
    return changed(case, after, stamp, put).but(
        outcome="handed_over", lines=(line,), record=record(case.contact, after).but(told=others)
    )


def catch_up(
    case: Case, thread: OpenThread, owner: Agent, lines: Lines, desk: Desk, now: int
) -> Decision:
    """The owner gets, as one, the texts that came before it was known who would answer."""
    spot = thread.spot
    allotted: tuple[Line, ...] = ()
    if spot is None or spot not in allotment.spots(owner, desk):
        line = allotted_to(case, owner, lines, desk, now)
        if line is None:
            return let_go(case, thread, owner, stamp_of(case, now), now)
        spot, allotted = line.spot, (line,)
    stamp = stamp_of(case, now)
    known = next((t for t in case.told if t.agent == owner.id), None)
    missed = known is not None and known.again
    since = known.shown if known and missed else max(known.shown if known else 0, thread.shown)
    put = [texts("relay", case, owner, spot, since, stamp, now)] if heard(case, since) else []
    others = [t for t in case.told if t.agent != owner.id]
    if others:
        put.append(again(case, thread, stamp, now, 0))
    whole = min(thread.whole, since + 1) if thread.caught else since + 1
    after = thread.but(spot=spot, shown=thread.heard, caught=thread.heard, whole=whole, look=0)
    decision = changed(case, after, stamp, put).but(outcome="caught_up", lines=allotted)
    if not missed:
        return decision
    told = tuple(others)
    return decision.but(record=record(case.contact, after).but(told=told))


def is_behind(case: Case, thread: OpenThread, owner: Agent) -> bool:
    """Whether something was put on nobody's way, or did not reach the phone of who has it now."""
    known = next((t for t in case.told if t.agent == owner.id), None)
    missed = known is not None and bool(known.again) and known.shown < thread.heard
    return thread.heard > thread.shown or missed


def remind(case: Case, thread: OpenThread, owner: Agent, desk: Desk, now: int) -> Decision:
    """A thread that was put off comes back to its owner."""
    stamp, after = stamp_of(case, now), thread.but(snoozed=0, kept=now)
    words = "\n".join(
        story.line_of(m, case.contact, owner, desk) for m in case.messages[-REMINDED:]
    )
    spot = thread.spot
    put = [about("remind", case, owner, spot, words, stamp, now)] if spot else []
    return changed(case, after, stamp, put).but(
        outcome="reminded", record=record(case.contact, after)
    )


def let_go(case: Case, thread: OpenThread, owner: Agent, stamp: int, now: int) -> Decision:
    """Nothing reaches the owner: all numbers are closed, or it is not their shift. For others."""
    after = unowned(thread).but(passed=None)
    return changed(case, after, stamp, [again(case, after, stamp, now, 0)]).but(
        outcome="let_go",
        record=record(case.contact, after),
        loads=(Load(agent=owner.id, inbox=thread.inbox, by=-1),),
    )


def keep_quiet(
    case: Case, thread: OpenThread, owner: Agent, lines: Lines, desk: Desk, now: int
) -> Decision:
    """The owner is not to be woken: it waits until the inbox opens, or is for those who are there.

    What is urgent is for who is on call, be that the owner or others.
    """
    urgent = _is_urgent(case, thread, desk)
    if urgent and owner.on_call:
        return catch_up(case, thread, owner, lines, desk, now)
    others = [a for a in desk.agents if a.on_call and thread.inbox in a.inboxes]
    waits = None if urgent and others else _until_open(case, thread, owner, desk, now)
    if waits:
        return waits
    return _knowing(let_go(case, thread, owner, stamp_of(case, now), now), case, thread, owner)


def _is_urgent(case: Case, thread: OpenThread, desk: Desk) -> bool:
    inbox = desk.inbox(thread.inbox)
    return inbox is not None and fitting.is_urgent(inbox, case.messages)


def _until_open(
    case: Case, thread: OpenThread, owner: Agent, desk: Desk, now: int
) -> Decision | None:
    """Nothing but another look, when the inbox opens; None where it is open."""
    inbox = desk.inbox(thread.inbox)
    wait = fitting.opens(inbox, desk, now) - now if inbox else 0
    if wait <= 0 or (owner.on_call and _is_urgent(case, thread, desk)):
        return None
    wait, stamp = min(wait, fitting.LONGEST), stamp_of(case, now)
    if now < thread.look <= now + wait:  # it is looked at again soon enough
        return changed(case, thread, stamp, []).but(outcome="quiet")
    look = again(case, thread, stamp, now, wait)
    return changed(case, thread.but(look=now + wait), stamp, [look]).but(outcome="quiet")


def _knowing(decision: Decision, case: Case, thread: OpenThread, owner: Agent) -> Decision:
    """The same; who had it knows of the thread, and hears of it with the others when back."""
    contact, spot = decision.contact, thread.spot
    after = contact.thread(thread.number) if contact else None
    if contact is None or after is None or decision.record is None or spot is None:
        return decision
    known = next((t for t in case.told if t.agent == owner.id), None)
    missed = known is not None and bool(known.again)
    here = known if known and missed else Told(agent=owner.id, spot=spot, shown=thread.shown)
    told = (*(t for t in case.told if t is not known), here)
    return decision.but(
        contact=contact.with_thread(after.but(told=len(told))),
        record=decision.record.but(told=told),
    )


def tell_gone(
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


def allotted_to(case: Case, agent: Agent, lines: Lines, desk: Desk, now: int) -> Line | None:
    """The line on which this agent is to be shown the thread; None where there is none."""
    number = case.entry.thread or 0
    return allotment.allot(lines.get(agent.id, ()), agent, desk, number, case.contact.id, now)
