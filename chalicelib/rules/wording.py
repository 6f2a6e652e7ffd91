"""What goes over the wire of people's words: ready answers filled, typography plain. Pure."""

import re

from ..models import Contact, Desk, channel_of
from ..texts import plain_typography
from . import commands

_NAME = re.compile(r"( ?)\{name\}")


def filled(text: str, contact: Contact, inbox: str, desk: Desk) -> str:
    """The ready answer that `text` calls for, in the customer's language; or `text` itself.

    `/hours and see you soon` goes on after the ready answer.
    """
    found = commands.parse(text, desk.snippets)
    if not isinstance(found, commands.Command) or found.name != "snippet":
        return text
    own = desk.snippets[found.word]
    spoken = desk.inbox(inbox)
    language = contact.language or (spoken and spoken.language) or desk.language
    words = own.get(language) or own.get("") or own.get(desk.language) or next(iter(own.values()))
    name = contact.name or ""
    said = _NAME.sub(lambda found: found[1] + name if name else "", words)
    return f"{said} {found.argument}" if found.argument else said


def as_sent(text: str, to: str, inbox: str, desk: Desk) -> str:
    """`text` as it is handed over: on SMS, where the inbox says so, without smart typography."""
    found = desk.inbox(inbox)
    wanted = found.plain_typography if found else True
    return plain_typography(text) if wanted and channel_of(to) == "sms" else text
