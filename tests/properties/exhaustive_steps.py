"""All that can happen next: states, and the steps from one to the next.

A state is five numbers packed in one: two customers, two agents (own items, outbox, phone), and the
inbox's looks. Each number stands for a code, so that a step asks the rules only what was never
asked before.
"""

from collections.abc import Iterable, Iterator
from functools import cache

from chalicelib.rules.agent import Plan
from chalicelib.rules.turn import Turn

from . import exhaustive_phone as phones
from . import exhaustive_time as time
from .exhaustive_checks import stuck
from .exhaustive_effects import Effect
from .exhaustive_outbox import said_once, without, wrong_digit
from .exhaustive_place import NOBODY, TICK, Code
from .exhaustive_rules import Rules
from .exhaustive_tables import Event, Option, Parts, Step, Tables, with_agent

MOST_HELD = 2
"""The model's bound: who has so many texts held settles those first."""

REFUSED = frozenset({"refused", "done", "take", "no_such"})
"""What says that an order changed nothing. The model's bound: such an order is not given."""


ONCE = (
    *("_writes", "_whom", "_looks", "_claims", "_plan", "_texts"),
    *("_view", "_menu", "_given", "_wrote", "_looked", "_aged"),
)
"""What is asked once about the same codes."""


class Steps(Tables):
    """The desk with `relays` numbers. Nothing of it is kept from one desk to the next."""

    def __init__(self, relays: int) -> None:
        self.rules = Rules(relays)
        self.ordered = relays > 1
        super().__init__()
        self.names = [agent.name for agent in self.rules.place.agents]
        nobody = self.contacts.number(())
        fresh = self.agents.number(((), ((), ()), phones.blank(relays)))
        self.start: Parts = (nobody, nobody, fresh, fresh, self.inboxes.number(()))
        for name in ONCE:
            setattr(self, name, cache(getattr(self, name)))

    # --- steps -----------------------------------------------------------------------------

    def next(self, parts: Parts) -> Iterator[Step]:
        """Everything that can happen, each with what it leads to."""
        for c in range(2):
            yield self._applied(("writes", c), parts, self._writes(c, parts[c]))
        later = self._later(parts, TICK)
        if parts[4] != self.start[4]:
            yield self._looking(parts, later)
        for a in range(2):
            if self._may_claim(parts[2 + a]):
                yield self._claiming(a, parts)
            for option in self._menu(a, parts[2 + a]):
                if step := self._texting(a, option, later):
                    yield step
        if self._has_held(parts[2]) or self._has_held(parts[3]):
            yield ("waits",), self._later(parts, time.LONG), None, ""

    def _menu(self, a: int, agent: int) -> list[Option]:
        """What may be written, a tick later, when what shows, and where."""
        view, outbox, phone = self.agents.codes[agent]
        many = bool(view) and len(view[2]) >= MOST_HELD
        found = []
        for after, shown in phones.may_show(phone).items():
            number = self._aged("agent", self.agents.number((view, outbox, after)), TICK)
            aged = self._view(number)
            for relay, body in phones.texts(after, self.names[1 - a], wrong_digit(view)):
                if not many or body.isdigit() or body[0] == "/":  # answers and orders
                    c = self._plan(a, relay, body, aged)[2]
                    event = ("texts", a, relay, body, shown)
                    found.append(Option(event, number, aged, c))
        return found

    def _may_claim(self, agent: int) -> bool:
        _, outbox, phone = self.agents.codes[agent]
        return bool(outbox[0]) and len(phone[1]) < phones.FLIGHT

    def _has_held(self, agent: int) -> bool:
        view = self.agents.codes[agent][0]
        return bool(view and view[2])

    def _looking(self, parts: Parts, later: Parts) -> Step:
        c, waits = self.inboxes.codes[parts[4]][0]
        c0, c1, a0, a1, _ = parts = later if waits else parts
        whom = self._whom(c, parts[c])
        views = [self._view(parts[2 + a]) if a in whom else NOBODY for a in range(2)]
        effect = self._looks(c, parts[c], *views)
        rest = self.inboxes.number(self.inboxes.codes[parts[4]][1:])
        return self._applied(("looks", c), (c0, c1, a0, a1, rest), effect)

    def _claiming(self, a: int, parts: Parts) -> Step:
        entry = self.agents.codes[parts[2 + a]][1][0][0]
        about = NOBODY if entry[2] == NOBODY else parts[entry[2]]
        effect = self._claims(a, entry, self._view(parts[2 + a]), about)
        event, after, _, broken = self._applied(("claims", a), parts, effect, a)
        if not effect.agents:
            number, _ = self._given(a, parts[2 + a], effect, True, True)
            after = with_agent(after, a, number)
        return event, after, effect, broken

    def _texting(self, a: int, option: Option, later: Parts) -> Step | None:
        event, agent, view, c = option
        _, _, relay, body, _ = event
        effect = self._texts(a, relay, body, view, NOBODY if c == NOBODY else later[c])
        if effect.outcome in REFUSED and not effect.broken:
            return None
        parts = with_agent(later, a, agent)
        _, parts, _, broken = self._applied(event, parts, effect, a)
        after = self._wrote(parts[2 + a], relay, body, effect.reply)
        return event, with_agent(parts, a, after), effect, broken

    def _applied(self, event: Event, parts: Parts, effect: Effect, by: int = NOBODY) -> Step:
        """`parts` after a decision; `by` is the agent who wrote, or whose entry was claimed."""
        c0, c1, a0, a1, inbox = parts
        broken = effect.broken
        if effect.contact:
            c, code = effect.contact
            number = self.contacts.number(code)
            c0, c1 = (c0, number) if c else (number, c1)
        for a in effect.agents:
            before = a1 if a else a0
            mine = a == by
            claimed = mine and event[0] == "claims"
            number, no_way_out = self._given(a, before, effect, mine, claimed)
            a0, a1 = (a0, number) if a else (number, a1)
            broken = broken or no_way_out
        if effect.looks:
            inbox = self._looked(inbox, effect.looks)
        return event, (c0, c1, a0, a1, inbox), effect, broken

    # --- each asked once -------------------------------------------------------------------

    def _writes(self, c: int, contact: int) -> Effect:
        return self.rules.writes(c, self.contacts.codes[contact])

    def follow(self, events: Iterable[Event]) -> Parts:
        """Where a story leads."""
        parts = self.start
        for wanted in events:
            parts = next(
                after for event, after, _, _ in self.next(parts) if event[: len(wanted)] == wanted
            )
        return parts

    def _view(self, agent: int) -> int:
        return self.views.number(self.agents.codes[agent][0])

    def _whom(self, c: int, contact: int) -> frozenset[int]:
        return self.rules.whom(c, self.contacts.codes[contact])

    def _looks(self, c: int, contact: int, one: int, other: int) -> Effect:
        views = {a: self.views.codes[v] for a, v in ((0, one), (1, other)) if v != NOBODY}
        return self.rules.looks(c, self.contacts.codes[contact], views)

    def _claims(self, a: int, entry: Code, view: int, contact: int) -> Effect:
        code = () if contact == NOBODY else self.contacts.codes[contact]
        return self.rules.claims(a, entry, self.views.codes[view], code)

    def _plan(self, a: int, relay: int, body: str, view: int) -> tuple[Turn, Plan, int]:
        return self.rules.plan(a, relay, body, self.views.codes[view])

    def _texts(self, a: int, relay: int, body: str, view: int, contact: int) -> Effect:
        code = () if contact == NOBODY else self.contacts.codes[contact]
        plan = self._plan(a, relay, body, view)
        return self.rules.texts(a, *plan, self.views.codes[view], code)

    def _wrote(self, agent: int, relay: int, body: str, reply: int) -> int:
        view, outbox, phone = self.agents.codes[agent]
        if body[0] == "/":
            return agent
        return self.agents.number((view, outbox, phones.wrote(phone, relay, body, reply)))

    def _given(
        self, a: int, agent: int, effect: Effect, mine: bool, claimed: bool
    ) -> tuple[int, str]:
        """An agent after a decision: own items, what was put or claimed, what is on its way."""
        view, (queued, waiting), phone = self.agents.codes[agent]
        view = next((code for to, code in effect.views if to == a), view)
        queued = queued[1:] if claimed else queued
        settled = effect.settled if mine else ()
        queued, waiting = without(queued, settled), without(waiting, settled)
        puts = [(entry, waits) for to, entry, waits in effect.puts if to == a]
        queued += tuple(entry for entry, waits in puts if not waits)
        waiting += tuple(entry for entry, waits in puts if waits)
        phone = phones.comes(phone, effect.item) if mine and effect.item else phone
        outbox = (said_once(view, queued), waiting)
        return self.agents.number((view, outbox, phone)), stuck(view, queued, waiting)

    def _looked(self, inbox: int, looks: tuple[tuple[int, bool], ...]) -> int:
        """Two looks at the same thread in a row are one: the second finds nothing to do."""
        known = self.inboxes.codes[inbox]
        return self.inboxes.number(
            tuple(sorted(dict.fromkeys((*known, *looks)), key=lambda look: look[1]))
        )

    def _later(self, parts: Parts, by: int) -> Parts:
        c0, c1, a0, a1, i = parts
        contacts = [self._aged("contact", c, by) for c in (c0, c1)]
        agents = [self._aged("agent", a, by) for a in (a0, a1)]
        return (*contacts, *agents, self._aged("inbox", i, by))  # type: ignore[return-value]

    def _aged(self, what: str, number: int, by: int) -> int:
        if what == "contact":
            return self.contacts.number(time.older_contact(self.contacts.codes[number]))
        if what == "inbox":
            looks = ((c, False) for c, _ in self.inboxes.codes[number])
            return self.inboxes.number(tuple(dict.fromkeys(looks)))
        view, (queued, waiting), phone = self.agents.codes[number]
        view = time.older_view(view, by, ordered=self.ordered)
        if by < time.LONG:
            return self.agents.number((view, (queued, waiting), phones.ticks(phone)))
        return self.agents.number((view, (queued + waiting, ()), phones.waits(phone)))
