"""Words that did not reach an agent's phone: whose they are now, and where they go. Pure."""

from ..decisions import Decision, Load
from ..models import DAY, MINUTE, Contact, Entry, EntryKind, OpenThread, Sent, Spot, Told
from . import entries
from .delivery import given_up, serial
from .threads import record

AGAIN_AFTER = 15 * MINUTE
"""An agent's phone that did not get a customer's words is tried again after this long (ms), while
nobody has answered."""

MOST_AGAIN = 8
"""So often words are tried again that are for this phone alone: two hours."""

MOST_AWAITED = 7 * DAY // AGAIN_AFTER
"""The same where the agent must write first: a week."""

AWAY_AGAIN_AFTER = MINUTE
"""The same for an agent who is away (ms): the worker looks whether that is still so."""

_OF_CUSTOMERS = frozenset(
    {"new", "more", "reopened", "relay", "thanks", "took", "passed", "remind"}
)


def _is_customers(about: Entry | Sent) -> bool:
    rest = about.kind == "rest" and about.thread is not None
    return bool(about.agent) and (about.kind in _OF_CUSTOMERS or rest)


def _is_own(about: Entry | Sent) -> bool:
    """Whether these are the desk's own words, which are as true when they are said again.

    A question is not, and it expires; nor is it that somebody else has a thread by now.
    """
    return about.kind in ("notice", "broadcast") or (about.kind == "rest" and about.thread is None)


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
    happens where the thread is over or somebody else's meanwhile, or where the words are the
    desk's own.
    """
    decision = given_up(about, None)
    if (into := contact.goes_on(about.thread)) and (
        followed := _followed(about, into, contact, max(now, contact.stamp + 1))
    ):
        return followed
    thread = contact.thread(about.thread)
    played, owners = contact.practice is not None, (None, about.agent)
    if thread is None or thread.owner not in owners or played or not _is_customers(about):
        return decision.but(outcome="dropped")
    stamp = max(now, contact.stamp + 1)
    # Of what has no moment of its own, such as a story, the last text is shown again.
    since = about.written or thread.heard or thread.shown + 1
    after = thread.but(owner=None, spot=None, passed=None, snoozed=0, announced=0, patrol=0)
    after = after.but(shown=min(thread.shown, since - 1))
    wait = AWAY_AGAIN_AFTER if away else AGAIN_AFTER
    known = _who_knows(about, thread, told, since, 0 if closed else now + wait)
    n = serial(about, 8)
    look = entries.look(thread.inbox, contact.id, thread.number, stamp, n, now)
    owner = thread.owner
    return decision.but(
        outcome="returned",
        contact=contact.with_thread(after.but(told=len(known))).but(stamp=stamp),
        record=record(contact, after).but(told=known),
        loads=(Load(agent=owner, inbox=thread.inbox, by=-1),) if owner else (),
        put=(look,),
    )


def _who_knows(
    about: Entry | Sent, thread: OpenThread, told: tuple[Told, ...], since: int, again: int
) -> tuple[Told, ...]:
    """Who was told of the thread, up to which stamp; nobody of the text of the stamp `since`.

    `again` is when this agent is tried there again (0: never).
    """
    # What was on its way to the others when this agent took the thread did not reach them either,
    # nor did what was for this agent alone.
    alone = thread.owner or about.kind == "relay"
    seen = min(thread.shown, since - 1) if alone else thread.heard
    others = tuple(t.but(shown=min(t.shown, seen)) for t in told if t.agent != about.agent)
    spot, agent = about.where or thread.spot, about.agent
    if not (spot and agent and again):
        return others
    got = min(_got(agent, thread, told), since - 1)
    return (*others, Told(agent=agent, spot=spot, shown=got, again=again))


def _got(agent: str, thread: OpenThread, told: tuple[Told, ...]) -> int:
    """Up to which stamp an agent was shown a thread's texts.

    Who has the thread was shown more than the announcement, unless that is still to be made up.
    """
    known = next((t for t in told if t.agent == agent), None)
    if thread.owner == agent and not (known and known.again):
        return thread.shown
    return known.shown if known else 0


def once_more(
    decision: Decision,
    about: Entry | Sent,
    contact: Contact,
    now: int,
    spot: Spot,
    *,
    waits: bool = False,
) -> Decision:
    """The same words again: there is nobody else to whom they could go.

    That is so for the desk's own words, and for a customer's that came as the thread was closed.
    They go where they went before, but later, or to another `spot` now. `waits`: until the agent
    writes there.
    """
    past = contact.closed_thread(about.thread)
    theirs = past is not None and past.owner == about.agent and about.kind in ("relay", "thanks")
    own = _is_own(about)
    most = MOST_AWAITED if waits else MOST_AGAIN
    if not (own or theirs) or about.again >= most or about.agent is None:
        return decision
    kind: EntryKind = "notice" if own else "thanks"
    kind = "broadcast" if about.kind == "broadcast" else kind
    at = now + AGAIN_AFTER if spot == about.where else now
    entry = entries.to_agent(kind, about.agent, spot, about.text, at, serial(about, 6), at)
    entry = entry.but(again=about.again + 1, contact=about.contact, thread=about.thread)
    entry = entry.but(media=about.media)
    again = entry.but(after=at, due=at) if at > now else entry
    return decision.but(outcome="again", put=(*decision.put, again))


def forwarded(entry: Entry, contact: Contact) -> Decision | None:
    """A customer's text that was on its way to who had the thread goes to who has it now.

    None: there is nobody. Nothing goes where they were told of it with all that was said before;
    where that did not have this text in it, it is told once more, from this text on. That it never
    left is kept in mind, for the case that the thread comes back.
    """
    thread = contact.thread(entry.thread)
    if into := contact.goes_on(entry.thread):
        return _followed(entry, into, contact, max(entry.stamp, contact.stamp) + 1)
    if thread is None or thread.owner is None or entry.kind != "relay":
        return None
    stamp, n = max(entry.stamp, contact.stamp) + 1, serial(entry, 0)
    after = thread.but(missed=min(thread.missed or entry.written, entry.written))
    whole = contact.with_thread(after).but(stamp=stamp)
    goes_before = entry.written < max(thread.whole, thread.heard)  # of what shows already
    if thread.passed or goes_before:
        whole = whole.with_thread(after.but(shown=min(thread.shown, entry.written - 1)))
        look = entries.look(thread.inbox, contact.id, thread.number, stamp, serial(entry, 8), stamp)
        return Decision(outcome="forwarded", taken=(entry,), contact=whole, put=(look,))
    if thread.spot is None or entry.written <= thread.caught:
        return Decision(outcome="dropped", taken=(entry,), contact=whole)
    relay = entries.to_agent("relay", thread.owner, thread.spot, entry.text, stamp, n, stamp)
    about = relay.but(contact=contact.id, thread=entry.thread)
    about = about.but(written=entry.written, late=entry.late, media=entry.media)
    put = (entries.marked(about, entry.mark, entry.heard_at),)
    return Decision(outcome="forwarded", taken=(entry,), contact=whole, put=put)


def _followed(about: Entry | Sent, into: OpenThread, contact: Contact, at: int) -> Decision | None:
    """A customer's words about a thread that goes on in another one since, by a link.

    They are for who has that one; while nobody has, for whom they were for. That somebody wrote
    needs no saying any more: what nobody answered was put into that thread.
    """
    if about.kind in ("new", "more"):
        return None
    agent, spot = (into.owner, into.spot) if into.owner else (about.agent, about.where)
    if not (agent and spot and _is_customers(about)):
        return None
    again = about.again + (agent == about.agent)
    if again > MOST_AGAIN:
        return None
    relay = entries.to_agent("relay", agent, spot, about.text, at, serial(about, 0), at)
    words = relay.but(contact=contact.id, thread=into.number, media=about.media, again=again)
    words = words.but(written=about.written)
    if isinstance(about, Entry):
        words = entries.marked(words.but(late=about.late), about.mark, about.heard_at)
    elif agent == about.agent:
        words = words.but(after=at + AGAIN_AFTER, due=at + AGAIN_AFTER, stamp=at + AGAIN_AFTER)
    decision = given_up(about, None).but(outcome="forwarded", put=(words,))
    return decision.but(contact=contact.but(stamp=max(at, contact.stamp + 1)))
