"""A decision is written whole or not at all, and what stands in its way has a name."""

import time
from typing import Any

import pytest
from botocore.exceptions import (
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
    ReadTimeoutError,
)

from chalicelib import settings
from chalicelib.decisions import Decision, Load
from chalicelib.errors import Conflict, Duplicate, Unavailable
from chalicelib.models import Contact, Profile, Sent
from chalicelib.store import agents, contacts, keys, outbox
from chalicelib.store.commit import commit
from tests.support.calls import AwsCalls
from tests.support.faults import Answer, answering, cancelled, error, json_error
from tests.support.made import (
    CUSTOMER,
    NOW,
    anna,
    ben,
    closed,
    contact,
    entry,
    identify,
    inbound,
    line,
    record,
    shown,
    text,
    thread,
    told,
)
from tests.support.stage import Stage

MARIE = identify(CUSTOMER)
HEAD = contact(thread(), version=0)
PROFILE = Profile(agent=anna().id, stamp=NOW, away=True, wrote="x")
LINE = line(shown(), version=0)
SENT = Sent(provider_id="SM9", contact=MARIE, thread=142, text="Hello")


def items(stage: Stage) -> dict[tuple[str, str], dict[str, Any]]:
    """The whole table."""
    found = settings.dynamodb().scan(TableName=stage.table, ConsistentRead=True)["Items"]
    return {(item["PK"]["S"], item["SK"]["S"]): dict(item) for item in found}


def at(key: keys.Key) -> tuple[str, str]:
    return key["PK"]["S"], key["SK"]["S"]


# --- what is written -----------------------------------------------------------------------------


def test_nothing_decided_asks_nothing(stage: Stage) -> None:
    with AwsCalls() as calls:
        commit(Decision(outcome="nothing"))
    assert calls.sent == []


def test_everything_at_once(stage: Stage) -> None:
    decision = Decision(
        outcome="all",
        seen="SM1",
        contact=HEAD,
        checked=Contact(id="other"),
        profile=PROFILE,
        lines=(LINE,),
        message=text("Hello"),
        record=record(told=told(ben())),
        opened=True,
        loads=(Load(agent=anna().id, inbox="support", by=1),),
        put=(entry(),),
        sent=SENT,
        away=("support", "sales"),
        parked=inbound(id="SM2"),
    )
    decision = decision.but(loads=(Load(agent=anna().id, inbox="other", by=1),))
    with AwsCalls() as calls:
        commit(decision)
    assert calls.counts == {"TransactWriteItems": 1}
    assert contacts.head(MARIE) == HEAD.but(version=1)
    assert contacts.record(MARIE, 142) == record(told=told(ben()))
    assert contacts.contact_of(142) == MARIE
    assert contacts.history(MARIE) == (text("Hello"),)
    assert agents.view(anna().id) == (PROFILE.but(version=1, open=1), (LINE.but(version=1),))
    assert outbox.pending(entry().recipient) == (entry(),)
    assert outbox.sent("SM9") == SENT
    day = time.strftime("%Y-%m-%d", time.gmtime())
    parked = items(stage)[at(keys.parked(day, "SM2"))]
    assert inbound(id="SM2") == type(inbound()).model_validate_json(parked["data"]["S"])


def test_marks_and_what_was_sent_go_by_themselves_later(stage: Stage) -> None:
    before = int(time.time())
    commit(Decision(outcome="x", seen="SM1", sent=SENT, contact=HEAD, put=(entry(),)))
    found = items(stage)
    for key, days in ((keys.seen("SM1"), keys.SEEN_DAYS), (keys.sent("SM9"), keys.SENT_DAYS)):
        expires = int(found[at(key)]["ttl"]["N"])
        assert before + days * 86_400 <= expires <= before + days * 86_400 + 60
        assert days >= 14
    kept = [key for key, item in found.items() if "ttl" not in item]
    assert sorted(kept) == sorted([at(keys.head(MARIE)), at(keys.entry(*_place()))])
    ttl = settings.dynamodb().describe_time_to_live(TableName=stage.table)
    assert ttl["TimeToLiveDescription"].get("AttributeName") == "ttl"


def _place() -> tuple[str, int, str]:
    return entry().recipient, entry().stamp, entry().n


def test_versions_rise_with_each_commit(stage: Stage) -> None:
    for version in range(3):
        commit(
            Decision(
                outcome="x",
                contact=HEAD.but(version=version),
                profile=PROFILE.but(version=version),
                lines=(LINE.but(version=version),),
            )
        )
    profile, lines = agents.view(anna().id)
    assert (contacts.head(MARIE).version, profile.version, lines[0].version) == (3, 3, 3)


def test_an_entry_is_put_claimed_and_taken(stage: Stage) -> None:
    commit(Decision(outcome="x", put=(entry(),)))
    commit(Decision(outcome="x", claimed=(entry().but(state="sending", due=NOW + 9),)))
    (found,) = outbox.pending(entry().recipient)
    assert (found.state, found.version, found.due) == ("sending", 2, NOW + 9)
    commit(Decision(outcome="x", taken=(found,)))
    assert outbox.pending(entry().recipient) == ()


def test_counters_are_moved_and_never_set(stage: Stage) -> None:
    both = (
        Load(agent=anna().id, inbox="support", by=1),
        Load(agent=ben().id, inbox="support", by=-1),
    )
    commit(Decision(outcome="x", profile=PROFILE, loads=both))
    commit(Decision(outcome="x", loads=both[:1]))  # somebody else's, about Anna
    commit(Decision(outcome="x", profile=PROFILE.but(version=1, open=99)))
    assert agents.profile(anna().id).open == 2
    assert agents.profile(ben().id) == Profile(agent=ben().id, open=-1)
    found = items(stage)
    assert found[at(keys.roster("support", anna().id))]["load"]["N"] == "2"
    assert found[at(keys.roster("support", ben().id))]["load"]["N"] == "-1"


def test_a_profile_that_is_only_a_counter_is_at_version_0(stage: Stage) -> None:
    commit(Decision(outcome="x", loads=(Load(agent=anna().id, inbox="support", by=1),)))
    assert agents.profile(anna().id).version == 0
    commit(Decision(outcome="x", profile=PROFILE))
    assert agents.profile(anna().id) == PROFILE.but(version=1, open=1)


def test_absence_reaches_the_rosters(stage: Stage) -> None:
    commit(Decision(outcome="x", profile=PROFILE, away=("support", "sales")))
    for inbox in ("support", "sales"):
        (row,) = agents.roster(inbox)
        assert (row.agent, row.away, row.load) == (anna().id, True, 0)
    commit(Decision(outcome="x", profile=PROFILE.but(version=1, away=False), away=("support",)))
    assert not agents.roster("support")[0].away
    assert agents.roster("sales")[0].away


def test_a_record_keeps_whom_it_was_told_to_unless_that_is_decided(stage: Stage) -> None:
    commit(Decision(outcome="x", contact=HEAD, record=record(told=told(ben()))))
    commit(Decision(outcome="x", contact=HEAD.but(version=1), record=record(told=None, owner="a")))
    found = contacts.record(MARIE, 142)
    assert found == record(told=told(ben()), owner="a")
    commit(Decision(outcome="x", contact=HEAD.but(version=2), record=record(told=())))
    assert contacts.record(MARIE, 142) == record(told=())


# --- what stands in its way ----------------------------------------------------------------------


def there() -> Decision:
    """What the conflicts below meet."""
    return Decision(
        outcome="x",
        seen="SM1",
        contact=HEAD,
        profile=PROFILE,
        lines=(LINE,),
        message=text("Hello"),
        record=record(),
        opened=True,
        put=(entry(),),
        sent=SENT,
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"contact": HEAD},
        {"contact": HEAD.but(version=2)},
        {"contact": Contact(id="new", version=1)},
        {"checked": HEAD},
        {"checked": HEAD.but(version=2)},
        {"checked": Contact(id="new", version=1)},
        {"profile": PROFILE},
        {"profile": PROFILE.but(version=2)},
        {"profile": Profile(agent="new", version=1)},
        {"lines": (LINE,)},
        {"lines": (LINE.but(version=2),)},
        {"lines": (LINE.but(id="new", version=1),)},
        {"message": text("Hello")},
        {"contact": Contact(id="new"), "record": record(contact="new"), "opened": True},
        {"put": (entry(),)},
        {"taken": (entry(version=2),)},
        {"taken": (entry(n="gone"),)},
        {"claimed": (entry(version=2),)},
        {"claimed": (entry(n="gone"),)},
        {"sent": SENT},
    ],
)
def test_each_item_at_another_version_is_a_conflict(stage: Stage, changes: dict[str, Any]) -> None:
    commit(there())
    before = items(stage)
    beside: dict[str, Any] = {"seen": "SM2", "put": (entry(n="beside"),)}
    with pytest.raises(Conflict):
        commit(Decision(outcome="x", **{**beside, **changes}))
    assert items(stage) == before, "nothing of it is written"


@pytest.mark.parametrize(
    "changes",
    [
        {"contact": HEAD.but(version=1)},
        {"checked": HEAD.but(version=1)},
        {"checked": Contact(id="new")},
        {"profile": PROFILE.but(version=1)},
        {"lines": (LINE.but(version=1), LINE.but(id="new"))},
        {"taken": (entry(),)},
        {"claimed": (entry(),)},
    ],
)
def test_each_item_at_its_version_is_none(stage: Stage, changes: dict[str, Any]) -> None:
    commit(there())
    commit(Decision(outcome="x", seen="SM2", **changes))


@pytest.mark.parametrize("changes", [{}, {"contact": HEAD}, {"put": (entry(),)}])
def test_a_webhook_taken_in_before_is_a_duplicate_whatever_else(
    stage: Stage, changes: dict[str, Any]
) -> None:
    commit(there())
    before = items(stage)
    with pytest.raises(Duplicate):
        commit(Decision(outcome="x", seen="SM1", **changes))
    assert items(stage) == before


def twice(*codes: str) -> Answer:
    return cancelled(*codes)


REFUSALS: tuple[tuple[Answer, type[Exception]], ...] = (
    (twice("ConditionalCheckFailed", "None"), Duplicate),
    (twice("ConditionalCheckFailed", "ConditionalCheckFailed"), Duplicate),
    (twice("None", "ConditionalCheckFailed"), Conflict),
    (twice("None", "TransactionConflict"), Conflict),
    (twice("TransactionConflict", "None"), Conflict),
    (twice("None", "DuplicateItem"), Conflict),
    (twice("ThrottlingError", "ConditionalCheckFailed"), Conflict),
    (twice("None", "ThrottlingError"), Unavailable),
    (twice("ProvisionedThroughputExceeded", "None"), Unavailable),
    (twice("None", "ValidationError"), ClientError),
    (twice(), ClientError),
    (error("TransactionCanceledException"), ClientError),
    (error("TransactionInProgressException"), Unavailable),
    (error("ThrottlingException"), Unavailable),
    (error("ProvisionedThroughputExceededException"), Unavailable),
    (error("RequestLimitExceeded"), Unavailable),
    (error("InternalServerError"), Unavailable),
    (error("ServiceUnavailable"), Unavailable),
    (error("ValidationException"), ClientError),
    (error("AccessDeniedException"), ClientError),
)


def test_what_each_refusal_means(aws: Stage) -> None:
    decision = Decision(outcome="x", seen="SM1", contact=HEAD)
    db = settings.dynamodb()
    for answer, raised in REFUSALS:
        with answering(db, "TransactWriteItems", answer), pytest.raises(raised) as caught:
            commit(decision)
        assert type(caught.value) is raised or raised is ClientError, answer
    assert items(aws) == {}


URL = "https://aws.example"


@pytest.mark.parametrize(
    "answer",
    [
        json_error(500, "InternalServerError"),
        json_error(503, "ServiceUnavailable"),
        json_error(400, "ThrottlingException"),
        (500, b""),
        (502, b"<html>Bad gateway</html>"),
        (503, b"<html>Unavailable</html>"),
        ReadTimeoutError(endpoint_url=URL),
        ConnectTimeoutError(endpoint_url=URL),
        EndpointConnectionError(endpoint_url=URL),
    ],
    ids=str,
)
@pytest.mark.engine
def test_trouble_on_the_wire_is_unavailable(
    ministack_aws: Stage, answer: Answer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("time.sleep", lambda _: None)
    db = settings.dynamodb()
    with answering(db, "TransactWriteItems", answer) as asked, pytest.raises(Unavailable):
        commit(Decision(outcome="x", seen="SM1"))
    assert len(asked) > 1, "botocore's own tries"
    assert items(ministack_aws) == {}


@pytest.mark.parametrize("answer", [json_error(500, "InternalServerError"), (503, b"")], ids=str)
@pytest.mark.engine
def test_trouble_that_passes_is_not_noticed(
    ministack_aws: Stage, answer: Answer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("time.sleep", lambda _: None)
    with answering(settings.dynamodb(), "TransactWriteItems", answer, times=2):
        commit(Decision(outcome="x", contact=contact(closed(), version=0)))
    assert contacts.head(MARIE).version == 1
