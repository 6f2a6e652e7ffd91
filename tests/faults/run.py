"""A run at random: people write, everything goes wrong, and then the weather clears."""

import time
from collections import Counter
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any, cast

from chalicelib.models import person_of
from chalicelib.store import desk as desks

from ..races.people import ASKED, People
from ..support.exchange import wake_body
from ..support.places import BUSINESS, RELAYS, agent, customer
from .checker import Ends, Found, check
from .places import Places
from .storm import Storm
from .world import World

STEPS = 6
PAUSES = (0.0, 0.0, 1.0, 3.0, 7.0, 7.0, 20.0, 65.0)
CLEARING = (61.0, 130.0, 370.0)
"""How time goes on (s) after the storm: an acknowledgement is asked after; a text that no webhook
brought is fetched; a wake-up that somebody died with comes again. Then in steps of `LONG`."""

LONG = 960.0
RESTS = 40
SHAPES = ((1, 1), (2, 1), (2, 2), (3, 2))
"""Customers, relay numbers."""

CHANNELS = ("sms", "whatsapp", "sms", "either", "sms")
"""By what customers write: the same, or one text so and another so, and what does not arrive on one
channel goes by the other."""


@dataclass
class Played:
    """What a run was like."""

    seed: int
    found: Found
    faults: Counter[str]
    texts: int
    calls: int
    story: list[str] = field(default_factory=list)
    """All that was said, and what was raised."""

    def __str__(self) -> str:
        return "\n".join([f"seed {self.seed}", *self.story, *self.found.wrong])


class Run:
    """One run on a desk of two agents."""

    def __init__(self, world: World, storm: Storm, chance: Random, customers: int, relays: int):
        self.world, self.storm, self.chance = world, storm, chance
        self.customers, self.relays = customers, relays
        self.people = People(cast(Any, world), chance, 2, customers, relays)
        self.story: list[str] = []
        self.channel = CHANNELS[chance.randrange(len(CHANNELS))]
        if self.channel == "either":
            desks.save(world.desk.but(fallback=True))
        storm.agents = frozenset({agent(1), agent(2)})
        world.gate.decide = storm.decide
        world.meanwhile(lambda: storm.act([self._drains, self._drains, self.world.deliver]))
        self._busy = False

    def play(self, steps: int) -> None:
        """So many times somebody writes; then everything comes to rest."""
        for step in range(steps):
            self.people.busy = {n for n in (1, 2) if self._is_slow(agent(n))}
            for job in self.people.writes(step):
                self._writes(job.form["From"], job.form["To"], job.form["Body"])
            self.world.run()
            self._passes(self.chance.choice(PAUSES))
        self.rest()

    def _writes(self, sender: str, to: str, body: str) -> None:
        by_whatsapp = self.channel == "whatsapp" or self.chance.random() < 0.5
        if to == BUSINESS and self.channel != "sms" and by_whatsapp:
            sender, to = f"whatsapp:{sender}", f"whatsapp:{to}"
        self._tell(f"{sender[-4:]} > {to[-4:]}: {body!r}")
        self.world.text(sender, to, body)

    def _tell(self, words: str) -> None:
        self.story.append(f"{time.strftime('%H:%M:%S')} {words}")

    def _is_slow(self, phone: str) -> bool:
        return self.storm.slow.get(phone, 0.0) >= time.time()

    def _passes(self, seconds: float) -> None:
        if seconds:
            self._tell(f"-- {seconds:g} s")
            self.world.later(seconds)

    def _drains(self) -> None:
        """Somebody is woken twice: a second drain beside the first."""
        if not self._busy:
            self._busy = True
            self.world.wake(wake_body(self.chance.choice(self._recipients())))
            self._busy = False

    def _recipients(self) -> list[str]:
        identify = self.world.desk.identify
        phones = [f"a-{identify(agent(n))}" for n in (1, 2)]
        people = [f"c-{identify(customer(c))}" for c in range(1, self.customers + 1)]
        return ["i-support", *phones, *people]

    def rest(self) -> None:
        """The weather clears, everybody is there, and all that waits is done."""
        self._tell("-- the weather clears")
        self.storm.over = True
        self.world.run()
        for n in (1, 2) if self.people.went_away else ():
            self._writes(agent(n), RELAYS[0], "/back")
        for count in range(RESTS):
            self.world.later(CLEARING[count] if count < len(CLEARING) else LONG, ticks=False)
            self.world.tick()
            self.world.run()
            if count >= len(CLEARING) - 1 and not (self._waits() or self._unseen()):
                return
        if self._waits():
            raise AssertionError(f"never at rest: {self._waits()}")

    def _unseen(self) -> set[str]:
        """Customers' texts that no agent was shown yet."""
        return set(self.people.asked) - set(
            ASKED.findall(" ".join(b for n in (1, 2) for b in self.world.got(agent(n))))
        )

    def _waits(self) -> list[str]:
        waits = [e.id for r in self._recipients() for e in self.world.outbox(r) if e.kind != "look"]
        return waits + [str(h) for n in (1, 2) for h in self.world.held(agent(n))]

    def ends(self) -> Ends:
        """What both ends have."""
        texts = self.world.network.texts()
        return Ends(
            texts=[replace(t, sender=person_of(t.sender), to=person_of(t.to)) for t in texts],
            items=self.world.items(),
            record=self.world.record,
            agents=frozenset({agent(1), agent(2)}),
            customers=frozenset(customer(c) for c in range(1, self.customers + 1)),
            business=BUSINESS,
            asked={words: customer(c) for words, (c, _) in self.people.asked.items()},
            wrote={w: (agent(o.agent), customer(o.customer)) for w, o in self.people.wrote.items()},
        )

    def whole(self) -> list[str]:
        """The story, what was raised, and every text that the network had."""
        texts = (
            f"{time.strftime('%H:%M:%S', time.localtime(t.at))} {t.sender[-4:]} > {t.to[-4:]}:"
            f" {t.body!r} {t.status}"
            for t in self.world.network.texts()
        )
        return [*self.story, "", *texts, "", *self.world.errors]


def play(places: Places, seed: int, steps: int = STEPS) -> Played:
    """The run of a seed."""
    chance = Random(seed)
    customers, relays = SHAPES[seed % len(SHAPES)]
    storm = Storm(chance)
    with World(places, seed, storm, relays=relays) as world:
        run = Run(world, storm, chance, customers, relays)
        try:
            run.play(steps)
            found = check(run.ends())
        except Exception as error:
            error.add_note("\n".join([f"seed {seed}", *run.whole()]))
            raise
        calls = len(world.gate.calls)
        return Played(seed, found, storm.counts, len(world.network.texts()), calls, run.whole())
