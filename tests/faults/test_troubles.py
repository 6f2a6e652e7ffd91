"""The provider in trouble, in each way that it can be; and the desk without what it needs."""

from collections.abc import Iterator

import pytest

from chalicelib import settings
from simulator.wire import Text

from ..scenarios.wire import impatient
from ..support.places import RELAYS, agent, customer
from .checker import check
from .network import FINE, TROUBLES, Rest, Weather
from .places import Places
from .scenes import owned
from .stage import Stage
from .world import World


@pytest.fixture(autouse=True)
def _impatient() -> Iterator[None]:
    with impatient():
        yield


class Spell(Weather):
    """What becomes of the next REST calls of one method; statuses come, or they do not."""

    def __init__(self, method: str, rests: list[Rest], *, reports: bool = True) -> None:
        self.method, self.rests, self.reports = method, rests, reports

    def rest(self, method: str) -> Rest:
        return self.rests.pop(0) if method == self.method and self.rests else FINE

    def status(self, text: Text, status: str) -> list[float]:
        return [0.0] if self.reports else []


class Deaf(Spell):
    """One send is taken and not answered, no status comes, and the log is in trouble."""

    def __init__(self, rests: list[Rest]) -> None:
        super().__init__("GET", rests, reports=False)
        self._sends = [TROUBLES["cut after"]]

    def rest(self, method: str) -> Rest:
        return self._sends.pop() if method == "POST" and self._sends else super().rest(method)


def _matter(world: World) -> Stage:
    """The first agent has answered the first customer."""
    stage = Stage(world)
    owned(stage)
    return stage


def _then(stage: Stage, weather: Weather, minutes: int = 16) -> None:
    """Both write, in that weather, and time goes by."""
    stage.world.network.weather = weather
    stage.says(1, 1)
    stage.world.run()
    stage.asks(1)
    stage.world.run()
    stage.says(1, 1)
    stage.world.run()
    stage.world.later(minutes * 60)


@pytest.mark.parametrize("reports", [True, False], ids=["statuses", "no statuses"])
@pytest.mark.parametrize("name", TROUBLES)
@pytest.mark.parametrize("often", [1, 3])
def test_a_send_in_trouble_goes_once(desks: Places, name: str, often: int, reports: bool) -> None:
    with World(desks, relays=1) as world:
        stage = _matter(world)
        _then(stage, Spell("POST", [TROUBLES[name]] * often, reports=reports))
        found = check(stage.ends())
        assert found.wrong == []
        assert found.unsure == []
        assert world.got(customer(1))[1:] == ["w0w", "w1w", "w2w"]
        assert world.got(agent(1))[-1] == "q1q is it ready?"


@pytest.mark.parametrize("name", TROUBLES)
def test_a_log_in_trouble_is_asked_again(desks: Places, name: str) -> None:
    """Nobody knows whether a text went, and the log that would tell is out of reach for a while."""
    with World(desks, relays=1) as world:
        stage = _matter(world)
        _then(stage, Deaf([TROUBLES[name]] * 4), minutes=30)
        assert check(stage.ends()).wrong == []
        assert world.got(customer(1))[1:] == ["w0w", "w1w", "w2w"]


@pytest.mark.parametrize(("name", "pause"), [("429 with Retry-After", 7), ("429 without", 30)])
def test_how_long_it_waits_is_the_providers_to_say(desks: Places, name: str, pause: int) -> None:
    with World(desks, relays=1) as world:
        stage = _matter(world)
        world.network.weather = Spell("POST", [TROUBLES[name]])
        stage.says(1, 1)
        world.run()
        world.later(pause - 1)
        assert "w1w" not in world.got(customer(1))
        world.later(62)
        assert "w1w" in world.got(customer(1))


@pytest.mark.parametrize("what", ["TWILIO_AUTH_TOKEN", "TWILIO_ACCOUNT_SID", "GUICHET_QUEUE_URL"])
def test_what_the_desk_lacks_for_a_while_costs_no_text(
    desks: Places, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    """Webhooks are answered 5xx, or taken in without a wake-up; the rest is caught up with."""
    with World(desks, relays=1) as world:
        stage = _matter(world)
        url = settings.queue_url()
        with monkeypatch.context() as patch:
            patch.delenv(what)
            patch.setattr(settings, "_held", None)
            stage.asks(1)
            stage.says(1, 1)
            world.deliver()
        monkeypatch.setattr(settings, "_held", None)
        assert settings.queue_url() == url
        if what == "TWILIO_AUTH_TOKEN":
            assert {error[:12] for error in world.errors} == {"webhook: 503"}
        world.later(20 * 60)
        assert check(stage.ends()).wrong == []
        assert "q1q is it ready?" in "\n".join(world.got(agent(1)))


@pytest.mark.parametrize("copies", [2, 8])
def test_copies_of_a_webhook_make_one_text(desks: Places, copies: int) -> None:
    class Many(Weather):
        def text(self, text: Text) -> list[float]:
            return [float(n // 2) for n in range(copies)]

        def status(self, text: Text, status: str) -> list[float]:
            return [float(copies - n) for n in range(copies)]

    with World(desks, weather=Many(), relays=1) as world:
        stage = _matter(world)
        _then(stage, Many(), minutes=3)
        assert check(stage.ends()).wrong == []
        assert world.got(agent(1))[-1] == "q1q is it ready?"
        assert {t.sender for t in world.texts_to(agent(1))} == {RELAYS[0]}
