"""What supervisors hear of a day or a week, by `/stats`, of what `measures.py` counted. Pure.

Words instead of false precision: waits are counted in steps, in open hours alone.
"""

from collections.abc import Iterator, Mapping

from ..decisions import Decision
from ..models import DAY, HOUR, MINUTE, ThreadRecord
from ..texts import size
from . import closures, gist, listing
from .commands import Command
from .measures import (
    ANSWERED_BY,
    OPENED,
    REOPENED,
    RESOLVED,
    RESOLVED_BY,
    SILENT,
    WITHIN,
    days,
    step_of,
    steps,
)
from .turn import Turn

_DAYS = {"today": 1, "week": 7}
_SAID = {"": "today", "today": "today", "aujourd hui": "today", "week": "week", "semaine": "week"}
_MOST_NAMED = 3
_ROUGH = 10
"""Of so many answers, at least, what nine in ten had is told; of fewer, what all had."""

Counts = Mapping[str, int]


def wanted(command: Command, turn: Turn) -> bool:
    """Whether counts are to be read: a supervisor asks, and for a period that there is."""
    return turn.agent.supervisor and _period(command) is not None


def days_of(command: Command, turn: Turn) -> tuple[str, str]:
    """The days that a command asks for."""
    return days(_DAYS[_period(command) or "today"], turn.now, turn.desk.timezone)


def _period(command: Command) -> str | None:
    return _SAID.get(gist.plain(command.argument))


def show(command: Command, turn: Turn) -> Decision:
    """`/stats`, `/stats week`: of each of a supervisor's inboxes, in a line each."""
    if refused := closures.refused_to_others("stats", turn):
        return refused
    period = _period(command)
    if period is None:
        return turn.told("refused", turn.say("stats_how"))
    several = len(turn.agent.inboxes) > 1
    head = turn.say(f"stats_{period}")
    head = f"{head.rstrip()}\n" if several else head
    found = {name: _of_inbox(name, head, turn, several=several) for name in turn.agent.inboxes}
    items = [said for said in found.values() if said]
    if not items:
        return turn.told("stats", turn.say(f"stats_none_{period}"))
    said = command.argument
    return listing.shown(turn, "stats", head, items, command.after, separator="\n", argument=said)


def _of_inbox(inbox: str, head: str, turn: Turn, *, several: bool) -> str:
    """All that is told of an inbox, with as much of who answered as two texts hold; or ''."""
    counts = turn.lists.counts.get(inbox, {})
    waiting = [t for t in turn.lists.queue if t.inbox == inbox]
    if not any(counts.values()) and not waiting:
        return ""
    told = [_threads(counts, turn), _waiting(waiting, turn), _first_answers(counts, turn)]
    start = turn.say("count_inbox", inbox=inbox) if several else ""
    for who in _who_answered(counts, turn):
        words = start + " ".join(part for part in (*told, who) if part)
        if size(head + words).segments <= 2:
            break
    return words


def _threads(counts: Counts, turn: Turn) -> str:
    closed, silent = max(0, counts.get(RESOLVED, 0)), counts.get(SILENT, 0)
    parts = [
        _count("new", counts.get(OPENED, 0), turn),
        _count("back", counts.get(REOPENED, 0), turn),
        _count("closed", closed + silent, turn) + _count("silent", silent, turn),
    ]
    return f"{', '.join(filter(None, parts)) or turn.say('count_none')}."


def _count(key: str, count: int, turn: Turn) -> str:
    """`1 new`, `2 new`; nothing where there is none, or one less than none, taken back today."""
    if count <= 0:
        return ""
    return turn.say(f"count_{key}_{'one' if count == 1 else 'many'}", count=count)


def _waiting(waiting: list[ThreadRecord], turn: Turn) -> str:
    if not waiting:
        return turn.say("waiting_none")
    since = [t.waits for t in waiting if t.waits]
    if not since:
        return turn.say("waiting_some", count=len(waiting))
    key = "waiting_one" if len(waiting) == 1 else "waiting_many"
    return turn.say(key, count=len(waiting), span=_span(turn.now - min(since), turn))


def _first_answers(counts: Counts, turn: Turn) -> str:
    found = steps(counts)
    if not any(found):
        return ""
    half, rough = step_of(found, 1, 2), sum(found) >= _ROUGH
    most = step_of(found, 9, 10) if rough else step_of(found, 1, 1)
    longer = _span(WITHIN[-1], turn)
    if half == len(WITHIN):
        return turn.say("first", text=turn.say("first_slow", span=longer))
    parts = [turn.say("first_half", span=_span(WITHIN[half], turn))] if half != most else []
    if most < len(WITHIN):
        key = "first_most" if rough else "first_all"
        parts.append(turn.say(key, span=_span(WITHIN[most], turn)))
    else:
        parts.append(turn.say("first_some", span=longer))
    return turn.say("first", text=", ".join(parts))


def _who_answered(counts: Counts, turn: Turn) -> Iterator[str]:
    """Who gave most first answers, at ever less length; nothing in the end."""
    by = {a: counts.get(f"{ANSWERED_BY}{a.id}", 0) for a in turn.desk.agents}
    found = sorted((a for a in by if by[a] > 0), key=lambda a: -by[a])
    for named in range(min(_MOST_NAMED, len(found)), 0, -1):
        for closed in (True, False):
            items = []
            for agent in found[:named]:
                item = turn.say("answers_item", a=agent.name, count=by[agent])
                resolved = counts.get(f"{RESOLVED_BY}{agent.id}", 0) if closed else 0
                more = _count("closed", resolved, turn)
                items.append(f"{item} ({more})" if more else item)
            key = "answers" if named == len(found) else "answers_most"
            yield turn.say(key, text=", ".join(items))
    yield ""


def _span(span: int, turn: Turn) -> str:
    """`12 min`, `3 h`, `2 days`: never 0."""
    if span <= 90 * MINUTE and span != HOUR:
        return turn.say("span_minutes", count=max(1, -(-span // MINUTE)))
    if span < 2 * DAY:
        return turn.say("span_hours", count=round(span / HOUR))
    return turn.say("span_days", count=span // DAY)
