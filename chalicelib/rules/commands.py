"""What an agent orders in a text: `/done`, `/ fini.`, `Slash prendre 142`. Pure.

The words stand in `texts/`, and those of every language are always understood; case, accents, a
final point and spaces do not matter. The desk's own ready answers, snippets, share their space.
None of the words that carriers act on (STOP, END, QUIT, CANCEL, START, YES, ARRET…) is a command.
"""

import difflib
import re
from collections.abc import Collection
from functools import cache

from ..models import Model
from ..texts import command_words, languages
from . import gist

NUMBERED = frozenset(
    {"done", "take", "hist", "release", "pass", "assign", "lang", "block", "unblock", "spam"}
    | {"unlink"}
)
"""Commands about a thread, whose number may follow: `/take 142`."""

WORDED = frozenset({"note", "name", "tag", "snooze", "via"})
"""Commands about a thread that words or times follow: its number needs a `#`."""

ABOUT_A_THREAD = NUMBERED | WORDED | {"link"}
"""`/link 142` is about the thread that shows, and names another; `/link 151 142` names both."""

_BEGUN = frozenset({"note", "pass"})
"""A text that begins with one of these, without its slash, may be a forgotten command."""

_START = re.compile(
    r"(?:/\s*|(?:(?:forward\s+)?slash|barre\s+oblique)[\s,.:]+(?=\S))", re.IGNORECASE
)
_NOTED = re.compile(r"not(?:é|e\u0301)", re.IGNORECASE)  # "Noté, merci!" is no note
_PLAIN_NUMBER = re.compile(r"#?\s*(\d{1,9})\b[:,]?\s*")
_LONG_NUMBER = re.compile(r"#?\s*(\d{3,9})\b[:,]?\s*")
_FIRST_NUMBER = re.compile(r"(?:#\s*(\d{3,9})\b|(\d{3,9})(?=[\s:,]+#?\s*\d))[:,]?\s*")
_MARKED_NUMBER = re.compile(r"#\s*(\d{3,9})\b[:,]?\s*")
_NAMED_NUMBER = re.compile(r"(\S+(?:\s+\S+)?)\s+#\s*(\d{3,9})\b[:,]?\s*(.*)", re.DOTALL)
_LAST_NUMBER = re.compile(r"(.*\S)\s+#\s*(\d{3,9})", re.DOTALL)
_LAST_PLAIN = re.compile(r"(.*\S)\s+#?\s*(\d{3,9})", re.DOTALL)
_GUESSES = 2
_ALIKE = 0.75
_SLIP = 4  # letters, below which a word without a slash is like too many others


@cache
def by_word() -> dict[str, str]:
    """The word of a command, in any language → the command."""
    return {
        gist.plain(written): name
        for language in sorted(languages())
        for name, written in command_words(language).items()
    }


class Command(Model):
    """A known command, or a `snippet` with its name in `word`.

    `number` is the thread it names, if it names one; `argument` is what follows. `after` is where
    a list goes on.
    """

    name: str
    number: int | None = None
    argument: str = ""
    word: str = ""
    after: int = 0


class Unknown(Model):
    """Shaped like a command and none of them. `guesses` are the nearest words, with their slash."""

    typed: str
    guesses: tuple[str, ...] = ()


def parse(
    text: str, snippets: Collection[str] = (), *, bare: bool = False
) -> Command | Unknown | None:
    """The command in a text, or None where it is not shaped like one.

    `bare`: the slash may be missing, as on the desk's own number; what is no command there is None.
    """
    shown = gist.opening(text)
    start = _START.match(shown)
    if start is None and not bare:
        return None
    word, *more = shown[start.end() if start else 0 :].split(maxsplit=1) or [""]
    said = gist.plain(word)
    own = {gist.plain(snippet): snippet for snippet in snippets}
    name = by_word().get(said) or ("snippet" if said in own else None)
    if name is None:
        if start or (bare and len(said) >= _SLIP and _nearest(said, snippets, cutoff=_ALIKE)):
            return Unknown(typed=f"/{word}"[:20], guesses=_nearest(said, snippets))
        return None
    argument = "".join(more).strip()
    if argument == "." or gist.is_empty(argument):  # `/ fini .`: a keyboard's own point
        argument = ""
    if name == "snippet":
        number = _LONG_NUMBER.match(argument)
    elif name == "broadcast":
        number = None  # whatever it says is for the team
    elif name == "link":
        number = _FIRST_NUMBER.match(argument)
    elif name in WORDED or name == "write":
        number = _MARKED_NUMBER.match(argument)
    else:
        argument = re.sub(r"[\s.]+\Z", "", argument)
        number = _PLAIN_NUMBER.match(argument) if name in NUMBERED else None
    if number is None and (place := _later_number(name, argument)):
        return Command(name=name, number=place[0], argument=place[1])
    return Command(
        name=name,
        word=own[said] if name == "snippet" else "",
        number=int(next(filter(None, number.groups()))) if number else None,
        argument=argument[number.end() :] if number else argument,
    )


def other_named(command: Command) -> Command:
    """The same; a single number behind `/link` is the other thread's."""
    if command.name != "link" or command.number is None or command.argument:
        return command
    return command.but(number=None, argument=str(command.number))


def _later_number(name: str, argument: str) -> tuple[int, str] | None:
    """The thread that is named behind something else, and what is left without it.

    `/pass Ben #142 wants an invoice`, `/name Ana #142`; in a note it is part of the note.
    """
    if name in ("pass", "assign") and (found := _NAMED_NUMBER.fullmatch(argument)):
        return int(found[2]), f"{found[1]} {found[3]}".strip()
    last = _LAST_PLAIN if name == "via" else _LAST_NUMBER
    if name in ("name", "tag", "snooze", "lang", "via") and (found := last.fullmatch(argument)):
        return int(found[2]), found[1]
    return None


def bare(text: str) -> Command | None:
    """The command that a text without a slash may mean.

    It is wholly a command's word, perhaps with a thread's number, or begins with `note` or `pass`.
    """
    found = parse(text, bare=True)
    shown = gist.opening(text)
    if not isinstance(found, Command) or _START.match(shown) or _NOTED.match(shown):
        return None
    found = other_named(found)
    links = found.name == "link" and found.argument.lstrip("# ").isdigit()
    return found if not found.argument or found.name in _BEGUN or links else None


def word(name: str, language: str) -> str:
    """A command as its agent writes it: `/done`, `/fini`."""
    return f"/{command_words(language)[name]}"


def written(command: Command, language: str) -> str:
    """The whole command as its agent would write it: `/pass #142 Ben, he knows the bike`."""
    called = f"/{command.word}" if command.name == "snippet" else word(command.name, language)
    number = f"#{command.number}" if command.number is not None else ""
    return " ".join(part for part in (called, number, command.argument) if part)


def _nearest(typed: str, snippets: Collection[str], cutoff: float = 0.6) -> tuple[str, ...]:
    near = difflib.get_close_matches(typed, [*by_word(), *snippets], n=_GUESSES, cutoff=cutoff)
    near.sort(key=lambda found: found[:1] != typed[:1])  # the first letter is seldom the slip
    return tuple(f"/{found}" for found in near)
