"""What an inbox's worker decides about a thread that nobody has."""

import pytest

from chalicelib.models import Roster
from chalicelib.rules import routing, story
from chalicelib.rules.case import PATROL_EVERY
from chalicelib.rules.choosing import AT_ONCE, WIDEN_AFTER
from tests.rules.cases import MANY, NEW, after, again, case, ids, looked, to
from tests.rules.helping import MARIE
from tests.support.made import (
    ANNA,
    NOW,
    RELAYS,
    agent,
    anna,
    ben,
    chloe,
    contact,
    crew,
    desk,
    line,
    look,
    rows,
    shown,
    text,
    thread,
    told,
)

# --- a thread that nobody has --------------------------------------------------------------------


def test_everybody_is_told_where_they_are_few() -> None:
    decision = looked(case(roster=rows(anna(), ben(), chloe())))
    assert decision.outcome == "announced"
    assert set(to(decision, "new")) == set(ids(anna(), ben(), chloe()))
    patrol = again(decision)
    assert patrol is not None
    assert patrol.after == NOW + PATROL_EVERY, "somebody may be back by then"
    open_one = after(decision)
    assert (open_one.told, open_one.announced, open_one.shown) == (3, NOW, NOW - 1000)
    assert (open_one.owner, open_one.look, open_one.patrol) == (None, 0, patrol.after)
    assert decision.record is not None
    assert [t.agent for t in decision.record.told or ()] == to(decision, "new")
    for entry in (e for e in decision.put if e.kind == "new"):
        assert (entry.text, entry.thread, entry.contact) == ("Is it ready?", 142, MARIE)
        assert (entry.sender, entry.written) == (RELAYS[0], NOW - 1000)
    for changed in decision.lines:
        assert changed.entry(142) is not None


def test_all_that_was_written_so_far_is_shown_as_one() -> None:
    texts = (
        text("one", NOW - 3000),
        text("a note", NOW - 2500, author=anna().id, note=True),
        text("two", NOW - 2000),
    )
    decision = looked(case(roster=rows(anna()), messages=texts))
    assert decision.put[0].text == "one\ntwo"


def test_where_somebody_answered_before_what_was_said_comes_with_it() -> None:
    texts = (
        text("one", NOW - 3000),
        text("answer", NOW - 2500, author=ben().id),
        text("two", NOW - 2000),
    )
    seen = NEW.but(shown=NOW - 3000)
    decision = looked(case(seen, roster=rows(anna(), chloe()), messages=texts))
    for entry, who in zip(decision.put[:2], (anna(), chloe()), strict=True):
        assert entry.agent == who.id
        assert entry.text == story.compact(texts, contact(NEW), who, desk(), NOW - 3000)


def test_first_five_then_five_more_until_nobody_is_left() -> None:
    at = desk(agents=MANY)
    found: list[str | None] = []
    what, now = case(roster=rows(*MANY)), NOW
    while routing.whom(what, at, now):
        decision = looked(what, at, now)
        found += to(decision, "new")
        assert len(to(decision, "new")) <= AT_ONCE
        next_look = again(decision)
        assert next_look is not None
        wait = PATROL_EVERY if len(found) == len(MANY) else WIDEN_AFTER
        assert next_look.after == next_look.due == now + wait == after(decision).patrol
        assert decision.contact is not None
        assert decision.record is not None
        now += WIDEN_AFTER
        what = case(
            roster=rows(*MANY),
            to=decision.record.told or (),
            contact=decision.contact.but(version=1),
            entry=next_look,
        )
    assert len(found) == len(set(found)) == 23
    assert after(decision).told == 23


def test_fewest_threads_first_and_in_turn() -> None:
    busy = (*rows(anna(), load=2), *rows(ben(), load=1), *rows(chloe(), load=1))
    order = to(looked(case(roster=busy)), "new")
    assert order[-1] == anna().id
    even = crew(3)
    firsts = set()
    for number in (142, 143, 144):
        open_one = NEW.but(number=number)
        what = case(open_one, roster=rows(*even), entry=look(thread=number))
        decision = routing.decide(what, {}, desk(agents=even), NOW)
        firsts.add(to(decision, "new")[0])
    assert firsts == set(ids(*even))


def test_a_look_too_early_tells_nobody_new() -> None:
    at = desk(agents=MANY)
    early = thread(announced=NOW - WIDEN_AFTER + 1, told=5, patrol=NOW + 1)
    what = case(early, roster=rows(*MANY), to=told(*MANY[:5]))
    assert routing.whom(what, at, NOW) == ()
    decision = looked(what, at)
    assert decision.put == ()
    assert after(decision).announced == early.announced
    due = early.but(announced=NOW - WIDEN_AFTER, patrol=NOW)
    late = case(due, roster=rows(*MANY), to=told(*MANY[:5]))
    assert len(to(looked(late, at), "new")) == 5


@pytest.mark.parametrize(
    "roster",
    [
        (),
        rows(anna(), ben(), away=True),
        rows(agent("Zed", "+15145550299")),  # on the roster still, and off the desk
    ],
)
def test_nobody_there(roster: tuple[Roster, ...]) -> None:
    decision = looked(case(roster=roster))
    (entry,) = decision.put
    assert (entry.kind, entry.after) == ("look", NOW + PATROL_EVERY)
    open_one = after(decision)
    assert (open_one.told, open_one.announced, open_one.patrol) == (0, 0, NOW + PATROL_EVERY)
    assert open_one.shown < open_one.heard


def test_those_who_are_away_hear_nothing() -> None:
    decision = looked(case(roster=(*rows(anna(), away=True), *rows(ben()))))
    assert to(decision, "new") == [ben().id]


def test_an_agent_who_is_the_customer_is_not_told() -> None:
    whose = contact(NEW, id=anna().id)
    what = case(roster=rows(anna(), ben()), contact=whose, entry=look(contact=anna().id))
    assert to(looked(what), "new") == [ben().id]
    what = case(roster=rows(anna()), contact=whose, entry=look(contact=anna().id))
    assert again(looked(what)) is not None
    second = anna(addresses=("whatsapp:+15145550288", ANNA))
    at = desk(agents=(second, ben()))
    what = case(roster=rows(second, ben()), contact=whose, entry=look(contact=anna().id))
    assert to(looked(what, at), "new") == [ben().id]


def test_an_agent_whom_no_number_reaches_is_not_told() -> None:
    far = anna(addresses=("whatsapp:+15145550201",))
    at = desk(agents=(far, ben()))
    assert to(looked(case(roster=rows(far, ben())), at), "new") == [ben().id]


def test_each_agent_gets_the_line_that_suits() -> None:
    warm = line(shown(150), who=anna())
    decision = looked(case(roster=rows(anna(), ben())), lines={anna().id: (warm,)})
    numbers = {e.agent: e.sender for e in decision.put if e.agent}
    assert numbers == {anna().id: RELAYS[1], ben().id: RELAYS[0]}
