"""One person who writes from several addresses: two contacts become one. Pure.

The contact that stays has everything from then on; the HEAD of the other one only says so, and
keeps what it had, its numbers of threads too, so that they can be taken apart again (`parting.py`).
What an agent answers to a number from before goes through that HEAD to who stays, never past it.
"""

import re
from collections.abc import Sequence
from itertools import takewhile

from ..decisions import Decision, Load
from ..models import (
    Contact,
    Desk,
    InboundMessage,
    Line,
    Message,
    OpenThread,
    Passed,
    Shown,
)
from ..texts import say
from . import commands, handing, measures, practice
from .threads import closed, record
from .turn import Turn, may_see, name_of

_NUMBER = re.compile(r"#?\s*(\d{1,9})")
_MOST_TAGS = 5

MOST = 20
"""So many addresses of one person are linked at most: each HEAD is read and written with the link,
and a transaction has 100 items."""

_LONGEST = 20_000
"""So much of what nobody answered goes along, in characters, the last of it: an item holds 400 kB,
and all of it is in the history."""

_MOST_MEDIA = 40
"""So many attachments go along with that, for the same reason."""


def named(argument: str) -> int | None:
    """The thread that `/link 142` names, if it is all that it says."""
    found = _NUMBER.fullmatch(argument.strip(" .\n"))
    return int(found[1]) if found else None


# --- two become one --------------------------------------------------------------------------


def goes(contact: Contact, other: Contact, turn: Turn) -> tuple[Contact, Contact, str]:
    """Who goes on under whose id: (who goes, who stays, '' or why not).

    The one where less must move. Why not: `first`, a thread must be closed before; `not_yours`, it
    is somebody else's; `later`, something of it is on its way still.
    """
    ways = [(contact, other), (other, contact)]
    if not contact.threads and not other.threads and _last(contact) > _last(other):
        ways.reverse()
    found = [(*way, _hinders(*way, turn)) for way in ways]
    return next((way for way in found if not way[2]), found[0])


def _last(contact: Contact) -> int:
    return max((past.closed for past in contact.closed), default=0)


def _hinders(goes: Contact, stays: Contact, turn: Turn) -> str:
    """What is against it that `goes` goes on under the id of `stays`."""
    if len(goes.threads) > 1 or any(not stays.thread_in(t.inbox) for t in goes.threads):
        return "first"
    for thread in goes.threads:
        if thread.owner != turn.agent.id and turn.desk.agent(thread.owner):
            return "not_yours"
        if thread.heard > thread.shown or thread.passed:
            return "later"
    return ""


def link(number: int, contact: Contact, argument: str, turn: Turn) -> Decision:
    """`/link 142` where `number` shows: its customer is that of #142, from now on one contact.

    `turn.lists` has the `other` contact, the heads that are `linked` to who goes, what was said
    there (`history`), and whether something to them `waits` still.
    """
    named_number, other = named(argument), turn.lists.other
    if named_number is None or named_number == number:
        word = commands.word("link", turn.agent.language)
        return turn.told("refused", turn.say("link_how", command=word))
    if other is None or not may_see(turn, other, named_number):
        return turn.told("no_such", turn.say("no_such", n=named_number))
    if other.practice:
        return practice.refused("link", named_number, turn)
    values = {"n": named_number, "m": number}
    if contact.id == other.id:
        return turn.told("refused", turn.say("link_same", **values, c=turn.name()))
    if contact.blocked or other.blocked:
        return turn.told("refused", turn.say("link_blocked", **values))
    if are_too_many(contact, other):
        return turn.told("refused", turn.say("link_many", **values, count=MOST))
    gone, stays, why = goes(contact, other, turn)
    if why == "first":
        first = next(t for t in (*gone.threads, *stays.threads) if t.number != named_number)
        word = commands.word("done", turn.agent.language)
        return turn.told("refused", turn.say("link_first", n=first.number, command=word))
    if why == "not_yours":
        owner = turn.desk.agent(gone.threads[0].owner)
        a = owner.name if owner else None
        return turn.told("refused", turn.say("link_not_yours", n=gone.threads[0].number, a=a))
    if why or turn.lists.waits:
        return turn.told("refused", turn.say("link_later", **values))
    return _linked(number, named_number, gone, stays, turn)


def are_too_many(one: Contact, other: Contact) -> bool:
    """Whether more contacts would lead to one than can be written at once."""
    return len(one.linked) + len(other.linked) >= MOST


def _linked(number: int, other: int, gone: Contact, stays: Contact, turn: Turn) -> Decision:
    here = number if turn.contact and turn.contact.id == stays.id else other
    stamp = max(gone.stamp, stays.stamp)
    turn = turn.about(stays.but(stamp=stamp))  # after whatever was committed about either
    after, heads = joined(stays, gone, turn.lists.linked, turn.stamp)
    ended = next(iter(gone.threads), None)
    before = stays.thread_in(ended.inbox) if ended else None
    was = ended.number if ended and before else (number if here == other else other)
    here = before.number if before else here
    has = turn.desk.agent(before.owner) if before else None
    key = "linked_theirs" if has and has.id != turn.agent.id else "linked"
    words = turn.say(key, n=here, m=was, c=turn.name(after), a=has.name if has else None)
    decision = Decision(
        outcome="linked",
        seen=turn.message.id,
        contact=after.but(stamp=turn.stamp),
        linked=heads,
        profile=turn.profile.but(act=None),
        message=turn.kept(after, here, f"= #{was}", note=True),
        put=(turn.notice(words),),
    )
    return _into(decision, ended, before, gone, turn) if ended and before else decision


def _into(
    decision: Decision, ended: OpenThread, before: OpenThread, gone: Contact, turn: Turn
) -> Decision:
    """The same, and the thread `ended` goes on in `before`, of the contact that stays."""
    contact = decision.contact or gone
    mine = ended.owner == turn.agent.id
    takes = mine and turn.desk.agent(before.owner) is None
    after = _one_thread(before, ended, turn, takes=takes)
    seen = after.owner == turn.agent.id and turn.view.knows(ended.number)
    also, unanswered = None, [] if seen else _unanswered(ended, turn)
    if unanswered:  # whoever has it now was not shown this
        stamp = turn.stamp + 1
        last = unanswered[-1]
        also = last.but(
            contact=contact.id,
            stamp=stamp,
            thread=before.number,
            text="\n".join(m.text for m in unanswered if m.text)[-_LONGEST:],
            media=tuple(media for m in unanswered for media in m.media)[:_MOST_MEDIA],
            opt_out=None,
            extras=(),
        )
        after, contact = after.but(heard=stamp), contact.but(stamp=stamp)
    spot = ended.spot or turn.view.spot_of(ended.number) or turn.spot
    past = closed(ended.but(unsent=()), turn.agent.id, spot, turn.now)
    put = [*decision.put, handing.look(after, contact, turn)]
    if handing.others_told(ended, turn):
        put.append(handing.look(ended, gone, turn).but(n=turn.n(7)))
    loads = []
    if mine and not takes:
        loads.append(Load(agent=turn.agent.id, inbox=ended.inbox, by=-1))
        put += handing.room(turn)
    if takes and before.owner:  # who has left the desk
        loads.append(Load(agent=before.owner, inbox=before.inbox, by=-1))
    owner = turn.desk.agent(after.owner)
    if owner and owner != turn.agent and after.spot:
        name = name_of(contact.name, owner.language)
        values = {"n": after.number, "m": ended.number, "c": name}
        words = say("linked_yours", owner.language, a=turn.agent.name, **values)
        put.append(handing.to_other(owner.id, after.spot, words, after, contact, turn, "notice"))
    return decision.but(
        contact=contact.with_thread(after),
        linked=tuple(
            head.with_closed(past) if head.id == gone.id else head for head in decision.linked
        ),
        also=also,
        record=record(contact, after),
        ended=record(gone, ended).but(owner=turn.agent.id, resolved=turn.now),
        lines=tuple(
            _moved(line, ended.number, after.number, contact)
            for line in turn.view.lines
            if line.entry(ended.number)
        ),
        loads=tuple(loads),
        put=tuple(put),
        tally=measures.resolved(ended, gone, turn.agent.id, turn.desk, turn.now),
    )


def _one_thread(before: OpenThread, ended: OpenThread, turn: Turn, *, takes: bool) -> OpenThread:
    """`before`, in which `ended` goes on: answers go where they were heard last."""
    later = max(before, ended, key=lambda t: max(t.heard, t.opened))
    waits = [since for since in (before.waits, ended.waits) if since]
    after = before.but(
        ours=later.ours,
        theirs=later.theirs,
        waits=min(waits, default=0),
        snoozed=0 if ended.waits else before.snoozed,
        also=(*before.also, *ended.also, ended.number),
        tags=tuple(dict.fromkeys((*before.tags, *ended.tags)))[-_MOST_TAGS:],
        unsent=(*before.unsent, *ended.unsent),
        asked_back=max(before.asked_back, ended.asked_back),
    )
    if not takes:
        return after
    knows = turn.view.knows(before.number)
    return after.but(
        owner=turn.agent.id,
        spot=ended.spot if knows else None,
        had=None,
        passed=None if knows else Passed("", ""),
        answered=before.answered or ended.answered,
        spoke=max(before.spoke, ended.spoke),
        missed=0,
    )


def _unanswered(ended: OpenThread, turn: Turn) -> list[Message]:
    """What the customer wrote in a thread since the last answer, or its end, oldest first."""
    since = ended.closed or 0
    texts = [m for m in turn.lists.history if m.thread == ended.number and not m.note]
    found = list(takewhile(lambda m: m.author is None and m.stamp > since, texts))[::-1]
    return [m for m in found if m.text or m.media]  # a reaction waits for nothing


def _moved(line: Line, was: int, here: int, contact: Contact) -> Line:
    """A line of who linked two threads: what it showed of one is the other now."""
    one, there = line.entry(was), line.entry(here)
    if one is None:
        return line
    both = [one, there] if there else [one]
    after = Shown(
        thread=here,
        contact=contact.id,
        name=contact.name,
        allotted=max(s.allotted for s in both),
        relayed=max(s.relayed for s in both),
        wrote=max(s.wrote for s in both),
        pending=any(s.pending for s in both),
        crossed=any(s.crossed for s in both),
        gone=all(s.gone for s in both),
        left=max(s.left for s in both),
    )
    others = tuple(s for s in line.shown if s.thread not in (was, here))
    return line.but(
        shown=(*others, after),
        written=here if line.written == was else line.written,
        last_thread=here if line.last_thread == was else line.last_thread,
    )


def joined(
    stays: Contact, gone: Contact, linked: Sequence[Contact], stamp: int
) -> tuple[Contact, tuple[Contact, ...]]:
    """Who stays, with what the other one had; and the HEADs that lead there from now on.

    `linked` are the HEADs that lead to `gone`. Threads are left to the caller.
    """
    one = {stays.id, *stays.linked, gone.id, *gone.linked}
    splits = [split for split in (stays.parted, gone.parted) if split and split.contact not in one]
    after = stays.but(
        name=stays.name or gone.name,
        language=stays.language or gone.language,
        addresses=tuple(dict.fromkeys((*gone.addresses, *stays.addresses))),
        opted_out=(*stays.opted_out, *(o for o in gone.opted_out if o not in stays.opted_out)),
        windows=(*stays.windows, *(w for w in gone.windows if w not in stays.windows)),
        redirected=max(stays.redirected, gone.redirected),
        linked=tuple(dict.fromkeys((*stays.linked, *gone.linked, gone.id))),
        parted=max(splits, default=None, key=lambda split: split.at),
    )
    leads = [one.but(linked_to=stays.id) for one in linked if one.linked_to == gone.id]
    return after, (gone.but(linked_to=stays.id, stamp=stamp, threads=()), *leads)


# --- what a provider knows -------------------------------------------------------------------


def unknown_alias(contact: Contact, message: InboundMessage, desk: Desk) -> str | None:
    """The id of another address of this person that the contact does not have yet."""
    if not message.alias or message.alias in contact.addresses:
        return None
    id_ = desk.identify(message.alias)
    return id_ if id_ != contact.id else None


def known(
    contact: Contact, other: Contact, message: InboundMessage, desk: Desk
) -> tuple[Contact, tuple[Contact, ...]] | None:
    """The contact that a text is of, where its provider says that `other` is the same person.

    With the HEADs that lead there. None where both have something open, or are more than they
    seem: then they stay two, until somebody links them.
    """
    alias, sender = message.alias or "", desk.identify(message.sender)
    if other.linked_to is not None:
        return _with_address(contact, alias) if other.linked_to == contact.id else None
    if other.version and not contact.version:  # the number is new, and they have written before
        return joined(other, contact.but(alias_of=desk.identify(alias)), (), other.stamp)
    if other.threads or other.linked or other.blocked or other.practice:
        return None
    after, heads = joined(contact, other.but(alias_of=sender), (), other.stamp)
    return _with_address(after, alias)[0], heads


def _with_address(contact: Contact, address: str) -> tuple[Contact, tuple[Contact, ...]]:
    """The contact's newest address is the last of them, so this one is put before."""
    return contact.but(addresses=tuple(dict.fromkeys((address, *contact.addresses)))), ()
