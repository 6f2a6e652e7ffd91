"""Attachments: the bytes in the private bucket, what is known of them in the table."""

import re
import time
import unicodedata

from .. import settings
from ..models import DAY, Kept
from . import codec, keys
from .calls import get, speaking

_TOKEN = re.compile(r"[a-z2-7]{26}")
_SHOWN = re.compile(r"image/(?:jpeg|png|gif|webp|hei[cf])|(?:audio|video)/[\w.+-]+|application/pdf")
_SAVED = re.compile(r"text/(?:x-)?vcard|text/plain|application/(?:msword|vnd\.[\w.+-]+)")
_LONGEST_NAME = 40
_SUFFIXES = {
    "image/jpeg": "jpg",
    "audio/mpeg": "mp3",
    "audio/mp4": "m4a",
    "video/3gpp": "3gp",
    "video/quicktime": "mov",
    "text/plain": "txt",
    "text/vcard": "vcf",
    "text/x-vcard": "vcf",
}
"""Where a kind is called otherwise than its files are."""


def find(token: str) -> Kept | None:
    """What became of the attachment with this token; None where it has run out. 1 GetItem."""
    if not _TOKEN.fullmatch(token):
        return None
    item = get(keys.media(token))
    if item is None or int(item["ttl"]["N"]) <= time.time():
        return None
    return Kept.model_validate_json(item["data"]["S"])


def keep(kept: Kept, body: bytes) -> None:
    """Puts the bytes into the bucket, then what is known of them. 1 PutObject, 1 PutItem.

    botocore's errors pass through, and `SetupError` where no bucket is named.
    """
    settings.s3().put_object(
        Bucket=settings.bucket(),
        Key=path(kept),
        Body=body,
        ContentType=_kind(kept),
        ContentDisposition=_disposition(kept),
    )
    record(kept)


def record(kept: Kept) -> None:
    """What became of an attachment; of one that is refused that is all. 1 PutItem."""
    item: keys.Item = {
        **keys.media(kept.token),
        "contact": codec.text(kept.contact),
        "data": codec.text(kept.model_dump_json(exclude_defaults=True)),
        "ttl": codec.number(int(time.time()) + keys.MEDIA_DAYS * DAY // 1000),
    }
    with speaking():
        settings.dynamodb().put_item(TableName=settings.table(), Item=item)


def link(kept: Kept, seconds: int) -> str:
    """Where anybody can fetch it for so many `seconds`. Asks nothing of AWS.

    A browser shows pictures, sound, films and PDFs; whatever else it saves: nothing is ever a page.
    """
    return settings.s3().generate_presigned_url(
        "get_object",
        Params={
            "Bucket": settings.bucket(),
            "Key": path(kept),
            "ResponseContentType": _kind(kept),
            "ResponseContentDisposition": _disposition(kept),
        },
        ExpiresIn=seconds,
    )


def path(kept: Kept) -> str:
    """Its name in the bucket."""
    return f"{keys.media_of(kept.contact)}{kept.token}"


def _kind(kept: Kept) -> str:
    known = _SHOWN.fullmatch(kept.kind) or _SAVED.fullmatch(kept.kind)
    return kept.kind if known else "application/octet-stream"


def _disposition(kept: Kept) -> str:
    """Shown or saved, and under which name: plain letters, for carriers know no others."""
    plain = unicodedata.normalize("NFKD", kept.name).encode("ascii", "ignore").decode()
    stem, dot, suffix = re.sub(r"[^A-Za-z0-9.]+", "-", plain).strip("-.").rpartition(".")
    if not dot:
        stem, suffix = suffix, _suffix(kept)
    room = _LONGEST_NAME - len(suffix) - 1
    name = f"{stem[:room] or kept.kind.partition('/')[0]}.{suffix}" if room > 0 else "file.bin"
    shown = "inline" if _SHOWN.fullmatch(kept.kind) else "attachment"
    return f'{shown}; filename="{name}"'


def _suffix(kept: Kept) -> str:
    """What a file of its kind ends with, as far as anybody would know it by that."""
    if known := _SUFFIXES.get(kept.kind):
        return known
    plain = kept.kind.rpartition("/")[2]
    return plain if _SHOWN.fullmatch(kept.kind) and plain.isalnum() else "bin"
