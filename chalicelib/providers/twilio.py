"""Twilio: SMS, WhatsApp, Messenger and RCS through one account.

What webhooks need is here and imports little; what speaks to Twilio's REST interface is in
`_twilio_rest.py` and `_twilio_log.py`, imported when a text is first sent or the log first read:
the real client is the dearest import here.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final, Literal

from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

from ..errors import Forged, Malformed
from ..models import InboundMessage, Media, StatusUpdate
from ..settings import Credentials
from . import _twilio_form
from ._twilio_codes import CODES, STATES
from .base import (
    AnswerText,
    Fetched,
    KnownIds,
    OutboundText,
    SentText,
    WebAnswer,
    WebRequest,
    entry_of,
)

_NOT_IN_XML: Final = re.compile("[^\t\n\\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SPOKEN: Final = {"en": "en-US", "fr": "fr-CA"}


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
            signed = _twilio_form.parse(body) if _twilio_form.is_form(request) else body
            valid = validator.validate(request.url, signed, signature)
        except (TypeError, ValueError):
            # TypeError: a body that is no form and whose URL has no bodySHA256, so that nothing
            # signs it. ValueError: a URL or a form that cannot be parsed.
            valid = False
        if not valid:
            raise Forged("wrong signature")

    def messages(self, request: WebRequest) -> Sequence[InboundMessage]:
        """The one text in a verified webhook. Raises `Malformed`, naming the field and no value."""
        form = _twilio_form.form_of(request)
        content = _twilio_form.content(form)
        message = InboundMessage(
            provider=self.name,
            id=_twilio_form.sid(form),
            sender=_twilio_form.address(form, "From"),
            recipient=_twilio_form.address(form, "To"),
            body=content.body,
            media=content.media,
            quoted=content.quoted or None,
            profile_name=_twilio_form.profile(form),
            opt_out=form.first("OptOutType").upper() or None,
            extras=content.extras,
            alias=_twilio_form.alias(form),
        )
        return (message,)

    def statuses(self, request: WebRequest) -> Sequence[StatusUpdate]:
        """The status in a verified webhook, or none where it tells nothing. Raises `Malformed`."""
        form = _twilio_form.form_of(request)
        if form.only("CallSid") and not form.only("MessageSid"):
            return ()  # a call that ended: a number's `StatusCallback` is told of those too
        sid = _twilio_form.sid(form)
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

    def fetch(self, media: Media, most: int) -> Fetched:
        """Fetches an attachment, as `_twilio_media.fetch`. Raises `MediaRefused`, `TryLater`."""
        from . import _twilio_media

        return _twilio_media.fetch(self._credentials, media, most)

    def mark_read(self, account: str, raw_id: str) -> None:
        """Nothing: Twilio has no read mark by itself.

        Its typing indicator (a beta, for WhatsApp) marks a text as read too; but it says for 25
        seconds that somebody is typing, and here that is not so.
        """

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
