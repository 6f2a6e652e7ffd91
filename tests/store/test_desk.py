"""The desk as applied: kept for 30 seconds, saved once, and its rosters with it."""

import pytest
from botocore.exceptions import ConnectTimeoutError, NoCredentialsError, NoRegionError

from chalicelib import settings
from chalicelib.decisions import Decision, Load
from chalicelib.errors import Conflict, NotSetUp, SetupError, Unavailable
from chalicelib.models import Desk, Profile, Roster
from chalicelib.store import agents
from chalicelib.store import desk as desks
from chalicelib.store.commit import commit
from tests.support.calls import AwsCalls
from tests.support.faults import answering, error
from tests.support.made import agent, anna, ben, chloe, desk
from tests.support.stage import Stage


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    desks.forget()


def saved(made: Desk | None = None) -> Desk:
    """A desk, applied."""
    found = made or desk()
    desks.save(found)
    return found


def test_the_key_is_made_once(stage: Stage) -> None:
    first = desks.key()
    assert len(first) == 64
    assert desks.key() == first
    assert desks.key("another") == first


def test_a_proposed_key_is_taken_where_there_is_none(stage: Stage) -> None:
    assert desks.key("proposed") == "proposed"


def test_no_desk_yet(stage: Stage) -> None:
    with pytest.raises(NotSetUp, match=r"desk\.py apply"):
        desks.load()


def test_a_desk_is_kept_for_thirty_seconds(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1000.0]
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    first = saved()
    with AwsCalls() as calls:
        assert desks.load() == first
        now[0] += 29.9
        assert desks.load() == first
    assert calls.counts == {"GetItem": 1}
    with AwsCalls() as calls:
        now[0] += 0.1
        desks.load()
    assert calls.counts == {"GetItem": 1}
    with AwsCalls() as calls:
        desks.forget()
        desks.load()
    assert calls.counts == {"GetItem": 1}


def test_what_is_kept_is_of_one_table(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    saved()
    desks.load()
    monkeypatch.setenv("GUICHET_TABLE", "another")
    with pytest.raises(SetupError, match=r"Mend: make the stage's resources"):
        desks.load()


def test_saving_makes_the_rosters(stage: Stage) -> None:
    both = agent("Dan", "+15145550204", inboxes=("support", "sales"))
    first = desks.save(desk(agents=(anna(), both)))
    assert (first.before, first.changed, first.left) == (None, True, ())
    assert set(first.joined) == {
        ("support", anna().id),
        ("support", both.id),
        ("sales", both.id),
    }
    assert agents.roster("sales") == (Roster(agent=both.id),)
    again = desks.save(desk(agents=(anna(), both)))
    assert (again.changed, again.joined, again.left) == (False, (), ())
    assert again.before == desk(agents=(anna(), both))


def test_who_stays_keeps_load_and_absence_and_who_leaves_is_gone(stage: Stage) -> None:
    saved(desk(agents=(anna(), ben())))
    loads = (Load(agent=anna().id, inbox="support", by=3),)
    profile = Profile(agent=anna().id, away=True)
    commit(Decision(outcome="x", profile=profile, loads=loads))
    commit(Decision(outcome="x", profile=profile.but(version=1), away=("support",)))
    found = desks.save(desk(agents=(anna(), chloe())))
    assert (found.joined, found.left) == ((("support", chloe().id),), (("support", ben().id),))
    rows = {row.agent: row for row in agents.roster("support")}
    assert rows == {
        anna().id: Roster(agent=anna().id, load=3, away=True),
        chloe().id: Roster(agent=chloe().id),
    }


def test_an_inbox_that_is_gone_loses_its_roster(stage: Stage) -> None:
    saved()
    only_sales = desk(agents=(anna(inboxes=("sales",)),))
    desks.save(only_sales.but(inboxes=only_sales.inboxes[1:]))
    assert agents.roster("support") == ()
    assert [row.agent for row in agents.roster("sales")] == [anna().id]


def test_saving_drops_what_was_kept(stage: Stage) -> None:
    saved()
    desks.load()
    saved(desk(name="Another"))
    assert desks.load().name == "Another"


def test_another_key_is_refused(stage: Stage) -> None:
    saved()
    with pytest.raises(SetupError, match="key"):
        desks.save(desk(key="another"))


def test_somebody_else_saved_meanwhile(stage: Stage) -> None:
    saved()
    refused = error("ConditionalCheckFailedException")
    desks.key()
    db = settings.dynamodb()
    with answering(db, "UpdateItem", refused), pytest.raises(Conflict):
        desks.save(desk(name="Another"))


def test_there_is_no_table(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUICHET_TABLE", "another")
    for ask in (desks.load, desks.key, lambda: desks.save(desk())):
        with pytest.raises(SetupError, match=r"no table another.*Mend: make the stage's resources"):
            ask()


@pytest.mark.parametrize(
    ("trouble", "raised"),
    [
        (error("ThrottlingException"), Unavailable),
        (error("InternalServerError"), Unavailable),
        (ConnectTimeoutError(endpoint_url="https://aws.example"), Unavailable),
        (NoRegionError(), SetupError),
        (NoCredentialsError(), SetupError),
    ],
    ids=str,
)
def test_trouble(
    aws: Stage,
    trouble: Exception,
    raised: type[Exception],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("time.sleep", lambda _: None)
    with answering(settings.dynamodb(), "GetItem", trouble), pytest.raises(raised):
        desks.load()
