"""Stories that a review of routing, hours and clocks told, each of which once went wrong."""

import time
from datetime import datetime

import pytest

from chalicelib import outbound
from chalicelib.store import desk as desks
from chalicelib.store import outbox

from .conftest import OpenDesk
from .desks import R1, SHOP, WORKSHOP, agent, desk
from .phones import Phone
from .routings import HOURS, inbox
from .story import Story

AFTERNOON = "2026-03-03T15:00:00-05:00"
BRAKES = (
    "And the brakes? They squeal when it rains, and my daughter rides it to school every single"
    " morning, so please look at both of them today."
)


def shop(*targets: str, hours: str = "") -> str:
    """Ana and Ben, who supervises, at an inbox with these targets."""
    people = (agent("Ana"), agent("Ben") + "supervisor = true\n")
    return desk(*people, inboxes=inbox(more=hours + "\n".join(targets)))


# --- nobody looks for ever, and no look is lost ---------------------------------------------------


def test_a_thread_passed_at_night_is_looked_at_now_and_then(open_desk: OpenDesk) -> None:
    story = open_desk(shop('next_answer = "30m"', hours=HOURS), at=AFTERNOON)
    lea, ana = story.customer(), story.agent("Ana")
    relay = story.begin(lea, ana)
    lea.texts(SHOP, "And when is it ready?")
    story.later(minutes=45)  # Ana was reminded, Ben was told
    story.move(hours=2)
    story.tick()
    ana.texts(relay, "/pass Ben he knows")
    assert len(outbox.pending("i-support", 100)) == 1


def test_urgent_words_at_night_make_one_chain_of_looks(open_desk: OpenDesk) -> None:
    story = open_desk(shop(hours=HOURS), at=AFTERNOON)
    lea, ana = story.customer(), story.agent("Ana")
    story.begin(lea, ana)
    story.move(hours=4)
    story.tick()
    for count in range(5):
        lea.texts(SHOP, f"There is a leak, {count}!")
        story.move(seconds=40)
    story.tick()
    assert len(outbox.pending("i-support", 100)) == 1


# --- who waits is not forgotten -------------------------------------------------------------------


def _hours_pass(story: Story) -> None:
    for _ in range(20):
        story.move(minutes=6)
        story.tick()


def test_a_reopened_thread_is_answered_in_time_or_somebody_hears(open_desk: OpenDesk) -> None:
    story = open_desk(shop('first_answer = "30m"', 'next_answer = "30m"'))
    lea, ana, ben = story.customer(), story.agent("Ana"), story.agent("Ben")
    relay = story.begin(lea, ana)
    ana.texts(relay, "/done")
    story.later(hours=1)
    lea.texts(SHOP, "It broke again, help!")
    ana.hears(), ben.hears()
    _hours_pass(story)
    assert len(ana.hears()) == 1
    assert len(ben.hears()) == 1


def test_and_so_is_one_that_was_closed_by_mistake(open_desk: OpenDesk) -> None:
    story = open_desk(shop('next_answer = "30m"'))
    lea, ana, ben = story.customer(), story.agent("Ana"), story.agent("Ben")
    relay = story.begin(lea, ana)
    lea.texts(SHOP, "And when is it ready?")
    ana.texts(relay, "/done")
    ana.texts(relay, "/undo")
    ana.hears(), ben.hears()
    _hours_pass(story)
    assert len(ana.hears()) == 1
    assert len(ben.hears()) == 1


def test_who_was_told_hears_at_once_that_somebody_took_it(open_desk: OpenDesk) -> None:
    story = open_desk(shop('next_answer = "30m"', 'first_answer = "30m"'))
    lea, ana, ben = story.customer(), story.agent("Ana"), story.agent("Ben")
    lea.texts(SHOP, "Is my bike ready?")
    [got] = ana.hears()
    ben.hears()
    ana.texts(got.sender, "/take 101")
    [gone] = ben.hears()
    assert gone.body.startswith("* Ana has #101")


def test_who_put_it_off_is_not_reminded_before(open_desk: OpenDesk) -> None:
    story = open_desk(shop('next_answer = "30m"'))
    lea, ana, ben = story.customer(), story.agent("Ana"), story.agent("Ben")
    relay = story.begin(lea, ana)
    lea.texts(SHOP, "And when is it ready?")
    ana.texts(relay, "/snooze 45m")
    ana.hears(), ben.hears()
    for _ in range(4):
        story.move(minutes=10)
        story.tick()
    assert ana.hears() == []
    assert len(ben.hears()) == 1, "the customer waits all the same"


# --- what two supervisors say at once -------------------------------------------------------------


def test_what_one_supervisor_says_another_does_not_undo(open_desk: OpenDesk) -> None:
    sales = '\n[[inboxes]]\nname = "sales"\naddresses = ["+15145550110"]\n'
    people = (
        agent("Ana") + "supervisor = true\n",
        agent("Ben", inboxes='["sales"]') + "supervisor = true\n",
    )
    story = open_desk(desk(*people, inboxes=inbox(more="") + sales))
    ana, ben = story.agent("Ana"), story.agent("Ben")
    desks.forget()
    desks.load()
    kept = desks._kept
    assert kept is not None
    ana.texts(R1, "/closed until 16:00")
    desks._kept = (time.monotonic(), *kept[1:])  # a process that has not heard of it
    ben.texts(R1, "/closed until 15:00")
    desks.forget()
    assert {c.inbox for c in desks.load().closures} == {"support", "sales"}


# --- at night -------------------------------------------------------------------------------------


def test_a_colleague_who_writes_at_night_does_not_wake_who_has_it(open_desk: OpenDesk) -> None:
    story = open_desk(shop(hours=HOURS), at=AFTERNOON)
    lea, ana, ben = story.customer(), story.agent("Ana"), story.agent("Ben")
    story.begin(lea, ana)
    story.move(hours=8)
    story.tick()
    ben.texts(R1, "#101 Your bike is at my place")
    story.move(seconds=20)
    ben.texts(R1, "1")
    assert lea.hears()
    ana.hears()
    story.move(minutes=5)
    lea.texts(SHOP, "Which bike?")
    assert ana.hears() == []


def test_goodbyes_are_for_the_day(open_desk: OpenDesk) -> None:
    story = open_desk(shop('close_after = "12h"', hours=HOURS), at=AFTERNOON)
    lea, ana = story.customer(), story.agent("Ana")
    story.begin(lea, ana)
    for _ in range(30 * 6):
        story.move(minutes=10)
        story.tick()
        if lea.hears():
            break
    ana.hears()
    assert datetime.fromtimestamp(story.now / 1000).astimezone().utctimetuple().tm_hour == 14, (
        "9:00"
    )


def test_who_writes_again_at_night_hears_when_there_will_be_an_answer(open_desk: OpenDesk) -> None:
    story = open_desk(shop(hours=HOURS), at=AFTERNOON)
    lea, ana = story.customer(), story.agent("Ana")
    relay = story.begin(lea, ana)
    ana.texts(relay, "/done")
    story.move(hours=6)
    story.tick()
    lea.texts(SHOP, "It broke again!")
    [told] = lea.hears()
    assert "9:00" in told.body
    lea.texts(SHOP, "Hello?")
    assert lea.hears() == []


# --- a text on its way while its thread changes hands ---------------------------------------------


def _arrives(story: Story, sender: Phone, to: str, body: str) -> None:
    """The webhook alone: nobody is woken yet."""
    assert story.post(story.form(sender.address, to, body)).status == 200


def _drains(story: Story, name: str) -> None:
    """What waits for this agent leaves now, or does not."""
    [whose] = [a for a in story.desk.agents if a.name == name]
    outbound.drain(f"a-{whose.id}", "https://desk.example", time.monotonic() + 30)


@pytest.mark.parametrize("looked", [False, True])
def test_a_pass_taken_back_brings_what_was_on_its_way(open_desk: OpenDesk, *, looked: bool) -> None:
    story = open_desk(WORKSHOP)
    lea, ana = story.customer(), story.agent("Ana")
    relay = story.begin(lea, ana)
    _arrives(story, lea, SHOP, BRAKES)
    _arrives(story, ana, relay, "/pass Ben")
    _drains(story, "Ana")
    if looked:
        story.settle()
        story.move(minutes=1)
    _arrives(story, ana, relay, "/undo")
    story.settle()
    story.later(minutes=5)
    assert sum(BRAKES in text.body for text in ana.hears()) == 1


def test_and_so_does_a_take(open_desk: OpenDesk) -> None:
    story = open_desk(WORKSHOP)
    lea, ana, ben = story.customer(), story.agent("Ana"), story.agent("Ben")
    story.begin(lea, ana)
    _arrives(story, lea, SHOP, BRAKES)
    _arrives(story, ben, R1, "/take 101")
    _drains(story, "Ana")
    _arrives(story, ben, R1, "/undo")
    story.settle()
    story.later(minutes=5)
    assert sum(BRAKES in text.body for text in ana.hears()) == 1


def test_who_takes_it_by_an_answer_reads_the_whole_text(open_desk: OpenDesk) -> None:
    story = open_desk(WORKSHOP)
    lea, ana, ben = story.customer(), story.agent("Ana"), story.agent("Ben")
    story.begin(lea, ana)
    ben.texts(R1, "#101 On it")
    story.move(seconds=30)
    _arrives(story, lea, SHOP, BRAKES)
    _arrives(story, ben, R1, "2")
    story.settle()
    story.later(minutes=5)
    assert sum(BRAKES in text.body for text in ben.hears()) == 1
