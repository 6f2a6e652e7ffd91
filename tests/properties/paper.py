"""The table, on paper: everything in dictionaries, and decisions applied as `store/commit.py` does.

One commit is one transaction: every condition is looked at before anything is written, and no item
may be named twice, as in DynamoDB.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from chalicelib.decisions import Decision
from chalicelib.errors import Conflict, Duplicate
from chalicelib.models import (
    Contact,
    Entry,
    HeldText,
    Line,
    Message,
    Profile,
    Roster,
    Sent,
    ThreadRecord,
)

MOST_ITEMS = 100
"""So many items may a transaction name (DynamoDB: TransactWriteItems)."""

LineKey = tuple[str, str]
EntryKey = tuple[str, int, str]


def entry_key(entry: Entry) -> EntryKey:
    """An entry's place: recipient, stamp, number."""
    return (entry.recipient, entry.stamp, entry.n)


@dataclass
class Paper:
    """What is written. `rosters` are (inbox, agent); `opens` and `loads` are counters."""

    contacts: dict[str, Contact] = field(default_factory=dict)
    records: dict[tuple[str, int], ThreadRecord] = field(default_factory=dict)
    references: dict[int, str] = field(default_factory=dict)
    messages: dict[str, dict[int, Message]] = field(default_factory=dict)
    profiles: dict[str, Profile] = field(default_factory=dict)
    opens: dict[str, int] = field(default_factory=dict)
    held: dict[tuple[str, int], HeldText] = field(default_factory=dict)
    lines: dict[LineKey, Line] = field(default_factory=dict)
    rosters: dict[tuple[str, str], bool] = field(default_factory=dict)
    loads: dict[tuple[str, str], int] = field(default_factory=dict)
    entries: dict[EntryKey, Entry] = field(default_factory=dict)
    sent: dict[str, Sent] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)
    counts: Counter[str] = field(default_factory=Counter)
    figures: Counter[str] = field(default_factory=Counter)
    numbers: int = 100

    # --- read ------------------------------------------------------------------------------

    def head(self, contact: str) -> Contact:
        found = self.alone(contact)
        return self.head(found.linked_to) if found.linked_to else found

    def alone(self, contact: str) -> Contact:
        return self.contacts.get(contact) or Contact(id=contact)

    def next_number(self) -> int:
        self.numbers += 1
        return self.numbers

    def history(self, contact: str, since: int = 0, limit: int = 30) -> tuple[Message, ...]:
        texts = self.messages.get(contact, {})
        stamps = sorted((stamp for stamp in texts if stamp >= since), reverse=True)
        return tuple(texts[stamp] for stamp in stamps[:limit])

    def profile(self, agent: str) -> Profile:
        known = self.profiles.get(agent) or Profile(agent=agent)
        return known.but(open=self.opens.get(agent, 0))

    def lines_of(self, agent: str) -> tuple[Line, ...]:
        return tuple(self.lines[key] for key in sorted(self.lines) if key[0] == agent)

    def held_of(self, agent: str) -> tuple[HeldText, ...]:
        return tuple(self.held[key] for key in sorted(self.held) if key[0] == agent)

    def roster(self, inbox: str) -> tuple[Roster, ...]:
        return tuple(
            Roster(agent=agent, load=self.loads.get((name, agent), 0), away=away)
            for (name, agent), away in sorted(self.rosters.items())
            if name == inbox
        )

    def threads(self) -> Iterator[tuple[str, ThreadRecord]]:
        """The open threads' own items, as the index `work` nominates them."""
        for (contact, _), record in self.records.items():
            if record.resolved is None:
                yield contact, record

    def pending(self, recipient: str, limit: int = 25) -> list[Entry]:
        keys = sorted(key for key in self.entries if key[0] == recipient)
        return [self.entries[key] for key in keys[:limit]]

    def recipients(self) -> list[str]:
        return sorted({key[0] for key in self.entries})

    # --- write -----------------------------------------------------------------------------

    def commit(self, decision: Decision) -> None:
        """Raises `Duplicate`, `Conflict`; nothing is written then."""
        if decision.seen in self.seen:
            raise Duplicate("taken in before")
        names = list(_names(decision))
        assert len(names) == len(set(names)), f"an item is named twice: {sorted(names)}"
        assert len(names) <= MOST_ITEMS, f"{len(names)} items in one transaction"
        for name, holds in self._conditions(decision):
            if not holds:
                raise Conflict(name)
        self._write(decision)

    def _conditions(self, decision: Decision) -> Iterator[tuple[str, bool]]:
        for contact in (decision.checked, decision.contact, *decision.linked):
            if contact:
                yield "contact", self.alone(contact.id).version == contact.version
        for message in filter(None, (decision.message, decision.also)):
            yield "message", message.stamp not in self.messages.get(message.contact, {})
        if profile := decision.profile:
            yield "profile", self.profile(profile.agent).version == profile.version
        for line in decision.lines:
            shown = self.lines.get((line.agent, line.id))
            yield "line", (shown.version if shown else 0) == line.version
        for held in decision.held:
            there = self.held.get((held.agent, held.stamp))
            yield "held", (there.version if there else 0) == held.version
        for held in decision.settled:
            there = self.held.get((held.agent, held.stamp))
            yield "settled", there is not None and there.version == held.version
        for entry in decision.put:
            yield "put", entry_key(entry) not in self.entries
        for entry in (*decision.taken, *decision.claimed):
            known = self.entries.get(entry_key(entry))
            yield "entry", known is not None and known.version == entry.version
        if decision.sent:
            yield "sent", decision.sent.provider_id not in self.sent
        if decision.opened and decision.record:
            yield "reference", decision.record.number not in self.references

    def _write(self, decision: Decision) -> None:
        if decision.seen:
            self.seen.add(decision.seen)
        if contact := decision.contact:
            self.contacts[contact.id] = contact.but(version=contact.version + 1)
            if decision.record:
                self._record(decision.record, opened=decision.opened)
            self._links(decision)
        for message in filter(None, (decision.message, decision.also)):
            self.messages.setdefault(message.contact, {})[message.stamp] = message
        if profile := decision.profile:
            self.profiles[profile.agent] = profile.but(version=profile.version + 1)
        for line in decision.lines:
            self.lines[line.agent, line.id] = line.but(version=line.version + 1)
        for held in decision.settled:
            del self.held[held.agent, held.stamp]
        for held in decision.held:
            self.held[held.agent, held.stamp] = held.but(version=held.version + 1)
        for load in decision.loads:
            self.opens[load.agent] = self.opens.get(load.agent, 0) + load.by
            place = (load.inbox, load.agent)
            self.loads[place] = self.loads.get(place, 0) + load.by
        if decision.tally:
            self.counts.update(decision.tally.counts)
        self.figures.update(figure.name for figure in decision.figures)
        for inbox in decision.away:
            assert decision.profile, "who is away has a profile"
            self.rosters[inbox, decision.profile.agent] = decision.profile.away
        self._entries(decision)

    def _links(self, decision: Decision) -> None:
        for one in decision.linked:
            self.contacts[one.id] = one.but(version=one.version + 1)
        if decision.ended:
            self._record(decision.ended, opened=False)

    def _record(self, record: ThreadRecord, *, opened: bool) -> None:
        key = (record.contact, record.number)
        if record.told is None:
            before = self.records.get(key)
            record = record.but(told=before.told if before else ())
        self.records[key] = record
        if opened:
            self.references[record.number] = record.contact

    def _entries(self, decision: Decision) -> None:
        for entry in decision.taken:
            del self.entries[entry_key(entry)]
        for entry in decision.put:
            self.entries[entry_key(entry)] = entry.but(version=1)
        for entry in decision.claimed:
            self.entries[entry_key(entry)] = entry.but(version=entry.version + 1)
        if decision.sent:
            self.sent[decision.sent.provider_id] = decision.sent


def _names(decision: Decision) -> Iterator[tuple[object, ...]]:
    """The items that the transaction names, each as often as it does."""
    if decision.seen:
        yield ("seen", decision.seen)
    for contact in (decision.checked, decision.contact, *decision.linked):
        if contact:
            yield ("head", contact.id)
    if decision.ended:
        yield ("record", decision.ended.contact, decision.ended.number)
    if decision.contact and decision.record:
        yield ("record", decision.record.contact, decision.record.number)
        if decision.opened:
            yield ("reference", decision.record.number)
    for message in filter(None, (decision.message, decision.also)):
        yield ("message", message.contact, message.stamp)
    counted = {load.agent for load in decision.loads}
    if decision.profile:
        yield ("profile", decision.profile.agent)
        counted.discard(decision.profile.agent)
    yield from (("profile", agent) for agent in counted)
    yield from (("roster", load.inbox, load.agent) for load in decision.loads)
    if decision.profile:
        yield from (("roster", inbox, decision.profile.agent) for inbox in decision.away)
    yield from (("held", h.agent, h.stamp) for h in (*decision.held, *decision.settled))
    yield from (("line", line.agent, line.id) for line in decision.lines)
    for entry in (*decision.put, *decision.taken, *decision.claimed):
        yield ("entry", *entry_key(entry))
    if decision.sent:
        yield ("sent", decision.sent.provider_id)
    if tally := decision.tally:
        yield ("tally", tally.inbox, tally.day)
