"""Reads `desk.toml`: what the desk is, or every reason why the file can't be taken, with its line.

An error reads: desk.toml line 7: unknown key `adresses`. Mend: did you mean `addresses`?
"""

import re
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

from annotated_types import MinLen
from pydantic import Field, ValidationError
from pydantic_core import ErrorDetails

from chalicelib.errors import SetupError
from chalicelib.models import Agent, Carrier, Desk, Inbox

from . import (
    deskchecks,
    deskholidays,
    deskmeta,
    deskproviders,
    deskskills,
    desksnippets,
    desktemplates,
    tomlines,
)
from .deskchecks import Problem, Source
from .deskfields import WRONG, meant, nearest
from .deskmeta import MetaTable
from .desktables import LIST, AgentTable, DeskTable, InboxTable, Table

# The desk is one item of the table, of at most 400 KB.
MOST_BYTES = 350 * 1024


class Declaration(Table):
    """The whole file, checked; `templates`, `providers` and `snippets` each by its own module."""

    desk: DeskTable
    inboxes: Annotated[tuple[InboxTable, ...], LIST, MinLen(1)]
    agents: Annotated[tuple[AgentTable, ...], LIST] = ()
    meta: MetaTable = MetaTable()
    templates: dict[str, Any] = Field(default_factory=dict)
    providers: dict[str, Any] = Field(default_factory=dict)
    snippets: dict[str, Any] = Field(default_factory=dict)

    @property
    def warnings(self) -> tuple[str, ...]:
        """What is allowed and probably not meant."""
        answered = {name for agent in self.agents for name in agent.inboxes}
        silent = [inbox.name for inbox in self.inboxes if inbox.name not in answered]
        nobody = (f'nobody answers the inbox "{name}": no agent names it.' for name in silent)
        public = (address for inbox in self.inboxes for address in inbox.addresses)
        ours = (*public, *self.desk.relay_numbers)
        known = tuple(desktemplates.templates(self.templates).values())
        mute = desktemplates.missing(ours, self.carriers, known)
        alone = deskproviders.unserved(ours, self.carriers)
        return (*nobody, *deskskills.unneeded(self.inboxes, self.agents), *alone, *mute)

    @property
    def carriers(self) -> dict[str, Carrier]:
        """Every address that another provider than Twilio carries."""
        return self.meta.carriers | deskproviders.carriers(self.providers)

    def build(self, key: str, year: int | None = None) -> Desk:
        """The desk, with agents' ids made by `key`.

        Holidays are worked out for `year`, this one where it is not given, and the next two.
        """
        values: dict[str, Any] = self.desk.model_dump() | {"key": key}
        values["snippets"] = desksnippets.texts(self.snippets)
        values["carriers"] = self.carriers
        values["templates"] = desktemplates.templates(self.templates)
        year = year or time.gmtime().tm_year
        values["holidays"] = deskholidays.days(self.desk.holidays, range(year, year + 3))
        inboxes = tuple(self._inbox(table) for table in self.inboxes)
        nobody = Desk(**values, inboxes=inboxes, agents=())
        agents = tuple(self._agent(table, nobody) for table in self.agents)
        return Desk(**values, inboxes=inboxes, agents=agents)

    def _inbox(self, table: InboxTable) -> Inbox:
        words = table.words(table.language or self.desk.language)
        return Inbox(**table.model_dump(exclude={"texts"}), texts=words)

    def _agent(self, table: AgentTable, desk: Desk) -> Agent:
        addresses = table.addresses or ((table.address,) if table.address else ())
        values: dict[str, Any] = table.model_dump(exclude={"address"})
        values |= {"addresses": addresses, "language": table.language or desk.language}
        return Agent(id=desk.identify(addresses[0]), **values)


def load(path: Path) -> Declaration:
    """What the file at `path` declares.

    Raises `SetupError` with one line for every error: `desk.toml line 7: what. Mend: how.`
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        mend = "Mend: name the right one: python desk.py apply FILE."
        raise SetupError(f"{path} is not there. {mend}") from None
    except (OSError, UnicodeDecodeError):
        raise SetupError(f"{path} can't be read. Mend: save it as a UTF-8 text.") from None
    found = parse(text)
    if isinstance(found, Declaration):
        return found
    raise SetupError("\n".join(f"{path.name} {problem}" for problem in found))


def parse(text: str) -> Declaration | list[Problem]:
    """What `text` declares, or everything that is wrong with it, by line."""
    try:
        source = Source(tomllib.loads(text), tomlines.lines(text))
    except tomllib.TOMLDecodeError as error:
        return [_syntax(error, text)]
    checks = (deskchecks, desksnippets, deskskills, deskmeta, deskproviders, desktemplates)
    problems = [problem for check in checks for problem in check.problems(source)]
    try:
        found = Declaration.model_validate(source.raw)
    except ValidationError as error:
        problems += [_problem(source, detail) for detail in error.errors() if _counts(detail)]
    if not problems:
        problems += _size(source, found)
    return sorted(set(problems)) or found


def _syntax(error: tomllib.TOMLDecodeError, text: str) -> Problem:
    place = re.search(r" \(at (?:line (\d+), column \d+|end of document)\)", str(error))
    line = int(place[1]) if place and place[1] else len(text.splitlines()) or 1
    what = re.sub(r" \(at .*\)$", "", str(error))
    mend = 'texts stand in "…", lists in […]; look at this line and the one above.'
    if "('inboxes',)" in what or "('agents',)" in what:
        mend = "each inbox and each agent starts with double brackets: [[inboxes]], [[agents]]."
    return Problem(line, f"this is not TOML: {what}", mend)


def _size(source: Source, found: Declaration) -> Iterator[Problem]:
    desk = found.build("0" * 64)
    size = len(desk.model_dump_json().encode())
    spoken = size - len(desk.but(snippets={}).model_dump_json().encode())
    if size > MOST_BYTES and 2 * spoken > size:
        says = f"the {len(desk.snippets)} snippets are too long together: {spoken // 1024} KB"
        yield Problem(source.line(("snippets",)), says, "shorten them, or take some out.")
    elif size > MOST_BYTES:
        says = f"{len(found.agents)} agents are too many: {size // 1024} KB, 350 is the most"
        mend = "split the desk into two stages, each with its own file."
        yield Problem(source.line(("agents",)), says, mend)


# --- pydantic's errors in our words --------------------------------------------------------

_TABLES: dict[str | int, type[Table]] = {
    "desk": DeskTable,
    "inboxes": InboxTable,
    "agents": AgentTable,
    "meta": MetaTable,
}
_KINDS = {
    "string_type": ("text", 'write it in quotes: {key} = "…".'),
    "int_type": ("a whole number", "write it without quotes: {key} = 3."),
    "tuple_type": ("a list", 'write it in brackets: {key} = ["…"].'),
    "bool_type": ("true or false", "write {key} = true, without quotes."),
    "dict_type": ("a table", "write [{table}]."),
    "too_short": ("a list of at least one", 'write {key} = ["…"].'),
    "greater_than_equal": ("{ge} or more", "write {key} = 3."),
    "less_than_equal": ("{le} or less", "write {key} = 3."),
}


def _header(table: str | int) -> str:
    """How a table begins in the file."""
    return f"[{table}]" if table in ("desk", "meta") else f"[[{table}]]"


def _belongs(path: tuple[str | int, ...], key: str) -> str:
    """The mend of an unknown key: the one that was meant, or the table that it belongs in."""
    own = (_TABLES[path[0]] if len(path) > 1 else Declaration).model_fields
    there = [_header(name) for name, table in _TABLES.items() if key in table.model_fields]
    if there and not nearest(key, own):  # `address` of an inbox is a slip for `addresses`
        return f"it belongs in {' or '.join(there)}."
    return meant(key, own)


def _counts(error: ErrorDetails) -> bool:
    """Pydantic also calls a list too short whose elements are all wrong: that is said already."""
    return not (error["type"] == "too_short" and error["input"])


def _problem(source: Source, error: ErrorDetails) -> Problem:
    path, kind = error["loc"], error["type"]
    line, key = source.line(path), str(next(p for p in reversed(path) if isinstance(p, str)))
    if kind == WRONG:
        return Problem(line, error["ctx"]["what"], error["ctx"]["mend"])
    if kind == "extra_forbidden":
        return Problem(line, f"unknown key `{key}`", _belongs(path, key))
    if path[0] in _TABLES and key == path[0]:
        mend = f"write {_header(key)} on a line of its own, its keys below."
        return Problem(line, f"there is no {_header(key)}, or not as a table", mend)
    if kind == "missing":
        header = _header(path[0])
        return Problem(line, f"`{key}` is missing in {header}", f"add {key} = … there.")
    if path[0] == "inboxes" and path[-1] == "holidays":
        mend = "the days stand in [desk]; here write true or false."
        return Problem(line, "`holidays` of an inbox must be true or false", mend)
    if kind not in _KINDS:
        return Problem(line, f"`{key}`: {error['msg']}", "write it as the example desk.toml does.")
    wanted, mend = _KINDS[kind]
    wanted = wanted.format(**error.get("ctx", {}))
    where = ".".join(part for part in path if isinstance(part, str))
    if isinstance(path[-1], int):
        return Problem(line, f"each of `{key}` must be {wanted}", f'write {key} = ["…"].')
    return Problem(line, f"`{key}` must be {wanted}", mend.format(key=key, table=where))
