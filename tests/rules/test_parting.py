"""Two who were linked are taken apart again: what each has, and what agents write then."""

from dataclasses import replace
from typing import Any

import pytest

from chalicelib.decisions import Decision
from chalicelib.models import MINUTE, Contact, HeldText, OptOut, Parted, Sent, Unsent, Window
from chalicelib.rules import linking, parting, rerouting
from chalicelib.rules.turn import Lists
from chalicelib.texts import say
from tests.rules.helping import after, decided, notice, now_open, the_held
from tests.rules.test_linking import (
    LUC,
    LUCS,
    MARIE,
    UNNAMED,
    both,
    linked,
    luc,
    mine,
    writes,
)
from tests.support.made import (
    BUSINESS,
    CUSTOMER,
    NOW,
    RELAYS,
    SALES,
    anna,
    contact,
    desk,
    identify,
    line,
    shown,
    spot,
    turn,
)


def apart_again(whole: Contact, *heads: Contact) -> Decision:
    here = line(shown(142, MARIE, name="Marie"))
    return decided(turn("/unlink", here, whose=whole, lists=Lists(linked=heads)))


def test_who_was_linked_is_who_they_were() -> None:
    whole, his = both()
    decision = apart_again(whole, his)
    assert decision.outcome == "unlinked"
    alone, (gone,) = after(decision), decision.linked
    assert (gone.id, gone.linked_to, gone.closed) == (LUCS, None, his.closed)
    assert (gone.addresses, gone.opted_out) == ((LUC,), (OptOut(LUC, BUSINESS, 5),))
    assert gone.windows == (Window(LUC, BUSINESS, 8),)
    assert (alone.addresses, alone.linked, alone.windows) == ((CUSTOMER,), (), ())
    assert alone.opted_out == (OptOut(CUSTOMER, BUSINESS, 6, 7),)
    assert (now_open(decision).theirs, now_open(decision).also) == (CUSTOMER, ())
    assert alone.parted == Parted(alone.stamp, LUCS, 151, "Luc")
    assert notice(decision) == say("unlinked", "en", n=142, m=151, c="Marie", old="Luc")


def test_the_last_one_linked_is_the_first_to_go() -> None:
    whole, his = both(linked=("k1", LUCS))
    first = Contact(id="k1", version=1, linked_to=MARIE)
    assert apart_again(whole, first, his).linked[0].id == LUCS
    elsewhere = his.but(linked_to="k5")
    assert apart_again(whole, first, elsewhere).linked[0].id == "k1"


def test_what_the_provider_knows_stays_together() -> None:
    whole, his = both(linked=(LUCS, "k1", "k2"), addresses=(CUSTOMER, LUC))
    hers = Contact(id="k1", version=1, linked_to=MARIE, alias_of=MARIE)
    beside = Contact(id="k2", version=1, linked_to=MARIE, alias_of=LUCS)
    decision = apart_again(whole, his, hers, beside)
    heads = {one.id: one.linked_to for one in decision.linked}
    assert heads == {LUCS: None, "k2": LUCS}
    assert (after(decision).linked, decision.linked[0].linked) == (("k1",), ("k2",))
    words = notice(apart_again(contact(mine(142), linked=("k1",)), hers))
    assert words == say("unlink_none", "en", n=142, c="Marie")


def test_an_answer_must_have_somewhere_to_go() -> None:
    whole, his = both(addresses=(LUC, "messenger:1"))
    words = say("unlink_first", "en", n=142, command="/done")
    assert notice(apart_again(whole, his)) == words
    held = Unsent(agent=anna().id, spot=spot(), text="Soon", at=5, why="window")
    kept = both()[0]
    kept = kept.with_thread(kept.threads[0].but(unsent=(held,)))
    assert notice(apart_again(kept, his)) == words


def test_what_they_are_called_is_not_passed_on() -> None:
    whole, his = both(name="Luc")
    assert after(apart_again(whole, his)).name is None


def test_whom_the_operator_linked_before_they_wrote_has_no_number_yet() -> None:
    whole, _ = both()
    decision = apart_again(whole, Contact(id=LUCS, version=1, linked_to=MARIE, addresses=(LUC,)))
    assert notice(decision) == say("unlinked_new", "en", n=142, c="Marie", old="customer")
    at = turn("See you", line(shown(142, MARIE, name="Marie")), whose=after(decision))
    assert [(c.thread, c.contact) for c in the_held(decided(at)).choices] == [(142, MARIE)]


def test_a_number_goes_with_the_id_that_its_provider_put_beside_it() -> None:
    """The id was linked by an agent before its number showed: it is the id's number, not hers."""
    hidden = Contact(id=identify(UNNAMED), version=2, addresses=(UNNAMED,), linked_to=LUCS)
    whole = Contact(id=LUCS, version=3, addresses=(LUC, UNNAMED), linked=(hidden.id,))
    found = linking.known(Contact(id=MARIE), whole, writes(), desk())
    assert found is not None
    whole, (number,) = found
    whole = whole.but(addresses=(*whole.addresses, CUSTOMER))
    split = parting.parted(whole, hidden, (hidden, number), desk(), NOW)
    assert isinstance(split, tuple)
    alone, (gone, leads) = split
    assert (alone.addresses, alone.linked) == ((LUC,), ())
    assert (gone.linked_to, gone.linked) == (None, (MARIE,))
    assert set(gone.addresses) == {UNNAMED, CUSTOMER}
    assert (leads.id, leads.linked_to) == (MARIE, hidden.id)


# --- what is written to either, afterwards -------------------------------------------------------

SPLIT = NOW - 5 * MINUTE


def apart(**changes: Any) -> Contact:
    """Marie, of whom Luc was taken apart five minutes ago."""
    return contact(mine(142), parted=Parted(SPLIT, LUCS, 151, "Luc")).but(**changes)


@pytest.mark.parametrize("body", ["See you", "#142 See you"])
def test_it_is_asked_once_for_which_of_them_it_is(body: str) -> None:
    at = turn(body, line(shown(142, MARIE, name="Marie")), whose=apart())
    held = the_held(decided(at))
    assert held.kind == "which"
    assert [(c.thread, c.contact) for c in held.choices] == [(142, MARIE), (151, LUCS)]


def test_once_it_was_said_it_is_not_asked_again() -> None:
    named = line(shown(142, MARIE, wrote=SPLIT + MINUTE, pending=True))
    assert decided(turn("See you", named, whose=apart())).outcome == "replied"
    newer = apart(threads=(mine(142, opened=SPLIT + 1),))
    assert decided(turn("See you", line(shown(142, MARIE)), whose=newer)).outcome == "replied"


@pytest.mark.parametrize(("asked", "outcome"), [(SPLIT - 1, "held"), (SPLIT + 1, "replied")])
def test_an_answer_counts_only_to_a_question_of_since_then(asked: int, outcome: str) -> None:
    question = HeldText(
        agent=anna().id,
        stamp=SPLIT,
        version=1,
        spot=spot(),
        kind="which",
        texts=("See you",),
        last=SPLIT,
        choices=parting.either(apart(), 142),
        asked=asked,
        left=asked,
    )
    here = line(shown(142, MARIE)).but(last="question", question=question.stamp)
    at = turn("1", here, whose=apart())
    at = replace(at, view=at.view.but(held=(question,)))
    assert decided(at).outcome == outcome


def test_the_other_inbox_of_the_desk_is_no_end_of_it() -> None:
    """SALES has no part in a thread of `support`."""
    whole, his = both()
    assert now_open(apart_again(whole, his)).ours != SALES


def test_who_are_one_again_are_asked_about_no_more() -> None:
    other = contact(mine(142, spot(number=RELAYS[1])), parted=Parted(SPLIT, LUCS, 151, "Luc"))
    assert after(linked(luc(mine(151)), other)).parted is None


def test_whose_words_may_be_a_third_ones_is_asked_after_a_link_too() -> None:
    """Luc was one with Xavier, and then with Marie: the line may show what Xavier wrote."""
    decision = linked(luc(mine(151), parted=Parted(SPLIT, "kx", 150, "Xavier")))
    (moved,) = decision.lines
    held = the_held(decided(turn("On our way", moved, whose=after(decision))))
    assert [(c.thread, c.contact) for c in held.choices] == [(142, MARIE), (150, "kx")]


def test_what_did_not_reach_who_was_taken_apart_is_sent_to_nobody_else() -> None:
    whole = apart(addresses=(CUSTOMER,))
    ends = {"ends": (BUSINESS, f"whatsapp:{LUC}"), "spot": spot(), "text": "See you"}
    sent = Sent(
        provider_id="SM1",
        kind="reply",
        recipient=f"c-{MARIE}",
        at=NOW,
        contact=MARIE,
        thread=142,
        agent=anna().id,
    ).but(**ends)
    for fallback in (True, False):
        found = rerouting.rerouted(sent, "reason_unreachable", whole, desk(fallback=fallback), NOW)
        assert found is None
