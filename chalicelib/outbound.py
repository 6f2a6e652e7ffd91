"""Outbox entries leave: claim, send, record, in the order of their commits.

One drain at a time works on a recipient: the queue's group sees to it, and where it does not, the
claim (`claiming.py`) does.
"""

import time
from typing import NamedTuple

from . import deadends, media, settings, telemetry, undelivered
from .claiming import Claim, Went, claim
from .decisions import Decision
from .errors import OutcomeUnknown, Refused, TryLater
from .models import Entry
from .providers import base
from .providers.base import OutboundText, SentMedia, SentTemplate, callback
from .rules import carriage, delivery, inviting, optouts
from .rules.entries import LEASE
from .store import contacts, outbox, own_url
from .store import desk as desks
from .store.calls import retrying
from .undelivered import record

SAFETY = 20.0
"""Seconds that must be left for a claim to be worth beginning."""


class Carried(NamedTuple):
    """A provider, by its name, and what it calls our address (or '')."""

    name: str
    provider: base.Provider
    account: str


def drain(recipient: str, base_url: str, deadline: float) -> None:
    """Hands over what waits for a recipient; stops at the first that must wait, or that fails.

    At `deadline` (seconds of `time.monotonic`) it asks to be woken again for what is left.
    `base_url` is where our callbacks are reached; '' where the clock asks, which does not know.
    """
    base_url = own_url.reached(base_url)
    before: list[Entry] = []
    while entries := [e for e in deadends.pending(recipient) if not _is_out(e)]:
        if entries == before:
            telemetry.count("Stuck")  # each was handled, and yet is there: no use going round
            telemetry.logger.error("entries stay", extra={"entries": [e.id for e in entries]})
            return
        before = entries
        for entry in entries:
            if time.monotonic() > deadline:
                outbox.wake([recipient], f"again-{time.time_ns()}", base_url)
                return
            went = _handled(entry, base_url, deadline)
            if went == "wait":
                return
            if went == "look again":
                before = []
                break


def _is_out(entry: Entry) -> bool:
    """Went out in a webhook's answer; no need to ask after it yet."""
    return entry.state == "handed" and entry.due > _now()


def _handled(entry: Entry, base_url: str, deadline: float) -> Went:
    """One entry. One that fails for a reason of its own is tried again later, but not for ever."""
    try:
        return _leave(entry, base_url, deadline)
    except Exception as error:  # noqa: BLE001 - raised again where it is not the entry's own
        return "next" if deadends.stumbled(entry, error) else "wait"


def _leave(entry: Entry, base_url: str, deadline: float) -> Went:
    """One entry."""
    now = _now()
    waits = entry.due > now if entry.state == "sending" else entry.after > now
    if waits:
        return "wait"
    if entry.state != "queued":
        return _settle(entry, base_url)
    if entry.kind == "template" and _template(entry) is None:
        telemetry.logger.warning("no such template", extra={"entry": entry.id})
        undelivered.tell(entry, "not_delivered", "reason_setup")
        return "next"
    carried = _carried(entry)  # what is missing there has claimed nothing
    kept = media.kept(entry, deadline) if entry.media else ()
    if kept is None:
        outbox.wake([entry.recipient], f"again-{time.time_ns()}", base_url)
        return "wait"
    if media.awaits(entry, kept):
        at = _now() + media.LATER
        later = entry.but(after=at, due=at, looked=entry.looked + 1)
        record(Decision(outcome="awaited", claimed=(later,)))
        return "wait"
    found = retrying(lambda: claim(entry, base_url, kept))
    return _send(found, carried, base_url) if isinstance(found, Claim) else found


def _send(claim: Claim, carried: Carried, base_url: str) -> Went:
    """Hands a claimed entry over and records what the provider said."""
    entry, provider = claim.entry, carried.provider
    try:
        with telemetry.span("send"):
            text = _outbound(entry, carried, base_url, media.sent_with(entry, claim.kept))
            provider_id = provider.send(text)
    except Refused as error:
        _give_up(claim, provider.reason(error.code), error.code)
        return "next"
    except TryLater as error:
        if delivery.is_spent(entry, _now()):
            _give_up(claim, provider.reason(error.code), error.code)
            return "next"
        _put_back(claim, error)
        return "wait"
    except OutcomeUnknown:
        # Stays in `sending`: a status settles it, or the provider's log when the lease is over.
        telemetry.count("OutcomeUnknown")
        telemetry.logger.warning("outcome unknown", extra={"entry": entry.id})
        return "wait"
    about = {"entry": entry.id, "kind": entry.kind, "text_id": provider_id}
    telemetry.logger.info("sent", extra=about)
    _record(undelivered.recorded(entry, provider_id, "sent"))
    if entry.mark:
        _mark_read(entry)
    return "next"


def _mark_read(entry: Entry) -> None:
    """Shows the customer that somebody has the text that was just relayed; once, or never."""
    try:
        name, account = desks.load().carrier(entry.heard_at)
        base.load(name, settings.credentials()).mark_read(account, entry.mark)
    except Exception as error:  # noqa: BLE001 - the text has left, whatever becomes of the mark
        telemetry.count("NotMarkedRead")
        about = {"entry": entry.id, "why": type(error).__name__}
        telemetry.logger.warning("not marked as read", extra=about)


def _record(decision: Decision) -> None:
    """The provider has it."""
    if not record(decision) and decision.held:
        record(decision.but(held=()))  # the agent wrote meanwhile, or a status was first


def _give_up(claim: Claim, reason: str, code: str) -> None:
    """It surely was not taken, and will not be: the line never showed it, nor the rest of it.

    `reason` is a key of `texts/`, `code` the provider's.
    """
    if claim.fresh:
        rest = () if carriage.goes_as_links(claim.entry, reason) else claim.follows
        unshown = Decision(outcome="unshown")
        record(delivery.unshown(unshown, claim.line, (), rest, claim.profile))
    telemetry.logger.warning("not taken", extra={"entry": claim.entry.id, "code": code})
    undelivered.tell(claim.entry, "not_delivered", reason)


def _put_back(claim: Claim, error: TryLater) -> None:
    telemetry.count("PutBack")
    telemetry.logger.warning("put back", extra={"entry": claim.entry.id, "code": error.code})
    again = delivery.put_back(claim.entry, error.after, _now())
    before = delivery.unshown(again, claim.line, claim.held, claim.follows)
    # Where the agent has written on the line meanwhile, the line stays, and the words with it.
    if not (claim.fresh and record(before)):
        record(again)


def _settle(entry: Entry, base_url: str) -> Went:
    """Nobody here knows whether it went: the provider's log does, or it is not sent again."""
    carried = _carried(entry)
    provider = carried.provider
    words = entry.but(body=entry.body or entry.text)
    try:
        since = entry.tried or entry.stamp
        text = _outbound(words, carried, base_url, media.sent_with(words, media.still(words)))
        found = provider.find_sent(text, since, outbox.known)
    except TryLater as error:
        telemetry.logger.warning("log not read", extra={"entry": entry.id, "code": error.code})
        if _now() - since >= delivery.PATIENCE:
            undelivered.tell(entry, "unsure")
            return "next"
        record(Decision(outcome="asked", claimed=(entry.but(due=_now() + LEASE),)))
        return "wait"
    telemetry.count("Settled")
    if found == "absent":
        return _send_again(words, carried, base_url)
    if found == "unsure":
        undelivered.tell(entry, "unsure")
        return "next"
    decision = undelivered.recorded(entry, found.id, found.state, found.error)
    if found.state == "failed" and decision.sent:
        undelivered.tell(decision.sent, "not_delivered", provider.reason(found.error))
    _record(decision)
    return "next"


def _send_again(entry: Entry, carried: Carried, base_url: str) -> Went:
    """It surely never went. The words stay those that the line counts as shown."""
    if entry.kind == "ack" and _is_answered(entry):
        record(Decision(outcome="dropped", taken=(entry,)))
        return "next"
    contact = contacts.head(entry.contact) if entry.contact and not entry.is_for_agent else None
    if contact and optouts.keeps_back(contact, entry):
        undelivered.keep_back(entry)
        return "next"
    now = _now()
    again = entry.but(state="sending", tried=now, due=now + LEASE, attempts=entry.attempts + 1)
    if not record(Decision(outcome="again", claimed=(again,))):
        return "look again"
    claimed = Claim(again.but(version=entry.version + 1), fresh=False, kept=media.still(again))
    return _send(claimed, carried, base_url)


def _is_answered(acknowledgement: Entry) -> bool:
    """Whether somebody has written by now, so that an acknowledgement would come too late."""
    since = contacts.history(acknowledgement.contact or "", since=acknowledgement.stamp)
    return any(message.author and not message.note for message in since)


def _outbound(
    entry: Entry, carried: Carried, base_url: str, attached: tuple[SentMedia, ...]
) -> OutboundText:
    return OutboundText(
        sender=entry.sender,
        to=entry.to,
        body=entry.body,
        callback=callback(settings.public_url() or base_url, carried.name, entry.id),
        account=carried.account,
        entry=entry.id,
        media=attached,
        template=_template(entry),
    )


def _template(entry: Entry) -> SentTemplate | None:
    if entry.kind != "template":
        return None
    found = inviting.approved(desks.load(), entry.sender, entry.language)
    return SentTemplate(found.name, found.code, entry.fills) if found else None


def _carried(entry: Entry) -> Carried:
    """Who carries an entry: that depends on our own address alone."""
    name, account = desks.load().carrier(entry.sender)
    return Carried(name, base.load(name, settings.credentials()), account)


def _now() -> int:
    return int(time.time() * 1000)
