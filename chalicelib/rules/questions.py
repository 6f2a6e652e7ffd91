"""The question about a text that is held: whom is it for? Pure.

One at a time per agent, and an answer counts only on the number that asked, while the question is
the last thing shown there: otherwise it is asked again, with other digits, since a lone `1` may as
well answer a customer. What is held behind it is asked about when it is settled.
"""

from typing import Literal, NamedTuple

from ..decisions import Decision
from ..models import (
    DAY,
    MINUTE,
    SECOND,
    Agent,
    Choice,
    Desk,
    Entry,
    HeldKind,
    HeldText,
    Line,
    Model,
    Profile,
)
from ..texts import day, media_words, say, size, when
from . import allotment, entries, gist
from .addressing import Reference
from .turn import Turn, name_of

TOGETHER = 5 * SECOND
"""Texts that come so soon (ms) after a held one, on its number, are one with it."""

EXPIRES = 15 * MINUTE
"""A question without an answer is dropped after so long (ms), with a word."""

READ = 3 * SECOND
"""Nobody has read a question and answered it so soon (ms) after it left."""

ORDERED = 10 * SECOND
"""A customer's text relayed less than this (ms) ago may show after the question that followed it:
a lone digit may then answer either, and the question is asked again."""

MOST_CHOICES = 3
"""So many are offered. Of three in nine digits, no two questions in a row share one."""

_WHOLE = frozenset({"command", "late"})
"""What is held for such a reason is a text of its own: what follows does not join it."""

_MOST_HELD = 20
_LAST_DIGIT = 9
_NAME_LIMITS = (20, 14, 10)


class Why(NamedTuple):
    """Why a text is held, and what may become of it.

    `n`, `c` and `a` are the thread, customer and agent that the question names, `t` a moment (ms).
    """

    kind: HeldKind
    choices: tuple[Choice, ...]
    n: int | None = None
    c: str | None = None
    a: str = ""
    t: int = 0


class Answer(Model):
    """What a text says to the question about `held`.

    `choice`: that one. `number`: for the thread with this number. `drop` it, or `repeat` the
    question. `unclear`: it may as well be for a customer.
    """

    kind: Literal["choice", "number", "drop", "repeat", "unclear"]
    held: HeldText
    choice: Choice | None = None
    number: int | None = None


# --- reading an answer ---------------------------------------------------------------------


def read(turn: Turn, ref: Reference | None) -> Answer | None:
    """What this text says to the open question; None where it has nothing to do with it."""
    held, body = next(iter(turn.view.held), None), turn.message.body
    if held is None:
        return None
    digit = gist.digit(body)
    if not is_last(held, turn.line):
        if ref and gist.is_empty(ref.text.rstrip(".")):
            return Answer(kind="repeat", held=held)
        return _unclear(held, turn)
    if not held.left or turn.now - held.left < READ:
        return _read_unseen(held, ref, turn)
    if digit is not None:
        return _read_digit(held, digit, turn)
    if ref:
        return _read_reference(held, ref)
    if choice := _named(held, body):
        return Answer(kind="choice", held=held, choice=choice)
    return Answer(kind="repeat", held=held) if gist.is_bare(body) else None


def _read_unseen(held: HeldText, ref: Reference | None, turn: Turn) -> Answer | None:
    """What comes before anybody can have read the question answers it by chance, if at all."""
    if ref:
        return Answer(kind="repeat", held=held) if gist.is_empty(ref.text.rstrip(".")) else None
    return _unclear(held, turn)


def _unclear(held: HeldText, turn: Turn) -> Answer | None:
    """A lone digit or name is for the desk, perhaps, and answers another question than this one."""
    says = _answers_alone(turn, held)
    return Answer(kind="unclear", held=held) if says else None


def _answers_alone(turn: Turn, held: HeldText) -> bool:
    """Whether this text is a digit or a name and nothing else, as a question asks for."""
    body = turn.message.body
    names = [*(c.name for c in held.choices), *(s.name for s in turn.line.shown)]
    return gist.digit(body) is not None or gist.is_name(body, names)


def is_last(held: HeldText, line: Line) -> bool:
    """Whether the question about `held` is the last thing that was shown on this line."""
    return bool(held.asked) and line.last == "question" and line.question == held.stamp


def _read_digit(held: HeldText, digit: int, turn: Turn) -> Answer:
    latest = max((s.relayed for s in turn.line.shown), default=0)
    if turn.now - latest < ORDERED:
        return Answer(kind="unclear", held=held)
    if digit == 0:
        return Answer(kind="drop", held=held)
    place = digit - held.base
    if 0 <= place < len(held.choices):
        return Answer(kind="choice", held=held, choice=held.choices[place])
    return Answer(kind="unclear", held=held)


def _read_reference(held: HeldText, ref: Reference) -> Answer | None:
    """`#142` alone, or in front of the same words again."""
    said = ref.text.rstrip(".")  # autocorrect ends a sentence
    if not gist.is_empty(said) and gist.plain(said) != gist.plain(held.text):
        return None
    sends = (c for c in held.choices if c.thread == ref.number and c.do == "send")
    if choice := next(sends, None):
        return Answer(kind="choice", held=held, choice=choice)
    return Answer(kind="number", held=held, number=ref.number)


def _named(held: HeldText, text: str) -> Choice | None:
    """The one choice whose customer has this name, or this first name."""
    said = gist.plain(text)
    named = [c for c in held.choices if c.do == "send" and c.name and said]
    whole = [c for c in named if gist.plain(c.name or "") == said]
    first = [c for c in named if gist.plain(c.name or "").split()[:1] == [said]]
    found = whole or first
    return found[0] if len(found) == 1 else None


# --- holding -------------------------------------------------------------------------------


def goes_on(turn: Turn) -> bool:
    """Whether a text came within seconds of one that is held, where that was written."""
    newest = next(iter(turn.view.held[::-1]), None)
    if newest is None or newest.spot != turn.spot or newest.kind in _WHOLE:
        return False
    soon = turn.now - newest.last < TOGETHER
    read = bool(newest.asked) and turn.now - newest.asked >= TOGETHER
    return soon and not read and not (turn.message.late or turn.brings_what_cannot_go)


def together(turn: Turn) -> Decision:
    """A text that goes on with a held one is one with it; what was asked is asked about both."""
    newest = turn.view.held[-1]
    texts = tuple(text for text in (*newest.texts, turn.message.body) if text) or ("",)
    media = (*newest.media, *turn.media)
    joined = newest.but(texts=texts, media=media, last=turn.now, left=0)
    decision = Decision(outcome="held", seen=turn.message.id, profile=turn.profile)
    profile = turn.braked() if newest.asked else None
    if profile is None:
        return decision.but(held=(joined,))
    return _asking(decision.but(profile=profile), joined, turn)


def hold(turn: Turn, why: Why, texts: tuple[str, ...]) -> Decision:
    """Keeps a text and asks about it; or about the one that is held before it, once more."""
    if turn.brings_what_cannot_go:
        return turn.told("held", turn.say("held_media", q=turn.said(texts)))
    profile = turn.braked()
    behind = [h for h in turn.view.held if turn.settling is None or h.stamp != turn.settling.stamp]
    if turn.settling is None and len(behind) >= _MOST_HELD:
        return turn.told("held", turn.say("held_full", q=turn.said(texts)))
    again = turn.says_it_again() and gist.digit(turn.message.body) is None
    dumb = profile is None and (again or not behind)
    if turn.settling is None and dumb:
        return Decision(outcome="silenced", seen=turn.message.id, profile=turn.profile)
    held = HeldText(
        agent=turn.agent.id,
        stamp=turn.settling.stamp if turn.settling else turn.stamp,
        version=turn.settling.version if turn.settling else 0,
        spot=turn.spot,
        kind=why.kind,
        texts=texts,
        last=turn.settling.last if turn.settling else turn.now,
        choices=why.choices[:MOST_CHOICES],
        n=why.n,
        c=why.c,
        a=why.a,
        t=why.t,
        media=turn.media,
    )
    decision = Decision(outcome="held", seen=turn.message.id, profile=profile or turn.profile)
    if turn.settling or not behind:
        return _asking(decision, held, turn, first=turn.settling is None)
    decision = decision.but(held=(held,))
    return _asking(decision, behind[0], turn) if behind[0].asked and profile else decision


def repeat(turn: Turn, held: HeldText) -> Decision:
    """Asks again, with other digits."""
    profile = turn.braked()
    if profile is None:
        return Decision(outcome="silenced", seen=turn.message.id, profile=turn.profile)
    return _asking(Decision(outcome="asked", seen=turn.message.id, profile=profile), held, turn)


def settled(decision: Decision, held: HeldText, turn: Turn) -> Decision:
    """The same, with the question answered: the next held text is asked about.

    Nothing more where the decision asks anew about the same text.
    """
    if any(h.stamp == held.stamp for h in decision.held):
        return decision
    known = next((line for line in decision.lines if line.id == turn.line.id), turn.line)
    others = tuple(line for line in decision.lines if line.id != known.id)
    known = known.but(named=tuple(c.name for c in held.choices if c.name))
    if not _answers_alone(turn, held):
        known = known.but(over=turn.now)
    profile = decision.profile or turn.profile
    decision = decision.but(
        settled=(held,),
        profile=profile.but(notices=()),  # no machine answers a question
        lines=(*others, known.but(last="desk", question=held.stamp)),
    )
    rest = [h for h in turn.view.held if h.stamp != held.stamp]
    return _asking(decision, rest[0], turn, first=True) if rest else decision


def stranded(
    held: HeldText,
    behind: tuple[HeldText, ...],
    agent: Agent,
    desk: Desk,
    profile: Profile,
    now: int,
) -> Decision:
    """The question cannot reach where the text was written: that phone is the agent's no longer.

    Said where the agent is reached now, if anywhere; `behind` is what else is held.
    """
    stamp, n = max(now, profile.stamp + 1), entries.serial(f"stranded{held.stamp}", 0)
    put: tuple[Entry, ...] = ()
    if spot := allotment.desk_spot(agent, desk):
        put = (entries.to_agent("notice", agent, spot, expired(held, agent), stamp, n, now),)
    decision = Decision(outcome="stranded", settled=(held,), put=put)
    if not behind or behind[0].asked:
        return decision.but(profile=profile.but(stamp=stamp))
    profile, serials = profile.but(stamp=stamp), (f"{n}q", f"{n}e")
    asked, ask = asked_next(behind[0], agent, stamp, serials, now)
    return decision.but(held=(asked,), profile=profile, put=(*put, *ask))


def dropped(turn: Turn, held: HeldText) -> Decision:
    """The agent wants it sent to nobody."""
    words = turn.say("dropped", q=_quoted(held, turn.agent.language))
    decision = turn.told("dropped", words)
    return decision.but(put=tuple(entry.but(held=held.stamp) for entry in decision.put))


def _asking(decision: Decision, held: HeldText, turn: Turn, *, first: bool = False) -> Decision:
    """With the question about `held` put in the agent's outbox; `first` sets its time limit too."""
    profile, serials = decision.profile or turn.profile, (turn.n(6), turn.n(7))
    asked, ask = asked_next(held, turn.agent, turn.stamp, serials, turn.now)
    put = (*decision.put, *(ask if first else ask[:1]))
    return decision.but(profile=profile, held=(*decision.held, asked), put=put)


def numbered(held: HeldText, profile: Profile, *, again: bool) -> tuple[HeldText, Profile]:
    """The question as it is shown: with the digits after those of the one that was shown last.

    `again`: it was about to be shown before, and the provider did not take it.
    """
    low, high = profile.asked
    count = len(held.choices)
    if again and low and low + count - 1 <= high:
        base = low
    else:
        base = high + 1 if high + count <= _LAST_DIGIT else 1
    return held.but(base=base), profile.but(asked=(base, base + count - 1))


def asked_next(
    held: HeldText, agent: Agent, stamp: int, n: tuple[str, str], now: int
) -> tuple[HeldText, tuple[Entry, Entry]]:
    """The held text as it is about to be asked about, with the question and its time limit.

    `n` are the serials of those two entries. The digits are chosen when the question leaves.
    """
    asked = held.but(asked=0, left=0)
    ask = question(asked, agent, stamp, n[0], now)
    return asked, (ask, expiry(asked, agent, now + EXPIRES, n[1]))


def question(held: HeldText, agent: Agent, stamp: int, n: str, now: int) -> Entry:
    """The entry that asks; its words are found when it leaves."""
    return entries.to_agent("question", agent, held.spot, "", stamp, n, now).but(held=held.stamp)


def expiry(held: HeldText, agent: Agent, at: int, n: str) -> Entry:
    """The entry that looks, at the time `at` (ms), whether the question was answered."""
    entry = entries.to_agent("expiry", agent, held.spot, "", at, n, at)
    return entry.but(held=held.stamp, due=at, after=at)


def expires(held: HeldText) -> int:
    """When the question is dropped (ms): a while after it was asked, or after it could not be."""
    return held.asked + EXPIRES if held.asked else held.last + DAY


# --- saying --------------------------------------------------------------------------------


def words(held: HeldText, behind: int, agent: Agent, desk: Desk, now: int) -> str:
    """The question as it leaves, in one segment where names allow; `behind` more are held."""
    language = agent.language
    parts = say("q_texts", language, count=len(held.texts)) if len(held.texts) > 1 else ""
    more = parts + (say("q_more", language, count=behind) if behind else "")
    moment = ""
    if held.t:
        told = day if held.kind == "closed" else when
        moment = told(held.t, now, desk.timezone, language)
    found = ""
    for limit in _NAME_LIMITS:
        c = name_of(held.c, language)[:limit].strip()
        found = say(
            f"q_{held.kind}",
            language,
            q=_quoted(held, language),
            more=more,
            n=held.n or "",
            c=c,
            a=held.a,
            t=moment,
            options=_options(held, language, limit),
        )
        if size(found).segments <= 1:
            break
    return found


def _options(held: HeldText, language: str, limit: int) -> str:
    said = [
        say(
            f"choice_{choice.do}" if choice.thread or choice.do != "send" else "choice_whom",
            language,
            d=held.base + place,
            n=choice.thread or "",
            c=name_of(choice.name, language)[:limit].strip(),
            command=choice.command,
        )
        for place, choice in enumerate(held.choices)
    ]
    return ", ".join((*said, say("choice_drop", language)))


def expired(held: HeldText, agent: Agent) -> str:
    """That nobody answered, and nothing was sent."""
    return say("expired", agent.language, q=_quoted(held, agent.language))


def _quoted(held: HeldText, language: str) -> str:
    """What was written; a picture alone by what it is."""
    return held.text or media_words(held.media, language)
