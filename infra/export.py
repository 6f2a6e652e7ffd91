"""All contacts, threads, texts and attachments of a stage: JSON Lines, CSV, and the files.

They hold people's numbers and words, so nobody but who runs this may read the files. One page of
the table is in memory at a time.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from chalicelib.errors import SetupError
from chalicelib.models import DAY, SECOND, Contact, Desk, Kept, Message, ThreadRecord
from chalicelib.store import codec, keys
from chalicelib.store import desk as desks

from . import attachments, exportfiles
from .cloud import in_words
from .findings import many
from .table import scan

Row = dict[str, Any]
FORMATS: Mapping[str, tuple[str, ...]] = {
    "jsonl": ("jsonl",),
    "csv": ("csv",),
    "both": ("jsonl", "csv"),
}

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "contacts": (
        *("id", "name", "language", "addresses", "blocked", "spam", "practice"),
        *("open_threads", "opted_out", "linked_to", "linked", "stamp", "stamp_utc"),
    ),
    "threads": (
        *("number", "contact", "name", "inbox", "state", "owner", "owner_name"),
        *("opened", "opened_utc", "resolved", "resolved_utc", "snoozed", "snoozed_utc", "tags"),
    ),
    "messages": (
        *("contact", "thread", "stamp", "stamp_utc", "kind", "author", "author_name", "text"),
        *("media", "extras", "late", "late_utc", "opt_out", "provider_id"),
    ),
    "attachments": (
        *("token", "contact", "kind", "size", "name", "kept", "kept_utc", "refused", "file"),
    ),
}
"""The files and what a row of each has, in this order."""


_NEVER_OLD = 1 << 62
"""What is open is current, however long ago it began."""


@dataclass(frozen=True)
class Exported:
    """How many rows went into each file, and how many items could not be read."""

    folder: Path
    counts: Mapping[str, int]
    unreadable: int = 0

    def __str__(self) -> str:
        said = [many(n, name.removesuffix("s")) for name, n in self.counts.items()]
        lines = [f"{', '.join(said)} in {self.folder}. They hold people's numbers and words."]
        if self.unreadable:
            lines.append(
                f"{many(self.unreadable, 'item')} could not be read and left out. Mend: deploy and"
                " run the version that wrote them, or a later one."
            )
        return "\n".join(lines)


def export(
    folder: Path, form: str = "both", since: date | None = None, *, force: bool = False
) -> Exported:
    """Writes the files into `folder`, which must be empty unless `force`.

    `since`: only what changed from the start of that day on, where the desk is. Raises
    `SetupError` with the mend, or `Unavailable`; then no file is left half written.
    """
    if form not in FORMATS:
        raise SetupError(f'There is no format "{form}". Mend: write one of {", ".join(FORMATS)}.')
    with in_words():
        desks.forget()
        desk = desks.load()
    start = _start(since, desk) if since else 0
    counts, unreadable = dict.fromkeys(COLUMNS, 0), 0
    try:
        with exportfiles.opened(folder, COLUMNS, FORMATS[form], force=force) as files, in_words():
            for name, row, at in _rows(desk):
                if row is None:
                    unreadable += 1
                elif at >= start:
                    if name == "attachments":
                        row["file"] = _file(row, files)
                    files.write(name, row)
                    counts[name] += 1
    except OSError as error:
        raise SetupError(
            f"{folder} can't be written: {error.strerror}. Mend: name a folder of your own, with"
            " room on its disk."
        ) from None
    return Exported(folder, counts, unreadable)


def _start(since: date, desk: Desk) -> int:
    """The first moment (ms) of a day where the desk is."""
    return int(datetime.combine(since, time(), ZoneInfo(desk.timezone)).timestamp() * 1000)


def _rows(desk: Desk) -> Iterator[tuple[str, Row | None, int]]:
    """Every row with its file's name and the moment (ms) it last changed; None: unreadable."""
    kinds: dict[str, tuple[str, Callable[[keys.Item, Desk], tuple[Row, int]]]] = {
        "HEAD": ("contacts", _contact),
        "THREAD": ("threads", _thread),
        "MESSAGE": ("messages", _message),
        "KEPT": ("attachments", _attachment),
    }
    for item in scan(keys.CONTACTS, keys.MEDIA):
        name, parse = kinds.get(item["SK"]["S"].partition("#")[0], ("", _contact))
        if not name:
            continue
        found = codec.attempt(lambda i, parse=parse: parse(i, desk), item)  # type: ignore[misc]
        if isinstance(found, Exception):
            yield name, None, 0
        else:
            yield name, *found


def _contact(item: keys.Item, _: Desk) -> tuple[Row, int]:
    contact = codec.read(Contact, item)
    row = {
        "id": contact.id,
        "name": contact.name,
        "language": contact.language,
        "addresses": contact.addresses,
        "blocked": contact.blocked,
        "spam": contact.spam,
        "practice": contact.practice is not None,
        "open_threads": [thread.number for thread in contact.threads],
        "opted_out": [{**o._asdict(), "at_utc": utc(o.at)} for o in contact.opted_out],
        "linked_to": contact.linked_to,
        "linked": contact.linked,
        **_moment("stamp", contact.stamp),
    }
    return row, _NEVER_OLD if contact.threads else contact.stamp


def _thread(item: keys.Item, desk: Desk) -> tuple[Row, int]:
    record: ThreadRecord = codec.record(item)
    owner = desk.agent(record.owner)
    state = "snoozed" if record.snoozed else "open"
    row = {
        "number": record.number,
        "contact": record.contact,
        "name": record.name,
        "inbox": record.inbox,
        "state": state if record.resolved is None else "resolved",
        "owner": record.owner,
        "owner_name": owner.name if owner else None,
        **_moment("opened", record.opened),
        **_moment("resolved", record.resolved),
        **_moment("snoozed", record.snoozed),
        "tags": record.tags,
    }
    return row, _NEVER_OLD if record.resolved is None else max(record.opened, record.resolved)


def _message(item: keys.Item, desk: Desk) -> tuple[Row, int]:
    message = codec.read(Message, item)
    author = desk.agent(message.author)
    kind = "agent" if message.author else "customer"
    row = {
        "contact": message.contact,
        "thread": message.thread,
        **_moment("stamp", message.stamp),
        "kind": "note" if message.note else kind,
        "author": message.author,
        "author_name": author.name if author else None,
        "text": message.text,
        "media": [
            {**media.model_dump(), "token": desk.media_token(message.contact, media.url)}
            for media in message.media
        ],
        "extras": [extra._asdict() for extra in message.extras],
        **_moment("late", message.late),
        "opt_out": message.opt_out,
        "provider_id": message.provider_id,
    }
    return row, message.stamp


def _attachment(item: keys.Item, _: Desk) -> tuple[Row, int]:
    kept = Kept.model_validate_json(item["data"]["S"])
    at = (int(item["ttl"]["N"]) - keys.MEDIA_DAYS * DAY // SECOND) * SECOND
    row = kept.model_dump(include={"token", "contact", "kind", "size", "name"})
    return row | {**_moment("kept", at), "refused": kept.why or None, "file": None}, at


def _file(row: Row, files: exportfiles.Files) -> str | None:
    """Fetches what a row is about; where it lies then, None where there is no file."""
    kept = Kept.model_validate(row)
    parts = None if row["refused"] else attachments.read(kept)
    return None if parts is None else files.put(attachments.file_name(kept), parts)


def _moment(name: str, at: int | None) -> Row:
    """A moment in ms and beside it as people write it; empty where it never was."""
    return {name: at or None, f"{name}_utc": utc(at) if at else None}


def utc(at: int) -> str:
    """A moment (ms) in ISO 8601, UTC: `2026-11-22T08:00:00.000Z`."""
    moment = datetime.fromtimestamp(at / 1000, UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
