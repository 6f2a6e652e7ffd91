"""Plays a conversation from a file, in the terminal, and checks what arrives.

`script.py` says how it is written.
"""

import re
from collections import deque
from datetime import datetime
from datetime import time as time_of_day
from pathlib import Path
from zoneinfo import ZoneInfo

from chalicelib.errors import GuichetError
from chalicelib.models import MINUTE, SECOND
from chalicelib.texts import size

from . import wall
from .carrier import Event
from .script import Script, ScriptError, Step, parse
from .wire import Text
from .world import DESK, World

_PAUSE = 5 * MINUTE
"""After so long (ms) without a text the time is printed again."""


class Unmet(Exception):
    """Something arrived that was not expected, or did not arrive."""


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
        self._zone = ZoneInfo(world.applied().timezone)
        self._printed = 0
        world.carrier.subscribe(self._on_event)

    def play(self, script: Script) -> None:
        """Plays every step. Raises `ScriptError` or `Unmet`."""
        for step in script.steps:
            match step.act:
                case "send":
                    self._send(step)
                case "expect":
                    self._expect(step)
                case "nothing":
                    self._expect_nothing(step.who, f"line {step.line}")
                case _:
                    self._pass(step)
        for phone in self._world.phones:
            self._expect_nothing(phone.name, "at the end")

    def _pass(self, step: Step) -> None:
        desk, now = self._world.applied(), self._world.clock.now()
        match step.act:
            case "morning":
                until = wall.next_morning(desk, now)
            case "until":
                hour, minute = divmod(step.at // MINUTE, 60)
                until = wall.at_next(desk, now, time_of_day(hour, minute))
            case _:
                until = now + step.at
        self._world.clock.forward(until)
        self._check(step)

    def _send(self, step: Step) -> None:
        sender = self._address(step.who, step)
        to = self._address(step.number, step) if step.number else self._last.get(sender, "")
        if not to:
            raise ScriptError(f"line {step.line}: {step.who} has no text to answer; name a number")
        self._world.carrier.text(sender, to, step.text)
        if not self._world.settle(30):
            raise Unmet(f"line {step.line}: the desk did not come to rest")
        self._check(step)

    def _check(self, step: Step) -> None:
        """Nothing went wrong behind the phones."""
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
        at = round(text.at * SECOND)
        if at - self._printed > _PAUSE:
            print(f"--- {datetime.fromtimestamp(text.at, self._zone):%A %H:%M}\n")
        self._printed = at
        measured = size(text.body)
        unit = "segment" if measured.segments == 1 else "segments"
        how = f"{measured.encoding}, {measured.segments} {unit}"
        print(f"{self._name(text.sender)} → {self._name(text.to)}   ({how})")
        for line in text.body.splitlines() or [""]:
            print(f"    {line}")
        print(flush=True)


def main(script: Path, desk: Path | None = None) -> int:
    """Plays the script; 0 where all went as it says, 1 else, 2 where it can't be read.

    `desk` is a desk.toml to play it on, instead of the one that the script names.
    """
    try:
        read = parse(script.read_text(encoding="utf-8"))
        source = desk or (script.parent / read.desk if read.desk else DESK)
        with World(source, language=read.language, relays=read.relays, tick_seconds=0) as world:
            Player(world).play(read)
    except (ScriptError, GuichetError, OSError) as error:
        print(f"{script.name}: {error}")
        return 2
    except Unmet as error:
        print(f"FAILED  {script.name}: {error}")
        return 1
    print(f"{script.name}: everything arrived as it should.")
    return 0
