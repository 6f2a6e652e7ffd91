"""What became of what an agent wrote: sent, held and asked about, or said to have gone nowhere."""

from typing import TYPE_CHECKING

from chalicelib.decisions import Decision
from chalicelib.models import HOUR, MINUTE, Entry, HeldText
from chalicelib.texts import fold

from .broken import Broken

if TYPE_CHECKING:
    from .book import Book
    from .meant import Meant

SILENT = frozenset({"silenced", "asked", "aside", "empty", "reaction", "automatic"})
"""What becomes of texts of which nothing need be said: of loops, what agrees, what says nothing."""

LOOPS = frozenset({"automatic", "held", "unknown", "asked"})
ANSWERING = frozenset({"answer", "again", "order"})

QUOTED = 8
"""So much of a text (characters) is quoted where it is said what became of it."""


def follow(book: "Book", decision: Decision, meant: "Meant", replies: list[Entry]) -> None:
    """An agent's text was decided on, perhaps with what had been held."""
    joined = _hold(book, decision, meant)
    _speaks(book, decision, meant)
    for held in decision.settled:
        _settle(book, held, decision, bool(replies))
    unsaid = not (replies or joined or decision.settled) and meant.kind not in ("command", "order")
    if unsaid and decision.outcome not in SILENT and not _quotes(decision.put, meant.words):
        raise Broken("a word", f"{meant.words!r}: {decision.outcome}, and nothing is said of it")


def _speaks(book: "Book", decision: Decision, meant: "Meant") -> None:
    """No loops: to texts that a machine may write, the desk says no more than so much."""
    if not decision.put or decision.outcome not in LOOPS or meant.kind in ANSWERING:
        return
    now = decision.put[0].due
    said = book.said.setdefault(meant.agent, [])
    said.append((now, meant.words))
    lately = [words for at, words in said if now - at < 10 * MINUTE]
    same = [words for at, words in said if now - at < 12 * HOUR and words == meant.words]
    if len(lately) > 10 or len(same) > 3:
        raise Broken("P7", f"said too often: {lately} {same}")


def _hold(book: "Book", decision: Decision, meant: "Meant") -> bool:
    """Keeps in mind which texts wait together; whether the one decided on waits now."""
    waits = any(entry.kind == "question" for entry in decision.put)
    for held in decision.held:
        texts = book.holds.setdefault((held.agent, held.stamp), [])
        if len(held.texts) == len(texts) + 1:
            texts.append(decision.seen or "")
            waits = True
            if meant.kind == "aside" and len(texts) > 1:
                raise Broken("asides", f"not asked about: {meant.words!r}")
        words = tuple(book.meant[text_id].words for text_id in texts)
        if words != held.texts:
            raise Broken("held", f"{held.texts} are held for {words}")
    return waits


def _settle(book: "Book", held: HeldText, decision: Decision, sent: bool) -> None:
    """What waited does no longer: it was sent, done, or is quoted."""
    if (held.agent, held.stamp) in book.expired:
        raise Broken("expired", f"{held.text!r} was said to be over, and then answered")
    del book.holds[held.agent, held.stamp]
    meant = book.meant.get(decision.seen or "")
    if meant:  # who answers a question is no machine
        book.said.pop(held.agent, None)
    done = meant is not None and meant.kind == "order"
    if not (sent or done) and not _quotes((*decision.put, *decision.claimed), held.text):
        raise Broken("a word", f"{held.text!r} waits no longer, and nothing is said of it")


def leave(book: "Book", decision: Decision) -> None:
    """A question that nobody answered is said to be over as its word leaves."""
    for held in decision.settled:
        _settle(book, held, decision, sent=False)
    for entry in decision.claimed:
        if entry.kind == "expiry":
            book.expired.add((entry.agent or "", entry.held))


def fails(decision: Decision) -> None:
    """Who wrote what does not arrive is told, with the words."""
    for entry in decision.taken:
        again = any(e.kind == "reply" and e.text == entry.text for e in decision.put)
        if entry.kind == "reply" and not again and not _quotes(decision.put, entry.text):
            raise Broken("a word", f"{entry.text!r} is not taken, and nothing is said of it")


def unsaid(decision: Decision, words: str) -> None:
    """The same, where the provider took it and it did not arrive."""
    again = any(e.kind == "reply" and e.text == words for e in decision.put)
    if not again and not _quotes(decision.put, words):
        raise Broken("a word", f"{words!r} did not arrive, and nothing is said of it")


def at_rest(book: "Book") -> None:
    """Whatever was to be sent went, or its writer was told; nothing waits for an answer."""
    if book.paper.held:
        raise Broken("way out", f"still held: {[h.texts for h in book.paper.held.values()]}")
    if book.leaving:
        raise Broken("a word", f"never handed over: {book.leaving}")


def _quotes(entries: tuple[Entry, ...], words: str) -> bool:
    mark = fold(words)[:QUOTED].strip()
    return any(mark in e.text for e in entries if e.kind in ("notice", "question"))
