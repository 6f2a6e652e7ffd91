"""What `chalice deploy` makes, on moto: functions with their settings and rights, triggered."""

import io
import json
import os
import zipfile
from typing import Any

import boto3
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.sqs.models import sqs_backends

from chalicelib import settings
from infra import policy, stages

from .stage import REGION

NAME = "guichet-dev"
FUNCTIONS = tuple(f"{NAME}{ending}" for ending in policy.FUNCTIONS)
RULE = f"{NAME}-tick-event"
_TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"Service": "lambda.amazonaws.com"},
            "Action": "sts:AssumeRole",
        }
    ],
}


def client(service: str) -> Any:
    """A look at AWS beside the command's own."""
    return boto3.client(service)  # type: ignore[call-overload]


def deploy() -> None:
    """The stage `dev`, as the environment has it now: all of it."""
    role = client("iam").create_role(RoleName=NAME, AssumeRolePolicyDocument=json.dumps(_TRUST))
    give(_policy())
    aws = client("lambda")
    for name in FUNCTIONS:
        aws.create_function(
            FunctionName=name,
            Runtime="python3.11",
            Role=role["Role"]["Arn"],
            Handler="app.app",
            Code={"ZipFile": _package()},
            Environment={"Variables": _variables()},
        )
    trigger()
    schedule()


def again() -> None:
    """The functions take over the environment that there is now."""
    for name in FUNCTIONS:
        client("lambda").update_function_configuration(
            FunctionName=name, Environment={"Variables": _variables()}
        )
    give(_policy())


def give(document: dict[str, Any]) -> None:
    """The functions' role has this policy."""
    body = json.dumps(document)
    client("iam").put_role_policy(RoleName=NAME, PolicyName=NAME, PolicyDocument=body)


def held() -> dict[str, Any]:
    """The policy that the role has."""
    found = client("iam").get_role_policy(RoleName=NAME, PolicyName=NAME)["PolicyDocument"]
    return dict(found)


def trigger() -> str:
    """The queue wakes `wake`; the id of what does it."""
    made = client("lambda").create_event_source_mapping(
        EventSourceArn=_queue(), FunctionName=f"{NAME}-wake", BatchSize=1
    )
    # moto would run the function, in Docker, as soon as something comes into the queue.
    for queue in sqs_backends[DEFAULT_ACCOUNT_ID][REGION].queues.values():
        queue.lambda_event_source_mappings.clear()
    return str(made["UUID"])


def schedule() -> None:
    """The clock calls `tick`."""
    tick = client("lambda").get_function_configuration(FunctionName=f"{NAME}-tick")
    client("events").put_rule(Name=RULE, ScheduleExpression="rate(1 minute)")
    client("events").put_targets(Rule=RULE, Targets=[{"Id": "1", "Arn": tick["FunctionArn"]}])


def _policy() -> dict[str, Any]:
    """Without a secret where the environment has the credentials: AWS takes no policy for none."""
    table = settings.dynamodb().describe_table(TableName=settings.table())["Table"]["TableArn"]
    secret = os.environ.get("GUICHET_SECRET_ID", "")
    bucket = f"arn:aws:s3:::{settings.bucket()}"
    whole = policy.build(NAME, table, _queue(), secret, bucket)
    few = [one for one in whole["Statement"] if one["Sid"] != "Secret" or secret[:4] == "arn:"]
    return {**whole, "Statement": few}


def _queue() -> str:
    found = settings.sqs().get_queue_attributes(
        QueueUrl=settings.queue_url(), AttributeNames=["QueueArn"]
    )
    return found["Attributes"]["QueueArn"]


def _variables() -> dict[str, str]:
    return {
        name: value
        for name in (*stages.VARIABLES, *stages.OPTIONAL)
        if (value := os.environ.get(name))
    }


def _package() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("app.py", "")
    return packed.getvalue()
