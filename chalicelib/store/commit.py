"""A decision, written whole or not at all: one `TransactWriteItems`."""

import time
from typing import Any

from botocore.exceptions import ClientError

from .. import settings, telemetry
from ..decisions import Decision, Tally
from ..errors import Conflict, Duplicate, Unavailable
from ..models import DAY, Agent, Closure, Contact, Entry, HeldText, Line, Sent, ThreadRecord
from . import codec, keys
from .calls import speaking

_IN_CONFLICT = frozenset({"ConditionalCheckFailed", "TransactionConflict", "DuplicateItem"})
_PASSING = frozenset({"ThrottlingError", "ProvisionedThroughputExceeded"})
_ABSENT = "attribute_not_exists(PK)"


def commit(decision: Decision) -> None:
    """Writes everything that was decided, each item at the version that the decision read.

    Raises `Duplicate` where the webhook was committed before, `Conflict` where something changed
    meanwhile, `Unavailable` where DynamoDB is throttled or out of reach. Nothing is written then.
    """
    writes = _writes(decision)
    if not writes:
        return
    table = settings.table()
    items: Any = [
        {kind: {"TableName": table, **asked}}
        for _, write in writes
        for kind, asked in write.items()
    ]
    try:
        with speaking():
            settings.dynamodb().transact_write_items(TransactItems=items)
    except ClientError as error:
        raise meaning(error, [name for name, _ in writes]) from error
    telemetry.measured(decision.figures)


def meaning(error: ClientError, names: list[str]) -> Exception:
    """Which of our exceptions a cancelled transaction is: each item names the one it means."""
    if error.response["Error"]["Code"] != "TransactionCanceledException":
        return error
    reasons: Any = error.response.get("CancellationReasons", [])
    codes = {name: str(reason.get("Code")) for name, reason in zip(names, reasons, strict=False)}
    if codes.get("seen") == "ConditionalCheckFailed":
        return Duplicate("taken in before")
    failed = {name: code for name, code in codes.items() if code not in ("None", "")}
    if any(code in _IN_CONFLICT for code in failed.values()):
        return Conflict(", ".join(sorted(failed)))
    if any(code in _PASSING for code in failed.values()):
        return Unavailable(", ".join(sorted(failed.values())))
    return error


def _writes(decision: Decision) -> list[tuple[str, dict[str, Any]]]:
    """The transaction's items, each with a name of its own; the table's name is not in them."""
    found: list[tuple[str, dict[str, Any]]] = []
    if decision.seen:
        found.append(("seen", _put({**keys.seen(decision.seen), **_ttl(keys.SEEN_DAYS)}, _ABSENT)))
    if decision.checked:
        found.append(("checked", _check(decision.checked)))
    if decision.contact:
        found += _contact(decision.contact, decision)
    for message in filter(None, (decision.message, decision.also)):
        key = keys.message(message.contact, message.stamp)
        found.append((f"message {message.stamp}", _put(codec.document(key, message), _ABSENT)))
    found += _agents(decision)
    found += [(f"line {line.id}", _line(line)) for line in decision.lines]
    found += [(f"held {h.stamp}", _held(h)) for h in decision.held]
    found += [(f"settled {h.stamp}", _settled(h)) for h in decision.settled]
    found += [(f"put {e.id}", _put(codec.entry(e, 1), _ABSENT)) for e in decision.put]
    found += [(f"taken {e.id}", _delete(e)) for e in decision.taken]
    found += [(f"claimed {e.id}", _claim(e)) for e in decision.claimed]
    if decision.sent:
        found.append(("sent", _put(_sent(decision.sent), _ABSENT)))
    if decision.closures is not None:
        found.append(("closures", _closures(decision.closures, decision.closures_before)))
    if decision.joined is not None:
        found += _joined(decision.joined, decision.joined_before)
    if decision.parked:
        day = time.strftime("%Y-%m-%d", time.gmtime())
        body = codec.text(decision.parked.model_dump_json())
        at = codec.number(int(time.time() * 1000))
        item = {**keys.parked(day, decision.parked.id), "data": body, "at": at}
        found.append(("parked", _put(item, None)))
    if decision.dead:
        found.append(("dead", _put(codec.dead(decision.dead), None)))
    if decision.tally:
        found.append(("tally", _tally(decision.tally)))
    return found


def _contact(contact: Contact, decision: Decision) -> list[tuple[str, dict[str, Any]]]:
    found = [("contact", _head(contact))]
    if record := decision.record:
        found.append(("record", _record(record)))
        if decision.opened:
            item = {**keys.reference(record.number), "contact": codec.text(contact.id)}
            found.append(("reference", _put(item, _ABSENT)))
    found += [(f"linked {one.id}", _head(one)) for one in decision.linked]
    if decision.ended:
        found.append(("ended", _record(decision.ended)))
    return found


def _head(contact: Contact) -> dict[str, Any]:
    item = codec.document(keys.head(contact.id), contact, contact.version + 1)
    return _put(item, *_at(contact.version))


def _record(record: ThreadRecord) -> dict[str, Any]:
    expression, names, values = codec.record_update(record)
    return _update(keys.thread(record.contact, record.number), expression, names, values)


def _agents(decision: Decision) -> list[tuple[str, dict[str, Any]]]:
    """Profiles and rosters. Counters are moved, never set: others move them too."""
    found = []
    opened: dict[str, int] = {}
    for load in decision.loads:
        if load.by:
            opened[load.agent] = opened.get(load.agent, 0) + load.by
    if profile := decision.profile:
        by = opened.pop(profile.agent, 0)
        data = profile.model_dump_json(exclude={"version", "open"}, exclude_defaults=True)
        condition, values = _at(profile.version)
        values |= {":data": codec.text(data), ":next": codec.number(profile.version + 1)}
        values[":by"] = codec.number(by)
        expression = "SET #data = :data, v = :next ADD #open :by"
        names = {"#data": "data", "#open": "open"}
        key = keys.profile(profile.agent)
        found.append(("profile", _update(key, expression, names, values, condition)))
        for inbox in decision.away:
            key = keys.roster(inbox, profile.agent)
            seen = {":away": {"BOOL": profile.away}}
            found.append((f"away {inbox}", _update(key, "SET away = :away", {}, seen)))
    for agent, by in opened.items():
        values = {":by": codec.number(by)}
        write = _update(keys.profile(agent), "ADD #open :by", {"#open": "open"}, values)
        found.append((f"open {agent}", write))
    for load in decision.loads:
        values = {":by": codec.number(load.by)}
        key, expression = keys.roster(load.inbox, load.agent), "ADD #load :by"
        if load.given:
            expression, values[":given"] = (
                f"SET given = :given {expression}",
                codec.number(load.given),
            )
        write = _update(key, expression, {"#load": "load"}, values)
        found.append((f"load {load.agent}", write))
    return found


def _at(version: int) -> tuple[str, dict[str, Any]]:
    """The condition that an item is still at the version it was read; 0: that it is not there.

    A profile may be there for its counter alone, hence the look at `v` and not at the key.
    """
    if version:
        return "v = :v", {":v": codec.number(version)}
    return "attribute_not_exists(v)", {}


def _line(line: Line) -> dict[str, Any]:
    key = keys.line(line.agent, line.id)
    return _put(codec.document(key, line, line.version + 1), *_at(line.version))


def _held(held: HeldText) -> dict[str, Any]:
    key = keys.held(held.agent, held.stamp)
    return _put(codec.document(key, held, held.version + 1), *_at(held.version))


def _settled(held: HeldText) -> dict[str, Any]:
    return _remove(keys.held(held.agent, held.stamp), held.version)


def _claim(entry: Entry) -> dict[str, Any]:
    return _put(codec.entry(entry, entry.version + 1), *_at(entry.version))


def _delete(entry: Entry) -> dict[str, Any]:
    return _remove(keys.entry(entry.recipient, entry.stamp, entry.n), entry.version)


def _remove(key: keys.Key, version: int) -> dict[str, Any]:
    condition, values = _at(version)
    return {
        "Delete": {
            "Key": key,
            "ConditionExpression": condition,
            "ExpressionAttributeValues": values,
        }
    }


def _closures(after: tuple[Closure, ...], before: tuple[Closure, ...]) -> dict[str, Any]:
    return _said("closures", codec.closures(after), codec.closures(before), is_new=not before)


def _joined(
    after: tuple[Agent, ...], before: tuple[Agent, ...]
) -> list[tuple[str, dict[str, Any]]]:
    """Who is on the desk by text; who came or went does so in the rosters too.

    A row without `away` is no member's: the count in it stays, for the threads still to be given
    to others.
    """
    said = _said("joined", codec.joined(after), codec.joined(before), is_new=not before)
    found, names = [("joined", said)], {"#load": "load"}
    here, there = {a.id for a in after}, {a.id for a in before}
    for agent in (a for a in after if a.id not in there):
        comes = "SET #load = if_not_exists(#load, :none), away = :no"
        values: dict[str, Any] = {":none": codec.number(0), ":no": {"BOOL": False}}
        for inbox in agent.inboxes:
            write = _update(keys.roster(inbox, agent.id), comes, names, values)
            found.append((f"comes {inbox}", write))
    for agent in (a for a in before if a.id not in here):
        for inbox in agent.inboxes:
            write = _update(keys.roster(inbox, agent.id), "REMOVE away", {}, {})
            found.append((f"goes {inbox}", write))
    return found


def _said(name: str, after: str, before: str, *, is_new: bool) -> dict[str, Any]:
    """What supervisors said, where it is as the decision knew it."""
    values = {":said": codec.text(after), ":before": codec.text(before)}
    same = "(attribute_not_exists(#said) OR #said = :before)" if is_new else "#said = :before"
    return _update(keys.config(), "SET #said = :said", {"#said": name}, values, same)


def _check(contact: Contact) -> dict[str, Any]:
    condition, values = _at(contact.version)
    check = {"Key": keys.head(contact.id), "ConditionExpression": condition}
    return {"ConditionCheck": check | ({"ExpressionAttributeValues": values} if values else {})}


def _sent(sent: Sent) -> dict[str, Any]:
    item = codec.document(keys.sent(sent.provider_id), sent)
    item["rank"] = codec.number(codec.RANK[sent.state])
    return item | _ttl(keys.SENT_DAYS)


def _tally(tally: Tally) -> dict[str, Any]:
    """All counts of a decision in one update. Nobody's condition: others move the same item."""
    counts = list(tally.counts.items())
    names = {f"#n{place}": name for place, (name, _) in enumerate(counts)}
    values = {f":n{place}": codec.number(by) for place, (_, by) in enumerate(counts)}
    moved = ", ".join(f"#n{place} :n{place}" for place in range(len(counts)))
    expires = {":ttl": _ttl(keys.TALLY_DAYS)["ttl"]}
    key = keys.tally(tally.inbox, tally.day, tally.contact)
    expression = f"SET #ttl = :ttl ADD {moved}"
    return _update(key, expression, names | {"#ttl": "ttl"}, values | expires)


def _ttl(days: int) -> dict[str, Any]:
    return {"ttl": codec.number(int(time.time()) + days * DAY // 1000)}


def _put(
    item: dict[str, Any], condition: str | None, values: dict[str, Any] | None = None
) -> dict[str, Any]:
    put: dict[str, Any] = {"Item": item}
    if condition:
        put["ConditionExpression"] = condition
    if values:
        put["ExpressionAttributeValues"] = values
    return {"Put": put}


def _update(
    key: keys.Key,
    expression: str,
    names: dict[str, str],
    values: dict[str, Any],
    condition: str | None = None,
) -> dict[str, Any]:
    update: dict[str, Any] = {"Key": key, "UpdateExpression": expression}
    if values:
        update["ExpressionAttributeValues"] = values
    if names:
        update["ExpressionAttributeNames"] = names
    if condition:
        update["ConditionExpression"] = condition
    return {"Update": update}
