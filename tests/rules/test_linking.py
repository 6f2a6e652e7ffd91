"""Two contacts become one, and two again: what moves, what stays, and what is never mixed up."""

from dataclasses import replace
from typing import Any

import pytest

from chalicelib.decisions import Decision
from chalicelib.models import (
    HOUR,
    MINUTE,
    Contact,
    InboundMessage,
    OpenThread,
    OptOut,
    Passed,
    Practice,
    Spot,
    Unsent,
    Window,
)
from chalicelib.rules import linking, returning
from chalicelib.rules.turn import Lists, Turn
from chalicelib.texts import say
from tests.rules.helping import after, decided, kinds, notice, now_open, the_held
from tests.support.made import (
    BEN,
    BUSINESS,
    CUSTOMER,
    NOW,
    RELAYS,
    anna,
    ben,
    closed,
    contact,
    desk,
    entry,
    identify,
    inbound,
    line,
    shown,
    spot,
    text,
    thread,
    turn,
)

LUC, APP = "+15145550901", f"whatsapp:{CUSTOMER}"
UNNAMED, OURS = "whatsapp:CA.13491208655302741918", f"whatsapp:{BUSINESS}"
MARIE, LUCS = identify(CUSTOMER), identify(LUC)
SECOND = spot(number=RELAYS[1])


def mine(number: int = 142, where: Spot | None = None, **changes: Any) -> OpenThread:
    """An open thread that Anna has."""
    return thread(number, owner=anna().id, spot=where or spot(), **changes)


def luc(*threads: Any, **changes: Any) -> Contact:
    """Luc, who is Marie, as it turns out."""
    own = tuple(t.but(theirs=LUC) for t in threads)
    return contact(*own, **{"id": LUCS, "name": "Luc", "addresses": (LUC,), **changes})


def linking_turn(
    body: str,
    whose: Contact,
    other: Contact,
    *,
    linked: tuple[Contact, ...] = (),
    history: tuple[Any, ...] = (),
    waits: bool = False,
) -> Turn:
    """`body`, written where Luc's #151 shows; Marie's #142 showed on the other number."""
    lists = Lists(other=other, linked=linked, history=history, waits=waits)
    here = line(shown(151, LUCS, name="Luc"))
    there = line(shown(142, MARIE, name="Marie"), where=SECOND)
    return turn(body, here, there, whose=whose, lists=lists)


def linked(
    whose: Contact | None = None,
    other: Contact | None = None,
    body: str = "/link 142",
    **lists: Any,
) -> Decision:
    return decided(
        linking_turn(
            body,
            whose or luc(mine(151)),
            other or contact(mine(142, SECOND)),
            **lists,
        )
    )


# --- one of two ----------------------------------------------------------------------------------


def test_the_thread_that_shows_goes_on_in_the_one_that_is_named() -> None:
    decision = linked()
    assert decision.outcome == "linked"
    whole, (gone,) = after(decision), decision.linked
    assert (whole.id, gone.id, gone.linked_to, gone.version) == (MARIE, LUCS, MARIE, 3)
    assert whole.linked == (LUCS,)
    assert whole.addresses == (LUC, CUSTOMER)
    assert [t.number for t in whole.threads] == [142]
    assert now_open(decision).also == (151,)
    assert [(t.number, t.owner) for t in gone.closed] == [(151, anna().id)]
    assert gone.threads == ()
    assert decision.ended is not None
    assert (decision.ended.contact, decision.ended.number) == (LUCS, 151)
    assert decision.ended.resolved == NOW
    assert [(load.agent, load.by) for load in decision.loads] == [(anna().id, -1)]
    assert notice(decision) == say("linked", "en", n=142, m=151, c="Marie")


def test_answers_go_where_either_was_heard_last() -> None:
    assert now_open(linked()).theirs == CUSTOMER
    late = NOW - MINUTE
    later = linked(luc(mine(151, heard=late, shown=late)))
    assert (now_open(later).ours, now_open(later).theirs) == (BUSINESS, LUC)


def test_what_is_known_of_both_is_known_of_one() -> None:
    stops, window = (OptOut(LUC, BUSINESS, 5),), (Window(LUC, BUSINESS, 6),)
    other = luc(mine(151), opted_out=stops, windows=window, language="fr")
    whole = after(linked(other, contact(mine(142, SECOND), name=None)))
    assert (whole.opted_out, whole.windows, whole.language) == (stops, window, "fr")
    assert whole.name == "Luc"


def test_what_waits_in_either_waits_in_one() -> None:
    since = NOW - HOUR
    decision = linked(luc(mine(151, waits=since, tags=("vip",))))
    assert now_open(decision).waits == since
    assert now_open(decision).tags == ("vip",)
    assert decision.record is not None
    assert decision.record.waits == since


def test_what_never_left_leaves_from_there() -> None:
    held = Unsent(agent=anna().id, spot=spot(), text="Soon", at=5, why="window")
    assert now_open(linked(luc(mine(151, unsent=(held,))))).unsent == (held,)


def test_who_had_the_one_has_what_nobody_had() -> None:
    decision = linked(other=contact(thread(142)))
    assert (now_open(decision).owner, now_open(decision).spot) == (anna().id, spot())
    assert decision.loads == ()  # one less and one more


def test_and_reads_what_was_said_there_where_it_was_never_shown() -> None:
    at = linking_turn("/link 142", luc(mine(151)), contact(thread(142)))
    view = at.view.but(lines=at.view.lines[:1])
    decision = decided(replace(at, view=view))
    assert now_open(decision).passed == Passed("", "")
    assert "look" in kinds(decision)


def test_what_nobody_answered_is_for_who_has_the_other() -> None:
    his = contact(thread(142, owner=ben().id, spot=spot(BEN, RELAYS[1])))
    said = (
        text("And Sunday?", NOW - MINUTE, contact=LUCS, thread=151),
        text("Until when?", NOW - 2 * MINUTE, contact=LUCS, thread=151),
        text("Six", NOW - 3 * MINUTE, contact=LUCS, thread=151, author=anna().id),
        text("Hello", NOW - 4 * MINUTE, contact=LUCS, thread=151),
    )
    decision = linked(other=his, history=said)
    assert decision.also is not None
    assert decision.also.text == "Until when?\nAnd Sunday?"
    assert (decision.also.contact, decision.also.thread) == (MARIE, 142)
    whole = now_open(decision)
    assert (whole.owner, whole.heard) == (ben().id, decision.also.stamp)
    assert after(decision).stamp == decision.also.stamp
    (told,) = (e for e in decision.put if e.agent == ben().id)
    assert told.text == say("linked_yours", "en", a="Anna", n=142, m=151, c="Marie")


def test_the_line_that_showed_it_shows_the_other_now() -> None:
    (after_line,) = linked().lines
    assert after_line.last_thread == 142
    (one,) = after_line.shown
    assert (one.thread, one.contact, one.pending) == (142, MARIE, True)


def test_who_has_nothing_open_goes() -> None:
    gone = linked(other=contact(closed(142)))
    assert (after(gone).id, gone.linked[0].id) == (LUCS, MARIE)
    assert [t.number for t in after(gone).threads] == [151]
    assert (gone.ended, gone.loads, gone.lines) == (None, (), ())
    stays = linked(luc(closed(151)))
    assert (after(stays).id, stays.linked[0].id) == (MARIE, LUCS)


def test_the_one_that_was_closed_last_stays() -> None:
    older, newer = closed(closed=NOW - 2 * HOUR), closed(151, closed=NOW - HOUR)
    assert after(linked(luc(newer), contact(older))).id == LUCS
    assert after(linked(luc(newer), contact(older.but(closed=NOW)))).id == MARIE


def test_another_agents_thread_stays_and_ones_own_goes() -> None:
    his = luc(thread(151, owner=ben().id, spot=spot(BEN, RELAYS[1])))
    decision = linked(his)
    assert after(decision).id == LUCS
    assert now_open(decision, 151).owner == ben().id
    assert notice(decision) == say("linked_theirs", "en", n=151, m=142, c="Luc", a="Ben")


def test_there_is_never_a_second_step() -> None:
    """Who led to the one that goes leads to the one that stays."""
    leads = Contact(id="k9", version=2, linked_to=LUCS)
    stranger = Contact(id="k8", version=2, linked_to="k7")
    decision = linked(luc(mine(151), linked=("k9", "k8")), linked=(leads, stranger))
    heads = {one.id: one.linked_to for one in decision.linked}
    assert heads == {LUCS: MARIE, "k9": MARIE}
    assert after(decision).linked == ("k9", "k8", LUCS)


def test_every_stamp_comes_after_both() -> None:
    decision = linked(luc(mine(151), stamp=NOW + 500))
    assert after(decision).stamp > NOW + 500
    assert decision.linked[0].stamp > NOW + 500


# --- what is refused -----------------------------------------------------------------------------

BENS = spot(BEN, RELAYS[1])


@pytest.mark.parametrize(
    ("whose", "other", "key", "values"),
    [
        (luc(mine(151)), luc(mine(151)), "link_same", {"n": 142, "m": 151, "c": "Luc"}),
        (luc(mine(151), blocked=True), None, "link_blocked", {"n": 142, "m": 151}),
        (None, contact(mine(142), blocked=True), "link_blocked", {"n": 142, "m": 151}),
        (None, contact(mine(142, inbox="sales")), "link_first", {"n": 151, "command": "/done"}),
        (
            luc(thread(151, owner=ben().id, spot=BENS)),
            contact(thread(142, owner=ben().id, spot=BENS)),
            "link_not_yours",
            {"n": 151, "a": "Ben"},
        ),
        (
            luc(mine(151, heard=NOW)),
            contact(mine(142, SECOND, heard=NOW)),
            "link_later",
            {"n": 142, "m": 151},
        ),
        (
            None,
            contact(mine(142), practice=Practice(anna().id)),
            "practice_only",
            {"n": 142, "command": "/link"},
        ),
    ],
)
def test_what_is_refused_changes_nothing(
    whose: Contact | None, other: Contact | None, key: str, values: dict[str, Any]
) -> None:
    decision = linked(whose, other)
    assert notice(decision) == say(key, "en", **values)
    assert (decision.contact, decision.linked, decision.lines) == (None, (), ())


def test_while_an_answer_to_who_goes_is_on_its_way_it_waits() -> None:
    assert notice(linked(waits=True)) == say("link_later", "en", n=142, m=151)


def test_of_both_threads_the_agent_must_know() -> None:
    at = linking_turn("/link 142", luc(mine(151)), contact(mine(142, inbox="sales")))
    view = at.view.but(lines=at.view.lines[:1])
    assert notice(decided(replace(at, view=view))) == say("no_such", "en", n=142)


def test_more_than_can_be_written_at_once_are_not_linked() -> None:
    many = tuple(f"k{place}" for place in range(linking.MOST))
    his, hers = luc(mine(151), linked=many[:9]), contact(mine(142, SECOND), linked=many[9:])
    decision = linked(his, hers)
    assert notice(decision) == say("link_many", "en", n=142, m=151, count=linking.MOST)
    assert (decision.contact, decision.linked) == (None, ())


def test_what_came_before_it_was_closed_once_is_told_no_more() -> None:
    his = contact(thread(142, owner=ben().id, spot=spot(BEN, RELAYS[1])))
    said = (
        text("And Sunday?", NOW - MINUTE, contact=LUCS, thread=151),
        text("Thanks", NOW - 3 * MINUTE, contact=LUCS, thread=151),
    )
    also = linked(luc(mine(151, closed=NOW - 2 * MINUTE)), his, history=said).also
    assert also is not None
    assert also.text == "And Sunday?"


def test_however_much_nobody_answered_fits_into_an_item() -> None:
    his = contact(thread(142, owner=ben().id, spot=spot(BEN, RELAYS[1])))
    said = (text(f"{place} " + "é" * 4000, NOW, contact=LUCS, thread=151) for place in range(99))
    also = linked(other=his, history=tuple(said)).also
    assert also is not None
    assert len(also.model_dump_json().encode()) < 100_000
    assert "0 é" in also.text  # the newest comes first in a history


def test_what_goes_on_in_another_thread_is_asked_about_by_that_ones_number() -> None:
    whole = contact(mine(142, also=(151,)), mine(160, inbox="sales"))
    held = the_held(decided(turn("On our way", line(shown(151, LUCS)), whose=whole)))
    assert [c.thread for c in held.choices] == [142]


@pytest.mark.parametrize("body", ["/link", "/link her", "/lier x", "/link 142 and 3"])
def test_without_a_number_it_is_asked_for(body: str) -> None:
    assert notice(linked(body=body)) == say("link_how", "en", command="/link")


@pytest.mark.parametrize(
    "body",
    ["/link 142", "/link #142", "/lier 142.", "#151 /link 142", "/link 151 142", "/link #151 #142"],
)
def test_however_it_is_written(body: str) -> None:
    assert linked(body=body).outcome == "linked"


@pytest.mark.parametrize("body", ["link 142", "lier #142"])
def test_without_its_slash_it_is_asked_about(body: str) -> None:
    assert [c.do for c in the_held(linked(body=body)).choices] == ["send", "order"]


# --- what is on its way to agents meanwhile ------------------------------------------------------


def both(**changes: Any) -> tuple[Contact, Contact]:
    """Marie with Luc linked to her, and Luc's own HEAD; his address was heard last."""
    whole = contact(
        mine(142, theirs=LUC, also=(151,)),
        addresses=(CUSTOMER, LUC),
        linked=(LUCS,),
        opted_out=(OptOut(LUC, BUSINESS, 5), OptOut(CUSTOMER, BUSINESS, 6, 7)),
        windows=(Window(LUC, BUSINESS, 8),),
    )
    return whole.but(**changes), luc(closed(151), linked_to=MARIE)


def test_a_text_on_its_way_is_for_who_has_the_thread_that_it_goes_on_in() -> None:
    whole = both()[0]
    going = entry("relay", contact=LUCS, thread=151)
    decision = returning.forwarded(going, whole)
    assert decision is not None
    (relay,) = decision.put
    assert (relay.contact, relay.thread, relay.text) == (MARIE, 142, going.text)
    assert (relay.recipient, decision.taken) == (f"a-{anna().id}", (going,))


def test_so_is_one_that_did_not_arrive_but_not_for_ever() -> None:
    whole = both()[0]
    going = entry("relay", contact=LUCS, thread=151)
    (again,) = returning.returned(going, whole, (), NOW).put
    assert (again.thread, again.again) == (142, 1)
    spent = going.but(again=returning.MOST_AGAIN)
    assert returning.returned(spent, whole, (), NOW).outcome == "dropped"


# --- what a provider knows -----------------------------------------------------------------------


def writes(**changes: Any) -> InboundMessage:
    return inbound(sender=APP, recipient=OURS, alias=UNNAMED, **changes)


def known(whose: Contact, other: Contact) -> tuple[Contact, tuple[Contact, ...]] | None:
    return linking.known(whose, other, writes(), desk())


def test_an_alias_leads_to_who_has_the_number() -> None:
    found = known(contact(mine(142)), Contact(id=identify(UNNAMED)))
    assert found is not None
    whole, (head,) = found
    assert (head.linked_to, head.alias_of, head.version) == (MARIE, MARIE, 0)
    assert whole.linked == (head.id,)
    assert set(whole.addresses) == {CUSTOMER, UNNAMED}
    assert linking.unknown_alias(whole, writes(), desk()) is None


def test_it_is_looked_for_only_while_it_is_not_known() -> None:
    assert linking.unknown_alias(contact(), writes(), desk()) == identify(UNNAMED)
    assert linking.unknown_alias(contact(), inbound(), desk()) is None


def test_who_wrote_before_without_a_number_is_who_writes_now() -> None:
    before = Contact(id=identify(UNNAMED), version=2, addresses=(UNNAMED,), threads=(mine(151),))
    found = known(Contact(id=MARIE), before)
    assert found is not None
    whole, (head,) = found
    assert (whole.id, whole.version, whole.threads) == (before.id, 2, before.threads)
    assert (head.id, head.linked_to, head.alias_of, head.version) == (
        *(MARIE, before.id, before.id, 0),
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"threads": (mine(151),)},
        {"blocked": True},
        {"linked": ("k1",)},
        {"linked_to": "k1"},
    ],
)
def test_two_with_something_of_their_own_stay_two(changes: dict[str, Any]) -> None:
    other = Contact(id=identify(UNNAMED), version=2, addresses=(UNNAMED,)).but(**changes)
    assert known(contact(mine(142)), other) is None


def test_who_leads_there_already_is_only_noted() -> None:
    other = Contact(id=identify(UNNAMED), version=2, linked_to=MARIE)
    found = known(contact(mine(142)), other)
    assert found is not None
    assert (found[0].addresses, found[1]) == ((UNNAMED, CUSTOMER), ())
