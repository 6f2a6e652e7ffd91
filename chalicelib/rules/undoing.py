"""`/undo`: takes the last act back, if nothing has changed since. Pure."""

from ..decisions import Decision, Load
from ..models import (
    HOUR,
    ClosedThread,
    Contact,
    Entry,
    LastAct,
    OpenThread,
)
from ..texts import say
from . import handing
from .claims import to_other
from .threads import record, reopened
from .turn import Turn

UNDO_WITHIN = HOUR
"""A command can be taken back for so long (ms)."""


def undo(turn: Turn) -> Decision:
    """Takes the last act back; says so where there is none, or where it is too late."""
    act, contact = turn.view.profile.act, turn.contact
    if act is None or contact is None or turn.now - act.at > UNDO_WITHIN:
        return turn.told("undo", turn.say("nothing_to_undo"))
    thread, past = contact.thread(act.thread), contact.closed_thread(act.thread)
    mine = thread is not None and thread.owner == turn.agent.id
    decision: Decision | None = None
    if act.kind in ("done", "block", "spam"):
        if past and past.owner == turn.agent.id and not contact.thread_in(past.inbox):
            decision = _reopen(past, contact, turn)
    elif thread and act.kind == "take" and mine:
        decision = _give_back(thread, act, contact, turn)
    elif thread and act.kind == "snooze" and mine and thread.snoozed:
        decision = _unsnooze(thread, contact, turn)
    elif thread and _is_still_with(thread, act):
        decision = _fetch(thread, act, contact, turn)
    if decision is None:
        return turn.told("undo", turn.say("undo_late", n=act.thread, c=turn.name()))
    return decision


def _is_still_with(thread: OpenThread, act: LastAct) -> bool:
    """Whether a thread is with whom a release or a pass left it."""
    return act.kind in ("release", "pass") and thread.owner == act.to


def _undone(turn: Turn, contact: Contact, key: str, number: int, **values: object) -> Decision:
    """What every undoing has: the contact after, no act left to take back, the agent told."""
    words = turn.say(key, n=number, c=turn.name(), **values)
    return Decision(
        outcome="undone",
        seen=turn.message.id,
        contact=contact.but(stamp=turn.stamp),
        profile=turn.profile.but(act=None),
        put=(turn.notice(words),),
    )


def _reopen(past: ClosedThread, contact: Contact, turn: Turn) -> Decision:
    """Open again, and this agent's: also where nobody had it, since who undoes is at hand."""
    thread = reopened(past, turn.agent.id)
    heard = contact.but(blocked=False, spam=False).with_thread(thread)
    return _undone(turn, heard, "undone_done", thread.number).but(
        lines=handing.back(thread.number, turn),
        record=record(contact, thread),
        loads=(Load(agent=turn.agent.id, inbox=thread.inbox, by=1),),
    )


def _unsnooze(thread: OpenThread, contact: Contact, turn: Turn) -> Decision:
    after = thread.but(snoozed=0)
    decision = _undone(turn, contact.with_thread(after), "undone_snooze", thread.number)
    return decision.but(record=record(contact, after))


def _give_back(thread: OpenThread, act: LastAct, contact: Contact, turn: Turn) -> Decision:
    """A take undone: whoever had it has it again, or it waits as before."""
    before = turn.desk.agent(act.owner) if act.spot else None
    after = thread.but(owner=before.id if before else None, spot=act.spot if before else None)
    loads = [Load(agent=turn.agent.id, inbox=thread.inbox, by=-1)]
    if before and act.spot:
        key, values = "undone_take_to", {"a": before.name}
        name = turn.name(language=before.language)
        words = say("handed_back", before.language, a=turn.agent.name, n=thread.number, c=name)
        other = to_other(before.id, act.spot, words, thread, contact, turn).but(kind="notice")
        loads.append(Load(agent=before.id, inbox=thread.inbox, by=1))
    else:
        key, values = "undone_take", {}
        after = after.but(shown=max(0, thread.heard - 1), announced=0, told=0)
        other = handing.look(after, contact, turn)
    decision = _undone(turn, contact.with_thread(after), key, thread.number, **values)
    return decision.but(
        lines=handing.gone(thread.number, turn),
        record=record(contact, after).but(told=None if before else ()),
        loads=tuple(loads),
        put=(*decision.put, other),
    )


def _fetch(thread: OpenThread, act: LastAct, contact: Contact, turn: Turn) -> Decision:
    """A release or a pass undone: the thread is as it was, and who got it meanwhile is told."""
    to, owner = turn.desk.agent(act.to), turn.desk.agent(act.owner)
    after = thread.but(owner=act.owner, spot=act.spot, passed=None)
    put: list[Entry] = []
    loads = []
    if owner:
        loads.append(Load(agent=owner.id, inbox=thread.inbox, by=1))
    if to:
        loads.append(Load(agent=to.id, inbox=thread.inbox, by=-1))
        if thread.spot:
            name = turn.name(language=to.language)
            words = say("took_over", to.language, a=turn.agent.name, n=thread.number, c=name)
            put.append(to_other(to.id, thread.spot, words, thread, contact, turn))
    if owner != turn.agent or thread.told > 1 or thread.heard > thread.shown:
        put.append(handing.look(after, contact, turn))
    decision = _undone(turn, contact.with_thread(after), "undone_pass", thread.number)
    return decision.but(
        lines=handing.back(thread.number, turn) if owner == turn.agent else (),
        record=record(contact, after),
        loads=tuple(loads),
        put=(*decision.put, *put),
    )
