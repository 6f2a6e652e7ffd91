"""No address and no word of anybody in what the app says of itself: logs and metrics."""

from urllib.parse import quote, quote_plus

from ..support import outages
from ..support.desk import (
    BUSINESS,
    MESSAGES,
    RELAYS,
    Driver,
    agent,
    customer,
    inbound_form,
)
from ..support.said import Said, listening
from ..support.stage import AUTH_TOKEN

BODIES = {
    "asked": "Zebra question about my bike",
    "answered": "Yellow answer at five",
    "again": "Xylophone once more please",
    "held": "Walrus text for nobody",
    "refused": "Violet text that is refused",
    "lost": "Umbrella text whose answer is lost",
    "undelivered": "Tulip text that fails later",
    "parked": "Saffron text to another number",
    "forged": "Raven text that is forged",
    "broken": "Quartz text while AWS is down",
    "reopened": "Papaya text that reopens",
    "whatsapp": "Octopus text on another channel",
}
WHATSAPP = "whatsapp:+18195550077"
BUSINESS_SCOPED = "whatsapp:CA.9876543210"
STRANGER = "+14165550199"


def _conversation(desk: Driver) -> None:
    """As many ways as there are for a text to go, each with words of its own."""
    carrier = desk.carrier.faults
    desk.text(customer(1), BUSINESS, BODIES["asked"])
    desk.text(agent(1), RELAYS[0], BODIES["answered"])
    desk.text(customer(1), BUSINESS, BODIES["again"], media=1)
    desk.text(agent(2), RELAYS[0], BODIES["held"])
    carrier.refuse[customer(1)] = 21610
    desk.text(agent(1), RELAYS[0], BODIES["refused"])
    carrier.refuse.clear()
    carrier.drop_answers = True
    desk.text(agent(1), RELAYS[0], BODIES["lost"])
    carrier.drop_answers = False
    carrier.undelivered[customer(1)] = 30005
    desk.text(agent(1), RELAYS[0], BODIES["undelivered"])
    carrier.undelivered.clear()
    desk.text(agent(1), RELAYS[0], "/done")
    desk.text(agent(1), RELAYS[0], "/fnord Needle argument")
    desk.text(customer(1), BUSINESS, BODIES["reopened"])
    desk.post(MESSAGES, inbound_form(customer(2), STRANGER, BODIES["parked"]))
    form = inbound_form(customer(2), BUSINESS, BODIES["forged"])
    desk.request("POST", MESSAGES, {"X-Twilio-Signature": "AAAA"}, _encoded(form))
    for service, operation in (("dynamodb", "*"), ("sqs", "*")):
        with outages.out_of_reach(service, operation):
            desk.post(MESSAGES, inbound_form(customer(3), BUSINESS, BODIES["broken"]))
    for sender in (WHATSAPP, BUSINESS_SCOPED):
        named = inbound_form(sender, BUSINESS, BODIES["whatsapp"], ProfileName="Mackerel Zed")
        desk.post(MESSAGES, named)
    desk.text(customer(4), RELAYS[1], BODIES["asked"])
    for _ in range(3):
        desk.later(120)
        desk.tick()
        desk.settle()


def _encoded(form: dict[str, str]) -> bytes:
    return "&".join(f"{name}={quote_plus(value)}" for name, value in form.items()).encode()


def _absent(said: Said, secret: str) -> None:
    for written in (secret, quote(secret), quote_plus(secret), secret.removeprefix("whatsapp:")):
        assert written.lower() not in said.text.lower(), f"{written} was said"


def test_a_whole_conversation_is_logged_without_an_address_or_a_word(desk: Driver) -> None:
    with listening() as said:
        _conversation(desk)
    assert len(said.lines) > 50, "nothing was caught: this test proves nothing"
    assert {"TextsIn", "TextsOut", "Forged", "TextsFailed", "Unanswered"} <= said.metrics.keys()
    people = [customer(n) for n in range(1, 5)] + [agent(1), agent(2), STRANGER]
    for number in [*people, *desk.desk.relay_numbers, BUSINESS]:
        _absent(said, number)
        _absent(said, number.removeprefix("+"))
    for sender in (WHATSAPP, BUSINESS_SCOPED, "CA.9876543210"):
        _absent(said, sender)
    for body in BODIES.values():
        _absent(said, body)
        _absent(said, " ".join(body.split()[:2]))
    for word in ("Needle argument", "Mackerel", AUTH_TOKEN, desk.desk.key):
        _absent(said, word)


def test_every_text_of_that_conversation_was_really_there(desk: Driver) -> None:
    """The other half of the test above: the words were in the table and on the phones."""
    _conversation(desk)
    heard = "\n".join(t.body for t in desk.carrier.texts())
    for name in ("asked", "answered", "again", "held", "refused", "undelivered", "reopened"):
        assert BODIES[name] in heard
    assert desk.items("PARKED#")
