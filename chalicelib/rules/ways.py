"""By which other channels a customer can be reached in an inbox. Pure."""

from collections.abc import Iterator
from typing import NamedTuple

from ..models import Contact, Desk, OpenThread, channel_of, person_of
from ..texts import channel_name, channel_words, say
from . import fitting, optouts, windows


class Way(NamedTuple):
    """The two ends of a text to a customer: our address, and theirs."""

    ours: str
    theirs: str

    @property
    def channel(self) -> str:
        """What carries it."""
        return channel_of(self.theirs)


def here(thread: OpenThread) -> Way:
    """Where the customer of a thread is written to now."""
    return Way(thread.ours, thread.theirs)


def every(contact: Contact, thread: OpenThread, desk: Desk, now: int) -> tuple[Way, ...]:
    """Every way on which words may leave now, at most one of each channel.

    The one that the thread is on comes first, then those to addresses that wrote to us.
    """
    found: dict[str, Way] = {}
    for way in _possible(contact, thread, desk):
        if way.channel not in found and _is_free(way, contact, thread, now):
            found[way.channel] = way
    return tuple(found.values())


def other(contact: Contact, thread: OpenThread, desk: Desk, now: int) -> Way | None:
    """The first way on another channel than the thread's own."""
    own = channel_of(thread.theirs)
    return next((w for w in every(contact, thread, desk, now) if w.channel != own), None)


def _possible(contact: Contact, thread: OpenThread, desk: Desk) -> Iterator[Way]:
    yield here(thread)
    inbox = desk.inbox(thread.inbox)
    ours = inbox.addresses if inbox else ()
    for theirs in reversed(contact.addresses):
        yield from (Way(a, theirs) for a in ours if channel_of(a) == channel_of(theirs))
    # A phone number that shows on another channel takes texts too.
    for theirs in map(person_of, reversed(contact.addresses)):
        if theirs.startswith("+"):
            yield from (Way(a, theirs) for a in ours if channel_of(a) == "sms")


def _is_free(way: Way, contact: Contact, thread: OpenThread, now: int) -> bool:
    if not fitting.takes_texts(way.theirs):
        return False
    if optouts.is_closed(contact.with_thread(thread), way.theirs, way.ours, thread.number):
        return False
    return windows.is_open(contact, way.ours, way.theirs, now)


def named(said: str) -> str | None:
    """The channel that a word means, in any language."""
    return channel_words().get(said)


def offered(contact: Contact, thread: OpenThread, desk: Desk, language: str, now: int) -> str:
    """How an agent sends it by another channel: ` By SMS: /via sms #142`; '' where none is."""
    way = other(contact, thread, desk, now)
    if way is None:
        return ""
    name = channel_name(way.channel, language)
    return say("via_by", language, channel=name, word=name.lower(), n=thread.number)
