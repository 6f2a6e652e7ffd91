"""Which agents a thread may be given to: there, on shift, able, with room for one more. Pure."""

from collections.abc import Sequence

from ..models import (
    HOUR,
    MINUTE,
    Agent,
    Contact,
    Desk,
    Inbox,
    Line,
    Message,
    OpenThread,
    Roster,
    Shown,
    Spot,
    channel_of,
)
from . import addressing, allotment, calendar, gist

AWAKE = 30 * MINUTE
"""So long (ms) after writing on a thread an agent gets what follows, whatever the hour."""

LONGEST = 15 * MINUTE
"""Who waits for an inbox to open is looked at again after this long (ms), at the latest: meanwhile
somebody may have said that it opens sooner."""

LEAVING = HOUR
"""What was put on an agent's way so long ago (ms) and never left is not counted as theirs."""


def needed(inbox: Inbox, said: Sequence[Message]) -> frozenset[str]:
    """The skills that a thread asks for: its inbox's, and what the customer's words tell."""
    words = _words(said) if inbox.keywords else ""
    found = (skill for word, skill in inbox.keywords.items() if _names(words, word))
    return frozenset((*inbox.skills, *found))


def is_urgent(inbox: Inbox, said: Sequence[Message]) -> bool:
    """Whether the customer wrote, since the last answer, a word for which who is on call is woken.

    `said` is in the order it was written.
    """
    if not inbox.urgent:
        return False
    answered = max((m.stamp for m in said if m.author and not m.note), default=0)
    words = _words([m for m in said if m.stamp > answered])
    return any(_names(words, word) for word in inbox.urgent)


def is_said_urgent(inbox: Inbox, text: str) -> bool:
    """The same, of one text."""
    words = gist.plain(text) if inbox.urgent else ""
    return any(_names(words, word) for word in inbox.urgent)


def _words(said: Sequence[Message]) -> str:
    return " ".join(gist.plain(m.text) for m in said if m.author is None)


def _names(words: str, word: str) -> bool:
    return f" {word} " in f" {words} "


def off(
    roster: Sequence[Roster], inbox: Inbox, desk: Desk, now: int, *, urgent: bool
) -> frozenset[str]:
    """Who of a roster is not to be woken at `now` (ms): closed, or not their shift.

    In what is `urgent` those on call are woken where nobody else is there, at any hour.
    """
    team = {row: agent for row in roster if (agent := desk.agent(row.agent))}
    closed = opens(inbox, desk, now) > now
    found = {a.id for a in team.values() if closed or not _is_on_shift(a, desk, now)}
    if urgent and all(row.away or row.agent in found for row in team):
        found -= {agent.id for agent in team.values() if agent.on_call}
    return frozenset(found)


def is_off(agent: Agent, inbox: Inbox, desk: Desk, now: int) -> bool:
    """Whether the agent is not to be woken: the inbox is closed, or it is not their shift."""
    return opens(inbox, desk, now) > now or not _is_on_shift(agent, desk, now)


def _is_on_shift(agent: Agent, desk: Desk, now: int) -> bool:
    return calendar.is_open(calendar.for_agent(agent, desk), now)


def there(
    roster: Sequence[Roster], inbox: str, but: str | None, desk: Desk, now: int
) -> tuple[Roster, ...]:
    """An inbox's roster, in which who is not to be woken counts as away; `but` one as they are."""
    found = desk.inbox(inbox)
    quiet = off(roster, found, desk, now, urgent=False) if found else frozenset()
    return tuple(
        row.but(away=True) if row.agent in quiet and row.agent != but else row for row in roster
    )


def opens(inbox: Inbox, desk: Desk, now: int) -> int:
    """When agents of the inbox may next be told of something, in ms; `now` where they may."""
    if inbox.after_hours == "tell":
        return now
    found = calendar.next_opening(calendar.of(inbox, desk), now)
    return calendar.NEVER if found is None else found


def came_closed(since: int, inbox: Inbox, desk: Desk) -> bool:
    """Whether who has waited since then (ms) wrote while no agent was told of anything."""
    return opens(inbox, desk, since) > since


def due(inbox: Inbox, desk: Desk, since: int, span: int, *, urgent: bool) -> int:
    """When `span` ms in which the inbox was open have passed; of what is `urgent`, any ms."""
    if urgent or inbox.after_hours == "tell":
        return since + span
    return calendar.after_open(calendar.of(inbox, desk), since, span)


def is_quiet(agent: Agent, thread: OpenThread, desk: Desk, now: int) -> bool:
    """Whether who has the thread is not to be woken: closed, or not their shift.

    Who wrote on it a moment ago is awake.
    """
    inbox = desk.inbox(thread.inbox)
    if inbox is None or now - thread.spoke < AWAKE:
        return False
    return is_off(agent, inbox, desk, now)


def is_able(agent: Agent, skills: frozenset[str]) -> bool:
    """Whether the agent has these skills."""
    return skills <= set(agent.skills)


def speaks(agent: Agent, contact: Contact, inbox: Inbox) -> bool:
    """Whether the agent answers in the customer's language, as far as it is known."""
    language = contact.language or inbox.language
    return language is None or language in agent.languages


def takes_texts(address: str) -> bool:
    """Whether an answer reaches this customer's address: not a short code, nor a sender's name."""
    return channel_of(address) != "sms" or address.startswith("+")


def is_reachable(lines: tuple[Line, ...], agent: Agent, desk: Desk) -> bool:
    """Whether there is a number that the agent's phone has not closed to itself."""
    return bool(_open_spots(lines, agent, desk))


def has_room(lines: tuple[Line, ...], agent: Agent, desk: Desk, now: int) -> bool:
    """Whether the agent may be given one more: below the capacity, and on a number of its own.

    What was given and not answered yet counts like what the agent has; a customer whom the desk
    plays (`practice`) does not, nor what nobody has written about for days.
    """
    most = len(_open_spots(lines, agent, desk))
    played = desk.identify(f"practice:{agent.id}")
    shown = (s for line in lines for s in line.shown if s.contact != played)
    held = {s.thread for s in shown if _is_held(s, now)}
    return len(held) < min(agent.capacity or most, most)


def _open_spots(lines: tuple[Line, ...], agent: Agent, desk: Desk) -> list[Spot]:
    shut = {line.spot for line in lines if line.closed}
    return [spot for spot in allotment.spots(agent, desk) if spot not in shut]


def _is_held(shown: Shown, now: int) -> bool:
    if shown.gone:
        return False
    if last := max(shown.relayed, shown.wrote):
        return now - last < addressing.LAPSE
    return now - shown.allotted < LEAVING
