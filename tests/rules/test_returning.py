"""Words that did not reach an agent's phone: whose they are now, and where they go."""

from typing import Any

import pytest

from chalicelib.decisions import Decision
from chalicelib.models import MINUTE, Contact, Entry, EntryKind, Passed, Sent
from chalicelib.rules import delivery, returning
from tests.rules.helping import BENS
from tests.support.made import (
    NOW,
    RELAYS,
    anna,
    ben,
    closed,
    contact,
    entry,
    spot,
    thread,
    told,
)

EARLIER, LATER = NOW - 2 * MINUTE, NOW - MINUTE
"""Two texts of a customer, both on their way to one phone."""


@pytest.mark.parametrize("away", [False, True])
def test_of_two_texts_that_do_not_arrive_both_are_for_the_others(away: bool) -> None:
    hers = contact(thread(owner=anna().id, spot=spot(), heard=LATER, shown=LATER))
    first = entry(written=EARLIER, stamp=EARLIER)
    decision = returning.returned(first, hers, told(ben(), shown=LATER), NOW, away=away)
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
    decision = returning.returned(entry("new", stamp=LATER, written=LATER), waits, known, NOW)
    assert decision.record is not None
    assert (decision.record.told or ())[0] == known[1]


def test_what_was_for_one_alone_nobody_else_was_shown() -> None:
    waits = contact(thread(heard=LATER, shown=LATER, told=1))
    text = entry("relay", stamp=EARLIER, written=EARLIER)
    decision = returning.returned(text, waits, told(ben(), shown=LATER), NOW, away=True)
    assert shown_to(ben().id, decision) == EARLIER - 1


# --- a text to who had the thread, when somebody else has it --------------------------------------


def test_a_text_on_its_way_to_who_had_the_thread_goes_to_who_has_it() -> None:
    his = contact(thread(owner=ben().id, spot=BENS, heard=LATER, shown=LATER))
    text = entry("relay", stamp=LATER, written=LATER)
    found = returning.forwarded(text, his)
    assert found is not None
    assert found.taken == (text,)
    assert found.contact is not None
    open_one = found.contact.thread(142)
    assert open_one is not None
    assert (open_one.owner, open_one.missed) == (ben().id, LATER), "so that an undo shows it"
    (relay,) = found.put
    assert (relay.kind, relay.agent, relay.text, relay.written) == (
        *("relay", ben().id, text.text, LATER),
    )
    assert relay.stamp > max(text.stamp, his.stamp)


@pytest.mark.parametrize(
    "changes",
    [{"caught": LATER}, {"caught": LATER, "whole": LATER}, {"caught": LATER, "missed": LATER + 9}],
)
def test_not_where_the_story_had_it(changes: dict[str, Any]) -> None:
    his = thread(owner=ben().id, spot=BENS, heard=LATER, shown=LATER).but(**changes)
    text = entry("relay", stamp=LATER, written=LATER)
    found = returning.forwarded(text, contact(his))
    assert found is not None
    assert (found.outcome, found.put, found.taken) == ("dropped", (), (text,))
    assert found.contact is not None
    after = found.contact.thread(142)
    assert after is not None
    assert after == his.but(missed=LATER)


def test_nor_where_nobody_has_it() -> None:
    text = entry("relay", stamp=LATER, written=LATER)
    waits = thread(owner=None, spot=None, heard=LATER, shown=LATER)
    assert returning.forwarded(text, contact(waits)) is None


@pytest.mark.parametrize(
    "changes", [{"caught": LATER, "whole": LATER}, {"spot": None, "passed": Passed(anna().id, "")}]
)
def test_what_the_story_did_not_have_word_for_word_is_told_once_more(
    changes: dict[str, Any],
) -> None:
    his = contact(thread(owner=ben().id, spot=BENS, heard=LATER, shown=LATER).but(**changes))
    text = entry("relay", stamp=EARLIER, written=EARLIER)
    found = returning.forwarded(text, his)
    assert found is not None
    assert found.contact is not None
    after = found.contact.thread(142)
    assert after is not None
    assert (after.owner, after.shown, found.taken) == (ben().id, EARLIER - 1, (text,))
    assert [(e.kind, e.thread) for e in found.put] == [("look", 142)]


# --- which texts are shown again ------------------------------------------------------------------


def sent(about: Entry) -> Sent:
    """The same text once the provider has taken it."""
    found = delivery.recorded(about, "SM1", "sent", NOW).sent
    assert found is not None
    return found


def shown_to(who: str, decision: Decision) -> int:
    """Up to which stamp an agent counts as shown the thread's texts."""
    assert decision.record is not None
    return next(t.shown for t in decision.record.told or () if t.agent == who)


@pytest.mark.parametrize("taken", [False, True])
def test_from_the_text_that_failed_on_and_not_the_last_one(*, taken: bool) -> None:
    hers = contact(thread(owner=anna().id, spot=spot(), heard=LATER, shown=LATER))
    first = entry(written=EARLIER, stamp=EARLIER)
    decision = returning.returned(sent(first) if taken else first, hers, (), NOW)
    assert shown_to(anna().id, decision) == EARLIER - 1


def test_who_has_the_thread_was_shown_more_than_the_announcement() -> None:
    hers = contact(thread(owner=anna().id, spot=spot(), heard=LATER, shown=LATER))
    last = sent(entry(written=LATER, stamp=LATER))
    known = told(anna(), shown=EARLIER - MINUTE)
    assert shown_to(anna().id, returning.returned(last, hers, known, NOW)) == LATER - 1


def test_but_what_is_still_to_be_made_up_stays_so() -> None:
    hers = contact(thread(owner=anna().id, spot=spot(), heard=LATER, shown=LATER))
    (known,) = told(anna(), shown=EARLIER - MINUTE)
    last = sent(entry(written=LATER, stamp=LATER))
    decision = returning.returned(last, hers, (known.but(again=NOW + MINUTE),), NOW)
    assert shown_to(anna().id, decision) == EARLIER - MINUTE


def test_a_story_that_did_not_arrive_ends_with_the_last_text_which_is_shown_again() -> None:
    hers = contact(thread(owner=anna().id, spot=spot(), heard=LATER, shown=LATER))
    for about in (entry("took", written=0), sent(entry("took", written=0))):
        assert shown_to(anna().id, returning.returned(about, hers, (), NOW)) == LATER - 1


# --- the desk's own words -------------------------------------------------------------------------

OWNED = contact(thread(owner=anna().id, spot=spot()))


def again(about: Entry | Sent, whose: Contact = OWNED, number: str = RELAYS[0]) -> Decision:
    returned = returning.returned(about, whose, (), NOW)
    assert returned.outcome == "dropped"
    return returning.once_more(returned, about, whose, NOW, spot(number=number))


@pytest.mark.parametrize("taken", [False, True])
@pytest.mark.parametrize(("kind", "number"), [("notice", 142), ("notice", None), ("rest", None)])
def test_are_said_again_and_the_thread_stays(
    kind: EntryKind, number: int | None, *, taken: bool
) -> None:
    about = entry(kind, "* Ben gave #142 Marie back to you", thread=number)
    decision = again(sent(about) if taken else about)
    (later,) = decision.put
    assert (later.kind, later.text, later.thread) == ("notice", about.text, number)
    assert later.after == NOW + returning.AGAIN_AFTER
    assert (later.again, decision.contact) == (1, None)


def test_at_another_number_they_are_said_at_once() -> None:
    (now,) = again(entry("notice"), number=RELAYS[1]).put
    assert (now.sender, now.after, now.again) == (RELAYS[1], 0, 1)


def test_not_for_ever() -> None:
    assert again(entry("notice", again=returning.MOST_AGAIN)).put == ()


@pytest.mark.parametrize("kind", ["gone", "question", "expiry"])
@pytest.mark.parametrize("whose", [OWNED, contact(thread())])
def test_what_would_be_true_no_longer_is_not_said_again(kind: EntryKind, whose: Contact) -> None:
    assert again(entry(kind, "* Ben has #142 Marie"), whose).put == ()


def test_a_thanks_goes_to_who_had_the_thread() -> None:
    over = contact(closed())
    (later,) = again(entry("thanks", "Thanks!"), over).put
    assert (later.kind, later.thread, later.contact) == ("thanks", 142, over.id)
    assert again(entry("thanks", agent=ben().id), over).put == ()
