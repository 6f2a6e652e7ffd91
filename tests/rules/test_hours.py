"""Opening hours: what lines are taken, and what they mean."""

import re

import pytest

from chalicelib.rules.hours import Span, Week, exceptions, is_day, parse

OFFICE = parse(["Mon-Fri 09:00-17:00", "Sat 10:00-15:00"])
MORNING, AFTERNOON = Span(9 * 60, 12 * 60), Span(13 * 60, 17 * 60)


def test_a_week_by_its_days() -> None:
    assert OFFICE.on(4) == (Span(9 * 60, 17 * 60),)
    assert OFFICE.on(5) == (Span(10 * 60, 15 * 60),)
    assert OFFICE.on(6) == ()
    # What runs past midnight is the day's it starts on, on Sundays too.
    assert parse(["Sun 22:00-02:00"]).on(6) == (Span(22 * 60, 26 * 60),)
    assert parse(["Sun 22:00-02:00"]).on(0) == ()


def test_a_week_without_a_closed_minute() -> None:
    for lines in (
        [],
        ["Mon-Sun 00:00-24:00"],
        ["Mon-Sun 06:00-06:30", "Mon-Sun 06:30-06:00"],
    ):
        assert parse(lines).always
    assert not OFFICE.always


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
    assert len(parse(["Mon 09:00-12:00", "Mon 12:00-17:00"]).spans) == 2
    assert len(parse(["Sun 22:00-02:00", "Mon 02:00-03:00"]).spans) == 2


@pytest.mark.parametrize(
    ("lines", "days"),
    [
        ([], {}),
        (["2026-12-24 09:00-12:00"], {"2026-12-24": (MORNING,)}),
        (["  2026-12-24   9:00 - 12:00 "], {"2026-12-24": (MORNING,)}),
        (["2026-12-24 09:00-12:00, 13:00-17:00"], {"2026-12-24": (MORNING, AFTERNOON)}),
        (
            ["2026-12-24 13:00-17:00", "2026-12-24 09:00-12:00"],
            {"2026-12-24": (MORNING, AFTERNOON)},
        ),
        (["2026-07-01 closed", "2026-07-02 CLOSED"], {"2026-07-01": (), "2026-07-02": ()}),
        (["2026-12-31 22:00-02:00"], {"2026-12-31": (Span(22 * 60, 26 * 60),)}),
        (["2028-02-29 closed"], {"2028-02-29": ()}),
    ],
)
def test_single_days(lines: list[str], days: dict[str, tuple[Span, ...]]) -> None:
    assert exceptions(lines) == days


@pytest.mark.parametrize(
    ("lines", "named"),
    [
        ([""], ""),
        (["closed"], "closed"),
        (["2026-12-24"], "2026-12-24"),
        (["2026-02-29 closed"], "2026-02-29 closed"),
        (["20261224 closed"], "20261224 closed"),
        (["24-12-2026 closed"], "24-12-2026 closed"),
        (["2026-12-24 open"], "open"),
        (["2026-12-24 9-12"], "9-12"),
        (["2026-12-24 closed", "2026-12-24 closed"], "2026-12-24 closed"),
        (["2026-12-24 closed", "2026-12-24 09:00-12:00"], "2026-12-24 09:00-12:00"),
        (["2026-12-24 09:00-12:00", "2026-12-24 11:00-13:00"], "2026-12-24 11:00-13:00"),
        (["2026-12-24 09:00-12:00, 11:00-13:00"], "2026-12-24 09:00-12:00, 11:00-13:00"),
    ],
)
def test_what_is_refused_of_single_days_names_the_text(lines: list[str], named: str) -> None:
    with pytest.raises(ValueError, match=re.escape(f'"{named}"')) as error:
        exceptions(lines)
    assert re.fullmatch(r".+\.", str(error.value))


def test_a_day_has_one_name() -> None:
    assert is_day("2026-12-24")
    assert not any(map(is_day, ("2026-W52-4", "20261224", "2026-12-24T09:00", "Mon", "")))
