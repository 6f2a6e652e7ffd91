"""`/via sms`: an agent chooses the channel on which a customer is written to. Pure."""

from ..decisions import Decision, Tally
from ..models import Contact, Entry, OpenThread
from ..texts import channel_name
from . import commands, gist, handing, measures, targets, unsent, ways
from .threads import answered
from .turn import Turn
from .ways import Way


def via(number: int, contact: Contact, argument: str, turn: Turn) -> Decision:
    """The thread goes on by a channel, until the customer writes elsewhere; what waited leaves."""
    return handing.mine("via", number, contact, turn, lambda t: _by(argument, t, contact, turn))


def _by(argument: str, thread: OpenThread, contact: Contact, turn: Turn) -> Decision:
    possible = ways.every(contact, thread, turn.desk, turn.now)
    said = gist.plain(argument)
    way = next((w for w in possible if w.channel == (ways.named(said) or said)), None)
    if way is None:
        return turn.told("refused", _which(possible, thread, turn))
    return _moved(way, thread, contact, turn)


def _which(possible: tuple[Way, ...], thread: OpenThread, turn: Turn) -> str:
    values = {"n": thread.number, "c": turn.name()}
    names = [channel_name(way.channel, turn.agent.language).lower() for way in possible]
    if not names:
        return turn.say("via_none", **values)
    word = commands.word("via", turn.agent.language)
    options = (f"{word} {name} #{thread.number}" for name in names)
    return turn.say("via_how", options=", ".join(options), **values)


def _moved(way: Way, thread: OpenThread, contact: Contact, turn: Turn) -> Decision:
    there = thread.but(ours=way.ours, theirs=way.theirs)
    put = unsent.elsewhere(contact, there, turn.desk, turn.stamp, turn.n(0), turn.now)
    key = ("via_sent_none", "via_sent_one")[len(put)] if len(put) < 2 else "via_sent_many"
    words = turn.say(
        "via_on",
        n=thread.number,
        c=turn.name(),
        channel=channel_name(way.channel, turn.agent.language),
        sent=turn.say(key, count=len(put)),
    )
    after = there.but(unsent=(), asked_back=0)
    if put:
        after = targets.watched(answered(after, turn.now), turn.desk, turn.now)
    watch = (handing.watch(after, contact, turn),) if after.watch != thread.watch else ()
    decision = turn.told(
        "via",
        words,
        contact=contact.with_thread(after).but(stamp=turn.stamp),
        profile=turn.profile.but(act=None),
        figures=measures.of_answer(thread, turn.now) if put else (),
        tally=_answered(thread, put, contact, turn),
    )
    return decision.but(put=(*put, *decision.put, *watch))


def _answered(
    thread: OpenThread, put: tuple[Entry, ...], contact: Contact, turn: Turn
) -> Tally | None:
    if not put:
        return None
    return measures.answered(thread, contact, put[0].agent or "", turn.desk, turn.now)
