"""Small days of the simulation in `benchmarks/day.py`: what it looks at holds, and it does look."""

import pytest

from benchmarks import day_theory as theory
from benchmarks.day_figures import PARTS, played
from benchmarks.day_plan import Plan
from benchmarks.day_run import Day
from chalicelib.models import HOUR, MINUTE
from chalicelib.rules import choosing, fitting, handing, queueing

MODES = ("next", "everyone")


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("agents", "seed"), [(2, 1), (2, 2), (5, 1), (5, 3), (8, 4)])
def test_a_day(mode, agents, seed):
    day = Day(Plan(agents=agents, mode=mode, seed=seed)).play()
    assert day.book.broken == []
    assert day.book.counts["told"] > len(day.matters) / 2  # it did look
    assert len(day.matters) == len(day.plan.customers)
    # Who was served before goes before who comes for the first time, by the head start at most.
    latest = day.plan.closes - HOUR - queueing.HEAD_START
    still = [m for m in day.matters.values() if m.customer.at < latest]
    assert all(m.answered for m in still)


@pytest.mark.parametrize("mode", MODES)
def test_a_burst(mode):
    found = played(Plan(agents=5, mode=mode, burst=60, talks=MINUTE))
    assert found.broken == []
    assert (found.threads, found.left) == (60, 0)
    assert found.drained < HOUR


@pytest.mark.parametrize("mode", MODES)
def test_somebody_who_never_looks(mode):
    found = played(Plan(agents=4, mode=mode, mute=1))
    assert found.broken == []


def test_the_same_seed_is_the_same_day():
    one, other = (Day(Plan(agents=3, mode="next", seed=7)).play() for _ in range(2))
    assert one.matters == other.matters
    assert one.texts == other.texts


def test_waits_are_those_of_theory():
    found = played(Plan(agents=3, level=True, talks=12 * MINUTE), days=4)
    assert found.ratios is not None
    assert found.ratios.median == pytest.approx(1, abs=0.25)
    assert found.ratios.most == pytest.approx(1, abs=0.4)


def test_a_load_that_stays_comes_to_the_textbooks_figure():
    assert theory.erlang(1, 0.5, 1) == pytest.approx(0.5)
    assert theory.erlang(2, 1, 1) == pytest.approx(1 / 3)
    assert theory.erlang(10, 8, 1) == pytest.approx(0.4092, abs=1e-4)
    plan = Plan(agents=10, level=True, talks=4 * MINUTE)
    ever, day = theory.for_ever(plan, PARTS), theory.of_days([plan], PARTS)
    assert day == [pytest.approx(one, rel=0.1) for one in ever]


# --- what is broken is found -------------------------------------------------------------------


def test_a_capacity_that_is_ignored_is_found(monkeypatch):
    monkeypatch.setattr(fitting, "has_room", lambda *_: True)
    found = played(Plan(agents=2, mode="next"))
    assert "was given one and has" in found.broken[0]


def test_hours_that_are_ignored_are_found(monkeypatch):
    monkeypatch.setattr(fitting, "off", lambda *_, **__: frozenset())
    found = played(Plan(agents=2, mode="everyone"))
    assert "is not there and was told" in found.broken[0]


@pytest.mark.parametrize("mode", MODES)
def test_a_worker_that_waits_too_long_is_found(monkeypatch, mode):
    monkeypatch.setattr(handing, "room", lambda _: [])
    monkeypatch.setattr(choosing, "pause", lambda *_: HOUR)
    found = played(Plan(agents=2, mode=mode, burst=30))
    assert "has waited" in found.broken[0]


def test_a_thread_that_is_forgotten_is_found():
    day = Day(Plan(agents=2, mode="next", seed=1)).play()
    waiting = [record for record in day.paper.open.values() if record.owner is None]
    assert waiting, "some wrote after hours"
    day.paper.by_recipient["i-support"].clear()
    day.book.at_the_end(day.now)
    assert "is forgotten" in day.book.broken[0]
