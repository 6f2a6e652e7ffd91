"""Meta's own interface: WhatsApp (Cloud API), Messenger and Instagram, through one webhook.

What webhooks need is here and in `_meta_whatsapp.py` and `_meta_messaging.py`; what speaks to the
Graph API is in `_meta_rest.py`, imported when a text is first sent.
"""

import hashlib
import hmac
from collections.abc import Iterator, Sequence
from typing import Final, Literal
from urllib.parse import parse_qsl, urlsplit

from ..errors import Forged, Malformed
from ..models import InboundMessage, Media, StatusUpdate
from ..settings import Credentials
from . import _meta_messaging, _meta_whatsapp
from ._meta_codes import CODES
from ._meta_json import parse, rows, text
from .base import AnswerText, Fetched, KnownIds, OutboundText, WebAnswer, WebRequest

_WHATSAPP: Final = "whatsapp_business_account"
_LONGEST_CHALLENGE: Final = 200
_SECRETS: Final = ("META_APP_SECRET", "META_VERIFY_TOKEN", "META_ACCESS_TOKEN")


class Provider:
    """The contract of `base.Provider`, kept for Meta."""

    name = "meta"
    answers_in_webhook = False
    one_webhook = True

    def __init__(self, credentials: Credentials) -> None:
        self._credentials = credentials

    def handshake(self, request: WebRequest) -> WebAnswer:
        """Meta's challenge again, where it knows our verify token. Raises `Forged`.

        Raises `SetupError` where there is no verify token.
        """
        asked = dict(parse_qsl(urlsplit(request.url).query))
        if asked.get("hub.mode") != "subscribe" or "hub.verify_token" not in asked:
            raise Forged("no such question")
        token = self._secret("META_VERIFY_TOKEN")
        if not hmac.compare_digest(asked["hub.verify_token"].encode(), token.encode()):
            raise Forged("wrong verify token")
        return WebAnswer(body=asked.get("hub.challenge", "")[:_LONGEST_CHALLENGE])

    def verify(self, request: WebRequest) -> None:
        """Raises `Forged` unless the app's secret signed this body.

        Raises `SetupError` where there is no secret.
        """
        signature = request.headers.get("x-hub-signature-256", "")
        if not signature:
            raise Forged("no signature")
        key = self._secret("META_APP_SECRET").encode()
        right = f"sha256={hmac.new(key, request.body, hashlib.sha256).hexdigest()}"
        if not hmac.compare_digest(right.encode(), signature.encode("utf-8", "replace")):
            raise Forged("wrong signature")

    def _secret(self, name: str) -> str:
        """Raises `SetupError` where it is missing, and `Forged` where nobody uses Meta here."""
        if not any(self._credentials.secrets.get(one) for one in _SECRETS):
            raise Forged("Meta is not set up here")
        return self._credentials.secret(name)

    def messages(self, request: WebRequest) -> Sequence[InboundMessage | Malformed]:
        """Every text of every change of every entry, in Meta's order. Raises `Malformed`."""
        whole = parse(request.body)
        about, found = text(whole.get("object")), list[InboundMessage | Malformed]()
        for entry in rows(whole.get("entry")):
            if about == _WHATSAPP:
                found += _meta_whatsapp.messages(entry)
            elif about in _meta_messaging.CHANNELS:
                found += _meta_messaging.messages(entry, _meta_messaging.CHANNELS[about])
        return found

    def statuses(self, request: WebRequest) -> Sequence[StatusUpdate | Malformed]:
        """Every status, in the same way. Raises `Malformed`."""
        whole = parse(request.body)
        about, found = text(whole.get("object")), list[StatusUpdate | Malformed]()
        for entry in rows(whole.get("entry")):
            if about == _WHATSAPP:
                found += _meta_whatsapp.statuses(entry)
            elif about in _meta_messaging.CHANNELS:
                found += _meta_messaging.statuses(entry)
        return found

    def answer(self, _: Sequence[AnswerText] = ()) -> WebAnswer:
        """Nothing but that it was taken in: Meta sends no text that stands in an answer."""
        return WebAnswer()

    def refuse_call(self, _: str, __: str) -> WebAnswer:
        """Nothing: a call to such a number rings nowhere, unless it was set up to."""
        return WebAnswer()

    def reason(self, code: str) -> str:
        """The key in `texts/` of the words for an error code of Meta's."""
        return CODES[code].reason if code in CODES else "reason_unknown"

    def send(self, text: OutboundText) -> str:
        """Hands a text over, returns its id. Raises `Refused`, `TryLater`, `OutcomeUnknown`."""
        from . import _meta_rest

        return _meta_rest.send(self._credentials, text)

    def fetch(self, media: Media, most: int) -> Fetched:
        """Fetches an attachment, as `_meta_media.fetch`. Raises `MediaRefused`, `TryLater`."""
        from . import _meta_media

        return _meta_media.fetch(self._credentials, media, most)

    def mark_read(self, account: str, raw_id: str) -> None:
        """Blue ticks for a WhatsApp text, and all before it. Raises `SendError`."""
        from . import _meta_rest

        _meta_rest.mark_read(self._credentials, account, raw_id)

    def find_sent(self, _: OutboundText, __: int, ___: KnownIds) -> Literal["unsure"]:
        """Meta has no log that could be read: only a status of the text tells that it went."""
        return "unsure"

    def received(self, _: int, __: int, ___: KnownIds | None = None) -> Iterator[InboundMessage]:
        """None: without a log nothing can be fetched. Meta itself tries a webhook for 7 days."""
        return iter(())
