"""`desk.py doctor --stuck` shows what got stuck; `--put-back` puts it back, each thing once."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from typer.testing import CliRunner

import desk as command
from chalicelib import inbound, settings
from chalicelib.store import parked

from ..support.desk import (
    BUSINESS,
    RELAYS,
    Driver,
    agent,
    business,
    customer,
    desk_toml,
    wake_body,
)
from ..support.outages import out_of_reach, wakes_refused
from ..support.stage import Stage

STRANGE = "+15145550177"
"""A number that no desk.toml here declares."""


@pytest.fixture
def desk(aws: Stage) -> Iterator[Driver]:
    """Two agents, four relay numbers, one inbox."""
    with Driver(aws) as driver:
        driver.later(0)
        yield driver


def doctor(*options: str) -> tuple[int, str]:
    """The exit status, and what was said; never an address or a body."""
    result = CliRunner().invoke(command.app, ["doctor", *(options or ["--stuck"])])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert "+1" not in result.output
    assert "bike" not in result.output
    return result.exit_code, result.output


def put_back() -> tuple[int, str]:
    return doctor("--put-back")


WELL = (0, "All is well.\n")


def dead_queue() -> str:
    name = settings.queue_url().rsplit("/", 1)[-1].removesuffix(".fifo")
    return settings.sqs().get_queue_url(QueueName=f"{name}-dead.fifo")["QueueUrl"]


def bury_letter(body: str, group: str = "a-1") -> None:
    settings.sqs().send_message(
        QueueUrl=dead_queue(),
        MessageBody=body,
        MessageGroupId=group,
        MessageDeduplicationId=f"{group}-{body}"[:100],
    )


def test_a_desk_on_which_nothing_is_stuck(desk: Driver) -> None:
    desk.text(customer(1), BUSINESS, "Is my bike ready?")
    assert doctor() == WELL
    assert put_back() == WELL


# --- dead letters --------------------------------------------------------------------------------


def test_dead_letters_are_driven_back(desk: Driver) -> None:
    with wakes_refused():
        desk.text(customer(1), BUSINESS, "Is my bike ready?")
    for n in range(12):
        bury_letter(wake_body(f"a-{n}"), f"a-{n}")
    bury_letter(wake_body("i-support"), "i-support")
    status, said = doctor()
    assert status == 1
    assert "13 wake-ups in the dead-letter queue." in said
    status, said = put_back()
    assert status == 0
    assert said.count("is woken again") == 13
    desk.settle()
    assert len(desk.got(agent(1))) == 1
    assert doctor() == WELL


@pytest.mark.parametrize("body", ["", "{", "[]", "{}", '{"drain": null, "url": ""}', "null"])
def test_a_letter_that_is_no_wake_up_is_dropped(desk: Driver, body: str) -> None:
    bury_letter(body or " ")
    assert put_back() == (0, "Dead letter: dropped, it is no wake-up.\nAll is well.\n")
    assert doctor() == WELL


def test_without_a_dead_letter_queue(desk: Driver) -> None:
    settings.sqs().set_queue_attributes(
        QueueUrl=settings.queue_url(), Attributes={"RedrivePolicy": ""}
    )
    status, said = doctor()
    assert status == 1
    assert "has no dead-letter queue" in said
    assert "Mend: " in said


# --- dead entries --------------------------------------------------------------------------------


def spoil_entry(desk: Driver) -> dict[str, Any]:
    """A reply that waits cannot be read; returns its item as it was."""
    desk.text(customer(1), BUSINESS, "Is my bike ready?")
    desk.text(agent(1), RELAYS[0], "The bike is ready at five.", settle=False)
    (item,) = desk.items("OUTBOX#c-")
    damaged = {**item, "data": {"S": "{"}}
    settings.dynamodb().put_item(TableName=desk.stage.table, Item=damaged)
    return item


def die(desk: Driver) -> None:
    for _ in range(7):
        desk.later(60)
        desk.tick()
        desk.settle()


def test_one_that_nobody_can_read_stays_until_somebody_can(desk: Driver) -> None:
    item = spoil_entry(desk)
    die(desk)
    status, said = doctor()
    assert status == 1
    assert "an entry that nobody can read" in said
    assert put_back()[0] == 1
    (kept,) = desk.items("DEAD#")
    settings.dynamodb().put_item(TableName=desk.stage.table, Item={**kept, "item": {"M": item}})
    assert put_back() == (0, "#101, reply: back in its outbox.\nAll is well.\n")
    desk.settle()
    assert desk.got(customer(1))[1:] == ["The bike is ready at five."]
    assert put_back() == WELL


def test_words_that_the_others_have_are_not_put_back(desk: Driver) -> None:
    desk.text(customer(1), BUSINESS, "Is my bike ready?")
    desk.text(agent(1), RELAYS[0], "At five.")
    desk.text(customer(1), BUSINESS, "Which bike shop is it?", settle=False)
    (item,) = desk.items("OUTBOX#a-")
    data = json.loads(item["data"]["S"]) | {"written": -(10**18)}
    damaged = {**item, "data": {"S": json.dumps(data)}}
    settings.dynamodb().put_item(TableName=desk.stage.table, Item=damaged)
    die(desk)
    heard = desk.got(agent(1)) + desk.got(agent(2))
    assert sum("Which bike shop" in text for text in heard) == 1
    status, said = doctor()
    assert status == 1
    assert "#101, relay, " in said
    assert "(the other agents have it)" in said
    done = "#101, relay: forgotten, the other agents have it.\nAll is well.\n"
    assert put_back() == (0, done)
    desk.settle()
    assert desk.got(agent(1)) + desk.got(agent(2)) == heard


# --- parked texts --------------------------------------------------------------------------------


@pytest.fixture
def bare(aws: Stage) -> Iterator[Driver]:
    """A stage to which no desk was applied yet."""
    with Driver(aws, toml=None) as driver:
        driver.later(0)
        yield driver


def test_a_text_from_before_there_was_a_desk_is_taken_in_once(bare: Driver) -> None:
    bare.text(customer(1), BUSINESS, "Is my bike ready?")
    status, said = put_back()
    assert status == 1
    assert "1 text parked." in said
    assert "no desk.toml was applied" in said
    bare.apply(desk_toml())
    bare.later(3600)
    assert put_back()[1].startswith("A text, 1 hour ago: taken in (")
    assert put_back() == WELL
    bare.settle()
    (text,) = bare.got(agent(1))
    assert "Is my bike ready?" in text
    assert "(sent " in text
    assert bare.got(customer(1)) == [], "an hour is too late for an acknowledgement"


def test_a_text_whose_removal_failed_is_not_taken_in_twice(bare: Driver) -> None:
    bare.text(customer(1), BUSINESS, "Is my bike ready?")
    bare.apply(desk_toml())
    with out_of_reach("dynamodb", "DeleteItem"):
        status, said = put_back()
    assert status == 1
    assert "EndpointConnectionError" in said
    assert len(list(parked.every())) == 1
    assert "taken in (duplicate)" in put_back()[1]
    bare.settle()
    assert len(bare.got(agent(1))) == 1
    assert doctor() == WELL


def test_a_text_to_a_number_that_nobody_declared_waits_until_somebody_does(desk: Driver) -> None:
    desk.text(customer(1), business(2), "Is my bike ready?")
    before = desk.items()
    status, said = put_back()
    assert status == 1
    assert "the number it was sent to is not in desk.toml" in said
    assert desk.items() == before
    desk.apply(desk_toml(inboxes=2))
    assert put_back()[0] == 0
    desk.settle()
    assert sum("Is my bike ready?" in text for text in desk.got(agent(1))) == 1


def test_an_agents_text_is_asked_about_and_never_relayed_by_itself(desk: Driver) -> None:
    desk.text(customer(1), BUSINESS, "Is my bike ready?")
    desk.text(agent(1), RELAYS[5], "Yes, the bike is ready.")
    desk.apply(desk_toml(relays=6))
    assert put_back()[0] == 0
    desk.settle()
    assert len(desk.got(customer(1))) == 1
    assert "NOT SENT" in desk.got(agent(1))[-1]


def test_a_text_between_the_desks_own_numbers_is_forgotten(desk: Driver) -> None:
    desk.text(STRANGE, business(2), "Is my bike ready?")
    desk.apply(desk_toml(inboxes=2).replace(RELAYS[3], STRANGE))
    assert put_back()[0] == 0
    assert desk.items("PARKED#") == []
    desk.settle()
    assert desk.got(agent(1)) == []


def test_one_that_fails_again_stays(desk: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.text(customer(1), business(2), "Is my bike ready?")
    desk.apply(desk_toml(inboxes=2))

    def fails(*_: Any) -> Any:
        raise ValueError("Is my bike ready?")

    monkeypatch.setattr(inbound, "take_in", fails)
    status, said = put_back()
    assert status == 1
    assert "not taken in, ValueError." in said


def test_a_text_parked_by_an_older_version_counts_from_its_day(desk: Driver) -> None:
    desk.text(customer(1), business(2), "Is my bike ready?")
    (item,) = desk.items("PARKED#")
    settings.dynamodb().put_item(
        TableName=desk.stage.table, Item={k: v for k, v in item.items() if k != "at"}
    )
    desk.later(2 * 86400)
    status, said = doctor()
    assert status == 1
    assert "a text, 2 days ago" in said


# --- what is overdue -----------------------------------------------------------------------------


def test_what_nobody_gets_out_is_shown_and_woken(desk: Driver) -> None:
    desk.text(customer(1), BUSINESS, "Is my bike ready?")
    desk.text(agent(1), RELAYS[0], "The bike is ready.", settle=False)
    settings.sqs().purge_queue(QueueUrl=settings.queue_url())
    desk.later(60)
    assert doctor() == WELL
    desk.later(7 * 60)
    status, said = doctor()
    assert status == 1
    assert "overdue by more than 5 minutes" in said
    assert "#101, reply, due 7 minutes ago: queued, 0 attempts" in said
    status, said = put_back()
    assert status == 1, "whether that helps is not known yet"
    assert "is woken." in said
    desk.settle()
    assert desk.got(customer(1))[1:] == ["The bike is ready."]
    assert doctor() == WELL


@pytest.mark.parametrize(("service", "operation"), [("dynamodb", "Query"), ("sqs", "*")])
def test_aws_out_of_reach_is_said_in_a_line(desk: Driver, service: str, operation: str) -> None:
    with out_of_reach(service, operation):
        status, said = doctor()
    assert status == 1
    assert "Traceback" not in said
    assert said.count("\n") == 1


def test_an_unknown_stage(desk: Driver) -> None:
    status, said = doctor("--stage", "nowhere")
    assert status == 1
    assert "Mend: " in said
