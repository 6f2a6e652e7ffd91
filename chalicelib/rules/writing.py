"""`/write +1514… text`: an agent writes to a customer first. Pure."""

import re
from functools import cache

from ..decisions import Decision, Load
from ..models import (
    DAY,
    ClosedThread,
    Contact,
    Desk,
    Model,
    OpenThread,
    channel_of,
    person_of,
)
from . import addressing, allotment, entries, gist, measures, optouts, sending, wording
from .addressing import Goal
from .threads import answered, record, reopened
from .turn import Turn

_EXTENDS = re.compile(r"[^\W\d_]|[#~,;]")
"""A letter or a sign that may begin an extension: `#1 choice` is none, but words of the text."""


_GAP = re.compile(r"(?<=\d)\D+(?=\d)")


class Written(Model):
    """The address that a text is for (E.164), and the text."""

    address: str
    text: str


def read(argument: str, desk: Desk) -> Written | None:
    """The number that an argument begins with, as people write it, and the text after it."""
    import phonenumbers  # 30 ms that only this command pays

    region = _region(desk.relay_numbers[0] if desk.relay_numbers else "")
    shown = gist.opening(argument)
    leniency = phonenumbers.Leniency.POSSIBLE
    digits = _EXTENDS.split(shown, maxsplit=1)[0]
    for match in phonenumbers.PhoneNumberMatcher(digits, region, leniency=leniency):
        whole = phonenumbers.is_possible_number_with_reason(match.number)
        if match.start != 0 or whole != phonenumbers.ValidationResult.IS_POSSIBLE:
            return None
        if _may_end_sooner(match.raw_string, region):
            return None
        e164 = phonenumbers.PhoneNumberFormat.E164
        address = phonenumbers.format_number(match.number, e164)
        text = gist.opening(shown[match.end :]).lstrip(" :,.-\n")
        return Written(address=address, text=text)
    return None


def _may_end_sooner(written: str, region: str | None) -> bool:
    """Whether a number may be over before its last group of digits, which begins the text then.

    Where numbers have no fixed length (`+49 30 123456 2 Reifen`) only one without gaps is sure.
    """
    import phonenumbers

    for gap in _GAP.finditer(written):
        try:
            shorter = phonenumbers.parse(written[: gap.start()], region)
        except phonenumbers.NumberParseException:
            continue
        whole = phonenumbers.is_possible_number_with_reason(shorter)
        if whole == phonenumbers.ValidationResult.IS_POSSIBLE:
            return True
    return False


@cache
def _region(number: str) -> str | None:
    """The country whose people write numbers without its code: that of the desk's own number."""
    import phonenumbers

    try:
        parsed = phonenumbers.parse(person_of(number), None)
    except phonenumbers.NumberParseException:
        return None
    return phonenumbers.region_code_for_number(parsed)


def addressee(argument: str, desk: Desk) -> str | None:
    """The contact's id, where the argument begins with a number."""
    found = read(argument, desk)
    return desk.identify(found.address) if found else None


def needs_number(argument: str, turn: Turn) -> bool:
    """Whether the text will open a thread, so that the caller must bring a number for it."""
    found, contact, ours = read(argument, turn.desk), turn.contact, _ours(turn)
    if found is None or contact is None or ours is None or contact.thread_in(ours[0]):
        return False
    return _recent(contact, ours[0], turn) is None


def _recent(contact: Contact, inbox: str, turn: Turn) -> ClosedThread | None:
    """The customer's last thread in the inbox, where writing goes on with it."""
    past = contact.closed_in(inbox)
    return past if past and turn.now - past.closed < turn.desk.reopen_days * DAY else None


def write(argument: str, turn: Turn) -> Decision:
    """Sends a first text to a number, on a thread of its own that is this agent's."""
    found, contact = read(argument, turn.desk), turn.contact
    if found is None or contact is None or gist.is_empty(found.text):
        return turn.told("refused", turn.say("write_how"))
    if turn.desk.owns(found.address) or turn.desk.agent_at(found.address):
        return turn.told("refused", turn.say("write_own", q=found.text))
    if contact.blocked:
        return turn.told("refused", turn.say("write_blocked", q=found.text))
    ours = _ours(turn)
    if ours is None:
        return turn.told("refused", turn.say("write_nowhere"))
    inbox, address = ours
    if thread := contact.thread_in(inbox):
        goal = Goal(thread=thread.number, contact=contact.id, how="reference")
        return sending.addressed(goal, thread.number, (found.text,), "send", turn)
    if optouts.is_closed(contact, found.address, address):
        return turn.told("refused", turn.say("write_opted_out", q=found.text))
    return _opens(found, contact, inbox, address, turn)


def _ours(turn: Turn) -> tuple[str, str] | None:
    """The agent's first inbox that customers reach by SMS, and its address."""
    for name in turn.agent.inboxes:
        inbox = turn.desk.inbox(name)
        for address in inbox.addresses if inbox else ():
            if channel_of(address) == "sms":
                return name, address
    return None


def _opens(found: Written, contact: Contact, inbox: str, ours: str, turn: Turn) -> Decision:
    past = _recent(contact, inbox, turn)
    number = past.number if past else turn.lists.number
    line = allotment.allot(turn.view.lines, turn.agent, turn.desk, number, contact.id, turn.now)
    if line is None:
        return turn.told("refused", turn.say("write_nowhere"))
    if past:
        thread = reopened(past, turn.agent.id, contact.stamp)
    else:
        thread = OpenThread(number=number, inbox=inbox, ours=ours, theirs="", opened=turn.now)
    thread = answered(thread, turn.now).but(owner=turn.agent.id, spot=line.spot)
    thread = thread.but(ours=ours, theirs=found.address)
    after = contact.but(
        addresses=tuple(dict.fromkeys((*contact.addresses, found.address))), stamp=turn.stamp
    )
    goal = Goal(thread=number, contact=contact.id, how="reference")
    ends = (ours, found.address)
    text = wording.filled(found.text, contact, inbox, turn.desk)
    words = wording.as_sent(text, found.address, inbox, turn.desk)
    reply = entries.to_customer("reply", after, ends, words, turn.stamp, turn.n(0), turn.now)
    confirm = entries.to_agent(
        "notice",
        turn.agent,
        line.spot,
        turn.say("written", n=number, c=turn.name(after)),
        turn.stamp,
        turn.n(1),
        turn.now,
    )
    counted = measures.reopened if past else measures.opened
    return Decision(
        outcome="written",
        seen=turn.message.id,
        contact=after.with_thread(thread),
        profile=turn.profile.but(act=None),
        lines=(addressing.written(line, goal, contact.name, text, turn.now),),
        message=turn.kept(contact, number, text),
        record=record(after, thread).but(told=()),
        opened=past is None,
        loads=(Load(agent=turn.agent.id, inbox=inbox, by=1),),
        put=(
            reply.but(agent=turn.agent.id, thread=number, spot=line.spot),
            confirm,
        ),
        tally=counted(thread, contact, turn.desk, turn.now),
    )
