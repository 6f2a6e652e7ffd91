"""The files of an export: for their owner's eyes alone, and whole or not there."""

import csv
import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, TextIO

from chalicelib.errors import SetupError

_FORMULA = re.compile(r"[=+\-@\t\r＝＋－＠]")
"""A cell that begins so may be run by a spreadsheet as a formula."""

_LINE_ENDS = re.compile("[\u0085\u2028\u2029]")
"""Some readers take these for the end of a line, JSON does not."""


class Files:
    """Rows go in by the name of their file; made by `opened`."""

    def __init__(self, columns: Mapping[str, Sequence[str]]) -> None:
        self._columns = columns
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

    Raises `SetupError` where the folder is not empty, unless `force`; `OSError` passes through.
    """
    _prepare(folder, force=force)
    files, parts = Files(columns), list[tuple[Path, Path]]()
    try:
        with ExitStack() as stack:
            for name in columns:
                for form in forms:
                    target = folder / f"{name}.{form}"
                    part = folder / f".{target.name}.part"
                    parts.append((part, target))
                    files.add(name, form, stack.enter_context(_private(part)))
            yield files
        for part, target in parts:
            part.replace(target)
    finally:
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
    """A new file that only its owner can read, whatever stood there before."""
    path.unlink(missing_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    return os.fdopen(handle, "w", encoding="utf-8", newline="")
