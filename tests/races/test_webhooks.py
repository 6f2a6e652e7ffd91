"""Webhooks that arrive at the same moment: each text is taken in once, and answered once."""

from collections import Counter
from collections.abc import Callable

import pytest

from chalicelib.store import contacts
from simulator.wire import Answer, read_twiml

from ..support.desk import BUSINESS, Driver, agent, customer, desk_toml
from ..support.lambdas import Lambdas
from ..support.stage import PUBLIC_URL
from .conftest import text

COPIES = 8
ROUNDS = 25

pytestmark = pytest.mark.engine


def _acknowledged(answers: list[Answer]) -> int:
    """How many of the answers carry a text; all must be 200."""
    assert [answer.status for answer in answers] == [200] * len(answers)
    return sum(len(read_twiml(answer.body.decode(), PUBLIC_URL)) for answer in answers)


def _kinds(desk: Driver, address: str) -> Counter[str]:
    """What waits for a contact and for the inbox's worker on its behalf, by kind."""
    id_ = desk.contact(address).id
    waiting = [*desk.outbox(f"c-{id_}"), *desk.outbox("i-support")]
    return Counter(entry.kind for entry in waiting if entry.contact == id_)


def test_eight_copies_of_one_first_text_are_one_text_and_one_acknowledgement(
    begin: Callable[[str], Driver], processes: Lambdas
) -> None:
    desk = begin(desk_toml())
    for n in range(1, ROUNDS + 1):
        copy = text(customer(n), BUSINESS, "Is my bike ready?")
        assert _acknowledged(processes.at_once([copy] * COPIES)) == 1
        head = desk.contact(customer(n))
        assert len(head.threads) == 1
        assert head.version == 1
        assert [m.provider_id for m in contacts.history(head.id)] == [copy.form["MessageSid"]]
        assert _kinds(desk, customer(n)) == {"ack": 1, "look": 1}
        desk.drain("i-support")
    assert len(desk.items("SEEN#")) == ROUNDS


def test_eight_first_texts_at_once_are_one_thread_and_one_acknowledgement(
    begin: Callable[[str], Driver], processes: Lambdas
) -> None:
    desk = begin(desk_toml(agents=[1], relays=ROUNDS))
    for n in range(1, ROUNDS + 1):
        jobs = [text(customer(n), BUSINESS, f"Part {i} of {n}") for i in range(COPIES)]
        assert _acknowledged(processes.at_once(jobs)) == 1
        head = desk.contact(customer(n))
        (thread,) = head.threads
        history = contacts.history(head.id)
        assert sorted(m.provider_id for m in history) == sorted(j.form["MessageSid"] for j in jobs)
        assert {m.thread for m in history} == {thread.number}
        assert len({m.stamp for m in history}) == COPIES
        assert _kinds(desk, customer(n))["ack"] == 1
        assert len(desk.items(f"CONTACT#{head.id}")) == 1 + 1 + COPIES
        before = len(desk.got(agent(1)))
        desk.statuses = "drop"
        desk.drain("i-support")
        desk.drain(f"a-{desk.desk.identify(agent(1))}")
        shown = "\n".join(desk.got(agent(1), before))
        # In the order of their commits, and each once.
        assert [line for line in shown.split("\n") if line.startswith("Part ")] == [
            m.text for m in reversed(history)
        ]


def test_eight_copies_of_one_answer_are_sent_once(
    begin: Callable[[str], Driver], processes: Lambdas
) -> None:
    desk = begin(desk_toml(agents=[1], relays=ROUNDS))
    for n in range(1, ROUNDS + 1):
        desk.text(customer(n), BUSINESS, "Is my bike ready?")
        (spot,) = (
            line.spot
            for line in desk.lines(agent(1))
            if any(s.contact == desk.contact(customer(n)).id for s in line.shown)
        )
        copy = text(*spot, "Yes, at five.")
        assert _acknowledged(processes.at_once([copy] * COPIES)) == 0
        desk.settle()
        assert desk.got(customer(n))[1:] == ["Yes, at five."]
    assert len([t for t in desk.got(agent(1)) if "NOT SENT" in t]) == 0
