"""What became of a text that left, and who hears of it. Pure."""

from ..decisions import Decision, Load
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
    Line,
    OpenThread,
    Profile,
    Sent,
    Spot,
    Told,
)
from ..texts import say
from . import entries, measures, optouts
from .threads import record

MOST_TRIES = 8
"""So often is an agent's answer tried that the provider does not take for now; then the agent is
told. A customer's words are tried for `PATIENCE` instead: nobody could be told."""

PATIENCE = DAY

AGAIN_AFTER = 15 * MINUTE
"""An agent's phone that did not get a customer's words is tried again after this long (ms), while
nobody has answered."""

MOST_AGAIN = 8
"""So often words are tried again that are for this phone alone: two hours."""

AWAY_AGAIN_AFTER = MINUTE
"""The same for an agent who is away (ms): the worker looks whether that is still so."""

SLOWEST = 5 * MINUTE
"""The longest pause (ms) between two tries; each is twice the one before."""

_QUOTED = 200
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
        spot=entry.spot or (Spot(entry.to, entry.sender) if entry.is_for_agent else None),
        text=entry.text[: _WHOLE if entry.is_for_agent else _QUOTED],
        again=entry.again,
        error=error,
    )
    figures = measures.of_sent(entry, now)
    return Decision(outcome="sent", taken=(entry,), sent=sent, figures=figures)


def given_up(about: Entry | Sent, notice: Entry | None) -> Decision:
    """It did not arrive; who wrote it is told, once."""
    put = (notice,) if notice else ()
    if isinstance(about, Entry):
        return Decision(outcome="failed", taken=(about,), put=put)
    return Decision(outcome="failed", seen=f"lost-{about.provider_id}", put=put)


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
    return tuple(
        entry.but(kind=kind, n=f"{entry.n}r{place:02}", text=text, version=1, failures=0)
        for place, text in enumerate(rest)
    )


def learned(decision: Decision, about: Entry | Sent, contact: Contact, now: int) -> Decision:
    """The same, and the customer has opted out: the provider refused the text for that."""
    thread = contact.thread(about.thread) or contact.closed_thread(about.thread)
    if isinstance(about, Entry):
        theirs, ours = about.to, about.sender
    elif thread:
        theirs, ours = thread.theirs, thread.ours
    else:
        return decision
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
    return decision.but(
        claimed=tuple(entry.but(body="") for entry in decision.claimed),
        lines=(line.but(version=line.version + 1),) if line else (),
        held=tuple(h.but(version=h.version + 1) for h in held),
        profile=profile.but(version=profile.version + 1) if profile else None,
        taken=follows,
    )


def returned(
    about: Entry | Sent,
    contact: Contact,
    told: tuple[Told, ...],
    now: int,
    *,
    away: bool = False,
    closed: bool = False,
) -> Decision:
    """A customer's words that do not reach this agent's phone: the thread is for the others now.

    `told` is who knows of it. This agent is tried again too, but later; one who is away is told
    with the others when back, one whose phone has `closed` the number on another number. Nothing
    happens where the thread is over or somebody else's meanwhile.
    """
    decision = given_up(about, None)
    thread = contact.thread(about.thread)
    played = contact.practice is not None
    lost = thread is None or thread.owner not in (None, about.agent)
    if thread is None or lost or played or about.agent is None:
        return decision.but(outcome="dropped")
    stamp = max(now, contact.stamp + 1)
    since = (about.written or about.stamp) if isinstance(about, Entry) else thread.heard
    shown = min(thread.shown, since - 1)
    after = thread.but(
        owner=None, spot=None, passed=None, snoozed=0, announced=0, patrol=0, shown=shown
    )
    mine = thread.owner == about.agent
    # What was on its way to the others when this agent took the thread did not reach them either.
    seen = shown if mine else thread.heard
    known = [t.but(shown=min(t.shown, seen)) for t in told if t.agent != about.agent]
    spot = _spot_of(about, thread)
    if spot and not closed:
        wait = AWAY_AGAIN_AFTER if away else AGAIN_AFTER
        before = next(
            (t.shown for t in told if t.agent == about.agent), thread.shown if mine else 0
        )
        got = min(before, since - 1)
        known.append(Told(agent=about.agent, spot=spot, shown=got, again=now + wait))
    # Without its dashes: what follows from this look is not what followed from the one before.
    own = about.id if isinstance(about, Entry) else about.provider_id
    serial = own.replace(".", "").replace("-", "")
    look = entries.look(
        thread.inbox, contact.id, thread.number, stamp, entries.serial(serial, 8), now
    )
    return decision.but(
        outcome="returned",
        contact=contact.with_thread(after.but(told=len(known))).but(stamp=stamp),
        record=record(contact, after).but(told=tuple(known)),
        loads=(Load(agent=about.agent, inbox=thread.inbox, by=-1),) if mine else (),
        put=(look,),
    )


def once_more(decision: Decision, about: Entry | Sent, contact: Contact, now: int) -> Decision:
    """The same words to the same phone later: there is nobody else to whom they could go.

    That is so for the desk's own words, and for a customer's that came as the thread was closed.
    """
    past = contact.closed_thread(about.thread)
    theirs = past is not None and past.owner == about.agent and about.kind in ("relay", "thanks")
    spot = Spot(about.to, about.sender) if isinstance(about, Entry) else about.spot
    own = about.kind == "notice"
    if not (own or theirs) or about.again >= MOST_AGAIN or about.agent is None or spot is None:
        return decision
    seed = (about.id if isinstance(about, Entry) else about.provider_id).replace(".", "")
    at, n = now + AGAIN_AFTER, entries.serial(seed.replace("-", ""), 6)
    entry = entries.to_agent(
        "notice" if own else "thanks", about.agent, spot, about.text, at, n, at
    )
    later = entry.but(
        after=at, due=at, again=about.again + 1, contact=about.contact, thread=about.thread
    )
    return decision.but(outcome="again", put=(*decision.put, later))


def _spot_of(about: Entry | Sent, thread: OpenThread) -> Spot | None:
    return Spot(about.to, about.sender) if isinstance(about, Entry) else about.spot or thread.spot


def forwarded(entry: Entry, contact: Contact) -> Decision | None:
    """A customer's text that was on its way to who had the thread goes to who has it now.

    None: there is nobody, or they were told of it with all that was said before.
    """
    thread = contact.thread(entry.thread)
    if thread is None or thread.owner is None or thread.spot is None or thread.passed:
        return None
    if entry.kind != "relay" or entry.written <= thread.caught:
        return None
    stamp = max(entry.stamp, contact.stamp) + 1
    n = entries.serial(entry.id.replace(".", "").replace("-", ""), 0)
    relay = entries.to_agent("relay", thread.owner, thread.spot, entry.text, stamp, n, stamp)
    about = relay.but(contact=contact.id, thread=entry.thread)
    put = (about.but(written=entry.written, late=entry.late),)
    return Decision(outcome="forwarded", taken=(entry,), checked=contact, put=put)


def told_writer(
    about: Entry | Sent, key: str, contact: Contact, desk: Desk, stamp: int, reason: str = ""
) -> Entry | None:
    """The word to the agent who wrote a reply that did not arrive; None for all other texts.

    `key` is `not_delivered` or `unsure`, `reason` a key of `texts/`.
    """
    agent = desk.agent(about.agent)
    if about.kind != "reply" or agent is None or about.spot is None:
        return None
    values = {"reason": say(reason, agent.language)} if reason else {}
    words = say(key, agent.language, q=about.text, n=about.thread, c=contact.name, **values)
    n = entries.serial(about.id if isinstance(about, Entry) else about.provider_id, 7)
    return entries.to_agent("notice", agent, about.spot, words, stamp, n, stamp)
