"""Every interleaving, breadth first, symmetric states merged, over the real rules.

The desk: two agents, two customers, one inbox, one or two relay numbers (of one number, every
line is shared). A step is one of these, and any may come next:

- a customer writes; the inbox's worker looks at the first thread that is due;
- the first text of an agent's outbox is claimed, and is on its way to the phone from then on;
- an agent writes, when any of the texts on their way show, in any order: plain words, which are
  meant for the customer that the phone shows; `#101 words`; the answer to the question that shows,
  or 0; a lone digit that is meant for a customer; `/done`, `/take`, `/pass` with a number;
- the open questions expire.

A text shows only right before its owner writes: nothing else depends on what a phone shows, so any
story is one of these. A text is claimed, handed over and recorded at once: no rule reads what lies
between. A decision is taken and committed at once: versions make it so (`paper.py`, `races/`).

Time: 20 s pass before each text of an agent, none otherwise (a look that must wait waits 20 s). So
`ORDERED`, `TOGETHER` and `FOLD` protect nothing between two texts of agents, and `CROSSING` is over
after three; a text may show later than that. Nothing takes an hour: what needs longer (`LAPSE`,
`SILENCE`, threads that are long closed) is for the random stories, as is what this leaves out:
deliveries that fail, duplicates, quotes, /undo, /release, notes, patrols.

What the model bounds is marked `The model's bound`, in the other files of this name.
"""

import gc
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from .exhaustive_steps import Steps
from .exhaustive_story import told
from .exhaustive_tables import Event, unpack

BUSY: tuple[Event, ...] = (
    *(("writes", c) for c in range(2)),
    *(("looks", c) for c in range(2)),
    *(("claims", a) for a in (0, 0, 1, 1)),
)
"""How a story may begin: both customers have written, and both agents were told of both."""

LOOK_AT_CLOCK = 256


@dataclass
class Report:
    """How far it got: every story of `depth` steps after those it `begins` with was played.

    `counterexample` is the shortest that breaks a promise, in words; `depth` is its length then.
    """

    relays: int
    begins: int = 0
    states: int = 1
    steps: int = 0
    depth: int = 0
    seconds: float = 0.0
    counterexample: list[str] = field(default_factory=list)
    layers: list[int] = field(default_factory=lambda: [1])

    def __str__(self) -> str:
        numbers = "1 relay number" if self.relays == 1 else f"{self.relays} relay numbers"
        found = "".join(f"\n    {line}" for line in self.counterexample) or " none"
        return (
            f"{numbers}, after {self.begins} steps: {self.states} states, {self.steps} steps, "
            f"every story of {self.depth} steps more, {self.seconds:.0f} s; counterexample:{found}"
        )


def explore(
    relays: int, seconds: float, begins: Sequence[Event] = (), *, least: int = 0, most: int = 99
) -> Report:
    """Plays every story, at least so many steps deep, and on for so many `seconds`."""
    began = time.monotonic()
    report, steps = Report(relays, len(begins)), Steps(relays)
    search = _Search(report, steps, steps.least(steps.follow(begins)), began + seconds)
    gc.disable()  # millions of numbers, and no cycles
    try:
        while search.layer and report.depth < most and search.goes_deeper(least):
            pass
    finally:
        gc.enable()
    report.states, report.seconds = len(search.before), time.monotonic() - began
    return report


class _Search:
    """States seen, each with the one before it; `layer` are those found last."""

    def __init__(self, report: Report, steps: Steps, start: int, end: float) -> None:
        self.report, self.steps, self.end = report, steps, end
        self.before, self.layer = {start: start}, [start]

    def goes_deeper(self, least: int) -> bool:
        """One step more, from all states; False where time is over or a promise is broken."""
        report, before, found = self.report, self.before, list[int]()
        for number, state in enumerate(self.layer):
            patient = number % LOOK_AT_CLOCK or report.depth < least
            if not patient and time.monotonic() > self.end:
                return False
            for event, after, _, broken in self.steps.next(unpack(state)):
                report.steps += 1
                if broken:
                    report.depth += 1
                    report.counterexample = list(told(self.steps, before, state, event))
                    return False
                known = self.steps.least(after)
                if known not in before:
                    before[known] = state
                    found.append(known)
        self.layer = found
        report.depth += 1
        report.layers.append(len(found))
        return True
