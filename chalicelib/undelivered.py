"""What became of a text that left.

Where it did not arrive, its writer is told, and a customer's words go to the other agents.
"""

import time

from . import telemetry
from .decisions import Decision
from .errors import Conflict, Duplicate
from .models import Contact, DeliveryState, Entry, HeldText, Sent, Spot
from .rules import allotment, closing, delivery, optouts, returning
from .store import agents, commit, contacts, outbox
from .store import desk as desks
from .store.calls import retrying


def tell(about: Entry | Sent, key: str, reason: str = "") -> None:
    """Says what did not arrive to who wrote it; once, however often it is reported.

    `key` is `not_delivered` or `unsure`, `reason` a key of `texts/`, as the provider gives it. A
    customer's words have no writer who could be told: they are handed on to the other agents,
    unless they may have arrived. An entry goes with it.
    """
    telemetry.count("TextsFailed")
    if about.agent and about.kind != "reply" and key == "not_delivered":
        if reason == optouts.REFUSED:
            _close(about)
        hand_on(about, closed=reason == optouts.REFUSED)
        return
    _tell(about, key, reason, learns=reason == optouts.REFUSED)


def keep_back(entry: Entry) -> None:
    """A text that does not leave because of a STOP that we know of: its writer is told so."""
    telemetry.count("TextsFailed")
    _tell(entry, "not_delivered", optouts.REFUSED, learns=False)


def _tell(about: Entry | Sent, key: str, reason: str, *, learns: bool) -> None:
    decision = retrying(lambda: _told(about, key, reason, learns=learns))
    _becomes(about, decision)
    outbox.wake(decision.recipients, f"told-{_now()}")


def _told(about: Entry | Sent, key: str, reason: str, *, learns: bool) -> Decision:
    if _is_seen_to(about):
        return Decision(outcome="told_before")
    contact = contacts.head(about.contact) if about.contact else Contact(id="")
    notice = delivery.told_writer(about, key, contact, desks.load(), _now(), reason)
    decision = delivery.given_up(about, notice)
    if learns and contact.id:
        decision = delivery.learned(decision, about, contact, _now())
    return _committed(decision)


def _close(about: Entry | Sent) -> None:
    """The agent's phone has closed this number: no text was taken there because of a STOP."""
    decision = retrying(lambda: _closed(about))
    outbox.wake(decision.recipients, f"closed-{_now()}")


def _closed(about: Entry | Sent) -> Decision:
    agent = desks.load().agent(about.agent)
    if agent is None:
        return Decision(outcome="closed")
    profile, lines, _ = agents.view(agent.id)
    line = next((line for line in lines if line.spot == about.where), None)
    if line is None or line.closed:
        return Decision(outcome="closed")
    return _committed(closing.refused(agent, profile, line, _now()))


def hand_on(about: Entry | Sent, *, away: bool = False, closed: bool = False) -> None:
    """What does not reach an agent's phone: a customer's words are for the other agents too.

    What is for this phone alone, as the desk's own words are, is said again later. `away`: the
    agent wants none of customers now. `closed`: nothing reaches the agent there any more; what is
    for this agent alone goes to another number.
    """
    decision = retrying(lambda: _handed_on(about, away=away, closed=closed))
    _becomes(about, decision)
    outbox.wake(decision.recipients, f"handed-{_now()}")


def forward(entry: Entry, decision: Decision) -> None:
    """Commits what a text on its way becomes: the same for who has the thread now, or later."""
    commit.commit(decision)
    _becomes(entry, decision)
    outbox.wake(decision.recipients, f"forwarded-{_now()}")


def _becomes(about: Entry | Sent, decision: Decision) -> None:
    """So that a text can be followed in the log to what went in its place."""
    if decision.put:
        ids = [entry.id for entry in decision.put]
        telemetry.logger.info("becomes", extra={"entry": about.id, "entries": ids})


def _is_seen_to(about: Entry | Sent) -> bool:
    """Whether another drain has changed or settled this entry since it was read."""
    if isinstance(about, Sent):
        return False
    fresh = outbox.entry(about.id)
    return fresh is None or fresh.version != about.version


def _handed_on(about: Entry | Sent, *, away: bool, closed: bool) -> Decision:
    if _is_seen_to(about):
        return Decision(outcome="told_before")
    contact = contacts.head(about.contact) if about.contact else Contact(id="")
    known = contacts.record(contact.id, about.thread) if about.thread and contact.id else None
    told = (known.told if known else None) or ()
    decision = returning.returned(about, contact, told, _now(), away=away, closed=closed)
    spot = _elsewhere(about) if closed else about.where
    if decision.outcome == "dropped" and spot and not away:
        decision = returning.once_more(decision, about, contact, _now(), spot)
    return _committed(decision)


def _elsewhere(about: Entry | Sent) -> Spot | None:
    """A number from which this agent can still be told, if any."""
    desk = desks.load()
    agent = desk.agent(about.agent)
    return allotment.desk_spot(agent, desk, agents.view(agent.id)[1]) if agent else None


def _committed(decision: Decision) -> Decision:
    try:
        commit.commit(decision)
    except Duplicate:
        return Decision(outcome="told_before")
    return decision


def recorded(entry: Entry, text_id: str, state: DeliveryState, error: str = "") -> Decision:
    """That the provider has an entry: recorded by who handed it over, by a status, by the log.

    A question can be answered from now on.
    """
    decision = delivery.recorded(entry, text_id, state, _now(), error)
    return decision if state == "failed" else decision.but(held=_asked(entry))


def _asked(entry: Entry) -> tuple[HeldText, ...]:
    """The text that a question is about, as it is once the question has left."""
    if entry.kind != "question" or entry.agent is None:
        return ()
    held = agents.view(entry.agent)[2]
    asked = (h for h in held if h.stamp == entry.held and h.asked and not h.left)
    return tuple(h.but(left=_now()) for h in asked)


def record(decision: Decision) -> bool:
    """Commits what became of an entry; False where a status or another drain was first."""
    try:
        commit.commit(decision)
    except (Conflict, Duplicate):
        telemetry.count("SettledElsewhere")
        return False
    return True


def _now() -> int:
    return int(time.time() * 1000)
