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
from chalicelib.models import MINUTE, SECOND, channel_of
from chalicelib.texts import size

from . import wall
from .carrier import Event
from .desk import Phone
from .script import Script, ScriptError, Step, parse
from .wire import Text
from .world import DESK, World

PICTURES = sorted(Path(__file__).with_name("pictures").glob("*.jpg"))
_PAUSE = 5 * MINUTE
"""After so long (ms) without a text the time is printed again."""
_TAKES_NOTHING = 30003
"""Twilio's code for a phone that is out of reach."""


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
        self._arrived: dict[Phone, deque[Text]] = {phone: deque() for phone in world.phones}
        self._owners = {at: one for one in world.phones for at in one.addresses.values()}
        self._last: dict[Phone, str] = {}
        self._seen: set[str] = set()
        self._names = {at: one.name for at, one in self._owners.items()}
        self._names |= {number: f"relay {n}" for n, number in enumerate(world.desk.relays, 1)}
        for channel, address in world.desk.public.items():
            self._names[address] = "business" if channel == "sms" else f"business by {channel}"
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
                    self._expect_nothing(self._phone(step), f"line {step.line}")
                case "close":
                    self._close(step)
                case "refuse":
                    self._refuse(step)
                case _:
                    self._pass(step)
        for phone in self._world.phones:
            self._expect_nothing(phone, "at the end")

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
        phone = self._phone(step)
        to = self._number(step) or self._last.get(phone, "")
        if not to:
            raise ScriptError(f"line {step.line}: {step.who} has no text to answer; name a number")
        pictures = [(picture.read_bytes(), "image/jpeg") for picture in PICTURES[: step.pictures]]
        self._world.text(phone, to, step.text, pictures)
        if not self._world.settle(30):
            raise Unmet(f"line {step.line}: the desk did not come to rest")
        self._check(step)

    def _close(self, step: Step) -> None:
        ours = self._public(step)
        self._world.carrier.close_window(ours, self._phone(step).on(step.channel))

    def _refuse(self, step: Step) -> None:
        self._public(step)
        address = self._phone(step).on(step.channel)
        self._world.carrier.faults.undelivered[address] = _TAKES_NOTHING

    def _check(self, step: Step) -> None:
        """Nothing went wrong behind the phones."""
        if self._world.errors:
            raise Unmet(f"line {step.line}: the app failed: {', '.join(self._world.errors)}")
        if self._world.carrier.refused:
            raise Unmet(f"line {step.line}: refused webhooks: {self._world.carrier.refused}")

    def _expect(self, step: Step) -> None:
        arrived = self._arrived[self._phone(step)]
        where = f"line {step.line}: {step.who}"
        if not arrived:
            raise Unmet(f"{where} expected {step.text!r}, and nothing arrived")
        text = arrived.popleft()
        if not matches(step.text, text.body):
            raise Unmet(f"{where} expected {step.text!r}, and read {text.body!r}")
        if (number := self._number(step)) and text.sender != number:
            raise Unmet(f"{where} expected it from {_named(step)}, not {self._name(text.sender)}")
        if len(text.pictures) != step.pictures:
            raise Unmet(f"{where} expected pictures: {step.pictures}, and saw {len(text.pictures)}")

    def _expect_nothing(self, who: Phone, when: str) -> None:
        if arrived := self._arrived[who]:
            raise Unmet(f"{when}: {who.name} expected nothing, and read {arrived[0].body!r}")

    def _phone(self, step: Step) -> Phone:
        try:
            return self._world.phone(step.who)
        except KeyError:
            raise ScriptError(f"line {step.line}: nobody here is called {step.who!r}") from None

    def _number(self, step: Step) -> str:
        """The address that a line names; '' where it names none."""
        if step.channel or step.number == "business":
            return self._public(step)
        if not step.number or step.number in self._names:
            return step.number
        for number, name in self._names.items():
            if name == step.number:
                return number
        raise ScriptError(f"line {step.line}: nobody here is called {step.number!r}")

    def _public(self, step: Step) -> str:
        """The shop's address on the channel of a line."""
        public = self._world.desk.public
        if step.number not in ("", "business") or (step.channel or "sms") not in public:
            raise ScriptError(f"line {step.line}: the shop is written to by {', '.join(public)}")
        return public[step.channel or "sms"]

    def _name(self, address: str) -> str:
        return self._names.get(address, address)

    def _on_event(self, event: Event) -> None:
        text = event.text
        if event.kind != "text" or (text.sid in self._seen):
            return
        self._seen.add(text.sid)
        if phone := self._owners.get(text.to):
            self._last[phone] = text.sender
            self._arrived[phone].append(text)
        self._print(text)

    def _print(self, text: Text) -> None:
        at = round(text.at * SECOND)
        if at - self._printed > _PAUSE:
            print(f"--- {datetime.fromtimestamp(text.at, self._zone):%A %H:%M}\n")
        self._printed = at
        print(f"{self._name(text.sender)} → {self._name(text.to)}   ({_how(text)})")
        for _ in text.pictures:
            print("    [picture]")
        for line in text.body.splitlines() or [""]:
            print(f"    {line}")
        print(flush=True)


def _named(step: Step) -> str:
    return f"{step.number} by {step.channel}" if step.channel else step.number


def _how(text: Text) -> str:
    """What a carrier charges for a text; elsewhere by which channel it goes."""
    if (channel := channel_of(text.to)) != "sms":
        return f"{channel}, template" if text.template else channel
    measured = size(text.body)
    unit = "segment" if measured.segments == 1 else "segments"
    return "MMS" if text.media else f"{measured.encoding}, {measured.segments} {unit}"


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
