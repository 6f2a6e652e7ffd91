"""A thread passed on, one put off, and those of an agent who went away."""

from typing import Any

import pytest

from chalicelib.decisions import Decision
from chalicelib.models import HOUR, Passed
from chalicelib.rules import entries, offering, routing, story
from chalicelib.rules.case import MOST, PATROL_EVERY
from chalicelib.rules.owning import REMINDED
from chalicelib.texts import say, size
from tests.rules.cases import MANY, after, again, case, ids, looked, to
from tests.rules.helping import MARIE
from tests.support.made import (
    BEN,
    NOW,
    RELAYS,
    SERVICE,
    agent,
    anna,
    ben,
    chloe,
    closed,
    contact,
    desk,
    line,
    record,
    rows,
    shown,
    spot,
    text,
    thread,
    told,
)

# --- passed on -----------------------------------------------------------------------------------

SAID = (
    text("Is it ready?", NOW - HOUR),
    text("Tomorrow", NOW - HOUR + 1, author=anna().id),
    text("she is in a hurry", NOW - HOUR + 2, author=anna().id, note=True),
    text("Morning?", NOW - 1000),
)
PASSED = thread(owner=ben().id, passed=Passed(anna().id, "a bike"), heard=NOW - 1000, told=0)


def test_who_was_passed_it_gets_it_with_what_was_said() -> None:
    what = case(PASSED, messages=SAID)
    assert routing.whom(what, desk(), NOW) == (ben(),)
    decision = looked(what)
    assert decision.outcome == "handed_over"
    (entry,) = decision.put
    assert (entry.kind, entry.agent, entry.to) == ("passed", ben().id, BEN)
    assert (entry.by, entry.why) == (anna().id, "a bike")
    assert entry.text == story.compact(SAID, what.contact, ben(), desk(), PASSED.shown)
    assert (entry.contact, entry.thread) == (MARIE, 142)
    open_one = after(decision)
    assert (open_one.owner, open_one.passed, open_one.told) == (ben().id, None, 0)
    assert open_one.spot == spot(BEN) == decision.lines[0].spot
    assert open_one.shown == open_one.heard
    assert decision.lines[0].entry(142) is not None
    assert decision.loads == (), "counted when it was passed"


def test_it_comes_even_where_nothing_is_new() -> None:
    seen = PASSED.but(shown=PASSED.heard)
    assert routing.whom(case(seen), desk(), NOW) == (ben(),)
    assert to(looked(case(seen, messages=SAID)), "passed") == [ben().id]


def test_on_the_number_that_last_had_this_customer() -> None:
    before = line(shown(142, MARIE, gone=True), who=ben(), where=spot(BEN, RELAYS[1]))
    decision = looked(case(PASSED, messages=SAID), lines={ben().id: (before,)})
    assert decision.put[0].sender == RELAYS[1]


def test_the_others_who_were_told_hear_of_it_and_the_two_do_not() -> None:
    decision = looked(case(PASSED.but(told=3), to=told(anna(), ben(), chloe()), messages=SAID))
    next_look = again(decision)
    assert next_look is not None
    assert next_look.after == 0
    assert decision.record is not None
    assert decision.record.told == told(chloe())
    assert after(decision).told == 1
    what = case(after(decision), to=told(chloe()), messages=SAID, entry=next_look)
    assert to(looked(what), "gone") == [chloe().id]


TAKEN = PASSED.but(passed=Passed("", ""))


def test_who_took_it_with_a_text_gets_what_was_said() -> None:
    decision = looked(case(TAKEN, to=told(anna()), messages=SAID))
    assert to(decision, "took") == [ben().id]
    assert again(decision) is not None, "the other is told"


def test_who_took_it_with_a_text_gets_whole_what_that_text_did_not_answer() -> None:
    long = "It makes a noise like a coffee grinder whenever I brake downhill, and smells of rubber."
    said = (text(long, NOW - 3000), text("Hello!", NOW - 2000, author=ben().id))
    seen = TAKEN.but(shown=NOW - 2500)  # told to the others
    decision = looked(case(seen, to=told(anna()), messages=said))
    assert long in decision.put[0].text
    assert after(decision).whole <= NOW - 3000


@pytest.mark.parametrize(("seen", "relayed"), [(NOW, []), (NOW - 2000, ["Morning?"])])
def test_who_takes_what_they_had_let_go_gets_what_is_new(seen: int, relayed: list[str]) -> None:
    decision = looked(case(TAKEN, to=told(ben(), shown=seen), messages=SAID))
    assert [e.text for e in decision.put] == relayed
    assert after(decision).passed is None


def test_nobody_else_was_told_and_the_worker_is_done() -> None:
    decision = looked(case(PASSED, to=told(anna(), ben()), messages=SAID))
    assert again(decision) is None
    assert decision.record is not None
    assert decision.record.told == ()


def test_to_one_who_left_the_desk_it_waits_for_all() -> None:
    gone = PASSED.but(owner="somebody-gone")
    decision = looked(case(gone, roster=rows(anna()), messages=SAID))
    assert to(decision, "new") == [anna().id]
    assert after(decision).owner is None


# --- put off -------------------------------------------------------------------------------------

SNOOZED = thread(owner=anna().id, spot=spot(), snoozed=NOW)


def test_what_was_put_off_comes_back_with_its_last_texts_and_notes() -> None:
    decision = looked(case(SNOOZED, messages=SAID))
    assert decision.outcome == "reminded"
    (entry,) = decision.put
    assert (entry.kind, entry.agent, entry.sender) == ("remind", anna().id, RELAYS[0])
    lines = [story.line_of(m, contact(SNOOZED), anna(), desk()) for m in SAID[-REMINDED:]]
    assert entry.text == "\n".join(lines)
    assert after(decision).snoozed == 0
    assert decision.record is not None
    assert (decision.record.snoozed, decision.record.told) == (0, None)
    assert decision.lines == ()


def test_not_before_its_time() -> None:
    early = SNOOZED.but(snoozed=NOW + 1)
    assert looked(case(early)) == Decision(outcome="nothing", taken=(case().entry,))


def test_it_is_shown_even_if_nothing_was_said() -> None:
    assert to(looked(case(SNOOZED, messages=())), "remind") == [anna().id]


def test_one_that_is_over_or_anothers_by_then_is_not_brought_back() -> None:
    assert looked(case(closed())).put == ()
    his = SNOOZED.but(owner=ben().id, snoozed=0)
    assert looked(case(his)).put == ()


def test_what_is_new_comes_with_the_look_after_it() -> None:
    """The worker brings back first; nothing that the customer wrote is left behind."""
    behind = SNOOZED.but(heard=NOW - 500, shown=NOW - HOUR)
    decision = looked(case(behind, messages=SAID))
    shown_now = after(decision).shown == after(decision).heard
    assert shown_now or again(decision) is not None or "Morning?" in decision.put[0].text


# --- offered -------------------------------------------------------------------------------------

AWAY = entries.offer("support", anna().id, NOW, "1-9", NOW)
ROSTER = (*rows(anna(), away=True), *rows(ben(), load=2), *rows(chloe(), load=1))
OPEN = (record(142, owner=anna().id), record(150, owner=anna().id, name=None))


def offered(threads: Any = OPEN, roster: Any = ROSTER, at: Any = None) -> Decision:
    decision = offering.offer(AWAY, threads, roster, (), at or desk(), NOW)
    assert (decision.outcome, decision.taken) == ("offered", (AWAY,))
    assert (decision.contact, decision.loads, decision.lines) == (None, (), ())
    keys = [(e.recipient, e.stamp, e.n) for e in decision.put]
    assert len(set(keys)) == len(keys)
    return decision


def test_what_is_open_is_offered_in_one_text_each() -> None:
    decision = offered()
    assert [(e.kind, e.agent) for e in decision.put] == [
        ("notice", chloe().id),
        ("notice", ben().id),
    ]
    for entry, language in zip(decision.put, ("fr", "en"), strict=True):
        items = [say("mine_item", language, n=n, c=c) for n, c in ((142, "Marie"), (150, None))]
        assert entry.text == say("offer_head", language, a="Anna") + ", ".join(items)
        assert (entry.thread, entry.contact) == (None, None)


def test_only_what_is_of_this_inbox() -> None:
    other = (*OPEN, record(160, inbox="sales"), record(161, inbox="*"))
    assert {e.text for e in offered(other).put} == {e.text for e in offered().put}
    assert offered(other[2:]).put == ()


@pytest.mark.parametrize(
    "roster",
    [
        rows(anna(), ben(), away=True),
        (*rows(anna(), away=True), *rows(agent("Zed", "+15145550299"))),  # off the desk
    ],
)
def test_while_nobody_is_there_it_waits(roster: Any) -> None:
    (again_later,) = offered(roster=roster).put
    assert (again_later.kind, again_later.recipient) == ("offer", "i-support")
    assert again_later.agent == anna().id
    assert again_later.after == again_later.due == NOW + PATROL_EVERY
    assert again_later.n != AWAY.n


@pytest.mark.parametrize("roster", [rows(anna(), ben()), ()])
def test_back_by_now_nothing_is_offered(roster: Any) -> None:
    assert offered(roster=roster).put == ()


def test_the_team_hears_of_spam_though_its_closer_is_here() -> None:
    word = AWAY.but(thread=142, contact=MARIE, text="Marie")
    roster = (*rows(anna(), ben(), chloe()), *rows(agent("Zed", "+15145550299")))
    decision = offering.offer(word, (), roster, (), desk(), NOW)
    assert {e.agent: e.text for e in decision.put} == {
        who.id: say("spammed", who.language, a="Anna", n=142, c="Marie") for who in (ben(), chloe())
    }
    assert offering.offer(word, (), rows(anna()), (), desk(), NOW).put == ()


def test_nothing_open_and_one_who_left_the_desk() -> None:
    assert offered(()).put == ()
    assert offered(at=desk(agents=(ben(), chloe()))).put == ()


def test_at_most_ten_are_told_who_have_the_least() -> None:
    loads = tuple(row for n, a in enumerate(MANY) for row in rows(a, load=100 - n))
    roster = (*rows(anna(), away=True), *loads)
    found = to(offered(roster=roster, at=desk(agents=(anna(), *MANY))), "notice")
    assert found == ids(*MANY[::-1][:MOST])


def test_however_many_threads_two_segments_hold_it() -> None:
    many = tuple(record(1000 + n, name="Marie-Ève Archambault") for n in range(60))
    for entry in offered(many).put:
        assert size(entry.text).segments <= 2


def test_it_comes_from_the_service_number() -> None:
    assert {e.sender for e in offered(at=desk(service_number=SERVICE)).put} == {SERVICE}
