"""Agents are given one thread after the other: who hears of it, who waits, and what leads out."""

import pytest

from .conftest import OpenDesk
from .desks import R1, SHOP, agent, desk
from .routings import NEXT, place, staff, three, told
from .teams import BOTH, last, order


@BOTH
def test_one_is_told_then_another_then_the_team(open_desk: OpenDesk, language: str) -> None:
    story = open_desk(three(language=language))
    agents = story.agents()
    story.customer().texts(SHOP, "My chain broke")
    [first] = told(agents)
    story.later(minutes=9)
    assert story.nobody_hears(*agents)
    story.later(minutes=2)
    [second] = told(agents)
    assert second is not first
    story.later(minutes=8)
    assert story.nobody_hears(*agents)
    story.later(minutes=2)
    [third] = told(agents)
    assert {id(p) for p in (first, second, third)} == {id(p) for p in agents}
    story.later(hours=2)
    assert story.nobody_hears(*agents)
    lea = story.customer()
    assert [got.body for got in lea.hears()] == [lea.words("ack_open", desk="Spokes")]


@BOTH
def test_who_is_told_answers_and_owns_it(open_desk: OpenDesk, language: str) -> None:
    story = open_desk(three(language=language))
    lea, agents = story.customer(), story.agents()
    lea.texts(SHOP, "My chain broke")
    [first] = [phone for phone in agents if phone.shown()]
    new = first.words("new", "My chain broke", n=101, inbox="support")
    assert first.hears() == [(R1, new)]
    lea.hears()
    first.texts(R1, "Come by")
    assert lea.hears() == [(SHOP, "Come by")]
    story.later(hours=1)
    lea.texts(SHOP, "Thank you so much for that")
    assert told(agents) == [first]


def test_the_first_keeps_it_though_the_second_was_told(open_desk: OpenDesk) -> None:
    story = open_desk(three())
    lea, agents = story.customer(), story.agents()
    lea.texts(SHOP, "My chain broke")
    [first] = told(agents)
    story.later(minutes=11)
    [second] = told(agents)
    name = next(a.name for a in story.desk.agents if a.addresses[0] == first.address)
    first.texts(R1, "Come by")
    assert second.hears() == [(R1, second.words("taken", n=101, a=name))]
    assert story.nobody_hears(*(p for p in agents if p is not second))
    story.later(hours=1)
    assert story.nobody_hears(*agents)


def test_each_in_turn(open_desk: OpenDesk) -> None:
    story = open_desk(three())
    agents, found = story.agents(), []
    for n in range(1, 4):
        story.customer(n).texts(SHOP, f"Question {n}")
        found += told(agents)
    assert {id(phone) for phone in found} == {id(phone) for phone in agents}


def test_who_is_away_is_given_nothing_and_nobody_is_forgotten(open_desk: OpenDesk) -> None:
    story = open_desk(three())
    lea, agents = story.customer(), story.agents()
    for phone in agents:
        phone.texts(R1, "/away")
    story.nobody_hears()
    lea.texts(SHOP, "My chain broke")
    story.later(minutes=20)
    assert story.nobody_hears(*agents)
    agents[2].texts(R1, "/back")
    story.later(minutes=1)
    assert told(agents, "My chain broke") == [agents[2]]


@BOTH
def test_three_customers_and_one_at_a_time(open_desk: OpenDesk, language: str) -> None:
    """The second and the third hear their place, and get the agent in their order."""
    ana = agent("Ana", language=language) + "capacity = 1\n"
    story = open_desk(desk(ana, language=language, inboxes=NEXT))
    phone, (lea, max_, zoe) = story.agent("Ana"), [story.customer(n) for n in (1, 2, 3)]
    for n, customer in enumerate((lea, max_, zoe), 1):
        customer.texts(SHOP, f"Question {n}")
        customer.hears()
    assert [got.body.splitlines()[-1] for got in phone.hears()] == ["Question 1"]
    story.later(minutes=2)
    assert max_.hears() == [(SHOP, place(max_, 1))]
    assert zoe.hears() == [(SHOP, place(zoe, 2))]
    assert story.nobody_hears(lea, phone)
    story.later(minutes=40)
    assert story.nobody_hears(max_, zoe, phone), "once, and nobody is told of more than they hold"
    for number, customer in ((101, lea), (102, max_), (103, zoe)):
        where = last(phone).sender
        phone.texts(where, f"#{number} Come by")
        assert customer.hears() == [(SHOP, "Come by")]
        phone.hears()
        phone.texts(where, order(phone, "done", str(number)))
        heard = phone.hears()
        following = number + 1
        assert any(f"#{following}" in got.body for got in heard[1:]) == (following < 104)


def test_release_and_pass_make_room_too(open_desk: OpenDesk) -> None:
    story = open_desk(three("capacity = 1", "capacity = 1", "capacity = 1"))
    agents = story.agents()
    customers = [story.customer(n) for n in (1, 2, 3, 4)]
    for n, customer in enumerate(customers, 1):
        customer.texts(SHOP, f"Question {n}")
    found = {n: phone for n in (1, 2, 3) for phone in agents if f"Question {n}" in last(phone).body}
    assert len(found) == 3
    story.nobody_hears()
    found[1].texts(R1, "On it")
    found[1].texts(R1, "/release")
    assert "Question 4" in last(found[1]).body
    story.nobody_hears()


def test_who_came_later_does_not_go_first(open_desk: OpenDesk) -> None:
    """An agent comes back by the roster alone: the newest look lets those ahead go first."""
    story = open_desk(desk(agent("Ana") + "capacity = 1\n", inboxes=NEXT))
    ana = story.agent("Ana")
    ana.texts(R1, "/away")
    for n in (1, 2):
        story.customer(n).texts(SHOP, f"Question {n}")
    story.nobody_hears()
    ana.texts(R1, "/back")
    story.later(minutes=1)
    heard = [got.body for got in ana.hears()]
    assert any("Question 1" in words for words in heard)
    assert not any("Question 2" in words for words in heard)
    story.customer(3).texts(SHOP, "Question 3")
    assert story.nobody_hears(ana)


@pytest.mark.parametrize("after", ["answered", "not answered"])
def test_a_place_is_told_once_and_only_to_who_waits(open_desk: OpenDesk, after: str) -> None:
    story = open_desk(desk(agent("Ana") + "capacity = 1\n", inboxes=NEXT))
    ana, lea, max_ = story.agent("Ana"), story.customer(1), story.customer(2)
    lea.texts(SHOP, "Question 1")
    max_.texts(SHOP, "Question 2")
    if after == "answered":
        ana.texts(R1, "/take 102")
        story.nobody_hears()
        story.later(minutes=30)
        assert story.nobody_hears(lea, max_)
        return
    story.nobody_hears()
    story.later(seconds=30)
    assert story.nobody_hears(max_)
    story.later(minutes=1)
    assert max_.hears() == [(SHOP, place(max_, 1))]
    max_.texts(SHOP, "Still there?")
    story.later(hours=3)
    assert story.nobody_hears(lea, max_)


def test_who_sent_stop_is_told_no_place(open_desk: OpenDesk) -> None:
    story = open_desk(desk(agent("Ana") + "capacity = 1\n", inboxes=NEXT))
    lea, max_ = story.customer(1), story.customer(2)
    lea.texts(SHOP, "Question 1")
    max_.texts(SHOP, "Question 2")
    max_.texts(SHOP, "STOP")
    story.nobody_hears()
    story.later(minutes=30)
    assert story.nobody_hears(max_)


def test_somebody_else_took_it_and_so_there_is_room_for_who_waits(open_desk: OpenDesk) -> None:
    """Ana was told of Lea and did not answer; Ben did. The clock finds that Ana has room again."""
    story = open_desk(staff("capacity = 1", "capacity = 1", inboxes=NEXT))
    phones = story.agents()
    lea, max_ = story.customer(1), story.customer(2)
    lea.texts(SHOP, "A question of Lea's")
    [first] = told(phones, "Lea's")
    story.later(minutes=11)
    [second] = told(phones, "Lea's")
    assert first != second
    max_.texts(SHOP, "A question of Max's")
    story.later(minutes=7)
    assert told(phones, "Max's") == []
    second.texts(second.shown()[-1].sender, "An answer to Lea")
    lea.hears()
    story.later(minutes=2)
    assert told(phones, "Max's") == [first]
