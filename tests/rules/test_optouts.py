"""Who wants no more texts: what is taken for that, what is said, and what may leave afterwards."""

import pytest

from chalicelib.models import Contact, EntryKind, InboundMessage, OptOut
from chalicelib.rules import customer, optouts
from chalicelib.texts import say
from tests.rules.helping import MINE, kinds
from tests.rules.receiving import NOBODY, PICTURE, SUPPORT, received
from tests.support.made import BUSINESS, CUSTOMER, NOW, SALES, contact, desk, entry, inbound

STOPPED = (OptOut(CUSTOMER, BUSINESS, NOW - 1000),)

KEPT_BACK: list[tuple[EntryKind, str, bool]] = [
    ("ack", BUSINESS, True),
    ("ack", SALES, False),
    ("redirect", SALES, False),
    ("reply", BUSINESS, True),
    ("reply", SALES, True),
]


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
    assert not optouts.is_stopped(decision.contact, CUSTOMER, BUSINESS)
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


# --- one that is fetched late ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("known", "body", "late", "stopped"),
    [
        # START came after it
        ((OptOut(CUSTOMER, BUSINESS, NOW - 5000, NOW - 1000),), "STOP", NOW - 3000, False),
        ((OptOut(CUSTOMER, BUSINESS, 0, NOW - 1000),), "STOP", NOW - 3000, False),
        # … before it, or to another number
        ((OptOut(CUSTOMER, BUSINESS, NOW - 5000, NOW - 4000),), "STOP", NOW - 3000, True),
        ((OptOut(CUSTOMER, SALES, 0, NOW - 1000),), "STOP", NOW - 3000, True),
        ((), "STOP", NOW - 3000, True),
        # START, and STOP after it
        ((OptOut(CUSTOMER, BUSINESS, NOW - 1000),), "START", NOW - 3000, True),
        ((OptOut(CUSTOMER, BUSINESS, NOW - 5000),), "START", NOW - 3000, False),
    ],
)
def test_an_older_word_that_is_fetched_after_a_newer_one_changes_nothing(
    known: tuple[OptOut, ...], body: str, late: int, *, stopped: bool
) -> None:
    decision = received(contact(MINE, opted_out=known), inbound(body=body, late=late))
    assert decision.contact is not None
    assert optouts.is_stopped(decision.contact, CUSTOMER, BUSINESS) is stopped


@pytest.mark.parametrize("message", [inbound(body="start"), inbound(body="Go", opt_out="START")])
def test_start_counts_where_no_stop_was_known(message: InboundMessage) -> None:
    decision = received(contact(MINE), message)
    assert decision.contact is not None
    late = received(decision.contact, inbound(body="STOP", id="SM2", late=NOW - 1000))
    assert late.contact is not None
    assert not optouts.is_stopped(late.contact, CUSTOMER, BUSINESS)
    assert late.message is not None
    assert late.message.opt_out == "AGAIN"


def test_yes_is_an_answer() -> None:
    decision = received(contact(MINE), "yes")
    assert decision.contact is not None
    assert decision.contact.opted_out == ()


def test_stop_and_start_and_stop_are_one() -> None:
    whose = contact(MINE, opted_out=STOPPED)
    for body, after in (("START", NOW), ("STOP", NOW + 1000), ("START", NOW + 2000)):
        found = received(whose, inbound(body=body, id=f"SM{after}"), now=after).contact
        assert found is not None
        assert len(found.opted_out) == 1
        whose = found
    assert whose.opted_out == (OptOut(CUSTOMER, BUSINESS, NOW + 1000, NOW + 2000),)


def test_what_was_kept_before_there_was_a_word_for_start_can_be_read() -> None:
    old = f'{{"id": "x", "opted_out": [["{CUSTOMER}", "{BUSINESS}", 5]]}}'
    assert Contact.model_validate_json(old).opted_out == (OptOut(CUSTOMER, BUSINESS, 5),)


@pytest.mark.parametrize(("kind", "ours", "kept"), KEPT_BACK)
def test_what_a_stop_keeps_back(kind: EntryKind, ours: str, *, kept: bool) -> None:
    """The desk's own answers go where the customer has just written, agents' to no number."""
    leaves = entry(kind, sender=ours, to=CUSTOMER)
    assert optouts.keeps_back(contact(opted_out=STOPPED), leaves) is kept
