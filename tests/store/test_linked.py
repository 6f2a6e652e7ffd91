"""A linked contact is read as the one that it leads to, and both are written together or not."""

import pytest

from chalicelib.decisions import Decision
from chalicelib.errors import Conflict
from chalicelib.models import Contact
from chalicelib.store import contacts
from chalicelib.store.commit import commit
from tests.support.calls import AwsCalls
from tests.support.made import NOW, contact, record, thread
from tests.support.stage import Stage

HERS = contact(thread(), version=0)
LEADS = Contact(id="k1", linked_to=HERS.id, alias_of=HERS.id)


def written() -> None:
    commit(Decision(outcome="linked", contact=HERS, linked=(LEADS,)))


def test_it_leads_to_the_other(stage: Stage) -> None:
    written()
    with AwsCalls() as calls:
        assert contacts.head("k1") == HERS.but(version=1)
    assert calls.counts == {"GetItem": 2}
    with AwsCalls() as calls:
        assert contacts.alone("k1") == LEADS.but(version=1)
        assert contacts.head(HERS.id) == HERS.but(version=1)
    assert calls.counts == {"GetItem": 2}


def test_a_link_that_is_moved_is_followed_to_its_end(stage: Stage) -> None:
    written()
    moved = HERS.but(version=1, linked_to="k2")
    commit(Decision(outcome="linked", contact=Contact(id="k2"), linked=(moved,)))
    assert contacts.head("k1") == Contact(id="k2", version=1)


@pytest.mark.parametrize("changed", [HERS.id, "k1"])
def test_where_either_has_changed_nothing_is_written(stage: Stage, changed: str) -> None:
    written()
    before = {id_: contacts.alone(id_) for id_ in (HERS.id, "k1")}
    stale = {id_: one.but(version=one.version - (id_ == changed)) for id_, one in before.items()}
    ended = record(151, contact="k1", resolved=NOW)
    with pytest.raises(Conflict):
        commit(
            Decision(outcome="linked", contact=stale[HERS.id], linked=(stale["k1"],), ended=ended)
        )
    assert {id_: contacts.alone(id_) for id_ in before} == before
    assert contacts.record("k1", 151) is None


def test_the_record_of_a_thread_that_ends_is_written_where_it_is(stage: Stage) -> None:
    ended = record(151, contact="k1", resolved=NOW, told=())
    commit(Decision(outcome="linked", contact=HERS, linked=(LEADS,), record=record(), ended=ended))
    assert contacts.record("k1", 151) == ended
    assert contacts.record(HERS.id, 142) == record()
