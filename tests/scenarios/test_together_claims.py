"""Claim, take over, release, finish, and the undoing of each: every side is told in one text."""

import pytest

from chalicelib.texts import when

from .conftest import OpenDesk
from .desks import R1, R4, SHOP
from .phones import Phone
from .story import Story
from .teams import BOTH, last, order, orders, team

Scene = tuple[Story, Phone, Phone, Phone, Phone]


@pytest.fixture(params=["fr"])
def scene(request: pytest.FixtureRequest, open_desk: OpenDesk) -> Scene:
    """A desk, a customer and its three agents."""
    desk = open_desk(team(request.param))
    ana, ben, cleo = desk.agents()
    return desk, desk.customer(), ana, ben, cleo


def test_an_answer_claims_and_each_of_the_others_is_told_once(scene: Scene) -> None:
    desk, lea, ana, ben, cleo = scene
    lea.texts(SHOP, "My chain broke")
    assert [len(phone.hears()) for phone in (ana, ben, cleo)] == [1, 1, 1]
    ben.texts(R1, "Come by")
    assert lea.hears()[-1] == (SHOP, "Come by")
    for phone in (ana, cleo):
        assert phone.hears() == [(R1, phone.words("taken", a="Ben", n=101))]
    assert desk.nobody_hears()
    desk.later(minutes=10)
    assert desk.nobody_hears()


def test_take_over_tells_who_had_it_and_nobody_else(scene: Scene) -> None:
    desk, lea, ana, ben, cleo = scene
    relay = desk.begin(lea, ana)
    assert orders(ben, R4, "take", "101") == [
        ben.words("took", "My chain broke", n=101, was=ben.words("it_was", a="Ana"))
    ]
    assert ana.hears() == [(relay, ana.words("took_over", a="Ben", n=101))]
    assert desk.nobody_hears(lea, cleo)
    lea.texts(SHOP, "Are you there?")
    assert last(ben).body.endswith("Are you there?")
    assert desk.nobody_hears(ana, cleo)


def test_take_over_undone_is_told_once_to_each(scene: Scene) -> None:
    desk, lea, ana, ben, _ = scene
    relay = desk.begin(lea, ana)
    orders(ben, R4, "take", "101")
    ana.hears()
    assert orders(ben, R4, "undo") == [ben.words("undone_take_to", a="Ana", n=101)]
    assert ana.hears() == [(relay, ana.words("handed_back", a="Ben", n=101))]
    desk.later(minutes=10)
    assert desk.nobody_hears()
    ana.texts(relay, "It is ready")
    assert lea.hears() == [(SHOP, "It is ready")]
    assert desk.nobody_hears()


def test_release_offers_the_thread_to_the_others_with_what_was_said(scene: Scene) -> None:
    desk, lea, ana, ben, cleo = scene
    relay = desk.begin(lea, ana)
    lea.texts(SHOP, "And the brakes?")
    assert orders(ana, relay, "release") == [ana.words("released", n=101)]
    desk.later(minutes=1)
    for phone in (ben, cleo):
        [got] = phone.hears()
        told = [got.body.find(words) for words in ("My chain broke", "About that", "brakes?")]
        assert -1 not in told
        assert told == sorted(told)
    assert desk.nobody_hears(ana, lea)
    cleo.texts(R1, "They are fine")
    assert lea.hears() == [(SHOP, "They are fine")]
    assert len(ben.hears()) == 1
    assert len(ana.hears()) == 1
    assert desk.nobody_hears()


def test_release_undone_is_told_once_to_each_who_had_heard_of_it(scene: Scene) -> None:
    desk, lea, ana, ben, cleo = scene
    relay = desk.begin(lea, ana)
    orders(ana, relay, "release")
    desk.later(minutes=1)
    assert [len(phone.hears()) for phone in (ben, cleo)] == [1, 1]
    assert len(orders(ana, relay, "undo")) == 1
    desk.later(minutes=10)
    for phone in (ben, cleo):
        assert phone.hears() == [(R1, phone.words("taken", a="Ana", n=101))]
    assert desk.nobody_hears()
    ana.texts(relay, "Still me")
    assert lea.hears() == [(SHOP, "Still me")]


def test_release_of_what_somebody_answered_meanwhile_is_not_undone(scene: Scene) -> None:
    desk, lea, ana, ben, cleo = scene
    relay = desk.begin(lea, ana)
    orders(ana, relay, "release")
    ben.texts(R1, "I have it")
    desk.nobody_hears()
    assert orders(ana, relay, "undo") == [ana.words("undo_late", n=101)]
    assert desk.nobody_hears(ben, cleo, lea)
    ben.texts(R1, "Come by")
    assert lea.hears() == [(SHOP, "Come by")]


def test_release_of_somebody_elses_is_refused(scene: Scene) -> None:
    desk, lea, ana, ben, _ = scene
    relay = desk.begin(lea, ana)
    refused = ben.words("not_yours", a="Ana", n=101, command=order(ben, "release"))
    assert orders(ben, R4, "release", "101") == [refused]
    assert desk.nobody_hears()
    ana.texts(relay, "It is ready")
    assert lea.hears() == [(SHOP, "It is ready")]


def test_done_with_what_nobody_has_and_its_undoing(scene: Scene) -> None:
    desk, lea, ana, ben, cleo = scene
    lea.texts(SHOP, "Win a prize")
    desk.nobody_hears()
    assert len(orders(ana, R1, "done")) == 1
    assert [len(phone.hears()) for phone in (ben, cleo)] == [1, 1]
    assert orders(ana, R1, "undo") == [ana.words("undone_done", n=101)]
    desk.later(minutes=10)
    assert desk.nobody_hears()
    ana.texts(R1, "No thanks")
    assert lea.hears() == [(SHOP, "No thanks")]


def test_take_of_what_waits_undone_makes_it_wait_again(scene: Scene) -> None:
    desk, lea, ana, ben, cleo = scene
    lea.texts(SHOP, "My chain broke")
    orders(ben, R1, "take", "101")
    desk.nobody_hears()
    assert orders(ben, R1, "undo")[0] == ben.words("undone_take", n=101)
    assert [len(phone.hears()) for phone in (ana, cleo)] == [1, 1]
    ana.texts(R1, "Come by")
    assert lea.hears()[-1] == (SHOP, "Come by")


def test_who_undoes_a_take_is_told_in_one_text(scene: Scene) -> None:
    desk, lea, _, ben, _ = scene
    lea.texts(SHOP, "My chain broke")
    orders(ben, R1, "take", "101")
    assert orders(ben, R1, "undo") == [ben.words("undone_take", n=101)]
    desk.later(minutes=1)
    assert desk.nobody_hears(ben)


@BOTH
def test_release_after_a_resolution_was_undone_still_tells_what_was_said(
    open_desk: OpenDesk, language: str
) -> None:
    desk = open_desk(team(language))
    lea, (ana, ben, _) = desk.customer(), desk.agents()
    relay = desk.begin(lea, ana)
    for each in ("done", "undo", "release"):
        orders(ana, relay, each)
    [got] = ben.hears()
    assert "My chain broke" in got.body


def test_an_undo_after_an_hour_takes_nothing_back(scene: Scene) -> None:
    desk, lea, ana, ben, cleo = scene
    relay = desk.begin(lea, ana)
    orders(ben, R4, "take", "101")
    ana.hears()
    desk.later(hours=1, minutes=1)
    assert orders(ben, R4, "undo") == [ben.words("nothing_to_undo")]
    assert desk.nobody_hears(ana, cleo, lea)
    assert relay == R1


def test_what_was_answered_in_time_is_not_called_late(scene: Scene) -> None:
    desk, lea, ana, ben, _ = scene
    relay = desk.begin(lea, ana)
    begun = desk.now
    desk.later(minutes=15)
    orders(ana, relay, "release")
    lea.texts(SHOP, "Are you there?")
    desk.later(minutes=1)
    late = ben.words("late", t=when(begun, desk.now, "America/Montreal", ben.language))
    assert not any(late in got.body for got in ben.hears())
