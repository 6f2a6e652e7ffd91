"""Requests through the stand-in API Gateway, to a Chalice app of their own."""

import json
from typing import Any

import pytest
from chalice.app import Chalice, Response

from simulator.gateway import Context, Gateway, match

FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def gateway() -> Gateway:
    app = Chalice(app_name="small")

    @app.route("/webhooks/{provider}/messages", methods=["POST"], content_types=[FORM])
    def messages(provider: str) -> Any:
        request: Any = app.current_request
        return {
            "provider": provider,
            "body": request.raw_body.decode(),
            "query": dict(request.query_params or {}),
            "signature": request.headers.get("x-twilio-signature"),
            "context": request.context,
        }

    @app.route("/health")
    def health() -> Any:
        return Response("fine", headers={"Content-Type": "text/plain"}, status_code=203)

    return Gateway(app, "https://guichet.test/try")


def test_a_form_arrives_as_it_was_sent(gateway: Gateway) -> None:
    headers = {"Content-Type": FORM, "X-Twilio-Signature": "s"}
    url = "https://guichet.test/try/webhooks/twilio/messages?entry=a%20b&entry2="
    answer = gateway.post(url, headers, b"Body=v%C3%A9lo&Empty=")
    assert answer.status == 200
    seen = json.loads(answer.body)
    assert (seen["provider"], seen["body"]) == ("twilio", "Body=v%C3%A9lo&Empty=")
    assert seen["query"] == {"entry": "a b", "entry2": ""}
    assert seen["signature"] == "s"
    context = seen["context"]
    assert context["domainName"] == "guichet.test"
    assert (context["stage"], context["path"]) == ("try", "/try/webhooks/twilio/messages")
    assert context["resourcePath"] == "/webhooks/{provider}/messages"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/health", 203),
        ("POST", "/health", 405),
        ("GET", "/webhooks/twilio/messages", 405),
        ("GET", "/nowhere", 404),
        ("POST", "/webhooks/twilio/messages/more", 404),
    ],
)
def test_status_of_a_path(gateway: Gateway, method: str, path: str, status: int) -> None:
    assert gateway.call(method, path).status == status


def test_another_content_type_is_chalices_to_refuse(gateway: Gateway) -> None:
    headers = {"Content-Type": "application/json"}
    assert gateway.call("POST", "/webhooks/twilio/messages", headers, b"{}").status == 415


def test_what_a_function_raises_is_a_502() -> None:
    class Broken:
        def __init__(self) -> None:
            self.routes: dict[str, Any] = {"/health": {"GET": None}}

        def __call__(self, event: Any, context: Any) -> Any:
            raise RuntimeError

    assert Gateway(Broken(), "https://guichet.test/try").call("GET", "/health").status == 502


def test_literal_segments_win() -> None:
    routes = {"/webhooks/{provider}/messages": 1, "/webhooks/twilio/messages": 1, "/": 1}
    assert match(routes, "/webhooks/twilio/messages") == ("/webhooks/twilio/messages", {})
    found = match(routes, "/webhooks/m%20m/messages")
    assert found == ("/webhooks/{provider}/messages", {"provider": "m m"})
    assert match(routes, "/") == ("/", {})
    assert match(routes, "/webhooks//messages") is None


def test_the_context_counts_down() -> None:
    context = Context(seconds=60)
    assert 59_000 < context.get_remaining_time_in_millis() <= 60_000
    assert context.aws_request_id != Context().aws_request_id
