"""The header in front of what an agent's phone shows: none, whose it is, or CAREFUL."""

from typing import Any

import pytest

from chalicelib.models import DAY, HOUR, Contact, Entry, EntryKind, Line, Shown
from chalicelib.rules.showing import LATE, SILENCE
from chalicelib.texts import day, say, when
from tests.rules.helping import LUC, MARIE, MINE
from tests.rules.scenes import FREE, LUCS, OURS, OVER, WARM, body
from tests.support.made import (
    NOW,
    ben,
    chloe,
    closed,
    contact,
    desk,
    entry,
    line,
    shown,
    spot,
    thread,
)

NAMED: dict[str, Any] = {"n": 142, "c": "Marie"}
BEFORE: dict[str, Any] = {"m": 130, "old": "Luc"}
AGAIN = contact(MINE.but(closed=NOW - DAY))
ZONE = desk().timezone


def said(key: str, **values: Any) -> str:
    return say(key, "en", **NAMED, **values) + "\nHello"


# --- a line of one's own -------------------------------------------------------------------------


def test_a_conversation_that_goes_on_has_none() -> None:
    assert body() == "Hello"


@pytest.mark.parametrize(
    ("what", "here", "whose", "key", "values"),
    [
        (entry("new"), line(), FREE, "new", {"inbox": "support"}),
        (entry("new"), line(), OURS, "new", {"inbox": "support"}),
        (entry("more"), WARM, FREE, "more", {}),
        (entry("reopened"), line(), AGAIN, "reopened", {"day": say("yesterday", "en")}),
        (entry("reopened"), line(), OURS, "reopened", {"day": say("today", "en")}),
        (entry("took"), line(), OURS, "took", {"was": ""}),
        (entry("took", by="gone"), line(), OURS, "took", {"was": ""}),
        (entry("thanks"), WARM, OVER, "thanks", {}),
        (entry("relay"), WARM, OVER, "thanks", {}),
        (entry("relay"), line(), OURS, "head", {}),
        (entry("remind"), WARM, OURS, "remind", {}),
    ],
)
def test_headers(what: Entry, here: Line, whose: Contact, key: str, values: Any) -> None:
    assert body(what, here, whose) == said(key, **values)


def test_who_had_it_and_who_passes_it_and_why() -> None:
    was = say("it_was", "en", a="Ben")
    assert body(entry("took", by=ben().id), line()) == said("took", was=was)
    passes = entry("passed", by=ben().id, why="wants an invoice")
    assert body(passes, line()) == said("passed", a="Ben", why=": wants an invoice")
    assert body(passes.but(why="", by="gone"), line()) == said("passed", a=None, why="")
    assert body(passes.but(why="œuf 😀"), line()) == said("passed", a="Ben", why=": oeuf")


def test_practice_stands_in_place_of_the_inbox() -> None:
    played = contact(thread(inbox="*"), practice=("x", 0))
    assert body(entry("new"), line(), played) == said("new", inbox=say("practice_inbox", "en"))


def test_a_customer_without_a_name() -> None:
    nameless = contact(MINE, name=None)
    assert body(here=line(), whose=nameless) == say("head", "en", n=142, c=None) + "\nHello"


def test_in_the_agents_language() -> None:
    found = body(entry("new"), line(), FREE, agent=chloe())
    assert found == say("new", "fr", inbox="support", **NAMED) + "\nHello"
    hers = contact(thread(owner=chloe().id))
    assert body(whose=hers, here=line(), agent=chloe()) == say("head", "fr", **NAMED) + "\nHello"


# --- a number that showed another customer -------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "whose", "values"),
    [
        ("new", FREE, {"inbox": "support"}),
        ("took", OURS, {"was": ""}),
        ("reopened", AGAIN, {"day": day(NOW - DAY, NOW, ZONE, "en")}),
        ("passed", OURS, {"a": None, "why": ": a bike"}),
        ("remind", OURS, {}),
    ],
)
@pytest.mark.parametrize("reused", [True, False])
def test_careful_where_it_is_reused_and_the_number_in_front_where_it_is_shared(
    kind: EntryKind, whose: Contact, values: Any, reused: bool
) -> None:
    why = "a bike" if kind == "passed" else ""
    found = body(entry(kind, why=why), line(LUCS.but(gone=reused)), whose)
    key = f"{kind}_reused" if reused else f"{kind}_shared"
    assert found == said(key, **values, **(BEFORE if reused else {}))


def test_careful_too_where_a_conversation_goes_on_after_another() -> None:
    here = line(shown(142, MARIE, relayed=NOW - 2 * DAY), LUCS.but(gone=True))
    assert body(here=here) == said("head_reused", **BEFORE)


@pytest.mark.parametrize(
    "last",
    [
        LUCS,  # still here: shared, not replaced
        LUCS.but(contact=MARIE, gone=True),  # the same customer
    ],
)
def test_no_warning_where_nobody_was_replaced(last: Shown) -> None:
    careful = say("head_reused", "en", **NAMED, **BEFORE).split(":", maxsplit=1)[0]
    for what, whose in ((entry("new"), FREE), (entry("took"), OURS), (entry("relay"), OURS)):
        assert careful not in body(what, line(last), whose)


def test_no_warning_once_the_customer_was_shown() -> None:
    before = LUCS.but(gone=True, pending=False, relayed=NOW - 2 * DAY)
    here = line(before, shown(142, MARIE, relayed=NOW - 1000))
    assert body(here=here) == "Hello"


@pytest.mark.parametrize(
    ("other", "shared"),
    [
        (LUCS, True),
        (LUCS.but(gone=True), True),  # an answer written now could still be for Luc
        (LUCS.but(gone=True, pending=False), False),
        (LUCS.but(relayed=0), False),
        (LUCS.but(pending=False), True),
        (LUCS.but(contact=MARIE), True),  # another matter of the same customer
        (LUCS.but(contact=LUC, gone=True, pending=False, crossed=True), True),
    ],
)
def test_a_shared_line_says_who_it_is_each_time(other: Shown, shared: bool) -> None:
    here = line(other, shown(142, MARIE, relayed=NOW - 1000))
    assert body(here=here) == (said("head") if shared else "Hello")


# --- silence and lateness ------------------------------------------------------------------------


@pytest.mark.parametrize(("silent", "header"), [(SILENCE - 1, False), (SILENCE, True)])
def test_after_twelve_hours_of_silence(silent: int, header: bool) -> None:
    assert SILENCE == 12 * HOUR
    here = line(shown(142, MARIE, relayed=NOW - silent))
    assert body(here=here) == (said("head") if header else "Hello")


@pytest.mark.parametrize(("ago", "is_late"), [(LATE - 1, False), (LATE, True), (3 * DAY, True)])
def test_a_late_text_carries_its_time(ago: int, is_late: bool) -> None:
    found = body(entry(written=NOW - ago))
    t = when(NOW - ago, NOW, ZONE, "en")
    assert found == (say("late", "en", t=t) + "\nHello" if is_late else "Hello")


def test_a_late_text_with_a_header_has_both() -> None:
    found = body(entry("new", written=NOW - HOUR), line(), FREE)
    t = when(NOW - HOUR, NOW, ZONE, "en")
    assert found.splitlines()[1:] == [say("late", "en", t=t), "Hello"]


def test_no_time_where_none_is_known() -> None:
    assert body(entry(written=0)) == "Hello"


def test_a_new_thread_that_this_agent_resolved_meanwhile_is_shown_as_closed() -> None:
    over = contact(closed(spot=spot()))
    assert body(entry("new"), line(), over) == said("thanks")


def test_what_a_customer_wrote_is_plain_on_sms_and_the_header_folded() -> None:
    found = body(entry(text="It’s “ready”"), line(), contact(MINE, name="Benoît"))
    assert found == say("head", "en", n=142, c="Benoit") + '\nIt\'s "ready"'
