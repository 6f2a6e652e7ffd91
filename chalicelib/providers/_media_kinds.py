"""What an attachment is, by its own bytes: the kinds that are passed on, and no others.

A list of what is taken, and not a library that knows hundreds of kinds: what is not in it is
refused. Nothing is decoded; a picture's size is read from its header alone.
"""

import re
from collections.abc import Iterator
from typing import Final, Literal

from ..errors import MediaRefused

MOST_PIXELS: Final = 1 << 26
"""67 million, a little more than phones' 64: decoded, a picture takes four bytes for each."""

_STARTS: Final = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
    (b"#!AMR", "audio/amr"),
    (b"ID3", "audio/mpeg"),
)
_BRANDS: Final = {
    **dict.fromkeys((b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis"), "image/heic"),
    **dict.fromkeys((b"mif1", b"msf1"), "image/heic"),
    **dict.fromkeys((b"M4A ", b"M4B "), "audio/mp4"),
    **dict.fromkeys((b"isom", b"mp41", b"mp42", b"avc1", b"M4V ", b"M4VP", b"M4VH"), "video/mp4"),
    **dict.fromkeys((b"iso%d" % n for n in range(2, 10)), "video/mp4"),
    **dict.fromkeys((b"MSNV", b"dash", b"mp71"), "video/mp4"),
    b"qt  ": "video/quicktime",
}
_VOICES: Final = (b"OpusHead", b"\x01vorbis", b"Speex   ")
_OFFICE: Final = frozenset(
    {
        "application/msword",
        "application/vnd.ms-excel",
        "application/vnd.ms-powerpoint",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "application/vnd.oasis.opendocument.text",
        "application/vnd.oasis.opendocument.spreadsheet",
        "application/vnd.oasis.opendocument.presentation",
    }
)
_OFFICE_PARTS: Final = re.compile(
    rb"\[Content_Types\]\.xml|mimetype|(?:_rels|docProps|customXml|word|xl|ppt)/"
)
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_UNSAID: Final = ("", "application/octet-stream", "binary/octet-stream")
_CARD: Final = re.compile(rb"(?:\xef\xbb\xbf)?\s{0,100}BEGIN:VCARD\b", re.IGNORECASE)
_CARDS: Final = ("text/vcard", "text/x-vcard", "text/directory", "application/vcard")
_ACTIVE: Final = re.compile(rb"(?:\xef\xbb\xbf)?\s{0,500}(?:<|#!|MZ|PK|\x7fELF|\xca\xfe|\xcf\xfa)")
_CONTROL: Final = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_SPOKEN: Final = ("image", "video", "audio", "text")


def kind_of(body: bytes, claimed: str) -> str:
    """The MIME type that the bytes show.

    Raises `MediaRefused`: `media_refused` where they are not what was `claimed`, `media_not_taken`
    for a kind that is not passed on, `media_too_large` for a picture of too many pixels.
    """
    claim = claimed.partition(";")[0].strip().lower()
    found = _shown(body, claim)
    if found is None:
        if claim in _TAKEN or (claim.partition("/")[0] in _SPOKEN and _ACTIVE.match(body)):
            raise MediaRefused("not what it says", "media_refused")
        raise MediaRefused("a kind that is not passed on", "media_not_taken")
    if found.startswith("image/"):
        width, height = _size(body, found)
        if not width or not height:
            raise MediaRefused("no picture that has a size", "media_refused")
        if width * height > MOST_PIXELS:
            raise MediaRefused("too many pixels", "media_too_large")
    return found


def _shown(body: bytes, claim: str) -> str | None:
    """What the bytes show, of the kinds that are taken; the claim tells apart what they do not."""
    for start, kind in _STARTS:
        if body.startswith(start):
            return kind
    if body[4:8] == b"ftyp":
        return _branded(body, claim)
    if body.startswith(b"RIFF"):
        return {b"WEBP": "image/webp", b"WAVE": "audio/wav"}.get(body[8:12])
    if body.startswith(b"OggS"):
        return "audio/ogg" if any(voice in body[:64] for voice in _VOICES) else None
    if body.startswith(b"\x1a\x45\xdf\xa3"):
        return _sounding("webm", claim) if b"webm" in body[:64] else None
    if claim in _OFFICE:
        return claim if _is_document(body) else None
    return _bare_sound(body, claim) or _written(body, claim)


def _branded(body: bytes, claim: str) -> str | None:
    """A file of the family of MP4, by its brand."""
    brand = body[8:12]
    if brand[:2] == b"3g":
        return _sounding("3gpp", claim)
    kind = _BRANDS.get(brand)
    if kind == "image/heic" and b"avif" in body[8:64]:
        return None  # the frame is the same, what is in it is not
    return _sounding("mp4", claim) if kind == "video/mp4" else kind


def _sounding(container: str, claim: str) -> str:
    """A container of pictures that move, or of sound alone where that is what was claimed."""
    return f"audio/{container}" if claim.startswith("audio/") else f"video/{container}"


def _is_document(body: bytes) -> bool:
    """Whether it has the frame of an office document: an older one, or a zip with its parts."""
    is_zip = body.startswith(b"PK\x03\x04") and _OFFICE_PARTS.match(body, 30)
    return bool(is_zip) or body.startswith(_OLE)


def _bare_sound(body: bytes, claim: str) -> str | None:
    """AAC or MP3 that begins with a frame: two bytes that tell little, unless sound was claimed."""
    if not (claim.startswith("audio/") or claim in _UNSAID) or body[:1] != b"\xff":
        return None
    second = body[1] if len(body) > 1 else 0
    if second & 0xF6 == 0xF0:
        return "audio/aac"
    return "audio/mpeg" if second & 0xE6 == 0xE2 else None


def _written(body: bytes, claim: str) -> str | None:
    """A contact card, or plain words; nothing that a browser or a shell would take for more."""
    if _CONTROL.search(body) or _ACTIVE.match(body):
        return None
    try:
        body.decode()
    except UnicodeDecodeError:
        return None
    if _CARD.match(body):
        return "text/vcard"
    return "text/plain" if claim in ("text/plain", *_UNSAID) else None


# --- the size of a picture -------------------------------------------------------------------


def _size(body: bytes, kind: str) -> tuple[int, int]:
    """Width and height as the header has them, in pixels; zeros where it has none."""
    if kind == "image/png":
        return _pair(body, 16, 4, "big") if body[12:16] == b"IHDR" else _NONE
    if kind == "image/gif":
        return _pair(body, 6, 2, "little")
    if kind == "image/webp":
        return _webp(body)
    sizes = _jpeg(body) if kind == "image/jpeg" else _heic(body)
    return max(sizes, key=lambda size: size[0] * size[1], default=_NONE)


_NONE: Final = (0, 0)


def _pair(body: bytes, at: int, width: int, order: Literal["big", "little"]) -> tuple[int, int]:
    """Two numbers of `width` bytes, one behind the other; zeros where the body ends before."""
    if len(body) < at + 2 * width:
        return _NONE
    first, second = body[at : at + width], body[at + width : at + 2 * width]
    return int.from_bytes(first, order), int.from_bytes(second, order)


def _webp(body: bytes) -> tuple[int, int]:
    sort = body[12:16]
    if len(body) < 30:
        return _NONE
    if sort == b"VP8X":
        width, height = _pair(body, 24, 3, "little")
        return width + 1, height + 1
    if sort == b"VP8L":
        bits = int.from_bytes(body[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    width, height = _pair(body, 26, 2, "little") if sort == b"VP8 " else _NONE
    return width & 0x3FFF, height & 0x3FFF  # the upper bits are a scale


_MOST_SEGMENTS: Final = 2000
_FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_PADDED: Final = re.compile(rb"\xff+")


def _jpeg(body: bytes) -> Iterator[tuple[int, int]]:
    """The size in each frame header before the first scan."""
    at = 2
    for _ in range(_MOST_SEGMENTS):
        padded = _PADDED.match(body, at)
        if padded is None:
            return
        at = padded.end()  # where the marker's number is
        number, length = body[at : at + 1], int.from_bytes(body[at + 1 : at + 3], "big")
        if not number or number == b"\xda" or length < 2:
            return
        if number[0] in _FRAMES:
            height, width = _pair(body, at + 4, 2, "big")
            yield width, height
        at += 1 + length


_EXTENT: Final = re.compile(rb"ispe\x00{4}(?=.{8})", re.DOTALL)


def _heic(body: bytes) -> Iterator[tuple[int, int]]:
    """The size of every picture that the file's table of contents names."""
    at = 0
    while len(body) >= at + 8:
        length, name = int.from_bytes(body[at : at + 4], "big"), body[at + 4 : at + 8]
        if name == b"meta":
            for found in _EXTENT.finditer(body, at, at + length):
                yield _pair(body, found.end(), 4, "big")
            return
        if length < 8:
            return
        at += length


_TAKEN: Final = frozenset(
    {
        *(kind for _, kind in _STARTS),
        *_BRANDS.values(),
        *_OFFICE,
        *_CARDS,
        *("image/jpg", "image/webp", "image/heif", "video/3gpp", "video/webm", "audio/webm"),
        *("audio/ogg", "audio/opus", "audio/aac", "audio/mp3", "audio/m4a", "audio/x-m4a"),
        *("audio/wav", "audio/x-wav", "audio/3gpp", "text/plain"),
    }
)
"""What it would have been taken for, had it been true."""
