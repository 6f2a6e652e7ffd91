"""The provider refuses, stammers or dies: each text goes once, in order, or its writer hears."""

import os

import pytest

from chalicelib import settings
from chalicelib.providers import twilio
from chalicelib.rules import delivery
from chalicelib.texts import when

from .conftest import Matter
from .damage import waiting
from .desks import R1, SHOP
from .wire import Trouble, goes_through, impatient, no_answer, refused, taken_but_answered

NO_TEXTS, OPTED_OUT = 21614, 21610


@pytest.mark.parametrize(
    ("code", "reason"), [(NO_TEXTS, "reason_no_texts"), (OPTED_OUT, "reason_opted_out")]
)
def test_a_refused_text_is_told_to_who_wrote_it(matter: Matter, code: int, reason: str) -> None:
    desk, lea, ana = matter
    desk.carrier.faults.refuse[lea.address] = code
    ana.texts(R1, "Come by")
    words = ana.words("not_delivered", n=101, q="Come by", reason=ana.words(reason))
    assert ana.hears() == [(R1, words)]
    desk.later(minutes=10)
    assert desk.nobody_hears()
    assert desk.wire.asked.count("Come by") == 1


def test_a_customers_text_that_its_agents_phone_refuses_reaches_another(matter: Matter) -> None:
    desk, lea, ana = matter
    ben = desk.agent("Ben")
    desk.carrier.faults.refuse[ana.address] = OPTED_OUT  # Ana sent STOP to the relay number
    lea.texts(SHOP, "On my way")
    desk.later(minutes=10)
    assert any(got.body.endswith("On my way") for got in ben.hears())


def test_after_a_refusal_the_next_text_goes_on(matter: Matter) -> None:
    desk, lea, ana = matter
    desk.wire.next_sends(refused(400, 21617))
    ana.texts(R1, "Too long")
    ana.texts(R1, "Short")
    assert lea.hears() == [(SHOP, "Short")]
    assert "Too long" in ana.hears()[0].body


@pytest.mark.parametrize("status", [429, 503])
def test_a_text_that_must_wait_goes_once_and_nothing_overtakes_it(
    matter: Matter, status: int
) -> None:
    desk, lea, ana = matter
    desk.wire.asked.clear()
    desk.wire.next_sends(refused(status, 20429), refused(status, 20429))
    ana.texts(R1, "one")
    ana.texts(R1, "two")
    assert desk.nobody_hears(lea)
    desk.later(minutes=3)  # a 503 says nothing for sure: the log is asked when the lease is over
    desk.later(minutes=3)
    assert lea.hears() == [(SHOP, "one"), (SHOP, "two")]
    assert desk.wire.asked == ["one", "one", "one", "two"]
    assert desk.nobody_hears(ana)


def test_what_waits_for_one_does_not_wait_for_others(matter: Matter) -> None:
    desk, lea, ana = matter
    max_, ben = desk.customer(2), desk.agent("Ben")
    relay = desk.begin(max_, ben, question="Do you sell bells?")
    desk.wire.next_sends(refused(429, 20429))
    ana.texts(R1, "Come by")
    ben.texts(relay, "From 10 dollars on")
    assert desk.nobody_hears(lea)
    assert max_.hears() == [(SHOP, "From 10 dollars on")]


def test_an_answer_that_is_never_taken_is_given_up_and_told(matter: Matter) -> None:
    desk, lea, ana = matter
    desk.wire.next_sends(*[refused(429, 20429)] * delivery.MOST_TRIES)
    ana.texts(R1, "Come by")
    for _ in range(10):
        desk.later(minutes=3)
    reason = ana.words("reason_unknown")
    assert ana.hears() == [(R1, ana.words("not_delivered", n=101, q="Come by", reason=reason))]
    assert desk.nobody_hears(lea)
    assert waiting(desk, lea) == []


@pytest.mark.parametrize("status", [429, 503])
def test_an_outage_of_the_provider_keeps_no_customers_text_from_the_agents(
    matter: Matter, status: int
) -> None:
    desk, lea, ana = matter
    max_ = desk.customer(2)
    desk.wire.outage = refused(status, 20429)
    lea.texts(SHOP, "On my way")
    max_.texts(SHOP, "Do you sell bells?")
    for _ in range(5):
        desk.later(minutes=5)
    desk.wire.outage = None
    desk.later(minutes=5)
    heard = [got.body.splitlines()[-1] for got in ana.hears()]
    assert heard == ["On my way", "Do you sell bells?"]


def test_a_text_that_waited_for_the_provider_carries_its_time(matter: Matter) -> None:
    desk, lea, ana = matter
    desk.wire.next_sends(*[refused(429, 20429)] * 6)
    lea.texts(SHOP, "On my way")
    written = desk.now
    for _ in range(10):
        desk.move(minutes=3)
        desk.tick()
    moment = when(written, desk.now, "America/Montreal", "en")
    assert ana.hears() == [(R1, ana.words("late", "On my way", t=moment))]


UNKNOWN: dict[str, Trouble] = {
    "500, not taken": refused(500, 20500),
    "500, taken": taken_but_answered(500),
    "502, taken": taken_but_answered(502),
}


@pytest.mark.parametrize("what", UNKNOWN)
@pytest.mark.parametrize("callbacks", [True, False], ids=["callbacks", "silence"])
def test_an_error_of_the_providers_own_makes_no_second_text(
    matter: Matter, what: str, callbacks: bool
) -> None:
    desk, lea, ana = matter
    desk.carrier.faults.no_callbacks = not callbacks
    desk.wire.next_sends(UNKNOWN[what])
    ana.texts(R1, "one")
    ana.texts(R1, "two")
    desk.later(minutes=5)
    assert lea.hears() == [(SHOP, "one"), (SHOP, "two")]
    assert desk.nobody_hears(ana)
    assert waiting(desk, lea) == []


@pytest.mark.parametrize("taken", [True, False], ids=["taken", "not taken"])
def test_a_time_out_makes_no_second_text(matter: Matter, taken: bool) -> None:
    desk, lea, ana = matter
    desk.carrier.faults.no_callbacks = True
    desk.wire.next_sends(no_answer(taken=taken, seconds=0.3))
    with impatient():
        ana.texts(R1, "one")
        ana.texts(R1, "two")
        desk.later(minutes=5)
    assert lea.hears() == [(SHOP, "one"), (SHOP, "two")]
    assert waiting(desk, lea) == []


@pytest.mark.parametrize("callbacks", [True, False], ids=["callbacks", "silence"])
def test_a_connection_that_breaks_after_the_text_was_taken_makes_no_second_text(
    matter: Matter, callbacks: bool
) -> None:
    desk, lea, ana = matter
    desk.carrier.faults.no_callbacks = not callbacks
    desk.carrier.faults.drop_answers = True
    ana.texts(R1, "one")
    desk.carrier.faults.drop_answers = False
    ana.texts(R1, "two")
    desk.later(minutes=5)
    assert lea.hears() == [(SHOP, "one"), (SHOP, "two")]
    assert waiting(desk, lea) == []


def test_the_same_words_twice_are_two_texts_for_the_providers_log_too(matter: Matter) -> None:
    desk, lea, ana = matter
    desk.carrier.faults.no_callbacks = True
    ana.texts(R1, "Any news?")
    desk.wire.next_sends(refused(500, 20500))
    ana.texts(R1, "Any news?")
    desk.later(minutes=5)
    assert lea.hears() == [(SHOP, "Any news?"), (SHOP, "Any news?")]


def test_a_provider_that_is_out_of_reach_gets_the_text_when_it_is_back(
    matter: Matter, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, lea, ana = matter
    with monkeypatch.context() as patch:
        patch.setenv("TWILIO_API_URL", "http://127.0.0.1:9")
        settings.forget()
        ana.texts(R1, "one")
        ana.texts(R1, "two")
        assert desk.nobody_hears(lea)
    settings.forget()
    assert os.environ["TWILIO_API_URL"] == desk.wire.url
    desk.later(minutes=2)
    assert lea.hears() == [(SHOP, "one"), (SHOP, "two")]


def test_where_neither_callback_nor_log_can_tell_it_is_not_sent_again_and_that_is_said(
    matter: Matter, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, lea, ana = matter
    monkeypatch.setattr(twilio.Provider, "find_sent", lambda *_: "unsure")
    desk.wire.next_sends(refused(500, 20500))
    ana.texts(R1, "Come by")
    desk.later(minutes=5)
    assert desk.nobody_hears(lea)
    assert ana.hears() == [(R1, ana.words("unsure", n=101, q="Come by"))]
    assert desk.wire.asked.count("Come by") == 1


def test_a_relay_the_provider_took_twice_as_long_for_is_shown_once(matter: Matter) -> None:
    desk, lea, ana = matter
    desk.wire.next_sends(refused(429, 20429), goes_through)
    lea.texts(SHOP, "On my way")
    lea.texts(SHOP, "Which door?")
    desk.later(minutes=2)
    assert ana.hears() == [(R1, "On my way"), (R1, "Which door?")]
