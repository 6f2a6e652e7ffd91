"""Outbox entries leave: claim, send, record, in the order of their commits. Statuses come back.

One drain at a time works on a recipient: the queue's group sees to it, and where it does not, the
claim does. From the claim on the line counts as having shown the text, so an answer that comes
before the text is recorded finds it among what this agent was shown.
"""

import time
from typing import Literal, NamedTuple

from . import settings, telemetry
from .decisions import Decision
from .errors import Conflict, OutcomeUnknown, Refused, TryLater
from .models import Contact, Desk, Entry, EntryKind, Line, Sent, Spot, StatusUpdate
from .providers import base
from .providers.base import OutboundText, WebAnswer, WebRequest, callback
from .rules import allotment, delivery
from .rules.entries import LEASE
from .rules.showing import Scene, Showing, cut, show
from .store import agents, commit, contacts, outbox
from .store import desk as desks
from .store.calls import retrying

PROVIDER = "twilio"
"""Who carries every address, until a desk may name another provider for some."""

SAFETY = 20.0
"""Seconds that must be left for a claim to be worth beginning."""


Went = Literal["next", "wait", "look again"]
"""What a drain does after an entry: the next, nothing more now, or read the outbox anew."""


def drain(recipient: str, base_url: str, deadline: float) -> None:
    """Hands over what waits for a recipient; stops at the first that must wait.

    At `deadline` (seconds of `time.monotonic`) it asks to be woken again for what is left.
    """
    while entries := [e for e in outbox.pending(recipient) if not _is_out(e)]:
        for entry in entries:
            if time.monotonic() > deadline:
                outbox.wake([recipient], f"again-{time.time_ns()}", base_url)
                return
            went = _leave(entry, base_url)
            if went == "wait":
                return
            if went == "look again":
                break


def _is_out(entry: Entry) -> bool:
    """Went out in a webhook's answer; no need to ask after it yet."""
    return entry.state == "handed" and entry.due > _now()


def _leave(entry: Entry, base_url: str) -> Went:
    """One entry."""
    now = _now()
    waits = entry.due > now if entry.state == "sending" else entry.after > now
    if waits:
        return "wait"
    if entry.state != "queued":
        return _settle(entry, base_url)
    claim = retrying(lambda: _claim(entry))
    return _send(claim, base_url) if isinstance(claim, Claim) else claim


class Claim(NamedTuple):
    """An entry in `sending`; the line as it was before, and the rest that was put behind."""

    entry: Entry
    line: Line | None = None
    follows: Entry | None = None


def _claim(entry: Entry) -> Claim | Went:
    """The entry in `sending`, with the words to hand over; or why it is not to go now."""
    fresh = outbox.entry(entry.id)
    if fresh is None:
        return "next"
    if fresh.version != entry.version:
        return "look again"  # another drain has it: what is behind it must not overtake
    now, desk = _now(), desks.load()
    body, rest = cut(entry.text)
    showing, scene = Showing(body=body, rest=rest), None
    if entry.recipient.startswith("a-"):
        scene = _scene(entry, desk)
        if scene is None:
            _return(entry)
            return "next"
        shown = show(scene, desk, now)
        if not isinstance(shown, Showing):
            telemetry.count("NotShown")
            commit.commit(Decision(outcome="dropped", taken=(entry,)))
            return "next"
        showing = shown
    claimed = entry.but(
        state="sending",
        due=now + LEASE,
        attempts=entry.attempts + 1,
        body=entry.body or showing.body,
    )
    follows = None
    if showing.rest and not entry.body:
        kind: EntryKind = "reply" if entry.kind == "reply" else "rest"
        follows = entry.but(kind=kind, n=f"{entry.n}r", text=showing.rest, version=1)
    commit.commit(
        Decision(
            outcome="claimed",
            claimed=(claimed,),
            lines=(showing.line,) if showing.line else (),
            checked=scene.contact if scene else None,
            put=(follows,) if follows else (),
        )
    )
    line = scene.line if scene else None
    return Claim(claimed.but(version=entry.version + 1), line, follows)


def _scene(entry: Entry, desk: Desk) -> Scene | None:
    """What an agent's phone shows rests on; None where the agent is no longer on the desk."""
    agent = desk.agent(entry.agent)
    if agent is None:
        return None
    spot = Spot(entry.to, entry.sender)
    line = agents.line(agent.id, desk.line_id(spot)) or allotment.blank(agent, spot, desk)
    return Scene(
        entry=entry,
        agent=agent,
        line=line,
        contact=contacts.head(entry.contact) if entry.contact else None,
        profile=agents.profile(agent.id) if entry.kind == "thanks" else None,
    )


def _send(claim: Claim, base_url: str) -> Went:
    """Hands a claimed entry over and records what the provider said."""
    entry = claim.entry
    provider = base.load(PROVIDER, settings.credentials())
    try:
        with telemetry.span("send"):
            provider_id = provider.send(_outbound(entry, base_url))
    except Refused as error:
        return _gave_up(entry, provider.reason(error.code), error.code)
    except TryLater as error:
        if delivery.is_spent(entry, _now()):
            return _gave_up(entry, "reason_unreachable", error.code)
        _put_back(claim, error)
        return "wait"
    except OutcomeUnknown:
        # Stays in `sending`: a status settles it, or the provider's log when the lease is over.
        telemetry.count("OutcomeUnknown")
        telemetry.logger.warning("outcome unknown", extra={"entry": entry.id})
        return "wait"
    telemetry.count("TextsOut")
    telemetry.logger.info("sent", extra={"entry": entry.id, "kind": entry.kind})
    _record(delivery.recorded(entry, provider_id, "sent"))
    return "next"


def _put_back(claim: Claim, error: TryLater) -> None:
    telemetry.count("PutBack")
    telemetry.logger.warning("put back", extra={"entry": claim.entry.id, "code": error.code})
    again = delivery.put_back(claim.entry, error.after, _now())
    # Where the agent has written on the line meanwhile, the line stays, and the words with it.
    if not _record(delivery.unshown(again, claim.line, claim.follows)):
        _record(again)


def _settle(entry: Entry, base_url: str) -> Went:
    """Nobody here knows whether it went: the provider's log does, or it is not sent again."""
    provider = base.load(PROVIDER, settings.credentials())
    since = entry.stamp if entry.state == "handed" else entry.due - LEASE
    words = entry.but(body=entry.body or entry.text)
    try:
        found = provider.find_sent(_outbound(words, base_url), since, outbox.known)
    except TryLater as error:
        telemetry.logger.warning("log not read", extra={"entry": entry.id, "code": error.code})
        _record(Decision(outcome="asked", claimed=(entry.but(due=_now() + LEASE),)))
        return "wait"
    telemetry.count("Settled")
    if found == "absent":
        again = words.but(state="sending", due=_now() + LEASE, attempts=entry.attempts + 1)
        if not _record(Decision(outcome="again", claimed=(again,))):
            return "look again"
        return _send(Claim(again.but(version=entry.version + 1)), base_url)
    if found == "unsure":
        _record(delivery.given_up(entry, _word(entry, "unsure")))
        return "next"
    _record(delivery.recorded(entry, found.id, found.state, found.error))
    return "next"


def _gave_up(entry: Entry, reason: str, code: str) -> Went:
    """It will not go: who wrote it is told, or, a customer's words, it is for the others."""
    telemetry.count("TextsFailed")
    telemetry.logger.warning("not taken", extra={"entry": entry.id, "code": code})
    if entry.agent and entry.kind != "reply":
        retrying(lambda: _return(entry))
        return "next"
    decision = delivery.given_up(entry, _word(entry, "not_delivered", reason))
    if _record(decision):
        outbox.wake(decision.recipients, entry.id)
    return "next"


def _return(about: Entry | Sent) -> None:
    """A customer's words that do not reach an agent's phone are for the other agents."""
    if about.contact is None:
        commit.commit(
            Decision(outcome="dropped", taken=(about,) if isinstance(about, Entry) else ())
        )
        return
    decision = delivery.returned(about, contacts.head(about.contact), _now())
    commit.commit(decision)
    telemetry.count(f"Not_{decision.outcome}")
    outbox.wake(decision.recipients, f"returned-{_now()}")


def _word(about: Entry | Sent, key: str, reason: str = "") -> Entry | None:
    contact = contacts.head(about.contact) if about.contact else Contact(id="")
    return delivery.told_writer(about, key, contact, desks.load(), _now(), reason)


def _record(decision: Decision) -> bool:
    """Commits what became of an entry; False where a status or another drain was first."""
    try:
        commit.commit(decision)
    except Conflict:
        telemetry.count("SettledElsewhere")
        return False
    return True


def _outbound(entry: Entry, base_url: str) -> OutboundText:
    back = callback(settings.public_url() or base_url, PROVIDER, entry.id)
    return OutboundText(sender=entry.sender, to=entry.to, body=entry.body, callback=back)


def statuses(name: str, request: WebRequest, _: str) -> WebAnswer:
    """Takes in what a provider reports of texts we sent: states only go forward, in any order.

    Raises `BadRequest`, `Unavailable`.
    """
    provider = base.load(name, settings.credentials())
    provider.verify(request)
    for update in provider.statuses(request):
        telemetry.count(f"Status_{update.state}")
        if failed := retrying(lambda update=update: _take_status(update)):  # type: ignore[misc]
            _failed(failed, update, provider.reason(update.error))
    return provider.answer()


def _failed(about: Entry | Sent, update: StatusUpdate, reason: str) -> None:
    """What the provider took and could not deliver, said to who wrote it, or shown to others."""
    telemetry.count("TextsFailed")
    if about.agent and about.kind != "reply":
        # The entry is gone by now, recorded as what was sent.
        sent = outbox.sent(update.id)
        retrying(lambda: _return(sent) if sent else None)
        return
    notice = _word(about, "not_delivered", reason)
    if notice and _record(Decision(outcome="told", put=(notice,))):
        outbox.wake([notice.recipient], update.id)


def _take_status(update: StatusUpdate) -> Entry | Sent | None:
    """Records one status; returns what it failed to deliver, where it newly failed."""
    about: Entry | Sent | None = outbox.sent(update.id)
    if isinstance(about, Sent):
        moved = outbox.advance(update, about)
        return about if moved and update.state == "failed" else None
    about = outbox.entry(update.entry) if update.entry else None
    if about is None or about.state == "queued":
        # Not ours, or put back meanwhile: the drain will record it, the next status find it.
        telemetry.count("StatusUnknown")
        return None
    commit.commit(delivery.recorded(about, update.id, update.state, update.error))
    return about if update.state == "failed" else None


def _now() -> int:
    return int(time.time() * 1000)
