"""Outbox entries leave: claim, send, record, in the order of their commits.

One drain at a time works on a recipient: the queue's group sees to it, and where it does not, the
claim does. From the claim on the line counts as having shown the text, so an answer that comes
before the text is recorded finds it among what this agent was shown.
"""

import time
from typing import Literal, NamedTuple

from . import deadends, settings, telemetry, undelivered
from .decisions import Decision
from .errors import OutcomeUnknown, Refused, TryLater
from .models import Contact, Desk, Entry, HeldText, Line, Profile, Spot
from .providers import base
from .providers.base import OutboundText, callback
from .rules import allotment, delivery, optouts, questions
from .rules.entries import LEASE
from .rules.showing import Drop, Later, Scene, Showing, parts_of, show
from .store import agents, commit, contacts, outbox
from .store import desk as desks
from .store.calls import retrying
from .undelivered import record

PROVIDER = "twilio"
"""Who carries every address, until a desk may name another provider for some."""

SAFETY = 20.0
"""Seconds that must be left for a claim to be worth beginning."""


Went = Literal["next", "wait", "look again"]
"""What a drain does after an entry: the next, nothing more now, or read the outbox anew."""


def drain(recipient: str, base_url: str, deadline: float) -> None:
    """Hands over what waits for a recipient; stops at the first that must wait, or that fails.

    At `deadline` (seconds of `time.monotonic`) it asks to be woken again for what is left.
    """
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
            went = _handled(entry, base_url)
            if went == "wait":
                return
            if went == "look again":
                before = []
                break


def _is_out(entry: Entry) -> bool:
    """Went out in a webhook's answer; no need to ask after it yet."""
    return entry.state == "handed" and entry.due > _now()


def _handled(entry: Entry, base_url: str) -> Went:
    """One entry. One that fails for a reason of its own is tried again later, but not for ever."""
    try:
        return _leave(entry, base_url)
    except Exception as error:  # noqa: BLE001 - raised again where it is not the entry's own
        return "next" if deadends.stumbled(entry, error) else "wait"


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
    """An entry in `sending`; `line`, `profile` and `held` as they were before the claim.

    `asked` is the held text that it asks about, as the claim left it. `follows` are the other parts
    of a long text, put behind. Not `fresh`: it was claimed before, and may have been with the
    provider since.
    """

    entry: Entry
    line: Line | None = None
    profile: Profile | None = None
    held: tuple[HeldText, ...] = ()
    asked: HeldText | None = None
    follows: tuple[Entry, ...] = ()
    fresh: bool = True


def _claim(entry: Entry) -> Claim | Went:
    """The entry in `sending`, with the words to hand over; or why it is not to go now."""
    fresh = outbox.entry(entry.id)
    if fresh is None:
        return "next"
    if fresh.version != entry.version:
        return "look again"  # another drain has it: what is behind it must not overtake
    now, desk = _now(), desks.load()
    body, *rest = parts_of(entry.text)
    showing, scene = Showing(body=body, rest=tuple(rest)), None
    contact = contacts.head(entry.contact) if entry.contact else None
    if contact and not entry.is_for_agent:
        if optouts.is_closed(contact, entry.to, entry.sender, entry.thread):
            undelivered.tell(entry, "not_delivered", optouts.REFUSED)
            return "next"
    elif entry.is_for_agent:
        scene = _scene(entry, desk, contact)
        if scene is None:
            _out_of_reach(entry, desk)
            return "next"
        shown = show(scene, desk, now)
        if not isinstance(shown, Showing):
            return _unseen(entry, shown)
        showing = shown
    claimed = delivery.claimed(entry, showing.body, expires=bool(showing.settled), now=now)
    follows = () if entry.body else delivery.parts(entry, showing.rest)
    commit.commit(
        Decision(
            outcome="claimed",
            claimed=(claimed,),
            lines=(showing.line,) if showing.line else (),
            checked=contact,
            held=showing.held,
            settled=showing.settled,
            profile=showing.profile,
            put=(*follows, *showing.put),
        )
    )
    before = tuple(h for h in scene.held if h.stamp == entry.held) if scene else ()
    return Claim(
        claimed.but(version=entry.version + 1),
        scene.line if scene else None,
        scene.profile if scene and entry.kind == "question" else None,
        before if showing.held else (),
        next((h.but(version=h.version + 1) for h in showing.held if before), None),
        follows,
    )


def _unseen(entry: Entry, why: Later | Drop) -> Went:
    """An agent is not to see this, or not yet."""
    telemetry.count("NotShown")
    if isinstance(why, Later):
        commit.commit(Decision(outcome="later", taken=(entry,), put=(why.entry,)))
    elif why == "away" and entry.kind != "thanks":
        undelivered.hand_on(entry, away=True)
    else:
        commit.commit(Decision(outcome="dropped", taken=(entry,)))
    return "next"


def _out_of_reach(entry: Entry, desk: Desk) -> None:
    """The phone it was for is no longer this agent's, or has closed the number to itself."""
    profile, _, held = agents.view(entry.agent or "")
    about = next((h for h in held if h.stamp == entry.held), None)
    agent = desk.agent(entry.agent)
    if about is None:
        undelivered.hand_on(entry, closed=agent is not None)
    elif agent is None:
        commit.commit(Decision(outcome="dropped", taken=(entry,), settled=held))
    else:
        behind = tuple(h for h in held if h is not about)
        decision = questions.stranded(about, behind, agent, desk, profile, _now())
        commit.commit(decision.but(taken=(entry,)))
        outbox.wake(decision.recipients, f"stranded-{_now()}")


def _scene(entry: Entry, desk: Desk, contact: Contact | None) -> Scene | None:
    """What an agent's phone shows rests on; None where nothing reaches this agent there.

    That is no phone of the agent's any more, or has closed the number to itself.
    """
    agent = desk.agent(entry.agent)
    if agent is None or entry.to not in agent.addresses:
        return None
    spot = Spot(entry.to, entry.sender)
    profile, lines, held = agents.view(agent.id)
    line = next((line for line in lines if line.spot == spot), None)
    if line and line.closed:
        return None
    return Scene(
        entry=entry,
        agent=agent,
        line=line or allotment.blank(agent, spot, desk),
        contact=contact,
        profile=profile,
        held=held,
    )


def _send(claim: Claim, base_url: str) -> Went:
    """Hands a claimed entry over and records what the provider said."""
    entry = claim.entry
    provider = base.load(PROVIDER, settings.credentials())
    try:
        with telemetry.span("send"):
            provider_id = provider.send(_outbound(entry, base_url))
    except Refused as error:
        _give_up(claim, provider.reason(error.code), error.code)
        return "next"
    except TryLater as error:
        if delivery.is_spent(entry, _now()):
            _give_up(claim, "reason_unreachable", error.code)
            return "next"
        _put_back(claim, error)
        return "wait"
    except OutcomeUnknown:
        # Stays in `sending`: a status settles it, or the provider's log when the lease is over.
        telemetry.count("OutcomeUnknown")
        telemetry.logger.warning("outcome unknown", extra={"entry": entry.id})
        return "wait"
    telemetry.count("TextsOut")
    telemetry.logger.info("sent", extra={"entry": entry.id, "kind": entry.kind})
    _record(claim, provider_id)
    return "next"


def _record(claim: Claim, provider_id: str) -> None:
    """The provider has it. A question that is on its way can be answered from now on."""
    decision = delivery.recorded(claim.entry, provider_id, "sent")
    asked = (claim.asked.but(left=_now()),) if claim.asked else ()
    if record(decision.but(held=asked)) or not asked:
        return
    record(decision)  # the agent wrote meanwhile…
    record(Decision(outcome="left", held=asked))  # … or a status was first


def _give_up(claim: Claim, reason: str, code: str) -> None:
    """It surely was not taken, and will not be: the line never showed it, nor the rest of it."""
    if claim.fresh:
        unshown = Decision(outcome="unshown")
        record(delivery.unshown(unshown, claim.line, (), claim.follows, claim.profile))
    undelivered.give_up(claim.entry, reason, code)


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
    provider = base.load(PROVIDER, settings.credentials())
    words = entry.but(body=entry.body or entry.text)
    try:
        since = entry.tried or entry.stamp
        found = provider.find_sent(_outbound(words, base_url), since, outbox.known)
    except TryLater as error:
        telemetry.logger.warning("log not read", extra={"entry": entry.id, "code": error.code})
        if _now() - since >= delivery.PATIENCE:
            undelivered.tell(entry, "unsure")
            return "next"
        record(Decision(outcome="asked", claimed=(entry.but(due=_now() + LEASE),)))
        return "wait"
    telemetry.count("Settled")
    if found == "absent":
        return _send_again(words, base_url)
    if found == "unsure":
        undelivered.tell(entry, "unsure")
        return "next"
    decision = delivery.recorded(entry, found.id, found.state, found.error)
    if found.state == "failed" and decision.sent:
        undelivered.tell(decision.sent, "not_delivered", provider.reason(found.error))
    record(decision)
    return "next"


def _send_again(entry: Entry, base_url: str) -> Went:
    """It surely never went. The words stay those that the line counts as shown."""
    if entry.kind == "ack" and undelivered.is_answered(entry):
        record(Decision(outcome="dropped", taken=(entry,)))
        return "next"
    contact = contacts.head(entry.contact) if entry.contact and not entry.is_for_agent else None
    if contact and optouts.is_closed(contact, entry.to, entry.sender, entry.thread):
        undelivered.tell(entry, "not_delivered", optouts.REFUSED)
        return "next"
    now = _now()
    again = entry.but(state="sending", tried=now, due=now + LEASE, attempts=entry.attempts + 1)
    if not record(Decision(outcome="again", claimed=(again,))):
        return "look again"
    return _send(Claim(again.but(version=entry.version + 1), fresh=False), base_url)


def _outbound(entry: Entry, base_url: str) -> OutboundText:
    back = callback(settings.public_url() or base_url, PROVIDER, entry.id)
    return OutboundText(sender=entry.sender, to=entry.to, body=entry.body, callback=back)


def _now() -> int:
    return int(time.time() * 1000)
