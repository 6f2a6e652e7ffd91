"""Texts to one phone leave in the order of their commits, also where two drains meet."""

from chalicelib import settings

from ..support.desk import BUSINESS, RELAYS, Driver, agent, customer

QUEUE_FULL = 21611
"""Twilio's word for "not now"."""


def test_a_drain_with_an_old_list_does_not_overtake(desk: Driver) -> None:
    """One drain has read what waits; another tries the first meanwhile and must put it back."""
    desk.text(customer(1), BUSINESS, "Is my bike ready?")
    for words in ("One.", "Two."):
        desk.text(agent(1), RELAYS[0], words, settle=False)
    recipient = f"c-{desk.contact(customer(1)).id}"
    events, name = settings.dynamodb().meta.events, "provide-client-params.dynamodb.GetItem"

    def meanwhile(**_: object) -> None:
        events.unregister(name, meanwhile)
        desk.carrier.faults.refuse[customer(1)] = QUEUE_FULL
        desk.drain(recipient)
        desk.carrier.faults.refuse.clear()

    events.register(name, meanwhile)
    desk.drain(recipient)
    desk.later(310)  # a full queue is given five minutes
    desk.drain(recipient)
    assert desk.got(customer(1))[1:] == ["One.", "Two."]
