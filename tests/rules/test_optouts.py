"""Who wants no more texts: what is taken for that, what is said, and what may leave afterwards."""

import pytest

from chalicelib.models import Contact, OptOut
from chalicelib.rules import customer, optouts
from chalicelib.texts import say
from tests.rules.helping import MINE, kinds
from tests.rules.receiving import NOBODY, PICTURE, SUPPORT, received
from tests.support.made import BUSINESS, CUSTOMER, NOW, SALES, contact, desk, inbound

STOPPED = (OptOut(CUSTOMER, BUSINESS, NOW - 1000),)


@pytest.mark.parametrize(
    ("body", "word"),
    [
        ("STOP", "STOP"),
        ("stop", "STOP"),
        (" Stop. ", "STOP"),
        ("STOP!", "STOP"),
        ("Arrêt", "STOP"),
        ("ARRET", "STOP"),
        ("unsubscribe", "STOP"),
        ("Stop all", "STOP"),
        ("Désabonner", "STOP"),
        ("START", "START"),
        ("unstop", "START"),
        ("YES", "START"),
        ("Stop sending me the blue one", None),
        ("Don't stop", None),
        ("bus stop", None),
        ("CANCEL", None),
        ("End", None),
        ("quit", None),
        ("HELP", None),
        ("aide", None),
        ("oui", None),
        ("", None),
    ],
)
def test_which_texts_are_such_a_word(body: str, word: str | None) -> None:
    assert optouts.word(body) == word


@pytest.mark.parametrize(
    ("body", "mark", "stopped", "found"),
    [
        ("STOP", None, False, "STOP"),
        ("STOP", None, True, "AGAIN"),
        ("No more", "STOP", False, "STOP"),
        ("No more", "STOP", True, "AGAIN"),
        ("YES", None, False, None),
        ("YES", None, True, "START"),
        ("START", "START", False, "AGAIN"),
        ("HELP", "HELP", False, "HELP"),
        ("HELP", "HELP", True, "HELP"),
        ("Is it ready?", None, True, None),
    ],
)
def test_the_mark(body: str, mark: str | None, stopped: bool, found: str | None) -> None:
    whose = Contact(id="x", opted_out=STOPPED if stopped else ())
    assert optouts.marked(inbound(body=body, opt_out=mark), whose).opt_out == found


def test_stop_in_a_conversation_is_quoted_to_its_owner_once() -> None:
    decision = received(contact(MINE), "STOP")
    assert decision.contact is not None
    (relay,) = decision.put
    assert relay.text == "STOP\n" + say("wrote_stop", "en")
    (found,) = decision.contact.opted_out
    assert found == OptOut(CUSTOMER, BUSINESS, decision.contact.stamp)
    again = received(decision.contact.but(version=2), inbound(body="Stop", id="SM2"), now=NOW + 9)
    assert [e.text for e in again.put] == ["Stop"]
    assert again.contact is not None
    assert again.contact.opted_out == (found,)


def test_start_opens_again_and_is_quoted() -> None:
    decision = received(contact(MINE, opted_out=STOPPED), "Start")
    assert decision.contact is not None
    assert decision.contact.opted_out == ()
    assert [e.text for e in decision.put] == ["Start\n" + say("wrote_start", "en")]


@pytest.mark.parametrize("body", ["STOP", "unsubscribe", "ARRÊT"])
def test_stop_from_nobody_opens_no_thread_and_is_answered_by_nobody(body: str) -> None:
    decision = received(NOBODY, body)
    assert (decision.outcome, decision.put, decision.record) == ("opted_out", (), None)
    assert decision.contact is not None
    assert (decision.contact.threads, len(decision.contact.opted_out)) == ((), 1)


def test_who_opted_out_and_writes_again_is_heard_and_not_acknowledged() -> None:
    decision = received(NOBODY.but(opted_out=STOPPED), "Is it ready?")
    assert kinds(decision) == ["look"]


def test_the_whole_channel_is_closed_but_where_the_customer_has_written_since() -> None:
    whose = contact(MINE.but(heard=NOW - 2000), opted_out=STOPPED)
    assert optouts.is_closed(whose, CUSTOMER, BUSINESS, MINE.number)
    assert optouts.is_closed(whose, CUSTOMER, SALES)
    assert optouts.is_closed(whose, CUSTOMER, SALES, MINE.number)
    assert not optouts.is_closed(whose, f"whatsapp:{CUSTOMER}", f"whatsapp:{BUSINESS}")
    since = contact(MINE.but(heard=NOW), opted_out=STOPPED)
    assert optouts.is_closed(since, CUSTOMER, BUSINESS, MINE.number)
    assert not optouts.is_closed(since, CUSTOMER, SALES, MINE.number)


def test_a_picture_with_the_word_under_it_is_a_text() -> None:
    decision = customer.receive(
        contact(MINE), inbound(body="stop", media=PICTURE), desk(), SUPPORT, NOW
    )
    assert decision.contact is not None
    assert decision.contact.opted_out == ()


def test_what_is_said_is_in_the_owners_language() -> None:
    words = customer.text_for_agent("STOP", inbound(body="STOP", opt_out="STOP"), "fr")
    assert words == "STOP\n" + say("wrote_stop", "fr")
