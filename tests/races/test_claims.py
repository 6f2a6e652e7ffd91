"""Many agents answer one new thread at the same moment: one of them has it."""

from collections.abc import Callable, Iterator

import pytest

from chalicelib.models import Spot
from chalicelib.store import agents, contacts

from ..support.desk import Driver, agent, business, customer, desk_toml, inbox
from ..support.lambdas import Job, Lambdas
from .conftest import text

AGENTS = 8
DESKS = 20
ROUNDS = 6
"""On each desk; each round has an inbox and a team of its own."""

WIDENED = 125
"""Seconds after which the next agents were told too."""

TEAMS = [range(n * AGENTS + 1, (n + 1) * AGENTS + 1) for n in range(ROUNDS)]

pytestmark = pytest.mark.engine


def _shown_to_all(desk: Driver, round_: int) -> tuple[int, dict[int, Spot]]:
    """A new thread that 8 agents have on their phones: its number, and where each has it."""
    team = TEAMS[round_ - 1]
    desk.later(-WIDENED)
    desk.statuses = "deliver"
    desk.text(customer(round_), business(round_), "Is my bike ready?", settle=False)
    desk.statuses = "drop"
    desk.drain(f"i-{inbox(round_)}")
    desk.later(WIDENED)
    desk.drain(f"i-{inbox(round_)}")
    for n in team:
        desk.drain(f"a-{desk.desk.identify(agent(n))}")
    (thread,) = desk.contact(customer(round_)).threads
    spots = {n: line.spot for n in team for line in desk.lines(agent(n)) if line.shown}
    assert len(spots) == AGENTS
    return thread.number, spots


def _answers(spots: dict[int, Spot]) -> list[Job]:
    return [text(*spot, f"Answer of {n}") for n, spot in spots.items()]


@pytest.fixture(scope="module")
def won() -> Iterator[set[int]]:
    """Which of the eight processes won a round."""
    found: set[int] = set()
    yield found
    assert len(found) != 1, "the same process always won: that was no race"


@pytest.mark.slow
@pytest.mark.parametrize("_desk", range(DESKS))
def test_of_eight_agents_who_answer_at_once_one_has_the_thread(
    begin: Callable[[str], Driver], processes: Lambdas, won: set[int], _desk: int
) -> None:
    """200 rounds in all."""
    desk = begin(desk_toml(teams=TEAMS))
    for round_ in range(1, ROUNDS + 1):
        number, spots = _shown_to_all(desk, round_)
        answers = processes.at_once(_answers(spots))
        assert [answer.status for answer in answers] == [200] * AGENTS
        winner = _one_owner(desk, round_, number, list(spots))
        won.add(list(spots).index(winner))
        desk.drain(f"c-{desk.contact(customer(round_)).id}")
        assert desk.got(customer(round_))[1:] == [f"Answer of {winner}"]
    desk.drain(f"i-{inbox(ROUNDS)}")
    _seven_are_told(desk, list(spots), winner)


def _seven_are_told(desk: Driver, team: list[int], winner: int) -> None:
    """What is on the phones once everything has left."""
    for n in team:
        desk.drain(f"a-{desk.desk.identify(agent(n))}")
        first, *others = desk.got(agent(n))
        assert first.startswith("* NEW")
        assert ["NOT SENT" in told for told in others] == ([] if n == winner else [True, False])


def _one_owner(desk: Driver, round_: int, number: int, team: list[int]) -> int:
    """What the table says after the race: one owner, one text to the customer, seven questions."""
    head, inbox_name = desk.contact(customer(round_)), inbox(round_)
    (thread,) = head.threads
    ids = {desk.desk.identify(agent(n)): n for n in team}
    winner = ids[str(thread.owner)]
    record = contacts.record(head.id, number)
    assert record is not None
    assert record.owner == thread.owner
    replies = [e for e in desk.outbox(f"c-{head.id}") if e.kind == "reply"]
    assert [e.text for e in replies] == [f"Answer of {winner}"]
    written = [m for m in contacts.history(head.id) if m.author]
    assert [(m.author, m.text) for m in written] == [(thread.owner, f"Answer of {winner}")]
    for id_, n in ids.items():
        asked = [e.held for e in desk.outbox(f"a-{id_}") if e.kind == "question"]
        held = agents.view(id_)[2]
        assert [h.text for h in held] == ([] if n == winner else [f"Answer of {n}"])
        assert asked == [h.stamp for h in held]
    loads = {row.agent: row.load for row in agents.roster(inbox_name)}
    assert loads == {id_: int(n == winner) for id_, n in ids.items()}
    assert {agents.view(id_)[0].open for id_ in ids if id_ != thread.owner} == {0}
    return winner
