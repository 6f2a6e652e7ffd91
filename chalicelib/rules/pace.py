"""How fast a contact writes, and whether a machine does: what is too much is folded. Pure.

Nothing is lost: a text too many is kept, and shown with those that follow it, as one. A text that
comes again and again is an answering machine's, which answers what our agents' texts set off, so
each time it waits twice as long: two machines come to rest.
"""

from ..models import DAY, HOUR, MINUTE, SECOND, Contact, InboundMessage, Pace
from . import gist

COST = 6 * SECOND
"""Each text weighs so much (ms), and as much wears off in that time: ten a minute are no flood…"""

BURST = MINUTE
"""… nor are ten at once."""

FOLD = MINUTE
"""What is too much is shown once in so long (ms)."""

SAME = 3
"""The same words so often in a row are a machine's, or add nothing."""

SAME_WITHIN = 10 * MINUTE
"""In a row: none of them later than so long (ms) after the one before, and twice its wait."""

POLITE_EVERY = DAY


def after(contact: Contact, message: InboundMessage, now: int) -> Pace:
    """The pace with one text more; its `wait` is how long (ms) that is folded, 0 for not at all."""
    before, at = contact.pace, max(contact.pace.at, message.late or now)
    digest = gist.digest(message.id if message.media else message.body)
    level = max(0, before.level - (at - before.at)) + COST
    in_a_row = at - before.at < SAME_WITHIN + 2 * before.wait
    same = before.same + 1 if in_a_row and digest == before.digest else 1
    wait = FOLD if level > BURST else 0
    if same >= SAME:
        wait = max(wait, min(FOLD * 2 ** min(same - SAME, 20), DAY))
    return before._replace(
        level=min(level, BURST + HOUR), at=at, digest=digest, same=same, wait=wait
    )


def is_flood(pace: Pace, now: int) -> bool:
    """Whether to say, once a day, that everything has come and no more is needed."""
    too_fast = pace.level > BURST and pace.same < SAME
    return too_fast and now - pace.told >= POLITE_EVERY
