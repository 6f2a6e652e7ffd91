"""A thread changes hands while its customer, its old owner and the drains are at work."""

from collections.abc import Callable

import pytest

from chalicelib import undelivered
from chalicelib.store import agents

from ..properties.questions import options
from ..support.desk import BUSINESS, RELAYS, Driver, agent, business, customer, desk_toml, inbox
from .clocks import Clocked
from .conftest import text

ROUNDS = 8
PAIRS = desk_toml(teams=[[2 * n, 2 * n + 1] for n in range(1, ROUNDS + 1)])

WORDS = "Yes, at five."
LONG_AGO = 60

pytestmark = pytest.mark.engine


def test_passed_while_the_customer_writes_and_the_old_owner_answers(
    begin: Callable[[str], Driver], processes: Clocked
) -> None:
    """The colleague has it and is shown the text; the answer goes out, or is asked about."""
    desk = begin(PAIRS)
    for n in range(1, ROUNDS + 1):
        one, two = agent(2 * n), agent(2 * n + 1)
        desk.text(customer(n), business(n), "Is my bike ready?")
        spot = next(line.spot for line in desk.lines(one) if line.shown)
        desk.text(*spot, WORDS)
        jobs = [
            text(*spot, f"/pass Agent{2 * n + 1} knows the bike"),
            text(customer(n), business(n), "And the brakes?"),
            text(*spot, "Bring the receipt."),
        ]
        answers = processes.at_once(jobs[n % 3 :] + jobs[: n % 3])
        assert [answer.status for answer in answers] == [200] * 3
        desk.settle()
        (thread,) = desk.contact(customer(n)).threads
        assert thread.owner == desk.desk.identify(two)
        for number in (2 * n, 2 * n + 1):
            id_, mine = desk.desk.identify(agent(number)), int(number % 2)
            assert agents.view(id_)[0].open == mine
            assert {r.agent: r.load for r in agents.roster(inbox(n))}[id_] == mine
        assert sum("And the brakes?" in body for body in desk.got(two)) == 1
        assert sum("knows the bike" in body for body in desk.got(two)) == 1
        held = [h.text for h in agents.view(desk.desk.identify(one))[2]]
        sent = desk.got(customer(n))[2:]
        assert sent + held == ["Bring the receipt."]
        quoting = [b for b in desk.got(one) if options(b) and "Bring the receipt." in b]
        assert len(quoting) == len(held)


@pytest.mark.parametrize(
    "how",
    [
        "send",
        "undo",
    ],
)
def test_what_was_on_its_way_to_the_old_owner_is_shown_to_the_new_one(
    begin: Callable[[str], Driver], how: str
) -> None:
    desk = begin(desk_toml(agents=[1, 2], relays=1))
    desk.later(-LONG_AGO)
    desk.text(customer(1), BUSINESS, "Is my bike ready?")
    desk.text(agent(1), RELAYS[0], WORDS)
    if how == "undo":
        desk.text(agent(1), RELAYS[0], "/pass Agent2")
        desk.text(customer(1), BUSINESS, "And the brakes?", settle=False)
        desk.text(agent(1), RELAYS[0], "/undo", settle=False)
    else:
        desk.text(agent(2), RELAYS[0], "Bring the receipt.")
        desk.later(LONG_AGO / 2)
        desk.text(customer(1), BUSINESS, "And the brakes?", settle=False)
        option = next(o for o in options(desk.got(agent(2))[-1]) if o.do == "take")
        desk.text(agent(2), RELAYS[0], str(option.digit), settle=False)
    desk.settle()
    (thread,) = desk.contact(customer(1)).threads
    owner = agent(1) if how == "undo" else agent(2)
    assert thread.owner == desk.desk.identify(owner)
    assert any("And the brakes?" in body for body in desk.got(owner))


def test_what_an_absent_agent_is_not_shown_goes_back_to_the_team_once(
    begin: Callable[[str], Driver],
) -> None:
    """Another drain may have handed the entry on between the reading and the claim."""
    desk = begin(desk_toml(agents=[1, 2], relays=1))
    desk.text(customer(1), BUSINESS, "Is my bike ready?")
    desk.text(agent(1), RELAYS[0], WORDS)
    desk.text(agent(1), RELAYS[0], "/away")
    desk.text(customer(1), BUSINESS, "And the brakes?", settle=False)
    (entry,) = desk.outbox(f"a-{desk.desk.identify(agent(1))}")
    undelivered.hand_on(entry, away=True)
    undelivered.hand_on(entry, away=True)
    desk.settle()
    assert sum("And the brakes?" in body for body in desk.got(agent(2))) == 1
