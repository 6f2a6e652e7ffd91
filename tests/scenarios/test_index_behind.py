"""The index of who waits is behind the table: it still lists who does not, and not yet who does."""

import copy
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from chalicelib import settings

from ..faults.direct import asked_of, tables
from .conftest import OpenDesk
from .desks import R1, SHOP, agent, desk
from .phones import Phone
from .routings import NEXT, place, told
from .story import Story

ONE_EACH = desk(agent("Ana") + "capacity = 1\n", agent("Ben") + "capacity = 1\n", inboxes=NEXT)
"""Two agents who have room for one customer each."""


@contextmanager
def behind() -> Iterator[None]:
    """Every index is answered as it is now, whatever becomes of the table."""
    then, client = copy.deepcopy(tables()[settings.table()]), settings.dynamodb()

    def answer(params: Any, **_: Any) -> Any:
        body = json.loads(params["body"])
        return asked_of(then, "Query", body) if body.get("IndexName") == "work" else None

    client.meta.events.register_first("before-call.dynamodb.Query", answer)
    try:
        yield
    finally:
        client.meta.events.unregister("before-call.dynamodb.Query", answer)


def _away(story: Story, phone: Phone) -> None:
    phone.texts(R1, "/away")
    story.nobody_hears()


def _asks(story: Story, *customers: int) -> None:
    for n in customers:
        story.customer(n).texts(SHOP, f"Question {n}")
        story.move(seconds=5)


def test_who_was_given_and_is_still_listed_is_not_given_again(open_desk: OpenDesk) -> None:
    """Ben has room while the index says of #102 that nobody was told; it is Ana's already."""
    story = open_desk(ONE_EACH)
    ana, ben = story.agents()
    _away(story, ben)
    _asks(story, 1, 2, 3)
    story.nobody_hears()
    with behind():
        ana.texts(R1, "/done 101")
        assert told([ana], "Question 2") == [ana]
        ben.texts(R1, "/back")
        words = [got.body for got in ben.hears()]
    assert any("Question 3" in body for body in words)
    assert not any("Question 2" in body for body in words)
    story.later(minutes=5)
    assert story.nobody_hears(ana, ben)


def test_who_was_closed_and_is_still_listed_is_told_to_nobody(open_desk: OpenDesk) -> None:
    story = open_desk(ONE_EACH)
    ana, ben = story.agents()
    _away(story, ben)
    _asks(story, 1, 2, 3)
    with behind():
        ana.texts(R1, "/done 102")  # nobody has it, and nobody was told
        story.nobody_hears()
        ana.texts(R1, "/done 101")
        words = [got.body for got in ana.hears()]
        ben.texts(R1, "/back")
    assert any("Question 3" in body for body in words)
    assert told([ana, ben], "Question") == []


def test_who_waits_and_is_not_listed_yet_is_found_by_the_clock(open_desk: OpenDesk) -> None:
    story = open_desk(ONE_EACH)
    ana, ben = story.agents()
    _away(story, ben)
    _asks(story, 1)
    with behind():
        _asks(story, 2)
        story.nobody_hears()
        ana.texts(R1, "/done 101")
        assert told([ana], "Question 2") == [], "nobody knows of it yet"
    story.later(minutes=1)
    assert told([ana], "Question 2") == [ana]


def test_and_for_longer_than_a_minute_within_five(open_desk: OpenDesk) -> None:
    """Who was told their place is looked at every five minutes, whatever the index says."""
    story = open_desk(ONE_EACH)
    ana, ben = story.agents()
    _away(story, ben)
    _asks(story, 1)
    with behind():
        _asks(story, 2, 3)
        story.later(minutes=2)
        zoe = story.customer(3)
        assert zoe.hears()[-1] == (SHOP, place(zoe, 1)), "as far as anybody knows"
        story.nobody_hears()
        ana.texts(R1, "/done 101")
        assert told([ana], "Question") == []
        for _ in range(5):
            story.move(minutes=1)
            story.tick()
        heard = [got.body for got in ana.hears()]
    assert sum("Question" in body for body in heard) == 1
    ana.texts(R1, "/done 102" if "Question 2" in heard[-1] else "/done 103")
    assert told([ana], "Question") == [ana], "and then the other one"


def test_six_that_are_listed_and_were_given_hide_nobody_for_long(open_desk: OpenDesk) -> None:
    """As many as are looked at when there is room; who waits behind them is found by the clock."""
    people = [agent(n) for n in ("Ana", "Ben", "Cleo", "Dan", "Eve", "Finn", "Gus")]
    rooms = (person + "capacity = 1\n" for person in people)
    story = open_desk(desk(*rooms, inboxes=NEXT))
    phones = story.agents()
    for phone in phones:
        _away(story, phone)
    _asks(story, *range(1, 7))
    with behind():
        for phone in phones[:6]:
            phone.texts(R1, "/back")
        assert len(told(phones[:6], "Question")) == 6
        _asks(story, 7)
        phones[6].texts(R1, "/back")
        story.move(minutes=1)
        story.tick()
    assert told(phones, "Question") == [phones[6]]
