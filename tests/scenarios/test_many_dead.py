"""Of the dead entries: one that is damaged itself, and very many of them."""

import pytest

from chalicelib import deadends
from chalicelib.models import Entry
from chalicelib.store import dead

from .conftest import Matter
from .damage import NEVER, items, put, says, spoil, the_dead
from .desks import SHOP


@pytest.fixture
def died(matter: Matter) -> Matter:
    """Words for Ana are dead; Ben has them."""
    desk, lea, _ = matter
    says(desk, lea, SHOP, "Which door?")
    spoil("OUTBOX#a-", written=NEVER)
    desk.later(minutes=10)
    assert len(the_dead()) == 1
    desk.nobody_hears()
    return matter


def test_one_that_is_damaged_is_told_of_and_stops_no_other(died: Matter) -> None:
    _, _, ana = died
    (found,) = items("DEAD#")
    put({**found, "data": {"S": "{"}})
    (kept,) = the_dead()
    entry = kept.dead.entry
    assert entry
    assert (kept.dead.recipient, kept.dead.why) == (entry.recipient, "ValidationError")
    assert kept.dead.at == entry.stamp
    assert deadends._known(entry)[1] is None, "it failed at her phone before"
    assert ana.hears() == []


def test_of_very_many_the_newest_are_looked_at(died: Matter) -> None:
    (found,) = items("DEAD#")
    stamp, _, rest = found["SK"]["S"].partition("#")
    for n in range(1, 150):
        put({**found, "SK": {"S": f"{int(stamp) - n:015d}#{rest}"}})
    assert len(the_dead()) == 150
    newest = dead.newest()
    assert len(newest) == 100
    assert newest[0].name == found["SK"]["S"]


def test_words_that_failed_before_are_found_among_them(died: Matter) -> None:
    (kept,) = the_dead()
    entry = kept.dead.entry
    assert isinstance(entry, Entry)
    assert deadends._known(entry)[1] is None
    assert deadends._known(entry.but(thread=999))[1] == ()
