"""A stage of a test's own: environment, table, queue, bucket, on whichever emulator there is."""

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest

from chalicelib import settings
from infra import local

REGION = "ca-central-1"
ACCOUNT_SID = "AC" + "0" * 32
AUTH_TOKEN = "0" * 32
PUBLIC_URL = "https://desk.example/api"

_KEPT = ("GUICHET_TEST_DYNAMODB_URL", "GUICHET_MINISTACK", "GUICHET_CHROMIUM")


@dataclass(frozen=True)
class Stage:
    """Where a test's items and wake-ups are. `endpoint` is None for moto."""

    table: str
    queue_url: str
    endpoint: str | None


def empty_environment(patch: pytest.MonkeyPatch) -> None:
    """No variable of this machine's owner reaches the app; AWS gets made-up credentials."""
    for name in os.environ:
        if name.startswith(("AWS_", "GUICHET_", "TWILIO_", "META_")) and name not in _KEPT:
            patch.delenv(name)
    patch.setenv("AWS_ACCESS_KEY_ID", "testing")
    patch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    patch.setenv("AWS_DEFAULT_REGION", REGION)
    patch.setenv("AWS_CONFIG_FILE", os.devnull)
    patch.setenv("AWS_SHARED_CREDENTIALS_FILE", os.devnull)
    patch.setenv("AWS_EC2_METADATA_DISABLED", "true")


@contextmanager
def stage(endpoint: str | None = None, dynamodb: str | None = None) -> Iterator[Stage]:
    """A new table, queue and bucket, named by chance, and the environment that leads to them.

    `endpoint` is an emulator's URL, None where moto answers; `dynamodb` another one's, for the
    table alone.
    """
    name = f"guichet-{uuid.uuid4().hex[:12]}"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GUICHET_TABLE", name)
        patch.setenv("GUICHET_BUCKET", name)
        patch.setenv("GUICHET_PUBLIC_URL", PUBLIC_URL)
        patch.setenv("TWILIO_ACCOUNT_SID", ACCOUNT_SID)
        patch.setenv("TWILIO_AUTH_TOKEN", AUTH_TOKEN)
        if endpoint is not None:
            patch.setenv("AWS_ENDPOINT_URL", endpoint)
        if dynamodb:
            patch.setenv("AWS_ENDPOINT_URL_DYNAMODB", dynamodb)
        settings.forget()
        queue_url = local.create(name, f"{name}.fifo", bucket=name)
        patch.setenv("GUICHET_QUEUE_URL", queue_url)
        try:
            yield Stage(name, queue_url, endpoint)
        finally:
            if endpoint is not None:  # moto forgets by itself; an engine slows down as it fills
                settings.dynamodb().delete_table(TableName=name)
                for url in settings.sqs().list_queues(QueueNamePrefix=name).get("QueueUrls", []):
                    settings.sqs().delete_queue(QueueUrl=url)
            for client in (settings.dynamodb(), settings.sqs()):
                client.close()
            settings.forget()
