"""The providers' credentials of a stage, in Secrets Manager. No value is ever printed."""

import json
import os
from collections.abc import Mapping
from typing import Any

from chalicelib.errors import SetupError
from chalicelib.providers import base

from . import cloud

TWILIO = ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN")
META = ("META_APP_SECRET", "META_VERIFY_TOKEN", "META_ACCESS_TOKEN")
NAMES = (*TWILIO, *META)
"""What goes into it where it is set, beside what other providers want: see `offered`."""
_TAG = "guichet"


def offered() -> dict[str, str]:
    """The credentials that the operator has set, by name.

    Of a provider that came later, `pigeon`, whatever is called `PIGEON_…` and is no address.
    """
    more = sorted(name for name in os.environ if name not in NAMES and _is_one(name))
    return {name: value for name in (*NAMES, *more) if (value := os.environ.get(name))}


def _is_one(name: str) -> bool:
    others = tuple(f"{one.upper()}_" for one in base.names() if one not in ("meta", "twilio"))
    return name in NAMES or (name.startswith(others) and not name.endswith("_URL"))


def arn(secret_id: str) -> str:
    """A secret's ARN, by its name or its ARN: an emulator may have told either."""
    return str(cloud.client("secretsmanager").describe_secret(SecretId=secret_id)["ARN"])


def values(stack: str) -> dict[str, Any]:
    """What the secrets of the stacks that had this name hold, the newest last. Not to be shown."""
    client = cloud.client("secretsmanager")
    found: dict[str, Any] = {}
    for one in kept(stack):
        found |= _values(client, one)
    return found


def fill(arn: str, stack: str, before: Mapping[str, Any]) -> tuple[str, ...]:
    """Puts into a stage's secret what is set here, beside what it has; the names it has then.

    What was there `before` is taken over, and the secrets of earlier stacks of this name deleted:
    Secrets Manager has them for a week yet. Again, it writes nothing.
    """
    client = cloud.client("secretsmanager")
    held = _values(client, arn)
    wanted = {**before, **held, **offered()}
    if wanted != held:
        client.put_secret_value(SecretId=arn, SecretString=json.dumps(wanted))
    for other in kept(stack):
        if other != arn:
            client.delete_secret(SecretId=other, RecoveryWindowInDays=7)
    return tuple(name for name in wanted if wanted[name] and _is_one(name))


def kept(stack: str) -> list[str]:
    """The secrets of the stacks that had this name, oldest first, but those to be deleted."""
    pages = cloud.client("secretsmanager").get_paginator("list_secrets")
    found = []
    for page in pages.paginate(Filters=[{"Key": "tag-key", "Values": [_TAG]}]):
        for one in page["SecretList"]:
            tags = {tag["Key"]: tag["Value"] for tag in one.get("Tags", [])}
            if tags.get(_TAG) == stack and not one.get("DeletedDate"):
                found.append((one["CreatedDate"], str(one["ARN"])))
    return [arn for _, arn in sorted(found)]


def delete(stack: str) -> int:
    """Deletes them (Secrets Manager has them for a week yet) and tells how many there were."""
    found = kept(stack)
    for arn in found:
        cloud.client("secretsmanager").delete_secret(SecretId=arn, RecoveryWindowInDays=7)
    return len(found)


def _values(client: Any, arn: str) -> dict[str, Any]:
    """Raises `SetupError` for what is no JSON object: it is not ours to overwrite."""
    try:
        found = json.loads(client.get_secret_value(SecretId=arn)["SecretString"])
    except (KeyError, ValueError):
        found = None
    if not isinstance(found, dict):
        raise SetupError("The stage's secret is no JSON object. Mend: make it one, `{}` will do.")
    return found
