"""What breaks between a commit and what follows it is made good by the clock or by a status."""

from contextlib import AbstractContextManager

import pytest

from chalicelib.store import outbox

from ..support import outages
from ..support.desk import BUSINESS, MESSAGES, RELAYS, Driver, agent, customer
from ..support.said import listening

WITHIN = 60
"""Seconds within which the clock finds what nobody was woken for."""


@pytest.fixture(params=["out of reach", "refused"])
def broken(request: pytest.FixtureRequest) -> AbstractContextManager[None]:
    """The queue, not as it should be."""
    if request.param == "refused":
        return outages.wakes_refused()
    return outages.out_of_reach("sqs", "SendMessageBatch")


def test_a_new_thread_that_nobody_was_woken_for(
    desk: Driver, broken: AbstractContextManager[None]
) -> None:
    """The commit stands, the customer is acknowledged, and the agents hear within a minute."""
    with broken, listening() as said:
        found = desk.text(customer(1), BUSINESS, "Is my bike ready?")
    assert found.answer.status == 200
    assert len(found.replies) == 1
    assert said.metrics["WakesFailed"] == 1
    assert desk.got(agent(1)) == []
    desk.later(WITHIN)
    desk.tick()
    desk.settle()
    assert [t.count("Is my bike ready?") for t in desk.got(agent(1))] == [1]
    desk.later(WITHIN)
    desk.tick()
    desk.settle()
    assert len(desk.got(agent(1))) == 1
    assert len(desk.got(customer(1))) == 1


def test_a_reply_that_nobody_was_woken_for(
    desk: Driver, broken: AbstractContextManager[None]
) -> None:
    desk.text(customer(1), BUSINESS, "Is my bike ready?")
    with broken:
        assert desk.text(agent(1), RELAYS[0], "Yes, at five.").answer.status == 200
    assert desk.got(customer(1))[1:] == []
    desk.later(WITHIN)
    desk.tick()
    desk.settle()
    assert desk.got(customer(1))[1:] == ["Yes, at five."]
    assert [t.count("Agent1 has") for t in desk.got(agent(2))] == [0, 1]


def test_the_clock_wakes_nobody_for_what_is_on_its_way(desk: Driver) -> None:
    desk.text(customer(1), BUSINESS, "Is my bike ready?", settle=False)
    while desk.items("OUTBOX#i-") and desk.wake_next():
        pass  # the worker has told its agents, whose texts are still queued
    desk.tick()
    desk.settle()
    assert len(desk.got(agent(1))) == 1


def test_a_table_out_of_reach_is_answered_503_and_taken_in_when_repeated(desk: Driver) -> None:
    """Nothing was written: the provider tries again, and it is as if it were the first time."""
    form = {**desk.text(customer(1), BUSINESS, "Hello").form, "MessageSid": "SM" + "1" * 32}
    before = desk.items()
    with outages.out_of_reach("dynamodb", "TransactWriteItems"), listening() as said:
        failed = desk.post(MESSAGES, form)
    assert failed.answer.status == 503
    assert failed.answer.body.strip()
    assert desk.items() == before
    assert said.metrics["Unanswered"] == 1
    assert customer(1) not in said.text
    assert desk.post(MESSAGES, form).answer.status == 200
    assert desk.post(MESSAGES, form).answer.status == 200
    assert len(desk.items("SEEN#")) == 2


# --- the provider's answer -----------------------------------------------------------------------


def test_an_acknowledgement_that_got_lost_is_sent_by_the_clock(desk: Driver) -> None:
    desk.carrier.faults.drop_twiml = True
    desk.text(customer(1), BUSINESS, "Is my bike ready?")
    assert desk.got(customer(1)) == []
    for _ in range(2):
        desk.later(61)
        desk.tick()
        desk.settle()
        assert [t.count("your message is in") for t in desk.got(customer(1))] == [1]


def test_an_acknowledgement_whose_status_got_lost_is_not_sent_again(desk: Driver) -> None:
    desk.carrier.faults.no_callbacks = True
    desk.text(customer(1), BUSINESS, "Is my bike ready?")
    desk.later(61)
    desk.tick()
    desk.settle()
    assert len(desk.got(customer(1))) == 1
    assert desk.outbox(f"c-{desk.contact(customer(1)).id}") == ()


@pytest.mark.parametrize("newest_first", [False, True])
@pytest.mark.parametrize("before", [False, True])
def test_a_status_before_or_after_the_recording(
    desk: Driver, before: bool, newest_first: bool
) -> None:
    """Twilio reports while the drain has not yet written down that the text went, or afterwards."""
    desk.text(customer(1), BUSINESS, "Is my bike ready?")
    desk.text(agent(1), RELAYS[0], "Yes, at five.", settle=False)
    recipient = f"c-{desk.contact(customer(1)).id}"
    desk.statuses = "hold"

    def report() -> None:
        desk.deliver()
        assert len(desk.held) == 2
        desk.release(newest_first=newest_first)

    if before:
        with outages.before_recording(report):
            desk.drain(recipient)
    else:
        desk.drain(recipient)
        report()
    assert desk.got(customer(1))[1:] == ["Yes, at five."]
    assert desk.outbox(recipient) == ()
    sent = outbox.sent(desk.texts_to(customer(1))[-1].sid)
    assert sent is not None
    assert sent.state == "delivered"


def test_an_answer_of_the_provider_that_got_lost_does_not_double_the_text(desk: Driver) -> None:
    """The text went, its answer did not come: the status says so, or the provider's own log."""
    desk.text(customer(1), BUSINESS, "Is my bike ready?")
    desk.carrier.faults.drop_answers = True
    desk.carrier.faults.no_callbacks = True
    desk.text(agent(1), RELAYS[0], "Yes, at five.")
    desk.carrier.faults.drop_answers = False
    for _ in range(3):
        desk.later(91)
        desk.tick()
        desk.settle()
    assert desk.got(customer(1))[1:] == ["Yes, at five."]
    assert desk.outbox(f"c-{desk.contact(customer(1)).id}") == ()
