"""Opening hours as `desk.toml` writes them: a week, and single days that are otherwise.

What is open when is `rules/calendar.py`.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import pairwise

_DAY = 24 * 60
_WEEK = 7 * _DAY

CLOSED = "closed"

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
    """Open from `start` until just before `end`, in minutes.

    Of a week: since Monday 00:00; Sunday's last may end past the week's 10,080 minutes. Of a single
    day: since that day's 00:00; its last may end past its 1,440.
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

    def on(self, weekday: int) -> tuple[Span, ...]:
        """The spans that start on a day of the week (Monday is 0), in minutes of that day."""
        start = weekday * _DAY
        return tuple(
            Span(span.start - start, span.end - start)
            for span in self.spans
            if span.start // _DAY == weekday
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


def exceptions(lines: Sequence[str]) -> Mapping[str, tuple[Span, ...]]:
    """Days as ISO dates → when they are open instead, in minutes of that day; () is closed.

    Lines such as `2026-12-24 09:00-12:00` and `2026-07-01 closed`; several of one day add up.
    ValueError: one sentence that names the offending text.
    """
    written: dict[str, list[tuple[Span, str]]] = {}
    shut: dict[str, str] = {}
    for line in lines:
        day, times = _day_and_times(line)
        if times == CLOSED and day in shut:
            raise ValueError(_overlap(shut[day], line))
        if times == CLOSED:
            shut[day] = line
        spans = written.setdefault(day, [])
        pieces = () if times == CLOSED else re.split(r"[, ]+", times)
        spans += ((Span(*_times(piece, line)), line) for piece in pieces)
    for day, spans in written.items():
        if spans and day in shut:
            raise ValueError(f'"{shut[day]}" and "{spans[0][1]}" contradict each other.')
        for (one, line), (other, later) in pairwise(sorted(spans)):
            if one.end > other.start:
                raise ValueError(_overlap(line, later))
    return {day: tuple(sorted(span for span, _ in spans)) for day, spans in written.items()}


def _day_and_times(line: str) -> tuple[str, str]:
    """`2026-12-24` and what is said of it, tidied."""
    day, _, times = _tidy(line).partition(" ")
    if not is_day(day):
        raise ValueError(f'"{line}" does not begin with a day such as 2026-12-24.')
    if not times:
        raise ValueError(f'"{line}" needs times, such as 09:00-12:00, or "closed".')
    return day, times.lower()


def is_day(text: str) -> bool:
    """Whether a text is a day such as `2026-12-24`."""
    try:
        # fromisoformat takes 20261224 and 2026-W52-4 as well: one day must have one name.
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _overlap(line: str, other: str) -> str:
    if line == other:
        return f'"{line}" says the same time twice.'
    return f'"{line}" and "{other}" overlap: say each time once.'


def _tidy(line: str) -> str:
    line = " ".join(line.replace("\N{EN DASH}", "-").split())
    return re.sub(r" ?([-,]) ?", r"\1", line)


def _spans(line: str) -> Iterator[Span]:
    """The spans of one line."""
    days, _, times = _tidy(line).partition(" ")
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
