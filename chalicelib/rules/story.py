"""What was said in a thread, for an agent to read at a glance. Pure."""

from collections.abc import Sequence

from ..models import Agent, Contact, Desk, Message
from ..texts import clip, say
from . import folding
from .customer import in_words, text_for_agent
from .turn import name_of

_WORDS = 60
_EARLIER = 4


def line_of(message: Message, contact: Contact, agent: Agent, desk: Desk) -> str:
    """One text or note on one short line, as `Ana: Is my bike ready?` is."""
    words = in_words(message.text, message, agent.language)
    text = clip(" ".join(words.split()), _WORDS) or "..."  # an emoji alone
    if message.author is None:
        return say(
            "hist_customer", agent.language, c=name_of(contact.name, agent.language), text=text
        )
    author = desk.agent(message.author)
    name = author.name if author else None
    if message.note:
        return say("hist_note", agent.language, a=name, text=text)
    never = "_unsent" if never_left(message, contact) else ""
    if message.author == agent.id:
        return say(f"hist_you{never}", agent.language, text=text)
    return say(f"hist_agent{never}", agent.language, a=name, text=text)


def never_left(message: Message, contact: Contact) -> bool:
    """Whether an agent's text waits for its customer to write, or did until it was too late."""
    number = message.thread
    thread = contact.thread(number) or contact.goes_on(number) or contact.closed_thread(number)
    return thread is not None and any(
        u.why == "window" and (u.agent, u.at) == (message.author, message.stamp)
        for u in thread.unsent
    )


def compact(
    messages: Sequence[Message],
    contact: Contact,
    agent: Agent,
    desk: Desk,
    shown: int | None = None,
) -> str:
    """What whoever receives a thread needs: a few lines, then what awaits an answer, whole.

    `messages` are the thread's, oldest first. What came after the stamp `shown` is whole too, where
    somebody answered before seeing it.
    """
    waiting = awaiting(messages, contact, shown)
    before = [line_of(m, contact, agent, desk) for m in messages if m not in waiting]
    unanswered = [text_for_agent(m.text, m, agent.language) for m in waiting]
    number = waiting[-1].thread if waiting else None
    whole = [folding.folded(unanswered, number, agent.language)] if waiting else []
    return "\n".join((*before[-_EARLIER:], *whole))


def awaiting(
    messages: Sequence[Message], contact: Contact, shown: int | None = None
) -> list[Message]:
    """The customer's texts that `compact` gives whole."""
    since = whole_since(messages, contact, shown)
    return [m for m in messages if m.author is None and m.stamp > since]


def whole_since(messages: Sequence[Message], contact: Contact, shown: int | None = None) -> int:
    """The stamp after which `compact` gives a customer's texts whole."""
    said = (m for m in messages if m.author is not None and not m.note)
    answers = (m.stamp for m in said if not never_left(m, contact))
    answered = max(answers, default=0)
    return answered if shown is None else min(answered, shown)
