"""What did not reach a phone that is out of reach for a moment is shown, or said, in the end."""

import pytest

from chalicelib.models import DAY, SECOND
from simulator.wire import Text

from ..support.exchange import wake_body
from ..support.places import agent, customer
from .checker import check
from .network import Weather
from .places import Places
from .scenes import asked, owned
from .stage import Stage
from .world import MINUTE, World


class Unreachable(Weather):
    """Some phones can't be reached, and the provider says so."""

    def __init__(self, *phones: str) -> None:
        self._phones = phones

    def carries(self, text: Text) -> int | None:
        return 30003 if text.to in self._phones else None


def test_who_claims_gets_what_the_phone_did_not(desks: Places) -> None:
    """The second agent's drain has died, and nobody drains in its place for six minutes."""
    with World(desks, relays=1) as world:
        stage = Stage(world)
        asked(stage)
        with world.in_weather(Unreachable(agent(1), agent(2))):
            stage.asks(1)
            world.deliver()
            for recipient in ("i-support", f"a-{world.desk.identify(agent(1))}", "i-support"):
                world.wake(wake_body(recipient))
                world.deliver()
        stage.says(1, 1)
        world.deliver()
        world.wake(wake_body("i-support"))
        stage.passes(0)
        world.later(40 * 60)
        assert check(stage.ends()).lost == []


def test_what_waited_for_who_let_it_go_reaches_who_has_it_now(desks: Places) -> None:
    """All of it before anybody is woken."""
    with World(desks, relays=1) as world:
        stage = Stage(world)
        asked(stage)
        stage.says(1, 1)
        world.deliver()
        stage.asks(1)
        world.deliver()
        stage.orders(1, "/release")
        world.deliver()
        stage.says(2, 1, mark="#101 ")
        world.deliver()
        stage.passes(0)
        world.later(40 * 60)
        assert check(stage.ends()).lost == []


def test_who_could_not_be_told_is_told_later(desks: Places) -> None:
    with World(desks, relays=1) as world:
        stage = Stage(world)
        asked(stage)
        with world.in_weather(Unreachable(agent(1), customer(1))):
            stage.says(1, 1)
            stage.passes(60)
        world.later(40 * 60)
        assert check(stage.ends()).lost == []


def test_what_came_as_the_thread_was_closed_is_shown(desks: Places) -> None:
    with World(desks, relays=1) as world:
        stage = Stage(world)
        owned(stage)
        with world.in_weather(Unreachable(agent(1))):
            stage.asks(1)
            world.deliver()
            stage.orders(1, "/done")
            stage.passes(60)
        world.later(40 * 60)
        assert check(stage.ends()).lost == []


class Mute(Weather):
    """The app's answers to webhooks do not come back."""

    def answer(self) -> bool:
        return False


def test_who_comes_back_is_acknowledged_too(desks: Places) -> None:
    """Another matter, long after the first was resolved; and the answer to its webhook is lost."""
    with World(desks, relays=1) as world:
        stage = Stage(world)
        owned(stage)
        stage.orders(1, "/done")
        stage.passes(20)
        world.clock.shift(world.desk.reopen_days * DAY / SECOND + MINUTE)
        with world.in_weather(Mute()):
            before = world.got(customer(1))
            stage.asks(1)
            stage.passes(0)
        assert world.got(customer(1)) == before
        world.later(5 * MINUTE)
        assert check(stage.ends()).unacknowledged == []
        assert len(world.got(customer(1))) == len(before) + 1


@pytest.mark.parametrize("order", ["/take 101", "/pass Agent2"])
def test_who_has_heard_nothing_is_acknowledged_though_somebody_has_the_thread(
    desks: Places, order: str
) -> None:
    with World(desks, weather=Mute(), relays=1) as world:
        stage = Stage(world)
        stage.asks(1)
        stage.passes(5)
        world.network.weather = Weather()
        stage.orders(1, order)
        stage.passes(5)
        assert world.contact(customer(1)).threads[0].owner
        world.later(5 * MINUTE)
        assert check(stage.ends()).unacknowledged == []
