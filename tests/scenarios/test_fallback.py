"""A text that cannot go where the customer wrote, and can by another channel: offered, or taken."""

import pytest

from chalicelib.store import contacts
from chalicelib.texts import say

from .conftest import OpenDesk
from .desks import R1, SHOP
from .phones import Phone
from .story import Story
from .test_windows import DESK, WS, Matter

FALLBACK = DESK.replace("timezone =", "fallback = true\ntimezone =")
UNREACHABLE, INVALID, STOPPED, BLOCKED, UNKNOWN = 30003, 30005, 21610, 30004, 30008


def fails(story: Story, phone: Phone, code: int) -> None:
    """From now on what is sent there is reported as failed."""
    story.carrier.faults.undelivered[phone.address] = code


@pytest.fixture
def asks(open_desk: OpenDesk) -> Matter:
    """The desk offers the other channel, and the window is open."""
    return Matter(open_desk(DESK), days=0.1)


@pytest.fixture
def goes(open_desk: OpenDesk) -> Matter:
    """The desk takes it by itself."""
    return Matter(open_desk(FALLBACK), days=0.1)


def by(matter: Matter, text: str, reason: str) -> str:
    values = {"channel": "SMS", "other": "WhatsApp", "q": text, "n": 101, "c": "Lea"}
    return say("by_other", "en", **values)


def test_outside_the_window_it_leaves_by_sms_at_once(open_desk: OpenDesk) -> None:
    matter = Matter(open_desk(FALLBACK))
    matter.ana.texts(R1, "#101 Your bike is ready")
    assert matter.sms.hears() == [(SHOP, "Your bike is ready")]
    assert not matter.lea.hears()
    [told] = matter.ana.hears()
    expected = '* SENT by SMS: "Your bike is ready" to #101 Lea. The 24 hours on WhatsApp are over.'
    assert told.body == f"{expected} Nothing to do."
    matter.ana.texts(R1, "#101 Until six")
    assert matter.sms.hears() == [(SHOP, "Until six")]
    assert not matter.ana.hears()
    matter.lea.texts(WS, "Great")
    matter.ana.hears()
    matter.ana.texts(R1, "See you")
    assert matter.lea.hears() == [(WS, "See you")]


@pytest.mark.parametrize("code", [UNREACHABLE, INVALID])
def test_what_failed_goes_by_sms(goes: Matter, code: int) -> None:
    fails(goes.desk, goes.lea, code)
    goes.ana.texts(R1, "Your bike is ready")
    assert goes.sms.hears() == [(SHOP, "Your bike is ready")]
    reason = {UNREACHABLE: "reason_unreachable", INVALID: "reason_invalid"}[code]
    assert goes.ana.hears() == [(R1, by(goes, "Your bike is ready", reason))]
    goes.ana.texts(R1, "Until six")
    assert goes.sms.hears() == [(SHOP, "Until six")]


def test_what_is_refused_goes_by_sms(goes: Matter) -> None:
    goes.desk.carrier.faults.refuse[goes.lea.address] = 21211
    goes.ana.texts(R1, "Your bike is ready")
    assert goes.sms.hears() == [(SHOP, "Your bike is ready")]
    assert goes.ana.hears() == [(R1, by(goes, "Your bike is ready", "reason_invalid"))]


def test_never_twice_in_a_circle(goes: Matter) -> None:
    fails(goes.desk, goes.lea, UNREACHABLE)
    fails(goes.desk, goes.sms, UNREACHABLE)
    goes.ana.texts(R1, "Your bike is ready")
    failed, told = sorted(goes.ana.hears(), key=lambda got: "by SMS" in got.body)
    assert told.body == by(goes, "Your bike is ready", "reason_unreachable")
    reason = say("reason_unreachable", "en")
    words = goes.ana.words("not_delivered", q="Your bike is ready", n=101, c="Lea", reason=reason)
    assert failed.body == words
    assert goes.unsent() == ()


@pytest.mark.parametrize("code", [STOPPED, BLOCKED])
def test_who_wants_no_texts_gets_none_elsewhere(goes: Matter, code: int) -> None:
    goes.desk.carrier.faults.refuse[goes.lea.address] = code
    goes.ana.texts(R1, "Your bike is ready")
    assert not goes.sms.hears()
    [failed] = goes.ana.hears()
    assert failed.body.startswith("* NOT DELIVERED")
    assert "SMS" not in failed.body
    assert goes.unsent() == ()


def test_nor_does_who_sent_stop_to_that_number(goes: Matter) -> None:
    goes.sms.texts(SHOP, "STOP")
    goes.lea.texts(WS, "But here is fine")
    goes.desk.nobody_hears()
    fails(goes.desk, goes.lea, UNREACHABLE)
    goes.ana.texts(R1, "Your bike is ready")
    assert not goes.sms.hears()
    [failed] = goes.ana.hears()
    assert "SMS" not in failed.body


@pytest.mark.parametrize("code", [UNREACHABLE, UNKNOWN])
def test_else_it_is_offered(asks: Matter, code: int) -> None:
    fails(asks.desk, asks.lea, code)
    asks.ana.texts(R1, "Your bike is ready")
    [failed] = asks.ana.hears()
    assert failed.body.startswith('* NOT DELIVERED to Lea #101: "Your bike is ready". ')
    assert failed.body.endswith(" By SMS: /via sms #101")
    assert not asks.sms.hears()
    assert [u.why for u in asks.unsent()] == ["failed"]
    asks.ana.texts(R1, "/via sms #101")
    assert asks.sms.hears() == [(SHOP, "Your bike is ready")]
    assert asks.unsent() == ()


def test_what_failed_is_not_offered_once_the_customer_writes(asks: Matter) -> None:
    fails(asks.desk, asks.lea, UNREACHABLE)
    asks.ana.texts(R1, "Your bike is ready")
    asks.lea.texts(WS, "Hello?")
    asks.desk.nobody_hears()
    asks.ana.texts(R1, "/via sms")
    assert not asks.sms.hears()


def test_nor_a_day_later(asks: Matter) -> None:
    fails(asks.desk, asks.lea, UNREACHABLE)
    asks.ana.texts(R1, "Your bike is ready")
    asks.desk.move(hours=25)
    asks.ana.texts(R1, "/via sms #101")
    assert not asks.sms.hears()


def test_what_fails_once_they_write_by_sms_goes_there(asks: Matter) -> None:
    """The customer has chosen already, so nobody is asked."""
    asks.desk.carrier.faults.late = 0.0
    fails(asks.desk, asks.lea, UNREACHABLE)
    asks.desk.carrier.faults.no_callbacks = True
    asks.ana.texts(R1, "Your bike is ready")
    asks.sms.texts(SHOP, "My phone has no data, write here")
    asks.desk.carrier.faults.no_callbacks = False
    [text] = [t for t in asks.desk.carried("Your bike is ready") if t.to == asks.lea.address]
    asks.desk.report(text, "undelivered", UNREACHABLE)
    asks.desk.settle()
    assert asks.sms.hears() == [(SHOP, "Your bike is ready")]
    [thread] = contacts.head(asks.desk.desk.identify(asks.lea.address)).threads
    assert thread.theirs == asks.sms.address


def test_a_failure_for_the_window_reported_twice_is_told_once(open_desk: OpenDesk) -> None:
    matter = Matter(open_desk(DESK), days=0.1)
    fails(matter.desk, matter.lea, 63016)
    matter.ana.texts(R1, "Your bike is ready")
    assert len(matter.unsent()) == 1
    [text] = matter.desk.carried("Your bike is ready")
    matter.ana.hears()
    matter.desk.report(text, "failed", 63016)
    matter.desk.settle()
    assert not matter.ana.hears()
    assert len(matter.unsent()) == 1


def test_who_wrote_before_the_failure_was_known_gets_it_at_once(open_desk: OpenDesk) -> None:
    matter = Matter(open_desk(DESK), days=0.1)
    matter.desk.carrier.faults.no_callbacks = True
    matter.ana.texts(R1, "Your bike is ready")
    matter.lea.texts(WS, "Hello?")
    matter.desk.carrier.faults.no_callbacks = False
    [text] = matter.desk.carried("Your bike is ready")
    matter.desk.nobody_hears()
    matter.desk.report(text, "failed", 63016)
    matter.desk.settle()
    assert len(matter.desk.carried("Your bike is ready")) == 2
    assert matter.unsent() == ()


def test_a_long_text_goes_by_the_other_channel_whole(goes: Matter) -> None:
    fails(goes.desk, goes.lea, UNREACHABLE)
    words = " ".join(f"word{n}" for n in range(400))
    goes.ana.texts(R1, words)
    heard = [got.body for got in goes.sms.hears()]
    assert [body[:6] for body in sorted(heard)] == ["(1/2) ", "(2/2) "]
    assert " ".join(body[6:] for body in sorted(heard)) == words
