"""What is Meta's own about verifying and reading webhooks; the rest is the contract's test."""

import json
from dataclasses import replace

import pytest
from hypothesis import given

from chalicelib.errors import Forged, Malformed, SetupError
from chalicelib.models import InboundMessage, StatusUpdate
from chalicelib.providers.base import OutboundText, WebRequest
from chalicelib.providers.meta import Provider
from chalicelib.settings import Credentials
from tests.providers.near_webhooks import webhooks
from tests.support import graph
from tests.support.graph import SECRETS, VERIFY_TOKEN

URL = "https://desk.example/prod/webhooks/meta"
CHALLENGE = "1158201444"


@pytest.fixture
def provider() -> Provider:
    return Provider(Credentials(secrets=SECRETS))


def signed(body: bytes) -> WebRequest:
    headers, _ = graph.signed(body)
    return WebRequest("POST", URL, {name.lower(): v for name, v in headers.items()}, body)


# --- who asks ------------------------------------------------------------------------------------


def asked(query: str) -> WebRequest:
    return WebRequest("GET", f"{URL}?{query}")


def test_the_challenge_comes_back_to_who_knows_the_token(provider):
    query = f"hub.mode=subscribe&hub.challenge={CHALLENGE}&hub.verify_token={VERIFY_TOKEN}"
    answer = provider.handshake(asked(query))
    assert (answer.status, answer.body, answer.content_type) == (200, CHALLENGE, "text/plain")


@pytest.mark.parametrize(
    "query",
    [
        "",
        f"hub.mode=subscribe&hub.challenge={CHALLENGE}",
        f"hub.mode=subscribe&hub.challenge={CHALLENGE}&hub.verify_token=",
        f"hub.mode=subscribe&hub.challenge={CHALLENGE}&hub.verify_token=%C3%A9",
        f"hub.mode=unsubscribe&hub.challenge={CHALLENGE}&hub.verify_token={VERIFY_TOKEN}",
        f"hub.challenge={CHALLENGE}&hub.verify_token={VERIFY_TOKEN}",
    ],
)
def test_and_to_nobody_else(provider, query):
    with pytest.raises(Forged):
        provider.handshake(asked(query))


def test_what_is_half_set_up_is_ours_to_mend():
    half = Provider(Credentials({"META_ACCESS_TOKEN": "x"}))
    with pytest.raises(SetupError):
        half.handshake(asked("hub.mode=subscribe&hub.verify_token=x"))
    with pytest.raises(SetupError):
        half.verify(WebRequest("POST", URL, {"x-hub-signature-256": "sha256=0"}, b"{}"))
    with pytest.raises(Forged):
        half.verify(WebRequest("POST", URL, {}, b"{}"))


def test_where_nobody_uses_meta_whoever_asks_is_a_stranger():
    nowhere = Provider(Credentials())
    with pytest.raises(Forged):
        nowhere.handshake(asked("hub.mode=subscribe&hub.verify_token=x"))
    with pytest.raises(Forged):
        nowhere.verify(WebRequest("POST", URL, {"x-hub-signature-256": "sha256=0"}, b"{}"))


@pytest.mark.parametrize("form", ["{}", "sha1={}", "SHA256={}", "sha256= {}", "sha256={}0"])
def test_a_signature_in_another_form_is_none(provider, form):
    request = signed(b"{}")
    provider.verify(request)
    mac = request.headers["x-hub-signature-256"].removeprefix("sha256=")
    with pytest.raises(Forged):
        provider.verify(replace(request, headers={"x-hub-signature-256": form.format(mac)}))


def test_the_body_is_signed_as_it_is_and_not_as_it_reads(provider):
    body = json.dumps({"é": 1}).encode()
    provider.verify(signed(body))
    same = json.dumps({"é": 1}, ensure_ascii=False).encode()
    with pytest.raises(Forged):
        provider.verify(replace(signed(body), body=same))


# --- what it says --------------------------------------------------------------------------------


def test_no_number_stands_in_an_id(provider):
    """WhatsApp's own ids are the number in base64, and ours stand in keys and in the log."""
    raw = "wamid.HBgLMTUxNDU1NTAxNDIVAgASGBQzQTRBNjU5OUFFRTAzODEwMTQ0RgA="
    ends = ("whatsapp:+15145550142", "whatsapp:+15145550100")
    _, body = graph.webhook(graph.text(*ends, "Hi", raw), graph.status(ends[1], raw, "read"))
    [message], [update] = provider.messages(signed(body)), provider.statuses(signed(body))
    assert isinstance(message, InboundMessage)
    assert isinstance(update, StatusUpdate)
    assert message.id == update.id
    assert message.id.isascii()
    assert message.id.replace("-", "").isalnum()
    assert "MTUxNDU1NTAxNDI" not in message.id


def test_there_is_no_log_to_read(provider):
    outbound = OutboundText("whatsapp:+15145550100", "whatsapp:+15145550142", "Hi", "")
    assert provider.find_sent(outbound, 0, lambda ids: ids) == "unsure"
    assert list(provider.received(0, 2**50)) == []


@given(webhooks())
def test_whatever_json_says_it_is_read_or_malformed(whole):
    provider, request = Provider(Credentials(secrets=SECRETS)), signed(json.dumps(whole).encode())
    for read in (provider.messages, provider.statuses):
        try:
            found = read(request)
        except Malformed:
            continue
        for one in found:
            if not isinstance(one, Malformed):
                one.model_dump_json().encode()  # what cannot be written could not be kept
