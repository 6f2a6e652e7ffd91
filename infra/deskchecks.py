"""What must hold between the values of `desk.toml`: nothing twice, nothing that names nothing.

These checks read the raw TOML, so that they find their errors even where single values are wrong
too: an operator mends everything at once.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from chalicelib.models import person_of
from chalicelib.texts.catalog import languages

from .deskfields import check_text, fold, length, meant
from .tomlines import Path

TEXTS = {"open": "ack_open", "closed": "ack_closed"}


class Problem(NamedTuple):
    """Something wrong, on a line (from 1), and how to mend it."""

    line: int
    what: str
    mend: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.what}. Mend: {self.mend}"


class Place(NamedTuple):
    """A text of the file and where it stands."""

    path: Path
    value: str


@dataclass(frozen=True)
class Source:
    """A parsed file: what it says and on which lines."""

    raw: dict[str, Any]
    lines: dict[Path, int]

    def line(self, path: Path) -> int:
        """The line of a path, or of the nearest thing around it that has one."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def table(self, name: str) -> dict[str, Any]:
        """A table, or {} where there is none."""
        found = self.raw.get(name)
        return found if isinstance(found, dict) else {}

    def rows(self, name: str) -> Iterator[tuple[Path, dict[str, Any]]]:
        """The tables of an array of tables, with their paths."""
        found = self.raw.get(name)
        for place, row in enumerate(found if isinstance(found, list) else ()):
            if isinstance(row, dict):
                yield (name, place), row

    def values(self, path: Path, row: dict[str, Any], *keys: str) -> Iterator[Place]:
        """The texts under `keys`, whether one text or a list of them."""
        for key in keys:
            found = row.get(key)
            if isinstance(found, str):
                yield Place((*path, key), found)
            for place, value in enumerate(found if isinstance(found, list) else ()):
                if isinstance(value, str):
                    yield Place((*path, key, place), value)

    def all(self, name: str, *keys: str) -> Iterator[Place]:
        """The texts under `keys` in every table of an array of tables."""
        for path, row in self.rows(name):
            yield from self.values(path, row, *keys)

    def relays(self) -> list[Place]:
        """`relay_numbers`."""
        return list(self.values(("desk",), self.table("desk"), "relay_numbers"))

    def service(self) -> list[Place]:
        """`service_number`: none or one."""
        return list(self.values(("desk",), self.table("desk"), "service_number"))


def problems(source: Source) -> Iterator[Problem]:
    """Everything that is wrong between the values."""
    for check in _CHECKS:
        yield from check(source)


def twice(
    source: Source,
    places: Iterable[Place],
    what: str,
    same: Callable[[str], str],
    mend: str = "take one of them out, or change it.",
) -> Iterator[Problem]:
    """Values that are one to whoever compares them by `same`."""
    first: dict[str, Place] = {}
    for place in places:
        earlier = first.setdefault(same(place.value), place)
        if earlier is not place:
            where = source.line(earlier.path)
            says = f'{what} "{place.value}" is there twice, first on line {where}'
            yield Problem(source.line(place.path), says, mend)


def _numbers(source: Source) -> Iterator[Problem]:
    """One number for one inbox; an inbox's number may be a relay number too (a one-number desk)."""
    inboxes = list(source.all("inboxes", "addresses"))
    yield from twice(source, inboxes, "the inbox address", str)
    yield from twice(source, source.relays(), "the relay number", str)


def _service(source: Source) -> Iterator[Problem]:
    """What is written to the service number is never relayed, so it can be no other number."""
    others = {p.value: p for p in (*source.all("inboxes", "addresses"), *source.relays())}
    for path, value in source.service():
        if other := others.get(value):
            kind = "a relay number" if other.path[0] == "desk" else "an inbox's address"
            where = source.line(other.path)
            says = f'`service_number` "{value}" is also {kind} (line {where})'
            yield Problem(source.line(path), says, "give it a number of its own, or leave it out.")


def _names(source: Source) -> Iterator[Problem]:
    for rows, what in (("inboxes", "the inbox name"), ("agents", "the agent name")):
        yield from twice(source, list(source.all(rows, "name")), what, fold)


def _agents(source: Source) -> Iterator[Problem]:
    """Every agent has addresses, under one key, that are nobody else's and not the desk's own."""
    own = (*source.all("inboxes", "addresses"), *source.relays(), *source.service())
    ours = {person_of(place.value): place for place in own}
    people: dict[str, Place] = {}
    for path, row in source.rows("agents"):
        if ("address" in row) == ("addresses" in row):
            says, mend = "an agent has both `address` and `addresses`", "put all in `addresses`."
            if "address" not in row:
                says, mend = "`address` is missing in [[agents]]", 'add address = "+15145550201".'
            yield Problem(source.line(path), says, mend)
        places = list(source.values(path, row, "address", "addresses"))
        yield from twice(source, places, "the address", str)
        for place in places:
            yield from _taken(source, place, ours, people)


def _taken(
    source: Source, place: Place, ours: dict[str, Place], people: dict[str, Place]
) -> Iterator[Problem]:
    person, line = person_of(place.value), source.line(place.path)
    if mine := ours.get(person):
        where = source.line(mine.path)
        says = f"the agent's address \"{place.value}\" is the desk's own (line {where})"
        yield Problem(line, says, "write the agent's own phone, or its texts would go round.")
    earlier = people.setdefault(person, place)
    if earlier.path[:2] != place.path[:2]:
        says = f'two agents have "{place.value}", the first on line {source.line(earlier.path)}'
        yield Problem(line, says, "one phone is one agent: take one of them out.")


def _agent_inboxes(source: Source) -> Iterator[Problem]:
    known = {place.value for place in source.all("inboxes", "name")}
    for path, row in source.rows("agents"):
        places = list(source.values(path, row, "inboxes"))
        yield from twice(source, places, "the inbox", str)
        for place in places:
            if known and place.value not in known:
                says = f'there is no inbox "{place.value}"'
                yield Problem(source.line(place.path), says, meant(place.value, known))


def _some_relay(source: Source) -> Iterator[Problem]:
    """Agents without a relay number would never see a text."""
    found = source.table("desk").get("relay_numbers", [])
    if found == [] and any(True for _ in source.rows("agents")):
        says = "there are agents, and `relay_numbers` is empty"
        mend = 'name at least one, in [desk]: relay_numbers = ["+15145550101"].'
        yield Problem(source.line(("desk", "relay_numbers")), says, mend)


def _holidays(source: Source) -> Iterator[Problem]:
    """A country once, and a day once, whatever its name."""
    places = list(source.values(("desk",), source.table("desk"), "holidays"))
    yield from twice(source, places, "the holiday", lambda text: text.strip().partition(" ")[0])


def _texts(source: Source) -> Iterator[Problem]:
    for path, row in source.rows("inboxes"):
        texts = row.get("texts")
        for key, value in (texts if isinstance(texts, dict) else {}).items():
            here: Path = (*path, "texts", key)
            if key in languages() and isinstance(value, dict):
                for inner, text in value.items():
                    yield from _text(source, (*here, inner), inner, text, tuple(TEXTS))
            else:
                yield from _text(source, here, key, value, (*TEXTS, *languages()))


def _text(
    source: Source, path: Path, key: str, text: Any, known: tuple[str, ...]
) -> Iterator[Problem]:
    if key not in known:
        yield Problem(source.line(path), f"unknown key `{key}` in texts", meant(key, known))
    elif key not in TEXTS:
        says = f"`{key}` is a language and must be a table of texts"
        yield Problem(source.line(path), says, f'write [inboxes.texts.{key}] and open = "…".')
    elif not isinstance(text, str):
        yield Problem(source.line(path), f"`{key}` must be a text", f'write {key} = "…".')
    elif found := check_text(key, text):
        yield Problem(source.line(path), *found)


def _silences(source: Source) -> Iterator[Problem]:
    """An agent is asked about a silent customer before the thread is closed, or never."""
    for path, row in source.rows("inboxes"):
        asks, closes = (length(str(row.get(key, ""))) for key in ("ask_after", "close_after"))
        if asks and closes and asks >= closes:
            says = "`ask_after` is not shorter than `close_after`: nobody would be asked"
            yield Problem(source.line((*path, "ask_after")), says, "write a shorter time.")


_CHECKS = (
    *(_numbers, _service, _names, _agents, _agent_inboxes),
    *(_some_relay, _holidays, _silences, _texts),
)
