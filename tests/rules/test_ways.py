"""By which other channels a customer can be reached."""

import pytest

from chalicelib.models import DAY, HOUR, OptOut, Window
from chalicelib.rules import ways
from chalicelib.rules.ways import Way
from tests.support.made import BUSINESS, CUSTOMER, NOW, SALES, contact, desk, thread

WS, WC = f"whatsapp:{BUSINESS}", f"whatsapp:{CUSTOMER}"
PAGE, MARIE_THERE = "messenger:400", "messenger:123"
DESK = desk()
ALL = desk(inboxes=(DESK.inboxes[0].but(addresses=(BUSINESS, WS, PAGE)), DESK.inboxes[1]))
THREAD = thread(ours=WS, theirs=WC)


def whose(*addresses, **changes):
    return contact(THREAD, addresses=addresses, **changes)


def test_a_number_on_whatsapp_takes_texts():
    assert ways.other(whose(WC), THREAD, DESK, NOW) == Way(BUSINESS, CUSTOMER)


@pytest.mark.parametrize("theirs", ["whatsapp:CA.9876543210", MARIE_THERE])
def test_what_is_no_number_does_not(theirs):
    on = THREAD.but(theirs=theirs)
    assert ways.other(whose(theirs), on, DESK, NOW) is None


def test_an_inbox_without_an_sms_number():
    only = DESK.inboxes[0].but(addresses=(WS,))
    assert ways.other(whose(WC), THREAD, desk(inboxes=(only,)), NOW) is None
    assert ways.other(whose(WC), THREAD, desk(inboxes=()), NOW) is None


def test_never_from_another_inboxs_address():
    sales = THREAD.but(inbox="sales")
    assert ways.other(whose(WC), sales, DESK, NOW) == Way(SALES, CUSTOMER)


def test_addresses_that_wrote_to_us_come_first_the_last_one_before_all():
    found = whose(
        WC,
        CUSTOMER,
        MARIE_THERE,
        windows=(Window(WC, WS, NOW - DAY), Window(MARIE_THERE, PAGE, NOW - HOUR)),
    )
    assert ways.other(found, THREAD, ALL, NOW) == Way(PAGE, MARIE_THERE)
    assert [w.channel for w in ways.every(found, THREAD, ALL, NOW)] == ["messenger", "sms"]


def test_a_window_that_is_over_is_no_way():
    found = whose(MARIE_THERE, WC, windows=(Window(MARIE_THERE, PAGE, NOW - DAY),))
    assert ways.other(found, THREAD, ALL, NOW) == Way(BUSINESS, CUSTOMER)
    by_sms = THREAD.but(ours=BUSINESS, theirs=CUSTOMER)
    assert ways.other(found.but(windows=(Window(WC, WS, NOW - DAY),)), by_sms, DESK, NOW) is None


def test_from_sms_to_whatsapp_where_they_wrote_today():
    by_sms = THREAD.but(ours=BUSINESS, theirs=CUSTOMER)
    found = whose(WC, CUSTOMER, windows=(Window(WC, WS, NOW - HOUR),))
    assert ways.other(found, by_sms, DESK, NOW) == Way(WS, WC)


def test_an_opt_out_closes_a_channel():
    stopped = whose(WC, opted_out=(OptOut(CUSTOMER, BUSINESS, NOW),))
    assert ways.other(stopped, THREAD, DESK, NOW) is None
    elsewhere = whose(WC, opted_out=(OptOut(CUSTOMER, SALES, NOW),))
    assert ways.other(elsewhere, THREAD, DESK, NOW) is None


def test_a_short_code_is_no_way():
    assert ways.every(whose("12345"), thread(theirs="12345"), DESK, NOW) == ()


def test_one_of_each_channel():
    found = whose(WC, CUSTOMER, "+15145550777", windows=(Window(WC, WS, NOW),))
    assert ways.every(found, THREAD, DESK, NOW) == (Way(WS, WC), Way(BUSINESS, "+15145550777"))


@pytest.mark.parametrize(
    ("said", "channel"),
    [("sms", "sms"), ("texto", "sms"), ("whatsapp", "whatsapp"), ("insta", "instagram"),
     ("facebook", "messenger"), ("rcs", "rcs"), ("pigeon", None), ("", None)],
)  # fmt: skip
def test_what_channels_are_called(said, channel):
    assert ways.named(said) == channel


def test_how_it_is_offered():
    assert ways.offered(whose(WC), THREAD, DESK, "en", NOW) == " By SMS: /via sms #142"
    assert ways.offered(whose(WC), THREAD, DESK, "fr", NOW) == " Par SMS : /par sms #142"
    assert ways.offered(whose(MARIE_THERE), THREAD, DESK, "en", NOW) == ""
