"""What did not arrive: its writer is told, and a customer's words go to the other agents."""

import time

from . import telemetry
from .decisions import Decision
from .errors import Conflict, Duplicate
from .models import Contact, Entry, Sent, Spot
from .rules import closing, delivery, optouts
from .store import agents, commit, contacts, outbox
from .store import desk as desks
from .store.calls import retrying


def give_up(entry: Entry, reason: str, code: str) -> None:
    """An entry will not go. `reason` is a key of `texts/`, `code` the provider's."""
    telemetry.logger.warning("not taken", extra={"entry": entry.id, "code": code})
    tell(entry, "not_delivered", reason)


def tell(about: Entry | Sent, key: str, reason: str = "") -> None:
    """Says what did not arrive to who wrote it; once, however often it is reported.

    `key` is `not_delivered` or `unsure`. A customer's words have no writer who could be told: they
    are handed on to the other agents, unless they may have arrived. An entry goes with it.
    """
    telemetry.count("TextsFailed")
    if about.agent and about.kind != "reply" and key == "not_delivered":
        if reason == optouts.REFUSED:
            _close(about)
        hand_on(about, closed=reason == optouts.REFUSED)
        return
    decision = retrying(lambda: _told(about, key, reason))
    _becomes(about, decision)
    outbox.wake(decision.recipients, f"told-{_now()}")


def _told(about: Entry | Sent, key: str, reason: str) -> Decision:
    if _is_seen_to(about):
        return Decision(outcome="told_before")
    contact = contacts.head(about.contact) if about.contact else Contact(id="")
    notice = delivery.told_writer(about, key, contact, desks.load(), _now(), reason)
    decision = delivery.given_up(about, notice)
    if reason == optouts.REFUSED and contact.id:
        decision = delivery.learned(decision, about, contact, _now())
    return _committed(decision)


def _close(about: Entry | Sent) -> None:
    """The agent's phone has closed this number: no text was taken there because of a STOP."""
    decision = retrying(lambda: _closed(about))
    outbox.wake(decision.recipients, f"closed-{_now()}")


def _closed(about: Entry | Sent) -> Decision:
    agent = desks.load().agent(about.agent)
    spot = Spot(about.to, about.sender) if isinstance(about, Entry) else about.spot
    if agent is None or spot is None:
        return Decision(outcome="closed")
    profile, lines, _ = agents.view(agent.id)
    line = next((line for line in lines if line.spot == spot), None)
    if line is None or line.closed:
        return Decision(outcome="closed")
    return _committed(closing.refused(agent, profile, line, _now()))


def hand_on(about: Entry | Sent, *, away: bool = False, closed: bool = False) -> None:
    """A customer's words that do not reach an agent's phone are for the other agents too.

    `away`: the agent wants none now. `closed`: that phone has closed the number to itself.
    """
    decision = retrying(lambda: _handed_on(about, away=away, closed=closed))
    telemetry.count(f"Not_{decision.outcome}")
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
        own = about.id if isinstance(about, Entry) else about.provider_id
        ids = [entry.id for entry in decision.put]
        telemetry.logger.info("becomes", extra={"entry": own, "entries": ids})


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
    decision = delivery.returned(about, contact, told, _now(), away=away, closed=closed)
    if decision.outcome == "dropped" and not (away or closed):
        decision = delivery.once_more(decision, about, contact, _now())
    return _committed(decision)


def _committed(decision: Decision) -> Decision:
    try:
        commit.commit(decision)
    except Duplicate:
        return Decision(outcome="told_before")
    return decision


def is_answered(acknowledgement: Entry) -> bool:
    """Whether somebody has written by now, so that an acknowledgement would come too late."""
    since = contacts.history(acknowledgement.contact or "", since=acknowledgement.stamp)
    return any(message.author and not message.note for message in since)


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
