"""What is common to the webhooks of Meta's three channels: JSON taken as it may come, and ids.

Nothing here trusts a shape: what is not as documented is as if it were not there.
"""

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final, TypeVar

from ..errors import Malformed
from ..models import Media
from ._content import file_name

VERSION: Final = "v25.0"
"""The version of the Graph API that is called. Meta takes it until July 2028."""

API: Final = "https://graph.facebook.com"

MEDIA: Final = f"{API}/{VERSION}"
"""Where WhatsApp's media are asked for by their ids, whatever address our own calls go to."""

_LONGEST_URL: Final = 2000

Table = dict[str, Any]
A = TypeVar("A")
T = TypeVar("T")


def each(found: Iterable[A], read: Callable[[A], T | None]) -> Iterator[T | Malformed]:
    """What `read` makes of each, if anything; the `Malformed` itself where it cannot be read."""
    for one in found:
        try:
            value = read(one)
        except Malformed as error:
            yield error
        else:
            if value:
                yield value


def parse(body: bytes) -> Table:
    """The JSON object that a webhook is. Raises `Malformed`."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        raise Malformed("not JSON") from None
    if not isinstance(found, dict):
        raise Malformed("not a JSON object")
    return found


def table(value: object) -> Table:
    """The object that this is, or an empty one."""
    return value if isinstance(value, dict) else {}


def rows(value: object) -> list[Table]:
    """The objects of the list that this is."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def text(value: object) -> str:
    """The text that this is, without halves of characters, which nothing after us can carry."""
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else ""


def our_id(raw: str) -> str:
    """Meta's id of a message, as we know it: always the same, and not to be undone.

    WhatsApp's ids hold the customer's number, and ours stand in keys, URLs and the log.
    """
    return f"meta-{hashlib.sha256(raw.encode()).hexdigest()[:32]}"


def required(raw: object, what: str) -> str:
    """The id of a message. Raises `Malformed`, naming `what` and no value."""
    if found := text(raw):
        return our_id(found)
    raise Malformed(f"{what} is missing")


def quoted(raw: object) -> str | None:
    """The same where it may be missing."""
    return our_id(found) if (found := text(raw)) else None


def moment(value: object, unit: int) -> int:
    """A timestamp as ms, of `unit` ms each; 0 where it is none."""
    digits = str(value) if isinstance(value, (str, int)) else ""
    return int(digits) * unit if re.fullmatch("[0-9]{1,16}", digits) else 0


def attachment(url: str, kind: object, otherwise: str, name: str = "") -> Media:
    """An attachment of the MIME type `kind`, or `otherwise` where that is none."""
    named = text(kind)[:200]
    return Media(
        url=url[:_LONGEST_URL], kind=named if "/" in named else otherwise, name=file_name(name)
    )
