"""Moments as people say them. Times are milliseconds since the epoch; the words are in the TOML."""

from datetime import datetime
from zoneinfo import ZoneInfo

from .catalog import say

_HALF_A_YEAR = 180


def when(at_ms: int, now_ms: int, timezone: str, language: str) -> str:
    """A moment, fit for "since {t}": `14:05` today, `Tue 14:05` within six days, else `3 Nov`.

    In French that last one is `le 3 nov.`: its point is the sentence's own no more.
    """
    at, days = _local(at_ms, now_ms, timezone)
    if days == 0:
        return _clock(at, language)
    if abs(days) <= 6:
        return say("moment", language, day=_weekday(at, language), time=_clock(at, language))
    return say("on_date", language, date=_date(at, days, language))


def day(at_ms: int, now_ms: int, timezone: str, language: str) -> str:
    """A day: `today`, `yesterday`, `Tue`, else `3 Nov` (`le 3 nov.`): fit for "closed {day}"."""
    at, days = _local(at_ms, now_ms, timezone)
    if named := _named(days, language):
        return named
    if abs(days) <= 6:
        return _weekday(at, language)
    return say("on_date", language, date=_date(at, days, language))


def until(at_ms: int, now_ms: int, timezone: str, language: str) -> str:
    """A coming moment, fit for "closed until {t}" and "jusqu'à {t}".

    `9:00` today, `tomorrow 9:00`, `Mon 9:00` within six days, else `Mon 24 Nov 9:00`: the weekday
    comes first, so that French needs no `au`.
    """
    at, days = _local(at_ms, now_ms, timezone)
    time = _clock(at, language)
    if days == 0:
        return time
    name = _named(days, language) or _weekday(at, language)
    if abs(days) > 6:
        name = f"{name} {_date(at, days, language)}"
    return say("moment", language, day=name, time=time)


def _local(at_ms: int, now_ms: int, timezone: str) -> tuple[datetime, int]:
    """The moment on the desk's wall clock, and how many days from today it is."""
    zone = ZoneInfo(timezone)
    at = datetime.fromtimestamp(at_ms / 1000, zone)
    return at, (at.date() - datetime.fromtimestamp(now_ms / 1000, zone).date()).days


def _named(days: int, language: str) -> str:
    """The day's own name, for the three days that have one; else ''."""
    key = {0: "today", -1: "yesterday", 1: "tomorrow"}.get(days)
    return say(key, language) if key else ""


def _weekday(at: datetime, language: str) -> str:
    return say("weekdays", language).split()[at.weekday()]


def _clock(at: datetime, language: str) -> str:
    key = "clock" if at.minute else "clock_hour"
    return say(key, language, hour=at.hour, minute=f"{at.minute:02}")


def _date(at: datetime, days: int, language: str) -> str:
    key = "date_first" if at.day == 1 else "date"
    month = say("months", language).split()[at.month - 1]
    date = say(key, language, day=at.day, month=month)
    return date if abs(days) <= _HALF_A_YEAR else f"{date} {at.year}"
