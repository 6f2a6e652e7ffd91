"""A customer's text: its thread, its acknowledgement, and who is to see it."""

from typing import Any

import pytest

from chalicelib.decisions import Decision
from chalicelib.models import DAY, HOUR, Contact, Desk, InboundMessage, Inbox, Media, OpenThread
from chalicelib.rules import customer
from chalicelib.rules.customer import FOLD
from tests.support.made import (
    ANNA,
    BUSINESS,
    CUSTOMER,
    NOW,
    RELAYS,
    SALES,
    anna,
    chloe,
    closed,
    contact,
    desk,
    identify,
    inbound,
    spot,
    thread,
)

MARIE = identify(CUSTOMER)
SUPPORT = desk().inboxes[0]
NOBODY = Contact(id=MARIE)
PICTURE = (Media(url="https://media.example/1", kind="image/jpeg"),)


def received(
    whose: Contact,
    message: InboundMessage | str = "Is it ready?",
    at: Desk | None = None,
    inbox: Inbox = SUPPORT,
    now: int = NOW,
) -> Decision:
    text = inbound(message) if isinstance(message, str) else message
    where = at or desk()
    new = customer.needs_number(whose, text, where, inbox, now)
    decision = customer.receive(whose, text, where, inbox, now, 142 if new else 0)
    assert (decision.outcome == "opened") is new
    assert decision.seen == text.id
    assert decision.message is not None
    assert decision.message.text == text.body
    assert decision.contact is not None
    assert decision.contact.stamp == decision.message.stamp
    return decision


def opened(decision: Decision, number: int = 142) -> OpenThread:
    assert decision.contact is not None
    found = decision.contact.thread(number)
    assert found is not None
    return found


def kinds(decision: Decision) -> list[str]:
    return [e.kind for e in decision.put]


def words(decision: Decision) -> str:
    """The text in the webhook's answer."""
    (entry,) = decision.answers
    return entry.text


# --- the first text ------------------------------------------------------------------------------


def test_a_profile_name_that_may_be_a_number_is_no_name() -> None:
    decision = received(NOBODY, inbound(profile_name="+1 514 555 0900"))
    assert decision.contact is not None
    assert decision.contact.name is None


def test_the_first_text_opens_a_thread_and_is_acknowledged() -> None:
    decision = received(NOBODY, inbound(profile_name="Marie 🚲 Curie"))
    assert decision.opened
    assert opened(decision) == OpenThread(
        number=142, inbox="support", ours=BUSINESS, theirs=CUSTOMER, opened=NOW, heard=NOW
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
        ({"opt_out": "STOP"}, False),
        ({"opt_out": "START"}, False),
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


# --- after a thread is resolved ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "ago", "outcome"),
    [
        ("Thanks!", 0, "afterword"),
        ("Merci 🙏", 12 * HOUR - 1, "afterword"),
        ("👍", HOUR, "afterword"),
        ("Thanks!", 12 * HOUR, "reopened"),
        ("Thanks, but it leaks", 0, "reopened"),
        ("Is it ready?", 3 * DAY - 1, "reopened"),
        ("Is it ready?", 3 * DAY, "opened"),
        ("Thanks!", 3 * DAY, "opened"),
    ],
)
def test_after_a_resolution(body: str, ago: int, outcome: str) -> None:
    decision = received(contact(closed(130, closed=NOW - ago)), body)
    assert decision.outcome == outcome


def test_the_desk_says_for_how_long_a_thread_is_reopened() -> None:
    past = contact(closed(130, closed=NOW - DAY))
    assert received(past, at=desk(reopen_days=1)).outcome == "opened"
    assert received(past, at=desk(reopen_days=2)).outcome == "reopened"
    assert received(past, at=desk(reopen_days=0)).outcome == "opened"


def test_thanks_with_a_picture_is_more_than_thanks() -> None:
    decision = received(contact(closed(130)), inbound("Thanks!", media=PICTURE))
    assert decision.outcome == "reopened"


def test_thanks_goes_to_who_resolved_it_and_opens_nothing() -> None:
    decision = received(contact(closed(130)), "Thanks!")
    (entry,) = decision.put
    assert (entry.kind, entry.agent, entry.thread, entry.text) == (
        "thanks",
        anna().id,
        130,
        "Thanks!",
    )
    assert decision.contact is not None
    assert decision.contact.threads == ()
    assert decision.message is not None
    assert decision.message.thread == 130


@pytest.mark.parametrize(
    "past",
    [
        closed(130, owner="somebody-gone"),
        closed(130, owner=None),
        closed(130, spot=None),
        closed(130, spot=spot(number="+15145550177")),
    ],
)
def test_thanks_for_nobody_is_only_kept(past: Any) -> None:
    decision = received(contact(past), "Thanks!")
    assert (decision.outcome, decision.put) == ("afterword", ())


def test_a_reopened_thread_knows_who_had_it_and_what_was_shown() -> None:
    decision = received(contact(closed(130), stamp=NOW - HOUR))
    again = opened(decision, 130)
    assert (again.had, again.owner, again.spot) == (anna().id, None, None)
    assert (again.shown, again.heard) == (NOW - HOUR, NOW)
    assert again.opened == closed().opened
    assert kinds(decision) == ["look"], "and no second acknowledgement"
    assert decision.contact is not None
    assert decision.contact.closed == ()
    assert not decision.opened


# --- misdirected ---------------------------------------------------------------------------------


def misdirected(
    whose: Contact = NOBODY, at: Desk | None = None, now: int = NOW, **changes: Any
) -> Decision:
    message = inbound(**{"recipient": RELAYS[0], **changes})
    return customer.misdirected(whose, message, at or desk(), now)


def test_a_stranger_on_a_relay_number_is_told_the_business_number_once_a_day() -> None:
    decision = misdirected()
    assert decision.outcome == "misdirected"
    assert words(decision) == (
        "Atelier Vélo: nobody reads this number, so your message did not get through. "
        f"Please send it again to {BUSINESS}."
    )
    assert (decision.put[0].sender, decision.put[0].to) == (RELAYS[0], CUSTOMER)
    assert decision.message is not None
    assert decision.message.thread is None
    known = decision.contact
    assert known is not None
    assert misdirected(known, now=NOW + DAY - 1).put == ()
    assert misdirected(known, now=NOW + DAY).put != ()


def test_a_misdirected_text_is_kept_even_where_nothing_is_said() -> None:
    for decision in (misdirected(sender="31002"), misdirected(opt_out="STOP")):
        assert decision.put == ()
        assert decision.message is not None
        assert decision.contact is not None
        assert decision.contact.redirected == 0


def test_the_number_is_one_of_the_same_channel_if_there_is_one() -> None:
    whatsapp = f"whatsapp:{RELAYS[0]}"
    decision = misdirected(recipient=whatsapp, sender=f"whatsapp:{CUSTOMER}")
    assert f"whatsapp:{BUSINESS}" in words(decision)
    assert BUSINESS in words(misdirected(recipient="rcs:shop"))
    assert misdirected(at=desk(inboxes=())).put == ()


def test_in_the_customers_language() -> None:
    assert "personne ne lit" in words(misdirected(NOBODY.but(language="fr")))
    assert "personne ne lit" in words(misdirected(at=desk(language="fr")))
