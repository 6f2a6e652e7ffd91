"""More customers than agents can hold: each is told of a few, and now and then of one more."""

from chalicelib.models import MINUTE, Line
from chalicelib.rules import crowding, routing
from chalicelib.rules.choosing import WIDEN_AFTER
from tests.rules.cases import again, case, ids, looked, to
from tests.support.made import NOW, RELAYS, anna, ben, crew, desk, line, rows, shown

ONE_NUMBER = desk(relay_numbers=RELAYS[:1])


def holding(*numbers: int, digested: int = 0) -> tuple[Line, ...]:
    """Anna's one line, on which these threads wait for her answer."""
    waiting = (shown(n, f"contact{n}", pending=True, relayed=NOW - MINUTE) for n in numbers)
    return (line(*waiting, digested=digested),)


def test_who_holds_three_holds_enough_unless_the_numbers_hold_more() -> None:
    assert not crowding.is_full(holding(1, 2), anna(), ONE_NUMBER, NOW)
    assert crowding.is_full(holding(1, 2, 3), anna(), ONE_NUMBER, NOW)
    wide = desk(relay_numbers=tuple(f"+1514555012{n}" for n in range(5)))
    assert not crowding.is_full(holding(1, 2, 3, 4), anna(), wide, NOW)
    assert crowding.is_full(holding(1, 2, 3, 4, 5), anna(), wide, NOW)


def test_what_was_answered_or_is_somebody_elses_does_not_count() -> None:
    lines = holding(1, 2)
    answered = shown(3, "x", pending=False, relayed=NOW)
    taken = shown(4, "y", pending=True, relayed=NOW, gone=True)
    lines = (lines[0].but(shown=(*lines[0].shown, answered, taken)),)
    assert not crowding.is_full(lines, anna(), ONE_NUMBER, NOW)


def test_the_first_beyond_says_that_others_wait_and_the_next_are_not_told() -> None:
    first = looked(case(roster=rows(anna())), at=ONE_NUMBER, lines={anna().id: holding(1, 2, 3)})
    (new,) = (e for e in first.put if e.kind == "new")
    assert new.crowd
    (after,) = first.lines
    assert after.digested == NOW
    for lately in (NOW, NOW - crowding.EVERY + 1):
        lines = holding(1, 2, 3, digested=lately)
        found = looked(case(roster=rows(anna())), at=ONE_NUMBER, lines={anna().id: lines})
        assert to(found, "new") == []
        patrol = again(found)
        assert patrol is not None
        assert patrol.after == NOW + WIDEN_AFTER, "an answer makes room"
    later = holding(1, 2, 3, digested=NOW - crowding.EVERY)
    found = looked(case(roster=rows(anna())), at=ONE_NUMBER, lines={anna().id: later})
    assert to(found, "new") == [anna().id], "nobody is forgotten"


def test_others_are_told_all_the_same() -> None:
    lines = {anna().id: holding(1, 2, 3, digested=NOW)}
    found = looked(case(roster=rows(anna(), ben())), at=ONE_NUMBER, lines=lines)
    assert to(found, "new") == ids(ben())
    assert not any(e.crowd for e in found.put)


def test_where_the_first_were_told_of_enough_the_next_is_told() -> None:
    """Five with few threads of their own, who were told just now; a sixth is free to answer."""
    six = crew(6)
    busy = six[-1]
    at = desk(agents=six, relay_numbers=RELAYS[:1])
    roster = (*rows(*six[:5]), *rows(busy, load=4))
    full = holding(1, 2, 3, digested=NOW)[0]
    known = {one.id: (full.but(agent=one.id),) for one in six[:5]}
    what = case(roster=roster)
    assert set(routing.whom(what, at, NOW)) == set(six[:5])
    assert routing.whom(what, at, NOW, known) == (busy,)
    assert to(looked(what, at, lines={**known, busy.id: ()}), "new") == [busy.id]
