"""Processes that stand for Lambda: some take webhooks, some take wake-ups from the queue.

Processes, because a Chalice app serves one event at a time. Each does what comes through its pipe,
and answers with one value.
"""

import multiprocessing
import os
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from multiprocessing.connection import Connection
from typing import Any, Self

_SECONDS = 120


class Process:
    """One of them. A context manager; `ask` waits for the answer, `tell` and `hear` do not."""

    def __init__(self) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, there = context.Pipe()
        self._process = context.Process(target=_work, args=(there,), daemon=True)
        self._process.start()
        there.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._pipe.close()  # the process ends by itself
        self._process.join(timeout=10)

    def tell(self, do: str, *arguments: Any) -> None:
        """Begins something."""
        self._pipe.send((do, arguments))

    def hear(self) -> Any:
        """What came of it. Raises `RuntimeError` with the words of what was raised there."""
        if not self._pipe.poll(_SECONDS):
            raise RuntimeError("a process did not answer")
        failed, found = self._pipe.recv()
        if failed:
            raise RuntimeError(found)
        return found

    def ask(self, do: str, *arguments: Any) -> Any:
        """Both."""
        self.tell(do, *arguments)
        return self.hear()


@contextmanager
def processes(count: int) -> Iterator[list[Process]]:
    """So many, started together."""
    with ExitStack() as stack:
        made = [stack.enter_context(Process()) for _ in range(count)]
        for process in made:
            process.ask("ready")
        yield made


def _work(pipe: Connection) -> None:
    """A process's whole life; what the app prints goes nowhere."""
    for stream in (sys.stdout, sys.stderr):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    running = _Running(pipe)
    while True:
        try:
            do, arguments = pipe.recv()
        except EOFError:
            return
        try:
            found = (False, getattr(running, do)(*arguments))
        except Exception as error:  # noqa: BLE001 - told to who asked
            found = (True, repr(error))
        pipe.send(found)


class _Running:
    """What a process can be asked to do."""

    def __init__(self, pipe: Connection) -> None:
        import app
        from simulator.gateway import Gateway
        from tests.support.stage import PUBLIC_URL

        self._pipe = pipe
        self._app = app
        self._gateway = Gateway(app.app, PUBLIC_URL)

    def ready(self) -> None:
        """Nothing."""

    def enter(self, environment: Mapping[str, str]) -> None:
        """Goes to a stage."""
        from chalicelib import settings
        from chalicelib.store import desk as desks

        os.environ.update(environment)
        settings.forget()
        desks.forget()
        settings.dynamodb(), settings.sqs()

    def post(self, url: str, headers: Mapping[str, str], body: bytes) -> int:
        """A webhook; the status of its answer."""
        return self._gateway.call("POST", url, headers, body).status

    def drain(self) -> int:
        """Takes wake-ups from the queue as they come, until something else is asked."""
        from chalicelib import settings
        from simulator.gateway import Context
        from tests.support.exchange import sqs_event

        url, sqs, count = settings.queue_url(), settings.sqs(), 0
        while not self._pipe.poll(0):
            found = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=1, WaitTimeSeconds=1)
            for message in found.get("Messages", []):
                self._app.wake(sqs_event(message["Body"]), Context("guichet-wake"))
                sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
                count += 1
        return count

    def transact(self, mark: str, count: int, words: str) -> None:
        """So many bare transactions of four new items; the floor."""
        from chalicelib import settings

        table, client = settings.table(), settings.dynamodb()
        for n in range(count):
            puts: Any = [
                {
                    "Put": {
                        "TableName": table,
                        "Item": {
                            "PK": {"S": f"FLOOR#{mark}-{n}"},
                            "SK": {"S": str(place)},
                            "data": {"S": words},
                        },
                        "ConditionExpression": "attribute_not_exists(PK)",
                    }
                }
                for place in range(4)
            ]
            client.transact_write_items(TransactItems=puts)

    def spent(self) -> float:
        """The processor time of this process until now, in seconds."""
        return time.process_time()
