"""`/via sms`: an agent chooses how a customer is written to, until the customer chooses."""

import pytest

from .conftest import OpenDesk
from .desks import R1, SHOP
from .test_windows import DESK, WS, Matter


@pytest.fixture
def matter(open_desk: OpenDesk) -> Matter:
    return Matter(open_desk(DESK))


def test_what_waits_leaves_and_so_does_what_follows(matter: Matter) -> None:
    ana, sms = matter.ana, matter.sms
    ana.texts(R1, "#101 Your bike is ready")
    matter.lea.hears()
    ana.hears()
    ana.texts(R1, "/via sms")
    sent = ana.words("via_sent_one", count=1)
    said = ana.words("via_on", n=101, c="Lea", channel="SMS", sent=sent)
    assert ana.hears() == [(R1, said)]
    assert sms.hears() == [(SHOP, "Your bike is ready")]
    ana.texts(R1, "#101 Until six")
    assert sms.hears() == [(SHOP, "Until six")]
    matter.lea.texts(WS, "On WhatsApp again")
    ana.hears()
    ana.texts(R1, "Fine")
    assert matter.lea.hears() == [(WS, "Fine")]
    assert not sms.hears()


@pytest.mark.parametrize("typed", ["/via sms", "/via SMS.", "/par texto", "/via sms #101",
                                   "/via #101 sms", "/via sms 101", "Slash via sms",
                                   "#101 /via sms"])  # fmt: skip
def test_however_it_is_typed(matter: Matter, typed: str) -> None:
    matter.ana.texts(R1, typed)
    none = matter.ana.words("via_sent_none")
    said = matter.ana.words("via_on", n=101, c="Lea", channel="SMS", sent=none)
    assert matter.ana.hears() == [(R1, said)]


@pytest.mark.parametrize("typed", ["/via", "/via pigeon", "/via whatsapp", "/via messenger"])
def test_a_channel_that_cannot_be(matter: Matter, typed: str) -> None:
    """WhatsApp's 24 hours are over, and Lea has no Messenger."""
    matter.ana.texts(R1, typed)
    said = matter.ana.words("via_how", n=101, c="Lea", options="/via sms #101")
    assert matter.ana.hears() == [(R1, said)]
    matter.ana.texts(R1, "#101 Your bike is ready")
    assert matter.ana.hears()[-1].body.startswith("* NOT SENT yet")


def test_in_french(open_desk: OpenDesk) -> None:
    matter = Matter(open_desk(DESK.replace('language = "en"', 'language = "fr"')))
    matter.ana.texts(R1, "#101 C'est prêt")
    [told] = matter.ana.hears()
    assert told.body.startswith('* PAS ENCORE envoyé : "C\'est pret".')
    assert told.body.endswith(" Par SMS : /par sms #101")
    matter.ana.texts(R1, "/par sms #101")
    assert matter.sms.hears() == [(SHOP, "C'est prêt")]


def test_only_who_has_the_thread_may(matter: Matter) -> None:
    matter.ben.texts(R1, "/via sms #101")
    [told] = matter.ben.hears()
    assert told.body.startswith("* NOTHING DONE: Ana has #101 Lea.")


def test_no_practice(matter: Matter) -> None:
    matter.ana.texts(R1, "/try")
    relay = matter.ana.hears()[-1].sender
    matter.ana.texts(relay, "/via sms #102")
    assert matter.ana.hears()[-1].body.startswith("* NOTHING DONE: #102 is practice")


def test_it_concerns_the_thread_that_it_names(matter: Matter) -> None:
    """Another customer is shown since: nothing of Lea's reaches him, nor the other way round."""
    matter.ana.texts(R1, "#101 Your bike is ready")
    max_ = matter.desk.customer(5)
    max_.texts(SHOP, "Do you sell bells?")
    matter.desk.later(minutes=3)
    relay = matter.ana.shown()[-1].sender
    matter.ana.texts(relay, "#102 We do")
    max_.hears()
    matter.ana.texts(relay, "/via sms #101")
    assert matter.sms.hears() == [(SHOP, "Your bike is ready")]
    assert not max_.hears()
