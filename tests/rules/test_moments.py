"""What an agent may write after `/snooze` and `/rappel`, and the moment it is taken for."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from chalicelib.models.base import DAY, HOUR, MINUTE
from chalicelib.rules.moments import read
from chalicelib.texts import until

MONTREAL, PARIS = "America/Montreal", "Europe/Paris"


def ms(text: str, timezone: str = MONTREAL, fold: int = 0) -> int:
    wall = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(timezone), fold=fold)
    return int(wall.timestamp() * 1000)


def shown(at: int, timezone: str) -> str:
    return f"{datetime.fromtimestamp(at / 1000, ZoneInfo(timezone)):%Y-%m-%d %H:%M}"


NOW = "2026-11-18 10:00"  # a Wednesday

DURATIONS = {
    "30 min": 30,
    "30m": 30,
    "30 minutes": 30,
    "90 mn": 90,
    "2h": 120,
    "2 h": 120,
    "9h": 9 * 60,
    "12h": 12 * 60,
    "12h30": 750,
    "24h": 24 * 60,
    "48 h": 48 * 60,
    "1h30": 90,
    "1 h 30": 90,
    "1h05": 65,
    "1h30m": 90,
    "1 h 30 min": 90,
    "13h30 min": 810,
    "2 hours": 120,
    "14 hours": 840,
    "3 hrs": 180,
    "2 heures": 120,
    "deux heures": 120,
    "Two hours": 120,
    "une heure": 60,
    "une heure et demie": 90,
    "deux heures et quart": 135,
    "two hours and a half": 150,
    "an hour": 60,
    "half an hour": 30,
    "une demi-heure": 30,
    "un quart d'heure": 15,
    "un quart d’heure": 15,
    "thirty minutes": 30,
    "douze minutes": 12,
    "3 days": 3 * 24 * 60,
    "3d": 3 * 24 * 60,
    "3 j": 3 * 24 * 60,
    "3 jours": 3 * 24 * 60,
    "1 week": 7 * 24 * 60,
    "a week": 7 * 24 * 60,
    "1 semaine": 7 * 24 * 60,
    "2 sem": 14 * 24 * 60,
    "1 day and 2 hours": 26 * 60,
    "1 jour et 2 heures": 26 * 60,
    "in 2h": 120,
    "In 30 minutes": 30,
    "dans 2 h": 120,
    "dans 14h": 840,
    "for 3 days": 3 * 24 * 60,
    "for 14h": 840,
    "pour 2 heures": 120,
    "2 hours from now": 120,
    "366 days": 366 * 24 * 60,
}

# At NOW, the same wall clock in Montreal and in Paris.
MOMENTS = {
    # a time: today's, or tomorrow's where that has gone
    "11:30": "2026-11-18 11:30",
    "9:00": "2026-11-19 09:00",
    "10:00": "2026-11-19 10:00",
    "14h": "2026-11-18 14:00",
    "14 h": "2026-11-18 14:00",
    "14h05": "2026-11-18 14:05",
    "17 heures": "2026-11-18 17:00",
    "09h": "2026-11-19 09:00",
    "09h30": "2026-11-19 09:30",
    "pour 14h": "2026-11-18 14:00",
    "5pm": "2026-11-18 17:00",
    "5 PM": "2026-11-18 17:00",
    "5:30 pm": "2026-11-18 17:30",
    "5:30 p.m.": "2026-11-18 17:30",
    "12 am": "2026-11-19 00:00",
    "12pm": "2026-11-18 12:00",
    "nine o'clock": "2026-11-19 09:00",
    "noon": "2026-11-18 12:00",
    "midi": "2026-11-18 12:00",
    "midi et demie": "2026-11-18 12:30",
    "minuit": "2026-11-19 00:00",
    "at 2h": "2026-11-19 02:00",
    "à 2h": "2026-11-19 02:00",
    "À 9 h 30": "2026-11-19 09:30",
    "à neuf heures": "2026-11-19 09:00",
    "until 11:00": "2026-11-18 11:00",
    "jusqu'à 14 h": "2026-11-18 14:00",
    "jusqu’à midi": "2026-11-18 12:00",
    "jusqua 9h": "2026-11-19 09:00",
    "9h du matin": "2026-11-19 09:00",
    "8h du soir": "2026-11-18 20:00",
    "9 in the morning": "2026-11-19 09:00",
    # a day
    "tomorrow": "2026-11-19 09:00",
    "demain": "2026-11-19 09:00",
    "until tomorrow": "2026-11-19 09:00",
    "pour demain": "2026-11-19 09:00",
    "après-demain": "2026-11-20 09:00",
    "day after tomorrow": "2026-11-20 09:00",
    "mon": "2026-11-23 09:00",
    "Mon.": "2026-11-23 09:00",
    "Monday": "2026-11-23 09:00",
    "on Monday": "2026-11-23 09:00",
    "lundi": "2026-11-23 09:00",
    "lun": "2026-11-23 09:00",
    "jusqu'au lundi": "2026-11-23 09:00",
    "ce vendredi": "2026-11-20 09:00",
    "mar": "2026-11-24 09:00",
    "Wednesday": "2026-11-25 09:00",
    "mercredi": "2026-11-25 09:00",
    "next week": "2026-11-23 09:00",
    "semaine prochaine": "2026-11-23 09:00",
    "la semaine prochaine": "2026-11-23 09:00",
    "next Monday": "2026-11-23 09:00",
    "lundi prochain": "2026-11-23 09:00",
    # a part of a day
    "tonight": "2026-11-18 18:00",
    "ce soir": "2026-11-18 18:00",
    "this afternoon": "2026-11-18 13:00",
    "cet après-midi": "2026-11-18 13:00",
    "cet apres midi": "2026-11-18 13:00",
    "tomorrow morning": "2026-11-19 09:00",
    "demain matin": "2026-11-19 09:00",
    "demain soir": "2026-11-19 18:00",
    "lundi après-midi": "2026-11-23 13:00",
    "tonight at 8": "2026-11-18 20:00",
    "ce soir à 8 h": "2026-11-18 20:00",
    "tonight 8pm": "2026-11-18 20:00",
    "ce soir 20h30": "2026-11-18 20:30",
    "cet après-midi à 3h": "2026-11-18 15:00",
    "demain matin à 9": "2026-11-19 09:00",
    # a day and a time
    "demain 9h": "2026-11-19 09:00",
    "demain 2h": "2026-11-19 02:00",
    "tomorrow at 9": "2026-11-19 09:00",
    "tomorrow at 5 pm": "2026-11-19 17:00",
    "Mon 9:00": "2026-11-23 09:00",
    "Mon. 9:00": "2026-11-23 09:00",
    "lundi à 9 h": "2026-11-23 09:00",
    "lundi 14 h": "2026-11-23 14:00",
    "lundi, 9 h 30": "2026-11-23 09:30",
    "Wed 11:00": "2026-11-18 11:00",
    "Wed 9:00": "2026-11-25 09:00",
    "mercredi après-midi": "2026-11-18 13:00",
    "today 17:00": "2026-11-18 17:00",
    "aujourd'hui à 14h": "2026-11-18 14:00",
    "9h demain": "2026-11-19 09:00",
    "9h demain matin": "2026-11-19 09:00",
    "5pm on Monday": "2026-11-23 17:00",
    "next week 10:00": "2026-11-23 10:00",
    # a date
    "24 nov": "2026-11-24 09:00",
    "nov 24": "2026-11-24 09:00",
    "November 24th": "2026-11-24 09:00",
    "the 24th of December": "2026-12-24 09:00",
    "24 novembre 9h": "2026-11-24 09:00",
    "24 nov. à 14 h 30": "2026-11-24 14:30",
    "le 24": "2026-11-24 09:00",
    "le 24 à 8h": "2026-11-24 08:00",
    "on the 24th": "2026-11-24 09:00",
    "jusqu'au 24": "2026-11-24 09:00",
    "le 17": "2026-12-17 09:00",
    "le 31": "2026-12-31 09:00",
    "1er décembre": "2026-12-01 09:00",
    "2026-12-24": "2026-12-24 09:00",
    "2026-12-24 14:00": "2026-12-24 14:00",
    "Dec 24, 2026 at 5pm": "2026-12-24 17:00",
    "3 août": "2027-08-03 09:00",
    "17 nov": "2027-11-17 09:00",
    "18 nov 14h": "2026-11-18 14:00",
    "Tue 24 Nov 9:00": "2026-11-24 09:00",
    "mardi 24 nov. 9 h": "2026-11-24 09:00",
    "lundi 30": "2026-11-30 09:00",
    "lundi le 7": "2026-12-07 09:00",
    # however it is written
    "  DEMAIN \t 9H. ": "2026-11-19 09:00",
    "\u200edemain\u00a09\u202fh": "2026-11-19 09:00",
    "de\u0301main 9h": "2026-11-19 09:00",
}

NOTHING = [
    *("", " ", "soon", "bientôt", "call him in 2h", "at", "jusqu'à", "dans", "le", "next"),
    *(
        "5",
        "at 5",
        "9 tomorrow",
        "tomorrow at 3",
        "tomorrow at 7",
        "Monday 7",
        "Monday 9",
        "24",
        "à 9",
        "deux",
        "2 x",
    ),
    *("0 min", "0h", "0h00", "-2h", "1,5 h", "1/2 h", "2 minotaurs", "30s", "367 days", "60 weeks"),
    *(
        "25:00",
        "24:00",
        "9:60",
        "13pm",
        "0 am",
        "demain 25h",
        "demain à 9h75",
        "tonight at 3",
        "tonight 8am",
    ),
    *("demain matin 14h", "9h du soir demain matin", "demain à minuit", "midnight tomorrow"),
    *("31 avril", "le 32", "le 0", "30 feb", "2026-13-01", "2026-02-30", "2025-12-24", "24/12"),
    *(
        "lundi 24 nov",
        "Mon 25 Nov 9:00",
        "mar 24",
        "next Friday",
        "next Sunday",
        "vendredi prochain",
    ),
    *("24 nov 2028", "18 nov 9h", "le 18 à 9h", "today 9:00", "ce matin", "today"),
    # more of a moment than was understood
    *("2h ou 3h", "2h or Monday", "9h-10h", "9:00-17:00", "9:00 to 17:00", "9h/10h", "24h/24"),
    *("2h ago", "2 hours before noon", "2 days after Monday", "a week from tomorrow"),
    *("2h demain il paie", "lundi mardi", "demain ou lundi", "neuf heures trente", "2 h 3"),
    *(
        "1 jour 2 jours",
        "2h 1 day",
        "30 min 15",
        "1 jour et quart",
        "next week Tuesday",
        "2h et Mon 9:00",
        "le 24 decmbre",
    ),
    # a word that is only spelt like a moment
    *("mon client rappelle", "sam appelle", "mer calme", "le 2 pièces", "demain's", "Monday-ish"),
    *("à jour", "à heure fixe", "à m'appeler", "un m", "lundis", "middle", "minuite"),
]


@pytest.mark.parametrize("zone", [MONTREAL, PARIS])
@pytest.mark.parametrize(("text", "minutes"), DURATIONS.items())
def test_durations(text: str, minutes: int, zone: str) -> None:
    now = ms(NOW, zone)
    assert read(text, now, zone) == (now + minutes * MINUTE, "")


@pytest.mark.parametrize("zone", [MONTREAL, PARIS])
@pytest.mark.parametrize(("text", "expected"), MOMENTS.items())
def test_moments(text: str, expected: str, zone: str) -> None:
    moment = read(text, ms(NOW, zone), zone)
    assert moment is not None
    assert (shown(moment.at, zone), moment.rest) == (expected, "")
    assert moment.at == ms(expected, zone)


@pytest.mark.parametrize("text", NOTHING)
def test_rather_nothing_than_a_guess(text: str) -> None:
    assert read(text, ms(NOW), MONTREAL) is None


@pytest.mark.parametrize(
    ("text", "expected", "rest"),
    [
        ("2h call him", "2026-11-18 12:00", "call him"),
        ("2h, call  HIM. ", "2026-11-18 12:00", "call  HIM."),
        ("2h: rappeler l’électricien", "2026-11-18 12:00", "rappeler l’électricien"),
        ("2h - call", "2026-11-18 12:00", "call"),
        ("demain 9h rappeler Marc", "2026-11-19 09:00", "rappeler Marc"),
        ("demain la facture", "2026-11-19 09:00", "la facture"),
        ("5 p.m. call", "2026-11-18 17:00", "call"),
        ("9:00 Monday, the invoice", "2026-11-23 09:00", "the invoice"),
        ("Mon. call", "2026-11-23 09:00", "call"),
        ("le 24 nov facture", "2026-11-24 09:00", "facture"),
        ("le 24: facture", "2026-11-24 09:00", "facture"),
        # `mon` and `sam` are words, `Monday's` is no Monday, `un` no number
        ("2h mon client", "2026-11-18 12:00", "mon client"),
        ("9:00 sam paie", "2026-11-19 09:00", "sam paie"),
        ("2h Monday's invoice", "2026-11-18 12:00", "Monday's invoice"),
        ("2h un client", "2026-11-18 12:00", "un client"),
        ("2h \u200b", "2026-11-18 12:00", ""),
        ("2h 👍🏽 ok", "2026-11-18 12:00", "👍🏽 ok"),
    ],
)
def test_what_follows_is_kept_word_for_word(text: str, expected: str, rest: str) -> None:
    moment = read(text, ms(NOW), MONTREAL)
    assert moment is not None
    assert (shown(moment.at, MONTREAL), moment.rest) == (expected, rest)


@pytest.mark.parametrize(
    ("now", "text", "expected"),
    [
        ("2026-11-23 08:00", "lundi", "2026-11-30 09:00"),
        ("2026-11-23 08:00", "lundi 9h", "2026-11-23 09:00"),
        ("2026-11-23 08:00", "next week", "2026-11-30 09:00"),
        ("2026-11-23 08:00", "next week 9:00", "2026-11-30 09:00"),
        ("2026-11-23 08:00", "lundi prochain", "2026-11-30 09:00"),
        ("2026-11-22 20:00", "next week", "2026-11-23 09:00"),
        ("2026-11-24 08:00", "le 24", "2026-11-24 09:00"),
        ("2026-12-31 23:00", "demain", "2027-01-01 09:00"),
        ("2026-12-31 23:00", "le 2", "2027-01-02 09:00"),
        ("2026-12-31 23:00", "3 jan", "2027-01-03 09:00"),
        ("2027-01-31 12:00", "le 30", "2027-03-30 09:00"),
        ("2027-11-18 10:00", "29 feb", "2028-02-29 09:00"),
        ("2028-02-28 10:00", "demain", "2028-02-29 09:00"),
        ("2026-11-18 00:30", "ce matin", "2026-11-18 09:00"),
        ("2026-11-18 19:00", "tonight at 8", "2026-11-18 20:00"),
    ],
)
def test_on_other_days(now: str, text: str, expected: str) -> None:
    moment = read(text, ms(now), MONTREAL)
    assert moment is not None
    assert shown(moment.at, MONTREAL) == expected


def test_a_part_of_today_that_has_gone_is_none() -> None:
    for now, text in (("19:00", "tonight"), ("14:00", "this afternoon"), ("9:00", "ce matin")):
        assert read(text, ms(f"2026-11-18 {now:>05}"), MONTREAL) is None


@pytest.mark.parametrize(
    ("zone", "day", "skipped", "jump"),
    [(MONTREAL, "2027-03-14", "2:30", "03:00"), (PARIS, "2027-03-28", "2:15", "03:00")],
)
def test_a_time_that_is_skipped_is_the_moment_of_the_jump(
    zone: str, day: str, skipped: str, jump: str
) -> None:
    now = ms(f"{day} 00:30", zone)
    for text in (skipped, f"today {skipped}", f"{day} {skipped}"):
        moment = read(text, now, zone)
        assert moment is not None
        assert moment.at == ms(f"{day} {jump}", zone)
    assert read("2h", now, zone) == (now + 2 * HOUR, "")


@pytest.mark.parametrize(
    ("zone", "day", "twice"), [(MONTREAL, "2026-11-01", "1:30"), (PARIS, "2026-10-25", "2:30")]
)
def test_a_time_that_comes_twice_is_the_first_to_come(zone: str, day: str, twice: str) -> None:
    wall = f"{day} {twice:>05}"
    first, second = ms(wall, zone), ms(wall, zone, fold=1)
    assert second - first == HOUR
    for now, expected in ((first - HOUR // 2, first), (first, second), (second - 1, second)):
        assert read(twice, now, zone) == (expected, "")
    after = read(twice, second, zone)
    assert after is not None
    assert shown(after.at, zone) == shown(second + DAY, zone)


def test_a_day_is_the_wall_clock_s_and_a_duration_is_exact() -> None:
    now = ms("2026-10-31 09:00")
    assert read("demain", now, MONTREAL) == (now + 25 * HOUR, "")
    assert read("1 jour", now, MONTREAL) == (now + 24 * HOUR, "")


zones = st.sampled_from([MONTREAL, PARIS, "Australia/Lord_Howe", "Asia/Kolkata", "UTC"])
nows = st.datetimes(datetime(2026, 1, 1), datetime(2032, 1, 1), timezones=st.just(UTC)).map(
    lambda moment: int(moment.timestamp() * 1000)
)
WORDS = (
    "in dans for pour at à until jusqu'à le the on 2h 9h 14h05 9:00 2:30 5pm 5 9 24 31 30 min "
    "heures jours week noon midi minuit demain tomorrow lundi Mon mar next prochain prochaine "
    "semaine ce soir tonight matin morning après-midi nov. février 29 2027 2027-03-14 et and demie "
    "a half 1er 24th , . : - h pm call Marc"
)
phrases = st.lists(st.sampled_from(WORDS.split()), max_size=7).map(" ".join)


@given(st.one_of(st.text(), phrases, phrases.map(str.upper)), nows, zones)
@example("²h", 0, MONTREAL)
@example("٣ h", 0, MONTREAL)
@example("9:00㏘", 0, MONTREAL)
@example("999999 weeks", 0, MONTREAL)
def test_it_never_raises_and_is_always_to_come(text: str, now: int, zone: str) -> None:
    moment = read(text, now, zone)
    if moment is not None:
        assert now < moment.at <= now + 366 * DAY
        assert moment.rest == moment.rest.strip()
        assert moment.rest == "" or text.rstrip().endswith(moment.rest)


UNITS = {
    "min": MINUTE,
    " minutes": MINUTE,
    "h": HOUR,
    " heures": HOUR,
    " j": DAY,
    " weeks": 7 * DAY,
}


@given(st.integers(0, 9999), st.sampled_from(sorted(UNITS)), nows, zones)
def test_durations_are_exact(number: int, unit: str, now: int, zone: str) -> None:
    moment, lasts = read(f"dans {number}{unit} ok", now, zone), number * UNITS[unit]
    assert moment == ((now + lasts, "ok") if 0 < lasts <= 366 * DAY else None)


@given(nows, st.integers(1, 365 * 24 * 60), zones, st.sampled_from(["en", "fr"]))
def test_what_the_desk_says_is_read_back(now: int, ahead: int, zone: str, language: str) -> None:
    """`until Mon 24 Nov 9:00`, copied from one of the desk's own texts."""
    at = (now // MINUTE + ahead) * MINUTE
    assume(at > now)
    said = {"en": "until ", "fr": "jusqu'à "}[language] + until(at, now, zone, language)
    moment = read(said, now, zone)
    assert moment is not None
    assert shown(moment.at, zone) == shown(at, zone)
    assert moment.rest == ""


def test_a_long_text_costs_no_time() -> None:
    now = ms(NOW)
    for text in ("a " * 20_000, "2h " + "et " * 20_000, "1 jour " * 5_000, " " * 50_000 + "2h"):
        read(text, now, MONTREAL)
    assert read("2h " + "x" * 50_000, now, MONTREAL) == (now + 2 * HOUR, "x" * 50_000)
