"""A desk that nobody reached for a while: what its provider took meanwhile, and when it is back."""

from typing import Any

from chalicelib import settings
from chalicelib.store import contacts, log
from simulator.wire import Text, message_form

from .desks import SHOP
from .phones import Phone
from .story import Story, replies


class Outage:
    """Lea has asked and Ana has answered on `relay`; then no webhook comes through any more."""

    def __init__(self, story: Story) -> None:
        self.story, self.ana, self.ben = story, story.agent("Ana"), story.agent("Ben")
        self.lea, self.max = story.customer(1), story.customer(2)
        self.relay = story.begin(self.lea, self.ana)
        story.later(minutes=15)  # the log was read, and all that was said is long seen
        story.nobody_hears()
        self.begin()

    def begin(self) -> None:
        self.story.carrier.faults.lose_webhooks = True

    def end(self, **span: float) -> None:
        """So much later webhooks come through again; the clock was not called meanwhile."""
        self.story.move(**span)
        self.story.carrier.faults.lose_webhooks = False

    def back(self, **span: float) -> None:
        """The same, and the clock is called once."""
        self.end(**span)
        self.story.tick()

    def texts(self, phone: Phone, to: str, *bodies: str, minutes: float = 1) -> list[Text]:
        """Sends these, so many minutes apart."""
        sids = []
        for body in bodies:
            self.story.move(minutes=minutes)
            sids.append(phone.texts(to, body))
        return [self.story.carrier.get(sid) for sid in sids]

    def arrives_after_all(self, text: Text) -> None:
        """The webhook of a text comes, late. What it sets off waits for `settle`."""
        carrier = self.story.carrier
        answer = self.story.post(message_form(text, carrier.account_sid, carrier.media_url))
        assert (answer.status, replies(answer)) == (200, [])


def bodies(phone: Phone) -> list[str]:
    """The last line of each text that this phone has not told of yet: what somebody wrote."""
    return [got.body.splitlines()[-1] for got in phone.hears()]


def history(story: Story, phone: Phone) -> list[str]:
    """What a customer's history holds, oldest first."""
    found = contacts.history(story.desk.identify(phone.address), limit=1000)
    return [message.text for message in reversed(found)]


def comes_in(story: Story, sender: str, to: str = SHOP, body: str = "Hello", **fields: Any) -> Text:
    """A text that only the provider knows of."""
    sid = f"SM{len(story.carrier.texts()):032x}"
    given = {"at": story.now / 1000} | fields
    return story.carrier._take(Text(sid, sender, to, body, "inbound", **given))


def parked() -> list[str]:
    """The ids of the texts that were parked."""
    items = settings.dynamodb().scan(TableName=settings.table(), ConsistentRead=True)["Items"]
    keys: Any = [(item["PK"], item["SK"]) for item in items]
    return [sk["S"] for pk, sk in keys if pk["S"].startswith("PARKED#")]


def mark() -> int:
    """Up to when the log was read."""
    return log.read_until("twilio")
