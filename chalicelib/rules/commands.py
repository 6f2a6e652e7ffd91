"""What an agent orders in a text: `/done`, `/ fini.`, `Slash prendre 142`. Pure.

The words stand in `texts/`, and those of every language are always understood; case, accents, a
final point and spaces do not matter.
None of the words that carriers act on (STOP, END, QUIT, CANCEL, START, YES, ARRET…) is a command.
"""

import difflib
import re
from functools import cache

from ..models import Model
from ..texts import command_words, languages
from . import gist

_START = re.compile(r"(?:/|slash\s|barre\s+oblique\s)\s*", re.IGNORECASE)
_NUMBER = re.compile(r"#?\s*(\d{1,9})\b")
_GUESSES = 2


@cache
def by_word() -> dict[str, str]:
    """The word of a command, in any language → the command."""
    return {
        gist.plain(written): name
        for language in sorted(languages())
        for name, written in command_words(language).items()
    }


class Command(Model):
    """A known command. `number` is the thread it names, if it names one."""

    name: str
    number: int | None = None
    argument: str = ""


class Unknown(Model):
    """Shaped like a command and none of them. `guesses` are the nearest words, with their slash."""

    typed: str
    guesses: tuple[str, ...] = ()


def parse(text: str) -> Command | Unknown | None:
    """The command in a text, or None where it is not shaped like one."""
    shown = gist.opening(text)
    start = _START.match(shown)
    if start is None:
        return None
    word, *more = shown[start.end() :].split(maxsplit=1) or [""]
    name = by_word().get(gist.plain(word))
    if name is None:
        return Unknown(typed=f"/{word}"[:20], guesses=_nearest(gist.plain(word)))
    argument = "".join(more).strip().rstrip(".")
    number = _NUMBER.match(argument)
    return Command(name=name, argument=argument, number=int(number[1]) if number else None)


def bare(text: str) -> str | None:
    """The command whose word this is, without its slash and with nothing else."""
    return by_word().get(gist.plain(text))


def word(name: str, language: str) -> str:
    """A command as its agent writes it: `/done`, `/fini`."""
    return f"/{command_words(language)[name]}"


def _nearest(typed: str) -> tuple[str, ...]:
    near = difflib.get_close_matches(typed, by_word(), n=_GUESSES, cutoff=0.6)
    return tuple(f"/{found}" for found in near)
