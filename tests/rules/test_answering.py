"""How the desk's own answer to a customer leaves: with the webhook's, or by itself."""

import pytest

from chalicelib.decisions import Decision
from chalicelib.models import MINUTE, Contact, InboundMessage, Recipient
from chalicelib.rules import customer
from tests.support.made import BUSINESS, CUSTOMER, NOW, RELAYS, desk

HER = Contact(id="zoe")


def asks(**how: object) -> Decision:
    message = InboundMessage(
        provider="any", id="0a1b2c3d4e5f", sender=CUSTOMER, recipient=BUSINESS, body="Ready?"
    ).but(**how)
    made = desk()
    return customer.receive(HER, message, made, made.inboxes[0], NOW, 101)


def test_with_the_webhooks_answer_where_it_can_carry_it() -> None:
    decision = asks()
    assert [entry.kind for entry in decision.answers] == ["ack"]
    assert Recipient.customer(HER.id) not in decision.recipients


@pytest.mark.parametrize("late", [0, NOW - 5 * MINUTE])
def test_by_itself_and_at_once_where_it_cannot(late: int) -> None:
    decision = asks(answerable=False, late=late)
    assert decision.answers == ()
    [ack] = [entry for entry in decision.put if entry.kind == "ack"]
    assert (ack.state, ack.after) == ("queued", 0)
    assert Recipient.customer(HER.id) in decision.recipients


def test_and_not_at_all_where_it_would_come_hours_late() -> None:
    decision = asks(answerable=False, late=NOW - 60 * MINUTE)
    assert not any(entry.kind == "ack" for entry in decision.put)


def test_so_does_the_word_to_a_stranger() -> None:
    made = desk()
    message = InboundMessage(
        provider="any", id="0a1b2c3d4e5f", sender=CUSTOMER, recipient=RELAYS[0], body="Hello"
    )
    for answerable in (True, False):
        decision = customer.misdirected(HER, message.but(answerable=answerable), made, NOW)
        [redirect] = decision.put
        assert redirect.state == ("handed" if answerable else "queued")
