"""What an agent's commands do. Pure: what a command must read comes in as `Turn.lists`."""

from collections.abc import Callable

from ..decisions import Decision, Load
from ..models import (
    ClosedThread,
    Contact,
    Entry,
    LastAct,
    Line,
    Message,
    OpenThread,
    Profile,
    Spot,
)
from ..texts import clip, fit, say, when
from . import addressing, allotment, commands, entries
from .agent import Plan, may_see, record, reopened
from .customer import text_for_agent
from .turn import Turn, name_of

UNDO_WITHIN = 3_600_000
HISTORY = 10
_HISTORY_WORDS = 60
CATCH_UP = 3
"""How many of the customer's last texts an agent gets who takes a thread."""

READS = {
    "mine": "mine",
    "queue": "queue",
    "who": "roster",
    "hist": "history",
    "take": "history",
}
"""Command → which of `Lists` it needs."""


def decide(plan: Plan, turn: Turn) -> Decision:
    """What a command does; whatever it does, the agent is told in one text."""
    assert plan.command is not None, "an order has a command"
    return _ACTS[plan.command.name](plan.command, plan.number, turn)


def _help(command: commands.Command, _: int | None, turn: Turn) -> Decision:
    return turn.told("help", turn.say("help_2" if command.argument.startswith("2") else "help"))


def _mine(_: commands.Command, __: int | None, turn: Turn) -> Decision:
    mine = sorted(turn.lists.mine, key=lambda t: t.number)
    items = [turn.say("mine_item", n=t.number, c=_called(t.name, turn)) for t in mine]
    return _list(turn, "mine", items)


def _queue(_: commands.Command, __: int | None, turn: Turn) -> Decision:
    waiting = sorted(turn.lists.queue, key=lambda t: t.opened)
    items = [
        turn.say("queue_item", n=t.number, c=_called(t.name, turn), t=_when(t.opened, turn))
        for t in waiting
    ]
    return _list(turn, "queue", items)


def _who(_: commands.Command, __: int | None, turn: Turn) -> Decision:
    loads: dict[str, int] = {}
    away: dict[str, bool] = {}
    for row in turn.lists.roster:
        loads[row.agent] = loads.get(row.agent, 0) + row.load
        away[row.agent] = row.away
    colleagues = [agent for agent in turn.desk.agents if agent.id in loads]
    items = [
        turn.say("who_item_away", a=agent.name)
        if away[agent.id]
        else turn.say("who_item", a=agent.name, load=loads[agent.id])
        for agent in colleagues
    ]
    return turn.told("who", fit(turn.say("who_head"), items, turn.more))


def _hist(command: commands.Command, number: int | None, turn: Turn) -> Decision:
    contact = turn.contact
    if number is None:
        return _no_thread(command, turn)
    if contact is None or not may_see(turn, contact, number):
        return turn.told("no_such", turn.say("no_such", n=number))
    texts = [m for m in turn.lists.history if m.thread == number][:HISTORY]
    if not texts:
        return turn.told("hist", turn.say("hist_none", n=number, c=turn.name()))
    items = [_history_line(message, turn) for message in texts]
    head = turn.say("hist_head", n=number, c=turn.name())
    return turn.told("hist", fit(head, items, turn.more, separator="\n"))


def _history_line(message: Message, turn: Turn) -> str:
    words = text_for_agent(message.text, message, turn.agent.language)
    text = clip(" ".join(words.split()), _HISTORY_WORDS)
    if message.author is None:
        return turn.say("hist_customer", c=turn.name(), text=text)
    if message.author == turn.agent.id:
        return turn.say("hist_you", text=text)
    author = turn.desk.agent(message.author)
    return turn.say("hist_agent", a=author.name if author else None, text=text)


def _done(command: commands.Command, number: int | None, turn: Turn) -> Decision:
    contact = turn.contact
    if number is None:
        return _no_thread(command, turn)
    if contact is None or not may_see(turn, contact, number):
        return turn.told("no_such", turn.say("no_such", n=number))
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
    past = ClosedThread(
        number=thread.number,
        inbox=thread.inbox,
        ours=thread.ours,
        theirs=thread.theirs,
        opened=thread.opened,
        closed=turn.now,
        owner=turn.agent.id,
        spot=thread.spot or turn.spot,
    )
    left = max(0, turn.view.profile.open - (1 if mine else 0))
    key = ("done_none", "done_one")[left] if left < 2 else "done_many"
    put = [turn.notice(turn.say(key, n=thread.number, c=turn.name(), left=left))]
    if thread.told > (1 if turn.view.shown(thread.number) else 0):
        put.append(_look(thread, contact, turn))
    return Decision(
        outcome="resolved",
        seen=turn.message.id,
        contact=contact.with_closed(past).but(stamp=turn.stamp),
        profile=_acted(turn, "done", thread),
        lines=tuple(
            addressing.gone(line, thread.number)
            for line in turn.view.lines
            if line.entry(thread.number)
        ),
        record=record(contact, thread).but(owner=turn.agent.id, resolved=turn.now),
        loads=(Load(agent=turn.agent.id, inbox=thread.inbox, by=-1),) if mine else (),
        put=tuple(put),
    )


def _take(command: commands.Command, number: int | None, turn: Turn) -> Decision:
    contact = turn.contact
    if number is None:
        return _no_thread(command, turn)
    if contact is None or not may_see(turn, contact, number):
        return turn.told("no_such", turn.say("no_such", n=number))
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
    put: list[Entry] = [_catch_up(thread, contact, line.spot, turn)]
    loads = [Load(agent=turn.agent.id, inbox=thread.inbox, by=1)]
    before = turn.desk.agent(thread.owner)
    if before and thread.spot:
        words = say(
            "took_over",
            before.language,
            a=turn.agent.name,
            n=thread.number,
            c=turn.name(language=before.language),
        )
        put.append(_to_other(before.id, thread.spot, words, thread, contact, turn))
        loads.append(Load(agent=before.id, inbox=thread.inbox, by=-1))
    if thread.told > (1 if turn.view.shown(thread.number) else 0):
        put.append(_look(thread, contact, turn))
    after = thread.but(owner=turn.agent.id, spot=line.spot, had=None, shown=thread.heard)
    return Decision(
        outcome="taken",
        seen=turn.message.id,
        contact=contact.with_thread(after).but(stamp=turn.stamp),
        profile=_acted(turn, "take", thread),
        lines=(line,),
        record=record(contact, after),
        loads=tuple(loads),
        put=tuple(put),
    )


def _catch_up(thread: OpenThread, contact: Contact, spot: Spot, turn: Turn) -> Entry:
    """The last texts of the customer, for who takes the thread: at least those nobody was shown."""
    theirs = [m for m in turn.lists.history if m.thread == thread.number and m.author is None]
    unshown = sum(1 for m in theirs if m.stamp > thread.shown)
    wanted = theirs[: max(1, min(CATCH_UP, len(theirs)), unshown)]
    words = "\n".join(text_for_agent(m.text, m, turn.agent.language) for m in reversed(wanted))
    entry = entries.to_agent("took", turn.agent, spot, words, turn.stamp, turn.n(1), turn.now)
    return entry.but(contact=contact.id, thread=thread.number, written=turn.now)


def _undo(_: commands.Command, __: int | None, turn: Turn) -> Decision:
    act, contact = turn.view.profile.act, turn.contact
    if act is None or contact is None or turn.now - act.at > UNDO_WITHIN:
        return turn.told("undo", turn.say("nothing_to_undo"))
    if act.kind == "done":
        past = contact.closed_thread(act.thread)
        if past and past.owner == turn.agent.id and not contact.thread_in(past.inbox):
            return _undo_done(past, act, contact, turn)
    elif (thread := contact.thread(act.thread)) and thread.owner == turn.agent.id:
        return _undo_take(thread, act, contact, turn)
    return turn.told("undo", turn.say("undo_late", n=act.thread, c=turn.name()))


def _undo_done(past: ClosedThread, act: LastAct, contact: Contact, turn: Turn) -> Decision:
    """Open again, and this agent's: also where nobody had it, since who undoes is at hand."""
    thread = reopened(past, turn.agent.id)
    return Decision(
        outcome="undone",
        seen=turn.message.id,
        contact=contact.with_thread(thread).but(stamp=turn.stamp),
        profile=turn.profile.but(act=None),
        lines=_back_on(turn, thread.number),
        record=record(contact, thread),
        loads=(Load(agent=turn.agent.id, inbox=thread.inbox, by=1),),
        put=(turn.notice(turn.say("undone_done", n=thread.number, c=turn.name())),),
    )


def _undo_take(thread: OpenThread, act: LastAct, contact: Contact, turn: Turn) -> Decision:
    before = turn.desk.agent(act.owner)
    after = thread.but(owner=before.id if before else None, spot=act.spot if before else None)
    loads = [Load(agent=turn.agent.id, inbox=thread.inbox, by=-1)]
    if before and act.spot:
        key, values = "undone_take_to", {"a": before.name}
        name = turn.name(language=before.language)
        words = say("handed_back", before.language, a=turn.agent.name, n=thread.number, c=name)
        other = _to_other(before.id, act.spot, words, thread, contact, turn).but(kind="notice")
        loads.append(Load(agent=before.id, inbox=thread.inbox, by=1))
    else:
        key, values = "undone_take", {}
        after = after.but(shown=max(0, thread.heard - 1), announced=0, told=0)
        other = _look(after, contact, turn)
    words = turn.say(key, n=thread.number, c=turn.name(), **values)
    return Decision(
        outcome="undone",
        seen=turn.message.id,
        contact=contact.with_thread(after).but(stamp=turn.stamp),
        profile=turn.profile.but(act=None),
        lines=tuple(
            addressing.gone(line, thread.number)
            for line in turn.view.lines
            if line.entry(thread.number)
        ),
        record=record(contact, after).but(told=None if before else ()),
        loads=tuple(loads),
        put=(turn.notice(words), other),
    )


def _back_on(turn: Turn, number: int) -> tuple[Line, ...]:
    def back(line: Line) -> Line:
        shown = tuple(
            s.but(gone=False, certain=False) if s.thread == number else s for s in line.shown
        )
        return line.but(shown=shown)

    return tuple(back(line) for line in turn.view.lines if line.entry(number))


def _presence(away: bool) -> Callable[[commands.Command, int | None, Turn], Decision]:
    def act(_: commands.Command, __: int | None, turn: Turn) -> Decision:
        key = "away_on" if away else "away_off"
        decision = turn.told(key, turn.say(key), away=turn.agent.inboxes)
        return decision.but(profile=turn.profile.but(away=away))

    return act


def _to_other(
    agent: str, spot: Spot, words: str, thread: OpenThread, contact: Contact, turn: Turn
) -> Entry:
    entry = entries.to_agent("gone", agent, spot, words, turn.stamp, turn.n(2), turn.now)
    return entry.but(contact=contact.id, thread=thread.number)


def _look(thread: OpenThread, contact: Contact, turn: Turn) -> Entry:
    return entries.look(thread.inbox, contact.id, thread.number, turn.stamp, turn.n(9), turn.now)


def _acted(turn: Turn, kind: str, thread: OpenThread) -> Profile:
    act = LastAct.model_validate(
        {
            "kind": kind,
            "thread": thread.number,
            "contact": turn.contact.id if turn.contact else "",
            "at": turn.now,
            "owner": thread.owner,
            "spot": thread.spot,
        }
    )
    return turn.profile.but(act=act)


def _no_thread(command: commands.Command, turn: Turn) -> Decision:
    word = commands.word(command.name, turn.agent.language)
    return turn.told("refused", turn.say("no_thread_here", command=word))


def _list(turn: Turn, key: str, items: list[str]) -> Decision:
    if not items:
        return turn.told(key, turn.say(f"{key}_none"))
    head = turn.say(f"{key}_head", count=len(items))
    return turn.told(key, fit(head, items, turn.more))


def _called(name: str | None, turn: Turn) -> str:
    return name_of(name, turn.agent.language)


def _when(at: int, turn: Turn) -> str:
    return when(at, turn.now, turn.desk.timezone, turn.agent.language)


_ACTS: dict[str, Callable[[commands.Command, int | None, Turn], Decision]] = {
    "help": _help,
    "mine": _mine,
    "queue": _queue,
    "who": _who,
    "hist": _hist,
    "done": _done,
    "take": _take,
    "undo": _undo,
    "away": _presence(True),
    "back": _presence(False),
}
