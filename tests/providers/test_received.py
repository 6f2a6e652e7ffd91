"""Asking Twilio's log what people sent to us, by its real client.

Against the simulator's stand-in, which keeps a log as Twilio does, and against the scripted one.
"""

from collections.abc import Iterator
from dataclasses import replace
from email.utils import formatdate
from typing import Any

import pytest

from chalicelib.models import Media
from chalicelib.providers import _twilio_log
from chalicelib.providers.twilio import Provider
from chalicelib.settings import Credentials
from simulator.carrier import Carrier
from simulator.rest import RestServer
from simulator.wire import Answer, Text, message_form
from tests.providers.inbound import LEA, SHOP, START, read, record
from tests.providers.standin import ACCOUNT, PATH, Twilio, said
from tests.support.serving import let_go

RELAY, MAX = "+15145550101", "whatsapp:+15145550302"
TOKEN = "0" * 32


class Log:
    """A carrier's log, with texts of any time in it, as the real adapter reads it."""

    def __init__(self, carrier: Carrier, url: str) -> None:
        self.carrier = carrier
        names = {"TWILIO_ACCOUNT_SID": ACCOUNT, "TWILIO_AUTH_TOKEN": TOKEN}
        self.provider = Provider(Credentials(secrets=names, urls={"TWILIO_API_URL": url}))
        self._made = 0

    def add(self, seconds: float, body: str = "", **fields: Any) -> Text:
        """A text that was sent so many seconds after `START`."""
        self._made += 1
        text = Text(f"SM{self._made:032x}", LEA, SHOP, body, "inbound", START / 1000 + seconds)
        return self.carrier._take(replace(text, **fields))

    def bodies(self, since: float, until: float, *known: str) -> list[str]:
        found = self.provider.received(
            START + int(since * 1000), START + int(until * 1000), lambda _: known
        )
        return [message.body for message in found]


@pytest.fixture
def log() -> Iterator[Log]:
    carrier = Carrier(lambda *_: Answer(200), ACCOUNT, TOKEN, numbers={SHOP, RELAY})
    with RestServer(carrier) as server:
        found = Log(carrier, server.url)
        yield found
        let_go(found.provider._credentials)
        carrier.close()


# --- what is in it -------------------------------------------------------------------------------


def test_a_text_is_what_its_webhook_would_have_brought(log: Log) -> None:
    text = log.add(7, "Prêt à 17 h… 🚲 & co", sender=MAX, media=2)
    (found,) = log.provider.received(START, START + 60_000)
    form = message_form(text, ACCOUNT, log.carrier.media_url)
    assert (found.provider, found.id) == ("twilio", form["MessageSid"])
    assert (found.sender, found.recipient, found.body) == (form["From"], form["To"], form["Body"])
    assert found.media == tuple(
        Media(url=form[f"MediaUrl{n}"], kind=form[f"MediaContentType{n}"]) for n in range(2)
    )
    assert found.late == START + 7_000
    assert (found.profile_name, found.quoted, found.opt_out) == (None, None, None)


def test_all_pages_are_read_and_the_oldest_comes_first(
    log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_twilio_log, "PAGE", 7)
    for n in range(50):
        log.add(n, str(n))
        log.add(n, "answer", direction="outbound-api", status="delivered")
    assert log.bodies(0, 60) == [str(n) for n in range(50)]


def test_what_comes_while_pages_are_read_moves_none_of_them(
    log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_twilio_log, "PAGE", 2)
    for n in range(7):
        log.add(n, str(n))
    listed = log.carrier.texts

    def texts() -> list[Text]:
        log.add(8, "meanwhile")
        return listed()

    monkeypatch.setattr(log.carrier, "texts", texts)
    found = log.bodies(0, 60)
    assert [body for body in found if body != "meanwhile"] == [str(n) for n in range(7)]
    assert found.count("meanwhile") == 1, "the rest is for the next reading"


def test_texts_of_one_second_keep_their_order(log: Log) -> None:
    for n in range(9):
        log.add(1 + n / 10, str(n))
    assert log.bodies(0, 60) == [str(n) for n in range(9)]


def test_only_what_people_sent_to_us(log: Log) -> None:
    for direction in ("outbound-api", "outbound-reply", "outbound-call", "phone"):
        log.add(1, direction, direction=direction, status="sent")
    log.add(1, "asked")
    assert log.bodies(0, 60) == ["asked"]


def test_only_the_span_its_ends_included(log: Log) -> None:
    for seconds in (-1, 0, 5, 10, 11):
        log.add(seconds, str(seconds))
    assert log.bodies(0, 10) == ["0", "5", "10"]
    assert log.bodies(0.9, 10.9) == ["0", "5", "10"], "the log knows whole seconds"


def test_a_log_that_filters_by_day_only_gives_no_more(twilio: Twilio) -> None:
    records = [record(f"SM{n}", START + n * 1000) for n in (11, 10, 0, -1)]
    twilio.answer = said(200, {"messages": records, "next_page_uri": None})
    found = twilio.provider().received(START, START + 10_000)
    assert [message.id for message in found] == ["SM0", "SM10"]


def test_what_is_known_is_left_out_and_nothing_is_asked_about_it(
    log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, after = log.add(1, "before", media=1), log.add(2, "after")
    asked: list[str] = []
    get = log.carrier.get

    def counted(sid: str) -> Text:
        asked.append(sid)
        return get(sid)

    monkeypatch.setattr(log.carrier, "get", counted)
    assert log.bodies(0, 60, before.sid) == ["after"]
    assert log.bodies(0, 60, before.sid, after.sid) == []
    assert asked == []
    assert log.bodies(0, 60) == ["before", "after"]
    assert asked == [before.sid]


def test_known_is_asked_once_with_all_that_came_in_and_not_for_nothing(log: Log) -> None:
    asked: list[list[str]] = []

    def known(ids: Any) -> list[str]:
        asked.append(list(ids))
        return []

    assert list(log.provider.received(START, START + 1000, known)) == []
    assert asked == []
    sids = [log.add(0).sid for _ in range(3)]
    log.add(0, direction="outbound-api")
    assert len(list(log.provider.received(START, START + 1000, known))) == 3
    assert asked == [sids]


# --- how it is asked -----------------------------------------------------------------------------


def test_times_are_asked_for_in_utc_whatever_this_machine_thinks(
    twilio: Twilio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    twilio.answer = said(200, {"messages": []})
    assert read(twilio) == []
    ((method, path, fields),) = twilio.asked
    assert (method, path) == ("GET", PATH)
    assert fields == {
        "DateSent>": ["2026-11-16T17:00:00Z"],
        "DateSent<": ["2026-11-16T18:00:00Z"],
        "PageSize": ["1000"],
    }


def test_nothing_is_asked_before_the_first_is_wanted(twilio: Twilio) -> None:
    twilio.provider().received(START, START + 1)
    assert twilio.asked == []


@pytest.mark.parametrize(
    "broken",
    [{"from": None}, {"to": ""}, {"sid": None}, {"direction": None}],
    ids=["nobody", "nowhere", "no id", "no direction"],
)
def test_a_record_that_cannot_be_told_is_not_in_the_way(
    twilio: Twilio, broken: dict[str, object]
) -> None:
    assert [m.id for m in read(twilio, record("SM1") | broken, record("SM2"))] == ["SM2"]


def test_a_record_that_stands_there_twice_is_one_text(twilio: Twilio) -> None:
    assert len(read(twilio, record("SM1"), record("SM1"))) == 1


def test_a_text_without_words_or_dates_is_a_text(twilio: Twilio) -> None:
    bare: dict[str, Any] = {"body": None, "date_created": None, "num_media": None}
    sent = formatdate(START / 1000 + 60)
    first, last = read(twilio, record("SM1", **bare), record("SM2", **bare, date_sent=sent))
    assert (first.id, first.late, first.body) == ("SM2", START + 60_000, "")
    assert (last.id, last.late) == ("SM1", START + 3_600_000), "as late as it can be"


def test_half_a_character_does_not_spoil_what_is_written_down(twilio: Twilio) -> None:
    (found,) = read(twilio, record("SM1", body="a\ud83d b"))
    assert found.model_dump_json()
    assert found.body == "a? b"
