"""A clock that is moved: what is due meanwhile comes at its minute, once, however it is moved."""

import json
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from datetime import time as time_of_day
from pathlib import Path
from types import ModuleType
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import requests
import time_machine
from chalice.app import Chalice

from chalicelib.models import HOUR, MINUTE, SECOND, Desk, Inbox
from simulator import serve, wall
from simulator.clock import Busy
from simulator.serve import PageServer
from simulator.worker import Worker
from simulator.world import World

from .conftest import paged

EVENING = Path(serve.__file__).with_name("evening.toml")
MONTREAL = ZoneInfo("America/Montreal")


def at(written: str) -> int:
    """What the clock in Montréal reads, in ms since the epoch."""
    return round(datetime.fromisoformat(written).replace(tzinfo=MONTREAL).timestamp() * SECOND)


# --- the clock on the wall -----------------------------------------------------------------


def desk(*hours: str, exceptions: tuple[str, ...] = ()) -> Desk:
    inbox = Inbox(name="support", addresses=("+15145550100",), hours=hours, exceptions=exceptions)
    return Desk(
        key="0" * 64,
        name="Atelier",
        language="fr",
        timezone="America/Montreal",
        relay_numbers=("+15145550101",),
        inboxes=(inbox,),
        agents=(),
    )


@pytest.mark.parametrize(
    ("hours", "now", "morning"),
    [
        (["Mon-Fri 08:30-17:00"], "2026-06-02 07:00", "2026-06-02 08:30"),
        (["Mon-Fri 08:30-17:00"], "2026-06-02 08:30", "2026-06-03 08:30"),
        (["Mon-Fri 08:30-17:00"], "2026-06-02 20:00", "2026-06-03 08:30"),
        (["Mon-Fri 08:30-17:00"], "2026-06-05 12:00", "2026-06-08 08:30"),  # over the weekend
        (["Mon-Fri 9:00-12:00, 13:00-17:00"], "2026-06-02 10:00", "2026-06-03 09:00"),
        (["Mon-Sun 18:00-02:00"], "2026-06-02 01:00", "2026-06-02 18:00"),
        (["Mon-Sun 18:00-02:00"], "2026-06-02 19:00", "2026-06-03 18:00"),
        ([], "2026-06-02 08:59", "2026-06-02 09:00"),  # always open: nine o'clock
        ([], "2026-06-02 09:00", "2026-06-03 09:00"),
        ([], "2026-03-07 20:00", "2026-03-08 09:00"),  # the clocks change in that night
        (["Mon-Sun 09:00-17:00"], "2026-10-31 20:00", "2026-11-01 09:00"),
    ],
)
def test_next_morning(hours: Sequence[str], now: str, morning: str) -> None:
    assert wall.next_morning(desk(*hours), at(now)) == at(morning)


def test_the_morning_of_a_desk_that_never_opens_is_at_nine() -> None:
    shut = desk("Mon 09:00-09:30", exceptions=("2026-06-08 closed",))
    assert wall.next_morning(shut, at("2026-06-02 12:00")) == at("2026-06-15 09:00")


@pytest.mark.parametrize(
    ("now", "shown", "then"),
    [
        ("2026-06-02 16:49", time_of_day(16, 50), "2026-06-02 16:50"),
        ("2026-06-02 16:50", time_of_day(16, 50), "2026-06-03 16:50"),
        ("2026-03-07 12:00", time_of_day(11), "2026-03-08 11:00"),
    ],
)
def test_when_the_clock_shows_a_time_next(now: str, shown: time_of_day, then: str) -> None:
    assert wall.at_next(desk(), at(now), shown) == at(then)


# --- time passes -----------------------------------------------------------------------------


@pytest.fixture
def began() -> Iterator[None]:
    """A Tuesday afternoon, so that every run is the same."""
    with time_machine.travel(at("2026-06-02 16:30:20") / SECOND, tick=True):
        yield


@pytest.fixture
def evening(began: None) -> Iterator[World]:
    """The desk with hours, and a clock that nobody but the test moves."""
    with World(EVENING, tick_seconds=0) as world:
        yield world


class Story:
    """What reaches the phones, with the time at which it did."""

    def __init__(self, world: World) -> None:
        self.world = world

    def write(self, who: str, to: str, body: str) -> None:
        self.world.carrier.text(self.world.phone(who).address, to, body)
        assert self.world.settle(30)

    def told(self) -> list[tuple[str, str, str]]:
        """(when, to whom, what)."""
        names = {phone.address: phone.name for phone in self.world.phones}
        return [
            (f"{datetime.fromtimestamp(text.at, MONTREAL):%a %H:%M}", names[text.to], text.body)
            for text in self.world.carrier.texts()
            if text.to in names
        ]


def tell(world: World, forward: Callable[[World, int], None]) -> list[tuple[str, str]]:
    """A matter that waits for the morning, and is nobody's: who is told when."""
    story = Story(world)
    forward(world, at("2026-06-03 07:00"))
    story.write("Customer 1", world.desk.business, "Can you true a wheel?")
    forward(world, at("2026-06-03 10:00"))
    customer, one, other, supervisor = [(when, who) for when, who, _ in story.told()]
    assert {one[1], other[1]} == {"Anna", "Ben"}  # in either order: chance says who is first
    return [customer, (one[0], "one"), (other[0], "the other"), supervisor]


EXPECTED = [
    ("Wed 07:00", "Customer 1"),  # acknowledged
    ("Wed 09:00", "one"),  # given to one
    ("Wed 09:11", "the other"),  # and to the other
    ("Wed 09:30", "Anna"),  # who supervises: nobody answers
]


def at_once(world: World, until: int) -> None:
    world.clock.forward(until)


def in_steps(world: World, until: int) -> None:
    """By steps that end within minutes."""
    while (now := world.clock.now()) < until:
        world.clock.forward(min(now + 17 * MINUTE + 13 * SECOND, until))


def test_what_is_due_comes_at_its_minute(evening: World) -> None:
    assert tell(evening, at_once) == EXPECTED
    assert (evening.errors, evening.carrier.refused) == ([], [])


def test_the_same_happens_in_many_steps(evening: World) -> None:
    assert tell(evening, in_steps) == EXPECTED


def test_what_was_put_off_comes_back_and_silence_closes(evening: World) -> None:
    story, relay = Story(evening), evening.desk.relays[0]
    evening.clock.forward(at("2026-06-03 10:00"))
    story.write("Customer 1", evening.desk.business, "Can you true a wheel?")
    story.write("Anna", relay, "/prendre 101")
    story.write("Anna", relay, "Oui, je regarde quand.")
    story.write("Anna", relay, "/rappel 2h")
    before = len(story.told())
    evening.clock.forward(at("2026-06-03 12:30"))
    assert [when for when, who, _ in story.told()[before:] if who == "Anna"] == ["Wed 12:01"]
    story.write("Anna", relay, "Demain matin.")
    before = len(story.told())
    evening.clock.forward(at("2026-06-03 17:00"))
    closed = {(when, who) for when, who, _ in story.told()[before:]}
    assert closed == {("Wed 16:31", "Anna"), ("Wed 16:31", "Customer 1")}


def test_a_text_whose_webhook_was_lost_is_fetched_at_its_minute(evening: World) -> None:
    evening.clock.forward(at("2026-06-03 10:00"))
    evening.carrier.faults.lose_webhooks = True
    story = Story(evening)
    story.write("Customer 1", evening.desk.business, "Can you true a wheel?")
    evening.clock.forward(at("2026-06-03 10:20"))
    when, who, _ = story.told()[0]
    assert who == "Customer 1"
    assert when in ("Wed 10:03", "Wed 10:04")  # three minutes after the second it was written in


def test_a_quiet_night_asks_for_little(evening: World, monkeypatch: pytest.MonkeyPatch) -> None:
    ticks: list[int] = []
    monkeypatch.setattr(evening.clock, "_tick", lambda: ticks.append(evening.clock.now()))
    evening.clock.forward(at("2026-06-03 10:00"))
    assert ticks == []
    assert abs(evening.clock.now() - at("2026-06-03 10:00")) < 5 * SECOND


def test_time_only_goes_forward(evening: World) -> None:
    evening.clock.forward(at("2026-06-02 20:00"))
    evening.clock.forward(at("2026-06-02 19:00"))
    assert evening.clock.now() >= at("2026-06-02 20:00")


def test_the_machine_has_its_own_time_back() -> None:
    before = time.monotonic(), time.time()
    with World(EVENING, tick_seconds=0) as world:
        world.clock.forward(world.clock.now() + 20 * HOUR)
        assert time.time() - before[1] > 20 * 3600
    assert abs(time.time() - before[1] - (time.monotonic() - before[0])) < 1
    with pytest.raises(Busy):
        world.clock.forward(world.clock.now() + HOUR)
    with pytest.raises(ConnectionError):
        world.applied()


def test_a_world_ends_in_the_midst_of_a_night() -> None:
    with World(EVENING, tick_seconds=0) as world:
        world.carrier.text(world.phones[0].address, world.desk.business, "Hi")
        assert world.settle(30)
        going = threading.Event()
        mover = Worker("mover")
        mover.do(lambda: world.clock.forward(world.clock.now() + 24 * HOUR, going.set))
        assert going.wait(10)
        began = time.monotonic()
    assert time.monotonic() - began < 5
    mover.close()
    assert world.errors == []


# --- what the page asks ------------------------------------------------------------------------


@pytest.fixture
def idle(began: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """A world around an app that does nothing."""
    module: Any = ModuleType("idle")
    module.app = Chalice(app_name="idle")
    module.wake = module.tick = lambda event, context: None
    monkeypatch.setitem(sys.modules, "idle", module)
    with World(EVENING, app="idle", tick_seconds=0) as world:
        yield world


@pytest.fixture
def page(idle: World) -> Iterator[PageServer]:
    with paged(idle) as server:
        yield server


def ask(page: PageServer, asked: Any, **headers: str) -> requests.Response:
    headers = {"Content-Type": "application/json", **headers}
    return requests.post(f"{page.url}/api/clock", json.dumps(asked), headers=headers, timeout=10)


def test_the_page_sees_the_time_and_moves_it(page: PageServer) -> None:
    stream = page.open_stream()
    began = stream.get(timeout=5)[1]["clock"]
    assert (began["timezone"], began["passing"]) == ("America/Montreal", False)
    assert began["morning"] == at("2026-06-03 09:00")
    answer = ask(page, {"minutes": 15})
    assert answer.status_code == 201
    assert 15 * MINUTE <= answer.json()["at"] - began["at"] < 16 * MINUTE
    event, told = stream.get(timeout=5)
    assert (event, told["passing"]) == ("clock", False)
    answer = ask(page, {"to": "morning"})
    assert answer.status_code == 201
    assert 0 <= answer.json()["at"] - at("2026-06-03 09:00") < 10 * SECOND
    assert answer.json()["morning"] == at("2026-06-04 09:00")
    seen = requests.get(f"{page.url}/api/clock", timeout=5).json()
    assert (seen["morning"], seen["passing"]) == (at("2026-06-04 09:00"), False)


NONSENSE: list[Any] = [
    {},
    [],
    ["minutes"],
    "morning",
    15,
    None,
    {"minutes": 0},
    {"minutes": -1},
    {"minutes": 1441},
    {"minutes": 1.5},
    {"minutes": True},
    {"minutes": "15"},
    {"minutes": None},
    {"minutes": [15]},
    {"minutes": 15, "to": "morning"},
    {"to": "evening"},
    {"to": "morning", "when": "now"},
    {"to": None},
    {"at": 0},
]


@pytest.mark.parametrize("asked", NONSENSE, ids=str)
def test_nonsense_is_refused_and_moves_nothing(page: PageServer, asked: Any) -> None:
    before = page.world.clock.now()
    assert ask(page, asked).status_code == 400
    assert 0 <= page.world.clock.now() - before < 10 * SECOND


def test_only_the_page_itself_may_ask(page: PageServer) -> None:
    assert ask(page, {"minutes": 15}, Origin="http://elsewhere.test").status_code == 403
    assert page.world.clock.now() < at("2026-06-02 16:35")


def test_who_asks_while_time_passes_is_told_so(page: PageServer) -> None:
    world, going, go_on = page.world, threading.Event(), threading.Event()

    def held() -> None:
        going.set()
        assert go_on.wait(10)

    world.carrier.text(world.phones[0].address, world.desk.business, "Hi")  # minutes to play
    world.settle()
    mover = Worker("mover")
    mover.do(lambda: world.clock.forward(world.clock.now() + 2 * MINUTE, held))
    try:
        assert going.wait(10)
        assert requests.get(f"{page.url}/api/clock", timeout=5).json()["passing"]
        assert ask(page, {"minutes": 15}).status_code == 409
    finally:
        go_on.set()
        mover.close()
    assert world.clock.now() < at("2026-06-02 16:40")
    assert ask(page, {"minutes": 1}).status_code == 201


def test_another_desk_is_served_or_refused_with_its_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = tmp_path / "wrong.toml"
    wrong.write_text(EVENING.read_text().replace('"next"', '"sideways"'), encoding="utf-8")
    assert serve.main(["--port", "0", "--desk", str(wrong)]) == 1
    assert "wrong.toml line" in capsys.readouterr().out
    with World(EVENING, tick_seconds=0) as world:
        assert [asdict(phone)["name"] for phone in world.phones[2:]] == ["Anna", "Ben"]
