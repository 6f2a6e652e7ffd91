"""A stage's functions as they are deployed: there, this stage's, woken by the queue and the clock.

Each check yields what is wrong. What AWS does not let this user see is a hint: who looks after a
desk need not be who deploys it.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from os import environ
from typing import Any

from botocore.exceptions import ClientError

from chalicelib import settings

from . import cloud, rightschecks, stages
from .findings import Finding, many
from .policy import FUNCTIONS

Functions = Mapping[str, Mapping[str, Any]]
"""What Lambda says of each function that is there, by its name."""

_LOST = {
    "": "no text comes in.",
    "-wake": "texts wait for the clock: a minute and more, instead of a second.",
    "-tick": "what a webhook did not bring is not fetched, and what is to leave later stays.",
}
_RUNNING = ("Creating", "Enabling", "Enabled", "Updating")
_COMPARED = (*stages.VARIABLES, *stages.OPTIONAL)


def examine(stage: str) -> Iterator[Finding]:
    """All of this. Raises `SetupError` for a stage that can't be; AWS's errors pass through."""
    name = stages.name(stage)
    try:
        found = _read(name)
    except ClientError as error:
        yield _not_looked_at("The functions were", error)
        return
    yield from _missing(stage, name, found)
    checks: tuple[tuple[str, Callable[[], Iterator[Finding]]], ...] = (
        ("The functions' settings were", lambda: _settings(stage, found)),
        ("What wakes the functions was", lambda: _trigger(stage, found.get(f"{name}-wake"))),
        ("The schedule was", lambda: _schedule(stage, found.get(f"{name}-tick"))),
        ("The functions' rights were", lambda: rightschecks.rights(stage, found.values())),
    )
    for what, check in checks:
        try:
            yield from check()
        except ClientError as error:
            yield _not_looked_at(what, error)


def deployed(stage: str) -> int:
    """When (ms) the clock's function was deployed or changed; 0 where that can't be seen."""
    try:
        found = _read(stages.name(stage)).get(f"{stages.name(stage)}-tick", {})
        when = datetime.fromisoformat(found["LastModified"][:19]).replace(tzinfo=UTC)
    except (ClientError, KeyError, ValueError):
        return 0
    return int(when.timestamp() * 1000)


def _read(name: str) -> Functions:
    aws, found = cloud.client("lambda"), {}
    for one in (f"{name}{ending}" for ending in FUNCTIONS):
        try:
            found[one] = aws.get_function_configuration(FunctionName=one)
        except aws.exceptions.ResourceNotFoundException:
            continue
    return found


def _missing(stage: str, name: str, found: Functions) -> Iterator[Finding]:
    gone = [ending for ending in FUNCTIONS if f"{name}{ending}" not in found]
    if gone:
        yield Finding(
            f"{many(len(gone), 'function')} of the stage not there.",
            _LOST[gone[0]],
            f"Mend: `chalice deploy --stage {stage}` makes what is missing.",
            tuple(f"{name}{ending}" for ending in gone),
        )


def _settings(stage: str, found: Functions) -> Iterator[Finding]:
    """Whether each works on the table, the queue and the secret that this command works on."""
    wanted = {key: value for key in _COMPARED if (value := environ.get(key))}
    cases = []
    for name, one in found.items():
        environment = one.get("Environment", {})
        if "Error" in environment:
            yield _unseen(f"The settings of {name} were", "AWS does not show them to you")
            continue
        held = environment.get("Variables", {})
        if other := [key for key, value in wanted.items() if held.get(key) != value]:
            cases.append(f"{name}: {', '.join(other)}")
    if cases:
        yield Finding(
            f"{many(len(cases), 'function')} with other settings than the stage has.",
            "it works on another table, queue or secret, or answers for another address.",
            f"Mend: `python desk.py up --stage {stage}`, then `chalice deploy --stage {stage}`,"
            " with the same variables set as now.",
            tuple(cases),
        )


def _trigger(stage: str, wake: Mapping[str, Any] | None) -> Iterator[Finding]:
    """Whether Lambda hands what comes into the queue to `wake`."""
    if wake is None:
        return
    queue = rightschecks.arn(wake, "sqs", settings.queue_name())
    pages = cloud.client("lambda").get_paginator("list_event_source_mappings")
    asked = pages.paginate(FunctionName=wake["FunctionName"], EventSourceArn=queue)
    found = [one for page in asked for one in page["EventSourceMappings"]]
    if not found:
        yield Finding(
            f"No trigger leads from the queue to {wake['FunctionName']}.",
            _LOST["-wake"],
            f"Mend: `chalice deploy --stage {stage}` makes it.",
        )
    elif not any(one["State"] in _RUNNING for one in found):
        yield Finding(
            f"The trigger of {wake['FunctionName']} is {found[0]['State']}.",
            _LOST["-wake"],
            "Mend: `aws lambda update-event-source-mapping --enabled --uuid"
            f" {found[0]['UUID']}`. AWS says of it: {found[0].get('StateTransitionReason') or '-'}",
        )


def _schedule(stage: str, tick: Mapping[str, Any] | None) -> Iterator[Finding]:
    """Whether something calls `tick` on time."""
    if tick is None:
        return
    events = cloud.client("events")
    names = events.list_rule_names_by_target(TargetArn=tick["FunctionArn"])["RuleNames"]
    rules = [events.describe_rule(Name=name) for name in names]
    timed = [rule for rule in rules if rule.get("ScheduleExpression")]
    if not any(rule["State"].startswith("ENABLED") for rule in timed):
        what = "is turned off" if timed else "is not there"
        yield Finding(
            f"The schedule that calls {tick['FunctionName']} {what}.",
            _LOST["-tick"],
            f"Mend: `chalice deploy --stage {stage}` makes it, and turns it on.",
        )


def _not_looked_at(what: str, error: ClientError) -> Finding:
    """The hint; raises what is no refusal."""
    if not cloud.denied(error):
        raise error
    return _unseen(what, f"AWS does not let you call {error.operation_name}")


def _unseen(what: str, because: str) -> Finding:
    why = "what is wrong there shows elsewhere first, if at all."
    mend = "Mend: have it allowed to your user, or have somebody look who deploys."
    return Finding(f"{what} not looked at: {because}.", why, mend, hint=True)
