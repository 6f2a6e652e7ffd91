"""Many wrote while it was closed: in the morning each is for one agent first."""

from chalicelib.texts import say

from .conftest import OpenDesk
from .desks import SHOP
from .phones import Phone
from .routings import EVENING, shop
from .story import Story


def evening(story: Story, count: int) -> None:
    """So many customers write at night, and it becomes nine in the morning."""
    for n in range(1, count + 1):
        story.customer(n).texts(SHOP, f"Question {n}, please?")
        story.move(seconds=30)
    story.later(hours=14, minutes=40)
    assert story.nobody_hears(*story.agents())
    story.later(minutes=25)


def questions(phone: Phone, language: str = "en") -> tuple[list[str], int]:
    """What this agent was asked since; and how often it was said that others wait."""
    bodies = [got.body for got in phone.hears()]
    asked = [body.rsplit("Question ", 1)[1][0] for body in bodies if "Question " in body]
    return asked, sum(say("crowded", language) in body for body in bodies)


def test_each_goes_to_one_agent_and_the_first_says_that_others_wait(open_desk: OpenDesk) -> None:
    story = open_desk(shop(), EVENING)
    evening(story, 6)
    found = [questions(phone) for phone in story.agents()]
    asked = [numbers for numbers, _ in found]
    assert sorted(n for numbers in asked for n in numbers) == list("123456"), "each told once"
    assert [len(numbers) for numbers in asked] == [3, 3]
    assert [said for _, said in found] == [1, 1]


def test_what_is_not_answered_goes_to_the_others(open_desk: OpenDesk) -> None:
    story = open_desk(shop(), EVENING)
    evening(story, 4)
    asked = [questions(phone)[0] for phone in story.agents()]
    assert sorted(n for numbers in asked for n in numbers) == list("1234")
    story.later(minutes=45)
    more = [questions(phone)[0] for phone in story.agents()]
    for first, then in zip(asked, more, strict=True):
        assert {*first, *then} == set("1234")


def test_a_few_are_told_to_all(open_desk: OpenDesk) -> None:
    story = open_desk(shop(), EVENING)
    evening(story, 3)
    for phone in story.agents():
        numbers, said = questions(phone)
        assert (sorted(numbers), said) == (list("123"), 0)


def test_what_is_urgent_is_for_all(open_desk: OpenDesk) -> None:
    story = open_desk(shop(), EVENING)
    story.customer(9).texts(SHOP, "Urgent! Question 9, please?")
    evening(story, 5)
    assert all("9" in questions(phone)[0] for phone in story.agents())


def test_in_french(open_desk: OpenDesk) -> None:
    story = open_desk(shop(language="fr"), EVENING)
    evening(story, 4)
    assert [questions(phone, "fr")[1] for phone in story.agents()] == [1, 1]
