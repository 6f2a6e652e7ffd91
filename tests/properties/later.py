"""What agents wrote that did not leave at once: it waits, or goes once more, or by another channel.

Who wrote it, and for which thread, is written down when it is written; whatever leaves later is
held against that.
"""

from collections import Counter
from dataclasses import dataclass, field

from chalicelib.decisions import Decision
from chalicelib.models import Desk, Entry, Unsent
from chalicelib.texts import plain_typography

from .broken import Broken

Words = tuple[str, str, int]
"""Agent, words, thread."""


def words_of(reply: Entry | Unsent, thread: int) -> Words:
    """What a reply says, by whom and for which thread; alike on every channel."""
    return (reply.agent or "", plain_typography(reply.text), thread)


@dataclass
class Later:
    """`threads` are the book's: number → (contact, inbox); `ends` likewise, where each is now."""

    desk: Desk
    threads: dict[int, tuple[str, str]]
    ends: dict[tuple[str, str], tuple[str, str]]
    counts: Counter[str]
    wrote: Counter[Words] = field(default_factory=Counter)
    arrived: Counter[Words] = field(default_factory=Counter)
    waiting: dict[int, tuple[Unsent, ...]] = field(default_factory=dict)

    def news(self, decision: Decision) -> list[tuple[int, Unsent]]:
        """What waits from this decision on: thread and text."""
        threads = decision.contact.threads if decision.contact else ()
        found = ((thread.number, unsent) for thread in threads for unsent in thread.unsent)
        return [(n, unsent) for n, unsent in found if unsent not in self.waiting.get(n, ())]

    def keeps(self, thread: int, unsent: Unsent, words: str) -> None:
        """An agent's text waits, word for word."""
        if unsent.text != words:
            raise Broken("P1", f"{unsent.text!r} waits, {words!r} was written")
        self.wrote[words_of(unsent, thread)] += 1

    def committed(self, decision: Decision) -> None:
        """Whatever waits was written for that very thread."""
        for number, unsent in self.news(decision):
            if not self.wrote[words_of(unsent, number)]:
                raise Broken("P1", f"{unsent.text!r} waits, and was not written for #{number}")
        for thread in decision.contact.threads if decision.contact else ():
            self.waiting[thread.number] = thread.unsent
            if decision.outcome == "via":
                self.ends[self.threads[thread.number]] = (thread.ours, thread.theirs)

    def is_of(self, entry: Entry) -> bool:
        """Whether a reply is one that waited until now."""
        number = entry.thread or 0
        texts = (words_of(unsent, number) for unsent in self.waiting.get(number, ()))
        return words_of(entry, number) in texts

    def leaves(self, entries: list[Entry]) -> None:
        """Replies that leave later, or by another way, are for whom they were written."""
        for entry in entries:
            place = self.threads.get(entry.thread or 0)
            wrote = self.wrote[words_of(entry, entry.thread or 0)]
            if not wrote or place is None or entry.contact != place[0]:
                raise Broken("P1", f"{entry.text!r} was not written for #{entry.thread}")
            if not self.is_theirs(entry):
                raise Broken("P1", f"what was written for #{entry.thread} goes to somebody else")
            self.counts["left later"] += 1

    def is_theirs(self, entry: Entry) -> bool:
        """Whether both ends are of the contact and of the inbox of the entry's thread."""
        contact, inbox = self.threads[entry.thread or 0]
        ours = self.desk.inbox_at(entry.sender)
        return self.desk.identify(entry.to) == contact and ours is not None and ours.name == inbox

    def arrives(self, entry: Entry) -> None:
        """What was written once arrives once, on whichever channel; the rest of it is beside."""
        words = words_of(entry, entry.thread or 0)
        self.arrived[words] += 1
        if self.wrote[words] and self.arrived[words] > self.wrote[words]:
            raise Broken("P3", f"{entry.text!r} arrives more often than it was written")
