"""Opening hours: what is accepted, what is open, and when it opens next."""

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.rules.hours import Week, is_open, next_opening, parse

MONTREAL = "America/Montreal"
OFFICE = parse(["Mon-Fri 09:00-17:00", "Sat 10:00-15:00"])


def ms(text: str, timezone: str = MONTREAL, fold: int = 0) -> int:
    wall = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(timezone), fold=fold)
    return int(wall.timestamp() * 1000)


def opens(lines: list[str], text: str) -> bool:
    return is_open(parse(lines), ms(text), MONTREAL)


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
        assert is_open(OFFICE, ms(text), MONTREAL) is expected, text


@pytest.mark.parametrize(
    ("lines", "same"),
    [
        (["lun-ven 9:00-17:00", "sam 10:00-15:00"], OFFICE),
        (["Monday-Friday 09:00-17:00", "samedi 10:00-15:00"], OFFICE),
        (["Mon. - Fri. 09:00 - 17:00", "SAT 10:00\N{EN DASH}15:00"], OFFICE),
        (["Mon,Wed 9:00-12:00"], parse(["Mon 9:00-12:00", "Wed 9:00-12:00"])),
        (["Sun-Tue 9:00-12:00"], parse(["Sun,Mon,Tue 9:00-12:00"])),
        (["Mon 9:00-12:00, 13:00-17:00"], parse(["mon 13:00-17:00", "mon 9:00-12:00"])),
        (["Fri 18:00-24:00"], parse(["Fri 18:00-00:00"])),
        ([], Week()),
    ],
)
def test_ways_to_say_the_same(lines: list[str], same: Week) -> None:
    assert parse(lines) == same


def test_past_midnight_and_past_the_week() -> None:
    assert opens(["Fri 22:00-02:00"], "2026-11-21T01:59")
    assert not opens(["Fri 22:00-02:00"], "2026-11-21T02:00")
    assert not opens(["Fri 22:00-02:00"], "2026-11-20T01:00")
    assert opens(["Sun 22:00-02:00"], "2026-11-23T01:00")
    assert opens(["Mon-Sun 00:00-24:00"], "2026-11-23T00:00")


@pytest.mark.parametrize(
    ("lines", "named"),
    [
        (["Mon"], "Mon"),
        ([""], ""),
        (["Mun 09:00-17:00"], "Mun"),
        (["Mo 09:00-17:00"], "Mo"),
        (["Mon-Fri 9-17"], "9-17"),
        (["Mon 09:00-17:00x"], "09:00-17:00x"),
        (["Mon 25:00-26:00"], "25:00-26:00"),
        (["Mon 24:00-25:00"], "24:00-25:00"),
        (["Mon 09:60-10:00"], "09:60-10:00"),
        (["Mon 09:00-24:01"], "09:00-24:01"),
        (["Mon 09:00-09:00"], "09:00-09:00"),
        (["Mon-Fri 09:00-17:00", "Wed 16:00-18:00"], "Wed 16:00-18:00"),
        (["Sun 22:00-02:00", "Mon 01:00-03:00"], "Mon 01:00-03:00"),
        (["Mon 09:00-17:00", "Mon 09:00-17:00"], "Mon 09:00-17:00"),
        (["Mon,Mon 09:00-17:00"], "Mon,Mon 09:00-17:00"),
    ],
)
def test_what_is_refused_names_the_text(lines: list[str], named: str) -> None:
    with pytest.raises(ValueError, match=re.escape(f'"{named}"')) as error:
        parse(lines)
    assert re.fullmatch(r".+\.", str(error.value))


def test_spans_may_touch() -> None:
    assert parse(["Mon 09:00-12:00", "Mon 12:00-17:00"]).covers(12 * 60)
    assert parse(["Sun 22:00-02:00", "Mon 02:00-03:00"]).covers(2 * 60)


def test_next_opening() -> None:
    for at, expected in {
        "2026-11-16T08:00": "2026-11-16T09:00",
        "2026-11-16T17:00": "2026-11-17T09:00",
        "2026-11-21T15:00": "2026-11-23T09:00",
        "2026-11-16T12:34:56": "2026-11-16T12:34:56",
    }.items():
        assert next_opening(OFFICE, ms(at), MONTREAL) == ms(expected), at


def test_no_next_opening_without_a_closed_minute() -> None:
    assert next_opening(Week(), ms("2026-11-16T08:00"), MONTREAL) is None
    assert is_open(Week(), ms("2026-11-16T08:00"), MONTREAL)
    for lines in (["Mon-Sun 00:00-24:00"], ["Mon-Sun 06:00-06:30", "Mon-Sun 06:30-06:00"]):
        assert next_opening(parse(lines), ms("2026-11-16T08:00"), MONTREAL) is None


def test_the_hours_stay_when_the_clocks_change() -> None:
    # Back one hour on Sunday 1 November 2026, on by one on Sunday 14 March 2027.
    for saturday, monday in (("2026-10-31", "2026-11-02"), ("2027-03-13", "2027-03-15")):
        week = parse(["Mon 09:00-17:00"])
        assert next_opening(week, ms(f"{saturday}T20:00"), MONTREAL) == ms(f"{monday}T09:00")


def test_a_span_that_starts_in_the_skipped_hour_opens_with_the_jump() -> None:
    week = parse(["Sun 02:30-04:00"])
    opening = next_opening(week, ms("2027-03-14T01:00"), MONTREAL)
    assert opening == ms("2027-03-14T03:00")


def test_a_span_wholly_in_the_skipped_hour_is_for_next_week() -> None:
    week = parse(["Sun 02:00-03:00"])
    assert next_opening(week, ms("2027-03-14T01:00"), MONTREAL) == ms("2027-03-21T02:00")


def test_an_hour_that_comes_twice_is_open_twice() -> None:
    week = parse(["Sun 00:30-01:30"])
    assert is_open(week, ms("2026-11-01T01:10"), MONTREAL)
    assert is_open(week, ms("2026-11-01T01:10", fold=1), MONTREAL)
    between = ms("2026-11-01T01:45")
    assert not is_open(week, between, MONTREAL)
    assert next_opening(week, between, MONTREAL) == ms("2026-11-01T01:00", fold=1)


days = st.sampled_from(["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"])
clocks = st.builds("{:02}:{:02}".format, st.integers(0, 23), st.sampled_from([0, 15, 30, 59]))


@st.composite
def weeks(draw: st.DrawFn) -> Week:
    """A week of up to six spans; those that overlap earlier ones are left out."""
    kept: list[str] = []
    for day, start, end in draw(st.lists(st.tuples(days, clocks, clocks), min_size=1, max_size=6)):
        try:
            parse([*kept, f"{day} {start}-{end}"])
        except ValueError:
            continue
        kept.append(f"{day} {start}-{end}")
    return parse(kept or ["Mon 09:00-17:00"])


zones = st.sampled_from(
    [MONTREAL, "Europe/Paris", "Asia/Beirut", "Australia/Lord_Howe", "America/Havana", "UTC"]
)
# The weeks around the northern and southern clock changes, and some others.
moments = st.one_of(
    st.datetimes(datetime(2026, 10, 18), datetime(2026, 11, 4), timezones=st.just(UTC)),
    st.datetimes(datetime(2027, 3, 8), datetime(2027, 4, 6), timezones=st.just(UTC)),
    st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),
)


@given(weeks(), moments, zones)
def test_it_is_open_at_the_next_opening_and_not_before(
    week: Week, moment: datetime, zone: str
) -> None:
    at = int(moment.timestamp() * 1000)
    opening = next_opening(week, at, zone)
    if week.always:
        assert opening is None
        return
    assert opening is not None
    assert opening >= at
    assert is_open(week, opening, zone)
    # Every minute in between is closed; spans start on whole minutes.
    first = at - at % 60_000 + 60_000
    for between in range(first, opening, 60_000):
        assert not is_open(week, between, zone)
    assert opening == at or not is_open(week, at, zone)
