"""One thread that does jobs in order, and knows when none is left."""

import heapq
import threading
import time
from collections.abc import Callable
from itertools import count

Job = Callable[[], None]


class Worker:
    """Does what it is given, one job after the other as they fall due, in a thread of its own."""

    def __init__(self, name: str) -> None:
        self._jobs: list[tuple[float, int, Job]] = []
        self._numbers = count()
        self._changed = threading.Condition()
        self._pending = 0
        self._closing = False
        self._thread = threading.Thread(target=self._work, name=name, daemon=True)
        self._thread.start()

    def do(self, job: Job, after: float = 0.0) -> None:
        """Takes a job that falls due `after` s from now, and returns at once."""
        with self._changed:
            self._pending += 1
            heapq.heappush(self._jobs, (time.monotonic() + after, next(self._numbers), job))
            self._changed.notify_all()

    def wait_idle(self, timeout: float) -> bool:
        """Waits until no job is left; False where that took longer than `timeout` s."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._pending, timeout)

    def close(self) -> None:
        """Ends the thread after the jobs that are due; the others are dropped."""
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        self._thread.join(timeout=10)

    def _work(self) -> None:
        while (job := self._next()) is not None:
            try:
                job()
            finally:
                with self._changed:
                    self._pending -= 1
                    self._changed.notify_all()

    def _next(self) -> Job | None:
        """Waits for the next job to fall due; None where the end comes first."""
        with self._changed:
            while True:
                left = self._jobs[0][0] - time.monotonic() if self._jobs else None
                if left is not None and left <= 0:
                    return heapq.heappop(self._jobs)[2]
                if self._closing:
                    self._pending -= len(self._jobs)
                    self._jobs.clear()
                    self._changed.notify_all()
                    return None
                self._changed.wait(left)
