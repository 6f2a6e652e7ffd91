"""Every minute: whoever has something overdue is woken. What is due is decided by who is woken."""

import time

from . import telemetry
from .store import outbox

_STEP = 5000
"""Two ticks closer than this (ms) wake nobody twice."""


def tick() -> int:
    """Wakes the recipients of overdue entries; returns how many. Safe to repeat, late or twice."""
    now = int(time.time() * 1000)
    recipients = outbox.overdue(now)
    outbox.wake(recipients, f"clock-{now // _STEP}")
    telemetry.count("Overdue", len(recipients))
    return len(recipients)
