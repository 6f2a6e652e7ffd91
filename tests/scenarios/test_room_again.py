"""An agent has room again because a colleague took a thread: who waits in line is given it at once.

Nothing here waits for the clock but where it is said.
"""

import time

from chalicelib import announce
from chalicelib.store import contacts

from ..support.stage import PUBLIC_URL
from .conftest import OpenDesk
from .desks import R1, SHOP, agent, desk
from .phones import Phone
from .routings import NEXT
from .story import Story

NARROW = desk(agent("Ana"), agent("Ben"), relays=(R1,), inboxes=NEXT)
"""Two agents who have room for one customer each."""


def first_told(story: Story) -> tuple[Phone, Phone]:
    """Who was given #101, and the other one."""
    (thread,) = [one for one in contacts.waiting("support") if one.number == 101]
    found = story.desk.agent((thread.told or ())[0].agent)
    assert found is not None
    given = story.agent(found.name)
    (other,) = [one for one in story.agents() if one is not given]
    return given, other


def look() -> None:
    """The inbox's worker looks; the texts that follow from it have not left yet."""
    announce.run("i-support", PUBLIC_URL, time.monotonic() + 30)


def heard(phone: Phone, words: str) -> bool:
    return any(words in got.body for got in phone.hears())


def test_the_word_that_it_is_taken_makes_room_at_once(open_desk: OpenDesk) -> None:
    story = open_desk(NARROW)
    for n in (1, 2, 3):
        story.customer(n).texts(SHOP, f"Question {n}")
        story.move(seconds=5)
    story.nobody_hears()
    given, other = first_told(story)
    other.texts(R1, "/take 101")  # has two of them now
    assert heard(given, "Question 3"), "nobody waited for the clock"


def test_a_place_that_was_kept_and_never_shown_is_free_again(open_desk: OpenDesk) -> None:
    story = open_desk(NARROW)
    lea, luc = story.customer(1), story.customer(2)
    story.post(story.form(lea.address, SHOP, "Question 1"))
    look()  # somebody is given it, and it has not left yet
    given, other = first_told(story)
    story.post(story.form(other.address, R1, "/take 101"))
    story.settle()
    assert not heard(given, "Question 1")
    assert heard(other, "Question 1")
    story.move(minutes=1)
    luc.texts(SHOP, "Question 2")
    assert heard(given, "Question 2"), "given has nothing else to do"


def test_who_waits_already_is_given_the_place_that_was_kept(open_desk: OpenDesk) -> None:
    story = open_desk(NARROW)
    story.post(story.form(story.customer(1).address, SHOP, "Question 1"))
    look()
    given, other = first_told(story)
    for n in (2, 3):
        story.post(story.form(story.customer(n).address, SHOP, f"Question {n}"))
    look()  # the other one is given #102, and #103 waits
    story.post(story.form(other.address, R1, "/take 101"))
    story.settle()
    assert heard(given, "Question 3"), "nobody waited for the clock"
