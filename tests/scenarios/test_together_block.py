"""Block, spam, and the way back: silence, and a word to the team."""

import pytest

from .conftest import OpenDesk
from .desks import R1, R4, SHOP
from .phones import Phone
from .story import Story
from .teams import last, order, orders, team

Scene = tuple[Story, Phone, Phone, Phone, Phone]
BOTH_WAYS = pytest.mark.parametrize("how", ["block", "spam"])


@pytest.fixture(params=["en"])
def scene(request: pytest.FixtureRequest, open_desk: OpenDesk) -> Scene:
    """A desk, a customer and its three agents."""
    desk = open_desk(team(request.param))
    ana, ben, cleo = desk.agents()
    return desk, desk.customer(), ana, ben, cleo


@BOTH_WAYS
def test_what_comes_after_reaches_nobody(scene: Scene, how: str) -> None:
    desk, lea, ana, ben, cleo = scene
    relay = desk.begin(lea, ana)
    assert orders(ana, relay, how) == [ana.words(f"{how}_on", n=101)]
    desk.nobody_hears(ben, cleo)
    for text in ("You are rude", "Hello?", "Win a prize"):
        lea.texts(SHOP, text)
    desk.later(days=5)
    lea.texts(SHOP, "Still here")
    desk.later(minutes=10)
    assert desk.nobody_hears(lea, ana, ben, cleo)
    [mine] = orders(ana, relay, "mine")
    assert mine == ana.words("mine_none")
    [queue] = orders(ana, relay, "queue")
    assert queue == ana.words("queue_none")


@BOTH_WAYS
def test_of_what_nobody_has_the_team_is_told_once(scene: Scene, how: str) -> None:
    desk, lea, ana, ben, cleo = scene
    lea.texts(SHOP, "Win a prize")
    desk.nobody_hears()
    assert orders(ana, R1, how) == [ana.words(f"{how}_on", n=101)]
    for phone in (ben, cleo):
        [got] = phone.hears()
        assert "#101" in got.body
        if how == "spam":
            assert got.body == phone.words("spammed", a="Ana", n=101)
    desk.later(minutes=10)
    lea.texts(SHOP, "Win two prizes")
    desk.later(minutes=10)
    assert desk.nobody_hears()


@BOTH_WAYS
def test_nothing_is_sent_there_any_more(scene: Scene, how: str) -> None:
    desk, lea, ana, ben, _ = scene
    relay = desk.begin(lea, ana)
    orders(ana, relay, how)
    desk.nobody_hears()
    ana.texts(relay, "#101 One more thing")
    ben.texts(R4, "#101 And from me")
    held = [p.words("held_blocked", n=101, q=q) for p, q in ((ana, "One more thing"),)]
    assert [got.body for got in ana.hears()] == held
    assert len(ben.hears()) == 1
    refused = ana.words("write_blocked", q="Hello")
    assert orders(ana, R4, "write", f"{lea.address} Hello") == [refused]
    assert desk.nobody_hears(lea)


@BOTH_WAYS
def test_unblock(scene: Scene, how: str) -> None:
    desk, lea, ana, ben, cleo = scene
    relay = desk.begin(lea, ana)
    orders(ana, relay, how)
    desk.nobody_hears()
    lea.texts(SHOP, "Please?")
    assert orders(ben, R4, "unblock", "101") == [ben.words("unblocked", n=101)]
    assert desk.nobody_hears(lea, ana, cleo)
    lea.texts(SHOP, "I am sorry")
    [got] = ana.hears()
    assert got.body.endswith("I am sorry")
    ana.texts(got.sender, "#101 Good")
    assert lea.hears()[-1] == (SHOP, "Good")


@BOTH_WAYS
def test_undo(scene: Scene, how: str) -> None:
    desk, lea, ana, ben, cleo = scene
    relay = desk.begin(lea, ana)
    orders(ana, relay, how)
    desk.nobody_hears()
    assert orders(ana, relay, "undo") == [ana.words("undone_done", n=101)]
    assert desk.nobody_hears()
    lea.texts(SHOP, "And the brakes?")
    assert ana.hears() == [(relay, "And the brakes?")]
    ana.texts(relay, "They are fine")
    assert lea.hears() == [(SHOP, "They are fine")]
    assert desk.nobody_hears(ben, cleo)


@BOTH_WAYS
def test_a_colleagues_customer_is_not_ones_to_block(scene: Scene, how: str) -> None:
    desk, lea, ana, ben, _ = scene
    relay = desk.begin(lea, ana)
    refused = ben.words("not_yours", a="Ana", n=101, command=order(ben, how))
    assert orders(ben, R4, how, "101") == [refused]
    lea.texts(SHOP, "And the brakes?")
    assert ana.hears() == [(relay, "And the brakes?")]


@BOTH_WAYS
def test_a_closed_thread(scene: Scene, how: str) -> None:
    desk, lea, ana, _, _ = scene
    relay = desk.begin(lea, ana)
    orders(ana, relay, "done")
    [told] = orders(ana, relay, how)
    assert order(ana, "unblock", "101") in told  # what /undo would take back is another act
    assert order(ana, "undo") not in told
    desk.nobody_hears()
    lea.texts(SHOP, "Win a prize")
    desk.later(minutes=10)
    assert desk.nobody_hears()


def test_what_came_while_blocked_is_kept_in_the_history(scene: Scene) -> None:
    desk, lea, ana, _, _ = scene
    relay = desk.begin(lea, ana)
    orders(ana, relay, "block")
    lea.texts(SHOP, "You are rude")
    orders(ana, relay, "unblock")
    lea.texts(SHOP, "I am sorry")
    [hist] = orders(ana, last(ana).sender, "hist", "101")
    assert "I am sorry" in hist


def test_of_what_was_blocked_the_team_reads_no_more_than_is_true(scene: Scene) -> None:
    desk, lea, ana, ben, _ = scene
    lea.texts(SHOP, "You are rude")
    desk.nobody_hears()
    orders(ana, R1, "block")
    [got] = ben.hears()
    assert got.body != ben.words("taken", a="Ana", n=101)


def test_the_team_hears_of_spam_on_ones_own_thread(scene: Scene) -> None:
    desk, lea, ana, ben, cleo = scene
    relay = desk.begin(lea, ana)
    orders(ana, relay, "spam")
    desk.later(minutes=1)
    assert [len(phone.hears()) for phone in (ben, cleo)] == [1, 1]
