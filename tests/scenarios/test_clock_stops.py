"""The clock's function is not called for six hours; then it is, and everything is due at once.

Whatever was due is done once, and nobody gets a heap of texts.
"""

import pytest

from .conftest import OpenDesk
from .desks import R1, SHOP, agent, desk
from .phones import Phone
from .routings import HOURS, NEXT, NOON, inbox, place
from .story import Story
from .teams import last, orders

SUPERVISOR = "supervisor = true\n"
TARGETS = 'first_answer = "30m"\nnext_answer = "30m"\n'
MORNING = "2026-03-03T09:30:00-05:00"


def stops(story: Story, hours: float = 6) -> None:
    """Nothing is called for so long; then the clock's function is, twice."""
    story.move(hours=hours)
    story.tick()
    story.move(minutes=1)
    story.tick()


def goes_on(story: Story, hours: float) -> None:
    """The clock's function is called every ten minutes."""
    for _ in range(int(hours * 6)):
        story.move(minutes=10)
        story.tick()


def heard(*phones: Phone) -> list[int]:
    """How many texts each got since they were last asked."""
    return [len(phone.hears()) for phone in phones]


def staffed(more: str) -> str:
    """Ana, and Ben who supervises."""
    return desk(agent("Ana"), agent("Ben") + SUPERVISOR, inboxes=inbox(more=more))


def test_each_is_done_once_and_of_two_words_about_one_thread_the_later_alone(
    open_desk: OpenDesk,
) -> None:
    """Lea waits for an answer, Max was put off for two hours, Zoe says nothing any more."""
    story = open_desk(staffed('next_answer = "30m"\nclose_after = "3h"\n'), MORNING)
    ana, ben = story.agents()
    lea, max_, zoe = (story.customer(n) for n in (1, 2, 3))
    relays = [
        story.begin(customer, ana, question=f"My {part} broke")
        for customer, part in ((lea, "chain"), (max_, "bell"), (zoe, "pedal"))
    ]
    lea.texts(SHOP, "And when is it ready?")
    orders(ana, relays[1], "snooze", "2h")
    story.nobody_hears()
    stops(story)
    [late] = ben.hears()
    assert late.body.startswith("* #101 customer has been waiting for Ana since ")
    remind, closed = sorted(ana.hears(), key=lambda got: got.body)
    assert remind.body.startswith(ana.words("remind", n=102))
    assert closed.body.startswith("* #103 customer is closed: ")
    assert heard(lea, max_, zoe) == [0, 0, 1], "a goodbye for Zoe"
    goes_on(story, 2)
    assert heard(ana, ben, lea, max_, zoe) == [0] * 5


def test_what_nobody_has_goes_on_one_agent_at_a_time(open_desk: OpenDesk) -> None:
    """Both agents were given one and answer nothing; a third customer waits. Places once."""
    people = (agent("Ana") + "capacity = 1\n", agent("Ben") + "capacity = 1\n", agent("Cleo"))
    story = open_desk(desk(*people, inboxes=NEXT), NOON)
    ana, ben, cleo = story.agents()
    cleo.texts(R1, "/away")
    lea, max_, zoe = (story.customer(n) for n in (1, 2, 3))
    for n, customer in enumerate((lea, max_, zoe), 1):
        customer.texts(SHOP, f"Question {n}")
    story.nobody_hears()
    stops(story)
    assert heard(ana, ben, lea, max_) == [1, 1, 0, 0], "each is told of the other's, and no more"
    assert zoe.hears() == [(SHOP, place(zoe, 1))]
    goes_on(story, 1)
    assert heard(ana, ben, lea, max_, zoe) == [0] * 5
    cleo.texts(R1, "/back")
    told = [got.body.splitlines()[-1] for got in cleo.hears()[1:]]
    assert told == ["Question 1", "Question 2", "Question 3"], "each once"


def test_a_line_that_waited_is_told_its_places_in_order(open_desk: OpenDesk) -> None:
    story = open_desk(desk(agent("Ana") + "capacity = 1\n", inboxes=NEXT), NOON)
    ana, customers = story.agent("Ana"), [story.customer(n) for n in range(1, 7)]
    for n, customer in enumerate(customers, 1):
        customer.texts(SHOP, f"Question {n}")
        story.move(seconds=5)
    story.nobody_hears()
    stops(story)
    for n, customer in enumerate(customers[1:], 1):
        assert customer.hears() == [(SHOP, place(customer, n))]
    assert heard(ana, customers[0]) == [0, 0]
    for n in range(1, 7):
        assert f"Question {n}" in last(ana).body
        ana.texts(last(ana).sender, f"/done {100 + n}")


def test_who_was_told_of_two_late_threads_hears_of_each_once(open_desk: OpenDesk) -> None:
    """One that nobody has, and one that somebody has; the first was told to Ana and to Ben."""
    story = open_desk(staffed(TARGETS), NOON)
    ana, ben = story.agents()
    lea, max_ = story.customer(1), story.customer(2)
    story.begin(lea, ana)
    lea.texts(SHOP, "And when is it ready?")
    max_.texts(SHOP, "Do you sell bells?")
    story.nobody_hears()
    stops(story)
    words = [got.body for got in ben.hears()]
    assert [sum(f"#{n}" in body for body in words) for n in (101, 102)] == [1, 1]
    assert heard(ana, lea, max_) == [0, 0, 0]
    goes_on(story, 3)
    assert heard(ana, ben, lea, max_) == [0] * 4


@pytest.mark.parametrize("asked", ["late", "silent", "nobody has it", "passed on"])
def test_what_was_due_by_day_wakes_nobody_after_closing(open_desk: OpenDesk, asked: str) -> None:
    """Stopped at noon, back at six: the shop closed at five. In the morning all is done, once."""
    more = f'{HOURS}{TARGETS}close_after = "1h"\n'
    toml = staffed(more)
    if asked == "passed on":
        toml = desk(agent("Ana"), agent("Ben"), inboxes=inbox("next", HOURS))
    story = open_desk(toml, NOON)
    lea, (ana, ben) = story.customer(), story.agents()
    if asked in ("late", "silent"):
        story.begin(lea, ana)
    if asked != "silent":
        lea.texts(SHOP, "And when is it ready?")
    story.nobody_hears()
    stops(story)
    assert heard(lea, ana, ben) == [0, 0, 0], "closed since five"
    goes_on(story, 14.5)
    assert heard(lea, ana, ben) == [0, 0, 0], "half past eight"
    goes_on(story, 2)
    wanted = {
        "late": ([0], [0], [1]),
        "silent": ([1], [1], [0]),
        "nobody has it": ([0], [0], [1]),
        "passed on": ([0], [0, 1], [0, 1]),
    }[asked]
    got = heard(lea, ana, ben)
    assert all(n in may for n, may in zip(got, wanted, strict=True)), got
    assert sum(got) == (2 if asked == "silent" else 1)


def test_a_reminder_that_was_wanted_comes_at_any_hour(open_desk: OpenDesk) -> None:
    story = open_desk(staffed(HOURS), NOON)
    lea, (ana, ben) = story.customer(), story.agents()
    relay = story.begin(lea, ana)
    orders(ana, relay, "snooze", "2h")
    stops(story)
    assert heard(lea, ana, ben) == [0, 1, 0]


def test_a_stop_over_night_tells_in_the_morning_what_came_at_night(open_desk: OpenDesk) -> None:
    """From four in the morning to ten: the shop has been open for an hour."""
    story = open_desk(staffed(HOURS + TARGETS), "2026-03-03T20:00:00-05:00")
    lea, max_, (ana, ben) = story.customer(1), story.customer(2), story.agents()
    lea.texts(SHOP, "My chain broke")
    story.move(minutes=5)
    max_.texts(SHOP, "Do you sell bells?")
    story.nobody_hears()
    goes_on(story, 8)
    assert heard(ana, ben) == [0, 0]
    stops(story)
    told = [body.splitlines()[-1] for _, body in ana.hears()]
    assert sorted(told) == ["Do you sell bells?", "My chain broke"]
    late = [got.body for got in ben.hears()]
    assert len(late) == 4, "both, and that both are late"
    goes_on(story, 2)
    assert heard(ana, ben, lea, max_) == [0] * 4
