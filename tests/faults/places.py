"""Desks that were set up once, and are as new for each run: making one takes longer than a run."""

import copy
import logging
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import Any, NamedTuple

import pytest
from moto import mock_aws
from moto.dynamodb import models
from moto.dynamodb.models import DynamoDBBackend, dynamodb_backends
from moto.dynamodb.models.table import Table

from chalicelib import settings
from chalicelib.store import desk as desks
from infra import apply

from ..support.places import desk_toml
from ..support.stage import REGION, Stage, stage
from .clock import standing
from .network import Front, Server

_ACCOUNT = "123456789012"
_SETTINGS = ("FifoQueue", "VisibilityTimeout", "RedrivePolicy", "MessageRetentionPeriod")


class _Place(NamedTuple):
    """A stage: what its table had in it when its desk was applied, and its queue's settings."""

    stage: Stage
    table: Any
    queue: dict[str, str]


class Places:
    """Made by `places`; `front` is where the provider's REST interface is."""

    def __init__(self, front: Front, stack: ExitStack) -> None:
        self.front = front
        self._stack = stack
        self._made: dict[int, _Place] = {}
        self.ready: dict[int, Any] = {}
        """What `points.ready` keeps here."""

    @contextmanager
    def renewed(self, relays: int, table: Any = None) -> Iterator[Stage]:
        """A desk of two agents, one inbox and so many relay numbers, where nobody has written.

        `table` is what `kept` gave: the desk is as it was then, and nobody is woken.
        """
        place = self._made.get(relays) or self._make(relays)
        _tables()[place.stage.table] = copy.deepcopy(table or place.table)
        _new_queue(place)
        desks.forget()
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("GUICHET_TABLE", place.stage.table)
            patch.setenv("GUICHET_QUEUE_URL", place.stage.queue_url)
            patch.setenv("TWILIO_API_URL", self.front.url)
            yield place.stage

    @staticmethod
    def kept(made: Stage) -> Any:
        """The table as it is now."""
        return copy.deepcopy(_tables()[made.table])

    def _make(self, relays: int) -> _Place:
        made = self._stack.enter_context(stage())
        with TemporaryDirectory(prefix="desk-") as folder:
            path = Path(folder, "desk.toml")
            path.write_text(desk_toml(relays=relays), encoding="utf-8")
            apply.apply(path)
        table = copy.deepcopy(_tables()[made.table])
        table.items = _without_welcome(table.items)
        asked = settings.sqs().get_queue_attributes(QueueUrl=made.queue_url, AttributeNames=["All"])
        kept = {str(k): v for k, v in asked["Attributes"].items() if k in _SETTINGS}
        self._made[relays] = _Place(made, table, kept)
        return self._made[relays]


@contextmanager
def places() -> Iterator[Places]:
    """One moto and one REST server, for as many runs as are played one after the other."""
    front = Front()
    logging.disable()  # everything that goes wrong is logged, and nobody reads it here
    with mock_aws(), _copied_once(), Server(front) as running, standing(0), ExitStack() as stack:
        front.url = running.url
        stack.callback(logging.disable, logging.NOTSET)
        yield Places(front, stack)


def _without_welcome(items: Any) -> Any:
    """Nothing waits: each run would begin with what a new desk says to its agents."""
    return type(items)(
        items.default_factory, {pk: own for pk, own in items.items() if pk.value[:7] != "OUTBOX#"}
    )


def _tables() -> Any:
    return dynamodb_backends[_ACCOUNT][REGION].tables


def _new_queue(place: _Place) -> None:
    sqs, url = settings.sqs(), place.stage.queue_url
    sqs.delete_queue(QueueUrl=url)
    attributes: Any = place.queue
    sqs.create_queue(QueueName=url.rpartition("/")[2], Attributes=attributes)


@contextmanager
def _copied_once() -> Iterator[None]:
    """moto keeps a copy of the whole table for each item of a transaction: one copy is enough."""
    kept: dict[str, Any] = {}
    plain = DynamoDBBackend.transact_write_items

    def transact(backend: Any, items: Any) -> None:
        kept.clear()
        plain(backend, items)

    def copied(thing: Any) -> Any:
        if not isinstance(thing, Table):
            return copy.deepcopy(thing)
        if thing.name not in kept:
            kept[thing.name] = copy.deepcopy(thing)
        return kept[thing.name]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DynamoDBBackend, "transact_write_items", transact)
        patch.setattr(models, "copy", SimpleNamespace(deepcopy=copied, copy=copy.copy))
        yield
