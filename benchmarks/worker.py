"""A process that runs Guichet, or a floor, and nothing else: `python -m benchmarks.worker SIDE`.

It takes one line of JSON for each thing to do, and answers with one. What the app prints goes
nowhere, at the price of writing it. `Worker` is the other end.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any, Literal, Self
from xml.etree import ElementTree

from .once import largest
from .replay import Replay, Request, load

Side = Literal["guichet", "floor"]


class Worker:
    """Starts and ends a process of one side. A context manager."""

    def __init__(self, side: Side) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.worker", side],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()

    def enter(self, environment: Mapping[str, str], shape: Path) -> None:
        """Leads the process to a stage, with the requests of this shape (`replay.save`)."""
        self._ask(do="enter", environment=dict(environment), shape=str(shape))

    def replay(self, count: int) -> list[float]:
        """So many requests, with AWS's answers as recorded: milliseconds of processor time.

        Nothing is waited for, so other processes on the machine do not show.
        """
        found: list[float] = self._ask(do="replay", count=count)
        return found

    def run(self, names: Mapping[str, str]) -> list[float]:
        """All requests of the shape, on an engine: milliseconds. `names` as in `Request.at`."""
        found: list[float] = self._ask(do="run", names=dict(names))
        return found

    def peak(self) -> float:
        """The most memory that the process ever had, in MB (2**20 bytes). Linux alone tells."""
        found: float = self._ask(do="peak")
        return found

    def _ask(self, **asked: Any) -> Any:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError("a benchmark's process ended: what it said is above")
        return json.loads(line)


class _Context:
    """What an app asks of Lambda's context."""

    aws_request_id = "0" * 32

    @staticmethod
    def get_remaining_time_in_millis() -> int:
        """A minute."""
        return 60_000


class _Running:
    """The app of one side, and the requests it is measured with."""

    def __init__(self, side: Side) -> None:
        self._side = side
        self._floor: Any = import_module("benchmarks.floors.route.app") if side == "floor" else None
        self._app: Any = (self._floor or import_module("app")).app
        self._shape: Any = None
        self._next = 0

    def enter(self, environment: dict[str, str], shape: str) -> None:
        """New clients, and nothing kept of another stage."""
        os.environ.update(environment)
        self._shape = load(Path(shape))
        self._next = 0
        if self._floor:
            self._floor.connect()
            return
        for module in ("chalicelib.settings", "chalicelib.store.desk"):
            import_module(module).forget()

    def replay(self, count: int) -> list[float]:
        """See `Worker.replay`."""
        with Replay(self._clients(), self._shape.desk) as answers:
            return [self._replayed(answers) for _ in range(count)]

    def run(self, names: dict[str, str]) -> list[float]:
        """See `Worker.run`."""
        requests = [literal.at(names) for literal in self._shape.requests]
        return [self._timed(literal, time.perf_counter_ns) for literal in requests]

    def peak(self) -> float:
        """See `Worker.peak`."""
        return largest()

    def _replayed(self, answers: Replay) -> float:
        literal = self._shape.requests[self._next % len(self._shape.requests)]
        self._next += 1
        answers.expect(literal.calls)
        took = self._timed(literal, time.thread_time_ns)
        answers.check()
        return took

    def _timed(self, literal: Request, clock: Callable[[], int]) -> float:
        """One request, its answer checked."""
        event, context = literal.event, _Context()
        if self._floor:
            event, self._floor.requests = literal.floor_event, iter([literal])
        begun = clock()
        answer = self._app(event, context)
        took = clock() - begun
        assert answer["statusCode"] == 200, answer
        twiml = ElementTree.fromstring(answer["body"])  # noqa: S314 - the app's own
        found = [verb.text or "" for verb in twiml.iter("Message")]
        assert found == [words for words, _ in literal.words], answer["body"]
        assert len(answer["body"]) == len(literal.body), answer["body"]
        return took / 1e6

    def _clients(self) -> tuple[Any, ...]:
        if self._floor:
            return tuple(self._floor.clients.values())
        settings = import_module("chalicelib.settings")
        return settings.dynamodb(), settings.sqs()


def _main(side: Side) -> None:
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    running = _Running(side)
    for line in sys.stdin:
        asked = json.loads(line)
        found = getattr(running, asked.pop("do"))(**asked)
        answers.write(json.dumps(found) + "\n")
        answers.flush()


if __name__ == "__main__":
    _main(sys.argv[1])  # type: ignore[arg-type]
