"""Nobody reached the desk for a while: what the provider took meanwhile is caught up, once."""

import pytest

from chalicelib.store import log
from chalicelib.texts import when

from .asking import asks, order, to
from .conftest import OpenDesk
from .desks import R1, SHOP
from .missing import Outage, bodies, comes_in, history, parked
from .story import Story


@pytest.fixture
def outage(desk: Story) -> Outage:
    return Outage(desk)


def test_an_outage_of_hours_is_caught_up_in_order(outage: Outage) -> None:
    outage.texts(outage.lea, SHOP, "one", "two")
    outage.texts(outage.max, SHOP, "Do you sell bells?")
    outage.texts(outage.lea, SHOP, "three", minutes=90)
    assert outage.story.nobody_hears()
    outage.back(hours=2)
    outage.story.later(minutes=2)  # texts of one customer are shown together
    assert [b for b in bodies(outage.ana) if b in ("one", "two", "three")] == [
        "one",
        "two",
        "three",
    ]
    assert history(outage.story, outage.lea)[-3:] == ["one", "two", "three"]
    assert history(outage.story, outage.max) == ["Do you sell bells?"]
    assert "Do you sell bells?" in bodies(outage.ben)


def test_each_says_when_it_was_sent(outage: Outage) -> None:
    (sent,) = outage.texts(outage.lea, SHOP, "On my way")
    outage.back(hours=2)
    desk = outage.story.desk
    moment = when(int(sent.at * 1000), outage.story.now, desk.timezone, "en")
    (got,) = outage.ana.hears()
    assert outage.ana.words("late", t=moment) in got.body.splitlines()
    assert got.body.endswith("On my way")


def test_no_storm_of_stale_acknowledgements(outage: Outage) -> None:
    """Who wrote hours ago is not told that the text has just come."""
    outage.texts(outage.max, SHOP, "Do you sell bells?")
    outage.back(hours=2)
    outage.story.later(minutes=10)
    assert outage.story.nobody_hears(outage.max)


def test_who_wrote_a_moment_ago_is_acknowledged(outage: Outage) -> None:
    outage.texts(outage.max, SHOP, "Do you sell bells?")
    outage.back(minutes=5)
    outage.story.later(minutes=10)
    assert outage.max.hears() == [(SHOP, outage.max.words("ack_open", desk="Spokes"))]


def test_nothing_comes_twice_however_often_the_clock_looks(outage: Outage) -> None:
    outage.texts(outage.lea, SHOP, "one", "two")
    outage.back(minutes=30)
    assert bodies(outage.ana) == ["one", "two"]
    for _ in range(3):
        outage.story.later(minutes=6)
    assert outage.story.nobody_hears()
    assert history(outage.story, outage.lea).count("one") == 1


def test_a_webhook_that_comes_after_all_changes_nothing(outage: Outage) -> None:
    (text,) = outage.texts(outage.lea, SHOP, "one")
    outage.back(minutes=30)
    assert bodies(outage.ana) == ["one"]
    outage.arrives_after_all(text)
    outage.story.settle()
    assert outage.story.nobody_hears()
    assert history(outage.story, outage.lea).count("one") == 1


def test_a_webhook_that_comes_before_the_clock_looks_is_the_one(outage: Outage) -> None:
    (text,) = outage.texts(outage.lea, SHOP, "one")
    outage.end(minutes=30)
    outage.arrives_after_all(text)
    outage.story.settle()
    assert bodies(outage.ana) == ["one"]
    outage.story.later(minutes=6)
    assert outage.story.nobody_hears()


def test_the_provider_is_given_time_to_bring_it_itself(outage: Outage) -> None:
    outage.texts(outage.lea, SHOP, "one")
    outage.back(minutes=2)
    assert outage.story.nobody_hears()
    outage.story.later(minutes=2)
    assert bodies(outage.ana) == ["one"]


def test_pictures_come_along(outage: Outage) -> None:
    outage.lea.texts(SHOP, "Look", media=2)
    outage.back(minutes=30)
    (got,) = outage.ana.hears()
    assert "Look" in got.body
    assert outage.ana.words("media_pictures", n=2) in got.body


# --- agents --------------------------------------------------------------------------------------


def test_an_agents_late_reply_is_asked_about_and_not_sent(outage: Outage) -> None:
    story, ana = outage.story, outage.ana
    (sent,) = outage.texts(ana, R1, "Come by at five")
    outage.back(hours=1)
    moment = when(int(sent.at * 1000), story.now, story.desk.timezone, "en")
    assert ana.hears() == [(R1, asks(ana, "late", "Come by at five", to(101), t=moment))]
    assert story.nobody_hears(outage.lea)
    ana.answers(R1, "1")
    assert outage.lea.hears() == [(SHOP, "Come by at five")]


def test_an_agents_late_command_is_asked_about_and_not_done(outage: Outage) -> None:
    story, ana = outage.story, outage.ana
    (sent,) = outage.texts(ana, R1, "/done")
    outage.back(hours=1)
    moment = when(int(sent.at * 1000), story.now, story.desk.timezone, "en")
    assert ana.hears() == [(R1, asks(ana, "late", "/done", order("/done #101"), t=moment))]
    assert outage.lea.texts(SHOP, "Still there?")
    assert bodies(ana)[-1] == "Still there?", "the thread is Ana's as before"


def test_question_and_late_answer_keep_their_order(outage: Outage) -> None:
    """Lea asks, Ana answers what was shown before: each gets in where it was sent."""
    outage.texts(outage.lea, SHOP, "And the brakes?")
    outage.texts(outage.ana, R1, "Ready at five")
    outage.texts(outage.lea, SHOP, "Thanks in advance")
    outage.back(minutes=30)
    assert outage.story.nobody_hears(outage.lea)
    heard = bodies(outage.ana)
    assert heard.index("And the brakes?") < heard.index("Thanks in advance")
    assert any("Ready at five" in body for body in heard)


# --- how far back, and whose ---------------------------------------------------------------------


def test_a_desk_that_was_just_set_up_looks_back_an_hour(desk: Story) -> None:
    lea = desk.customer()
    comes_in(desk, lea.address, body="old", at=desk.now / 1000 - 2 * 3600)
    comes_in(desk, lea.address, body="new", at=desk.now / 1000 - 30 * 60)
    desk.tick()
    assert history(desk, lea) == ["new"]


def test_what_was_sent_more_than_a_day_ago_is_left(outage: Outage) -> None:
    outage.texts(outage.lea, SHOP, "old")
    outage.story.move(hours=2)
    outage.texts(outage.lea, SHOP, "new")
    outage.back(hours=23)
    assert bodies(outage.ana) == ["new"]


def test_an_outage_of_days_leaves_no_gap_behind_it(outage: Outage) -> None:
    """The mark is where the log was read to, whatever was left out of it."""
    outage.back(days=3)
    outage.begin()
    outage.texts(outage.lea, SHOP, "one")
    outage.back(hours=1)
    assert bodies(outage.ana) == ["one"]


def test_what_is_another_desks_is_left_to_it(desk: Story) -> None:
    """An account may have numbers that this desk knows nothing of."""
    comes_in(desk, desk.customer().address, "+15145559999", at=desk.now / 1000 - 600)
    desk.tick()
    assert history(desk, desk.customer()) == []
    assert parked() == []


def test_what_the_desk_wrote_to_itself_is_left(outage: Outage) -> None:
    comes_in(outage.story, R1, SHOP)
    outage.back(minutes=30)
    assert outage.story.nobody_hears()
    assert log.taken_in([outage.story.carrier.texts()[-1].sid]) == set()
    assert parked() == []


# --- many ----------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_hundred_and_twenty_texts(open_desk: OpenDesk) -> None:
    outage = Outage(open_desk())
    story = outage.story
    people = [f"+1819555{n:04}" for n in range(10)]
    for n in range(120):
        story.move(seconds=7)
        story.carrier.text(people[n % 10], SHOP, f"text {n}")
    story.settle()
    outage.end(hours=2)
    for _ in range(5):  # as many minutes as it takes, on any machine
        story.tick()
    for place, address in enumerate(people):
        phone = story._phone(address, "en")
        assert history(story, phone) == [f"text {n}" for n in range(place, 120, 10)]
        assert story.nobody_hears(phone), "no acknowledgement of what is hours old"
    assert outage.story.errors == []
