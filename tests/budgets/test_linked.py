"""What it costs in AWS calls that a person writes from several addresses: a read more, or none."""

from collections.abc import Iterator

import pytest

from ..support.desk import BUSINESS, RELAYS, Driver, agent, customer, desk_toml
from ..support.stage import Stage

OURS = f"whatsapp:{BUSINESS}"
UNNAMED = "CA.13491208655302741918"
ON_A_THREAD = {"GetItem": 1, "TransactWriteItems": 1, "SendMessageBatch": 1}
ONE_MORE = ON_A_THREAD | {"GetItem": 2}
NEW_THREAD = ON_A_THREAD | {"UpdateItem": 1}
REPLY = {"Query": 1, "GetItem": 1, "TransactWriteItems": 1, "SendMessageBatch": 1}
LINK = {"Query": 4, "GetItem": 2, "TransactWriteItems": 1, "SendMessageBatch": 1}
"""The agent, what waits for who goes and for this agent, what was said there; both HEADs."""


@pytest.fixture
def desk(aws: Stage) -> Iterator[Driver]:
    toml = desk_toml().replace(f'"{BUSINESS}"', f'"{BUSINESS}", "{OURS}"', 1)
    with Driver(aws, toml) as driver:
        driver.later(0)
        yield driver


def writes(desk: Driver, body: str) -> dict[str, int]:
    """A text by WhatsApp that shows the number and WhatsApp's own id."""
    sender = f"whatsapp:{customer(1)}"
    return desk.text(sender, OURS, body, ExternalUserId=UNNAMED).counts


def test_the_id_beside_a_number_is_looked_up_once(desk: Driver) -> None:
    assert writes(desk, "Is it ready?") == NEW_THREAD | {"GetItem": 2}
    desk.text(agent(1), RELAYS[0], "Yes")
    assert writes(desk, "At five?") == ON_A_THREAD
    assert desk.text(f"whatsapp:{UNNAMED}", OURS, "Me again").counts == ONE_MORE
    assert desk.text(agent(1), RELAYS[0], "Fine").counts == REPLY


def test_a_link_and_what_comes_after(desk: Driver) -> None:
    desk.text(customer(1), BUSINESS, "Is it ready?")
    desk.text(agent(1), RELAYS[0], "Yes")
    desk.text(customer(2), BUSINESS, "It is me, from my other phone")
    desk.text(agent(1), RELAYS[1], "Hello there")
    desk.later(60)
    desk.settle()
    assert desk.text(agent(1), RELAYS[1], "/link 101").counts == LINK
    desk.later(60)
    assert desk.text(customer(1), BUSINESS, "At five?").counts == ON_A_THREAD
    assert desk.text(customer(2), BUSINESS, "Or at six?").counts == ONE_MORE
    assert desk.text(agent(1), RELAYS[1], "At six").counts == REPLY


def test_an_answer_to_a_text_of_ours_looks_that_up(desk: Driver) -> None:
    desk.text(customer(1), BUSINESS, "Is it ready?")
    desk.text(agent(1), RELAYS[0], "Yes")
    (sent,) = (t for t in desk.texts_to(customer(1)) if t.body == "Yes")
    quoting = desk.text(customer(1), BUSINESS, "At five?", OriginalRepliedMessageSid=sent.sid)
    assert quoting.counts == ONE_MORE
    assert desk.got(agent(1))[-1] == 'Re "Yes": At five?'
