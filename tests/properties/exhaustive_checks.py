"""What must hold of every decision and every state. '' where it does, else the promise broken."""

from chalicelib.decisions import Decision
from chalicelib.models import ThreadRecord
from chalicelib.rules.agent import Plan
from chalicelib.rules.turn import Turn

from .exhaustive_place import NAMES, NOBODY, Code, Place, meant


def wrong(place: Place, decision: Decision, plan: Plan, turn: Turn) -> str:
    """P1; and nothing that an agent wrote is lost without a word."""
    for reply in (entry for entry in decision.put if entry.kind == "reply"):
        c = place.customer(reply.contact)
        if meant(reply.text) != c or reply.to != place.customers[c]:
            return f"P1: {reply.text!r} goes to {NAMES[c]}"
    said = [e.text for e in decision.put] + [t for h in decision.held for t in h.texts]
    lost = [text for text in _kept(decision, plan, turn) if not any(text in s for s in said)]
    return f"lost: {lost}" if lost else ""


def _kept(decision: Decision, plan: Plan, turn: Turn) -> tuple[str, ...]:
    """What must be sent, held or quoted: the text, or the held one that it answers for."""
    body, answer = turn.message.body, plan.answer
    if answer and answer.kind != "unclear":
        own = (body,) if meant(body) != NOBODY and not body.startswith("#") else ()
        return (*own, *(answer.held.texts if decision.settled or decision.held else ()))
    if plan.kind == "order" or (decision.outcome, body) == ("aside", "0"):
        return ()  # a nought to a question that is over: for nobody, as it says
    return (body.partition(" ")[2] if body.startswith("#") else body,)


def owners(place: Place, decision: Decision, before: ThreadRecord | None) -> str:
    """One owner in all places; the loads move with it."""
    contact = decision.contact
    if contact is None:
        return ""
    if len(contact.threads) + len(contact.closed) > 1:
        return "owner: two threads"
    thread = next(iter(contact.threads), None)
    record = decision.record or before
    if thread and record and (record.owner, record.resolved) != (thread.owner, None):
        return "owner: the thread's own item tells another"
    moved = {agent.id: 0 for agent in place.agents}
    for load in decision.loads:
        moved[load.agent] += load.by
    had = before.owner if before and before.resolved is None else None
    for by, owner in ((1, thread.owner if thread else None), (-1, had)):
        if owner:
            moved[owner] -= by
    return "owner: not counted" if any(moved.values()) else ""


def stuck(view: Code, queued: Code, waiting: Code) -> str:
    """No state without a way out: what is held first is asked about, and expires."""
    if not view or not view[2]:
        return ""
    asked = view[2][0][4] or any(e[0] == "question" and e[3] == 0 for e in queued)
    expires = any(e[0] == "expiry" and e[3] == 0 for e in (*queued, *waiting))
    return "" if asked and expires else "stuck: nobody will be asked about what is held"
