"""The stand-in Twilio: a phone network in memory, thread-safe, without a socket of its own.

`simulator/rest.py` puts HTTP in front of it. Whatever the carrier tells the app (a text that
arrived, what became of one) goes through one worker thread, in order, and never from inside a call
of the app: an app that is run under a lock may call the carrier and wait.
"""

import secrets
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from xml.etree import ElementTree

from .book import Book, Event
from .media import Picture, pictures_of, rendered
from .network import Faults, Post, over_http
from .refusing import RestError, check, places
from .windows import Windows
from .wire import Answer, Reply, Text, message_form, read_twiml, signed, status_form
from .worker import Worker

__all__ = ["Carrier", "Event", "RestError"]

_OUTSIDE_WINDOW, _MEDIA_LOST = 63016, 63019


class Carrier(Book):
    """The network between the phones and the app.

    `app` is the app's public URL, or a callable that posts to it (see `Post`). `public_url` is what
    webhooks are posted to and signed over; where the app listens elsewhere, give both. `numbers`
    are the desk's; None means that every text a phone sends goes to the app. `media_url` is where
    the phones' pictures are, as webhooks name it; a `RestServer` serves them and sets it.
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
        super().__init__()
        where = app if isinstance(app, str) else "https://guichet.test/try"
        self.public_url = (public_url or where).rstrip("/")
        self.account_sid = account_sid
        self.auth_token = auth_token
        self.numbers = numbers
        self.media_url = media_url
        self.faults = Faults()
        self.templates: dict[str, str] = {}
        """Content SID → the approved words, with {{1}}; others are shown as what was asked for."""
        self.fetch: Callable[[str], Picture | None] | None = None
        """Fetches what the app attaches, from the carrier's thread; None: it is not looked at."""
        self.windows = Windows()
        self.refused: list[tuple[str, int]] = []
        """Webhooks that were not answered 2xx: (path, HTTP status; 0 for a failed connection)."""
        self._post = app if callable(app) else over_http(self.public_url, app.rstrip("/"))
        self._worker = Worker("carrier")

    # --- phones ------------------------------------------------------------------------

    def text(
        self,
        sender: str,
        to: str,
        body: str,
        media: int = 0,
        *,
        pictures: Sequence[tuple[bytes, str]] = (),
        extra: Mapping[str, str] | None = None,
    ) -> str:
        """A phone sends a text; returns its sid at once.

        `pictures` are (bytes, MIME type) each; `media` instead of them counts small squares.
        `extra` are further parameters of the webhook: `Latitude`, `ButtonText`, `ProfileName`, …
        """
        for_app = self.numbers is None or to in self.numbers
        text = Text(
            sid=_sid("SM"),
            sender=sender,
            to=to,
            body=body,
            direction="inbound" if for_app else "phone",
            at=time.time(),
            media=len(pictures) or media,
            pictures=pictures_of(pictures, media),
            extra=extra or {},
        )
        self._take(text)
        self.windows.wrote(to, sender)
        self._show("text", text)
        self._worker.do(lambda: self._arrive(text.sid) if for_app else self._carry(text.sid))
        return text.sid

    def close_window(self, ours: str, theirs: str) -> None:
        """From now on only a template reaches `theirs` from `ours`, until they write again."""
        self.windows.close(ours, theirs)

    def read(self, sid: str) -> None:
        """A phone shows a text that was delivered to it: the app hears that it was read."""
        with self._lock:
            text = self._texts[sid]
            if text.status != "delivered":
                return
            text = self._texts[sid] = replace(text, status="read")
        self._show("status", text)
        self._report(text, "read")

    def wait_idle(self, timeout: float = 10.0) -> bool:
        """Waits until nothing is on its way; False where that took longer than `timeout` s."""
        return self._worker.wait_idle(timeout)

    def close(self) -> None:
        """Ends the worker after what is on its way."""
        self._worker.close()

    # --- the account's REST calls --------------------------------------------------------

    def send(
        self,
        sender: str,
        to: str,
        body: str,
        callback: str = "",
        *,
        media_urls: Sequence[str] = (),
        template: str = "",
        variables: str = "",
    ) -> Text:
        """Takes a text from the app. Raises `RestError` as Twilio would refuse it.

        With a `template` (a Content SID) there is no body; `variables` are JSON, {"1": …}.
        """
        if self.numbers is not None and sender not in self.numbers:
            raise RestError(400, 21606)
        check(sender, to, body, media_urls, template)
        if code := self.faults.refuse.get(to):
            raise RestError(400, code)
        if template:
            body = rendered(self.templates.get(template, ""), template, places(variables))
        text = Text(
            sid=_sid("SM"),
            sender=sender,
            to=to,
            body=body,
            direction="outbound-api",
            at=time.time(),
            media=len(media_urls),
            callback=callback,
            media_urls=tuple(media_urls),
            template=template,
        )
        self._take(text)
        self._worker.do(lambda: self._carry(text.sid))
        return text

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
        if self._fails(self.get(sid)):
            return
        text = self._move(sid, "sent", quiet=True)
        error = self.faults.undelivered.get(text.to)
        if self.numbers is not None and text.to in self.numbers:
            inner = replace(text, sid=_sid("SM"), direction="inbound", status="queued", callback="")
            self._take(replace(inner, media_urls=(), template=""))
            self._worker.do(lambda: self._arrive(inner.sid))
        elif error is None:
            self._show("text", text)
        self._report(text, "sent")
        text = self._move(sid, "delivered" if error is None else "undelivered", error)
        self._report(text, text.status)

    def _fails(self, text: Text) -> bool:
        """Whether a text never leaves: outside the window, or its pictures can't be fetched."""
        error = 0
        if self.windows.is_closed(text.sender, text.to) and not text.template:
            error = _OUTSIDE_WINDOW
        elif self.fetch and text.media_urls:
            found = [self.fetch(url) for url in text.media_urls]
            error = 0 if all(found) else _MEDIA_LOST
            with self._lock:
                self._texts[text.sid] = replace(text, pictures=tuple(filter(None, found)))
        if error:
            self._report(self._move(text.sid, "failed", error), "failed")
        return bool(error)

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


def _sid(prefix: str) -> str:
    return prefix + secrets.token_hex(16)


def _replies(answer: Answer, url: str) -> list[Reply]:
    try:
        return read_twiml(answer.body.decode(errors="replace"), url)
    except ElementTree.ParseError:
        return []
