"""What `desk.toml` says against those whom supervisors added by text: they keep their places."""

import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path

from chalicelib.errors import SetupError
from chalicelib.models import Agent, person_of

from . import tomlines
from .deskchecks import Place, Problem, Source
from .deskfields import fold


def check(path: Path, joined: Sequence[Agent]) -> None:
    """Raises `SetupError`, a line for each that the file at `path` gives another name or number.

    The file is one that `deskfile.load` takes.
    """
    text = path.read_text(encoding="utf-8-sig")
    source = Source(tomllib.loads(text), tomlines.lines(text))
    if found := sorted(set(_problems(source, joined))):
        raise SetupError("\n".join(f"{path.name} {problem}" for problem in found))


def _problems(source: Source, joined: Sequence[Agent]) -> Iterator[Problem]:
    people = {person_of(address): agent for agent in joined for address in agent.addresses}
    names = {fold(agent.name): agent for agent in joined}
    for path, row in source.rows("agents"):
        places = list(source.values(path, row, "address", "addresses"))
        called = Place((*path, "name"), str(row.get("name", "")))
        there = [people[person] for p in places if (person := person_of(p.value)) in people]
        for agent in there:
            if fold(agent.name) != fold(called.value):
                says = f'"{called.value}" has the number of "{agent.name}", who was added by text'
                yield Problem(source.line(called.path), says, f'write name = "{agent.name}".')
        other = names.get(fold(called.value))
        if other and other not in there:
            says = f'there is another "{called.value}", who was added by text'
            mend = "write the number they text from, or give one of the two another name."
            yield Problem(source.line(called.path), says, mend)
    for place in (*source.all("inboxes", "addresses"), *source.relays(), *source.service()):
        if theirs := people.get(person_of(place.value)):
            says = f'"{place.value}" is the number of "{theirs.name}", who was added by text'
            mend = "have a supervisor text /agent remove and the name, or take another number."
            yield Problem(source.line(place.path), says, mend)
