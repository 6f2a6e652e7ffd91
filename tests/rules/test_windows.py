"""How long somebody may be written to freely."""

import pytest

from chalicelib.models import DAY, HOUR, MINUTE, Extra, Window
from chalicelib.rules import windows
from tests.support.made import (
    ANNA,
    BUSINESS,
    CUSTOMER,
    NOW,
    RELAYS,
    SALES,
    anna,
    contact,
    inbound,
    line,
    spot,
)

WS, WC = f"whatsapp:{BUSINESS}", f"whatsapp:{CUSTOMER}"
MARIE = contact(addresses=(CUSTOMER, WC))


def wrote(at, **changes):
    return MARIE.but(windows=(Window(WC, WS, at),), **changes)


def is_open(whose, now=NOW, ours=WS, theirs=WC):
    return windows.is_open(whose, ours, theirs, now)


def test_it_is_open_for_a_day_less_a_minute():
    assert is_open(wrote(NOW))
    assert is_open(wrote(NOW - DAY + MINUTE + 1))
    assert not is_open(wrote(NOW - DAY + MINUTE))
    assert not is_open(wrote(NOW - 3 * DAY))


@pytest.mark.parametrize("theirs", [CUSTOMER, f"rcs:{CUSTOMER}", "telegram:1", ""])
def test_other_channels_have_none(theirs):
    assert windows.is_open(MARIE, BUSINESS, theirs, NOW)


@pytest.mark.parametrize("channel", ["whatsapp", "messenger", "instagram"])
def test_an_address_that_never_wrote_is_closed(channel):
    assert not is_open(contact(), theirs=f"{channel}:12345")


def test_who_wrote_before_windows_were_kept_may_be_tried():
    assert is_open(MARIE)


def test_each_pair_of_addresses_has_its_own():
    assert not is_open(wrote(NOW), ours=f"whatsapp:{SALES}")
    assert is_open(wrote(NOW), ours=WS)


def test_what_the_provider_says_counts():
    learned = wrote(NOW)
    learned = learned.but(windows=windows.closed(learned, WS, WC))
    assert not is_open(learned)
    text = inbound(sender=WC, recipient=WS)
    assert is_open(learned.but(windows=windows.after(learned, text, NOW)))


def test_a_text_opens_it_by_its_own_time():
    assert windows.after(MARIE, inbound(sender=WC, recipient=WS), NOW) == (Window(WC, WS, NOW),)
    late = inbound(sender=WC, recipient=WS, late=NOW - HOUR)
    assert windows.after(MARIE, late, NOW) == (Window(WC, WS, NOW - HOUR),)
    early = inbound(sender=WC, recipient=WS, written=NOW - MINUTE)
    assert windows.after(MARIE, early, NOW) == (Window(WC, WS, NOW - MINUTE),)
    ahead = inbound(sender=WC, recipient=WS, written=NOW + HOUR)
    assert windows.after(MARIE, ahead, NOW) == (Window(WC, WS, NOW),)


def test_it_only_moves_forward():
    late = inbound(sender=WC, recipient=WS, late=NOW - DAY)
    assert windows.after(wrote(NOW - HOUR), late, NOW) == (Window(WC, WS, NOW - HOUR),)


def test_neither_sms_nor_reactions_are_kept():
    assert windows.after(MARIE, inbound(), NOW) == ()
    heart = inbound(sender=WC, recipient=WS, extras=(Extra("reaction", "❤️"),))
    assert windows.after(MARIE, heart, NOW) == ()


def test_the_list_is_bounded():
    whose = MARIE
    for n in range(20):
        text = inbound(sender=WC, recipient=f"whatsapp:+1514555{n:04}")
        whose = whose.but(windows=windows.after(whose, text, NOW))
    assert len(whose.windows) == 8
    assert whose.windows[-1].ours == "whatsapp:+15145550019"


WHATSAPP = spot(f"whatsapp:{ANNA}", f"whatsapp:{RELAYS[0]}")


def test_an_agents_line():
    theirs = line(where=WHATSAPP, who=anna())
    assert windows.is_line_open(theirs, NOW)  # nothing is known
    assert windows.is_line_open(theirs.but(heard=NOW - HOUR), NOW)
    assert not windows.is_line_open(theirs.but(heard=NOW - DAY), NOW)
    assert not windows.is_line_open(windows.line_closed(theirs), NOW)
    assert windows.is_line_open(line(heard=1), NOW)  # SMS


def test_a_line_is_heard_once_an_hour():
    text = inbound(sender=WHATSAPP.address, recipient=WHATSAPP.number)
    theirs = windows.heard(line(where=WHATSAPP), text, NOW)
    assert theirs.heard == NOW
    assert windows.heard(theirs, text, NOW + HOUR - 1) == theirs
    assert windows.heard(theirs, text, NOW + HOUR).heard == NOW + HOUR
    assert windows.heard(theirs, text.but(late=NOW - HOUR), NOW + DAY) == theirs
    assert windows.heard(line(), inbound(), NOW) == line()
