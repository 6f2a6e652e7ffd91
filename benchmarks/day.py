"""Days of a desk on a virtual clock, by the real rules: `python -m benchmarks.day`.

Customers write by the hour, agents take their time, have breaks and go home; the inbox's worker
tells them, by `chalicelib/rules`. Prints for each routing mode and size of team how long customers
wait for an answer beside what queueing theory says of the same load, how evenly the work was
shared, and how many texts it took; then a thousand texts within a minute. Looks after every commit
that nobody waits untold while somebody is free, that nobody is given more than they may have, and
that nobody is told who is not there; exits with 1 where that did not hold.

`--agents N --mode M --seed S` plays one day alone; `--burst N` and `--mute N` make it a bad one.
"""

import argparse
import sys
import time
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor

from rich.console import Console
from rich.table import Table

from chalicelib.models import MINUTE, SECOND, Routing

from .day_figures import Figures, Wait, played
from .day_plan import Plan

PROCESSES = 2
MODES: tuple[Routing, ...] = ("next", "everyone")
DAYS = {2: 8, 5: 4, 20: 1, 50: 1}
"""So many days are played for so many agents: about as many customers for each."""

WIDTH = 130

LEVEL = Plan(agents=5, level=True, talks=9 * MINUTE)
LEVEL_DAYS = 3
BURST = Plan(agents=20, burst=1000, talks=MINUTE)

WAITS = "routing agents days threads left median M/M/c ratio 95th M/M/c ratio idle"
EVEN = "routing agents least mean most CV texts new more gone notice over"
BURSTS = "routing agents threads queued median 95th drained texts new looks idle"


def main() -> int:
    """One day, or the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.day", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--agents", type=int, help="how many (default: 2, 5, 20 and 50)")
    parser.add_argument("--mode", choices=MODES, help="of routing (default: both)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--burst", type=int, default=0, help="so many write within one minute")
    parser.add_argument("--mute", type=int, default=0, help="so many agents never look")
    asked, begun = parser.parse_args(), time.monotonic()
    found = _play(_jobs(asked))
    for words, rows in _tables(found):
        _show(words, rows)
    print(f"{sum(f.threads for f in found):,} threads in {time.monotonic() - begun:.0f} s")
    broken = [words for f in found for words in f.broken]
    print("\n".join(broken) or "nobody waited untold, was given too much, or told while not there")
    return int(bool(broken))


def _jobs(asked: argparse.Namespace) -> list[tuple[Plan, int]]:
    """What to play, and on how many days; the longest first."""
    modes: tuple[Routing, ...] = (asked.mode,) if asked.mode else MODES
    if asked.agents or asked.burst or asked.mute:
        agents, talks = asked.agents or 20, BURST.talks if asked.burst else Plan.talks
        about = {"seed": asked.seed, "burst": asked.burst, "mute": asked.mute, "talks": talks}
        return [(Plan(agents=agents, mode=mode, **about), 1) for mode in modes]
    jobs = [(BURST.but(mode=mode, seed=asked.seed), 1) for mode in modes]
    for agents, days in reversed(DAYS.items()):
        jobs += [(Plan(agents=agents, mode=mode, seed=asked.seed), days) for mode in modes]
    return [*jobs, (LEVEL.but(seed=asked.seed), LEVEL_DAYS)]


def _play(jobs: list[tuple[Plan, int]]) -> list[Figures]:
    with ProcessPoolExecutor(PROCESSES) as pool:
        running = [pool.submit(played, plan, days) for plan, days in jobs]
        found = []
        for job in running:
            found.append(job.result())
            print(f"{len(found)} of {len(jobs)}", file=sys.stderr, flush=True)
    return sorted(found, key=lambda f: (f.plan.level, f.plan.mode != "next", f.plan.agents))


def _tables(found: list[Figures]) -> Iterable[tuple[str, list[list[str]]]]:
    days, bursts = [f for f in found if not f.plan.burst], [f for f in found if f.plan.burst]
    if days:
        yield WAITS, [_waits(f) for f in days]
        yield EVEN, [_even(f) for f in days]
    if bursts:
        yield BURSTS, [_burst(f) for f in bursts]


def _name(f: Figures) -> list[str]:
    return [f.plan.mode + (", level" if f.plan.level else ""), str(f.plan.agents)]


def _waits(f: Figures) -> list[str]:
    theory, ratios = f.theory or Wait(0, 0), f.ratios or Wait(0, 0)
    median = [_span(f.wait.median), _span(theory.median), f"{ratios.median:.2f}"]
    most = [_span(f.wait.most), _span(theory.most), f"{ratios.most:.2f}"]
    return [*_name(f), str(f.days), f"{f.threads:,}", str(f.left), *median, *most, _span(f.idle)]


def _even(f: Figures) -> list[str]:
    kinds = [_each(f, f.texts[kind]) for kind in ("new", "more", "gone", "notice")]
    rates = [f"{rate:.2f}" for rate in f.even]
    return [*_name(f), *rates, f"{f.spread:.2f}", _each(f, f.texts.total()), *kinds, str(f.over)]


def _burst(f: Figures) -> list[str]:
    waits = [_span(f.wait.median), _span(f.wait.most), _span(f.drained)]
    texts = [_each(f, f.texts.total()), _each(f, f.texts["new"])]
    looks = [f"{f.looks:,}/min", _span(f.idle)]
    return [*_name(f), f"{f.threads:,}", str(f.queued), *waits, *texts, *looks]


def _each(f: Figures, texts: int) -> str:
    return f"{texts / f.threads:.2f}"


def _span(ms: float) -> str:
    return f"{ms / MINUTE:.1f} min" if ms >= MINUTE else f"{ms / SECOND:.0f} s"


def _show(headings: str, rows: list[list[str]]) -> None:
    table = Table(box=None, pad_edge=False)
    for place, heading in enumerate(headings.split()):
        table.add_column(heading, justify="right" if place else "left")
    for row in rows:
        table.add_row(*row)
    console = Console(width=max(WIDTH, Console().width))
    console.print(table)
    console.print()


if __name__ == "__main__":
    sys.exit(main())
