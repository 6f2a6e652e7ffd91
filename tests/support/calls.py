"""A count of the calls that leave for AWS, at botocore's level: retries count, hidden ones too."""

from collections import Counter
from typing import Any, Self

import boto3

from chalicelib import settings

_EVENT = "before-send"


class AwsCalls:
    """What was sent while the block ran, by operation, in order.

        with AwsCalls() as calls:
            handle(webhook)
        assert calls.counts == {"GetItem": 1, "TransactWriteItems": 1, "SendMessageBatch": 1}

    Sees `settings`' clients and every client made by boto3's default session inside the block.
    """

    def __init__(self) -> None:
        self.sent: list[str] = []
        """The operations in the order they left."""
        self._emitters: list[Any] = []

    @property
    def counts(self) -> dict[str, int]:
        """How often each operation was sent."""
        return dict(Counter(self.sent))

    def __enter__(self) -> Self:
        session: Any = boto3.DEFAULT_SESSION
        self._emitters = [client.meta.events for client in self._clients()]
        if session is not None:  # clients made from here on copy what it has
            self._emitters.append(session.events)
        for emitter in self._emitters:
            # First: an emulator's own handler answers, and whatever stands behind it hears nothing.
            emitter.register_first(_EVENT, self._heard)
        return self

    def __exit__(self, *_: object) -> None:
        for emitter in self._emitters:
            emitter.unregister(_EVENT, self._heard)

    @staticmethod
    def _clients() -> tuple[Any, ...]:
        made = (settings.s3(),) if settings.s3.cache_info().currsize else ()
        return settings.dynamodb(), settings.sqs(), *made

    def _heard(self, event_name: str, **_: Any) -> None:
        self.sent.append(event_name.rsplit(".", 1)[-1])
