"""The tests' store on paper with indexes, so that a whole day fits; and the inbox's worker.

The worker is as `announce.py` has it: which threads wait and who waits longer come from the index
`work`, of which it reads the first hundred.
"""

from bisect import bisect_left, insort
from collections.abc import Iterator

from chalicelib.decisions import Decision
from chalicelib.models import Entry, Line, OpenThread, Recipient, Roster, ThreadRecord
from chalicelib.rules import fitting, offering, queueing, routing
from chalicelib.rules.case import Case
from tests.properties.house import House
from tests.properties.paper import EntryKey, Paper, entry_key

INDEXED = 100
"""So many waiting threads does the worker read (`store/contacts.py`)."""


class DayPaper(Paper):
    """The table. What goes to customers leaves at once: nobody here fails to deliver it."""

    def __init__(self) -> None:
        super().__init__()
        self.by_recipient: dict[str, list[EntryKey]] = {}
        self.by_agent: dict[str, dict[str, Line]] = {}
        self.open: dict[tuple[str, int], ThreadRecord] = {}
        self.rows: dict[str, dict[str, Roster]] = {}

    def seat(self, inbox: str, agent: str, *, away: bool) -> None:
        """Puts an agent on a roster."""
        self.rows.setdefault(inbox, {})[agent] = Roster(agent=agent, away=away)

    def lines_of(self, agent: str) -> tuple[Line, ...]:
        """An agent's lines."""
        return tuple(self.by_agent.get(agent, {}).values())

    def roster(self, inbox: str) -> tuple[Roster, ...]:
        """An inbox's agents, with when each was last given a thread."""
        return tuple(self.rows.get(inbox, {}).values())

    def threads(self) -> Iterator[tuple[str, ThreadRecord]]:
        """The open threads."""
        return ((record.contact, record) for record in self.open.values())

    def waiting(self, inbox: str) -> tuple[ThreadRecord, ...]:
        """The threads that nobody has, oldest first, as the index has them."""
        found = [t for t in self.open.values() if t.owner is None and t.inbox == inbox]
        return tuple(sorted(found, key=lambda t: t.opened)[:INDEXED])

    def pending(self, recipient: str, limit: int = 25) -> list[Entry]:
        """A recipient's first entries."""
        return [self.entries[key] for key in self.by_recipient.get(recipient, ())[:limit]]

    def overdue(self, now: int) -> list[str]:
        """Who has an entry that is due."""
        found = sorted((e.due, e.recipient) for e in self.entries.values() if e.due <= now)
        return list(dict.fromkeys(recipient for _, recipient in found))

    def _write(self, decision: Decision) -> None:
        super()._write(decision)
        for line in decision.lines:
            self.by_agent.setdefault(line.agent, {})[line.id] = self.lines[line.agent, line.id]
        for load in decision.loads:
            row = self.rows[load.inbox][load.agent]
            self.rows[load.inbox][load.agent] = row.but(
                load=row.load + load.by, given=load.given or row.given
            )
        for inbox in decision.away:
            if decision.profile:
                row = self.rows[inbox][decision.profile.agent]
                self.rows[inbox][row.agent] = row.but(away=decision.profile.away)

    def _record(self, record: ThreadRecord, *, opened: bool) -> None:
        super()._record(record, opened=opened)
        key = (record.contact, record.number)
        if record.resolved is None:
            self.open[key] = self.records[key]
        else:
            self.open.pop(key, None)

    def _entries(self, decision: Decision) -> None:
        super()._entries(decision)
        for entry in decision.taken:
            keys = self.by_recipient[entry.recipient]
            del keys[bisect_left(keys, entry_key(entry))]
        for entry in decision.put:
            if entry.recipient.startswith(Recipient.customer("")):
                del self.entries[entry_key(entry)]
            else:
                insort(self.by_recipient.setdefault(entry.recipient, []), entry_key(entry))


class DayHouse(House):
    """The rules, with the worker's whole round."""

    paper: DayPaper

    def look(self, entry: Entry) -> Decision:
        """What the worker does about one entry (`announce._look`)."""
        fresh = self.paper.entries.get(entry_key(entry))
        if fresh is None:
            return Decision(outcome="looked_before")
        now, desk, paper = self.now(), self.desk, self.paper
        if fresh.kind == "offer":
            return self._offer(fresh)
        if fresh.kind == "free":
            inbox = fresh.recipient.removeprefix(Recipient.worker(""))
            return queueing.freed(fresh, paper.waiting(inbox), self.desk.inbox(inbox), now)
        # The worker reads the lines of those it is told to, until none is new. Whose they are is
        # the same when all are known, and a day is played in less time.
        case = self._case(fresh)
        lines = {agent.id: paper.lines_of(agent.id) for agent in desk.agents}
        return routing.decide(case, lines, desk, now)

    def due(self, inbox: str) -> Entry | None:
        """The look that it takes next: of many that are due, who came first."""
        found = [e for e in self.paper.pending(f"i-{inbox}") if e.after <= self.now()]
        return min(found, key=lambda entry: (entry.stamp, entry.thread or 0), default=None)

    def _offer(self, entry: Entry) -> Decision:
        desk, now, agent = self.desk, self.now(), self.desk.agent(entry.agent)
        inboxes = agent.inboxes if agent else ()
        rows = {n: fitting.there(self.paper.roster(n), n, entry.agent, desk, now) for n in inboxes}
        roster = tuple(row for name in rows for row in rows[name])
        owned = tuple(t for _, t in self.paper.threads() if t.owner == entry.agent)
        return offering.offer(entry, owned, roster, (), desk, now)

    def _case(self, entry: Entry) -> Case:
        case = super()._case(entry)
        return case.but(ahead=self._ahead(case.thread)) if case.thread else case

    def _ahead(self, thread: OpenThread) -> tuple[ThreadRecord, ...]:
        inbox = self.desk.inbox(thread.inbox)
        if inbox is None or inbox.routing == "everyone" or thread.owner or thread.announced:
            return ()
        return queueing.ahead(thread, self.paper.waiting(thread.inbox), inbox)
