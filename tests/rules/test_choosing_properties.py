"""Who hears next of a thread, whatever the team is like: nobody wrongly, somebody if anybody."""

from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.models import MINUTE, Agent, Desk, Inbox, Line, OpenThread, Roster, Told
from chalicelib.rules import calendar, choosing, fitting
from tests.rules.cases import NEW, case
from tests.support.made import NOW, RELAYS, crew, desk, line, rows, shown, spot, text

SHUT = ("Mon-Fri 13:00-17:00",)
"""NOW is a Monday, noon: this opens in an hour."""

SKILLS = ("brakes", "gears")


@st.composite
def teams(draw: st.DrawFn) -> tuple[Desk, tuple[Roster, ...], dict[str, tuple[Line, ...]]]:
    """A desk, its roster, and what is on each agent's lines."""
    agents, roster, lines = [], [], {}
    for one in crew(draw(st.integers(1, 8))):
        agent = one.but(
            skills=tuple(draw(st.sets(st.sampled_from(SKILLS)))),
            shifts=draw(st.sampled_from([(), SHUT, ("Mon 08:00-20:00",)])),
            capacity=draw(st.integers(0, 2)),
            language=draw(st.sampled_from(["en", "fr"])),
            on_call=draw(st.booleans()),
        )
        agents.append(agent)
        row = rows(agent, load=draw(st.integers(0, 3)), away=draw(st.booleans()))
        roster += [one.but(given=draw(st.integers(0, 3))) for one in row]
        lines[agent.id] = tuple(
            line(
                *(shown(900 + n) for n in range(draw(st.integers(0, 2)))),
                who=agent,
                where=spot(agent.addresses[0], number),
                closed=draw(st.sampled_from([0, 0, 0, NOW])),
            )
            for number in RELAYS[: draw(st.integers(0, 2))]
        )
    inbox = Inbox(
        name="support",
        addresses=(),
        routing="next",
        hours=draw(st.sampled_from([(), (), SHUT])),
        after_hours=draw(st.sampled_from(["wait", "wait", "tell"])),
        skills=tuple(draw(st.sets(st.sampled_from(SKILLS)))),
        urgent=draw(st.sampled_from([(), ("ready",)])),
    )
    where = desk(agents=tuple(agents), inboxes=(inbox,))
    return where, tuple(roster), lines


def _pairs(where: Desk, roster: tuple[Roster, ...]) -> list[tuple[Agent, Roster]]:
    return [(agent, row) for row in roster if (agent := where.agent(row.agent))]


def _is_there(agent: Agent, row: Roster, where: Desk, now: int) -> bool:
    (inbox,) = where.inboxes
    is_open = inbox.after_hours == "tell" or calendar.is_open(calendar.of(inbox, where), now)
    works = calendar.is_open(calendar.for_agent(agent, where), now)
    return is_open and works and not row.away


@settings(max_examples=400, deadline=None)
@given(teams(), st.lists(st.integers(1, 25), max_size=30))
def test_nobody_wrongly_and_somebody_if_anybody(
    team: tuple[Desk, tuple[Roster, ...], dict[str, tuple[Line, ...]]], steps: list[int]
) -> None:
    where, roster, lines = team
    (inbox,), now = where.inboxes, NOW
    thread: OpenThread = NEW.but(waits=NOW)
    knows: tuple[Told, ...] = ()
    for minutes in (0, *steps):
        now += minutes * MINUTE
        what = case(thread, roster=roster, to=knows, messages=(text("Is it ready?", NOW),))
        found = choosing.chosen(what, thread, lines, where, now)
        there = {a.id for a, row in _pairs(where, roster) if _is_there(a, row, where, now)}
        calls = {
            r.agent for r in roster if (a := where.agent(r.agent)) and a.on_call and not r.away
        }
        able = {
            a.id
            for a in where.agents
            if a.id in there
            and set(inbox.skills) & _skills(where) <= set(a.skills)
            and fitting.has_room(lines[a.id], a, where, now)
        }
        for agent in found:
            assert agent.id not in {t.agent for t in knows}, "told twice"
            assert agent.id in (there or (calls if inbox.urgent else set())), "not there"
            assert fitting.is_reachable(lines[agent.id], agent, where)
        if not knows and len(found) == 1 and found[0].id not in able and not inbox.urgent:
            assert now - NOW >= inbox.pass_on_after, "no room, or not the skills"
        assert len(found) <= (1 if len(knows) < 2 and able - {t.agent for t in knows} else 5)
        if able and not knows:
            assert found, "somebody could have been told"
            assert found[0].id in able
        knows += tuple(Told(agent=a.id, spot=spot(a.addresses[0])) for a in found)
        if found:
            thread = thread.but(announced=now, told=len(knows))
        wait = choosing.pause(what, thread, knows, where, now)
        assert 0 < wait <= max(inbox.pass_on_after, fitting.LONGEST)


def _skills(where: Desk) -> set[str]:
    return {skill for agent in where.agents for skill in agent.skills}
