"""An agent's text, its thread known or named: sent word for word, or held and asked about. Pure."""

from ..decisions import Decision, Load, Tally
from ..models import (
    HOUR,
    MINUTE,
    Choice,
    ClosedThread,
    Contact,
    Entry,
    EntryKind,
    OpenThread,
    Passed,
    Profile,
    Shown,
)
from ..texts import say
from . import (
    addressing,
    commands,
    entries,
    fitting,
    gist,
    handing,
    measures,
    optouts,
    parting,
    practice,
    questions,
    targets,
    unsent,
    wording,
)
from .addressing import Goal, Held
from .questions import Why
from .threads import answered, record, reopened
from .turn import Turn, may_see

REOPEN_WITHIN = HOUR
"""A reply to a thread that this agent resolved so recently reopens it (ms)."""

SAME_TEXT_WITHIN = MINUTE
SAME_TEXT_LENGTH = 20
"""The same text on two threads within a minute was written by a phone, unless it is so short."""


def choices(options: tuple[Shown, ...]) -> tuple[Choice, ...]:
    """The threads that a text may be for, those that showed last first."""
    latest = sorted(options, key=lambda s: max(s.relayed, s.wrote), reverse=True)
    return tuple(Choice(do="send", thread=s.thread, contact=s.contact, name=s.name) for s in latest)


def addressed(
    goal: Goal | None, number: int, texts: tuple[str, ...], do: str, turn: Turn
) -> Decision:
    """What texts for thread `number` do. `goal` None: it was only named, and must be looked at.

    `do` is what was chosen for a held text: `send` if nothing was.
    """
    for text in texts:  # a ready answer that is gone since it was held
        if isinstance(gone := commands.parse(text, turn.desk.snippets), commands.Unknown):
            return turn.told("unknown", turn.say("unknown_alone", typed=gone.typed))
    found = choices(addressing.candidates(turn.line, turn.now))
    contact = turn.contact
    if contact is None or not may_see(turn, contact, number):
        if found and not _is_nothing(texts, turn):
            return questions.hold(turn, Why("no_such", found, n=number), texts)
        return turn.told("held", turn.say("held_no_such", n=number, q=turn.said(texts)))
    if _is_nothing(texts, turn):
        return turn.told("held", turn.say("held_empty", n=number, c=turn.name()))
    if goal is None:
        shown = turn.line.entry(number)
        verdict = addressing.by_reference(turn.line, shown, number, contact.id, turn.now)
        if isinstance(verdict, Held):
            named = Choice(do="send", thread=number, contact=contact.id, name=contact.name)
            others = tuple(c for c in found if c.thread != number)
            why = Why("unseen", (named, *others), n=number, c=contact.name)
            return questions.hold(turn, why, texts)
        goal = verdict
    return _to(goal, turn, contact, texts, do)


def _to(goal: Goal, turn: Turn, contact: Contact, texts: tuple[str, ...], do: str) -> Decision:
    number = goal.thread
    if turn.brings_what_cannot_go:
        return turn.told("held", turn.say("held_media", q=turn.said(texts)))
    if contact.blocked:
        return _told_about(turn, "held_blocked", number, texts)
    if not goal.certain and _is_same_again(turn, number, texts[0]):
        return turn.told("automatic", turn.say("automatic", q=texts[0]))
    if parting.may_be_either(contact, number, turn):
        return questions.hold(turn, Why("which", parting.either(contact, number)), texts)
    thread = contact.thread(number)
    if thread is None:
        return _to_closed(goal, turn, contact, texts, do)
    owner = turn.desk.agent(thread.owner)
    if owner and owner.id != turn.agent.id and do not in ("insist", "take"):
        both = tuple(
            Choice.model_validate(
                {"do": do, "thread": number, "contact": contact.id, "name": contact.name}
            )
            for do in ("insist", "take")
        )
        why = Why("other", both, n=number, c=contact.name, a=owner.name)
        return questions.hold(turn, why, texts)
    return _sends(goal, turn, contact, thread, texts, takes=owner is None or do != "insist")


def _is_nothing(texts: tuple[str, ...], turn: Turn) -> bool:
    return all(gist.is_empty(text) for text in texts) and not (turn.media or turn.message.media)


def _to_closed(
    goal: Goal, turn: Turn, contact: Contact, texts: tuple[str, ...], do: str
) -> Decision:
    past = contact.closed_thread(goal.thread)
    follows = contact.goes_on(goal.thread) or _newest(contact)
    current = contact.thread_in(past.inbox) if past else follows
    if current:
        on = Choice(do="send", thread=current.number, contact=contact.id, name=contact.name)
        why = Why("moved", (on,), n=goal.thread, c=contact.name)
        return questions.hold(turn, why, texts)
    if past is None:
        return _told_about(turn, "held_no_such", goal.thread, texts)
    just_closed = turn.now - past.closed < REOPEN_WITHIN and past.owner == turn.agent.id
    if goal.how == "reference" or just_closed or do == "reopen":
        thread = reopened(past, turn.agent.id, contact.stamp)
        return _sends(goal, turn, contact, thread, texts)
    again = Choice(do="reopen", thread=past.number, contact=contact.id, name=contact.name)
    why = Why("closed", (again,), n=past.number, c=contact.name, t=past.closed)
    return questions.hold(turn, why, texts)


def _newest(contact: Contact) -> OpenThread | ClosedThread | None:
    """The thread to name where the one meant is over: an open one if there is."""
    return max(contact.threads or contact.closed, key=lambda t: t.number, default=None)


def _told_about(turn: Turn, key: str, number: int, texts: tuple[str, ...]) -> Decision:
    return turn.told("held", turn.say(key, n=number, c=turn.name(), q=turn.said(texts)))


def _sends(
    goal: Goal,
    turn: Turn,
    contact: Contact,
    thread: OpenThread,
    texts: tuple[str, ...],
    *,
    takes: bool = True,
) -> Decision:
    """The texts go out, word for word; who answers an unowned thread owns it from now on.

    `takes`: whoever else has it has it no longer.
    """
    if optouts.is_closed(contact.with_thread(thread), thread.theirs, thread.ours, thread.number):
        return _told_about(turn, "held_opted_out", thread.number, texts)
    past = contact.closed_thread(thread.number)
    owner = turn.desk.agent(thread.owner) if thread.owner != turn.agent.id else None
    claims = takes and (past is not None or thread.owner != turn.agent.id)
    texts = tuple(wording.filled(text, contact, thread.inbox, turn.desk) for text in texts)
    there = unsent.there(contact, thread, turn)
    replies = _replies(contact, there or thread, texts, turn)
    left = unsent.left(replies, contact, thread, there, turn)
    if left is None:
        return turn.told("held", unsent.full(texts, contact, thread, turn))
    thread, put = left
    # What waits has not reached the customer, who still waits for an answer.
    after = answered(thread, turn.now) if there else thread.but(spoke=turn.now)
    loads = []
    if claims:
        # Who was not shown what was said is brought up to date by the worker, like after a pass.
        mine = past.owner == turn.agent.id if past else turn.view.knows(thread.number)
        passed, spot = (Passed("", ""), None) if owner or not mine else (None, turn.spot)
        after = after.but(owner=turn.agent.id, spot=spot, had=None, passed=passed)
        after = after.but(snoozed=0, missed=0)
        loads.append(Load(agent=turn.agent.id, inbox=thread.inbox, by=1))
        if passed or handing.others_told(thread, turn) or thread.heard > thread.shown:
            put.append(handing.look(thread, contact, turn))
    elif thread.heard > thread.shown and fitting.is_quiet(turn.agent, thread, turn.desk, turn.now):
        put.append(handing.look(thread, contact, turn))  # awake after all: what came meanwhile
    if owner and not takes:
        after = after.but(spoke=thread.spoke)  # who has it did not write: as awake as before
    if (after := targets.watched(after, turn.desk, turn.now)).watch != thread.watch:
        put.append(handing.watch(after, contact, turn))
    if owner:
        put += _told_owner(owner.id, thread, contact, texts, turn, takes=takes)
        loads += [Load(agent=owner.id, inbox=thread.inbox, by=-1)] if takes else []
    if past and there and past.owner == turn.agent.id:
        words = turn.say("reopened_by_you", n=thread.number, c=turn.name(contact))
        put.append(turn.notice(words))
    decision = Decision(
        outcome="claimed" if claims else "replied",
        seen=turn.message.id,
        contact=contact.with_thread(after).but(stamp=turn.stamp),
        profile=_wrote(turn, thread, texts, took=bool(owner) and takes),
        lines=(addressing.written(turn.line, goal, contact.name, texts[-1], turn.now),),
        message=turn.kept(contact, thread.number, "\n".join(texts)),
        record=record(contact, after) if claims else None,
        loads=tuple(loads),
        put=tuple(put),
        figures=measures.of_answer(thread, turn.now) if there else (),
        tally=_counted(thread, contact, turn, past, answers=there is not None),
    )
    return practice.played(decision, contact, turn) if contact.practice else decision


def _counted(
    thread: OpenThread, contact: Contact, turn: Turn, past: ClosedThread | None, *, answers: bool
) -> Tally | None:
    if past:
        return measures.reopened(thread, contact, turn.desk, turn.now)
    if not answers:
        return None
    return measures.answered(thread, contact, turn.agent.id, turn.desk, turn.now)


def _replies(
    contact: Contact, thread: OpenThread, texts: tuple[str, ...], turn: Turn
) -> list[Entry]:
    """One entry for each text, in their order; what is attached goes with the last."""
    ends = (thread.ours, thread.theirs)
    found = []
    for place, text in enumerate(texts):
        n = f"{turn.n(0)}p{place:02}"  # the rest of a long one sorts right behind it
        words = wording.as_sent(text, thread.theirs, thread.inbox, turn.desk)
        reply = entries.to_customer("reply", contact, ends, words, turn.stamp, n, turn.now)
        media = turn.media if place == len(texts) - 1 else ()
        reply = reply.but(agent=turn.agent.id, thread=thread.number, spot=turn.spot)
        found.append(reply.but(media=media, written=turn.stamp))
    return found


def _told_owner(
    owner: str,
    thread: OpenThread,
    contact: Contact,
    texts: tuple[str, ...],
    turn: Turn,
    *,
    takes: bool,
) -> list[Entry]:
    """The word to who has the thread, that somebody else wrote to its customer."""
    other = turn.desk.agent(owner)
    if other is None or thread.spot is None:
        return []
    words = say(
        "took_over" if takes else "wrote_to_yours",
        other.language,
        a=turn.agent.name,
        n=thread.number,
        c=turn.name(contact, language=other.language),
        q=turn.said(texts),
    )
    kind: EntryKind = "gone" if takes else "notice"
    return [handing.to_other(other.id, thread.spot, words, thread, contact, turn, kind)]


def _is_same_again(turn: Turn, thread: int, text: str) -> bool:
    before = turn.view.profile
    recent = turn.now - before.wrote_at < SAME_TEXT_WITHIN and before.wrote_thread != thread
    return recent and len(text) >= SAME_TEXT_LENGTH and before.wrote == gist.digest(text)


def _wrote(turn: Turn, thread: OpenThread, texts: tuple[str, ...], *, took: bool) -> Profile:
    profile = turn.profile.but(
        wrote=gist.digest(texts[-1]), wrote_at=turn.now, wrote_thread=thread.number
    )
    if not took:
        return profile
    return profile.but(act=handing.act("take", thread, turn))
