"""What an agent orders in a text: `/done`, `/ fini.`, `Slash prendre 142`. Pure.

Both languages are always understood; case, accents, a final point and spaces do not matter.
None of the words that carriers act on (STOP, END, QUIT, CANCEL, START, YES, ARRET…) is a command.
"""

import difflib
import re

from ..models import Model
from . import gist

WORDS = {
    "help": ("help", "aide"),
    "mine": ("mine", "moi"),
    "queue": ("queue", "attente"),
    "who": ("who", "qui"),
    "hist": ("hist", "hist"),
    "done": ("done", "fini"),
    "take": ("take", "prendre"),
    "undo": ("undo", "oups"),
    "away": ("away", "absent"),
    "back": ("back", "retour"),
}
"""Command → its word in English and in French."""

_BY_WORD = {word: name for name, words in WORDS.items() for word in words}
_START = re.compile(r"^\s*(?:/|slash\s|barre\s+oblique\s)\s*", re.IGNORECASE)
_NUMBER = re.compile(r"#?\s*(\d{1,9})\b")
_GUESSES = 2


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
    start = _START.match(text)
    if start is None:
        return None
    word, _, rest = text[start.end() :].strip().partition(" ")
    name = _BY_WORD.get(gist.plain(word))
    if name is None:
        return Unknown(typed=f"/{word}"[:20], guesses=_nearest(gist.plain(word)))
    argument = rest.strip().rstrip(".")
    number = _NUMBER.match(argument)
    return Command(name=name, argument=argument, number=int(number[1]) if number else None)


def word(name: str, language: str) -> str:
    """A command as its agent writes it: `/done`, `/fini`."""
    english, french = WORDS[name]
    return f"/{french if language == 'fr' else english}"


def _nearest(typed: str) -> tuple[str, ...]:
    near = difflib.get_close_matches(typed, list(_BY_WORD), n=_GUESSES, cutoff=0.5)
    return tuple(f"/{found}" for found in near)
