"""Runs at random through the real routes, in which everything goes wrong.

`GUICHET_FAULT_RUNS` says how many are played (500, in parts of 50, or as many parts as it takes),
from the seed `GUICHET_FAULT_SEED` (1) on. One that breaks a promise is told whole, with its seed:

    GUICHET_FAULT_SEED=1234 GUICHET_FAULT_RUNS=1 python -m pytest tests/faults/test_random_runs.py

`benchmarks/faults.py` plays more, and every point.
"""

import os
from collections import Counter

import pytest

from ..support.figures import Figures
from .places import Places
from .run import play

RUNS = int(os.environ.get("GUICHET_FAULT_RUNS", "500"))
FIRST = int(os.environ.get("GUICHET_FAULT_SEED", "1"))
PART = 50

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def faults() -> Counter[str]:
    return Counter()


@pytest.mark.parametrize("first", range(FIRST, FIRST + RUNS, PART))
def test_whatever_goes_wrong_every_promise_is_kept(
    desks: Places, figures: Figures, faults: Counter[str], first: int
) -> None:
    for seed in range(first, min(first + PART, FIRST + RUNS)):
        played = play(desks, seed)
        faults += played.faults
        figures.add(runs=1, texts=played.texts, calls=played.calls, faults=played.faults.total())
        figures.add(**played.found.counts)
        assert not played.found.wrong, str(played)


@pytest.mark.skipif(RUNS < 150, reason="too few runs to say")
def test_the_runs_had_everything_in_them(faults: Counter[str]) -> None:
    """Or they would prove nothing."""
    wanted = {
        *("webhook lost", "webhook late", "webhook twice", "webhook's answer lost"),
        *("status lost", "status twice", "status late", "phone unreachable"),
        *("provider 429 with Retry-After", "provider 429 without", "provider 500 before"),
        *("provider 500 after", "provider cut before", "provider cut after", "provider 503"),
        *("TransactWriteItems conflict", "TransactWriteItems cut after", "send die after"),
        *("TransactWriteItems die before", "TransactWriteItems die after", "Query throttled"),
        *("SendMessageBatch cut before", "SendMessageBatch refused", "GetItem error"),
        *("TransactWriteItems meanwhile before", "TransactWriteItems meanwhile after"),
    }
    assert sorted(wanted - set(faults)) == []
