"""The moment that an agent names after `/snooze` or `/rappel`. Pure.

A small grammar of our own (docs/decisions/0007-moments.md): English and French are both understood
always; case, accents and spaces do not matter. It reads what it understands entirely, and nothing
else: rather None, and a word to the agent, than a moment that nobody meant.
"""

import re
import unicodedata
from bisect import bisect_left
from calendar import monthrange
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from ..models.base import DAY, MINUTE

_LONGEST = 366 * DAY


class Moment(NamedTuple):
    """When (`at`, ms since the epoch), and what follows it in the text, word for word (`rest`)."""

    at: int
    rest: str


class _Day(NamedTuple):
    """A day as it was named; `loose` where words after it would make it doubtful."""

    end: int
    ahead: int | None = None  # days from today
    weekday: int | None = None
    following: bool = False  # "next Monday", "lundi prochain"
    number: int = 0  # of the month
    month: int = 0
    year: int = 0
    part: str = ""
    loose: bool = False


class _Clock(NamedTuple):
    """A time of day as it was named."""

    end: int
    hour: int
    minute: int
    part: str
    form: str  # "sure", "h" (2h: also a duration), "bare" (9), "midnight"
    fixed: bool  # said with am or pm


class _Reading(NamedTuple):
    """A duration in minutes, or a day with a time (hour, minute), or either of the two."""

    end: int
    lasts: int | None = None
    day: _Day | None = None
    wall: tuple[int, int] | None = None


def _table(*rows: str, first: int = 0) -> dict[str, int]:
    """Word → the number of its row; `_` in a word is a space."""
    return {word.replace("_", " "): n for n, row in enumerate(rows, first) for word in row.split()}


_NUMBERS = _table(
    *("one un une", "two deux", "three trois", "four quatre", "five cinq", "six", "seven sept"),
    *("eight huit", "nine neuf", "ten dix", "eleven onze", "twelve douze"),
    first=1,
) | {"fifteen": 15, "quinze": 15, "twenty": 20, "vingt": 20, "thirty": 30, "trente": 30}
_SIZES = _table(
    *("m mn min mins minute minutes", "h hr hrs hour hours heure heures"),
    *("d j day days jour jours", "w wk wks week weeks sem semaine semaines"),
)
_UNITS = {word: (1, 60, 24 * 60, 7 * 24 * 60)[row] for word, row in _SIZES.items()}
_SPOKEN = {"an hour": 60, "a day": 24 * 60, "a week": 7 * 24 * 60, "half an hour": 30} | {
    **dict.fromkeys(("half hour", "demi heure", "une demi heure"), 30),
    **dict.fromkeys(("quart d'heure", "un quart d'heure"), 15),
}
_PARTS = {"morning": range(12), "afternoon": range(12, 19), "evening": range(17, 24)}
_PART_STARTS = {"": 9, "morning": 9, "afternoon": 13, "evening": 18}
_PART_WORDS = {"morning": "morning", "matin": "morning", "afternoon": "afternoon"} | {
    **dict.fromkeys(("apres midi", "aprem"), "afternoon"),
    **dict.fromkeys(("evening", "night", "soir"), "evening"),
}
_THESE = ("this morning", "ce matin"), ("this afternoon",), ("this evening", "ce soir", "tonight")
_NEAR = {word: (0, part) for words, part in zip(_THESE, _PARTS, strict=True) for word in words} | {
    **dict.fromkeys(("cet apres midi", "cette apres midi", "cet aprem"), (0, "afternoon")),
    **dict.fromkeys(("today", "aujourd'hui"), (0, "")),
    **dict.fromkeys(("tomorrow", "tmrw", "demain"), (1, "")),
    **dict.fromkeys(("day after tomorrow", "the day after tomorrow", "apres demain"), (2, "")),
}
_WEEKDAYS = _table(
    *("monday lundi", "tuesday mardi", "wednesday mercredi", "thursday jeudi", "friday vendredi"),
    *("saturday samedi", "sunday dimanche"),
)
_SHORT_WEEKDAYS = _table(
    *("mon lun", "tue tues mar", "wed mer", "thu thur thurs jeu", "fri ven", "sat sam", "sun dim")
)
_MONTHS = _table(
    *("jan janv january janvier", "feb fev fevr february fevrier", "mar march mars"),
    *("apr avr april avril", "may mai", "jun june juin", "jul juil juill july juillet"),
    *("aug august aout", "sep sept september septembre", "oct october octobre"),
    *("nov november novembre", "dec december decembre"),
    first=1,
)


def _any(words: Iterable[str]) -> str:
    """A pattern for one of `words`; a space in one may be a hyphen."""
    return "|".join(re.escape(w).replace(r"\ ", "[ -]") for w in sorted(words, key=len)[::-1])


_END = r"(?![\w']|-\w)"
_NTH = r"(?:er|st|nd|rd|th)"
_PART_END = rf"(?P<part>{_any(_PART_WORDS)}){_END}"
_LEAD = re.compile(
    r"(?P<lead>in |dans |for |pour |at |a (?!day|week)|until |till? |by |on |jusqu ?'? ?(?:a )?|)"
)
_AMOUNT = (
    rf"(?:(?P<spoken>{_any(_SPOKEN)})|(?:(?P<digits>[0-9]{{1,6}}) ?|(?P<word>{_any(_NUMBERS)}) )"
    rf"(?P<unit>{_any(_UNITS)}))(?![^\W\d]|'|-\w)"
)
_FIRST = re.compile(_AMOUNT)
_NEXT = re.compile(r",? ?(?:(?:et|and) )?" + _AMOUNT)
_TAIL = re.compile(
    rf"(?: ?(?P<minutes>[0-5][0-9])| (?P<half>et demie?|and a half)| et quart){_END}"
)
_FROM_NOW = re.compile(rf"(?: (?:from now|later|plus tard))?{_END}")
_CLOCK = re.compile(
    rf"(?:(?P<hour>[0-9]{{1,2}}|{_any(_NUMBERS)})(?::(?P<colon>[0-5][0-9])"
    r"| ?(?P<h>h|heures?)(?: ?(?P<minute>[0-5][0-9]))?| ?(?P<oclock>o ?'?clock))?"
    r"(?: ?(?P<half>[ap])\.? ?m)?"
    rf"|(?P<noon>noon|midi)|(?P<midnight>midnight|minuit))(?: et (?P<past>demie?|quart))?{_END}"
    rf"(?: (?:in the |at |du |de l')(?P<part>{_any(_PART_WORDS)}){_END})?"
)
_AT = re.compile(r"(?:[.,]+ ?| )(?P<at>(?:at|a) |@ ?)?")
_ON = re.compile(r"(?:[.,]+ ?| )(?:on )?")
_PART = re.compile(rf"[.,]? (?:in the |au |en |dans l'|dans la )?{_PART_END}")
_NEAR_DAY = re.compile(rf"(?P<near>{_any(_NEAR)}){_END}")
_NEXT_WEEK = re.compile(rf"(?:next week|(?:la )?semaine prochaine){_END}")
_WEEKDAY = re.compile(
    rf"(?:le |au |this |ce )?(?P<next>next )?(?:(?P<name>{_any(_WEEKDAYS)})|(?P<short>"
    rf"{_any(_SHORT_WEEKDAYS)})){_END}(?P<prochain> prochain{_END})?"
)
_DATE = re.compile(
    r"(?:(?P<iso>20[0-9]{2}-[0-9]{2}-[0-9]{2})|(?:le |the |au )?(?:"
    rf"(?P<day>[0-9]{{1,2}}){_NTH}?(?: of)? (?P<month>{_any(_MONTHS)})"
    # "mar 24" is a Tuesday in French and in March in English.
    rf"|(?P<month_first>{_any(_MONTHS.keys() - {'mar'})})\.? (?P<day_last>[0-9]{{1,2}}){_NTH}?)"
    r"(?:[.,]? (?P<year>20[0-9]{2}))?"
    rf"|(?P<the>le |the |au )?(?P<only>[0-9]{{1,2}})(?P<nth>{_NTH})?"
    r"(?! ?(?:h|heures?|[ap]\.? ?m|o ?'?clock)\b|:[0-9]))"  # `lundi 14 h` and `Fri 13:00` are times
    + _END
)
_STOPS = re.compile(r"\.? ?(?:$|[.,;:!?(-])")
_JOINTS = (
    "et and or ou a at to until till by the le la on in dans du de vers around about plus moins "
    "this ce cet cette"
)
_HINTS = (
    "h am pm a.m p.m noon midi midnight minuit demi demie half quart quarter ago before avant "
    "after apres from past next prochain prochaine matinee soiree nuit weekend january janvier "
    "february fevrier april avril june juin july juillet august aout september septembre october "
    "octobre november novembre december decembre"
)
_HINT_WORDS = (
    {*_HINTS.split(), *_PART_WORDS, *_NEAR, *_WEEKDAYS}
    | {unit for unit in _UNITS if len(unit) > 1}
    | _NUMBERS.keys() - {"one", "un", "une"}
)
_MORE = re.compile(
    rf"[\W_]*(?:(?:{_any(_JOINTS.split())}) )*(?:l')?"
    rf"(?:[0-9]|(?:{_any(_SHORT_WEEKDAYS)})\.? ?[0-9]|(?:{_any(_HINT_WORDS)}){_END})"
)
"""More of a moment: what was read before it was not the whole of what was meant."""


def read(text: str, now: int, timezone: str) -> Moment | None:
    """The moment at the beginning of `text`, after `now` (ms since the epoch), or None.

    `timezone` is the desk's (an IANA name; ZoneInfoNotFoundError for any other). What is read:

    - durations: `30 min`, `2h`, `1h30`, `2 hours`, `dans 3 jours`; exact, so a day is 24 hours;
    - times: `9:00`, `5:30 pm`, `midi`, `at 9h`; tomorrow's where today's has gone;
    - days: `demain`, `lundi`, `next week` (its Monday), `tonight` (18:00), `24 nov`, `le 24`,
      `2026-12-24`, alone (9:00, unless the part of the day is named) or with a time.

    `2h` is a duration, and so is every bare `h` up to 12 (`9h`, `12h30`); a bare 13 to 23, or one
    with a nought in front (`14h`, `09h`), is a time of day. After `at`, `à`, `until`, `jusqu'à`,
    and beside a day, it is always a time (`à 2h`, `demain 2h`); after `in` and `dans`, and after
    `for` where that makes sense, a duration.

    Today's weekday is next week's, unless a time is given that is still to come today. A date that
    is over is next year's (`le 24`: next month's); today's, after its hour, is none. A time that
    the clocks skip is the moment of the jump; of one that comes twice, the first still to come.
    None where the beginning is not understood, what follows looks like more of a moment, a weekday
    and a date disagree, or the moment is past, now, or over 366 days away.
    """
    said, places = _fold(text)
    zone = ZoneInfo(timezone)
    for reading in _readings(said):
        if _MORE.match(said, reading.end):
            continue
        at = _resolve(reading, now, zone)
        if at is None or not now < at <= now + _LONGEST:
            return None
        left = text[places[reading.end] :] if said[reading.end :].strip() else ""
        return Moment(at, re.sub(r"^(?:[\s.,;:!…]|[-–—](?=\s))+", "", left).strip())
    return None


def _fold(text: str) -> tuple[str, list[int]]:
    """`text` in small letters without accents or invisible marks, and where each came from."""
    letters: list[str] = []
    places: list[int] = []
    for place, char in enumerate(re.sub("[’‘ʼ`]", "'", text)):
        for letter in unicodedata.normalize("NFKD", char).casefold():
            if unicodedata.category(letter) in ("Mn", "Me", "Cf"):
                continue
            space = letter.isspace()
            if not space or (letters and letters[-1] != " "):
                letters.append(" " if space else letter)
                places.append(place)
    return "".join(letters), places


def _readings(said: str) -> Iterator[_Reading]:
    """What `said` may begin with, the likeliest first."""
    lead = _LEAD.match(said)
    word, start = (lead["lead"].rstrip(), lead.end()) if lead else ("", 0)
    lasting = _duration(said, start) if word in ("", "in", "dans", "for", "pour") else None
    if lasting and word == "for":
        yield lasting
    if word not in ("in", "dans"):
        day = _day(said, start)
        if day:
            yield from _day_first(said, day)
        clock = _clock(said, start)
        if clock:
            yield from _clock_first(said, clock, pointed=word not in ("", "for", "pour"))
    if lasting:
        yield lasting


def _day_first(said: str, day: _Day) -> Iterator[_Reading]:
    """`demain`, `demain 9h`, `Monday at 9`."""
    at = _AT.match(said, day.end)
    clock = _clock(said, at.end()) if at else None
    if at and clock and _settled(said, clock, bool(at["at"]), day.part):
        if wall := _wall(clock, day.part):
            yield _Reading(clock.end, day=day, wall=wall)
    elif not day.loose or _STOPS.match(said, day.end):
        yield _Reading(day.end, day=day)


def _settled(said: str, clock: _Clock, pointed: bool, part: str) -> bool:
    """Whether a clock beside a day is one: `at 9` must be clear without `h`, and end there."""
    if clock.form != "bare" or clock.part:
        return clock.form != "midnight"
    return pointed and bool(part or clock.hour >= 8) and _STOPS.match(said, clock.end) is not None


def _clock_first(said: str, clock: _Clock, *, pointed: bool) -> Iterator[_Reading]:
    """`9:00`, `9h demain`, `at 2h`, `14h`."""
    sure = pointed or clock.form != "h" or bool(clock.part)
    on = _ON.match(said, clock.end)
    day = _day(said, on.end()) if on else None
    if day and day.loose and not _STOPS.match(said, day.end):
        day = None
    if clock.form == "bare" and not clock.part:
        return  # `9 tomorrow`, `at 9`: morning or evening, or nine of something
    if day and (clock.form == "midnight" or (not sure and said[day.end :].strip(" ."))):
        return  # midnight of a day is either end of it; `2h demain il paie` may be a duration
    wall = _wall(clock, day.part if day else "")
    if wall and (day or sure):
        yield _Reading(day.end if day else clock.end, day=day, wall=wall)


def _duration(said: str, start: int) -> _Reading | None:
    """`30 min`, `1h30`, `2 heures et demie`, `1 day and 2 hours`: its units only get smaller."""
    minutes, unit, end = 0.0, 0, start
    while piece := (_NEXT if unit else _FIRST).match(said, end):
        size = _SPOKEN.get(_tidy(piece["spoken"])) or _UNITS[piece["unit"]]
        if (unit and size >= unit) or (piece["word"] and len(piece["unit"]) == 1):
            return None
        count = piece["digits"] or _NUMBERS.get(piece["word"] or "", 1)
        minutes, unit, end = minutes + size * int(count), size, piece.end()
    if unit and (tail := _TAIL.match(said, end)):
        if unit < 60 or (unit > 60 and not tail["half"]):
            return None
        minutes += unit / 2 if tail["half"] else int(tail["minutes"] or 15)
        end = tail.end()
    last = _FROM_NOW.match(said, end)
    return _Reading(last.end(), lasts=int(minutes)) if unit and last else None


def _clock(said: str, start: int) -> _Clock | None:
    """A time of day, as far as any clock shows it."""
    found = _CLOCK.match(said, start)
    if not found:
        return None
    minute = {None: 0, "quart": 15}.get(found["past"], 30)
    if found["noon"] or found["midnight"]:
        form = "sure" if found["noon"] else "midnight"
        return _Clock(found.end(), 12 if found["noon"] else 0, minute, "", form, fixed=True)
    minute += int(found["colon"] or found["minute"] or 0)
    digits = found["hour"]
    hour = int(digits) if digits.isdigit() else _NUMBERS[digits]
    half = found["half"]
    if hour > 23 or minute > 59 or (half and not 1 <= hour <= 12):
        return None
    form = "sure" if found["colon"] or found["oclock"] or half else "bare"
    if found["h"]:
        form = "sure" if hour > 12 or half or (digits[0] == "0" and digits[1:]) else "h"
    hour = hour % 12 + 12 * (half == "p") if half else hour
    part = _PART_WORDS.get(_tidy(found["part"]), "")
    return _Clock(found.end(), hour, minute, part, form, fixed=bool(half))


def _wall(clock: _Clock, part: str) -> tuple[int, int] | None:
    """Hour and minute that the wall shows; None where a part of the day does not have them."""
    named = part or clock.part
    hour = clock.hour
    if named in ("afternoon", "evening") and hour < 12 and not clock.fixed:
        hour += 12
    if (named and hour not in _PARTS[named]) or (clock.part and clock.part != named):
        return None
    return hour, clock.minute


def _tidy(words: str | None) -> str:
    return (words or "").replace("-", " ")


def _day(said: str, start: int) -> _Day | None:
    """A day, and the part of it that follows."""
    if near := _NEAR_DAY.match(said, start):
        ahead, part = _NEAR[_tidy(near["near"])]
        day = _Day(near.end(), ahead=ahead, part=part)
    elif week := _NEXT_WEEK.match(said, start):
        day = _Day(week.end(), weekday=0, following=True)
    else:
        named = _weekday(said, start)
        gap = _ON.match(said, named.end) if named else None
        dated = _date(said, gap.end() if gap else start, named) if gap or not named else None
        found = dated or named
        if not found:
            return None
        day = found
    part_ = None if day.part else _PART.match(said, day.end)
    if part_:
        day = day._replace(end=part_.end(), part=_PART_WORDS[_tidy(part_["part"])], loose=False)
    return day


def _weekday(said: str, start: int) -> _Day | None:
    found = _WEEKDAY.match(said, start)
    if not found:
        return None
    number = _WEEKDAYS.get(found["name"] or "", _SHORT_WEEKDAYS.get(found["short"] or "", 0))
    following = bool(found["next"] or found["prochain"])
    # "mon", "sam", "mer" are words too: `mon client` is no Monday.
    return _Day(found.end(), weekday=number, following=following, loose=bool(found["short"]))


def _date(said: str, start: int, named: _Day | None) -> _Day | None:
    """A date, after a weekday (`named`) or alone: a number alone needs `le`, `the` or `th`."""
    found = _DATE.match(said, start)
    if not found or (named and named.following):
        return None
    day = named or _Day(0)
    if found["iso"]:
        year, month, number = map(int, found["iso"].split("-"))
        return day._replace(end=found.end(), year=year, month=month, number=number, loose=False)
    if only := found["only"]:
        # `Monday 9` may be a time, `mar 24` a Tuesday or March.
        clear = int(only) > 12 and named is not None and said[start - 4 : start - 1] != "mar"
        if not (found["the"] or found["nth"] or clear):
            return None
        return day._replace(end=found.end(), number=int(only), loose=True)
    month = _MONTHS[found["month"] or found["month_first"]]
    number = int(found["day"] or found["day_last"])
    year = int(found["year"] or 0)
    return day._replace(end=found.end(), year=year, month=month, number=number, loose=False)


def _resolve(reading: _Reading, now: int, zone: ZoneInfo) -> int | None:
    """When that is, in ms since the epoch; None where it is not to come."""
    if reading.lasts is not None:
        return now + reading.lasts * MINUTE
    today = datetime.fromtimestamp(now / 1000, zone).date()
    day = reading.day
    part = day.part if day else ""
    hour, minute = reading.wall or (_PART_STARTS[part], 0)
    if day:
        dates = _dates(day, today, timed=bool(reading.wall or part))
    else:
        dates = [today, today + timedelta(1)]
    for one in dates:
        at = _instant(datetime.combine(one, time(hour, minute)), now, zone)
        if at is not None:
            agrees = not day or day.weekday in (None, one.weekday())
            return at if agrees else None
    return None


def _dates(day: _Day, today: date, *, timed: bool) -> list[date]:
    """The dates that are meant, the first of them that is not over."""
    if day.ahead is not None:
        return [today + timedelta(day.ahead)]
    if day.number or day.weekday is None:
        return _calendar(day, today)
    ahead = (day.weekday - today.weekday()) % 7
    if day.following:
        # On a Wednesday "next Friday" may be either; "next Monday" is one.
        ahead = ahead or 7
        return [today + timedelta(ahead)] if today.weekday() + ahead > 6 else []
    if ahead:
        return [today + timedelta(ahead)]
    return [today, today + timedelta(7)] if timed else [today + timedelta(7)]


def _calendar(day: _Day, today: date) -> list[date]:
    """The dates of that number, month and year where they are said. If one is today, it alone."""
    months = [(day.year or today.year, day.month)]
    if not day.month:
        ahead = (divmod(today.month - 1 + more, 12) for more in range(3))
        months = [(today.year + years, month + 1) for years, month in ahead]
    elif not day.year:
        months.append((today.year + 1, day.month))
    dates = []
    for year, month in months:
        # No 31 April: no date. `le 31` goes on to the next month that has one.
        if 1 <= month <= 12 and 1 <= day.number <= monthrange(year, month)[1]:
            dates.append(date(year, month, day.number))
    return [today] if today in dates else dates


def _instant(wall: datetime, now: int, zone: ZoneInfo) -> int | None:
    """The first moment after `now` at which the wall shows this, in ms since the epoch."""
    first, second = (wall.replace(tzinfo=zone, fold=fold).timestamp() for fold in (0, 1))
    if first > second:  # skipped: the moment of the jump, which is between the two
        seconds = range(int(second), int(first) + 1)
        offset = datetime.fromtimestamp(first, zone).utcoffset()
        jump = bisect_left(
            seconds,
            True,
            key=lambda at: datetime.fromtimestamp(at, zone).utcoffset() == offset,
        )
        first = second = seconds[jump]
    return min((at for at in (int(first * 1000), int(second * 1000)) if at > now), default=None)
