"""What stands in a decision's way has a name, and then nothing of it is written."""

from typing import Any

import pytest

from chalicelib import settings
from chalicelib.decisions import Decision
from chalicelib.errors import Conflict, Duplicate
from chalicelib.models import Contact, HeldText, Profile, Sent
from chalicelib.store import keys
from chalicelib.store.commit import commit
from tests.support.made import (
    CUSTOMER,
    NOW,
    anna,
    contact,
    entry,
    identify,
    line,
    record,
    shown,
    spot,
    text,
    thread,
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
