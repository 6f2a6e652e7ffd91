"""How soon a customer is to be answered, and when the inbox's worker is to look at it. Pure."""

from ..models import Desk, Inbox, OpenThread
from . import calendar

_WARNED = (2, 3)
"""At this part of the time who has the thread is reminded."""


def moments(thread: OpenThread, inbox: Inbox, desk: Desk) -> dict[str, int]:
    """When something is due of a thread that somebody has: `warn`, `late`, `silent`."""
    found, hours = {}, calendar.of(inbox, desk)
    span = inbox.next_answer if thread.answered else inbox.first_answer
    if thread.waits and span:
        part, whole = _WARNED
        if not thread.reminded and thread.owner:
            found["warn"] = calendar.after_open(hours, thread.waits, span * part // whole)
        if not thread.escalated:
            found["late"] = calendar.after_open(hours, thread.waits, span)
    if inbox.close_after and thread.spoke and not thread.waits and not thread.snoozed:
        found["silent"] = max(thread.spoke, thread.heard) + inbox.close_after
    return found


def watched(thread: OpenThread, desk: Desk, now: int) -> OpenThread:
    """The thread with the moment at which the worker must look at it: `watch`, where one is new."""
    inbox = desk.inbox(thread.inbox)
    due = min(moments(thread, inbox, desk).values(), default=0) if inbox else 0
    if due == 0 or now < thread.watch <= due:
        return thread
    return thread.but(watch=max(due, now + 1))
