"""The commands that only tell: what an agent has, what waits, who is there, what was said. Pure.

A list fits two segments; `/more` goes on where it ended.
"""

from ..decisions import Decision
from ..models import Agent, Contact, Page, ThreadRecord
from ..texts import fitted, until, when
from . import calendar, closures
from .story import line_of
from .turn import Turn, name_of


def mine(turn: Turn, after: int = 0) -> Decision:
    """The agent's open threads."""
    mine = sorted(turn.lists.mine, key=lambda t: t.number)
    return _list(turn, "mine", [_mine_item(thread, turn) for thread in mine], after)


def _mine_item(thread: ThreadRecord, turn: Turn) -> str:
    said = _tagged(turn.say("mine_item", n=thread.number, c=_called(thread, turn)), thread, turn)
    if thread.snoozed <= turn.now:
        return said
    t = until(thread.snoozed, turn.now, turn.desk.timezone, turn.agent.language)
    return turn.say("mine_item_snoozed", item=said, t=t)


def queue(turn: Turn, after: int = 0) -> Decision:
    """The threads of the agent's inboxes that nobody has, oldest first."""
    waiting = sorted(turn.lists.queue, key=lambda t: t.opened)
    items = [
        _tagged(
            turn.say("queue_item", n=t.number, c=_called(t, turn), t=_when(t.opened, turn)), t, turn
        )
        for t in waiting
    ]
    return _list(turn, "queue", items, after)


def who(turn: Turn, after: int = 0) -> Decision:
    """The agents of the same inboxes, with what they have in hand."""
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
    return _list(turn, "who", items, after)


def agents(turn: Turn, after: int = 0) -> Decision:
    """For a supervisor: who answers in the same inboxes, a line each."""
    if refused := closures.refused_to_others("agents", turn):
        return refused
    loads: dict[str, int] = {}
    for row in turn.lists.roster:
        loads[row.agent] = loads.get(row.agent, 0) + row.load
    away = {row.agent for row in turn.lists.roster if row.away}
    items = [
        _agents_item(agent, loads.get(agent.id, 0), turn, away=agent.id in away)
        for agent in turn.desk.agents
        if set(agent.inboxes) & set(turn.agent.inboxes)
    ]
    return shown(turn, "agents", turn.say("agents_head"), items, after, separator="\n")


def _agents_item(agent: Agent, load: int, turn: Turn, *, away: bool) -> str:
    key = "agents_item_of" if agent.capacity else "agents_item"
    if not calendar.is_open(calendar.for_agent(agent, turn.desk), turn.now):
        key = "agents_item_off"
    key = "agents_item_away" if away else key
    said = turn.say(key, a=agent.name, load=load, count=agent.capacity)
    return turn.say("agents_item_joined", item=said) if agent.by_text else said


def hist(number: int, contact: Contact, turn: Turn, after: int = 0) -> Decision:
    """The last texts and notes of a thread, newest first."""
    texts = [m for m in turn.lists.history if m.thread == number]
    if not texts:
        return turn.told("hist", turn.say("hist_none", n=number, c=turn.name(contact)))
    thread = contact.thread(number) or contact.closed_thread(number)
    tags = f" ({', '.join(thread.tags)})" if thread and thread.tags else ""
    head = turn.say("hist_head", n=number, c=turn.name(contact), tags=tags)
    items = [line_of(message, contact, turn.agent, turn.desk) for message in texts]
    return shown(turn, "hist", head, items, after, separator="\n", thread=number)


def _list(turn: Turn, key: str, items: list[str], after: int) -> Decision:
    if not items:
        return turn.told(key, turn.say(f"{key}_none"))
    return shown(turn, key, turn.say(f"{key}_head", count=len(items)), items, after)


def shown(
    turn: Turn,
    key: str,
    head: str,
    items: list[str],
    after: int,
    separator: str = ", ",
    thread: int | None = None,
    argument: str = "",
) -> Decision:
    """A list from item `after` on, as much of it as two segments hold; `key` is its command."""
    rest = items[after:]
    if not rest:
        return turn.told("more", turn.say("more_none"))
    words, count = fitted(head, rest, turn.more, separator=separator)
    page = Page(name=key, thread=thread, argument=argument, after=after + count)
    left = page if len(rest) > count else None
    return turn.told(key, words, profile=turn.profile.but(page=left))


def _called(thread: ThreadRecord, turn: Turn) -> str:
    return name_of(thread.name, turn.agent.language)


def _tagged(item: str, thread: ThreadRecord, turn: Turn) -> str:
    return turn.say("item_tagged", item=item, tags=", ".join(thread.tags)) if thread.tags else item


def _when(at: int, turn: Turn) -> str:
    return when(at, turn.now, turn.desk.timezone, turn.agent.language)
