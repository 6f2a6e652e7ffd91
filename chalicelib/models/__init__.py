"""The design's words as frozen values. Times are milliseconds since the epoch, UTC.

A *stamp* is such a time that also orders: each commit about a contact (or by an agent) takes
`max(now, last stamp + 1)`, so sorting by stamp is sorting by commit, whatever the clocks say.
"""

from .agent import ActKind, LastAct, Line, Notice, Page, Profile, Roster, Shown, ThreadRecord, Told
from .base import DAY, HOUR, MINUTE, SECOND, Model
from .contact import (
    ClosedThread,
    Contact,
    Message,
    OpenThread,
    OptOut,
    Pace,
    Parted,
    Passed,
    Practice,
    Unsent,
    Window,
)
from .desk import (
    WINDOWED,
    Agent,
    Carrier,
    Closure,
    Desk,
    Holiday,
    Inbox,
    Routing,
    Spot,
    Template,
    channel_of,
    person_of,
)
from .held import Choice, HeldKind, HeldText
from .media import Kept
from .outbox import Dead, Entry, EntryKind, EntryState, Recipient, Sent
from .wire import DeliveryState, Extra, InboundMessage, Media, StatusUpdate

__all__ = [
    "DAY",
    "HOUR",
    "MINUTE",
    "SECOND",
    "WINDOWED",
    "ActKind",
    "Agent",
    "Carrier",
    "Choice",
    "ClosedThread",
    "Closure",
    "Contact",
    "Dead",
    "DeliveryState",
    "Desk",
    "Entry",
    "EntryKind",
    "EntryState",
    "Extra",
    "HeldKind",
    "HeldText",
    "Holiday",
    "InboundMessage",
    "Inbox",
    "Kept",
    "LastAct",
    "Line",
    "Media",
    "Message",
    "Model",
    "Notice",
    "OpenThread",
    "OptOut",
    "Pace",
    "Page",
    "Parted",
    "Passed",
    "Practice",
    "Profile",
    "Recipient",
    "Roster",
    "Routing",
    "Sent",
    "Shown",
    "Spot",
    "StatusUpdate",
    "Template",
    "ThreadRecord",
    "Told",
    "Unsent",
    "Window",
    "channel_of",
    "person_of",
]
