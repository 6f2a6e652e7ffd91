"""A fresh process, import and first request: of the package as shipped, and of an empty app.

Each figure is the median of as many processes, one after the other, all kinds in turn. A start is
nearly all processor time: where others work on the machine, that is the figure to read.
"""

import json
import subprocess
import sys
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from . import emulated, firsts
from .packed import Packed, packages
from .table import Row

PART = "start"
TIMES = 12
LIMIT = 1.0
_ONCE = Path(__file__).with_name("once.py")
_EVENTS = (firsts.WEBHOOK, firsts.LOOK, firsts.SEND, firsts.TICK, firsts.HEALTH)


class Kind(NamedTuple):
    """What is run: a package, and the file with its first event."""

    package: Packed
    event: Path


def measure() -> list[Row]:
    """A row for each entry point, and for what each part of the difference is worth."""
    recorded = firsts.record()
    with packages() as made:
        folder = made.floor.folder.parent
        kinds = {"floor": Kind(made.floor, firsts.write(firsts.floor(), folder / "floor.json"))}
        for n, name in enumerate(_EVENTS):
            event = firsts.write(recorded[name], folder / f"{n}.json")
            kinds[name] = Kind(made.shipped, event)
        plain = "by plain `chalice deploy`"
        kinds[plain] = kinds[firsts.WEBHOOK]._replace(package=made.plain)
        untraced = firsts.untraced(recorded[firsts.WEBHOOK])
        kinds["with X-Ray off"] = Kind(
            made.shipped, firsts.write(untraced, folder / "untraced.json")
        )
        emulated_rows = _emulated(kinds, plain, folder / "emulator")
        found = _run(kinds)
    return _rows(found) + emulated_rows


def _emulated(kinds: dict[str, Kind], plain: str, folder: Path) -> list[Row]:
    """The webhook once more, under AWS's own emulator; nothing where it can't be had."""
    folder.mkdir()
    emulator = emulated.find(folder)
    if emulator is None:
        return []
    names = ("floor", firsts.WEBHOOK, plain)
    found: dict[str, list[float]] = {name: [] for name in names}
    for n in range(TIMES + 1):
        for name in names:
            took = emulated.first(emulator, kinds[name].package, kinds[name].event)
            found[name] += [took] if n else []
    base, ours, plainly = (median(found[name]) for name in names)
    return [
        Row(PART, f"emulated, {firsts.WEBHOOK}", ours, "ms", base, LIMIT),
        Row(PART, f"emulated, {plain}", plainly, "ms", base),
    ]


def _rows(found: dict[str, list[dict[str, Any]]]) -> list[Row]:
    limited = (*_EVENTS, "with X-Ray off")
    rows = []
    for figure, suffix in (("whole", ""), ("processor", ", processor time")):
        times = {name: median(one[figure] for one in runs) for name, runs in found.items()}
        base = times.pop("floor")
        rows += [
            Row(PART, name + suffix, time, "ms", base, LIMIT if name in limited else None)
            for name, time in times.items()
        ]
    compiled = sum(len(one["compiled"]) for name in _EVENTS for one in found[name])
    rows.append(Row(PART, "modules compiled at start", compiled, "", limit=0))
    for name in ("floor", *_EVENTS):
        memory = median(one["memory"] for one in found[name])
        rows.append(Row(PART, f"memory, {name}", memory, "MiB"))
    return rows


def _run(kinds: dict[str, Kind]) -> dict[str, list[dict[str, Any]]]:
    """In turn, so that what disturbs the machine disturbs all. The first round fills its caches."""
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in kinds}
    for n in range(TIMES + 1):
        for name, kind in kinds.items():
            figures = _fresh(kind)
            assert not figures["unasked"], f"{name}: fewer calls than recorded"
            if n:
                found[name].append(figures)
    return found


def _fresh(kind: Kind) -> dict[str, Any]:
    command = [sys.executable, "-I", "-S", "-B", str(_ONCE)]
    done = subprocess.run(
        [*command, str(kind.package.folder), str(kind.event)],
        stdout=subprocess.PIPE,
        text=True,
        env={},
        check=True,
    )
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return figures
