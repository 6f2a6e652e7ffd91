"""`up` and `down`, as an operator runs them, on ministack's CloudFormation."""

import json
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from ..e2e.operating import Operator
from ..support.ministack import free_port
from ..support.stage import AUTH_TOKEN, PUBLIC_URL

pytestmark = pytest.mark.engine

TWILIO = "http://127.0.0.1:9"
BROKEN = """
  Broken:
    Type: Custom::Broken
    DependsOn: [Table, Secret]
    Properties: { ServiceToken: "arn:aws:lambda:ca-central-1:000000000000:function:none" }
"""


@pytest.fixture
def operator(tmp_path: Path, ministack_url: str) -> Iterator[Operator]:
    """An operator with a stage of their own, taken away at the end."""
    made = Operator(tmp_path, ministack_url, TWILIO, f"t{uuid.uuid4().hex[:10]}")
    yield made
    made.desk("down", "--yes", "--data", answers=f"{made.stage}\n")


def secret(operator: Operator) -> Any:
    arn = operator.config["environment_variables"]["GUICHET_SECRET_ID"]
    found = operator.client("secretsmanager").get_secret_value(SecretId=arn)
    return json.loads(found["SecretString"])


def stack(operator: Operator) -> Any:
    """What CloudFormation has of it, or None."""
    try:
        found = operator.client("cloudformation").describe_stacks(StackName=operator.name)
    except ClientError:
        return None
    return found["Stacks"][0]


def test_a_dry_run_says_what_would_be_done_and_does_nothing(operator: Operator) -> None:
    said = operator.desk("up", "--dry-run", "--alarm-email", "you@example.com")
    assert "a new stack: table, queue" in said
    assert "alarms go to you@example.com" in said
    assert "into the secret: TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN" in said
    assert "GUICHET_TABLE" in said
    assert stack(operator) is None
    assert operator.config == {}


def test_nothing_is_made_unless_the_answer_is_yes(operator: Operator) -> None:
    assert "Go ahead?" in operator.desk("up", answers="n\n", ends=1)
    assert stack(operator) is None


def test_the_stage_is_written_beside_what_it_has(operator: Operator) -> None:
    path = operator.folder / ".chalice/config.json"
    whole = json.loads(path.read_text("utf-8"))
    mine = {"lambda_memory_size": 512, "environment_variables": {"MINE": "1"}}
    path.write_text(json.dumps(whole | {"stages": {operator.stage: mine}}), "utf-8")
    operator.desk("up", "--yes")
    found = operator.config
    variables = found["environment_variables"]
    assert variables["GUICHET_TABLE"] == operator.name
    assert variables["GUICHET_QUEUE_URL"].endswith(f"/{operator.name}.fifo")
    assert variables["GUICHET_BUCKET"].startswith(f"{operator.name}-media-")
    assert variables["GUICHET_PUBLIC_URL"] == PUBLIC_URL
    assert variables["TWILIO_API_URL"] == TWILIO
    assert variables["MINE"] == "1"
    assert not [name for name in variables if "TOKEN" in name or "SID" in name]
    assert found["lambda_memory_size"] == 512
    assert found["autogen_policy"] is False
    assert (operator.folder / ".chalice" / found["iam_policy_file"]).exists()


def test_credentials_are_added_to_the_secret_kept_and_never_said(operator: Operator) -> None:
    said = operator.desk("up", "--yes")
    operator.account = {"META_APP_SECRET": "m" * 32, "TWILIO_AUTH_TOKEN": ""}
    said += operator.desk("up", "--yes")
    assert set(secret(operator)) == {"TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "META_APP_SECRET"}
    assert secret(operator)["TWILIO_AUTH_TOKEN"] == AUTH_TOKEN
    assert AUTH_TOKEN not in said
    assert "m" * 32 not in said


def test_without_credentials_the_mend_is_said(operator: Operator) -> None:
    operator.account = {}
    said = operator.desk("up", "--yes")
    assert "Mend: set TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN" in said


def test_again_nothing_changes_and_an_alarm_address_stays(operator: Operator) -> None:
    operator.desk("up", "--yes", "--alarm-email", "you@example.com")
    said = operator.desk("up", "--yes")
    assert "everything is as it should be" in said
    assert "nothing to change" in said
    assert "right already" in said
    values = {one["ParameterKey"]: one["ParameterValue"] for one in stack(operator)["Parameters"]}
    assert values["AlarmEmail"] == "you@example.com"


def test_a_stack_that_fails_says_why_and_up_goes_on_when_that_is_mended(operator: Operator) -> None:
    template = operator.folder / "infra/template.yaml"
    right = template.read_text("utf-8")
    template.write_text(right.replace("Outputs:\n", f"{BROKEN}\nOutputs:\n", 1), "utf-8")
    said = operator.desk("up", "--yes", ends=1)
    assert "table is kept" in said
    assert "ended in ROLLBACK_COMPLETE: " in said.splitlines()[-1]
    assert "Mend:" in said.splitlines()[-1]
    assert operator.config == {}
    template.write_text(right, "utf-8")
    said = operator.desk("up", "--yes")
    assert "what it left is removed first" in said
    assert "table is taken over" in said
    assert "The secret has: TWILIO_ACCOUNT_SID" in said


def test_media_are_private_and_encrypted(operator: Operator) -> None:
    operator.desk("up", "--yes")
    s3 = operator.client("s3")
    (name,) = [
        one["OutputValue"]
        for one in stack(operator)["Outputs"]
        if one["OutputKey"] == "MediaBucketName"
    ]
    block = s3.get_public_access_block(Bucket=name)["PublicAccessBlockConfiguration"]
    assert set(block.values()) == {True}
    assert s3.get_bucket_encryption(Bucket=name)["ServerSideEncryptionConfiguration"]["Rules"]


def test_down_keeps_what_was_written_and_up_takes_it_over(operator: Operator) -> None:
    operator.desk("up", "--yes")
    operator.client("dynamodb").put_item(
        TableName=operator.name, Item={"PK": {"S": "A"}, "SK": {"S": "B"}}
    )
    assert "kept, with all that was written" in operator.desk("down", "--dry-run")
    assert stack(operator) is not None
    operator.desk("down", "--yes")
    assert stack(operator) is None
    assert "GUICHET_TABLE" not in operator.config["environment_variables"]
    assert "nothing to take away" in operator.desk("down", "--yes")
    operator.account = {}
    operator.desk("up", "--yes")
    assert operator.client("dynamodb").scan(TableName=operator.name)["Count"] == 1
    assert secret(operator)["TWILIO_AUTH_TOKEN"] == AUTH_TOKEN


def test_data_go_only_when_the_stage_is_typed(operator: Operator) -> None:
    operator.desk("up", "--yes")
    said = operator.desk("down", "--data", "--yes", answers="prod\n", ends=1)
    assert "nothing was done" in said
    assert operator.client("dynamodb").describe_table(TableName=operator.name)
    operator.desk("down", "--data", answers=f"y\n{operator.stage}\n")
    with pytest.raises(ClientError):
        operator.client("dynamodb").describe_table(TableName=operator.name)
    assert "nothing to take away" in operator.desk("down", "--data")


def test_functions_that_this_machine_knows_nothing_of_are_not_left_behind(
    operator: Operator,
) -> None:
    functions = operator.client("lambda")
    functions.create_function(
        FunctionName=operator.name,
        Runtime="python3.12",
        Role="arn:aws:iam::000000000000:role/any",
        Handler="app.app",
        Code={"ZipFile": b"PK\x05\x06" + b"\0" * 18},
    )
    said = operator.desk("down", "--yes", ends=1)
    assert f"Mend: run `chalice delete --stage {operator.stage}`" in said
    functions.delete_function(FunctionName=operator.name)


def test_what_cannot_be_is_said_in_one_sentence(tmp_path: Path, ministack_url: str) -> None:
    wrong = Operator(tmp_path / "a", ministack_url, TWILIO, "Prod")
    assert "can't be a stage. Mend:" in wrong.desk("up", ends=1)
    away = Operator(tmp_path / "b", f"http://127.0.0.1:{free_port()}", TWILIO)
    said = away.desk("up", ends=1)
    assert said.strip() == "AWS can't be reached: EndpointConnectionError."
