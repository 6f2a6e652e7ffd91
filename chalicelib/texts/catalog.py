"""Picks a sentence by key and language, and fills it. The sentences are in `<language>.toml`."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

from .gsm import clip, fold, quote

DEFAULT = "en"

# The longest a name may be in a text of the desk's own, in GSM-7 units. Customers choose their
# names themselves, so these are a budget and a defence.
_LIMITS = {"c": 20, "old": 20, "a": 20, "inbox": 20, "typed": 20, "desk": 40, "h": 40}
_LIMITS |= {"command": 24, "names": 120}  # a whole order, every colleague: people's own words too

# Who stands in for a name that is unknown, or of which nothing is left in GSM-7.
_FALLBACKS = {"c": "customer", "old": "customer", "a": "colleague", "desk": "helpdesk"}


@cache
def languages() -> frozenset[str]:
    """The languages there are: one file each."""
    return frozenset(path.stem for path in Path(__file__).parent.glob("*.toml"))


@cache
def sentences(language: str) -> Mapping[str, str]:
    """Every sentence of a language by key; English where it has none, or is not a language here."""
    known = _known(language)
    own = {key: words for key, words in _file(known).items() if isinstance(words, str)}
    return own if known == DEFAULT else {**sentences(DEFAULT), **own}


@cache
def command_words(language: str) -> Mapping[str, str]:
    """The commands of a language: command → the word that orders it."""
    known = _known(language)
    own: dict[str, str] = _file(known).get("commands", {})
    return own if known == DEFAULT else {**command_words(DEFAULT), **own}


def channel_name(channel: str, language: str) -> str:
    """What people call a channel; one that is not named in a language has its own name."""
    called: dict[str, list[str]] = _file(_known(language)).get("channels", {})
    return next(iter(called.get(channel, ())), channel.capitalize())


@cache
def channel_words() -> Mapping[str, str]:
    """What a channel is called, in any language and in small letters → the channel."""
    files = [_file(language).get("channels", {}) for language in sorted(languages())]
    return {word.lower(): name for file in files for name in file for word in (name, *file[name])}


@cache
def _file(language: str) -> dict[str, Any]:
    import tomllib  # only a process that writes a sentence pays for it

    path = Path(__file__).with_name(f"{language}.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _known(language: str) -> str:
    """The language as a file here has it: `fr-CA` is `fr`, and what nobody wrote is English."""
    base = language.lower().replace("_", "-").partition("-")[0]
    return base if base in languages() else DEFAULT


# Made of sentences already: neither folded nor cut again, so that their outer spaces stay.
_READY_MADE = frozenset(
    {"text", "more", "options", "was", "why", "tags", "item", "guesses", "way", "sent"}
)


def placeholders(sentence: str) -> frozenset[str]:
    """The names of the values that a sentence is filled with. ValueError where a brace is amiss."""
    return frozenset(name for _, name, _, _ in Formatter().parse(sentence) if name is not None)


def say(key: str, language: str, **values: object) -> str:
    """The sentence `key` in `language`, filled.

    Strings among `values` are folded to GSM-7, names cut to a length that leaves room; `q` goes
    through `quote`; `text` stays word for word, and so do parts made of sentences already; anything
    else is formatted as it is. A customer, colleague or desk whose name is None, or of which
    nothing is left, gets a word in its place.
    KeyError: an unknown key, or a value that the sentence needs and did not get.
    """
    return sentences(language)[key].format(**_ready(language, values))


def say_own(own: Mapping[str, Mapping[str, str]], key: str, language: str, **values: object) -> str:
    """As `say`, but in an inbox's own words where `own[language][key]` has any.

    Own words that cannot be filled (an unknown placeholder, a stray brace) give way to the built-in
    sentence: a slip in the settings must not cost a customer the acknowledgement.
    """
    words = own.get(language) or own.get(_known(language)) or {}
    if sentence := words.get(key):
        try:
            return sentence.format(**_ready(language, values))
        except (KeyError, ValueError, IndexError, AttributeError):
            pass
    return say(key, language, **values)


def _ready(language: str, values: Mapping[str, object]) -> dict[str, object]:
    """The values as they go into a sentence."""
    return {name: _value(name, value, language) for name, value in values.items()}


def _value(name: str, value: object, language: str) -> object:
    if value is None and name in _FALLBACKS:
        value = ""
    if not isinstance(value, str) or name in _READY_MADE:
        return value
    if name == "q":
        return quote(value) or "..."
    if name in ("c", "old"):
        value = value.replace("#", " ")  # a customer named "#151 Ana" must not pass for a thread
    filled = clip(value, _LIMITS[name]) if name in _LIMITS else fold(value)
    return filled or (sentences(language)[_FALLBACKS[name]] if name in _FALLBACKS else filled)
