"""The files of an export: for their owner's eyes alone, and whole or not there."""

import csv
import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from shutil import rmtree
from typing import Any, TextIO

from chalicelib.errors import SetupError

_FORMULA = re.compile(r"[=+\-@\t\r＝＋－＠]")
"""A cell that begins so may be run by a spreadsheet as a formula."""

ATTACHMENTS = "attachments"
"""The folder of the files that are no tables."""

_LINE_ENDS = re.compile("[\u0085\u2028\u2029]")
"""Some readers take these for the end of a line, JSON does not."""


class Files:
    """Rows go in by the name of their file; made by `opened`."""

    def __init__(self, columns: Mapping[str, Sequence[str]], beside: Path) -> None:
        self._columns = columns
        self._beside = beside
        self._json: dict[str, TextIO] = {}
        self._csv: dict[str, Any] = {}

    def add(self, name: str, form: str, file: TextIO) -> None:
        """Takes a file into use."""
        if form == "jsonl":
            self._json[name] = file
            return
        writer = csv.writer(file)
        writer.writerow(self._columns[name])
        self._csv[name] = writer

    def put(self, name: str, parts: Iterable[bytes]) -> str:
        """A file of its own, `name` with its folder; what it is called from the export's folder."""
        path = self._beside / name
        for folder in (self._beside, path.parent):
            folder.mkdir(mode=0o700, exist_ok=True)
        with os.fdopen(_own(path), "wb") as file:
            file.writelines(parts)
        return f"{ATTACHMENTS}/{name}"

    def write(self, name: str, row: Mapping[str, Any]) -> None:
        """One row, into each form of the file."""
        if name in self._json:
            line = json.dumps(row, ensure_ascii=False)
            escaped = _LINE_ENDS.sub(lambda end: f"\\u{ord(end[0]):04x}", line)
            self._json[name].write(f"{escaped}\n")
        if name in self._csv:
            self._csv[name].writerow([cell(row[column]) for column in self._columns[name]])


def cell(value: Any) -> str | int:
    """A value for a spreadsheet: lists as JSON, and no text that it would run as a formula."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return value
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return f"'{text}" if _FORMULA.match(text) else text


@contextmanager
def opened(
    folder: Path, columns: Mapping[str, Sequence[str]], forms: Sequence[str], *, force: bool
) -> Iterator[Files]:
    """The files `<name>.<form>` in `folder`, in place once all is written without an error.

    What was put beside them is in the folder `attachments` then, in place of what was there.

    Raises `SetupError` where the folder is not empty, unless `force`; `OSError` passes through.
    """
    _prepare(folder, force=force)
    attached, beside = folder / ATTACHMENTS, folder / f".{ATTACHMENTS}.part"
    rmtree(beside, ignore_errors=True)
    files, parts = Files(columns, beside), list[tuple[Path, Path]]()
    try:
        with ExitStack() as stack:
            for name in columns:
                for form in forms:
                    target = folder / f"{name}.{form}"
                    part = folder / f".{target.name}.part"
                    parts.append((part, target))
                    files.add(name, form, stack.enter_context(_private(part)))
            yield files
        rmtree(attached, ignore_errors=True)
        if beside.exists():
            beside.replace(attached)
        for part, target in parts:
            part.replace(target)
    finally:
        rmtree(beside, ignore_errors=True)
        for part, _ in parts:
            part.unlink(missing_ok=True)


def _prepare(folder: Path, *, force: bool) -> None:
    """The folder, there and its owner's alone, unless it holds other things already."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if next(folder.iterdir(), None) is None:
        folder.chmod(0o700)
    elif not force:
        raise SetupError(
            f"{folder} is not empty. Mend: name another folder, or add --force to write over what"
            " an export left there."
        )


def _private(path: Path) -> TextIO:
    return os.fdopen(_own(path), "w", encoding="utf-8", newline="")


def _own(path: Path) -> int:
    """A handle of a new file that only its owner can read, whatever stood there before."""
    path.unlink(missing_ok=True)
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
