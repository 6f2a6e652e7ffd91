"""Bad weather, drawn from a seed: what AWS, the provider and the machines do wrong in a run."""

import time
from collections import Counter
from collections.abc import Callable
from random import Random

from simulator.wire import Text

from . import aws, network
from .aws import Call, Fate
from .network import FINE, Rest, Weather

SORTS = (
    *("aws", "aws", "deaths", "deaths", "provider", "provider"),
    *("webhooks", "webhooks", "statuses", "phones", "meanwhile", "outage"),
)
"""What may be bad in a run; three or four of them are."""

LATE = (2.0, 8.0, 40.0, 100.0)
OUTAGES: dict[str, tuple[str, Fate]] = {
    "conflicts": ("TransactWriteItems", "conflict"),
    "no queue": ("SendMessageBatch", "cut before"),
    "table throttled": ("", "throttled"),
    "table out of reach": ("", "cut before"),
}
"""What fails every time for a while: the operation ('' for all of DynamoDB), and how."""

OUTAGE = 12.0
"""So long (s) at most."""

_REST = [name for name in network.TROUBLES if not name.startswith("time-out")]
"""A time-out takes real time, and is a cut connection to the app."""


class Storm(Weather):
    """The weather of one run, until it is `over`. `counts` is what was done, by name."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance
        self.sorts = frozenset(chance.sample(SORTS, 5))
        self.counts: Counter[str] = Counter()
        self.over = False
        self.slow: dict[str, float] = {}
        """Until when (s since the epoch) a phone's text is on its way."""
        self.agents: frozenset[str] = frozenset()
        self._outage: tuple[float, str, Fate] | None = None

    def _is(self, sort: str, likely: float) -> bool:
        return not self.over and sort in self.sorts and self._chance.random() < likely

    def _does(self, what: str) -> None:
        self.counts[what] += 1

    # --- the network -----------------------------------------------------------------------------

    def text(self, text: Text) -> list[float]:
        """An agent's texts keep their order, as a phone sends them; a copy comes at any time."""
        if not self._is("webhooks", 0.4):
            return [0.0]
        kind = self._chance.choice(("lost", "late", "late", "twice", "twice"))
        self._does(f"webhook {kind}")
        late = self._chance.choice(LATE)
        if kind == "lost":
            return []
        if kind == "twice":
            return [0.0, self._chance.choice((0.0, late))]
        self.slow[text.sender] = time.time() + late
        return [late]

    def status(self, text: Text, status: str) -> list[float]:
        """That a text did not arrive is not lost: nobody could know."""
        if not self._is("statuses", 0.6):
            return [0.0] if status != "sent" else []
        kinds = ("twice", "late", "first") if text.error else ("lost", "twice", "late", "first")
        kind = self._chance.choice(kinds)
        self._does(f"status {kind}")
        late = self._chance.choice(LATE)
        return {"lost": [], "twice": [0.0, late], "late": [late], "first": [0.0]}[kind]

    def answer(self) -> bool:
        lost = self._is("webhooks", 0.1)
        if lost:
            self._does("webhook's answer lost")
        return not lost

    def rest(self, method: str) -> Rest:
        if not self._is("provider", 0.3):
            return FINE
        name = self._chance.choice(_REST)
        self._does(f"provider {name}")
        return network.TROUBLES[name]

    def carries(self, text: Text) -> int | None:
        if not self._is("phones", 0.1):
            return None
        self._does("phone unreachable")
        return self._chance.choice((30003, 30005, 30008))

    # --- the app's own calls ---------------------------------------------------------------------

    def decide(self, call: Call) -> Fate:
        fate = "" if self.over else self._fate(call)
        if fate:
            self._does(f"{call.what} {fate}")
        return fate

    def _fate(self, call: Call) -> Fate:
        at_provider = call.what in ("send", "log")
        if not at_provider and (fate := self._in_outage(call)):
            return fate
        if self._is("deaths", 0.02):
            return self._chance.choice(("die before", "die after"))
        if self._is("meanwhile", 0.08):
            return self._chance.choice(("meanwhile before", "meanwhile after"))
        if not at_provider and self._is("aws", 0.06):
            return self._chance.choice(aws.TROUBLES[call.what])
        return ""

    def _in_outage(self, call: Call) -> Fate:
        if self._outage is None:
            if self._is("outage", 0.01):
                what, fate = OUTAGES[self._chance.choice(sorted(OUTAGES))]
                self._outage = (time.time() + self._chance.uniform(1, OUTAGE), what, fate)
            return ""
        until, what, fate = self._outage
        if time.time() > until:
            self._outage = None
            return ""
        of_table = call.what != "SendMessageBatch"
        return fate if call.what == what or (not what and of_table) else ""

    def act(self, acts: list[Callable[[], None]]) -> None:
        """One of what else may happen meanwhile."""
        if acts:
            self._chance.choice(acts)()
