"""Customers whom Meta carries, and agents on SMS by Twilio: through the real routes of both."""

import json
from base64 import b64decode
from collections.abc import Iterator
from typing import Any

import pytest

from chalicelib import settings
from chalicelib.providers._meta_json import our_id
from chalicelib.store import outbox
from simulator.gateway import Gateway
from simulator.media import PICTURE
from simulator.wire import Answer

from ..providers.standin import reset
from ..support import graph
from ..support.graph import NUMBER_ID, SECRETS, VERIFY_TOKEN, Graph
from ..support.stage import PUBLIC_URL
from .conftest import OpenDesk
from .damage import head_unreadable
from .desks import R1, SHOP, agent, desk
from .phones import Phone
from .story import Story

OURS, PAGE = f"whatsapp:{SHOP}", "400000000000001"
DESK = (
    desk(
        agent("Ana"),
        agent("Ben"),
        inboxes=f'[[inboxes]]\nname = "support"\n'
        f'addresses = ["{SHOP}", "{OURS}", "messenger:{PAGE}"]',
    )
    + f'\n[meta.numbers]\n"{OURS}" = "{NUMBER_ID}"\n'
    + f'[meta.pages]\n"messenger:{PAGE}" = "{PAGE}"\n'
)
URL = f"{PUBLIC_URL}/webhooks/meta"
LEA, MAX = "+15145550301", "+15145550302"
FILES = {
    "image": (PICTURE.body, "image/jpeg"),
    "sticker": (b64decode("UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA=="), "image/webp"),
    "audio": (b"OggS\0\2" + bytes(20) + b"\1\x13OpusHead" + bytes(11), "audio/ogg"),
}
"""What the stand-in holds: a small one of each kind."""


class Meta:
    """What Meta posts to the app, and what the app has it send."""

    def __init__(self, desk: Story, api: Graph) -> None:
        self.desk, self.api = desk, api
        self._gateway = Gateway(desk._app.app, PUBLIC_URL)
        self._read: dict[str, int] = {}
        self._count = 0

    def post(self, *values: dict[str, Any]) -> Answer:
        """One webhook with these changes; what it sets off waits for `settle`."""
        return self.raw(*graph.webhook(*values))

    def raw(self, headers: dict[str, str], body: bytes) -> Answer:
        """A webhook as it is."""
        return self._gateway.call("POST", URL, headers, body)

    def get(self, query: str) -> Answer:
        return self._gateway.call("GET", f"{URL}?{query}")

    def new_id(self) -> str:
        self._count += 1
        return f"wamid.MADE-UP-{self._count}"

    def text(self, number: str, body: str, raw_id: str = "", **more: Any) -> dict[str, Any]:
        """A change with a text of a customer's, written now."""
        return graph.text(f"whatsapp:{number}", OURS, body, raw_id or self.new_id(), **more)

    def writes(self, number: str, body: str, **more: Any) -> str:
        """A customer writes, and everything comes to rest; returns Meta's id of it."""
        self.desk.move(seconds=1)
        raw_id = self.new_id()
        assert self.post(self.text(number, body, raw_id, **more)).status == 200
        self.desk.settle()
        return raw_id

    def reports(self, state: str, error: int | None = None, place: int = -1) -> None:
        """A status of a text of ours, the last one unless `place` names another."""
        assert self.post(graph.status(OURS, self.api.raw_id(place), state, error)).status == 200
        self.desk.settle()

    def hears(self, number: str) -> list[str]:
        """What a customer got since this was last asked."""
        found = self.api.texts(number)
        new = found[self._read.get(number, 0) :]
        self._read[number] = len(found)
        return new


@pytest.fixture
def meta(open_desk: OpenDesk, monkeypatch: pytest.MonkeyPatch) -> Iterator[Meta]:
    with graph.graph() as api:
        for name, value in {**SECRETS, "META_API_URL": api.url}.items():
            monkeypatch.setenv(name, value)
        yield Meta(open_desk(DESK), api)


def _ack(phone: Phone) -> str:
    return phone.words("ack_open", desk="Spokes")


def test_asked_on_whatsapp_answered_by_sms(meta: Meta) -> None:
    desk, (ana, ben) = meta.desk, meta.desk.agents()
    meta.writes(LEA, "My chain broke")
    assert meta.hears(LEA) == [_ack(ana)]
    [told] = ana.hears()
    assert told.sender == R1
    assert told.body == ana.words("new", "My chain broke", n=101, inbox="support", c="Zoe")
    ana.texts(R1, "Bring it in")
    assert meta.hears(LEA) == ["Bring it in"]
    assert meta.api.asked[-1].path == f"/v25.0/{NUMBER_ID}/messages"
    assert not desk.carried("Bring it in")
    for state in ("sent", "delivered", "read", "delivered"):
        meta.reports(state)
    sent = outbox.sent(our_id(meta.api.raw_id()))
    assert sent is not None
    assert sent.state == "read"
    ben.hears()
    meta.writes(LEA, "At five?")
    assert [got.body for got in ana.hears()] == ["At five?"]
    assert desk.nobody_hears(ben)
    assert meta.hears(LEA) == []


def test_one_that_fails_is_told_its_writer(meta: Meta) -> None:
    ana = meta.desk.agent("Ana")
    meta.writes(LEA, "My chain broke")
    ana.texts(R1, "Bring it in")
    ana.hears()
    meta.reports("failed", 131026)
    why = ana.words("reason_unreachable")
    said = ana.words("not_delivered", q="Bring it in", n=101, c="Zoe", reason=why)
    assert ana.hears() == [(R1, f"{said} By SMS: /via sms #101")]
    meta.reports("failed", 131026)
    assert ana.hears() == []


def test_outside_the_window_is_said_at_once(meta: Meta) -> None:
    ana = meta.desk.agent("Ana")
    meta.writes(LEA, "My chain broke")
    ana.hears()
    meta.api.answers = [graph.failed(400, 131047)]
    ana.texts(R1, "Bring it in")
    way = ana.words("via_by", channel="SMS", word="sms", n=101)
    said = ana.words("unsent_waits", q="Bring it in", n=101, c="Zoe", way=way)
    assert ana.hears() == [(R1, said)]


def test_too_many_at_once_is_tried_again(meta: Meta) -> None:
    ana = meta.desk.agent("Ana")
    meta.writes(LEA, "My chain broke")
    meta.hears(LEA)
    meta.api.answers = [graph.failed(400, 131056)]
    ana.texts(R1, "Bring it in")
    meta.desk.later(minutes=1)
    assert meta.api.texts(LEA)[-2:] == ["Bring it in"] * 2  # asked twice, taken once


def test_a_lost_answer_is_settled_by_the_status_that_names_our_entry(meta: Meta) -> None:
    ana = meta.desk.agent("Ana")
    meta.writes(LEA, "My chain broke")
    ana.hears()
    meta.api.answers = [reset]
    ana.texts(R1, "Bring it in")
    entry = meta.api.asked[-1].body["biz_opaque_callback_data"]
    assert meta.post(graph.status(OURS, meta.api.raw_id(), "sent", entry=entry)).status == 200
    meta.desk.later(minutes=5)
    assert meta.api.texts(LEA).count("Bring it in") == 1
    assert ana.hears() == []
    ana.texts(R1, "And lock it")  # and it stands in no other's way
    assert meta.api.texts(LEA)[-1] == "And lock it"


def test_without_a_status_its_writer_hears_that_nobody_knows(meta: Meta) -> None:
    ana = meta.desk.agent("Ana")
    meta.writes(LEA, "My chain broke")
    ana.hears()
    meta.api.answers = [reset]
    ana.texts(R1, "Bring it in")
    meta.desk.later(minutes=5)
    assert meta.api.texts(LEA).count("Bring it in") == 1
    assert ana.hears() == [(R1, ana.words("unsure", n=101, q="Bring it in", c="Zoe"))]


# --- batches -------------------------------------------------------------------------------------


def _crowd(meta: Meta) -> list[dict[str, Any]]:
    return [meta.text(f"+1514555{n:04}", f"Question {n}") for n in range(400, 450)]


def test_of_fifty_one_that_cannot_be_read_costs_no_other(meta: Meta) -> None:
    crowd = _crowd(meta)
    del crowd[20]["messages"][0]["from"]
    assert meta.post(*crowd).status == 400
    assert meta.post(*crowd).status == 400  # Meta tries again: nothing is taken in twice
    meta.desk.settle()
    assert len(meta.api.asked) == 49
    assert len(set(meta.api.texts())) == 1
    assert len({a.body["to"] for a in meta.api.asked}) == 49


def test_of_several_one_that_cannot_be_kept_costs_no_other(meta: Meta) -> None:
    ana = meta.desk.agent("Ana")
    meta.writes(LEA, "My chain broke")
    meta.hears(LEA)
    batch = [meta.text(LEA, "And the brakes"), meta.text(MAX, "Do you sell bells?")]
    batch.append(graph.status(OURS, meta.api.raw_id(), "delivered"))
    lea = meta.desk._phone(f"whatsapp:{LEA}", "en")
    with head_unreadable(meta.desk, lea):
        assert meta.post(*batch).status == 500
    meta.desk.settle()
    assert meta.hears(MAX) == [_ack(ana)]
    sent = outbox.sent(our_id(meta.api.raw_id(0)))
    assert sent is not None
    assert sent.state == "delivered"
    ana.hears()
    meta.desk.move(seconds=20)
    assert meta.post(*batch).status == 200
    meta.desk.settle()
    assert "And the brakes" in "".join(got.body for got in ana.hears())
    assert meta.hears(MAX) == []


def test_a_webhook_that_comes_twice_changes_nothing(meta: Meta) -> None:
    change = meta.text(LEA, "My chain broke")
    for _ in range(3):
        assert meta.post(change).status == 200
        meta.desk.settle()
    assert len(meta.hears(LEA)) == 1
    assert len(meta.desk.agent("Ana").hears()) == 1


def test_what_comes_hours_late_is_said_to_be_and_gets_no_stale_word(meta: Meta) -> None:
    """Meta tries a webhook for days: where the desk was down, its texts are old when they come."""
    ana = meta.desk.agent("Ana")
    written = meta.desk.now / 1000 - 6 * 3600
    change = meta.text(LEA, "My chain broke", at=written)
    assert meta.post(change).status == 200
    meta.desk.settle()
    assert meta.hears(LEA) == []
    [told] = ana.hears()
    assert "(sent " in told.body


# --- who may call --------------------------------------------------------------------------------


def test_what_meta_did_not_sign_is_refused(meta: Meta) -> None:
    headers, body = graph.webhook(meta.text(LEA, "My chain broke"))
    for wrong in (
        {},
        {"X-Hub-Signature-256": "sha256=" + "0" * 64},
        {"X-Hub-Signature-256": graph.signed(body, "another")[0]["X-Hub-Signature-256"]},
    ):
        assert meta.raw({"Content-Type": "application/json", **wrong}, body).status == 403
    assert meta.raw(headers, body + b" ").status == 403
    meta.desk.settle()
    assert meta.api.asked == []
    assert meta.desk.nobody_hears()


def test_the_handshake(meta: Meta) -> None:
    right = meta.get(f"hub.mode=subscribe&hub.challenge=1234&hub.verify_token={VERIFY_TOKEN}")
    assert (right.status, right.body) == (200, b"1234")
    wrong = meta.get("hub.mode=subscribe&hub.challenge=1234&hub.verify_token=guess")
    assert wrong.status == 403
    assert b"1234" not in wrong.body


# --- who writes, and what ------------------------------------------------------------------------


def test_one_number_on_sms_and_on_metas_whatsapp_is_one_customer(meta: Meta) -> None:
    desk, ana = meta.desk, meta.desk.agent("Ana")
    lea = desk.customer(1)
    lea.texts(SHOP, "My chain broke")
    ana.texts(R1, "Bring it in")
    assert lea.hears()[-1].body == "Bring it in"
    ana.hears()
    meta.writes(lea.address, "On my way")
    assert [got.body for got in ana.hears()] == ["On my way"]
    ana.texts(R1, "Good")
    assert meta.hears(lea.address) == ["Good"]
    lea.texts(SHOP, "Back on SMS")
    ana.hears()
    ana.texts(R1, "Fine too")
    assert lea.hears() == [(SHOP, "Fine too")]
    assert meta.hears(lea.address) == []


def test_who_shows_no_number_is_answered_too(meta: Meta) -> None:
    ana, user = meta.desk.agent("Ana"), "CA.13491208655302741918"
    change = meta.text(LEA, "My chain broke")
    [message], [contact] = change["messages"], change["contacts"]
    message["from_user_id"], contact["user_id"] = user, user
    del message["from"], contact["wa_id"]
    assert meta.post(change).status == 200
    meta.desk.settle()
    ana.texts(R1, "Bring it in")
    words = [a.body["text"]["body"] for a in meta.api.asked if a.body.get("recipient") == user]
    assert words == [_ack(ana), "Bring it in"]


def test_messenger(meta: Meta) -> None:
    ana = meta.desk.agent("Ana")
    event = {"sender": {"id": "24680"}, "recipient": {"id": PAGE}, "message": {}}
    event["message"] = {"mid": "m_MADE-UP", "text": "My chain broke"}
    body = {"object": "page", "entry": [{"id": PAGE, "messaging": [event]}]}
    assert meta.raw(*graph.signed(json.dumps(body).encode())).status == 200
    meta.desk.settle()
    assert "My chain broke" in ana.hears()[-1].body
    ana.texts(R1, "Bring it in")
    said = [(a.path, a.body["recipient"]["id"], a.body["message"]["text"]) for a in meta.api.asked]
    assert said == [(f"/v25.0/{PAGE}/messages", "24680", w) for w in (_ack(ana), "Bring it in")]


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ({"type": "image", "image": {"id": "1", "mime_type": "image/jpeg", "caption": "Look"}},
         "Look\n(1 picture)"),
        ({"type": "sticker", "sticker": {"id": "1", "mime_type": "image/webp"}}, "(1 picture)"),
        ({"type": "audio", "audio": {"id": "1", "mime_type": "audio/ogg"}}, "(1 voice message)"),
        ({"type": "unsupported", "unsupported": {"type": "poll_creation"}},
         "(sent something this desk cannot show: poll creation)"),
        ({"type": "location", "location": {"latitude": 45.5, "longitude": -73.5}},
         "https://maps.google.com/?q=45.5,-73.5"),
        ({"type": "interactive", "interactive": {"list_reply": {"title": "City bike"}}},
         "City bike"),
        ({"type": "reaction", "reaction": {"message_id": "wamid.X", "emoji": "👍"}}, "Reacted 👍"),
    ],
    ids=lambda value: value.get("type") if isinstance(value, dict) else "",
)  # fmt: skip
def test_each_kind_is_shown_in_words(meta: Meta, part: dict[str, Any], words: str) -> None:
    ana = meta.desk.agent("Ana")
    meta.writes(LEA, "My chain broke")
    ana.texts(R1, "Bring it in")
    ana.hears()
    meta.api.media["1"] = FILES.get(part["type"], (b"", ""))
    meta.writes(LEA, "", **part)
    [got] = ana.hears()
    links = (f"{PUBLIC_URL}/media/",)
    assert "\n".join(t for t in got.body.splitlines() if not t.startswith(links)) == words


def test_no_address_stands_in_a_key(meta: Meta) -> None:
    meta.writes(LEA, "My chain broke")
    meta.desk.agent("Ana").texts(R1, "Bring it in")
    pages = settings.dynamodb().get_paginator("scan").paginate(TableName=settings.table())
    found = [item["PK"]["S"] + item["SK"]["S"] for page in pages for item in page["Items"]]
    assert any(key.startswith("SENT#meta-") for key in found)
    assert not any("wamid" in key or LEA[1:] in key for key in found)


def test_without_a_token_for_a_while_nothing_is_lost_and_nobody_told_otherwise(
    meta: Meta, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana = meta.desk.agent("Ana")
    meta.writes(LEA, "My chain broke")
    [got] = ana.hears()
    meta.hears(LEA)
    with monkeypatch.context() as patch:
        patch.delenv("META_ACCESS_TOKEN")
        settings.forget()
        ana.texts(got.sender, "Bring it in")
    settings.forget()
    meta.desk.later(minutes=14)
    assert meta.hears(LEA) == ["Bring it in"]
    assert ana.hears() == []
