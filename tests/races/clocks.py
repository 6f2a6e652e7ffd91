"""The processes of `tests/support/lambdas.py` with a clock that the test can move."""

import time
from multiprocessing.connection import Connection
from typing import Any, Self
from unittest import mock

import time_machine

from ..support import lambdas
from ..support.lambdas import Lambdas

_SECONDS = 60


class Clocked(Lambdas):
    """Lambdas whose time moves as the test's own does (`Driver.later`)."""

    def __init__(self, count: int = 8) -> None:
        super().__init__(count)
        self._ahead = 0.0

    def __enter__(self) -> Self:
        with mock.patch.object(lambdas, "_work", _work):
            return super().__enter__()

    def later(self, seconds: float) -> None:
        """Moves the time of every process, not of the engine or of the test, forward or back."""
        for pipe in self._pipes:
            pipe.send(float(seconds))
        for pipe in self._pipes:
            assert pipe.poll(_SECONDS), "a process did not answer"
            pipe.recv()
        self._ahead += seconds

    def on_time(self) -> None:
        """Takes back every `later`."""
        if self._ahead:
            self.later(-self._ahead)


class _Listening:
    """A pipe that keeps what it is told about the time for itself."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe
        self._clock: Any = None

    def recv(self) -> Any:
        while isinstance(asked := self._pipe.recv(), float):
            if self._clock is None:
                self._clock = time_machine.travel(time.time(), tick=True).start()
            self._clock.shift(asked)
            self._pipe.send("moved")
        return asked

    def send(self, answer: Any) -> None:
        self._pipe.send(answer)


def _work(pipe: Connection) -> None:
    """As the processes live otherwise."""
    listening: Any = _Listening(pipe)
    lambdas._work(listening)
