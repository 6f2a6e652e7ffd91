"""The commands that only tell: mine, queue, who, hist, help."""

from typing import Any

import pytest

from chalicelib.models import DAY, HOUR, MINUTE, Media
from chalicelib.rules import agent, orders
from chalicelib.rules.turn import Lists
from chalicelib.texts import size
from tests.support.made import (
    CUSTOMER,
    NOW,
    anna,
    ben,
    chloe,
    contact,
    identify,
    line,
    record,
    rows,
    shown,
    text,
    thread,
    turn,
)

MARIE = identify(CUSTOMER)


def told(body: str, **changes: Any) -> str:
    at = turn(body, **changes)
    plan = agent.plan(at)
    assert plan.command is not None
    decision = orders.decide(plan.command, plan.number, at)
    (entry,) = decision.put
    assert entry.kind == "notice"
    assert (decision.contact, decision.loads, decision.lines) == (None, (), ())
    assert size(entry.text).segments <= 2
    assert entry.text.startswith("* ")
    return entry.text


def test_mine() -> None:
    records = (record(150, name="Luc"), record(142), record(143, name=None))
    assert told("/mine", lists=Lists(mine=records)) == (
        "* You have 3 open: #142 Marie, #143 customer, #150 Luc"
    )
    assert told("/moi", who=chloe()) == "* Vous n'avez rien en cours. En attente : /attente"


def test_queue_is_oldest_first() -> None:
    records = (record(150, opened=NOW - HOUR), record(142, opened=NOW - DAY))
    assert told("/queue", lists=Lists(queue=records)) == (
        "* 2 waiting (/take and the number): #142 Marie (Sun 12:00), #150 Marie (11:00)"
    )
    assert told("/attente") == "* Nobody is waiting. Yours: /mine"


def test_long_lists_say_how_many_more_there_are() -> None:
    records = tuple(record(1000 + n, name="Marie-Ève Archambault") for n in range(60))
    for body, lists in (("/mine", Lists(mine=records)), ("/queue", Lists(queue=records))):
        assert "more" in told(body, lists=lists)


def test_who() -> None:
    roster = (
        *rows(ben(), load=1),
        *rows(anna(), load=2),
        *rows(chloe(), load=4, away=True),
        *rows(ben(), load=2),  # of another inbox
        *rows(anna().but(id="somebody-gone")),
    )
    assert told("/who", lists=Lists(roster=roster)) == (
        "* Who has how many open: Anna 2, Ben 3, Chloe (away)"
    )


def hist(*messages: Any, **changes: Any) -> str:
    whose = changes.pop("whose", contact(thread()))
    return told("/hist 142", whose=whose, lists=Lists(history=messages), **changes)


def test_hist_newest_first_with_who_wrote() -> None:
    found = hist(
        text("yours", NOW, author=anna().id),
        text("his", NOW - 1, author=ben().id),
        text("theirs", NOW - 2, author="somebody-gone"),
        text("another thread", NOW - 3, thread=150),
        text("hers\n twice", NOW - 4, media=(Media(url="u", kind="image/png"),)),
    )
    assert found == (
        "* #142 Marie, last texts:\nYou: yours\nBen: his\na colleague: theirs\n"
        "Marie: hers twice (1 picture)"
    )


def test_hist_of_nothing_and_of_much() -> None:
    assert hist() == "* #142 Marie: no texts kept."
    assert hist(text("another", thread=150)) == "* #142 Marie: no texts kept."
    long = hist(*(text("word " * 40, NOW - n * MINUTE) for n in range(30)))
    assert "more" in long
    assert "..." in long


def test_hist_of_a_thread_that_was_shown_here_is_the_last_one() -> None:
    here = line(shown(142, MARIE))
    at = turn("/hist", here, whose=contact(), lists=Lists(history=(text("hello"),)))
    plan = agent.plan(at)
    assert (plan.number, plan.contact) == (142, MARIE)
    assert plan.command is not None
    assert "Marie: hello" in orders.decide(plan.command, plan.number, at).put[0].text


@pytest.mark.parametrize(
    ("body", "words"), [("/help", "/done"), ("/help 2", "/hist 142"), ("/aide", "/help 2")]
)
def test_help(body: str, words: str) -> None:
    assert words in told(body)


def test_every_command_can_be_done_and_what_it_reads_is_known() -> None:
    assert set(orders.READS.values()) <= set(Lists.__dataclass_fields__)
    for body in ("/help", "/mine", "/queue", "/who", "/hist", "/done", "/take", "/undo"):
        told(body)
