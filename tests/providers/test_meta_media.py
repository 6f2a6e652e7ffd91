"""Attachments, templates and read marks that go to Meta, to a stand-in on the loopback."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from chalicelib.errors import OutcomeUnknown, Refused, SendError, TryLater
from chalicelib.models import Kept, channel_of
from chalicelib.providers import _meta_rest
from chalicelib.providers._meta_codes import NO_TEMPLATE, TOO_MUCH
from chalicelib.providers._meta_json import our_id
from chalicelib.providers.base import OutboundText, SentMedia, SentTemplate
from chalicelib.providers.meta import Provider
from chalicelib.rules import carriage
from chalicelib.settings import Credentials
from tests.providers.standin import hang, reset
from tests.support.graph import ACCESS_TOKEN, NUMBER_ID, Graph, failed, graph

URL = "https://bucket.example/1?X-Amz-Signature=a%2Fb"
OURS, THEIRS = "whatsapp:+15145550100", "whatsapp:+15145550142"
PAGE, RAW = "400000000000001", "wamid.MADE-UP-01"
PICTURE = SentMedia(URL, "image/jpeg")
BILL = SentMedia(URL, "application/pdf", "bill.pdf")


@pytest.fixture
def meta() -> Iterator[Graph]:
    with graph(patience=0.4) as stand_in:
        yield stand_in


def sent(stand_in: Graph, *media: SentMedia, body: str = "", ours: str = OURS) -> dict[str, Any]:
    """What was asked for where this is sent."""
    theirs = THEIRS if ours == OURS else f"{channel_of(ours)}:24680"
    text = OutboundText(ours, theirs, body, "", NUMBER_ID, "e-1", media)
    assert stand_in.provider().send(text) == our_id(stand_in.raw_id())
    return stand_in.asked[-1].body


def refused(stand_in: Graph, text: OutboundText) -> Refused:
    with pytest.raises(Refused) as raised:
        stand_in.provider().send(text)
    assert stand_in.asked == []
    assert "bucket" not in str(raised.value)
    return raised.value


# --- attachments ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("media", "body", "kind", "what"),
    [
        (PICTURE, "Look", "image", {"link": URL, "caption": "Look"}),
        (PICTURE, "", "image", {"link": URL}),
        (SentMedia(URL, "image/png"), "", "image", {"link": URL}),
        (SentMedia(URL, "image/gif", "a.gif"), "", "document", {"link": URL, "filename": "a.gif"}),
        (SentMedia(URL, "video/mp4"), "Look", "video", {"link": URL, "caption": "Look"}),
        (SentMedia(URL, "audio/ogg"), "", "audio", {"link": URL}),
        (BILL, "It", "document", {"link": URL, "caption": "It", "filename": "bill.pdf"}),
        (SentMedia(URL, "text/vcard"), "", "document", {"link": URL}),
    ],
)
def test_whatsapp_fetches_one_by_its_link(meta, media, body, kind, what):
    asked = sent(meta, media, body=body)
    assert asked == {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": "+15145550142",
        "type": kind,
        kind: what,
        "biz_opaque_callback_data": "e-1",
    }
    assert meta.texts() == [what.get("caption", "")]


@pytest.mark.parametrize(
    ("kind", "named"),
    [
        ("image/gif", "image"),
        ("video/mp4", "video"),
        ("audio/mp4", "audio"),
        ("application/pdf", "file"),
    ],
)
@pytest.mark.parametrize("channel", ["messenger", "instagram"])
def test_messenger_and_instagram_take_one_without_words(meta, channel, kind, named):
    attachment = {"type": named, "payload": {"url": URL}}
    asked = sent(meta, SentMedia(URL, kind, "x"), ours=f"{channel}:1")
    assert asked["recipient"] == {"id": "24680"}
    own = {"metadata": "e-1"} if channel == "messenger" else {}
    assert asked["message"] == {"attachment": attachment, **own}


@pytest.mark.parametrize(
    ("ours", "body", "media"),
    [
        (OURS, "", (PICTURE, PICTURE)),
        (OURS, "Listen", (SentMedia(URL, "audio/ogg"),)),
        ("messenger:1", "Look", (PICTURE,)),
        ("instagram:1", "Look", (PICTURE,)),
    ],
)
def test_what_would_be_half_sent_is_refused(meta, ours, body, media):
    found = refused(meta, OutboundText(ours, THEIRS, body, "", PAGE, "", media))
    assert found.code == TOO_MUCH
    assert meta.provider().reason(found.code) == "reason_media"


@pytest.mark.parametrize("ours", [OURS, "messenger:1", "instagram:1"])
@pytest.mark.parametrize("words", ["", "Look"])
@pytest.mark.parametrize(
    "kind", ["image/jpeg", "image/gif", "image/webp", "video/mp4", "audio/ogg", "application/pdf"]
)
def test_whatever_the_table_of_carriage_lets_go_is_taken(meta, ours, words, kind):
    theirs = THEIRS if ours == OURS else f"{channel_of(ours)}:24680"
    found = [Kept(token=str(n), contact="c", kind=kind, size=1000) for n in range(3)]
    attached = carriage.ways(found, ours, theirs).attached
    count = carriage.at_once(attached, ours, theirs, words=bool(words))
    media = tuple(SentMedia(URL, one.kind) for one in attached[:count])
    if media or words:
        sent(meta, *media, body=words, ours=ours)


@pytest.mark.parametrize("code", [131051, 131053])
def test_an_attachment_that_is_not_taken_is_said_so(meta, code):
    meta.answers = [failed(400, code)]
    with pytest.raises(Refused) as raised:
        sent(meta, PICTURE)
    assert meta.provider().reason(raised.value.code) == "reason_media"
    assert "bucket" not in f"{raised.value} {raised.value.__cause__}"


# --- templates -----------------------------------------------------------------------------------


def template(*variables: str, ours: str = OURS) -> OutboundText:
    back = SentTemplate("guichet_back", "fr_CA", variables)
    return OutboundText(ours, THEIRS, "", "", NUMBER_ID, "e-1", template=back)


def test_a_template_goes_with_its_places_filled(meta):
    meta.provider().send(template("Zoé", " L'Atelier\n  du vélo "))
    asked = meta.asked[0].body
    assert asked["type"] == "template"
    filled = [{"type": "text", "text": t} for t in ("Zoé", "L'Atelier du vélo")]
    assert asked["template"] == {
        "name": "guichet_back",
        "language": {"code": "fr_CA"},
        "components": [{"type": "body", "parameters": filled}],
    }
    assert asked["biz_opaque_callback_data"] == "e-1"
    assert meta.texts() == ["[template guichet_back | Zoé, L'Atelier du vélo]"]


def test_one_without_places_has_no_components(meta):
    meta.provider().send(template())
    assert meta.asked[0].body["template"] == {
        "name": "guichet_back",
        "language": {"code": "fr_CA"},
    }


@pytest.mark.parametrize("ours", ["messenger:1", "instagram:1"])
def test_there_are_none_on_the_other_channels(meta, ours):
    found = refused(meta, template("Zoé", ours=ours))
    assert found.code == NO_TEMPLATE
    assert meta.provider().reason(found.code) == "reason_setup"


@pytest.mark.parametrize("code", [132000, 132001, 132007, 132012, 132015, 132016, 132068])
def test_a_template_that_is_none_is_the_operators_to_mend(meta, code):
    meta.answers = [failed(400, code)]
    with pytest.raises(Refused) as raised:
        meta.provider().send(template("Zoé"))
    assert meta.provider().reason(raised.value.code) == "reason_setup"


def test_only_a_template_goes_outside_the_window(meta):
    meta.closed.add("+15145550142")
    meta.provider().send(template("Zoé"))
    with pytest.raises(Refused) as raised:
        sent(meta, PICTURE)
    assert meta.provider().reason(raised.value.code) == "reason_window"


# --- read marks ----------------------------------------------------------------------------------


def test_a_text_is_marked_as_read(meta):
    meta.provider().mark_read(NUMBER_ID, RAW)
    [mark] = meta.marks
    assert mark.path == f"/v25.0/{NUMBER_ID}/messages"
    assert mark.headers["Authorization"] == f"Bearer {ACCESS_TOKEN}"
    assert mark.body == {"messaging_product": "whatsapp", "status": "read", "message_id": RAW}
    assert meta.asked == []


@pytest.mark.parametrize(("account", "raw_id"), [("", RAW), (NUMBER_ID, "")])
def test_where_there_is_none_nobody_is_asked(meta, account, raw_id):
    meta.provider().mark_read(account, raw_id)
    assert meta.marks == []


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (failed(400, 100), Refused),
        (failed(401, 190), TryLater),
        (failed(500, 1), OutcomeUnknown),
        (hang, OutcomeUnknown),
        (reset, OutcomeUnknown),
    ],
)
def test_a_mark_that_fails_says_so_and_names_nobody(meta, monkeypatch, answer, error):
    monkeypatch.setattr(_meta_rest, "MARK_TIMEOUT", 0.3)
    meta.mark_answer = answer
    with pytest.raises(SendError) as raised:
        meta.provider().mark_read(NUMBER_ID, RAW)
    assert type(raised.value) is error
    assert RAW not in f"{raised.value} {raised.value.args} {raised.value.__cause__}"


def test_without_a_token_it_is_not_marked():
    with pytest.raises(TryLater):
        Provider(Credentials()).mark_read(NUMBER_ID, RAW)


# --- the stand-in itself -------------------------------------------------------------------------


def test_the_stand_in_gives_a_picture_to_who_has_the_token(meta):
    mine = meta.hold(b"\xff\xd8\xff picture", "image/jpeg")
    bearer = {"Authorization": f"Bearer {ACCESS_TOKEN}"}
    pool = _meta_rest._pool()
    found = pool.request("GET", f"{meta.url}/v25.0/{mine}", headers=bearer)
    said = json.loads(found.data)
    assert (said["mime_type"], said["file_size"]) == ("image/jpeg", 11)
    for headers, status in ((bearer, 200), ({}, 401)):
        picture = pool.request("GET", said["url"], headers=headers)
        assert picture.status == status
    assert pool.request("GET", f"{meta.url}/v25.0/1", headers=bearer).status == 400
    assert meta.fetched[0].path == f"/v25.0/{mine}"
