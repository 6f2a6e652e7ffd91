"""Hours and shifts: what is under way goes on when its owner is there, or with who is."""

import pytest

from .conftest import OpenDesk
from .desks import R1, R2, SHOP, agent, desk
from .routings import CLOSING, EVENING, NOON, ROUTINGS, inbox, shop, told
from .story import Story
from .teams import last, order, orders


@pytest.mark.parametrize("passed", [10, 40])
def test_an_owner_who_just_wrote_gets_the_answer(open_desk: OpenDesk, passed: int) -> None:
    story = open_desk(shop(), CLOSING)
    lea, (ana, ben) = story.customer(), story.agents()
    relay = story.begin(lea, ana)
    story.later(minutes=passed)
    lea.texts(SHOP, "And the brakes?")
    lea.texts(SHOP, "Hello?")
    if passed == 10:
        assert ana.hears() == [(relay, "And the brakes?"), (relay, "Hello?")]
        return
    assert story.nobody_hears(ana, ben)
    story.later(hours=15, minutes=25)
    assert story.nobody_hears(ana, ben)
    story.later(minutes=10)
    [got] = ana.hears()
    assert got.body.endswith("And the brakes?\nHello?")
    ana.texts(relay, "Both")
    assert lea.hears()[-1] == (SHOP, "Both")


def test_an_owner_at_night_and_an_urgent_word(open_desk: OpenDesk) -> None:
    """The owner's phone stays silent: it is for who is on call, and the owner hears of it."""
    story = open_desk(shop("", "on_call = true"), NOON)
    lea, (ana, ben) = story.customer(), story.agents()
    story.begin(lea, ana)
    story.later(hours=8)
    lea.texts(SHOP, "Thanks, but it is urgent now")
    story.later(minutes=2)
    assert ana.hears() == []
    [got] = ben.hears()
    assert "it is urgent now" in got.body
    assert "My chain broke" in got.body, "and what was said"
    ben.texts(got.sender, "I come")
    assert lea.hears()[-1] == (SHOP, "I come")


def test_an_owner_who_is_on_call_gets_what_is_urgent(open_desk: OpenDesk) -> None:
    story = open_desk(shop("on_call = true"), NOON)
    lea, (ana, ben) = story.customer(), story.agents()
    relay = story.begin(lea, ana)
    story.later(hours=8)
    lea.texts(SHOP, "It can wait")
    assert story.nobody_hears(ana, ben)
    lea.texts(SHOP, "No, it is urgent")
    story.later(minutes=1)
    [got] = ana.hears()
    assert got.sender == relay
    assert got.body.endswith("It can wait\nNo, it is urgent")
    assert story.nobody_hears(ben)


def test_urgent_where_nobody_is_on_call_waits(open_desk: OpenDesk) -> None:
    story = open_desk(shop(), NOON)
    lea, (ana, ben) = story.customer(), story.agents()
    story.begin(lea, ana)
    story.later(hours=8)
    lea.texts(SHOP, "Urgent!")
    lea.texts(SHOP, "I mean it")
    story.later(hours=12, minutes=58)
    assert ana.hears() == []
    story.later(minutes=4)
    assert "I mean it" in last(ana).body
    assert story.nobody_hears(ben)


@ROUTINGS
def test_an_owner_whose_shift_is_over_is_followed_by_who_is_there(
    open_desk: OpenDesk, routing: str
) -> None:
    early, late = 'shifts = ["Mon-Fri 08:00-12:30"]', 'shifts = ["Mon-Fri 12:00-20:00"]'
    story = open_desk(shop(early, late, routing=routing, more=""), NOON)
    lea, (ana, ben) = story.customer(), story.agents()
    ben.texts(R1, "/away")
    relay = story.begin(lea, ana)
    ben.texts(R1, "/back")
    story.later(hours=2)
    story.nobody_hears()
    lea.texts(SHOP, "And the brakes?")
    story.later(minutes=1)
    assert ana.hears() == []
    [got] = ben.hears()
    assert "My chain broke" in got.body
    assert "And the brakes?" in got.body
    ben.texts(got.sender, "They are fine")
    assert lea.hears() == [(SHOP, "They are fine")]
    assert ana.hears() == [(relay, ana.words("taken", n=101, a="Ben"))]
    lea.texts(SHOP, "Good")
    assert told([ana, ben], "Good") == [ben]


def test_what_nobody_followed_is_the_owners_again_when_back(open_desk: OpenDesk) -> None:
    story = open_desk(
        desk(agent("Ana") + 'shifts = ["Mon-Fri 08:00-13:00"]\n', inboxes=inbox(more="")), NOON
    )
    lea, ana = story.customer(), story.agent("Ana")
    relay = story.begin(lea, ana)
    story.later(hours=3)
    lea.texts(SHOP, "And the brakes?")
    story.later(hours=16, minutes=50)
    assert story.nobody_hears(lea, ana)
    story.later(minutes=20)
    [got] = ana.hears()
    assert got.sender == relay
    assert got.body.endswith("And the brakes?")
    ana.texts(relay, "They are fine")
    assert lea.hears() == [(SHOP, "They are fine")]


@ROUTINGS
def test_who_had_a_thread_has_it_again_in_the_morning(open_desk: OpenDesk, routing: str) -> None:
    story = open_desk(shop(routing=routing), NOON)
    lea, (ana, ben) = story.customer(), story.agents()
    lea.texts(SHOP, "My chain broke")
    who = ana if ana.shown() else ben
    who.texts(R1, "Come by")
    orders(who, R1, "done")
    story.nobody_hears()
    story.later(hours=8)
    lea.texts(SHOP, "It broke again")
    assert [closed.body for closed in lea.hears() if "9:00" in closed.body]
    story.later(hours=12, minutes=30)
    assert story.nobody_hears(lea, ana, ben)
    story.later(minutes=40)
    assert told([ana, ben], "It broke again") == [who]


def test_a_thread_passed_at_night_is_handed_over_in_the_morning(open_desk: OpenDesk) -> None:
    story = open_desk(shop(), CLOSING)
    lea, (ana, ben) = story.customer(), story.agents()
    relay = story.begin(lea, ana)
    story.later(minutes=20)
    orders(ana, relay, "pass", "Ben for tomorrow")
    lea.texts(SHOP, "And the brakes?")
    story.later(hours=15, minutes=45)
    assert story.nobody_hears(ana, ben, lea)
    story.later(minutes=10)
    [got] = ben.hears()
    for words in ("for tomorrow", "My chain broke", "And the brakes?"):
        assert words in got.body
    assert story.nobody_hears(ana)


def test_a_pass_does_not_make_who_gets_it_awake(open_desk: OpenDesk) -> None:
    story = open_desk(shop(), CLOSING)
    lea, (ana, ben) = story.customer(), story.agents()
    relay = story.begin(lea, ana)
    orders(ana, relay, "pass", "Ben")
    assert len(ben.hears()) == 1
    story.later(minutes=15)
    lea.texts(SHOP, "And the brakes?")
    story.later(hours=1)
    assert story.nobody_hears(ana, ben)


def test_what_somebody_leaves_is_offered_to_who_is_there(open_desk: OpenDesk) -> None:
    story = open_desk(shop(), NOON)
    lea, (ana, ben) = story.customer(), story.agents()
    relay = story.begin(lea, ana)
    story.later(hours=8)
    ana.texts(relay, "/away")
    story.later(hours=12, minutes=55)
    assert ben.hears() == []
    story.later(minutes=15)
    [got] = ben.hears()
    assert "#101" in got.body


def test_a_place_in_the_line_is_no_word_for_the_night(open_desk: OpenDesk) -> None:
    story = open_desk(shop(routing="next"), EVENING)
    lea = story.customer()
    lea.texts(SHOP, "My chain broke")
    lea.hears()
    story.later(minutes=5)
    lea.texts(SHOP, "Hello?")
    story.later(hours=2)
    assert story.nobody_hears(lea)


def test_a_reminder_comes_when_it_was_wanted(open_desk: OpenDesk) -> None:
    """Who asks to be reminded at an hour has said that they are there then."""
    story = open_desk(shop(), NOON)
    lea, ana = story.customer(), story.agent("Ana")
    relay = story.begin(lea, ana)
    orders(ana, relay, "snooze", "8h")
    story.later(hours=8, minutes=1)
    assert len(ana.hears()) == 1


def test_six_who_wrote_at_night_are_given_in_their_order(open_desk: OpenDesk) -> None:
    people = agent("Ana") + "capacity = 1\n", agent("Ben") + "capacity = 1\n"
    story = open_desk(desk(*people, inboxes=inbox("next")), "2026-03-03T07:00:00-05:00")
    agents = story.agents()
    for n in range(6):
        story.customer(10 + n).texts(SHOP, f"Question {n}")
        story.later(minutes=5)
    assert story.nobody_hears(*agents)
    story.later(hours=1, minutes=31)
    first = [got.body for phone in agents for got in phone.hears()]
    assert sorted(words.splitlines()[-1] for words in first) == ["Question 0", "Question 1"]
    for n in range(6):
        phone = next(p for p in agents if f"Question {n}" in last(p).body)
        phone.texts(last(phone).sender, f"#{101 + n} Come by")
        phone.texts(R2, order(phone, "done", str(101 + n)))
        story.move(seconds=30)
    assert len({t.body for p in agents for t in p.shown() if "Question" in t.body}) == 6


def test_an_inbox_that_never_opens_wakes_nobody(open_desk: OpenDesk) -> None:
    days = ", ".join(f'"2026-03-{day:02} closed"' for day in range(3, 31))
    story: Story = open_desk(shop(more=f"exceptions = [{days}]\n"), NOON)
    story.customer().texts(SHOP, "My chain broke")
    story.later(hours=30)
    assert story.nobody_hears(*story.agents())
