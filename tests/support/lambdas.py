"""Processes that run the app at the same moment, as Lambda does: one event at a time in each.

Processes, not threads: a Chalice app keeps the request it works on in `app.current_request`, so two
threads in one process would read each other's; and on Lambda no two events share a process either.
"""

import multiprocessing
import os
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from typing import Any, Literal, Self

from simulator.wire import Answer, signed

from .stage import AUTH_TOKEN, PUBLIC_URL

_SECONDS = 60
_LEAD = 0.01


@dataclass(frozen=True)
class Job:
    """One event: a signed form posted to `url`, or a wake-up with this `body`."""

    kind: Literal["post", "wake"]
    url: str = ""
    form: Mapping[str, str] = field(default_factory=dict)
    body: str = ""


class Lambdas:
    """`count` processes with the app in each. A context manager; begun once, used by many tests."""

    def __init__(self, count: int = 8) -> None:
        self._count = count
        self._pipes: list[Connection] = []
        self._processes: list[Any] = []
        self._running: list[Connection] = []

    def __enter__(self) -> Self:
        context = multiprocessing.get_context("spawn")
        for _ in range(self._count):
            here, there = context.Pipe()
            process = context.Process(target=_work, args=(there,), daemon=True)
            process.start()
            there.close()
            self._pipes.append(here)
            self._processes.append(process)
        for pipe in self._pipes:
            assert pipe.poll(_SECONDS), "a process did not start"
            pipe.recv()
        return self

    def __exit__(self, *_: object) -> None:
        for pipe in self._pipes:
            pipe.close()  # its process ends by itself
        for process in self._processes:
            process.join(timeout=10)
            process.close()

    def enter(self, environment: Mapping[str, str]) -> None:
        """Leads every process to another stage."""
        for pipe in self._pipes:
            pipe.send(dict(environment))
        for pipe in self._pipes:
            assert pipe.poll(_SECONDS), "a process did not answer"
            pipe.recv()

    def start(self, jobs: Sequence[Job]) -> None:
        """Begins these jobs at one moment, one in each process; `finish` waits for them."""
        self._running = self._pipes[: len(jobs)]
        assert len(self._running) == len(jobs), "more jobs than processes"
        moment = time.monotonic() + _LEAD
        for pipe, job in zip(self._running, jobs, strict=True):
            pipe.send((moment, job))

    @property
    def done(self) -> bool:
        """Whether every job that was begun has ended."""
        return all(pipe.poll(0) for pipe in self._running)

    def finish(self) -> list[Answer]:
        """The jobs' answers, in their order. Fails where the app raised outside a webhook."""
        found: list[Answer] = []
        for pipe in self._running:
            assert pipe.poll(_SECONDS), "a job did not end"
            found.append(pipe.recv())
        self._running = []
        raised = [answer.body.decode() for answer in found if answer.status == 0]
        assert not raised, raised
        return found

    def at_once(self, jobs: Sequence[Job]) -> list[Answer]:
        """Runs these jobs at one moment."""
        self.start(jobs)
        return self.finish()


def _work(pipe: Connection) -> None:
    """A process's whole life: events come through `pipe`, what it prints goes nowhere."""
    for stream in (sys.stdout, sys.stderr):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    import app
    from chalicelib import settings
    from chalicelib.store import desk as desks
    from simulator.gateway import Gateway

    gateway = Gateway(app.app, PUBLIC_URL)
    pipe.send("ready")
    while True:
        try:
            asked = pipe.recv()
        except EOFError:
            return
        desks.forget()
        if isinstance(asked, dict):
            os.environ.update(asked)
            settings.forget()
            pipe.send("entered")
            continue
        moment, job = asked
        settings.dynamodb(), settings.sqs()
        time.sleep(max(0.0, moment - time.monotonic()))
        try:
            pipe.send(_run(job, gateway))
        except Exception as error:  # noqa: BLE001 - told to the test
            pipe.send(Answer(0, {}, repr(error).encode()))


def _run(job: Job, gateway: Any) -> Answer:
    if job.kind == "post":
        headers, body = signed(job.url, job.form, AUTH_TOKEN)
        found: Answer = gateway.call("POST", job.url, headers, body)
        return found
    import app
    from simulator.gateway import Context

    from .exchange import sqs_event

    app.wake(sqs_event(job.body), Context("guichet-wake"))
    return Answer(200)
