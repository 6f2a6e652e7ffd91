"""What an agent wrote that can't leave where the customer last wrote: it waits, never lost. Pure.

It stays with its thread, so that it can reach no other customer, and leaves when the customer
writes, or where its agent chooses another channel.
"""

from collections.abc import Sequence
from typing import NamedTuple

from ..models import (
    DAY,
    Agent,
    Contact,
    Desk,
    Entry,
    OpenThread,
    Spot,
    Unsent,
)
from ..texts import channel_name, media_words, say
from . import entries, inviting, optouts, ways, windows, wording
from .threads import answered
from .turn import Turn, name_of
from .ways import Way

MOST = 5
"""So many texts of a thread wait, at most."""

_TOLD = 4
"""The place of the word about it, among what follows from an agent's text."""

KEPT = DAY
"""A text that failed can be sent by another channel for so long (ms); then it is old news."""


class Waiting(NamedTuple):
    """The thread with the texts that wait, and what asks the customer to write, if anything."""

    thread: OpenThread
    template: Entry | None
    asked: bool


def waits(
    texts: Sequence[Unsent],
    contact: Contact,
    thread: OpenThread,
    desk: Desk,
    stamp: int,
    n: str,
    now: int,
) -> Waiting | None:
    """The texts wait until the customer writes; None where too many do."""
    # One that was tried before it waits may be older than those that wait already.
    kept = tuple(sorted((*_current(thread, now), *texts), key=lambda u: u.at))
    if len(kept) > MOST:
        return None
    asked = bool(thread.asked_back) and now - thread.asked_back < inviting.AGAIN_AFTER
    template = None if asked else inviting.customer(contact, thread, desk, stamp, n, now)
    if template:  # where it fails, the writer hears it
        template = template.but(agent=texts[0].agent, spot=texts[0].spot)
    after = thread.but(unsent=kept, asked_back=now if template else thread.asked_back)
    return Waiting(after, template, asked or template is not None)


def failed(text: Unsent, thread: OpenThread, now: int) -> OpenThread:
    """The thread with a text that did not arrive, for another channel; the oldest make way."""
    kept = _current(thread, now)
    old = [u for u in kept if u.why == "failed"][: max(0, len(kept) + 1 - MOST)]
    rest = tuple(u for u in kept if not any(u is gone for gone in old))
    return thread.but(unsent=(*rest, text)) if len(rest) < MOST else thread


def _current(thread: OpenThread, now: int) -> tuple[Unsent, ...]:
    return tuple(u for u in thread.unsent if u.why == "window" or now - u.at < KEPT)


def of_reply(reply: Entry) -> Unsent:
    """A reply as it waits, with who wrote it and where."""
    return Unsent(
        agent=reply.agent or "",
        spot=reply.spot or Spot("", ""),
        text=reply.text,
        at=reply.written,
        why="window",
        media=reply.media,
    )


def leaving(
    contact: Contact, thread: OpenThread, desk: Desk, stamp: int, n: str, now: int
) -> tuple[Entry, ...]:
    """What waits for the customer to write, in its order, to where the customer is written now."""
    texts = tuple(u for u in thread.unsent if u.why == "window")
    return _replies(texts, contact, thread, desk, stamp, n, now)


def heard(
    contact: Contact,
    thread: OpenThread,
    desk: Desk,
    stamp: int,
    n: str,
    now: int,
) -> tuple[OpenThread, tuple[Entry, ...]]:
    """The thread after a customer's text, and what leaves because of it.

    What failed elsewhere is not offered any longer: the conversation goes on.
    """
    after = thread.but(unsent=tuple(u for u in thread.unsent if u.why == "window"))
    return flushed(contact, after, desk, stamp, n, now)


def flushed(
    contact: Contact, thread: OpenThread, desk: Desk, stamp: int, n: str, now: int
) -> tuple[OpenThread, tuple[Entry, ...]]:
    """The thread when what waits has left, which answers what was asked; if it may leave now."""
    whole = contact.with_thread(thread)
    if optouts.is_closed(whole, thread.theirs, thread.ours, thread.number):
        return thread, ()
    if not windows.is_open(contact, thread.ours, thread.theirs, now):
        return thread, ()  # their text came late
    put = leaving(contact, thread, desk, stamp, n, now)
    after = without(thread)
    return answered(after, now) if put else after, put


def elsewhere(
    contact: Contact, thread: OpenThread, desk: Desk, stamp: int, n: str, now: int
) -> tuple[Entry, ...]:
    """The same, and what failed lately, to the channel that its agent has chosen now."""
    return _replies(_current(thread, now), contact, thread, desk, stamp, n, now)


def _replies(
    texts: tuple[Unsent, ...],
    contact: Contact,
    thread: OpenThread,
    desk: Desk,
    stamp: int,
    n: str,
    now: int,
) -> tuple[Entry, ...]:
    found, ends = [], (thread.ours, thread.theirs)
    for place, unsent in enumerate(texts):
        words = wording.as_sent(unsent.text, thread.theirs, thread.inbox, desk)
        reply = entries.to_customer("reply", contact, ends, words, stamp, f"{n}a{place:02}", now)
        reply = reply.but(agent=unsent.agent, spot=unsent.spot, thread=thread.number)
        # Failed once: where it fails once more, there is nothing left to try.
        again = int(unsent.why == "failed")
        found.append(reply.but(media=unsent.media, again=again, written=unsent.at))
    return tuple(found)


def without(thread: OpenThread) -> OpenThread:
    """The thread when what waited for the customer to write has left."""
    return thread.but(unsent=tuple(u for u in thread.unsent if u.why != "window"), asked_back=0)


def told(
    texts: Sequence[Unsent],
    waiting: Waiting,
    contact: Contact,
    desk: Desk,
    language: str,
    now: int,
) -> str:
    """The one line to who wrote texts that wait."""
    return say(
        "unsent_asked" if waiting.asked else "unsent_waits",
        language,
        q=quoted(texts, language),
        n=waiting.thread.number,
        c=name_of(contact.name, language),
        way=ways.offered(contact, waiting.thread, desk, language, now),
    )


def quoted(texts: Sequence[Unsent], language: str) -> str:
    """What these texts say, or hold where they have no words."""
    return "\n".join(u.text or media_words(u.media, language) for u in texts)


def by(
    said: str, reason: str, contact: Contact, number: int, ends: tuple[Way, Way], language: str
) -> str:
    """The one line to an agent whose text goes by another channel; `ends` are before and now."""
    before, now = (channel_name(way.channel, language) for way in ends)
    values = {"q": said, "n": number, "c": name_of(contact.name, language)}
    # Why it failed is left out: what to do about it ("later", "reworded") would send it twice.
    key = "by_window" if reason == windows.REFUSED else "by_other"
    return say(key, language, channel=now, other=before, **values)


# --- resolved ------------------------------------------------------------------------------------


def never_left(words: str, thread: OpenThread, agent: str, language: str) -> str:
    """The word that a thread is resolved; before it, how many texts of this agent never left."""
    count = sum(1 for u in thread.unsent if u.why == "window" and u.agent == agent)
    if not count:
        return words
    key = "unsent_lost_one" if count == 1 else "unsent_lost_many"
    return say(key, language, count=count) + words.removeprefix("* ")


def dropped(
    thread: OpenThread, contact: Contact, by: Agent, desk: Desk, stamp: int, n: str, now: int
) -> tuple[Entry, ...]:
    """The word to the others whose texts wait in a thread that is resolved."""
    lost: dict[str, list[Unsent]] = {}
    for unsent in thread.unsent:
        if unsent.why == "window":
            lost.setdefault(unsent.agent, []).append(unsent)
    found = []
    for id_, texts in lost.items():
        writer = desk.agent(id_)
        if writer is None or writer == by:
            continue
        language, (first, *others) = writer.language, texts
        words = say(
            "unsent_closed",
            language,
            q=quoted([first], language),
            more=say("q_more", language, count=len(others)) if others else "",
            n=thread.number,
            c=name_of(contact.name, language),
            a=by.name,
        )
        found.append(entries.to_agent("notice", writer, first.spot, words, stamp, n, now))
    return tuple(found)


# --- taken ---------------------------------------------------------------------------------------


def of_others(thread: OpenThread, turn: Turn) -> list[Entry]:
    """The word to who takes a thread where texts of others wait: nobody is to say it twice."""
    texts = [u for u in thread.unsent if u.why == "window" and u.agent != turn.agent.id]
    if not texts:
        return []
    more = turn.say("q_more", count=len(texts) - 1) if texts[1:] else ""
    said = quoted(texts[:1], turn.agent.language)
    words = turn.say("unsent_others", q=said, more=more, n=thread.number, c=turn.name())
    return [turn.notice(words)]


# --- an agent writes -----------------------------------------------------------------------------


def there(contact: Contact, thread: OpenThread, turn: Turn) -> OpenThread | None:
    """The thread as an agent's text may leave in it now; None where it must wait.

    By another channel where the desk says so and there is one.
    """
    desk, now = turn.desk, turn.now
    if windows.is_open(contact, thread.ours, thread.theirs, now):
        return thread
    way = ways.other(contact, thread, desk, now) if desk.fallback else None
    return thread.but(ours=way.ours, theirs=way.theirs) if way else None


def left(
    replies: Sequence[Entry],
    contact: Contact,
    thread: OpenThread,
    there: OpenThread | None,
    turn: Turn,
) -> tuple[OpenThread, list[Entry]] | None:
    """The thread after an agent's text, and what leaves; None where too many texts wait already.

    `there` is the thread as it may leave now: then what waited goes first.
    """
    desk, language, now = turn.desk, turn.agent.language, turn.now
    if there is None:
        texts = [of_reply(reply) for reply in replies]
        waiting = waits(texts, contact, thread, desk, turn.stamp, turn.n(3), now)
        if waiting is None:
            return None
        words = told(texts, waiting, contact, desk, language, now)
        template = [waiting.template] if waiting.template else []
        return waiting.thread, [*template, turn.notice(words, _TOLD)]
    before = leaving(contact, there, desk, turn.stamp, turn.n(0), now)
    put = [*before, *replies]
    if there != thread:
        said = quoted([of_reply(reply) for reply in replies], language)
        ends = (ways.here(thread), ways.here(there))
        words = by(said, windows.REFUSED, contact, thread.number, ends, language)
        put.append(turn.notice(words, _TOLD))
    return (without(there) if before else there), put


def full(texts: Sequence[str], contact: Contact, thread: OpenThread, turn: Turn) -> str:
    """The word to an agent where too many texts wait already."""
    return turn.say(
        "held_unsent",
        q="\n".join(texts),
        n=thread.number,
        c=turn.name(contact),
        count=len(thread.unsent),
        way=ways.offered(contact, thread, turn.desk, turn.agent.language, turn.now),
    )
