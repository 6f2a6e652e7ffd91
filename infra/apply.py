"""Makes a stage's desk what `desk.toml` says, and tells what that changed."""

import json
import os
import time
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path

from chalicelib.decisions import Decision
from chalicelib.errors import Conflict, NotSetUp, SetupError
from chalicelib.models import Agent, Desk, Inbox, Model
from chalicelib.rules import entries
from chalicelib.store import commit, contacts
from chalicelib.store import desk as store

from . import deskfile

CONFIG = Path(__file__).parents[1] / ".chalice" / "config.json"
_TRIES = 3


@dataclass(frozen=True)
class AppliedReport:
    """What an application changed, one sentence each, and what was probably not meant."""

    changes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    def __str__(self) -> str:
        warned = [f"Careful: {warning}" for warning in self.warnings]
        return "\n".join([*(self.changes or ("Nothing changed.",)), *warned])


def enter(stage: str, config: Path = CONFIG) -> None:
    """Takes over the environment of a Chalice stage; a variable that is set already wins.

    Raises `SetupError` where the stage is not in `.chalice/config.json`.
    """
    try:
        found = json.loads(config.read_text(encoding="utf-8"))
        variables = {**found.get("environment_variables", {})}
        variables |= found["stages"][stage].get("environment_variables", {})
    except (OSError, ValueError):
        raise SetupError(f"{config.name} can't be read. Mend: make it JSON again.") from None
    except KeyError:
        known = ", ".join(found.get("stages", {})) or "none"
        mend = f"Mend: name one that is there ({known}), or add it to the file."
        raise SetupError(f'There is no stage "{stage}" in {config.name}. {mend}') from None
    for name, value in variables.items():
        os.environ.setdefault(name, value)


def apply(path: Path) -> AppliedReport:
    """Writes what the file at `path` declares to the stage's table.

    Raises `SetupError` (a line for every error of the file) before anything is written, and
    `StoreError` where DynamoDB is out of reach; applying again finishes what was begun.
    """
    declared = deskfile.load(path)
    for attempt in range(_TRIES):
        wanted = declared.build(store.key())
        _hand_over(wanted)
        try:
            saved = store.save(wanted)
        except Conflict:
            if attempt == _TRIES - 1:
                raise
            continue
        changes = tuple(_changes(saved.before, wanted))
        if saved.changed and not changes:
            changes = ("The rosters were put right.",)
        return AppliedReport(changes, declared.warnings)
    raise AssertionError("unreachable")


def _hand_over(after: Desk) -> None:
    """Has the inboxes' workers look, in a while, at what those have who are not in `after`.

    Before the desk is saved, so that no crash loses it, and later than any process keeps the desk
    that it knows; the clock finds the looks.
    """
    store.forget()
    try:
        before = store.load()
    except NotSetUp:
        return
    now, wait = int(time.time() * 1000), int(store.KEPT_SECONDS * 1000) + 5_000
    for agent in before.agents:
        if after.agent(agent.id):
            continue
        for thread in contacts.owned(agent.id):
            n = f"left-{thread.number}"
            look = entries.look(thread.inbox, thread.contact, thread.number, now, n, now, wait)
            commit.commit(Decision(outcome="left", put=(look,)))


def _changes(before: Desk | None, after: Desk) -> Iterator[str]:
    """One sentence for each difference. Names only: no number is printed."""
    if before is None:
        yield f'The desk "{after.name}" is new.'
    elif fields := _differences(before, after, {"key", "inboxes", "agents"}):
        yield f"The desk has other {fields}."
    yield from _compared("inbox", before.inboxes if before else (), after.inboxes)
    yield from _compared("agent", before.agents if before else (), after.agents)


def _compared(
    what: str, before: Sequence[Inbox] | Sequence[Agent], after: Sequence[Inbox] | Sequence[Agent]
) -> Iterator[str]:
    old, new = ({_identity(thing): thing for thing in things} for things in (before, after))
    for identity, thing in new.items():
        if identity not in old:
            yield f'The {what} "{thing.name}" is new.'
        elif fields := _differences(old[identity], thing):
            yield f'The {what} "{thing.name}" has other {fields}.'
    for identity, thing in old.items():
        if identity not in new:
            yield f'The {what} "{thing.name}" is gone.'


def _identity(thing: Inbox | Agent) -> str:
    return thing.id if isinstance(thing, Agent) else thing.name


def _differences(old: Model, new: Model, but: AbstractSet[str] = frozenset()) -> str:
    names = [n for n in type(new).model_fields if n not in but]
    return ", ".join(n for n in names if getattr(old, n) != getattr(new, n))
