"""What DynamoDB answers when it refuses, or is in trouble, and what that means here."""

import pytest
from botocore.exceptions import (
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
    ReadTimeoutError,
)

from chalicelib import settings
from chalicelib.decisions import Decision
from chalicelib.errors import Conflict, Duplicate, Unavailable
from chalicelib.store import contacts
from chalicelib.store.commit import commit
from tests.support.faults import Answer, answering, cancelled, error, json_error
from tests.support.made import CUSTOMER, closed, contact, identify, thread
from tests.support.stage import Stage

MARIE = identify(CUSTOMER)
HEAD = contact(thread(), version=0)


def items(stage: Stage) -> list[object]:
    """The whole table."""
    return list(settings.dynamodb().scan(TableName=stage.table, ConsistentRead=True)["Items"])


def twice(*codes: str) -> Answer:
    return cancelled(*codes)


REFUSALS: tuple[tuple[Answer, type[Exception]], ...] = (
    (twice("ConditionalCheckFailed", "None"), Duplicate),
    (twice("ConditionalCheckFailed", "ConditionalCheckFailed"), Duplicate),
    (twice("None", "ConditionalCheckFailed"), Conflict),
    (twice("None", "TransactionConflict"), Conflict),
    (twice("TransactionConflict", "None"), Conflict),
    (twice("None", "DuplicateItem"), Conflict),
    (twice("ThrottlingError", "ConditionalCheckFailed"), Conflict),
    (twice("None", "ThrottlingError"), Unavailable),
    (twice("ProvisionedThroughputExceeded", "None"), Unavailable),
    (twice("None", "ValidationError"), ClientError),
    (twice(), ClientError),
    (error("TransactionCanceledException"), ClientError),
    (error("TransactionInProgressException"), Unavailable),
    (error("ThrottlingException"), Unavailable),
    (error("ProvisionedThroughputExceededException"), Unavailable),
    (error("RequestLimitExceeded"), Unavailable),
    (error("InternalServerError"), Unavailable),
    (error("ServiceUnavailable"), Unavailable),
    (error("ValidationException"), ClientError),
    (error("AccessDeniedException"), ClientError),
)


def test_what_each_refusal_means(aws: Stage) -> None:
    decision = Decision(outcome="x", seen="SM1", contact=HEAD)
    db = settings.dynamodb()
    for answer, raised in REFUSALS:
        with answering(db, "TransactWriteItems", answer), pytest.raises(raised) as caught:
            commit(decision)
        assert type(caught.value) is raised or raised is ClientError, answer
    assert items(aws) == []


URL = "https://aws.example"


@pytest.mark.parametrize(
    "answer",
    [
        json_error(500, "InternalServerError"),
        json_error(503, "ServiceUnavailable"),
        json_error(400, "ThrottlingException"),
        (500, b""),
        (502, b"<html>Bad gateway</html>"),
        (503, b"<html>Unavailable</html>"),
        ReadTimeoutError(endpoint_url=URL),
        ConnectTimeoutError(endpoint_url=URL),
        EndpointConnectionError(endpoint_url=URL),
    ],
    ids=str,
)
@pytest.mark.engine
def test_trouble_on_the_wire_is_unavailable(
    ministack_aws: Stage, answer: Answer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("time.sleep", lambda _: None)
    db = settings.dynamodb()
    with answering(db, "TransactWriteItems", answer) as asked, pytest.raises(Unavailable):
        commit(Decision(outcome="x", seen="SM1"))
    assert len(asked) > 1, "botocore's own tries"
    assert items(ministack_aws) == []


@pytest.mark.parametrize("answer", [json_error(500, "InternalServerError"), (503, b"")], ids=str)
@pytest.mark.engine
def test_trouble_that_passes_is_not_noticed(
    ministack_aws: Stage, answer: Answer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("time.sleep", lambda _: None)
    with answering(settings.dynamodb(), "TransactWriteItems", answer, times=2):
        commit(Decision(outcome="x", contact=contact(closed(), version=0)))
    assert contacts.head(MARIE).version == 1
