"""Where we are at fault the provider is answered 5xx, so that it tries again; the log says why."""

from typing import Any

import boto3
import pytest

from chalicelib import settings

from ..support.desk import BUSINESS, MESSAGES, STATUSES, Driver, customer, inbound_form
from ..support.faults import answering, cancelled, error
from ..support.said import Said, listening
from ..support.stage import AUTH_TOKEN, PUBLIC_URL

CALLS = f"{PUBLIC_URL}/webhooks/twilio/calls"
WORDS = "Is my bike ready?"


def _form() -> dict[str, str]:
    return inbound_form(customer(1), BUSINESS, WORDS) | {"MessageStatus": "delivered"}


def _written(desk: Driver) -> list[str]:
    """The keys of the table; of a thread's number that was taken, a gap may be left."""
    return [i["PK"]["S"] for i in desk.items() if not i["PK"]["S"].startswith("COUNTER#")]


def _said_why(said: Said, *why: str) -> bool:
    """One line of the log names all of these; nobody's words or number are in any."""
    assert customer(1) not in said.text
    assert WORDS not in said.text
    assert said.metrics["Unanswered"] == 1
    errors = [str(line) for line in said.lines if line.get("level") == "ERROR"]
    return any(all(word in line for word in why) for line in errors)


TABLE: dict[str, tuple[str, Any, int, str]] = {
    "throttled": ("TransactWriteItems", error("ThrottlingException"), 503, "ThrottlingException"),
    "throttled reading": ("GetItem", error("ThrottlingException"), 503, "ThrottlingException"),
    "too much at once": (
        "TransactWriteItems",
        error("ProvisionedThroughputExceededException"),
        503,
        "ProvisionedThroughputExceededException",
    ),
    "too much of one item": (
        "TransactWriteItems",
        cancelled("None", "ProvisionedThroughputExceeded"),
        503,
        "ProvisionedThroughputExceeded",
    ),
    "throttled inside": (
        "TransactWriteItems",
        cancelled("ThrottlingError"),
        503,
        "ThrottlingError",
    ),
    "full": ("TransactWriteItems", error("RequestLimitExceeded"), 503, "RequestLimitExceeded"),
    "a conflict storm": (
        "TransactWriteItems",
        cancelled("None", "TransactionConflict"),
        503,
        "still in conflict",
    ),
    "broken": ("TransactWriteItems", error("InternalServerError"), 503, "InternalServerError"),
    "not allowed": (
        "TransactWriteItems",
        error("AccessDeniedException"),
        500,
        "AccessDeniedException",
    ),
    "not valid": ("TransactWriteItems", error("ValidationException"), 500, "ValidationException"),
    "no table": ("GetItem", error("ResourceNotFoundException"), 500, "ResourceNotFoundException"),
}


@pytest.mark.parametrize("what", TABLE)
def test_a_table_in_trouble(desk: Driver, what: str) -> None:
    operation, answer, status, why = TABLE[what]
    form = _form()
    assert desk.desk.name  # kept in the process
    before = _written(desk)
    with answering(settings.dynamodb(), operation, answer), listening() as said:
        found = desk.post(MESSAGES, form).answer
    assert found.status == status
    assert WORDS not in found.body.decode()
    assert _said_why(said, why)
    assert _written(desk) == before
    for _ in range(2):  # the provider tries again
        assert desk.post(MESSAGES, form).answer.status == 200
    assert len(desk.contact(customer(1)).threads) == 1
    assert len(desk.items("SEEN#")) == 1


def test_a_status_that_cannot_be_noted(desk: Driver) -> None:
    desk.statuses = "hold"
    desk.text(customer(1), BUSINESS, WORDS)
    url, headers, body = desk.held[-1]
    with (
        answering(settings.dynamodb(), "GetItem", error("ThrottlingException")),
        listening() as said,
    ):
        assert desk.request("POST", url, headers, body).answer.status == 503
    assert _said_why(said, "ThrottlingException")
    assert desk.request("POST", url, headers, body).answer.status == 200


def test_a_table_that_nobody_named(desk: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch, listening() as said:
        patch.delenv("GUICHET_TABLE")
        assert desk.post(MESSAGES, _form()).answer.status == 503
    assert _said_why(said, "GUICHET_TABLE is not set")


def test_a_contact_that_cannot_be_read(desk: Driver) -> None:
    """Whatever nobody thought of: its place is told, and nothing of what it was about."""
    desk.text(customer(1), BUSINESS, WORDS)
    (head,) = [item for item in desk.items("CONTACT#") if item["SK"]["S"] == "HEAD"]
    damaged = {"S": f'{{"name": "{WORDS}{customer(1)}"'}
    settings.dynamodb().put_item(TableName=desk.stage.table, Item={**head, "data": damaged})
    form = _form()
    with listening() as said:
        assert desk.post(MESSAGES, form).answer.status == 500
    assert _said_why(said, "ValidationError", "contacts.head")
    settings.dynamodb().put_item(TableName=desk.stage.table, Item=head)
    assert desk.post(MESSAGES, form).answer.status == 200


# --- secrets -------------------------------------------------------------------------------------


@pytest.fixture
def secret(desk: Driver, monkeypatch: pytest.MonkeyPatch) -> str:
    """The stage's secret is called so; there is none yet."""
    monkeypatch.setenv("GUICHET_SECRET_ID", "guichet-test")
    monkeypatch.setattr(settings, "_held", None)
    return "guichet-test"


@pytest.mark.parametrize("url", [MESSAGES, STATUSES, CALLS])
@pytest.mark.parametrize("missing", ["TWILIO_AUTH_TOKEN", "GUICHET_SECRET_ID"])
def test_a_missing_secret(
    desk: Driver, monkeypatch: pytest.MonkeyPatch, url: str, missing: str
) -> None:
    """Nothing can be verified without."""
    before = desk.items()
    with monkeypatch.context() as patch, listening() as said:
        patch.setattr(settings, "_held", None)
        if missing == "GUICHET_SECRET_ID":
            patch.setenv(missing, "guichet-nowhere")
        else:
            patch.delenv(missing)
        assert desk.post(url, _form()).answer.status == 503
    assert _said_why(said, "SetupError")
    assert _said_why(said, "Mend" if missing == "GUICHET_SECRET_ID" else "is not set")
    assert desk.items() == before
    monkeypatch.setattr(settings, "_held", None)
    assert desk.post(url, _form()).answer.status == 200


@pytest.mark.parametrize("value", ["", "{", "[]", '"token"', "{}"])
def test_a_secret_that_is_not_what_it_must_be(desk: Driver, secret: str, value: str) -> None:
    client = boto3.client("secretsmanager")
    client.create_secret(Name=secret, SecretString=value or " ")
    with listening() as said:
        assert desk.post(MESSAGES, _form()).answer.status == 503
    assert _said_why(said, "SetupError")
    assert AUTH_TOKEN not in said.text


def test_a_secret_that_is_mended_is_read_at_once(desk: Driver, secret: str) -> None:
    form = _form()
    assert desk.post(MESSAGES, form).answer.status == 503
    value = f'{{"TWILIO_ACCOUNT_SID": "AC", "TWILIO_AUTH_TOKEN": "{AUTH_TOKEN}"}}'
    boto3.client("secretsmanager").create_secret(Name=secret, SecretString=value)
    assert desk.post(MESSAGES, form).answer.status == 200
