"""Requests that are at fault: a clear 4xx, nothing written, counted."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from urllib.parse import urlencode

import pytest
from moto import mock_aws
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

from simulator.wire import signed

from ..support.desk import BUSINESS, MESSAGES, STATUSES, Driver, customer, inbound_form
from ..support.said import listening
from ..support.stage import AUTH_TOKEN, PUBLIC_URL, stage

CALLS = f"{PUBLIC_URL}/webhooks/twilio/calls"
FORM = "application/x-www-form-urlencoded"
ROUTES = [MESSAGES, STATUSES, CALLS]


@pytest.fixture(scope="module")
def desk() -> Iterator[Driver]:
    """One for all: nothing here writes anything."""
    with mock_aws(), stage() as made, Driver(made) as driver:
        yield driver


def _form() -> dict[str, str]:
    form = inbound_form(customer(1), BUSINESS, "Is my bike ready?")
    return form | {"MessageStatus": "delivered"}


def _refused(
    desk: Driver, url: str, headers: Mapping[str, str], body: bytes, status: int, count: str
) -> None:
    """The request is answered `status`, writes and asks nothing, and is counted once as `count`."""
    before = desk.items()
    with listening() as said:
        found = desk.request("POST", url, headers, body)
    assert found.answer.status == status
    assert desk.items() == before
    assert found.calls == []
    assert said.metrics.get(count) == 1
    assert "TextsIn" not in said.metrics
    assert customer(1) not in said.text
    assert not desk.wake_next()


# --- forged --------------------------------------------------------------------------------------


@pytest.mark.parametrize("url", ROUTES)
@pytest.mark.parametrize("signature", [None, "", "=", "AAAAAAAAAAAAAAAAAAAAAAAAAAA=", "é" * 28])
def test_not_signed_is_forbidden(desk: Driver, url: str, signature: str | None) -> None:
    headers = {"Content-Type": FORM}
    if signature is not None:
        headers["X-Twilio-Signature"] = signature
    _refused(desk, url, headers, urlencode(_form()).encode(), 403, "Forged")


@pytest.mark.parametrize("url", ROUTES)
def test_signed_with_another_token_is_forbidden(desk: Driver, url: str) -> None:
    headers, body = signed(url, _form(), "1" * 32)
    _refused(desk, url, headers, body, 403, "Forged")


@pytest.mark.parametrize("changed", ["From", "To", "Body", "MessageSid"])
def test_changed_after_signing_is_forbidden(desk: Driver, changed: str) -> None:
    form = _form()
    headers, _ = signed(MESSAGES, form, AUTH_TOKEN)
    body = urlencode(form | {changed: form[changed] + "1"}).encode()
    _refused(desk, MESSAGES, headers, body, 403, "Forged")


def test_a_field_added_after_signing_is_forbidden(desk: Driver) -> None:
    headers, body = signed(MESSAGES, _form(), AUTH_TOKEN)
    _refused(
        desk, MESSAGES, headers, body + b"&MediaUrl0=https%3A%2F%2Fevil.example", 403, "Forged"
    )


def test_signed_for_another_url_is_forbidden(desk: Driver) -> None:
    headers, body = signed(f"{PUBLIC_URL}/webhooks/twilio/other", _form(), AUTH_TOKEN)
    _refused(desk, MESSAGES, headers, body, 403, "Forged")


def test_signed_for_another_entry_is_forbidden(desk: Driver) -> None:
    """Which entry a status is about stands in the URL, which is signed."""
    headers, body = signed(f"{STATUSES}?e=c-1.1.1", _form(), AUTH_TOKEN)
    _refused(desk, f"{STATUSES}?e=c-2.1.1", headers, body, 403, "Forged")


def test_json_that_nothing_signs_is_forbidden(desk: Driver) -> None:
    body = json.dumps(_form()).encode()
    signature = RequestValidator(AUTH_TOKEN).compute_signature(MESSAGES, {})
    headers = {"Content-Type": "application/json", "X-Twilio-Signature": signature}
    _refused(desk, MESSAGES, headers, body, 403, "Forged")


def test_bytes_that_are_no_text_are_forbidden(desk: Driver) -> None:
    headers = {"Content-Type": FORM, "X-Twilio-Signature": "AAAA"}
    _refused(desk, MESSAGES, headers, b"\xff\xfe\x00\x80", 403, "Forged")


# --- signed, and something is missing ------------------------------------------------------------


@pytest.mark.parametrize("missing", ["MessageSid", "From", "To"])
@pytest.mark.parametrize("value", [None, "", " "])
def test_without_a_field_that_must_be_there(desk: Driver, missing: str, value: str | None) -> None:
    form = _form()
    del form[missing]
    if value is not None:
        form[missing] = value
    headers, body = signed(MESSAGES, form, AUTH_TOKEN)
    _refused(desk, MESSAGES, headers, body, 400, "Malformed")


@pytest.mark.parametrize("missing", ["MessageSid", "MessageStatus"])
def test_status_without_a_field_that_must_be_there(desk: Driver, missing: str) -> None:
    form = _form()
    del form[missing]
    headers, body = signed(STATUSES, form, AUTH_TOKEN)
    _refused(desk, STATUSES, headers, body, 400, "Malformed")


def test_an_empty_form(desk: Driver) -> None:
    headers, body = signed(MESSAGES, {}, AUTH_TOKEN)
    _refused(desk, MESSAGES, headers, body, 400, "Malformed")


@pytest.mark.parametrize("url", [MESSAGES, STATUSES])
def test_signed_json_is_not_a_form(desk: Driver, url: str) -> None:
    """Signed as Twilio signs JSON: the URL holds the body's digest."""
    body = json.dumps(_form())
    whole = f"{url}?bodySHA256={hashlib.sha256(body.encode()).hexdigest()}"
    signature = RequestValidator(AUTH_TOKEN).compute_signature(whole, {})
    headers = {"Content-Type": "application/json", "X-Twilio-Signature": signature}
    _refused(desk, whole, headers, body.encode(), 400, "Malformed")


# --- the wrong door ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["nobody", "base", "_twilio_rest", "os", "a.b", "..%2fapp"])
def test_an_unknown_provider(desk: Driver, name: str) -> None:
    url = f"{PUBLIC_URL}/webhooks/{name}/messages"
    headers, body = signed(url, _form(), AUTH_TOKEN)
    _refused(desk, url, headers, body, 404, "UnknownProvider")


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_one_webhook_for_everything(desk: Driver, method: str) -> None:
    for name, status in (("meta", 403), ("twilio", 403), ("nobody", 404)):
        found = desk.request(method, f"{PUBLIC_URL}/webhooks/{name}?hub.mode=subscribe", {}, b"")
        assert found.answer.status == status


@pytest.mark.parametrize("content", ["text/plain", "multipart/form-data; boundary=x", "text/xml"])
def test_another_content_type(desk: Driver, content: str) -> None:
    headers, body = signed(MESSAGES, _form(), AUTH_TOKEN)
    before = desk.items()
    found = desk.request("POST", MESSAGES, {**headers, "Content-Type": content}, body)
    assert found.answer.status == 415
    assert desk.items() == before
    assert found.calls == []


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH"])
@pytest.mark.parametrize("url", ROUTES)
def test_another_method(desk: Driver, url: str, method: str) -> None:
    headers, body = signed(url, _form(), AUTH_TOKEN)
    before = desk.items()
    found = desk.request(method, url, headers, body)
    assert found.answer.status in (403, 405)
    assert desk.items() == before
    assert found.calls == []
