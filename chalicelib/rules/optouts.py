"""Who wants no more texts: by their own word, by the provider's mark, or as it refuses ours. Pure.

Carriers act on such words between one phone and one number of ours (Twilio: "Default handling of
opt-out keywords"), so that is how they are kept; WhatsApp leaves it to us. CANCEL, END, QUIT, HELP
and AIDE are words of a conversation here: where a carrier takes one for more, it refuses our next
text, and that is what is learned from.
"""

from typing import Literal

from ..models import Contact, Entry, InboundMessage, Message, OptOut, channel_of
from ..texts import say
from . import gist

REFUSED = "reason_opted_out"
"""The reason (a key of `texts/`) with which a provider says that somebody opted out."""

_STOP = frozenset(
    {"stop", "stopall", "stop all", "unsubscribe", "revoke", "optout", "opt out", "arret"}
    | {"arreter", "desabonner", "me desabonner"}
)
_OPENS = frozenset({"start", "unstop"})
_START = _OPENS | {"yes"}

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
    mark, START means something only after a STOP. One that was fetched late is no news where a
    newer one came between the same two addresses.
    """
    said = _said(message)
    stopped = is_stopped(contact, message.sender, message.recipient)
    if said == "START" and not stopped and not message.opt_out:
        return message  # an ordinary word
    news = said != ("STOP" if stopped else "START") and not _is_overtaken(message, contact)
    return message.but(opt_out=(said if news else "AGAIN") if said else message.opt_out)


def _said(message: InboundMessage) -> str | None:
    """What a text says, before it is `marked`."""
    said = message.opt_out if message.opt_out in ("STOP", "START") else None
    return said or (None if message.media else word(message.body))


def _is_overtaken(message: InboundMessage, contact: Contact) -> bool:
    known = _between(contact, message.sender, message.recipient)
    if not message.late or known is None:
        return False
    return message.late < max(known.at, known.opened)


def _between(contact: Contact, theirs: str, ours: str) -> OptOut | None:
    return next((o for o in contact.opted_out if (o.theirs, o.ours) == (theirs, ours)), None)


def is_stopped(contact: Contact, theirs: str, ours: str) -> bool:
    """Whether STOP came from this very address to this number of ours, and no START since."""
    known = _between(contact, theirs, ours)
    return known is not None and not known.opened


def is_closed(contact: Contact, theirs: str, ours: str, thread: int | None = None) -> bool:
    """Whether nothing that an agent writes may leave from `ours` to `theirs`.

    STOP closes the whole channel, but for a thread in which the customer has written to another
    number of ours since.
    """
    found = contact.thread(thread)
    heard = found.heard if found else 0
    return any(
        channel_of(o.theirs) == channel_of(theirs) and (o.ours == ours or heard <= o.at)
        for o in contact.opted_out
        if not o.opened
    )


def keeps_back(contact: Contact, entry: Entry) -> bool:
    """Whether a STOP keeps this text to a customer from leaving.

    The desk's own answers go where the customer has just written, as from the webhook itself.
    """
    if entry.kind in ("reply", "template"):
        return is_closed(contact, entry.to, entry.sender, entry.thread)
    return is_stopped(contact, entry.to, entry.sender)


def after(contact: Contact, message: InboundMessage, stamp: int) -> tuple[OptOut, ...]:
    """The contact's opt-outs after a text that is `marked`."""
    theirs, ours, at = message.sender, message.recipient, message.late or stamp
    if message.opt_out == "STOP":
        return with_stop(contact, theirs, ours, at)
    if not _opens(message, contact):
        return contact.opted_out
    known = _between(contact, theirs, ours) or OptOut(theirs, ours, 0)
    others = tuple(o for o in contact.opted_out if o != known)
    return (*others, known._replace(opened=max(known.opened, at)))


def _opens(message: InboundMessage, contact: Contact) -> bool:
    """Whether this is START; it counts without a STOP too, which may be fetched after it."""
    if message.opt_out is None:
        return gist.plain(message.body) in _OPENS
    stopped = is_stopped(contact, message.sender, message.recipient)
    return message.opt_out == "START" or (message.opt_out == "AGAIN" and not stopped)


def with_stop(contact: Contact, theirs: str, ours: str, at: int) -> tuple[OptOut, ...]:
    """The contact's opt-outs and one more, if it was not known."""
    if is_stopped(contact, theirs, ours):
        return contact.opted_out
    known = _between(contact, theirs, ours)
    return (*(o for o in contact.opted_out if o != known), OptOut(theirs, ours, at))


def as_told(text: str, message: InboundMessage | Message, language: str) -> str:
    """A customer's words for an agent: under STOP or START stands what follows from it."""
    if message.opt_out not in ("STOP", "START"):
        return text
    follows = say("wrote_stop" if message.opt_out == "STOP" else "wrote_start", language)
    return f"{text}\n{follows}"
