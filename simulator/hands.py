"""The hands of the desk's clock, as the page moves them and sees them."""

from collections.abc import Callable
from typing import Any

from chalicelib.models import MINUTE

from . import wall
from .world import World

LONGEST = 24 * 60
"""So many minutes forward at once, at most."""


class Hands:
    """The clock for all who have the page open. `tell` gets what `shown` gives, at each move."""

    def __init__(self, world: World, tell: Callable[[dict[str, Any]], None]) -> None:
        self._world, self._tell = world, tell

    def shown(self) -> dict[str, Any]:
        """The desk's time and time zone, whether time is passing, and when the next morning is."""
        desk, now = self._world.applied(), self._world.clock.now()
        return {
            "at": now,
            "morning": wall.next_morning(desk, now),
            "passing": self._world.clock.passing,
            "timezone": desk.timezone,
        }

    def move(self, asked: object) -> dict[str, Any]:
        """Lets so much time pass as was asked: {"minutes": 15}, or {"to": "morning"}.

        Comes back when it has, with what is shown then. Raises `ValueError` for nonsense, and
        `clock.Busy` where time is passing already.
        """
        until = self._until(asked)
        try:
            self._world.clock.forward(until, lambda: self._tell(self.shown()))
        finally:
            self._tell(self.shown())
        return self.shown()

    def _until(self, asked: object) -> int:
        desk, now = self._world.applied(), self._world.clock.now()
        match asked:
            case {"to": "morning", **rest} if not rest:
                return wall.next_morning(desk, now)
            case {"minutes": int(minutes), **rest} if not (rest or isinstance(minutes, bool)):
                if 1 <= minutes <= LONGEST:
                    return now + minutes * MINUTE
        raise ValueError("neither minutes nor the morning")
