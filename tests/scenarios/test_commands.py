"""What agents order, in both languages. An order never reaches a customer."""

import pytest

from .conftest import OpenDesk
from .desks import ATELIER, R1, R2, R3, SHOP, WORKSHOP
from .orders import order
from .story import Story


@pytest.fixture(params=["en", "fr"])
def desk(request: pytest.FixtureRequest, open_desk: OpenDesk) -> Story:
    """The same stories on an English desk and on a French one."""
    return open_desk({"en": WORKSHOP, "fr": ATELIER}[request.param])


def test_help(desk: Story) -> None:
    ana = desk.agent("Ana")
    ana.texts(R1, order(desk, "help"))
    ana.texts(R1, order(desk, "help", "2"))
    assert ana.hears() == [(R1, ana.words("help")), (R1, ana.words("help_2"))]


def test_mine_lists_what_an_agent_has(desk: Story) -> None:
    lea, max_, (ana, ben) = desk.customer(1), desk.customer(2), desk.agents()
    ana.texts(R1, order(desk, "mine"))
    assert ana.hears() == [(R1, ana.words("mine_none"))]
    desk.begin(lea, ana)
    desk.begin(max_, ana, question="Do you sell bells?")
    desk.begin(desk.customer(3), ben, question="Are you open?")
    ana.texts(R1, order(desk, "mine"))
    items = ", ".join(ana.words("mine_item", n=n) for n in (101, 102))
    assert ana.hears() == [(R1, ana.words("mine_head", count=2) + items)]


def test_queue_lists_what_waits(desk: Story) -> None:
    lea, max_, (ana, ben) = desk.customer(1), desk.customer(2), desk.agents()
    ana.texts(R1, order(desk, "queue"))
    assert ana.hears() == [(R1, ana.words("queue_none"))]
    lea.texts(SHOP, "My chain broke")
    desk.begin(max_, ben, question="Do you sell bells?")
    ana.texts(R3, order(desk, "queue"))
    clock = "10:00" if ana.language == "en" else "10 h"
    items = ana.words("queue_item", n=101, t=clock)
    assert ana.hears() == [(R3, ana.words("queue_head", count=1) + items)]


def test_who_says_who_has_how_many_and_who_is_away(desk: Story) -> None:
    ana, ben = desk.agents()
    desk.begin(desk.customer(1), ana)
    desk.begin(desk.customer(2), ana, question="Do you sell bells?")
    ben.texts(R3, order(desk, "away"))
    desk.nobody_hears()
    ana.texts(R1, order(desk, "who"))
    items = [ana.words("who_item", a="Ana", load=2), ana.words("who_item_away", a="Ben")]
    assert ana.hears() == [(R1, ana.words("who_head") + ", ".join(items))]


def test_hist_shows_who_wrote_what(desk: Story) -> None:
    lea, (ana, ben) = desk.customer(), desk.agents()
    relay = desk.begin(lea, ana)
    lea.texts(SHOP, "On my way")
    ben.texts(R1, order(desk, "take", "101"))
    desk.nobody_hears()
    ben.texts(relay, order(desk, "hist"))
    head = ben.words("hist_head", n=101, tags="")
    [got] = ben.hears()
    assert got.body.startswith(head)
    lines = got.body.removeprefix(head).splitlines()
    assert lines == [
        ben.words("hist_customer", text="On my way"),
        ben.words("hist_agent", a="Ana", text="About that: My chain broke"),
        ben.words("hist_customer", text="My chain broke"),
    ]


def test_hist_of_a_thread_that_is_not_there(desk: Story) -> None:
    ana = desk.agent("Ana")
    ana.texts(R1, order(desk, "hist", "999"))
    assert ana.hears() == [(R1, ana.words("no_such", n=999))]


def test_done_closes_what_shows_on_that_number(desk: Story) -> None:
    lea, (ana, ben) = desk.customer(), desk.agents()
    relay = desk.begin(lea, ana)
    ana.texts(relay, order(desk, "done"))
    assert ana.hears() == [(relay, ana.words("done_none", n=101))]
    assert desk.nobody_hears(lea, ben)
    ana.texts(relay, order(desk, "mine"))
    assert ana.hears() == [(relay, ana.words("mine_none"))]


def test_done_says_how_many_are_left(desk: Story) -> None:
    ana = desk.agent("Ana")
    for n in (1, 2, 3):
        desk.begin(desk.customer(n), ana, question=f"Question {n}")
    ana.texts(R3, order(desk, "done"))
    ana.texts(R1, order(desk, "done", "102"))
    assert ana.hears() == [
        (R3, ana.words("done_many", n=103, left=2)),
        (R1, ana.words("done_one", n=102)),
    ]


def test_done_twice_is_said(desk: Story) -> None:
    ana = desk.agent("Ana")
    relay = desk.begin(desk.customer(), ana)
    ana.texts(relay, order(desk, "done"))
    desk.nobody_hears()
    ana.texts(relay, order(desk, "done"))
    assert ana.hears() == [(relay, ana.words("done_already", n=101))]


def test_done_with_somebody_elses_thread_is_refused(desk: Story) -> None:
    lea, (ana, ben) = desk.customer(), desk.agents()
    relay = desk.begin(lea, ana)
    ben.texts(relay, order(desk, "done"))
    refused = ben.words("not_yours", a="Ana", n=101, command=order(desk, "done"))
    assert ben.hears() == [(relay, refused)]
    lea.texts(SHOP, "On my way")
    assert ana.hears() == [(relay, "On my way")]


def test_done_on_a_number_that_shows_nobody(desk: Story) -> None:
    ana = desk.agent("Ana")
    ana.texts(R2, order(desk, "done"))
    assert ana.hears() == [(R2, ana.words("no_thread_here", command=order(desk, "done")))]


def test_done_with_a_thread_that_nobody_has_is_told_to_those_who_heard_of_it(desk: Story) -> None:
    lea, (ana, ben) = desk.customer(), desk.agents()
    lea.texts(SHOP, "Win a prize now")
    desk.nobody_hears()
    ana.texts(R1, order(desk, "done"))
    assert ana.hears() == [(R1, ana.words("done_none", n=101))]
    assert len(ben.hears()) == 1
    ben.texts(R1, order(desk, "queue"))
    assert ben.hears() == [(R1, ben.words("queue_none"))]


def test_take_gives_a_waiting_thread_and_its_texts(desk: Story) -> None:
    lea, (ana, ben) = desk.customer(), desk.agents()
    lea.texts(SHOP, "My chain broke")
    lea.texts(SHOP, "The bike is red")
    desk.nobody_hears()
    ben.texts(R1, order(desk, "take", "101"))
    took = ben.words("took", "My chain broke", "The bike is red", n=101, was="")
    assert ben.hears() == [(R1, took)]
    assert ana.hears() == [(R1, ana.words("taken", n=101, a="Ben"))]
    desk.later(minutes=5)
    assert desk.nobody_hears(ana, ben)
    ben.texts(R1, "Come by")
    assert lea.hears()[-1] == (SHOP, "Come by")


def test_take_of_somebody_elses_thread_tells_them(desk: Story) -> None:
    lea, (ana, ben) = desk.customer(), desk.agents()
    relay = desk.begin(lea, ana)
    ben.texts(relay, order(desk, "take", "101"))
    assert ana.hears() == [(relay, ana.words("took_over", n=101, a="Ben"))]
    was = ben.words("it_was", a="Ana")
    assert ben.hears() == [(relay, ben.words("took", "My chain broke", n=101, was=was))]
    lea.texts(SHOP, "On my way")
    assert ben.hears() == [(relay, "On my way")]
    assert desk.nobody_hears(ana)


def test_take_brings_everything_that_had_not_reached_who_had_it(desk: Story) -> None:
    lea, (ana, ben) = desk.customer(), desk.agents()
    relay = desk.begin(lea, ana)
    desk.carrier.faults.refuse[ana.address] = 20429  # for now
    words = [f"Remark {n}" for n in range(1, 6)]
    for each in words:
        lea.texts(SHOP, each)
    ben.texts(relay, order(desk, "take", "101"))
    was = ben.words("it_was", a="Ana")
    assert ben.hears() == [(relay, ben.words("took", *words, n=101, was=was))]


def test_take_of_ones_own_changes_nothing(desk: Story) -> None:
    lea, ana = desk.customer(), desk.agent("Ana")
    relay = desk.begin(lea, ana)
    ana.texts(relay, order(desk, "take", "101"))
    assert ana.hears() == [(relay, ana.words("already_yours", n=101))]


def test_undo_takes_done_back(desk: Story) -> None:
    lea, (ana, ben) = desk.customer(), desk.agents()
    relay = desk.begin(lea, ana)
    ana.texts(relay, order(desk, "done"))
    desk.nobody_hears()
    ana.texts(relay, order(desk, "undo"))
    assert ana.hears() == [(relay, ana.words("undone_done", n=101))]
    lea.texts(SHOP, "On my way")
    assert ana.hears() == [(relay, "On my way")]
    ana.texts(relay, "Good")
    assert lea.hears() == [(SHOP, "Good")]
    assert desk.nobody_hears(ben)


def test_undo_gives_a_taken_thread_back_to_who_had_it(desk: Story) -> None:
    lea, (ana, ben) = desk.customer(), desk.agents()
    relay = desk.begin(lea, ana)
    ben.texts(relay, order(desk, "take", "101"))
    desk.nobody_hears()
    ben.texts(relay, order(desk, "undo"))
    assert ben.hears() == [(relay, ben.words("undone_take_to", n=101, a="Ana"))]
    assert ana.hears() == [(relay, ana.words("handed_back", n=101, a="Ben"))]
    lea.texts(SHOP, "On my way")
    assert ana.hears() == [(relay, "On my way")]
    assert desk.nobody_hears(ben)
    ana.texts(relay, "Good")
    assert lea.hears() == [(SHOP, "Good")]


def test_undo_puts_a_taken_thread_back_to_waiting(desk: Story) -> None:
    lea, (ana, ben) = desk.customer(), desk.agents()
    lea.texts(SHOP, "My chain broke")
    ben.texts(R1, order(desk, "take", "101"))
    desk.nobody_hears()
    ben.texts(R1, order(desk, "undo"))
    assert (R1, ben.words("undone_take", n=101)) in ben.hears()
    ana.hears()
    ana.texts(R1, "Come by")
    assert lea.hears() == [(SHOP, "Come by")]


def test_undo_with_nothing_to_take_back(desk: Story) -> None:
    ana = desk.agent("Ana")
    ana.texts(R1, order(desk, "undo"))
    assert ana.hears() == [(R1, ana.words("nothing_to_undo"))]


def test_undo_too_late_changes_nothing(desk: Story) -> None:
    lea, (ana, ben) = desk.customer(), desk.agents()
    lea.texts(SHOP, "My chain broke")
    ben.texts(R1, order(desk, "take", "101"))
    ana.texts(R1, order(desk, "take", "101"))
    desk.nobody_hears()
    ben.texts(R1, order(desk, "undo"))
    assert ben.hears() == [(R1, ben.words("undo_late", n=101))]
    ana.texts(R1, "Come by")
    assert lea.hears() == [(SHOP, "Come by")]


def test_undo_works_once(desk: Story) -> None:
    ana = desk.agent("Ana")
    relay = desk.begin(desk.customer(), ana)
    for each in ("done", "undo"):
        ana.texts(relay, order(desk, each))
    desk.nobody_hears()
    ana.texts(relay, order(desk, "undo"))
    assert ana.hears() == [(relay, ana.words("nothing_to_undo"))]


def test_who_is_away_hears_of_nothing_new_until_back(desk: Story) -> None:
    ana = desk.agent("Ana")
    ana.texts(R1, order(desk, "away"))
    assert ana.hears() == [(R1, ana.words("away_on"))]
    desk.customer(1).texts(SHOP, "My chain broke")
    desk.later(minutes=5)
    assert desk.nobody_hears(ana)
    ana.texts(R1, order(desk, "back"))
    [back, waiting] = ana.hears()  # what waits is shown at once
    assert back == (R1, ana.words("away_off"))
    assert waiting.body.splitlines()[-1] == "My chain broke"
    desk.customer(2).texts(SHOP, "Do you sell bells?")
    assert [got.body.splitlines()[-1] for got in ana.hears()] == ["Do you sell bells?"]


def test_what_comes_for_who_is_away_goes_to_the_team(desk: Story) -> None:
    lea, (ana, ben) = desk.customer(), desk.agents()
    relay = desk.begin(lea, ana)
    ana.texts(relay, order(desk, "away"))
    desk.nobody_hears()
    lea.texts(SHOP, "On my way")
    assert desk.nobody_hears(ana)
    [(number, body)] = ben.hears()
    assert body.splitlines()[-1] == "On my way"
    ben.texts(number, "Good")
    assert lea.hears() == [(SHOP, "Good")]
