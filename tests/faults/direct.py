"""moto asked directly: most of a run's time went into wrapping requests and unwrapping answers.

What is answered is moto's answer, from the same function that its own server calls; whatever is
refused goes the long way, so that errors are botocore's own. And what moto lacks of SQS is added.
"""

import copy
import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from types import SimpleNamespace
from typing import Any, ClassVar

import pytest
from botocore import xform_name
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from moto.core.utils import camelcase_to_underscores
from moto.dynamodb import models
from moto.dynamodb.models import DynamoDBBackend, dynamodb_backends
from moto.dynamodb.models.dynamo_type import DynamoType
from moto.dynamodb.models.table import Table
from moto.dynamodb.responses import DynamoHandler
from moto.sqs import models as sqs
from moto.sqs.models import Queue, sqs_backends
from moto.sqs.responses import SQSResponse

from ..support.stage import REGION

ACCOUNT = "123456789012"
ENDPOINT = "https://aws.example"
MEMORY = 300_000
"""So long (ms) SQS knows a de-duplication id."""

Answer = tuple[AWSResponse, dict[str, Any]]
"""As a handler of botocore's `before-call` returns it."""


class _Reads:
    """A handler of moto's that knows what it would have read from a request."""

    current_account = ACCOUNT
    region = REGION
    uri_match: ClassVar[dict[str, str]] = {}

    def __init__(self, body: dict[str, Any]) -> None:
        super().__init__()
        self.body = self.params = body


class _Table(_Reads, DynamoHandler):
    pass


class _Queue(_Reads, SQSResponse):
    pass


_HANDLERS: dict[str, Any] = {
    **dict.fromkeys(("GetItem", "BatchGetItem", "Query", "Scan"), _Table),
    **dict.fromkeys(("UpdateItem", "TransactWriteItems"), _Table),
    **dict.fromkeys(("SendMessageBatch", "ReceiveMessage", "DeleteMessage"), _Queue),
}
"""By operation; the others go the long way."""


def tables() -> Any:
    """moto's own, by name."""
    return dynamodb_backends[ACCOUNT][REGION].tables


def waits(url: str) -> bool:
    """Whether a queue may have something to hand out now."""
    return bool(sqs_backends[ACCOUNT][REGION].queues[url.rpartition("/")[2]].messages)


def answered(status: int, parsed: dict[str, Any]) -> Answer:
    """An answer that botocore need not parse."""
    return AWSResponse(ENDPOINT, status, HTTPHeaders(), io.BytesIO()), parsed


def asked(operation: str, body: dict[str, Any]) -> Answer | None:
    """What moto says to this; None where it is to be asked the long way, nothing having changed."""
    handler = _HANDLERS.get(operation)
    if handler is None:
        return None
    try:
        result = getattr(handler(body), xform_name(operation))().result
    except Exception:  # noqa: BLE001 - whatever it is: the long way says it as AWS would
        return None
    # Written and read: nobody holds on to what is in the table.
    return answered(200, json.loads(json.dumps(result or {})))


def asked_of(then: Any, operation: str, body: dict[str, Any]) -> Answer | None:
    """What moto would say if its table were what `tables` had then."""
    name, here = body["TableName"], tables()
    now, here[name] = here[name], then
    try:
        return asked(operation, body)
    finally:
        here[name] = now


@contextmanager
def directly(*clients: Any) -> Iterator[None]:
    """These clients ask moto directly, wherever all goes well."""
    for client in clients:
        client.meta.events.register_first("before-call", _asks)
    try:
        yield
    finally:
        for client in clients:
            client.meta.events.unregister("before-call", _asks)


def _asks(model: Any, params: Any, **_: Any) -> Answer | None:
    return asked(model.name, json.loads(params["body"]))


@contextmanager
def quickened() -> Iterator[None]:
    """moto keeps a copy of the whole table for each item of a transaction, lest it fails.

    One copy is enough, with copies of the items that are changed in place. And what a name is
    in snake case is found out once.
    """
    going: list[dict[str, Any]] = []
    plain = DynamoDBBackend.transact_write_items

    def transact(backend: Any, items: list[dict[str, Any]]) -> None:
        going[:] = items
        plain(backend, items)

    def copied(thing: Any) -> Any:
        return _before(thing, going) if isinstance(thing, Table) else copy.deepcopy(thing)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DynamoDBBackend, "transact_write_items", transact)
        patch.setattr(models, "copy", SimpleNamespace(deepcopy=copied, copy=copy.copy))
        patch.setattr(sqs, "camelcase_to_underscores", cache(camelcase_to_underscores))
        yield


def _before(table: Table, going: list[dict[str, Any]]) -> Table:
    """The table as it was; its items are replaced later, but for those that are updated."""
    kept = copy.copy(table)
    own = {pk: dict(items) for pk, items in table.items.items()}
    for key in (write["Update"]["Key"] for write in going if "Update" in write):
        pk, sk = DynamoType(key["PK"]), DynamoType(key["SK"])
        if sk in own.get(pk, {}):
            own[pk][sk] = copy.deepcopy(own[pk][sk])
    kept.items = type(table.items)(table.items.default_factory, own)
    return kept


@contextmanager
def remembered() -> Iterator[None]:
    """moto forgets a de-duplication id with its message; SQS knows it for five minutes."""
    plain = Queue.add_message

    def add(queue: Any, message: Any) -> None:
        known: dict[str, int] = queue.__dict__.setdefault("sent_ids", {})
        name, now = message.deduplication_id, message.sent_timestamp
        if name is None or now - known.get(name, -MEMORY) >= MEMORY:
            known[name] = now
            plain(queue, message)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Queue, "add_message", add)
        yield
