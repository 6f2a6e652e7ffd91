"""Which agents a thread may be given to: there, on shift, able, with room for one more. Pure."""

from collections.abc import Sequence

from ..models import (
    DAY,
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
)
from . import allotment, calendar, gist

AWAKE = 30 * MINUTE
"""So long (ms) after writing on a thread an agent gets what follows, whatever the hour."""

LONGEST = 7 * DAY
"""Nothing waits longer (ms) for an inbox to open before it is looked at again."""


def needed(inbox: Inbox, said: Sequence[Message]) -> frozenset[str]:
    """The skills that a thread asks for: its inbox's, and what the customer's words tell."""
    words = _words(said) if inbox.keywords else ""
    found = (skill for word, skill in inbox.keywords.items() if _names(words, word))
    return frozenset((*inbox.skills, *found))


def is_urgent(inbox: Inbox, said: Sequence[Message]) -> bool:
    """Whether the customer wrote one of the words for which who is on call is woken."""
    words = _words(said) if inbox.urgent else ""
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

    In what is `urgent` those on call are, at any hour.
    """
    is_open = opens(inbox, desk, now) <= now
    found = set()
    for row in roster:
        agent = desk.agent(row.agent)
        if agent is None or (urgent and agent.on_call):
            continue
        if not is_open or not calendar.is_open(calendar.for_agent(agent, desk), now):
            found.add(row.agent)
    return frozenset(found)


def opens(inbox: Inbox, desk: Desk, now: int) -> int:
    """When agents of the inbox may next be told of something, in ms; `now` where they may."""
    if inbox.after_hours == "tell":
        return now
    found = calendar.next_opening(calendar.of(inbox, desk), now)
    return calendar.NEVER if found is None else found


def waited(inbox: Inbox, desk: Desk, since: int, span: int, now: int) -> bool:
    """Whether `span` ms in which the inbox was open have passed since a moment."""
    if inbox.after_hours == "tell":
        return now - since >= span
    return calendar.after_open(calendar.of(inbox, desk), since, span) <= now


def is_quiet(agent: Agent, thread: OpenThread, desk: Desk, now: int) -> bool:
    """Whether who has the thread is not to be woken: closed, or not their shift.

    Who wrote on it a moment ago is awake.
    """
    inbox = desk.inbox(thread.inbox)
    if inbox is None or now - thread.spoke < AWAKE:
        return False
    row = Roster(agent=agent.id)
    return bool(off((row,), inbox, desk, now, urgent=False))


def is_able(agent: Agent, skills: frozenset[str]) -> bool:
    """Whether the agent has these skills."""
    return skills <= set(agent.skills)


def speaks(agent: Agent, contact: Contact, inbox: Inbox) -> bool:
    """Whether the agent answers in the customer's language, as far as it is known."""
    language = contact.language or inbox.language
    return language is None or language in agent.languages


def has_room(lines: tuple[Line, ...], agent: Agent, desk: Desk, now: int) -> bool:
    """Whether the agent may be given one more: below the capacity, and on a number of its own.

    What was given and not answered yet counts like what the agent has.
    """
    most = len(allotment.spots(agent, desk))
    held = {s.thread for line in lines for s in line.shown if _is_held(s, now)}
    return len(held) < min(agent.capacity or most, most)


def _is_held(shown: Shown, now: int) -> bool:
    leaving = not shown.relayed and now - shown.allotted < allotment.WARM
    return not shown.gone and (bool(shown.relayed) or bool(shown.wrote) or leaving)
