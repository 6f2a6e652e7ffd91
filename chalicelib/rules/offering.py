"""What an agent who goes away has open is offered to the others; and who hears of spam. Pure."""

from functools import partial

from ..decisions import Decision
from ..models import Agent, Desk, Entry, Recipient, Roster, ThreadRecord, Told
from ..texts import fit, say
from . import allotment, entries
from .case import MOST, PATROL_EVERY
from .turn import name_of


def offer(
    entry: Entry,
    threads: tuple[ThreadRecord, ...],
    roster: tuple[Roster, ...],
    told: tuple[Told, ...],
    desk: Desk,
    now: int,
) -> Decision:
    """Tells the others, in one text each, what an agent who went away has open in their inboxes.

    `threads` and `roster` are what the store has of that agent and of all the agent's inboxes.
    While nobody is there to be told, it waits. An offer with a thread says that the agent closed
    that one as spam; those who were `told` of that thread hear it where they were.
    """
    done = Decision(outcome="offered", taken=(entry,))
    agent = desk.agent(entry.agent)
    is_away = any(row.agent == entry.agent and row.away for row in roster)
    threads = tuple(t for t in threads if agent and t.inbox in agent.inboxes)
    if agent is None or not (entry.thread or (is_away and threads)):
        return done
    knows = {agent.id, *(t.agent for t in told)}
    here = dict.fromkeys(r.agent for r in sorted(roster, key=lambda r: (r.load, r.agent)))
    put: list[Entry] = []
    for other in [o for a in here if a not in knows and (o := desk.agent(a))]:
        away = any(row.agent == other.id and row.away for row in roster)
        spot, words = allotment.desk_spot(other, desk), _offered(entry, agent, threads, other)
        if spot and words and not away and len(put) < MOST:
            n = entries.serial(entry.n.partition("-")[0], 1)
            put.append(entries.to_agent("notice", other, spot, words, now, n, now))
    if not put and not entry.thread:
        inbox = entry.recipient.removeprefix(Recipient.worker(""))
        n = f"{entry.n.partition('-')[0]}-{now}"
        put.append(entries.offer(inbox, agent.id, now, n, now, wait=PATROL_EVERY))
    return done.but(put=tuple(put))


def _offered(entry: Entry, agent: Agent, threads: tuple[ThreadRecord, ...], to: Agent) -> str:
    """The words for `to`; none where nothing of it is in an inbox of theirs."""
    if entry.thread:
        return say("spammed", to.language, a=agent.name, n=entry.thread, c=entry.text)
    items = [
        say("mine_item", to.language, n=t.number, c=name_of(t.name, to.language))
        for t in threads
        if t.inbox in to.inboxes
    ]
    head = say("offer_head", to.language, a=agent.name)
    more = partial(_rest, to.language)
    return fit(head, items, more) if items else ""


def _rest(language: str, count: int) -> str:
    return say("list_rest", language, count=count)
