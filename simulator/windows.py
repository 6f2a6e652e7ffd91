"""Who may still be answered freely: for a day after their own text, on the channels that count."""

import threading
import time

from chalicelib.models import DAY, SECOND, WINDOWED, channel_of


class Windows:
    """When each phone last wrote to each of the desk's addresses; thread-safe.

    A phone that never wrote there counts as open, unless it was closed by hand: a test may begin in
    the midst of a conversation.
    """

    def __init__(self) -> None:
        self._wrote: dict[tuple[str, str], float] = {}
        self._lock = threading.Lock()

    def wrote(self, ours: str, theirs: str) -> None:
        """They write now: for a day they can be answered."""
        if channel_of(theirs) in WINDOWED:
            with self._lock:
                self._wrote[ours, theirs] = time.time()

    def close(self, ours: str, theirs: str) -> None:
        """Their day is over."""
        with self._lock:
            self._wrote[ours, theirs] = 0.0

    def until(self, ours: str, theirs: str) -> float | None:
        """When it closes or has closed (s since the epoch); None where nothing is counted."""
        with self._lock:
            wrote = self._wrote.get((ours, theirs))
        return None if wrote is None else wrote + DAY / SECOND

    def is_closed(self, ours: str, theirs: str) -> bool:
        """Whether only a template reaches them."""
        until = self.until(ours, theirs)
        return until is not None and time.time() >= until
