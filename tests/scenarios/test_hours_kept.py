"""Hours and shifts: nobody is woken outside them, and nothing is forgotten when they begin."""

from .conftest import OpenDesk
from .desks import R1, SHOP, agent, desk
from .routings import EVENING, HOURS, NOON, ROUTINGS, inbox, shop, told
from .teams import BOTH, last


@BOTH
@ROUTINGS
def test_nobody_is_woken_at_night_and_in_the_morning_they_are_told(
    open_desk: OpenDesk, language: str, routing: str
) -> None:
    story = open_desk(shop(language=language, routing=routing), EVENING)
    lea, agents = story.customer(), story.agents()
    lea.texts(SHOP, "My chain broke")
    assert len(lea.hears()) == 1, "that it is closed, and until when"
    story.later(hours=3)
    lea.texts(SHOP, "Hello?")
    story.later(hours=11, minutes=59)
    assert story.nobody_hears(lea, *agents)
    story.later(minutes=2)
    heard = told(agents, "My chain broke\nHello?")
    assert len(heard) == (1 if routing == "next" else 2)
    heard[0].texts(R1, "Come by")
    assert lea.hears() == [(SHOP, "Come by")]


@ROUTINGS
def test_agents_who_want_to_be_told_at_any_hour_are(open_desk: OpenDesk, routing: str) -> None:
    more = HOURS + 'after_hours = "tell"\n'
    story = open_desk(shop(routing=routing, more=more), EVENING)
    story.customer().texts(SHOP, "My chain broke")
    assert len(told(story.agents())) == (1 if routing == "next" else 2)


def test_a_matter_told_before_closing_is_gone_on_with_in_the_morning(open_desk: OpenDesk) -> None:
    story = open_desk(shop(routing="next"), "2026-03-03T16:55:00-05:00")
    lea, agents = story.customer(), story.agents()
    lea.texts(SHOP, "My chain broke")
    [first] = told(agents)
    story.later(minutes=20)
    lea.texts(SHOP, "It is red")
    story.later(hours=15, minutes=40)
    assert story.nobody_hears(*agents)
    story.later(minutes=5)
    assert told(agents, "It is red") == [first], "five of the ten minutes were yesterday"
    story.later(minutes=6)
    [second] = told(agents, "My chain broke")
    assert second is not first


@BOTH
@ROUTINGS
def test_an_urgent_word_at_night_reaches_who_is_on_call(
    open_desk: OpenDesk, language: str, routing: str
) -> None:
    story = open_desk(shop("", "on_call = true", language=language, routing=routing), EVENING)
    lea, (ana, ben) = story.customer(), story.agents()
    lea.texts(SHOP, "There is no hurry")
    assert story.nobody_hears(ana, ben)
    story.move(minutes=1)
    lea.texts(SHOP, "URGENT!")
    assert told([ana, ben], "There is no hurry\nURGENT!") == [ben]
    story.later(hours=1)
    assert story.nobody_hears(ana, ben)
    ben.texts(last(ben).sender, "I come")
    assert lea.hears()[-1] == (SHOP, "I come")


def test_urgent_by_day_is_for_who_is_there(open_desk: OpenDesk) -> None:
    night = 'on_call = true\nshifts = ["Mon-Fri 22:00-23:00"]'
    story = open_desk(shop("", night), NOON)
    story.customer().texts(SHOP, "Urgent: a leak")
    assert told(story.agents()) == [story.agent("Ana")]


def test_who_is_on_call_gets_what_is_urgent_whatever_they_have(open_desk: OpenDesk) -> None:
    one = 'on_call = true\ncapacity = 1\nskills = ["gears"]'
    more = HOURS + '[inboxes.keywords]\nleak = "pumps"\n'
    people = agent("Ana") + 'skills = ["pumps"]\n', agent("Ben") + one
    story = open_desk(desk(*people, inboxes=inbox("next", more)), EVENING)
    ben = story.agent("Ben")
    for n in (1, 2):
        story.customer(n).texts(SHOP, f"Urgent {n}: a leak")
        assert told([ben], f"Urgent {n}") == [ben]
    assert story.nobody_hears(story.agent("Ana"))
