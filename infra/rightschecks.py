"""Whether a stage's functions may do on AWS what this release does there.

What their role holds is read and compared with what `policy.py` would write: an earlier release's
policy lacks a statement, another stage's names other things. More than is wanted is not said, and
neither a permissions boundary nor an organisation's own rules are looked at.
"""

from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from os import environ
from typing import Any

from botocore.exceptions import ClientError

from chalicelib import settings

from . import cloud, policy, stages
from .findings import Finding, many

Statement = Mapping[str, Any]


def rights(stage: str, functions: Iterable[Mapping[str, Any]]) -> Iterator[Finding]:
    """What the roles of these functions (as Lambda describes them) lack. AWS's errors pass."""
    roles = {one["Role"]: one for one in functions}
    cases: dict[str, None] = {}
    for role, function in roles.items():
        held = list(_held(role.rsplit("/", 1)[-1]))
        cases |= dict.fromkeys(lacking(_wanted(stage, function), held))
    if cases:
        yield Finding(
            f"{many(len(cases), 'statement')} of the stage's policy not held by its functions.",
            "what they may not do fails: texts are not taken in, sent or logged.",
            f"Mend: `python desk.py up --stage {stage}` writes the policy, then"
            f" `chalice deploy --stage {stage}` gives it to them.",
            tuple(cases),
        )


def lacking(wanted: Iterable[Statement], held: Iterable[Statement]) -> Iterator[str]:
    """Each statement of `wanted` that `held` does not grant: its name, and what is missing."""
    held = list(held)
    for one in wanted:
        missing = [
            action
            for action in one["Action"]
            if not all(_granted(action, where, held) for where in one["Resource"])
        ]
        if missing:
            yield f"{one['Sid']}: {', '.join(missing)}"


def arn(function: Mapping[str, Any], service: str, name: str) -> str:
    """What of a service is beside a function: in its account and region."""
    _, partition, _, region, account, _ = function["FunctionArn"].split(":", 5)
    return f"arn:{partition}:{service}:{region}:{account}:{name}"


def _wanted(stage: str, function: Mapping[str, Any]) -> list[Statement]:
    """This release's policy, but what is about a secret or a bucket that is not known here."""
    secret, bucket = environ.get("GUICHET_SECRET_ID", ""), environ.get("GUICHET_BUCKET", "")
    whole = policy.build(
        stages.name(stage),
        arn(function, "dynamodb", f"table/{settings.table()}"),
        arn(function, "sqs", settings.queue_name()),
        secret,
        f"arn:{function['FunctionArn'].split(':')[1]}:s3:::{bucket}",
    )
    unknown = {"Secret"} if secret[:4] != "arn:" else set[str]()
    unknown |= {"Media"} if not bucket else set()
    return [one for one in whole["Statement"] if one["Sid"] not in unknown]


def _held(role: str) -> Iterator[Statement]:
    """Every statement of a role's own policies and of those that are attached to it."""
    iam = cloud.client("iam")
    try:
        for page in iam.get_paginator("list_role_policies").paginate(RoleName=role):
            for name in page["PolicyNames"]:
                found = iam.get_role_policy(RoleName=role, PolicyName=name)
                yield from _listed(found["PolicyDocument"]["Statement"])
        for page in iam.get_paginator("list_attached_role_policies").paginate(RoleName=role):
            for one in page["AttachedPolicies"]:
                yield from _attached(iam, one["PolicyArn"])
    except ClientError as error:
        if cloud.code(error) != "NoSuchEntity":
            raise


def _attached(iam: Any, named: str) -> list[Statement]:
    version = iam.get_policy(PolicyArn=named)["Policy"]["DefaultVersionId"]
    found = iam.get_policy_version(PolicyArn=named, VersionId=version)["PolicyVersion"]
    return _listed(found["Document"]["Statement"])


def _granted(action: str, where: str, held: Iterable[Statement]) -> bool:
    """Whether a statement allows it, and none forbids it.

    Conditions of an Allow are taken for fulfilled, those of a Deny for not: it may forbid only what
    the functions never do, such as a request that is not encrypted.
    """
    effects = {one["Effect"] for one in held if _about(one, action, where) and not _perhaps(one)}
    return effects == {"Allow"}


def _perhaps(one: Statement) -> bool:
    """Whether a statement forbids only under a condition."""
    return one["Effect"] == "Deny" and bool(one.get("Condition"))


def _about(one: Statement, action: str, where: str) -> bool:
    actions = [str(each).lower() for each in _listed(one.get("Action", []))]
    return any(fnmatchcase(action.lower(), each) for each in actions) and any(
        fnmatchcase(where, each) for each in _listed(one.get("Resource", []))
    )


def _listed(found: Any) -> list[Any]:
    """AWS leaves out the list where there is one."""
    return found if isinstance(found, list) else [found]
