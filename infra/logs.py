"""What a stage's functions logged, merged by time, a short line each.

A text is followed by its id from its webhook through what left for it to the provider's statuses:
the line `taken in` has the provider's id, an outbox entry's ends with the last letters of the id of
the text that made it, and what was sent says under which id the provider tells what became of it.
"""

import heapq
import json
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import Any

import boto3

from chalicelib import telemetry
from chalicelib.errors import SetupError
from chalicelib.models import SECOND
from chalicelib.rules import entries

from .apply import CONFIG
from .cloud import in_words
from .deskfields import length

_LATE = 10 * SECOND
"""A line may come to CloudWatch so much (ms) after a later one of another function."""

_PAUSE = 2.0
_NOISE = re.compile(r"(?:START|END|INIT_START|XRAY|LOGS|EXTENSION)\b|REPORT(?!.*Status: )")
_SHOWN = (
    *("outcome", "text_id", "entry", "entries", "kind", "code", "codes"),
    *("why", "where", "mend"),
)
_SEEDED = len(entries.serial("0" * 64, 0)) - 2
_WIDTH = 200


@dataclass(frozen=True)
class Line:
    """One event of a log. `at` is in ms; `said` is what was logged as JSON, if it was."""

    at: int
    id: str
    function: str
    text: str
    said: dict[str, Any] = field(default_factory=dict, compare=False)

    def __str__(self) -> str:
        clock = datetime.fromtimestamp(self.at / 1000, UTC).strftime("%m-%d %H:%M:%S.%f")[:-3]
        level = str(self.said.get("level", "-"))
        words = str(self.said.get("message", self.text.strip().partition("\n")[0]))
        about = [f"{name}={_plain(self.said[name])}" for name in _SHOWN if name in self.said]
        shown = telemetry.redact(" ".join((words[:_WIDTH], *about)))
        return f"{clock} {self.function:<5} {level:<7} {shown}"


def span(text: str) -> int:
    """`15m`, `2h`, `90s`, `1d` in ms. Raises `SetupError` for anything else."""
    found = length(text)
    if found is None:
        raise SetupError(f'"{text}" is no time span. Mend: write it like 90s, 15m, 2h or 1d.')
    return found


def read(stage: str, since: int, text: str = "", config: Path = CONFIG) -> Iterator[Line]:
    """The lines of the last `since` ms, oldest first; with `text`, those about that id.

    Raises `SetupError` where the stage has no logs, or `Unavailable`.
    """
    with in_words():
        client, groups = _opened(stage, config)
        start = int(time.time() * 1000) - since
        if not text:
            yield from _merged(client, groups, start)
            return
        # Twice: what a webhook logs first is known to be about the text by its last line only.
        about = _About(text)
        for line in _merged(client, groups, start):
            about.learn(line)
        yield from filter(about.has, _merged(client, groups, start))


def follow(
    stage: str, since: int, text: str = "", config: Path = CONFIG, pause: float = _PAUSE
) -> Iterator[Line | None]:
    """The same, and then what comes, for ever. None after each look, `pause` seconds apart."""
    with in_words():
        client, groups = _opened(stage, config)
        about, seen = _About(text), dict[str, int]()
        start = int(time.time() * 1000) - since
        while True:
            for line in _merged(client, groups, start):
                if line.id not in seen:
                    seen[line.id] = line.at
                    about.learn(line)
                    if about.has(line):
                        yield line
            yield None
            start = max([start, *(at - _LATE for at in seen.values())])
            seen = {one: at for one, at in seen.items() if at >= start}
            time.sleep(pause)


class _About:
    """What belongs to the id of a text or an entry; everything, where that is empty."""

    def __init__(self, text: str) -> None:
        self._text, self._seeds = text.strip(), {_seed(text.strip())} - {""}
        self._invocations = set[str]()

    def learn(self, line: Line) -> None:
        """What one webhook's invocation logs is about the one text that it brought.

        So is what the provider calls what was sent for it, and what that becomes on its way.
        """
        if not self._names(line):
            return
        if line.said.get("event") == "webhook":
            self._invocations.add(str(line.said.get("invocation")))
        if line.said.get("message") in ("sent", "becomes"):
            named = (line.said.get("text_id"), *line.said.get("entries", ()))
            self._seeds |= {_seed(str(one)) for one in named if one} - {""}

    def has(self, line: Line) -> bool:
        """Whether this line is about it."""
        of = str(line.said.get("invocation") or "")
        return not self._text or (of in self._invocations) or self._names(line)

    def _names(self, line: Line) -> bool:
        found = line.said.get("entries") or ()
        ids = [line.said.get("text_id"), line.said.get("entry"), line.said.get("invocation")]
        named = [str(one) for one in chain(ids, found) if one]
        return any(one == self._text or _seed(one) in self._seeds for one in named)


def _seed(name: str) -> str:
    """The letters that a text's id and the ids of its entries share; '' where there are none."""
    *entry, serial = name.split(".")
    if len(entry) == 2:
        name = serial.partition("-")[0]
    return name[-_SEEDED:] if len(name) >= _SEEDED and name.isalnum() else ""


def _opened(stage: str, config: Path) -> tuple[Any, dict[str, str]]:
    """A client, and the stage's log groups: name → function (`api`, `wake`, `tick`)."""
    app, stages = "guichet", list[str]()
    try:
        found = json.loads(config.read_text(encoding="utf-8"))
        app, stages = str(found.get("app_name", app)), list(found.get("stages", {}))
    except (OSError, ValueError):
        pass  # the names are the usual ones
    client: Any = boto3.client("logs")
    own = f"/aws/lambda/{app}-{stage}"
    others = {f"/aws/lambda/{app}-{other}" for other in stages if other != stage}
    pages = client.get_paginator("describe_log_groups").paginate(logGroupNamePrefix=own)
    names = [group["logGroupName"] for page in pages for group in page["logGroups"]]
    # The stage `dev` has functions `dev` and `dev-wake`; `dev-eu` and `dev-eu-wake` are another's.
    groups = {
        name: match[1] or "api"
        for name in names
        if (match := re.fullmatch(r"(?:-(\w+))?", name.removeprefix(own))) and name not in others
    }
    if not groups:
        raise SetupError(
            f'The stage "{stage}" has no logs. Mend: `chalice deploy --stage {stage}`, and text it;'
            " or the account or the region is another one."
        )
    return client, groups


def _merged(client: Any, groups: dict[str, str], start: int) -> Iterator[Line]:
    """The lines of all groups from `start` (ms) on, oldest first; a page of each in memory."""
    logs = [_lines(client, name, function, start) for name, function in groups.items()]
    yield from heapq.merge(*logs, key=lambda line: (line.at, line.id))


def _lines(client: Any, group: str, function: str, start: int) -> Iterator[Line]:
    pages = client.get_paginator("filter_log_events")
    for page in pages.paginate(logGroupName=group, startTime=start):
        for event in page["events"]:
            line = _line(event, function)
            if line:
                yield line


def _line(event: Any, function: str) -> Line | None:
    """None for what Lambda says of each run, and for metrics that come without a word."""
    text = event["message"]
    if _NOISE.match(text):
        return None
    try:
        said = json.loads(text)
    except ValueError:
        said = {}
    said = said if isinstance(said, dict) else {}
    if "_aws" in said and "message" not in said:
        return None
    name = event.get("eventId") or text  # an emulator numbers none; a line has its own time in it
    return Line(event["timestamp"], f"{function}-{name}", function, text, said)


def _plain(value: Any) -> str:
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)
