"""The states of a text on its way out, and who hears where it did not arrive. Pure."""

from collections.abc import Sequence
from typing import cast

from ..decisions import Decision
from ..models import (
    DAY,
    MINUTE,
    SECOND,
    Contact,
    DeliveryState,
    Desk,
    Entry,
    EntryKind,
    HeldText,
    Kept,
    Line,
    Media,
    Profile,
    Sent,
    Spot,
)
from ..texts import media_words, say, split
from . import entries, measures, optouts

MOST_TRIES = 8
"""So often is an agent's answer tried that the provider does not take for now; then the agent is
told. A customer's words are tried for `PATIENCE` instead: nobody could be told."""

PATIENCE = DAY

SLOWEST = 5 * MINUTE
"""The longest pause (ms) between two tries; each is twice the one before."""

_WHOLE = 1600


def recorded(
    entry: Entry, provider_id: str, state: DeliveryState, now: int, error: str = ""
) -> Decision:
    """The provider has it: the entry makes way for what its id is about."""
    sent = Sent(
        provider_id=provider_id,
        state=state,
        recipient=entry.recipient,
        kind=entry.kind,
        contact=entry.contact,
        thread=entry.thread,
        agent=entry.agent,
        spot=entry.where,
        ends=None if entry.is_for_agent else (entry.sender, entry.to),
        text=entry.text[:_WHOLE] if entry.is_for_agent else first_part(entry.text),
        written=entry.written,
        again=entry.again,
        error=error,
        media=entry.media,
        links=entry.links,
        at=entry.tried or entry.stamp,
    )
    figures = measures.of_sent(entry, now)
    return Decision(outcome="sent", taken=(entry,), sent=sent, figures=figures)


def first_part(text: str) -> str:
    """The part of a long text that leaves first; most have only this one."""
    return text if len(text) <= _WHOLE else next(iter(split(text, _WHOLE)), text[:_WHOLE])


def given_up(about: Entry | Sent, notice: Entry | None) -> Decision:
    """It did not arrive; who wrote it is told, once."""
    put = (notice,) if notice else ()
    if isinstance(about, Entry):
        return Decision(outcome="failed", taken=(about,), put=put)
    return Decision(outcome="failed", seen=f"lost-{about.id}", put=put)


def is_spent(entry: Entry, now: int) -> bool:
    """Whether a text that is not taken for now was tried long enough."""
    if entry.kind == "reply":
        return entry.attempts >= MOST_TRIES
    return now - entry.stamp >= PATIENCE


def put_back(entry: Entry, after: int, now: int) -> Decision:
    """Tried again in `after` seconds or more; nothing behind it leaves before."""
    pause = min(after * SECOND * 2 ** min(entry.attempts - 1, 8), max(SLOWEST, after * SECOND))
    again = entry.but(state="queued", after=now + pause, due=now + pause)
    return Decision(outcome="put_back", claimed=(again,))


def claimed(entry: Entry, body: str, *, expires: bool, now: int) -> Entry:
    """The entry as it leaves with `body`.

    The word that a question `expires` is a notice like any other from now on: the question is gone.
    """
    words = entry.but(kind="notice", text=body, held=0) if expires else entry
    return words.but(
        state="sending",
        due=now + entries.LEASE,
        tried=now,
        attempts=entry.attempts + 1,
        body=body if entry.kind == "question" else entry.body or body,
    )


def parts(entry: Entry, rest: tuple[str, ...]) -> tuple[Entry, ...]:
    """The other parts of a long text, behind its first, in their order."""
    kind: EntryKind = "reply" if entry.kind == "reply" else "rest"
    plain = entry.but(kind=kind, version=1, failures=0, media=(), mark="")
    return tuple(plain.but(n=f"{entry.n}r{place:02}", text=text) for place, text in enumerate(rest))


def behind(entry: Entry, media: tuple[Media, ...]) -> tuple[Entry, ...]:
    """The attachments that do not go with its words: one text more, behind all its parts.

    When that leaves it takes along what it can, and what is left follows in the same way.
    """
    if not media:
        return ()
    kind: EntryKind = "reply" if entry.kind == "reply" else "rest"
    after = entry.but(kind=kind, n=f"{entry.n}s", text="", version=1, failures=0)
    after = after.but(media=media, mark="")
    return (after,)


def as_links(about: Entry | Sent, now: int) -> Decision:
    """The same words once more, with links in place of what is attached: that was not taken."""
    if isinstance(about, Entry):  # what follows it stays behind it
        text = first_part(about.text)
        again = about.but(n=f"{about.n}l", text=text, body="", version=1, attempts=0, tried=0)
        again = again.but(state="queued", due=now + entries.UNWOKEN)
    else:
        where = about.where or Spot("", "")
        ours, theirs = about.ends or (where.number, where.address)
        again = Entry(
            recipient=about.recipient,
            stamp=now,
            n=serial(about, 2),
            kind=cast(EntryKind, about.kind),
            due=now + entries.UNWOKEN,
            sender=ours,
            to=theirs,
            text=about.text,
            agent=about.agent,
            spot=about.spot if about.ends else None,
            contact=about.contact,
            thread=about.thread,
            written=about.written,
            again=about.again,
            media=about.media,
        )
    return given_up(about, None).but(outcome="as_links", put=(again.but(links=True),))


def learned(decision: Decision, about: Entry | Sent, contact: Contact, now: int) -> Decision:
    """The same, and the customer has opted out: the provider refused this text for that."""
    ends = (about.sender, about.to) if isinstance(about, Entry) else about.ends
    if ends is None:
        return decision  # recorded before the ends were kept
    ours, theirs = ends
    stamp = max(now, contact.stamp + 1)
    opted_out = optouts.with_stop(contact, theirs, ours, stamp)
    return decision.but(contact=contact.but(opted_out=opted_out, stamp=stamp))


def unshown(
    decision: Decision,
    line: Line | None,
    held: tuple[HeldText, ...],
    follows: tuple[Entry, ...],
    profile: Profile | None = None,
) -> Decision:
    """The same, and as if it had never been claimed: it surely was not taken.

    `line`, `held` and `profile` are what they were before, `follows` the parts that the claim put
    behind.
    """
    apart = tuple(one for entry in follows for one in entry.media)
    return decision.but(
        claimed=tuple(
            entry.but(body="", media=(*entry.media, *apart)) for entry in decision.claimed
        ),
        lines=(line.but(version=line.version + 1),) if line else (),
        held=tuple(h.but(version=h.version + 1) for h in held),
        profile=profile.but(version=profile.version + 1) if profile else None,
        taken=follows,
    )


def told_writer(
    about: Entry | Sent, key: str, contact: Contact, desk: Desk, stamp: int, reason: str = ""
) -> Entry | None:
    """The word to the agent who wrote a reply that did not arrive; None for all other texts.

    `key` is `not_delivered` or `unsure`, `reason` a key of `texts/`.
    """
    agent, spot = desk.agent(about.agent), about.where
    if about.kind != "reply" or agent is None or spot is None:
        return None
    values = {"reason": say(reason, agent.language)} if reason else {}
    said = about.text or media_words(about.media, agent.language)
    words = say(key, agent.language, q=said, n=about.thread, c=contact.name, **values)
    return entries.to_agent("notice", agent, spot, words, stamp, serial(about, 7), stamp)


def lost(
    reply: Entry, refused: Sequence[Kept], contact: Contact | None, desk: Desk, now: int
) -> tuple[Entry, ...]:
    """The word to the agent whose attachments are not passed on; the words they came with are."""
    if not refused or contact is None or reply.is_for_agent:
        return ()
    language = (desk.agent(reply.agent) or desk).language
    named = media_words([Media(url="", kind=one.kind) for one in refused], language)
    why = f"reason_{refused[0].why}"
    notice = told_writer(reply.but(text=named), "not_delivered", contact, desk, now, why)
    return (notice,) if notice else ()


def serial(about: Entry | Sent, index: int) -> str:
    """The number of an entry that follows from what became of another: each time the same.

    Without its dashes, so that what follows from that is not taken for what followed from this.
    """
    return entries.serial(about.id.replace(".", "").replace("-", ""), index)
