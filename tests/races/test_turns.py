"""Both sides and the provider at the same moment: nothing is lost, nothing is doubled."""

from collections.abc import Callable

import pytest

from chalicelib.models import OpenThread, Spot
from chalicelib.store import agents, contacts, outbox

from ..support.desk import (
    RELAYS,
    Driver,
    agent,
    business,
    customer,
    desk_toml,
    inbox,
    wake_body,
)
from ..support.lambdas import Job, Lambdas
from .conftest import text

ROUNDS = 15
DRAINED = 10
ALONE = desk_toml(teams=[[n] for n in range(1, ROUNDS + 1)])
"""Each round has an inbox of its own, with one agent."""

IN_TWOS = desk_toml(teams=[[2 * n, 2 * n + 1] for n in range(1, ROUNDS + 1)])
"""The same with two."""

pytestmark = pytest.mark.engine


def _owned(desk: Driver, n: int) -> Spot:
    """The n-th customer's thread in the n-th inbox, which agent n has; where they talk."""
    desk.text(customer(n), business(n), "Is my bike ready?")
    (spot,) = (line.spot for line in desk.lines(agent(n)))
    desk.text(*spot, "Yes, at five.")
    (thread,) = desk.contact(customer(n)).threads
    assert thread.owner == desk.desk.identify(agent(n))
    return spot


def _consistent(desk: Driver, n: int) -> OpenThread | None:
    """The thread's three places agree, and the agent's counters with them; the thread if open."""
    head = desk.contact(customer(n))
    id_ = desk.desk.identify(agent(n))
    assert len(head.threads) + len(head.closed) == 1
    thread = next(iter(head.threads), None)
    number = thread.number if thread else head.closed[0].number
    record = contacts.record(head.id, number)
    assert record is not None
    assert (record.resolved is None) == (thread is not None)
    if thread:
        assert record.owner == thread.owner
    mine = int(thread is not None and thread.owner == id_)
    assert agents.view(id_)[0].open == mine
    assert [row.load for row in agents.roster(inbox(n)) if row.agent == id_] == [mine]
    return thread


def test_resolved_while_the_customer_writes(
    begin: Callable[[str], Driver], processes: Lambdas
) -> None:
    """The text came before the resolution, or it reopens the thread: the agent gets it once."""
    desk = begin(ALONE)
    for n in range(1, ROUNDS + 1):
        spot = _owned(desk, n)
        jobs = [text(*spot, "/done"), text(customer(n), business(n), "And the brakes?")]
        order = jobs if n % 2 else jobs[::-1]
        assert [answer.status for answer in processes.at_once(order)] == [200, 200]
        desk.settle()
        thread = _consistent(desk, n)
        if thread:
            assert thread.owner == desk.desk.identify(agent(n))
        assert [t.count("And the brakes?") for t in desk.got(agent(n))].count(1) == 1
        assert len([t for t in desk.got(agent(n)) if "closed. You have nothing" in t]) == 1
        texts = [m.text for m in contacts.history(desk.contact(customer(n)).id)]
        assert sorted(texts) == ["And the brakes?", "Is my bike ready?", "Yes, at five."]


def test_resolved_while_the_same_agent_writes(
    begin: Callable[[str], Driver], processes: Lambdas
) -> None:
    """The text goes out once: before the resolution, or it reopens what was just resolved."""
    desk = begin(ALONE)
    for n in range(1, ROUNDS + 1):
        spot = _owned(desk, n)
        jobs = [text(*spot, "/done"), text(*spot, "Bring the receipt.")]
        order = jobs if n % 2 else jobs[::-1]
        assert [answer.status for answer in processes.at_once(order)] == [200, 200]
        desk.settle()
        _consistent(desk, n)
        assert desk.got(customer(n))[1:] == ["Yes, at five.", "Bring the receipt."]


def test_reopened_from_three_sides_at_once(
    begin: Callable[[str], Driver], processes: Lambdas
) -> None:
    """Two texts of the customer and one of the agent to a resolved thread: it is open once."""
    desk = begin(ALONE)
    for n in range(1, ROUNDS + 1):
        spot = _owned(desk, n)
        desk.text(*spot, "/done")
        assert _consistent(desk, n) is None
        asked = ["And the brakes?", "And the bell?"]
        jobs = [text(customer(n), business(n), words) for words in asked]
        jobs.insert(n % 3, text(*spot, "Bring the receipt."))
        assert [answer.status for answer in processes.at_once(jobs)] == [200] * 3
        desk.settle()
        thread = _consistent(desk, n)
        assert thread is not None
        assert thread.owner == desk.desk.identify(agent(n))
        shown = "\n".join(desk.got(agent(n))).split("\n")
        assert [shown.count(words) for words in asked] == [1, 1]
        assert desk.got(customer(n))[1:] == ["Yes, at five.", "Bring the receipt."]
        history = [m.text for m in contacts.history(desk.contact(customer(n)).id)]
        assert sorted(history[:3]) == ["And the bell?", "And the brakes?", "Bring the receipt."]


# --- texts that leave ----------------------------------------------------------------------------


def _queued(desk: Driver, n: int, count: int) -> tuple[str, list[str]]:
    """So many answers wait for customer n: the recipient, and the texts in order."""
    spot = _owned(desk, n)
    words = [f"Answer {i}" for i in range(count)]
    for one in words:
        desk.text(*spot, one, settle=False)
    return f"c-{desk.contact(customer(n)).id}", words


@pytest.mark.parametrize("drains", [2, 8])
def test_drains_at_once_hand_each_text_over_once_and_in_order(
    begin: Callable[[str], Driver], processes: Lambdas, drains: int
) -> None:
    desk = begin(ALONE)
    for n in range(1, DRAINED + 1):
        desk.statuses = "deliver"
        recipient, words = _queued(desk, n, 5)
        desk.statuses = "drop"
        processes.at_once([Job("wake", body=wake_body(recipient))] * drains)
        desk.deliver()
        while desk.wake_next():  # what was left goes with the next wake-up
            desk.deliver()
        desk.drain(recipient)
        assert desk.got(customer(n))[2:] == words
        assert desk.outbox(recipient) == ()


def test_statuses_while_the_drain_records(
    begin: Callable[[str], Driver], processes: Lambdas
) -> None:
    """The provider reports while another process still records: the text counts as delivered."""
    desk = begin(ALONE)
    for n in range(1, ROUNDS + 1):
        recipient, words = _queued(desk, n, 3)
        processes.start([Job("wake", body=wake_body(recipient))])
        while not processes.done:
            desk.deliver()
        processes.finish()
        desk.settle()
        assert desk.got(customer(n))[2:] == words
        assert desk.outbox(recipient) == ()
        sids = [t.sid for t in desk.texts_to(customer(n)) if t.direction == "outbound-api"]
        assert [_state(sid) for sid in sids] == ["delivered"] * 4


def _state(sid: str) -> str | None:
    sent = outbox.sent(sid)
    return sent.state if sent else None


def test_resolved_while_a_colleague_answers(
    begin: Callable[[str], Driver], processes: Lambdas
) -> None:
    """One agent resolves a new thread while another answers it: one of the two, never both."""
    desk = begin(IN_TWOS)
    for n in range(1, ROUNDS + 1):
        one, two = 2 * n, 2 * n + 1
        desk.text(customer(n), business(n), "Is my bike ready?")
        processes.at_once(
            [text(agent(one), RELAYS[0], "/done"), text(agent(two), RELAYS[0], "Yes, at five.")]
        )
        desk.settle()
        head = desk.contact(customer(n))
        heard = desk.got(customer(n))[1:]
        held = [t for t in desk.got(agent(two)) if "NOT SENT" in t]
        if head.threads:
            assert head.threads[0].owner == desk.desk.identify(agent(two))
            assert (heard, held) == (["Yes, at five."], [])
            assert any("NOTHING DONE" in t for t in desk.got(agent(one)))
        else:
            assert head.closed[0].owner == desk.desk.identify(agent(one))
            assert heard == []
            assert len(held) == 1
