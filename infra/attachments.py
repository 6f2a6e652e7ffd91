"""Attachments in a stage's bucket, as the operator's commands see them: a person's, or one file.

The rights are the operator's own: the functions can put one there and read it, and nothing else.
"""

from collections.abc import Iterator
from itertools import islice
from mimetypes import guess_extension

from botocore.exceptions import ClientError

from chalicelib import settings
from chalicelib.errors import Unavailable
from chalicelib.models import Kept
from chalicelib.store import keys, media

from . import cloud
from .findings import many

_GONE = ("NoSuchKey", "404")


def count(contact: str) -> int:
    """How many of a contact's there are."""
    return len({key for key, _ in _versions(settings.bucket(), keys.media_of(contact))})


def erase(contact: str) -> int:
    """Deletes a contact's, older versions too where the bucket keeps them; how many there were.

    Raises `Unavailable` where S3 does not delete all of them.
    """
    return empty(settings.bucket(), keys.media_of(contact))


def empty(bucket: str, prefix: str = "") -> int:
    """Deletes what has such a name, all versions of it; how many names that were."""
    s3, gone = cloud.client("s3"), set[str]()
    # Always the first of them: as many as S3 lists at once it also deletes at once.
    while batch := list(islice(_versions(bucket, prefix), 1000)):
        objects = [{"Key": key, "VersionId": version} for key, version in batch]
        answer = s3.delete_objects(Bucket=bucket, Delete={"Objects": objects, "Quiet": True})
        if refused := answer.get("Errors"):
            what = many(len(refused), "file")
            raise Unavailable(f"S3 did not delete {what}: {refused[0].get('Code')}.")
        gone.update(key for key, _ in batch)
    return len(gone)


def _versions(bucket: str, prefix: str) -> Iterator[tuple[str, str]]:
    """The name and version of each, deleted ones that left a mark included."""
    pages = cloud.client("s3").get_paginator("list_object_versions")
    for page in pages.paginate(Bucket=bucket, Prefix=prefix):
        for one in (*page.get("Versions", []), *page.get("DeleteMarkers", [])):
            yield one["Key"], one["VersionId"]


def file_name(kept: Kept) -> str:
    """What an exported one is called, in the folder of its contact: nobody's own words."""
    return f"{kept.contact or 'nobody'}/{kept.token}{guess_extension(kept.kind) or '.bin'}"


def read(kept: Kept) -> Iterator[bytes] | None:
    """What is in one, a part in memory; None where it is not there any more."""
    try:
        found = cloud.client("s3").get_object(Bucket=settings.bucket(), Key=media.path(kept))
    except ClientError as error:
        if cloud.code(error) not in _GONE:
            raise
        return None
    parts: Iterator[bytes] = found["Body"].iter_chunks(1 << 16)
    return parts
