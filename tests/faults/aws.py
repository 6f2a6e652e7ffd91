"""Every call that leaves the app, and what becomes of it: hooks of botocore and of requests.

moto stands for AWS. What it lacks of DynamoDB is added: a transaction that comes again with the
same token, as botocore sends it where the answer is lost, is answered as before, not done twice.
"""

import io
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from botocore.awsrequest import AWSResponse
from botocore.exceptions import ConnectionClosedError, EndpointConnectionError
from moto.core.models import botocore_stubber
from requests.adapters import HTTPAdapter

from chalicelib import settings

from ..scenarios.story import Crash
from ..support.faults import cancelled, error
from .direct import ENDPOINT, answered, asked, asked_of
from .record import Record
from .sites import Site, site

_EVENTS = ("before-call", "before-send")

Fate = str
"""What becomes of a call.

`""`: it is answered. `die before`, `die after`: the process ends before the call leaves, or when it
had its effect. `cut before`, `cut after`: no try gets through, or no answer comes back, however
often the client tries. `stammer`: the first answer alone is lost. `throttled`, `error`: AWS refuses
it. `conflict`: the transaction meets another one. `refused`: SQS takes none of the batch.
`meanwhile before`, `meanwhile after`: something else happens before it leaves, or before its answer
is back. `behind`: an index is answered as it was when the scene began.
"""

TROUBLES: dict[str, tuple[Fate, ...]] = {
    "TransactWriteItems": (
        *("cut before", "cut after", "stammer", "throttled", "error", "conflict"),
    ),
    "UpdateItem": ("cut before", "cut after", "stammer", "throttled", "error"),
    "SendMessageBatch": ("cut before", "cut after", "stammer", "throttled", "error", "refused"),
    "GetItem": ("cut before", "stammer", "throttled", "error"),
    "BatchGetItem": ("cut before", "stammer", "throttled", "error"),
    "Query": ("cut before", "stammer", "throttled", "error"),
}
"""How AWS may fail, by operation."""

_TRIED = frozenset({"cut before", "cut after", "stammer"})
"""What each try of the client meets anew; anything else needs no HTTP."""


class Call(NamedTuple):
    """One call that leaves: its place among those of the run, from 0, and its operation.

    `send` and `log` are the provider's: a text handed over, its log read. `site` is there where the
    gate `looks`.
    """

    place: int
    what: str
    site: Site = ()


class Gate:
    """Between the app and everything outside it, while it is `open`."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self.decide: Callable[[Call], Fate] = lambda _: ""
        """Says of each call what becomes of it."""
        self.meanwhile: Callable[[], None] = lambda: None
        """What else happens, where something does."""
        self.takes: Callable[[], None] = lambda: None
        """The time that a call takes."""
        self.calls: list[Call] = []
        self.looks = False
        self.then: Any = None
        """The table as it was when the scene began."""
        self._thread = threading.get_ident()
        self._open = 0
        self._fate: Fate = ""
        self._tries = 0
        self._answers: dict[str, Any] = {}

    @contextmanager
    def open(self) -> Iterator[None]:
        """While the app runs: what a test itself asks of AWS is not the app's."""
        self._open += 1
        try:
            yield
        finally:
            self._open -= 1

    @contextmanager
    def hooked(self) -> Iterator[None]:
        """In this process's clients of AWS and of the provider."""
        clients: tuple[Any, ...] = (settings.dynamodb(), settings.sqs())
        plain, gate = HTTPAdapter.send, self

        def send(adapter: Any, request: Any, *arguments: Any, **named: Any) -> Any:
            return gate._provider(request, lambda: plain(adapter, request, *arguments, **named))

        for client in clients:
            client.meta.events.register_first("before-call", self._begins)
            client.meta.events.register_first("before-send", self._leaves)
            client.meta.events.register_last("before-send", self._left)
        HTTPAdapter.send = send  # type: ignore[assignment, method-assign]
        try:
            yield
        finally:
            HTTPAdapter.send = plain  # type: ignore[method-assign]
            for client in clients:
                client.meta.events.unregister("before-call", self._begins)
                client.meta.events.unregister("before-send", self._leaves)
                client.meta.events.unregister("before-send", self._left)

    @property
    def _is_open(self) -> bool:
        return bool(self._open) and threading.get_ident() == self._thread

    def _next(self, what: str, about: Any) -> Fate:
        """What becomes of the next call; whatever happens before it leaves happens here."""
        where = site(what, about, self.record) if self.looks else ()
        call = Call(len(self.calls), what, where)
        self.calls.append(call)
        self.takes()
        fate = self.decide(call)
        if fate == "die before":
            raise Crash
        if fate == "meanwhile before":
            self.meanwhile()
        return fate

    def _after(self, fate: Fate) -> None:
        """It had its effect, and the app has not heard."""
        if fate == "die after":
            raise Crash
        if fate == "meanwhile after":
            self.meanwhile()

    def _provider(self, request: Any, send: Callable[[], Any]) -> Any:
        if not self._is_open:
            return send()
        fate = self._next("send" if request.method == "POST" else "log", request.body)
        answer = send()
        self._after(fate)
        return answer

    # --- botocore --------------------------------------------------------------------------------

    def _begins(self, model: Any, params: Any, **_: Any) -> Any:
        """Before anything: refusals are answered here, and whatever goes well."""
        body = json.loads(params["body"])
        if not self._is_open:
            return asked(model.name, body)
        fate = self._next(model.name, body)
        self._fate, self._tries = fate, 0
        if fate in _REFUSALS:
            return answered(*_REFUSALS[fate](body))
        if fate in _TRIED:
            return None
        past = fate == "behind" and body.get("IndexName")
        answer = asked_of(self.then, model.name, body) if past else asked(model.name, body)
        if answer and model.name == "TransactWriteItems":
            self.record.took(body)
        if answer:
            self._after(fate)
        return answer

    def _leaves(self, event_name: str, request: Any, **_: Any) -> Any:
        """One try: what AWS does with it, and what of its answer comes back."""
        if not self._is_open:
            return None
        self._tries += 1
        fate, first = self._fate, self._tries == 1
        if fate == "cut before":
            raise EndpointConnectionError(endpoint_url=ENDPOINT)
        answer = self._answer(event_name, request)
        if fate == "cut after" or (fate == "stammer" and first):
            raise ConnectionClosedError(endpoint_url=ENDPOINT)
        self._after(fate)
        botocore_stubber.enabled = False  # moto has been asked already
        return answer

    @staticmethod
    def _left(**_: Any) -> None:
        botocore_stubber.enabled = True

    def _answer(self, event_name: str, request: Any) -> Any:
        if not event_name.endswith(".TransactWriteItems"):
            return botocore_stubber(event_name, request)
        asked = json.loads(request.body)
        token = asked["ClientRequestToken"]
        answer: Any = self._answers.get(token) or botocore_stubber.process_request(request)
        status, headers, body = answer
        if status == 200 and token not in self._answers:
            self.record.took(asked)
            self._answers[token] = answer
        return AWSResponse(ENDPOINT, status, headers, _Raw(body))


class _Raw(io.BytesIO):
    """A body as urllib3 hands it to botocore."""

    def __init__(self, body: str | bytes) -> None:
        super().__init__(body.encode() if isinstance(body, str) else body)

    def stream(self, *_: Any, **__: Any) -> Iterator[bytes]:
        yield self.getvalue()


def _in_conflict(asked: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    others = ["None"] * (len(asked["TransactItems"]) - 1)
    return 400, cancelled("TransactionConflict", *others)


def _none_taken(asked: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    failed = [
        {"Id": e["Id"], "SenderFault": False, "Code": "InternalError"} for e in asked["Entries"]
    ]
    return 200, {"Successful": [], "Failed": failed}


_REFUSALS: dict[Fate, Callable[[dict[str, Any]], tuple[int, dict[str, Any]]]] = {
    "throttled": lambda _: (400, error("ThrottlingException")),
    "error": lambda _: (500, error("InternalServerError")),
    "conflict": _in_conflict,
    "refused": _none_taken,
}
