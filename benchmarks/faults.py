"""Runs in which everything goes wrong, as many as asked for; and every point of every scene.

`python benchmarks/faults.py [RUNS [SEED [STEPS]]]` plays random runs through the real routes (500,
from seed 1 on); `python benchmarks/faults.py points` ends, fails and interrupts every call of every
scene. Prints what was done and what was found, and exits with 1 where a promise broke. What is
played is in `tests/faults/`.
"""

import contextlib
import io
import os
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("POWERTOOLS_LOG_LEVEL", "CRITICAL")

import pytest

from tests.faults import points
from tests.faults.places import places
from tests.faults.run import STEPS, play
from tests.faults.scenes import SCENES
from tests.support.stage import empty_environment

PART = 50
PROCESSES = 2


class Report(NamedTuple):
    """What one process played: counts, the faults by name, and what broke, told whole."""

    counts: Counter[str]
    faults: Counter[str]
    broken: list[str]


def runs(first: int, count: int, steps: int) -> Report:
    """Random runs, one after the other."""
    report = Report(Counter(), Counter(), [])
    with _quietly() as made:
        for seed in range(first, first + count):
            try:
                played = play(made, seed, steps)
            except Exception as error:  # noqa: BLE001 - the other runs are played all the same
                report.broken.append("\n".join([repr(error), *getattr(error, "__notes__", ())]))
                continue
            report.counts.update(runs=1, texts=played.texts, calls=played.calls)
            report.counts.update(played.found.counts)
            report.faults.update(played.faults)
            if played.found.wrong:
                report.broken.append(str(played))
    return report


def scene(name: str) -> Report:
    """One scene, and everything at every point of it."""
    report = Report(Counter(), Counter(), [])
    with _quietly() as made:
        ready = points.ready(made, SCENES[name])
        for kind in (points.deaths, points.failures, points.between):
            for point in kind(ready.calls, whole=True):
                found, _, story = points.play(made, ready, point)
                report.counts.update(runs=1)
                report.counts.update(found.counts)
                report.faults[f"{point.call.what} {point.fate}"] += 1
                if found.wrong:
                    report.broken.append("\n".join([name, *story, *found.wrong]))
    return report


@contextlib.contextmanager
def _quietly():  # type: ignore[no-untyped-def]
    with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(io.StringIO()):
        empty_environment(patch)
        with places() as made:
            yield made


def main() -> int:
    """Two processes at a time."""
    asked, begun = sys.argv[1:], time.monotonic()
    with ProcessPoolExecutor(PROCESSES) as pool:
        if asked[:1] == ["points"]:
            jobs = [pool.submit(scene, name) for name in SCENES]
        else:
            count, first, steps = [*map(int, asked), *(500, 1, STEPS)[len(asked) :]]
            starts = range(first, first + count, PART)
            jobs = [pool.submit(runs, s, min(PART, first + count - s), steps) for s in starts]
        reports = [job.result() for job in jobs]
    counts = sum((report.counts for report in reports), Counter[str]())
    faults = sum((report.faults for report in reports), Counter[str]())
    broken = [story for report in reports for story in report.broken]
    for story in broken:
        print(story, end="\n\n")
    for name, often in faults.most_common():
        print(f"{often:7,}  {name}")
    kinds = ("lost", "repeated", "misdirected", "disordered", "mistold", "parked", "unsure")
    print(f"\n{counts['runs']:,} runs, {faults.total():,} faults, {len(broken)} broke a promise;")
    print(", ".join(f"{kind} {counts[kind]:,}" for kind in kinds))
    print(f"{time.monotonic() - begun:.0f} s")
    return int(bool(broken))


if __name__ == "__main__":
    raise SystemExit(main())
