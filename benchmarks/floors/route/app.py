"""The floor of the warm route: what a text's webhook cannot do without, and nothing else.

The same Chalice, the same signature check, as many AWS calls with the same parameters, a TwiML
answer of the same length. Each request's calls and words are literal, taken from a real run of
Guichet (`scenes.py`): nothing is read from the form, decided, converted, counted or logged.
"""

import os
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl

import boto3
from botocore.config import Config
from chalice.app import Chalice, Response
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]
from twilio.twiml.messaging_response import MessagingResponse  # type: ignore[import-untyped]

from benchmarks.replay import Request

app = Chalice(app_name="floor")

clients: dict[str, Any] = {}
requests: Iterator[Request] = iter(())
"""What each request that comes next is to ask and to answer."""


def connect() -> None:
    """New clients, with Guichet's own limits, for whatever the environment leads to."""
    limits = Config(
        connect_timeout=2,
        read_timeout=3,
        retries={"mode": "standard", "total_max_attempts": 3},
    )
    for client in clients.values():
        client.close()
    for service in ("dynamodb", "sqs"):
        clients[service] = boto3.client(service, config=limits)


@app.route(
    "/webhooks/twilio/messages",
    methods=["POST"],
    content_types=["application/x-www-form-urlencoded"],
)
def messages() -> Response:
    """A text arrives."""
    request: Any = app.current_request
    form = dict(parse_qsl(request.raw_body.decode(), keep_blank_values=True))
    validator = RequestValidator(os.environ["TWILIO_AUTH_TOKEN"])
    url = os.environ["GUICHET_PUBLIC_URL"] + request.path
    if not validator.validate(url, form, request.headers["x-twilio-signature"]):
        return Response(body="wrong signature", status_code=403)
    literal = next(requests)
    for call in literal.calls:
        getattr(clients[call.service], call.method)(**call.parameters)
    answer = MessagingResponse()
    for words, callback in literal.words:
        answer.message(words, action=callback, method="POST")
    headers: dict[str, str | list[str]] = {"Content-Type": "text/xml; charset=utf-8"}
    return Response(body=str(answer), headers=headers)
