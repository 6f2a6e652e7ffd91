"""Handing texts to Twilio, by its real client, to a stand-in on the loopback."""

import json
import logging
import socket
from dataclasses import replace

import pytest

from chalicelib.errors import OutcomeUnknown, Refused, SendError, SetupError, TryLater
from chalicelib.providers import _twilio_rest
from chalicelib.providers._twilio_codes import CODES
from chalicelib.providers.base import SentMedia, SentTemplate
from chalicelib.providers.twilio import Provider
from chalicelib.settings import Credentials
from tests.providers.standin import PATH, TEXT, Twilio, hang, reset, said


def failure(stand_in: Twilio) -> SendError:
    with pytest.raises(SendError) as raised:
        stand_in.provider().send(TEXT)
    told = f"{raised.value} {raised.value.args} {raised.value.__cause__}"
    assert "5145550" not in told
    assert "Prêt" not in told
    return raised.value


def test_a_text_goes_as_it_is_and_comes_back_with_its_sid(twilio):
    assert twilio.provider().send(TEXT) == "SM" + "1" * 32
    ((method, path, fields),) = twilio.asked
    assert (method, path) == ("POST", PATH)
    assert fields == {
        "To": [TEXT.to],
        "From": [TEXT.sender],
        "Body": [TEXT.body],
        "StatusCallback": [TEXT.callback],
    }


PICTURES = (
    SentMedia("https://bucket.example/1.jpg?X-Amz-Signature=a%2Fb", "image/jpeg"),
    SentMedia("https://bucket.example/2.pdf", "application/pdf", "bill.pdf"),
)
CONTENT = "HX" + "a" * 32


def test_attachments_go_by_their_urls_and_with_the_words(twilio):
    twilio.provider().send(replace(TEXT, media=PICTURES))
    twilio.provider().send(replace(TEXT, body="", media=PICTURES[:1]))
    (_, _, both), (_, _, alone) = twilio.asked
    assert both["MediaUrl"] == [one.url for one in PICTURES]
    assert both["Body"] == [TEXT.body]
    assert alone["MediaUrl"] == [PICTURES[0].url]
    assert "Body" not in alone
    assert alone["StatusCallback"] == [TEXT.callback]


def test_a_template_goes_without_words(twilio):
    filled = SentTemplate(CONTENT, variables=("Zoé", " L'Atelier\n  du vélo "))
    for template in (filled, SentTemplate(CONTENT)):
        twilio.provider().send(replace(TEXT, body="", template=template))
    (_, _, first), (_, _, second) = twilio.asked
    assert first["ContentSid"] == second["ContentSid"] == [CONTENT]
    assert json.loads(first["ContentVariables"][0]) == {"1": "Zoé", "2": "L'Atelier du vélo"}
    assert "ContentVariables" not in second
    assert "Body" not in first
    assert first["StatusCallback"] == [TEXT.callback]


def test_there_is_nothing_to_mark_as_read(twilio):
    twilio.provider().mark_read("", "SM1")
    assert twilio.asked == []


def test_one_client_serves_the_process(twilio):
    twilio.provider().send(TEXT)
    twilio.provider().send(TEXT)
    assert _twilio_rest._client.cache_info().currsize == 1


def test_the_client_never_tries_again_by_itself():
    client = _twilio_rest._client("AC" + "0" * 32, "0" * 32, "https://api.twilio.com")
    for url in ("https://api.twilio.com", "http://127.0.0.1"):
        assert client.http_client.session.get_adapter(url).max_retries.total == 0
    assert client.http_client.timeout == 8


def test_without_credentials_the_operator_is_told():
    with pytest.raises(SetupError):
        Provider(Credentials()).send(TEXT)


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        *((400, int(code), TryLater if what.again else Refused) for code, what in CODES.items()),
        (400, 99999, Refused),
        (400, None, Refused),
        (401, 20003, TryLater),
        (403, 20403, TryLater),
        (404, 20404, TryLater),
        (429, 20429, TryLater),
        (429, 21610, TryLater),
        (500, 20500, OutcomeUnknown),
        (500, 21610, OutcomeUnknown),
        (502, None, OutcomeUnknown),
        (503, 20503, OutcomeUnknown),
        (504, None, OutcomeUnknown),
        (302, None, TryLater),
    ],
)
def test_a_refusal_is_judged_by_its_code_and_status(twilio, status, code, kind):
    words = f"The number {TEXT.to} cannot be texted: {TEXT.body}"
    twilio.answer = said(status, {"code": code, "message": words, "status": status})
    error = failure(twilio)
    assert type(error) is kind
    assert error.code == (str(code) if code else "")
    assert len(twilio.asked) == 1, "the client must not try again by itself"


@pytest.mark.parametrize(
    ("header", "after"), [("7", 7), ("0", 1), ("99999", 3600), ("Wed, 21 Oct", 30), ("-5", 30)]
)
def test_a_throttled_text_waits_as_long_as_twilio_says(twilio, header, after):
    twilio.answer = said(429, {"code": 20429}, Retry_After=header)
    error = failure(twilio)
    assert isinstance(error, TryLater)
    assert error.after == after


@pytest.mark.parametrize("body", ["<html>", "[]", '{"code": {"a": 1}}', "", '"x"'])
def test_a_refusal_that_is_none_of_twilios_is_read_by_its_status(twilio, body):
    twilio.answer = said(400, body)
    error = failure(twilio)
    assert (type(error), error.code) == (Refused, "")


@pytest.mark.parametrize("body", ["<html>", "[]", "{}", "", '{"sid": null}'])
def test_a_success_that_cannot_be_read_leaves_the_outcome_unknown(twilio, body):
    twilio.answer = said(201, body)
    assert isinstance(failure(twilio), OutcomeUnknown)


@pytest.mark.parametrize("answer", [hang, reset, said(201, '{"sid": "SM', Content_Length="99")])
def test_a_lost_answer_leaves_the_outcome_unknown(twilio, answer):
    twilio.answer = answer
    assert isinstance(failure(twilio), OutcomeUnknown)
    assert len(twilio.asked) == 1


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1:1", "nonsense", "ftp://x.invalid", "http://"],
)
def test_what_never_had_a_connection_is_tried_later(twilio, url):
    twilio.url = url
    assert isinstance(failure(twilio), TryLater)
    assert not twilio.asked


def test_a_name_that_is_not_found_is_tried_later(twilio, monkeypatch):
    def unknown(*_: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    assert isinstance(failure(twilio), TryLater)
    assert not twilio.asked


def test_no_address_and_no_body_is_logged(twilio, caplog):
    caplog.set_level(logging.DEBUG)
    twilio.provider().send(TEXT)
    twilio.answer = said(200, {"messages": []})
    twilio.provider().find_sent(TEXT, 0, lambda ids: ids)
    twilio.answer = said(400, {"code": 21211, "message": TEXT.to})
    failure(twilio)
    assert "5145550" not in caplog.text
    assert "Prêt" not in caplog.text
    assert "Pr%C3%AAt" not in caplog.text
