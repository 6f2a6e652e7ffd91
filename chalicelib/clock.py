"""Every minute: whoever has something overdue is woken, and what we missed is caught up.

What is due is decided by who is woken.
"""

import time

from . import missed, telemetry
from .decisions import Figure
from .errors import SetupError
from .models import SECOND
from .store import contacts, outbox
from .store import desk as desks
from .troubles import told

_STEP = 5000
"""Two ticks closer than this (ms) wake nobody twice."""

_MOST = 1000
"""So many of an inbox's waiting threads are counted, at most."""


def tick(deadline: float) -> int:
    """Wakes the recipients of overdue entries; returns how many. Safe to repeat, late or twice.

    Then takes in what no webhook brought, until `deadline` (seconds of `time.monotonic`).
    """
    now = int(time.time() * 1000)
    recipients = outbox.overdue(now)
    outbox.wake(recipients, f"clock-{now // _STEP}")
    telemetry.count("Overdue", len(recipients))
    try:
        missed.catch_up(deadline)
    finally:
        _measure(now)
    return len(recipients)


def _measure(now: int) -> None:
    """Says how many customers wait whom nobody answers, and for how long the first of them has.

    Nothing depends on it, so it comes last, and whatever fails here stands in the way of nothing.
    """
    try:
        inboxes = desks.load().inboxes
        found = [one.waits for inbox in inboxes for one in contacts.waiting(inbox.name, _MOST)]
    except SetupError:
        return
    except Exception as error:  # noqa: BLE001 - a minute without these figures is all it costs
        telemetry.logger.warning("waiting not counted", extra=told(error))
        return
    since = [waits for waits in found if waits]
    longest = (now - min(since)) // SECOND if since else 0
    telemetry.measured([Figure("Waiting", len(since)), Figure("WaitingLongest", longest)])
