"""Every minute: whoever has something overdue is woken, and what we missed is caught up.

What is due is decided by who is woken.
"""

import time

from . import missed, telemetry
from .store import outbox

_STEP = 5000
"""Two ticks closer than this (ms) wake nobody twice."""


def tick(deadline: float) -> int:
    """Wakes the recipients of overdue entries; returns how many. Safe to repeat, late or twice.

    Then takes in what no webhook brought, until `deadline` (seconds of `time.monotonic`).
    """
    now = int(time.time() * 1000)
    recipients = outbox.overdue(now)
    outbox.wake(recipients, f"clock-{now // _STEP}")
    telemetry.count("Overdue", len(recipients))
    missed.catch_up(deadline)
    return len(recipients)
