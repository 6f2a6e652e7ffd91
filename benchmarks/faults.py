"""Runs in which everything goes wrong, as many as asked for; and every point of every scene.

`python benchmarks/faults.py [RUNS [SEED [STEPS]]]` plays random runs through the real routes (500,
from seed 1 on); `python benchmarks/faults.py points` ends, fails and interrupts every call of every
scene. Prints what was done and what was found, and exits with 1 where a promise broke. What is
played is in `tests/faults/`.
"""

import contextlib
import dataclasses
import io
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("POWERTOOLS_LOG_LEVEL", "CRITICAL")

import pytest

from tests.faults import points
from tests.faults.checker import Found
from tests.faults.places import Places, places
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
        ready = points.ready(made, {name: SCENES[name]}, name)
        for kind in (points.deaths, points.failures, points.between, points.storms):
            times = points.STORM if kind is points.storms else 1
            for point in kind(ready, whole=True):
                found, faults, story, texts = points.play(made, ready, point, times)
                report.counts.update(runs=1, texts=texts)
                report.counts.update(found.counts)
                report.faults[f"{point.call.what} {point.fate}"] += faults
                if found.wrong:
                    report.broken.append("\n".join([name, *story, *found.wrong]))
    return report


@contextlib.contextmanager
def _quietly() -> Iterator[Places]:
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
        reports = []
        for job in as_completed(jobs):
            reports.append(job.result())
            counts = reports[-1].counts
            print(f"{len(reports)} of {len(jobs)}: {_said(counts)}", file=sys.stderr, flush=True)
    counts = sum((report.counts for report in reports), Counter[str]())
    faults = sum((report.faults for report in reports), Counter[str]())
    broken = [story for report in reports for story in report.broken]
    for story in broken:
        print(story, end="\n\n")
    for name, often in faults.most_common():
        print(f"{often:7,}  {name}")
    print(f"\n{_said(counts)}")
    print(f"{faults.total():,} faults; {len(broken)} runs broke a promise;", end=" ")
    print(f"{time.monotonic() - begun:.0f} s")
    return int(bool(broken))


def _said(counts: Counter[str]) -> str:
    kinds = [kind.name for kind in dataclasses.fields(Found)]
    return ", ".join(f"{counts[kind]:,} {kind}" for kind in ("runs", "texts", *kinds))


if __name__ == "__main__":
    raise SystemExit(main())
