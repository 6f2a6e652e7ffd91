"""Every model comes back from the table as it went in."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pydantic import BaseModel

from chalicelib.models import (
    Contact,
    Entry,
    HeldText,
    Line,
    Message,
    Profile,
    Roster,
    Sent,
    ThreadRecord,
)
from chalicelib.store import codec, keys

MODELS = (Contact, Entry, HeldText, Line, Message, Sent)


def models(model: type[BaseModel], **fixed: Any) -> st.SearchStrategy[Any]:
    """Any value of a model."""
    fields = {
        name: fixed[name] if name in fixed else _values(field.annotation)
        for name, field in model.model_fields.items()
    }
    return st.builds(model, **fields)


def _values(kind: Any) -> st.SearchStrategy[Any]:
    if kind is int:
        return st.integers(0, 10**15 - 1)
    args: tuple[Any, ...] = getattr(kind, "__args__", ())
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return models(kind)
    if getattr(kind, "__origin__", None) is tuple:
        if args[-1] is not Ellipsis:
            return st.tuples(*map(_values, args))
        return st.lists(_values(args[0]), max_size=3).map(tuple)
    if args and type(None) in args:
        return st.none() | st.one_of(*(_values(a) for a in args if a is not type(None)))
    return st.from_type(kind)


@pytest.mark.parametrize("model", MODELS)
@given(data=st.data())
@hypothesis_settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_documents(model: Any, data: st.DataObject) -> None:
    one = data.draw(models(model))
    version = data.draw(st.integers(1, 10**9))
    versioned = "version" in model.model_fields
    item = codec.document(keys.key("A", "1"), one, version if versioned else None)
    expected = one.but(version=version) if versioned else one
    assert codec.read(model, item) == expected


@given(one=models(Entry), version=st.integers(1, 99))
def test_entries_are_due_in_the_order_of_time(one: Entry, version: int) -> None:
    item = codec.entry(one, version)
    assert codec.read(Entry, item) == one.but(version=version)
    assert item["due_sk"]["S"] == f"{one.due:015d}#{one.recipient}"
    assert item["due_pk"]["S"] in {f"DUE#{n}" for n in range(keys.DUE_SHARDS)}


def updated(expression: str, names: dict[str, str], values: dict[str, Any]) -> dict[str, Any]:
    """What the item holds after an update of nothing."""
    puts = expression.removeprefix("SET ").partition(" REMOVE ")[0]
    pairs = (pair.split(" = ") for pair in puts.split(", "))
    return {names[name]: values[value] for name, value in pairs}


WORDS = st.text(min_size=1)


@given(
    one=models(
        ThreadRecord,
        name=st.none() | WORDS,
        owner=st.none() | WORDS,
        resolved=st.none() | st.integers(1, 10**15 - 1),
    )
)
def test_records(one: ThreadRecord) -> None:
    item = keys.thread(one.contact, one.number) | updated(*codec.record_update(one))
    assert codec.record(item) == one.but(told=one.told or ())
    assert ("work_pk" in item) is ("work_sk" in item) is (one.resolved is None)


@given(one=models(Profile), opened=st.integers(-9, 9), version=st.integers(1, 99))
def test_profiles(one: Profile, opened: int, version: int) -> None:
    data = one.model_dump_json(exclude={"version", "open"}, exclude_defaults=True)
    item = {
        "data": codec.text(data),
        "v": codec.number(version),
        "open": codec.number(opened),
    }
    assert codec.profile(one.agent, item) == one.but(open=opened, version=version)


def test_a_blank_profile() -> None:
    assert codec.profile("x", None) == Profile(agent="x")
    assert codec.profile("x", {"open": codec.number(2)}) == Profile(agent="x", open=2)


def test_rows_of_a_roster() -> None:
    item = {**keys.roster("support", "x"), "away": {"BOOL": True}}
    assert codec.roster(item) == Roster(agent="x", away=True)
    assert codec.roster(item | {"load": codec.number(3)}) == Roster(agent="x", away=True, load=3)
    assert codec.roster({**keys.roster("support", "x"), "load": codec.number(3)}) is None
    assert codec.parse_all(codec.roster, [item, keys.roster("support", "y")]) == (
        Roster(agent="x", away=True),
    )


def test_what_a_newer_deployment_wrote_is_read_all_the_same() -> None:
    item = codec.document(keys.head("x"), Contact(id="x", name="Marie"), 1)
    item["data"] = {"S": item["data"]["S"][:-1] + ',"later":[1]}'}
    assert codec.read(Contact, item) == Contact(id="x", name="Marie", version=1)


def test_an_update_with_nothing_to_remove() -> None:
    assert codec.update({"a": codec.number(1)}) == ("SET #a = :a", {"#a": "a"}, {":a": {"N": "1"}})
