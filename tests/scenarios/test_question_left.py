"""A question can be answered once it has left, however that came to be known, and not before."""

import pytest

from chalicelib.models import HeldText
from chalicelib.store import agents

from .desks import R1, SHOP
from .doubt import Scene
from .wire import goes_through, refused, taken_but_answered


def held(two: Scene) -> tuple[HeldText, ...]:
    """What waits for Ana's word."""
    return agents.view(two.story.desk.identify(two.ana.address))[2]


@pytest.mark.parametrize("callbacks", [True, False], ids=["callbacks", "the log"])
def test_one_whose_outcome_was_unknown_is_answered_by_its_digit(
    two: Scene, *, callbacks: bool
) -> None:
    two.story.carrier.faults.no_callbacks = not callbacks
    two.story.wire.next_sends(taken_but_answered(500))
    two.ana.texts(R1, "Come by")
    assert two.ana.hears() == two.asked("Come by")
    two.story.later(minutes=4)
    two.ana.answers(R1, "2")
    assert two.lea.hears() == [(SHOP, "Come by")]


def test_one_that_surely_never_went_and_is_sent_again(two: Scene) -> None:
    two.story.wire.next_sends(refused(500, 20500))
    two.ana.texts(R1, "Come by")
    two.story.later(minutes=4)
    assert two.ana.hears() == two.asked("Come by")
    two.ana.answers(R1, "2")
    assert two.lea.hears() == [(SHOP, "Come by")]


def test_the_word_that_one_expires_says_nothing_of_the_next(two: Scene) -> None:
    two.ana.texts(R1, "Come by")
    two.story.move(seconds=30)
    two.ana.texts(R1, "Bring the key")
    two.story.nobody_hears()
    two.story.wire.next_sends(goes_through, refused(429, 20429))
    two.story.later(minutes=16)
    (waits,) = held(two)
    assert waits.texts == ("Bring the key",)
    assert waits.left == 0
