"""A story of codes, played once more on paper: what codes leave out makes no difference."""

from typing import Any

from chalicelib.decisions import Decision
from chalicelib.models import Entry, InboundMessage, Pace
from chalicelib.rules import addressing, gist
from chalicelib.rules.customer import FOLD

from .exhaustive_effects import Effect, held_of, lines_of
from .exhaustive_place import FIRST, NAMES, NOW, TICK, Code, Place, meant
from .exhaustive_steps import Steps
from .exhaustive_tables import Event, Parts
from .exhaustive_time import LONG
from .house import Attempt, House
from .paper import Paper, entry_key


class Twin:
    """The same desk on paper. What the model leaves out is taken away here too: patrols, second
    looks at the same thread, the brake on what is said or written too often, and what is forwarded
    to who has a thread by now, which is a text to its owner like any other."""

    def __init__(self, place: Place) -> None:
        self.place, self.now, self.count = place, NOW, 0
        self.paper = Paper()
        for agent in place.agents:
            self.paper.rosters[place.inbox.name, agent.id] = False
        self.house = House(self.paper, place.desk, lambda: self.now)

    def plays(self, event: Event, parts: Parts, steps: Steps) -> Decision | None:
        """What `event` does here; `parts` are the state before it."""
        what, *rest = event
        if what == "writes":
            ends = (self.place.customers[rest[0]], self.place.inbox.addresses[0])
            return self._takes_in(*ends, "Hello", NAMES[rest[0]])
        if what == "waits":
            self.now += LONG
            return None
        if what == "claims":
            agent = steps.agents.codes[parts[2 + rest[0]]]
            return self._claims(rest[0], agent[1][0][0])
        if what == "looks":
            return self._looks(self.place.ids[rest[0]])
        self.now += TICK
        a, relay, body, _ = rest
        spot = self.place.spot(a, relay)
        view = steps.agents.codes[parts[2 + a]][0]
        return self._takes_in(spot.address, spot.number, self._digit(a, body, view))

    def _looks(self, contact: str) -> Decision:
        """The worker looks at a contact's thread: of two that are due at one moment, either."""
        looks = self.paper.pending(f"i-{self.place.inbox.name}")
        entry = next(entry for entry in looks if entry.contact == contact)
        self.now += TICK if entry.after > self.now else 0
        return self._commits(lambda: self.house.look(entry))

    def _takes_in(self, sender: str, to: str, body: str, name: str | None = None) -> Decision:
        self.count += 1
        message = InboundMessage(
            provider="twilio",
            id=f"SM{self.count:032}",
            sender=sender,
            recipient=to,
            body=body,
            profile_name=name,
        )
        return self._commits(self.house.take_in(message))

    def _digit(self, a: int, body: str, view: Code) -> str:
        """The digit here for the same choice: what was shown at one moment has no order there."""
        digit = gist.digit(body)
        theirs = next(iter(self.paper.held_of(self.place.agents[a].id)), None)
        held = next(iter(held_of(self.place, a, view)), None)
        if not digit or held is None or theirs is None:
            return body
        if not 0 <= digit - held.base < len(held.choices):
            return body
        choice = held.choices[digit - held.base]
        same = [(c.do, c.thread) for c in theirs.choices].index((choice.do, choice.thread))
        return body.replace(str(digit), str(theirs.base + same))

    def _claims(self, a: int, code: Code) -> Decision:
        """Claims up to the entry with this code; what comes before changes nothing."""
        kind, relay, c, _ = code
        wanted = (kind, self.place.desk.relay_numbers[relay], FIRST + c if c >= 0 else None)
        while True:
            entry = self.house.waiting(f"a-{self.place.agents[a].id}")
            assert entry is not None, f"no {kind} here"
            decision = self._commits(lambda entry=entry: self.house.claim(entry))  # type: ignore[misc]
            for claimed in decision.claimed:
                fresh = self.paper.entries[entry_key(claimed)]
                self.count += 1
                text_id = f"SM{self.count:032}"
                self._commits(lambda e=fresh, i=text_id: self.house.recorded(e, i))  # type: ignore[misc]
            if (entry.kind, entry.sender, entry.thread) == wanted and not _is_old(entry, decision):
                return decision
            assert entry.kind == "notice" or decision.outcome == "dropped"

    def _commits(self, attempt: Attempt) -> Decision:
        self.now += 20  # no two commits share a moment here, so that stamps tell their order
        decision = attempt()
        if decision.taken and decision.outcome in ("forwarded", "dropped"):
            decision = decision.but(outcome="dropped", contact=None, put=())
        self.paper.commit(decision)
        for whose, contact in self.paper.contacts.items():
            self.paper.contacts[whose] = contact.but(pace=Pace())
        for agent, profile in self.paper.profiles.items():
            self.paper.profiles[agent] = profile.but(notices=())
        seen: set[Any] = set()
        for entry in self.paper.pending(f"i-{self.place.inbox.name}"):
            key = (entry.contact, entry.after > self.now)
            if key in seen or entry.after > self.now + FOLD:
                del self.paper.entries[entry_key(entry)]
            seen.add(key)
        return decision

    # --- the same? -------------------------------------------------------------------------

    def differs(
        self, effect: Effect | None, decision: Decision | None, after: Parts, steps: Steps
    ) -> str:
        """'' where both did the same, and know the same."""
        if effect and decision:
            replies = [self.place.customer(e.contact) for e in decision.put if e.kind == "reply"]
            outcome = effect.outcome.replace("expired", "claimed").partition(":")[0]
            if (outcome, [effect.reply] * (effect.reply >= 0)) != (decision.outcome, replies):
                return f"{effect.outcome} there, {decision.outcome} here"
        for c, contact in enumerate(self.place.ids):
            code = steps.contacts.codes[after[c]]
            threads = self.paper.head(contact).threads
            owner = self.place.agent(threads[0].owner) if threads else None
            if owner != (code[1] if code and code[0] == "open" else None):
                return f"{NAMES[c]}'s thread is somebody else's here"
        for a, agent in enumerate(self.place.agents):
            view = steps.agents.codes[after[2 + a]][0]
            here = self._knows(
                self.paper.lines_of(agent.id), self.paper.held_of(agent.id), self.now
            )
            there = self._knows(lines_of(self.place, a, view), held_of(self.place, a, view), NOW)
            if here != there:
                return f"{agent.name}: {there} there, {here} here"
        return ""

    def _knows(self, lines: Any, held: Any, now: int) -> Any:
        found = {}
        for line in lines:
            candidates = {shown.thread for shown in addressing.candidates(line, now)}
            last = line.last if line.last != "thread" else ""
            found[line.id] = (candidates, last, line.written)
        texts = [([meant(t) for t in h.texts], h.base, bool(h.asked), h.spot) for h in held]
        return {key: known for key, known in found.items() if any(known)}, texts


def _is_old(entry: Entry, decision: Decision) -> bool:
    """Whether it asks about what was settled: the model takes such entries away at once."""
    return entry.kind in ("question", "expiry") and decision.outcome == "dropped"
