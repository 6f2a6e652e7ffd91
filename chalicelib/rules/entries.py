"""How outbox entries are made: whom for, in what order, and when the clock looks after them."""

from ..models import MINUTE, Agent, Contact, Entry, EntryKind, Recipient, Spot

UNWOKEN = 30_000
"""A queued entry that nobody was woken for is found by the clock after this long (ms)."""

UNCONFIRMED = MINUTE
"""An acknowledgement handed over in a webhook's answer is asked after when this has passed (ms)."""

LEASE = 90_000
"""How long a drain that claimed an entry may take to record what became of it (ms)."""


def serial(seed: str, index: int) -> str:
    """An entry's number among those of one stamp: its commit's, and its place there."""
    return f"{seed[-10:]}-{index}"


def to_customer(
    kind: EntryKind,
    contact: Contact,
    ends: tuple[str, str],
    text: str,
    stamp: int,
    n: str,
    now: int,
) -> Entry:
    """A text to a customer.

    `ends` is (our address, theirs). The desk's own kinds go out in the webhook's answer.
    """
    handed = kind in ("ack", "redirect", "enough")
    return Entry(
        recipient=Recipient.customer(contact.id),
        stamp=stamp,
        n=n,
        kind=kind,
        state="handed" if handed else "queued",
        due=now + (UNCONFIRMED if handed else UNWOKEN),
        sender=ends[0],
        to=ends[1],
        text=text,
        contact=contact.id,
    )


def to_agent(
    kind: EntryKind, agent: Agent | str, spot: Spot, text: str, stamp: int, n: str, now: int
) -> Entry:
    """A text to an agent, on a line."""
    agent_id = agent if isinstance(agent, str) else agent.id
    return Entry(
        recipient=Recipient.phone(agent_id),
        stamp=stamp,
        n=n,
        kind=kind,
        due=now + UNWOKEN,
        sender=spot.number,
        to=spot.address,
        text=text,
        agent=agent_id,
    )


def marked(entry: Entry, raw_id: str, heard_at: str) -> Entry:
    """The same; once it has left, the text `raw_id` that came to `heard_at` is marked as read."""
    return entry.but(mark=raw_id, heard_at=heard_at) if raw_id and heard_at else entry


def offer(inbox: str, agent: str, stamp: int, n: str, now: int, wait: int = 0) -> Entry:
    """Asks the inbox's worker to tell its agents what an agent did, now or after `wait` ms."""
    return _to_worker("offer", inbox, stamp, n, now, wait).but(agent=agent)


def free(inbox: str, agent: str, stamp: int, n: str, now: int, wait: int = 0) -> Entry:
    """Tells the inbox's worker that an agent has room for one more, now or after `wait` ms."""
    return _to_worker("free", inbox, stamp, n, now, wait).but(agent=agent)


def spread(inbox: str, agent: str, stamp: int, n: str, now: int) -> Entry:
    """Asks the inbox's worker to tell other agents what an agent wrote to all."""
    return _to_worker("spread", inbox, stamp, n, now, 0).but(agent=agent)


def joined(inbox: str, agent: str, stamp: int, n: str, now: int, wait: int) -> Entry:
    """Has the inbox's worker welcome an agent after `wait` ms."""
    return _to_worker("joined", inbox, stamp, n, now, wait).but(agent=agent)


def left(inbox: str, agent: str, stamp: int, n: str, now: int, wait: int = 0) -> Entry:
    """Has the inbox's worker give an agent's threads to others, now or after `wait` ms."""
    return _to_worker("left", inbox, stamp, n, now, wait).but(agent=agent)


def look(
    inbox: str, contact: str, thread: int, stamp: int, n: str, now: int, wait: int = 0
) -> Entry:
    """Asks the inbox's worker to look at a thread, now or after `wait` ms."""
    return _to_worker("look", inbox, stamp, n, now, wait).but(contact=contact, thread=thread)


def _to_worker(kind: EntryKind, inbox: str, stamp: int, n: str, now: int, wait: int) -> Entry:
    """What the inbox's worker is to do.

    One that waits is stamped with the time it waits for, so that none stands in another's way.
    """
    return Entry(
        recipient=Recipient.worker(inbox),
        stamp=now + wait if wait else stamp,
        n=n,
        kind=kind,
        due=now + (wait or UNWOKEN),
        after=now + wait if wait else 0,
    )
