"""What ministack has not: an expiry by CloudFormation, secrets named by chance. Here on moto."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
import yaml
from moto import mock_aws

from chalicelib import providers
from chalicelib.errors import SetupError
from infra import local, secret, stages
from infra.template import body, parse

VALUES = {"Name": "guichet-x", "AWS::AccountId": "123456789012", "AWS::Region": "ca-central-1"}


@pytest.fixture(autouse=True)
def moto() -> Iterator[None]:
    with mock_aws():
        yield


def made(name: str, stack: str, **values: str) -> str:
    """A secret as a stack makes it."""
    found = boto3.client("secretsmanager").create_secret(
        Name=name, SecretString=json.dumps(values), Tags=[{"Key": "guichet", "Value": stack}]
    )
    return str(found["ARN"])


def held(arn: str) -> Any:
    client: Any = boto3.client("secretsmanager")
    return json.loads(client.get_secret_value(SecretId=arn)["SecretString"])


def test_a_kept_secret_is_taken_over_and_another_stage_s_is_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    other = made("c", "guichet-xy", TWILIO_AUTH_TOKEN="other")
    made("a", "guichet-x", TWILIO_AUTH_TOKEN="old", META_APP_SECRET="old", mine="kept")
    before = secret.values("guichet-x")
    new = made("b", "guichet-x")
    monkeypatch.setenv("TWILIO_AUTH_TOKEN", "new")
    names = secret.fill(new, "guichet-x", before)
    assert names == ("TWILIO_AUTH_TOKEN", "META_APP_SECRET")
    assert held(new) == {"TWILIO_AUTH_TOKEN": "new", "META_APP_SECRET": "old", "mine": "kept"}
    assert secret.kept("guichet-x") == [new]
    assert held(other) == {"TWILIO_AUTH_TOKEN": "other"}
    assert secret.delete("guichet-x") == 1
    assert secret.kept("guichet-x") == []
    assert secret.kept("guichet-xy") == [other]


def test_what_another_provider_wants_is_named_after_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "pigeon.py").write_text("", "utf-8")
    monkeypatch.setattr(providers, "__path__", [*providers.__path__, str(tmp_path)])
    for name in ("PIGEON_TOKEN", "PIGEON_API_URL", "PIGEONS", "TWILIO_PHONE", "META_APP_SECRET"):
        monkeypatch.setenv(name, "any")
    assert secret.offered() == {"META_APP_SECRET": "any", "PIGEON_TOKEN": "any"}
    arn = made("a", "guichet-x")
    assert secret.fill(arn, "guichet-x", {}) == ("META_APP_SECRET", "PIGEON_TOKEN")


def test_a_secret_that_is_no_object_is_not_overwritten() -> None:
    client: Any = boto3.client("secretsmanager")
    arn = client.create_secret(Name="a", SecretString="my own words")["ARN"]
    with pytest.raises(SetupError, match="Mend:"):
        secret.fill(arn, "guichet-x", {})


def test_media_expire() -> None:
    (rule,) = local.properties("MediaBucket", VALUES)["LifecycleConfiguration"]["Rules"]
    assert rule["Status"] == "Enabled"
    assert rule["ExpirationInDays"] == 90


def test_the_longest_names_fit() -> None:
    stage = "a" * 20
    values = VALUES | {"Name": stages.name(stage), "AWS::Region": "ap-southeast-2"}
    assert len(local.properties("MediaBucket", values)["BucketName"]) <= 63
    for wrong in ("a" * 21, "", "1a", "Prod", "a_b", "a/../b"):
        with pytest.raises(SetupError, match="Mend:"):
            stages.name(wrong)


def test_the_dashboard_is_json_and_of_this_stage() -> None:
    values = VALUES | {"Queue.QueueName": "q", "DeadQueue.QueueName": "d"}
    found = json.loads(local.properties("Dashboard", values)["DashboardBody"])
    metrics = [one for w in found["widgets"] for one in w["properties"]["metrics"]]
    assert all(m[5] == "guichet-x" for m in metrics if m[0] == "Guichet")


def test_what_holds_texts_outlives_the_stack_and_nothing_else_does() -> None:
    kept = {
        name
        for name, one in parse(body())["Resources"].items()
        if one.get("DeletionPolicy") == "Retain"
    }
    assert kept == {"Table", "MediaBucket", "Secret"}
    assert yaml.safe_load(json.dumps(parse(body()))) == parse(body())


def test_who_passes_attachments_on_has_the_memory_for_it(tmp_path: Path) -> None:
    path = tmp_path / "config.json"
    each = {"wake": {"lambda_memory_size": 128}, "tick": {}, "api_handler": {}}
    each["api_handler"] = {"lambda_memory_size": 128}
    mine = {"lambda_memory_size": 192, "lambda_functions": each}
    path.write_text(json.dumps({"stages": {"dev": mine}}), "utf-8")
    assert stages.scant("dev", path) == ("the stage", "wake")
    stages.write("dev", {}, path)
    found = json.loads(path.read_text("utf-8"))["stages"]["dev"]
    assert found["lambda_memory_size"] == 256
    assert found["lambda_functions"]["wake"] == {"lambda_memory_size": 256}
    assert found["lambda_functions"]["tick"] == {}
    assert found["lambda_functions"]["api_handler"] == {"lambda_memory_size": 128}
    assert stages.scant("dev", path) == stages.scant("new", path) == ()


def test_a_config_that_is_not_json_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "config.json"
    path.write_text("{", "utf-8")
    with pytest.raises(SetupError, match="Mend: make it JSON again"):
        stages.write("dev", {}, path)
    assert path.read_text("utf-8") == "{"
    path.write_text('{"app_name": "other"}', "utf-8")
    with pytest.raises(SetupError, match="app_name"):
        stages.write("dev", {}, path)
