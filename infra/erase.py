"""Erases a person from a stage's table, and tells what was erased: kinds and counts, no words.

In this order, so that a crash leaves what the next run needs to find the rest: open threads leave
their owners' counts; then everything about the person that stands with others; then their own
partition, the HEAD last, and only if nothing was written to it meanwhile. Contacts that are linked
are one person, and go together; that of the address that was named goes last of them.
"""

import secrets
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import TypeAdapter, ValidationError

from chalicelib import settings
from chalicelib.decisions import Decision, Load
from chalicelib.errors import Conflict, SetupError, Unavailable
from chalicelib.models import Contact, Desk
from chalicelib.rules.threads import record
from chalicelib.store import commit, contacts, keys
from chalicelib.store import desk as desks
from chalicelib.store.calls import retrying

from . import erasefrom, person, table
from .cloud import in_words
from .deskfields import Address
from .export import utc
from .findings import many
from .person import Person

_PATIENCE = 20.0
"""Seconds for which the partition is deleted anew while the person goes on writing."""

_HEAD = "contact"
_KINDS = {"HEAD": _HEAD, "THREAD": "thread", "MESSAGE": "message"}

_ELSEWHERE = (
    "Twilio's own log keeps its texts and pictures: delete them in its console, or by its API.",
    "The agents' phones show what was texted to them.",
    "Point-in-time recovery can bring back the table of the last 35 days.",
    "What they wrote while they were linked to somebody else (/unlink): that one's history has it.",
    "Exports that were made before, and what other people wrote about this person.",
    "The functions' log names the id, never an address or a word.",
)
_STOP = "Their STOP is forgotten here as well; Twilio keeps its own for texts on SMS."
_LINKED = "With all that was linked to them: one person who writes from several addresses."
_AGENT = "They answer here, too: to end that, take them out of desk.toml and apply it."
_BY_TEXT = "They answer here, too: to end that, have a supervisor text /agent remove and the name."


@dataclass(frozen=True)
class Receipt:
    """What was found, or erased at `at` (ms). `who` is the id: nothing of the person itself."""

    who: str
    counts: Mapping[str, int]
    at: int = 0
    notes: tuple[str, ...] = ()

    @property
    def total(self) -> int:
        """How many items."""
        return sum(self.counts.values())

    def __str__(self) -> str:
        if not self.total:
            return f"Nothing found. Id {self.who}."
        found = [many(n, kind) for kind, n in self.counts.items() if n]
        head = f"Erased at {utc(self.at)}." if self.at else "Would be erased."
        lines = [f"{head} Id {self.who}.", *(f"  {line}" for line in found)]
        if self.at:
            lines += ["Not erased, for it is not here:", *(f"  - {line}" for line in _ELSEWHERE)]
        return "\n".join([*lines, *self.notes])


def look(address: str) -> Receipt:
    """What `erase` would erase of who has this address. Writes nothing.

    Raises `SetupError` where that is no address or the desk's own, or `Unavailable`.
    """
    with in_words():
        desk = _desk()
        someone = person.find(normal(address), desk)
        found = erasefrom.others(someone, desk, None)
        found += Counter(kind for _, kind in _own(someone))
    return Receipt(someone.id, found, notes=_notes(someone, desk))


def erase(address: str) -> Receipt:
    """Erases who has this address; again, it finds nothing. Raises like `look`.

    What stops it, stops it half-way: erasing again does the rest.
    """
    address = normal(address)
    try:
        return _erased(address)
    except Unavailable as error:
        raise Unavailable(f"{error} Mend: run it again in a minute, it does the rest.") from None


def _erased(address: str) -> Receipt:
    with in_words():
        desk = _desk()
        found, notes = Counter[str](), _notes(person.find(address, desk), desk)
        someone = retrying(lambda: _pass(address, desk, found), _PATIENCE)
        # A text that was on its way while this went on may have left its mark meanwhile.
        if not any(contacts.alone(id_).version for id_ in someone.ids):
            found += erasefrom.others(someone, desk, _nobody())
        else:
            notes = (*notes, "They have written again meanwhile: that is kept.")
    return Receipt(someone.id, found, person.now(), notes)


def normal(address: str) -> str:
    """An address as the table knows it: blanks, dashes and brackets of a number are dropped.

    Raises `SetupError` where it is none.
    """
    plain = address.strip()
    if plain.startswith("+"):
        plain = "".join(c for c in plain if c not in " .-()\u00a0")
    try:
        return TypeAdapter(Address).validate_python(plain)
    except ValidationError:
        raise SetupError(
            "That is no address. Mend: write a number like +15145550123: a plus, the country, the"
            " number; or a channel, a colon and what the channel knows them by."
        ) from None


def _desk() -> Desk:
    desks.forget()
    return desks.load()


def _nobody() -> str:
    """Whose the places on agents' lines are afterwards: a new name each time, linked to nobody."""
    return f"erased-{secrets.token_hex(4)}"


def _notes(someone: Person, desk: Desk) -> tuple[str, ...]:
    stop = (_STOP,) if any(not o.opened for o in someone.head.opted_out) else ()
    if len(someone.ids) > 1:
        stop = (*stop, _LINKED)
    agent = next(filter(None, map(desk.agent, someone.ids)), None)
    return (*stop, _BY_TEXT if agent.by_text else _AGENT) if agent else stop


def _pass(address: str, desk: Desk, found: Counter[str]) -> Person:
    """Everything once; counts into `found`. Raises `Conflict` where the person wrote meanwhile."""
    someone = person.find(address, desk)
    _close(someone.id)
    found += erasefrom.others(someone, desk, _nobody())
    heads = [contacts.alone(id_) for id_ in someone.ids]
    if any(head.threads for head in heads):
        raise Conflict("a thread was opened meanwhile")
    mine = _own(someone)
    table.delete([key for key, kind in mine if kind != _HEAD])
    found += Counter(kind for _, kind in mine if kind != _HEAD)
    for head in heads:
        if head.version:
            _delete_head(head)
            found[_HEAD] += 1
    return someone


def _own(someone: Person) -> list[tuple[keys.Key, str]]:
    """The keys of a person's own partitions, and what kind of thing each is."""
    found = [key for id_ in someone.ids for key in table.keys_of(keys.contact_pk(id_))]
    return [(key, _KINDS.get(key["SK"]["S"].partition("#")[0], "item")) for key in found]


def _close(who: str) -> None:
    """Takes the person's open threads out of their HEAD, and out of their owners' counts."""

    def close_one() -> bool:
        head, now = contacts.head(who), person.now()
        if not head.threads:
            return False
        thread, *others = head.threads
        decision = Decision(
            outcome="erased",
            contact=head.but(threads=tuple(others), stamp=max(now, head.stamp + 1)),
            record=record(head, thread).but(resolved=now),
            loads=(Load(agent=thread.owner, inbox=thread.inbox, by=-1),) if thread.owner else (),
        )
        commit.commit(decision)
        return True

    while retrying(close_one):
        pass


def _delete_head(head: Contact) -> None:
    """Deletes the HEAD as it was read. Raises `Conflict` where it was written since."""
    db = settings.dynamodb()
    try:
        db.delete_item(
            TableName=settings.table(),
            Key=keys.head(head.id),
            ConditionExpression="v = :v",
            ExpressionAttributeValues={":v": {"N": str(head.version)}},
        )
    except db.exceptions.ConditionalCheckFailedException:
        raise Conflict("the person wrote meanwhile") from None
