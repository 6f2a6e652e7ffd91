"""A decision is written whole or not at all, and what stands in its way has a name."""

import time
from typing import Any

from chalicelib import settings
from chalicelib.decisions import Decision, Load
from chalicelib.models import Contact, HeldText, Profile, Sent
from chalicelib.store import agents, contacts, keys, outbox
from chalicelib.store.commit import commit
from tests.support.calls import AwsCalls
from tests.support.made import (
    CUSTOMER,
    NOW,
    anna,
    ben,
    contact,
    entry,
    identify,
    inbound,
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
HEAD = contact(thread(), version=0)
PROFILE = Profile(agent=anna().id, stamp=NOW, away=True, wrote="x")
LINE = line(shown(), version=0)
HELD = HeldText(
    agent=anna().id,
    stamp=NOW,
    spot=spot(),
    kind="which",
    texts=("At five",),
    last=NOW,
    choices=(),
)
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
        held=(HELD,),
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
    expected = (PROFILE.but(version=1, open=1), (LINE.but(version=1),), (HELD.but(version=1),))
    assert agents.view(anna().id) == expected
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
    profile, lines, _ = agents.view(anna().id)
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
