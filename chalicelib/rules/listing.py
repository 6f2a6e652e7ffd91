"""The commands that only tell: what an agent has, what waits, who is there, what was said. Pure."""

from ..decisions import Decision
from ..models import Contact, Message
from ..texts import clip, fit, when
from .customer import text_for_agent
from .turn import Turn, name_of

_HISTORY = 10
_HISTORY_WORDS = 60


def mine(turn: Turn) -> Decision:
    """The agent's open threads."""
    mine = sorted(turn.lists.mine, key=lambda t: t.number)
    items = [turn.say("mine_item", n=t.number, c=_called(t.name, turn)) for t in mine]
    return _list(turn, "mine", items)


def queue(turn: Turn) -> Decision:
    """The threads of the agent's inboxes that nobody has, oldest first."""
    waiting = sorted(turn.lists.queue, key=lambda t: t.opened)
    items = [
        turn.say("queue_item", n=t.number, c=_called(t.name, turn), t=_when(t.opened, turn))
        for t in waiting
    ]
    return _list(turn, "queue", items)


def who(turn: Turn) -> Decision:
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
    return turn.told("who", fit(turn.say("who_head"), items, turn.more))


def hist(number: int, contact: Contact, turn: Turn) -> Decision:
    """The last texts of a thread, newest first."""
    texts = [m for m in turn.lists.history if m.thread == number][:_HISTORY]
    if not texts:
        return turn.told("hist", turn.say("hist_none", n=number, c=turn.name(contact)))
    items = [_history_line(message, turn) for message in texts]
    head = turn.say("hist_head", n=number, c=turn.name(contact))
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


def _list(turn: Turn, key: str, items: list[str]) -> Decision:
    if not items:
        return turn.told(key, turn.say(f"{key}_none"))
    head = turn.say(f"{key}_head", count=len(items))
    return turn.told(key, fit(head, items, turn.more))


def _called(name: str | None, turn: Turn) -> str:
    return name_of(name, turn.agent.language)


def _when(at: int, turn: Turn) -> str:
    return when(at, turn.now, turn.desk.timezone, turn.agent.language)
