"""What an agent's phone shows, decided at the moment a text leaves. Pure.

Only now is it known what the line showed before, and whether the thread is still this agent's. The
line after counts the thread as shown from here on: before the text is handed over, never later.
"""

from typing import Literal

from ..decisions import Decision
from ..models import (
    DAY,
    HOUR,
    MINUTE,
    Agent,
    Contact,
    Desk,
    Entry,
    HeldText,
    Line,
    Model,
    Profile,
    Shown,
)
from ..texts import clip, day, say, split, when
from . import addressing, entries, questions, windows, wording
from .turn import name_of

SILENCE = 12 * HOUR
"""After so long a silence (ms) a text is headed with its thread again."""

LATE = 10 * MINUTE
"""A text that leaves so long (ms) after it was written carries its time."""

WHY = 100
"""So much of the reason for a pass (GSM-7 units) goes with it; all of it is in the history."""

LIMIT = 1600
"""The most that a provider takes in one text, in characters (Twilio: Message resource, `Body`)."""

_KEPT_THREADS = 40
_FORGET = 30 * DAY

_OF_CUSTOMERS = frozenset({"new", "more", "reopened", "relay", "passed", "remind", "thanks"})
"""What an agent who is away does not get."""

Drop = Literal["not theirs", "never shown", "theirs again", "away", "settled"]


class Showing(Model):
    """The text to hand over and the line after; `rest` are its other parts, which follow at once.

    A question asked changes the `held` text; one that expired takes it away (`settled`) and asks
    about the next one (`put`, `profile`).
    """

    body: str
    line: Line | None = None
    rest: tuple[str, ...] = ()
    held: tuple[HeldText, ...] = ()
    settled: tuple[HeldText, ...] = ()
    put: tuple[Entry, ...] = ()
    profile: Profile | None = None


class Later(Model):
    """Not yet: `entry` takes this one's place."""

    entry: Entry


class Scene(Model):
    """What is read, all at one moment, before a text leaves for an agent."""

    entry: Entry
    agent: Agent
    line: Line
    contact: Contact | None = None
    profile: Profile | None = None
    held: tuple[HeldText, ...] = ()


def show(scene: Scene, desk: Desk, now: int) -> Showing | Later | Drop:
    """What to send to an agent, or why not."""
    kind = scene.entry.kind
    if kind in ("question", "expiry"):
        held = next((h for h in scene.held if h.stamp == scene.entry.held), None)
        if held is None:
            return "settled"
        return _asked(held, scene, desk, now) if kind == "question" else _expired(held, scene, now)
    if kind == "template":
        # Whatever is written next may answer it, and is asked about.
        asks = scene.line.but(last="broadcast", question=None, at=now)
        return "settled" if windows.is_line_open(scene.line, now) else Showing(body="", line=asks)
    if kind in ("notice", "broadcast", "rest"):
        return _shown(scene, scene.entry.text, "", now)
    if kind == "gone":
        before = scene.line.entry(scene.entry.thread)
        if before is None or not before.relayed:
            return "never shown"
        if _has(scene):
            return "theirs again"
        return _shown(scene, scene.entry.text, "", now).but(put=_freed(scene, desk, now))
    if kind in _OF_CUSTOMERS and _is_away(scene):
        return "away"
    if not _is_theirs(scene):
        return "not theirs"
    return _shown(scene, _plainly(scene, desk), _header(scene, desk, now), now)


def dropped(scene: Scene, why: Drop, desk: Desk, now: int) -> Decision:
    """What an agent is not to see goes away; so does the place that was kept for its thread.

    A number is given to a thread before its words leave. Where somebody else has it by then, this
    agent was never shown it, and must not seem to be busy with it.
    """
    entry, line = scene.entry, scene.line
    decision = Decision(outcome="dropped", taken=(entry,))
    kept = line.entry(entry.thread)
    if why != "never shown" or kept is None or kept.gone or kept.wrote or _has(scene):
        return decision
    if kept.allotted > entry.stamp:
        return decision  # given to this agent once more: those words are behind this entry
    return decision.but(
        lines=(addressing.gone(line, kept.thread, now),),
        checked=scene.contact,
        put=_freed(scene, desk, now),
    )


def _freed(scene: Scene, desk: Desk, now: int) -> tuple[Entry, ...]:
    """The agent has room for one more from here on: it may be for who waits in that inbox."""
    contact, entry = scene.contact or Contact(id=""), scene.entry
    thread = contact.thread(entry.thread) or contact.closed_thread(entry.thread)
    inbox = desk.inbox(thread.inbox) if thread else None
    if inbox is None or inbox.routing == "everyone":
        return ()
    return (entries.free(inbox.name, scene.agent.id, now, f"{entry.n}f", now),)


def _asked(held: HeldText, scene: Scene, desk: Desk, now: int) -> Showing | Drop:
    if bool(held.asked) != bool(scene.entry.body):
        return "settled"  # another entry asked it meanwhile, or will
    profile = scene.profile
    if profile and not scene.entry.body:
        held, profile = questions.numbered(held, profile, again=scene.entry.attempts > 0)
    words = questions.words(held, len(scene.held) - 1, scene.agent, desk, now)
    texts = addressing.remember(scene.line, words)
    line = scene.line.but(last="question", question=held.stamp, at=now, texts=texts)
    return Showing(body=words, line=line, held=(held.but(asked=now),), profile=profile)


def _expired(held: HeldText, scene: Scene, now: int) -> Showing | Later:
    """Nobody answered: said once, and the next held text is asked about."""
    entry, agent = scene.entry, scene.agent
    if now < questions.expires(held):
        soon = min(questions.expires(held), now + questions.EXPIRES)  # it may be asked at any time
        return Later(entry=questions.expiry(held, agent, max(now + 1, soon), f"{entry.n}l"))
    words = questions.expired(held, agent)
    line = scene.line.but(
        last="desk", question=None, at=now, texts=addressing.remember(scene.line, words)
    )
    shown = Showing(body=words, line=line, settled=(held,))
    rest = [h for h in scene.held if h.stamp != held.stamp]
    if not rest or rest[0].asked or scene.profile is None:
        return shown.but(profile=scene.profile)  # so that no text is held meanwhile, unasked
    stamp = max(now, scene.profile.stamp + 1)
    profile, serials = scene.profile.but(stamp=stamp), (f"{entry.n}q", f"{entry.n}e")
    asked, put = questions.asked_next(rest[0], agent, stamp, serials, now)
    return shown.but(held=(asked,), put=put, profile=profile)


def _plainly(scene: Scene, desk: Desk) -> str:
    contact, entry = scene.contact or Contact(id=""), scene.entry
    thread = contact.thread(entry.thread) or contact.closed_thread(entry.thread)
    return wording.as_sent(entry.text, entry.to, thread.inbox if thread else "", desk)


def _is_away(scene: Scene) -> bool:
    """Whether the agent wants nothing of customers now.

    Practice was asked for; and of a thread that is over nobody else would see what was on its way.
    """
    if scene.profile is None or not scene.profile.away or scene.contact is None:
        return False
    over = scene.contact.thread(scene.entry.thread) is None and scene.entry.kind != "thanks"
    return not over and scene.contact.practice is None


def _has(scene: Scene) -> bool:
    """Whether the agent has the thread, and it is open."""
    thread = scene.contact.thread(scene.entry.thread) if scene.contact else None
    return thread is not None and thread.owner == scene.agent.id


def _is_theirs(scene: Scene) -> bool:
    """Nobody else's, by now. One that this agent just resolved still shows what was on its way."""
    entry, contact = scene.entry, scene.contact
    if contact is None:
        return False
    if thread := contact.thread(entry.thread):
        waiting = thread.owner is None and entry.kind in ("new", "more", "relay")
        return waiting or thread.owner == scene.agent.id
    past = contact.closed_thread(entry.thread)
    return past is not None and past.owner == scene.agent.id


def _header(scene: Scene, desk: Desk, now: int) -> str:
    entry, line, language = scene.entry, scene.line, scene.agent.language
    contact = scene.contact or Contact(id="")
    name = name_of(contact.name, language)
    n = entry.thread or 0
    parts = []
    if contact.thread(n) is None:
        parts.append(say("thanks", language, n=n, c=name))
    elif entry.kind in ("new", "reopened", "took", "passed", "remind"):
        parts.append(_opening(scene, desk, name, n, now))
    elif entry.kind == "more":
        parts.append(say("more", language, n=n, c=name))
    elif old := _replaced(line, n, entry.contact):
        values = {"m": old.thread, "old": name_of(old.name, language)}
        parts.append(say("head_reused", language, n=n, c=name, **values))
    elif _is_shared(line, n, now) or now - line.at >= SILENCE or line.entry(n) is None:
        parts.append(say("head", language, n=n, c=name))
    if entry.crowd:
        parts.append(say("crowded", language))
    sent = entry.late or entry.written
    if sent and now - sent >= LATE:
        parts.append(say("late", language, t=when(sent, now, desk.timezone, language)))
    return "\n".join(parts)


def _opening(scene: Scene, desk: Desk, name: str, n: int, now: int) -> str:
    """The first words of a thread on a line: CAREFUL where it showed somebody else before."""
    kind, language = scene.entry.kind, scene.agent.language
    contact = scene.contact or Contact(id="")
    values: dict[str, object] = {"n": n, "c": name}
    thread = contact.thread(n)
    if kind == "new":
        played = say("practice_inbox", language) if contact.practice else ""
        values["inbox"] = played or (thread.inbox if thread else "")
    if kind == "reopened":
        closed = thread.closed if thread and thread.closed else now
        values["day"] = day(closed, now, desk.timezone, language)
    if kind in ("took", "passed"):
        by = desk.agent(scene.entry.by)
        values["was"] = say("it_was", language, a=by.name) if by and kind == "took" else ""
        values["a"] = by.name if by else None
        why = clip(scene.entry.why, WHY)
        values["why"] = say("passed_why", language, why=why) if why else ""
    key: str = kind
    if old := _replaced(scene.line, n, contact.id):
        key = f"{kind}_reused"
        values |= {"m": old.thread, "old": name_of(old.name, language)}
    elif _is_shared(scene.line, n, now):
        key = f"{kind}_shared"
    return say(key, language, **values)


def _replaced(line: Line, thread: int, contact: str | None) -> Shown | None:
    """The other customer whom this number showed until now, and shows no longer."""
    before = line.entry(line.last_thread)
    if before is None or before.contact == contact or not before.gone:
        return None
    return before if before.thread != thread else None


def _is_shared(line: Line, thread: int, now: int) -> bool:
    """Whether another thread's texts come here too, or an answer here could be for another one."""
    others = [s for s in line.shown if s.thread != thread]
    possible = addressing.candidates(line, now)
    return any((s.relayed and not s.gone) or s in possible for s in others)


def _shown(scene: Scene, text: str, header: str, now: int) -> Showing:
    whole = "\n".join(part for part in (header, text) if part)
    if len(whole) > LIMIT and header:
        body, rest = header, parts_of(text)
    else:
        body, *more = parts_of(whole)
        rest = tuple(more)
    return Showing(body=body, rest=rest, line=_after(scene, body, now))


def parts_of(text: str) -> tuple[str, ...]:
    """`text` as one text, or as numbered ones where it is longer than a text may be; never none."""
    return split(text, LIMIT) or (text[:LIMIT],)


def _after(scene: Scene, body: str, now: int) -> Line:
    entry, line = scene.entry, scene.line
    texts = addressing.remember(line, body)
    if entry.kind == "rest" and entry.thread is None:
        return line.but(at=now, texts=texts)
    if entry.kind == "notice":
        if entry.thread and _has(scene):  # handed back
            line = addressing.back(line, entry.thread)
        return line.but(last="desk", question=entry.held or None, at=now, texts=texts)
    if entry.kind == "broadcast":
        return line.but(last="broadcast", question=None, at=now, texts=texts)
    if entry.kind == "gone":
        line = addressing.gone(line, entry.thread or 0, now)
        return line.but(last="desk", question=None, at=now, texts=texts)
    contact = scene.contact or Contact(id=entry.contact or "")
    before = line.entry(entry.thread) or Shown(thread=entry.thread or 0, contact=contact.id)
    over = contact.thread(entry.thread) is None
    after = before.but(
        relayed=now,
        pending=True,
        crossed=False,
        gone=over,
        certain=False,
        name=contact.name or before.name,
    )
    others = tuple(s for s in _remembered(line, now) if s.thread != entry.thread)
    return line.but(
        shown=(*others, after),
        last="thread",
        last_thread=entry.thread,
        at=now,
        texts=texts,
    )


def _remembered(line: Line, now: int) -> tuple[Shown, ...]:
    """Without the threads that are long over; those that an answer may be for always stay."""
    found = addressing.candidates(line, now)
    recent = [
        s for s in line.shown if s in found or now - max(s.relayed, s.allotted, s.wrote) < _FORGET
    ]
    spare = len(recent) - _KEPT_THREADS
    dropped = [s for s in recent if s not in found][: max(0, spare)]
    return tuple(s for s in recent if s not in dropped)
