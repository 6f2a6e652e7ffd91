"""The simulator's stage: its names, its environment, and the events that AWS would send."""

import logging
import os
import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TextIO

from chalicelib import settings

PUBLIC_URL = "https://guichet.test/try"
REGION = "us-east-1"
TABLE = "guichet-try"
QUEUE = "guichet-try.fifo"
BUCKET = "guichet-try-media"
APPROVED = {
    f"HX{1:032x}": "Hello! {{1}} has an answer for you. Write back here, and you will read it.",
    f"HX{2:032x}": "Bonjour! {{1}} a une réponse pour vous. Écrivez ici, et vous la lirez.",
}
"""The templates that the stand-in Twilio knows: Content SID → words."""
UNSET = ("AWS_PROFILE", "AWS_ENDPOINT_URL", "AWS_SESSION_TOKEN", "GUICHET_SECRET_ID")


def set_environment(rest_url: str, sid: str, token: str) -> None:
    """Makes the process's environment the stage's; none of the visitor's own AWS is left."""
    for name in UNSET:
        os.environ.pop(name, None)
    os.environ.update(
        AWS_ACCESS_KEY_ID="simulator",
        AWS_SECRET_ACCESS_KEY="simulator",  # noqa: S106 - moto wants some word here
        AWS_DEFAULT_REGION=REGION,
        AWS_REGION=REGION,
        GUICHET_PUBLIC_URL=PUBLIC_URL,
        TWILIO_API_URL=rest_url,
        TWILIO_ACCOUNT_SID=sid,
        TWILIO_AUTH_TOKEN=token,
        POWERTOOLS_METRICS_DISABLED="true",
        NO_PROXY="127.0.0.1,localhost",
    )


def restore_environment(environment: dict[str, str]) -> None:
    """Gives back the environment that was there, and drops the clients made in the other."""
    os.environ.clear()
    os.environ.update(environment)
    settings.forget()


def queued(message: dict[str, Any]) -> dict[str, Any]:
    """A message of the queue as Lambda's event source hands it over."""
    record = {
        "messageId": message["MessageId"],
        "receiptHandle": message["ReceiptHandle"],
        "body": message["Body"],
        "attributes": message.get("Attributes", {}),
        "messageAttributes": {},
        "md5OfBody": message.get("MD5OfBody", ""),
        "eventSource": "aws:sqs",
        "eventSourceARN": f"arn:aws:sqs:{REGION}:123456789012:{QUEUE}",
        "awsRegion": REGION,
    }
    return {"Records": [record]}


def scheduled() -> dict[str, Any]:
    """The event of a schedule."""
    return {
        "version": "0",
        "id": secrets.token_hex(16),
        "detail-type": "Scheduled Event",
        "source": "aws.events",
        "account": "123456789012",
        "time": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "region": REGION,
        "resources": [f"arn:aws:events:{REGION}:123456789012:rule/guichet-try-tick"],
        "detail": {},
    }


def waiting() -> int:
    """How many messages of the queue are not done with."""
    found = settings.sqs().get_queue_attributes(
        QueueUrl=settings.queue_url(), AttributeNames=["All"]
    )
    counts = {str(name): value for name, value in found["Attributes"].items()}
    states = ("", "NotVisible", "Delayed")
    return sum(int(counts[f"ApproximateNumberOfMessages{state}"]) for state in states)


def redirect(logger: logging.Logger, stream: TextIO) -> Callable[[], None]:
    """Has a logger write to `stream` alone; gives what undoes that."""
    before = logger.handlers[:]
    handler = logging.StreamHandler(stream)
    handler.setFormatter(before[0].formatter if before else None)
    logger.handlers[:] = [handler]
    return lambda: logger.handlers.__setitem__(slice(None), before)
