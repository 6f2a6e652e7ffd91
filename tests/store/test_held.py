"""What waits for its agent's word: kept, changed and gone at its version, and read in order."""

from typing import Any

import pytest

from chalicelib.decisions import Decision
from chalicelib.errors import Conflict, Duplicate
from chalicelib.models import Choice, HeldText, Profile
from chalicelib.store import agents
from chalicelib.store.commit import commit
from tests.support.calls import AwsCalls
from tests.support.made import NOW, anna, ben, entry, identify, line, shown, spot
from tests.support.stage import Stage

MARIE = identify("+15145550900")


def held(**changes: Any) -> HeldText:
    """Anna's text that may be for Marie."""
    found = HeldText(
        agent=anna().id,
        stamp=NOW,
        spot=spot(),
        kind="which",
        texts=("At five — d’accord?", "Or six"),
        last=NOW + 1000,
        choices=(Choice(do="send", thread=142, contact=MARIE, name="Marie-Ève 😀"),),
        n=142,
        c="Marie-Ève 😀",
        a="Ben",
        t=NOW - 5,
    )
    return found.but(**changes)


def kept(agent: str = anna().id) -> tuple[HeldText, ...]:
    return agents.view(agent)[2]


def put(*texts: HeldText, **changes: Any) -> None:
    commit(Decision(outcome="held", held=texts, **changes))


def settle(*texts: HeldText, **changes: Any) -> None:
    commit(Decision(outcome="settled", settled=texts, **changes))


def test_it_is_kept_whole_at_its_first_version(stage: Stage) -> None:
    put(held())
    assert kept() == (held(version=1),)
    assert kept(ben().id) == ()


def test_it_is_changed_at_its_version(stage: Stage) -> None:
    put(held())
    put(held(version=1, asked=NOW + 5, base=4))
    assert kept() == (held(version=2, asked=NOW + 5, base=4),)
    put(held(version=2, texts=("Other",), asked=0))
    assert kept() == (held(version=3, texts=("Other",)),)


def test_it_goes_at_its_version(stage: Stage) -> None:
    put(held(), held(stamp=NOW + 1))
    settle(held(version=1))
    assert kept() == (held(stamp=NOW + 1, version=1),)


def test_one_goes_while_the_next_is_asked_about(stage: Stage) -> None:
    second = held(stamp=NOW + 1)
    put(held(), second)
    commit(
        Decision(
            outcome="expired",
            settled=(held(version=1),),
            held=(second.but(version=1, base=3),),
            put=(entry(),),
        )
    )
    assert kept() == (second.but(version=2, base=3),)


def test_oldest_first_whatever_the_order_of_the_commits(stage: Stage) -> None:
    stamps = (NOW, 999, NOW + 10, 10**12 + 1, 10**14)
    for stamp in stamps[::-1]:
        put(held(stamp=stamp))
    assert [h.stamp for h in kept()] == sorted(stamps)


def test_all_that_an_agent_has_is_read_at_once(stage: Stage) -> None:
    profile, here = Profile(agent=anna().id, asked=(1, 2)), line(shown(), version=0)
    commit(
        Decision(outcome="x", profile=profile, lines=(here,), held=(held(), held(stamp=NOW + 1)))
    )
    with AwsCalls() as calls:
        found = agents.view(anna().id)
    assert calls.counts == {"Query": 1}
    assert found == (
        profile.but(version=1),
        (here.but(version=1),),
        (held(version=1), held(stamp=NOW + 1, version=1)),
    )


# --- what stands in the way ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "changes",
    [
        {"held": (held(),)},  # a first one, where there is one
        {"held": (held(version=2),)},
        {"held": (held(stamp=NOW + 9, version=1),)},  # gone, or never there
        {"settled": (held(),)},
        {"settled": (held(version=2),)},
        {"settled": (held(stamp=NOW + 9, version=1),)},
        {"held": (held(agent=ben().id, version=1),)},
    ],
)
def test_another_version_is_a_conflict_and_nothing_is_written(
    stage: Stage, changes: dict[str, Any]
) -> None:
    put(held())
    beside: dict[str, Any] = {"profile": Profile(agent=anna().id), "put": (entry(),)}
    with pytest.raises(Conflict):
        commit(Decision(outcome="x", **beside, **changes))
    assert agents.view(anna().id) == (Profile(agent=anna().id), (), (held(version=1),))


def test_answered_by_two_at_once_it_is_settled_once(stage: Stage) -> None:
    """Two phones, or a text that came twice under two ids: one sends it, the other looks again."""
    put(held())
    settle(held(version=1), seen="SM1")
    with pytest.raises(Conflict):
        settle(held(version=1), seen="SM2", put=(entry(),))
    assert kept() == ()


def test_settled_meanwhile_it_is_not_asked_about(stage: Stage) -> None:
    """The question leaves as the answer to an earlier one comes in."""
    put(held())
    settle(held(version=1))
    with pytest.raises(Conflict):
        put(held(version=1, asked=NOW + 5))
    assert kept() == ()


def test_asked_about_meanwhile_it_does_not_expire(stage: Stage) -> None:
    put(held())
    put(held(version=1, asked=NOW + 5))
    with pytest.raises(Conflict):
        settle(held(version=1))
    assert kept() == (held(version=2, asked=NOW + 5),)


def test_joined_meanwhile_it_is_not_sent_without_its_second_part(stage: Stage) -> None:
    put(held())
    put(held(version=1, texts=("One", "two")))
    with pytest.raises(Conflict):
        settle(held(version=1), put=(entry(),))
    assert kept()[0].texts == ("One", "two")


def test_the_same_webhook_twice_is_a_duplicate_first_of_all(stage: Stage) -> None:
    put(held(), seen="SM1")
    for _ in range(2):
        with pytest.raises(Duplicate):
            put(held(), seen="SM1")
    assert kept() == (held(version=1),)
