"""A supervisor puts an agent on the desk by a text, or takes one off who came so. Pure."""

import re

from ..decisions import Decision
from ..models import Agent, Contact, Desk, Entry, Model, Profile, Recipient, ThreadRecord, person_of
from ..texts import languages, say, sentences
from . import allotment, closures, commands, entries, gist, handing, welcome, writing
from .case import MOST
from .turn import Turn

MOST_JOINED = 50
"""So many agents are on a desk by text; more are for desk.toml."""

_LONGEST_NAME = 40
_NUMBER = re.compile(r"[+(\d]")
_AROUND = " \t\n,;:.-"


class Newcomer(Model):
    """Whom a text names.

    `number` is as it was written, '' where none was; `address` is what is reached there.
    """

    name: str
    number: str = ""
    address: str | None = None


def order(argument: str, turn: Turn) -> Decision:
    """`/agent add Léa +15145550123`, `/agent remove Léa`."""
    if refused := closures.refused_to_others("agent", turn):
        return refused
    verb, rest = _parts(argument)
    if verb == "add":
        return _add(_newcomer(rest, turn.desk), turn)
    if verb == "remove":
        return _remove(rest, turn)
    return _refused("agent_how", turn)


def whose(argument: str, desk: Desk) -> str | None:
    """The contact whose number a newcomer is said to have: it may be a customer's."""
    verb, rest = _parts(argument)
    found = _newcomer(rest, desk) if verb == "add" else None
    return desk.identify(found.address) if found and found.address else None


def _parts(argument: str) -> tuple[str, str]:
    """`add`, `remove` or '', whichever language it was said in; and what follows."""
    word, *rest = gist.opening(argument).split(maxsplit=1) or [""]
    for verb in ("add", "remove"):
        if gist.plain(word) in {sentences(code)[f"agent_verb_{verb}"] for code in languages()}:
            return verb, "".join(rest)
    return "", argument


def _newcomer(said: str, desk: Desk) -> Newcomer:
    """A name and a number, in either order."""
    begins = _NUMBER.search(said)
    if begins is None:
        return Newcomer(name=_tidy(said))
    first = said[: begins.start()].strip(_AROUND) == ""
    number = said[begins.start() :].strip(_AROUND)
    found = writing.read(number, desk)
    if first:
        name = _tidy(found.text) if found else ""
        return Newcomer(name=name, number=number, address=found.address if found else None)
    whole = found is not None and gist.is_empty(found.text)
    address = found.address if found and whole else None
    return Newcomer(name=_tidy(said[: begins.start()]), number=number, address=address)


def _tidy(name: str) -> str:
    return " ".join(name.strip(_AROUND).split())


def _refused(key: str, turn: Turn, **values: object) -> Decision:
    word = commands.word("agent", turn.agent.language)
    return turn.told("refused", turn.say(key, command=word, **values))


def _add(who: Newcomer, turn: Turn) -> Decision:
    desk = turn.desk
    if who.number and not who.address:
        return _refused("agent_number", turn, q=who.number)
    if not who.address or not gist.plain(who.name) or len(who.name) > _LONGEST_NAME:
        return _refused("agent_how", turn)
    if refused := _is_taken(who.name, who.address, turn):
        return refused
    agent = Agent(
        id=desk.identify(who.address),
        name=who.name,
        addresses=(who.address,),
        inboxes=turn.agent.inboxes,
        language=desk.language,
        by_text=True,
    )
    if not allotment.spots(agent, desk):
        return turn.told("refused", turn.say("pass_nowhere", a=agent.name))
    word = commands.word("agent", turn.agent.language)
    # `names` is not cut, so that the command given takes this very agent off again.
    words = turn.say("agent_added", a=agent.name, names=agent.name, command=word)
    decision = turn.told("joined", words)
    # Welcomed when no process keeps the desk from before, which would drop a text to a stranger.
    inbox, wait = agent.inboxes[0], closures.KNOWN
    greets = entries.joined(inbox, agent.id, turn.stamp, turn.n(9), turn.now, wait)
    return decision.but(
        checked=turn.contact,
        joined=(*desk.joined, agent),
        joined_before=desk.joined,
        put=(*decision.put, greets),
    )


def _is_taken(name: str, address: str, turn: Turn) -> Decision | None:
    """Why nobody can be added by this name and number, if so."""
    desk, thread = turn.desk, next(iter((turn.contact or Contact(id="")).threads), None)
    public = (known for inbox in desk.inboxes for known in inbox.addresses)
    if address in map(person_of, (*desk.relay_numbers, desk.service_number or "", *public)):
        return _refused("agent_desks", turn)
    for agent in desk.agents:
        if address in map(person_of, agent.addresses):
            return _refused("agent_there", turn, a=agent.name)
    for agent in desk.agents:
        if gist.plain(agent.name) == gist.plain(name):
            return _refused("agent_name", turn, a=agent.name)
    if thread:
        return _refused("agent_customer", turn, n=thread.number)
    full = len(desk.joined) >= MOST_JOINED
    return _refused("agent_many", turn, count=MOST_JOINED) if full else None


def _remove(said: str, turn: Turn) -> Decision:
    """Only who came by text; whoever runs the desk says the rest in desk.toml."""
    desk, name = turn.desk, _tidy(said)
    mine = set(turn.agent.inboxes)
    team = [a for a in desk.agents if mine & set(a.inboxes) or (a.by_text and not a.inboxes)]
    found, rest = handing.named(name, team)
    if found is None or rest:
        names = ", ".join(agent.name for agent in team if agent.by_text)
        return _refused("agent_whom" if names else "agent_nobody", turn, names=names)
    if not found.by_text:
        return _refused("agent_declared", turn, a=found.name)
    decision = turn.told("left", turn.say("agent_removed", a=found.name))
    inbox = next(iter((*found.inboxes, *turn.agent.inboxes)))
    hands_over = entries.left(inbox, found.id, turn.stamp, turn.n(9), turn.now, closures.KNOWN)
    return decision.but(
        joined=tuple(agent for agent in desk.joined if agent.id != found.id),
        joined_before=desk.joined,
        put=(*decision.put, hands_over, *_farewell(found, turn)),
    )


def _farewell(agent: Agent, turn: Turn) -> tuple[Entry, ...]:
    """The last word to who is no agent any more: it leaves as to anybody else."""
    spot = allotment.desk_spot(agent, turn.desk)
    if spot is None:
        return ()
    words = say("agent_gone", agent.language, desk=turn.desk.name)
    ends, nobody = (spot.number, spot.address), Contact(id=agent.id)
    return (entries.to_customer("bye", nobody, ends, words, turn.stamp, turn.n(0), turn.now),)


def greet(entry: Entry, profile: Profile, desk: Desk, now: int) -> Decision:
    """The worker's part of an addition: the welcome; and who was away before is here now."""
    done = Decision(outcome="joined", taken=(entry,))
    agent = desk.agent(entry.agent)
    fresh = profile.but(welcomed=False, away=False)
    decision = welcome.welcome(agent, desk, fresh, now) if agent else None
    if agent is None or decision is None:
        return done
    looks = tuple(
        entries.free(name, agent.id, now, f"{entry.n}{place}", now)
        for place, name in enumerate(agent.inboxes)
    )
    put = (*decision.put, *looks)
    return done.but(profile=decision.profile, away=agent.inboxes, put=put)


def hand_over(entry: Entry, threads: tuple[ThreadRecord, ...], desk: Desk, now: int) -> Decision:
    """The worker's part of a removal: looks at each of their threads, which are nobody's now."""
    done = Decision(outcome="left", taken=(entry,))
    if desk.agent(entry.agent):
        return done
    behind = sorted((t for t in threads if t.number > (entry.thread or 0)), key=lambda t: t.number)
    base, stamp = entry.n.partition("-")[0], max(now, entry.stamp + 1)
    put = [
        entries.look(t.inbox, t.contact, t.number, stamp, f"{base}-{t.number}", now)
        for t in behind[:MOST]
    ]
    if behind[MOST:]:
        inbox = entry.recipient.removeprefix(Recipient.worker(""))
        again = entries.left(inbox, entry.agent or "", stamp, f"{base}-0", now)
        put.append(again.but(thread=behind[MOST - 1].number))
    return done.but(put=tuple(put))
