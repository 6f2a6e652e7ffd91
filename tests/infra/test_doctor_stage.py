"""`desk.py doctor` looks at the stage: resources, public URL, clock, queue."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import boto3
import pytest
import time_machine
from botocore.exceptions import ClientError
from typer.testing import CliRunner

import desk as command
from chalicelib import settings
from chalicelib.models import MINUTE
from chalicelib.store import desk as desks
from chalicelib.store import log
from infra import publicchecks

from ..support.doctoring import WELL, applied, doctor, finds, hints, items, live, removed
from ..support.outages import out_of_reach
from ..support.places import desk_toml
from ..support.stage import Stage
from ..support.standin_numbers import StandIn


@contextmanager
def travelled(day: str) -> Iterator[None]:
    """On that day, when the clock just ran."""
    with time_machine.travel(f"{day}T15:00:00Z", tick=True):
        log.move("twilio", int(time.time() * 1000) - 3 * MINUTE)
        yield


@pytest.fixture
def twilio(aws: Stage, tmp_path: Path) -> Iterator[StandIn]:
    with live(tmp_path) as stand_in:
        yield stand_in


def test_a_live_stage_is_well_and_nothing_is_written(twilio: StandIn) -> None:
    before = items()
    assert doctor() == WELL
    assert items() == before
    assert twilio.writes == []


# --- resources -----------------------------------------------------------------------------------


def test_no_table(twilio: StandIn) -> None:
    settings.dynamodb().delete_table(TableName=settings.table())
    desks.forget()
    _, said = doctor()
    assert said.startswith("There is no table.\n")
    assert "Traceback" not in said


def test_a_table_without_its_index(twilio: StandIn) -> None:
    settings.dynamodb().update_table(
        TableName=settings.table(), GlobalSecondaryIndexUpdates=[{"Delete": {"IndexName": "work"}}]
    )
    finds("The table has no index work.")


def test_no_queue(twilio: StandIn) -> None:
    settings.sqs().delete_queue(QueueUrl=settings.queue_url())
    finds("There is no queue.")


def test_no_bucket(twilio: StandIn) -> None:
    settings.s3().delete_bucket(Bucket=settings.bucket())
    assert "`python desk.py up --stage" in finds("There is no bucket.")


def test_a_stage_of_an_earlier_release_has_no_bucket(
    twilio: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GUICHET_BUCKET")
    assert "then `chalice deploy`" in finds("GUICHET_BUCKET is not set for this stage.")


@pytest.mark.parametrize("slip", ["one", "none"])
def test_a_bucket_that_could_be_opened(twilio: StandIn, slip: str) -> None:
    s3, name = settings.s3(), settings.bucket()
    if slip == "none":
        s3.delete_public_access_block(Bucket=name)
    else:
        found = s3.get_public_access_block(Bucket=name)["PublicAccessBlockConfiguration"]
        found["BlockPublicPolicy"] = False
        s3.put_public_access_block(Bucket=name, PublicAccessBlockConfiguration=found)
    finds("The bucket is not closed to the public.")


def test_a_bucket_that_this_user_may_not_look_at(twilio: StandIn) -> None:
    def refuse(**_: Any) -> None:
        told: Any = {"Error": {"Code": "403", "Message": "Forbidden"}}
        raise ClientError(told, "HeadBucket")

    settings.forget()
    check = "before-call.s3.HeadBucket"
    events = boto3.DEFAULT_SESSION.events  # type: ignore[union-attr]
    events.register(check, refuse)
    try:
        hints("The bucket was not looked at: AWS does not let you call HeadBucket.")
    finally:
        events.unregister(check, refuse)


def test_no_desk(twilio: StandIn) -> None:
    removed("CONFIG#desk")
    finds("No desk.toml was applied")


def test_holidays_that_soon_run_out_are_said(twilio: StandIn, tmp_path: Path) -> None:
    """Those of 2040 to 2042 were worked out; a day that desk.toml names by itself never does."""
    toml = desk_toml(relays=2, head='holidays = ["CA-QC", "2050-01-01"]')
    with travelled("2040-01-10"):
        applied(tmp_path, toml)
    with travelled("2042-09-20"):
        assert doctor() == WELL
    with travelled("2042-10-02"):
        hints("Hint: The holidays are worked out until 2042-12-25.\n")
        applied(tmp_path, toml)
        assert doctor() == WELL


@pytest.mark.parametrize("service", ["dynamodb", "sqs"])
def test_aws_out_of_reach_is_one_finding(twilio: StandIn, service: str) -> None:
    with out_of_reach(service):
        result = CliRunner().invoke(command.app, ["doctor"])
    assert result.exit_code == 1
    assert result.output.count("AWS can't be reached") == 1


# --- the public URL ------------------------------------------------------------------------------


def test_nobody_answers_at_the_public_url(twilio: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    twilio.trouble = lambda method, path: 500
    monkeypatch.setenv("GUICHET_PUBLIC_URL", "http://127.0.0.1:9/api")
    _, said = doctor()
    assert "The public URL does not answer: ConnectionError." in said
    assert "A signed test request was not answered: ConnectionError." in said


def test_something_else_answers(twilio: StandIn) -> None:
    twilio.public = lambda path: 200 if path == "/health" else None
    finds("Something else answers at the public URL: /health gave 200.")


def test_a_signature_that_does_not_fit(twilio: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    sign = publicchecks._post
    monkeypatch.setattr(publicchecks, "_post", lambda url, token: sign(url, f"{token}1"))
    finds("A correctly signed test request was refused (403).")


def test_the_function_fails(twilio: StandIn) -> None:
    twilio.public = lambda path: 502 if path.startswith("/webhooks") else None
    finds("A correctly signed test request was answered 502.")


def test_a_forged_request_that_is_taken(twilio: StandIn) -> None:
    twilio.public = lambda path: 200 if path.startswith("/webhooks") else None
    finds("A forged test request was taken.")


def test_never_deployed(twilio: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GUICHET_PUBLIC_URL")
    finds('The stage "dev" was not deployed from here.')


# --- clock and queue -----------------------------------------------------------------------------


def test_a_clock_that_stands_still(twilio: StandIn) -> None:
    with time_machine.travel(time.time() + 11 * 60, tick=True):
        finds("The clock stands still: it last read Twilio's log 11 minutes ago.")
    with time_machine.travel(time.time() + 9 * 60, tick=True):
        assert doctor() == WELL


def test_a_clock_that_never_ran(twilio: StandIn) -> None:
    removed("LOG#")
    hints("The clock never ran.")
    with time_machine.travel(time.time() + 4 * 60, tick=True):
        finds("The clock never ran.")


@pytest.mark.parametrize(("age", "wrong"), [(30, False), (1500, True)])
def test_a_queue_that_nobody_empties(twilio: StandIn, age: int, wrong: bool) -> None:
    settings.sqs().send_message(
        QueueUrl=settings.queue_url(),
        MessageBody="{}",
        MessageGroupId="a",
        MessageDeduplicationId="1",
    )
    boto3.client("cloudwatch").put_metric_data(
        Namespace="AWS/SQS",
        MetricData=[
            {
                "MetricName": "ApproximateAgeOfOldestMessage",
                "Dimensions": [{"Name": "QueueName", "Value": settings.queue_name()}],
                "Timestamp": datetime.fromtimestamp(time.time() - 120, UTC),
                "Value": age,
            }
        ],
    )
    if wrong:
        finds("1 wake-up in the queue, the oldest for 25 minutes.")
    else:
        assert doctor() == WELL
