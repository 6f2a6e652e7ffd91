"""Opening hours: what `desk.toml` says, and whether that is now.

Hours are what the clock on the wall shows in the desk's time zone: open whenever that clock reads a
minute inside a span. So a day when the clocks change keeps its hours, a minute that is skipped is
never open, and one that comes twice is open twice.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import cache
from zoneinfo import ZoneInfo

_DAY = 24 * 60
_WEEK = 7 * _DAY
_SEARCH_DAYS = 16  # two weeks: a span may fall into the hour that a clock change skips

_NAMES = (
    ("monday", "lundi"),
    ("tuesday", "mardi"),
    ("wednesday", "mercredi"),
    ("thursday", "jeudi"),
    ("friday", "vendredi"),
    ("saturday", "samedi"),
    ("sunday", "dimanche"),
)
_SPAN = re.compile(r"(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})")


@dataclass(frozen=True, order=True)
class Span:
    """Open from `start` until just before `end`, in minutes since Monday 00:00.

    Sunday's last span may end past the week's 10,080 minutes.
    """

    start: int
    end: int


@dataclass(frozen=True)
class Week:
    """A week's spans, in order, none overlapping. No span at all means always open."""

    spans: tuple[Span, ...] = ()

    @property
    def always(self) -> bool:
        """Whether there is no closed minute."""
        return not self.spans or sum(span.end - span.start for span in self.spans) == _WEEK

    def covers(self, minute: int) -> bool:
        """Whether this minute of the week is inside a span."""
        return any(
            span.start <= at < span.end for span in self.spans for at in (minute, minute + _WEEK)
        )


def parse(lines: Sequence[str]) -> Week:
    """The week that lines such as `Mon-Fri 09:00-17:00` describe.

    Days are English or French, whole or shortened to three letters or more; a range, a list with
    commas, or both. An end before its start is on the next day (`Fri 22:00-02:00`); `24:00` is
    allowed as an end. A line may carry several spans (`Mon 9:00-12:00, 13:00-17:00`).
    ValueError: one sentence that names the offending text.
    """
    return _parse(tuple(lines))


@cache
def _parse(lines: tuple[str, ...]) -> Week:
    origin: dict[Span, str] = {}
    for line in lines:
        for span in _spans(line):
            if span in origin:
                raise ValueError(_overlap(origin[span], line))
            origin[span] = line
    spans = sorted(origin)
    for one, other in zip(spans, [*spans[1:], *spans[:1]], strict=True):
        # The last span of the week meets the first one of the next.
        start = other.start if other > one else other.start + _WEEK
        if one.end > start:
            raise ValueError(_overlap(origin[one], origin[other]))
    return Week(tuple(spans))


def _overlap(line: str, other: str) -> str:
    if line == other:
        return f'"{line}" says the same time twice.'
    return f'"{line}" and "{other}" overlap: say each time once.'


def _spans(line: str) -> Iterator[Span]:
    """The spans of one line."""
    tidy = re.sub(r"\s*([-,])\s*", r"\1", line.replace("\N{EN DASH}", "-").strip())
    days, _, times = tidy.partition(" ")
    if not times:
        raise ValueError(f'"{line}" needs days and times, such as "Mon-Fri 09:00-17:00".')
    for day in _days(days, line):
        for piece in re.split(r"[, ]+", times):
            opens, closes = _times(piece, line)
            yield Span(day * _DAY + opens, day * _DAY + closes)


def _days(text: str, line: str) -> list[int]:
    """The weekdays (Monday is 0) that `Mon,Wed` or `Sun-Tue` name."""
    days: list[int] = []
    for piece in text.split(","):
        first, dash, last = piece.partition("-")
        begin = _weekday(first, line)
        end = _weekday(last, line) if dash else begin
        days += [(begin + i) % 7 for i in range((end - begin) % 7 + 1)]
    return days


def _weekday(text: str, line: str) -> int:
    name = text.lower().rstrip(".")
    for number, names in enumerate(_NAMES):
        if len(name) >= 3 and any(whole.startswith(name) for whole in names):
            return number
    raise ValueError(f'"{text}" in "{line}" is no day: write Mon, Tue, Wed, Thu, Fri, Sat or Sun.')


def _times(text: str, line: str) -> tuple[int, int]:
    """When a span opens and closes, in minutes of its first day."""
    match = _SPAN.fullmatch(text)
    if not match:
        raise ValueError(f'"{text}" in "{line}" is no time span: write it like 09:00-17:00.')
    hour, minute, end_hour, end_minute = map(int, match.groups())
    opens, closes = hour * 60 + minute, end_hour * 60 + end_minute
    if minute > 59 or end_minute > 59 or opens >= _DAY or closes > _DAY:
        raise ValueError(f'"{text}" in "{line}" has a time that no clock shows.')
    if opens == closes:
        raise ValueError(f'"{text}" in "{line}" is empty: the whole day is 00:00-24:00.')
    return opens, closes if closes > opens else closes + _DAY


def is_open(week: Week, at_ms: int, timezone: str) -> bool:
    """Whether the desk is open at `at_ms` (ms since the epoch) in `timezone` (an IANA name)."""
    return not week.spans or _open_at(week, at_ms / 1000, ZoneInfo(timezone))


def next_opening(week: Week, at_ms: int, timezone: str) -> int | None:
    """The first moment from `at_ms` on at which the desk is open, in ms since the epoch.

    `at_ms` itself where it is open then. None for a week that has no closed minute, and where no
    moment is found (no parsed week is like that).
    """
    if week.always:
        return None
    if is_open(week, at_ms, timezone):
        return at_ms
    zone = ZoneInfo(timezone)
    today = datetime.fromtimestamp(at_ms / 1000, zone).date()
    moments = (*_starts(week, today, zone), *_clock_changes(today, zone))
    return min(
        (int(at * 1000) for at in moments if at * 1000 > at_ms and _open_at(week, at, zone)),
        default=None,
    )


def _open_at(week: Week, at: float, zone: tzinfo) -> bool:
    wall = datetime.fromtimestamp(at, zone)
    return week.covers(wall.weekday() * _DAY + wall.hour * 60 + wall.minute)


def _starts(week: Week, today: date, zone: tzinfo) -> Iterator[float]:
    """When spans start from `today` on, in seconds; both times where the wall shows one twice."""
    for offset in range(_SEARCH_DAYS):
        day = today + timedelta(days=offset)
        for span in week.spans:
            if span.start // _DAY == day.weekday():
                hour, minute = divmod(span.start % _DAY, 60)
                wall = datetime.combine(day, time(hour, minute), zone)
                yield from (wall.replace(fold=fold).timestamp() for fold in (0, 1))


def _clock_changes(today: date, zone: tzinfo) -> Iterator[float]:
    """When the clocks change around `today` and after, in seconds: they may jump into a span."""
    noon = datetime.combine(today - timedelta(days=1), time(12), UTC).timestamp()
    for start in (noon + 86_400 * i for i in range(_SEARCH_DAYS + 1)):
        before, after = start, start + 86_400
        if _offset(before, zone) == _offset(after, zone):
            continue
        while after - before > 1:
            middle = (before + after) // 2
            same = _offset(middle, zone) == _offset(before, zone)
            before, after = (middle, after) if same else (before, middle)
        yield after


def _offset(at: float, zone: tzinfo) -> timedelta | None:
    return datetime.fromtimestamp(at, zone).utcoffset()
