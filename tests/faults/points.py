"""Every point at which something can go wrong in one request, wake-up or tick; each is tried.

A scene brings a desk to where something is about to happen, and lets it happen. Played once, its
calls are counted; then it is played again for each of them, and there the process dies, or AWS
fails, or something else comes between. What follows is life: the provider posts once more, the
queue hands the wake-up out again, the clock looks. Then everybody writes once more, and everything
comes to rest: nothing is in the way of what comes later.

Points are many, and places in the code are few. All points are played by `benchmarks/faults.py
points`; what the suite plays has every place in it, where a place is the app's functions down to
the call, with the kinds of what it writes.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from ..support.exchange import wake_body
from .aws import TROUBLES, Call, Fate
from .checker import Found, check
from .places import Places
from .run import CLEARING
from .sites import Site
from .stage import Stage, afterwards, goes_by, line_ends, people
from .world import Kept, World

DEATHS = ("die before", "die after")
BETWEEN = ("meanwhile before", "meanwhile after")
STORMS: tuple[tuple[str, Fate], ...] = (
    *(("TransactWriteItems", "conflict"), ("TransactWriteItems", "throttled")),
    *(("GetItem", "throttled"), ("Query", "cut before")),
    *(("SendMessageBatch", "cut before"), ("SendMessageBatch", "refused")),
)
STORM = 60
"""So many calls in a row fail in one: more than anybody has the patience for."""


Act = Callable[[Stage], None]


class Scene(NamedTuple):
    """What comes before; and what happens, with everything that it sets off."""

    before: Act
    happens: Act
    relays: int = 2
    routing: str = "everyone"


class Point(NamedTuple):
    """A call of a scene, and what becomes of it."""

    call: Call
    fate: Fate


class Ready(NamedTuple):
    """A scene with what comes before done, and the calls of what happens then, in order.

    `new` are the places of those that leave from where none left in an earlier scene, with their
    number among those of their operation: what is different about this scene.
    """

    scene: Scene
    kept: Kept
    asked: dict[str, str]
    wrote: dict[str, tuple[str, str | None]]
    calls: list[Call]
    new: dict[int, int]


def ready(places: Places, scenes: Mapping[str, Scene], name: str) -> Ready:
    """The scene of that name; all are played once, in their order, and nothing goes wrong."""
    if not places.ready:
        seen: dict[str, list[Site]] = {}
        places.ready = {name: _ready(places, scene, seen) for name, scene in scenes.items()}
    found: Ready = places.ready[name]
    return found


def _ready(places: Places, scene: Scene, seen: dict[str, list[Site]]) -> Ready:
    with World(places, relays=scene.relays, routing=scene.routing) as world:
        stage = Stage(world)
        scene.before(stage)
        world.run()
        kept, before = world.keep(), len(world.gate.calls)
        world.gate.looks = True
        asked, wrote = dict(stage.asked), dict(stage.wrote)
        scene.happens(stage)
        world.run()
        found = world.gate.calls[before:]
        assert not world.errors, world.errors
        numbered = [call._replace(place=place) for place, call in enumerate(found)]
        return Ready(scene, kept, asked, wrote, numbered, dict(_new(numbered, seen)))


def _new(calls: list[Call], seen: dict[str, list[Site]]) -> Iterator[tuple[int, int]]:
    for call in calls:
        sites = seen.setdefault(call.what, [])
        if call.site not in sites:
            yield call.place, len(sites)
            sites.append(call.site)


def deaths(scene: Ready, *, whole: bool = False) -> Iterator[Point]:
    """A process dies before each call, and when each had its effect; by turns where it isn't new.

    Between two calls, and behind one that reads, nothing has changed for anybody: who dies there
    leaves what the call before left. Those points are there with `whole`; and so are those of
    statuses where one agent is told after the other, which are as everywhere.
    """
    one_by_one = scene.scene.routing == "next"
    for call in scene.calls:
        if whole or (_acts(call) and call.place in scene.new):
            yield from (Point(call, fate) for fate in DEATHS)
        elif _acts(call) and not (one_by_one and call.site[0] == "statuses"):
            yield Point(call, DEATHS[call.place % 2])


def failures(scene: Ready, *, whole: bool = False) -> Iterator[Point]:
    """AWS fails at each call that is new, in two of the ways in which it can, by turns.

    With `whole`, at every call, in every way.
    """
    for call in scene.calls:
        fates = TROUBLES.get(call.what, ())
        if whole:
            yield from (Point(call, fate) for fate in fates)
        elif fates and call.place in scene.new:
            first = 2 * scene.new[call.place]
            yield from (Point(call, fates[n % len(fates)]) for n in (first, first + 1))


def between(scene: Ready, *, whole: bool = False) -> Iterator[Point]:
    """Everybody is woken once more in front of a call that changes something new, and behind it.

    With `whole`, at every call.
    """
    for call in scene.calls:
        if whole or (_acts(call) and call.place in scene.new):
            yield from (Point(call, fate) for fate in BETWEEN)


BEHIND: Fate = "behind"


def behind(scene: Ready) -> Iterator[Point]:
    """What the index says of those who wait is what was true when the scene began."""
    for call in scene.calls:
        if call.what == "Query" and "waiting" in call.site:
            yield Point(call, BEHIND)


def storms(scene: Ready, turn: int = 0, *, whole: bool = False) -> Iterator[Point]:
    """An operation fails from its first call on; a third of them, by turns, or all."""
    for number, (what, fate) in enumerate(STORMS):
        first = next((call for call in scene.calls if call.what == what), None)
        if first is not None and (whole or number % 3 == turn % 3):
            yield Point(first, fate)


def _acts(call: Call) -> bool:
    return call.what in ("TransactWriteItems", "UpdateItem", "SendMessageBatch", "send")


class Outcome(NamedTuple):
    """What was found after a scene, how often something was done to it, and its story.

    `texts` are those that the network had.
    """

    found: Found
    faults: int
    story: list[str]
    texts: int


def play(places: Places, scene: Ready, point: Point, times: int = 1) -> Outcome:
    """The scene with this point in it.

    `times`: so many calls of this operation in a row, from that point on, fail alike.
    """
    _, _, relays, routing = scene.scene
    seed, kept = 1 + point.call.place, scene.kept
    with World(places, seed, relays=relays, routing=routing, after=kept) as world:
        stage = Stage(world, dict(scene.asked), dict(scene.wrote))
        left = times

        def decide(call: Call) -> Fate:
            nonlocal left
            alike = call.place == point.call.place or (times > 1 and call.what == point.call.what)
            if call.place < point.call.place or not left or not alike:
                return ""
            left -= 1
            return point.fate

        world.gate.decide, world.gate.then = decide, kept.table
        world.meanwhile(lambda: _everybody(stage))
        scene.scene.happens(stage)
        world.run()
        assert left < times, "nothing happened there"
        world.gate.decide = lambda _: ""
        for seconds in CLEARING:
            goes_by(stage, seconds)
        # Where a look failed, or the index does not say yet who waits longer, another may be first.
        kept_order = point.fate in (*DEATHS, *BETWEEN)
        wrong = [*line_ends(stage, in_order=kept_order)] if routing == "next" else []
        if routing == "everyone":
            afterwards(stage)
        found = check(stage.ends())
        found.misgiven = wrong
        story = [str(point), *_told(world)]
        return Outcome(found, times - left, story, len(world.network.texts()))


def _everybody(stage: Stage) -> None:
    """All who have something to wait for are woken, beside whoever is at it."""
    for recipient in ("i-support", *people(stage)):
        stage.world.wake(wake_body(recipient))


def _told(world: World) -> list[str]:
    texts = (f"{t.sender[-4:]} > {t.to[-4:]}: {t.body!r} {t.status}" for t in world.network.texts())
    return [*texts, *world.errors]
