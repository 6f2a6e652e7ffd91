"""The loops on paper: what `inbound.py`, `announce.py` and `outbound.py` do around the rules.

Every method loads and decides, and leaves the commit to the caller, so that anything may come
between the two. `take_in` gives a closure: a decision in conflict is loaded and taken again.
"""

from collections.abc import Callable

from chalicelib.decisions import Decision
from chalicelib.models import (
    Agent,
    Contact,
    DeliveryState,
    Desk,
    Entry,
    HeldText,
    InboundMessage,
    Inbox,
    Line,
    Profile,
    Sent,
    Spot,
)
from chalicelib.rules import agent as agent_rules
from chalicelib.rules import (
    allotment,
    customer,
    delivery,
    linking,
    offering,
    orders,
    rerouting,
    returning,
    routing,
    windows,
)
from chalicelib.rules.case import Case, since_when
from chalicelib.rules.commands import Command
from chalicelib.rules.showing import Drop, Later, Scene, Showing, dropped, parts_of, show
from chalicelib.rules.turn import Lists, Turn, View

from .paper import Paper, entry_key

Attempt = Callable[[], Decision]

TEXTS = 100
"""So many of a thread's texts does the inbox's worker read (`announce.py`)."""


Before = tuple[Line | None, tuple[HeldText, ...], tuple[Entry, ...], Profile | None]
"""What a claim changed, as it was before: the line, what is held, what follows, the profile."""


class House:
    """The rules, driven on `paper` for `desk`; `clock` says what time it is (ms)."""

    def __init__(self, paper: Paper, desk: Desk, clock: Callable[[], int]) -> None:
        self.paper, self.desk, self.now = paper, desk, clock
        self.before: dict[str, Before] = {}

    # --- inbound ---------------------------------------------------------------------------

    def take_in(self, message: InboundMessage) -> Attempt:
        """Whose text it is, by the two addresses alone."""
        desk = self.desk
        if desk.owns(message.sender):
            return lambda: Decision(outcome="own_number")
        agent = desk.agent_at(message.sender)
        if agent and desk.is_relay(message.recipient):
            return lambda: self._from_agent(message, agent)
        if inbox := desk.inbox_at(message.recipient):
            return lambda: self._from_customer(message, inbox)
        return lambda: self._misdirected(message)

    def _from_customer(self, message: InboundMessage, inbox: Inbox) -> Decision:
        now, paper = self.now(), self.paper
        contact = paper.head(self.desk.identify(message.sender))
        new = customer.needs_number(contact, message, self.desk, inbox, now)
        number = paper.next_number() if new else 0
        return customer.receive(contact, message, self.desk, inbox, now, number)

    def _misdirected(self, message: InboundMessage) -> Decision:
        contact = self.paper.head(self.desk.identify(message.sender))
        return customer.misdirected(contact, message, self.desk, self.now())

    def _from_agent(self, message: InboundMessage, agent: Agent) -> Decision:
        paper = self.paper
        view = View(
            profile=paper.profile(agent.id),
            lines=paper.lines_of(agent.id),
            held=paper.held_of(agent.id),
        )
        turn = Turn(agent=agent, desk=self.desk, message=message, view=view, now=self.now())
        quoted = paper.sent.get(message.quoted) if message.quoted else None
        plan = agent_rules.plan(turn, quoted)
        if contact := self._contact(plan):
            turn = turn.about(contact)
        if plan.kind == "order" and plan.command:
            turn = turn.reading(self._lists(plan.command, turn))
        return agent_rules.decide(plan, turn)

    def _contact(self, plan: agent_rules.Plan) -> Contact | None:
        whose = plan.contact
        if whose is None and plan.number is not None:
            whose = self.paper.references.get(plan.number)
        return self.paper.head(whose) if whose else None

    def _lists(self, command: Command, turn: Turn) -> Lists:
        wanted = orders.reads(command, turn)
        inboxes = turn.agent.inboxes
        threads = [record for _, record in self.paper.threads()]
        if wanted == "mine":
            return Lists(mine=tuple(t for t in threads if t.owner == turn.agent.id))
        if wanted == "queue":
            waiting = (t for t in threads if t.owner is None and t.inbox in inboxes)
            return Lists(queue=tuple(waiting))
        if wanted == "roster":
            return Lists(roster=tuple(r for name in inboxes for r in self.paper.roster(name)))
        if wanted == "history" and turn.contact:
            return Lists(history=self.paper.history(turn.contact.id))
        if wanted == "number":
            return Lists(number=self.paper.next_number())
        if wanted == "other" and turn.contact:
            return self._linking(command, turn, turn.contact)
        if wanted == "linked" and turn.contact:
            return Lists(linked=tuple(map(self.paper.alone, turn.contact.linked)))
        return Lists()

    def _linking(self, command: Command, turn: Turn, contact: Contact) -> Lists:
        paper, number = self.paper, linking.named(command.argument)
        shown = turn.view.shown(number) if number else None
        whose = shown.contact if shown else paper.references.get(number or 0)
        other = paper.head(whose) if whose else None
        if other is None or other.id == contact.id:
            return Lists(other=other)
        gone = linking.goes(contact, other, turn)[0]
        going = {thread.number for thread in gone.threads}
        answers, texts = paper.pending(f"c-{gone.id}"), paper.pending(f"a-{turn.agent.id}")
        return Lists(
            other=other,
            linked=tuple(map(paper.alone, gone.linked)),
            history=paper.history(gone.id) if going else (),
            waits=any(e.kind == "reply" for e in answers) or any(e.thread in going for e in texts),
        )

    # --- announce --------------------------------------------------------------------------

    def due(self, inbox: str) -> Entry | None:
        """The look that an inbox's worker would take next."""
        first = next(iter(self.paper.pending(f"i-{inbox}")), None)
        return first if first and first.after <= self.now() else None

    def look(self, entry: Entry) -> Decision:
        fresh = self.paper.entries.get(entry_key(entry))
        if fresh is None:
            return Decision(outcome="looked_before")
        if fresh.kind == "offer":
            return self._offer(fresh)
        now, case = self.now(), self._case(fresh)
        whom = routing.whom(case, self.desk, now)
        lines = {agent.id: self.paper.lines_of(agent.id) for agent in whom}
        return routing.decide(case, lines, self.desk, now)

    def _offer(self, entry: Entry) -> Decision:
        agent, here = self.desk.agent(entry.agent), entry.recipient.removeprefix("i-")
        inboxes = agent.inboxes if agent and not entry.thread else (here,)
        roster = tuple(row for name in inboxes for row in self.paper.roster(name))
        owned = tuple(t for _, t in self.paper.threads() if t.owner == entry.agent)
        known = self.paper.records.get((entry.contact or "", entry.thread or 0))
        told = (known.told if known else None) or ()
        return offering.offer(entry, owned, roster, told, self.desk, self.now())

    def _case(self, entry: Entry) -> Case:
        paper, whose = self.paper, entry.contact or ""
        contact = paper.head(whose)
        record = paper.records.get((whose, entry.thread or 0))
        thread = contact.thread(entry.thread)
        if thread is None:
            return Case(entry=entry, contact=contact, record=record)
        texts = paper.history(contact.id, since=since_when(thread), limit=TEXTS)
        return Case(
            entry=entry,
            contact=contact,
            record=record,
            roster=() if self.desk.agent(thread.owner) else paper.roster(thread.inbox),
            messages=tuple(m for m in reversed(texts) if m.thread == thread.number),
        )

    # --- outbound --------------------------------------------------------------------------

    def waiting(self, recipient: str) -> Entry | None:
        """The entry that a drain would work on now: the first, unless it must wait."""
        now = self.now()
        entries = (
            e for e in self.paper.pending(recipient) if not (e.state == "handed" and e.due > now)
        )
        first = next(entries, None)
        if first is None:
            return None
        waits = first.due > now if first.state == "sending" else first.after > now
        return None if waits else first

    def claim(self, entry: Entry) -> Decision:
        """From queued to sending; what no longer is to be shown is dropped."""
        now = self.now()
        if not entry.is_for_agent and (stays := self._stays(entry, now)):
            return stays
        body, *rest = parts_of(entry.text)
        showing, scene = Showing(body=body, rest=tuple(rest)), None
        if entry.recipient.startswith("a-"):
            scene = self._scene(entry)
            shown = show(scene, self.desk, now)
            if not isinstance(shown, Showing):
                return self._unseen(scene, shown, now)
            showing = shown
        claimed = delivery.claimed(entry, showing.body, expires=bool(showing.settled), now=now)
        follows = () if entry.body else delivery.parts(entry, showing.rest)
        asks = scene if entry.kind == "question" else None
        self.before[entry.id] = (
            scene.line if scene else None,
            tuple(h for h in asks.held if h.stamp == entry.held) if asks else (),
            follows,
            asks.profile if asks else None,
        )
        return Decision(
            outcome="claimed",
            claimed=(claimed,),
            lines=(showing.line,) if showing.line else (),
            checked=scene.contact if scene else None,
            held=showing.held,
            settled=showing.settled,
            profile=showing.profile,
            put=(*follows, *showing.put),
        )

    def _stays(self, entry: Entry, now: int) -> Decision | None:
        """What becomes of a text to a customer that is not to leave, outside a window or inside."""
        contact = self.paper.head(entry.contact or "")
        is_open = windows.is_open(contact, entry.sender, entry.to, now)
        if entry.kind == "reply" and not is_open:
            return self._undelivered(entry, windows.REFUSED)
        if entry.kind == "template" and is_open:
            return Decision(outcome="not_needed", taken=(entry,))
        return None

    def _undelivered(self, about: Entry | Sent, reason: str) -> Decision:
        """A text to a customer surely did not arrive: by another way, or later; else it is said."""
        contact, now = self.paper.head(about.contact or ""), self.now()
        if again := rerouting.rerouted(about, reason, contact, self.desk, now):
            return again
        word = delivery.told_writer(about, "not_delivered", contact, self.desk, now, reason)
        return delivery.given_up(about, word)

    def _unseen(self, scene: Scene, why: Later | Drop, now: int) -> Decision:
        """Not to be seen by this agent, or not yet."""
        entry, contact = scene.entry, scene.contact
        forwarded = returning.forwarded(entry, contact) if contact and why == "not theirs" else None
        if forwarded:
            return forwarded
        if isinstance(why, Later):
            return Decision(outcome="later", taken=(entry,), put=(why.entry,))
        if why == "away" and entry.kind != "thanks":
            return self._handed_on(entry, away=True)
        return dropped(scene, why, self.desk, now)

    def recorded(self, entry: Entry, text_id: str, state: DeliveryState = "sent") -> Decision:
        """The provider has it; a question that is on its way can be answered from now on."""
        decision = delivery.recorded(entry, text_id, state, self.now())
        if state == "failed" or entry.kind != "question":
            return decision
        held = self.paper.held_of(entry.agent or "")
        asked = (h for h in held if h.stamp == entry.held and h.asked and not h.left)
        return decision.but(held=tuple(h.but(left=self.now()) for h in asked))

    def unsure(self, entry: Entry) -> Decision:
        """Not even the provider's log can tell: it is not sent again, and its writer hears so."""
        contact = self.paper.head(entry.contact or "")
        word = delivery.told_writer(entry, "unsure", contact, self.desk, self.now())
        return delivery.given_up(entry, word)

    def put_back(self, entry: Entry) -> tuple[Decision, Decision]:
        """Not taken for now: as if never claimed, or, where the line has changed, as it is."""
        again = delivery.put_back(entry, 30, self.now())
        line, held, follows, _ = self.before.get(entry.id, (None, (), (), None))
        return delivery.unshown(again, line, held, follows), again

    def never_shown(self, entry: Entry) -> Decision:
        """It surely was not taken: the line never showed it, nor the rest of it."""
        line, _, follows, profile = self.before.get(entry.id, (None, (), (), None))
        return delivery.unshown(Decision(outcome="unshown"), line, (), follows, profile)

    def refused(self, entry: Entry, reason: str = "reason_unreachable") -> Decision:
        """Never taken: who wrote it is told; a customer's words are for the other agents."""
        if not entry.is_for_agent:
            return self._undelivered(entry, reason)
        if entry.agent is None or entry.contact is None:
            return Decision(outcome="dropped", taken=(entry,))
        return self._handed_on(entry, away=False)

    def failed(self, sent: Sent, reason: str = "reason_unreachable") -> Decision:
        """Taken, and it did not arrive."""
        if sent.recipient.startswith("a-"):
            return self._handed_on(sent, away=False)
        return self._undelivered(sent, reason)

    def _handed_on(self, about: Entry | Sent, *, away: bool) -> Decision:
        contact = self.paper.head(about.contact or "")
        record = self.paper.records.get((contact.id, about.thread or 0))
        told = (record.told if record else None) or ()
        return returning.returned(about, contact, told, self.now(), away=away)

    def _scene(self, entry: Entry) -> Scene:
        agent = self.desk.agent(entry.agent)
        assert agent is not None, "nobody leaves this desk"
        spot = Spot(entry.to, entry.sender)
        known = self.paper.lines.get((agent.id, self.desk.line_id(spot)))
        return Scene(
            entry=entry,
            agent=agent,
            line=known or allotment.blank(agent, spot, self.desk),
            contact=self.paper.head(entry.contact) if entry.contact else None,
            profile=self.paper.profile(agent.id),
            held=self.paper.held_of(agent.id),
        )
