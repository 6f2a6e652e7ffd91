"""What stands of a person elsewhere: outboxes, sent marks, agents' items, attachments, the parked.

Found by reading the whole table: there is no index by person, and no request needs one.
"""

import json
from collections import Counter
from collections.abc import Callable
from typing import NamedTuple

from chalicelib.decisions import Decision
from chalicelib.errors import SetupError
from chalicelib.models import Contact, Desk, Entry, HeldText, InboundMessage, Line, Profile, Sent
from chalicelib.rules import entries, questions
from chalicelib.store import agents, codec, commit, contacts, dead, keys, outbox
from chalicelib.store.calls import retrying

from . import attachments, person, table
from .person import Person


class _Work(NamedTuple):
    """What the person's items are looked for with. `nobody` None: nothing is written."""

    person: Person
    desk: Desk
    nobody: str | None


def others(someone: Person, desk: Desk, nobody: str | None) -> Counter[str]:
    """Erases what is about the person outside their own partition; returns how many of each kind.

    `nobody` is whose the places on agents' lines are then; None only counts.
    """
    work, found = _Work(someone, desk, nobody), Counter[str]()
    for item in table.scan(*_KINDS):
        prefix = next(p for p in _KINDS if item["PK"]["S"].startswith(p))
        kind = _KINDS[prefix](item, work)
        if kind:
            found[kind] += 1
    files = attachments.erase if nobody else attachments.count
    found["file"] = sum(files(id_) for id_ in someone.ids)
    return found


def _delete(item: keys.Item, work: _Work) -> None:
    if work.nobody:
        table.delete([{"PK": item["PK"], "SK": item["SK"]}])


def _in_raw(item: keys.Item, someone: Person) -> bool:
    """Whether an item that nobody can read has them in it, as far as letters tell."""
    raw = json.dumps(item, ensure_ascii=False)
    return any(id_ in raw for id_ in someone.ids) or someone.is_named(raw)


def _named(kind: str) -> Callable[[keys.Item, _Work], str]:
    """What says itself whose it is."""

    def theirs(item: keys.Item, work: _Work) -> str:
        if item.get("contact", {}).get("S") not in work.person.ids:
            return ""
        _delete(item, work)
        return kind

    return theirs


def _sent(item: keys.Item, work: _Work) -> str:
    sent = codec.attempt(lambda i: codec.read(Sent, i), item)
    if isinstance(sent, Exception):
        theirs = _in_raw(item, work.person)
    else:
        theirs = person.is_sent(sent, work.person)
    if theirs:
        _delete(item, work)
    return "sent mark" if theirs else ""


def _entry(item: keys.Item, work: _Work) -> str:
    entry = dead.readable(item)
    if not _is_entry(entry, item, work):
        return ""
    if isinstance(entry, Exception):
        _delete(item, work)
    elif work.nobody:
        retrying(lambda: _take(entry))
    return "waiting text"


def _is_entry(entry: Entry | Exception, item: keys.Item, work: _Work) -> bool:
    if isinstance(entry, Exception):
        return _in_raw(item, work.person)
    return person.is_entry(entry, work.person)


def _take(entry: Entry) -> None:
    """At its version: a drain that has it then finds that it was settled elsewhere."""
    if fresh := outbox.entry(entry.id):
        commit.commit(Decision(outcome="erased", taken=(fresh,)))


def _dead(item: keys.Item, work: _Work) -> str:
    raw = item.get("item", {}).get("M", {})
    theirs = _is_entry(dead.readable(raw), item, work)
    if theirs:
        _delete(item, work)
    return "failed text" if theirs else ""


def _parked(item: keys.Item, work: _Work) -> str:
    read = InboundMessage.model_validate_json
    message = codec.attempt(lambda i: read(i["data"]["S"]), item)
    if isinstance(message, Exception):
        theirs = _in_raw(item, work.person)
    else:
        theirs = person.is_parked(message, work.person, work.desk)
    if theirs:
        _delete(item, work)
    return "parked text" if theirs else ""


def _contact(item: keys.Item, work: _Work) -> str:
    """Another customer from whom they were taken apart: agents are still asked, but not by name."""
    contact = codec.attempt(lambda i: codec.read(Contact, i), item)
    if item["SK"]["S"] != "HEAD" or not isinstance(contact, Contact):
        return ""
    split = contact.parted
    if contact.id in work.person.ids or split is None or split.contact not in work.person.ids:
        return ""

    def write() -> None:
        fresh = contacts.alone(contact.id)
        if fresh.parted and fresh.parted.contact == split.contact:
            after = fresh.parted._replace(contact=work.nobody or "", name=None)
            commit.commit(Decision(outcome="erased", contact=fresh.but(parted=after)))

    if work.nobody:
        retrying(write)
    return "undone link"


def _agent(item: keys.Item, work: _Work) -> str:
    agent = item["PK"]["S"].removeprefix(keys.AGENTS)
    kind = item["SK"]["S"].partition("#")[0]
    read = {"PROFILE": _profile, "LINE": _line, "HELD": _held}.get(kind)
    try:
        return read(agent, item, work) if read else ""
    except ValueError:  # pydantic's and JSON's
        raise SetupError(
            "An agent's item cannot be read, so nobody knows whom it is about. Mend: erase with the"
            " version that wrote it, or a later one."
        ) from None


def _held(agent: str, item: keys.Item, work: _Work) -> str:
    held = codec.read(HeldText, item)
    if not person.is_held(held, work.person):
        return ""
    if work.nobody:
        retrying(lambda: _settle(agent, held.stamp, work.desk))
    return "held text"


def _profile(agent: str, item: keys.Item, work: _Work) -> str:
    def after(before: Profile) -> Profile:
        return person.forgetting(before, work.person)

    def write() -> None:
        profile = after(agents.profile(agent))
        commit.commit(Decision(outcome="erased", profile=profile))

    profile = codec.profile(agent, item)
    if after(profile) == profile:
        return ""
    if work.nobody:
        retrying(write)
    return "agent's profile"


def _line(agent: str, item: keys.Item, work: _Work) -> str:
    line = codec.read(Line, item)

    def after(before: Line) -> Line:
        return person.without(before, work.person, work.nobody or "", person.now())

    def write() -> None:
        lines = (known for known in agents.view(agent)[1] if known.id == line.id)
        for fresh in lines:
            commit.commit(Decision(outcome="erased", lines=(after(fresh),)))

    if after(line) == line:
        return ""
    if work.nobody:
        retrying(write)
    return "agent's line"


def _settle(agent: str, stamp: int, desk: Desk) -> None:
    """Takes a held text away. Was it asked about, the next one is asked about now."""
    profile, _, held = agents.view(agent)
    about = next((h for h in held if h.stamp == stamp), None)
    if about is None:
        return
    decision = Decision(outcome="erased", settled=(about,))
    rest, known = [h for h in held if h is not about], desk.agent(agent)
    if rest and known and not rest[0].asked and about.asked:
        now = person.now()
        after, n = max(now, profile.stamp + 1), entries.serial(f"erased{stamp}", 0)
        asked, put = questions.asked_next(rest[0], known, after, (f"{n}q", f"{n}e"), now)
        decision = decision.but(held=(asked,), put=put, profile=profile.but(stamp=after))
    commit.commit(decision)
    outbox.wake(decision.recipients, f"erased-{stamp}")


_KINDS: dict[str, Callable[[keys.Item, _Work], str]] = {
    keys.REFERENCES: _named("thread number"),
    keys.SENT: _sent,
    keys.OUTBOXES: _entry,
    keys.DEAD: _dead,
    keys.PARKED: _parked,
    keys.MEDIA: _named("attachment"),
    keys.AGENTS: _agent,
    keys.CONTACTS: _contact,
}
