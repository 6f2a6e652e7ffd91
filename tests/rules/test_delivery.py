"""What became of a text that left, and who hears of it."""

from typing import Any

import pytest

from chalicelib.decisions import Decision
from chalicelib.models import SECOND, DeliveryState, Entry, Sent
from chalicelib.rules import delivery
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
    entry,
    identify,
    spot,
    thread,
)

MARIE = identify(CUSTOMER)


def reply(**changes: Any) -> Entry:
    found = entry("reply", "On our way", recipient=f"c-{MARIE}", spot=spot(), version=4)
    return found.but(**changes)


@pytest.mark.parametrize("state", ["sent", "delivered", "read", "failed"])
def test_a_recorded_entry_makes_way_for_what_its_id_is_about(state: DeliveryState) -> None:
    decision = delivery.recorded(reply(), "SM1", state, NOW, "30003")
    assert decision.taken == (reply(),)
    assert decision.sent == Sent(
        provider_id="SM1",
        state=state,
        recipient=f"c-{MARIE}",
        kind="reply",
        contact=MARIE,
        thread=142,
        agent=anna().id,
        spot=spot(),
        ends=(RELAYS[0], ANNA),
        text="On our way",
        written=NOW,
        error="30003",
        at=NOW,
    )


def test_a_text_is_kept_whole_and_of_a_long_one_its_first_part() -> None:
    """It may go by another channel, and the other parts are texts of their own."""
    decision = delivery.recorded(reply(text="x" * 1600), "SM1", "sent", NOW)
    assert decision.sent is not None
    assert decision.sent.text == "x" * 1600
    long = delivery.recorded(reply(text="word " * 400), "SM1", "sent", NOW).sent
    assert long is not None
    assert long.text.startswith("(1/2) word")
    assert len(long.text) <= 1600


def test_given_up() -> None:
    assert delivery.given_up(reply(), None).put == ()
    decision = delivery.given_up(reply(), entry("notice"))
    assert (decision.outcome, decision.taken, decision.put) == (
        "failed",
        (reply(),),
        (entry("notice"),),
    )


def test_put_back_waits_and_keeps_its_place() -> None:
    decision = delivery.put_back(reply(state="sending", attempts=3), 30, NOW)
    (again,) = decision.claimed
    assert (again.state, again.after, again.due) == ("queued", NOW + 120 * SECOND, again.after)
    assert (again.stamp, again.n, again.version, again.attempts) == (NOW, reply().n, 4, 3)


def test_a_stop_is_learned_of_the_number_that_the_text_left_from() -> None:
    """Meanwhile the customer has written to another one, and the thread goes on from there."""
    sent = delivery.recorded(reply(sender=BUSINESS, to=CUSTOMER), "SM1", "failed", NOW).sent
    assert sent is not None
    hers = contact(thread(ours=SALES))
    found = delivery.learned(Decision(outcome="x"), sent, hers, NOW).contact
    assert found is not None
    assert [(o.theirs, o.ours) for o in found.opted_out] == [(CUSTOMER, BUSINESS)]
    old = delivery.learned(Decision(outcome="x"), sent.but(ends=None), hers, NOW)
    assert old.contact is None, "it was recorded before the ends were kept"


ABOUT = Sent(
    provider_id="SM0000001234", kind="reply", contact=MARIE, thread=142, agent=anna().id, text="Hi"
)


@pytest.mark.parametrize("about", [reply(text="Hi"), ABOUT.but(spot=spot())])
def test_who_wrote_is_told_where_they_wrote(about: Entry | Sent) -> None:
    told = delivery.told_writer(
        about, "not_delivered", contact(), desk(), NOW, "reason_unreachable"
    )
    assert told is not None
    assert (told.kind, told.agent, told.to, told.sender) == ("notice", anna().id, ANNA, RELAYS[0])
    assert told.text.startswith('* NOT DELIVERED to Marie #142: "Hi". The phone is off')
    unsure = delivery.told_writer(about, "unsure", contact(), desk(), NOW)
    assert unsure is not None
    assert "PERHAPS NOT DELIVERED" in unsure.text


def test_the_rest_of_a_long_reply_is_a_reply_too() -> None:
    """An answer over 1600 characters leaves as two texts: each may fail (P8)."""
    rest = reply(n="0000000001-0r")
    assert delivery.told_writer(rest, "not_delivered", contact(), desk(), NOW, "reason_unknown")


def test_in_the_writers_language() -> None:
    french = reply(agent=chloe().id)
    told = delivery.told_writer(french, "not_delivered", contact(), desk(), NOW, "reason_blocked")
    assert told is not None
    assert "NON REMIS" in told.text
    assert "Ce client ne veut plus" in told.text


@pytest.mark.parametrize(
    "about",
    [
        reply(kind="relay"),
        reply(kind="notice"),
        entry("rest"),
        reply(kind="ack", agent=None),
        reply(agent=None),
        reply(agent="somebody-gone"),
        reply(spot=None),
        ABOUT,
        ABOUT.but(spot=spot(), kind="relay"),
    ],
)
def test_of_any_other_text_nobody_is_told(about: Entry | Sent) -> None:
    assert delivery.told_writer(about, "not_delivered", contact(), desk(), NOW, "x") is None


def test_two_words_about_one_reply_have_one_key() -> None:
    first, second = (
        delivery.told_writer(reply(), "unsure", contact(), desk(), NOW) for _ in range(2)
    )
    assert first == second
