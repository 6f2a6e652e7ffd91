"""Models to items and back.

A model that is read and written whole stands as one JSON document in `data`, beside the attributes
that conditions, counters and indexes need (`docs/decisions/0002-items.md`).
"""

import json
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from ..models import (
    Agent,
    Closure,
    Contact,
    Dead,
    Desk,
    Entry,
    HeldText,
    Line,
    Message,
    Profile,
    Roster,
    Sent,
    Spot,
    ThreadRecord,
    Told,
)
from . import keys
from .keys import Item

T = TypeVar("T")
M = TypeVar("M", Contact, Entry, HeldText, Line, Message, Sent)

RANK = {"sent": 1, "delivered": 2, "failed": 3, "read": 3}
"""How far a delivery state is; it only ever goes up."""


def number(value: int) -> dict[str, str]:
    """A number attribute."""
    return {"N": str(value)}


def text(value: str) -> dict[str, str]:
    """A text attribute."""
    return {"S": value}


def document(
    key: keys.Key,
    model: Contact | Entry | HeldText | Line | Message | Sent,
    version: int | None = None,
) -> Item:
    """A whole item. `version` goes into `v`; the model's own `version` is not stored twice."""
    item: Item = {
        **key,
        "data": text(model.model_dump_json(exclude={"version"}, exclude_defaults=True)),
    }
    if version is not None:
        item["v"] = number(version)
    return item


def read(model: type[M], item: Item) -> M:
    """A model from its item, with its version."""
    found = model.model_validate_json(item["data"]["S"])
    return found.model_copy(update={"version": int(item["v"]["N"])}) if "v" in item else found


_UNREADABLE = (ValueError, KeyError, TypeError, AttributeError)
"""What reading a damaged item can raise: pydantic's errors and JSON's are `ValueError`s."""


def attempt(parse: Callable[[Item], T], item: Item) -> T | Exception:
    """What `parse` makes of an item, or what is wrong with it."""
    try:
        return parse(item)
    except _UNREADABLE as error:
        return error


def entry(model: Entry, version: int) -> Item:
    """An outbox entry, on the index `due`."""
    item = document(keys.entry(model.recipient, model.stamp, model.n), model, version)
    item["due_pk"] = text(keys.due_pk(model.recipient))
    item["due_sk"] = text(keys.due_sk(model.due, model.recipient))
    return item


def dead(model: Dead, raw: Item | None = None) -> Item:
    """A dead entry, with its outbox item as it was: `raw` where no entry could be read of it."""
    kept = entry(model.entry, model.entry.version) if model.entry else (raw or {})
    data = text(model.model_dump_json(exclude={"entry"}))
    return {**keys.dead(kept), "data": data, "item": {"M": kept}}


def profile(agent: str, item: Item | None) -> Profile:
    """An agent's profile; one who never texted has a blank one."""
    if item is None:
        return Profile(agent=agent)
    data = (
        Profile.model_validate_json(item["data"]["S"]) if "data" in item else Profile(agent=agent)
    )
    counted = int(item["open"]["N"]) if "open" in item else 0
    version = int(item["v"]["N"]) if "v" in item else 0
    return data.model_copy(update={"open": counted, "version": version})


def roster(item: Item) -> Roster | None:
    """A roster's row; None where the agent is not on the roster but a counter was moved."""
    if "away" not in item:
        return None
    load = int(item["load"]["N"]) if "load" in item else 0
    agent = item["SK"]["S"].removeprefix("AGENT#")
    given = int(item["given"]["N"]) if "given" in item else 0
    return Roster(agent=agent, load=load, away=item["away"]["BOOL"], given=given)


def record(item: Item) -> ThreadRecord:
    """A thread's own item."""
    told = json.loads(item["told"]["S"]) if "told" in item else []
    return ThreadRecord(
        number=int(item["number"]["N"]),
        contact=item["PK"]["S"].removeprefix("CONTACT#"),
        inbox=item["inbox"]["S"],
        opened=int(item["opened"]["N"]),
        name=item["name"]["S"] if "name" in item else None,
        owner=item["owner"]["S"] if "owner" in item else None,
        resolved=int(item["resolved"]["N"]) if "resolved" in item else None,
        snoozed=int(item["snoozed"]["N"]) if "snoozed" in item else 0,
        waits=int(item["waits"]["N"]) if "waits" in item else 0,
        tags=tuple(json.loads(item["tags"]["S"])) if "tags" in item else (),
        told=tuple(
            Told(agent=agent, shown=shown, again=again, spot=Spot(*spot))
            for agent, shown, again, *spot in told
        ),
    )


def record_update(model: ThreadRecord) -> tuple[str, dict[str, str], dict[str, Any]]:
    """The update of a thread's item: expression, names, values. `told` None leaves it as it is."""
    fields: dict[str, Any] = {
        "number": number(model.number),
        "inbox": text(model.inbox),
        "opened": number(model.opened),
        "name": text(model.name) if model.name else None,
        "owner": text(model.owner) if model.owner else None,
        "resolved": number(model.resolved) if model.resolved else None,
        "snoozed": number(model.snoozed) if model.snoozed else None,
        "waits": number(model.waits) if model.waits else None,
        "tags": text(json.dumps(model.tags)) if model.tags else None,
        "work_pk": _work(model),
        "work_sk": text(f"{model.opened:015d}") if model.resolved is None else None,
    }
    if model.told is not None:
        told = [[t.agent, t.shown, t.again, *t.spot] for t in model.told]
        fields["told"] = text(json.dumps(told))
    return update(fields)


def _work(model: ThreadRecord) -> dict[str, str] | None:
    if model.resolved is not None:
        return None
    return text(keys.owned(model.owner) if model.owner else keys.waiting(model.inbox))


def closures(found: Sequence[Closure]) -> str:
    """What supervisors said of the hours, as the desk's item holds it beside what was applied."""
    return json.dumps([list(one) for one in found])


def joined(found: Sequence[Agent]) -> str:
    """The agents whom supervisors added, likewise."""
    return json.dumps([one.model_dump(mode="json", exclude_defaults=True) for one in found])


def desk(item: Item) -> Desk:
    """The desk as applied, with what supervisors said of its hours and its agents."""
    said = json.loads(item["closures"]["S"]) if "closures" in item else []
    added = json.loads(item["joined"]["S"]) if "joined" in item else []
    applied = Desk.model_validate_json(item["data"]["S"])
    return applied.with_said(
        tuple(Closure(*one) for one in said),
        tuple(Agent.model_validate(one) for one in added),
    )


def declared(model: Desk) -> str:
    """A desk without what supervisors said."""
    plain = model.but(agents=tuple(agent for agent in model.agents if not agent.by_text))
    return plain.model_dump_json(exclude={"closures", "joined"})


def update(fields: dict[str, Any]) -> tuple[str, dict[str, str], dict[str, Any]]:
    """An update expression that sets what has a value and removes what is None."""
    puts = [name for name, value in fields.items() if value is not None]
    drops = [name for name, value in fields.items() if value is None]
    expression = "SET " + ", ".join(f"#{name} = :{name}" for name in puts)
    if drops:
        expression += " REMOVE " + ", ".join(f"#{name}" for name in drops)
    names = {f"#{name}": name for name in fields}
    return expression, names, {f":{name}": fields[name] for name in puts}


def parse_all(parse: Callable[[Item], Any], items: list[Item]) -> tuple[Any, ...]:
    """The items that are whole, parsed."""
    return tuple(found for item in items if (found := parse(item)) is not None)
