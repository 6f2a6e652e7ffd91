"""/mine, /queue, /who and /hist: two segments at most, and with /more to the very end."""

import pytest

from chalicelib.texts import size

from .conftest import OpenDesk
from .desks import R1, R2, SHOP, desk
from .story import Story
from .teams import BOTH, crowd, last, numbers, order, orders, pages, person, team

NAMES = ("Marie-Eve Tremblay", "Jean-Francois Lavoie", "Bo", "Alexandrine", "Max Cote")


def thirty(open_desk: OpenDesk, language: str) -> Story:
    """One agent; thirty customers wrote, one after the other."""
    story = open_desk(team(language, "Ana"))
    for n, customer in enumerate(crowd(story, 30), start=1):
        customer.texts(SHOP, f"Question {n}")
    return story


@BOTH
def test_thirty_of_mine(open_desk: OpenDesk, language: str) -> None:
    story = open_desk(team(language, "Ana"))
    ana = story.agent("Ana")
    for n, customer in enumerate(crowd(story, 30), start=101):
        customer.texts(SHOP, "A question")
        ana.texts(last(ana).sender, f"#{n} Answer to {n}")
        if n % 3 == 0:
            ana.texts(last(ana).sender, f"{order(ana, 'name')} #{n} {NAMES[n % 5]}")
    found = pages(ana, R1, "mine")
    assert [n for page in found for n in numbers(page)] == list(range(101, 131))
    assert all(page.startswith(ana.words("mine_head", count=30)) for page in found)
    assert len(found) <= 6


@BOTH
def test_thirty_in_the_queue(open_desk: OpenDesk, language: str) -> None:
    story = thirty(open_desk, language)
    ana = story.agent("Ana")
    found = pages(ana, R1, "queue")
    assert [n for page in found for n in numbers(page)] == list(range(101, 131))
    assert len(found) <= 6
    clock = "10:00" if language == "en" else "10 h"
    assert clock in found[0]


@BOTH
def test_thirty_texts_of_a_thread(open_desk: OpenDesk, language: str) -> None:
    story = open_desk(team(language, "Ana"))
    lea, ana = story.customer(), story.agent("Ana")
    relay = story.begin(lea, ana)
    for n in range(1, 29):
        lea.texts(SHOP, f"This is remark number {n}.")
    found = pages(ana, relay, "hist")
    lines = [line for page in found for line in page.splitlines() if "remark" in line]
    assert lines == [
        ana.words("hist_customer", text=f"This is remark number {n}") + "."
        for n in range(28, 0, -1)
    ]
    assert ana.words("hist_customer", text="My chain broke") in found[-1]


@BOTH
def test_thirty_colleagues(open_desk: OpenDesk, language: str) -> None:
    names = [f"{NAMES[n % 5]} {n}" for n in range(30)]
    people = [person(name, f"+1514555{4000 + n}", language) for n, name in enumerate(names)]
    story = open_desk(desk(*people, language=language))
    first = story.agents()[0]
    found = pages(first, R1, "who")
    shown = " ".join(found)
    assert all(first.words("who_item", a=name, load=0) in shown for name in names)
    assert len(found) <= 8


@BOTH
def test_each_page_says_how_many_are_left_and_the_last_one_nothing(
    open_desk: OpenDesk, language: str
) -> None:
    story = thirty(open_desk, language)
    ana = story.agent("Ana")
    found = pages(ana, R1, "queue")
    left = 30
    for page in found[:-1]:
        left -= len(numbers(page))
        assert page.endswith(ana.words("list_more", count=left))
    assert order(ana, "more") not in found[-1]


@BOTH
def test_more_with_nothing_before_it(open_desk: OpenDesk, language: str) -> None:
    story = open_desk(team(language))
    ana = story.agent("Ana")
    assert orders(ana, R1, "more") == [ana.words("more_none")]
    assert orders(ana, R1, "mine") == [ana.words("mine_none")]
    assert orders(ana, R1, "queue") == [ana.words("queue_none")]
    assert orders(ana, R1, "more") == [ana.words("more_none")]


@BOTH
def test_more_goes_on_though_others_took_some(open_desk: OpenDesk, language: str) -> None:
    """What is shown after /more is what there is by then: nothing is shown that is gone."""
    story = thirty(open_desk, language)
    ana = story.agent("Ana")
    [first] = orders(ana, R1, "queue")
    after = numbers(first)[-1]
    ana.texts(R2, f"{order(ana, 'take')} {after + 1}")
    [more] = orders(ana, R1, "more")
    assert after + 1 not in numbers(more)
    assert size(more).segments <= 2


@pytest.mark.parametrize("name", ["mine", "queue", "who", "hist"])
@BOTH
def test_a_list_of_one_is_one_segment(open_desk: OpenDesk, language: str, name: str) -> None:
    story = open_desk(team(language))
    lea, (ana, *_) = story.customer(1), story.agents()
    relay = story.begin(lea, ana)
    story.customer(2).texts(SHOP, "Do you sell bells?")
    [found] = orders(ana, relay, name, "101" if name == "hist" else "")
    assert size(found).segments == 1


@BOTH
def test_a_list_is_no_answer_to_anybody(open_desk: OpenDesk, language: str) -> None:
    story = open_desk(team(language))
    lea, (ana, ben, cleo) = story.customer(), story.agents()
    relay = story.begin(lea, ana)
    for name in ("mine", "queue", "who", "hist", "more", "help"):
        assert len(orders(ana, relay, name)) == 1
    assert story.nobody_hears(lea, ben, cleo)
