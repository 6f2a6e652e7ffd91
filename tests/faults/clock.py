"""The time of a run: it stands still but where it is moved, and sleeping moves it."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from random import Random
from typing import Any

import pytest
import time_machine

BEGINS = "2026-03-03T10:00:00-05:00"
"""A working morning in Montréal."""


class Clock:
    """Made by `standing`."""

    def __init__(self, traveller: time_machine.Traveller, begun: float) -> None:
        self._traveller = traveller
        self._begun = begun

    def shift(self, seconds: float) -> None:
        """Time passes."""
        self._traveller.shift(timedelta(seconds=seconds))

    def monotonic(self) -> float:
        """Seconds since the run began; never 0, which some take for none."""
        return 1000.0 + time.time() - self._begun


@contextmanager
def standing(seed: int) -> Iterator[Clock]:
    """Time, chance and ids as `seed` has them, so that a run is the same once more.

    Who sleeps on this thread wakes at once, and so much later.
    """
    real, here, chance = time.sleep, threading.get_ident(), Random(seed)
    with (
        time_machine.travel(BEGINS, tick=False) as traveller,
        pytest.MonkeyPatch.context() as patch,
    ):
        clock = Clock(traveller, time.time())

        def sleep(seconds: float) -> None:
            if threading.get_ident() == here:
                clock.shift(seconds)
            else:
                real(seconds)

        def hexes(count: int | None = None) -> str:
            return chance.randbytes(count or 32).hex()

        patched: Any = {
            "time.sleep": sleep,
            "time.monotonic": clock.monotonic,
            "secrets.token_hex": hexes,
            "random.uniform": chance.uniform,
            "random.random": chance.random,
        }
        for name, value in patched.items():
            patch.setattr(name, value)
        yield clock
