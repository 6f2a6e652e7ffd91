"""What a text costs in AWS calls: exactly what the design allows, whatever there is already."""

from collections.abc import Iterator

import pytest

from chalicelib import settings
from chalicelib.texts import say

from ..support import seed
from ..support.desk import BUSINESS, RELAYS, Driver, Exchange, agent, customer, desk_toml
from ..support.stage import Stage

ON_A_THREAD = {"GetItem": 1, "TransactWriteItems": 1, "SendMessageBatch": 1}
NEW_THREAD = ON_A_THREAD | {"UpdateItem": 1}
FOLDED_IN = {"GetItem": 1, "TransactWriteItems": 1}
REPLY = {"Query": 1, "GetItem": 1, "TransactWriteItems": 1, "SendMessageBatch": 1}
REPLY_UNREAD = {"Query": 1, "TransactWriteItems": 1, "SendMessageBatch": 1}
"""What is held concerns no contact yet."""
REFERENCE = REPLY | {"GetItem": 2}

ASK, AGAIN, MORE = "Is my bike ready?", "And the brakes?", "And the lights?"
ANSWER, LATER = "Yes, at five.", "Bye now."

FOLDED = 20
"""Seconds after which a text that nobody has answered is worth another word."""

READ = 30
"""Seconds after which an agent has read a question."""

WARM_UP = 7
"""Conversations after which a line remembers as many of its last texts as it ever does."""

TOLERANCE = 16
"""Bytes by which equal requests differ: digits of a version, of a thread's number."""


@pytest.fixture
def desk(aws: Stage) -> Iterator[Driver]:
    with Driver(aws) as driver:
        yield driver


# --- each kind of text ---------------------------------------------------------------------------


def test_new_thread(desk: Driver) -> None:
    assert desk.text(customer(1), BUSINESS, ASK).counts == NEW_THREAD


def test_text_on_a_thread_that_nobody_has(desk: Driver) -> None:
    desk.text(customer(1), BUSINESS, ASK)
    desk.later(FOLDED)
    assert desk.text(customer(1), BUSINESS, AGAIN).counts == ON_A_THREAD


def test_texts_that_are_folded_wake_nobody(desk: Driver) -> None:
    """The worker was there a moment ago and comes again by itself: the same, and no wake-up."""
    desk.text(customer(1), BUSINESS, ASK)
    for _ in range(2):
        assert desk.text(customer(1), BUSINESS, AGAIN).counts == FOLDED_IN


def test_text_on_a_thread_that_somebody_has(desk: Driver) -> None:
    desk.text(customer(1), BUSINESS, ASK)
    desk.text(agent(1), RELAYS[0], ANSWER)
    assert desk.text(customer(1), BUSINESS, AGAIN).counts == ON_A_THREAD


def test_text_that_reopens(desk: Driver) -> None:
    desk.text(customer(1), BUSINESS, ASK)
    desk.text(agent(1), RELAYS[0], ANSWER)
    desk.text(agent(1), RELAYS[0], "/done")
    assert desk.text(customer(1), BUSINESS, AGAIN).counts == ON_A_THREAD


def test_reply_that_claims_and_those_after_it(desk: Driver) -> None:
    desk.text(customer(1), BUSINESS, ASK)
    assert desk.text(agent(1), RELAYS[0], ANSWER).counts == REPLY
    assert desk.text(agent(1), RELAYS[0], LATER).counts == REPLY
    desk.text(customer(1), BUSINESS, AGAIN)
    assert desk.text(agent(1), RELAYS[0], "Fixed.").counts == REPLY


def test_reply_by_reference_to_a_thread_on_a_line(desk: Driver) -> None:
    desk.text(customer(1), BUSINESS, ASK)
    assert desk.text(agent(1), RELAYS[0], f"#101 {ANSWER}").counts == REPLY


def test_reply_by_reference_to_a_thread_on_no_line(desk: Driver) -> None:
    """The number must be looked up: one GetItem more."""
    desk.text(customer(1), BUSINESS, ASK, settle=False)
    found = desk.text(agent(1), RELAYS[0], f"#101 {ANSWER}")
    assert found.counts == REFERENCE
    assert desk.got(customer(1))[1:] == [ANSWER]


def test_reply_that_is_held(desk: Driver) -> None:
    desk.text(customer(1), BUSINESS, ASK)
    desk.text(agent(1), RELAYS[0], ANSWER)
    assert desk.text(agent(2), RELAYS[0], ANSWER).counts == REPLY


@pytest.mark.parametrize("answer", ["1", "2", "#101", "ok", "0"])
def test_held_text_and_its_answer(aws: Stage, answer: str) -> None:
    """No more than a reply, whichever answer; and so is the one that is asked about after it."""
    with Driver(aws, desk_toml(agents=[1], relays=1)) as desk:
        desk.text(customer(1), BUSINESS, ASK)
        desk.text(customer(2), BUSINESS, ASK)
        assert desk.text(agent(1), RELAYS[0], ANSWER).counts == REPLY_UNREAD
        desk.later(READ)
        assert desk.text(agent(1), RELAYS[0], LATER).counts == REPLY_UNREAD
        for _ in range(2):
            desk.later(READ)
            _within(desk.text(agent(1), RELAYS[0], answer), REPLY)


def test_expiry_of_a_held_text_costs_no_webhook(aws: Stage) -> None:
    with Driver(aws, desk_toml(agents=[1], relays=1)) as desk:
        desk.text(customer(1), BUSINESS, ASK)
        desk.text(customer(2), BUSINESS, ASK)
        desk.text(agent(1), RELAYS[0], ANSWER)
        desk.later(16 * 60)
        desk.tick()
        desk.settle()
        said = desk.got(agent(1))[-1]
        assert said == say("expired", "en", q=ANSWER)


def _within(found: Exchange, budget: dict[str, int]) -> None:
    """No call that the budget has not, and none more often."""
    assert all(n <= budget.get(call, 0) for call, n in found.counts.items()), found.counts


def test_copy_of_a_webhook(desk: Driver) -> None:
    """What was taken in before is found by the same transaction, and wakes nobody."""
    _owned(desk)
    desk.carrier.faults.deliver_twice = True
    before = len(desk.log)
    desk.text(customer(1), BUSINESS, AGAIN, settle=False)
    first, copy = (e for e in desk.log[before:] if e.kind == "messages")
    assert first.counts == ON_A_THREAD
    assert copy.counts == {"GetItem": 1, "TransactWriteItems": 1}


# --- growth --------------------------------------------------------------------------------------


def _conversation(desk: Driver, n: int = 1) -> dict[str, Exchange]:
    """Each kind of text once, of a customer and an agent who have a thread: its last webhooks.

    A minute after the last: nobody writes too fast.
    """
    desk.later(60)
    return {
        "asked": desk.text(customer(n), BUSINESS, AGAIN),
        "answered": desk.text(agent(1), RELAYS[0], LATER),
        "answered again": desk.text(agent(1), RELAYS[0], ANSWER),
        "asked again": desk.text(customer(n), BUSINESS, MORE),
    }


def _same_cost(found: dict[str, Exchange], small: dict[str, Exchange]) -> None:
    """The same calls, each with as many bytes both ways."""
    assert found.keys() == small.keys()
    for name, exchange in found.items():
        less = small[name]
        assert [c.operation for c in exchange.calls] == [c.operation for c in less.calls], name
        for call, before in zip(exchange.calls, less.calls, strict=True):
            assert abs(call.sent - before.sent) <= TOLERANCE, (name, call, before)
            assert abs(call.received - before.received) <= TOLERANCE, (name, call, before)


def _owned(desk: Driver) -> None:
    """The first customer has written and the first agent has the thread."""
    desk.text(customer(1), BUSINESS, ASK)
    desk.text(agent(1), RELAYS[0], ANSWER)


@pytest.mark.parametrize("messages", [10, 1_000])
def test_history_costs_nothing(desk: Driver, messages: int) -> None:
    """A matter with so many texts in it, twice over: what costs more with them would show."""
    _owned(desk)
    for _ in range(WARM_UP):
        small = _conversation(desk)
    assert small["asked"].counts == ON_A_THREAD
    assert small["answered"].counts == REPLY
    head = desk.contact(customer(1))
    seed.write(seed.history(head.id, head.threads[0].number, head.threads[0].opened, messages))
    _same_cost(_conversation(desk), small)
    assert _past(desk) >= messages


def _past(desk: Driver) -> int:
    """How many texts the first customer's history holds."""
    pages = (
        settings.dynamodb()
        .get_paginator("query")
        .paginate(
            TableName=desk.stage.table,
            KeyConditionExpression="PK = :pk AND begins_with(SK, :sk)",
            ExpressionAttributeValues={
                ":pk": {"S": f"CONTACT#{desk.contact(customer(1)).id}"},
                ":sk": {"S": "MESSAGE#"},
            },
            Select="COUNT",
        )
    )
    return sum(page["Count"] for page in pages)


def test_other_customers_cost_nothing(desk: Driver) -> None:
    _owned(desk)
    for _ in range(WARM_UP):
        small = _conversation(desk)
    seed.write(seed.contacts(2_000))
    _same_cost(_conversation(desk), small)


def test_open_threads_of_others_cost_nothing(desk: Driver) -> None:
    """Eight other customers have threads with the other agent."""
    _owned(desk)
    for _ in range(WARM_UP):
        small = _conversation(desk)
    desk.text(agent(1), RELAYS[0], "/away")
    for n in range(2, 10):
        desk.text(customer(n), BUSINESS, ASK)
        number = desk.contact(customer(n)).threads[0].number
        desk.text(agent(2), RELAYS[0], f"/take {number}")
    desk.text(agent(1), RELAYS[0], "/back")
    for _ in range(WARM_UP):
        found = _conversation(desk)
    _same_cost(found, small)


def test_own_open_threads_cost_no_call(desk: Driver) -> None:
    """An agent with nine threads on four numbers asks AWS no more often than with one."""
    _owned(desk)
    for n in range(2, 10):
        desk.text(customer(n), BUSINESS, ASK)
        number = desk.contact(customer(n)).threads[0].number
        desk.text(agent(1), RELAYS[0], f"/take {number}")
        assert desk.text(customer(n), BUSINESS, AGAIN).counts == ON_A_THREAD
        (line,) = (
            found
            for found in desk.lines(agent(1))
            if any(s.thread == number and s.relayed for s in found.shown)
        )
        reply = desk.text(agent(1), line.spot.number, f"#{number} {LATER} {n}")
        assert reply.counts == REPLY
        assert desk.got(customer(n))[-1] == f"{LATER} {n}"


@pytest.mark.parametrize("agents", [2, 200])
def test_agents_cost_nothing(aws: Stage, agents: int) -> None:
    """A webhook costs the same for 2 agents and for 200: what depends on them is the worker's."""
    with Driver(aws, desk_toml(agents=range(1, agents + 1))) as desk:
        opened = desk.text(customer(1), BUSINESS, ASK)
        assert opened.counts == NEW_THREAD
        assert max(call.received for call in opened.calls) < 300
        assert sum(call.sent for call in opened.calls) < 5_000
        told = [n for n in range(1, agents + 1) if desk.got(agent(n))]
        assert len(told) == min(agents, 5)
        desk.later(FOLDED)
        assert desk.text(customer(1), BUSINESS, AGAIN).counts == ON_A_THREAD
        assert desk.text(agent(told[0]), RELAYS[0], ANSWER).counts == REPLY
        assert desk.text(customer(1), BUSINESS, AGAIN).counts == ON_A_THREAD
