"""The commands that say something about a customer or a matter, to the team alone. Pure."""

from ..decisions import Decision, Load
from ..models import Contact, OpenThread
from ..texts import fold
from . import commands, entries, gist, handing, measures, unsent
from .threads import closed, record
from .turn import Turn

_MOST_TAGS = 5
_TAG = 20
_NAME = 40
_AS_A_NUMBER = 7
_LANGUAGES = {
    "fr": "fr",
    "en": "en",
    "francais": "fr",
    "french": "fr",
    "anglais": "en",
    "english": "en",
}


def note(number: int, contact: Contact, argument: str, turn: Turn) -> Decision:
    """Keeps a note on the thread; the customer never sees it."""
    if gist.is_empty(argument):
        return _how("note", number, turn)
    kept = turn.kept(contact, number, argument, note=True)
    decision = _said(turn, contact, "noted", number)
    return decision.but(message=kept)


def name(number: int, contact: Contact, argument: str, turn: Turn) -> Decision:
    """Says what the customer is called."""
    called = " ".join(argument.split())[:_NAME].rstrip(".")
    if not fold(called) or sum(c.isdigit() for c in called) >= _AS_A_NUMBER:
        return _how("name", number, turn)
    after = contact.but(name=called)
    decision = _said(turn, after, "named", number)
    thread = after.thread(number)
    return decision.but(
        record=record(after, thread) if thread else None,
        lines=tuple(
            line.but(
                shown=tuple(
                    s.but(name=called) if s.contact == contact.id else s for s in line.shown
                )
            )
            for line in turn.view.lines
            if any(s.contact == contact.id for s in line.shown)
        ),
    )


def tag(number: int, contact: Contact, argument: str, turn: Turn) -> Decision:
    """Puts a tag on the thread, or takes it off where it is there (`-urgent`, `urgent`)."""
    thread = contact.thread(number)
    if thread is None:
        return handing.not_yours("tag", thread, number, turn)
    tags = list(thread.tags)
    for word in argument.replace(",", " ").split():
        called = fold(word.strip("-#.")).lower()[:_TAG]
        if called in tags:
            tags.remove(called)
        elif called and not word.startswith("-"):
            tags.append(called)
    after = thread.but(tags=tuple(tags[-_MOST_TAGS:]))
    key = "tagged" if after.tags else "tagged_none"
    decision = _said(turn, contact.with_thread(after), key, number, tags=", ".join(after.tags))
    return decision.but(record=record(contact, after))


def language(number: int, contact: Contact, argument: str, turn: Turn) -> Decision:
    """Says which language the desk's own texts to this customer are in."""
    chosen = _LANGUAGES.get(gist.plain(argument))
    if chosen is None:
        return _how("lang", number, turn)
    return _said(turn, contact.but(language=chosen), f"language_{chosen}", number)


def block(number: int, contact: Contact, turn: Turn) -> Decision:
    """What this customer writes is kept and shown to nobody, until unblocked."""
    return _blocked(number, contact, turn, spam=False)


def spam(number: int, contact: Contact, turn: Turn) -> Decision:
    """As `block`, for good; those who were told of the thread hear why it is gone."""
    return _blocked(number, contact, turn, spam=True)


def _blocked(number: int, contact: Contact, turn: Turn, *, spam: bool) -> Decision:
    key = "spam" if spam else "block"
    thread = contact.thread(number)
    if thread and thread.owner != turn.agent.id and turn.desk.agent(thread.owner):
        return handing.not_yours(key, thread, number, turn)
    if other := next((t for t in contact.threads if t.number != number), None):
        word = commands.word(key, turn.agent.language)
        words = turn.say("block_first", c=turn.name(), n=number, m=other.number, command=word)
        return turn.told("refused", words)
    if thread is None:
        if contact.closed_thread(number) is None:
            return handing.not_yours(key, thread, number, turn)
        return _said(turn, contact.but(blocked=True, spam=spam), f"{key}_closed", number)
    return _closes(thread, contact.but(blocked=True, spam=spam), turn, key)


def _closes(thread: OpenThread, contact: Contact, turn: Turn, key: str) -> Decision:
    mine = thread.owner == turn.agent.id
    past = closed(thread, turn.agent.id, thread.spot or turn.spot, turn.now)
    decision = _said(turn, contact.with_closed(past), f"{key}_on", thread.number)
    words = unsent.never_left(decision.put[0].text, thread, turn.agent.id, turn.agent.language)
    put = (decision.put[0].but(text=words), *(handing.room(turn) if mine else ()))
    put += unsent.dropped(thread, contact, turn.agent, turn.desk, turn.stamp, turn.n(3), turn.now)
    if handing.others_told(thread, turn):
        put = (*put, handing.look(thread, contact, turn))
    if contact.spam:
        word = entries.offer(thread.inbox, turn.agent.id, turn.stamp, turn.n(6), turn.now)
        named = word.but(contact=contact.id, thread=thread.number, text=turn.name(contact))
        put = (*put, named)
    act = handing.act("spam" if contact.spam else "block", thread, turn)
    return decision.but(
        profile=turn.profile.but(act=act),
        lines=handing.gone(thread.number, turn),
        record=record(contact, thread).but(owner=turn.agent.id, resolved=turn.now),
        loads=(Load(agent=turn.agent.id, inbox=thread.inbox, by=-1),) if mine else (),
        put=put,
        tally=measures.resolved(thread, contact, turn.agent.id, turn.desk, turn.now),
    )


def unblock(number: int, contact: Contact, turn: Turn) -> Decision:
    """The customer is heard again."""
    return _said(turn, contact.but(blocked=False, spam=False), "unblocked", number)


def _said(turn: Turn, contact: Contact, key: str, number: int, **values: str) -> Decision:
    """The contact after, and the agent told; nothing that `/undo` would take back."""
    words = turn.say(key, n=number, c=turn.name(contact), **values)
    return turn.told(
        key,
        words,
        contact=contact.but(stamp=turn.stamp),
        profile=turn.profile.but(act=None),
    )


def _how(command: str, number: int, turn: Turn) -> Decision:
    return turn.told("refused", turn.say(f"{command}_how", n=number))
