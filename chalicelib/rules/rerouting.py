"""An agent's text that did not arrive on one channel, and goes by another, or waits. Pure."""

from typing import Final, Literal

from ..decisions import Decision
from ..models import Agent, Contact, Desk, Entry, OpenThread, Sent, Spot, Unsent
from ..texts import say
from . import delivery, entries, unsent, ways, windows, wording
from .turn import name_of
from .ways import Way

ELSEWHERE: Final[dict[str, Literal["goes", "offered"]]] = {
    "reason_no_texts": "goes",  # a landline can have WhatsApp
    "reason_invalid": "goes",  # nobody has this id, there
    "reason_unreachable": "goes",
    "reason_filtered": "goes",  # one carrier's judgement
    "reason_country": "goes",
    "reason_window": "goes",
    "reason_setup": "goes",  # this number of the desk's
    "reason_media": "offered",  # another channel may take it, or take it as a link
    "reason_unknown": "offered",  # what is not known may be so there too
}
"""Reasons that another channel does not share: the text goes there where the desk says so, or is
offered. Not in it: `reason_blocked` and `reason_opted_out`, which are the customer's own word, and
`reason_too_long`, which its writer mends. Never what may have arrived."""


def rerouted(
    about: Entry | Sent, reason: str, contact: Contact, desk: Desk, now: int
) -> Decision | None:
    """What becomes of a reply that surely did not arrive; None: its writer is told, that is all.

    `reason` is a key of `texts/`, or '' of a template of which nobody can tell. A text that another
    channel did not take either has nowhere to go: that it was sent anew stands in `again`.
    """
    if about.kind == "template":
        return _not_asked(about, reason, contact, desk, now)
    thread, agent, failed = contact.thread(about.thread), desk.agent(about.agent), _way(about)
    known = about.kind == "reply" and about.where is not None and reason in ELSEWHERE
    if not (known and thread and agent and failed) or contact.practice:
        return None
    if desk.identify(failed.theirs) not in (contact.id, *contact.linked):
        return None  # taken apart since: what was for that one is for nobody else
    if reason == windows.REFUSED:
        if windows.opened(contact, *failed) > _left(about):  # they have written meanwhile
            return _sent_anew(about, failed, contact, thread, desk, now)
        contact = contact.but(windows=windows.closed(contact, *failed))
    if about.again:
        return None
    # Where the customer has written elsewhere since, everything goes there.
    before = thread.but(ours=failed.ours, theirs=failed.theirs)
    there = ways.here(thread)
    moved = there.channel != failed.channel and there in ways.every(contact, thread, desk, now)
    way = there if moved else ways.other(contact, before, desk, now)
    if way and (moved or (desk.fallback and ELSEWHERE[reason] == "goes")):
        follows = thread if there != failed else thread.but(ours=way.ours, theirs=way.theirs)
        decision = _sent_anew(about, way, contact, follows, desk, now)
        said = unsent.quoted([_kept(about, "failed", now)], agent.language)
        words = unsent.by(said, reason, contact, thread.number, (failed, way), agent.language)
        return decision.but(put=(*decision.put, _notice(about, agent, words, contact, now)))
    if reason == windows.REFUSED:
        return _waits(about, contact, thread, agent, desk, now)
    return _offered(about, reason, contact, thread, before, desk, now) if way else None


def _not_asked(
    about: Entry | Sent, reason: str, contact: Contact, desk: Desk, now: int
) -> Decision | None:
    """The customer was not asked to write: who waits for that hears it, and is to try again.

    Where nobody can tell (no `reason`) they are asked no more often for it.
    """
    thread, agent = contact.thread(about.thread), desk.agent(about.agent)
    if thread is None or agent is None:
        return None
    if not any(u.why == "window" for u in thread.unsent):
        return None
    words = say(
        "template_failed" if reason else "template_unsure",
        agent.language,
        n=thread.number,
        c=name_of(contact.name, agent.language),
        reason=say(reason, agent.language) if reason else "",
        way=ways.offered(contact, thread, desk, agent.language, now),
    )
    after = thread.but(asked_back=0) if reason else thread
    decision = _changed(about, contact, after, now)
    return decision.but(put=(_notice(about, agent, words, contact, now),))


def _offered(
    about: Entry | Sent,
    reason: str,
    contact: Contact,
    thread: OpenThread,
    before: OpenThread,
    desk: Desk,
    now: int,
) -> Decision | None:
    """Its writer is told, and how to send it by another channel."""
    notice = delivery.told_writer(about, "not_delivered", contact, desk, now, reason)
    agent = desk.agent(about.agent)
    if notice is None or agent is None:
        return None
    after = unsent.failed(_kept(about, "failed", now), thread, now)
    kept = after != thread
    offer = ways.offered(contact, before, desk, agent.language, now) if kept else ""
    return _changed(about, contact, after, now).but(put=(notice.but(text=notice.text + offer),))


def _waits(
    about: Entry | Sent, contact: Contact, thread: OpenThread, agent: Agent, desk: Desk, now: int
) -> Decision | None:
    """It leaves when the customer writes; None where too many texts wait for that."""
    stamp, n = max(now, contact.stamp + 1), delivery.serial(about, 5)
    text = _kept(about, "window", now)
    waiting = unsent.waits([text], contact, thread, desk, stamp, n, now)
    if waiting is None:
        return None
    words = unsent.told([text], waiting, contact, desk, agent.language, now)
    put = (waiting.template,) if waiting.template else ()
    decision = _changed(about, contact, waiting.thread, now)
    return decision.but(put=(*put, _notice(about, agent, words, contact, now)))


def _sent_anew(
    about: Entry | Sent, way: Way, contact: Contact, thread: OpenThread, desk: Desk, now: int
) -> Decision:
    """The same words, once more or by another way."""
    stamp, n = max(now, contact.stamp + 1), delivery.serial(about, 4)
    words = wording.as_sent(_text(about), way.theirs, thread.inbox, desk)
    reply = entries.to_customer("reply", contact, way, words, stamp, n, now)
    reply = reply.but(agent=about.agent, spot=about.where, thread=about.thread)
    again = about.again + (way != _way(about))
    put = (reply.but(media=about.media, again=again, written=about.written),)
    return _changed(about, contact, thread, now).but(put=put)


def _changed(about: Entry | Sent, contact: Contact, thread: OpenThread, now: int) -> Decision:
    stamp = max(now, contact.stamp + 1)
    after = contact.with_thread(thread).but(stamp=stamp)
    return delivery.given_up(about, None).but(outcome="rerouted", contact=after)


def _notice(about: Entry | Sent, agent: Agent, words: str, contact: Contact, now: int) -> Entry:
    stamp, n = max(now, contact.stamp + 1), delivery.serial(about, 7)
    return entries.to_agent("notice", agent, _spot(about), words, stamp, n, now)


def _kept(about: Entry | Sent, why: Literal["window", "failed"], now: int) -> Unsent:
    agent, text = about.agent or "", _text(about)
    at = about.written if why == "window" and about.written else now
    return Unsent(agent=agent, spot=_spot(about), text=text, at=at, why=why, media=about.media)


def _spot(about: Entry | Sent) -> Spot:
    return about.where or Spot("", "")


def _way(about: Entry | Sent) -> Way | None:
    if isinstance(about, Entry):
        return Way(about.sender, about.to)
    return Way(*about.ends) if about.ends else None


def _left(about: Entry | Sent) -> int:
    """When it was handed over (ms)."""
    return about.tried or about.stamp if isinstance(about, Entry) else about.at


def _text(about: Entry | Sent) -> str:
    """The words that were to go; of a long text that was cut the rest is behind it, by itself."""
    whole = isinstance(about, Entry) and not about.body
    return about.text if whole else delivery.first_part(about.text)
