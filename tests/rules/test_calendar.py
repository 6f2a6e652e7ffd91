"""What is open when: told in examples. What holds for all calendars: test_calendar_properties.py"""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from chalicelib.models import DAY, HOUR, MINUTE, Closure, Holiday
from chalicelib.rules import calendar
from chalicelib.rules.calendar import Calendar
from tests.support import made

MONTREAL = "America/Montreal"
OFFICE = ("Mon-Fri 09:00-17:00", "Sat 10:00-15:00")
SUPPORT = made.desk().inboxes[0]
CHRISTMAS = Holiday("2026-12-25", {"en": "Christmas Day", "fr": "Jour de Noël"})


def ms(text: str, timezone: str = MONTREAL, fold: int = 0) -> int:
    wall = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(timezone), fold=fold)
    return int(wall.timestamp() * 1000)


def of(
    *hours: str,
    days: tuple[Holiday, ...] = (),
    closures: tuple[Closure, ...] = (),
    timezone: str = MONTREAL,
    **inbox: Any,
) -> Calendar:
    desk = made.desk(holidays=days, closures=closures, timezone=timezone)
    return calendar.of(SUPPORT.but(hours=hours, **inbox), desk)


def opens(found: Calendar, text: str) -> bool:
    return calendar.is_open(found, ms(text))


def said(since: str, until: str, is_open: bool = False, inbox: str = "support") -> Closure:
    return Closure(inbox, ms(since), ms(until), is_open)


def test_office_hours() -> None:
    # 16 November 2026 is a Monday.
    for text, expected in {
        "2026-11-16T08:59:59": False,
        "2026-11-16T09:00": True,
        "2026-11-16T16:59:59": True,
        "2026-11-16T17:00": False,
        "2026-11-21T14:00": True,
        "2026-11-22T12:00": False,
    }.items():
        assert opens(of(*OFFICE), text) is expected, text


def test_past_midnight_and_past_the_week() -> None:
    assert opens(of("Fri 22:00-02:00"), "2026-11-21T01:59")
    assert not opens(of("Fri 22:00-02:00"), "2026-11-21T02:00")
    assert not opens(of("Fri 22:00-02:00"), "2026-11-20T01:00")
    assert opens(of("Sun 22:00-02:00"), "2026-11-23T01:00")
    assert opens(of("Mon-Sun 00:00-24:00"), "2026-11-23T00:00")


def test_next_opening_and_closing() -> None:
    found = of(*OFFICE)
    for at, opening, closing in (
        ("2026-11-16T08:00", "2026-11-16T09:00", None),
        ("2026-11-16T17:00", "2026-11-17T09:00", None),
        ("2026-11-21T15:00", "2026-11-23T09:00", None),
        ("2026-11-16T12:34:56", "2026-11-16T12:34:56", "2026-11-16T17:00"),
    ):
        assert calendar.next_opening(found, ms(at)) == ms(opening), at
        assert calendar.closes_at(found, ms(at)) == (ms(closing) if closing else None), at


@pytest.mark.parametrize(
    "hours", [(), ("Mon-Sun 00:00-24:00",), ("Mon-Sun 06:00-06:30", "Mon-Sun 06:30-06:00")]
)
def test_what_never_closes(hours: tuple[str, ...]) -> None:
    found, at = of(*hours), ms("2026-11-16T08:00")
    assert found.always
    assert calendar.is_open(found, at)
    assert calendar.next_opening(found, at) == at
    assert calendar.closes_at(found, at) is None
    assert calendar.open_between(found, at, at + 400 * DAY + 1) == 400 * DAY + 1
    assert calendar.after_open(found, at, 9_000 * DAY) == at + 9_000 * DAY


def test_open_time_counts_open_hours_only() -> None:
    found = of(*OFFICE)
    friday = ms("2026-11-20T16:00")
    assert calendar.open_between(found, friday, ms("2026-11-23T10:30")) == 7 * HOUR + 30 * MINUTE
    assert calendar.after_open(found, friday, 30 * MINUTE) == ms("2026-11-20T16:30")
    assert calendar.after_open(found, friday, HOUR) == ms("2026-11-20T17:00")
    assert calendar.after_open(found, friday, HOUR + 1) == ms("2026-11-21T10:00") + 1
    assert calendar.after_open(found, friday, 7 * HOUR) == ms("2026-11-23T10:00")
    assert calendar.after_open(found, ms("2026-11-22T12:00"), 0) == ms("2026-11-22T12:00")
    assert calendar.open_between(found, friday, friday) == 0
    assert calendar.open_between(found, friday, friday - DAY) == 0


# --- when the clocks change: back on 1 November 2026, on by one hour on 14 March 2027 -------


def test_the_hours_stay_when_the_clocks_change() -> None:
    for saturday, monday in (("2026-10-31", "2026-11-02"), ("2027-03-13", "2027-03-15")):
        found = of("Mon 09:00-17:00")
        assert calendar.next_opening(found, ms(f"{saturday}T20:00")) == ms(f"{monday}T09:00")


def test_a_span_that_starts_in_the_skipped_hour_opens_with_the_jump() -> None:
    opening = calendar.next_opening(of("Sun 02:30-04:00"), ms("2027-03-14T01:00"))
    assert opening == ms("2027-03-14T03:00")


def test_a_span_wholly_in_the_skipped_hour_is_for_next_week() -> None:
    found = of("Sun 02:00-03:00")
    assert calendar.next_opening(found, ms("2027-03-14T01:00")) == ms("2027-03-21T02:00")


def test_an_hour_that_comes_twice_is_open_twice() -> None:
    found = of("Sun 00:30-01:30")
    assert opens(found, "2026-11-01T01:10")
    assert calendar.is_open(found, ms("2026-11-01T01:10", fold=1))
    between = ms("2026-11-01T01:45")
    assert not calendar.is_open(found, between)
    assert calendar.next_opening(found, between) == ms("2026-11-01T01:00", fold=1)
    day = ms("2026-11-01T00:00")
    assert calendar.open_between(found, day, day + DAY) == 90 * MINUTE


def test_a_day_that_is_an_hour_shorter_or_longer() -> None:
    found = of("Sat 22:00-10:00")
    for evening, length in (("2027-03-13T22:00", 11), ("2026-10-31T22:00", 13)):
        assert calendar.open_between(found, ms(evening), ms(evening) + DAY) == length * HOUR


# --- holidays and single days -------------------------------------------------------------


def test_a_holiday_closes_the_day() -> None:
    found = of(*OFFICE, days=(CHRISTMAS,))
    assert not opens(found, "2026-12-25T12:00")
    assert opens(found, "2026-12-24T12:00")
    assert calendar.next_opening(found, ms("2026-12-24T18:00")) == ms("2026-12-26T10:00")


def test_an_inbox_may_be_open_on_holidays() -> None:
    found = of(*OFFICE, days=(CHRISTMAS,), holidays=False)
    assert opens(found, "2026-12-25T12:00")
    assert calendar.holiday_on(found, ms("2026-12-25T20:00"), "en") == ""


def test_a_holiday_closes_an_inbox_without_hours_from_midnight_to_midnight() -> None:
    found = of(days=(CHRISTMAS,))
    before = ms("2026-12-24T12:00")
    assert calendar.closes_at(found, before) == ms("2026-12-25T00:00")
    assert calendar.next_opening(found, ms("2026-12-25T00:00")) == ms("2026-12-26T00:00")
    assert calendar.closes_at(found, ms("2026-12-26T00:00")) is None
    assert calendar.open_between(found, before, before + 2 * DAY) == DAY


def test_a_span_is_the_days_it_starts_on() -> None:
    # 1 January 2027 is a Friday, 2 January a Saturday.
    found = of("Fri 22:00-02:00", "Sat 22:00-02:00", days=(Holiday("2027-01-02"),))
    assert opens(found, "2027-01-02T01:59")
    assert not opens(found, "2027-01-02T02:00")
    assert not opens(found, "2027-01-02T23:00")
    assert not opens(found, "2027-01-03T01:00")


def test_a_single_day_wins_over_its_week_and_over_holidays() -> None:
    lines = ("2026-12-25 10:00-11:00", "2026-12-23 closed", "2026-12-27 22:00-01:00")
    found = of(*OFFICE, days=(CHRISTMAS,), exceptions=lines)
    assert opens(found, "2026-12-25T10:30")
    assert not opens(found, "2026-12-25T12:00")
    assert not opens(found, "2026-12-23T12:00")
    assert opens(found, "2026-12-28T00:59")
    assert not opens(found, "2026-12-28T01:00")


def test_the_name_of_the_holiday() -> None:
    own = Holiday("2026-12-24", {"": "Veille de Noël"})
    found = of(
        *OFFICE,
        days=(own, CHRISTMAS, Holiday("2026-12-28")),
        exceptions=("2026-07-01 closed",),
    )
    for text, language, name in (
        ("2026-12-24T23:59", "en", "Veille de Noël"),
        ("2026-12-25T00:00", "fr", "Jour de Noël"),
        ("2026-12-25T23:59", "en", "Christmas Day"),
        ("2026-12-25T12:00", "de", ""),
        ("2026-12-26T00:00", "fr", ""),
        ("2026-12-28T12:00", "fr", ""),
        ("2026-07-01T12:00", "fr", ""),
    ):
        assert calendar.holiday_on(found, ms(text), language) == name, text


def test_a_holiday_with_hours_of_its_own_has_no_name_and_one_closed_twice_has() -> None:
    at = ms("2026-12-25T20:00")
    hours = of(*OFFICE, days=(CHRISTMAS,), exceptions=("2026-12-25 10:00-11:00",))
    assert calendar.holiday_on(hours, at, "en") == ""
    closed = of(*OFFICE, days=(CHRISTMAS,), exceptions=("2026-12-25 closed",))
    assert calendar.holiday_on(closed, at, "en") == "Christmas Day"


# --- what a supervisor says ---------------------------------------------------------------


def test_closed_until_monday() -> None:
    found = of(*OFFICE, closures=(said("2026-11-18T14:07", "2026-11-23T09:30"),))
    assert calendar.closes_at(found, ms("2026-11-18T10:00")) == ms("2026-11-18T14:07")
    assert not opens(found, "2026-11-19T10:00")
    assert calendar.next_opening(found, ms("2026-11-19T10:00")) == ms("2026-11-23T09:30")


def test_open_although_it_is_closed_and_the_other_way_round() -> None:
    evening = said("2026-11-18T16:00", "2026-11-18T20:00", is_open=True)
    found = of(*OFFICE, closures=(evening,))
    assert calendar.closes_at(found, ms("2026-11-18T10:00")) == ms("2026-11-18T20:00")
    holiday = of(*OFFICE, days=(Holiday("2026-11-18"),), closures=(evening,))
    assert calendar.next_opening(holiday, ms("2026-11-18T10:00")) == ms("2026-11-18T16:00")


def test_the_later_word_counts() -> None:
    week = said("2026-11-16T00:00", "2026-11-23T00:00")
    wednesday = said("2026-11-18T10:00", "2026-11-18T11:00", is_open=True)
    found = of(*OFFICE, closures=(week, wednesday))
    assert calendar.open_between(found, ms("2026-11-16T00:00"), ms("2026-11-23T00:00")) == HOUR
    assert not opens(of(*OFFICE, closures=(wednesday, week)), "2026-11-18T10:30")


def test_a_word_is_for_one_inbox() -> None:
    noon = "2026-11-18T12:00"
    for inbox, expected in (("support", False), ("sales", True)):
        word = said("2026-11-18T10:00", "2026-11-18T14:00", inbox=inbox)
        assert opens(of(*OFFICE, closures=(word,)), noon) is expected


def test_closed_for_a_year_or_for_good_is_found_out_at_once() -> None:
    at = ms("2026-11-16T10:00")
    year = of(*OFFICE, closures=(Closure("support", at, at + 365 * DAY),))
    assert calendar.next_opening(year, at) == ms("2027-11-16T10:00")
    assert calendar.after_open(year, at, HOUR) == ms("2027-11-16T11:00")
    for until in (calendar.NEVER, 2**63):
        good = of(*OFFICE, closures=(Closure("support", at, until),))
        assert calendar.next_opening(good, at) is None
        assert calendar.closes_at(good, at) is None
        assert calendar.after_open(good, at, 1) == calendar.NEVER
        assert calendar.open_between(good, at, at + 365 * DAY) == 0
        assert calendar.closes_at(good, at - HOUR) == at
        kept_open = of(*OFFICE, closures=(Closure("support", at, until, is_open=True),))
        assert calendar.closes_at(kept_open, at) is None
        assert calendar.after_open(kept_open, at, 100 * DAY) == at + 100 * DAY


def test_a_word_that_ends_before_it_begins_says_nothing() -> None:
    backwards = said("2026-11-18T14:00", "2026-11-18T10:00")
    found = of(*OFFICE, closures=(backwards,))
    assert calendar.open_between(found, ms("2026-11-18T00:00"), ms("2026-11-19T00:00")) == 8 * HOUR


# --- agents -------------------------------------------------------------------------------


def test_an_agent_without_shifts_always_works() -> None:
    assert calendar.for_agent(made.anna(), made.desk()).always


def test_shifts_know_no_holidays_and_no_closures() -> None:
    desk = made.desk(
        holidays=(CHRISTMAS,), closures=(said("2026-12-24T00:00", "2026-12-27T00:00"),)
    )
    found = calendar.for_agent(made.anna(shifts=("Fri 22:00-06:00",)), desk)
    assert opens(found, "2026-12-25T23:00")
    assert opens(found, "2026-12-26T05:59")
    assert not opens(found, "2026-12-25T21:59")


# --- the same calendar is worked out once --------------------------------------------------


def test_equal_hours_are_read_once() -> None:
    assert of(*OFFICE, days=(CHRISTMAS,)).days is of(*OFFICE, days=(CHRISTMAS,)).days
    assert of(*OFFICE).days is not of(*OFFICE, timezone="Europe/Paris").days
