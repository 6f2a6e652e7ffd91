"""A desk and its phones, so that a test reads like a story.

One process: moto for AWS, the stand-in carrier, and the app's own handlers between them. Time
stands still but where the story moves it; nothing happens but where the story lets it.
"""

import importlib
import secrets
import threading
import time
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

from time_machine import Traveller

from chalicelib import settings
from chalicelib.models import Desk
from chalicelib.store import desk as desks
from infra.apply import apply
from simulator.carrier import Carrier
from simulator.gateway import Context, Gateway
from simulator.wire import Answer, Text, message_form, read_twiml, signed, status_form

from ..support.stage import PUBLIC_URL
from .desks import SHOP
from .phones import Phone
from .wire import Wire

_FIRST_MINUTES = 6
"""While time passes the clock's function is called each minute at first, and then at the end."""


_SCHEDULED = {
    "version": "0",
    "id": "0",
    "detail-type": "Scheduled Event",
    "source": "aws.events",
    "account": "123456789012",
    "time": "2026-03-03T15:00:00Z",
    "region": "ca-central-1",
    "resources": [],
    "detail": {},
}


class Crash(BaseException):
    """The function dies here: nothing after this point runs."""


class Story:
    """A desk, applied, and what happens on it. Made by the fixture `open_desk`."""

    def __init__(self, traveller: Traveller, wire: Wire, folder: Path, toml: str) -> None:
        self._traveller, self.wire, self._folder = traveller, wire, folder
        self._lock = threading.RLock()
        self._app: Any = importlib.import_module("app")
        self._gateway = Gateway(self._app.app, PUBLIC_URL)
        self._phones: dict[str, Phone] = {}
        self.profiles: dict[str, str] = {}
        """The names that go with the texts of some addresses."""
        self.errors: list[str] = []
        """What the app's functions raised. A story that expects some clears it."""
        self.answers: list[tuple[str, Answer]] = []
        """What webhooks were answered: (their path below /webhooks/twilio/, the answer)."""
        self.carrier = Carrier(
            self._post,
            settings.credentials().secret("TWILIO_ACCOUNT_SID"),
            settings.credentials().secret("TWILIO_AUTH_TOKEN"),
            public_url=PUBLIC_URL,
        )
        wire.lead_to(self.carrier)
        self.apply(toml)

    # --- people ------------------------------------------------------------------------

    def apply(self, toml: str) -> None:
        """Makes the desk what this desk.toml says."""
        path = self._folder / "desk.toml"
        path.write_text(toml, encoding="utf-8")
        apply(path)
        found = desks.load()
        public = {address for inbox in found.inboxes for address in inbox.addresses}
        relays = {*found.relay_numbers, *filter(None, [found.service_number])}
        self.carrier.numbers = {*(self.carrier.numbers or ()), *public, *relays}

    @property
    def desk(self) -> Desk:
        """What is applied."""
        return desks.load()

    def agents(self, *names: str) -> list[Phone]:
        """The phones of these agents; all of them where none is named."""
        found = {agent.name: agent for agent in self.desk.agents}
        return [
            self._phone(found[name].addresses[0], found[name].language) for name in names or found
        ]

    def agent(self, name: str) -> Phone:
        """An agent's phone."""
        return self.agents(name)[0]

    def customer(self, number: int = 1) -> Phone:
        """A customer's phone."""
        return self._phone(f"+1514555030{number}", self.desk.language)

    def _phone(self, address: str, language: str) -> Phone:
        return self._phones.setdefault(address, Phone(self, address, language))

    def begin(
        self, customer: Phone, agent: Phone, *, question: str = "My chain broke", to: str = SHOP
    ) -> str:
        """A customer asks, an agent answers, and both have put their phones away.

        Returns the number that the agent saw it on.
        """
        customer.texts(to, question)
        relay = agent.shown()[-1].sender
        agent.texts(relay, f"About that: {question}")
        assert customer.hears()[-1].body == f"About that: {question}"
        self.nobody_hears()
        return relay

    def nobody_hears(self, *phones: Phone) -> bool:
        """Whether nothing came to these phones since they were last asked."""
        heard = [phone.hears() for phone in phones or self._phones.values()]
        return not any(heard)

    # --- time ----------------------------------------------------------------------------

    @property
    def now(self) -> int:
        """The moment, in ms."""
        return int(time.time() * 1000)

    def move(self, **span: float) -> None:
        """Time passes and nothing runs."""
        self._traveller.shift(timedelta(**span))

    def later(self, **span: float) -> None:
        """Time passes, and the clock's function is called as time goes by."""
        left, minute = timedelta(**span), timedelta(minutes=1)
        for _ in range(_FIRST_MINUTES):
            if left >= minute:
                self._traveller.shift(minute)
                left -= minute
                self.tick()
        if left:
            self._traveller.shift(left)
            self.tick()

    def tick(self) -> None:
        """The clock's function is called once, and everything comes to rest."""
        with self._lock:
            self._call("tick", dict(_SCHEDULED))
        self.settle()

    # --- what runs -------------------------------------------------------------------------

    def settle(self) -> None:
        """Lets everything run that can: webhooks, wake-ups, statuses."""
        while True:
            assert self.carrier.wait_idle(20)
            if not self._pump():
                return

    def form(self, sender: str, to: str, body: str, **fields: str) -> dict[str, str]:
        """A webhook's form for a text, with other `fields`."""
        sid = "SM" + secrets.token_hex(16)
        text = Text(sid, sender, to, body, "inbound", 0.0)
        return message_form(text, self.carrier.account_sid, "https://media.example") | fields

    def post(self, form: Mapping[str, str], url: str = "/webhooks/twilio/messages") -> Answer:
        """Posts a signed form to the app. What it sets off waits for `settle`."""
        whole = url if url.startswith("https:") else PUBLIC_URL + url
        headers, body = signed(whole, form, self.carrier.auth_token)
        with self._lock:
            return self._gateway.post(whole, headers, body)

    def report(self, text: Text, status: str, error: int | None = None) -> Answer:
        """Posts a status of a text that the carrier took, whatever it reported before."""
        form = status_form(text, status, self.carrier.account_sid)
        if error:
            form["ErrorCode"] = str(error)
        return self.post(form, text.callback)

    def report_at_once(self, text: Text, status: str) -> None:
        """The same from inside a send, while the app waits for the answer."""
        form = status_form(text, status, self.carrier.account_sid)
        headers, _ = signed(text.callback, form, self.carrier.auth_token)
        answer = self._gateway.post(text.callback, headers, urlencode(form).encode())
        assert answer.status == 200

    def carried(self, body: str) -> list[Text]:
        """Every text of the desk's with these words that the carrier took."""
        return [
            t for t in self.carrier.texts() if t.direction.startswith("outbound") and t.body == body
        ]

    def close(self) -> None:
        """Ends the story: nothing may have failed that the story did not expect."""
        self.carrier.close()
        assert (self.errors, self.carrier.refused) == ([], [])

    def _post(self, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        form = dict(parse_qsl(body.decode(), keep_blank_values=True))
        if url.endswith("/messages") and (name := self.profiles.get(form["From"])):
            headers, body = signed(url, form | {"ProfileName": name}, self.carrier.auth_token)
        with self._lock:
            answer = self._gateway.post(url, headers, body)
        self.answers.append((url.partition("/twilio/")[2], answer))
        return answer

    def _pump(self) -> bool:
        """Hands one wake-up to the app; False where there is none that may be handed over now."""
        with self._lock:
            url, sqs = settings.queue_url(), settings.sqs()
            found = sqs.receive_message(QueueUrl=url, MessageSystemAttributeNames=["All"])
            for message in found.get("Messages", []):
                if self._call("wake", _event(dict(message))):
                    sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        return bool(found.get("Messages"))

    def _call(self, function: str, event: dict[str, Any]) -> bool:
        try:
            getattr(self._app, function)(event, Context(function))
        except (Exception, Crash) as error:  # noqa: BLE001 - Lambda takes whatever comes
            self.errors.append(f"{function}: {type(error).__name__}")
            return False
        return True


def replies(answer: Answer) -> list[str]:
    """The words of the texts in a webhook's answer."""
    return [reply.body for reply in read_twiml(answer.body.decode(), PUBLIC_URL)]


def _event(message: dict[str, Any]) -> dict[str, Any]:
    """A message of the queue as Lambda's event source hands it over."""
    record = {
        "messageId": message["MessageId"],
        "receiptHandle": message["ReceiptHandle"],
        "body": message["Body"],
        "attributes": message.get("Attributes", {}),
        "messageAttributes": {},
        "md5OfBody": message.get("MD5OfBody", ""),
        "eventSource": "aws:sqs",
        "eventSourceARN": "arn:aws:sqs:ca-central-1:123456789012:guichet.fifo",
        "awsRegion": "ca-central-1",
    }
    return {"Records": [record]}
