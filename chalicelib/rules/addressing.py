"""Which customer is an agent's text for: the heart of the product.

An agent answers what the phone shows, and phones show late. So what counts is not which thread is
open now, but what this agent *was shown on this number*. The rules, in order:

1. the text it quotes;
2. an explicit reference at its start, `#142 on our way`;
3. exactly one candidate;
4. otherwise the text is held and the agent is asked.

`docs/decisions/0004-whose-text.md` says what was refined and why.
"""

import re
from typing import Literal

from ..models import DAY, HOUR, MINUTE, Line, Model, Shown
from . import gist

LAPSE = 72 * HOUR
"""A thread that is gone from this agent is no candidate any more when nothing of it passed here for
so long (ms): no carrier keeps a text that long (Twilio: `ValidityPeriod` is 10 hours at most)."""

SILENCE = DAY
"""An unprompted text on a line silent for so long (ms) is held once."""

OVER_FOR = 15 * MINUTE
"""A question that was settled by something else than its answer may show, and be answered, for so
long (ms)."""

CROSSING = MINUTE
"""A text relayed less than this (ms) before the agent wrote to its thread may have been on its way
still, and be answered when it shows: its thread stays a candidate."""

FIRST_NUMBER = 101
"""Threads are numbered from here, so that `#1 choice!` never is one."""

_GAP = r"[\s\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]*"
_SPOKEN = (  # as it is dictated
    r"(?:(?:forward\s+)?slash|barre\s+oblique|hash\s?tag|(?:number|pound)\s+sign|"
    r"di(?:è|e\u0300?)se)\b[,.:]?"
)
_REFERENCE = re.compile(
    rf"(?:[#＃]{_GAP}|(?:/|{_SPOKEN}){_GAP}(?:#{_GAP})?)(\d{{3,9}})(?!\d){_GAP}"
    rf"(?:(?:[:,]|\.(?![\d.])){_GAP})?",
    re.IGNORECASE,
)

_KEPT_TEXTS = 12

How = Literal["quote", "reference", "answer", "candidate"]
Why = Literal["several", "none", "unseen", "silent", "bare"]


class Reference(Model):
    """`#142 on our way`: the number, and what follows it, word for word."""

    number: int
    text: str


class Goal(Model):
    """The thread that a text is for, and by which rule."""

    thread: int
    contact: str
    how: How

    @property
    def certain(self) -> bool:
        """Whether the agent named it: by quote, number or answer, not by there being only one."""
        return self.how != "candidate"


class Held(Model):
    """Not certain: nothing is sent. `options` are those that it might be for."""

    why: Why
    options: tuple[Shown, ...] = ()


def reference(text: str) -> Reference | None:
    """The reference at the start of a text, or None.

    `2024 was a good year`, `142 rue Cartier` and `#1 choice!` are texts: only `#` (or `/`) and a
    number that a thread can have is a reference.
    """
    shown = gist.opening(text)
    match = _REFERENCE.match(shown)
    if match is None or int(match[1]) < FIRST_NUMBER:
        return None
    return Reference(number=int(match[1]), text=shown[match.end() :])


def candidates(line: Line, now: int) -> tuple[Shown, ...]:
    """The threads that a text written here at `now` may be for."""
    return tuple(shown for shown in line.shown if _is_candidate(shown, line, now))


def _is_candidate(shown: Shown, line: Line, now: int) -> bool:
    waiting = (shown.pending and shown.relayed) or shown.crossed
    if not waiting and shown.thread != line.written:
        return False
    if not shown.gone or now - shown.left < DAY:
        return True
    quiet = now - max(shown.relayed, shown.wrote)
    return not (quiet >= LAPSE or (shown.certain and quiet >= DAY))


def by_reference(
    line: Line, goal: Shown | None, number: int, contact: str, now: int
) -> Goal | Held:
    """Rule 2. A thread never relayed on this number, while there is a candidate, is asked about."""
    relayed = goal is not None and (goal.relayed > 0 or line.written == number)
    if not relayed and candidates(line, now):
        return Held(why="unseen", options=candidates(line, now))
    return Goal(thread=number, contact=contact, how="reference")


def by_candidates(line: Line, text: str, now: int) -> Goal | Held:
    """Rules 3 and 4."""
    found = candidates(line, now)
    if not found:
        return Held(why="none")
    if len(found) > 1:
        return Held(why="several", options=found)
    only = found[0]
    if line.last == "broadcast" or is_aside(line, text, now):  # it may answer who wrote to all
        return Held(why="bare", options=found)
    if not only.pending and now - line.at >= SILENCE:
        return Held(why="silent", options=found)
    return Goal(thread=only.thread, contact=only.contact, how="candidate")


def is_aside(line: Line, text: str, now: int) -> bool:
    """Whether a text may answer the desk itself: a bare `ok`, a lone digit or name after its text.

    An answer may be given twice, by somebody who sees nothing happen; or by somebody whom the
    question reached only after it was settled otherwise.
    """
    names = (*(s.name for s in line.shown), *line.named)
    answers = gist.is_name(text, names) or gist.digit(text) is not None
    if line.last in ("desk", "question"):
        return answers or gist.is_bare(text)
    return answers and now - line.over < OVER_FOR


def unsure(line: Line, now: int) -> Held:
    """Rule 4, whatever the line says."""
    found = candidates(line, now)
    return Held(why="several" if found else "none", options=found)


def written(line: Line, goal: Goal, name: str | None, text: str, now: int) -> Line:
    """The line after the agent wrote `text` to `goal`: answered, and the last one written to."""
    before = line.entry(goal.thread) or Shown(thread=goal.thread, contact=goal.contact, name=name)
    crossed = bool(before.relayed) and now - before.relayed < CROSSING
    after = before.but(pending=False, crossed=crossed, gone=False, certain=False, wrote=now)
    others = tuple(
        s.but(certain=s.certain or (goal.certain and s.gone))
        for s in line.shown
        if s.thread != goal.thread
    )
    texts = remember(line, text)
    return line.but(shown=(*others, after), written=goal.thread, at=now, texts=texts)


def remember(line: Line, text: str) -> tuple[str, ...]:
    """The last few texts of a line, with one more: for telling what a reaction is about."""
    if not text:  # a picture alone
        return line.texts
    return (*line.texts, text[: gist.KEPT])[-_KEPT_TEXTS:]


def gone(line: Line, thread: int, now: int) -> Line:
    """The line after this agent was told, or decided, that `thread` is no longer theirs."""
    return line.but(
        shown=tuple(
            s.but(gone=True, certain=False, left=now) if s.thread == thread else s
            for s in line.shown
        )
    )


def back(line: Line, thread: int) -> Line:
    """The line after `thread` became this agent's again."""
    return line.but(
        shown=tuple(
            s.but(gone=False, certain=False) if s.thread == thread else s for s in line.shown
        )
    )
