r"""How a conversation is written in a file, for `play.py`.

A script is read line by line; `#` begins a comment:

    desk language: fr
    relay numbers: 2
    Customer 1 -> business: Bonjour, mon vélo est prêt?
    Customer 1 <- business: *bien arrivé*
    Anna <- : *NOUVEAU #*
    Anna -> : Oui, il vous attend.
    Ben <- nothing

`->` sends and waits until everything has settled; without a number it answers the last text that
arrived. `<-` takes the next text that arrived on that phone and compares it: `*` stands for
anything, `\n` for a new line. A text that nobody expected fails the play at its end, so a script
also says what must *not* arrive. The desk keeps as many of its relay numbers as the script says:
with `relay numbers: 0` everybody texts the business number. `desk: ../evening.toml` takes another
desk. Who: a phone's name or number; number: `business`, `relay 1` or digits.

    Customer 1 -> business by whatsapp with a picture: Pouvez-vous réparer ceci?
    Anna <- relay 1 with a picture: *ceci?*
    close whatsapp of Customer 1
    Customer 1 takes nothing by sms

`by` takes another of the shop's channels, `with a picture` (`with 2 pictures`) attaches some, or
expects just as many. `close` ends the 24 hours in which the desk may write to somebody there; a day
that passes ends them too. From `takes nothing` on nothing arrives on that phone by that channel.

Time passes with `later 11 seconds` (`min`, `h`), `until 16:50` (when the desk's clock shows that
next) and `next morning` (when the desk opens): what is due meanwhile happens at its own minute, and
nobody waits for it.
"""

import re
from dataclasses import dataclass
from typing import Literal

from chalicelib.models import DAY, HOUR, MINUTE, SECOND

_LINE = re.compile(
    r"(?P<who>[^<>:]+?)\s*(?P<arrow>->|<-)\s*(?:(?P<nothing>nothing)\s*$|(?P<number>[^:]*?)\s*"
    r"(?:\bby (?P<channel>[a-z]+)\s*)?(?:\bwith (?P<pictures>a picture|2 pictures)\s*)?"
    r":\s?(?P<text>.*))"
)
_CLOSE = re.compile(r"close (?P<channel>[a-z]+) of (?P<who>[^<>:]+)")
_REFUSE = re.compile(r"(?P<who>[^<>:]+?) takes nothing by (?P<channel>[a-z]+)")
_LANGUAGE = re.compile(r"desk language:\s*(?P<language>\w+)")
_RELAYS = re.compile(r"relay numbers:\s*(?P<relays>\d)")
_DESK = re.compile(r"desk:\s*(?P<path>\S+\.toml)")
_LATER = re.compile(r"later (?P<n>\d{1,3}) ?(?P<unit>s|min|h|(?:second|minute|hour)s?)")
_UNTIL = re.compile(r"until (?P<hour>\d{1,2}):(?P<minute>\d{2})")
_PICTURES = {None: 0, "a picture": 1, "2 pictures": 2}
_UNITS = {"s": SECOND, "m": MINUTE, "h": HOUR}


class ScriptError(Exception):
    """A line that cannot be read, or names a phone that is not there."""


@dataclass(frozen=True)
class Step:
    """One line of a script. `number` is '' where the line names none, and so is `channel`.

    `pictures` counts what is attached. `at` is how long `later` is (ms), or the time of day of
    `until` (ms since midnight).
    """

    line: int
    who: str
    act: Literal["send", "expect", "nothing", "close", "refuse", "later", "until", "morning"]
    number: str = ""
    text: str = ""
    at: int = 0
    channel: str = ""
    pictures: int = 0


@dataclass(frozen=True)
class Script:
    """What a file says. `language` replaces the desk's own, `relays` counts its relay numbers.

    `desk` is where its desk.toml is, from the script's own folder; '' for the simulator's.
    """

    steps: tuple[Step, ...]
    language: str | None = None
    relays: int | None = None
    desk: str = ""


def parse(source: str) -> Script:
    """Reads a script. Raises `ScriptError` with the line's number."""
    steps: list[Step] = []
    language = relays = None
    desk = ""
    for n, raw in enumerate(source.splitlines(), start=1):
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        if found := _LANGUAGE.fullmatch(line):
            language = found["language"]
        elif found := _RELAYS.fullmatch(line):
            relays = int(found["relays"])
        elif found := _DESK.fullmatch(line):
            desk = found["path"]
        elif passing := _passing(n, line):
            steps.append(passing)
        elif found := _CLOSE.fullmatch(line):
            steps.append(Step(n, found["who"], "close", channel=found["channel"]))
        elif found := _REFUSE.fullmatch(line):
            steps.append(Step(n, found["who"], "refuse", channel=found["channel"]))
        elif found := _LINE.fullmatch(line):
            steps.append(_step(n, found))
        else:
            raise ScriptError(f"line {n}: not `who -> number: text`, `who <- number: pattern`")
    return Script(tuple(steps), language, relays, desk)


def _passing(n: int, line: str) -> Step | None:
    """The step of a line in which time passes."""
    if line == "next morning":
        return Step(n, "", "morning")
    if found := _LATER.fullmatch(line):
        span = int(found["n"]) * _UNITS[found["unit"][0]]
        if not 0 < span <= DAY:
            raise ScriptError(f"line {n}: from a second to a day")
        return Step(n, "", "later", at=span)
    if found := _UNTIL.fullmatch(line):
        hour, minute = int(found["hour"]), int(found["minute"])
        if hour > 23 or minute > 59:
            raise ScriptError(f"line {n}: no clock shows {hour}:{minute:02}")
        return Step(n, "", "until", at=hour * HOUR + minute * MINUTE)
    return None


def _step(n: int, found: re.Match[str]) -> Step:
    sends = found["arrow"] == "->"
    if found["nothing"]:
        if sends:
            raise ScriptError(f"line {n}: `nothing` is only for `<-`")
        return Step(n, found["who"], "nothing")
    return Step(
        n,
        found["who"],
        "send" if sends else "expect",
        found["number"],
        found["text"].replace("\\n", "\n"),
        channel=found["channel"] or "",
        pictures=_PICTURES[found["pictures"]],
    )
