"""What a question says, read from the words that a phone shows, as its owner reads them."""

import re
from typing import NamedTuple

from chalicelib.texts import say

LANGUAGES = ("en", "fr")

_OPTION = re.compile(r"(\d) = (.+?)(?=, \d = |\.(?:\s|$))")
_NUMBER = re.compile(r"#(\d+)")
_KEYS = ("take", "insist", "reopen", "order", "whom", "drop", "send")


class Option(NamedTuple):
    """One answer that is offered: its digit, what it does, to which thread.

    `name` is the customer's, as the question shows it; `drop` has the digit 0.
    """

    digit: int
    do: str
    thread: int | None = None
    name: str = ""


def options(body: str) -> tuple[Option, ...]:
    """What a question offers; none where the text is no question."""
    asks = body.rpartition('"')[2]  # what is quoted may look like anything
    found = [*_OPTION.finditer(asks)]
    if not found:
        return ()
    about = _NUMBER.findall(asks[: found[0].start()])
    return tuple(_option(int(m[1]), m[0], about[-1:]) for m in found)


def digits(body: str) -> frozenset[int]:
    """The digits that a question asks for; all but 0, which always means nobody."""
    return frozenset(option.digit for option in options(body) if option.digit)


def _option(digit: int, said: str, about: list[str]) -> Option:
    do, match = next((key, m) for key in _KEYS if (m := _match(key, said)))
    values = match.groupdict()
    numbers = [values["n"]] if values.get("n") else about if do == "reopen" else []
    return Option(digit, do, int(numbers[0]) if numbers else None, values.get("c") or "")


def _match(key: str, said: str) -> re.Match[str] | None:
    return next((m for pattern in _PATTERNS[key] if (m := pattern.fullmatch(said))), None)


def _pattern(key: str, language: str) -> re.Pattern[str]:
    marks = {"d": "DDD", "n": "NNN", "c": "CCC", "command": "OOO"}
    words = re.escape(say(f"choice_{key}", language, **marks))
    words = words.replace("DDD", r"\d").replace("NNN", r"(?P<n>\d+)")
    return re.compile(words.replace("CCC", "(?P<c>.+)").replace("OOO", ".+"))


_PATTERNS = {key: [_pattern(key, language) for language in LANGUAGES] for key in _KEYS}
