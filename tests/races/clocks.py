"""The processes of `tests/support/lambdas.py` with a clock that the test can move."""

import time
from multiprocessing.connection import Connection
from typing import Any, Self
from unittest import mock

import time_machine

from ..support import lambdas
from ..support.lambdas import Lambdas

_SECONDS = 60

_NOW = float("inf")
"""Instead of a span: the time that it really is."""


class Clocked(Lambdas):
    """Lambdas whose time moves as the test's own does (`Driver.later`)."""

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

    def on_time(self) -> None:
        """Takes back every `later`, whatever became of it: no process keeps a time of its own."""
        self.later(_NOW)


class _Listening:
    """A pipe that keeps what it is told about the time for itself."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe
        self._travel: Any = None
        self._clock: Any = None

    def recv(self) -> Any:
        while isinstance(asked := self._pipe.recv(), float):
            if asked == _NOW:
                self._stop()
            else:
                self._move(asked)
            self._pipe.send("moved")
        return asked

    def _move(self, seconds: float) -> None:
        if self._clock is None:
            self._travel = time_machine.travel(time.time(), tick=True)
            self._clock = self._travel.start()
        self._clock.shift(seconds)

    def _stop(self) -> None:
        if self._travel is not None:
            self._travel.stop()
        self._travel = self._clock = None

    def send(self, answer: Any) -> None:
        self._pipe.send(answer)


def _work(pipe: Connection) -> None:
    """As the processes live otherwise."""
    listening: Any = _Listening(pipe)
    lambdas._work(listening)
