"""Attachments that Meta holds.

WhatsApp's have an id: the Graph API says where its file is for the next five minutes, and there
too wants the token. Messenger's and Instagram's have a signed URL at Meta's content network.
"""

import json
import re
from typing import Final

from ..errors import MediaRefused, SetupError, TryLater
from ..models import Media
from ..settings import Credentials
from . import _fetch
from ._meta_json import API, VERSION, table, text
from .base import Fetched

_HOSTS: Final = (".fbsbx.com", ".fbcdn.net", ".cdninstagram.com")
_WANTS_TOKEN: Final = ("https", "lookaside.fbsbx.com", 443)
_BY_ID: Final = re.compile(r"https://graph\.facebook\.com/v[0-9.]+/([A-Za-z0-9_-]{1,100})")
_SIZE: Final = re.compile(r"[0-9]{1,18}")
_LONGEST_ANSWER: Final = 64 * 1024


def fetch(credentials: Credentials, media: Media, most: int) -> Fetched:
    """Fetches an attachment. Raises `MediaRefused`, `TryLater`.

    The token goes to the Graph API, for WhatsApp's to `lookaside.fbsbx.com` too, and nowhere else.
    """
    base = credentials.url("META_API_URL", API)
    places = _fetch.Places(base, _HOSTS)
    which = _BY_ID.fullmatch(media.url)
    if which is None:
        return _fetch.fetch(media.url, media.kind, most, places)
    try:
        token = credentials.secret("META_ACCESS_TOKEN")
    except SetupError:  # the operator mends it
        raise TryLater("META_ACCESS_TOKEN is not set", after=60) from None
    headers, until = {"Authorization": f"Bearer {token}"}, _fetch.deadline()
    asked = f"{base}/{VERSION}/{which[1]}"
    try:
        said = _parsed(_fetch.get(asked, _LONGEST_ANSWER, _fetch.Places(base), headers, until))
    except MediaRefused as error:
        if error.why != "media_gone":
            raise
        # A token that ran out, or too many calls, are answered 400 or 403 as well: that passes.
        raise TryLater("Meta does not say where it is", after=60) from None
    size = str(said.get("file_size", ""))
    if _SIZE.fullmatch(size) and int(size) > most:
        raise MediaRefused("too large", "media_too_large")
    url = text(said.get("url"))
    asks = _fetch.origin(url) in (_WANTS_TOKEN, _fetch.origin(base))
    claimed = text(said.get("mime_type")) or media.kind
    return _fetch.fetch(url, claimed, most, places, headers if asks else None, until)


def _parsed(data: bytes) -> dict[str, object]:
    try:
        return table(json.loads(data))
    except (ValueError, RecursionError):
        raise TryLater("Meta's answer could not be read") from None
