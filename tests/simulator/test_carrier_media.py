"""The stand-in Twilio: pictures both ways, templates, WhatsApp's day, and what was read."""

from collections.abc import Iterator
from typing import Any

import pytest
import requests
import time_machine
from twilio.base.exceptions import TwilioRestException  # type: ignore[import-untyped]
from twilio.rest import Client  # type: ignore[import-untyped]

from simulator.carrier import Carrier
from simulator.media import PICTURE, Picture
from simulator.rest import RestServer

from .conftest import CUSTOMER, PUBLIC, SHOP, SID, TOKEN, App

OURS, THEIRS = "whatsapp:+15145550100", "whatsapp:+15145550301"
BYTES = b"\x89PNG\r\n\x1a\n0123"
CONTENT = "HX" + "a" * 32
CALLBACK = f"{PUBLIC}/s?entry=1"
URLS = ["https://bucket.test/1.jpg?X-Amz-Signature=a", "https://bucket.test/2.jpg"]


@pytest.fixture
def server(carrier: Carrier) -> Iterator[RestServer]:
    with RestServer(carrier) as server:
        yield server


@pytest.fixture
def client(carrier: Carrier, server: RestServer) -> Iterator[Client]:
    carrier.numbers = {SHOP, OURS}
    client = Client(SID, TOKEN)
    client.api.base_url = server.url
    yield client
    client.http_client.session.close()


def get(url: str, **more: Any) -> requests.Response:
    return requests.get(url, timeout=5, allow_redirects=False, **more)


# --- what phones send ------------------------------------------------------------------------


def test_a_phones_pictures_are_where_the_webhook_says(
    app: App, carrier: Carrier, server: RestServer
) -> None:
    carrier.text(CUSTOMER, SHOP, "", pictures=[(BYTES, "image/png"), (b"%PDF-", "application/pdf")])
    assert carrier.wait_idle(5)
    form = app.posted[0].form
    assert [form[f"MediaContentType{n}"] for n in range(2)] == ["image/png", "application/pdf"]
    assert (form["NumMedia"], form["Body"]) == ("2", "")
    asked = get(form["MediaUrl0"], auth=(SID, TOKEN))
    assert asked.status_code == 307
    assert asked.headers["Location"].startswith(f"{server.url}/cdn/")
    found = get(asked.headers["Location"])
    assert (found.status_code, found.content) == (200, BYTES)
    assert found.headers["Content-Type"] == "image/png"
    assert get(asked.headers["Location"], auth=(SID, TOKEN)).status_code == 400


def test_nobody_else_is_led_to_them(app: App, carrier: Carrier, server: RestServer) -> None:
    carrier.text(CUSTOMER, SHOP, "Look", media=1)
    assert carrier.wait_idle(5)
    url = app.posted[0].form["MediaUrl0"]
    assert get(url).status_code == 401
    assert get(url, auth=(SID, "wrong")).status_code == 401
    assert get(url[:-1] + "7", auth=(SID, TOKEN)).status_code == 404
    assert get(url.replace("/ME", "/Media/ME"), auth=(SID, TOKEN)).status_code == 404
    assert get(f"{server.url}/cdn/SM1/{'0' * 32}").status_code == 404


def test_they_may_not_be_there_yet(app: App, carrier: Carrier, server: RestServer) -> None:
    carrier.faults.media_absent = 2
    carrier.text(CUSTOMER, SHOP, "Look", media=1)
    assert carrier.wait_idle(5)
    url = app.posted[0].form["MediaUrl0"]
    assert [get(url, auth=(SID, TOKEN)).status_code for _ in range(3)] == [404, 404, 307]


def test_a_count_stands_for_small_squares(carrier: Carrier) -> None:
    sid = carrier.text(CUSTOMER, SHOP, "Look", media=2)
    assert carrier.get(sid).attached == (PICTURE, PICTURE)


def test_what_whatsapp_adds_is_in_the_form(app: App, carrier: Carrier) -> None:
    carrier.numbers = {OURS}
    carrier.text(THEIRS, OURS, "", extra={"Latitude": "45.5", "ProfileName": "Zoé"})
    assert carrier.wait_idle(5)
    form = app.posted[0].form
    assert (form["Latitude"], form["ProfileName"], form["WaId"]) == ("45.5", "Zoé", "15145550301")


# --- what the app sends ----------------------------------------------------------------------


def test_pictures_that_the_app_attaches(carrier: Carrier, client: Client) -> None:
    sent = client.messages.create(to=CUSTOMER, from_=SHOP, body="Here", media_url=URLS)
    assert sent.num_media == "2"
    assert carrier.wait_idle(5)
    [text] = carrier.phone(CUSTOMER)[SHOP]
    assert (text.body, text.media_urls, text.pictures) == ("Here", tuple(URLS), ())
    client.messages.create(to=CUSTOMER, from_=SHOP, media_url=URLS[:1])
    assert carrier.texts()[-1].media_urls == (URLS[0],)


def test_they_are_fetched_where_somebody_can(app: App, carrier: Carrier, client: Client) -> None:
    there = {URLS[0]: Picture(BYTES, "image/png")}
    carrier.fetch = there.get
    client.messages.create(to=CUSTOMER, from_=SHOP, media_url=URLS[:1], status_callback=CALLBACK)
    client.messages.create(to=CUSTOMER, from_=SHOP, media_url=URLS, status_callback=CALLBACK)
    assert carrier.wait_idle(5)
    [text] = carrier.phone(CUSTOMER)[SHOP]
    assert text.pictures == (Picture(BYTES, "image/png"),)
    assert app.statuses()[-1] == ("entry=1", "failed")
    assert app.posted[-1].form["ErrorCode"] == "63019"


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"media_url": ["ftp://x.test/1"]}, 21620),
        ({"media_url": ["https://x.test/1"] * 11}, 21623),
        ({"content_sid": "guichet_back"}, 21655),
        ({"content_sid": CONTENT, "content_variables": "Zoe"}, 21656),
    ],
)
def test_what_cannot_be_sent_is_refused(
    carrier: Carrier, client: Client, fields: dict[str, Any], code: int
) -> None:
    with pytest.raises(TwilioRestException) as refused:
        client.messages.create(to=CUSTOMER, from_=SHOP, **fields)
    assert refused.value.code == code
    assert carrier.texts() == []


def test_a_template_is_shown_with_its_words(carrier: Carrier, client: Client) -> None:
    variables = '{"1": "Zoé", "2": "Vélo"}'
    for _ in range(2):
        client.messages.create(
            to=THEIRS, from_=OURS, content_sid=CONTENT, content_variables=variables
        )
        carrier.templates[CONTENT] = "Bonjour {{1}}, {{2}} vous répond."
    assert carrier.wait_idle(5)
    first, second = carrier.phone(THEIRS)[OURS]
    assert first.body == f"[template {CONTENT} | Zoé, Vélo]"
    assert (second.body, second.template) == ("Bonjour Zoé, Vélo vous répond.", CONTENT)


# --- WhatsApp's day --------------------------------------------------------------------------


def test_a_closed_window_lets_only_templates_through(
    app: App, carrier: Carrier, client: Client
) -> None:
    carrier.close_window(OURS, THEIRS)
    client.messages.create(to=THEIRS, from_=OURS, body="Ready!", status_callback=CALLBACK)
    client.messages.create(to=THEIRS, from_=OURS, content_sid=CONTENT, status_callback=CALLBACK)
    assert carrier.wait_idle(5)
    assert [s for _, s in app.statuses()] == ["failed", "sent", "delivered"]
    assert app.posted[0].form["ErrorCode"] == "63016"
    assert [text.template for text in carrier.phone(THEIRS)[OURS]] == [CONTENT]
    carrier.text(THEIRS, OURS, "Yes?")
    client.messages.create(to=THEIRS, from_=OURS, body="Ready!")
    assert carrier.wait_idle(5)
    assert carrier.phone(THEIRS)[OURS][-1].status == "delivered"


def test_it_closes_by_itself_after_a_day(carrier: Carrier) -> None:
    assert carrier.windows.until(OURS, THEIRS) is None
    with time_machine.travel("2026-03-03T15:00Z", tick=False) as clock:
        carrier.text(THEIRS, OURS, "Hi")
        carrier.text(CUSTOMER, SHOP, "Hi")
        clock.shift(86_399)
        assert not carrier.windows.is_closed(OURS, THEIRS)
        clock.shift(1)
        assert carrier.windows.is_closed(OURS, THEIRS)
        assert not carrier.windows.is_closed(SHOP, CUSTOMER)


def test_a_phone_may_read(app: App, carrier: Carrier) -> None:
    carrier.numbers = {OURS}
    sent = carrier.send(OURS, THEIRS, "Ready!", CALLBACK)
    carrier.read(sent.sid)
    assert carrier.wait_idle(5)
    carrier.read(sent.sid)
    carrier.read(sent.sid)
    assert carrier.wait_idle(5)
    assert [s for _, s in app.statuses()] == ["sent", "delivered", "read"]
    assert [text.status for text in carrier.phone(THEIRS)[OURS]] == ["read"]
