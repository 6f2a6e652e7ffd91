"""What runs on Lambda, taken from this environment: no package index is asked in a test."""

import shutil
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement


def vendor(requirements: Path, into: Path) -> None:
    """Copies the distributions that `requirements` names, and all that they need, to `into`.

    Chalice puts that folder into the package as it is. The file has nothing left to ask for after.
    """
    lines = requirements.read_text("utf-8").splitlines()
    wanted = [Requirement(line) for line in lines if line.strip() and line[0] not in "#-"]
    for found in _closure(wanted):
        for file in found.files or ():
            if file.parts[0] != ".." and "__pycache__" not in file.parts:
                to = into / file
                to.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(str(file.locate()), to)
    requirements.write_text("", "utf-8")


def _closure(wanted: list[Requirement]) -> Iterator[Distribution]:
    """Each distribution once."""
    seen: set[tuple[str, frozenset[str]]] = set()
    names: set[str] = set()
    while wanted:
        one = wanted.pop()
        key = (one.name.lower().replace("_", "-"), frozenset(one.extras))
        if key in seen:
            continue
        seen.add(key)
        try:
            found = distribution(one.name)
        except PackageNotFoundError:
            continue  # for another system: its marker says so to pip
        wanted += [
            more
            for more in map(Requirement, found.requires or ())
            if more.marker is None
            or any(more.marker.evaluate({"extra": extra}) for extra in ("", *one.extras))
        ]
        if key[0] not in names:
            names.add(key[0])
            yield found
