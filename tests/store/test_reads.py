"""What is read of contacts, agents and outboxes: each access pattern, its order and its cost."""

from collections.abc import Callable
from itertools import product
from typing import Any

from chalicelib import settings
from chalicelib.decisions import Decision, Load
from chalicelib.models import Contact, DeliveryState, Entry, Profile, Roster, Sent, StatusUpdate
from chalicelib.store import agents, contacts, keys, outbox
from chalicelib.store.commit import commit
from tests.support.calls import AwsCalls
from tests.support.made import (
    CUSTOMER,
    NOW,
    RELAYS,
    anna,
    ben,
    contact,
    entry,
    identify,
    line,
    record,
    shown,
    spot,
    text,
    thread,
    told,
)
from tests.support.stage import Stage

MARIE = identify(CUSTOMER)


def counted(read: Callable[[], Any], **expected: int) -> Any:
    """What `read` brings, with what it asks of AWS asserted."""
    with AwsCalls() as calls:
        found = read()
    assert calls.counts == expected
    return found


# --- contacts ------------------------------------------------------------------------------------


def test_head(stage: Stage) -> None:
    assert counted(lambda: contacts.head("x"), GetItem=1) == Contact(id="x")
    commit(Decision(outcome="x", contact=contact(thread(), version=0)))
    assert contacts.head(MARIE) == contact(thread(), version=1)


def test_contact_of_and_record(stage: Stage) -> None:
    assert counted(lambda: contacts.contact_of(142), GetItem=1) is None
    assert counted(lambda: contacts.record(MARIE, 142), GetItem=1) is None
    whose = contact(version=0)
    commit(Decision(outcome="x", contact=whose, record=record(), opened=True))
    assert contacts.contact_of(142) == MARIE
    assert contacts.record(MARIE, 142) == record()


def test_history_is_newest_first_and_of_one_contact(stage: Stage) -> None:
    for n in range(5):
        commit(Decision(outcome="x", message=text(str(n), NOW + n)))
    commit(Decision(outcome="x", message=text("other", NOW, contact="other")))
    commit(Decision(outcome="x", contact=contact(version=0), record=record()))

    def bodies(**limits: int) -> list[str]:
        found = counted(lambda: contacts.history(MARIE, **limits), Query=1)
        return [message.text for message in found]

    assert bodies() == ["4", "3", "2", "1", "0"]
    assert bodies(since=NOW + 3) == ["4", "3"]
    assert bodies(since=NOW + 5) == []
    assert bodies(limit=2) == ["4", "3"]


def test_numbers_start_at_101_and_never_repeat(stage: Stage) -> None:
    assert counted(contacts.next_number, UpdateItem=1) == 101
    assert [contacts.next_number() for _ in range(3)] == [102, 103, 104]


def test_lists_of_threads(stage: Stage) -> None:
    rows = (
        record(142, opened=NOW - 1),
        record(141, opened=NOW - 2),
        record(143, owner=anna().id),
        record(144, owner=anna().id, resolved=NOW),
        record(145, inbox="sales"),
    )
    for row in rows:
        whose = contact(id=str(row.number), version=0)
        commit(Decision(outcome="x", contact=whose, record=row.but(contact=str(row.number))))

    def numbers(read: Callable[[], Any]) -> list[int]:
        return [found.number for found in counted(read, Query=1)]

    assert numbers(lambda: contacts.waiting("support")) == [141, 142]
    assert numbers(lambda: contacts.waiting("sales")) == [145]
    assert numbers(lambda: contacts.owned(anna().id)) == [143]
    assert numbers(lambda: contacts.owned(ben().id)) == []
    # Taken, given and resolved, it moves in the index and leaves it.
    whose = contact(id="142", version=1)
    change = record(142, contact="142", opened=NOW - 1)
    commit(Decision(outcome="x", contact=whose, record=change.but(owner=ben().id)))
    assert numbers(lambda: contacts.waiting("support")) == [141]
    assert numbers(lambda: contacts.owned(ben().id)) == [142]
    commit(Decision(outcome="x", contact=whose.but(version=2), record=change.but(resolved=NOW)))
    assert numbers(lambda: contacts.owned(ben().id)) == []
    assert contacts.record("142", 142) == change.but(resolved=NOW)


# --- agents --------------------------------------------------------------------------------------


def test_an_agents_partition_is_read_at_once(stage: Stage) -> None:
    assert counted(lambda: agents.view("x"), Query=1) == (Profile(agent="x"), (), ())
    two = (line(shown(), version=0), line(version=0, where=spot(number=RELAYS[1])))
    commit(Decision(outcome="x", profile=Profile(agent=anna().id, away=True), lines=two))
    profile, lines, _ = counted(lambda: agents.view(anna().id), Query=1)
    assert profile == Profile(agent=anna().id, away=True, version=1)
    assert sorted(lines, key=lambda one: one.spot) == [one.but(version=1) for one in two]
    assert counted(lambda: agents.profile(anna().id), GetItem=1) == profile
    assert agents.profile("x") == Profile(agent="x")


def test_what_else_stands_in_the_partition_is_passed_over(stage: Stage) -> None:
    """A later version may keep something else there."""
    item = keys.key(keys.agent_pk("x"), "LATER#1")
    settings.dynamodb().put_item(TableName=stage.table, Item=item)
    assert agents.view("x") == (Profile(agent="x"), (), ())


def test_roster(stage: Stage) -> None:
    commit(Decision(outcome="x", loads=(Load(agent="left", inbox="support", by=-1),)))
    profile = Profile(agent=anna().id, away=True)
    commit(Decision(outcome="x", profile=profile, away=("support",)))
    commit(Decision(outcome="x", loads=(Load(agent=anna().id, inbox="support", by=2),)))
    found = counted(lambda: agents.roster("support"), Query=1)
    assert found == (Roster(agent=anna().id, load=2, away=True),), "who left has no row"
    assert agents.roster("sales") == ()


# --- outbox --------------------------------------------------------------------------------------


def test_pending_is_in_the_order_of_the_commits(stage: Stage) -> None:
    one, two, three = entry(stamp=9), entry(stamp=10), entry(stamp=10, n="0000000001-1")
    commit(Decision(outcome="x", put=(three, one, two, entry(recipient="a-other"))))
    to = one.recipient
    assert counted(lambda: outbox.pending(to), Query=1) == (one, two, three)
    assert outbox.pending(to, limit=2) == (one, two)
    assert outbox.pending("a-none") == ()


def test_an_entry_by_its_id(stage: Stage) -> None:
    commit(Decision(outcome="x", put=(entry(),)))
    assert counted(lambda: outbox.entry(entry().id), GetItem=1) == entry()
    assert outbox.entry(entry(n="other").id) is None


def test_an_id_that_is_none_asks_nothing(aws: Stage) -> None:
    with AwsCalls() as calls:
        for wrong in ("", ".", "..", "a", "a.1", "a.1.", ".1.n", "a.x.n", "a.-1.n", "a. 1.n"):
            assert outbox.entry(wrong) is None, wrong
        assert outbox.entry("a.\N{SUPERSCRIPT TWO}.n") is None, "a digit, and no number"
    assert calls.sent == []


def test_sent_and_known(stage: Stage) -> None:
    assert counted(lambda: outbox.sent("SM1"), GetItem=1) is None
    commit(Decision(outcome="x", sent=Sent(provider_id="SM1", thread=142)))
    assert outbox.sent("SM1") == Sent(provider_id="SM1", thread=142)
    assert counted(lambda: outbox.known(["SM1", "SM2"]), GetItem=2) == {"SM1"}
    assert counted(lambda: outbox.known([])) == set()


STATES: tuple[DeliveryState, ...] = ("sent", "delivered", "failed", "read")


def test_states_only_go_forward(stage: Stage) -> None:
    order = {"sent": 1, "delivered": 2, "failed": 3, "read": 3}
    for before, state in product(STATES, STATES):
        sid = f"SM-{before}-{state}"
        kept = Sent(provider_id=sid, state=before, thread=142)
        commit(Decision(outcome="x", sent=kept))
        update = StatusUpdate(provider="twilio", id=sid, state=state, error="30003")
        forward = order[state] > order[before]
        with AwsCalls() as calls:
            assert outbox.advance(update, kept) is forward, sid
        assert calls.sent == ["UpdateItem"]
        after = kept.but(state=state, error="30003") if forward else kept
        assert outbox.sent(sid) == after


def test_a_status_keeps_what_else_is_known(stage: Stage) -> None:
    kept = Sent(provider_id="SM1", thread=142, text="Hello", spot=spot())
    commit(Decision(outcome="x", sent=kept))
    table = settings.dynamodb()
    before = table.get_item(TableName=stage.table, Key=keys.sent("SM1"))["Item"]
    assert outbox.advance(StatusUpdate(provider="twilio", id="SM1", state="read"), kept)
    after = table.get_item(TableName=stage.table, Key=keys.sent("SM1"))["Item"]
    assert after["ttl"] == before["ttl"]
    assert outbox.sent("SM1") == kept.but(state="read")


def test_a_status_of_what_is_not_recorded_makes_nothing(stage: Stage) -> None:
    update = StatusUpdate(provider="twilio", id="SM1", state="read")
    assert not outbox.advance(update, Sent(provider_id="SM1"))
    assert outbox.sent("SM1") is None


def test_overdue_names_each_recipient_once(stage: Stage) -> None:
    def late(to: str, due: int, **changes: Any) -> Entry:
        return entry(recipient=to, due=due, **changes)

    many = tuple(late(f"a-{n}", NOW) for n in range(9))
    commit(Decision(outcome="x", put=(*many, late("a-0", NOW - 9, stamp=1))))
    commit(Decision(outcome="x", put=(late("a-later", NOW + 1), late("a-due", NOW))))
    found = counted(lambda: outbox.overdue(NOW), Query=keys.DUE_SHARDS)
    assert sorted(found) == sorted([*(f"a-{n}" for n in range(9)), "a-due"])
    assert outbox.overdue(NOW - 10) == ()
    assert outbox.overdue(NOW - 9) == ("a-0",)
    # Claimed for a while, or taken, it is due no more.
    commit(Decision(outcome="x", claimed=(late("a-due", NOW).but(due=NOW + 90_000),)))
    commit(Decision(outcome="x", taken=many))
    assert outbox.overdue(NOW) == ("a-0",)


def test_an_announced_thread_keeps_whom_and_where(stage: Stage) -> None:
    whose = contact(version=0)
    commit(Decision(outcome="x", contact=whose, record=record(told=told(anna(), ben()))))
    found = contacts.record(MARIE, 142)
    assert found is not None
    assert found.told == told(anna(), ben())
