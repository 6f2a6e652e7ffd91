"""What each single value of `desk.toml` must look like, and the sentence where it doesn't."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from difflib import get_close_matches
from string import Formatter
from typing import Annotated, get_args
from zoneinfo import available_timezones

from phonenumbers import NumberParseException, is_possible_number, parse
from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from chalicelib.models import DAY, HOUR, MINUTE, SECOND, Inbox, Routing, channel_of
from chalicelib.rules import gist, hours
from chalicelib.texts.catalog import languages

CHANNELS = ("whatsapp", "messenger", "rcs", "instagram", "telegram", "webchat")
WRONG = "desk"  # the `type` of the errors raised here
_ADDRESS = re.compile(r"[a-z][a-z0-9_-]*:[\x21-\x7e]+")
_E164 = re.compile(r"\+[1-9]\d{4,14}")
_Texts = tuple[str, ...]
_LENGTH = re.compile(r"(\d{1,6}) ?([smhd])")
_UNITS = {"s": SECOND, "m": MINUTE, "h": HOUR, "d": DAY}
_INBOX = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,19}")


def wrong(what: str, mend: str) -> PydanticCustomError:
    """An error of pydantic's that carries our two sentences."""
    return PydanticCustomError(WRONG, "{what}", {"what": what, "mend": mend})


def fold(text: str) -> str:
    """`text` without accents, case and outer blanks: what a person would call the same name."""
    plain = unicodedata.normalize("NFKD", text)
    return "".join(c for c in plain if not unicodedata.combining(c)).casefold().strip()


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that `word` was probably meant to be."""
    by_fold = {fold(k): k for k in known}
    found = get_close_matches(fold(word), by_fold, n=1, cutoff=0.6)
    return by_fold[found[0]] if found else None


def meant(word: str, known: Iterable[str]) -> str:
    """A mend: the nearest known word, or all of them."""
    known = sorted(known)
    if near := nearest(word, known):
        return f"did you mean `{near}`?"
    return f"write one of {', '.join(known)}."


def _name(value: str) -> str:
    if not value.strip() or len(value) > 40 or not value.isprintable():
        raise wrong("this name is empty, over 40 characters, or has a line break", "shorten it.")
    return value.strip()


def _inbox_name(value: str) -> str:
    """Inbox names stand in keys and queue groups, where only plain letters may."""
    if _INBOX.fullmatch(value):
        return value
    plain = re.sub(r"[^a-z0-9_-]+", "-", fold(value)).strip("-_")[:20] or "support"
    raise wrong(
        f'the inbox name "{value}" is over 20 letters, or has other than a-z, 0-9, - and _',
        f'write "{plain}".',
    )


def _language(value: str) -> str:
    if value not in languages():
        raise wrong(f'there are no texts in the language "{value}"', meant(value, languages()))
    return value


def _timezone(value: str) -> str:
    if value not in available_timezones():
        near = nearest(value, available_timezones()) or "America/Montreal"
        raise wrong(f'there is no time zone "{value}"', f'write one like "{near}".')
    return value


def _lines(read: Callable[[Sequence[str]], object], mend: str) -> Callable[[_Texts], _Texts]:
    """A check of lines of hours by what reads them: together, because two of them may overlap."""

    def check(values: _Texts) -> _Texts:
        try:
            read(values)
        except ValueError as error:
            raise wrong(str(error).rstrip("."), mend) from None
        return values

    return check


_week = _lines(hours.parse, 'write days and times like "Mon-Fri 09:00-17:00", none of them twice.')
_single_days = _lines(
    hours.exceptions, 'write a day like "2026-12-24 09:00-12:00", or "2026-07-01 closed".'
)


def length(text: str) -> int | None:
    """`90s`, `15m`, `2h` or `1d` in ms; None for anything else."""
    match = _LENGTH.fullmatch(text.strip())
    return int(match[1]) * _UNITS[match[2]] if match else None


def lasting(least: int, most: int) -> Callable[[object], int]:
    """What reads a length of time such as `10m`, as ms; it may be from `least` to `most` ms."""

    def read(value: object) -> int:
        found = length(value) if isinstance(value, str) else None
        if found is None:
            example = 'write it in quotes, like "90s", "10m", "2h" or "3d".'
            raise wrong(f'"{value}" is no length of time', example)
        if not least <= found <= most:
            bounds = f'write one from "{_shortly(least)}" to "{_shortly(most)}".'
            raise wrong(f'"{value}" is too {"short" if found < least else "long"}', bounds)
        return found

    return read


def _shortly(span: int) -> str:
    """A length in ms as it is written: `10m`."""
    unit = next(unit for unit, size in reversed(_UNITS.items()) if span % size == 0)
    return f"{span // _UNITS[unit]}{unit}"


def _one_of(what: str, known: Sequence[str]) -> Callable[[str], str]:
    """A check of a value that is one of a few words."""

    def check(value: str) -> str:
        if value not in known:
            raise wrong(f'there is no {what} "{value}"', meant(value, known))
        return value

    return check


def _skill(value: str) -> str:
    """Skills are ours to compare, so they are kept in one writing."""
    skill = " ".join(fold(value).split())
    if not skill or len(skill) > 40 or not skill.isprintable():
        raise wrong(
            f'the skill "{value}" is empty or over 40 characters', 'write one like "brakes".'
        )
    return skill


def _word(value: str) -> str:
    """A customer's word or words, written as their texts are compared."""
    word = gist.plain(value)
    if not word or len(word) > 40:
        says = f'"{value}" has no letter or digit, or over 40 of them'
        raise wrong(says, "write a word as a customer would.")
    return word


def _address(value: str) -> str:
    """`+15145550100`, or a channel, a colon and what the channel knows people by."""
    channel, colon, rest = value.rpartition(":")
    if not colon or channel in ("sms", "tel"):
        return _number(value, rest)
    if not _ADDRESS.fullmatch(value):
        lower = "".join(value.split()).lower()
        raise wrong(f'"{value}" is no address', f'write it like "{lower}", without blanks.')
    _channel(value)
    if rest.startswith("+") or (channel in ("whatsapp", "rcs") and rest.isdigit()):
        _number(value, rest, f"{channel}:")
    return value


def _channel(value: str) -> None:
    channel = channel_of(value)
    near = nearest(channel, CHANNELS)
    if near and channel not in CHANNELS:
        raise wrong(f'there is no channel "{channel}"', f"did you mean `{near}`?")


def _number(value: str, digits: str, prefix: str = "") -> str:
    """Checks an address that holds a phone number; the mend is made from its `digits`."""
    plain = "+" + re.sub(r"\D", "", digits).removeprefix("00")
    if value != plain and not _has_country(digits):
        raise wrong(
            f'"{value}" is not a phone number in international form (E.164): no country',
            'put a plus and the country in front: "+1…" in North America, "+33…" in France.',
        )
    possible = bool(_E164.fullmatch(plain)) and _possible(plain)
    right = prefix + plain if possible else prefix + "+15145550100"
    if possible and value == right:
        return value
    raise wrong(
        f'"{value}" is not a phone number in international form (E.164)',
        f'write it like "{right}": a plus, the country, the number, no blanks.',
    )


def _has_country(digits: str) -> bool:
    """Whether a number says its country. `514 555-0100` does not, though +51 is one: Peru."""
    plain = re.sub(r"\D", "", digits)
    return (
        "+" in digits
        or not plain
        or plain.startswith("00")
        or (len(plain) == 11 and plain[0] == "1")
    )


def _possible(number: str) -> bool:
    """Possible, not valid: the numbers set aside for fiction must pass, to try a desk with."""
    try:
        return is_possible_number(parse(number))
    except NumberParseException:
        return False


def check_text(key: str, text: str) -> tuple[str, str] | None:
    """What is wrong with an inbox's own words for `key` (`open`, `closed`), and the mend."""
    allowed = {"desk", "t"} if key == "closed" else {"desk"}
    braces = " and ".join(f"{{{name}}}" for name in sorted(allowed))
    try:
        fields = [part[1:] for part in Formatter().parse(text) if part[1] is not None]
    except ValueError:
        return f"the text `{key}` has a brace without its other half", f"only {braces} may stand."
    for name, spec, conversion in fields:
        if name not in allowed or spec or conversion:
            return f"the text `{key}` has the unknown {{{name}}}", f"only {braces} may stand."
    if not text.strip():
        return f"the text `{key}` is empty", "write a sentence, or take the line out."
    return None


Name = Annotated[str, AfterValidator(_name)]
InboxName = Annotated[str, AfterValidator(_inbox_name)]
Language = Annotated[str, AfterValidator(_language)]
Timezone = Annotated[str, AfterValidator(_timezone)]
Hours = Annotated[
    tuple[Annotated[str, AfterValidator(lambda line: _week((line,))[0])], ...],
    Field(strict=False),
    AfterValidator(_week),
]
Exceptions = Annotated[
    tuple[Annotated[str, AfterValidator(lambda line: _single_days((line,))[0])], ...],
    Field(strict=False),
    AfterValidator(_single_days),
]
RoutingName = Annotated[str, AfterValidator(_one_of("routing", get_args(Routing)))]
AfterHours = Annotated[
    str,
    AfterValidator(_one_of("after_hours", get_args(Inbox.model_fields["after_hours"].annotation))),
]
Skill = Annotated[str, AfterValidator(_skill)]
Word = Annotated[str, AfterValidator(_word)]
Address = Annotated[str, AfterValidator(_address)]
