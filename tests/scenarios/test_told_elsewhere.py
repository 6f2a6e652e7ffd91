"""The desk's own word for a number that an agent's phone has closed comes from another number."""

import pytest

from .conftest import Matter, OpenDesk
from .damage import says, waiting
from .desks import ALONE, R1, R2, SHOP, WORKSHOP, agent, desk
from .story import Story
from .wire import goes_through, refused

LANDLINE, OPTED_OUT = 30006, 21610


def test_that_an_answer_did_not_arrive_is_said_from_another_number(matter: Matter) -> None:
    story, lea, ana = matter
    story.carrier.faults.no_callbacks = True
    ana.texts(R1, "Come by")
    [text] = story.carried("Come by")
    lea.hears()
    ana.texts(R1, "STOP")
    ana.hears()
    story.report(text, "undelivered", LANDLINE)
    story.settle()
    words = ana.words("not_delivered", n=101, q="Come by", reason=ana.words("reason_no_texts"))
    assert ana.hears() == [(R2, words)]


def test_what_a_colleague_leaves_is_offered_from_another_number(story: Story) -> None:
    lea, (ana, ben) = story.customer(), story.agents()
    relay = story.begin(lea, ben)
    ana.texts(R1, "STOP")
    story.nobody_hears()
    ben.texts(relay, "/away")
    [(number, words)] = ana.hears()
    assert number == R2
    assert words.startswith(ana.words("offer_head", a="Ben"))


def test_and_where_only_the_carrier_saw_the_stop(story: Story) -> None:
    lea, (ana, ben) = story.customer(), story.agents()
    relay = story.begin(lea, ben)
    story.wire.next_sends(goes_through, refused(400, OPTED_OUT))
    ben.texts(relay, "/away")
    story.later(minutes=1)
    assert [got.sender for got in ana.hears() if "Ben" in got.body] == [R2]


def test_a_thanks_for_a_closed_number_comes_from_another_with_its_name(matter: Matter) -> None:
    _, lea, ana = matter
    ana.texts(R1, "/done")
    ana.texts(R1, "STOP")
    ana.hears()
    lea.texts(SHOP, "Thanks!")
    assert ana.hears() == [(R2, ana.words("thanks", "Thanks!", n=101))]


def test_with_no_number_left_nobody_is_tried(open_desk: OpenDesk) -> None:
    story = open_desk(desk(agent("Ana"), relays=(R1,)))
    lea, ana = story.customer(), story.agent("Ana")
    story.begin(lea, ana)
    story.carrier.faults.no_callbacks = True
    ana.texts(R1, "Come by")
    [text] = story.carried("Come by")
    ana.texts(R1, "STOP")
    story.report(text, "undelivered", LANDLINE)
    story.later(hours=3)
    assert story.nobody_hears(ana)
    assert waiting(story, ana) == []


def test_an_agent_who_left_the_desk_is_told_nothing_more(open_desk: OpenDesk) -> None:
    story = open_desk(WORKSHOP)
    ben = story.agent("Ben")
    says(story, ben, R1, "/mine")
    assert waiting(story, ben)
    story.apply(ALONE)
    story.settle()
    assert waiting(story, ben) == []


@pytest.fixture
def story(open_desk: OpenDesk) -> Story:
    return open_desk(WORKSHOP)
