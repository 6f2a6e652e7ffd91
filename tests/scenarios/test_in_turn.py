"""Who has waited longest is next, whatever number the thread has."""

import pytest

from .conftest import OpenDesk
from .desks import R1, SHOP, agent, desk
from .phones import Phone
from .routings import NEXT
from .story import Story

ONE_EACH = desk(agent("Ana") + "capacity = 1\n", agent("Ben") + "capacity = 1\n", inboxes=NEXT)
"""Two agents who have room for one customer each."""


def _away(story: Story, phone: Phone) -> None:
    phone.texts(R1, "/away")
    story.nobody_hears()


@pytest.mark.parametrize(("minutes", "first"), [(1, "It broke again"), (33, "Max's")])
def test_who_opens_an_old_thread_again_has_a_head_start_of_half_an_hour(
    open_desk: OpenDesk, minutes: int, first: str
) -> None:
    """Its number is lower than that of who has waited longer."""
    story = open_desk(ONE_EACH)
    ana, ben = story.agents()
    lea, max_, zoe = (story.customer(n) for n in (1, 2, 3))
    _away(story, ana)
    relay = story.begin(lea, ben)
    ben.texts(relay, "/done")
    _away(story, ben)
    ana.texts(R1, "/back")
    zoe.texts(SHOP, "A question of Zoe's")
    story.move(minutes=1)
    max_.texts(SHOP, "A question of Max's")
    story.move(minutes=minutes)
    lea.texts(SHOP, "It broke again")
    story.later(minutes=6)
    story.nobody_hears()
    ana.texts(R1, "/done 102")
    heard = [got.body for got in ana.hears()]
    assert [w for w in ("Max's", "It broke again") if any(w in words for words in heard)] == [first]
