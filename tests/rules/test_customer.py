"""A customer's text: its thread, its acknowledgement, and who is to see it."""

from typing import Any

import pytest

from chalicelib.models import HOUR, Contact, Holiday, OpenThread
from chalicelib.rules.customer import FOLD
from chalicelib.texts import size
from tests.rules.receiving import MARIE, NOBODY, PICTURE, SUPPORT, kinds, opened, received, words
from tests.support.made import (
    ANNA,
    BUSINESS,
    CUSTOMER,
    NOW,
    RELAYS,
    SALES,
    anna,
    chloe,
    contact,
    desk,
    inbound,
    spot,
    thread,
)

# --- the first text ------------------------------------------------------------------------------


def test_a_profile_name_that_may_be_a_number_is_no_name() -> None:
    decision = received(NOBODY, inbound(profile_name="+1 514 555 0900"))
    assert decision.contact is not None
    assert decision.contact.name is None


def test_the_first_text_opens_a_thread_and_is_acknowledged() -> None:
    decision = received(NOBODY, inbound(profile_name="Marie 🚲 Curie"))
    assert decision.opened
    assert opened(decision) == OpenThread(
        number=142,
        inbox="support",
        ours=BUSINESS,
        theirs=CUSTOMER,
        opened=NOW,
        heard=NOW,
        waits=NOW,
    )
    look, ack = decision.put
    assert (look.kind, look.recipient, look.thread, look.after) == ("look", "i-support", 142, 0)
    assert (ack.kind, ack.state, ack.recipient) == ("ack", "handed", f"c-{MARIE}")
    assert (ack.sender, ack.to, ack.due) == (BUSINESS, CUSTOMER, NOW + 60_000)
    assert ack.text == (
        "Atelier Vélo: thanks, your message is in. A person will answer you right here."
    )
    assert decision.contact is not None
    assert decision.contact.name == "Marie Curie"
    assert decision.contact.addresses == (CUSTOMER,)
    assert decision.record is not None
    assert (decision.record.told, decision.record.owner) == ((), None)


@pytest.mark.parametrize(
    ("changes", "answered"),
    [
        ({}, True),
        ({"sender": f"whatsapp:{CUSTOMER}"}, True),
        ({"sender": "messenger:1234"}, True),
        ({"sender": "31002"}, False),
        ({"sender": "BANK"}, False),
        ({"opt_out": "HELP", "body": "HELP"}, False),
        ({"body": "Auto-reply: I am driving"}, False),
    ],
)
def test_who_is_acknowledged(changes: dict[str, Any], answered: bool) -> None:
    decision = received(NOBODY, inbound(**changes))
    assert bool(decision.answers) is answered
    assert "look" in kinds(decision), "an agent hears of it all the same"


@pytest.mark.parametrize(
    ("contact_s", "inbox_s", "desk_s", "start"),
    [
        ("fr", "en", "en", "Atelier Vélo : message bien arrivé"),
        (None, "fr", "en", "Atelier Vélo : message bien arrivé"),
        (None, None, "fr", "Atelier Vélo : message bien arrivé"),
        ("en", "fr", "fr", "Atelier Vélo: thanks"),
    ],
)
def test_in_whose_language(
    contact_s: str | None, inbox_s: str | None, desk_s: str, start: str
) -> None:
    decision = received(
        NOBODY.but(language=contact_s),
        at=desk(language=desk_s),
        inbox=SUPPORT.but(language=inbox_s),
    )
    assert words(decision).startswith(start)


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        (("Mon 09:00-17:00",), "right here"),
        (("Mon 13:00-17:00",), "closed until 13:00"),
        (("Tue 09:00-17:00",), "closed until tomorrow 9:00"),
        (("Mon 09:00-12:00",), "closed until Mon 23 Nov 9:00"),
        (("Sun 10:00-11:00",), "closed until Sun 10:00"),
        ((), "right here"),
        (("Mon-Sun 00:00-24:00",), "right here"),
    ],
)
def test_opening_hours(hours: tuple[str, ...], expected: str) -> None:
    assert expected in words(received(NOBODY, inbox=SUPPORT.but(hours=hours)))


@pytest.mark.parametrize(
    ("name", "language", "expected"),
    [
        ("Founders' Day", "en", "We are closed for Founders' Day until tomorrow 0:00 "),
        ("Fête d'ici", "fr", "Fermé jusqu'à demain 0 h (Fete d'ici);"),
        ("National Day for Truth and Reconciliation", "en", "We are closed until tomorrow 0:00 "),
        ("", "en", "We are closed until tomorrow 0:00 "),
    ],
)
def test_a_holiday_is_named_where_it_costs_no_second_segment(
    name: str, language: str, expected: str
) -> None:
    where = desk(holidays=(Holiday("2026-11-16", {language: name}),))
    said = words(received(NOBODY, at=where, inbox=SUPPORT.but(language=language)))
    assert expected in said
    assert size(said).segments == 1


def test_an_inboxs_own_words_for_when_it_is_closed_name_no_holiday() -> None:
    where = desk(holidays=(Holiday("2026-11-16", {"": "Founders' Day"}),))
    own = SUPPORT.but(texts={"en": {"ack_closed": "Shut until {t}."}})
    assert words(received(NOBODY, at=where, inbox=own)) == "Shut until tomorrow 0:00."


def test_an_inbox_may_have_its_own_words() -> None:
    own = {"en": {"ack_open": "Hi from {desk}!"}}
    assert words(received(NOBODY, inbox=SUPPORT.but(texts=own))) == "Hi from Atelier Vélo!"


def test_the_stamp_comes_after_the_last_one() -> None:
    decision = received(NOBODY.but(stamp=NOW + 7, version=1))
    assert decision.message is not None
    assert decision.message.stamp == NOW + 8
    assert opened(decision).heard == NOW + 8


def test_each_inbox_has_a_thread_of_its_own() -> None:
    message = inbound(recipient=SALES)
    decision = received(contact(thread(130)), message, inbox=desk().inboxes[1])
    assert opened(decision).inbox == "sales"
    assert opened(decision, 130).inbox == "support"


# --- what is learned of the customer -------------------------------------------------------------


@pytest.mark.parametrize(
    ("known", "profile_name", "expected"),
    [
        ("Marie", "Somebody", "Marie"),
        (None, "Zoé", "Zoé"),
        (None, "Benoît", "Benoit"),
        (None, "A very long name indeed that goes on", "A very long name ind"),
        (None, "🙂", None),
        (None, None, None),
    ],
)
def test_names(known: str | None, profile_name: str | None, expected: str | None) -> None:
    decision = received(NOBODY.but(name=known), inbound(profile_name=profile_name))
    assert decision.contact is not None
    assert decision.contact.name == expected


def test_an_agent_who_texts_as_a_customer_has_a_name() -> None:
    decision = received(Contact(id=anna().id), inbound(sender=ANNA))
    assert decision.contact is not None
    assert decision.contact.name == "Anna"


def test_addresses_are_kept_once() -> None:
    again = inbound(sender=f"whatsapp:{CUSTOMER}", recipient=f"whatsapp:{BUSINESS}")
    decision = received(contact(thread()), again)
    assert decision.contact is not None
    assert decision.contact.addresses == (CUSTOMER, f"whatsapp:{CUSTOMER}")
    whose = decision.contact
    decision = received(whose, again)
    assert decision.contact is not None
    assert decision.contact.addresses == whose.addresses
    # … and answers go back where the last text came from.
    assert (opened(decision).theirs, opened(decision).ours) == (again.sender, again.recipient)


# --- what follows on an open thread --------------------------------------------------------------

MINE = thread(owner=anna().id, spot=spot())


def test_an_owner_gets_it_where_the_thread_is_shown() -> None:
    decision = received(contact(MINE), inbound("Look", media=PICTURE))
    (relay,) = decision.put
    assert (relay.kind, relay.agent, relay.to, relay.sender) == (
        "relay",
        anna().id,
        ANNA,
        RELAYS[0],
    )
    assert relay.text == "Look\n(1 picture)"
    assert (relay.thread, relay.contact, relay.written) == (142, MARIE, NOW)
    assert opened(decision).shown == opened(decision).heard == NOW


def test_attachments_are_named_in_the_owners_language() -> None:
    hers = thread(owner=chloe().id, spot=spot(chloe().addresses[0]))
    decision = received(contact(hers), inbound("", media=PICTURE))
    assert decision.put[0].text == "(1 photo)"


@pytest.mark.parametrize(
    "open_one",
    [
        thread(),
        MINE.but(heard=NOW - 5, shown=NOW - 6),
        MINE.but(spot=None),
        MINE.but(spot=spot(number="+15145550177")),
        MINE.but(owner="somebody-gone"),
    ],
)
def test_all_else_is_the_workers(open_one: OpenThread) -> None:
    decision = received(contact(open_one))
    (look,) = decision.put
    assert (look.kind, look.recipient, look.after) == ("look", "i-support", 0)
    assert opened(decision).shown == open_one.shown
    assert opened(decision).look == NOW


@pytest.mark.parametrize(
    ("changes", "wait"),
    [
        ({"announced": 0, "shown": NOW - 1}, 0),
        ({"announced": NOW - HOUR, "shown": NOW - FOLD}, 0),
        ({"announced": NOW - HOUR, "shown": NOW - FOLD + 1}, 1),
        ({"announced": NOW - 1000, "shown": NOW - 1000}, FOLD - 1000),
        ({"announced": NOW, "shown": NOW}, FOLD),
    ],
)
def test_what_follows_before_anybody_answers_is_folded(changes: dict[str, int], wait: int) -> None:
    decision = received(contact(thread(heard=NOW, **changes)))
    (look,) = decision.put
    assert look.after == (NOW + wait if wait else 0)
    assert opened(decision).look == NOW + wait


@pytest.mark.parametrize(
    ("look", "again"),
    [(0, True), (NOW, True), (NOW + 1, False), (NOW + FOLD, False), (NOW + FOLD + 1, True)],
)
def test_a_look_that_is_coming_soon_will_do(look: int, again: bool) -> None:
    decision = received(contact(thread(look=look)))
    assert bool(decision.put) is again
    assert opened(decision).look == (NOW if again else look)
