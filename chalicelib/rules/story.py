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
    if message.author == agent.id:
        return say("hist_you", agent.language, text=text)
    return say("hist_agent", agent.language, a=name, text=text)


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
    waiting = awaiting(messages, shown)
    before = [line_of(m, contact, agent, desk) for m in messages if m not in waiting]
    unanswered = [text_for_agent(m.text, m, agent.language) for m in waiting]
    number = waiting[-1].thread if waiting else None
    whole = [folding.folded(unanswered, number, agent.language)] if waiting else []
    return "\n".join((*before[-_EARLIER:], *whole))


def awaiting(messages: Sequence[Message], shown: int | None = None) -> list[Message]:
    """The customer's texts that `compact` gives whole."""
    since = whole_since(messages, shown)
    return [m for m in messages if m.author is None and m.stamp > since]


def whole_since(messages: Sequence[Message], shown: int | None = None) -> int:
    """The stamp after which `compact` gives a customer's texts whole."""
    answers = (m.stamp for m in messages if m.author is not None and not m.note)
    answered = max(answers, default=0)
    return answered if shown is None else min(answered, shown)
