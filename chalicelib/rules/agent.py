"""An agent's text: an answer, a command, or neither. Pure.

Two steps, because what must be read depends on the text: `plan` says what it is and whose HEAD it
needs, from what the agent's one Query brought; `decide` says what happens.
"""

from typing import Literal

from ..decisions import Decision, Load
from ..models import (
    HOUR,
    MINUTE,
    ClosedThread,
    Contact,
    Message,
    Model,
    OpenThread,
    Profile,
    Sent,
)
from ..texts import day, fit, media_words
from . import addressing, commands, entries, gist
from .addressing import Goal, Held
from .threads import record, reopened
from .turn import Turn

REOPEN_WITHIN = HOUR
"""A reply to a thread that this agent resolved so recently reopens it (ms)."""

SAME_TEXT_WITHIN = MINUTE
SAME_TEXT_LENGTH = 20
"""The same text on two threads within a minute was written by a phone, unless it is so short."""

AUTOMATIC_TOLD_EVERY = 12 * HOUR
"""Of the same automatic reply it is said so seldom, or two machines would talk for ever."""


class Plan(Model):
    """What a text is, so far as the agent's own items tell.

    `contact` is whose HEAD to load; where it is None and `number` is set, the number says whose.
    """

    kind: Literal["ignored", "order", "unknown", "automatic", "bare", "text"]
    outcome: str = ""
    text: str = ""
    number: int | None = None
    contact: str | None = None
    goal: Goal | None = None
    held: Held | None = None
    command: commands.Command | None = None
    guesses: tuple[str, ...] = ()


def plan(turn: Turn, quoted: Sent | None = None) -> Plan:
    """What this text is. `quoted` is what the text it quotes was about, where it quotes one."""
    body = turn.message.body
    if gist.is_empty(body) and not turn.message.media:
        return Plan(kind="ignored", outcome="empty")
    if gist.is_reaction(body, turn.line.texts):
        return Plan(kind="ignored", outcome="reaction")
    ref = addressing.reference(body)
    ordered = commands.parse(ref.text if ref else body)
    if isinstance(ordered, commands.Command):
        named = ref.number if ref and ordered.number is None else ordered.number
        return _plan_order(turn, ordered.but(number=named))
    if ordered is not None:
        return Plan(kind="unknown", text=ordered.typed, guesses=ordered.guesses)
    if turn.message.recipient == turn.desk.service_number:
        return _plan_text(turn, Held(why="none"))
    if turn.message.quoted:
        return _plan_quote(turn, quoted, ref)
    if ref:
        shown = turn.view.shown(ref.number)
        contact = shown.contact if shown else None
        return Plan(kind="text", text=ref.text, number=ref.number, contact=contact)
    if gist.is_automatic(body):
        return Plan(kind="automatic", text=body)
    if name := commands.bare(body):
        return Plan(kind="bare", text=body, guesses=(commands.word(name, turn.agent.language),))
    return _plan_text(turn, addressing.by_candidates(turn.line, body, turn.now))


def _plan_quote(turn: Turn, quoted: Sent | None, ref: addressing.Reference | None) -> Plan:
    """Rule 1. A quote that resolves to nothing, or that a reference contradicts, is held."""
    mine = quoted is not None and quoted.agent == turn.agent.id
    if not (quoted and mine and quoted.thread and quoted.contact):
        return _plan_text(turn, addressing.unsure(turn.line, turn.now))
    if ref and ref.number != quoted.thread:
        return _plan_text(turn, addressing.unsure(turn.line, turn.now))
    goal = Goal(thread=quoted.thread, contact=quoted.contact, how="quote")
    plan = _plan_text(turn, goal)
    return plan.but(text=ref.text) if ref else plan


def _plan_text(turn: Turn, verdict: Goal | Held) -> Plan:
    body = turn.message.body or media_words(turn.message.media, turn.agent.language)
    if isinstance(verdict, Held):
        return Plan(kind="text", text=body, held=verdict)
    return Plan(
        kind="text", text=body, number=verdict.thread, contact=verdict.contact, goal=verdict
    )


def _plan_order(turn: Turn, command: commands.Command) -> Plan:
    number, contact = command.number, None
    if command.name == "undo":
        act = turn.view.profile.act
        number, contact = (act.thread, act.contact) if act else (None, None)
    elif command.name in ("done", "take", "hist"):
        number = number or turn.line.last_thread
        shown = turn.view.shown(number) if number else None
        contact = shown.contact if shown else None
    else:
        number = None
    return Plan(kind="order", command=command, number=number, contact=contact)


def decide(plan: Plan, turn: Turn) -> Decision:
    """What a text that is no command does. `turn.contact` is loaded, where the plan named one."""
    if plan.kind == "ignored":
        return Decision(outcome=plan.outcome, seen=turn.message.id)
    if plan.kind == "unknown":
        return _unknown(plan, turn)
    if plan.kind == "automatic":
        return _automatic(turn, plan.text)
    if plan.kind == "bare":
        (command,) = plan.guesses
        return turn.told("held", turn.say("held_command", q=plan.text, command=command))
    if plan.held:
        return _held(plan.held, turn, plan.text)
    return _addressed(plan, turn)


def _addressed(plan: Plan, turn: Turn) -> Decision:
    number = plan.number or 0
    if turn.contact is None or not may_see(turn, turn.contact, number):
        return turn.told("held", turn.say("held_no_such", n=number, q=plan.text))
    goal = plan.goal
    if goal is None:
        shown = turn.line.entry(number)
        verdict = addressing.by_reference(turn.line, shown, number, turn.contact.id, turn.now)
        if isinstance(verdict, Held):
            return _held_about(turn, "held_unseen", number, plan.text)
        goal = verdict
    return _to(goal, turn, turn.contact, plan.text)


def _to(goal: Goal, turn: Turn, contact: Contact, text: str) -> Decision:
    number = goal.thread
    if gist.is_empty(text) and not turn.message.media:
        return _held_about(turn, "held_empty", number, text)
    if turn.message.media:
        return turn.told("held", turn.say("held_media", q=text))
    if not goal.certain and _is_same_again(turn, number, text):
        return turn.told("automatic", turn.say("automatic", q=text))
    if thread := contact.thread(number):
        if thread.owner not in (None, turn.agent.id) and turn.desk.agent(thread.owner):
            return _held_other(turn, number, thread.owner, text)
        return _sends(goal, turn, contact, thread, text)
    return _to_closed(goal, turn, contact, text)


def _to_closed(goal: Goal, turn: Turn, contact: Contact, text: str) -> Decision:
    past = contact.closed_thread(goal.thread)
    current = contact.thread_in(past.inbox) if past else _newest(contact)
    if current:
        return _held_about(turn, "held_moved", goal.thread, text, m=current.number)
    if past is None:
        return turn.told("held", turn.say("held_no_such", n=goal.thread, q=text))
    just_closed = turn.now - past.closed < REOPEN_WITHIN and past.owner == turn.agent.id
    if goal.how == "reference" or just_closed:
        return _sends(goal, turn, contact, reopened(past, turn.agent.id), text)
    closed = day(past.closed, turn.now, turn.desk.timezone, turn.agent.language)
    return _held_about(turn, "held_closed", goal.thread, text, day=closed)


def _newest(contact: Contact) -> OpenThread | ClosedThread | None:
    """The thread to name where the one meant is over: an open one if there is."""
    return max(contact.threads or contact.closed, key=lambda t: t.number, default=None)


def _sends(goal: Goal, turn: Turn, contact: Contact, thread: OpenThread, text: str) -> Decision:
    """The text goes out, word for word; who answers an unowned thread owns it from now on."""
    agent, stamp = turn.agent.id, turn.stamp
    was_open = contact.thread(thread.number) is not None
    claimed = not was_open or thread.owner != agent
    reply = entries.to_customer(
        "reply", contact, (thread.ours, thread.theirs), text, stamp, turn.n(0), turn.now
    ).but(agent=agent, thread=thread.number, spot=turn.spot)
    put = [reply]
    after = thread
    if claimed:
        others = thread.told > (1 if turn.view.shown(thread.number) else 0)
        after = thread.but(owner=agent, spot=turn.spot, had=None)
        if others or thread.heard > thread.shown:
            put.append(
                entries.look(thread.inbox, contact.id, thread.number, stamp, turn.n(9), turn.now)
            )
    if not was_open:
        words = turn.say("reopened_by_you", n=thread.number, c=turn.name(contact))
        put.append(turn.notice(words))
    return Decision(
        outcome="claimed" if claimed else "replied",
        seen=turn.message.id,
        contact=contact.with_thread(after).but(stamp=stamp),
        profile=_wrote(turn, goal.thread, text),
        lines=(addressing.written(turn.line, goal, contact.name, text, turn.now),),
        message=Message(
            contact=contact.id,
            stamp=stamp,
            thread=thread.number,
            text=text,
            author=agent,
            provider_id=turn.message.id,
        ),
        record=record(contact, after) if claimed else None,
        loads=(Load(agent=agent, inbox=thread.inbox, by=1),) if claimed else (),
        put=tuple(put),
    )


def may_see(turn: Turn, contact: Contact, number: int) -> bool:
    """Whether this agent works in the thread's inbox, or was shown the thread."""
    if turn.view.shown(number):
        return True
    thread = contact.thread(number) or contact.closed_thread(number)
    return thread is not None and thread.inbox in turn.agent.inboxes


def _held(held: Held, turn: Turn, text: str) -> Decision:
    if held.why == "none":
        return turn.told("held", turn.say("held_nobody", q=text))
    if len(held.options) == 1:
        only = held.options[0]
        return turn.told("held", turn.say("held_one", n=only.thread, c=only.name, q=text))
    named = [turn.say("option", n=o.thread, c=o.name) for o in held.options]
    options = fit("", named, turn.more, segments=1)
    return turn.told("held", turn.say("held_which", options=options, q=text))


def _held_about(turn: Turn, key: str, number: int, text: str, **values: object) -> Decision:
    return turn.told("held", turn.say(key, n=number, c=turn.name(), q=text, **values))


def _held_other(turn: Turn, number: int, owner: str | None, text: str) -> Decision:
    other = turn.desk.agent(owner)
    return _held_about(turn, "held_other", number, text, a=other.name if other else "")


def _unknown(plan: Plan, turn: Turn) -> Decision:
    guesses = " ".join(plan.guesses)
    key = "unknown" if guesses else "unknown_alone"
    return turn.told("unknown", turn.say(key, typed=plan.text, guesses=guesses))


def _automatic(turn: Turn, text: str) -> Decision:
    """Never passed on, and said so; the same once more, but seldom."""
    line, digest = turn.line, gist.digest(text)
    lately = bool(line.auto_told) and turn.now - line.auto_told < AUTOMATIC_TOLD_EVERY
    if lately and line.auto == digest:
        return Decision(outcome="automatic", seen=turn.message.id, profile=turn.profile)
    words = turn.say("automatic", q=text)
    return turn.told("automatic", words, lines=(line.but(auto=digest, auto_told=turn.now),))


def _is_same_again(turn: Turn, thread: int, text: str) -> bool:
    before = turn.view.profile
    recent = turn.now - before.wrote_at < SAME_TEXT_WITHIN and before.wrote_thread != thread
    return recent and len(text) >= SAME_TEXT_LENGTH and before.wrote == gist.digest(text)


def _wrote(turn: Turn, thread: int, text: str) -> Profile:
    return turn.profile.but(wrote=gist.digest(text), wrote_at=turn.now, wrote_thread=thread)
