"""Every point at which something can go wrong in one request, wake-up or tick; each is tried.

A scene brings a desk to where something is about to happen, and lets it happen. Played once, its
calls are counted; then it is played again for each of them, and there the process dies, or AWS
fails, or something else comes between. What follows is life: the provider posts once more, the
queue hands the wake-up out again, the clock looks. Then everybody writes once more, and everything
comes to rest: nothing is in the way of what comes later.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from ..support.exchange import wake_body
from ..support.places import BUSINESS, RELAYS, agent, customer
from .aws import TROUBLES, Call, Fate
from .checker import Ends, Found, check
from .places import Places
from .run import CLEARING, LONG
from .world import Kept, World

AGENTS = (1, 2)
DEATHS = ("die before", "die after")
BETWEEN = ("meanwhile before", "meanwhile after")
_MOST = 12


@dataclass
class Stage:
    """A desk of two agents and two customers, and what they wrote in a scene."""

    world: World
    asked: dict[str, str] = field(default_factory=dict)
    wrote: dict[str, tuple[str, str | None]] = field(default_factory=dict)

    def asks(self, c: int) -> str:
        """A customer writes; what follows is to be run. Returns the words."""
        words = f"q{len(self.asked)}q"
        self.asked[words] = customer(c)
        self.world.text(customer(c), BUSINESS, f"{words} is it ready?")
        return words

    def says(self, a: int, c: int | None, relay: int = 0, mark: str = "") -> str:
        """An agent writes for a customer, or for nobody."""
        words = f"w{len(self.wrote)}w"
        self.wrote[words] = (agent(a), customer(c) if c else None)
        self.world.text(agent(a), RELAYS[relay], mark + words)
        return words

    def orders(self, a: int, order: str, relay: int = 0) -> None:
        """An agent writes a command, or answers a question."""
        self.world.text(agent(a), RELAYS[relay], order)

    def passes(self, seconds: float) -> None:
        """Nothing is on its way any more, and then time passes."""
        self.world.run()
        self.world.later(seconds, ticks=False)

    def line(self, a: int, words: str) -> int:
        """The relay number, by its place, on which an agent was shown these words last."""
        came = [t for t in self.world.texts_to(agent(a)) if words in t.body]
        return RELAYS.index(came[-1].sender)

    def ends(self) -> Ends:
        """What both ends have."""
        return Ends(
            texts=self.world.network.texts(),
            items=self.world.items(),
            record=self.world.record,
            agents=frozenset(agent(n) for n in AGENTS),
            customers=frozenset(customer(n) for n in (1, 2)),
            business=BUSINESS,
            asked=self.asked,
            wrote=self.wrote,
        )


Act = Callable[[Stage], None]


class Scene(NamedTuple):
    """What comes before; and what happens, with everything that it sets off."""

    before: Act
    happens: Act
    relays: int = 2


class Point(NamedTuple):
    """A call of a scene, and what becomes of it."""

    call: Call
    fate: Fate


class Ready(NamedTuple):
    """A scene with what comes before done, and the calls of what happens then, in order."""

    scene: Scene
    kept: Kept
    asked: dict[str, str]
    wrote: dict[str, tuple[str, str | None]]
    calls: list[Call]


def ready(places: Places, scene: Scene) -> Ready:
    """Plays a scene once, and nothing goes wrong."""
    if id(scene) not in places.ready:
        places.ready[id(scene)] = _ready(places, scene)
    found: Ready = places.ready[id(scene)]
    return found


def _ready(places: Places, scene: Scene) -> Ready:
    with World(places, relays=scene.relays) as world:
        stage = Stage(world)
        scene.before(stage)
        world.run()
        kept, before = world.keep(), len(world.gate.calls)
        asked, wrote = dict(stage.asked), dict(stage.wrote)
        scene.happens(stage)
        world.run()
        found = world.gate.calls[before:]
        assert not world.errors, world.errors
        numbered = [Call(place, call.what) for place, call in enumerate(found)]
        return Ready(scene, kept, asked, wrote, numbered)


def deaths(found: list[Call], *, whole: bool = False) -> Iterator[Point]:
    """A process dies before each call, and when each had its effect.

    Between two calls, and behind one that reads, nothing has changed for anybody: who dies there
    leaves what the call before left. Those points are there with `whole`.
    """
    return (Point(call, fate) for call in found if whole or _acts(call) for fate in DEATHS)


def failures(found: list[Call], *, whole: bool = False) -> Iterator[Point]:
    """AWS fails at each call in one of the ways in which it can, by turns; at a third of the reads.

    With `whole`, at every call, in every way.
    """
    for call in found:
        fates = TROUBLES.get(call.what, ())
        if whole:
            yield from (Point(call, fate) for fate in fates)
        elif fates and (_acts(call) or call.place % 3 == 0):
            yield Point(call, fates[call.place % len(fates)])


def between(found: list[Call], *, whole: bool = False) -> Iterator[Point]:
    """Everybody is woken once more in front of a call that changes something, or behind it.

    By turns; with `whole`, both, at every call.
    """
    for call in found:
        if whole:
            yield from (Point(call, fate) for fate in BETWEEN)
        elif _acts(call):
            yield Point(call, BETWEEN[call.place % 2])


def _acts(call: Call) -> bool:
    return call.what in ("TransactWriteItems", "UpdateItem", "SendMessageBatch", "send")


class Outcome(NamedTuple):
    """What was found after a scene, how often something was done to it, and its story."""

    found: Found
    faults: int
    story: list[str]


def play(places: Places, scene: Ready, point: Point, times: int = 1) -> Outcome:
    """The scene with this point in it.

    `times`: so many calls of this operation in a row, from that point on, fail alike.
    """
    relays, kept = scene.scene.relays, scene.kept
    with World(places, 1 + point.call.place, relays=relays, after=kept) as world:
        stage = Stage(world, dict(scene.asked), dict(scene.wrote))
        left = times

        def decide(call: Call) -> Fate:
            nonlocal left
            alike = call.place == point.call.place or (times > 1 and call.what == point.call.what)
            if call.place < point.call.place or not left or not alike:
                return ""
            left -= 1
            return point.fate

        world.gate.decide = decide
        world.meanwhile(lambda: _everybody(world))
        scene.scene.happens(stage)
        world.run()
        assert left < times, "nothing happened there"
        world.gate.decide = lambda _: ""
        _afterwards(stage)
        return Outcome(check(stage.ends()), times - left, [str(point), *_told(world)])


def _everybody(world: World) -> None:
    """All who have something to wait for are woken, beside whoever is at it."""
    identify = world.desk.identify
    phones = [f"a-{identify(agent(n))}" for n in AGENTS]
    for recipient in ("i-support", *phones, *(f"c-{identify(customer(n))}" for n in (1, 2))):
        world.wake(wake_body(recipient))


def _afterwards(stage: Stage) -> None:
    """Time goes by until nothing waits; customers write again, and are heard."""
    for seconds in CLEARING:
        _goes_by(stage, seconds)
    for c in sorted({*stage.asked.values()}):
        stage.asks(1 if c == customer(1) else 2)
    for _ in range(_MOST):
        _goes_by(stage, LONG)
        seen = " ".join(b for n in AGENTS for b in stage.world.got(agent(n)))
        if not _waits(stage.world) and all(words in seen for words in stage.asked):
            return


def _goes_by(stage: Stage, seconds: float) -> None:
    stage.passes(seconds)
    stage.world.tick()
    stage.world.run()


def _waits(world: World) -> bool:
    identify = world.desk.identify
    people = [f"a-{identify(agent(n))}" for n in AGENTS]
    people += [f"c-{identify(customer(n))}" for n in (1, 2)]
    return any(world.outbox(r) for r in people) or any(world.held(agent(n)) for n in AGENTS)


def _told(world: World) -> list[str]:
    texts = (f"{t.sender[-4:]} > {t.to[-4:]}: {t.body!r} {t.status}" for t in world.network.texts())
    return [*texts, *world.errors]
