"""AWS as the operator's commands reach it: clients, whose account it is, errors in plain words."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError, NoRegionError

from chalicelib.errors import SetupError, Unavailable

_DENIED = ("AccessDenied", "AccessDeniedException", "UnauthorizedOperation")
_BAD = ("ExpiredToken", "InvalidClientTokenId", "SignatureDoesNotMatch", "UnrecognizedClient")
# An operator waits; a busy CloudFormation is no reason to give up half-way.
_PATIENT = Config(retries={"mode": "standard", "total_max_attempts": 8})


class Place(NamedTuple):
    """Where a stage is."""

    account: str
    region: str


def client(service: str) -> Any:
    """A client of one of AWS's services."""
    return boto3.client(service, config=_PATIENT)  # type: ignore[call-overload]


def place() -> Place:
    """The account and region that the operator's credentials lead to."""
    sts = client("sts")
    return Place(sts.get_caller_identity()["Account"], sts.meta.region_name)


def code(error: ClientError) -> str:
    """AWS's word for what is wrong."""
    return str(error.response["Error"]["Code"])


def denied(error: ClientError) -> bool:
    """Whether AWS would do it, but not for this user."""
    return code(error).startswith(_DENIED)


@contextmanager
def in_words() -> Iterator[None]:
    """Raises AWS's errors as ours: `SetupError` with the mend, `Unavailable` where it may pass."""
    try:
        yield
    except ClientError as error:
        raise _said(error) from None
    except (NoRegionError, NoCredentialsError) as error:
        raise SetupError(f"AWS: {error} Mend: set it, for instance with `aws configure`.") from None
    except BotoCoreError as error:
        raise Unavailable(f"AWS can't be reached: {type(error).__name__}.") from None


def _said(error: ClientError) -> SetupError | Unavailable:
    word, call = code(error), error.operation_name
    if denied(error):
        return SetupError(f"AWS does not let you call {call}. Mend: have it allowed to your user.")
    if word.startswith(_BAD):
        return SetupError(f"AWS does not take your credentials ({word}). Mend: sign in again.")
    why = str(error.response["Error"].get("Message") or "it gave no reason").rstrip(".")
    return Unavailable(
        f"AWS answered {word} to {call}: {why}. Mend: run it again in a minute; if it stays so, see"
        " AWS's health page."
    )
