"""What the operator sees of how people are served: figures of a conversation, each once."""

from collections.abc import Iterator

import pytest

from ..support.desk import BUSINESS, MESSAGES, RELAYS, Driver, agent, customer
from ..support.said import Said, listening
from ..support.stage import Stage

ASK, ANSWER = "Is my bike ready?", "Yes, at five."


@pytest.fixture
def desk(aws: Stage) -> Iterator[Driver]:
    with Driver(aws) as driver:
        yield driver


def answers(said: Said) -> dict[str, float]:
    return {name: v for name, v in said.metrics.items() if name in ("FirstAnswer", "NextAnswer")}


def waiting(said: Said) -> tuple[float, float]:
    """How many wait, and for how long the first of them has, to ten seconds."""
    return said.metrics["Waiting"], round(said.metrics["WaitingLongest"], -1)


def test_how_long_a_customer_waits_for_the_first_answer_and_for_the_next(desk: Driver) -> None:
    with listening() as said:
        desk.text(customer(1), BUSINESS, ASK)
        desk.later(40)
        desk.text(customer(1), BUSINESS, "Hello?")
        desk.later(20)
        desk.text(agent(1), RELAYS[0], ANSWER)
    assert answers(said) == {"FirstAnswer": pytest.approx(60, abs=2)}
    with listening() as said:
        desk.text(agent(1), RELAYS[0], "Bring the lock too.")
        desk.later(300)
        desk.text(customer(1), BUSINESS, "Which lock do you mean?")
        desk.later(90)
        desk.text(agent(1), RELAYS[0], "The one on the wheel.")
    assert answers(said) == {"NextAnswer": pytest.approx(90, abs=2)}


def test_who_only_says_thanks_waits_for_nothing(desk: Driver) -> None:
    desk.text(customer(1), BUSINESS, ASK)
    desk.text(agent(1), RELAYS[0], ANSWER)
    desk.text(customer(1), BUSINESS, "ok thanks")
    desk.later(3600)
    with listening() as said:
        desk.text(agent(1), RELAYS[0], "And we found your bell.")
    assert answers(said) == {}


def test_what_reopens_a_thread_waits_for_a_first_answer(desk: Driver) -> None:
    desk.text(customer(1), BUSINESS, ASK)
    desk.text(agent(1), RELAYS[0], ANSWER)
    desk.text(agent(1), RELAYS[0], "/done")
    desk.later(7200)
    desk.text(customer(1), BUSINESS, "It squeaks again, can you look?")
    desk.later(30)
    with listening() as said:
        desk.text(agent(1), RELAYS[0], "Bring it by.")
    assert answers(said) == {"FirstAnswer": pytest.approx(30, abs=2)}


def test_a_text_that_leaves_is_counted_once_with_its_segments(desk: Driver) -> None:
    """The acknowledgement is counted when the provider has it, not when it is handed over."""
    with listening() as said:
        asked = desk.text(customer(1), BUSINESS, "é" * 200)
        desk.post(MESSAGES, asked.form)
        desk.later(1)
    assert (said.metrics["TextsIn"], said.metrics["SegmentsIn"]) == (1, 2), "not its copy"
    assert said.metrics["TextsOut"] == 3, "one acknowledgement, and two agents hear of it"
    assert said.metrics["SegmentsOut"] == 1 + 2 * 2
    assert 0 <= said.metrics["Acknowledged"] < 60_000
    assert 0 <= said.metrics["Relayed"] < 60_000


def test_who_waits_is_counted_every_minute(desk: Driver) -> None:
    with listening() as said:
        desk.tick()
    assert (said.metrics["Waiting"], said.metrics["WaitingLongest"]) == (0, 0)
    desk.text(customer(1), BUSINESS, ASK)
    desk.later(100)
    desk.text(customer(2), BUSINESS, "And mine?")
    desk.later(20)
    with listening() as said:
        desk.tick()
    assert waiting(said) == (2, 120)
    desk.text(agent(1), RELAYS[0], ANSWER)
    with listening() as said:
        desk.tick()
    assert waiting(said) == (1, 20)


def test_who_writes_on_a_thread_that_was_let_go_waits_from_then_on(desk: Driver) -> None:
    desk.text(customer(1), BUSINESS, ASK)
    desk.text(agent(1), RELAYS[0], ANSWER)
    desk.text(agent(1), RELAYS[0], "/release")
    desk.later(600)
    with listening() as said:
        desk.tick()
    assert said.metrics["Waiting"] == 0
    desk.text(customer(1), BUSINESS, "And the helmet?")
    desk.later(30)
    with listening() as said:
        desk.tick()
    assert waiting(said) == (1, 30)
