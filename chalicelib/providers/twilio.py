"""Twilio: SMS, WhatsApp, Messenger and RCS through one account.

What webhooks need is here and imports little; what speaks to Twilio's REST interface is in
`_twilio_rest.py` and `_twilio_log.py`, imported when a text is first sent or the log first read:
the real client is the dearest import here.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final, Literal
from urllib.parse import parse_qsl

from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

from ..errors import Forged, Malformed
from ..models import InboundMessage, Media, StatusUpdate
from ..settings import Credentials
from ._twilio_codes import CODES, STATES
from .base import AnswerText, KnownIds, OutboundText, SentText, WebAnswer, WebRequest, entry_of

_FORM: Final = "application/x-www-form-urlencoded"
_MOST_FIELDS: Final = 1000
_LONGEST_ADDRESS: Final = 200
_SID: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")
_MEDIA_URL: Final = re.compile(r"MediaUrl[0-9]{1,3}")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_NOT_IN_XML: Final = re.compile("[^\t\n\\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SPOKEN: Final = {"en": "en-US", "fr": "fr-CA"}


class _Form(dict[str, list[str]]):
    """A form as the signature counts it: every value of every name, blank ones included."""

    def getall(self, name: str) -> list[str]:
        """All values of a name; the validator looks for a method of this name first."""
        return self[name]

    def first(self, name: str) -> str:
        """The first value of a name, or ''."""
        return next(iter(self.get(name, ())), "")

    def only(self, name: str) -> str:
        """The one value of a name. Raises `Malformed`: the signature does not tell their order."""
        if len(set(self.get(name, ()))) > 1:
            raise Malformed(f"{name} has several values")
        return self.first(name)


@lru_cache(maxsize=1)  # asked twice about each webhook: who signed it, and what it says
def _parse(pairs: str) -> _Form:
    """A form from its encoded text, nothing stripped. Raises ValueError for too many fields."""
    form = _Form()
    for name, value in parse_qsl(pairs, keep_blank_values=True, max_num_fields=_MOST_FIELDS):
        form.setdefault(name, []).append(value)
    return form


def _is_form(request: WebRequest) -> bool:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower() == _FORM


def _form_of(request: WebRequest) -> _Form:
    if not _is_form(request):
        raise Malformed("not a form")
    return _parse(request.body.decode("utf-8", "replace"))


def _sid(form: _Form) -> str:
    sid = form.only("MessageSid")
    if not _SID.fullmatch(sid):
        raise Malformed("MessageSid is missing or is none")
    return sid


def _address(form: _Form, name: str) -> str:
    address = form.only(name)
    if not address.strip() or len(address) > _LONGEST_ADDRESS or _CONTROL.search(address):
        raise Malformed(f"{name} is missing or is no address")
    return address


def _media(form: _Form) -> tuple[Media, ...]:
    """All attachments that are there, whatever NumMedia says."""
    numbers = sorted({int(n[8:]) for n in form if _MEDIA_URL.fullmatch(n)})
    return tuple(
        Media(url=url, kind=form.first(f"MediaContentType{n}") or "application/octet-stream")
        for n in numbers
        if (url := form.first(f"MediaUrl{n}"))
    )


def _body(form: _Form) -> str:
    """The text word for word. A WhatsApp location has none: its place stands for it."""
    body = form.first("Body")
    if body or not (form.first("Latitude") and form.first("Longitude")):
        return body
    point = f"{form.first('Latitude')}, {form.first('Longitude')}"
    return "\n".join(filter(None, (form.first("Label"), form.first("Address"), point)))


def _xml_text(text: str) -> str:
    """The text without what XML cannot carry, which would cost the whole answer."""
    return _NOT_IN_XML.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


class Provider:
    """The contract of `base.Provider`, kept for Twilio."""

    name = "twilio"
    answers_in_webhook = True
    one_webhook = False

    def __init__(self, credentials: Credentials) -> None:
        self._credentials = credentials

    def handshake(self, _: WebRequest) -> WebAnswer:
        """Raises `Forged`: Twilio does not ask before it calls."""
        raise Forged("no such question")

    def verify(self, request: WebRequest) -> None:
        """Raises `Forged` unless our auth token signed this URL and form (or `bodySHA256`).

        Raises `SetupError` where there is no auth token. The account is not compared: a
        subaccount's requests are signed with its own token, so the signature tells.
        """
        signature = request.headers.get("x-twilio-signature", "")
        if not signature:
            raise Forged("no signature")
        validator = RequestValidator(self._credentials.secret("TWILIO_AUTH_TOKEN"))
        body = request.body.decode("utf-8", "replace")
        try:
            signed = _parse(body) if _is_form(request) else body
            valid = validator.validate(request.url, signed, signature)
        except (TypeError, ValueError):
            # TypeError: a body that is no form and whose URL has no bodySHA256, so that nothing
            # signs it. ValueError: a URL or a form that cannot be parsed.
            valid = False
        if not valid:
            raise Forged("wrong signature")

    def messages(self, request: WebRequest) -> Sequence[InboundMessage]:
        """The one text in a verified webhook. Raises `Malformed`, naming the field and no value."""
        form = _form_of(request)
        message = InboundMessage(
            provider=self.name,
            id=_sid(form),
            sender=_address(form, "From"),
            recipient=_address(form, "To"),
            body=_body(form),
            media=_media(form),
            # Cut, not refused: a quote that is none resolves to nothing, and the text is held.
            quoted=form.first("OriginalRepliedMessageSid")[:64] or None,
            profile_name=form.first("ProfileName")[:200] or None,
            opt_out=form.first("OptOutType").upper() or None,
        )
        return (message,)

    def statuses(self, request: WebRequest) -> Sequence[StatusUpdate]:
        """The status in a verified webhook, or none where it tells nothing. Raises `Malformed`."""
        form = _form_of(request)
        if form.only("CallSid") and not form.only("MessageSid"):
            return ()  # a call that ended: a number's `StatusCallback` is told of those too
        sid = _sid(form)
        status = form.only("MessageStatus") or form.only("SmsStatus")
        if not status:
            raise Malformed("MessageStatus is missing")
        state = STATES.get(status)
        if state is None:
            return ()
        code = form.first("ErrorCode")
        error = code if re.fullmatch(r"[1-9][0-9]{0,9}", code) else ""
        entry = entry_of(request.url)
        return (StatusUpdate(provider=self.name, id=sid, state=state, error=error, entry=entry),)

    def answer(self, texts: Sequence[AnswerText] = ()) -> WebAnswer:
        """TwiML with one <Message> per text; Twilio takes ten at most.

        The callback stands in `action`: for Twilio's library `statusCallback` is deprecated. Older
        pages say that nothing after a <Message> with an `action` is reached and that the callback's
        answer takes its place: so answer callbacks with no texts, and do not count on a second one.
        """
        from twilio.twiml.messaging_response import (  # type: ignore[import-untyped]
            MessagingResponse,
        )

        response = MessagingResponse()
        for text in texts:
            response.message(_xml_text(text.body), action=text.callback, method="POST")
        return WebAnswer(body=str(response), content_type="text/xml")

    def refuse_call(self, sentence: str, language: str) -> WebAnswer:
        """TwiML that says `sentence` in `language` (`en`, `fr`; others as English) and hangs up."""
        from twilio.twiml.voice_response import VoiceResponse  # type: ignore[import-untyped]

        response = VoiceResponse()
        response.say(_xml_text(sentence), language=_SPOKEN.get(language, _SPOKEN["en"]))
        response.hangup()
        return WebAnswer(body=str(response), content_type="text/xml")

    def reason(self, code: str) -> str:
        """The key in `texts/` of the words for an error code of Twilio's."""
        return CODES[code].reason if code in CODES else "reason_unknown"

    def send(self, text: OutboundText) -> str:
        """Hands a text over, returns its sid. Raises `Refused`, `TryLater`, `OutcomeUnknown`."""
        from . import _twilio_rest

        return _twilio_rest.send(self._credentials, text)

    def find_sent(
        self, text: OutboundText, since: int, known: KnownIds
    ) -> SentText | Literal["absent", "unsure"]:
        """Looks for a text in Twilio's log; its limits are told in `_twilio_log.find_sent`."""
        from . import _twilio_log

        return _twilio_log.find_sent(self._credentials, text, since, known)

    def received(
        self, since: int, until: int, known: KnownIds | None = None
    ) -> Iterator[InboundMessage]:
        """Reads Twilio's log for inbound texts; its limits are told in `_twilio_log.received`."""
        from . import _twilio_log

        return _twilio_log.received(self._credentials, since, until, known)
