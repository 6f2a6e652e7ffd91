"""Troubles of AWS, by botocore's own event hooks: nothing of the app is patched."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

from botocore.exceptions import EndpointConnectionError

from chalicelib import settings


@contextmanager
def out_of_reach(service: str, operation: str = "*") -> Iterator[None]:
    """No call of this operation (`sqs`, `SendMessageBatch`) reaches AWS."""

    def fail(**_: Any) -> None:
        raise EndpointConnectionError(endpoint_url="https://aws.example")

    with _hooked(service, "provide-client-params", operation, fail):
        yield


@contextmanager
def wakes_refused() -> Iterator[None]:
    """SQS answers, and takes none of the messages of a batch."""

    def refuse(params: dict[str, Any], **_: Any) -> tuple[SimpleNamespace, dict[str, Any]]:
        asked = json.loads(params["body"])["Entries"]
        failed = [{"Id": e["Id"], "SenderFault": False, "Code": "InternalError"} for e in asked]
        return SimpleNamespace(status_code=200), {"Successful": [], "Failed": failed}

    with _hooked("sqs", "before-call", "SendMessageBatch", refuse):
        yield


@contextmanager
def before_recording(act: Callable[[], object]) -> Iterator[None]:
    """Runs `act` once, when a transaction is about to record a text that the provider took."""
    done = False

    def look(params: dict[str, Any], **_: Any) -> None:
        nonlocal done
        puts = [item["Put"]["Item"]["PK"]["S"] for item in params["TransactItems"] if "Put" in item]
        if not done and any(pk.startswith("SENT#") for pk in puts):
            done = True
            act()

    with _hooked("dynamodb", "provide-client-params", "TransactWriteItems", look):
        yield
    assert done, "nothing was recorded"


@contextmanager
def _hooked(service: str, event: str, operation: str, act: Callable[..., Any]) -> Iterator[None]:
    client: Any = settings.dynamodb() if service == "dynamodb" else settings.sqs()
    name = f"{event}.{service}" + ("" if operation == "*" else f".{operation}")
    client.meta.events.register_first(name, act)
    try:
        yield
    finally:
        client.meta.events.unregister(name, act)
