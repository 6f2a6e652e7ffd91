"""Phones on every channel: their addresses, pictures, places, and the links to attachments."""

import base64
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from chalicelib import settings
from simulator import bucket, play
from simulator.desk import Phone
from simulator.serve import PageServer
from simulator.world import World

from .conftest import paged

SMS, THEIRS = "+15145550301", "whatsapp:+15145550301"
SHOP, OURS = "+15145550100", "whatsapp:+15145550100"
PIXEL = (Path(play.__file__).with_name("pictures") / "bike.jpg").read_bytes()


class Answered(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes


@pytest.fixture
def world() -> Iterator[World]:
    with World(tick_seconds=0) as world:
        yield world


@pytest.fixture
def page(world: World) -> Iterator[PageServer]:
    with paged(world) as server:
        yield server


def ask(page: PageServer, path: str, data: Any = None) -> Answered:
    body = None if data is None else json.dumps(data).encode()
    request = Request(page.url + path, body, {"Content-Type": "application/json"})
    try:
        with urlopen(request, timeout=5) as answer:
            return Answered(answer.status, dict(answer.headers), answer.read())
    except HTTPError as error:
        with error:
            return Answered(error.code, dict(error.headers), error.read())


def picture(kind: str = "image/jpeg", body: bytes = PIXEL) -> dict[str, str]:
    return {"kind": kind, "data": base64.b64encode(body).decode()}


def kept(key: str, seconds: int, **more: str) -> str:
    """A presigned link to an object, made now."""
    settings.s3().put_object(
        Bucket=settings.bucket(), Key=key, Body=PIXEL, ContentType="image/jpeg"
    )
    return settings.s3().generate_presigned_url(
        "get_object", {"Bucket": settings.bucket(), "Key": key, **more}, ExpiresIn=seconds
    )


@pytest.mark.parametrize(
    ("declared", "channel", "address"),
    [
        (SMS, "sms", SMS),
        (SMS, "whatsapp", THEIRS),
        (SMS, "rcs", "rcs:+15145550301"),
        (SMS, "messenger", "messenger:240015145550301"),
        (THEIRS, "sms", SMS),
        (THEIRS, "whatsapp", THEIRS),
        ("whatsapp:CA.123", "whatsapp", "whatsapp:CA.123"),
    ],
)
def test_a_phone_has_an_address_on_each_channel(declared: str, channel: str, address: str) -> None:
    assert Phone(declared, "customer", "Customer 1").on(channel) == address


def test_a_picture_and_a_place_go_in_and_are_seen(page: PageServer, world: World) -> None:
    text = {"from": THEIRS, "to": OURS, "body": "", "pictures": [picture()]}
    sid = json.loads(ask(page, "/api/texts", text).body)["sid"]
    assert world.carrier.get(sid).pictures == ((PIXEL, "image/jpeg"),)
    seen = ask(page, f"/api/pictures/{sid}/0")
    assert (seen.status, seen.body, seen.headers["Content-Type"]) == (200, PIXEL, "image/jpeg")
    assert "sandbox" in seen.headers["Content-Security-Policy"]
    place = {"from": THEIRS, "to": OURS, "body": "", "place": True}
    sid = json.loads(ask(page, "/api/texts", place).body)["sid"]
    assert world.carrier.get(sid).extra["Label"] == "Parc La Fontaine"
    assert world.settle()
    assert (world.errors, world.carrier.refused) == ([], [])


@pytest.mark.parametrize(
    "path", ["/api/pictures/SM0/0", "/api/pictures/", "/api/pictures/x/y", "/pictures/none.jpg"]
)
def test_what_is_not_there_is_a_404(page: PageServer, path: str) -> None:
    assert ask(page, path).status == 404


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("/api/texts", {"from": SMS, "to": SHOP, "body": "", "pictures": [picture("text/html")]}),
        ("/api/texts", {"from": SMS, "to": SHOP, "body": "", "pictures": [{"kind": "image/png"}]}),
        (
            "/api/texts",
            {
                "from": SMS,
                "to": SHOP,
                "body": "",
                "pictures": [{"kind": "image/png", "data": "é!"}],
            },
        ),
        ("/api/texts", {"from": SMS, "to": SHOP, "body": "here", "place": True}),
        ("/api/window", {"ours": SHOP, "theirs": SMS}),
        ("/api/window", {"ours": OURS, "theirs": "whatsapp:+15145559999"}),
        ("/api/window", {"ours": "whatsapp:+15145559999", "theirs": THEIRS}),
        ("/api/read", {"sid": "SM0"}),
        ("/api/read", {}),
    ],
)
def test_what_no_phone_would_do_is_refused(page: PageServer, path: str, data: Any) -> None:
    assert ask(page, path, data).status == 400


def test_the_hours_are_ended_for_all_who_look(page: PageServer, world: World) -> None:
    world.carrier.text(THEIRS, OURS, "Hello")
    assert world.settle()
    stream = page.open_stream()
    _, state = stream.get(timeout=5)
    [window] = state["windows"]
    assert (window["ours"], window["theirs"]) == (OURS, THEIRS)
    assert window["until"] > world.clock.now()
    assert ask(page, "/api/window", {"ours": OURS, "theirs": THEIRS}).status == 201
    event, told = stream.get(timeout=5)
    assert event == "window"
    assert 0 < told["until"] < world.clock.now()
    assert world.carrier.windows.is_closed(OURS, THEIRS)


def test_a_text_that_is_shown_is_read(page: PageServer, world: World) -> None:
    sid = world.carrier.send(OURS, THEIRS, "Ready").sid
    assert world.settle()
    assert ask(page, "/api/read", {"sid": sid}).status == 201
    assert world.carrier.get(sid).status == "read"


def test_the_carrier_fetches_what_the_desk_attaches(page: PageServer, world: World) -> None:
    link = kept("media/c/one", 3600)
    sid = world.carrier.send(SHOP, SMS, "Look", media_urls=[link]).sid
    assert world.settle()
    assert world.carrier.get(sid).pictures == ((PIXEL, "image/jpeg"),)
    assert ask(page, f"/api/pictures/{sid}/0").body == PIXEL
    sid = world.carrier.send(SHOP, SMS, "Gone", media_urls=[link.replace("one", "two")]).sid
    assert world.settle()
    assert (world.carrier.get(sid).status, world.carrier.get(sid).error) == ("failed", 63019)


def test_a_presigned_link_ends_and_may_say_what_it_leads_to(world: World) -> None:
    now = datetime.now(UTC)
    link = kept("media/c/one", 60, ResponseContentType="text/plain")
    found = bucket.read(link, now)
    assert (found.status, found.headers["content-type"], found.body) == (200, "text/plain", PIXEL)
    assert bucket.read(link, now + timedelta(seconds=90)).status == 403
    assert bucket.read(link.partition("?")[0], now).status == 403


def test_a_link_that_the_desk_never_made(page: PageServer) -> None:
    assert ask(page, "/media/nothing").status == 404
