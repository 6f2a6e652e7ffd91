"""One call of the app, with what it asked of AWS; and the events that Lambda would hand to it."""

import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from simulator.wire import Answer, Reply, read_twiml

from .stage import PUBLIC_URL
from .traffic import Call, Traffic


@dataclass
class Exchange:
    """One call of the app: a webhook and its answer, a wake-up, or the clock's.

    `form` is what was posted; `calls` is what it asked of AWS, in order.
    """

    kind: Literal["messages", "statuses", "other", "wake", "tick"]
    form: Mapping[str, str] = field(default_factory=dict)
    answer: Answer = field(default_factory=lambda: Answer(200))
    calls: list[Call] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        """How often each AWS operation was called."""
        found: dict[str, int] = {}
        for call in self.calls:
            found[call.operation] = found.get(call.operation, 0) + 1
        return found

    @property
    def replies(self) -> list[Reply]:
        """The texts in the TwiML answer."""
        return read_twiml(self.answer.body.decode(), PUBLIC_URL) if self.answer.ok else []


class Recording:
    """Puts an exchange into the log, with what the app asked of AWS meanwhile."""

    def __init__(self, log: list[Exchange], exchange: Exchange) -> None:
        self._log, self._exchange = log, exchange
        self._traffic = Traffic()

    def __enter__(self) -> Exchange:
        self._traffic.__enter__()
        self._log.append(self._exchange)
        return self._exchange

    def __exit__(self, *error: Any) -> None:
        self._traffic.__exit__(*error)
        self._exchange.calls = self._traffic.calls


def wake_body(recipient: str) -> str:
    """What a message of the queue holds."""
    return json.dumps({"drain": recipient, "url": PUBLIC_URL})


def sqs_event(body: str) -> dict[str, Any]:
    """One message of the queue as Lambda's event source hands it over."""
    record = {
        "messageId": secrets.token_hex(16),
        "receiptHandle": "receipt",
        "body": body,
        "attributes": {"ApproximateReceiveCount": "1"},
        "messageAttributes": {},
        "md5OfBody": "",
        "eventSource": "aws:sqs",
        "eventSourceARN": "arn:aws:sqs:ca-central-1:123456789012:guichet.fifo",
        "awsRegion": "ca-central-1",
    }
    return {"Records": [record]}


def schedule_event() -> dict[str, Any]:
    """The event of the schedule."""
    return {
        "version": "0",
        "id": secrets.token_hex(16),
        "detail-type": "Scheduled Event",
        "source": "aws.events",
        "account": "123456789012",
        "time": "2026-01-01T00:00:00Z",
        "region": "ca-central-1",
        "resources": [],
        "detail": {},
    }


def environment() -> dict[str, str]:
    """The variables that lead another process to the stage of this one."""
    prefixes = ("AWS_", "GUICHET_", "TWILIO_")
    return {name: value for name, value in os.environ.items() if name.startswith(prefixes)}
