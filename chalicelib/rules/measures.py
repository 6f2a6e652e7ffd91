"""What the operator sees of how well people are served: figures that go with a decision. Pure.

They are told when the decision is committed, so a text that is tried twice is counted once.
"""

from ..decisions import Figure
from ..models import SECOND, Entry, OpenThread, channel_of
from ..texts import size


def of_answer(thread: OpenThread, now: int) -> tuple[Figure, ...]:
    """An agent's answer at `now` (ms): how long the customer has waited for it (s)."""
    if not thread.waits:
        return ()
    seconds = max(0, now - thread.waits) // SECOND
    return (Figure("NextAnswer" if thread.answered else "FirstAnswer", seconds),)


def of_sent(entry: Entry, now: int) -> tuple[Figure, ...]:
    """A text that the provider has: its segments, and how long it took from what it answers (ms).

    That is from a customer's text to the acknowledgement or to an agent's phone.
    """
    found = [Figure("TextsOut", 1)]
    if channel_of(entry.to) == "sms":
        found.append(Figure("SegmentsOut", size(entry.body or entry.text).segments))
    if entry.late or entry.again:
        return tuple(found)
    if entry.kind == "ack":
        found.append(Figure("Acknowledged", max(0, now - entry.stamp)))
    elif entry.kind in ("relay", "new") and entry.written:
        found.append(Figure("Relayed", max(0, now - entry.written)))
    return tuple(found)
