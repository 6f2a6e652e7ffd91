"""The stories find what they are there to find: each test breaks a rule, and looks for one."""

from collections.abc import Callable
from typing import Any

import pytest

from chalicelib.models import Line, Shown
from chalicelib.rules import addressing, agent, case, customer, gist, routing
from chalicelib.rules.addressing import Goal, Held

from .shape import Shape
from .story import find, shorten

ONE = Shape(relays=1)
STORIES = 60


def _latest(line: Line, text: str, now: int) -> Goal | Held:
    """The wrong rule: of several candidates, the one that was shown last."""
    found = addressing.candidates(line, now)
    if not found:
        return Held(why="none")
    last = max(found, key=lambda shown: shown.relayed)
    return Goal(thread=last.thread, contact=last.contact, how="candidate")


def _only_what_is_theirs(shown: Shown, line: Line, now: int) -> bool:
    """The wrong rule: what is gone from this agent cannot be meant any more."""
    pending = shown.pending and shown.relayed > 0
    return (pending or shown.thread == line.written) and not shown.gone


def _last_written(line: Line, text: str, now: int) -> Goal | Held:
    """The wrong rule: the thread last written to, whatever came since."""
    known = line.entry(line.written)
    if known is None:
        return Held(why="none")
    return Goal(thread=known.thread, contact=known.contact, how="candidate")


@pytest.mark.parametrize(
    ("module", "name", "wrong"),
    [
        (addressing, "by_candidates", _latest),
        (addressing, "by_candidates", _last_written),
        (addressing, "_is_candidate", _only_what_is_theirs),
        (gist, "is_reaction", lambda *_: False),
        (gist, "is_automatic", lambda _: False),
        (gist, "is_empty", lambda _: False),
    ],
    ids=["latest", "last-written", "gone-is-forgotten", "reactions", "automatic", "empty"],
)
def test_a_wrong_rule_is_found(
    monkeypatch: pytest.MonkeyPatch, module: object, name: str, wrong: Callable[..., Any]
) -> None:
    monkeypatch.setattr(module, name, wrong)
    finding = find(ONE, "P1", STORIES * 10)
    assert finding is not None
    assert len(finding.steps) <= 25


def test_an_address_in_a_text_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = customer.text_for_agent
    monkeypatch.setattr(case, "text_for_agent", lambda *a: f"From +1 514 555-0400: {plain(*a)}")
    assert find(ONE, "P4", STORIES) is not None


def test_telling_everybody_at_once_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routing, "AT_ONCE", 7)
    assert find(Shape(agents=7), "announcement", STORIES) is not None


def test_an_acknowledgement_for_each_text_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = customer._joins

    def twice(contact: Any, thread: Any, message: Any, *rest: Any) -> Any:
        decision = plain(contact, thread, message, *rest)
        entry = decision.put[0] if decision.put else None
        ack = entry and entry.but(kind="ack", n=f"{entry.n}a", recipient=f"c-{contact.id}")
        return decision.but(put=(*decision.put, ack)) if ack else decision

    monkeypatch.setattr(customer, "_joins", twice)
    assert find(ONE, "acknowledgement", STORIES) is not None


def test_a_load_that_is_not_counted_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = agent._sends
    monkeypatch.setattr(agent, "_sends", lambda *a: plain(*a).but(loads=()))
    assert find(ONE, "loads", STORIES) is not None


def test_a_text_that_nobody_is_shown_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = customer._joins
    monkeypatch.setattr(customer, "_joins", lambda *a: plain(*a).but(put=()))
    finding = find(ONE, "P2", STORIES)
    assert finding is not None
    again = shorten(ONE, finding.steps, "P2")
    assert again.steps == finding.steps
