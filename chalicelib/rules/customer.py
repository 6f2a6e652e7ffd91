"""A customer's text: which thread it belongs to, and what is said back at once. Pure."""

from ..decisions import Decision, Tally
from ..models import (
    DAY,
    HOUR,
    MINUTE,
    ClosedThread,
    Contact,
    Desk,
    Entry,
    EntryKind,
    InboundMessage,
    Inbox,
    Message,
    OpenThread,
    channel_of,
)
from ..texts import fold, media_words, say, say_own, size, until
from . import (
    allotment,
    calendar,
    carriage,
    entries,
    extras,
    fitting,
    gist,
    measures,
    optouts,
    pace,
    targets,
    unsent,
    windows,
)
from .threads import record

FOLD = 15_000
"""Texts that follow before anybody answers are shown to agents once in so long (ms), as one."""

THANKS_WITHIN = 12 * HOUR
"""A bare thanks so soon after a resolution belongs to it (ms)."""

REDIRECT_EVERY = DAY

STALE = 15 * MINUTE
"""Who wrote so long (ms) ago is not told any more that the text has come."""


def needs_number(
    contact: Contact, message: InboundMessage, desk: Desk, inbox: Inbox, now: int
) -> bool:
    """Whether this text will open a thread, so that the caller must bring a number for it."""
    if contact.blocked or contact.thread_in(inbox.name) or message.is_reaction:
        return False
    if optouts.marked(message, contact).opt_out in optouts.MARKS:
        return False
    past = contact.closed_in(inbox.name)
    return not (past and (_is_afterword(past, message, now) or _reopens(past, desk, now)))


def receive(
    contact: Contact, message: InboundMessage, desk: Desk, inbox: Inbox, now: int, number: int = 0
) -> Decision:
    """What a customer's text to an inbox does. `number` is for a new thread, where needed."""
    message = optouts.marked(message, contact)
    stamp = max(now, contact.stamp + 1)
    known = _known(contact, message, desk, stamp, now)
    if known.blocked:
        return _unheard(known, message, stamp, "blocked")
    if message.is_reaction:
        return _reaction(known, message, desk, inbox, stamp, now)
    if thread := contact.thread_in(inbox.name):
        return _joins(known, thread, message, desk, stamp, now)
    past = contact.closed_in(inbox.name)
    if past and _is_afterword(past, message, now):
        return _afterword(known, past, message, desk, stamp, now)
    if message.opt_out in optouts.MARKS:
        return _unheard(known, message, stamp, "opted_out")
    if past and _reopens(past, desk, now):
        return _reopened(known, past, message, desk, contact.stamp, stamp, now)
    return _opens(known, message, desk, inbox, number, stamp, now)


def _unheard(contact: Contact, message: InboundMessage, stamp: int, why: str) -> Decision:
    """What somebody blocked writes, or STOP to nobody, is kept and shown to nobody."""
    return Decision(
        outcome=why,
        seen=message.id,
        contact=contact,
        message=_history(contact, message, None, stamp),
    )


def _reaction(
    contact: Contact, message: InboundMessage, desk: Desk, inbox: Inbox, stamp: int, now: int
) -> Decision:
    """An emoji put to a text of ours: a word to who has the matter, and nothing that waits."""
    thread, past = contact.thread_in(inbox.name), contact.closed_in(inbox.name)
    put: tuple[Entry, ...] = ()
    about: OpenThread | ClosedThread | None = thread
    if thread:
        owner = desk.agent(thread.owner)
        # What is to be made up for first brings this with it.
        now_or_never = thread.shown >= thread.heard
        if owner and now_or_never and not fitting.is_quiet(owner, thread, desk, now):
            put = _to_owner("relay", thread, contact, message, desk, stamp, now)
    elif past and now - past.closed < THANKS_WITHIN:
        about = past
        words = _to_owner("thanks", past, contact, message, desk, stamp, now)
        put = tuple(_when_awake(entry, past, desk, now) for entry in words)
    return Decision(
        outcome="reaction",
        seen=message.id,
        contact=contact,
        message=_history(contact, message, about.number if about else None, stamp),
        put=put,
    )


def _to_owner(
    kind: EntryKind,
    thread: OpenThread | ClosedThread,
    contact: Contact,
    message: InboundMessage,
    desk: Desk,
    stamp: int,
    now: int,
) -> tuple[Entry, ...]:
    """A text for who has the thread, or had it, where that agent is shown it; else nothing."""
    owner, spot = desk.agent(thread.owner), thread.spot
    if owner is None or spot is None or spot not in allotment.spots(owner, desk):
        return ()
    words = text_for_agent(message.body, message, owner.language)
    entry = entries.to_agent(kind, owner, spot, words, stamp, _n(message, 0), now)
    about = entry.but(contact=contact.id, thread=thread.number, written=stamp, late=message.late)
    about = about.but(media=carriage.sendable(message.attached))
    return (entries.marked(about, message.raw_id, message.recipient),)


def misdirected(contact: Contact, message: InboundMessage, desk: Desk, now: int) -> Decision:
    """A stranger texted a number that only agents use: told the business number, once a day."""
    message = optouts.marked(message, contact)
    stamp = max(now, contact.stamp + 1)
    known = _known(contact, message, desk, stamp, now)
    put: tuple[Entry, ...] = ()
    number = _business_number(desk, message.recipient)
    if number and now - contact.redirected >= REDIRECT_EVERY and _can_answer(message, known):
        known = known.but(redirected=now)
        words = say(
            "business_number", known.language or desk.language, desk=desk.name, number=number
        )
        ends = (message.recipient, message.sender)
        redirect = entries.to_customer("redirect", known, ends, words, stamp, _n(message, 0), now)
        put = _answering(redirect, message, now)
    return Decision(
        outcome="misdirected",
        seen=message.id,
        contact=known,
        message=_history(known, message, None, stamp),
        put=put,
    )


def _joins(
    contact: Contact, thread: OpenThread, message: InboundMessage, desk: Desk, stamp: int, now: int
) -> Decision:
    owner = desk.agent(thread.owner)
    caught_up = thread.shown >= thread.heard
    before, waited = thread, tuple[Entry, ...]()
    thread = thread.but(heard=stamp, ours=message.recipient, theirs=message.sender)
    if thread.unsent:
        thread, waited = unsent.heard(contact, thread, desk, stamp, _n(message, 3), now)
    # Lists have both as they were when the thread's own item was last written.
    waits = thread.waits or _waits(thread, message, now)
    changes = bool(before.snoozed) or (owner is None and waits != before.waits)
    begins = bool(waits) and not thread.waits
    thread = thread.but(snoozed=0, waits=waits)
    put: tuple[Entry, ...] = ()
    folds = _folds(thread, contact, message, desk, now)
    relay = _to_owner("relay", thread, contact, message, desk, stamp, now)
    if relay and caught_up and not folds:
        put, thread = relay, thread.but(shown=stamp)
    elif not now < thread.look <= now + max(FOLD, folds):
        wait = max(0, thread.shown + FOLD - now) if thread.announced else 0
        wait = max(wait, folds)
        thread = thread.but(look=now + wait)
        put = (_look(contact, thread, stamp, message, now, wait),)
    if owner and (watched := targets.watched(thread, desk, now)).watch != thread.watch:
        put += (_look(contact, watched, stamp, message, now, watched.watch - now, place=8),)
        thread = watched
    if pace.is_flood(contact.pace, now) and not message.late and _can_answer(message, contact):
        contact = contact.but(pace=contact.pace._replace(told=now))
        put += _answering(_enough(contact, message, desk, stamp, now), message, now)
    elif owner and begins and folds > contact.pace.wait:
        put += _until_open(contact, thread, message, desk, stamp, now)
    return Decision(
        outcome="folded" if folds else "joined",
        seen=message.id,
        contact=contact.with_thread(thread),
        message=_history(contact, message, thread.number, stamp),
        record=record(contact, thread) if changes else None,
        put=(*put, *waited),
        figures=measures.of_answer(before, now) if waited else (),
        tally=_answered(before, waited, contact, desk, now),
    )


def _answered(
    before: OpenThread, waited: tuple[Entry, ...], contact: Contact, desk: Desk, now: int
) -> Tally | None:
    """The first answer, where it is one that waited for this text."""
    if not waited:
        return None
    return measures.answered(before, contact, waited[0].agent or "", desk, now)


def _until_open(
    contact: Contact,
    thread: OpenThread,
    message: InboundMessage,
    desk: Desk,
    stamp: int,
    now: int,
) -> tuple[Entry, ...]:
    """Who writes to somebody who is not woken hears when there will be an answer; once."""
    inbox = desk.inbox(thread.inbox)
    closed = inbox is not None and fitting.opens(inbox, desk, now) > now
    if inbox is None or not closed or not _can_answer(message, contact):
        return ()
    words = _acknowledgement(contact, desk, inbox, now)
    ends = (message.recipient, message.sender)
    ack = entries.to_customer("ack", contact, ends, words, stamp, _n(message, 2), now)
    return _answering(ack, message, now)


def _folds(
    thread: OpenThread, contact: Contact, message: InboundMessage, desk: Desk, now: int
) -> int:
    """How long (ms) what follows is kept and then shown as one: a flood; or until the morning."""
    owner, inbox = desk.agent(thread.owner), desk.inbox(thread.inbox)
    if owner is None or inbox is None or not fitting.is_quiet(owner, thread, desk, now):
        return contact.pace.wait
    if fitting.is_said_urgent(inbox, message.body):
        return 0 if owner.on_call else 1  # others may be: whom it wakes is the worker's to say
    return min(fitting.opens(inbox, desk, now) - now, fitting.LONGEST) or 1  # whose shift is it?


def _waits(thread: OpenThread, message: InboundMessage, now: int) -> int:
    """Since when an answer is waited for; 0 where it was answered and they only say thanks."""
    is_thanks = bool(thread.answered) and not message.media and gist.is_bare(message.body)
    return 0 if is_thanks else message.late or now


def _enough(contact: Contact, message: InboundMessage, desk: Desk, stamp: int, now: int) -> Entry:
    """The one polite word to who writes too much."""
    words = say("enough", contact.language or desk.language, desk=desk.name)
    ends = (message.recipient, message.sender)
    return entries.to_customer("enough", contact, ends, words, stamp, _n(message, 1), now)


def _opens(
    contact: Contact,
    message: InboundMessage,
    desk: Desk,
    inbox: Inbox,
    number: int,
    stamp: int,
    now: int,
) -> Decision:
    thread = OpenThread(
        number=number,
        inbox=inbox.name,
        ours=message.recipient,
        theirs=message.sender,
        opened=now,
        heard=stamp,
        waits=message.late or now,
    )
    put = [_look(contact, thread, stamp, message, now)]
    if _can_answer(message, contact):
        words = _acknowledgement(contact, desk, inbox, now)
        ends = (message.recipient, message.sender)
        ack = entries.to_customer("ack", contact, ends, words, stamp, _n(message, 1), now)
        put += _answering(ack, message, now)
    return Decision(
        outcome="opened",
        seen=message.id,
        contact=contact.with_thread(thread),
        message=_history(contact, message, number, stamp),
        record=record(contact, thread).but(told=()),
        opened=True,
        put=tuple(put),
        tally=measures.opened(thread, contact, desk, now),
    )


def _reopened(
    contact: Contact,
    past: ClosedThread,
    message: InboundMessage,
    desk: Desk,
    before: int,
    stamp: int,
    now: int,
) -> Decision:
    thread = OpenThread(
        number=past.number,
        inbox=past.inbox,
        ours=message.recipient,
        theirs=message.sender,
        opened=past.opened,
        heard=stamp,
        shown=before,
        had=past.owner,
        closed=past.closed,
        waits=message.late or now,
        tags=past.tags,
    )
    return Decision(
        outcome="reopened",
        seen=message.id,
        contact=contact.with_thread(thread),
        message=_history(contact, message, past.number, stamp),
        record=record(contact, thread).but(told=()),
        put=(
            _look(contact, thread, stamp, message, now),
            *_until_open(contact, thread, message, desk, stamp, now),
        ),
        tally=measures.reopened(thread, contact, desk, now),
    )


def _afterword(
    contact: Contact, past: ClosedThread, message: InboundMessage, desk: Desk, stamp: int, now: int
) -> Decision:
    words = _to_owner("thanks", past, contact, message, desk, stamp, now)
    put = tuple(_when_awake(entry, past, desk, now) for entry in words)
    past = past.but(ours=message.recipient, theirs=message.sender)
    return Decision(
        outcome="afterword",
        seen=message.id,
        contact=contact.with_closed(past),
        message=_history(contact, message, past.number, stamp),
        put=put,
    )


def _when_awake(entry: Entry, past: ClosedThread, desk: Desk, now: int) -> Entry:
    """A word that can wait leaves when its agent may be woken, in no other text's way."""
    inbox = desk.inbox(past.inbox)
    opens = fitting.opens(inbox, desk, now) if inbox else now
    return entry if opens <= now else entry.but(stamp=opens, after=opens, due=opens)


def _answering(entry: Entry, message: InboundMessage, now: int) -> tuple[Entry, ...]:
    """The desk's own answer, which leaves by itself where the webhook's answer can't carry it.

    One to a text that came late does too, or not at all.
    """
    if message.answerable and not message.late:
        return (entry,)
    waits = entry.but(state="queued", due=now + entries.UNWOKEN)
    return (waits,) if not message.late or now - message.late < STALE else ()


def text_for_agent(body: str, message: InboundMessage | Message, language: str) -> str:
    """A customer's words for an agent, with what came along and what follows from a STOP."""
    return optouts.as_told(in_words(body, message, language), message, language)


def in_words(body: str, message: InboundMessage | Message, language: str) -> str:
    """A customer's words, with all that came along with them in words too."""
    return extras.told(with_media(body, message, language), message, language)


def with_media(body: str, message: InboundMessage | Message, language: str) -> str:
    """A customer's words with their attachments named: `Look (1 picture)`."""
    words = "\n".join(part for part in (body, media_words(message.media, language)) if part)
    return say("empty_text", language) if gist.is_empty(words) else words


def _acknowledgement(contact: Contact, desk: Desk, inbox: Inbox, now: int) -> str:
    language = contact.language or inbox.language or desk.language
    when = calendar.of(inbox, desk)
    if calendar.is_open(when, now):
        return say_own(inbox.texts, "ack_open", language, desk=desk.name)
    opening = calendar.next_opening(when, now)
    moment = until(opening, now, desk.timezone, language) if opening else ""
    values = {"desk": desk.name, "t": moment}
    words = say_own(inbox.texts, "ack_closed", language, **values)
    holiday = calendar.holiday_on(when, now, language)
    if not holiday or words != say("ack_closed", language, **values):
        return words  # an inbox's own words stay as they are
    named = say("ack_holiday", language, h=holiday, **values)
    return named if size(named).segments <= size(words).segments else words


def _known(contact: Contact, message: InboundMessage, desk: Desk, stamp: int, now: int) -> Contact:
    """The contact with what this text tells of it, and the stamp of its commit."""
    agent = desk.agent_at(message.sender)
    name = contact.name or (agent.name if agent else _own_name(message.profile_name))
    addresses = contact.addresses
    if message.sender not in addresses:
        addresses = (*addresses, message.sender)
    return contact.but(
        name=name or None,
        addresses=addresses,
        windows=windows.after(contact, message, now),
        opted_out=optouts.after(contact, message, stamp),
        pace=pace.after(contact, message, now),
        stamp=stamp,
    )


def _own_name(profile: str | None) -> str:
    """What a customer calls themselves; nothing where it may be their number (P4)."""
    name = fold(profile or "")[:20].strip()
    return "" if sum(c.isdigit() for c in name) >= 7 else name


def _is_afterword(past: ClosedThread, message: InboundMessage, now: int) -> bool:
    recent = now - past.closed < THANKS_WITHIN
    stops = message.opt_out in optouts.MARKS
    return recent and (stops or (not message.media and gist.is_bare(message.body)))


def _reopens(past: ClosedThread, desk: Desk, now: int) -> bool:
    return now - past.closed < desk.reopen_days * DAY


def _can_answer(message: InboundMessage, contact: Contact) -> bool:
    """Not to short codes and names, nor machines; not where the provider has answered already."""
    reachable = fitting.takes_texts(message.sender)
    answered = message.opt_out is not None or gist.is_automatic(message.body)
    stopped = optouts.is_stopped(contact, message.sender, message.recipient)
    return reachable and not (answered or stopped or message.is_reaction)


def _business_number(desk: Desk, relay_number: str) -> str:
    addresses = [address for inbox in desk.inboxes for address in inbox.addresses]
    alike = [a for a in addresses if channel_of(a) == channel_of(relay_number)]
    return next(iter(alike or addresses), "")


def _history(contact: Contact, message: InboundMessage, thread: int | None, stamp: int) -> Message:
    return Message(
        contact=contact.id,
        stamp=stamp,
        thread=thread,
        text=message.body,
        media=message.attached,
        provider_id=message.id,
        late=message.late,
        opt_out=message.opt_out,
        extras=message.extras,
        raw_id=message.raw_id,
    )


def _look(
    contact: Contact,
    thread: OpenThread,
    stamp: int,
    message: InboundMessage,
    now: int,
    wait: int = 0,
    place: int = 9,
) -> Entry:
    n = _n(message, place)
    return entries.look(thread.inbox, contact.id, thread.number, stamp, n, now, wait)


def _n(message: InboundMessage, index: int) -> str:
    return entries.serial(message.id, index)
