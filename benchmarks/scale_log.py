"""The clock's reading of the provider's log, which goes through all texts of eleven minutes.

What a text costs there is measured, of the provider's own client; the network is supposed.
"""

import json
import tracemalloc
from collections.abc import Callable
from time import process_time
from typing import Any, NamedTuple

from chalicelib.missed import OLDEST, OVERLAP, SPAN, YOUNGEST
from chalicelib.models import MINUTE, SECOND

from . import scale_queue
from .scale_prices import CORE, MEMORY

PAGE, PAGE_SECONDS = 1000, 0.7
"""Texts a page, and seconds until it is there; these supposed."""
AGES, WHOLE = (OVERLAP + MINUTE) / SECOND, SPAN / SECOND
"""Seconds of texts that a reading goes through: each minute, and at most at once."""
LIMIT = 60.0
"""The function's time-out: a log that is too long for it is read again from the start."""
PROCESS = 75
"""MiB of the process itself (`benchmarks start`)."""


class Record(NamedTuple):
    """What one text of the provider's log costs to hold and to read."""

    memory: float
    """Bytes."""
    processor: float
    """Milliseconds of a core."""


def in_time(record: Record, seconds: float = AGES) -> float:
    """Texts a second of which so long a time is read before the function's is up."""
    return LIMIT / page_seconds(record) * PAGE / seconds


def in_memory(record: Record) -> float:
    """Texts a second of which eleven minutes fit into the function's memory."""
    return (MEMORY["tick"] - PROCESS) * 2**20 / record.memory / AGES


def page_seconds(record: Record) -> float:
    """Until a page is read, with the share of a core that the clock has."""
    return PAGE_SECONDS + PAGE * record.processor / 1000 * CORE / MEMORY["tick"]


def lag(texts: float, page: float, days: int = 2) -> float:
    """By how many minutes the log's mark is behind at worst, on the last of so many days.

    As `chalicelib/missed.py` does it: from before the mark, in spans; a span counts when all of it
    was read, and what is older than a day is given up.
    """
    mark, worst = 0.0, 0.0
    for now in range(60, days * 86_400, 60):
        mark = _minute(mark, now, texts, page)
        if now >= (days - 1) * 86_400:
            worst = max(worst, now - mark)
    return worst / 60


def _minute(mark: float, now: int, texts: float, page: float) -> float:
    """The mark after one run of the clock."""
    begin, end = max(mark - OVERLAP / SECOND, now - OLDEST / SECOND, 0.0), now - YOUNGEST / SECOND
    left = LIMIT
    while begin < end:
        until = min(begin + WHOLE, end)
        left -= max(1.0, (_came(until) - _came(begin)) * texts / PAGE) * page
        if left < 0:
            break
        mark, begin = max(mark, until), until
    return mark


def _came(at: float) -> float:
    """How many days' texts came up to a moment."""
    whole, rest = divmod(at, 86_400)
    hour, part = divmod(rest, 3600)
    hours = scale_queue.HOURS
    today = sum(hours[: int(hour)]) + hours[int(hour)] * part / 3600
    return whole + today / sum(hours)


def log_record(count: int = 2000) -> Record:
    """Of the provider's own client, measured: a text as it keeps it, and reading it."""
    from twilio.rest import Client  # type: ignore[import-untyped]

    texts = json.dumps([_text(n) for n in range(count)])
    read = _reader(Client(f"AC{0:032}", "none"))
    read(texts)  # to warm up
    begun = process_time()
    read(texts)
    took = (process_time() - begun) * 1000 / count
    tracemalloc.start()
    kept = read(texts)
    memory, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return Record(memory / len(kept), took)


def _reader(client: Any) -> Callable[[str], list[Any]]:
    from twilio.rest.api.v2010.account.message import MessageInstance  # type: ignore[import-untyped]

    version = client.api.v2010
    return lambda texts: [MessageInstance(version, one, "AC") for one in json.loads(texts)]


def _text(n: int) -> dict[str, Any]:
    """A text as the provider's log tells it."""
    when = "Sun, 22 Nov 2026 11:00:00 +0000"
    return {
        "sid": f"SM{n:032}",
        "account_sid": f"AC{0:032}",
        "body": "Is my bike ready?",
        "direction": "inbound",
        "from": "+15145550100",
        "to": "+15145550101",
        "num_segments": "1",
        "num_media": "0",
        "status": "received",
        "date_created": when,
        "date_sent": when,
        "date_updated": when,
        "price": "-0.00830",
        "price_unit": "USD",
        "uri": f"/2010-04-01/Accounts/AC{0:032}/Messages/SM{n:032}.json",
        "subresource_uris": {"media": f"/2010-04-01/Accounts/AC{0:032}/Messages/SM{n:032}/Media"},
    }
