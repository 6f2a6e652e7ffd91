"""Catching up while something else is wrong: nothing lost, nothing twice, nobody in the way."""

from typing import Any

import pytest

from chalicelib import inbound, settings
from chalicelib.models import InboundMessage
from simulator.carrier import RestError
from simulator.wire import Text

from ..faults import direct
from ..support.faults import answering, error, json_error
from ..support.outages import out_of_reach
from ..support.said import listening
from .desks import SHOP
from .missing import Outage, bodies, mark, parked
from .story import Crash, Story

POISON = "poison"


@pytest.fixture
def outage(desk: Story) -> Outage:
    return Outage(desk)


# --- a text that cannot be taken in --------------------------------------------------------------


def failing(reason: Exception, body: str = POISON) -> Any:
    """`inbound._route` that fails so for one text."""
    real = inbound._route

    def route(message: InboundMessage) -> Any:
        if message.body == body:
            raise reason
        return real(message)

    return route


def test_a_poison_text_is_parked_and_stops_no_other(
    outage: Outage, monkeypatch: pytest.MonkeyPatch
) -> None:
    outage.texts(outage.lea, SHOP, "one")
    (bad,) = outage.texts(outage.max, SHOP, POISON)
    outage.texts(outage.lea, SHOP, "two")
    reason = ValueError(f"no: {outage.max.address} {POISON}")
    monkeypatch.setattr(inbound, "_route", failing(reason))
    with listening() as said:
        outage.back(minutes=30)
    assert bodies(outage.ana) == ["one", "two"]
    assert parked() == [bad.sid]
    (told,) = [line for line in said.lines if line.get("level") == "ERROR"]
    assert (told["text_id"], told["why"]) == (bad.sid, "ValueError")
    assert outage.max.address not in said.text
    assert POISON not in said.text, "no body in a log"
    assert (said.metrics["Missed"], said.metrics["MissedFailed"]) == (2, 1)
    with listening() as said:
        outage.story.later(minutes=15)
    assert "MissedFailed" not in said.metrics, "once is enough"
    assert parked() == [bad.sid]


@pytest.mark.parametrize("code", ["ValidationException", "TransactionCanceledException"])
def test_a_text_that_dynamodb_does_not_take_is_parked(outage: Outage, code: str) -> None:
    """Such as one that makes an item too large."""
    texts = outage.texts(outage.lea, SHOP, "one", "two")
    refusal = error(code, CancellationReasons=[{"Code": "ValidationError"}])
    with answering(settings.dynamodb(), "TransactWriteItems", refusal, times=1):
        outage.back(minutes=30)
    assert bodies(outage.ana) == ["two"]
    assert parked() == [texts[0].sid]


def test_one_that_can_not_even_be_parked_stops_no_other(outage: Outage) -> None:
    outage.texts(outage.lea, SHOP, "one", "two")
    refusal = error("ValidationException")
    with answering(settings.dynamodb(), "TransactWriteItems", refusal, times=2):
        outage.back(minutes=30)
    assert bodies(outage.ana) == ["two"]
    assert parked() == []
    assert outage.story.errors == []


def test_one_whose_webhook_comes_while_it_fails_is_not_parked(
    outage: Outage, monkeypatch: pytest.MonkeyPatch
) -> None:
    (text,) = outage.texts(outage.lea, SHOP, "one")
    outage.end(minutes=30)
    real = inbound.take_in

    def both(message: InboundMessage, base_url: str) -> Any:
        if message.late:
            outage.arrives_after_all(text)
            raise ValueError
        return real(message, base_url)

    monkeypatch.setattr(inbound, "take_in", both)
    outage.story.tick()
    assert bodies(outage.ana) == ["one"]
    assert parked() == []


# --- AWS -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "answer",
    [
        error("ThrottlingException"),
        error("AccessDeniedException"),
        error("ResourceNotFoundException"),
        json_error(500, "InternalServerError"),
    ],
    ids=["throttled", "denied", "no table", "broken"],
)
def test_a_table_that_is_out_of_reach_stops_the_pass_and_nothing_is_parked(
    outage: Outage, answer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    outage.texts(outage.lea, SHOP, "one", "two")
    outage.end(minutes=30)
    before = mark()
    with monkeypatch.context() as patch:
        patch.setattr("time.sleep", lambda _: None)
        patch.setattr(direct, "asked", lambda *_: None)  # what comes over the wire meets HTTP alone
        with answering(settings.dynamodb(), "TransactWriteItems", answer):
            outage.story.tick()
    assert (mark(), parked()) == (before, [])
    assert outage.story.nobody_hears()
    outage.story.tick()
    assert bodies(outage.ana) == ["one", "two"]
    assert outage.story.errors == []


@pytest.mark.parametrize("operation", ["BatchGetItem", "UpdateItem"])
def test_whatever_cannot_be_read_or_noted_is_done_a_minute_later(
    outage: Outage, operation: str
) -> None:
    outage.texts(outage.lea, SHOP, "one", "two")
    outage.end(minutes=30)
    with out_of_reach("dynamodb", operation):
        outage.story.tick()
    outage.story.carrier.refused.clear()  # statuses that could not be noted either
    outage.story.later(minutes=2)
    assert bodies(outage.ana) == ["one", "two"]
    assert outage.story.errors == []


def test_it_goes_on_where_it_stopped(outage: Outage, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = outage.texts(outage.lea, SHOP, "one", "two", "three")
    outage.end(minutes=30)
    throttled = error("ThrottlingException")
    real = inbound.take_in
    with monkeypatch.context() as patch:

        def take_in(message: InboundMessage, base_url: str) -> Any:
            if message.body == "two":
                with answering(settings.dynamodb(), "TransactWriteItems", throttled):
                    return real(message, base_url)
            return real(message, base_url)

        patch.setattr(inbound, "take_in", take_in)
        outage.story.tick()
    assert mark() == int(texts[0].at) * 1000
    assert bodies(outage.ana) == ["one"]
    outage.story.tick()
    assert bodies(outage.ana) == ["two", "three"]


def test_a_clock_that_dies_half_way_loses_nothing(
    outage: Outage, monkeypatch: pytest.MonkeyPatch
) -> None:
    outage.texts(outage.lea, SHOP, "one", "two", "three")
    outage.end(minutes=30)
    real, taken = inbound.take_in, []

    def take_in(message: InboundMessage, base_url: str) -> Any:
        taken.append(message.id)
        if len(taken) == 2:
            raise Crash
        return real(message, base_url)

    with monkeypatch.context() as patch:
        patch.setattr(inbound, "take_in", take_in)
        outage.story.tick()
    assert outage.story.errors == ["tick: Crash"]
    outage.story.errors.clear()
    outage.story.tick()
    assert bodies(outage.ana) == ["one", "two", "three"]


# --- Twilio --------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [401, 429, 500, 503])
def test_a_log_that_cannot_be_read_keeps_nobody_waiting(
    outage: Outage, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = outage.story
    story.carrier.faults.lose_webhooks = False
    with out_of_reach("sqs", "SendMessageBatch"):
        outage.lea.texts(SHOP, "by webhook")
    outage.begin()
    outage.texts(outage.lea, SHOP, "one")
    outage.end(minutes=30)
    before = mark()
    with monkeypatch.context() as patch:
        patch.setattr(story.carrier, "texts", unreadable(status))  # the log alone is out of order
        with listening() as said:
            story.tick()
    assert said.metrics["LogUnread"] == 1
    assert bodies(outage.ana) == ["by webhook"], "what is overdue goes all the same"
    assert mark() == before
    assert story.errors == []
    story.tick()
    assert bodies(outage.ana) == ["one"]


def unreadable(status: int) -> Any:
    def refuse() -> list[Text]:
        raise RestError(status, 20000 + status)

    return refuse
