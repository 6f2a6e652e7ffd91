"""The desk's time: the machine's own until somebody moves it, and only ever forward.

All of the process moves at once (time-machine, as in the tests), so that the app, moto and the
stand-in Twilio agree on the moment. The app knows nothing of it. Pauses and time-outs are measured
with `time.monotonic`, which is not moved.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from chalicelib.models import MINUTE, SECOND
from chalicelib.store import desk as desks
from chalicelib.store import outbox

if TYPE_CHECKING:
    from time_machine import Traveller, travel

_FRESH = 5 * MINUTE
"""So long (ms) after a text its webhook may still be missing, and the app looks in the log."""

_END_SECONDS = 20


class Busy(Exception):
    """Time is passing already."""


class Clock:
    """Moves the time of this process, of which there may be one at a time.

    `lock` is held around whatever the app does, so that no call of it sees the time jump. `tick`
    calls the clock's function, `settle` waits until nothing is on its way, `newest` says when the
    last text was written (ms; 0: none was).
    """

    def __init__(
        self,
        lock: AbstractContextManager[object],
        *,
        tick: Callable[[], None],
        settle: Callable[[], object],
        newest: Callable[[], int],
    ) -> None:
        self._lock, self._tick, self._settle, self._newest = lock, tick, settle, newest
        self._passing = threading.Lock()
        self._ending = threading.Event()
        self._travel: travel | None = None
        self._moved: Traveller | None = None

    @staticmethod
    def now() -> int:
        """The moment (ms)."""
        return int(time.time() * SECOND)

    @property
    def passing(self) -> bool:
        """Whether time is being moved."""
        return self._passing.locked()

    def forward(self, until: int, told: Callable[[], None] = lambda: None) -> None:
        """Lets the time until `until` (ms) pass, with all that happens in it.

        `told` is called each time that the clock was moved. A moment that is past changes nothing.
        Raises `Busy` where time is passing already, or never will again.
        """
        if not self._passing.acquire(blocking=False):
            raise Busy
        try:
            for minute in self._minutes(until):
                self._turn(minute)
                told()
                self._tick()
                self._settle()
            if not self._ending.is_set():
                self._turn(until)
        finally:
            self._passing.release()

    def close(self) -> None:
        """Ends what is passing, and gives the machine its own time back; none passes after."""
        self._ending.set()
        self._passing.acquire(timeout=_END_SECONDS)
        if self._travel:
            self._travel.stop()
            self._travel = None

    def _minutes(self, until: int) -> Iterator[int]:
        """The whole minutes until then at which the clock's function has something to do, in order.

        It runs every minute, and in most of a night's thousand there is nothing: those are left
        out. What is due by when is asked again after each, because one thing leads to another.
        """
        while not self._ending.is_set():
            now = self.now()
            minute = _whole(now + 1)
            if now - self._newest() >= _FRESH:
                minute = max(minute, _whole(self._due(until)))
            if minute > until:
                return
            yield minute

    def _due(self, until: int) -> int:
        """When something is due next (ms); after `until` where nothing is by then."""
        with self._lock:
            return min((due for _, due, _ in outbox.stuck(until)), default=until + 1)

    def _turn(self, to: int) -> None:
        """Makes it that moment, where it is later than now."""
        import time_machine  # only who moves the clock needs it

        with self._lock:
            if to <= self.now():
                return
            if self._moved is None:
                self._travel = time_machine.travel(to / SECOND, tick=True)
                self._moved = self._travel.start()
            else:
                self._moved.move_to(to / SECOND)
            desks.forget()  # as processes do by and by


def _whole(at: int) -> int:
    """The first whole minute from a moment on (ms)."""
    return -(-at // MINUTE) * MINUTE
