"""How long somebody may be written to freely, where a channel counts from their last text. Pure.

WhatsApp's customer service window, and the standard messaging window of Messenger and Instagram:
24 hours, counted from when the person wrote and not from when we heard of it. Reactions are not
counted here: nobody says that they open it.
"""

from ..models import (
    DAY,
    HOUR,
    MINUTE,
    WINDOWED,
    Contact,
    InboundMessage,
    Line,
    Window,
    channel_of,
)

OPEN_FOR = DAY - MINUTE
"""The window (ms), less what a text may take to leave."""

REFUSED = "reason_window"
"""The reason (a key of `texts/`) with which a provider says that it is over."""

_MOST = 8
"""So many pairs of addresses are kept of a contact."""

_OVER = 1
"""In place of when they wrote: the provider says that it was too long ago."""


def is_open(contact: Contact, ours: str, theirs: str, now: int) -> bool:
    """Whether free words may leave from `ours` to `theirs` at `now` (ms).

    Of an address that wrote before windows were kept nothing is known: then it may be tried, and
    the provider says.
    """
    if channel_of(theirs) not in WINDOWED:
        return True
    if at := opened(contact, ours, theirs):
        return now - at < OPEN_FOR
    known = any(window.theirs == theirs for window in contact.windows)
    return theirs in contact.addresses and not known


def opened(contact: Contact, ours: str, theirs: str) -> int:
    """When they last wrote from `theirs` to `ours` (ms); 0: never, as far as is known."""
    found = (w.at for w in contact.windows if (w.theirs, w.ours) == (theirs, ours))
    return next(found, 0)


def after(contact: Contact, message: InboundMessage, now: int) -> tuple[Window, ...]:
    """The contact's windows after a text of theirs; one that came late opens none anew."""
    if channel_of(message.sender) not in WINDOWED or message.is_reaction:
        return contact.windows
    before = opened(contact, message.recipient, message.sender)
    return _with(contact, message.recipient, message.sender, max(before, wrote(message, now)))


def closed(contact: Contact, ours: str, theirs: str) -> tuple[Window, ...]:
    """The contact's windows when the provider says that this one is over."""
    return _with(contact, ours, theirs, _OVER)


def _with(contact: Contact, ours: str, theirs: str, at: int) -> tuple[Window, ...]:
    others = (w for w in contact.windows if (w.theirs, w.ours) != (theirs, ours))
    return (*others, Window(theirs, ours, at))[-_MOST:]


def wrote(message: InboundMessage, now: int) -> int:
    """When a text was written (ms), as far as it says."""
    return min(message.late or message.written or now, now)


# --- agents --------------------------------------------------------------------------------------


def is_line_open(line: Line, now: int) -> bool:
    """Whether the agent may be told anything on this line; where nothing is known, it is tried."""
    if channel_of(line.spot.address) not in WINDOWED or not line.heard:
        return True
    return now - line.heard < OPEN_FOR


def heard(line: Line, message: InboundMessage, now: int) -> Line:
    """The line after a text that came on it, where that is to be kept: the same within an hour."""
    if channel_of(line.spot.address) not in WINDOWED or message.is_reaction:
        return line
    at = wrote(message, now)
    return line.but(heard=at) if at - line.heard >= HOUR else line


def line_closed(line: Line) -> Line:
    """The line when the provider says that the agent wrote too long ago."""
    return line.but(heard=_OVER)
