"""Catching up in the time there is, and on a stage that is not ready for it."""

import time
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from chalicelib import missed, settings
from chalicelib.models import HOUR, InboundMessage
from chalicelib.store import desk as desks

from ..support.said import listening
from .desks import SHOP
from .missing import Outage, bodies, comes_in, history, mark, parked
from .story import Story


@pytest.fixture
def outage(desk: Story) -> Outage:
    return Outage(desk)


# --- time ----------------------------------------------------------------------------------------


def clock_that_stops(after: int) -> Any:
    """`time` for `missed`: the deadline is there when it has been looked at so often."""
    looks: list[None] = []

    def monotonic() -> float:
        looks.append(None)
        return time.monotonic() + (3600 if len(looks) > after else 0)

    return SimpleNamespace(time=time.time, monotonic=monotonic)


def test_at_the_deadline_it_stops_and_goes_on_a_minute_later(
    outage: Outage, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [str(n) for n in range(7)]
    texts = outage.texts(outage.lea, SHOP, *names)
    outage.end(minutes=30)
    with monkeypatch.context() as patch:
        patch.setattr(missed, "time", clock_that_stops(after=4))
        outage.story.tick()  # one look before the span, one before each text
    assert bodies(outage.ana) == names[:3]
    assert mark() == int(texts[2].at) * 1000
    outage.story.tick()
    assert bodies(outage.ana) == names[3:]
    outage.story.later(minutes=15)
    assert outage.story.nobody_hears()


def test_without_time_nothing_is_asked(outage: Outage, monkeypatch: pytest.MonkeyPatch) -> None:
    outage.texts(outage.lea, SHOP, "one")
    outage.end(minutes=30)
    before = mark()
    with monkeypatch.context() as patch:
        patch.setattr(missed, "time", clock_that_stops(after=0))
        outage.story.tick()
    assert mark() == before
    outage.story.tick()
    assert bodies(outage.ana) == ["one"]


def test_a_long_outage_is_read_span_by_span(
    outage: Outage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was done of it stays done, and a span is never too much to hold."""
    for name in ("one", "two", "three"):
        outage.texts(outage.lea, SHOP, name, minutes=90)
    outage.end(minutes=30)
    spans: list[tuple[int, int]] = []
    real = missed._read_span

    def spanned(desk: Any, provider: Any, since: int, until: int, deadline: float) -> bool:
        spans.append((since, until))
        return real(desk, provider, since, until, deadline)

    monkeypatch.setattr(missed, "_read_span", spanned)
    outage.story.tick()
    assert bodies(outage.ana) == ["one", "two", "three"]
    assert all(until - since <= HOUR + missed.EDGE for since, until in spans)
    begun = [since + missed.EDGE for since, _ in spans[1:]]
    assert begun == [until for _, until in spans[:-1]]
    assert spans[-1][1] == outage.story.now - missed.YOUNGEST == mark()


# --- a stage that is not ready -------------------------------------------------------------------


@pytest.mark.parametrize("lacking", ["TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN"])
def test_without_credentials_there_is_nothing_to_do(
    desk: Story, monkeypatch: pytest.MonkeyPatch, lacking: str
) -> None:
    comes_in(desk, desk.customer().address, at=desk.now / 1000 - 600)
    monkeypatch.delenv(lacking)
    settings.forget()
    desk.tick()
    assert desk.errors == []
    assert history(desk, desk.customer()) == []
    assert mark() == 0, "when there are some, the first reading is still the first"


def test_without_a_desk_there_is_nothing_to_do(
    desk: Story,
) -> None:
    comes_in(desk, desk.customer().address, at=desk.now / 1000 - 600)
    item: Any = {"PK": {"S": "CONFIG#desk"}, "SK": {"S": "CURRENT"}}
    settings.dynamodb().delete_item(TableName=settings.table(), Key=item)
    desks.forget()
    with listening() as said:
        desk.tick()
    assert (desk.errors, mark(), parked()) == ([], 0, [])
    assert said.metrics["NotCaughtUp"] == 1
    assert all(line.get("level") not in ("WARNING", "ERROR") for line in said.lines)


# --- the border of a span ------------------------------------------------------------------------


class Listing:
    """A provider whose log lists a text by when its webhook was tried, and tells when it came."""

    name = "twilio"

    def __init__(self, *texts: tuple[int, InboundMessage]) -> None:
        self.texts = texts

    def received(self, since: int, until: int, known: Any) -> Iterator[InboundMessage]:
        listed = [m for at, m in self.texts if since <= at <= until and since <= m.late <= until]
        ours = known([message.id for message in listed])
        yield from (message for message in listed if message.id not in ours)


def test_a_text_at_the_border_of_two_spans_is_in_one_of_them(outage: Outage) -> None:
    story = outage.story
    outage.end(hours=2)
    border = mark() - missed.OVERLAP + missed.SPAN
    text = InboundMessage(
        provider="twilio",
        id="SM1",
        sender=outage.lea.address,
        recipient=SHOP,
        body="Which door?",
        late=border - 1000,
    )
    provider: Any = Listing((border + 1000, text))
    missed._read(story.desk, provider, time.monotonic() + 60)
    missed._read(story.desk, provider, time.monotonic() + 60)
    assert history(story, outage.lea).count("Which door?") == 1
