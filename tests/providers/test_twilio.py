"""Twilio's webhooks: who signed them, and what is answered. Bodies are in test_contract.py."""

import base64
import hashlib
import hmac
import secrets
import subprocess
import sys
import xml.etree.ElementTree as ET
from dataclasses import replace
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.errors import Forged, SetupError
from chalicelib.providers._twilio_codes import CODES
from chalicelib.providers.base import AnswerText, WebRequest
from chalicelib.providers.twilio import Provider
from chalicelib.settings import Credentials

URL = "https://desk.example/prod/webhooks/twilio/messages"
FORM = "application/x-www-form-urlencoded"
TOKEN = secrets.token_hex(16)
FIELDS = {
    "MessageSid": "SM" + "0" * 32,
    "From": "+15145550142",
    "To": "+15145550100",
    "Body": " Bonjour ! ",
    "FromCity": "",
}
HOSTILE = "<Message>&amp; ]]> \"'</Message><!-- é 🚲 \u202eab\u202c\n\tline"


@pytest.fixture
def provider() -> Provider:
    return Provider(Credentials(secrets={"TWILIO_AUTH_TOKEN": TOKEN}))


def mac(text: str) -> str:
    digest = hmac.new(TOKEN.encode(), text.encode(), hashlib.sha1).digest()
    return base64.b64encode(digest).decode()


def signed(url: str = URL, fields: dict[str, str] = FIELDS, signed_url: str = "") -> WebRequest:
    text = (signed_url or url) + "".join(name + fields[name] for name in sorted(fields))
    headers = {"content-type": FORM, "x-twilio-signature": mac(text)}
    return WebRequest("POST", url, headers, urlencode(fields).encode())


@pytest.mark.parametrize(
    "url",
    [
        URL,
        URL + "?e=a.1.0&x=%C3%A9+b",
        "https://desk.example:8443/stage/webhooks/twilio/messages?e=1",
        "http://127.0.0.1:4566/restapis/abc/stage/_user_request_/webhooks/twilio/messages",
    ],
)
def test_the_exact_url_is_signed_query_and_port_included(provider, url):
    provider.verify(signed(url))
    for other in (url + "&", url.replace("webhooks", "Webhooks"), url.replace("http", "ftp")):
        with pytest.raises(Forged):
            provider.verify(replace(signed(url), url=other))


def test_a_standard_port_may_be_signed_or_not(provider):
    with_port = URL.replace("desk.example", "desk.example:443")
    provider.verify(signed(URL, signed_url=with_port))
    provider.verify(signed(with_port, signed_url=URL))


def test_blank_values_and_blanks_count(provider):
    provider.verify(signed())
    without = {name: value for name, value in FIELDS.items() if value}
    stripped = {name: value.strip() for name, value in FIELDS.items()}
    for fields in (without, stripped):
        body = urlencode(fields).encode()
        with pytest.raises(Forged):
            provider.verify(replace(signed(), body=body))


def test_content_type_may_name_a_charset_in_any_case(provider):
    request = signed()
    headers = {
        **request.headers,
        "content-type": "Application/X-WWW-Form-URLencoded; charset=UTF-8",
    }
    provider.verify(replace(request, headers=headers))
    assert provider.messages(replace(request, headers=headers))[0].body == " Bonjour ! "


@pytest.mark.parametrize("content_type", ["application/json", "text/plain", "", FORM + "x"])
def test_a_body_that_nothing_signs_is_forged_and_no_crash(provider, content_type):
    headers = {"content-type": content_type, "x-twilio-signature": mac(URL)}
    for body in (b'{"MessageSid": "x"}', b"From=a", b"\xff\xfe"):
        with pytest.raises(Forged):
            provider.verify(WebRequest("POST", URL, headers, body))


def test_a_body_hash_counts_only_where_it_is_the_bodys(provider):
    body = '{"é": 1}'.encode()
    url = f"{URL}?bodySHA256={hashlib.sha256(body).hexdigest()}"
    headers = {"content-type": "application/json", "x-twilio-signature": mac(url)}
    provider.verify(WebRequest("POST", url, headers, body))
    for other in (b"{}", body + b" ", b"\xff"):
        with pytest.raises(Forged):
            provider.verify(WebRequest("POST", url, headers, other))
    form = {**headers, "content-type": FORM}
    with pytest.raises(Forged):  # a form's fields are signed one by one, whatever the query says
        provider.verify(WebRequest("POST", url, form, body))


@pytest.mark.parametrize(
    "signature",
    ["", "x", "é", mac(""), mac(URL), "=" * 5000],
    ids=["none", "short", "not ASCII", "of nothing", "of the URL alone", "long"],
)
def test_a_wrong_signature_is_forged(provider, signature):
    headers = {"content-type": FORM, "x-twilio-signature": signature}
    with pytest.raises(Forged):
        provider.verify(replace(signed(), headers=headers))


def test_unsigned_is_told_before_anything_else():
    nowhere = Provider(Credentials())
    with pytest.raises(Forged):
        nowhere.verify(WebRequest("POST", URL, {"content-type": "application/json"}, b"{"))
    with pytest.raises(SetupError):  # ours to mend: it must not look like a forgery
        nowhere.verify(signed())


@pytest.mark.parametrize("url", ["", "https://[", "https://desk.example:99999/x", "\ud800"])
def test_a_url_that_cannot_be_is_forged_and_no_crash(provider, url):
    with pytest.raises(Forged):
        provider.verify(replace(signed(), url=url))


@given(body=st.binary(max_size=200), content_type=st.sampled_from([FORM, "text/plain"]))
def test_no_body_crashes_the_check(body, content_type):
    provider = Provider(Credentials(secrets={"TWILIO_AUTH_TOKEN": TOKEN}))
    headers = {"content-type": content_type, "x-twilio-signature": mac("x")}
    with pytest.raises(Forged):
        provider.verify(WebRequest("POST", URL, headers, body))


@pytest.mark.parametrize("body", [b"Body=%ED%A0%80", b"Body=%ff%fe", b"Body=\xff", b"%%%=%zz&&&=="])
def test_bytes_that_are_no_utf8_are_forged_and_no_crash(provider, body):
    with pytest.raises(Forged):
        provider.verify(replace(signed(), body=body))


def test_too_many_fields_are_forged(provider):
    with pytest.raises(Forged):
        provider.verify(signed(fields={f"F{n}": "" for n in range(5000)}))


@given(body=st.text(st.characters(exclude_categories=["Cs"])))
def test_a_text_arrives_word_for_word(body):
    provider = Provider(Credentials(secrets={"TWILIO_AUTH_TOKEN": TOKEN}))
    request = signed(fields={**FIELDS, "Body": body})
    provider.verify(request)
    assert provider.messages(request)[0].body == body


# --- answers -------------------------------------------------------------------------------


def parsed(twiml: str) -> ET.Element:
    return ET.fromstring(twiml)  # noqa: S314 (our own answer)


def test_an_answer_with_no_texts_is_empty_twiml(provider):
    answer = provider.answer()
    root = parsed(answer.body)
    assert (root.tag, list(root), root.text) == ("Response", [], None)
    assert (answer.status, answer.content_type) == (200, "text/xml")
    assert answer.body.startswith("<?xml")


def test_each_text_is_a_message_with_its_callback(provider):
    callback = URL + "?e=a.1.0&x=\"<'"
    root = parsed(provider.answer([AnswerText(HOSTILE, callback)]).body)
    (message,) = root
    assert (message.tag, message.text, list(message)) == ("Message", HOSTILE, [])
    assert message.attrib == {"action": callback, "method": "POST"}


@given(body=st.text(st.characters(exclude_categories=["Cc", "Cs", "Cn"]), min_size=1))
def test_any_text_comes_out_of_the_answer_as_it_went_in(body):
    answer = Provider(Credentials()).answer([AnswerText(body, URL)])
    (message,) = parsed(answer.body)
    assert message.text == body


@given(body=st.text(st.characters(codec=None)))
def test_no_text_breaks_the_answer(body):
    answer = Provider(Credentials()).answer([AnswerText(body, URL), AnswerText("after", URL)])
    assert [m.text for m in parsed(answer.body)][1] == "after"
    answer.body.encode()


@pytest.mark.parametrize(
    ("language", "spoken"), [("fr", "fr-CA"), ("en", "en-US"), ("de", "en-US")]
)
def test_a_call_is_told_a_sentence_and_hung_up(provider, language, spoken):
    answer = provider.refuse_call(HOSTILE, language)
    say, hangup = parsed(answer.body)
    assert (say.tag, say.text, say.attrib) == ("Say", HOSTILE, {"language": spoken})
    assert (hangup.tag, answer.content_type) == ("Hangup", "text/xml")


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("21614", "reason_no_texts"),
        ("30006", "reason_no_texts"),
        ("30005", "reason_invalid"),
        ("21610", "reason_opted_out"),
        ("30003", "reason_unreachable"),
        ("30007", "reason_filtered"),
        ("99999", "reason_unknown"),
    ],
)
def test_an_error_code_has_its_reason(provider, code, reason):
    assert provider.reason(code) == reason
    assert all(code.isdecimal() for code in CODES)


def test_webhooks_import_neither_the_rest_client_nor_requests():
    loaded = (
        "import sys; from chalicelib.providers.twilio import Provider;"
        "from chalicelib.settings import Credentials;"
        "p = Provider(Credentials()); p.answer(); p.reason('1'); p.refuse_call('x', 'fr');"
        "sys.exit(any(m in sys.modules for m in ('twilio.rest', 'twilio.base', 'requests')))"
    )
    assert subprocess.run([sys.executable, "-c", loaded], check=False).returncode == 0
