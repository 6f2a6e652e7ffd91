"""Where in the code a call leaves, and what it is about: what tells one point from another."""

import sys
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from chalicelib.models import Entry
from chalicelib.store import codec

from .record import Record

Site = tuple[str, ...]
"""The app's functions down to the call; then its operation, and the kinds of what it changes."""

_ROOT = str(Path(__file__).resolve().parents[2])
_OURS = (f"{_ROOT}/chalicelib/", f"{_ROOT}/app.py")


def site(what: str, about: Any, record: Record) -> Site:
    """Asked while the call is made. `about` is its body: an operation's, or a form."""
    return (*_chain(), what, *sorted(_kinds(what, about, record)))


def _chain() -> list[str]:
    frame, found = sys._getframe(1), []
    while frame.f_back:
        frame = frame.f_back
        if frame.f_code.co_filename.startswith(_OURS):
            found.append(frame.f_code.co_qualname)
    return found[::-1]


def _kinds(what: str, about: Any, record: Record) -> set[str]:
    if what == "TransactWriteItems":
        return {_written(*pair) for write in about["TransactItems"] for pair in write.items()}
    if what == "SendMessageBatch":
        return {entry["MessageGroupId"][:2] for entry in about["Entries"]}
    if what == "send":
        return {_sent(about, record)}
    return {about["Key"]["PK"]["S"].partition("#")[0]} if what == "UpdateItem" else set()


def _written(how: str, write: dict[str, Any]) -> str:
    """How, and what: an entry with its kind and state, as they tell one step from another."""
    item = write.get("Item") or write["Key"]
    kinds = [item[key]["S"].partition("#")[0] for key in ("PK", "SK")]
    if kinds[0] == "OUTBOX" and "Item" in write:
        entry = codec.read(Entry, item)
        kinds += [entry.kind, entry.state]
    return " ".join([how, *kinds])


def _sent(form: Any, record: Record) -> str:
    callback = parse_qs(form if isinstance(form, str) else form.decode())["StatusCallback"][0]
    entry = record.entries.get(parse_qs(urlsplit(callback).query)["e"][0])
    return entry.kind if entry else ""
