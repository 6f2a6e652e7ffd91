"""Makes a stage's desk what `desk.toml` says, and tells what that changed."""

import json
import os
import time
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from chalicelib import settings
from chalicelib.decisions import Decision
from chalicelib.errors import Conflict, NotSetUp, SetupError
from chalicelib.models import Agent, Desk, Inbox, Model
from chalicelib.rules import entries, welcome
from chalicelib.store import agents, commit, contacts, outbox
from chalicelib.store import desk as store
from chalicelib.store.calls import retrying

from . import deskfile, deskjoined

CONFIG = Path(__file__).parents[1] / ".chalice" / "config.json"
_TRIES = 3

_WRITE_THEM = (
    "Mend: write them into desk.toml, under the same name and number, so that the file says all;"
    " or have a supervisor text /agent remove and the name."
)

# By then (ms) no process keeps the desk that was before this one.
_KNOWN = int(store.KEPT_SECONDS * 1000) + 5_000


@dataclass(frozen=True)
class AppliedReport:
    """What an application changed, one sentence each, and what was probably not meant.

    `welcomed` counts the agents to whom a welcome is on its way. `by_text` are the names of those
    whom supervisors added, and who are in no desk.toml.
    """

    changes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    welcomed: int = 0
    by_text: tuple[str, ...] = ()

    def __str__(self) -> str:
        lines = [*self.changes] or ["Nothing changed."]
        if self.welcomed:
            whom = "1 agent" if self.welcomed == 1 else f"{self.welcomed} agents"
            lines.append(f"A welcome is on its way to {whom}.")
        if self.by_text:
            lines.append(f"Added by text, and kept: {', '.join(self.by_text)}. {_WRITE_THEM}")
        return "\n".join([*lines, *(f"Careful: {warning}" for warning in self.warnings)])


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


def apply(path: Path, greet: bool = False) -> AppliedReport:
    """Writes what the file at `path` declares to the stage's table.

    With `greet`, agents who never were are welcomed, once the desk is theirs.
    Raises `SetupError` (a line for every error of the file) before anything is written, and
    `StoreError` where DynamoDB is out of reach; applying again finishes what was begun.
    """
    declared = deskfile.load(path)
    for attempt in range(_TRIES):
        wanted = declared.build(store.key())
        before = _before()
        deskjoined.check(path, before.joined if before else ())
        _hand_over(before, store.over(wanted, before))
        try:
            saved = store.save(wanted)
        except Conflict:
            if attempt == _TRIES - 1:
                raise
            continue
        changes = tuple(_changes(saved.before, saved.after))
        if saved.changed and not changes:
            changes = ("The rosters were put right.",)
        welcomed = _welcome(wanted, saved.before is None) if greet else 0
        by_text = tuple(agent.name for agent in saved.after.agents if agent.by_text)
        return AppliedReport(changes, declared.warnings, welcomed, by_text)
    raise AssertionError("unreachable")


def _before() -> Desk | None:
    """The desk as it is now."""
    store.forget()
    try:
        return store.load()
    except NotSetUp:
        return None


def _hand_over(before: Desk | None, after: Desk) -> None:
    """Has the inboxes' workers look, in a while, at what those have who are not in `after`.

    Before the desk is saved, so that no crash loses it, and later than any process keeps the desk
    that it knows; the clock finds the looks.
    """
    now = _now()
    for agent in before.agents if before else ():
        if after.agent(agent.id):
            continue
        for thread in contacts.owned(agent.id):
            n = f"left-{thread.number}"
            look = entries.look(thread.inbox, thread.contact, thread.number, now, n, now, _KNOWN)
            commit.commit(Decision(outcome="left", put=(look,)))


def _welcome(desk: Desk, first: bool) -> int:
    """Welcomes every agent who never was, and returns how many.

    A process that still keeps the desk before this one would drop a text to an agent it does not
    know: the welcomes wait until there is none, unless this desk is the table's `first`.
    """
    done = [retrying(partial(_greet, agent, desk, 0 if first else _KNOWN)) for agent in desk.agents]
    greeted = [decision for decision in done if decision is not None]
    try:
        settings.queue_url()
    except SetupError:
        return len(greeted)  # nobody to wake: the clock finds the entries
    recipients = [recipient for decision in greeted for recipient in decision.recipients]
    outbox.wake(recipients, f"welcome-{_now()}")
    return len(greeted)


def _greet(agent: Agent, desk: Desk, wait: int) -> Decision | None:
    """One agent's welcome, committed; None where there was one before, or nothing is to be said."""
    profile, now = agents.profile(agent.id), _now()
    decision = None if profile.welcomed else welcome.welcome(agent, desk, profile, now)
    if decision is None:
        return None
    if wait:
        # Stamped with the time they wait for, so that they stand in no other text's way.
        later = {"after": now + wait, "due": now + wait}
        put = tuple(entry.but(stamp=entry.stamp + wait, **later) for entry in decision.put)
        decision = decision.but(put=put)
    commit.commit(decision)
    return decision


def _now() -> int:
    """The moment, in ms."""
    return int(time.time() * 1000)


def _changes(before: Desk | None, after: Desk) -> Iterator[str]:
    """One sentence for each difference. Names only: no number is printed."""
    if before is None:
        yield f'The desk "{after.name}" is new.'
    elif fields := _differences(before, after, {"key", "inboxes", "agents", "joined"}):
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
        elif fields := _differences(old[identity], thing, {"by_text"}):
            yield f'The {what} "{thing.name}" has other {fields}.'
        elif old[identity] != thing:
            yield f'The agent "{thing.name}" stands in desk.toml now.'
    for identity, thing in old.items():
        if identity not in new:
            yield f'The {what} "{thing.name}" is gone.'


def _identity(thing: Inbox | Agent) -> str:
    return thing.id if isinstance(thing, Agent) else thing.name


def _differences(old: Model, new: Model, but: AbstractSet[str] = frozenset()) -> str:
    names = [n for n in type(new).model_fields if n not in but]
    return ", ".join(n for n in names if getattr(old, n) != getattr(new, n))
