"""Attachments on the network: what a phone sends with a text, and where the carrier keeps it."""

from base64 import b64decode
from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import urlsplit


class Picture(NamedTuple):
    """An attachment: its bytes, and the MIME type that the carrier says it has."""

    body: bytes
    kind: str


PICTURE = Picture(
    b64decode(
        "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAFA3PEY8MlBGQUZaVVBfeMiCeG5uePWvuZHI//////////////////////"
        "//////////////////////////////2wBDAVVaWnhpeOuCguv/////////////////////////////////////////"
        "////////////////////////////////wAARCAAIAAgDASIAAhEBAxEB/8QAFAABAAAAAAAAAAAAAAAAAAAAAP/EAB"
        "QQAQAAAAAAAAAAAAAAAAAAAAD/xAAVAQEBAAAAAAAAAAAAAAAAAAAAA//EABQRAQAAAAAAAAAAAAAAAAAAAAD/2gAM"
        "AwEAAhEDEQA/AAAk/9k="
    ),
    "image/jpeg",
)
"""A small green square, for a text of which only the count of its pictures was said."""

MOST = 10
"""Attachments in one text."""


def pictures_of(given: Sequence[tuple[bytes, str]], count: int) -> tuple[Picture, ...]:
    """The attachments that were given; else `count` of the green square."""
    return tuple(Picture(*one) for one in given) or (PICTURE,) * count


def is_url(text: str) -> bool:
    """Whether Twilio would try to fetch a picture from here."""
    parts = urlsplit(text)
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def rendered(words: str, sid: str, variables: dict[str, str]) -> str:
    """A template's text with its places filled; where its `words` are not known, what was asked."""
    if not words:
        said = ", ".join(variables.values())
        return f"[template {sid}{' | ' + said if said else ''}]"
    for place, value in variables.items():
        words = words.replace("{{" + place + "}}", value)
    return words
