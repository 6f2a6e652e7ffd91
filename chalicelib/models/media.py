"""An attachment as the desk keeps it."""

from .base import Model


class Kept(Model):
    """What became of an attachment: it lies in the bucket, or is not passed on and `why` says so.

    `token` is what its link ends with, `contact` whose text it came with or went to; `kind` is the
    MIME type that its bytes show, `size` is in bytes, `name` a file's own. `why` is a key of
    `texts/`, as `MediaRefused` has them, or ''.
    """

    token: str
    contact: str
    kind: str
    size: int = 0
    name: str = ""
    why: str = ""
