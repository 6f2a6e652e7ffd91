"""Handing texts to Meta, to a stand-in on the loopback."""

import time
from collections.abc import Iterator

import pytest

from chalicelib.errors import OutcomeUnknown, Refused, SendError, TryLater
from chalicelib.providers import _meta_rest
from chalicelib.providers._meta_codes import CODES, OURS, TOO_LONG, UNSURE
from chalicelib.providers._meta_json import our_id
from chalicelib.providers.base import OutboundText
from chalicelib.providers.meta import Provider
from chalicelib.settings import Credentials
from tests.providers.standin import hang, reset
from tests.support.graph import ACCESS_TOKEN, NUMBER_ID, SECRETS, Graph, failed, graph, said

ENTRY = "c-0a1b2c.1700000000000.0f-1"
BACK = f"https://desk.example/prod/webhooks/meta/statuses?e={ENTRY}"
TEXT = OutboundText(
    sender="whatsapp:+15145550100",
    to="whatsapp:+15145550142",
    body="Prêt à 17 h… 🚲 & co",
    callback=BACK,
    account=NUMBER_ID,
    entry=ENTRY,
)
PAGE = "400000000000001"


@pytest.fixture
def meta() -> Iterator[Graph]:
    with graph(patience=0.4) as stand_in:
        yield stand_in


def failure(stand_in: Graph, text: OutboundText = TEXT) -> SendError:
    with pytest.raises(SendError) as raised:
        stand_in.provider().send(text)
    told = f"{raised.value} {raised.value.args} {raised.value.__cause__}"
    assert "5145550" not in told
    assert "Prêt" not in told
    assert ACCESS_TOKEN not in told
    return raised.value


def test_a_text_goes_as_it_is_and_comes_back_with_its_id(meta):
    assert meta.provider().send(TEXT) == our_id(meta.raw_id())
    [asked] = meta.asked
    assert asked.path == f"/v25.0/{NUMBER_ID}/messages"
    assert asked.headers["Authorization"] == f"Bearer {ACCESS_TOKEN}"
    assert asked.body == {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": "+15145550142",
        "type": "text",
        "text": {"body": TEXT.body},
        "biz_opaque_callback_data": ENTRY,
    }


def test_one_without_a_number_is_sent_to_by_id(meta):
    user = "CA.13491208655302741918"
    meta.provider().send(OutboundText(TEXT.sender, f"whatsapp:{user}", "Hi", "", NUMBER_ID))
    [asked] = meta.asked
    assert asked.body["recipient"] == user
    assert "to" not in asked.body
    assert "biz_opaque_callback_data" not in asked.body


def test_messenger_and_instagram_go_through_the_page(meta):
    for channel in ("messenger", "instagram"):
        text = OutboundText(f"{channel}:1", f"{channel}:24680", "Hi", BACK, PAGE, ENTRY)
        assert meta.provider().send(text) == our_id(meta.raw_id())
    first, second = meta.asked
    assert first.path == second.path == f"/v25.0/{PAGE}/messages"
    assert first.body == {
        "recipient": {"id": "24680"},
        "messaging_type": "RESPONSE",
        "message": {"text": "Hi", "metadata": ENTRY},
    }
    assert second.body == {"recipient": {"id": "24680"}, "message": {"text": "Hi"}}


def test_what_instagram_would_cut_is_not_sent(meta):
    text = OutboundText("instagram:1", "instagram:24680", "é" * 501, BACK, PAGE)
    found = failure(meta, text)
    assert isinstance(found, Refused)
    assert found.code == TOO_LONG
    assert meta.provider().reason(found.code) == "reason_too_long"
    assert meta.asked == []


def test_without_a_token_it_surely_did_not_leave():
    with pytest.raises(TryLater) as error:
        Provider(Credentials()).send(TEXT)
    assert Provider(Credentials()).reason(error.value.code) == "reason_setup"


def test_a_connection_that_lay_idle_is_not_written_to(meta, monkeypatch):
    """The other side may have hung up while the process was frozen: that would lose the text."""
    meta.provider().send(TEXT)
    first = meta.connections
    meta.provider().send(TEXT)
    assert meta.connections == first, "at once, the same one"
    monkeypatch.setattr("time.time", lambda now=time.time: now() + 60)
    meta.provider().send(TEXT)
    assert meta.connections == first + 1


@pytest.mark.parametrize("code", [1200, 131057])
def test_a_passing_error_of_their_own_may_have_sent_it(meta, code):
    meta.answers = [failed(500, code)]
    assert isinstance(failure(meta), OutcomeUnknown)


@pytest.mark.parametrize("code", sorted(set(CODES) - OURS))
def test_each_code_means_what_its_line_says(meta, code):
    number, _, subcode = code.partition("/")
    meta.answers = [failed(400, int(number), int(subcode) if subcode else None)]
    found, known = failure(meta), CODES[code]
    assert found.code == code
    assert meta.provider().reason(code) == known.reason
    if known.again:
        assert isinstance(found, TryLater)
        assert found.after == known.again
    else:
        assert isinstance(found, Refused)


@pytest.mark.parametrize("code", [4, 80007, 130429, 131056])
def test_too_many_is_for_later(meta, code):
    meta.answers = [failed(400, code)]
    assert isinstance(failure(meta), TryLater)


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        *((500, int(code), OutcomeUnknown) for code in sorted(UNSURE)),
        (400, 131000, OutcomeUnknown),
        (400, 131047, Refused),
        (500, 131056, TryLater),
        (500, 999999, OutcomeUnknown),
        (400, 999999, Refused),
        (429, 999999, TryLater),
        (401, 999999, TryLater),
        (403, 999999, TryLater),
        (404, 999999, TryLater),
    ],
)
def test_what_a_refusal_means(meta, status, code, kind):
    meta.answers = [failed(status, code)]
    assert type(failure(meta)) is kind


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (said(200, "not JSON"), OutcomeUnknown),
        (said(200, []), OutcomeUnknown),
        (said(200, {"messages": []}), OutcomeUnknown),
        (said(200, {"messages": [{"id": 3}]}), OutcomeUnknown),
        (said(502, "<html>"), OutcomeUnknown),
        (said(400, "<html>"), Refused),
        (said(400, {"error": {"code": "x"}}), Refused),
        (hang, OutcomeUnknown),
        (reset, OutcomeUnknown),
    ],
    ids=["no JSON", "a list", "none", "no id", "502", "400", "odd", "hang", "reset"],
)
def test_what_else_an_answer_can_be(meta, answer, kind):
    meta.answers = [answer]
    assert type(failure(meta)) is kind


def test_nothing_listens_there(meta):
    nowhere = Credentials(secrets=SECRETS, urls={"META_API_URL": "http://127.0.0.1:9"})
    with pytest.raises(TryLater):
        Provider(nowhere).send(TEXT)


@pytest.mark.parametrize("url", ["gopher://127.0.0.1", "http://[", "127.0.0.1"])
def test_an_address_that_is_none_is_the_operators(meta, url):
    with pytest.raises(TryLater, match="META_API_URL"):
        Provider(Credentials(secrets=SECRETS, urls={"META_API_URL": url})).send(TEXT)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_the_token_goes_along_no_redirect(meta, status):
    with graph() as stranger:
        meta.answers = [said(status, "", Location=f"{stranger.url}/v25.0/1/messages")]
        assert isinstance(failure(meta), TryLater)
        assert stranger.asked == []


def test_the_pool_waits_ten_seconds_and_tries_nothing_twice():
    _meta_rest._pool.cache_clear()
    settings = _meta_rest._pool().connection_pool_kw
    assert settings["timeout"].total == 10
    assert settings["retries"].total is False
    _meta_rest._pool.cache_clear()
