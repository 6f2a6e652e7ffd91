"""What an inbox's worker decides when it looks at a thread."""

from typing import Any

import pytest

from chalicelib.decisions import Decision, Load
from chalicelib.models import (
    HOUR,
    MINUTE,
    Agent,
    ClosedThread,
    Contact,
    Desk,
    Entry,
    Line,
    OpenThread,
    Roster,
    Told,
)
from chalicelib.rules import routing
from chalicelib.rules.case import Case
from chalicelib.rules.routing import AT_ONCE, MOST, PATROL_EVERY, WIDEN_AFTER
from tests.support.made import (
    ANNA,
    CUSTOMER,
    NOW,
    RELAYS,
    SERVICE,
    agent,
    anna,
    ben,
    chloe,
    closed,
    contact,
    crew,
    desk,
    identify,
    line,
    look,
    record,
    rows,
    shown,
    spot,
    text,
    thread,
    told,
)

MARIE = identify(CUSTOMER)
NEW = thread(heard=NOW - 1000, shown=0, opened=NOW - 1000)
HELLO = text("Is it ready?", NOW - 1000)


def case(
    *threads: OpenThread | ClosedThread,
    to: tuple[Told, ...] = (),
    roster: tuple[Roster, ...] = (),
    messages: tuple[Any, ...] = (HELLO,),
    **changes: Any,
) -> Case:
    found = Case(
        entry=look(),
        contact=contact(*(threads or (NEW,))),
        record=record(told=to),
        roster=roster,
        messages=messages,
    )
    return found.but(**changes)


def looked(
    what: Case,
    at: Desk | None = None,
    now: int = NOW,
    lines: dict[str, tuple[Line, ...]] | None = None,
) -> Decision:
    where = at or desk()
    decision = routing.decide(what, lines or {}, where, now)
    assert decision.taken == (what.entry,)
    assert len({e.recipient for e in decision.put if e.kind != "look"}) <= MOST
    keys = [(e.recipient, e.stamp, e.n) for e in decision.put]
    assert len(set(keys)) == len(keys)
    # Whoever gets a text about it on a new line was named by `whom`.
    named = {a.id for a in routing.whom(what, where, now)}
    assert {line.agent for line in decision.lines} <= named
    return decision


def after(decision: Decision) -> OpenThread:
    assert decision.contact is not None
    found = decision.contact.thread(142)
    assert found is not None
    return found


def to(decision: Decision, kind: str) -> list[str | None]:
    return [e.agent for e in decision.put if e.kind == kind]


def again(decision: Decision) -> Entry | None:
    return next((e for e in decision.put if e.kind == "look"), None)


def ids(*agents: Agent) -> list[str]:
    return [a.id for a in agents]


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
        text("not the customer's", NOW - 2500, author=anna().id),
        text("two", NOW - 2000),
    )
    decision = looked(case(roster=rows(anna()), messages=texts))
    assert decision.put[0].text == "one\ntwo"


MANY = crew(23)


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


# --- what follows before anybody answers ---------------------------------------------------------

FOLLOWS = (HELLO.but(stamp=NOW - HOUR), text("Hello?", NOW - 500))


def announced(count: int, **changes: Any) -> OpenThread:
    found = thread(
        told=count, announced=NOW - MINUTE, shown=NOW - MINUTE, heard=NOW - 500, opened=NOW - HOUR
    ).but(patrol=NOW + MINUTE)
    return found.but(**changes)


def test_those_who_know_get_what_follows_and_only_that() -> None:
    what = case(announced(2), to=told(anna(), ben()), roster=rows(anna(), ben()), messages=FOLLOWS)
    decision = looked(what)
    assert to(decision, "more") == ids(anna(), ben())
    assert {e.text for e in decision.put} == {"Hello?"}
    assert after(decision).shown == NOW - 500
    assert after(decision).announced == NOW - MINUTE


def test_while_widening_the_new_ones_get_it_whole() -> None:
    what = case(
        announced(1, announced=NOW - WIDEN_AFTER),
        to=told(anna()),
        roster=rows(anna(), ben()),
        messages=FOLLOWS,
    )
    decision = looked(what)
    assert {e.agent: e.text for e in decision.put} == {
        anna().id: "Hello?",
        ben().id: "Is it ready?\nHello?",
    }


def test_one_who_left_the_desk_gets_nothing_more() -> None:
    gone = agent("Zed", "+15145550299")
    what = case(announced(2), to=told(gone, ben()), roster=rows(ben()), messages=FOLLOWS)
    assert to(looked(what), "more") == [ben().id]


@pytest.mark.parametrize("count", [5, 6, 10, 23])
def test_whoever_of_those_told_answers_was_or_will_be_shown_all_of_it(count: int) -> None:
    """Each gets what followed, or the thread stays behind, and the worker makes it up."""
    at = desk(agents=MANY)
    what = case(announced(count), to=told(*MANY[:count]), roster=rows(*MANY), messages=FOLLOWS)
    decision = looked(what, at)
    left_out = set(ids(*MANY[:count])) - set(to(decision, "more"))
    assert not left_out or after(decision).shown < after(decision).heard


# --- a thread that somebody has ------------------------------------------------------------------

MINE = thread(owner=anna().id, spot=spot(), told=3)


def test_those_who_were_told_hear_that_it_is_taken() -> None:
    what = case(MINE, to=told(anna(), ben(), chloe(), number=RELAYS[1]))
    assert routing.whom(what, desk(), NOW) == ()
    decision = looked(what)
    assert decision.outcome == "told_gone"
    assert to(decision, "gone") == ids(ben(), chloe())
    english, french = decision.put
    assert english.text.startswith("* Anna has #142 Marie.")
    assert french.text.startswith("* Anna s'occupe de #142 Marie.")
    assert {e.sender for e in decision.put} == {RELAYS[1]}
    assert decision.record is not None
    assert decision.record.told == ()
    assert after(decision).told == 0
    assert after(decision).owner == anna().id


@pytest.mark.parametrize("to_whom", [(), told(anna())])
def test_nobody_else_was_told(to_whom: tuple[Told, ...]) -> None:
    assert looked(case(MINE, to=to_whom)) == Decision(outcome="nothing", taken=(look(),))


def test_one_without_a_record() -> None:
    assert looked(case(MINE, record=None)).outcome == "nothing"


def test_one_who_left_the_desk_does_not_hear_of_it() -> None:
    gone = agent("Zed", "+15145550299")
    assert to(looked(case(MINE, to=told(gone, ben()))), "gone") == [ben().id]


@pytest.mark.parametrize("count", [10, 11, 23])
def test_more_than_ten_hear_of_it_ten_by_ten(count: int) -> None:
    at = desk(agents=(anna(), *MANY))
    what, found = case(MINE, to=told(anna(), *MANY[:count])), []
    for _ in range(5):
        decision = looked(what, at)
        found += to(decision, "gone")
        next_look = again(decision)
        if next_look is None:
            break
        assert next_look.after == 0
        assert decision.contact is not None
        assert decision.record is not None
        what = case(to=decision.record.told or (), contact=decision.contact, entry=next_look)
    assert found == ids(*MANY[:count])
    assert decision.record is not None
    assert decision.record.told == ()


@pytest.mark.parametrize("count", [1, 11])
def test_a_resolved_one_is_told_too(count: int) -> None:
    at = desk(agents=(anna(), *MANY))
    what = case(closed(), to=told(*MANY[:count]))
    assert routing.whom(what, at, NOW) == ()
    decision = looked(what, at)
    assert to(decision, "gone") == ids(*MANY[: min(count, MOST)])
    next_look = again(decision)
    assert (next_look is not None) is (count > MOST)
    if next_look:
        assert next_look.recipient == "i-support"
    assert decision.contact is not None
    assert decision.contact.threads == ()


@pytest.mark.parametrize("past", [closed(owner="somebody-gone"), closed(150)])
def test_a_resolved_one_that_nobody_is_known_to_have_had(past: ClosedThread) -> None:
    assert looked(case(past, to=told(ben()))).outcome == "nothing"


# --- the owner catches up ------------------------------------------------------------------------

BEHIND = MINE.but(shown=NOW - HOUR, heard=NOW - 500, told=0)


def test_the_owner_gets_as_one_what_came_meanwhile() -> None:
    texts = (HELLO.but(stamp=NOW - HOUR), text("one", NOW - 900), text("two", NOW - 500))
    what = case(BEHIND, messages=texts)
    assert routing.whom(what, desk(), NOW) == (anna(),)
    decision = looked(what)
    (relay,) = decision.put
    assert (relay.kind, relay.agent, relay.sender) == ("relay", anna().id, RELAYS[0])
    assert relay.text == "one\ntwo"
    assert after(decision).shown == NOW - 500
    assert (decision.outcome, decision.lines) == ("caught_up", ())


def test_then_the_others_hear_of_it() -> None:
    decision = looked(case(BEHIND, to=told(anna(), ben())))
    next_look = again(decision)
    assert next_look is not None
    assert next_look.after == 0
    assert again(looked(case(BEHIND, to=told(anna())))) is None


@pytest.mark.parametrize("where", [None, spot(number="+15145550177")])
def test_an_owner_without_a_line_gets_one(where: Any) -> None:
    decision = looked(case(BEHIND.but(spot=where)))
    (changed,) = decision.lines
    assert changed.spot == spot() == after(decision).spot
    assert decision.put[0].sender == RELAYS[0]


def test_an_owner_whom_no_number_reaches() -> None:
    far = anna(addresses=("whatsapp:+15145550201",))
    decision = looked(case(BEHIND.but(spot=None)), desk(agents=(far,)))
    assert [(e.kind, e.after) for e in decision.put] == [("look", NOW + 5 * MINUTE)]
    assert after(decision).shown < after(decision).heard, "still to be made up"


def test_an_owner_who_left_the_desk_leaves_it_to_the_others() -> None:
    what = case(BEHIND.but(owner="somebody-gone", told=1), roster=rows(ben()))
    assert routing.whom(what, desk(), NOW) == (ben(),)
    decision = looked(what)
    assert to(decision, "new") == [ben().id]
    assert after(decision).owner is None
    assert decision.record is not None
    assert decision.record.owner is None


def test_an_owner_who_left_the_desk_just_after_leaves_it_to_the_others_too() -> None:
    """Within two minutes of the announcement: somebody hears of it now or at the next look."""
    left = BEHIND.but(owner="somebody-gone", announced=NOW - MINUTE, told=0)
    decision = looked(case(left, roster=rows(ben())))
    assert to(decision, "new") or again(decision)


def test_what_only_an_owner_saw_who_left_since_is_shown_to_those_who_know_of_it() -> None:
    left = thread(owner="somebody-gone", heard=NOW - 500, shown=NOW - 500, opened=NOW - HOUR)
    known = told(ben(), shown=NOW - HOUR)
    decision = looked(case(left, to=known, roster=rows(ben()), messages=FOLLOWS))
    (entry,) = [e for e in decision.put if e.kind != "look"]
    assert (entry.agent, entry.text) == (ben().id, "Hello?")


# --- a reopened thread ---------------------------------------------------------------------------

REOPENED = NEW.but(had=anna().id, closed=NOW - HOUR, shown=NOW - HOUR, opened=NOW - 9 * HOUR)


def test_it_goes_back_to_who_had_it() -> None:
    what = case(REOPENED, roster=rows(anna(), ben()))
    assert routing.whom(what, desk(), NOW) == (anna(),)
    decision = looked(what)
    assert decision.outcome == "given_back"
    (entry,) = decision.put
    assert (entry.kind, entry.agent, entry.text) == ("reopened", anna().id, "Is it ready?")
    open_one = after(decision)
    assert (open_one.owner, open_one.had, open_one.spot) == (anna().id, None, spot())
    assert open_one.shown == open_one.heard
    assert decision.loads == (Load(agent=anna().id, inbox="support", by=1),)
    assert decision.record is not None
    assert decision.record.owner == anna().id


def test_on_the_line_where_it_was() -> None:
    before = line(shown(142, MARIE, gone=True), where=spot(number=RELAYS[1]))
    what = case(REOPENED, roster=rows(anna()))
    assert looked(what, lines={anna().id: (before,)}).put[0].sender == RELAYS[1]


@pytest.mark.parametrize(
    ("changes", "roster"),
    [
        ({}, (*rows(anna(), away=True), *rows(ben()))),
        ({}, rows(ben())),
        ({"had": "somebody-gone"}, rows(ben(), agent("Zed", "+15145550299"))),
        ({"had": None}, rows(ben())),
    ],
)
def test_to_the_others_where_who_had_it_is_not_there(
    changes: dict[str, Any], roster: tuple[Roster, ...]
) -> None:
    decision = looked(case(REOPENED.but(**changes), roster=roster))
    assert to(decision, "new") == [ben().id]
    assert after(decision).had is None


def test_to_the_others_where_no_number_reaches_who_had_it() -> None:
    """The thread waits for nobody: the next look is asked for, or somebody is told."""
    far = anna(addresses=("whatsapp:+15145550201",))
    at = desk(agents=(far, ben()))
    what = case(REOPENED, roster=rows(far, ben()))
    decision = looked(what, at)
    assert to(decision, "new") == [ben().id]


def test_one_announced_already_is_not_given_back() -> None:
    what = case(REOPENED.but(announced=NOW - HOUR, told=1), to=told(ben()), roster=rows(anna()))
    assert routing.whom(what, desk(), NOW) == (anna(),)
    assert looked(what).outcome == "announced"


# --- the rest ------------------------------------------------------------------------------------


def test_the_stamp_comes_after_the_contacts_last() -> None:
    whose: Contact = contact(NEW, stamp=NOW + 5)
    decision = looked(case(contact=whose, roster=rows(anna())))
    assert decision.contact is not None
    assert decision.contact.stamp == decision.put[0].stamp == NOW + 6
    assert decision.contact.version == whose.version


def test_agents_whose_desk_has_a_service_number_are_told_on_relay_numbers() -> None:
    decision = looked(case(roster=rows(anna())), desk(service_number=SERVICE))
    assert decision.put[0].sender == RELAYS[0]
