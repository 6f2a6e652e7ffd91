"""Customers as codes, and made from them."""

from collections.abc import Iterable
from typing import Any

from chalicelib.models import (
    MINUTE,
    SECOND,
    ClosedThread,
    Contact,
    Message,
    OpenThread,
    Passed,
    Spot,
    ThreadRecord,
    Told,
)
from chalicelib.rules.customer import FOLD

from .exhaustive_place import FIRST, NAMES, NOBODY, NOW, Code, Place

ITSELF = NOBODY - 1
"""Who took a thread with a text, and is to be brought up to date."""


def of_contact(place: Place, contact: Contact, record: ThreadRecord | None, last: int) -> Code:
    """A contact, its thread's own item, and the stamp of its last text; () before the first."""
    both: tuple[OpenThread | ClosedThread, ...] = (*contact.threads, *contact.closed)
    thread = next(iter(both), None)
    if thread is None or record is None:
        return ()
    told = record.told or ()
    heard, shown = (thread.heard, thread.shown) if isinstance(thread, OpenThread) else (0, 0)
    stamps = (heard, shown, thread.closed or 0, last, *(t.shown for t in told))
    ranks = _ranks(stamps)
    spots = tuple(
        sorted((*_spot(place, t.spot), rank) for t, rank in zip(told, ranks[4:], strict=True))
    )
    here = (place.agent(thread.owner), _spot(place, thread.spot), ranks[:4], spots)
    if isinstance(thread, ClosedThread):
        return ("closed", *here)
    flags = (
        thread.told,
        bool(thread.announced),
        NOW < thread.look <= NOW + FOLD,
        bool(thread.patrol),
        min((rank for s, rank in zip(stamps, ranks, strict=True) if s + FOLD > NOW), default=0),
    )
    passed = thread.passed and (place.agent(thread.passed.by) if thread.passed.by else ITSELF)
    passed = NOBODY if passed is None else passed
    return ("open", *here, place.agent(thread.had), passed, flags)


def _spot(place: Place, spot: Spot | None) -> Code:
    if spot is None:
        return ()
    owner = place.desk.agent_at(spot.address)
    return (place.agent(owner.id if owner else None), place.relay(spot.number))


def contact_of(place: Place, customer: int, code: Code) -> tuple[Contact, ThreadRecord | None, int]:
    """As `of_contact` had it."""
    contact = Contact(
        id=place.ids[customer],
        version=1 if code else 0,
        stamp=NOW - 1,
        addresses=(place.customers[customer],),
        name=NAMES[customer],
    )
    if not code:
        return contact, None, 0
    owner, spot, ranks, spots = place.agent_id(code[1]), code[2], code[3], code[4]
    recent = code[7][4] if code[0] == "open" else 0
    heard, shown, closed, last = (_stamp(rank, recent) for rank in ranks)
    common: dict[str, Any] = {
        "number": FIRST + customer,
        "inbox": place.inbox.name,
        "ours": place.inbox.addresses[0],
        "theirs": place.customers[customer],
        "opened": NOW - MINUTE,
        "owner": owner,
        "spot": place.spot(*spot) if spot else None,
    }
    if code[0] == "closed":
        past = ClosedThread(**common, closed=closed)
        contact = contact.but(closed=(past,))
    else:
        thread = _open(place, code, {"heard": heard, "shown": shown, "closed": closed or None})
        contact = contact.but(threads=(thread.but(**common),))
    record = ThreadRecord(
        number=FIRST + customer,
        contact=contact.id,
        inbox=place.inbox.name,
        opened=NOW - MINUTE,
        name=contact.name,
        owner=owner,
        resolved=closed if code[0] == "closed" else None,
        told=tuple(
            Told(agent=place.agents[a].id, spot=place.spot(a, r), shown=_stamp(k, recent))
            for a, r, k in spots
        ),
    )
    return contact, record, last


def _open(place: Place, code: Code, stamps: dict[str, Any]) -> OpenThread:
    had, passed, (told, announced, look, patrol, _) = code[5:]
    by = "" if passed == ITSELF else place.agent_id(passed)
    return OpenThread(
        number=0,
        inbox="",
        ours="",
        theirs="",
        opened=0,
        had=place.agent_id(had),
        passed=None if by is None else Passed(by, ""),
        told=told,
        announced=NOW - SECOND if announced else 0,
        look=NOW + FOLD if look else 0,
        patrol=NOW + 5 * MINUTE if patrol else 0,
        **stamps,
    )


def message(place: Place, customer: int, last: int) -> Message:
    """The customer's last text: of all the history, the rules ask only whether it was shown."""
    return Message(contact=place.ids[customer], stamp=last, thread=FIRST + customer, text="Hello")


def _stamp(rank: int, recent: int) -> int:
    """A stamp of this rank. From the rank `recent` on (0: none) they are of this very moment."""
    just_now = 0 < recent <= rank
    return NOW - (SECOND if just_now else MINUTE) + rank if rank else 0


def _ranks(stamps: Iterable[int]) -> tuple[int, ...]:
    """Each stamp's place in their order; 0 stays 0."""
    stamps = tuple(stamps)
    order = {stamp: rank + 1 for rank, stamp in enumerate(sorted({s for s in stamps if s > 0}))}
    return tuple(order.get(stamp, 0) for stamp in stamps)
