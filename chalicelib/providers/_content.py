"""What somebody sent, as a text: the same for every provider, however it names the parts.

Nothing here trusts a value: what is not as documented is as if it were not there.
"""

import re
from typing import Final, NamedTuple

from ..models import Extra, Media

LONGEST_EXTRA: Final = 120
"""Characters. It is shown beside the text that it came with."""

USER_ID: Final = re.compile(r"[A-Za-z]{2}\.[A-Za-z0-9.]{1,150}")
"""WhatsApp's id for a person who need not show their number: country, full stop, letters."""

_KIND: Final = re.compile(r"[^a-z0-9]+")
_DEGREES: Final = re.compile(r"-?[0-9]{1,3}(\.[0-9]{1,20})?")
_LONGEST_NAME: Final = 100
_LONGEST_EMOJI: Final = 20
_NOT_IN_A_NAME: Final = re.compile(r'[\x00-\x1f\x7f-\x9f/\\:*?"<>|]+')


class Content(NamedTuple):
    """What somebody sent: words and attachments. `quoted` is the raw id of what it is about."""

    body: str = ""
    media: tuple[Media, ...] = ()
    quoted: str = ""
    extras: tuple[Extra, ...] = ()


def unshown(kind: str) -> Content:
    """Something that no text can show: kept, and said by its kind."""
    named = _KIND.sub(" ", kind.lower()).strip()[:30].strip() or "message"
    return Content(media=(Media(url="", kind=f"unknown/{named}"),))


def place(name: str, address: str, latitude: object, longitude: object) -> Content | None:
    """A place as its name, address and a link to a map; None where it is nowhere."""
    ends = (_degrees(latitude), _degrees(longitude))
    if not all(ends):
        return None
    link = f"https://maps.google.com/?q={','.join(ends)}"
    return Content("\n".join(filter(None, (name, address, link))))


def _degrees(value: object) -> str:
    """Degrees as they stand in a link; '' for what is none."""
    if isinstance(value, str):
        return value if _DEGREES.fullmatch(value) and abs(float(value)) <= 180 else ""
    if isinstance(value, (int, float)) and abs(value) <= 180:
        return f"{value:.7f}".rstrip("0").rstrip(".")
    return ""


def reaction(emoji: str, quoted: str) -> Content | None:
    """An emoji put to a text of ours; None where it was taken back."""
    shown = emoji.strip()[:_LONGEST_EMOJI]
    return Content(quoted=quoted, extras=(Extra("reaction", shown),)) if shown else None


def referral(headline: str, url: str) -> tuple[Extra, ...]:
    """The advertisement or the link that led here, if any: its headline and where it is."""
    link = url.strip() if url.startswith(("https://", "http://")) else ""
    if len(link) > LONGEST_EXTRA:  # half a link leads nowhere
        link = ""
    words = " ".join(headline.split())[: LONGEST_EXTRA - len(link) - bool(link)]
    said = " ".join(filter(None, (words, link)))
    return (Extra("referral", said),) if said else ()


FORWARDED: Final = (Extra("forwarded"),)
"""For words that are somebody else's, passed on once or often."""


def one_line(text: str) -> str:
    """What stands in a template's place: WhatsApp takes no line ends and rows of spaces there."""
    return " ".join(text.split())


def file_name(name: str) -> str:
    """A file's own name, as it can stand in a header and in a folder; or ''."""
    return _NOT_IN_A_NAME.sub(" ", name).strip(" .")[:_LONGEST_NAME].strip(" .")
