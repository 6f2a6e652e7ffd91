"""What happens when a customer was not answered in time, or says nothing for long. Pure.

Before the time is up who has the thread is reminded, once; after it the inbox's supervisors are
told, once. Of a thread whose customer says nothing for long its agent is asked, and then it is
closed. The inbox's worker sees to all of it, at looks that wait: one that comes late, or twice,
does what is due and no more.
"""

from ..decisions import Decision, Load
from ..models import DAY, MINUTE, Agent, Contact, Desk, Entry, Inbox, OpenThread, channel_of
from ..texts import say, until, when
from . import allotment, calendar, entries, fitting, measures, optouts, unsent
from .case import Case, about, again, changed, stamp_of
from .targets import moments, watched
from .threads import closed, record
from .turn import name_of

_MOST_TOLD = 5
"""So many supervisors are told of one thread."""

OVERDUE = 15 * MINUTE
"""What was due so long ago (ms) comes so late because nobody looked: the clock had stopped."""


def see_to(case: Case, thread: OpenThread, owner: Agent, desk: Desk, now: int) -> Decision | None:
    """What is due of a thread that `owner` has; None where nothing is."""
    inbox = desk.inbox(thread.inbox)
    if inbox is None or case.contact.practice:
        return None
    due = {name: at for name, at in moments(thread, inbox, desk).items() if at <= now}
    if due and (opens := _opens(inbox, min(due.values()), desk, now)) > now:
        return _put_off(case, thread, min(opens - now, fitting.LONGEST), now)
    if "silent" in due:
        return _closes(case, thread, owner, inbox, desk, now)
    stamp, put, after = stamp_of(case, now), list[Entry](), thread
    if "late" in due:
        after = after.but(escalated=now, reminded=thread.reminded or now)
        put += _told_upwards(case, thread, owner, inbox, desk, now)
    elif "warn" in due:
        after = after.but(reminded=now)
        put += _reminded(case, thread, owner, desk, now)
    elif "ask" in due:
        after = after.but(asked=now)
        put += _asked(case, after, owner, inbox, desk, now)
    after = watched(after, desk, now)
    if after == thread:
        return None
    if after.watch != thread.watch:
        put.append(again(case, after, stamp, now, after.watch - now))
    others = any(told.agent != owner.id for told in case.told)  # they hear whose it is
    if due or others:  # what else there is to do is done right after
        put.append(again(case, after, stamp, now, 0))
    return changed(case, after, stamp, put).but(outcome="seen_to")


def _opens(inbox: Inbox, at: int, desk: Desk, now: int) -> int:
    """When what was due at `at` is seen to: `now`; where nobody looked for long, in open hours.

    So what was due by day wakes nobody at night.
    """
    return now if now - at < OVERDUE else fitting.opens(inbox, desk, now)


def _put_off(case: Case, thread: OpenThread, wait: int, now: int) -> Decision | None:
    """Nothing but another look in `wait` ms; None where there is one by then."""
    if now < thread.watch <= now + wait:
        return None
    stamp, after = stamp_of(case, now), thread.but(watch=now + wait)
    return changed(case, after, stamp, [again(case, after, stamp, now, wait)]).but(outcome="quiet")


def looked_again(case: Case, decision: Decision, now: int) -> Decision:
    """The same; where this look was also the one for what is due, there is another right after."""
    if decision.outcome == "quiet":
        return decision  # nothing was done: the look that waits comes back to it
    thread = decision.contact.thread(case.entry.thread) if decision.contact else None
    if thread is None or decision.contact is None or not 0 < thread.watch <= now:
        return decision
    if any(entry.kind == "look" and not entry.after for entry in decision.put):
        return decision
    look = again(case, thread, decision.contact.stamp, now, 0)
    return decision.but(put=(*decision.put, look))


def escalation(case: Case, thread: OpenThread, desk: Desk, now: int) -> tuple[Entry, ...]:
    """The word to the supervisors about a thread that nobody has, when its time is up."""
    inbox = desk.inbox(thread.inbox)
    late = moments(thread, inbox, desk).get("late", now + 1) if inbox else now + 1
    if inbox is None or late > now or _opens(inbox, late, desk, now) > now:
        return ()
    return tuple(_told_upwards(case, thread, None, inbox, desk, now))


def _told_upwards(
    case: Case, thread: OpenThread, owner: Agent | None, inbox: Inbox, desk: Desk, now: int
) -> list[Entry]:
    found = list[Entry]()
    key = "slow_answer" if owner else "nobody_answers"
    team = [a for a in desk.agents if a.supervisor and inbox.name in a.inboxes and a != owner]
    on_shift = [a for a in team if calendar.is_open(calendar.for_agent(a, desk), now)]
    for agent in on_shift or team:
        spot = allotment.desk_spot(agent, desk)
        if spot is None or len(found) == _MOST_TOLD:
            continue
        values = _values(case, thread, agent.language, desk, now)
        words = say(key, agent.language, a=owner.name if owner else None, **values)
        n = entries.serial(case.entry.n.partition("-")[0], 4)
        found.append(entries.to_agent("notice", agent, spot, words, now, n, now))
    return found


def _reminded(case: Case, thread: OpenThread, owner: Agent, desk: Desk, now: int) -> list[Entry]:
    if thread.spot is None or fitting.is_quiet(owner, thread, desk, now):
        return []
    words = say("waits_long", owner.language, **_values(case, thread, owner.language, desk, now))
    return [about("notice", case, owner, thread.spot, words, stamp_of(case, now), now)]


def _asked(
    case: Case, thread: OpenThread, owner: Agent, inbox: Inbox, desk: Desk, now: int
) -> list[Entry]:
    """Is it done? And when it will be closed by itself, if ever."""
    if thread.spot is None:
        return []
    closes = moments(thread, inbox, desk).get("silent", 0)
    at = until(closes, now, desk.timezone, owner.language) if closes else ""
    values = _values(case, thread, owner.language, desk, now)
    words = say("silent_closes" if at else "silent_asks", owner.language, at=at, **values)
    return [about("notice", case, owner, thread.spot, words, stamp_of(case, now), now)]


def _values(
    case: Case, thread: OpenThread, language: str, desk: Desk, now: int
) -> dict[str, object]:
    since = thread.waits or max(thread.heard, thread.spoke)
    t = when(since, now, desk.timezone, language)
    return {"n": thread.number, "c": name_of(case.contact.name, language), "t": t}


def _can_say_goodbye(contact: Contact, thread: OpenThread, now: int) -> bool:
    """Whether a goodbye would be taken: other channels than SMS take words for a day only."""
    if optouts.is_closed(contact, thread.theirs, thread.ours, thread.number):
        return False
    return channel_of(thread.theirs) == "sms" or now - thread.heard < DAY


def _closes(
    case: Case, thread: OpenThread, owner: Agent, inbox: Inbox, desk: Desk, now: int
) -> Decision:
    """Nothing was heard of the customer for long: closed, and both are told how it reopens."""
    contact, stamp = case.contact, stamp_of(case, now)
    spot = thread.spot or next(iter(allotment.spots(owner, desk)))
    past = closed(thread, owner.id, spot, now)
    values = _values(case, thread, owner.language, desk, now)
    words = say("silent_closed", owner.language, **values)
    words = unsent.never_left(words, thread, owner.id, owner.language)
    put = [about("gone", case, owner, spot, words, stamp, now)]
    if _can_say_goodbye(contact, thread, now):
        language = contact.language or inbox.language or desk.language
        ends, n = (thread.ours, thread.theirs), entries.serial(case.entry.n.partition("-")[0], 3)
        bye = say("silent_bye", language, desk=desk.name)
        word = entries.to_customer("bye", contact, ends, bye, stamp, n, now)
        put.append(word.but(thread=thread.number))
    n = entries.serial(case.entry.n.partition("-")[0], 2)
    put += unsent.dropped(thread, contact, owner, desk, stamp, n, now)
    if any(told.agent != owner.id for told in case.told):
        put.append(again(case, thread, stamp, now, 0))
    if inbox.routing == "next":
        n = entries.serial(case.entry.n.partition("-")[0], 8)
        put.append(entries.free(inbox.name, owner.id, stamp, n, now))
    return Decision(
        outcome="silent",
        contact=contact.with_closed(past).but(stamp=stamp),
        record=record(contact, thread).but(owner=owner.id, resolved=now),
        loads=(Load(agent=owner.id, inbox=thread.inbox, by=-1),),
        put=tuple(put),
        taken=(case.entry,),
        tally=measures.silent(thread, contact, desk, now),
    )
