"""The environment, read here and nowhere else, when first needed and not at import.

The Chalice command line imports `app.py` to package it, without any of these variables: reading
late is what lets it.
"""

import json
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from .errors import SetupError

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sqs import SQSClient

_SECRET_SECONDS = 300
_MEND = "Mend: make it one, with the names that .env.example lists, or unset GUICHET_SECRET_ID."


@dataclass(frozen=True)
class Credentials:
    """What providers need, each by names of its own: whatever is set is found. Never printed.

    `secrets` holds what is secret (`TWILIO_AUTH_TOKEN`), `urls` where a provider's interface is
    asked for instead of at its own address (`TWILIO_API_URL`).
    """

    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    urls: Mapping[str, str] = field(default_factory=dict, repr=False)

    def secret(self, name: str) -> str:
        """One secret. Raises `SetupError` where it was not set: nothing can be verified without."""
        if value := self.secrets.get(name):
            return value
        raise SetupError(f"{name} is not set: set it in the stage's secret or in the environment.")

    def url(self, name: str, otherwise: str) -> str:
        """Where an interface is asked for, with no slash at the end."""
        return (self.urls.get(name) or otherwise).rstrip("/")


def _required(name: str) -> str:
    if value := os.environ.get(name):
        return value
    raise SetupError(f"{name} is not set. Mend: set it for this stage, as docs/operating.md says.")


def table() -> str:
    """The table's name (`GUICHET_TABLE`). Raises `SetupError`."""
    return _required("GUICHET_TABLE")


def queue_url() -> str:
    """The FIFO queue (`GUICHET_QUEUE_URL`). Raises `SetupError`."""
    return _required("GUICHET_QUEUE_URL")


def bucket() -> str:
    """The bucket that attachments are kept in (`GUICHET_BUCKET`). Raises `SetupError`."""
    return _required("GUICHET_BUCKET")


def queue_name() -> str:
    """The FIFO queue's name, for the event source; packaging needs one even where none is set."""
    return os.environ.get("GUICHET_QUEUE_URL", "guichet.fifo").rsplit("/", 1)[-1]


def public_url() -> str | None:
    """What providers sign, stage path included and no slash at the end (`GUICHET_PUBLIC_URL`)."""
    url = os.environ.get("GUICHET_PUBLIC_URL", "").rstrip("/")
    return url or None


def stage() -> str:
    """What tells this stage's metrics from another's: the table's name, or `none`."""
    return os.environ.get("GUICHET_TABLE") or "none"


def tracing() -> bool:
    """Whether X-Ray traces this process (Lambda sets `AWS_XRAY_DAEMON_ADDRESS` where it does)."""
    return bool(os.environ.get("AWS_XRAY_DAEMON_ADDRESS"))


_held: tuple[float, Credentials] | None = None


def credentials() -> Credentials:
    """The providers' credentials: from Secrets Manager (`GUICHET_SECRET_ID`), else the environment.

    The addresses to ask at are the environment's either way.

    A secret is kept in the process for 5 minutes. Raises `SetupError` where it is not there or is
    no JSON object; botocore's other errors pass through.
    """
    global _held
    now = time.monotonic()
    if _held is not None and now - _held[0] < _SECRET_SECONDS:
        return _held[1]
    secret_id = os.environ.get("GUICHET_SECRET_ID")
    secrets = _fetch_secret(secret_id) if secret_id else os.environ
    found = Credentials(secrets, urls=os.environ)
    _held = (now, found)
    return found


def _fetch_secret(secret_id: str) -> dict[str, str]:
    client = _client("secretsmanager")
    try:
        found = json.loads(client.get_secret_value(SecretId=secret_id)["SecretString"])
    except client.exceptions.ResourceNotFoundException:
        raise SetupError(f"The secret {secret_id} is not there. {_MEND}") from None
    except (KeyError, ValueError):
        found = None
    if not isinstance(found, dict):
        raise SetupError(f"The secret {secret_id} is no JSON object. {_MEND}")
    return {name: str(value) for name, value in found.items() if value}


@cache
def dynamodb() -> "DynamoDBClient":
    """The process's one DynamoDB client: short limits, because providers give up in seconds."""
    return _client("dynamodb")  # type: ignore[no-any-return]


@cache
def sqs() -> "SQSClient":
    """The process's one SQS client."""
    return _client("sqs")  # type: ignore[no-any-return]


@cache
def s3() -> "S3Client":
    """The process's one S3 client, made where there is an attachment.

    Its links name the bucket's own region: while a bucket is new, S3 answers at the name for all
    regions with a redirect, and a signature does not hold there.
    """
    regional = {"signature_version": "s3v4", "s3": {"addressing_style": "virtual"}}
    return _client("s3", **regional)  # type: ignore[no-any-return]


def _client(service: str, **options: Any) -> Any:
    import boto3
    from botocore.config import Config

    limits = Config(
        connect_timeout=2,
        read_timeout=3,
        retries={"mode": "standard", "total_max_attempts": 3},
        **options,
    )
    return boto3.client(service, config=limits)  # type: ignore[call-overload]


def forget() -> None:
    """Drops what is kept in the process, for one that changes stage: simulator and tests do."""
    global _held
    _held = None
    dynamodb.cache_clear()
    sqs.cache_clear()
    s3.cache_clear()
