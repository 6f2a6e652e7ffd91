"""What the tests of the inbox's worker share: a case, and a look at it."""

from typing import Any

from chalicelib.decisions import Decision
from chalicelib.models import (
    HOUR,
    MINUTE,
    Agent,
    ClosedThread,
    Desk,
    Entry,
    Line,
    OpenThread,
    Roster,
    Told,
)
from chalicelib.rules import routing
from chalicelib.rules.case import MOST, Case
from tests.support.made import NOW, anna, contact, crew, desk, look, record, spot, text, thread

NEW = thread(heard=NOW - 1000, shown=0, opened=NOW - 1000)
HELLO = text("Is it ready?", NOW - 1000)
FOLLOWS = (HELLO.but(stamp=NOW - HOUR), text("Hello?", NOW - 500))
MANY = crew(23)
MINE = thread(owner=anna().id, spot=spot(), told=3)


def case(
    *threads: OpenThread | ClosedThread,
    to: tuple[Told, ...] = (),
    roster: tuple[Roster, ...] = (),
    messages: tuple[Any, ...] = (HELLO,),
    **changes: Any,
) -> Case:
    """A look at Marie's #142, which is new."""
    found = Case(
        entry=look(),
        contact=contact(*(threads or (NEW,))),
        record=record(told=to),
        roster=roster,
        messages=messages,
    )
    return found.but(**changes)


def looked(
    what: Case,
    at: Desk | None = None,
    now: int = NOW,
    lines: dict[str, tuple[Line, ...]] | None = None,
) -> Decision:
    """What the worker decides; whatever it is, some things always hold."""
    where = at or desk()
    decision = routing.decide(what, lines or {}, where, now)
    assert decision.taken == (what.entry,)
    assert len({e.recipient for e in decision.put if e.kind != "look"}) <= MOST
    keys = [(e.recipient, e.stamp, e.n) for e in decision.put]
    assert len(set(keys)) == len(keys)
    # Whoever gets a text about it on a new line was named by `whom`.
    named = {a.id for a in routing.whom(what, where, now, lines or {})}
    assert {line.agent for line in decision.lines} <= named
    return decision


def after(decision: Decision) -> OpenThread:
    """The thread after the look."""
    assert decision.contact is not None
    found = decision.contact.thread(142)
    assert found is not None
    return found


def to(decision: Decision, kind: str) -> list[str | None]:
    """Who gets an entry of this kind, in order."""
    return [e.agent for e in decision.put if e.kind == kind]


def again(decision: Decision) -> Entry | None:
    """The next look, if one is asked for."""
    return next((e for e in decision.put if e.kind == "look"), None)


def ids(*agents: Agent) -> list[str]:
    """Their ids."""
    return [a.id for a in agents]


def announced(count: int, **changes: Any) -> OpenThread:
    """A thread announced to so many a minute ago, of which more was heard since."""
    found = thread(
        told=count, announced=NOW - MINUTE, shown=NOW - MINUTE, heard=NOW - 500, opened=NOW - HOUR
    ).but(patrol=NOW + MINUTE)
    return found.but(**changes)
