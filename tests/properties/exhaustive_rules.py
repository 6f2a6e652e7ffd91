"""What each event does, by the real rules. Around them as in `house.py`: load, decide."""

from dataclasses import replace
from typing import Any

from chalicelib.decisions import Decision
from chalicelib.models import HeldText, InboundMessage, Roster
from chalicelib.rules import agent as agent_rules
from chalicelib.rules import allotment, customer, delivery, orders, routing, showing
from chalicelib.rules.case import Case, since_when
from chalicelib.rules.entries import look as look_entry
from chalicelib.rules.turn import Lists, Turn, View

from . import exhaustive_contacts as contacts
from . import exhaustive_lines as lines
from .exhaustive_checks import owners, wrong
from .exhaustive_effects import Effect, effect_of, held_of, lines_of, profile_of
from .exhaustive_place import FIRST, NOBODY, NOW, Code, Place, meant

WORDS = frozenset({"new", "more", "reopened", "took", "relay", "thanks", "passed"})
"""The kinds of entries that carry a customer's words."""


class Rules:
    """The rules, driven by codes."""

    def __init__(self, relays: int) -> None:
        self.place = Place(relays)
        self.loads = tuple(Roster(agent=agent.id) for agent in self.place.agents)

    # --- customers, and the inbox's worker -------------------------------------------------

    def writes(self, c: int, code: Code) -> Effect:
        """A customer texts the inbox."""
        place = self.place
        contact, record, last = contacts.contact_of(place, c, code)
        message = _message(place.customers[c], place.inbox.addresses[0], "Hello")
        there = (message, place.desk, place.inbox, NOW)
        number = FIRST + c if customer.needs_number(contact, *there) else 0
        decision = customer.receive(contact, *there, number)
        return self._effect(decision, c, record, last, {})

    def whom(self, c: int, code: Code) -> frozenset[int]:
        """The agents whose items a look at the customer's thread reads."""
        agents = routing.whom(self._case(c, code), self.place.desk, NOW)
        return frozenset(self.place.agent(agent.id) for agent in agents)

    def looks(self, c: int, code: Code, views: dict[int, Code]) -> Effect:
        """The inbox's worker looks at the customer's thread."""
        place, case = self.place, self._case(c, code)
        shown = {place.agents[a].id: lines_of(place, a, view) for a, view in views.items()}
        decision = routing.decide(case, shown, place.desk, NOW)
        last = contacts.contact_of(place, c, code)[2]
        return self._effect(decision, c, case.record, last, views)

    def _case(self, c: int, code: Code) -> Case:
        place = self.place
        contact, record, last = contacts.contact_of(place, c, code)
        entry = look_entry(place.inbox.name, contact.id, FIRST + c, NOW, "n-9", NOW)
        case = Case(entry=entry, contact=contact, record=record)
        thread = case.thread
        if thread is None:
            return case
        recent = last >= since_when(thread)
        return case.but(
            roster=() if thread.owner else self.loads,
            messages=(contacts.message(place, c, last),) if recent else (),
        )

    # --- an agent's phone ------------------------------------------------------------------

    def claims(self, a: int, entry: Code, view: Code, code: Code) -> Effect:
        """A drain claims an entry for an agent: from here on the line counts it as shown."""
        place, c = self.place, entry[2]
        found, held = lines.entry_of(place, a, entry), held_of(place, a, view)
        known = {line.id: line for line in lines_of(place, a, view)}
        blank = allotment.blank(place.agents[a], place.spot(a, entry[1]), place.desk)
        contact, record, last = self._contact(c, code)
        scene = showing.Scene(
            entry=found,
            agent=place.agents[a],
            line=known.get(blank.id, blank),
            contact=contact,
            profile=profile_of(place, a, view),
            held=held,
        )
        shown = showing.show(scene, place.desk, NOW)
        if isinstance(shown, showing.Later):
            order = {h.stamp: i for i, h in enumerate(held)}
            return Effect("later", puts=((a, lines.of_entry(place, shown.entry, order), True),))
        if not isinstance(shown, showing.Showing):
            return Effect(f"dropped: {shown}")
        decision = _claimed(found, shown)
        effect = self._effect(decision, c, record, last, {a: view})
        unsaid = [t for h in shown.settled for t in h.texts if t not in shown.body]
        broken = f"lost: {unsaid}" if unsaid else effect.broken
        return replace(effect, item=_item(entry, shown.held), broken=broken)

    def plan(self, a: int, relay: int, body: str, view: Code) -> tuple[Turn, agent_rules.Plan, int]:
        """An agent writes `body` to a relay number: what it is, and which customer it concerns."""
        place = self.place
        spot = place.spot(a, relay)
        turn = Turn(
            agent=place.agents[a],
            desk=place.desk,
            message=_message(spot.address, spot.number, body),
            view=View(
                profile=profile_of(place, a, view),
                lines=lines_of(place, a, view),
                held=held_of(place, a, view),
            ),
            now=NOW,
        )
        plan = agent_rules.plan(turn)
        if plan.contact:
            return turn, plan, place.customer(plan.contact)
        return turn, plan, NOBODY if plan.number is None else plan.number - FIRST

    def texts(
        self, a: int, turn: Turn, plan: agent_rules.Plan, c: int, view: Code, code: Code
    ) -> Effect:
        """What is done about it. `code` is that customer's."""
        contact, record, last = self._contact(c, code)
        if contact and (plan.contact or record):
            turn = turn.about(contact)
        if plan.command:
            turn = turn.reading(self._lists(orders.reads(plan.command, turn), c, last))
        decision = agent_rules.decide(plan, turn)
        effect = self._effect(decision, c, record, last, {a: view})
        return replace(effect, broken=wrong(self.place, decision, plan, turn) or effect.broken)

    def _contact(self, c: int, code: Code) -> Any:
        return (None, None, 0) if c == NOBODY else contacts.contact_of(self.place, c, code)

    def _lists(self, wanted: str | None, c: int, last: int) -> Lists:
        if wanted == "roster":
            return Lists(roster=self.loads)
        if wanted == "history" and last:
            return Lists(history=(contacts.message(self.place, c, last),))
        return Lists()

    def _effect(
        self, decision: Decision, c: int, record: Any, last: int, views: dict[int, Code]
    ) -> Effect:
        effect = effect_of(self.place, decision, c, record, last, views)
        return replace(effect, broken=owners(self.place, decision, record))


def _message(sender: str, recipient: str, body: str) -> InboundMessage:
    return InboundMessage(
        provider="twilio", id="SM0", sender=sender, recipient=recipient, body=body
    )


def _claimed(entry: Any, shown: showing.Showing) -> Decision:
    delivery.claimed(entry, shown.body, expires=bool(shown.settled), now=NOW)
    return Decision(
        outcome="expired" if shown.settled else "claimed",
        lines=(shown.line,) if shown.line else (),
        held=shown.held,
        settled=shown.settled,
        profile=shown.profile,
        put=shown.put,
    )


def _item(entry: Code, asked: tuple[HeldText, ...]) -> Code:
    """What the phone will show: words of a customer, or a question, with the answers to it."""
    kind, relay, c, _ = entry
    if kind in WORDS:
        return (relay, c)
    if kind != "question":
        return ()
    held = asked[0]
    whom = meant(held.texts[0])
    right = tuple(
        held.base + place
        for place, choice in enumerate(held.choices)
        if choice.thread == FIRST + whom
    )
    return (relay, NOBODY, whom, right)
