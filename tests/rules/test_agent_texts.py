"""What an agent's text is taken for: the table in `agent_texts.py`, row by row."""

from typing import Any

import pytest

from chalicelib.models import DAY, MINUTE, SECOND, Choice, HeldKind, HeldText, Line, Sent
from chalicelib.rules import agent, questions
from chalicelib.rules.agent import Plan
from chalicelib.rules.commands import Command
from chalicelib.rules.turn import Turn, View
from tests.rules.agent_texts import table
from tests.support.made import NOW, SERVICE, anna, desk, line, shown, spot, turn

SNIPPETS = {"hours": {"en": "9 to 5"}, "tarifs": {"fr": "10 $ l'heure"}}
DESK = desk(service_number=SERVICE, snippets=SNIPPETS)
TEXTS = (
    "Is my bike ready?",
    "Yes, at five.",
    "Est-ce que mon vélo est prêt?",
    "I am at the corner of Cartier and Mont-Royal, the one with the green door. Are you near?",
)
ANA = shown(142, "ana", name="Ana Tremblay", relayed=NOW - 10 * MINUTE)
BENOIT = shown(151, "benoit", name="Benoît", relayed=NOW - 8 * MINUTE)
TO_ANA = Choice(do="send", thread=142, contact="ana", name="Ana Tremblay")
TO_BENOIT = Choice(do="send", thread=151, contact="benoit", name="Benoît")


def asked(*choices: Choice, kind: HeldKind = "which", base: int = 1, **changes: Any) -> HeldText:
    held = HeldText(
        agent=anna().id,
        stamp=NOW - 2 * MINUTE,
        spot=spot(),
        kind=kind,
        texts=("On arrive",),
        last=NOW - 2 * MINUTE,
        choices=choices,
        base=base,
        asked=NOW - 2 * MINUTE,
        left=NOW - 2 * MINUTE,
        n=142,
    )
    return held.but(**changes)


WHICH = asked(TO_ANA, TO_BENOIT)
COMMAND = asked(TO_ANA, Choice(do="order", command="/done #142"), kind="command", base=3)
OTHER = asked(TO_ANA.but(do="insist"), TO_ANA.but(do="take"), kind="other", base=5)
CLOSED = asked(TO_ANA.but(do="reopen"), kind="closed", base=7)
ASKED = {"last": "question", "question": WHICH.stamp, "at": NOW - 2 * MINUTE}


def on(*threads: Any, **changes: Any) -> Line:
    return line(*threads, texts=TEXTS, **changes)


SHOWS: dict[str, tuple[Line | None, HeldText | None]] = {
    "one": (on(ANA), None),
    "two": (on(ANA, BENOIT), None),
    "after the desk": (on(ANA, last="desk"), None),
    "none": (None, None),
    "silent for a day": (
        line(ANA.but(pending=False, wrote=NOW - 25 * 60 * MINUTE), written=142, at=NOW - 2 * DAY),
        None,
    ),
    "service": (None, None),
    "quoting #142": (on(ANA, BENOIT), None),
    "quoting what nobody knows": (on(ANA, BENOIT), None),
    "asked": (on(ANA, BENOIT, **ASKED), WHICH),
    "asked, then a customer wrote": (on(ANA, BENOIT.but(relayed=NOW - MINUTE)), WHICH),
    "asked, a customer wrote just before": (
        on(ANA, BENOIT.but(relayed=NOW - questions.ORDERED // 2), **ASKED),
        WHICH.but(asked=NOW - 8 * SECOND, left=NOW - 7 * SECOND, last=NOW - 9 * SECOND),
    ),
    "held three seconds ago": (
        on(ANA, BENOIT, **ASKED),
        WHICH.but(asked=NOW - 2 * SECOND, left=NOW - 2 * SECOND, last=NOW - 3 * SECOND),
    ),
    "asked about a command": (on(ANA, **ASKED), COMMAND),
    "asked, somebody else has it": (on(ANA, **ASKED), OTHER),
    "asked, closed": (on(ANA, **ASKED), CLOSED),
}
"""What the phone shows on the number that Anna writes to: the line, and what is held."""


def taken_for(shows: str, body: str) -> str:
    """What `agent.plan` takes a text for, in the words of the table."""
    at, held = SHOWS[shows]
    changes: dict[str, Any] = {}
    quoted = None
    if shows == "service":
        changes["recipient"] = SERVICE
    if shows.startswith("quoting"):
        changes["quoted"] = "SMquoted"
        if shows == "quoting #142":
            quoted = Sent(
                provider_id="SMquoted", kind="relay", agent=anna().id, contact="ana", thread=142
            )
    found = turn(body, *([at] if at else []), at=DESK, **changes)
    whole = View(profile=found.view.profile, lines=found.view.lines, held=(held,) if held else ())
    here = Turn(agent=found.agent, desk=DESK, message=found.message, view=whole, now=found.now)
    return said(agent.plan(here, quoted), body)


def said(plan: Plan, body: str) -> str:
    """A plan in the words of the table."""
    if plan.answer and plan.answer.kind in ("drop", "repeat"):
        return {"drop": "drop", "repeat": "asked again"}[plan.answer.kind]
    if plan.answer:
        what = ordered(plan.command) if plan.command else f"#{plan.number}"
        assert plan.command or plan.texts == ("On arrive",)
        return f"answer: {what}" + (f" {plan.do}" if plan.do != "send" else "")
    if plan.kind == "order" and plan.command:
        return ordered(plan.command)
    if plan.kind == "aside" and plan.command:
        assert body.endswith(plan.texts[0])
        return f"asked: {ordered(plan.command)}"
    if plan.kind == "unknown":
        return f"unknown, {plan.guesses[0]}?" if plan.guesses else "unknown"
    if plan.kind == "text":
        return addressed(plan, body)
    return plan.outcome or plan.kind


def ordered(command: Command) -> str:
    number = f"#{command.number}" if command.number else ""
    return " ".join(part for part in (f"/{command.name}", number, command.argument) if part)


def addressed(plan: Plan, body: str) -> str:
    (text,) = plan.texts
    if plan.held:
        return f"held, {plan.held.why}"
    if plan.goal is None:
        return f"#{plan.number}: {text}".rstrip()
    if plan.goal.how == "quote":
        return f"quote #{plan.number}" + ("" if text == body else f": {text}")
    assert (plan.goal.how, plan.number) == ("candidate", 142)
    if text.partition(" ")[0] in ("/hours", "/tarifs"):
        return f"snippet {text}"
    assert text == body
    return "reply"


@pytest.mark.parametrize(
    ("shows", "text", "taken"),
    [pytest.param(*row, id=f"{row[0]}: {row[1]!a}"[:80]) for row in table()],
)
def test_taken_for(shows: str, text: str, taken: str) -> None:
    assert taken_for(shows, text) == taken


def test_two_hundred_or_more_and_none_twice() -> None:
    rows = table()
    assert len(rows) >= 200
    assert len({row[:2] for row in rows}) == len(rows)
    assert {shows for shows, _, _ in rows} == set(SHOWS)
