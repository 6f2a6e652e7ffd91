"""The stack of `template.yaml`: made, changed, deleted, each step told in plain words."""

import json
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from botocore.exceptions import ClientError, WaiterError

from chalicelib.errors import SetupError

from . import cloud
from .template import body, parse

Say = Callable[[str], None]

_SECONDS = 3600
_REST = 2.0
# Nothing of such a stack can be updated: it never came up.
_STILLBORN = ("ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "CREATE_FAILED")
_WELL = ("CREATE_COMPLETE", "UPDATE_COMPLETE", "IMPORT_COMPLETE", "DELETE_COMPLETE")
_WORDS = {
    "CREATE_IN_PROGRESS": "is being made",
    "CREATE_COMPLETE": "is there",
    "UPDATE_IN_PROGRESS": "is being changed",
    "UPDATE_COMPLETE": "is changed",
    "DELETE_IN_PROGRESS": "is being deleted",
    "DELETE_COMPLETE": "is gone",
    "DELETE_SKIPPED": "is kept",
    "IMPORT_IN_PROGRESS": "is being taken over",
    "IMPORT_COMPLETE": "is taken over",
}


@dataclass
class Stack:
    """The stack called `name`; what happens to it goes to `say`, a line each."""

    name: str
    say: Say = field(default=lambda _line: None)

    def __post_init__(self) -> None:
        self._aws = cloud.client("cloudformation")

    # --- what there is -----------------------------------------------------------------------

    def described(self) -> dict[str, Any] | None:
        """What CloudFormation says of it; None where it isn't there."""
        try:
            found: dict[str, Any] = self._aws.describe_stacks(StackName=self.name)["Stacks"][0]
        except ClientError as error:
            if "does not exist" in error.response["Error"]["Message"]:
                return None
            raise
        gone = found["StackStatus"] in ("DELETE_COMPLETE", "REVIEW_IN_PROGRESS")
        return None if gone else found

    def alive(self) -> bool:
        """Whether it is there, and came up."""
        found = self.described()
        return found is not None and found["StackStatus"] not in _STILLBORN

    def outputs(self) -> dict[str, str]:
        """The outputs, by name."""
        found = self.described() or {}
        return {one["OutputKey"]: one["OutputValue"] for one in found.get("Outputs", [])}

    def differences(self) -> Iterator[str]:
        """What the template would change, a few words each; reads, and changes nothing."""
        new = parse(body())["Resources"]
        old: dict[str, Any] = {}
        if self.alive():
            held = self._aws.get_template(StackName=self.name, TemplateStage="Original")
            is_text = isinstance(held["TemplateBody"], str)
            old = (parse(held["TemplateBody"]) if is_text else held["TemplateBody"])["Resources"]
        for logical in {**new, **old}:
            if logical not in old and "Condition" not in new[logical]:
                yield f"{words(logical)}: new"
            elif logical not in old:
                continue  # it may or may not be made: plan's own lines say so
            elif logical not in new:
                yield f"{words(logical)}: gone"
            elif new[logical] != old[logical]:
                yield f"{words(logical)}: changed"

    # --- what is done ------------------------------------------------------------------------

    def clear(self) -> None:
        """Waits for what is under way, and removes a stack that never came up."""
        found = self.described()
        if found and found["StackStatus"].endswith("_IN_PROGRESS"):
            self._follow(found["StackId"], self._last(found["StackId"]), strict=False)
            found = self.described()
        if found and found["StackStatus"] in _STILLBORN:
            self.say("An earlier attempt failed; what it left is removed first.")
            self.delete()

    def take_over(self, kept: Mapping[str, Mapping[str, str]]) -> None:
        """Begins the stack with resources that an earlier one left: logical id → identifier."""
        whole = parse(body())
        some = {logical: whole["Resources"][logical] for logical in kept}
        part = {key: whole[key] for key in ("AWSTemplateFormatVersion", "Parameters")}
        made = self._aws.create_change_set(
            StackName=self.name,
            ChangeSetName=f"take-over-{int(time.time())}",
            ChangeSetType="IMPORT",
            TemplateBody=json.dumps({**part, "Resources": some}),
            Parameters=[{"ParameterKey": "Name", "ParameterValue": self.name}],
            ResourcesToImport=[
                {
                    "ResourceType": some[logical]["Type"],
                    "LogicalResourceId": logical,
                    "ResourceIdentifier": dict(identifier),
                }
                for logical, identifier in kept.items()
            ],
        )
        waiter = self._aws.get_waiter("change_set_create_complete")
        try:
            waiter.wait(ChangeSetName=made["Id"], WaiterConfig={"Delay": 2, "MaxAttempts": 150})
        except WaiterError as error:
            why = error.last_response.get("StatusReason", error)
            raise SetupError(f"{self.name} can't take over what is kept: {why}") from None
        self._aws.execute_change_set(ChangeSetName=made["Id"])
        self._follow(made["StackId"], None)

    def put(self, parameters: Mapping[str, str | None]) -> bool:
        """Makes the stack, or changes what differs; whether there was anything to do.

        A parameter that is None stays as it is. Raises `SetupError` with AWS's reason.
        """
        found = self.described()
        given = [
            {"ParameterKey": key, "UsePreviousValue": True}
            if value is None
            else {"ParameterKey": key, "ParameterValue": value}
            for key, value in parameters.items()
            if found or value is not None
        ]
        asked = {"StackName": self.name, "TemplateBody": body(), "Parameters": given}
        if found is None:
            self._follow(self._aws.create_stack(**asked)["StackId"], None)
            return True
        last = self._last(found["StackId"])
        try:
            self._aws.update_stack(**asked)
        except ClientError as error:
            if "No updates are to be performed" in error.response["Error"]["Message"]:
                return False
            raise
        self._follow(found["StackId"], last)
        return True

    def delete(self) -> bool:
        """Deletes the stack, but what its template keeps; whether it was there."""
        found = self.described()
        if found is None:
            return False
        last = self._last(found["StackId"])
        self._aws.delete_stack(StackName=self.name)
        self._follow(found["StackId"], last)
        return True

    # --- how it goes -------------------------------------------------------------------------

    def _follow(self, stack_id: str, last: str | None, *, strict: bool = True) -> None:
        """Tells each event after `last` until nothing is under way. Raises `SetupError`."""
        reason, until = "", time.monotonic() + _SECONDS
        pause = 0.25
        while time.monotonic() < until:
            status = self._aws.describe_stacks(StackName=stack_id)["Stacks"][0]["StackStatus"]
            for event in self._events(stack_id, last):
                last = event["EventId"]
                reason = reason or _failure(event)
                if line := _told(event):
                    self.say(line)
            if not status.endswith("_IN_PROGRESS"):
                if strict and status not in _WELL:
                    why = (
                        f"{self.name} ended in {status}: {reason.rstrip('.') or 'no reason given'}."
                    )
                    raise SetupError(f"{why} Mend: what it says, then run this again.")
                return
            time.sleep(pause)
            pause = min(_REST, pause * 1.5)
        raise SetupError(f"{self.name} takes more than an hour. Mend: look later, run this again.")

    def _events(self, stack_id: str, last: str | None) -> list[dict[str, Any]]:
        """The events after `last`, oldest first."""
        found: list[dict[str, Any]] = []
        pages = self._aws.get_paginator("describe_stack_events").paginate(StackName=stack_id)
        for page in pages:
            for event in page["StackEvents"]:
                if event["EventId"] == last:
                    return found[::-1]
                found.append(event)
        return found[::-1]

    def _last(self, stack_id: str) -> str | None:
        found = self._aws.describe_stack_events(StackName=stack_id)["StackEvents"]
        return str(found[0]["EventId"]) if found else None


def words(logical: str) -> str:
    """`DeadLetterAlarm`: `dead letter alarm`."""
    return "".join(f" {c.lower()}" if c.isupper() else c for c in logical).strip()


def _told(event: Mapping[str, Any]) -> str | None:
    """One event in words; None for one that tells nothing new."""
    if event["ResourceType"] == "AWS::CloudFormation::Stack":
        return None
    status, reason = event["ResourceStatus"], event.get("ResourceStatusReason", "")
    name = words(event["LogicalResourceId"])
    if status.endswith("_FAILED"):
        return f"  {name}: failed: {reason}"
    if said := _WORDS.get(status):
        # Under way is told once: CloudFormation says it again when it has begun.
        return None if status.endswith("IN_PROGRESS") and reason else f"  {name} {said}"
    return None


def _failure(event: Mapping[str, Any]) -> str:
    """The reason of a failure; those that were only cancelled are not it."""
    reason = str(event.get("ResourceStatusReason", ""))
    failed = event["ResourceStatus"].endswith("_FAILED") and "cancelled" not in reason
    return reason if failed else ""
