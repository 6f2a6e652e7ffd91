import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto import mock_aws
from typer.testing import CliRunner

import desk as command
from chalicelib import settings
from chalicelib.errors import Conflict, NotSetUp, SetupError
from chalicelib.store import desk as store
from infra import apply, local

from .declared import BEN, ONE

SALES = '[[inboxes]]\nname = "ventes"\naddresses = ["+15145550110"]\n'


@pytest.fixture
def file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """A desk.toml, and a stage without any desk."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    monkeypatch.setenv("GUICHET_TABLE", "guichet-test")
    path = tmp_path / "desk.toml"
    path.write_text(ONE, encoding="utf-8")
    with mock_aws():
        settings.forget()
        store.forget()
        monkeypatch.setenv("GUICHET_QUEUE_URL", local.create("guichet-test", "guichet-test.fifo"))
        yield path
    settings.forget()
    store.forget()


def applied(path: Path, text: str) -> tuple[str, ...]:
    path.write_text(text, encoding="utf-8")
    return apply.apply(path).changes


def everything() -> list[dict[str, Any]]:
    items = settings.dynamodb().scan(TableName="guichet-test")["Items"]
    return sorted(items, key=lambda item: (item["PK"]["S"], item["SK"]["S"]))


def rosters() -> list[tuple[str, str]]:
    """(inbox, agent's name), of those still in the desk."""
    desk = store.load()
    names = {agent.id: agent.name for agent in desk.agents}
    keys = [(item["PK"]["S"], item["SK"]["S"].removeprefix("AGENT#")) for item in everything()]
    return [(pk[7:], names.get(sk, "?")) for pk, sk in keys if pk.startswith("ROSTER#")]


def test_the_template_s_own_resources_are_made(file: Path) -> None:
    db, sqs = boto3.client("dynamodb"), boto3.client("sqs")
    table = db.describe_table(TableName="guichet-test")["Table"]
    kinds = {
        i["IndexName"]: i["Projection"]["ProjectionType"] for i in table["GlobalSecondaryIndexes"]
    }
    assert kinds == {"work": "ALL", "due": "KEYS_ONLY"}
    ttl = db.describe_time_to_live(TableName="guichet-test")["TimeToLiveDescription"]
    assert ttl["AttributeName"] == "ttl"
    queue = local.create("guichet-test", "guichet-test")  # again: nothing happens
    found = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["All"])["Attributes"]
    assert queue == settings.queue_url()
    assert (found["FifoQueue"], found["VisibilityTimeout"]) == ("true", "360")
    assert found["ContentBasedDeduplication"] == "false"
    assert "guichet-test-dead.fifo" in found["RedrivePolicy"]


def test_nothing_was_applied_yet(file: Path) -> None:
    with pytest.raises(NotSetUp, match="Mend: run"):
        store.load()


def test_applying_twice_changes_nothing(file: Path) -> None:
    assert applied(file, ONE) == (
        'The desk "Atelier Vélo" is new.',
        'The inbox "support" is new.',
        'The agent "Anna" is new.',
    )
    before = everything()
    assert applied(file, ONE) == ()
    assert str(apply.apply(file)) == "Nothing changed."
    assert everything() == before
    assert rosters() == [("support", "Anna")]
    assert len(store.load().key) == 64


def test_what_changed_is_told_and_ids_stay(file: Path) -> None:
    applied(file, ONE)
    anna = store.load().agents[0].id
    changed = ONE.replace("Vélo", "Bici").replace('"support"]', '"support", "ventes"]')
    assert applied(file, changed + SALES + BEN) == (
        "The desk has other name.",
        'The inbox "ventes" is new.',
        'The agent "Anna" has other inboxes.',
        'The agent "Ben" is new.',
    )
    assert store.load().agents[0].id == anna
    assert sorted(rosters()) == [("support", "Anna"), ("support", "Ben"), ("ventes", "Anna")]


def test_who_left_leaves_the_rosters_and_the_others_keep_their_load(file: Path) -> None:
    applied(file, ONE + BEN)
    anna = store.load().agents[0].id
    settings.dynamodb().update_item(
        TableName="guichet-test",
        Key={"PK": {"S": "ROSTER#support"}, "SK": {"S": f"AGENT#{anna}"}},
        UpdateExpression="SET #load = :two, away = :yes",
        ExpressionAttributeNames={"#load": "load"},
        ExpressionAttributeValues={":two": {"N": "2"}, ":yes": {"BOOL": True}},
    )
    assert applied(file, ONE) == ('The agent "Ben" is gone.',)
    (roster,) = [item for item in everything() if item["PK"]["S"] == "ROSTER#support"]
    assert (roster["load"], roster["away"]) == ({"N": "2"}, {"BOOL": True})


def test_an_inbox_that_is_gone_takes_its_roster_along(file: Path) -> None:
    applied(file, ONE.replace('"support"]', '"support", "ventes"]') + SALES)
    applied(file, ONE)
    assert rosters() == [("support", "Anna")]


@pytest.mark.parametrize("lost", ["ROSTER#support", "CONFIG#desk"])
def test_applying_again_mends_what_a_crash_left_half_done(file: Path, lost: str) -> None:
    applied(file, ONE)
    before = everything()
    for item in before:
        if item["PK"]["S"] == lost and item["SK"]["S"] != "KEY":
            key = {"PK": item["PK"], "SK": item["SK"]}
            settings.dynamodb().delete_item(TableName="guichet-test", Key=key)
    assert applied(file, ONE)
    assert everything() == before


def test_a_refused_file_changes_nothing(file: Path) -> None:
    with pytest.raises(SetupError):
        applied(file, ONE.replace("+15145550201", "+15145550101"))
    assert everything() == []
    applied(file, ONE)
    before = everything()
    with pytest.raises(SetupError):
        applied(file, ONE.replace("America", "Amerika"))
    assert everything() == before


def test_two_applies_at_once_agree_on_the_key(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert store.key() == store.key("k" * 64)
    applied(file, ONE)
    stranger = store.load().but(key="k" * 64)
    with pytest.raises(SetupError, match="key"):
        store.save(stranger)


def test_a_desk_that_was_saved_meanwhile_is_not_written_over(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    applied(file, ONE)
    desk, version = store.load(), 1
    assert store.save(desk.but(name="Other")).changed
    monkeypatch.setattr(store, "_read", lambda table: (desk, version))
    with pytest.raises(Conflict):
        store.save(desk.but(name="Third"))


def test_the_desk_is_kept_for_half_a_minute_and_for_its_table_only(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 1000.0
    monkeypatch.setattr("time.monotonic", lambda: now)
    applied(file, ONE)
    first = store.load()
    other = first.but(name="Other").model_dump_json()
    settings.dynamodb().update_item(
        TableName="guichet-test",
        Key={"PK": {"S": "CONFIG#desk"}, "SK": {"S": "CURRENT"}},
        UpdateExpression="SET #data = :data",
        ExpressionAttributeNames={"#data": "data"},
        ExpressionAttributeValues={":data": {"S": other}},
    )
    assert store.load() is first
    now += 30
    assert store.load().name == "Other"
    monkeypatch.setenv("GUICHET_TABLE", "guichet-elsewhere")
    with pytest.raises(SetupError, match="There is no table guichet-elsewhere"):
        store.load()


def run(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(command.app, list(arguments))
    return result.exit_code, result.stdout, result.stderr


def test_the_command_tells_what_changed(file: Path) -> None:
    code, out, _ = run("apply", str(file), "--stage", "dev")
    assert code == 0
    assert 'The agent "Anna" is new.' in out
    assert run("apply", str(file)) == (0, "Nothing changed.\n", "")


def test_the_command_warns_of_an_inbox_that_nobody_answers(file: Path) -> None:
    file.write_text(ONE + SALES, encoding="utf-8")
    assert 'Careful: nobody answers the inbox "ventes"' in run("apply", str(file))[1]


def test_the_command_tells_every_error_and_stops(file: Path) -> None:
    file.write_text(ONE.replace("America", "Amerika").replace('"fr"', '"zz"'), encoding="utf-8")
    code, out, err = run("apply", str(file))
    assert (code, out) == (1, "")
    assert [line[:17] for line in err.splitlines()] == ["desk.toml line 3:", "desk.toml line 4:"]
    assert everything() == []


def test_the_command_says_that_there_is_no_table(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GUICHET_TABLE", "guichet-nowhere")
    code, _, err = run("apply", str(file))
    assert code == 1
    assert err.startswith("There is no table guichet-nowhere. Mend: make the stage's resources")
    assert len(err.splitlines()) == 1


def test_the_command_says_that_there_is_no_region(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("AWS_DEFAULT_REGION", "AWS_REGION"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(file.with_name("none")))
    monkeypatch.setattr("boto3.DEFAULT_SESSION", None)
    settings.forget()
    code, _, err = run("apply", str(file))
    assert code == 1
    assert err.startswith("AWS: You must specify a region. Mend: ")


def test_the_command_says_that_there_is_no_stage(file: Path) -> None:
    code, _, err = run("apply", str(file), "--stage", "moon")
    assert code == 1
    assert 'There is no stage "moon"' in err


def test_a_stage_s_variables_are_taken_and_those_that_are_set_win(
    file: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    config = tmp_path / "config.json"
    dev = {"environment_variables": {"GUICHET_B": "dev", "GUICHET_TABLE": "theirs"}}
    common = {"GUICHET_A": "all", "GUICHET_B": "all"}
    found = {"environment_variables": common, "stages": {"dev": dev}}
    config.write_text(json.dumps(found), encoding="utf-8")
    environment = {"GUICHET_TABLE": "mine"}
    monkeypatch.setattr("os.environ", environment)
    apply.enter("dev", config)
    assert environment == {"GUICHET_A": "all", "GUICHET_B": "dev", "GUICHET_TABLE": "mine"}
