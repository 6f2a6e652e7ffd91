"""Asking Twilio's log what became of a text, by its real client, on a stand-in on the loopback."""

import secrets
from dataclasses import replace
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest

from chalicelib.errors import TryLater
from chalicelib.providers import _twilio_log
from chalicelib.providers.base import OutboundText, SentMedia, SentTemplate
from tests.providers.standin import PATH, TEXT, Twilio, hang, reset, said

SINCE = 1_700_000_000_000


def record(sid: str, at: int = SINCE, body: str = TEXT.body, **more: object) -> dict[str, object]:
    date = formatdate(at / 1000)
    fields = {"direction": "outbound-api", "status": "delivered", "date_created": date}
    return {"sid": sid, "body": body, "to": TEXT.to, "from": TEXT.sender, **fields, **more}


def find(
    stand_in: Twilio,
    *records: dict[str, object],
    known: tuple[str, ...] = (),
    text: OutboundText = TEXT,
) -> Any:
    if records:
        stand_in.answer = said(200, {"messages": list(records), "next_page_uri": None})
    return stand_in.provider().find_sent(text, SINCE, lambda ids: set(ids) & set(known))


def test_the_log_is_asked_once_for_these_two_addresses(twilio):
    twilio.answer = said(200, {"messages": []})
    assert find(twilio) == "absent"
    ((method, path, fields),) = twilio.asked
    assert (method, path) == ("GET", PATH)
    assert fields == {"To": [TEXT.to], "From": [TEXT.sender], "PageSize": ["200"]}


def test_the_oldest_that_fits_and_is_not_known_is_it(twilio):
    records = [record("SMc", SINCE + 9000), record("SMb", SINCE + 5000), record("SMa", SINCE)]
    assert find(twilio, *records).id == "SMa"
    assert find(twilio, *records, known=("SMa",)).id == "SMb"
    assert find(twilio, *records, known=("SMa", "SMb", "SMc")) == "absent"


@pytest.mark.parametrize(
    "other",
    [
        record("SMa", direction="inbound"),
        record("SMa", SINCE - 6000),
        record("SMa", body="Prêt à 18 h… 🚲 & co"),
        record("SMa", body=""),
        record("SMa", body=None),  # type: ignore[arg-type]
    ],
)
def test_what_is_another_text_does_not_count(twilio, other):
    assert find(twilio, other) == "absent"
    assert find(twilio, other, record("SMb")).id == "SMb"


@pytest.mark.parametrize(
    "body",
    [
        f"  {TEXT.body}\r\n",
        "Prêt à\n17 h... 🚲 & co",
        f"Sent from your Twilio trial account - {TEXT.body}",
    ],
)
def test_what_twilio_does_to_a_body_does_not_hide_it(twilio, body):
    assert find(twilio, record("SMa", body=body)).id == "SMa"


def test_quotes_that_twilio_made_plain_are_the_same(twilio):
    assert _twilio_log._words("l’œuf « frais » – “oui”") == _twilio_log._words(
        'l\'œuf " frais " - "oui"'
    )


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("accepted", "sent"),
        ("queued", "sent"),
        ("sending", "sent"),
        ("sent", "sent"),
        ("delivered", "delivered"),
        ("read", "read"),
        ("failed", "failed"),
        ("undelivered", "failed"),
        ("canceled", "failed"),
        ("something new", "sent"),
    ],
)
def test_the_logs_status_is_mapped(twilio, status, state):
    assert find(twilio, record("SMa", status=status)).state == state


def test_why_it_failed_comes_along(twilio):
    assert find(twilio, record("SMa", status="undelivered", error_code=30006)).error == "30006"
    assert find(twilio, record("SMa", error_code=None)).error == ""


PICTURE = SentMedia("https://bucket.example/1.jpg?X-Amz-Signature=a", "image/jpeg")
WITH_PICTURE = replace(TEXT, media=(PICTURE,))
PICTURE_ALONE = replace(WITH_PICTURE, body="")
TEMPLATE = replace(TEXT, body="", template=SentTemplate("HX1", variables=("Zoé", "L’Atelier")))
RENDERED = "Bonjour Zoé, L'Atelier vous répond. Écrivez-nous."


@pytest.mark.parametrize("text", [WITH_PICTURE, PICTURE_ALONE])
def test_a_text_with_attachments_is_found_by_its_words_and_their_count(twilio, text):
    mine = record("SMa", body=text.body, num_media="1")
    assert find(twilio, mine, text=text).id == "SMa"
    assert find(twilio, mine, known=("SMa",), text=text) == "absent"
    assert find(twilio, record("SMa", body="else", num_media="1"), mine, text=text).id == "SMa"


@pytest.mark.parametrize(
    "other",
    [
        record("SMa", num_media="0"),  # not counted yet
        record("SMa", body=f"{TEXT.body} https://twil.io/1", num_media="0"),  # sent as a link
    ],
)
def test_an_attachment_that_the_log_may_tell_otherwise_is_never_absent(twilio, other):
    assert find(twilio, other, text=WITH_PICTURE) == "unsure"
    assert find(twilio, other, known=("SMa",), text=WITH_PICTURE) == "absent"
    assert find(twilio, record("SMa", body="else"), text=WITH_PICTURE) == "absent"


def test_a_picture_by_itself_may_be_any_text(twilio):
    assert find(twilio, record("SMa", body="else", num_media="0"), text=PICTURE_ALONE) == "unsure"


def test_a_template_is_found_by_what_fills_its_places(twilio):
    mine, other = record("SMa", body=RENDERED), record("SMb", body="else")
    assert find(twilio, mine, other, text=TEMPLATE).id == "SMa"
    assert find(twilio, mine, other, known=("SMa", "SMb"), text=TEMPLATE) == "absent"


def test_else_it_is_never_absent_while_a_text_is_unknown(twilio):
    mine, twin = record("SMa", body=RENDERED), record("SMc", body=RENDERED)
    assert find(twilio, mine, twin, text=TEMPLATE) == "unsure"
    assert find(twilio, record("SMb", body="else"), text=TEMPLATE) == "unsure"
    bare = replace(TEMPLATE, template=SentTemplate("HX1"))
    assert find(twilio, mine, text=bare) == "unsure"
    assert find(twilio, mine, known=("SMa",), text=bare) == "absent"
    assert find(twilio, record("SMa", SINCE - 9000, body=RENDERED), text=bare) == "absent"


def test_one_without_a_date_counts(twilio):
    assert find(twilio, record("SMa", date_created=None)).id == "SMa"


def test_a_log_that_reaches_back_too_little_cannot_tell(twilio):
    others = [record(f"SM{n}", SINCE + 1000, body="else") for n in range(199)]
    assert find(twilio, *others, record("SMx", SINCE, body="else")) == "unsure"
    assert find(twilio, *others, record("SMx", SINCE - 9000, body="else")) == "absent"
    assert find(twilio, *others, record("SMx")).id == "SMx"


def test_pages_are_followed_up_to_the_limit(twilio):
    def page(handler: BaseHTTPRequestHandler) -> None:
        records = [record(secrets.token_hex(8), SINCE + 1000, body="else") for _ in range(50)]
        said(200, {"messages": records, "next_page_uri": f"{PATH}?Page=1&PageToken=x"})(handler)

    twilio.answer = page
    assert find(twilio) == "unsure"
    assert len(twilio.asked) == 4


@pytest.mark.parametrize(
    "answer",
    [
        hang,
        reset,
        *(said(status, {"code": 21211}) for status in (302, 400, 401, 404, 429, 500, 503)),
        *(said(200, data) for data in ("<html>", "[]", "{}", "")),
    ],
)
def test_a_log_that_cannot_be_read_is_asked_later(twilio, answer):
    twilio.answer = answer
    with pytest.raises(TryLater):
        find(twilio)
