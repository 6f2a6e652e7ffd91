"""`holidays` of `desk.toml`: countries and provinces by their ISO codes, and single days.

`apply` works out the days, so what runs on Lambda knows dates and names and no library.
"""

from collections.abc import Sequence
from functools import cache
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field

from chalicelib.models import Holiday
from chalicelib.rules import hours
from chalicelib.texts.catalog import languages

from .deskfields import nearest, wrong

_EXAMPLE = 'write a country or a part of one in ISO codes, like "CA-QC" or "FR".'


def days(entries: Sequence[str], years: Sequence[int]) -> tuple[Holiday, ...]:
    """The holidays of `years` that checked entries mean, in order.

    Of several names for one day the first one counts, but one from desk.toml before a library's.
    """
    single = dict(_split(entry) for entry in entries if _is_single(entry))
    found: dict[str, dict[str, str]] = {
        day: {"": name} if name else {} for day, name in single.items()
    }
    for entry in entries:
        if not _is_single(entry):
            for day, names in _of_country(entry, years).items():
                found.setdefault(day, names)
    return tuple(Holiday(day, found[day]) for day in sorted(found))


def _of_country(code: str, years: Sequence[int]) -> dict[str, dict[str, str]]:
    """Day → name by language, in those of our languages that the library has."""
    from holidays import country_holidays

    country, _, part = code.partition("-")
    known = country_holidays(country).supported_languages
    theirs = {own: _localised(own, country, known) for own in languages()}
    wanted: dict[str, str | None] = {own: name for own, name in theirs.items() if name}
    found: dict[str, dict[str, str]] = {}
    # Where the library has no translations, its names are English.
    for own, language in (wanted or {"en": None}).items():
        named = country_holidays(country, subdiv=part or None, years=years, language=language)
        for day, name in named.items():
            found.setdefault(day.isoformat(), {})[own] = name
    return found


def _localised(own: str, country: str, known: Sequence[str]) -> str | None:
    """What the library calls one of our languages in a country: `en` is `en_CA` in Canada."""
    near = (own, f"{own}_{country}", *(name for name in known if name.startswith(f"{own}_")))
    return next((name for name in near if name in known), None)


def _is_single(entry: str) -> bool:
    return entry[:1].isdigit()


def _split(entry: str) -> tuple[str, str]:
    """A single day and its name."""
    day, _, name = entry.partition(" ")
    return day, name.strip()


@cache
def _codes() -> frozenset[str]:
    """All codes that the library knows: `CA`, `CA-QC`."""
    from holidays import list_supported_countries

    known = list_supported_countries(include_aliases=False)
    return frozenset(known) | {f"{code}-{part}" for code, parts in known.items() for part in parts}


def _entry(value: str) -> str:
    value = value.strip()
    if _is_single(value):
        day, name = _split(value)
        if not hours.is_day(day):
            raise wrong(f'"{value}" does not begin with a day', 'write it like "2026-12-24 Name".')
        if len(name) > 40 or not name.isprintable():
            raise wrong(f'the name in "{value}" is over 40 characters', "shorten it.")
    elif value not in _codes():
        raise wrong(f'there are no holidays known for "{value}"', _mend(value))
    return value


def _mend(value: str) -> str:
    """The code that was probably meant, or those that there are in that country."""
    code, known = value.upper().replace("_", "-"), _codes()
    country, _, part = code.partition("-")
    ends = [one for one in known if one.endswith(f"-{code}")]
    near = code if code in known else ends[0] if len(ends) == 1 else None
    if not near and country in known and part:
        # A near code could be the other end of the country: they are named, none is guessed.
        parts = sorted(one for one in known if one.startswith(f"{country}-"))
        return f"write {country}, or one of {', '.join(parts)}." if parts else f"write {country}."
    near = near or nearest(value, known)
    return f"did you mean `{near}`?" if near else _EXAMPLE


def _listed(value: Any) -> Any:
    """One text is a list of one."""
    return (value,) if isinstance(value, str) else value


Holidays = Annotated[
    tuple[Annotated[str, AfterValidator(_entry)], ...],
    Field(strict=False),
    BeforeValidator(_listed),
]
