"""A provider that nobody has, in one file: how little one needs. `docs/adding-a-provider.md`.

Its people are `toy:<name>`. One signed webhook of JSON brings all that happened, its interface
takes one text at a time, with one picture at most; it keeps no log and knows no templates.
"""

import hashlib
import hmac
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, Literal

from chalicelib.errors import Forged, Malformed, OutcomeUnknown, Refused, SetupError, TryLater
from chalicelib.models import DeliveryState, InboundMessage, Media, StatusUpdate
from chalicelib.providers.base import (
    AnswerText,
    Code,
    Fetched,
    KnownIds,
    OutboundText,
    WebAnswer,
    WebRequest,
)
from chalicelib.settings import Credentials

_API: Final = "https://api.toy.example"
_FILES: Final = ("files.toy.example",)
_TIMEOUT: Final = 8.0
_ID: Final = re.compile(r"[a-z0-9]{1,40}")
_NAME: Final = re.compile(r"[a-z]{1,40}")
_ENTRY: Final = re.compile(r"[A-Za-z0-9_.-]{1,200}")
_STATES: Final[dict[str, DeliveryState]] = {
    "arrived": "delivered",
    "seen": "read",
    "lost": "failed",
}
_CODES: Final = {
    "asleep": Code(again=60, reason="reason_unreachable"),
    "nobody": Code(again=0, reason="reason_invalid"),
    "hung-up": Code(again=0, reason="reason_blocked"),
    "no-templates": Code(again=0, reason="reason_window"),
}


class Provider:
    """The contract of `base.Provider`, kept for the toy."""

    name = "toy"
    answers_in_webhook = False
    one_webhook = True

    def __init__(self, credentials: Credentials) -> None:
        self._credentials = credentials

    # --- webhooks ------------------------------------------------------------------------------

    def handshake(self, _: WebRequest) -> WebAnswer:
        """Raises `Forged`: it does not ask before it calls."""
        raise Forged("no such question")

    def verify(self, request: WebRequest) -> None:
        """Raises `Forged` unless our secret signed this body; `SetupError` without one."""
        signature = request.headers.get("x-toy-signature", "")
        if not signature:
            raise Forged("no signature")
        key = self._credentials.secret("TOY_SECRET")
        right = hmac.new(key.encode(), request.body, hashlib.sha256).hexdigest()
        if not hmac.compare_digest(right.encode(), signature.encode("utf-8", "replace")):
            raise Forged("wrong signature")

    def messages(self, request: WebRequest) -> Sequence[InboundMessage | Malformed]:
        """The texts in a verified webhook. Raises `Malformed`."""
        return [_message(one) for one in _events(request.body) if one.get("kind") == "text"]

    def statuses(self, request: WebRequest) -> Sequence[StatusUpdate | Malformed]:
        """The statuses in a verified webhook. Raises `Malformed`."""
        return [_status(one) for one in _events(request.body) if one.get("kind") in _STATES]

    def answer(self, _: Sequence[AnswerText] = ()) -> WebAnswer:
        """Nothing but that it was taken in."""
        return WebAnswer()

    def refuse_call(self, _: str, __: str) -> WebAnswer:
        """Nothing: nobody can call."""
        return WebAnswer()

    def reason(self, code: str) -> str:
        """The key in `texts/` of the words for an error code."""
        return _CODES[code].reason if code in _CODES else "reason_unknown"

    # --- its interface -------------------------------------------------------------------------

    def send(self, text: OutboundText) -> str:
        """Hands a text over, returns its id. Raises `Refused`, `TryLater`, `OutcomeUnknown`."""
        if text.template:
            raise Refused("the toy has no templates", "no-templates")
        sent = {"from": text.sender, "to": text.to, "text": text.body, "entry": text.entry}
        if text.media:
            sent["picture"] = text.media[0].url
        try:
            headers = {"Authorization": f"Bearer {self._credentials.secret('TOY_TOKEN')}"}
        except SetupError:
            raise TryLater("TOY_TOKEN is not set", after=60) from None
        url = self._credentials.url("TOY_API_URL", _API)
        return _taken(*_posted(f"{url}/texts", sent, headers))

    def fetch(self, media: Media, most: int) -> Fetched:
        """Fetches a picture; no credentials are asked for. Raises `MediaRefused`, `TryLater`."""
        from chalicelib.providers import _fetch

        places = _fetch.Places(self._credentials.url("TOY_API_URL", _API), _FILES)
        return _fetch.fetch(media.url, media.kind, most, places)

    def mark_read(self, account: str, raw_id: str) -> None:
        """Nothing: it has no such mark."""

    def find_sent(self, _: OutboundText, __: int, ___: KnownIds) -> Literal["unsure"]:
        """It has no log: only a status of the text tells that it went."""
        return "unsure"

    def received(self, _: int, __: int, ___: KnownIds | None = None) -> Iterator[InboundMessage]:
        """None: without a log nothing can be fetched."""
        return iter(())


# --- what it says ------------------------------------------------------------------------------


def _table(raw: bytes) -> dict[str, Any]:
    """A JSON object; an empty one where it is none."""
    try:
        found = json.loads(raw)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _events(body: bytes) -> list[dict[str, Any]]:
    found = _table(body).get("events")
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise Malformed("no events")
    return found


def _text(event: dict[str, Any], name: str, shape: re.Pattern[str]) -> str:
    found = event.get(name)
    if not isinstance(found, str) or not shape.fullmatch(found):
        raise Malformed(f"{name} is missing or is none")
    return found


def _message(event: dict[str, Any]) -> InboundMessage | Malformed:
    picture = event.get("picture")
    try:
        return InboundMessage(
            provider="toy",
            id=f"toy-{_text(event, 'id', _ID)}",
            sender=f"toy:{_text(event, 'from', _NAME)}",
            recipient=f"toy:{_text(event, 'to', _NAME)}",
            body=str(event.get("text") or "").encode("utf-8", "replace").decode(),
            media=(Media(url=picture, kind="image/*"),) if isinstance(picture, str) else (),
        )
    except Malformed as error:
        return error


def _status(event: dict[str, Any]) -> StatusUpdate | Malformed:
    entry = event.get("entry")
    try:
        return StatusUpdate(
            provider="toy",
            id=f"toy-{_text(event, 'id', _ID)}",
            state=_STATES[event["kind"]],
            error=_text(event, "why", _ENTRY) if "why" in event else "",
            entry=entry if isinstance(entry, str) and _ENTRY.fullmatch(entry) else None,
        )
    except Malformed as error:
        return error


def _posted(url: str, sent: object, headers: Mapping[str, str]) -> tuple[int, dict[str, Any]]:
    """What was answered: a status and a table. No redirect is followed, nothing is tried twice."""
    import certifi
    import urllib3
    from urllib3 import exceptions as failures

    limit = urllib3.Timeout(total=_TIMEOUT)
    pool = urllib3.PoolManager(retries=False, timeout=limit, ca_certs=certifi.where())
    try:
        answer = pool.request("POST", url, json=sent, headers=headers)
    except (failures.NewConnectionError, failures.ConnectTimeoutError):
        raise TryLater("the toy could not be reached") from None
    except failures.HTTPError as failure:
        raise OutcomeUnknown(f"the toy did not answer: {type(failure).__name__}") from None
    return answer.status, _table(answer.data)


def _taken(status: int, said: dict[str, Any]) -> str:
    """The id of what was taken. When in doubt nobody knows: the others repeat a text or lose it."""
    code = str(said.get("error") or "")
    words = f"the toy answered {status}" + (f", {code}" if code in _CODES else "")
    if status == 200 and isinstance(said.get("id"), str) and _ID.fullmatch(said["id"]):
        return f"toy-{said['id']}"
    if code in _CODES and (again := _CODES[code].again):
        raise TryLater(words, code, again)
    if 300 <= status < 500:
        raise Refused(words, code if code in _CODES else "")
    raise OutcomeUnknown(words)
