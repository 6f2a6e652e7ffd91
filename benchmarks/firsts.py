"""What comes first to each entry point, and what AWS then answers: recorded from a run on moto."""

import io
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from typing import Any

import pytest
from moto import mock_aws

import app as guichet
from chalicelib import settings
from chalicelib.store import desk as desks
from simulator.gateway import Context, Gateway
from simulator.wire import Text, message_form, resource, signed
from tests.support.desk import BUSINESS, MESSAGES, RELAYS, Driver, agent, customer
from tests.support.exchange import schedule_event, sqs_event
from tests.support.stage import (
    ACCOUNT_SID,
    AUTH_TOKEN,
    PUBLIC_URL,
    REGION,
    empty_environment,
    stage,
)

HEALTH, WEBHOOK, LOOK, SEND, TICK = (
    "health",
    "webhook: a customer's first text",
    "wake: who is to be told",
    "wake: a text leaves",
    "tick: nothing to do",
)
_AWS = {
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "AWS_DEFAULT_REGION": REGION,
    "AWS_REGION": REGION,
    "AWS_LAMBDA_FUNCTION_NAME": "guichet",
    "LAMBDA_TASK_ROOT": "/var/task",
    "TWILIO_API_URL": "http://127.0.0.1:9",  # nobody is there, should anything leave
}
_TRACED = {
    "AWS_XRAY_DAEMON_ADDRESS": "127.0.0.1:2000",
    "_X_AMZN_TRACE_ID": f"Root=1-{'0' * 8}-{'0' * 24};Parent={'0' * 16};Sampled=1",
}
_NO_TEXTS = '{"messages": [], "next_page_uri": null, "page": 0, "page_size": 1000}'

First = dict[str, Any]
"""What `once.py` reads."""


def record() -> dict[str, First]:
    """The first event of each entry point, by its name."""
    with _quiet(), _environment(), mock_aws(), stage() as made, Driver(made) as desk:
        stage_is = {"GUICHET_TABLE": made.table, "GUICHET_QUEUE_URL": made.queue_url}
        given = _AWS | stage_is | {"GUICHET_PUBLIC_URL": PUBLIC_URL}
        given |= {"TWILIO_ACCOUNT_SID": ACCOUNT_SID, "TWILIO_AUTH_TOKEN": AUTH_TOKEN}
        found = {HEALTH: _first("app", _request("GET", "/health"), given)}
        found[TICK] = _first("tick", schedule_event(), given, _NO_TEXTS)
        _fill(found[TICK])
        found[WEBHOOK] = _first("app", _request("POST", MESSAGES, _text()), given)
        _fill(found[WEBHOOK])
        for name, begins, twilio in ((LOOK, "i-", ""), (SEND, "a-", _sent())):
            found[name] = _first("wake", sqs_event(_message(begins)), given, twilio)
            _fill(found[name])
        desk.deliver()
        return found


def untraced(first: First) -> First:
    """The same on a stage where `xray` is off."""
    environment = {k: v for k, v in first["environment"].items() if k not in _TRACED}
    return {**first, "environment": environment}


def floor() -> First:
    """The floor's request."""
    return _first("app", _request("GET", "/health"), _AWS)


def _first(function: str, event: Any, environment: dict[str, str], twilio: str = "") -> First:
    return {
        "function": function,
        "event": event,
        "environment": environment | _TRACED,
        "answers": [],
        "twilio": twilio,
    }


def _fill(first: First) -> None:
    """Hands the event to the app, as a fresh process would, and keeps what AWS answers."""
    settings.forget()
    desks.forget()

    def came(event_name: str, response_dict: Any, **_: Any) -> None:
        told = response_dict["status_code"], dict(response_dict["headers"])
        operation = event_name.rpartition(".")[2]
        first["answers"].append((operation, *told, response_dict["body"].decode()))

    for client in (settings.dynamodb(), settings.sqs()):
        events: Any = client.meta.events
        events.register("response-received", came)
    event = json.loads(json.dumps(first["event"]))
    getattr(guichet, first["function"])(event, Context())
    settings.forget()


@contextmanager
def _environment() -> Iterator[None]:
    """None of this machine's variables; made-up credentials."""
    with pytest.MonkeyPatch.context() as patch:
        empty_environment(patch)
        yield


def _sent() -> str:
    """What Twilio answers to whom it takes a text from."""
    text = Text("SM" + "1" * 32, RELAYS[0], agent(1), "…", "outbound-api", 0.0)
    return json.dumps(resource(text, ACCOUNT_SID))


@contextmanager
def _quiet() -> Iterator[None]:
    """The app's log and metrics go nowhere."""
    logging.disable()
    try:
        with redirect_stdout(io.StringIO()):
            yield
    finally:
        logging.disable(logging.NOTSET)


def _text() -> dict[str, str]:
    text = Text("SM" + "0" * 32, customer(1), BUSINESS, "Is my bike ready?", "inbound", 0.0)
    return message_form(text, ACCOUNT_SID, "https://api.twilio.com")


def _message(begins: str) -> str:
    """The body of the wake-up of a recipient whose id begins so."""
    url, sqs = settings.queue_url(), settings.sqs()
    while True:
        (one,) = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=1)["Messages"]
        sqs.delete_message(QueueUrl=url, ReceiptHandle=one["ReceiptHandle"])
        if json.loads(one["Body"])["drain"].startswith(begins):
            return one["Body"]


class _Catcher:
    """An app that keeps the event it is called with."""

    def __init__(self) -> None:
        self.routes = guichet.app.routes
        self.event: dict[str, Any] = {}

    def __call__(self, event: dict[str, Any], _: Any) -> dict[str, Any]:
        self.event = event
        return {"statusCode": 200}


def _request(method: str, url: str, form: dict[str, str] | None = None) -> dict[str, Any]:
    """API Gateway's event for a request; a form is signed as Twilio signs it."""
    catcher = _Catcher()
    headers, body = signed(url, form, AUTH_TOKEN) if form else ({}, b"")
    Gateway(catcher, PUBLIC_URL).call(method, url, headers, body)
    return catcher.event


def write(first: First, path: Path) -> Path:
    """Writes it for `once.py`."""
    path.write_text(json.dumps(first), "utf-8")
    return path
