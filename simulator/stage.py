"""The simulator's stage: its names, its environment, and the events that AWS would send."""

import os
import secrets
from datetime import UTC, datetime
from typing import Any

from chalicelib import settings

PUBLIC_URL = "https://guichet.test/try"
REGION = "us-east-1"
TABLE = "guichet-try"
QUEUE = "guichet-try.fifo"
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
