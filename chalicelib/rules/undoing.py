"""`/undo`: takes the last act back, if nothing has changed since. Pure."""

from ..decisions import Decision, Load, Tally
from ..models import (
    HOUR,
    Agent,
    ClosedThread,
    Contact,
    Entry,
    LastAct,
    OpenThread,
    Spot,
    Told,
)
from ..texts import say
from . import handing, measures, targets, unsent
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
            decision = _reopen(past, act, contact, turn)
    elif thread and act.kind == "take" and mine:
        decision = _give_back(thread, act, contact, turn)
    elif thread and act.kind == "snooze" and mine and thread.snoozed:
        decision = _unsnooze(thread, contact, turn)
    elif thread and _is_still_with(thread, act) and not _wrote_since(act, turn):
        decision = _fetch(thread, act, contact, turn)
    if decision is None:
        return turn.told("undo", turn.say("undo_late", n=act.thread, c=turn.name()))
    return decision


def _is_still_with(thread: OpenThread, act: LastAct) -> bool:
    """Whether a thread is with whom a release or a pass left it."""
    return act.kind in ("release", "pass") and thread.owner == act.to


def _wrote_since(act: LastAct, turn: Turn) -> bool:
    """Whether anybody has answered the customer since."""
    texts = (m for m in turn.lists.history if m.thread == act.thread and not m.note)
    return any(m.author is not None and m.stamp > act.at for m in texts)


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


def _reopen(past: ClosedThread, act: LastAct, contact: Contact, turn: Turn) -> Decision:
    """Open again, and this agent's: also where nobody had it, since who undoes is at hand."""
    thread = reopened(past, turn.agent.id, contact.stamp)
    thread = thread.but(waits=act.waits, answered=act.answered, spoke=act.spoke)
    # Others have heard that theirs is never sent.
    own = tuple(u for u in past.unsent if u.agent == turn.agent.id)
    thread = thread.but(closed=None, snoozed=_still(act, turn), unsent=own)
    if act.kind != "done":
        contact = contact.but(blocked=False, spam=False)
    # They may have written meanwhile: a bare thanks opens nothing again.
    n = turn.n(0)
    thread, waited = unsent.flushed(contact, thread, turn.desk, turn.stamp, n, turn.now)
    thread = targets.watched(thread, turn.desk, turn.now)
    decision = _undone(turn, contact.with_thread(thread), "undone_done", thread.number)
    return decision.but(
        lines=handing.back(thread.number, turn),
        record=record(contact, thread),
        loads=(Load(agent=turn.agent.id, inbox=thread.inbox, by=1),),
        put=(
            *decision.put,
            *waited,
            *_wakes(thread, contact, turn),
            *([handing.watch(thread, contact, turn)] if thread.watch else []),
        ),
        tally=_counted(past, act, thread, contact, turn),
    )


def _counted(
    past: ClosedThread, act: LastAct, thread: OpenThread, contact: Contact, turn: Turn
) -> Tally | None:
    """The act does not count; where it was resolved once more since, it was opened again."""
    if past.closed == act.at:
        return measures.unresolved(past, contact, turn.agent.id, turn.desk)
    return measures.reopened(thread, contact, turn.desk, turn.now)


def _still(act: LastAct, turn: Turn) -> int:
    """When the thread was to come back, if that is still to come."""
    return act.snoozed if act.snoozed > turn.now else 0


def _wakes(thread: OpenThread, contact: Contact, turn: Turn) -> tuple[Entry, ...]:
    """What brings a thread back that was put off."""
    if not thread.snoozed:
        return ()
    entry = handing.look(thread, contact, turn, wait=thread.snoozed - turn.now)
    return (entry.but(n=turn.n(8)),)


def _unsnooze(thread: OpenThread, contact: Contact, turn: Turn) -> Decision:
    after = thread.but(snoozed=0)
    decision = _undone(turn, contact.with_thread(after), "undone_snooze", thread.number)
    return decision.but(record=record(contact, after))


def _give_back(thread: OpenThread, act: LastAct, contact: Contact, turn: Turn) -> Decision:
    """A take undone: whoever had it has it again, with what came meanwhile; or it waits."""
    before = turn.desk.agent(act.owner) if act.spot else None
    loads = [Load(agent=turn.agent.id, inbox=thread.inbox, by=-1)]
    if before and act.spot:
        key, values = "undone_take_to", {"a": before.name}
        after = _as_before(thread, act, turn)
        put = [_handed_back(before, act.spot, thread, contact, turn)]
        loads.append(Load(agent=before.id, inbox=thread.inbox, by=1))
    else:
        key, values, put = "undone_take", {}, []
        after = thread.but(owner=None, spot=None, announced=0, told=1, passed=None, snoozed=0)
    knows = Told(agent=turn.agent.id, spot=thread.spot or turn.spot, shown=thread.heard)
    decision = _undone(turn, contact.with_thread(after), key, thread.number, **values)
    return decision.but(
        lines=handing.gone(thread.number, turn),
        record=record(contact, after).but(told=None if before else (knows,)),
        loads=tuple(loads),
        put=(
            *decision.put,
            *put,
            handing.look(after, contact, turn),
            *_wakes(after, contact, turn),
        ),
    )


def _as_before(thread: OpenThread, act: LastAct, turn: Turn) -> OpenThread:
    """The thread as it was at the act; what came since is to be shown to whoever has it again."""
    return thread.but(
        owner=act.owner,
        spot=act.spot,
        passed=None,
        shown=min(thread.shown, act.shown, thread.missed - 1 if thread.missed else act.shown),
        missed=0,
        snoozed=_still(act, turn),
    )


def _handed_back(to: Agent, spot: Spot, thread: OpenThread, contact: Contact, turn: Turn) -> Entry:
    name = turn.name(language=to.language)
    words = say("handed_back", to.language, a=turn.agent.name, n=thread.number, c=name)
    return handing.to_other(to.id, spot, words, thread, contact, turn, "notice")


def _fetch(thread: OpenThread, act: LastAct, contact: Contact, turn: Turn) -> Decision:
    """A release or a pass undone: the thread is as it was, and whom it concerns is told."""
    to, owner = turn.desk.agent(act.to), turn.desk.agent(act.owner)
    after = _as_before(thread, act, turn)
    put, loads = [handing.look(after, contact, turn), *_wakes(after, contact, turn)], []
    if owner:
        loads.append(Load(agent=owner.id, inbox=thread.inbox, by=1))
    if owner and owner != turn.agent and act.spot:
        back = _handed_back(owner, act.spot, thread, contact, turn)
        put.append(back.but(n=turn.n(3)))
    if to:
        loads.append(Load(agent=to.id, inbox=thread.inbox, by=-1))
    if to and thread.spot:
        name = turn.name(language=to.language)
        key, holder = ("taken", owner) if owner else ("pass_undone", turn.agent)
        words = say(key, to.language, a=holder.name, n=thread.number, c=name)
        put.append(handing.to_other(to.id, thread.spot, words, thread, contact, turn))
    key, values = "undone_pass", {}
    if owner != turn.agent:
        key = "undone_take_to" if owner else "undone_pass_waits"
        values = {"a": owner.name} if owner else {}
    decision = _undone(turn, contact.with_thread(after), key, thread.number, **values)
    return decision.but(
        lines=handing.back(thread.number, turn) if owner == turn.agent else (),
        record=record(contact, after),
        loads=tuple(loads),
        put=(*decision.put, *put),
    )
