"""`desk.py logs`: the functions' logs merged by time, and a text followed through them."""

import json
import re
import time
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto import mock_aws
from typer.testing import CliRunner

import desk as command
from chalicelib import settings
from chalicelib.errors import SetupError
from infra import logs

from ..support.desk import BUSINESS, RELAYS, Driver, agent, customer
from ..support.said import listening
from ..support.stage import Stage, stage

GROUPS = {"webhook": "", "wake": "-wake", "tick": "-tick"}
EMF = '{"_aws": {"Timestamp": 1, "CloudWatchMetrics": []}, "TextsIn": [1.0]}'


@pytest.fixture
def cloud() -> Iterator[Any]:
    """CloudWatch Logs with the groups of the stage dev, and of a stage dev-eu."""
    with mock_aws(), stage():
        client: Any = boto3.client("logs")
        for name in ("dev", "dev-wake", "dev-tick", "dev-eu", "dev-eu-wake", "dev2"):
            client.create_log_group(logGroupName=f"/aws/lambda/guichet-{name}")
            client.create_log_stream(logGroupName=f"/aws/lambda/guichet-{name}", logStreamName="a")
        yield client


def put(client: Any, name: str, *events: tuple[int, str]) -> None:
    client.put_log_events(
        logGroupName=f"/aws/lambda/guichet-{name}",
        logStreamName="a",
        logEvents=[{"timestamp": at, "message": text} for at, text in events],
    )


def said(message: str, **more: Any) -> str:
    return json.dumps({"level": "INFO", "message": message, **more})


def ran(*options: str) -> tuple[int, list[str]]:
    result = CliRunner().invoke(command.app, ["logs", *options])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.output.splitlines()


def messages(lines: Sequence[str]) -> list[str]:
    return [line.split(maxsplit=4)[4] for line in lines]


def test_merged_by_time_and_without_the_noise(cloud: Any) -> None:
    now = int(time.time() * 1000)
    put(
        cloud,
        "dev",
        (now - 9000, "START RequestId: 1 Version: $LATEST"),
        (now - 8000, said("taken in", outcome="opened", text_id="SM1")),
        (now - 2000, EMF),
        (now - 1900, "REPORT RequestId: 1 Duration: 9 ms"),
        (now - 1800, "REPORT RequestId: 1 Duration: 29000 ms Status: timeout"),
    )
    put(cloud, "dev-wake", (now - 7000, said("sent", entry="a-1.5.x-0", kind="new")))
    put(cloud, "dev-tick", (now - 8500, said("log not read", code="20003")))
    put(cloud, "dev2", (now - 5000, said("another stage")))
    put(cloud, "dev-eu-wake", (now - 5000, said("yet another")))
    status, lines = ran("--stage", "dev")
    assert status == 0
    assert messages(lines)[:3] == [
        "log not read code=20003",
        "taken in outcome=opened text_id=SM1",
        "sent entry=a-1.5.x-0 kind=new",
    ]
    assert [line.split()[2] for line in lines] == ["tick", "api", "wake", "api"]
    assert "Status: timeout" in lines[3]
    assert re.match(r"\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} tick  INFO    log", lines[0])


def test_another_stage_with_a_longer_name(cloud: Any, tmp_path: Path) -> None:
    config = tmp_path / "config.json"
    config.write_text('{"app_name": "guichet", "stages": {"dev": {}, "dev-eu": {}}}')
    now = int(time.time() * 1000)
    put(cloud, "dev-eu-wake", (now, said("over there")))
    assert list(logs.read("dev", 60_000, config=config)) == []
    (line,) = logs.read("dev-eu", 60_000, config=config)
    assert line.function == "wake"


def test_how_far_back(cloud: Any) -> None:
    now = int(time.time() * 1000)
    put(cloud, "dev", (now - 20 * 60_000, said("old")), (now - 60_000, said("new")))
    assert messages(ran("--stage", "dev")[1]) == ["new"]
    assert messages(ran("--stage", "dev", "--since", "1h")[1]) == ["old", "new"]
    assert messages(ran("--stage", "dev", "--since", "30s")[1]) == []
    status, lines = ran("--stage", "dev", "--since", "soon")
    assert status == 1
    assert "Mend: " in lines[0]


def test_whatever_was_logged_no_address_is_shown(cloud: Any) -> None:
    now = int(time.time() * 1000)
    shown = "[ERROR] ValueError: whatsapp:+18195550123 said to CA.13491208655302741918\nTraceback"
    put(cloud, "dev", (now, shown))
    (line,) = ran("--stage", "dev")[1]
    assert line.endswith("[ERROR] ValueError: [address] said to [address]")


def test_a_stage_without_logs(cloud: Any) -> None:
    with pytest.raises(SetupError, match="has no logs"):
        list(logs.read("nowhere", 60_000))


def test_a_text_is_followed_from_its_webhook_to_what_left_for_it(cloud: Any) -> None:
    """What the real app logs goes into the groups as Lambda would put it."""
    table, url = settings.table(), settings.queue_url()
    with listening() as heard, Driver(Stage(table, url, None)) as desk:
        one = desk.text(customer(1), BUSINESS, "Is my bike ready?").form["MessageSid"]
        two = desk.text(customer(2), BUSINESS, "And mine?").form["MessageSid"]
        three = desk.text(agent(1), RELAYS[0], "Yes, at five.").form["MessageSid"]
    now = int(time.time() * 1000)
    events = [line for line in heard.lines if line.get("event") in GROUPS]
    for place, line in enumerate(events):
        put(cloud, f"dev{GROUPS[line['event']]}", (now - 5000 + place, json.dumps(line)))
    found = {sid: ran("--stage", "dev", "--text", sid)[1] for sid in (one, two, three)}
    reported = ["sent", "status", "status"]
    assert [m.split()[0] for m in messages(found[one])] == [
        *("taken", "looked"),
        *reported,
        *reported,
    ]
    assert all("kind=new" in line for line in found[two] if " sent " in line)
    assert len(found[two]) == 8
    assert any("kind=reply" in line for line in found[three])
    entry = re.search(r"entry=(\S+)", found[one][2])
    assert entry
    assert ran("--stage", "dev", "--text", entry[1])[1] == found[one]
    assert ran("--stage", "dev", "--text", "SMunknown")[1] == []


def test_what_a_webhook_logged_before_its_last_line_belongs_to_its_text(cloud: Any) -> None:
    now = int(time.time() * 1000)
    sid = "SM" + "ab12" * 8
    run = {"event": "webhook", "invocation": "r1"}
    put(
        cloud,
        "dev",
        (now - 3000, said("nobody was woken; the clock will", **run)),
        (now - 2000, said("taken in", text_id=sid, outcome="joined", **run)),
        (now - 1000, said("taken in", text_id="SM" + "cd34" * 8, event="webhook", invocation="r2")),
    )
    assert len(ran("--stage", "dev", "--text", sid)[1]) == 2


def test_following_shows_each_line_once(cloud: Any) -> None:
    now = int(time.time() * 1000)
    put(cloud, "dev", (now - 2000, said("first")))
    seen = logs.follow("dev", 60_000, pause=0)
    assert [getattr(line, "said", {}).get("message") for line in islice(seen, 3)] == [
        *("first", None, None)
    ]
    put(cloud, "dev-wake", (now - 1000, said("late, from another function")))
    put(cloud, "dev", (now, said("second")))
    found = [getattr(line, "said", {}).get("message") for line in islice(seen, 4)]
    assert found == ["late, from another function", "second", None, None]


def test_following_ends_with_ctrl_c(cloud: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    now = int(time.time() * 1000)
    put(cloud, "dev", (now, said("first")))

    def interrupted(_: float) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("infra.logs.time.sleep", interrupted)
    status, lines = ran("--stage", "dev", "--follow")
    assert (status, messages(lines)) == (0, ["first"])
