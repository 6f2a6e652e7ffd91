"""Attachments that Twilio holds.

Their URL is one of Twilio's API and wants the account's credentials. It leads on, by 302 or 307, to
a signed one at its content network, or at Amazon's S3 for an account that asks for no credentials.
"""

import base64
import re
from typing import Final

from ..errors import MediaRefused, SetupError, TryLater
from ..models import Media
from ..settings import Credentials
from . import _fetch
from ._twilio_rest import API
from .base import Fetched

_HOSTS: Final = (".twiliocdn.com", "s3-external-1.amazonaws.com/media.twiliocdn.com/")
_API: Final = re.compile(r"https://api(\.[a-z0-9-]+){0,2}\.twilio\.com(?=/)")
_RESOURCE: Final = re.compile(
    r"/2010-04-01/Accounts/[A-Za-z0-9]+/Messages/[A-Za-z0-9]+/Media/[A-Za-z0-9]+"
)


def fetch(credentials: Credentials, media: Media, most: int) -> Fetched:
    """Fetches an attachment. Raises `MediaRefused`, `TryLater`.

    The credentials go to the host of TWILIO_API_URL alone, and for an attachment's path: what names
    Twilio's API, in any of its regions, is asked for there.
    """
    base = credentials.url("TWILIO_API_URL", API)
    places = _fetch.Places(base, _HOSTS)
    path = _path(media.url, base)
    if path is None:
        return _fetch.fetch(media.url, media.kind, most, places)
    if not _RESOURCE.fullmatch(path):
        raise MediaRefused("no attachment's address", "media_gone")
    try:
        pair = ":".join(map(credentials.secret, ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN")))
    except SetupError:  # the operator mends it
        raise TryLater("Twilio's credentials are not set", after=60) from None
    headers = {"Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}
    return _fetch.fetch(f"{base}{path}", media.kind, most, places, headers)


def _path(url: str, base: str) -> str | None:
    """What stands behind the host in a URL of Twilio's API; None for any other URL."""
    if named := _API.match(url):
        return url[named.end() :]
    return url.removeprefix(base) if url.startswith(f"{base}/") else None
