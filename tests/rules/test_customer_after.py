"""A customer's text after the thread was resolved, or to a number that nobody reads."""

from typing import Any

import pytest

from chalicelib.decisions import Decision
from chalicelib.models import DAY, HOUR, Contact, Desk
from chalicelib.rules import customer
from tests.rules.receiving import NOBODY, PICTURE, kinds, opened, received, words
from tests.support.made import (
    BUSINESS,
    CUSTOMER,
    NOW,
    RELAYS,
    anna,
    closed,
    contact,
    desk,
    inbound,
    spot,
)

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
