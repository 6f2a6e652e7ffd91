"""Attachments where something is out of the ordinary: the same twice, no time, no known address."""

import time
from typing import Any

import pytest
from botocore.exceptions import ClientError

from chalicelib import media as attachments
from chalicelib import settings
from chalicelib.models import Entry
from chalicelib.store import contacts, outbox

from ..support.stage import PUBLIC_URL
from .conftest import OpenDesk
from .desks import R1, R2, SHOP, desk
from .phones import Phone
from .story import Story
from .teams import WHATSAPP, person
from .test_pictures import JPEG, LINK, PNG, bytes_of, came, sends

PARIS = "+33639980001"
SOON = 0.2


@pytest.fixture
def app(open_desk: OpenDesk) -> tuple[Story, Phone, Phone]:
    """Ana works from WhatsApp alone: the desk, her phone, a customer's."""
    toml = desk(
        person("Ana", f"{WHATSAPP}+15145550201"),
        relays=(WHATSAPP + R1, WHATSAPP + R2),
        inboxes=f'[[inboxes]]\nname = "support"\naddresses = ["{SHOP}"]',
    )
    story = open_desk(toml)
    return story, story.agent("Ana"), story.customer(1)


@pytest.mark.parametrize("words", ["", "Look"])
def test_a_sticker_that_comes_twice_in_one_text_goes_on_twice(
    app: tuple[Story, Phone, Phone], words: str
) -> None:
    """It has the same address each time."""
    story, ana, lea = app
    story.begin(lea, ana)
    sends(lea, SHOP, "This one", JPEG)
    message = contacts.history(story.desk.identify(lea.address))[0]
    ana.hears()
    fields = {f"MediaUrl{n}": message.media[0].url for n in range(2)}
    form = story.form(lea.address, SHOP, words, MediaContentType0="image/jpeg", **fields)
    assert story.post(form | {"NumMedia": "2", "MediaContentType1": "image/jpeg"}).status == 200
    story.settle()
    said = f"{words}\n(2 pictures)".strip()
    assert came(ana) == [(said, 1), ("", 1)]
    assert [bytes_of(text) for text in ana.shown()[-2:]] == [[JPEG[0]], [JPEG[0]]]


def waiting(app: tuple[Story, Phone, Phone], *pictures: tuple[bytes, str]) -> Entry:
    """The entry of a text with these pictures, which Ana has not got yet."""
    story, ana, lea = app
    story.begin(lea, ana)
    story.carrier.text(lea.address, SHOP, "These", pictures=pictures)
    assert story.carrier.wait_idle(20)
    [entry] = outbox.pending(f"a-{story.desk.agents[0].id}")
    return entry


@pytest.fixture
def slowly(app: tuple[Story, Phone, Phone], monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """S3 takes longer than there is time; what is in the list is the code it then refuses with."""
    refuses: list[str] = []
    put = settings.s3().put_object

    def putting(**asked: Any) -> Any:
        time.sleep(2 * SOON)
        if refuses:
            raise ClientError({"Error": {"Code": refuses[0]}}, "PutObject")
        return put(**asked)

    monkeypatch.setattr(settings.s3(), "put_object", putting)
    return refuses


def test_what_is_fetched_too_late_to_be_sent_goes_the_next_time(
    app: tuple[Story, Phone, Phone], slowly: list[str]
) -> None:
    entry = waiting(app, JPEG)
    assert attachments.kept(entry, time.monotonic() + SOON) is None
    again = attachments.kept(entry, time.monotonic() + SOON)
    assert again
    assert [one.why for one in again] == [""]


def test_fetching_for_a_bucket_that_takes_nothing_ends(
    app: tuple[Story, Phone, Phone], slowly: list[str]
) -> None:
    """To go on later would be to begin anew, each time."""
    entry = waiting(app, JPEG, PNG)
    slowly.append("AccessDenied")
    found = attachments.kept(entry, time.monotonic() + SOON)
    assert found
    assert [one.why for one in found] == ["media_not_there"] * 2


def test_the_clock_knows_where_links_lead_though_no_setting_says_so(
    open_desk: OpenDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = open_desk(desk(person("Paul", PARIS)))
    monkeypatch.delenv("GUICHET_PUBLIC_URL")
    monkeypatch.setattr(attachments, "PAUSES", ())
    paul, lea = story.agent("Paul"), story.customer(1)
    story.carrier.faults.media_absent = 1
    sends(lea, SHOP, "This one", JPEG)
    assert story.nobody_hears(paul)
    story.later(minutes=1)
    [(words, _)] = came(paul)
    [link] = LINK.findall(words)
    assert link.startswith(PUBLIC_URL)
