"""On which line each thing of a TOML text stands: `tomllib` keeps no positions.

The text has been parsed by `tomllib` before, so this reader takes its grammar for granted and only
follows where it is.
"""

import re
import tomllib
from bisect import bisect_right

Path = tuple[str | int, ...]

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_KEY = re.compile(r"""[A-Za-z0-9_-]+|"(?:\\.|[^"\\\n])*"|'[^'\n]*'""")
_SCALAR = re.compile(
    r'"""(?:\\.|[^\\])*?"""(?!")'
    r"|'''.*?'''(?!')"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'[^'\n]*'"
    r"|[^,\]}\n#]+",
    re.DOTALL,
)


def lines(text: str) -> dict[Path, int]:
    """The line (from 1) of every key, table and array element of a valid TOML text, by its path.

    A path is as pydantic has it: `("inboxes", 0, "addresses", 1)`. A key's line is where it is
    first named.
    """
    return _Reader(text).read()


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.found: dict[Path, int] = {}
        self.counts: dict[Path, int] = {}
        self.starts = [0, *(m.end() for m in re.finditer("\n", text))]

    def read(self) -> dict[Path, int]:
        table: Path = ()
        while self.skip() < len(self.text):
            if self.text[self.at] == "[":
                table = self.header()
            else:
                self.pair(table)
        return self.found

    def skip(self) -> int:
        """Goes past blanks, line ends and comments."""
        if blank := _BLANK.match(self.text, self.at):
            self.at = blank.end()
        return self.at

    def past(self, mark: str) -> bool:
        """Goes past `mark`, if it comes next, and says whether it did."""
        self.skip()
        here = self.text.startswith(mark, self.at)
        self.at += len(mark) if here else 0
        return here

    def note(self, path: Path, start: int) -> None:
        self.found.setdefault(path, bisect_right(self.starts, start))

    def key(self) -> str:
        self.skip()
        match = _KEY.match(self.text, self.at)
        if match is None:
            raise ValueError("not the TOML that tomllib took")
        self.at = match.end()
        bare = match[0]
        return str(tomllib.loads(f"key = {bare}")["key"]) if bare[0] in "\"'" else bare

    def header(self) -> Path:
        """`[table]` or `[[array of tables]]`: the path that its keys have."""
        array = self.past("[[") or not self.past("[")
        path: Path = ()
        while True:
            start = self.skip()
            path = (*path, self.key())
            last = not self.past(".")
            self.note(path, start)
            if last and array:
                self.counts[path] = self.counts.get(path, 0) + 1
            if path in self.counts:
                path = (*path, self.counts[path] - 1)
                self.note(path, start)
            if last:
                self.past("]]" if array else "]")
                return path

    def pair(self, table: Path) -> None:
        """`key = value` or `a.b = value`, in a table or an inline table."""
        path = table
        while True:
            start = self.skip()
            path = (*path, self.key())
            self.note(path, start)
            if self.past("="):
                return self.value(path)
            self.past(".")

    def value(self, path: Path) -> None:
        self.note(path, self.skip())
        if self.past("["):
            place = 0
            while not self.past("]"):
                self.value((*path, place))
                self.past(",")
                place += 1
        elif self.past("{"):
            while not self.past("}"):
                self.pair(path)
                self.past(",")
        elif scalar := _SCALAR.match(self.text, self.at):
            self.at = scalar.end()
