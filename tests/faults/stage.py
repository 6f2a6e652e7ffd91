"""Who is at a desk while its points are played, what they write, and how it all comes to an end."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from chalicelib.store import contacts

from ..support.places import BUSINESS, RELAYS, agent, customer
from . import line
from .checker import Ends, entry_id
from .run import LONG
from .world import World

AGENTS = (1, 2)
CUSTOMERS = (1, 2, 3, 4)

_MOST = 12
_SOON = 5.0


@dataclass
class Stage:
    """A desk of two agents and a few customers, and what they wrote in a scene."""

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

    def stops(self, c: int) -> None:
        """A customer wants no more texts."""
        self.world.text(customer(c), BUSINESS, "STOP")

    def passes(self, seconds: float) -> None:
        """Nothing is on its way any more, and then time passes."""
        self.world.run()
        self.world.later(seconds, ticks=False)

    def line(self, a: int, words: str) -> int:
        """The relay number, by its place, on which an agent was shown these words last."""
        came = [t for t in self.world.texts_to(agent(a)) if words in t.body]
        return RELAYS.index(came[-1].sender)

    def told(self, number: int) -> int:
        """Which agent was told of a thread first."""
        came = [(t.at, n, t.body) for n in AGENTS for t in self.world.texts_to(agent(n))]
        return next(n for _, n, body in sorted(came) if f"#{number}" in body)

    @property
    def writers(self) -> list[int]:
        """The customers who have written."""
        return [c for c in CUSTOMERS if customer(c) in self.asked.values()]

    def ends(self) -> Ends:
        """What both ends have."""
        return Ends(
            texts=self.world.network.texts(),
            items=self.world.items(),
            record=self.world.record,
            agents=frozenset(agent(n) for n in AGENTS),
            customers=frozenset(map(customer, CUSTOMERS)),
            business=BUSINESS,
            asked=self.asked,
            wrote=self.wrote,
        )


# --- how it ends ---


def people(stage: Stage) -> list[str]:
    """The phones that texts may wait for, as recipients."""
    identify = stage.world.desk.identify
    phones = [f"a-{identify(agent(n))}" for n in AGENTS]
    return [*phones, *(f"c-{identify(customer(c))}" for c in stage.writers)]


def afterwards(stage: Stage) -> None:
    """Time goes by until nothing waits; customers write again, and are heard."""
    for c in stage.writers:
        stage.asks(c)
    for _ in range(_MOST):
        goes_by(stage, LONG)
        if not _waits(stage) and _all_seen(stage):
            return


def _all_seen(stage: Stage) -> bool:
    seen = " ".join(b for n in AGENTS for b in stage.world.got(agent(n)))
    return all(words in seen for words in stage.asked)


def line_ends(stage: Stage, *, in_order: bool) -> Iterator[str]:
    """The agents come to an end with all who wait: each that has room is told of the next at once.

    What was wrong with that, or before.
    """
    world = stage.world
    for count in range(_MOST):
        yield from line.forgotten(world.record, world.items())
        if _all_seen(stage) and not _waits(stage):
            break
        _finishes(stage)
        goes_by(stage, LONG if count >= len(CUSTOMERS) else _SOON)
    yield from line.misgiven(world.record, in_order=in_order)
    handed = (t for t in world.network.texts() if t.direction.startswith("outbound"))
    yield from line.told_twice(world.record, map(entry_id, handed))


def _finishes(stage: Stage) -> None:
    """Whoever has a thread, or was told of it first, closes it."""
    identify = stage.world.desk.identify
    ids = {identify(agent(n)): n for n in AGENTS}
    for c in stage.writers:
        contact = stage.world.contact(customer(c))
        for thread in contact.threads:
            record = contacts.record(contact.id, thread.number)
            known = [told.agent for told in (record.told if record else None) or ()]
            if whose := thread.owner or next(iter(known), None):
                stage.orders(ids[whose], f"/done {thread.number}")
    stage.world.run()


def goes_by(stage: Stage, seconds: float) -> None:
    stage.passes(seconds)
    stage.world.tick()
    stage.world.run()


def _waits(stage: Stage) -> bool:
    world = stage.world
    texts = any(world.outbox(recipient) for recipient in people(stage))
    return texts or any(world.held(agent(n)) for n in AGENTS)
