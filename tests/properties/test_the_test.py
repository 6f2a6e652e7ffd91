"""The stories find what they are there to find: each test breaks a rule, and looks for one."""

from collections.abc import Callable
from typing import Any

import pytest

from chalicelib.decisions import Decision
from chalicelib.models import HeldText, Line, Profile, Shown
from chalicelib.rules import (
    addressing,
    agent,
    case,
    choosing,
    commands,
    customer,
    gist,
    questions,
    rerouting,
    sending,
    showing,
    unsent,
)
from chalicelib.rules.addressing import Goal, Held
from chalicelib.rules.turn import Turn
from chalicelib.rules.ways import Way

from .book import Book
from .shape import Shape
from .story import breaks, draw, find, shorten

ONE = Shape(relays=1)
STORIES = 60
LENGTH = 120


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


# --- wrong rules of the question -------------------------------------------------------------


def _from_one(held: HeldText, profile: Profile, *, again: bool) -> tuple[HeldText, Profile]:
    """The wrong rule: every question begins with 1."""
    return held.but(base=1), profile.but(asked=(1, len(held.choices)))


def _same_digits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(questions, "numbered", _from_one)


def _once_asked(held: HeldText, line: Line) -> bool:
    """The wrong rule: a question can be answered for as long as it is open."""
    return bool(held.asked)


def _said_and_kept(
    held: HeldText, scene: showing.Scene, now: int
) -> showing.Showing | showing.Later:
    """The wrong rule: it is said that a question is over, and it can be answered all the same."""
    found = _PLAIN(held, scene, now)
    if isinstance(found, showing.Later):
        return found
    return found.but(settled=(), line=scene.line, put=(), held=(), profile=None)


_PLAIN = showing._expired


def _joins_unseen(turn: Turn) -> Decision:
    """The wrong rule: what follows within seconds joins, whatever the question quoted."""
    newest = turn.view.held[-1]
    joined = newest.but(texts=(*newest.texts, turn.message.body), last=turn.now)
    decision = Decision(outcome="held", seen=turn.message.id, profile=turn.profile)
    return decision.but(held=(joined,))


def _drops_silently(turn: Turn, held: HeldText) -> Decision:
    """The wrong rule: what is sent to nobody needs no word."""
    return Decision(outcome="dropped", seen=turn.message.id, profile=turn.profile)


@pytest.mark.parametrize(
    ("promise", "module", "name", "wrong"),
    [
        ("P1", questions, "is_last", _once_asked),
        ("P1", questions, "together", _joins_unseen),
        ("expired", showing, "_expired", _said_and_kept),
        ("a word", questions, "dropped", _drops_silently),
        ("a word", questions, "expired", lambda *_: "* That is over."),
        ("asides", commands, "bare", lambda _: None),
        ("way out", showing, "_expired", lambda *_: "settled"),
    ],
    ids=[
        *("not-last", "joins-unseen", "answered-after-all", "dropped-silently"),
        *("expired-unquoted", "note-unasked", "never-over"),
    ],
)
def test_a_wrong_question_is_found(
    monkeypatch: pytest.MonkeyPatch, promise: str, module: object, name: str, wrong: Any
) -> None:
    monkeypatch.setattr(module, name, wrong)
    assert _breaks(promise)


def _breaks(promise: str) -> bool:
    """Whether a story breaks it; left as long as it is."""
    return any(breaks(ONE, draw(seed, LENGTH), promise) for seed in range(STORIES * 10))


def test_the_same_digits_again_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    _same_digits(monkeypatch)
    assert _breaks("digits")


def test_where_a_stale_digit_goes_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    _same_digits(monkeypatch)
    monkeypatch.setattr(Book, "_asks", lambda *_: None)  # which would find them first
    assert _breaks("P1")


def test_a_loop_of_two_machines_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(agent, "AUTOMATIC_TOLD_EVERY", 0)
    monkeypatch.setattr(Turn, "braked", lambda turn: turn.profile)
    assert _breaks("P7")


def test_an_address_in_a_text_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = customer.text_for_agent
    monkeypatch.setattr(case, "text_for_agent", lambda *a: f"From +1 514 555-0400: {plain(*a)}")
    assert find(ONE, "P4", STORIES) is not None


def test_telling_everybody_at_once_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choosing, "AT_ONCE", 7)
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
    plain = sending._sends
    monkeypatch.setattr(sending, "_sends", lambda *a, **k: plain(*a, **k).but(loads=()))
    assert find(ONE, "loads", STORIES) is not None


def test_a_text_that_nobody_is_shown_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = customer._joins
    monkeypatch.setattr(customer, "_joins", lambda *a: plain(*a).but(put=()))
    finding = find(ONE, "P2", STORIES)
    assert finding is not None
    again = shorten(ONE, finding.steps, "P2")
    assert again.steps == finding.steps


# --- wrong rules of channels ------------------------------------------------------------------

CHANNELS = Shape(relays=1, whatsapp=2, fallback=True)
WINDOWS = Shape(relays=1, whatsapp=3)


def test_words_that_leave_twice_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The wrong rule: what waited leaves, and waits on."""
    monkeypatch.setattr(unsent, "without", lambda thread: thread)
    assert find(WINDOWS, "P3", STORIES) is not None


def test_words_that_leave_for_another_thread_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The wrong rule: what is sent anew goes to where somebody else is written to."""
    plain = rerouting._sent_anew

    def elsewhere(about: Any, way: Way, *rest: Any) -> Decision:
        wrong = Way(way.ours, f"{way.theirs[:-1]}{(int(way.theirs[-1]) + 1) % 2}")
        return plain(about, wrong, *rest)

    monkeypatch.setattr(rerouting, "_sent_anew", elsewhere)
    assert find(CHANNELS, "P1", STORIES) is not None


def test_words_that_wait_for_another_thread_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The wrong rule: what waits is not what was written."""
    plain = unsent.of_reply
    monkeypatch.setattr(unsent, "of_reply", lambda reply: plain(reply).but(text="Never mind."))
    assert find(WINDOWS, "P1", STORIES) is not None


def test_words_that_wait_unsaid_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unsent, "told", lambda *_: "* That waits.")
    assert find(WINDOWS, "a word", STORIES) is not None
