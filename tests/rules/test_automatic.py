"""What a phone answers by itself: never passed on, and said so, but seldom."""

import pytest

from chalicelib.decisions import Decision
from chalicelib.models import HOUR, MINUTE, SECOND, Profile
from chalicelib.texts import say
from tests.rules.helping import MARIE, decided, kinds, on_line
from tests.support.made import NOW, contact, line, shown, thread, turn


def told(decision: Decision) -> str:
    """What the agent is told: one text, and nothing goes anywhere else."""
    assert kinds(decision) == ["notice"]
    assert (decision.contact, decision.message) == (None, None)
    return decision.put[0].text


AUTO = "I'm driving with Focus turned on."


def test_an_automatic_reply_is_said_to_go_nowhere_and_but_once() -> None:
    first = decided(turn(AUTO, on_line(), whose=contact(thread())))
    assert first.outcome == "automatic"
    assert told(first) == say("automatic", "en", q=AUTO)
    (after,) = first.lines
    assert after.auto_told == NOW
    again = decided(turn(AUTO, after, now=NOW + 12 * HOUR - 1))
    assert (again.outcome, again.put) == ("automatic", ())
    assert decided(turn(AUTO, after, now=NOW + 12 * HOUR)).put


def test_another_text_that_only_looks_automatic_is_said_to_go_nowhere() -> None:
    """A machine repeats itself. Who writes something else is a person, and must hear of it."""
    (after,) = decided(turn(AUTO, on_line(), whose=contact(thread()))).lines
    here = after.but(last="thread")
    decision = decided(turn("I'm driving over now, 10 min", here, now=NOW + HOUR))
    assert decision.put


WROTE = "We are closed tomorrow because of the snow."


def after_writing(text: str, to: int = 150) -> Profile:
    """Anna's profile after she wrote `text` to a thread."""
    here = line(shown(to, MARIE))
    decision = decided(turn(text, here, whose=contact(thread(to))))
    assert decision.profile is not None
    return decision.profile


@pytest.mark.parametrize(
    ("text", "again", "to", "later", "is_held"),
    [
        (WROTE, WROTE, 150, MINUTE - 1, True),
        (WROTE, WROTE.upper(), 150, MINUTE - 1, True),
        (WROTE, WROTE, 150, MINUTE, False),
        (WROTE, WROTE, 142, 5 * SECOND, False),
        (WROTE, WROTE + " Sorry!", 150, 5 * SECOND, False),
        ("On our way", "On our way", 150, 5 * SECOND, False),
        (WROTE, f"#142 {WROTE}", 150, 5 * SECOND, False),
    ],
)
def test_the_same_text_on_two_threads_within_a_minute(
    text: str, again: str, to: int, later: int, is_held: bool
) -> None:
    profile = after_writing(text, to)
    at = turn(again, on_line(), whose=contact(thread()), profile=profile, now=NOW + later)
    decision = decided(at)
    assert decision.outcome == ("automatic" if is_held else "claimed")
    assert bool([e for e in decision.put if e.kind == "notice"]) is is_held


def test_the_same_text_to_a_third_customer_is_said_to_go_nowhere_too() -> None:
    """It was perhaps a person's after all: what is not delivered is said (P8)."""
    profile = after_writing(WROTE, 150)
    here = on_line(auto_told=NOW - HOUR)
    at = turn(WROTE, here, whose=contact(thread()), profile=profile, now=NOW + SECOND)
    assert decided(at).put
