"""When an inbox is open, and when an agent works. Pure: all times are ms since the epoch.

Hours are what the clock on the wall shows in the desk's time zone: open whenever that clock reads a
minute inside a span. So a day when the clocks change keeps its hours, a minute that is skipped is
never open, and one that comes twice is open twice.

A span belongs to the day it starts on. A holiday closes the spans that start on it, and the hours
of a single day replace those that do: of `Fri 22:00-02:00`, the two hours after midnight stay open
on a Saturday that is a holiday. Single days win over holidays, holidays over the week. What a
supervisor said by text wins over all of these, and the later word over the earlier one.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo

from ..models import DAY, MINUTE, SECOND, Agent, Closure, Desk, Holiday, Inbox
from . import hours

NEVER = 7_258_118_400_000
"""The start of the year 2200 (ms): later than any desk."""

FAR = 2_000 * DAY
"""So far ahead (ms) openings, ends and targets are looked for."""

_EPOCH = date(1970, 1, 1).toordinal()
_WHOLE_DAY = (hours.Span(0, DAY // MINUTE),)

_Stretch = tuple[int, int]
"""From one moment until just before another (ms)."""


@dataclass(frozen=True, eq=False)
class _Days:
    """The hours, before what supervisors say. One object for the same hours: see `_days`.

    Days are counted from the epoch, in the time zone. `week` begins with Monday; `special` has the
    days that are not as their week, and `last` is the last of them. `whole`: the week has no closed
    minute.
    """

    timezone: str
    week: tuple[tuple[hours.Span, ...], ...]
    special: Mapping[int, tuple[hours.Span, ...]]
    last: int
    whole: bool

    def spans(self, day: int) -> tuple[hours.Span, ...]:
        """The spans that start on a day, in minutes of it."""
        found = self.special.get(day)
        return self.week[(day + 3) % 7] if found is None else found  # day 0 was a Thursday


class Calendar(NamedTuple):
    """When an inbox is open, or an agent works: made by `of` and `for_agent`."""

    days: _Days
    closures: tuple[Closure, ...] = ()
    holidays: tuple[Holiday, ...] = ()

    @property
    def always(self) -> bool:
        """Whether nothing ever closes it."""
        return self.days.whole and not self.days.special and not self.closures


def of(inbox: Inbox, desk: Desk) -> Calendar:
    """When an inbox is open."""
    holidays = desk.holidays if inbox.holidays else ()
    closures = desk.closures and tuple(c for c in desk.closures if c.inbox == inbox.name)
    dates = tuple([holiday.day for holiday in holidays])
    return Calendar(_days(desk.timezone, inbox.hours, inbox.exceptions, dates), closures, holidays)


def for_agent(agent: Agent, desk: Desk) -> Calendar:
    """When an agent works: their shifts, whatever day it is.

    Holidays and closures are the inboxes': an agent on call works while those are closed.
    """
    return Calendar(_days(desk.timezone, agent.shifts, (), ()))


def is_open(calendar: Calendar, at: int) -> bool:
    """Whether it is open at a moment."""
    said = _said(calendar.closures, at)
    if said is not None or calendar.always:
        return said is not False
    return any(start <= at < end for start, end in _day(calendar.days, at // DAY))


def next_opening(calendar: Calendar, at: int) -> int | None:
    """The first open moment from `at` on: `at` itself where it is open then.

    None where there is none within `FAR`.
    """
    return next((start for start, _ in _open(calendar, at, at + FAR)), None)


def closes_at(calendar: Calendar, at: int) -> int | None:
    """When what is open at `at` closes; None where it is closed, or stays open for `FAR`."""
    start, end = next(_joined(_open(calendar, at, at + FAR)), (NEVER, NEVER))
    return end if start == at and end < at + FAR else None


def open_between(calendar: Calendar, since: int, until: int) -> int:
    """How much open time (ms) there is from `since` until just before `until`."""
    return sum(end - start for start, end in _open(calendar, since, until))


def after_open(calendar: Calendar, since: int, span: int) -> int:
    """The moment when `span` ms of open time have passed since `since`.

    `NEVER` where that takes longer than `FAR`, unless it is always open.
    """
    if span <= 0 or calendar.always:
        return since + max(0, span)
    left = span
    for start, end in _open(calendar, since, since + FAR):
        if left <= end - start:
            return start + left
        left -= end - start
    return NEVER


def holiday_on(calendar: Calendar, at: int, language: str) -> str:
    """The name of the holiday that closes the day of `at`; '' where none does, or it has no name.

    A day with hours of its own is no holiday.
    """
    today = datetime.fromtimestamp(at / SECOND, ZoneInfo(calendar.days.timezone)).date()
    if calendar.days.spans(today.toordinal() - _EPOCH):
        return ""
    day = today.isoformat()
    names = next((holiday.names for holiday in calendar.holidays if holiday.day == day), {})
    return names.get(language) or names.get("", "")


# --- hours as stretches of time ------------------------------------------------------------


@lru_cache(maxsize=512)
def _days(
    timezone: str, lines: tuple[str, ...], exceptions: tuple[str, ...], holidays: tuple[str, ...]
) -> _Days:
    week = hours.parse(lines)
    special: dict[str, tuple[hours.Span, ...]] = dict.fromkeys(holidays, ())
    special.update(hours.exceptions(exceptions))
    numbered = {date.fromisoformat(day).toordinal() - _EPOCH: special[day] for day in special}
    return _Days(
        timezone=timezone,
        week=tuple(week.on(day) if week.spans else _WHOLE_DAY for day in range(7)),
        special=numbered,
        last=max(numbered, default=0),
        whole=week.always,
    )


def _said(closures: Sequence[Closure], at: int) -> bool | None:
    """What supervisors said of a moment: open, closed, or (None) nothing."""
    for _, since, until, is_open_then in reversed(closures):
        if since <= at < until:
            return is_open_then
    return None


def _open(calendar: Calendar, since: int, until: int) -> Iterator[_Stretch]:
    """What is open between two moments, in order; one stretch may begin where another ends."""
    said = {moment for _, *both, _ in calendar.closures for moment in both}
    inside = sorted(moment for moment in said if since < moment < until)
    for start, end in pairwise((since, *inside, until)):
        state = _said(calendar.closures, start)
        if state is None:
            yield from _by_hours(calendar.days, start, end)
        elif state and start < end:
            yield start, end


def _by_hours(days: _Days, since: int, until: int) -> Iterator[_Stretch]:
    for day in range(since // DAY, -(-until // DAY)):
        # Past the last special day an open week stays open. These days are UTC's: not at once.
        if days.whole and day > days.last + 2:
            yield max(since, day * DAY), until
            return
        for start, end in _day(days, day):
            if start < until and end > since:
                yield max(start, since), min(end, until)


@lru_cache(maxsize=2048)
def _day(days: _Days, day: int) -> tuple[_Stretch, ...]:
    """What is open on a day of UTC's, none touching another."""
    return tuple(_joined(_of_day(days, day)))


def _of_day(days: _Days, day: int) -> Iterator[_Stretch]:
    for start, end, offset in _offsets(days.timezone, day):
        # A span may begin on the day before the first that the clock shows here.
        first, last = (start + offset) // DAY - 1, (end - 1 + offset) // DAY
        shown = sorted(
            (wall * DAY + span.start * MINUTE - offset, wall * DAY + span.end * MINUTE - offset)
            for wall in range(first, last + 1)
            for span in days.spans(wall)
        )
        yield from ((max(a, start), min(b, end)) for a, b in shown if a < end and b > start)


def _joined(stretches: Iterable[_Stretch]) -> Iterator[_Stretch]:
    """The same with what touches or overlaps made one."""
    start = end = -1
    for one, other in stretches:
        if one > end:
            if end > start:
                yield start, end
            start = one
        end = max(end, other)
    if end > start:
        yield start, end


@lru_cache(maxsize=2048)
def _offsets(timezone: str, day: int) -> tuple[tuple[int, int, int], ...]:
    """A day of UTC's, cut where the clocks change: from, until, and how far ahead they are (ms)."""
    zone = ZoneInfo(timezone)
    before, after = start, end = day * DAY // SECOND, (day + 1) * DAY // SECOND
    first, last = _offset(start, zone), _offset(end, zone)
    if first == last:
        return ((start * SECOND, end * SECOND, first),)
    while after - before > 1:
        middle = (before + after) // 2
        before, after = (middle, after) if _offset(middle, zone) == first else (before, middle)
    cut = ((start, after, first), (after, end, last))
    return tuple((a * SECOND, b * SECOND, offset) for a, b, offset in cut if a < b)


def _offset(at: int, zone: ZoneInfo) -> int:
    """How far (ms) the clocks are ahead of UTC, at a moment in seconds."""
    ahead = datetime.fromtimestamp(at, zone).utcoffset()
    return round(ahead.total_seconds() * SECOND) if ahead is not None else 0
