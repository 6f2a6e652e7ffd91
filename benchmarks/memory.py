"""The most memory a process had after 1, 100 and 1,000 warm requests, beside the floor's.

One process of each side, with AWS answered inside botocore, and nothing of the benchmark in it but
the requests to come. What each request left behind for good would show between the hundredth and
the thousandth.
"""

from .scenes import SCENES, environment, record
from .table import Row
from .warm import sides
from .worker import Worker

PART = "memory"
COUNTS = (1, 100, 1000)
LEAK = 2.0
"""So much more (MB) after 900 requests is taken for a leak: over 2 kB each."""


def measure() -> list[Row]:
    """The rows: MB (2**20 bytes) of both sides after each count, and how much was added."""
    with environment():
        shape = record(next(iter(SCENES)))
        with sides(shape) as (workers, path):
            for worker in workers.values():
                worker.enter(shape.environment, path)
            peaks = {name: _peaks(worker) for name, worker in workers.items()}
    ours, floors = peaks["guichet"], peaks["floor"]
    rows = [
        Row(PART, f"the most after {count:,} requests", our, "MB", other)
        for count, our, other in zip(COUNTS, ours, floors, strict=True)
    ]
    return [*rows, Row(PART, "  added by the last 900", ours[-1] - ours[-2], "MB", limit=LEAK)]


def _peaks(worker: Worker) -> list[float]:
    found, done = [], 0
    for count in COUNTS:
        worker.replay(count - done)
        done = count
        found.append(worker.peak())
    return found
