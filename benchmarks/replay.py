"""Requests of a real run, kept: what came, what it asked of AWS, what AWS answered.

Knows neither Guichet nor an emulator, so that a process that replays holds nothing else.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple, Self

from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders

_OTHERS = b"CONFIG#desk"
"""In the body of what Guichet reads every 30 seconds: what `desk.toml` declares."""


class Call(NamedTuple):
    """One call of AWS: boto3's parameters; the bytes that left; status, headers, body that came."""

    service: str
    method: str
    operation: str
    parameters: dict[str, Any]
    sent: int
    answer: tuple[int, dict[str, str], str]


class Request(NamedTuple):
    """One request: Lambda's event for Guichet, and for the floor, which has a route of its own.

    `words` are the texts of the TwiML answer, each with its callback; `body` is the whole of it.
    """

    event: dict[str, Any]
    floor_event: dict[str, Any]
    calls: tuple[Call, ...]
    words: tuple[tuple[str, str], ...]
    body: str

    def at(self, names: dict[str, str]) -> "Request":
        """The same with other names in its calls' parameters: of the table, of the queue."""
        found = []
        for call in self.calls:
            told = json.dumps(call.parameters)
            for name, other in names.items():
                told = told.replace(name, other)
            found.append(call._replace(parameters=json.loads(told)))
        return self._replace(calls=tuple(found))


class Shape(NamedTuple):
    """Requests of one kind in their order, the environment and the items they began with."""

    name: str
    environment: dict[str, str]
    items: list[dict[str, Any]]
    desk: Call
    """How Guichet reads what `desk.toml` declares."""
    requests: tuple[Request, ...]


def save(shape: Shape, path: Path) -> None:
    """Writes a shape for another process."""
    path.write_text(json.dumps(shape), "utf-8")


def load(path: Path) -> Shape:
    """Reads what `save` wrote."""
    name, environment, items, desk, requests = json.loads(path.read_text("utf-8"))
    literals = (
        Request(event, floor, tuple(Call(*call) for call in calls), tuple(map(tuple, words)), body)
        for event, floor, calls, words, body in requests
    )
    return Shape(name, environment, items, Call(*desk), tuple(literals))


class Replay:
    """Answers the clients' calls inside botocore, before anything is sent. A context manager.

    `expect` says what the next request may ask, in this order; `check` that it asked all of it.
    """

    def __init__(self, clients: Sequence[Any], desk: Call) -> None:
        self._emitters = [client.meta.events for client in clients]
        self._desk = desk
        self._calls: tuple[Call, ...] = ()
        self._next = 0

    def __enter__(self) -> Self:
        for emitter in self._emitters:
            emitter.register_first("before-send", self._answer)
        return self

    def __exit__(self, *_: object) -> None:
        for emitter in self._emitters:
            emitter.unregister("before-send", self._answer)

    def expect(self, calls: tuple[Call, ...]) -> None:
        """Begins a request."""
        self._calls, self._next = calls, 0

    def check(self) -> None:
        """Ends a request: everything that was expected was asked for."""
        assert self._next == len(self._calls), f"{self._next} calls of {len(self._calls)}"

    def _answer(self, event_name: str, request: Any, **_: Any) -> AWSResponse:
        operation = event_name.rpartition(".")[2]
        if operation == "GetItem" and _OTHERS in request.body:
            return _response(self._desk, request.url)
        assert self._next < len(self._calls), f"one call too many: {operation}"
        call = self._calls[self._next]
        assert operation == call.operation, f"{operation} instead of {call.operation}"
        self._next += 1
        return _response(call, request.url)


class _Raw:
    def __init__(self, body: bytes) -> None:
        self._body = body

    def stream(self, **_: Any) -> tuple[bytes]:
        """The body, as urllib3 would give it."""
        return (self._body,)


def _response(call: Call, url: str) -> AWSResponse:
    status, headers, body = call.answer
    found = HTTPHeaders()
    for name, value in headers.items():
        found[name] = value
    return AWSResponse(url, status, found, _Raw(body.encode()))
