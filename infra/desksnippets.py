"""`[snippets]` of `desk.toml`: the ready answers that agents send with `/name`.

A snippet is one text for everybody, `horaire = "…"`, or a table with a text for each language,
`[snippets.horaire]`. Its name stands where commands stand, so it must be none of theirs.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from chalicelib.rules import commands, gist
from chalicelib.texts.catalog import languages

from .deskchecks import Problem, Source
from .deskfields import fold, meant
from .tomlines import Path

LONGEST = 1600
"""Characters of one snippet: as many as providers take in one text."""

EVERYBODY = ""
"""The language of a text that is for all languages."""

# A word that starts with three digits would be read as a thread: /142a is `a`, for #142.
_NAME = re.compile(r"(?!\d{3})(?=.*[A-Za-z])[A-Za-z0-9][A-Za-z0-9_-]{1,19}")
_ANOTHER = "give it another name."

# Carriers and providers act on these where they are a whole text: no agent must get used to one.
_CARRIERS = frozenset(
    {"stop", "stopall", "end", "quit", "cancel", "unsubscribe", "optout", "revoke", "start", "yes"}
    | {"unstop", "help", "info", "arret", "arreter", "oui", "aide"}
)


def texts(raw: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """The checked table as the desk has it: name in small letters → language → text."""
    return {
        name.lower(): {
            language: text.strip()
            for language, text in (found if isinstance(found, dict) else {EVERYBODY: found}).items()
        }
        for name, found in raw.items()
    }


def problems(source: Source) -> Iterator[Problem]:
    """Everything that is wrong with the names and texts of the snippets."""
    first: dict[str, str] = {}
    for name, found in source.table("snippets").items():
        path: Path = ("snippets", name)
        line = source.line(path)
        if wrong := _wrong_name(name):
            yield Problem(line, *wrong)
        elif (earlier := first.setdefault(gist.plain(name), name)) != name:
            where = source.line(("snippets", earlier))
            says = f'the snippet "{name}" is there twice, first on line {where}'
            yield Problem(line, says, "take one of them out, or change its name.")
        yield from _texts(source, path, name, found)


def _wrong_name(name: str) -> tuple[str, str] | None:
    """What is wrong with a snippet's name, and the mend."""
    if not _NAME.fullmatch(name):
        plain = re.sub(r"[^a-z0-9_-]+", "-", fold(name)).strip("-_")[:20]
        near = plain if _NAME.fullmatch(plain) else "adresse"
        says = f'the snippet name "{name}" is over 20 letters or under 2, has other than a-z, 0-9,'
        return f"{says} - and _, or begins like a thread's number", f'write one like "{near}".'
    word = gist.plain(name)
    if word.replace(" ", "") in _CARRIERS:
        return f'the snippet "{name}" has a name that carriers act on', _ANOTHER
    if word in commands.by_word():
        return f'the snippet "{name}" has the name of a command, /{name.lower()}', _ANOTHER
    return None


def _texts(source: Source, path: Path, name: str, found: Any) -> Iterator[Problem]:
    line = source.line(path)
    if isinstance(found, str):
        yield from _text(line, name, found)
    elif not isinstance(found, dict):
        says = f'the snippet "{name}" must be a text, or a table of texts by language'
        yield Problem(line, says, f'write {name} = "…".')
    elif not found:
        says = f'the snippet "{name}" has no text in any language'
        yield Problem(line, says, 'write one, like fr = "…", or take the table out.')
    else:
        yield from _by_language(source, path, name, found)


def _by_language(
    source: Source, path: Path, name: str, found: Mapping[str, Any]
) -> Iterator[Problem]:
    for language, text in found.items():
        line = source.line((*path, language))
        if language not in languages():
            says = f'the snippet "{name}" has a text in the unknown language `{language}`'
            yield Problem(line, says, meant(language, languages()))
        elif not isinstance(text, str):
            says = f'`{language}` of the snippet "{name}" must be a text'
            yield Problem(line, says, f'write {language} = "…".')
        else:
            yield from _text(line, name, text)


def _text(line: int, name: str, text: str) -> Iterator[Problem]:
    if not text.strip():
        says = f'the snippet "{name}" has an empty text'
        yield Problem(line, says, "write a sentence, or take the line out.")
    if len(text.strip()) > LONGEST:
        says = f'the snippet "{name}" has {len(text.strip())} characters, {LONGEST} is the most'
        yield Problem(line, says, "shorten it, or make two snippets of it.")
    if re.search(r"[{}]", text.replace("{name}", "")):
        says = f'the snippet "{name}" has braces that are not {{name}}'
        yield Problem(line, says, "only {name}, the customer's name, may stand in braces.")
