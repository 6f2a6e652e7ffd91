"""A customer that the desk plays, so that a new agent can try answering. Pure.

It is a thread like any other, so the same rules hold; only that it is shown to one agent, that what
is written to it goes to nobody, and that the desk answers in the customer's place.
"""

from ..decisions import Decision
from ..models import Contact, Message, OpenThread, Practice
from . import allotment, commands, entries
from .threads import record
from .turn import Turn

INBOX = "*"
"""The inbox of such threads: no inbox of a desk can have this name."""

ALLOWED = frozenset({"done", "hist", "name", "note", "tag"})
"""What can be done with such a thread; the rest concerns colleagues and real customers."""

_LAST_STEP = 2


def contact_of(turn: Turn) -> str:
    """The id of the customer that the desk plays for this agent."""
    return turn.desk.identify(f"practice:{turn.agent.id}")


def start(turn: Turn) -> Decision:
    """The played customer writes to this agent alone."""
    before = turn.contact or Contact(id=contact_of(turn))
    if open_now := before.thread_in(INBOX):
        return turn.told("practice", turn.say("practice_open", n=open_now.number))
    number = turn.lists.number
    line = allotment.allot(turn.view.lines, turn.agent, turn.desk, number, before.id, turn.now)
    if line is None:
        return turn.told("practice", turn.say("held_nobody", q=turn.message.body))
    contact = before.but(
        name=turn.say("practice_name"), stamp=turn.stamp, practice=Practice(turn.agent.id)
    )
    thread = OpenThread(
        number=number,
        inbox=INBOX,
        ours="",
        theirs="",
        opened=turn.now,
        heard=turn.stamp,
        shown=turn.stamp,
        told=1,
    )
    words = turn.say("practice_1")
    entry = entries.to_agent("new", turn.agent, line.spot, words, turn.stamp, turn.n(1), turn.now)
    intro = entries.to_agent(
        "notice", turn.agent, line.spot, turn.say("practice_intro"), turn.stamp, turn.n(0), turn.now
    )
    return Decision(
        outcome="practice",
        seen=turn.message.id,
        contact=contact.with_thread(thread),
        profile=turn.profile.but(act=None),
        lines=(line,),
        message=Message(contact=contact.id, stamp=turn.stamp, thread=number, text=words),
        record=record(contact, thread).but(told=()),
        opened=True,
        put=(intro, entry.but(contact=contact.id, thread=number)),
    )


def refused(name: str, number: int, turn: Turn) -> Decision:
    """What only makes sense with a real customer."""
    word = commands.word(name, turn.agent.language)
    return turn.told("refused", turn.say("practice_only", n=number, command=word))


def played(decision: Decision, contact: Contact, turn: Turn) -> Decision:
    """An agent's text to such a customer goes nowhere, and the desk answers it."""
    decision = decision.but(figures=())
    others = tuple(entry for entry in decision.put if entry.kind != "reply")
    after, (reply, *_) = decision.contact, (e for e in decision.put if e.kind == "reply")
    before = contact.practice or Practice(turn.agent.id)
    over = turn.notice(turn.say("practice_end", n=reply.thread))
    if after is None or before.step >= _LAST_STEP:
        return decision.but(put=(*others, over))
    step, stamp, spot = before.step + 1, turn.stamp + 1, reply.spot or turn.spot
    words = turn.say(f"practice_{step + 1}")
    relay = entries.to_agent("relay", turn.agent, spot, words, turn.stamp, turn.n(3), turn.now)
    ends = (over,) if step == _LAST_STEP else ()
    return decision.but(
        contact=after.but(practice=Practice(turn.agent.id, step), stamp=stamp),
        also=Message(contact=contact.id, stamp=stamp, thread=reply.thread, text=words),
        put=(*others, relay.but(contact=contact.id, thread=reply.thread), *ends),
    )
