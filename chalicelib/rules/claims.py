"""The commands that change whose a thread is: done, take, and undo of either. Pure."""

from itertools import takewhile

from ..decisions import Decision, Load
from ..models import (
    Contact,
    Entry,
    EntryKind,
    Line,
    Message,
    OpenThread,
    Spot,
)
from ..texts import say
from . import allotment, carriage, case, commands, entries, handing, measures, unsent
from .customer import text_for_agent
from .threads import closed, record, told_until
from .turn import Turn

CATCH_UP = 3
"""How many of the customer's last texts an agent gets who takes a thread, at the least."""


def done(number: int, contact: Contact, turn: Turn) -> Decision:
    """Resolves a thread that is this agent's, or nobody's."""
    thread = contact.thread(number)
    if thread is None:
        return turn.told("done", turn.say("done_already", n=number, c=turn.name()))
    if thread.owner != turn.agent.id and (other := turn.desk.agent(thread.owner)):
        word = commands.word("done", turn.agent.language)
        words = turn.say("not_yours", a=other.name, n=number, c=turn.name(), command=word)
        return turn.told("refused", words)
    return _resolve(thread, contact, turn)


def _resolve(thread: OpenThread, contact: Contact, turn: Turn) -> Decision:
    mine = thread.owner == turn.agent.id
    spot = thread.spot or turn.view.spot_of(thread.number) or turn.spot
    past = closed(thread, turn.agent.id, spot, turn.now)
    left = max(0, turn.view.profile.open - (1 if mine else 0))
    key = ("done_none", "done_one")[left] if left < 2 else "done_many"
    words = turn.say(key, n=thread.number, c=turn.name(), left=left)
    put = [turn.notice(unsent.never_left(words, thread, turn.agent.id, turn.agent.language))]
    put += unsent.dropped(thread, contact, turn.agent, turn.desk, turn.stamp, turn.n(3), turn.now)
    if count := _unseen(thread, turn):  # closed or not, what a customer wrote is seen by somebody
        unseen = _last_texts("relay", count, thread, contact, spot, turn)
        put.append(unseen.but(written=_theirs(thread, turn)[count - 1].stamp))
    if handing.others_told(thread, turn):
        put.append(handing.look(thread, contact, turn))
    put += handing.room(turn)
    return Decision(
        outcome="resolved",
        seen=turn.message.id,
        contact=contact.with_closed(past).but(stamp=turn.stamp),
        profile=turn.profile.but(act=handing.act("done", thread, turn)),
        lines=handing.gone(thread.number, turn),
        record=record(contact, thread).but(owner=turn.agent.id, resolved=turn.now),
        loads=(Load(agent=turn.agent.id, inbox=thread.inbox, by=-1),) if mine else (),
        put=tuple(put),
        tally=measures.resolved(thread, contact, turn.agent.id, turn.desk, turn.now),
    )


def take(number: int, contact: Contact, turn: Turn) -> Decision:
    """Makes a thread this agent's, whoever had it, and shows its last texts on a line."""
    thread = contact.thread(number)
    if thread is None:
        return turn.told("take", turn.say("done_already", n=number, c=turn.name()))
    if thread.owner == turn.agent.id:
        return turn.told("take", turn.say("already_yours", n=number, c=turn.name()))
    line = allotment.allot(turn.view.lines, turn.agent, turn.desk, number, contact.id, turn.now)
    if line is None:
        return turn.told("take", turn.say("no_such", n=number))
    return _owns(thread, contact, line, turn)


def _owns(thread: OpenThread, contact: Contact, line: Line, turn: Turn) -> Decision:
    count = max(CATCH_UP, _unshown(thread, turn), _unanswered(thread, turn))
    taken = _last_texts("took", count, thread, contact, line.spot, turn)
    texts = _theirs(thread, turn)[:count]
    put: list[Entry] = [taken.but(by=thread.owner or "")]
    loads = [Load(agent=turn.agent.id, inbox=thread.inbox, by=1)]
    before = turn.desk.agent(thread.owner)
    if before:
        loads.append(Load(agent=before.id, inbox=thread.inbox, by=-1))
    if before and thread.spot:  # who was passed it a moment ago was shown nothing yet
        words = say(
            "took_over",
            before.language,
            a=turn.agent.name,
            n=thread.number,
            c=turn.name(language=before.language),
        )
        put.append(handing.to_other(before.id, thread.spot, words, thread, contact, turn))
    if handing.others_told(thread, turn):
        put.append(handing.look(thread, contact, turn))
    put += unsent.of_others(thread, turn)
    after = thread.but(
        owner=turn.agent.id,
        spot=line.spot,
        had=None,
        passed=None,
        snoozed=0,
        shown=thread.heard,
        caught=told_until(thread),
        whole=texts[-1].stamp if texts else thread.heard,
        missed=0,
    )
    return Decision(
        outcome="taken",
        seen=turn.message.id,
        contact=contact.with_thread(after).but(stamp=turn.stamp),
        profile=turn.profile.but(act=handing.act("take", thread, turn)),
        lines=(line,),
        record=record(contact, after),
        loads=tuple(loads),
        put=tuple(put),
    )


def _last_texts(
    kind: EntryKind, count: int, thread: OpenThread, contact: Contact, spot: Spot, turn: Turn
) -> Entry:
    """The customer's last `count` texts, on a line of this agent."""
    texts = _theirs(thread, turn)[:count]
    words = "\n".join(text_for_agent(m.text, m, turn.agent.language) for m in reversed(texts))
    entry = entries.to_agent(kind, turn.agent, spot, words, turn.stamp, turn.n(1), turn.now)
    entry = entry.but(contact=contact.id, thread=thread.number, media=carriage.of(texts[::-1]))
    return case.marked(entry, texts[::-1], thread)


def _theirs(thread: OpenThread, turn: Turn) -> list[Message]:
    """The customer's texts of a thread, newest first."""
    return [m for m in turn.lists.history if m.thread == thread.number and m.author is None]


def _unseen(thread: OpenThread, turn: Turn) -> int:
    """How many were put on nobody's way; of a thread never shown here, those not answered too."""
    known = thread.owner or turn.view.knows(thread.number)
    return max(_unshown(thread, turn), 0 if known else _unanswered(thread, turn))


def _unshown(thread: OpenThread, turn: Turn) -> int:
    """How many of them were put on nobody's way yet: none, where a thread was just reopened."""
    if thread.heard <= thread.shown:
        return 0
    return sum(1 for m in _theirs(thread, turn) if m.stamp > thread.shown)


def _unanswered(thread: OpenThread, turn: Turn) -> int:
    """How many came since the last answer: they may still be on their way to who had it."""
    texts = [m for m in turn.lists.history if m.thread == thread.number and not m.note]
    return len(list(takewhile(lambda m: m.author is None, texts)))
