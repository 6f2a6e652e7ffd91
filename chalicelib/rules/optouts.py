"""Who wants no more texts: by their own word, by the provider's mark, or as it refuses ours. Pure.

Carriers act on such words between one phone and one number of ours (Twilio: "Default handling of
opt-out keywords"), so that is how they are kept; WhatsApp leaves it to us. CANCEL, END, QUIT, HELP
and AIDE are words of a conversation here: where a carrier takes one for more, it refuses our next
text, and that is what is learned from.
"""

from typing import Literal

from ..models import Contact, InboundMessage, Message, OptOut, channel_of
from ..texts import say
from . import gist

REFUSED = "reason_opted_out"
"""The reason (a key of `texts/`) with which a provider says that somebody opted out."""

_STOP = frozenset(
    {"stop", "stopall", "stop all", "unsubscribe", "revoke", "optout", "opt out", "arret"}
    | {"arreter", "desabonner", "me desabonner"}
)
_START = frozenset({"start", "unstop", "yes"})

Word = Literal["STOP", "START"]

MARKS = frozenset({"STOP", "START", "AGAIN"})
"""Marks of a text that is for the carrier as much as for us: it asks for no answer."""


def word(text: str) -> Word | None:
    """The opt-out word that a text is and nothing else, whatever its case and accents; or None."""
    said = gist.plain(text) if gist.opening(text)[:1].isalpha() else ""  # `/stop` is a slip
    if said in _STOP:
        return "STOP"
    return "START" if said in _START else None


def marked(message: InboundMessage, contact: Contact) -> InboundMessage:
    """The text with the mark that it is to have: STOP, START, or AGAIN where that was known.

    The provider's own mark goes before the word: some desks choose other words there. Without a
    mark, START means something only after a STOP.
    """
    said = message.opt_out if message.opt_out in ("STOP", "START") else None
    said = said or (None if message.media else word(message.body))
    stopped = is_stopped(contact, message.sender, message.recipient)
    if said == "START" and not stopped and not message.opt_out:
        return message  # an ordinary word
    news = said != ("STOP" if stopped else "START")
    return message.but(opt_out=(said if news else "AGAIN") if said else message.opt_out)


def is_stopped(contact: Contact, theirs: str, ours: str) -> bool:
    """Whether STOP came from this very address to this number of ours."""
    return any((o.theirs, o.ours) == (theirs, ours) for o in contact.opted_out)


def is_closed(contact: Contact, theirs: str, ours: str, thread: int | None = None) -> bool:
    """Whether nothing may leave from `ours` to `theirs`.

    STOP closes the whole channel, but for a thread in which the customer has written to another
    number of ours since.
    """
    found = contact.thread(thread)
    heard = found.heard if found else 0
    return any(
        channel_of(o.theirs) == channel_of(theirs) and (o.ours == ours or heard <= o.at)
        for o in contact.opted_out
    )


def after(contact: Contact, message: InboundMessage, stamp: int) -> tuple[OptOut, ...]:
    """The contact's opt-outs after a text that is `marked`."""
    if message.opt_out == "STOP":
        return with_stop(contact, message.sender, message.recipient, stamp)
    if message.opt_out != "START":
        return contact.opted_out
    return tuple(
        o for o in contact.opted_out if (o.theirs, o.ours) != (message.sender, message.recipient)
    )


def with_stop(contact: Contact, theirs: str, ours: str, stamp: int) -> tuple[OptOut, ...]:
    """The contact's opt-outs and one more, if it was not known."""
    if is_stopped(contact, theirs, ours):
        return contact.opted_out
    return (*contact.opted_out, OptOut(theirs, ours, stamp))


def as_told(text: str, message: InboundMessage | Message, language: str) -> str:
    """A customer's words for an agent: under STOP or START stands what follows from it."""
    if message.opt_out not in ("STOP", "START"):
        return text
    follows = say("wrote_stop" if message.opt_out == "STOP" else "wrote_start", language)
    return f"{text}\n{follows}"
