"""Asking Twilio's log what became of a text, by its real client, on a stand-in on the loopback."""

import secrets
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest

from chalicelib.errors import TryLater
from chalicelib.providers import _twilio_log
from tests.providers.standin import PATH, TEXT, Twilio, hang, reset, said

SINCE = 1_700_000_000_000


def record(sid: str, at: int = SINCE, body: str = TEXT.body, **more: object) -> dict[str, object]:
    date = formatdate(at / 1000)
    fields = {"direction": "outbound-api", "status": "delivered", "date_created": date}
    return {"sid": sid, "body": body, "to": TEXT.to, "from": TEXT.sender, **fields, **more}


def find(stand_in: Twilio, *records: dict[str, object], known: tuple[str, ...] = ()) -> Any:
    if records:
        stand_in.answer = said(200, {"messages": list(records), "next_page_uri": None})
    return stand_in.provider().find_sent(TEXT, SINCE, lambda ids: set(ids) & set(known))


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
