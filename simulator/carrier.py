"""The stand-in Twilio: a phone network in memory, thread-safe, without a socket of its own.

`simulator/rest.py` puts HTTP in front of it. Whatever the carrier tells the app (a text that
arrived, what became of one) goes through one worker thread, in order, and never from inside a call
of the app: an app that is run under a lock may call the carrier and wait.
"""

import re
import secrets
import threading
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from typing import Literal
from xml.etree import ElementTree

from .network import Faults, Post, over_http
from .wire import ENDED, Answer, Reply, Text, message_form, read_twiml, signed, status_form
from .worker import Worker

_ADDRESS = re.compile(r"\+[1-9]\d{7,14}|[a-z]+:\S{3,}|\d{3,6}")
_LONGEST = 1600


@dataclass(frozen=True)
class Event:
    """Something to show: a text has arrived or left (`text`), or has another state (`status`)."""

    kind: Literal["text", "status"]
    text: Text


class RestError(Exception):
    """A REST call that Twilio would refuse: HTTP `status` and Twilio's `code`."""

    def __init__(self, status: int, code: int) -> None:
        super().__init__(f"{status}, code {code}")
        self.status = status
        self.code = code


class Carrier:
    """The network between the phones and the app.

    `app` is the app's public URL, or a callable that posts to it (see `Post`). `public_url` is what
    webhooks are posted to and signed over; where the app listens elsewhere, give both. `numbers`
    are the desk's; None means that every text a phone sends goes to the app.
    """

    def __init__(
        self,
        app: str | Post,
        account_sid: str,
        auth_token: str,
        *,
        public_url: str | None = None,
        numbers: Collection[str] | None = None,
        media_url: str = "https://api.twilio.com",
    ) -> None:
        where = app if isinstance(app, str) else "https://guichet.test/try"
        self.public_url = (public_url or where).rstrip("/")
        self.account_sid = account_sid
        self.auth_token = auth_token
        self.numbers = numbers
        self.media_url = media_url
        self.faults = Faults()
        self.refused: list[tuple[str, int]] = []
        """Webhooks that were not answered 2xx: (path, HTTP status; 0 for a failed connection)."""
        self._post = app if callable(app) else over_http(self.public_url, app.rstrip("/"))
        self._texts: dict[str, Text] = {}
        self._listeners: list[Callable[[Event], None]] = []
        self._lock = threading.RLock()
        self._worker = Worker("carrier")

    # --- phones ------------------------------------------------------------------------

    def text(self, sender: str, to: str, body: str, media: int = 0) -> str:
        """A phone sends a text; returns its sid at once. `media` counts pictures."""
        for_app = self.numbers is None or to in self.numbers
        direction = "inbound" if for_app else "phone"
        text = self._take(Text(_sid("SM"), sender, to, body, direction, time.time(), media))
        self._show("text", text)
        self._worker.do(lambda: self._arrive(text.sid) if for_app else self._carry(text.sid))
        return text.sid

    def phone(self, address: str) -> dict[str, list[Text]]:
        """A phone's conversations: the other number → the texts both ways, oldest first."""
        found: dict[str, list[Text]] = {}
        for text in self.texts():
            if address in (text.sender, text.to) and self._visible(text, address):
                other = text.to if text.sender == address else text.sender
                found.setdefault(other, []).append(text)
        return found

    def texts(self) -> list[Text]:
        """Every text, in the order the network took them."""
        with self._lock:
            return list(self._texts.values())

    def subscribe(self, listener: Callable[[Event], None]) -> Callable[[], None]:
        """Calls `listener` for each event, from any thread; returns what ends it."""
        with self._lock:
            self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def wait_idle(self, timeout: float = 10.0) -> bool:
        """Waits until nothing is on its way; False where that took longer than `timeout` s."""
        return self._worker.wait_idle(timeout)

    def close(self) -> None:
        """Ends the worker after what is on its way."""
        self._worker.close()

    # --- the account's REST calls --------------------------------------------------------

    def send(self, sender: str, to: str, body: str, callback: str = "") -> Text:
        """Takes a text from the app. Raises `RestError` as Twilio would refuse it."""
        self._check(sender, to, body)
        text = self._take(
            Text(_sid("SM"), sender, to, body, "outbound-api", time.time(), callback=callback)
        )
        self._worker.do(lambda: self._carry(text.sid))
        return text

    def get(self, sid: str) -> Text:
        """One text. Raises `RestError` 404."""
        with self._lock:
            if text := self._texts.get(sid):
                return text
        raise RestError(404, 20404)

    def _check(self, sender: str, to: str, body: str) -> None:
        if not to:
            raise RestError(400, 21604)
        if not _ADDRESS.fullmatch(to):
            raise RestError(400, 21211)
        if not _ADDRESS.fullmatch(sender):
            raise RestError(400, 21212)
        if self.numbers is not None and sender not in self.numbers:
            raise RestError(400, 21606)
        if not body:
            raise RestError(400, 21602)
        if len(body) > _LONGEST:
            raise RestError(400, 21617)
        if code := self.faults.refuse.get(to):
            raise RestError(400, code)

    # --- the worker ----------------------------------------------------------------------

    def _arrive(self, sid: str) -> None:
        """Takes a phone's text; the app hears of it now, or late."""
        text = self._move(sid, "sent")
        if late := self.faults.late:
            self._worker.do(lambda: self._hand_in(text), late)
        else:
            self._hand_in(text)

    def _hand_in(self, text: Text) -> None:
        """Posts a phone's text to the app, and sends back what the answer says."""
        url = f"{self.public_url}/webhooks/twilio/messages"
        form = message_form(text, self.account_sid, self.media_url)
        for answer in self._webhook(url, form):
            if answer.ok and not self.faults.drop_twiml:
                for reply in _replies(answer, url):
                    self._reply(text, reply)
            self._move(text.sid, "delivered" if answer.ok else "failed")

    def _reply(self, to: Text, reply: Reply) -> None:
        text = Text(
            sid=_sid("SM"),
            sender=reply.sender or to.to,
            to=reply.to or to.sender,
            body=reply.body,
            direction="outbound-reply",
            at=time.time(),
            callback=reply.callback,
        )
        self._take(text)
        self._carry(text.sid)

    def _carry(self, sid: str) -> None:
        """Brings a text to its phone, or to the app where the desk wrote to its own number."""
        text = self._move(sid, "sent", quiet=True)
        error = self.faults.undelivered.get(text.to)
        if self.numbers is not None and text.to in self.numbers:
            inner = replace(text, sid=_sid("SM"), direction="inbound", status="queued", callback="")
            self._take(inner)
            self._worker.do(lambda: self._arrive(inner.sid))
        elif error is None:
            self._show("text", text)
        self._report(text, "sent")
        text = self._move(sid, "delivered" if error is None else "undelivered", error)
        self._report(text, text.status)

    def _report(self, text: Text, status: str) -> None:
        if text.callback and not self.faults.no_callbacks:
            form = status_form(text, status, self.account_sid)
            self._worker.do(lambda: self._report_now(text.callback, form), self.faults.late)

    def _report_now(self, callback: str, form: dict[str, str]) -> None:
        self._webhook(callback, form)

    def _webhook(self, url: str, form: dict[str, str]) -> list[Answer]:
        """Posts a signed form; once more where the connection fails, as Twilio does."""
        if self.faults.lose_webhooks:
            return []
        headers, body = signed(url, form, self.auth_token)
        answers = []
        for _ in range(2 if self.faults.deliver_twice else 1):
            answer = self._try(url, headers, body) or self._try(url, headers, body) or Answer(0)
            if not answer.ok:
                self.refused.append((url.removeprefix(self.public_url), answer.status))
            answers.append(answer)
        return answers

    def _try(self, url: str, headers: Mapping[str, str], body: bytes) -> Answer | None:
        try:
            return self._post(url, headers, body)
        except OSError:
            return None

    # --- the book ------------------------------------------------------------------------

    def _take(self, text: Text) -> Text:
        with self._lock:
            self._texts[text.sid] = text
        return text

    def _move(
        self, sid: str, status: str, error: int | None = None, *, quiet: bool = False
    ) -> Text:
        """Moves a text to a state; never back from one in which it ended."""
        with self._lock:
            text = self._texts[sid]
            if text.status in ENDED:
                return text
            text = self._texts[sid] = replace(text, status=status, error=error)
        if not quiet:
            self._show("status", text)
        return text

    def _visible(self, text: Text, address: str) -> bool:
        return address == text.sender or text.status in ("sent", "delivered")

    def _show(self, kind: Literal["text", "status"], text: Text) -> None:
        with self._lock:
            listeners = list(self._listeners)
        for listener in listeners:
            listener(Event(kind, text))


def _sid(prefix: str) -> str:
    return prefix + secrets.token_hex(16)


def _replies(answer: Answer, url: str) -> list[Reply]:
    try:
        return read_twiml(answer.body.decode(errors="replace"), url)
    except ElementTree.ParseError:
        return []
