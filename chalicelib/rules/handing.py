"""The commands that hand a thread to others, or to a later hour: release, pass, snooze. Pure."""

import re
from collections.abc import Callable

from ..decisions import Decision, Load
from ..models import (
    ActKind,
    Agent,
    Contact,
    Entry,
    EntryKind,
    LastAct,
    Line,
    OpenThread,
    Passed,
    Spot,
    Told,
)
from ..texts import say, until
from . import addressing, allotment, commands, entries, gist, moments
from .threads import record
from .turn import Turn

_WHY = 300
_TO = re.compile(r"\A(?:@\s*|(?:to|à|a)\s+)", re.IGNORECASE)


def act(kind: ActKind, thread: OpenThread, turn: Turn, to: str | None = None) -> LastAct:
    """What `/undo` would take back: the thread as it was."""
    return LastAct(
        kind=kind,
        thread=thread.number,
        contact=turn.contact.id if turn.contact else "",
        at=turn.now,
        owner=thread.owner,
        spot=thread.spot,
        to=to,
        shown=thread.shown,
        snoozed=thread.snoozed,
        waits=thread.waits,
        answered=thread.answered,
        spoke=thread.spoke,
    )


def not_yours(name: str, thread: OpenThread | None, number: int, turn: Turn) -> Decision:
    """The thread is somebody else's, nobody's or over: nothing is done."""
    if thread is None:
        return turn.told("refused", turn.say("done_already", n=number, c=turn.name()))
    word = commands.word(name, turn.agent.language)
    other = turn.desk.agent(thread.owner)
    if other is None:
        words = turn.say("nobodys", n=number, c=turn.name(), command=word)
    else:
        words = turn.say("not_yours", a=other.name, n=number, c=turn.name(), command=word)
    return turn.told("refused", words)


def mine(
    name: str, number: int, contact: Contact, turn: Turn, does: Callable[[OpenThread], Decision]
) -> Decision:
    """What a command does that only the thread's owner may give."""
    thread = contact.thread(number)
    if thread is None or thread.owner != turn.agent.id:
        return not_yours(name, thread, number, turn)
    return does(thread)


def release(number: int, contact: Contact, turn: Turn) -> Decision:
    """The thread is nobody's again, and offered to the others."""
    return mine("release", number, contact, turn, lambda thread: _released(thread, contact, turn))


def _released(thread: OpenThread, contact: Contact, turn: Turn) -> Decision:
    spot = thread.spot or turn.spot
    after = thread.but(
        owner=None,
        spot=None,
        passed=None,
        announced=0,
        patrol=0,
        snoozed=0,
        told=1,
    )
    words = turn.say("released", n=thread.number, c=turn.name())
    return Decision(
        outcome="released",
        seen=turn.message.id,
        contact=contact.with_thread(after).but(stamp=turn.stamp),
        profile=turn.profile.but(act=act("release", thread, turn)),
        lines=gone(thread.number, turn),
        record=record(contact, after).but(
            told=(Told(agent=turn.agent.id, spot=spot, shown=thread.shown),)
        ),
        loads=(Load(agent=turn.agent.id, inbox=thread.inbox, by=-1),),
        put=(turn.notice(words), look(thread, contact, turn), *room(turn)),
    )


def pass_on(number: int, contact: Contact, argument: str, turn: Turn) -> Decision:
    """Gives a thread to a colleague by name, with a note on why; its owner is told."""
    thread = contact.thread(number)
    if thread is None:
        return not_yours("pass", thread, number, turn)
    colleagues = [a for a in turn.desk.agents if thread.inbox in a.inboxes and a != turn.agent]
    found, why = named(argument, colleagues)
    if not colleagues:
        return turn.told("refused", turn.say("pass_nobody", n=number))
    if found is None:
        names = ", ".join(a.name for a in colleagues)
        word = commands.word("pass", turn.agent.language)
        return turn.told("refused", turn.say("pass_whom", command=word, n=number, names=names))
    if any(row.agent == found.id and row.away for row in turn.lists.roster):
        return turn.told("refused", turn.say("pass_away", a=found.name, n=number, c=turn.name()))
    if not allotment.spots(found, turn.desk):
        return turn.told("refused", turn.say("pass_nowhere", a=found.name))
    if thread.owner == found.id:
        words = turn.say("not_yours_now", a=found.name, n=number, c=turn.name())
        return turn.told("refused", words)
    return _passed(thread, contact, found, why[:_WHY], turn)


def named(argument: str, colleagues: list[Agent]) -> tuple[Agent | None, str]:
    """The colleague whose name, or first name, an argument begins with, and the rest of it."""
    said = _TO.sub("", argument.strip())
    for first_only in (False, True):
        found = []
        for colleague in colleagues:
            words = colleague.name.split()[: 1 if first_only else None]
            typed = said.split(maxsplit=len(words))
            if gist.plain(" ".join(typed[: len(words)])) == gist.plain(" ".join(words)):
                found.append((colleague, typed[len(words)] if len(typed) > len(words) else ""))
        whole = max(found, key=lambda pair: len(pair[0].name), default=None)
        if whole and (not first_only or len(found) == 1):
            return whole
    return None, ""


def _passed(thread: OpenThread, contact: Contact, to: Agent, why: str, turn: Turn) -> Decision:
    number = thread.number
    after = thread.but(
        owner=to.id, spot=None, had=None, passed=Passed(turn.agent.id, why), snoozed=0, missed=0
    )
    put = [
        turn.notice(turn.say("passed_on", a=to.name, n=number, c=turn.name())),
        look(thread, contact, turn),
        *room(turn),
    ]
    loads = [Load(agent=to.id, inbox=thread.inbox, by=1)]
    before = turn.desk.agent(thread.owner)
    if before:
        loads.append(Load(agent=before.id, inbox=thread.inbox, by=-1))
    if before and before != turn.agent and thread.spot:
        name = turn.name(language=before.language)
        words = say("taken", before.language, a=to.name, n=number, c=name)
        put.append(to_other(before.id, thread.spot, words, thread, contact, turn))
    note = turn.kept(contact, number, why, note=True)
    return Decision(
        outcome="passed",
        seen=turn.message.id,
        contact=contact.with_thread(after).but(stamp=turn.stamp),
        profile=turn.profile.but(act=act("pass", thread, turn, to.id)),
        lines=gone(number, turn),
        message=note if why else None,
        record=record(contact, after),
        loads=tuple(loads),
        put=tuple(put),
    )


def snooze(number: int, contact: Contact, argument: str, turn: Turn) -> Decision:
    """Puts the agent's own thread off until a moment; a text of the customer brings it back."""
    moment = moments.read(argument, turn.now, turn.desk.timezone)
    if moment is None or moment.rest:
        word = commands.word("snooze", turn.agent.language)
        return turn.told("refused", turn.say("snooze_how", command=word))
    return mine(
        "snooze",
        number,
        contact,
        turn,
        lambda thread: _snoozed(thread, contact, moment.at, turn),
    )


def _snoozed(thread: OpenThread, contact: Contact, at: int, turn: Turn) -> Decision:
    after = thread.but(snoozed=at)
    t = until(at, turn.now, turn.desk.timezone, turn.agent.language)
    words = turn.say("snoozed", n=thread.number, c=turn.name(), t=t)
    return Decision(
        outcome="snoozed",
        seen=turn.message.id,
        contact=contact.with_thread(after).but(stamp=turn.stamp),
        profile=turn.profile.but(act=act("snooze", thread, turn)),
        record=record(contact, after),
        put=(turn.notice(words), look(thread, contact, turn, wait=at - turn.now)),
    )


def gone(number: int, turn: Turn) -> tuple[Line, ...]:
    """This agent's lines, with the thread no longer theirs."""
    return tuple(
        addressing.gone(line, number, turn.now) for line in turn.view.lines if line.entry(number)
    )


def back(number: int, turn: Turn) -> tuple[Line, ...]:
    """This agent's lines, with the thread theirs again."""
    return tuple(addressing.back(line, number) for line in turn.view.lines if line.entry(number))


def look(thread: OpenThread, contact: Contact, turn: Turn, wait: int = 0) -> Entry:
    """Asks the inbox's worker to look at the thread, now or after `wait` ms."""
    return entries.look(
        thread.inbox, contact.id, thread.number, turn.stamp, turn.n(9), turn.now, wait
    )


def watch(thread: OpenThread, contact: Contact, turn: Turn) -> Entry:
    """Asks the inbox's worker to look whether something is due of the thread, at its `watch`."""
    wait, n = thread.watch - turn.now, turn.n(7)
    return entries.look(
        thread.inbox, contact.id, thread.number, turn.stamp, n, turn.now, max(1, wait)
    )


def room(turn: Turn) -> list[Entry]:
    """Wakes the workers of the inboxes whose threads are given one by one: the agent has room."""
    return [
        entries.free(name, turn.agent.id, turn.stamp, turn.n(8), turn.now)
        for name in turn.agent.inboxes
        if (inbox := turn.desk.inbox(name)) and inbox.routing == "next"
    ]


def others_told(thread: OpenThread, turn: Turn) -> bool:
    """Whether anybody else was told of the thread, and is to hear whose it is now."""
    return thread.told > (1 if turn.view.knows(thread.number) else 0)


def to_other(
    agent: str,
    spot: Spot,
    words: str,
    thread: OpenThread,
    contact: Contact,
    turn: Turn,
    kind: EntryKind = "gone",
) -> Entry:
    """The word to an agent whose thread it was, or is still or again (`notice`)."""
    entry = entries.to_agent(kind, agent, spot, words, turn.stamp, turn.n(2), turn.now)
    return entry.but(contact=contact.id, thread=thread.number)
