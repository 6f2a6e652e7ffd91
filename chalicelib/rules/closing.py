"""A relay number that an agent's phone has closed to itself, by STOP. Pure.

The carrier then lets nothing pass from that number to that phone, whatever it was meant for
(Twilio: "Default handling of opt-out keywords"), so the word is never for a customer. Channels
without such a carrier let it pass like any text, unless the provider marks it.
"""

from ..decisions import Decision
from ..models import Agent, Desk, Entry, Line, Profile, Recipient, Spot, channel_of
from ..texts import say
from . import allotment, entries, optouts
from .case import MOST
from .turn import Turn


def word(turn: Turn) -> optouts.Word | None:
    """STOP, or START on a line that was closed; None where the text is like any other."""
    message = turn.message
    carried = channel_of(message.sender) == "sms" and not message.media
    found = message.opt_out or (optouts.word(message.body) if carried else None)
    if found == "STOP":
        return "STOP"
    return "START" if found == "START" and turn.line.closed else None


def stopped(turn: Turn) -> Decision:
    """STOP: the line is closed; the agent hears it where that is possible, and so do the others."""
    line, decision = turn.line, Decision(outcome="stopped", seen=turn.message.id)
    if line.closed:
        return decision
    closed = line.but(closed=turn.now)
    put = [told_others(turn.agent, turn.spot, turn.stamp, turn.n(9), turn.now)]
    if elsewhere := allotment.desk_spot(turn.agent, turn.desk, (*turn.view.lines, closed)):
        words = turn.say("stop_yours", number=turn.spot.number)
        notice = entries.to_agent(
            "notice", turn.agent, elsewhere, words, turn.stamp, turn.n(5), turn.now
        )
        put.append(notice)
    return decision.but(profile=turn.profile, lines=(closed,), put=tuple(put))


def started(turn: Turn) -> Decision:
    """START: the line is open again."""
    return turn.told(
        "started",
        turn.say("start_yours", number=turn.spot.number),
        lines=(turn.line.but(closed=0),),
    )


def refused(agent: Agent, profile: Profile, line: Line, now: int) -> Decision:
    """The provider refused a text there because of a STOP that we have not seen."""
    stamp = max(now, profile.stamp + 1)
    others = told_others(agent, line.spot, stamp, entries.serial(str(now), 9), now)
    lines = (line.but(closed=now),)
    return Decision(outcome="refused", profile=profile.but(stamp=stamp), lines=lines, put=(others,))


def told_others(agent: Agent, spot: Spot, stamp: int, n: str, now: int) -> Entry:
    """Asks a worker to tell the desk's other agents that nothing reaches this one there."""
    inbox = next(iter(agent.inboxes), "")
    worker = entries.offer(inbox, agent.id, stamp, n, now)
    return worker.but(kind="stopped", recipient=Recipient.worker(inbox), spot=spot)


def tell_others(entry: Entry, desk: Desk, now: int) -> Decision:
    """The words of that, to ten of them."""
    agent, put = desk.agent(entry.agent), []
    for other in desk.agents:
        spot = allotment.desk_spot(other, desk)
        if agent is None or entry.spot is None or other == agent or spot is None:
            continue
        words = say("stop_other", other.language, a=agent.name, number=entry.spot.number)
        n = entries.serial(entry.n.partition("-")[0], 1)
        put.append(entries.to_agent("notice", other, spot, words, now, n, now))
    return Decision(outcome="told_of_stop", taken=(entry,), put=tuple(put[:MOST]))
