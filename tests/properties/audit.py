"""What must be true of the paper at every step, and what when everything has come to rest."""

from collections import Counter

from chalicelib.models import Contact

from . import fate
from .book import Book
from .broken import Broken


def check(book: Book) -> None:
    """At most one owner, one open thread per contact and inbox; counters tell the truth."""
    owned: Counter[tuple[str, str]] = Counter()
    for contact in book.paper.contacts.values():
        _threads(book, contact)
        owned.update((thread.inbox, thread.owner) for thread in contact.threads if thread.owner)
    for place in book.paper.loads.keys() | owned.keys():
        if book.paper.loads.get(place, 0) != owned[place]:
            raise Broken("loads", f"{book.paper.loads.get(place)} for {owned[place]} threads")
    _counted(book)
    for agent in book.desk.agents:
        count = sum(n for (_, who), n in owned.items() if who == agent.id)
        if book.paper.opens.get(agent.id, 0) != count:
            raise Broken("open", f"{book.paper.opens.get(agent.id)} for {count} threads")


def _counted(book: Book) -> None:
    """What was counted is what has happened: `/stats` tells no tale."""
    counts, paper = book.paper.counts, book.paper
    real = {c.id: c for c in paper.contacts.values() if not c.practice}
    known = sum(1 for contact in paper.references.values() if contact in real)
    if counts["opened"] != known:
        raise Broken("counts", f"{counts['opened']} opened, of {known} threads")
    still = counts["opened"] + counts["reopened"] - counts["resolved"] - counts["silent"]
    if still != sum(len(contact.threads) for contact in real.values()):
        raise Broken("counts", f"{still} are open by the counts")
    first, told = paper.figures["FirstAnswer"], counts["resolved"]
    for name, expected in (("a:", first), ("first:", first), ("r:", told)):
        found = sum(n for key, n in counts.items() if key.startswith(name))
        if found != expected:
            raise Broken("counts", f"{name} {found} of {expected}")


def _threads(book: Book, contact: Contact) -> None:
    inboxes = [thread.inbox for thread in contact.threads]
    numbers = [thread.number for thread in contact.threads]
    numbers += [thread.number for thread in contact.closed]
    if len(set(inboxes)) < len(inboxes) or len(set(numbers)) < len(numbers):
        raise Broken("threads", f"two open threads: {numbers}")
    for thread in contact.threads:
        record = book.paper.records[contact.id, thread.number]
        if record.owner != thread.owner or record.resolved is not None:
            raise Broken("record", f"#{thread.number} is not what HEAD says")
    for past in contact.closed:
        record = book.paper.records[contact.id, past.number]
        if record.owner != past.owner or record.resolved is None:
            raise Broken("record", f"#{past.number} is not what HEAD says")


def at_rest(book: Book) -> None:
    """Every customer's text is kept once, and some agent was shown it.

    Counted as `lost`, and not as broken: a text that was on its way to an agent who lost the thread
    before it left, or whose phone refused it, and that whoever has the thread now was not shown.
    What even the provider's log cannot tell is not sent again: that is counted by itself.
    """
    kept = Counter(
        message.provider_id
        for texts in book.paper.messages.values()
        for message in texts.values()
        if message.author is None
    )
    if kept != Counter(book.taken_in):
        raise Broken("P2", "a customer's text is not kept exactly once")
    _lines(book)
    fate.at_rest(book)
    shown = {mark for marks in book.marks.values() for mark in marks}
    for text_id in book.taken_in:
        missing = [mark for mark in book.written[text_id].marks if mark not in shown]
        unsure = [m for m in missing if any(m in text for text in book.unsure)]
        lost = [m for m in missing if any(m in text for text in book.dropped) and m not in unsure]
        book.counts["unsure and not shown"] += len(unsure)
        book.counts["lost"] += len(lost)
        if nowhere := [m for m in missing if m not in (*unsure, *lost)]:
            if not _was_cut(book, text_id):
                raise Broken("P2", f"no agent was shown {nowhere[0]}")
            book.counts["cut"] += 1


def _was_cut(book: Book, text_id: str) -> bool:
    """Whether it may be one of those of a flood that an agent was told of in a number."""
    threads = (
        message.thread
        for texts in book.paper.messages.values()
        for message in texts.values()
        if message.provider_id == text_id and message.author is None
    )
    thread = next(threads, None) or 0
    book.cut[thread] -= 1
    return book.cut[thread] >= 0


def _lines(book: Book) -> None:
    """No line takes a thread for gone whose owner it belongs to."""
    for contact in book.paper.contacts.values():
        for thread in contact.threads:
            for line in book.paper.lines_of(thread.owner or ""):
                shown = line.entry(thread.number)
                if line.spot == thread.spot and shown and shown.gone:
                    raise Broken("lines", f"#{thread.number} is gone, says its owner's line")
