"""A thread is put off, and comes back: at its time, or with the customer's next text."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from chalicelib.texts import until

from .conftest import OpenDesk
from .desks import R3, R4, SHOP
from .phones import Phone
from .story import Story
from .teams import everything, last, order, orders, team

MONTREAL = ZoneInfo("America/Montreal")
Scene = tuple[Story, Phone, str]


@pytest.fixture(params=["en", "fr"])
def scene(request: pytest.FixtureRequest, open_desk: OpenDesk) -> Scene:
    """Ana has Lea's thread, on a Tuesday at 10: the desk, Lea's phone, Ana's relay number."""
    desk = open_desk(team(request.param))
    lea, (ana, *_) = desk.customer(), desk.agents()
    return desk, lea, desk.begin(lea, ana)


def at(day: int, hour: int) -> int:
    """That moment of March 2026 in Montréal (ms)."""
    return int(datetime(2026, 3, day, hour, tzinfo=MONTREAL).timestamp() * 1000)


@pytest.mark.parametrize("typed", ["2h", "2 h", "2 hours", "120 min", "2 heures", "#101 2h"])
def test_for_a_time(scene: Scene, typed: str) -> None:
    desk, lea, relay = scene
    ana, ben, cleo = desk.agents()
    back = desk.now + 1000 + 2 * 3_600_000
    t = until(back, desk.now, "America/Montreal", ana.language)
    assert orders(ana, relay, "snooze", typed) == [ana.words("snoozed", n=101, t=t)]
    desk.later(hours=1, minutes=58)
    assert desk.nobody_hears()
    desk.later(minutes=3)
    [got] = ana.hears()
    assert got.sender == relay
    assert got.body.startswith(ana.words("remind", n=101))
    assert "About that: My chain broke" in got.body
    desk.later(days=1)
    assert desk.nobody_hears(ana, ben, cleo, lea)


@pytest.mark.parametrize(
    ("typed", "day"),
    [("demain 9h", 4), ("tomorrow 9:00", 4), ("Mon 9:00", 9), ("lundi 9h", 9), ("lun. 9 h", 9)],
)
def test_until_a_time(scene: Scene, typed: str, day: int) -> None:
    """The clocks of Montréal change on the Sunday between."""
    desk, lea, relay = scene
    ana = desk.agent("Ana")
    t = until(at(day, 9), desk.now, "America/Montreal", ana.language)
    assert orders(ana, relay, "snooze", typed) == [ana.words("snoozed", n=101, t=t)]
    desk.later(minutes=(at(day, 9) - desk.now) / 60_000 - 2)
    assert desk.nobody_hears()
    desk.later(minutes=3)
    [got] = ana.hears()
    assert got.body.startswith(ana.words("remind", n=101))
    ana.texts(relay, "#101 It is ready")
    assert lea.hears() == [(SHOP, "It is ready")]


@pytest.mark.parametrize(
    "typed", ["", "banana", "yesterday", "hier 9h", "25:00", "2h please", "-2h", "0", "next year"]
)
def test_a_wrong_moment_is_refused(scene: Scene, typed: str) -> None:
    desk, lea, relay = scene
    ana = desk.agent("Ana")
    how = ana.words("snooze_how", command=order(ana, "snooze"))
    assert orders(ana, relay, "snooze", typed) == [how]
    [mine] = orders(ana, relay, "mine")
    assert mine == ana.words("mine_head", count=1) + ana.words("mine_item", n=101)
    desk.later(days=2)
    assert desk.nobody_hears(ana, lea)


def test_it_is_shown_in_mine(scene: Scene) -> None:
    desk, _, relay = scene
    ana = desk.agent("Ana")
    orders(ana, relay, "snooze", "demain 9h")
    t = until(at(4, 9), desk.now, "America/Montreal", ana.language)
    [mine] = orders(ana, relay, "mine")
    item = ana.words("mine_item_snoozed", item=ana.words("mine_item", n=101), t=t)
    assert mine == ana.words("mine_head", count=1) + item


def test_the_customers_text_brings_it_back_early(scene: Scene) -> None:
    desk, lea, relay = scene
    ana = desk.agent("Ana")
    orders(ana, relay, "snooze", "2h")
    lea.texts(SHOP, "I changed my mind")
    [got] = ana.hears()
    assert got.body.endswith("I changed my mind")
    [mine] = orders(ana, relay, "mine")
    assert mine == ana.words("mine_head", count=1) + ana.words("mine_item", n=101)
    desk.later(hours=3)
    assert desk.nobody_hears()


def test_undo(scene: Scene) -> None:
    desk, lea, relay = scene
    ana = desk.agent("Ana")
    orders(ana, relay, "snooze", "2h")
    assert orders(ana, relay, "undo") == [ana.words("undone_snooze", n=101)]
    desk.later(hours=3)
    assert desk.nobody_hears(ana, lea)
    orders(ana, relay, "snooze", "2h")
    lea.texts(SHOP, "Hello")
    assert orders(ana, relay, "undo") == [ana.words("undo_late", n=101)]


def test_the_later_of_two_counts(scene: Scene) -> None:
    desk, _, relay = scene
    ana = desk.agent("Ana")
    orders(ana, relay, "snooze", "1h")
    orders(ana, relay, "snooze", "3h")
    desk.later(hours=2)
    assert desk.nobody_hears()
    desk.later(hours=1, minutes=1)
    assert len(ana.hears()) == 1


def test_only_ones_own(scene: Scene) -> None:
    desk, lea, _ = scene
    ben = desk.agent("Ben")
    refused = ben.words("not_yours", a="Ana", n=101, command=order(ben, "snooze"))
    assert orders(ben, R3, "snooze", "#101 2h") == [refused]
    desk.customer(2).texts(SHOP, "Do you sell bells?")
    refused = ben.words("nobodys", n=102, command=order(ben, "snooze"))
    assert orders(ben, last(ben).sender, "snooze", "2h") == [refused]
    assert desk.nobody_hears(lea)


@pytest.mark.parametrize("ending", ["done", "release", "pass"])
def test_it_ends_with_the_thread(scene: Scene, ending: str) -> None:
    desk, lea, relay = scene
    ana, ben, cleo = desk.agents()
    orders(ana, relay, "snooze", "2h")
    orders(ana, relay, ending, "Ben" if ending == "pass" else "")
    desk.later(minutes=2)
    desk.nobody_hears()
    desk.later(hours=3)
    reminders = [phone.words("remind", n=101) for phone in (ana, ben, cleo)]
    shown = "\n".join(everything(phone) for phone in (ana, ben, cleo))
    assert not any(words in shown for words in reminders)
    assert desk.nobody_hears(lea)


def test_who_takes_it_over_is_not_reminded(scene: Scene) -> None:
    desk, _, relay = scene
    ana, ben, _ = desk.agents()
    orders(ana, relay, "snooze", "2h")
    orders(ben, R4, "take", "101")
    desk.nobody_hears()
    desk.later(hours=3)
    assert desk.nobody_hears()


def test_while_away_the_reminder_goes_to_the_team(scene: Scene) -> None:
    desk, lea, relay = scene
    ana, ben, cleo = desk.agents()
    orders(ana, relay, "snooze", "2h")
    orders(ana, relay, "away")
    desk.nobody_hears()
    desk.later(hours=2, minutes=2)
    assert [len(phone.hears()) for phone in (ana, ben, cleo)] == [0, 1, 1]
    ben.texts(last(ben).sender, "#101 It is ready")
    assert lea.hears() == [(SHOP, "It is ready")]
