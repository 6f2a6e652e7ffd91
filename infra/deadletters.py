"""The dead-letter queue: wake-ups that failed five times."""

import json
from collections.abc import Iterator
from typing import Any

from chalicelib import settings
from chalicelib.errors import SetupError

_BATCH = 10
_EMPTY = 3
"""So many empty answers in a row mean that nothing is left: SQS may miss a message in one."""


def waiting() -> int:
    """How many are there, as far as SQS knows. Raises `SetupError` where there is no such queue."""
    found = settings.sqs().get_queue_attributes(
        QueueUrl=_url(), AttributeNames=["ApproximateNumberOfMessages"]
    )
    return int(found["Attributes"]["ApproximateNumberOfMessages"])


def drive_back() -> Iterator[str]:
    """Moves each to the queue again; yields whom it wakes, `` for one that is no wake-up.

    A letter is deleted when it stands in the queue, so none is lost; woken twice does no harm.
    """
    url, sqs = _url(), settings.sqs()
    empty = 0
    while empty < _EMPTY:
        found = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=_BATCH)
        letters = found.get("Messages", [])
        empty = 0 if letters else empty + 1
        for letter in letters:
            recipient = _recipient(letter["Body"])
            if recipient:
                sqs.send_message(
                    QueueUrl=settings.queue_url(),
                    MessageBody=letter["Body"],
                    MessageGroupId=recipient,
                    MessageDeduplicationId=f"letter-{letter['MessageId']}",
                )
            sqs.delete_message(QueueUrl=url, ReceiptHandle=letter["ReceiptHandle"])
            yield recipient


def _recipient(body: str) -> str:
    try:
        asked: Any = json.loads(body)
        return str(asked["drain"]) if asked["drain"] and asked["url"] is not None else ""
    except (ValueError, KeyError, TypeError):
        return ""


def _url() -> str:
    """The queue's own policy names it."""
    sqs, url = settings.sqs(), settings.queue_url()
    found = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["RedrivePolicy"])
    policy = found.get("Attributes", {}).get("RedrivePolicy")
    if not policy:
        raise SetupError(
            "The queue has no dead-letter queue: a wake-up that keeps failing is lost without a"
            " word. Mend: make the stage's resources, as docs/operating.md says."
        )
    name = json.loads(policy)["deadLetterTargetArn"].rsplit(":", 1)[-1]
    return sqs.get_queue_url(QueueName=name)["QueueUrl"]
