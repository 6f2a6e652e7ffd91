"""What comes first to each entry point, and what AWS then answers: recorded from a run on moto."""

import json
from functools import partial
from pathlib import Path
from typing import Any

from moto import mock_aws

import app as guichet
from chalicelib import settings
from chalicelib.store import desk as desks
from simulator.gateway import Context
from simulator.wire import Text, resource
from tests.support.desk import BUSINESS, MESSAGES, RELAYS, Driver, agent, customer
from tests.support.exchange import schedule_event, sqs_event
from tests.support.stage import ACCOUNT_SID, AUTH_TOKEN, PUBLIC_URL, REGION, stage

from .scenes import ASK, environment, event_of, form, quiet

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


_request = partial(event_of, guichet.app)


def record() -> dict[str, First]:
    """The first event of each entry point, by its name."""
    with environment(), quiet(), mock_aws(), stage() as made, Driver(made) as desk:
        stage_is = {"GUICHET_TABLE": made.table, "GUICHET_QUEUE_URL": made.queue_url}
        given = _AWS | stage_is | {"GUICHET_PUBLIC_URL": PUBLIC_URL}
        given |= {"TWILIO_ACCOUNT_SID": ACCOUNT_SID, "TWILIO_AUTH_TOKEN": AUTH_TOKEN}
        found = {HEALTH: _first("app", _request("GET", "/health"), given)}
        found[TICK] = _first("tick", schedule_event(), given, _NO_TEXTS)
        _fill(found[TICK])
        asked = _request("POST", MESSAGES, form(customer(1), BUSINESS, ASK, 0))
        found[WEBHOOK] = _first("app", asked, given)
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


def _sent() -> str:
    """What Twilio answers to whom it takes a text from."""
    text = Text("SM" + "1" * 32, RELAYS[0], agent(1), "…", "outbound-api", 0.0)
    return json.dumps(resource(text, ACCOUNT_SID))


def _message(begins: str) -> str:
    """The body of the wake-up of a recipient whose id begins so."""
    url, sqs = settings.queue_url(), settings.sqs()
    while True:
        (one,) = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=1)["Messages"]
        sqs.delete_message(QueueUrl=url, ReceiptHandle=one["ReceiptHandle"])
        if json.loads(one["Body"])["drain"].startswith(begins):
            return one["Body"]


def write(first: First, path: Path) -> Path:
    """Writes it for `once.py`."""
    path.write_text(json.dumps(first), "utf-8")
    return path
