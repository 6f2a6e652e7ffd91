"""An entry that fails for a reason of the desk's own: put off with growing pauses, then dead."""

import pytest

from chalicelib.models import MINUTE, SECOND, Contact, Dead, Entry
from chalicelib.rules import failing
from tests.support.made import NOW, anna, ben, contact, desk, entry, look, spot, thread

DEAD = Dead(recipient="", at=NOW, why="ValueError")


def reply(**changes: object) -> Entry:
    written = {"recipient": "c-1", "kind": "reply", "spot": spot(), "text": "Come by"}
    return entry().but(**(written | changes))


@pytest.mark.parametrize(
    ("failures", "pause"),
    [(0, 5), (1, 10), (2, 20), (3, 40), (6, 300), (50, 300)],
)
def test_each_pause_is_twice_the_one_before(failures: int, pause: int) -> None:
    one = entry(failures=failures)
    (again,) = failing.put_off(one, NOW).claimed
    assert again.failures == failures + 1
    assert again.after == again.due == NOW + pause * SECOND
    assert (again.id, again.version) == (one.id, one.version)


def test_the_lease_of_one_that_may_have_left_is_not_cut_short() -> None:
    one = entry(state="sending", due=NOW + MINUTE)
    assert failing.put_off(one, NOW).claimed[0].due == NOW + MINUTE
    (again,) = failing.put_off(one.but(due=NOW - 1), NOW).claimed
    assert (again.state, again.due) == ("sending", NOW + 5 * SECOND)


def test_a_look_moves_behind_the_others() -> None:
    one = look(failures=1)
    decision = failing.put_off(one, NOW)
    assert decision.taken == (one,)
    (again,) = decision.put
    assert again.stamp == again.after == again.due == NOW + 10 * SECOND
    assert (again.failures, again.n, again.version) == (2, one.n, 1)


def test_the_fifth_failure_is_the_last() -> None:
    assert [failing.is_last(entry(failures=n)) for n in range(6)] == [False] * 4 + [True] * 2


@pytest.mark.parametrize(("state", "key"), [("queued", "NOT DEL"), ("sending", "PERHAPS")])
def test_who_wrote_an_answer_is_told_whether_it_may_have_left(state: str, key: str) -> None:
    one = reply(state=state)
    decision = failing.given_up(DEAD, one, contact(thread()), None, desk())
    (notice,) = decision.put
    assert notice.recipient == f"a-{anna().id}"
    assert key in notice.text
    assert decision.taken == (one,)
    assert decision.dead == DEAD.but(entry=one)


def test_a_writer_is_told_where_the_customer_cannot_be_read() -> None:
    decision = failing.given_up(DEAD, reply(), Contact(id=""), None, desk())
    assert "Come by" in decision.put[0].text


def test_a_customers_words_go_to_the_others() -> None:
    whose = contact(thread(owner=anna().id, spot=spot()))
    decision = failing.given_up(DEAD, entry(), whose, (), desk())
    assert [put.kind for put in decision.put] == ["look"]
    assert decision.dead
    assert decision.dead.handed_on


@pytest.mark.parametrize("why", ["failed before", "may have left", "somebody else's", "unknown"])
def test_and_stay_where_they_must_not(why: str) -> None:
    one = entry(state="sending") if why == "may have left" else entry()
    owner = ben().id if why == "somebody else's" else anna().id
    whose = Contact(id="") if why == "unknown" else contact(thread(owner=owner, spot=spot()))
    told = None if why == "failed before" else ()
    decision = failing.given_up(DEAD, one, whose, told, desk())
    assert (decision.put, decision.taken) == ((), (one,))
    assert decision.dead == DEAD.but(entry=one)


def test_what_comes_back_starts_anew_and_is_asked_after_where_it_may_have_left() -> None:
    one = reply(failures=4, after=NOW + 1, state="sending", tried=NOW - MINUTE, version=7)
    again = failing.revived(one, NOW)
    assert (again.failures, again.after, again.due, again.version) == (0, 0, NOW, 1)
    assert (again.state, again.tried, again.id) == ("sending", NOW - MINUTE, one.id)
    assert failing.revived(look(), NOW).stamp == NOW
