"""Entries kept aside: moved there and back, whole or not at all, once."""

from typing import Any

import pytest

from chalicelib import settings
from chalicelib.decisions import Decision
from chalicelib.errors import Unavailable
from chalicelib.models import Dead, Entry
from chalicelib.rules import failing
from chalicelib.store import dead, keys, outbox
from chalicelib.store.commit import commit
from tests.support.calls import AwsCalls
from tests.support.faults import answering, error
from tests.support.made import NOW, entry
from tests.support.stage import Stage


def why(which: Entry) -> Dead:
    return Dead(recipient=which.recipient, at=NOW, why="ValueError", where="show:1")


def put(*which: Entry) -> None:
    commit(Decision(outcome="x", put=which))


def bury(which: Entry) -> None:
    commit(failing.buried(why(which), which))


def stored(which: Entry, **changes: Any) -> dict[str, Any]:
    """The outbox item of an entry, with these attributes from now on."""
    key = keys.entry(which.recipient, which.stamp, which.n)
    found: Any = settings.dynamodb().get_item(TableName=settings.table(), Key=key)["Item"]
    item: dict[str, Any] = found | changes
    settings.dynamodb().put_item(TableName=settings.table(), Item=item)
    return item


def test_a_dead_entry_is_kept_whole_and_comes_back_whole(stage: Stage) -> None:
    one = entry(text="Hé 👋", body="x", attempts=3, failures=4)
    put(one)
    bury(one)
    assert outbox.pending(one.recipient) == ()
    (kept,) = dead.every()
    assert kept.dead == why(one).but(entry=one)
    with AwsCalls() as calls:
        assert dead.put_back(kept, failing.revived(one, NOW + 5))
    assert calls.counts == {"TransactWriteItems": 1}
    assert outbox.pending(one.recipient) == (one.but(failures=0, due=NOW + 5),)
    assert list(dead.every()) == []
    assert not dead.put_back(kept, one), "somebody else was first"
    assert len(outbox.pending(one.recipient)) == 1


def test_they_are_read_in_the_order_of_their_commits(stage: Stage) -> None:
    many = [entry(stamp=NOW + n, n=f"{n}", text="x" * 40_000) for n in range(30)]
    for one in reversed(many):
        put(one)
        bury(one)
    assert [kept.dead.entry for kept in dead.every()] == many, "more than a page"
    for kept in list(dead.every())[:29]:
        dead.forget(kept)
    assert [kept.dead.entry for kept in dead.every()] == many[29:]


DAMAGE: dict[str, dict[str, Any]] = {
    "cut short": {"data": {"S": '{"recipient": "a-'}},
    "not text": {"data": {"N": "1"}},
    "unknown kind": {
        "data": {"S": '{"recipient": "a-1", "stamp": 1, "n": "1", "kind": "from the future"}'}
    },
    "version": {"v": {"S": "x"}},
    "no id": {
        "data": {"S": '{"recipient": "a-1", "stamp": 1, "n": "1.2", "kind": "relay"}'},
        "SK": {"S": "ENTRY#000000000000001#1.2"},
        "PK": {"S": "OUTBOX#a-1"},
    },
    "another's": {"data": {"S": '{"recipient": "a-1", "stamp": 1, "n": "1", "kind": "relay"}'}},
}


@pytest.mark.parametrize("what", DAMAGE)
def test_an_item_that_nobody_can_read_is_moved_as_it_is(stage: Stage, what: str) -> None:
    one = entry()
    put(one)
    item = stored(one, **DAMAGE[what])
    assert isinstance(dead.readable(item), Exception)
    assert dead.bury_unreadable(item, why(one))
    assert not dead.bury_unreadable(item, why(one)), "another drain did"
    (kept,) = dead.every()
    assert kept.dead.entry is None
    (found,) = settings.dynamodb().query(
        TableName=settings.table(),
        KeyConditionExpression="PK = :pk",
        ExpressionAttributeValues={":pk": {"S": keys.DEAD}},
    )["Items"]
    assert found["item"]["M"] == item


def test_an_item_that_changed_meanwhile_stays(stage: Stage) -> None:
    one = entry()
    put(one)
    damaged = stored(one) | {"data": {"S": "{"}}
    assert not dead.bury_unreadable(damaged, why(one))
    assert outbox.pending(one.recipient) == (one,)
    assert list(dead.every()) == []


def test_a_table_in_trouble_moves_nothing(stage: Stage) -> None:
    one = entry()
    put(one)
    bury(one)
    (kept,) = dead.every()
    throttled = error("ThrottlingException")
    with (
        answering(settings.dynamodb(), "TransactWriteItems", throttled),
        pytest.raises(Unavailable),
    ):
        dead.put_back(kept, one)
    assert list(dead.every()) == [kept]
