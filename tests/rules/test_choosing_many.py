"""More agents than are looked at for one thread: nobody who has room is hidden for long. Pure."""

from chalicelib.models import MINUTE, Agent, Desk, Inbox, Line
from chalicelib.rules import choosing, crowding, routing
from chalicelib.rules.case import Case
from tests.rules.cases import NEW, case
from tests.support.made import NOW, crew, desk, line, rows, shown

TEAM = crew(60)
MUTE, BUSY = TEAM[:50], TEAM[50:]
"""Who answers nothing has least to do, and so comes first."""

ROSTER = (*rows(*MUTE), *rows(*BUSY, load=1))


def crowded(agent: Agent) -> tuple[Line, ...]:
    """Lines on which as many wait as an agent is told of; told of one more just now."""
    waiting = (shown(900 + n) for n in range(crowding.FEWEST))
    return (line(*waiting, who=agent, digested=NOW + 60 * MINUTE),)


LINES = {agent.id: crowded(agent) for agent in MUTE}


def at(routing: str = "everyone") -> Desk:
    inbox = Inbox(name="support", addresses=(), routing="next").but(routing=routing)
    return desk(agents=TEAM, inboxes=(inbox,))


def told(what: Case, now: int, mode: str = "everyone") -> set[str]:
    return {agent.id for agent in routing.whom(what, at(mode), now, LINES)}


def asked(what: Case, now: int) -> tuple[Agent, ...]:
    return routing.asking(what, at(), now).order.agents


def test_who_has_room_is_found_behind_those_who_answer_nothing() -> None:
    what = case(NEW, roster=ROSTER)
    looks = [told(what, NOW + n * choosing.WIDEN_AFTER) for n in range(8)]
    assert any(looks[:4])
    assert set().union(*looks) <= {agent.id for agent in BUSY}


def test_and_where_one_after_the_other_is_given_it() -> None:
    what = case(NEW, roster=ROSTER)
    looks = [told(what, NOW + n * 5 * MINUTE, "next") for n in range(8)]
    assert any(looks[:4])
    assert all(len(found) <= 1 for found in looks)


def test_so_many_are_asked_at_most_and_those_who_come_first_always() -> None:
    what, first = case(NEW, roster=ROSTER), set(TEAM)
    for n in range(20):
        found = asked(what, NOW + n)
        assert found == asked(what, NOW + n), "one look sees the same however often it asks"
        assert len(set(found)) == len(found) == choosing.MOST_ASKED
        assert set(found[: choosing.ALWAYS_ASKED]) <= set(MUTE)
        first &= set(found)
    assert len(first) == choosing.ALWAYS_ASKED
    few = case(NEW, roster=ROSTER[-choosing.MOST_ASKED :])
    assert {a.id for a in asked(few, NOW)} == {row.agent for row in few.roster}
