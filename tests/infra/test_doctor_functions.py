"""`desk.py doctor` looks at what was deployed: functions, settings, rights, trigger, schedule."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from chalicelib import settings
from infra import cloud

from ..support import deployed
from ..support.doctoring import WELL, doctor, finds, hints, live
from ..support.stage import ACCOUNT_SID, AUTH_TOKEN, Stage
from ..support.standin_numbers import StandIn

NAME = deployed.NAME


@pytest.fixture
def twilio(aws: Stage, tmp_path: Path) -> Iterator[StandIn]:
    with live(tmp_path) as stand_in:
        yield stand_in


# --- the functions -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ending", "why"),
    [("", "no text comes in"), ("-wake", "texts wait for the clock"), ("-tick", "is not fetched")],
)
def test_a_function_that_is_not_there(twilio: StandIn, ending: str, why: str) -> None:
    deployed.client("lambda").delete_function(FunctionName=f"{NAME}{ending}")
    said = finds("1 function of the stage not there.")
    assert f"\n  - {NAME}{ending}\n" in said
    assert why in said
    assert "Mend: `chalice deploy --stage dev`" in said


def test_nothing_was_deployed(twilio: StandIn) -> None:
    for name in deployed.FUNCTIONS:
        deployed.client("lambda").delete_function(FunctionName=name)
    finds("3 functions of the stage not there.")


@pytest.mark.parametrize(
    "name",
    [
        *("GUICHET_TABLE", "GUICHET_QUEUE_URL", "GUICHET_BUCKET"),
        *("GUICHET_PUBLIC_URL", "TWILIO_API_URL"),
    ],
)
def test_a_function_from_before_something_changed(twilio: StandIn, name: str) -> None:
    aws = deployed.client("lambda")
    held = aws.get_function_configuration(FunctionName=f"{NAME}-wake")["Environment"]["Variables"]
    aws.update_function_configuration(
        FunctionName=f"{NAME}-wake", Environment={"Variables": held | {name: "other-one"}}
    )
    said = finds("1 function with other settings than the stage has.")
    assert f"\n  - {NAME}-wake: {name}\n" in said
    assert "other-one" not in said
    deployed.again()
    assert doctor() == WELL


# --- the trigger and the schedule ----------------------------------------------------------------


def mapping() -> str:
    (found,) = deployed.client("lambda").list_event_source_mappings()["EventSourceMappings"]
    return str(found["UUID"])


def test_no_trigger(twilio: StandIn) -> None:
    deployed.client("lambda").delete_event_source_mapping(UUID=mapping())
    finds(f"No trigger leads from the queue to {NAME}-wake.")
    deployed.trigger()
    assert doctor() == WELL


def test_a_trigger_from_another_queue(twilio: StandIn) -> None:
    sqs, aws = settings.sqs(), deployed.client("lambda")
    aws.delete_event_source_mapping(UUID=mapping())
    other = sqs.create_queue(QueueName="other.fifo", Attributes={"FifoQueue": "true"})["QueueUrl"]
    found = sqs.get_queue_attributes(QueueUrl=other, AttributeNames=["QueueArn"])["Attributes"]
    aws.create_event_source_mapping(
        EventSourceArn=found["QueueArn"], FunctionName=f"{NAME}-wake", BatchSize=1
    )
    finds(f"No trigger leads from the queue to {NAME}-wake.")


def test_a_trigger_that_is_turned_off(twilio: StandIn) -> None:
    deployed.client("lambda").update_event_source_mapping(UUID=mapping(), Enabled=False)
    said = finds(f"The trigger of {NAME}-wake is Disabled.")
    assert f"--enabled --uuid {mapping()}`" in said


def test_no_schedule(twilio: StandIn) -> None:
    deployed.client("events").remove_targets(Rule=deployed.RULE, Ids=["1"])
    finds(f"The schedule that calls {NAME}-tick is not there.")
    deployed.schedule()
    assert doctor() == WELL


def test_a_schedule_that_is_turned_off(twilio: StandIn) -> None:
    deployed.client("events").disable_rule(Name=deployed.RULE)
    finds(f"The schedule that calls {NAME}-tick is turned off.")


# --- rights --------------------------------------------------------------------------------------


def changed(sid: str, **fields: Any) -> dict[str, Any]:
    """The role's policy with one statement as it was in some earlier release; {}: without it."""
    whole = deployed.held()
    others = [one for one in whole["Statement"] if one["Sid"] != sid]
    (found,) = (one for one in whole["Statement"] if one["Sid"] == sid)
    return {**whole, "Statement": [*others, *([found | fields] if fields else [])]}


@pytest.mark.parametrize("sid", ["Table", "Indexes", "Wake", "Woken", "Media", "Logs", "Traces"])
def test_a_policy_without_a_statement(twilio: StandIn, sid: str) -> None:
    deployed.give(changed(sid))
    said = finds("1 statement of the stage's policy not held by its functions.")
    assert f"\n  - {sid}: " in said
    assert "`python desk.py up --stage dev` writes the policy, then `chalice deploy" in said


@pytest.mark.parametrize(
    "fields",
    [
        {"Action": ["dynamodb:GetItem", "dynamodb:PutItem"]},
        {"Action": "dynamodb:GetItem"},
        {"Resource": ["arn:aws:dynamodb:ca-central-1:123456789012:table/another"]},
    ],
    ids=["fewer", "one", "of another table"],
)
def test_a_policy_of_an_earlier_release(twilio: StandIn, fields: dict[str, Any]) -> None:
    deployed.give(changed("Table", **fields))
    assert "  - Table: dynamodb:BatchGetItem, " in finds("1 statement of the stage's policy")


def test_rights_that_are_forbidden(twilio: StandIn) -> None:
    whole = deployed.held()
    denied = {"Effect": "Deny", "Action": "sqs:SendMessage", "Resource": "*"}
    deployed.give({**whole, "Statement": [*whole["Statement"], denied]})
    assert "  - Wake: sqs:SendMessage\n" in finds("1 statement of the stage's policy")


def test_what_is_forbidden_under_a_condition_is_no_trouble(twilio: StandIn) -> None:
    whole = deployed.held()
    condition = {"Bool": {"aws:SecureTransport": "false"}}
    denied = {"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": condition}
    deployed.give({**whole, "Statement": [*whole["Statement"], denied]})
    assert doctor() == WELL


def test_wider_rights_and_attached_ones_are_enough(twilio: StandIn) -> None:
    iam = deployed.client("iam")
    iam.delete_role_policy(RoleName=NAME, PolicyName=NAME)
    finds("7 statements of the stage's policy")
    words = ("DynamoDB:*", "sqs:*", "s3:*", "logs:*", "xray:Put*")
    wide = {"Effect": "Allow", "Action": list(words), "Resource": "*"}
    text = json.dumps({"Version": "2012-10-17", "Statement": wide})
    made = iam.create_policy(PolicyName="wide", PolicyDocument=text)
    iam.attach_role_policy(RoleName=NAME, PolicyArn=made["Policy"]["Arn"])
    assert doctor() == WELL


def test_the_secret_is_the_stages_own(twilio: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    values = {"TWILIO_ACCOUNT_SID": ACCOUNT_SID, "TWILIO_AUTH_TOKEN": AUTH_TOKEN}
    text = json.dumps(values)
    made = deployed.client("secretsmanager").create_secret(Name="a", SecretString=text)
    monkeypatch.setenv("GUICHET_SECRET_ID", made["ARN"])
    deployed.again()
    assert doctor() == WELL
    deployed.give(changed("Secret", Resource=[made["ARN"].replace(":secret:a-", ":secret:b-")]))
    assert "  - Secret: secretsmanager:GetSecretValue\n" in finds("1 statement of the stage's")


def test_the_role_is_gone(twilio: StandIn) -> None:
    deployed.client("iam").delete_role_policy(RoleName=NAME, PolicyName=NAME)
    deployed.client("iam").delete_role(RoleName=NAME)
    finds("7 statements of the stage's policy")


# --- who may not look ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("service", "call"),
    [
        ("iam", "ListRolePolicies"),
        ("iam", "ListAttachedRolePolicies"),
        ("events", "ListRuleNamesByTarget"),
        ("lambda", "ListEventSourceMappings"),
        ("lambda", "GetFunctionConfiguration"),
    ],
)
def test_what_this_user_may_not_see_is_said_and_no_error(
    twilio: StandIn, monkeypatch: pytest.MonkeyPatch, service: str, call: str
) -> None:
    made = cloud.client

    def refusing(name: str) -> Any:
        client = made(name)
        if name == service:
            client.meta.events.register(f"before-call.{service}.{call}", refuse)
        return client

    def refuse(**_: Any) -> None:
        told = {"Error": {"Code": "AccessDeniedException", "Message": "not authorized"}}
        raise ClientError(told, call)  # type: ignore[arg-type]

    monkeypatch.setattr(cloud, "client", refusing)
    hints(f"not looked at: AWS does not let you call {call}.")
