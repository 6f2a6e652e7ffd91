"""AWS answering badly: a call that gets an error instead of what it asked for."""

import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders

Answer = Exception | dict[str, Any] | tuple[int, bytes]
"""An exception to raise, an answer as botocore parsed it, or an HTTP status and body."""


def error(code: str, message: str = "made up", **more: Any) -> dict[str, Any]:
    """A parsed error answer of AWS with this code."""
    return {"Error": {"Code": code, "Message": message}, **more}


def cancelled(*codes: str) -> dict[str, Any]:
    """A transaction cancelled for these reasons, one for each of its items."""
    reasons = [{"Code": code} for code in codes]
    return error("TransactionCanceledException", CancellationReasons=reasons)


def json_error(status: int, code: str) -> tuple[int, bytes]:
    """An error of DynamoDB as it comes over the wire."""
    kind = f"com.amazonaws.dynamodb.v20120810#{code}"
    return status, json.dumps({"__type": kind, "message": "made up"}).encode()


@contextmanager
def answering(
    client: Any, operation: str, answer: Answer, times: int | None = None
) -> Iterator[Any]:
    """Answers a client's `operation` so, the first `times` times (None: always); yields the count.

    A parsed answer comes back at once. An exception or a raw answer stands in for the network's, so
    that botocore tries again as it would; with moto in its place the call has its effect all the
    same, as if only the answer had been lost.
    """
    asked: list[str] = []
    event = "before-call" if isinstance(answer, dict) else "before-send"
    service = client.meta.service_model.service_id.hyphenize()

    def handler(event_name: str, **_: Any) -> Any:
        if times is not None and len(asked) >= times:
            return None
        asked.append(event_name)
        if isinstance(answer, Exception):
            raise answer
        if isinstance(answer, dict):
            status = 400 if "Error" in answer else 200
            return AWSResponse("https://aws.example", status, HTTPHeaders(), io.BytesIO()), answer
        return AWSResponse("https://aws.example", answer[0], HTTPHeaders(), _Raw(answer[1]))

    name = f"{event}.{service}.{operation}"
    client.meta.events.register_first(name, handler)
    try:
        yield asked
    finally:
        client.meta.events.unregister(name, handler)


class _Raw(io.BytesIO):
    """A body as urllib3 hands it to botocore."""

    def stream(self, *_: Any, **__: Any) -> Iterator[bytes]:
        yield self.getvalue()
