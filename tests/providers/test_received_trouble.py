"""Reading what people sent to us where Twilio, or a picture, does not answer as it should."""

import traceback
from typing import Any

import pytest
import time_machine

from chalicelib.errors import TryLater
from chalicelib.models import Media
from tests.providers.inbound import LEA, START, read, record
from tests.providers.standin import ACCOUNT, PATH, Twilio, hang, reset, said

# --- pictures ------------------------------------------------------------------------------------


def pictures(stand_in: Twilio, answer: Any, at: int = START) -> None:
    """The log has one text with two pictures; asked for them, it answers so."""

    def respond(handler: Any) -> None:
        listing = said(200, {"messages": [record("SM1", at, num_media="2")]})
        (answer if "/Media.json" in handler.path else listing)(handler)

    stand_in.answer = respond


def test_pictures_are_named_as_webhooks_name_them(twilio: Twilio) -> None:
    place = f"{PATH.removesuffix('.json')}/SM1/Media"
    listed = [
        {"uri": f"{place}/ME1.json", "content_type": "image/png"},
        {"uri": f"{place}/ME2.json"},
    ]
    pictures(twilio, said(200, {"media_list": listed}))
    (found,) = read(twilio)
    assert found.media == (
        Media(url=f"{twilio.url}{place}/ME1", kind="image/png"),
        Media(url=f"{twilio.url}{place}/ME2", kind="application/octet-stream"),
    )


@pytest.mark.parametrize(
    "uri", ["https://evil.example/x.json", "//evil.example/x.json", "@evil.example", None]
)
def test_pictures_are_nowhere_but_at_twilio(twilio: Twilio, uri: str | None) -> None:
    pictures(twilio, said(200, {"media_list": [{"uri": uri}]}))
    (found,) = read(twilio)
    assert all(media.url.startswith(f"{twilio.url}/") for media in found.media)


@pytest.mark.parametrize(
    "answer",
    [said(404, {"code": 20404}), said(400, {"code": 20001}), said(200, {"media_list": []})],
    ids=["gone", "refused", "none"],
)
def test_pictures_that_are_gone_are_files(twilio: Twilio, answer: Any) -> None:
    pictures(twilio, answer)
    (found,) = read(twilio)
    place = f"{twilio.url}{PATH.removesuffix('.json')}/SM1/Media"
    assert found.media == (Media(url=place, kind="application/octet-stream"),) * 2


TROUBLES = {
    "hangs": hang,
    "cut": reset,
    **{str(status): said(status, {"code": 20000 + status}) for status in (302, 401, 403, 429, 500)},
    **{f"said {data!r}": said(200, data) for data in ("<html>", "[]", "{}", "")},
}
each_trouble = pytest.mark.parametrize("answer", TROUBLES.values(), ids=TROUBLES.keys())


@each_trouble
def test_pictures_that_cannot_be_asked_for_are_asked_for_later_but_not_for_ever(
    twilio: Twilio, answer: Any
) -> None:
    pictures(twilio, answer)
    with time_machine.travel(START / 1000 + 29 * 60), pytest.raises(TryLater):
        read(twilio)
    with time_machine.travel(START / 1000 + 31 * 60):
        (found,) = read(twilio)
    assert len(found.media) == 2


# --- what goes wrong -----------------------------------------------------------------------------


@each_trouble
def test_a_log_that_cannot_be_read_is_read_later(twilio: Twilio, answer: Any) -> None:
    twilio.answer = answer
    with pytest.raises(TryLater) as raised:
        read(twilio)
    told = "".join(traceback.format_exception(raised.value))
    assert LEA not in told
    assert ACCOUNT not in told


def test_a_page_that_cannot_be_read_spoils_all(twilio: Twilio) -> None:
    """Newest first: without the last page nobody knows which text is the oldest."""

    def respond(handler: Any) -> None:
        more = {"messages": [record("SM9", START + 9000)], "next_page_uri": f"{PATH}?Page=1"}
        (said(500, {}) if "Page=1" in handler.path else said(200, more))(handler)

    twilio.answer = respond
    with pytest.raises(TryLater):
        read(twilio)
    assert len(twilio.asked) == 2


def test_a_pause_that_twilio_asks_for_is_told(twilio: Twilio) -> None:
    twilio.answer = said(429, {"code": 20429}, Retry_After="77")
    with pytest.raises(TryLater) as raised:
        read(twilio)
    assert (raised.value.after, raised.value.code) == (77, "20429")
