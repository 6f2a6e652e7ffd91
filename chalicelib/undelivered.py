"""What became of a text that left.

Where it did not arrive, its writer is told, and a customer's words go to the other agents.
"""

import time

from . import telemetry
from .decisions import Decision
from .errors import Conflict, Duplicate
from .models import Contact, DeliveryState, Entry, HeldText, Recipient, Sent, Spot
from .rules import (
    allotment,
    carriage,
    closing,
    delivery,
    inviting,
    optouts,
    rerouting,
    returning,
    windows,
)
from .store import agents, commit, contacts, outbox
from .store import desk as desks
from .store.calls import retrying


def tell(about: Entry | Sent, key: str, reason: str = "") -> None:
    """Says what did not arrive to who wrote it; once, however often it is reported.

    `key` is `not_delivered` or `unsure`, `reason` a key of `texts/`, as the provider gives it. A
    customer's words have no writer who could be told: they are handed on to the other agents,
    unless they may have arrived. An entry goes with it.
    """
    if key == "not_delivered" and carriage.goes_as_links(about, reason):
        as_links(about)
        return
    if _is_for_agent(about) and key == "not_delivered":
        telemetry.count("TextsFailed")
        if reason == windows.REFUSED:
            await_agent(about, learns=True)
            return
        if reason == optouts.REFUSED:
            _close(about)
        hand_on(about, closed=reason == optouts.REFUSED)
        return
    _tell(about, key, reason, learns=reason == optouts.REFUSED)


def as_links(about: Entry | Sent) -> None:
    """What is attached was not taken: the words leave once more, with links to it."""
    decision = retrying(lambda: _linked(about))
    _becomes(about, decision)
    outbox.wake(decision.recipients, f"links-{_now()}")


def _linked(about: Entry | Sent) -> Decision:
    if _is_seen_to(about):
        return Decision(outcome="told_before")
    return _committed(delivery.as_links(about, _now()))


def keep_back(entry: Entry) -> None:
    """A text that does not leave because of a STOP that we know of: its writer is told so."""
    _tell(entry, "not_delivered", optouts.REFUSED, learns=False)


def _is_for_agent(about: Entry | Sent) -> bool:
    return about.recipient.startswith(Recipient.phone(""))


def _tell(about: Entry | Sent, key: str, reason: str, *, learns: bool) -> None:
    decision = retrying(lambda: _told(about, key, reason, learns=learns))
    if decision.outcome != "rerouted":
        telemetry.count("TextsFailed")
    _becomes(about, decision)
    outbox.wake(decision.recipients, f"told-{_now()}")


def _told(about: Entry | Sent, key: str, reason: str, *, learns: bool) -> Decision:
    if _is_seen_to(about):
        return Decision(outcome="told_before")
    contact = contacts.head(about.contact) if about.contact else Contact(id="")
    desk, now = desks.load(), _now()
    surely = key == "not_delivered" or about.kind == "template"
    if surely and (again := rerouting.rerouted(about, reason, contact, desk, now)):
        after = again.contact or contact
        return _committed(delivery.learned(again, about, after, now) if learns else again)
    notice = delivery.told_writer(about, key, contact, desk, now, reason)
    decision = delivery.given_up(about, notice)
    if learns and contact.id:
        decision = delivery.learned(decision, about, contact, now)
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


def await_agent(about: Entry | Sent, *, learns: bool = False) -> None:
    """Who wrote too long ago on this channel is asked to write, and the words go on meanwhile.

    `learns`: we know it from the provider. Customers' words go to the others too; what is for this
    agent alone goes to another number, or is tried here until the agent has written.
    """
    decision = retrying(lambda: _invited(about, learns=learns))
    outbox.wake(decision.recipients, f"invited-{_now()}")
    hand_on(about, waits=True)


def _invited(about: Entry | Sent, *, learns: bool) -> Decision:
    desk, now = desks.load(), _now()
    agent, spot = desk.agent(about.agent), about.where
    if agent is None or spot is None:
        return Decision(outcome="invited")
    lines = agents.view(agent.id)[1]
    line = next((line for line in lines if line.spot == spot), None)
    line = line or allotment.blank(agent, spot, desk)
    return _committed(inviting.invited(about, agent, line, desk, now, learns=learns))


def hand_on(
    about: Entry | Sent, *, away: bool = False, closed: bool = False, waits: bool = False
) -> None:
    """What does not reach an agent's phone: a customer's words are for the other agents too.

    What is for this phone alone, as the desk's own words are, is said again later. `away`: the
    agent wants none of customers now. `closed`: nothing reaches the agent there any more; what is
    for this agent alone goes to another number. `waits`: nothing does until the agent writes there.
    """
    decision = retrying(lambda: _handed_on(about, away=away, closed=closed, waits=waits))
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


def _handed_on(about: Entry | Sent, *, away: bool, closed: bool, waits: bool) -> Decision:
    if _is_seen_to(about):
        return Decision(outcome="told_before")
    contact = contacts.head(about.contact) if about.contact else Contact(id="")
    known = contacts.record(contact.id, about.thread) if about.thread and contact.id else None
    told = (known.told if known else None) or ()
    decision = returning.returned(about, contact, told, _now(), away=away, closed=closed)
    spot = _elsewhere(about) if closed or waits else about.where
    spot = spot or (about.where if waits else None)
    if decision.outcome == "dropped" and spot and not away:
        decision = returning.once_more(decision, about, contact, _now(), spot, waits=waits)
    return _committed(decision)


def _elsewhere(about: Entry | Sent) -> Spot | None:
    """A number from which this agent can still be told, if any."""
    desk, now = desks.load(), _now()
    agent = desk.agent(about.agent)
    if agent is None:
        return None
    lines = agents.view(agent.id)[1]
    shut = (line if windows.is_line_open(line, now) else line.but(closed=now) for line in lines)
    return allotment.desk_spot(agent, desk, tuple(shut))


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
