"""Who came to the desk by text: merged into what was applied, and never lost between two."""

import pytest

from chalicelib import settings
from chalicelib.decisions import Decision, Load
from chalicelib.errors import Conflict
from chalicelib.models import Agent, Closure, Desk, Roster
from chalicelib.store import agents
from chalicelib.store import desk as desks
from chalicelib.store.commit import commit
from tests.support.made import NOW, agent, anna, ben, desk
from tests.support.stage import Stage

ZOE = agent("Zoe", "+15145550277", by_text=True)
MAX = agent("Max", "+15145550278", by_text=True, inboxes=("support", "sales"))
CLOSED = Closure("support", NOW, NOW + 1)


@pytest.fixture(autouse=True)
def _applied(stage: Stage) -> None:
    """A desk of Anna and Ben."""
    desks.save(desk((anna(), ben())))


def loaded() -> Desk:
    """The desk as it is in the table now."""
    desks.forget()
    return desks.load()


def said(after: tuple[Agent, ...], before: tuple[Agent, ...]) -> None:
    """Somebody says by text who is on the desk, who knew it as it was `before`."""
    commit(Decision(outcome="x", joined=after, joined_before=before))


def rostered(inbox: str) -> set[str]:
    return {row.agent for row in agents.roster(inbox)}


def test_who_came_is_an_agent_like_the_others() -> None:
    said((ZOE, MAX), ())
    found = loaded()
    assert found.agents == (anna(), ben(), ZOE, MAX)
    assert (found.agent(ZOE.id), found.agent_at("+15145550278")) == (ZOE, MAX)
    assert rostered("support") == {anna().id, ben().id, ZOE.id, MAX.id}
    assert rostered("sales") == {MAX.id}


def test_of_two_at_once_none_is_lost() -> None:
    said((ZOE,), ())
    with pytest.raises(Conflict):
        said((MAX,), ())
    assert loaded().joined == (ZOE,)
    assert rostered("sales") == set()
    said((*loaded().joined, MAX), loaded().joined)
    with pytest.raises(Conflict):
        said((), (ZOE,))
    assert loaded().joined == (ZOE, MAX)


def test_the_hours_that_were_said_are_another_matter() -> None:
    said((ZOE,), ())
    commit(Decision(outcome="x", closures=(CLOSED,), closures_before=()))
    said((ZOE, MAX), (ZOE,))
    assert (loaded().closures, loaded().joined) == ((CLOSED,), (ZOE, MAX))


def test_who_goes_leaves_the_rosters_and_the_count_stays() -> None:
    said((ZOE,), ())
    commit(Decision(outcome="x", loads=(Load(agent=ZOE.id, inbox="support", by=2),)))
    said((), (ZOE,))
    assert rostered("support") == {anna().id, ben().id}
    commit(Decision(outcome="x", loads=(Load(agent=ZOE.id, inbox="support", by=-1),)))
    said((ZOE,), ())
    (row,) = (row for row in agents.roster("support") if row.agent == ZOE.id)
    assert row == Roster(agent=ZOE.id, load=1)


def test_applying_keeps_them_and_their_places() -> None:
    said((ZOE, MAX), ())
    found = desks.save(desk((anna(), ben()), name="Another"))
    assert (found.after.joined, found.left) == ((ZOE, MAX), ())
    assert loaded() == found.after
    assert loaded().name == "Another"
    assert rostered("support") == {anna().id, ben().id, ZOE.id, MAX.id}
    again = desks.save(desk((anna(), ben()), name="Another"))
    assert (again.changed, again.before) == (False, again.after)


def test_who_stands_in_desk_toml_is_there_by_text_no_longer() -> None:
    said((ZOE, MAX), ())
    declared = ZOE.but(by_text=False, capacity=3, addresses=("whatsapp:+15145550277",))
    found = desks.save(desk((anna(), ben(), declared)))
    assert (found.joined, found.left) == ((), ())
    assert loaded().joined == (MAX,)
    assert loaded().agents == (anna(), ben(), declared, MAX)
    said((), (MAX,))
    assert rostered("support") == {anna().id, ben().id, ZOE.id}


def test_an_inbox_that_is_gone_is_theirs_no_more() -> None:
    said((MAX,), ())
    whole = desk((anna(), ben()))
    desks.save(whole.but(inboxes=whole.inboxes[:1]))
    assert loaded().agents[-1] == MAX.but(inboxes=("support",))
    assert rostered("sales") == set()
    said((), (MAX,))
    assert loaded().joined == ()


def test_who_comes_while_a_desk_toml_is_applied_stays() -> None:
    """Between its reading and its writing: it is refused, and made good when it is done again."""
    events = settings.dynamodb().meta.events

    def meanwhile(**_: object) -> None:
        events.unregister("before-call.dynamodb.Query", meanwhile)
        said((ZOE,), ())

    events.register("before-call.dynamodb.Query", meanwhile)
    with pytest.raises(Conflict):
        desks.save(desk((anna(),)))
    desks.save(desk((anna(),)))
    assert loaded().agents == (anna(), ZOE)
    assert rostered("support") == {anna().id, ZOE.id}
