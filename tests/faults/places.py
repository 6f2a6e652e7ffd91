"""Desks that were set up once, and are as new for each run: making one takes longer than a run."""

import copy
import json
import logging
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from moto import mock_aws
from moto.core.model_instances import reset_model_data

from chalicelib import settings
from chalicelib.store import desk as desks
from infra import apply

from ..support.places import desk_toml
from ..support.stage import Stage, stage
from .clock import standing
from .direct import quickened, remembered, tables, waits
from .network import Front, Server

KINDS = ((1, "everyone"), (2, "everyone"), (2, "next"))
"""The desks that are made: how many relay numbers, and who is told of a thread."""

_SETTINGS = ("FifoQueue", "VisibilityTimeout", "RedrivePolicy", "MessageRetentionPeriod")


class Blank:
    """A stage that can be had as new again and again, on moto.

    `table` is what its table has in it then: what it had when this was made, unless it is changed.
    """

    def __init__(self, made: Stage) -> None:
        self.stage = made
        self.table: Any = copy.deepcopy(tables()[made.table])
        own = _attributes(made.queue_url)
        dead = json.loads(own["RedrivePolicy"])["deadLetterTargetArn"].rpartition(":")[2]
        self._dead = f"{made.queue_url.rpartition('/')[0]}/{dead}"
        self._queues = {self._dead: _attributes(self._dead), made.queue_url: own}

    def renew(self, table: Any = None) -> None:
        """The table, or `table`, and the queues are as they were, and nobody is woken."""
        tables()[self.stage.table] = copy.deepcopy(table or self.table)
        sqs = settings.sqs()
        for url, attributes in self._queues.items():
            if url == self._dead and not waits(url):
                continue
            sqs.delete_queue(QueueUrl=url)
            sqs.create_queue(QueueName=url.rpartition("/")[2], Attributes=attributes)
        reset_model_data()  # moto keeps whatever it ever made, to show it
        desks.forget()


class Places:
    """Made by `places`; `front` is where the provider's REST interface is."""

    def __init__(self, front: Front, stack: ExitStack) -> None:
        self.front = front
        self._stack = stack
        self._made = {kind: self._make(*kind) for kind in KINDS}
        self.ready: dict[str, Any] = {}
        """What `points.ready` keeps here."""

    @contextmanager
    def renewed(self, relays: int, table: Any = None, routing: str = "everyone") -> Iterator[Stage]:
        """A desk of two agents, one inbox and so many relay numbers, where nobody has written.

        Where `routing` is `next`, each agent has room for one customer. `table` is what `kept`
        gave: the desk is as it was then, and nobody is woken.
        """
        place = self._made[relays, routing]
        place.renew(table)
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("GUICHET_TABLE", place.stage.table)
            patch.setenv("GUICHET_QUEUE_URL", place.stage.queue_url)
            patch.setenv("TWILIO_API_URL", self.front.url)
            yield place.stage

    @staticmethod
    def kept(made: Stage) -> Any:
        """The table as it is now."""
        return copy.deepcopy(tables()[made.table])

    def _make(self, relays: int, routing: str) -> Blank:
        """Before any run, so that its ids are those of no run's seed."""
        made = self._stack.enter_context(stage())
        with TemporaryDirectory(prefix="desk-") as folder:
            path = Path(folder, "desk.toml")
            toml = desk_toml(relays=relays, channels=("whatsapp:",))
            path.write_text(one_by_one(toml) if routing == "next" else toml, encoding="utf-8")
            apply.apply(path)
        blank = Blank(made)
        blank.table.items = _without_welcome(blank.table.items)
        return blank


def one_by_one(toml: str) -> str:
    """The same desk, where a thread is for one agent after the other, each with room for one."""
    given = toml.replace("[[inboxes]]\n", '[[inboxes]]\nrouting = "next"\n')
    return given.replace("[[agents]]\n", "[[agents]]\ncapacity = 1\n")


@contextmanager
def places() -> Iterator[Places]:
    """One moto and one REST server, for as many runs as are played one after the other."""
    front = Front()
    logging.disable()  # everything that goes wrong is logged, and nobody reads it here
    with ExitStack() as stack:
        for context in (mock_aws(), quickened(), remembered(), standing(0)):
            stack.enter_context(context)
        running = stack.enter_context(Server(front))
        front.url = running.url
        stack.callback(logging.disable, logging.NOTSET)
        yield Places(front, stack)


def _attributes(url: str) -> Any:
    """What a queue was made with."""
    asked = settings.sqs().get_queue_attributes(QueueUrl=url, AttributeNames=["All"])
    return {str(k): v for k, v in asked["Attributes"].items() if k in _SETTINGS}


def _without_welcome(items: Any) -> Any:
    """Nothing waits: each run would begin with what a new desk says to its agents."""
    return type(items)(
        items.default_factory, {pk: own for pk, own in items.items() if pk.value[:7] != "OUTBOX#"}
    )
