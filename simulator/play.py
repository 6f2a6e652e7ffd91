r"""Plays a conversation from a file, in the terminal, and checks what arrives.

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
also says what must *not* arrive. `wait 6 seconds` lets time pass. The desk keeps as many of its
relay numbers as the script says; with `relay numbers: 0` everybody texts the business number.
Who: a phone's name or number; number: `business`, `relay 1` or digits.
"""

import re
import time
from collections import deque
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from chalicelib.texts import size

from .carrier import Event
from .wire import Text
from .world import World

_LINE = re.compile(
    r"(?P<who>[^<>:]+?)\s*(?P<arrow>->|<-)\s*(?:(?P<nothing>nothing)\s*$|(?P<number>[^:]*?)\s*:\s?(?P<text>.*))"
)
_LANGUAGE = re.compile(r"desk language:\s*(?P<language>\w+)")
_RELAYS = re.compile(r"relay numbers:\s*(?P<relays>\d)")
_WAIT = re.compile(r"wait (?P<seconds>\d{1,2}) seconds")


class ScriptError(Exception):
    """A line that cannot be read, or names a phone that is not there."""


class Unmet(Exception):
    """Something arrived that was not expected, or did not arrive."""


@dataclass(frozen=True)
class Step:
    """One line of a script. `number` is '' where the line names none."""

    line: int
    who: str
    act: Literal["send", "expect", "nothing", "wait"]
    number: str = ""
    text: str = ""


@dataclass(frozen=True)
class Script:
    """What a file says. `language` replaces the desk's own, `relays` counts its relay numbers."""

    steps: tuple[Step, ...]
    language: str | None = None
    relays: int | None = None


def parse(source: str) -> Script:
    """Reads a script. Raises `ScriptError` with the line's number."""
    steps: list[Step] = []
    language = relays = None
    for n, raw in enumerate(source.splitlines(), start=1):
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        if found := _LANGUAGE.fullmatch(line):
            language = found["language"]
        elif found := _RELAYS.fullmatch(line):
            relays = int(found["relays"])
        elif found := _WAIT.fullmatch(line):
            steps.append(Step(n, "", "wait", text=found["seconds"]))
        elif found := _LINE.fullmatch(line):
            steps.append(_step(n, found))
        else:
            raise ScriptError(f"line {n}: not `who -> number: text`, `who <- number: pattern`")
    return Script(tuple(steps), language, relays)


def _step(n: int, found: re.Match[str]) -> Step:
    sends = found["arrow"] == "->"
    if found["nothing"]:
        if sends:
            raise ScriptError(f"line {n}: `nothing` is only for `<-`")
        return Step(n, found["who"], "nothing")
    text = found["text"].replace("\\n", "\n")
    return Step(n, found["who"], "send" if sends else "expect", found["number"], text)


def matches(pattern: str, text: str) -> bool:
    """Whether a text is what the pattern says; `*` stands for anything, new lines included."""
    parts = (re.escape(part) for part in pattern.split("*"))
    return re.fullmatch(".*".join(parts), text, re.DOTALL) is not None


class Player:
    """Plays a script's steps against a world that runs, and prints each text as it passes."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._arrived: dict[str, deque[Text]] = {p.address: deque() for p in world.phones}
        self._last: dict[str, str] = {}
        self._seen: set[str] = set()
        self._names = {p.address: p.name for p in world.phones}
        self._names |= {number: f"relay {n}" for n, number in enumerate(world.desk.relays, 1)}
        self._names |= {world.desk.business: "business"}
        self._numbers = {name: address for address, name in self._names.items()}
        world.carrier.subscribe(self._on_event)

    def play(self, script: Script) -> None:
        """Plays every step. Raises `ScriptError` or `Unmet`."""
        for step in script.steps:
            match step.act:
                case "send":
                    self._send(step)
                case "expect":
                    self._expect(step)
                case "wait":
                    time.sleep(int(step.text))
                case "nothing":
                    self._expect_nothing(step.who, f"line {step.line}")
        for phone in self._world.phones:
            self._expect_nothing(phone.name, "at the end")

    def _send(self, step: Step) -> None:
        sender = self._address(step.who, step)
        to = self._address(step.number, step) if step.number else self._last.get(sender, "")
        if not to:
            raise ScriptError(f"line {step.line}: {step.who} has no text to answer; name a number")
        self._world.carrier.text(sender, to, step.text)
        if not self._world.settle(30):
            raise Unmet(f"line {step.line}: the desk did not come to rest")
        if self._world.errors:
            raise Unmet(f"line {step.line}: the app failed: {', '.join(self._world.errors)}")
        if self._world.carrier.refused:
            raise Unmet(f"line {step.line}: refused webhooks: {self._world.carrier.refused}")

    def _expect(self, step: Step) -> None:
        arrived = self._arrived[self._address(step.who, step)]
        where = f"line {step.line}: {step.who}"
        if not arrived:
            raise Unmet(f"{where} expected {step.text!r}, and nothing arrived")
        text = arrived.popleft()
        if not matches(step.text, text.body):
            raise Unmet(f"{where} expected {step.text!r}, and read {text.body!r}")
        if step.number and text.sender != self._address(step.number, step):
            raise Unmet(f"{where} expected it from {step.number}, not {self._name(text.sender)}")

    def _expect_nothing(self, who: str, when: str) -> None:
        if arrived := self._arrived[self._address(who)]:
            raise Unmet(f"{when}: {who} expected nothing, and read {arrived[0].body!r}")

    def _address(self, name: str, step: Step | None = None) -> str:
        if name in self._names:
            return name
        if name not in self._numbers:
            where = f"line {step.line}: " if step else ""
            raise ScriptError(f"{where}nobody here is called {name!r}")
        return self._numbers[name]

    def _name(self, address: str) -> str:
        return self._names.get(address, address)

    def _on_event(self, event: Event) -> None:
        text = event.text
        if event.kind != "text" or (text.sid in self._seen):
            return
        self._seen.add(text.sid)
        if text.to in self._arrived:
            self._last[text.to] = text.sender
            self._arrived[text.to].append(text)
        self._print(text)

    def _print(self, text: Text) -> None:
        measured = size(text.body)
        unit = "segment" if measured.segments == 1 else "segments"
        how = f"{measured.encoding}, {measured.segments} {unit}"
        print(f"{self._name(text.sender)} → {self._name(text.to)}   ({how})")
        for line in text.body.splitlines() or [""]:
            print(f"    {line}")
        print(flush=True)


def main(script: Path) -> int:
    """Plays the script; 0 where all went as it says, 1 else, 2 where it can't be read."""
    try:
        read = parse(script.read_text(encoding="utf-8"))
        with World(language=read.language, relays=read.relays, tick_seconds=0) as world:
            Player(world).play(read)
    except (ScriptError, OSError) as error:
        print(f"{script.name}: {error}")
        return 2
    except Unmet as error:
        print(f"FAILED  {script.name}: {error}")
        return 1
    print(f"{script.name}: everything arrived as it should.")
    return 0
