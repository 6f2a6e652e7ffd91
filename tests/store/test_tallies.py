"""What is counted of an inbox's days: once with a decision, added up by one Query."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from chalicelib import settings
from chalicelib.decisions import Decision, Tally
from chalicelib.errors import Conflict
from chalicelib.models import Contact
from chalicelib.store import keys, tallies
from chalicelib.store.calls import retrying
from chalicelib.store.commit import commit
from tests.support.calls import AwsCalls
from tests.support.stage import Stage

DAY = "2026-11-16"


def tally(contact: str = "k1", day: str = DAY, inbox: str = "support", **counts: int) -> Tally:
    return Tally(inbox, day, contact, counts or {"opened": 1})


def counting(*found: Tally) -> None:
    for one in found:
        commit(Decision(outcome="x", tally=one))


def test_counts_of_a_decision_are_one_item_of_its_transaction(stage: Stage) -> None:
    found = Tally("support", DAY, "k1", {"first:0": 1, "a:k9": 1, "opened": 2})
    with AwsCalls() as calls:
        commit(Decision(outcome="x", contact=Contact(id="k1"), tally=found))
    assert calls.counts == {"TransactWriteItems": 1}
    with AwsCalls() as calls:
        assert tallies.between("support", DAY, DAY) == {"first:0": 1, "a:k9": 1, "opened": 2}
    assert calls.counts == {"Query": 1}


def test_they_are_added_up_over_contacts_and_days(stage: Stage) -> None:
    counting(*(tally(f"k{n}") for n in range(30)))
    counting(tally("k1", resolved=1), tally("k1", resolved=-1), tally("k2", resolved=1))
    counting(tally(day="2026-11-10"), tally(day="2026-11-09"), tally(day="2026-11-17"))
    counting(tally(inbox="sales", opened=7))
    assert tallies.between("support", DAY, DAY) == {"opened": 30, "resolved": 1}
    week = tallies.between("support", "2026-11-10", DAY)
    assert week == {"opened": 31, "resolved": 1}
    assert tallies.between("sales", DAY, DAY) == {"opened": 7}
    assert tallies.between("nowhere", DAY, DAY) == {}


def test_contacts_share_few_items_which_go_by_themselves(stage: Stage) -> None:
    before = int(time.time())
    counting(*(tally(f"k{n}") for n in range(60)))
    found = settings.dynamodb().scan(TableName=stage.table, ConsistentRead=True)["Items"]
    shards = {item["SK"]["S"] for item in found}
    assert shards == {f"{DAY}#{n}" for n in range(keys.TALLY_SHARDS)}
    assert {item["PK"]["S"] for item in found} == {"TALLY#support"}
    for item in found:
        expires = int(item["ttl"]["N"])
        assert before + 40 * 86_400 <= expires <= before + 40 * 86_400 + 60


def test_nothing_is_counted_of_what_is_not_written(stage: Stage) -> None:
    late = Decision(outcome="x", contact=Contact(id="k1", version=1), tally=tally())
    with pytest.raises(Conflict):
        commit(late)
    assert tallies.between("support", DAY, DAY) == {}
    commit(late.but(contact=Contact(id="k1")))
    with pytest.raises(Conflict):
        commit(late.but(contact=Contact(id="k1")))
    assert tallies.between("support", DAY, DAY) == {"opened": 1}


@pytest.mark.engine
def test_of_many_at_once_none_is_lost(ministack_aws: Stage) -> None:
    """They move the same item; who meets another there decides again."""

    def count(n: int) -> None:
        one = Decision(outcome="x", contact=Contact(id=f"k{n}"), tally=tally("k1"))
        retrying(lambda: commit(one), 20)

    with ThreadPoolExecutor(8) as several:
        list(several.map(count, range(40)))
    assert tallies.between("support", DAY, DAY) == {"opened": 40}
