"""Attachments in words."""

from collections import Counter
from collections.abc import Sequence

from ..models import Media
from .catalog import say

_ORDER = ("picture", "video", "voice", "contact", "file")
_UNKNOWN = "unknown/"
_MAIN = {"image": "picture", "video": "video", "audio": "voice"}
_CONTACTS = ("text/vcard", "text/x-vcard", "text/directory", "application/vcard")


def media_words(media: Sequence[Media], language: str) -> str:
    """What is attached, in words: `(2 pictures, 1 video)`; '' for nothing."""
    kinds = [item.kind for item in media]
    unknown = dict.fromkeys(k.removeprefix(_UNKNOWN) for k in kinds if k.startswith(_UNKNOWN))
    counts = Counter(_sort(kind) for kind in kinds if not kind.startswith(_UNKNOWN))
    parts = [
        say(f"media_{sort}" if counts[sort] == 1 else f"media_{sort}s", language, n=counts[sort])
        for sort in _ORDER
        if counts[sort]
    ]
    parts += [say("media_unknown", language, kind=kind) for kind in unknown]
    return f"({', '.join(parts)})" if parts else ""


def _sort(kind: str) -> str:
    """What a person calls an attachment of this MIME type (which may carry parameters)."""
    plain = kind.partition(";")[0].strip().lower()
    if plain in _CONTACTS:
        return "contact"
    return _MAIN.get(plain.partition("/")[0], "file")
