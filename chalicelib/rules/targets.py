"""How soon a customer is to be answered, and when the inbox's worker is to look at it. Pure."""

from collections.abc import Iterator

from ..models import Desk, Inbox, OpenThread
from . import calendar

_WARNED = (2, 3)
"""At this part of the time who has the thread is reminded."""


def moments(thread: OpenThread, inbox: Inbox, desk: Desk) -> dict[str, int]:
    """When something is due of a thread that somebody has: `warn`, `late`, `ask`, `silent`."""
    found, hours = {}, calendar.of(inbox, desk)
    span = inbox.next_answer if thread.answered else inbox.first_answer
    if thread.waits and span:
        part, whole = _WARNED
        if not thread.reminded and thread.owner and not thread.snoozed:
            found["warn"] = calendar.after_open(hours, thread.waits, span * part // whole)
        if not thread.escalated:
            found["late"] = calendar.after_open(hours, thread.waits, span)
    if thread.spoke and not thread.waits and not thread.snoozed:
        for name, at in _silences(thread, inbox):
            opens = calendar.next_opening(hours, at)  # nobody is woken by a goodbye
            if name == "ask" and opens is not None and (owner := desk.agent(thread.owner)):
                shift = calendar.next_opening(calendar.for_agent(owner, desk), opens)
                opens = opens if shift is None else calendar.next_opening(hours, shift)
            found[name] = calendar.NEVER if opens is None else opens
    return found


def _silences(thread: OpenThread, inbox: Inbox) -> Iterator[tuple[str, int]]:
    """What is due of a thread whose customer says nothing more: asked first, closed later."""
    since = max(thread.spoke, thread.heard, thread.kept)
    asked = thread.asked > since
    if inbox.ask_after and not asked:
        yield "ask", since + inbox.ask_after
    elif inbox.close_after:
        # Who was asked late has as long to say something as who was asked in time.
        yield "silent", (thread.asked - inbox.ask_after if asked else since) + inbox.close_after


def watched(thread: OpenThread, desk: Desk, now: int) -> OpenThread:
    """The thread with the moment at which the worker must look at it: `watch`, where one is new."""
    inbox = desk.inbox(thread.inbox)
    due = min(moments(thread, inbox, desk).values(), default=0) if inbox else 0
    if due == 0 or now < thread.watch <= due:
        return thread
    return thread.but(watch=max(due, now + 1))
