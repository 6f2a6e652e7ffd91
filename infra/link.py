"""Makes two contacts of a stage one, or two again: what `/link` and `/unlink` are to agents."""

from collections.abc import Callable

from chalicelib.decisions import Decision
from chalicelib.errors import SetupError
from chalicelib.models import Contact, Desk
from chalicelib.rules import linking, parting
from chalicelib.store import commit, contacts
from chalicelib.store import desk as desks
from chalicelib.store.calls import retrying

from .cloud import in_words
from .erase import normal
from .person import identify, now


def link(address: str, other: str) -> str:
    """Has who writes from one address be who writes from the other; a line on what was done.

    Raises `SetupError` with the mend, or `Unavailable`.
    """
    return _done(lambda desk: _linked(_known(address, desk), _known(other, desk)))


def unlink(address: str) -> str:
    """Takes apart who writes from this address, or was linked to it last. Raises like `link`."""
    return _done(lambda desk: _parted(desk.identify(normal(address)), desk))


def _done(what: Callable[[Desk], str]) -> str:
    with in_words():
        desks.forget()
        desk = desks.load()
        return retrying(lambda: what(desk))


def _known(address: str, desk: Desk) -> Contact:
    """Who has this address, with the address: they may never have written from it."""
    plain = normal(address)
    found = contacts.head(identify(plain, desk))
    return found if plain in found.addresses else found.but(addresses=(plain, *found.addresses))


def _linked(one: Contact, other: Contact) -> str:
    if one.id == other.id:
        return f"They are one contact already. Id {one.id}."
    if not (one.version or other.version):
        raise SetupError("Neither has ever written. Mend: name an address that has.")
    if any(who.blocked or who.practice for who in (one, other)):
        raise SetupError("One of them is blocked, or played by the desk. Mend: /unblock it first.")
    if linking.are_too_many(one, other):
        raise SetupError(
            f"That is more than {linking.MOST} addresses of one person. Mend: unlink some."
        )
    gone, stays = (one, other) if other.version and not one.threads else (other, one)
    if gone.threads or not stays.version:
        numbers = ", ".join(f"#{t.number}" for t in (*one.threads, *other.threads))
        raise SetupError(
            f"Both have something open: {numbers}. Mend: have an agent write /link and the number,"
            " or /done."
        )
    stamp = max(now(), gone.stamp + 1, stays.stamp + 1)
    leads = [contacts.alone(id_) for id_ in gone.linked]
    after, heads = linking.joined(stays, gone, leads, stamp)
    commit.commit(Decision(outcome="linked", contact=after.but(stamp=stamp), linked=heads))
    return f"{gone.id} is {stays.id} from now on."


def _parted(who: str, desk: Desk) -> str:
    contact, who = contacts.head(who), contacts.alone(who).alias_of or who
    leads = [contacts.alone(id_) for id_ in contact.linked]
    itself = next((one for one in leads if one.id == who and not one.alias_of), None)
    last = itself or parting.last_linked(contact, leads)
    if last is None:
        return f"Nobody was linked there. Id {contact.id}."
    stamp = max(now(), contact.stamp + 1, last.stamp + 1)
    found = parting.parted(contact, last, leads, desk, stamp)
    if not isinstance(found, tuple):
        raise SetupError(
            f"#{found.number} is open and could go on with either. Mend: have an agent write /done"
            f" {found.number}, then do this again."
        )
    commit.commit(Decision(outcome="unlinked", contact=found[0], linked=found[1]))
    return f"{last.id} is a contact of its own again, and no longer {contact.id}."
