"""Away and back: nothing new meanwhile, and what is open goes on with the others."""

import pytest

from .conftest import OpenDesk
from .desks import R1, R4, SALES, SHOP
from .phones import Phone
from .story import Story
from .teams import TWO_TEAMS, last, numbers, order, orders, team

Scene = tuple[Story, Phone, Phone, Phone]


@pytest.fixture(params=["fr"])
def scene(request: pytest.FixtureRequest, open_desk: OpenDesk) -> Scene:
    """A desk and its three agents, who have nothing yet."""
    desk = open_desk(team(request.param))
    ana, ben, cleo = desk.agents()
    return desk, ana, ben, cleo


def test_nothing_new_while_away(scene: Scene) -> None:
    desk, ana, ben, cleo = scene
    assert orders(ana, R1, "away") == [ana.words("away_on")]
    assert desk.nobody_hears()
    desk.customer(1).texts(SHOP, "My chain broke")
    desk.customer(1).texts(SHOP, "Hello?")
    desk.later(minutes=30)
    ben.texts(R1, "Come by")
    desk.customer(2).texts(SHOP, "Do you sell bells?")
    desk.later(minutes=30)
    assert not ana.hears()
    assert cleo.hears()


def test_what_is_open_is_offered_in_one_text_to_each(scene: Scene) -> None:
    desk, ana, ben, cleo = scene
    for n in (1, 2, 3):
        desk.begin(desk.customer(n), ana, question=f"Question {n}")
    [told] = orders(ana, R4, "away")
    assert told == ana.words("away_on_offered")
    for phone in (ben, cleo):
        [got] = phone.hears()
        assert got.body.startswith(phone.words("offer_head", a="Ana"))
        assert numbers(got.body) == [101, 102, 103]
    desk.later(minutes=30)
    assert desk.nobody_hears()


def test_an_offered_thread_is_taken(scene: Scene) -> None:
    desk, ana, ben, cleo = scene
    lea = desk.customer()
    relay = desk.begin(lea, ana)
    orders(ana, relay, "away")
    desk.nobody_hears()
    [took] = orders(ben, R4, "take", "101")
    assert "My chain broke" in took
    assert len(ana.hears()) == 1
    lea.texts(SHOP, "Are you there?")
    assert [got.body for got in ben.hears()] == ["Are you there?"]
    assert desk.nobody_hears(ana, cleo)


def test_a_customers_text_on_an_away_owners_thread_goes_to_the_team(scene: Scene) -> None:
    desk, ana, ben, cleo = scene
    lea = desk.customer()
    relay = desk.begin(lea, ana)
    orders(ana, relay, "away")
    desk.nobody_hears()
    lea.texts(SHOP, "Are you there?")
    desk.later(minutes=1)
    for phone in (ben, cleo):
        [got] = phone.hears()
        assert "My chain broke" in got.body
        assert got.body.endswith("Are you there?")
    assert desk.nobody_hears(ana, lea)
    ben.texts(last(ben).sender, "I am")
    assert lea.hears() == [(SHOP, "I am")]
    assert len(cleo.hears()) == 1
    orders(ana, R4, "back")
    desk.later(minutes=10)
    ana.texts(relay, "Me too")
    assert desk.nobody_hears(lea)


def test_back(scene: Scene) -> None:
    desk, ana, ben, cleo = scene
    orders(ana, R1, "away")
    assert orders(ana, R1, "back") == [ana.words("away_off")]
    desk.customer(1).texts(SHOP, "My chain broke")
    assert [len(phone.hears()) for phone in (ana, ben, cleo)] == [1, 1, 1]
    desk.nobody_hears()
    assert orders(ana, R1, "back") == [ana.words("away_off")]


def test_what_nobody_took_is_ones_own_again_on_return(scene: Scene) -> None:
    desk, ana, _, _ = scene
    lea = desk.customer()
    relay = desk.begin(lea, ana)
    for each in ("away", "back"):
        orders(ana, relay, each)
    desk.nobody_hears()
    lea.texts(SHOP, "Are you there?")
    assert ana.hears() == [(relay, "Are you there?")]
    ana.texts(relay, "I am")
    assert lea.hears() == [(SHOP, "I am")]


def test_an_agent_who_is_away_may_still_write_and_command(scene: Scene) -> None:
    desk, ana, ben, cleo = scene
    lea = desk.customer()
    relay = desk.begin(lea, ana)
    orders(ana, relay, "away")
    desk.nobody_hears()
    ana.texts(relay, "#101 One last word")
    assert lea.hears() == [(SHOP, "One last word")]
    assert len(orders(ana, relay, "pass", "Ben he knows")) == 1
    assert len(ben.hears()) == 1
    assert desk.nobody_hears(cleo)


def test_who_shows_it(scene: Scene) -> None:
    desk, ana, ben, _ = scene
    orders(ana, R1, "away")
    [who] = orders(ben, R1, "who")
    assert ben.words("who_item_away", a="Ana") in who
    orders(ana, R1, "back")
    [who] = orders(ben, R1, "who")
    assert ben.words("who_item", a="Ana", load=0) in who
    assert desk.nobody_hears()


@pytest.mark.parametrize("language", ["en", "fr"])
def test_on_a_desk_of_one_everything_waits_and_is_shown_on_return(
    open_desk: OpenDesk, language: str
) -> None:
    desk = open_desk(team(language, "Ana"))
    lea, max_, ana = desk.customer(1), desk.customer(2), desk.agent("Ana")
    desk.begin(lea, ana)
    orders(ana, R1, "away")
    lea.texts(SHOP, "Are you there?")
    max_.texts(SHOP, "Do you sell bells?")
    desk.later(hours=3)
    assert not ana.hears()
    [queue] = orders(ana, R1, "queue")
    assert numbers(queue) == [101, 102]
    ana.texts(R1, order(ana, "back"))
    _, *waiting = ana.hears()  # at once, behind the word that she is back
    shown = {numbers(got.body)[0]: got for got in waiting}
    assert sorted(shown) == [101, 102]
    assert shown[101].body.endswith("Are you there?")
    assert shown[102].body.endswith("Do you sell bells?")
    ana.texts(shown[101].sender, "#101 I am")
    assert lea.hears()[-1] == (SHOP, "I am")


def test_away_on_two_inboxes(open_desk: OpenDesk) -> None:
    """Ben answers both and hears of all at once; Cleo hears of what is hers."""
    desk = open_desk(TWO_TEAMS)
    ana, ben, cleo = desk.agents()
    desk.customer(1).texts(SHOP, "My chain broke")
    ana.texts(last(ana).sender, "Come by")
    desk.customer(2).texts(SALES, "Do you sell bells?")
    ana.texts(last(ana).sender, "We do")
    desk.nobody_hears()
    orders(ana, R1, "away")
    desk.later(minutes=2)
    try:
        assert desk.errors == []
        [got] = ben.hears()
        assert numbers(got.body) == [101, 102]
        [got] = cleo.hears()
        assert numbers(got.body) == [102]
    finally:
        desk.errors.clear()


def test_spelling(open_desk: OpenDesk) -> None:
    desk = open_desk(team("fr"))
    ana = desk.agent("Ana")
    assert order(ana, "away") == "/absent"
    ana.texts(R1, "/ Absent.")
    ana.texts(R1, "Slash back")
    assert [got.body for got in ana.hears()] == [ana.words("away_on"), ana.words("away_off")]
