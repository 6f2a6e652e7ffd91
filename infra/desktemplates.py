"""`[templates]` of `desk.toml`: the approved texts that ask somebody on WhatsApp to write back.

One table for each language, `[templates.fr]`: what Twilio calls the text, what Meta calls it, or
both, and what fills its places.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from chalicelib.models import Carrier, Template, channel_of
from chalicelib.texts.catalog import languages

from .deskchecks import Problem, Source
from .deskfields import meant
from .tomlines import Path

_TWILIO = Carrier("twilio")
_NAMED = {"twilio": "Twilio", "meta": "Meta"}
_KEYS = ("twilio", "meta", "variables")
_SID = re.compile("HX[0-9a-f]{32}")
_NAME = re.compile("[a-z0-9_]{1,512}")
_CODE = re.compile("[a-z]{2,3}(_[A-Z]{2,3})?")
_EXAMPLES = {
    "twilio": 'write what the console shows for it: twilio = "HX…", HX and 32 of 0-9 and a-f.',
    "meta": 'write meta = { name = "guichet_back", language = "fr" }, as WhatsApp Manager has it.',
    "variables": 'write a list, one for each place {{1}}, {{2}}: variables = ["{name}", "{desk}"].',
}


def templates(raw: Mapping[str, Any]) -> dict[str, Template]:
    """The checked table as the desk has it, by language."""
    return {language: _template(found) for language, found in raw.items()}


def _template(found: Mapping[str, Any]) -> Template:
    meta = found.get("meta", {})
    return Template(
        found.get("twilio", ""),
        (meta.get("name", ""), meta.get("language", "")),
        tuple(found.get("variables", ())),
    )


def missing(
    ours: Iterable[str], carriers: Mapping[str, Carrier], found: Collection[Template]
) -> Iterator[str]:
    """A warning where an address of `ours` is on WhatsApp and whoever carries it has no template.

    (Messenger and Instagram have the same 24 hours, and no such text: nothing is to be done.)
    """
    theirs = [carriers.get(at, _TWILIO) for at in ours if channel_of(at) == "whatsapp"]
    known = {"twilio": any(t.twilio for t in found), "meta": any(t.meta[0] for t in found)}
    for provider, name in _NAMED.items():
        if not known[provider] and any(carrier.provider == provider for carrier in theirs):
            yield (
                "a day after their last text nothing can be sent to customers on WhatsApp, and"
                f" nobody asks them to write: name a text approved at {name} in [templates]."
            )


def problems(source: Source) -> Iterator[Problem]:
    """Everything that is wrong in `[templates]`."""
    for language, found in source.table("templates").items():
        path: Path = ("templates", language)
        line = source.line(path)
        if language not in languages():
            says = f'there are no texts in the language "{language}"'
            yield Problem(line, says, meant(language, languages()))
        elif not isinstance(found, dict):
            says = f"`{language}` of [templates] must be a table"
            yield Problem(line, says, f"write [templates.{language}], its keys below.")
        else:
            yield from _wrong(source, path, found)


def _wrong(source: Source, path: Path, found: Mapping[str, Any]) -> Iterator[Problem]:
    for key in found:
        if key not in _KEYS:
            yield Problem(source.line((*path, key)), f"unknown key `{key}`", meant(key, _KEYS))
    if "twilio" not in found and "meta" not in found:
        says = f"the template `{path[-1]}` has neither `twilio` nor `meta`"
        yield Problem(source.line(path), says, "say what who carries WhatsApp for you calls it.")
    if "twilio" in found and not _matches(_SID, found["twilio"]):
        says = "`twilio` of a template must be its Content SID"
        yield Problem(source.line((*path, "twilio")), says, _EXAMPLES["twilio"])
    if "meta" in found and not _is_meta(found["meta"]):
        says = "`meta` of a template must be its name, in small letters, and its language"
        yield Problem(source.line((*path, "meta")), says, _EXAMPLES["meta"])
    if "variables" in found:
        yield from _variables(source, (*path, "variables"), found["variables"])


def _is_meta(found: Any) -> bool:
    return (
        isinstance(found, dict)
        and set(found) == {"name", "language"}
        and _matches(_NAME, found["name"])
        and _matches(_CODE, found["language"])
    )


def _matches(shape: re.Pattern[str], found: Any) -> bool:
    return isinstance(found, str) and bool(shape.fullmatch(found))


def _variables(source: Source, path: Path, found: Any) -> Iterator[Problem]:
    if not isinstance(found, list) or not all(isinstance(value, str) for value in found):
        says = "`variables` of a template must be a list of texts"
        yield Problem(source.line(path), says, _EXAMPLES["variables"])
        return
    for place, value in enumerate(found):
        line = source.line((*path, place))
        if re.search(r"[{}]", value.replace("{name}", "").replace("{desk}", "")):
            says = f'the variable "{value}" has braces that are not {{name}} or {{desk}}'
            mend = "only {name}, the customer's name, and {desk}, the desk's, may stand in braces."
            yield Problem(line, says, mend)
        if not value.strip() or not value.isprintable() or "    " in value:
            says = f'the variable "{" ".join(value.split())}" is empty, or has a line break or gap'
            yield Problem(line, says, "WhatsApp takes a few words, on one line.")
