"""What did not arrive: its writer is told, and a customer's words go to the other agents."""

import time

from . import telemetry
from .decisions import Decision
from .errors import Conflict, Duplicate
from .models import Contact, Entry, Sent
from .rules import delivery
from .store import commit, contacts, outbox
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
        hand_on(about)
        return
    contact = contacts.head(about.contact) if about.contact else Contact(id="")
    notice = delivery.told_writer(about, key, contact, desks.load(), _now(), reason)
    decision = delivery.given_up(about, notice)
    if record(decision):
        outbox.wake(decision.recipients, f"told-{_now()}")


def hand_on(about: Entry | Sent, *, away: bool = False) -> None:
    """A customer's words that do not reach an agent's phone are for the other agents too.

    `away`: the agent wants none now.
    """
    decision = retrying(lambda: _handed_on(about, away=away))
    telemetry.count(f"Not_{decision.outcome}")
    outbox.wake(decision.recipients, f"handed-{_now()}")


def _handed_on(about: Entry | Sent, *, away: bool) -> Decision:
    if isinstance(about, Entry):
        fresh = outbox.entry(about.id)
        if fresh is None or fresh.version != about.version:
            return Decision(outcome="told_before")  # another drain saw to it
    contact = contacts.head(about.contact) if about.contact else Contact(id="")
    known = contacts.record(contact.id, about.thread) if about.thread and contact.id else None
    told = (known.told if known else None) or ()
    decision = delivery.returned(about, contact, told, _now(), away=away)
    try:
        commit.commit(decision)
    except Duplicate:
        return Decision(outcome="told_before")
    return decision


def is_answered(acknowledgement: Entry) -> bool:
    """Whether somebody has the thread by now, so that an acknowledgement would come too late."""
    contact = contacts.head(acknowledgement.contact or "")
    stamp = acknowledgement.stamp
    return any(t.owner and t.opened <= stamp for t in contact.threads) or bool(contact.closed)


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
