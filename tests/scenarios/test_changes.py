"""The desk changes while threads are open; texts come late."""

import pytest

from chalicelib.texts import say, when

from .conftest import OpenDesk
from .desks import ALONE, ATELIER, R1, R2, R3, SHOP, agent, desk
from .story import Story
from .wire import refused

BEN_ONLY = desk(agent("Ben"))
WITHOUT_R1 = desk(agent("Ana"), agent("Ben"), relays=(R2, R3))


@pytest.mark.parametrize("minutes", [0, 1, 30])
def test_the_thread_of_an_agent_who_left_goes_to_the_team(desk: Story, minutes: int) -> None:
    lea, (ana, ben) = desk.customer(), desk.agents()
    desk.begin(lea, ana)
    desk.later(minutes=minutes)
    desk.apply(BEN_ONLY)
    lea.texts(SHOP, "Are you there?")
    desk.later(minutes=10)
    assert desk.nobody_hears(ana)
    [got] = ben.hears()
    assert got.body.endswith("Are you there?")
    assert "#101" in got.body
    ben.texts(got.sender, "Yes!")
    assert lea.hears() == [(SHOP, "Yes!")]


def test_what_an_agent_had_who_left_is_announced_though_the_customer_is_silent(desk: Story) -> None:
    lea, (ana, ben) = desk.customer(), desk.agents()
    desk.begin(lea, ana)
    desk.apply(BEN_ONLY)
    desk.later(minutes=1)
    assert desk.nobody_hears(ana, lea)
    [got] = ben.hears()
    assert got.body.endswith("My chain broke")
    ben.texts(got.sender, "I have it now")
    assert lea.hears() == [(SHOP, "I have it now")]


def test_an_agent_who_left_is_a_stranger_on_the_relay_number(desk: Story) -> None:
    lea, (ana, ben) = desk.customer(), desk.agents()
    relay = desk.begin(lea, ana)
    desk.apply(BEN_ONLY)
    ana.texts(relay, "One last thing")
    assert desk.nobody_hears(lea, ben)
    assert ana.hears() == [(relay, say("business_number", "en", desk="Spokes", number=SHOP))]


def test_an_agent_who_left_after_a_resolution_gets_nothing_back(desk: Story) -> None:
    lea, (ana, ben) = desk.customer(), desk.agents()
    relay = desk.begin(lea, ana)
    ana.texts(relay, "/done")
    desk.apply(BEN_ONLY)
    desk.nobody_hears()
    lea.texts(SHOP, "Thanks!!")
    lea.texts(SHOP, "It broke again")
    assert desk.nobody_hears(ana)
    [got] = ben.hears()
    assert got.body.endswith("It broke again")


def test_what_was_on_its_way_to_an_agent_who_left_reaches_another(desk: Story) -> None:
    lea, (ana, ben) = desk.customer(), desk.agents()
    desk.begin(lea, ana)
    desk.wire.next_sends(refused(429, 20429))
    lea.texts(SHOP, "Are you there?")
    desk.apply(BEN_ONLY)
    desk.later(minutes=10)
    assert desk.nobody_hears(ana)
    assert any(got.body.endswith("Are you there?") for got in ben.hears())


def test_a_thread_on_a_relay_number_that_is_gone_moves_to_another(desk: Story) -> None:
    lea, ana = desk.customer(), desk.agent("Ana")
    assert desk.begin(lea, ana) == R1
    desk.apply(WITHOUT_R1)
    lea.texts(SHOP, "On my way")
    desk.later(minutes=1)
    assert ana.hears() == [(R2, ana.words("head", "On my way", n=101))]
    ana.texts(R2, "Good")
    assert lea.hears() == [(SHOP, "Good")]


def test_a_text_to_a_relay_number_that_is_gone_reaches_nobody(desk: Story) -> None:
    lea, ana = desk.customer(), desk.agent("Ana")
    desk.begin(lea, ana)
    desk.apply(WITHOUT_R1)
    ana.texts(R1, "Bring the key")
    assert desk.nobody_hears()


def test_an_agent_who_joins_hears_of_the_next_thread(open_desk: OpenDesk) -> None:
    story = open_desk(ALONE)
    story.begin(story.customer(1), story.agent("Ana"))
    story.apply(desk(agent("Ana"), agent("Ben")))
    story.customer(2).texts(SHOP, "Do you sell bells?")
    assert [got.body.splitlines()[-1] for got in story.agent("Ben").hears()] == [
        "Do you sell bells?"
    ]


@pytest.mark.parametrize("toml", [ALONE, ATELIER])
def test_a_text_that_reaches_an_agent_late_carries_its_time(open_desk: OpenDesk, toml: str) -> None:
    story = open_desk(toml)
    lea, ana = story.customer(), story.agent("Ana")
    relay = story.begin(lea, ana)
    written = story.now
    story.post(story.form(lea.address, SHOP, "On my way"))
    story.move(minutes=30)
    story.settle()
    moment = when(written, story.now, "America/Montreal", ana.language)
    assert ana.hears() == [(relay, ana.words("late", "On my way", t=moment))]


def test_a_text_that_reaches_an_agent_in_time_carries_none(desk: Story) -> None:
    lea, ana = desk.customer(), desk.agent("Ana")
    relay = desk.begin(lea, ana)
    desk.post(desk.form(lea.address, SHOP, "On my way"))
    desk.move(minutes=2)
    desk.settle()
    assert ana.hears() == [(relay, "On my way")]


def test_a_late_announcement_of_a_thread_that_is_taken_is_not_shown(desk: Story) -> None:
    lea, (ana, ben) = desk.customer(), desk.agents()
    desk.carrier.faults.refuse[ben.address] = 20429
    lea.texts(SHOP, "My chain broke")
    ana.texts(R1, "Come by")
    desk.carrier.faults.refuse.clear()
    desk.later(minutes=5)
    assert not any("My chain broke" in got.body for got in ben.hears())
