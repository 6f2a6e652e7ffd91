"""No interleaving breaks a promise, as deep as is played here; a wrong rule is found."""

import os
import random
from collections.abc import Callable
from typing import Any

import pytest

from chalicelib.models import Line, Shown
from chalicelib.rules import addressing, questions
from chalicelib.rules.addressing import Goal, Held

from .exhaustive import BUSY, explore
from .exhaustive_place import words
from .exhaustive_steps import Steps
from .exhaustive_tables import Event
from .exhaustive_twin import Twin

SECONDS = float(os.environ.get("GUICHET_EXHAUSTIVE_SECONDS", "0")) / 2
"""For each of the two beginnings of a shape; what is played always may take longer."""


@pytest.mark.slow
@pytest.mark.parametrize("relays", [1, 2])
@pytest.mark.parametrize(("begins", "depth"), [((), 9), (BUSY, 3)], ids=["new", "busy"])
def test_no_story_breaks_a_promise(relays: int, begins: tuple[Event, ...], depth: int) -> None:
    report = explore(relays, SECONDS, begins, least=depth)
    assert report.counterexample == [], report
    assert report.depth >= depth
    assert report.states > 9_000


def _latest(line: Line, text: str, now: int) -> Goal | Held:
    """The wrong rule: of several candidates, the one that was shown last."""
    found = addressing.candidates(line, now)
    if not found:
        return Held(why="none")
    last = max(found, key=lambda shown: shown.relayed)
    return Goal(thread=last.thread, contact=last.contact, how="candidate")


def _last_written(line: Line, text: str, now: int) -> Goal | Held:
    """The wrong rule: the thread last written to, whatever came since."""
    known = line.entry(line.written)
    if known is None:
        return Held(why="none")
    return Goal(thread=known.thread, contact=known.contact, how="candidate")


def _only_what_is_theirs(shown: Shown, line: Line, now: int) -> bool:
    """The wrong rule: what is gone from this agent cannot be meant any more."""
    pending = shown.pending and shown.relayed > 0
    return (pending or shown.thread == line.written) and not shown.gone


def _nothing_crosses(shown: Shown, line: Line, now: int) -> bool:
    """The wrong rule: what was on its way when its thread was answered cannot be meant."""
    return bool(shown.pending and shown.relayed) or shown.thread == line.written


ASKED = (*BUSY, ("texts", 0, 0, words(0)), ("claims", 0), ("writes", 1))
"""An agent was asked whom a text is for; the other customer has written once more."""

TWICE = (*BUSY, ("writes", 0), ("looks", 0), ("claims", 0))
"""One customer has written once more, and that too is on its way to an agent."""


@pytest.mark.parametrize(
    ("module", "name", "wrong", "begins", "length"),
    [
        (addressing, "by_candidates", _latest, (), 7),
        (addressing, "by_candidates", _last_written, (), 8),
        (addressing, "_is_candidate", _only_what_is_theirs, BUSY, 3),
        (addressing, "_is_candidate", _nothing_crosses, TWICE, 3),
        (questions, "is_last", lambda held, _: bool(held.asked), ASKED, 3),
    ],
    ids=["latest", "last-written", "gone-is-forgotten", "nothing-crosses", "any-question"],
)
def test_a_wrong_rule_is_found(
    monkeypatch: pytest.MonkeyPatch,
    module: object,
    name: str,
    wrong: Callable[..., Any],
    begins: tuple[Event, ...],
    length: int,
) -> None:
    monkeypatch.setattr(module, name, wrong)
    report = explore(1, 0, begins, least=length)
    assert report.depth <= length
    assert len(report.counterexample) == report.depth
    assert "P1" in report.counterexample[-1]


WAITS = ("waits",)
"""Seldom, so that no story takes an hour."""


@pytest.mark.parametrize("seed", range(30))
def test_codes_leave_nothing_out_that_matters(seed: int) -> None:
    chance, steps = random.Random(seed), Steps(1 + seed % 2)
    twin = Twin(steps.rules.place)
    parts, story = steps.start, []
    for number in range(60):
        options = [step for step in steps.next(parts) if number % 25 == 24 or step[0] != WAITS]
        if number >= 2:  # Ana, then Bob, who have the first two numbers
            kind = chance.choice(sorted({event[0] for event, *_ in options}))
            options = [step for step in options if step[0][0] == kind]
        event, after, effect, broken = options[number] if number < 2 else chance.choice(options)
        story.append(event)
        decision = twin.plays(event, parts, steps)
        assert twin.differs(effect, decision, after, steps) == broken == "", story
        parts = after
