"""The stand-in Twilio, through the real client where there is one."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import requests
from twilio.base.exceptions import TwilioRestException  # type: ignore[import-untyped]
from twilio.rest import Client  # type: ignore[import-untyped]

from simulator.carrier import Carrier, Event
from simulator.rest import RestServer
from simulator.wire import read_twiml

from .conftest import CUSTOMER, PUBLIC, SHOP, SID, TOKEN, App

CALLBACK = "/try/webhooks/twilio/statuses?entry=7"
TWIML = f'<Response><Message action="{CALLBACK}">Merci &lt;3</Message></Response>'


@pytest.fixture
def client(carrier: Carrier) -> Iterator[Client]:
    with RestServer(carrier) as server:
        client = Client(SID, TOKEN)
        client.api.base_url = server.url
        yield client
        client.http_client.session.close()


def test_a_phones_text_reaches_the_app_signed(app: App, carrier: Carrier) -> None:
    sid = carrier.text(CUSTOMER, SHOP, "Où est mon vélo? & +1", media=1)
    assert carrier.wait_idle(5)
    [(url, form, _)] = app.posted
    assert url == f"{PUBLIC}/webhooks/twilio/messages"
    assert form["Body"] == "Où est mon vélo? & +1"
    assert (form["From"], form["To"], form["MessageSid"]) == (CUSTOMER, SHOP, sid)
    assert (form["NumMedia"], form["NumSegments"], form["FromZip"]) == ("1", "1", "")
    assert form["MediaUrl0"].startswith("https://api.twilio.com/")
    [text] = carrier.phone(CUSTOMER)[SHOP]
    assert text.status == "delivered"


def test_a_twiml_answer_goes_back_and_is_called_back(app: App, carrier: Carrier) -> None:
    app.twiml = TWIML
    carrier.text(CUSTOMER, SHOP, "Bonjour")
    assert carrier.wait_idle(5)
    asked, answer = carrier.phone(CUSTOMER)[SHOP]
    assert (asked.body, answer.body) == ("Bonjour", "Merci <3")
    assert app.statuses() == [("entry=7", "sent"), ("entry=7", "delivered")]
    assert app.posted[-1].form["MessageSid"] == answer.sid


def test_the_real_client_sends_and_is_called_back(
    app: App, carrier: Carrier, client: Client
) -> None:
    sent = client.messages.create(
        to=CUSTOMER, from_=SHOP, body="Prêt ✓", status_callback=f"{PUBLIC}/s?entry=1"
    )
    assert (sent.status, sent.num_segments, sent.direction) == ("queued", "1", "outbound-api")
    assert sent.date_created is not None
    assert carrier.wait_idle(5)
    assert [text.body for text in carrier.phone(CUSTOMER)[SHOP]] == ["Prêt ✓"]
    assert app.statuses() == [("entry=1", "sent"), ("entry=1", "delivered")]
    assert client.messages(str(sent.sid)).fetch().status == "delivered"


def test_the_real_client_lists(carrier: Carrier, client: Client) -> None:
    for n in range(5):
        client.messages.create(to=CUSTOMER, from_=SHOP, body=str(n))
    client.messages.create(to="+15145550302", from_=SHOP, body="other")
    now = datetime.now(UTC)
    found = client.messages.list(to=CUSTOMER, from_=SHOP, page_size=2)
    assert [m.body for m in found] == ["4", "3", "2", "1", "0"]
    assert len(client.messages.list(date_sent_after=now - timedelta(minutes=1))) == 6
    assert client.messages.list(date_sent_after=now + timedelta(minutes=1)) == []
    assert client.messages.list(date_sent_before=now - timedelta(minutes=1)) == []


@pytest.mark.parametrize(
    ("to", "sender", "body", "code"),
    [
        ("nonsense", SHOP, "x", 21211),
        (CUSTOMER, "+15145559999", "x", 21606),
        (CUSTOMER, SHOP, "", 21602),
        (CUSTOMER, SHOP, "x" * 1601, 21617),
        ("+15145550399", SHOP, "x", 21610),
    ],
)
def test_a_refusal_has_twilios_code(
    carrier: Carrier, client: Client, to: str, sender: str, body: str, code: int
) -> None:
    carrier.faults.refuse["+15145550399"] = 21610
    with pytest.raises(TwilioRestException) as refused:
        client.messages.create(to=to, from_=sender, body=body)
    assert (refused.value.code, refused.value.status) == (code, 400)
    assert carrier.texts() == []


def test_a_wrong_token_is_refused(carrier: Carrier) -> None:
    with RestServer(carrier) as server:
        url = f"{server.url}/2010-04-01/Accounts/{SID}/Messages.json"
        answer = requests.get(url, auth=(SID, "wrong"), timeout=5)
    assert (answer.status_code, answer.json()["code"]) == (401, 20003)


def test_a_dropped_answer_leaves_the_text_on_its_way(carrier: Carrier, client: Client) -> None:
    carrier.faults.drop_answers = True
    with pytest.raises(requests.ConnectionError):
        client.messages.create(to=CUSTOMER, from_=SHOP, body="taken all the same")
    assert carrier.wait_idle(5)
    assert [text.body for text in carrier.phone(CUSTOMER)[SHOP]] == ["taken all the same"]


def test_deliver_twice_posts_the_same_sid_twice(app: App, carrier: Carrier) -> None:
    carrier.faults.deliver_twice = True
    carrier.text(CUSTOMER, SHOP, "Bonjour")
    assert carrier.wait_idle(5)
    assert len({post.form["MessageSid"] for post in app.posted}) == 1
    assert len(app.posted) == 2


def test_a_failed_connection_is_tried_once_more(app: App, carrier: Carrier) -> None:
    app.broken = 1
    carrier.text(CUSTOMER, SHOP, "Bonjour")
    assert carrier.wait_idle(5)
    assert len(app.posted) == 1
    assert carrier.refused == []


def test_a_server_error_is_not_retried(app: App, carrier: Carrier) -> None:
    app.status, app.twiml = 500, TWIML
    carrier.text(CUSTOMER, SHOP, "Bonjour")
    assert carrier.wait_idle(5)
    assert carrier.refused == [("/webhooks/twilio/messages", 500)]
    assert [text.status for text in carrier.phone(CUSTOMER)[SHOP]] == ["failed"]


def test_an_undelivered_text_is_reported_and_not_shown(app: App, carrier: Carrier) -> None:
    carrier.faults.undelivered[CUSTOMER] = 30005
    carrier.send(SHOP, CUSTOMER, "hello?", f"{PUBLIC}/s?entry=1")
    assert carrier.wait_idle(5)
    assert app.statuses() == [("entry=1", "sent"), ("entry=1", "undelivered")]
    assert app.posted[-1].form["ErrorCode"] == "30005"
    assert carrier.phone(CUSTOMER) == {}


def test_phones_may_text_each_other(app: App, carrier: Carrier) -> None:
    carrier.text(CUSTOMER, "+15145550302", "not the desk's business")
    assert carrier.wait_idle(5)
    assert app.posted == []
    assert len(carrier.phone("+15145550302")[CUSTOMER]) == 1


def test_listeners_see_a_text_arrive(carrier: Carrier) -> None:
    seen: list[Event] = []
    end = carrier.subscribe(seen.append)
    carrier.send(SHOP, CUSTOMER, "one")
    assert carrier.wait_idle(5)
    end()
    carrier.send(SHOP, CUSTOMER, "two")
    assert carrier.wait_idle(5)
    assert [(e.kind, e.text.body, e.text.status) for e in seen] == [
        ("text", "one", "sent"),
        ("status", "one", "delivered"),
    ]


def test_twiml_is_read_in_each_of_its_forms() -> None:
    twiml = (
        "<Response><Message>a</Message><Message to='+15145550302' statusCallback='https://x.test/s'>"
        "<Body>b</Body></Message></Response>"
    )
    first, second = read_twiml(twiml, PUBLIC)
    assert (first.body, first.callback, second.body) == ("a", "", "b")
    assert (second.to, second.callback) == ("+15145550302", "https://x.test/s")
    assert read_twiml("", PUBLIC) == []
