"""What became of a text that left, and who hears of it."""

from typing import Any

import pytest

from chalicelib.models import MINUTE, SECOND, DeliveryState, Entry, Passed, Sent
from chalicelib.rules import delivery
from tests.rules.helping import BENS
from tests.support.made import (
    ANNA,
    CUSTOMER,
    NOW,
    RELAYS,
    anna,
    ben,
    chloe,
    contact,
    desk,
    entry,
    identify,
    spot,
    thread,
    told,
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
        text="On our way",
        error="30003",
    )


def test_only_the_beginning_of_a_long_text_is_kept() -> None:
    decision = delivery.recorded(reply(text="x" * 1000), "SM1", "sent", NOW)
    assert decision.sent is not None
    assert decision.sent.text == "x" * 200


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


# --- what did not reach an agent's phone ---------------------------------------------------------

EARLIER, LATER = NOW - 2 * MINUTE, NOW - MINUTE
"""Two texts of a customer, both on their way to one phone."""


@pytest.mark.parametrize("away", [False, True])
def test_of_two_texts_that_do_not_arrive_both_are_for_the_others(away: bool) -> None:
    hers = contact(thread(owner=anna().id, spot=spot(), heard=LATER, shown=LATER))
    first = entry(written=EARLIER, stamp=EARLIER)
    decision = delivery.returned(first, hers, told(ben(), shown=LATER), NOW, away=away)
    assert decision.contact is not None
    back = decision.contact.thread(142)
    assert back is not None
    assert (back.owner, back.shown) == (None, EARLIER - 1)
    assert decision.record is not None
    assert {t.agent: t.shown for t in decision.record.told or ()} == {
        ben().id: EARLIER - 1,  # what was on its way there was dropped when Anna took it
        anna().id: EARLIER - 1,  # she has what came before
    }


def test_who_was_told_of_a_thread_that_waits_is_not_told_twice() -> None:
    waits = contact(thread(heard=LATER, shown=LATER, told=2))
    known = told(anna(), ben(), shown=LATER)
    decision = delivery.returned(entry("new", stamp=LATER, written=LATER), waits, known, NOW)
    assert decision.record is not None
    assert (decision.record.told or ())[0] == known[1]


# --- a text to who had the thread, when somebody else has it --------------------------------------


def test_a_text_on_its_way_to_who_had_the_thread_goes_to_who_has_it() -> None:
    his = contact(thread(owner=ben().id, spot=BENS, heard=LATER, shown=LATER))
    text = entry("relay", stamp=LATER, written=LATER)
    found = delivery.forwarded(text, his)
    assert found is not None
    assert (found.taken, found.checked) == ((text,), his)
    (relay,) = found.put
    assert (relay.kind, relay.agent, relay.text, relay.written) == (
        *("relay", ben().id, text.text, LATER),
    )
    assert relay.stamp > max(text.stamp, his.stamp)


@pytest.mark.parametrize(
    "changes",
    [{"caught": LATER}, {"owner": None, "spot": None}, {"passed": Passed(anna().id, "")}],
)
def test_not_where_the_story_had_it_or_is_to_come(changes: dict[str, Any]) -> None:
    his = thread(owner=ben().id, spot=BENS, heard=LATER, shown=LATER).but(**changes)
    text = entry("relay", stamp=LATER, written=LATER)
    assert delivery.forwarded(text, contact(his)) is None
