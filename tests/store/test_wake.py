"""Wake-ups: batches, groups, de-duplication, and never an error."""

import json
from typing import Any

import pytest
from botocore.exceptions import ConnectTimeoutError, EndpointConnectionError, ReadTimeoutError

from chalicelib import settings, telemetry
from chalicelib.store import outbox
from tests.support.calls import AwsCalls
from tests.support.faults import Answer, answering, error
from tests.support.stage import Stage


def messages() -> list[dict[str, Any]]:
    """Everything that waits in the queue."""
    found: list[dict[str, Any]] = []
    while True:
        got = settings.sqs().receive_message(
            QueueUrl=settings.queue_url(),
            MaxNumberOfMessages=10,
            MessageSystemAttributeNames=["All"],
        )
        if not got.get("Messages"):
            return found
        for message in got["Messages"]:
            found.append(dict(message))
            settings.sqs().delete_message(
                QueueUrl=settings.queue_url(), ReceiptHandle=message["ReceiptHandle"]
            )


def test_each_recipient_has_its_group(stage: Stage) -> None:
    outbox.wake(["a-1", "i-support"], "SM1", "https://desk.example")
    found = {m["Attributes"]["MessageGroupId"]: json.loads(m["Body"]) for m in messages()}
    assert found == {
        "a-1": {"drain": "a-1", "url": "https://desk.example"},
        "i-support": {"drain": "i-support", "url": "https://desk.example"},
    }


@pytest.mark.parametrize(("count", "calls"), [(0, 0), (1, 1), (10, 1), (11, 2), (25, 3)])
def test_ten_at_a_time(stage: Stage, count: int, calls: int) -> None:
    with AwsCalls() as asked:
        outbox.wake((f"a-{n}" for n in range(count)), "SM1")
    assert asked.counts.get("SendMessageBatch", 0) == calls == len(asked.sent)
    assert len(messages()) == count


def test_the_same_commit_wakes_once_and_another_again(stage: Stage) -> None:
    for token in ("SM1", "SM1", "SM2"):
        outbox.wake(["a-1"], token)
    assert len(messages()) == 2
    outbox.wake(["a-2"], "SM1")
    assert len(messages()) == 1, "another recipient of the same commit"


def test_a_long_token_fits(stage: Stage) -> None:
    outbox.wake(["a-" + "0" * 20], "x" * 500)
    (found,) = messages()
    assert len(found["Attributes"]["MessageDeduplicationId"]) == 128


URL = "https://aws.example"


@pytest.mark.parametrize(
    "answer",
    [
        error("ThrottlingException"),
        error("AccessDenied"),
        error("AWS.SimpleQueueService.NonExistentQueue"),
        error("InternalFailure"),
        ReadTimeoutError(endpoint_url=URL),
        ConnectTimeoutError(endpoint_url=URL),
        EndpointConnectionError(endpoint_url=URL),
    ],
    ids=str,
)
def test_a_queue_in_trouble_never_raises(
    aws: Stage, answer: Answer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("time.sleep", lambda _: None)
    counts: list[str] = []
    monkeypatch.setattr(telemetry, "count", counts.append)
    with answering(settings.sqs(), "SendMessageBatch", answer):
        outbox.wake([f"a-{n}" for n in range(11)], "SM1")
    assert counts == ["WakesFailed", "WakesFailed"]


def test_one_batch_in_trouble_does_not_keep_the_next(stage: Stage) -> None:
    with answering(settings.sqs(), "SendMessageBatch", error("ThrottlingException"), times=1):
        outbox.wake([f"a-{n}" for n in range(13)], "SM1")
    assert len(messages()) == 3


def test_one_refused_wake_up_is_counted(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    counts: list[str] = []
    monkeypatch.setattr(telemetry, "count", counts.append)
    failed = {"Id": "1", "Code": "InternalError", "SenderFault": False}
    half: Answer = {"Successful": [{"Id": "0"}], "Failed": [failed]}
    with answering(settings.sqs(), "SendMessageBatch", half, times=1):
        outbox.wake(["a-1", "a-2"], "SM1")
    outbox.wake(["a-1"], "SM2")
    assert counts == ["WakesFailed"]
