"""A person to be erased, and how to tell whether something is about them. Pure but for `find`."""

import re
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from chalicelib.errors import SetupError
from chalicelib.models import (
    Contact,
    Desk,
    Entry,
    HeldText,
    InboundMessage,
    Line,
    Message,
    Profile,
    Recipient,
    Sent,
    Shown,
    person_of,
)
from chalicelib.rules import gist
from chalicelib.store import codec, contacts, keys

from .table import partition

_TELLING = 12
"""Words this long (plain characters) say whose they are; `ok` may be anybody's."""

_SHORT = 4
_PART = re.compile(r"^\(\d+/\d+\) ")
_BETWEEN = re.compile(r"[\s().\-\u00a0]")


@dataclass(frozen=True)
class Person:
    """What is known of a person: the hashed ids, the numbers or addresses, what stands for them.

    `id` is that of the address that was named, `ids` are those of all contacts that were linked to
    theirs, the one that leads to the others last. `words` are all texts of their history, plain:
    their own and what was answered. `digits` are what a number is known by however it is written,
    or the whole of another address.
    """

    id: str
    ids: tuple[str, ...]
    digits: frozenset[str]
    head: Contact
    names: frozenset[str] = frozenset()
    threads: frozenset[int] = frozenset()
    words: tuple[str, ...] = ()

    def is_about(self, contact: str | None, thread: int | None, *texts: str) -> bool:
        """Whether something with these marks and words is about them, and nobody else."""
        if contact:
            return contact in self.ids
        return thread in self.threads or self.is_named("\n".join(texts))

    def is_named(self, text: str) -> bool:
        """Whether a text names them: by thread number, name, address or their own words."""
        if not text:
            return False
        plain = f" {gist.plain(text)} "
        if any(digits in _BETWEEN.sub("", text) for digits in self.digits):
            return True
        if any(int(n) in self.threads for n in re.findall(r"[#＃]\s*(\d{3,9})", text)):
            return True
        if any(f" {name} " in plain for name in self.names):
            return True
        return any(words in plain for words in self.words if len(words) >= _TELLING)

    def is_said(self, text: str) -> bool:
        """Whether any line of a text may be from their history, in whole or in part."""
        lines = [gist.plain(_PART.sub("", line)) for line in text.splitlines()]
        whole = " ".join(lines)
        return any(
            words in lines
            or (len(words) >= _SHORT and words in whole)
            or any(len(line) >= _SHORT and line in words for line in lines)
            for words in self.words
        )


def identify(address: str, desk: Desk) -> str:
    """The id of who has this address. Raises `SetupError` where it is the desk's own."""
    if desk.owns(address):
        raise SetupError("That is one of the desk's own numbers. Mend: name a person's number.")
    return desk.identify(address)


def find(address: str, desk: Desk) -> Person:
    """Who has this address. Reads their partitions; an unknown one has nothing but an id.

    Raises `SetupError` where the address is the desk's own.
    """
    who = identify(address, desk)
    head = contacts.head(who)
    names, words = {head.name}, set[str]()
    threads = {t.number for t in head.threads} | {t.number for t in head.closed}
    ids = tuple(dict.fromkeys((*(id_ for id_ in head.linked if id_ != who), head.id, who)))
    addresses = {address, *head.addresses}
    for item in (item for id_ in ids for item in partition(keys.contact_pk(id_))):
        if item["SK"]["S"].startswith("THREAD#"):
            record = codec.attempt(codec.record, item)
            threads.add(int(item["SK"]["S"].removeprefix("THREAD#")))
            names.add(None if isinstance(record, Exception) else record.name)
        elif item["SK"]["S"].startswith("MESSAGE#"):
            message = codec.attempt(lambda i: codec.read(Message, i), item)
            words.add("" if isinstance(message, Exception) else gist.plain(message.text))
    return Person(
        id=who,
        ids=ids,
        digits=frozenset(filter(None, map(_digits, addresses))),
        head=head,
        names=_telling(filter(None, names), desk),
        threads=frozenset(threads),
        words=tuple(filter(None, words)),
    )


def _telling(names: Iterable[str], desk: Desk) -> frozenset[str]:
    """Names, plain; not those that are an agent's or the desk's as well: texts are full of them."""
    own = {gist.plain(name) for name in (desk.name, *(agent.name for agent in desk.agents))}
    return frozenset(filter(None, map(gist.plain, names))) - own


def _digits(address: str) -> str:
    """A phone number's last ten digits; of another address what stands behind the channel.

    Without what people, or addresses, put between.
    """
    who = person_of(address)
    if who.startswith("+"):
        return who[1:][-10:]
    return _BETWEEN.sub("", who.rpartition(":")[2])


# --- what is about them --------------------------------------------------------------------------


def is_entry(entry: Entry, person: Person) -> bool:
    """Whether a text that waits goes to them or is about them."""
    if entry.recipient in map(Recipient.customer, person.ids):
        return True
    return person.is_about(entry.contact, entry.thread, entry.text, entry.body, entry.why)


def is_sent(sent: Sent, person: Person) -> bool:
    """Whether a text that the provider took went to them or was about them."""
    if sent.recipient in map(Recipient.customer, person.ids):
        return True
    return person.is_about(sent.contact, sent.thread, sent.text)


def is_held(held: HeldText, person: Person) -> bool:
    """Whether what an agent wrote may be for them, or names them."""
    if any(c.contact in person.ids or c.thread in person.threads for c in held.choices):
        return True
    said = (held.text, held.c or "", *(f"{c.name or ''} {c.command}" for c in held.choices))
    return held.n in person.threads or person.is_named("\n".join(said))


def is_parked(message: InboundMessage, person: Person, desk: Desk) -> bool:
    """Whether a parked text is theirs, or an agent's that names them."""
    if desk.identify(message.sender) in person.ids:
        return True
    return desk.agent_at(message.sender) is not None and person.is_named(message.body)


# --- what an agent's items are without them ------------------------------------------------------


def without(line: Line, person: Person, nobody: str, now: int) -> Line:
    """A line as it is without them; the same where nothing on it was about them.

    What the agent's phone showed stays a place on the line, of `nobody` and without a name, and
    gone: else an answer to what it shows would go to whoever else is shown there.
    """
    theirs = [s for s in line.shown if s.contact in person.ids]
    others = any(s.contact not in person.ids and (s.relayed or s.wrote) for s in line.shown)
    alone = bool(theirs) and not others
    return line.but(
        shown=tuple(_places(line.shown, person, nobody, now)),
        named=tuple(n for n in line.named if gist.plain(n) not in person.names),
        texts=tuple(
            text
            for text in line.texts
            if not (alone or person.is_named(text) or person.is_said(text))
        ),
    )


def _places(shown: Iterable[Shown], person: Person, nobody: str, now: int) -> Iterator[Shown]:
    for one in shown:
        if one.contact not in person.ids:
            yield one
        elif one.relayed or one.wrote:
            yield one.but(contact=nobody, name=None, gone=True, certain=False, left=now)


def forgetting(profile: Profile, person: Person) -> Profile:
    """An agent's own state without a command or a list that is about them."""
    act, page = profile.act, profile.page
    return profile.but(
        act=None if act and act.contact in person.ids else act,
        page=None if page and page.thread in person.threads else page,
    )


def now() -> int:
    """The moment, in ms."""
    return int(time.time() * 1000)
