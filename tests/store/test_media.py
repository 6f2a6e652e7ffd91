"""Attachments in the bucket, and what the table knows of them."""

import time
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine

from chalicelib import settings
from chalicelib.errors import SetupError, Unavailable
from chalicelib.models import Desk, Kept
from chalicelib.store import keys, media
from tests.support.calls import AwsCalls
from tests.support.faults import answering, error
from tests.support.stage import Stage

DESK = Desk(
    key="k", name="", language="en", timezone="UTC", relay_numbers=(), inboxes=(), agents=()
)
TOKEN = DESK.media_token("c1", "https://p.example/1")
PICTURE = Kept(token=TOKEN, contact="c1", kind="image/jpeg", size=4, name="Reçu n° 1.jpg")


def asked(link: str) -> dict[str, str]:
    """What a presigned link asks S3 for."""
    return {name: found[0] for name, found in parse_qs(urlsplit(link).query).items()}


def test_what_is_kept_is_found_with_all_that_is_known_of_it(stage: Stage) -> None:
    with AwsCalls() as calls:
        media.keep(PICTURE, b"jpeg")
        assert media.find(TOKEN) == PICTURE
    assert calls.counts == {"PutObject": 1, "PutItem": 1, "GetItem": 1}
    found = settings.s3().get_object(Bucket=settings.bucket(), Key=f"media/c1/{TOKEN}")
    assert (found["Body"].read(), found["ContentType"]) == (b"jpeg", "image/jpeg")
    assert media.path(PICTURE).startswith(keys.media_of("c1"))


def test_what_is_refused_lies_in_no_bucket(stage: Stage) -> None:
    with AwsCalls() as calls:
        media.record(PICTURE.but(why="media_gone"))
    assert calls.counts == {"PutItem": 1}
    found = media.find(TOKEN)
    assert found
    assert found.why == "media_gone"


def test_it_runs_out_with_the_bucket(stage: Stage) -> None:
    media.keep(PICTURE, b"jpeg")
    days = 24 * 60 * 60
    for after, there in ((89 * days, True), (90 * days + 1, False)):
        with time_machine.travel(time.time() + after, tick=False):
            assert bool(media.find(TOKEN)) is there


@pytest.mark.parametrize("token", ["", "a", TOKEN.upper(), f"{TOKEN}x", "a" * 25 + "1", "../" * 9])
def test_what_cannot_be_a_token_is_not_asked_for(aws: Stage, token: str) -> None:
    with AwsCalls() as calls:
        assert media.find(token) is None
    assert calls.counts == {}


def test_a_token_tells_nothing_and_differs_by_contact_and_url() -> None:
    others = {DESK.media_token("c2", "https://p.example/1"), DESK.media_token("c1", "u")}
    others |= {DESK.but(key="other").media_token("c1", "https://p.example/1"), TOKEN}
    assert len(others) == 4
    assert len(TOKEN) == 26
    assert DESK.media_token("c1", "https://p.example/1") == TOKEN


# --- links -------------------------------------------------------------------------------------


def test_a_link_is_signed_without_asking_anybody_and_runs_out(aws: Stage) -> None:
    with AwsCalls() as calls:
        link = media.link(PICTURE, 300)
    assert calls.counts == {}
    assert asked(link)["X-Amz-Expires"] == "300"
    assert urlsplit(link).path.endswith(f"/media/c1/{TOKEN}")


@pytest.mark.parametrize(
    ("kind", "name", "shown", "as_kind", "called"),
    [
        ("image/jpeg", "Reçu n° 1.jpg", "inline", "image/jpeg", "Recu-n-1.jpg"),
        ("audio/ogg", "", "inline", "audio/ogg", "audio.ogg"),
        ("application/pdf", "a" * 99 + ".pdf", "inline", "application/pdf", "a" * 36 + ".pdf"),
        ("text/vcard", "", "attachment", "text/vcard", "text.vcf"),
        ("text/html", "x.html", "attachment", "application/octet-stream", "x.html"),
        ("image/svg+xml", "x.svg", "attachment", "application/octet-stream", "x.svg"),
        ('image/png"; x="', "", "attachment", "application/octet-stream", "image.bin"),
        ("image/png", 'a"\r\nSet-Cookie: x.png', "inline", "image/png", "a-Set-Cookie-x.png"),
        ("image/png", "." * 50, "inline", "image/png", "image.png"),
        ("image/png", "写真", "inline", "image/png", "image.png"),
        ("image/png", "x." + "y" * 60, "inline", "image/png", "file.bin"),
    ],
)
def test_a_browser_shows_pictures_and_the_like_and_saves_the_rest(
    aws: Stage, kind: str, name: str, shown: str, as_kind: str, called: str
) -> None:
    """Nothing is ever a page of ours."""
    found = asked(media.link(PICTURE.but(kind=kind, name=name), 300))
    assert found["response-content-type"] == as_kind
    assert found["response-content-disposition"] == f'{shown}; filename="{called}"'


# --- trouble -----------------------------------------------------------------------------------


def test_no_bucket_is_named(aws: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GUICHET_BUCKET")
    with pytest.raises(SetupError):
        media.keep(PICTURE, b"jpeg")
    assert media.find(TOKEN) is None


def test_a_table_that_is_down(aws: Stage) -> None:
    down = error("ThrottlingException")
    with answering(settings.dynamodb(), "PutItem", down), pytest.raises(Unavailable):
        media.record(PICTURE)
