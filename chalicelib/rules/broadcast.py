"""A supervisor's word to all agents of the same inboxes, each on their own phone. Pure."""

from ..decisions import Decision
from ..models import Agent, Desk, Entry, Recipient
from ..texts import say
from . import allotment, calendar, closures, commands, entries, gist
from .case import MOST
from .turn import Turn


def broadcast(text: str, turn: Turn) -> Decision:
    """`/broadcast We close at noon`: to who is there; the supervisor hears how many that are.

    The inbox's worker tells them, so that it costs the same for 2 agents and for 200.
    """
    if refused := closures.refused_to_others("broadcast", turn):
        return refused
    if gist.is_empty(text):
        word = commands.word("broadcast", turn.agent.language)
        return turn.told("refused", turn.say("broadcast_how", command=word))
    inboxes = set(turn.agent.inboxes)
    team = [a for a in turn.desk.agents if a.id != turn.agent.id and inboxes & set(a.inboxes)]
    away = {row.agent for row in turn.lists.roster if row.away}
    there = [a for a in team if a.id not in away and _hears(a, turn)]
    left = len(team) - len(there)
    if not there:
        return turn.told("refused", turn.say("broadcast_nobody", q=text))
    key = "broadcast_some" if left else "broadcast_all"
    decision = turn.told("broadcast", turn.say(key, count=len(there), left=left))
    inbox = turn.agent.inboxes[0]
    spread = entries.spread(inbox, turn.agent.id, turn.stamp, turn.n(9), turn.now)
    spread = spread.but(text=text, whom=tuple(agent.id for agent in there))
    return decision.but(put=(*decision.put, spread))


def _hears(agent: Agent, turn: Turn) -> bool:
    """Whether it is the agent's shift, or they are on call; and there is a number for it."""
    works = agent.on_call or calendar.is_open(calendar.for_agent(agent, turn.desk), turn.now)
    return works and allotment.desk_spot(agent, turn.desk) is not None


def spread(entry: Entry, desk: Desk, now: int) -> Decision:
    """The worker's part: ten of them, and then the others, so that nobody is told twice."""
    sender, stamp = desk.agent(entry.agent), max(now, entry.stamp + 1)
    n, put = entry.n.partition("-")[0], list[Entry]()
    for agent in filter(None, map(desk.agent, entry.whom[:MOST])):
        if spot := allotment.desk_spot(agent, desk):
            name = sender.name if sender else None
            words = say("broadcast", agent.language, a=name, text=entry.text)
            serial = entries.serial(n, 1)
            put.append(entries.to_agent("broadcast", agent, spot, words, stamp, serial, now))
    if rest := entry.whom[MOST:]:
        inbox = entry.recipient.removeprefix(Recipient.worker(""))
        again = entries.spread(inbox, entry.agent or "", stamp, entries.serial(n, 9), now)
        put.append(again.but(text=entry.text, whom=rest))
    return Decision(outcome="spread", taken=(entry,), put=tuple(put))
