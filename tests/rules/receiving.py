"""What the tests of customers' texts share: a text comes in."""

from chalicelib.decisions import Decision
from chalicelib.models import Contact, Desk, InboundMessage, Inbox, Media, OpenThread
from chalicelib.rules import customer
from tests.support.made import (
    CUSTOMER,
    NOW,
    desk,
    identify,
    inbound,
)

MARIE = identify(CUSTOMER)
SUPPORT = desk().inboxes[0]
NOBODY = Contact(id=MARIE)
PICTURE = (Media(url="https://media.example/1", kind="image/jpeg"),)


def received(
    whose: Contact,
    message: InboundMessage | str = "Is it ready?",
    at: Desk | None = None,
    inbox: Inbox = SUPPORT,
    now: int = NOW,
) -> Decision:
    text = inbound(message) if isinstance(message, str) else message
    where = at or desk()
    new = customer.needs_number(whose, text, where, inbox, now)
    decision = customer.receive(whose, text, where, inbox, now, 142 if new else 0)
    assert (decision.outcome == "opened") is new
    assert decision.seen == text.id
    assert decision.message is not None
    assert decision.message.text == text.body
    assert decision.contact is not None
    assert decision.contact.stamp == decision.message.stamp
    return decision


def opened(decision: Decision, number: int = 142) -> OpenThread:
    assert decision.contact is not None
    found = decision.contact.thread(number)
    assert found is not None
    return found


def kinds(decision: Decision) -> list[str]:
    return [e.kind for e in decision.put]


def words(decision: Decision) -> str:
    """The text in the webhook's answer."""
    (entry,) = decision.answers
    return entry.text
