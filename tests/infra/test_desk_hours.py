"""`desk.toml` on holidays, single days and lengths of time: what is taken, and what is refused."""

from datetime import date

import pytest

from chalicelib.models import DAY, HOUR, MINUTE, SECOND, Desk, Holiday
from infra import deskholidays

from .slips import parsed, refused

RIGHT = """[desk]
name = "Atelier Vélo"
language = "fr"
timezone = "America/Montreal"
relay_numbers = ["+15145550101"]
holidays = ["CA-QC", "2026-12-24 Veille de Noël"]

[[inboxes]]
name = "support"
addresses = ["+15145550100"]
exceptions = ["2026-12-31 09:00-12:00", "2026-07-02 closed"]
pass_on_after = "5m"
first_answer = "30m"
next_answer = "2h"
close_after = "3d"

[[agents]]
name = "Anna"
address = "+15145550201"
inboxes = ["support"]
shifts = ["Mon-Fri 09:00-17:00"]
"""


def build(text: str, year: int = 2026) -> Desk:
    return parsed(text).build("k" * 64, year)


def with_holidays(value: str) -> str:
    return RIGHT.replace('["CA-QC", "2026-12-24 Veille de Noël"]', value)


def test_what_is_written_is_on_the_desk() -> None:
    desk = build(RIGHT)
    inbox, agent = desk.inboxes[0], desk.agents[0]
    assert inbox.exceptions == ("2026-12-31 09:00-12:00", "2026-07-02 closed")
    assert inbox.holidays
    assert inbox.pass_on_after == 5 * MINUTE
    assert (inbox.first_answer, inbox.next_answer) == (30 * MINUTE, 2 * HOUR)
    assert inbox.close_after == 3 * DAY
    assert agent.shifts == ("Mon-Fri 09:00-17:00",)


def test_what_is_not_written() -> None:
    keys = ("exceptions", "pass_on", "first_", "next_", "close_", "shifts", "holidays")
    lines = [line for line in RIGHT.splitlines() if not line.startswith(keys)]
    desk = build("\n".join(lines))
    inbox = desk.inboxes[0]
    assert (desk.holidays, desk.holidays_until, desk.closures) == ((), "", ())
    assert (inbox.exceptions, inbox.holidays, inbox.pass_on_after) == ((), True, 10 * MINUTE)
    assert (inbox.first_answer, inbox.next_answer, inbox.close_after) == (0, 0, 0)
    assert desk.agents[0].shifts == ()


@pytest.mark.parametrize(
    ("written", "length"),
    [("90s", 90 * SECOND), ("1m", MINUTE), ("10 m", 10 * MINUTE), ("24h", DAY), ("1d", DAY)],
)
def test_lengths(written: str, length: int) -> None:
    assert build(RIGHT.replace('"5m"', f'"{written}"')).inboxes[0].pass_on_after == length


def test_holidays_of_three_years_in_our_languages() -> None:
    holidays = build(RIGHT).holidays
    assert {day[:4] for day, _ in holidays} == {"2026", "2027", "2028"}
    assert [day for day, _ in holidays] == sorted(day for day, _ in holidays)
    names = dict(holidays)
    assert names["2026-06-24"]["fr"] == "Fête nationale du Québec"
    assert names["2027-12-25"] == {"en": "Christmas Day", "fr": "Jour de Noël"}
    assert names["2026-12-24"] == {"": "Veille de Noël"}
    assert build(RIGHT).holidays_until == "2028-12-25"
    assert build(RIGHT, 2030).holidays_until.startswith("2032-12-")


def test_this_year_where_none_is_given() -> None:
    desk = parsed(RIGHT).build("k" * 64)
    years = {day[:4] for day, names in desk.holidays if "fr" in names}
    assert len(years) == 3


def test_a_desk_is_kept_and_read_again_with_its_holidays() -> None:
    desk = build(RIGHT)
    assert Desk.model_validate_json(desk.model_dump_json()) == desk


def test_one_code_needs_no_list() -> None:
    assert build(with_holidays('"CA-QC"')).holidays == build(with_holidays('["CA-QC"]')).holidays


def test_days_that_are_named_one_by_one_do_not_run_out() -> None:
    desk = build(with_holidays('["2026-12-24 Veille de Noël", "2026-12-28"]'))
    assert desk.holidays == (
        Holiday("2026-12-24", {"": "Veille de Noël"}),
        Holiday("2026-12-28", {}),
    )
    assert desk.holidays_until == ""


def test_a_name_in_desk_toml_comes_before_a_librarys_and_countries_add_up() -> None:
    names = dict(build(with_holidays('["CA-QC", "FR", "2026-12-25 Fermeture"]')).holidays)
    assert names["2026-12-25"] == {"": "Fermeture"}
    assert names["2026-07-01"]["fr"] == "Fête du Canada"
    assert names["2026-07-14"]["fr"] == "Fête nationale"
    assert names["2027-12-25"]["fr"] == "Jour de Noël"


def test_a_country_without_french_names_has_english_ones() -> None:
    assert dict(build(with_holidays('"US-NY"')).holidays)["2026-07-04"] == {
        "en": "Independence Day"
    }
    assert set(dict(build(with_holidays('"NZ"')).holidays)["2026-12-25"]) == {"en"}


@pytest.mark.parametrize("code", ["CA", "BE", "CH-GE", "SN", "MA", "LU", "HT", "GB", "NP", "JP"])
def test_each_country_has_days_with_names(code: str) -> None:
    found = deskholidays.days([code], range(2026, 2029))
    assert len(found) > 15
    for day, names in found:
        assert date.fromisoformat(day).year in range(2025, 2029)
        assert names
        assert all(names.values())


WRONG = [
    ('"CA-QC", ', '"ca-qc", ', 6, "did you mean `CA-QC`?"),
    ('"CA-QC", ', '"CA_QC", ', 6, "did you mean `CA-QC`?"),
    ('"CA-QC", ', '"QC", ', 6, "did you mean `CA-QC`?"),
    ('"CA-QC", ', '"CA-QB", ', 6, "write CA, or one of CA-AB, CA-BC"),
    ('"CA-QC", ', '"MA-CAS", ', 6, "Mend: write MA."),
    ('"CA-QC", ', '"Atlantis", ', 6, 'ISO codes, like "CA-QC" or "FR".'),
    ('"CA-QC", ', '"", ', 6, "there are no holidays known for"),
    ('"CA-QC", ', "3, ", 6, "each of `holidays` must be text"),
    ('["CA-QC", "2026-12-24 Veille de Noël"]', "3", 6, "`holidays` must be a list"),
    ('["CA-QC", "2026-12-24 Veille de Noël"]', '"QX"', 6, "no holidays known"),
    ('"CA-QC", ', '"CA-QC", "CA-QC", ', 6, 'the holiday "CA-QC" is there twice'),
    ('"CA-QC", ', '"2026-12-24", ', 6, "is there twice, first on line 6"),
    ("2026-12-24", "2026-12-32", 6, 'write it like "2026-12-24 Name".'),
    ("2026-12-24", "24-12-2026", 6, "does not begin with a day"),
    ("Veille de Noël", "N" * 41, 6, "over 40 characters"),
    ("2026-12-31 09", "2026-02-30 09", 11, 'write a day like "2026-12-24 09:00-12:00"'),
    ("2026-07-02 closed", "2026-07-02 shut", 11, '"shut" in "2026-07-02 shut" is no time span'),
    ("2026-07-02 closed", "2026-12-31 closed", 11, "contradict each other"),
    ("2026-07-02 closed", "2026-12-31 11:00-13:00", 11, "overlap"),
    ('["2026-12-31 09:00-12:00", "2026-07-02 closed"]', '"x"', 11, "`exceptions` must be a list"),
    ('"support"\n', '"support"\nholidays = "no"\n', 10, "here write true or false"),
    ('"support"\n', '"support"\nholidays = ["CA"]\n', 10, "the days stand in [desk]"),
    ("Mon-Fri", "Man-Fri", 21, '"Man" in "Man-Fri 09:00-17:00" is no day'),
    ('["Mon-Fri 09:00-17:00"]', '"Mon-Fri 09:00-17:00"', 21, "`shifts` must be a list"),
    ('"5m"', "5", 12, 'write it in quotes, like "90s", "10m", "2h" or "3d".'),
    ('"5m"', '"5 minutes"', 12, '"5 minutes" is no length of time'),
    ('"5m"', '"-5m"', 12, "is no length of time"),
    ('"5m"', '"59s"', 12, '"59s" is too short. Mend: write one from "1m" to "1d".'),
    ('"5m"', '"25h"', 12, '"25h" is too long. Mend: write one from "1m" to "1d".'),
    ('"30m"', '"0m"', 13, 'from "1m" to "14d".'),
    ('"2h"', '"15d"', 14, 'from "1m" to "14d".'),
    ('"3d"', '"59m"', 15, 'from "1h" to "90d".'),
    ('"3d"', '"91d"', 15, 'from "1h" to "90d".'),
    ('"3d"', "true", 15, "is no length of time"),
    ('close_after = "3d"', 'close_after = "3d"\nask_after = "3d"', 16, "nobody would be asked"),
    ("close_after", "close_afer", 15, "did you mean `close_after`?"),
]


@pytest.mark.parametrize(("old", "new", "line", "words"), WRONG)
def test_a_slip_is_refused_once_with_the_line_and_the_mend(
    old: str, new: str, line: int, words: str
) -> None:
    assert len(refused(RIGHT, old, new, line, words)) == 1
