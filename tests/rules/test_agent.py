"""An agent's text: what it is, before anything is decided; what is never passed on."""

import pytest

from chalicelib.decisions import Decision
from chalicelib.models import Sent
from chalicelib.rules import agent, threads
from chalicelib.rules.agent import Plan
from chalicelib.rules.turn import Lists
from chalicelib.texts import say
from tests.rules.helping import (
    LUC,
    MARIE,
    MINE,
    assert_only_told,
    decided,
    kinds,
    on_line,
    shared,
    the_held,
)
from tests.support.made import (
    SERVICE,
    anna,
    ben,
    contact,
    desk,
    line,
    record,
    shown,
    thread,
    turn,
)


def told(decision: Decision) -> str:
    """What the agent is told: one text, and nothing goes anywhere else."""
    (entry,) = decision.put
    assert entry.kind == "notice"
    assert (decision.contact, decision.message) == (None, None)
    return entry.text


# --- what it is ----------------------------------------------------------------------------------


@pytest.mark.parametrize("body", ["", "  ", "\u200e", "\n\u00a0"])
def test_an_empty_text_is_nothing(body: str) -> None:
    decision = decided(turn(body, on_line()))
    assert decision == Decision(outcome="empty", seen="SM0000000001")


@pytest.mark.parametrize("body", ["Liked “Is it ready?”", "A aimé « Is it ready? »"])
def test_a_reaction_is_nothing(body: str) -> None:
    decision = decided(turn(body, on_line(texts=("Is it ready?",))))
    assert decision == Decision(outcome="reaction", seen="SM0000000001")


WORDS = ("On our way",)
DRIVING = "I'm driving with Focus on"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("#142 On our way", Plan(kind="text", texts=WORDS, number=142, contact=MARIE)),
        ("/142 On our way", Plan(kind="text", texts=WORDS, number=142, contact=MARIE)),
        ("#999 On our way", Plan(kind="text", texts=WORDS, number=999)),
        ("/mien", Plan(kind="unknown", texts=("/mien",), guesses=("/mine",))),
        (DRIVING, Plan(kind="automatic", texts=(DRIVING,))),
    ],
)
def test_plans(body: str, expected: Plan) -> None:
    found = agent.plan(turn(body, on_line()))
    assert found.but(guesses=found.guesses[:1]) == expected


@pytest.mark.parametrize(
    ("body", "number", "whose"),
    [
        ("/done", 142, MARIE),
        ("/fini", 142, MARIE),
        ("/done 999", 999, None),
        ("#142 /done", 142, MARIE),
        ("#142 /done 142", 142, MARIE),
        ("/hist", 142, MARIE),
        ("/take 150", 150, None),
        ("/note #150 rude", 150, None),
        ("/mine", None, None),
        ("/queue", None, None),
        ("/help 2", None, None),
        ("/undo", None, None),
    ],
)
def test_which_thread_an_order_is_about(body: str, number: int | None, whose: str | None) -> None:
    plan = agent.plan(turn(body, on_line()))
    assert (plan.kind, plan.number, plan.contact) == ("order", number, whose)


def test_an_order_about_two_threads_is_about_neither() -> None:
    plan = agent.plan(turn("#142 /done 999", on_line()))
    assert (plan.kind, plan.number) == ("two", 142)
    decision = decided(turn("#142 /done 999", on_line(), whose=contact(MINE)))
    assert kinds(decision) == ["notice"]
    assert decision.contact is None


def test_an_order_on_a_blank_line_is_about_no_thread() -> None:
    plan = agent.plan(turn("/done"))
    assert (plan.number, plan.contact) == (None, None)


# --- quotes --------------------------------------------------------------------------------------

ABOUT = Sent(provider_id="SM9", contact=MARIE, thread=142, agent=anna().id)


@pytest.mark.parametrize("body", ["Hello", "#142 Hello"])
def test_a_quote_says_whom_it_is_for(body: str) -> None:
    at = turn(body, shared(), whose=contact(thread()), quoted="SM9")
    plan = agent.plan(at, ABOUT)
    assert (plan.number, plan.contact, plan.texts) == (142, MARIE, ("Hello",))
    assert agent.decide(plan, at).outcome == "claimed"


@pytest.mark.parametrize(
    "quoted",
    [
        None,
        ABOUT.but(agent=ben().id),
        ABOUT.but(agent=None),
        ABOUT.but(thread=None),
        ABOUT.but(contact=None),
    ],
)
def test_a_quote_that_resolves_to_nothing_is_held(quoted: Sent | None) -> None:
    at = turn("Hello", on_line(), whose=contact(thread()), quoted="SM9")
    assert [c.thread for c in the_held(decided(at, quoted)).choices] == [142]
    assert_only_told(decided(turn("Hello", quoted="SM9"), quoted), "held_nobody", q="Hello")


@pytest.mark.parametrize("body", ["/done", "/fini", "Slash done", "/dnoe"])
def test_a_command_is_never_passed_on_even_with_a_quote(body: str) -> None:
    at = turn(body, on_line(), whose=contact(thread()), quoted="SM9")
    assert "reply" not in kinds(decided(at, ABOUT))


def test_a_quote_and_a_reference_that_disagree_are_held() -> None:
    here = line(shown(142, MARIE), shown(143, LUC))
    at = turn("#143 Hello", here, whose=contact(thread()), quoted="SM9")
    assert [c.thread for c in the_held(decided(at, ABOUT)).choices] == [142, 143]


# --- the service number --------------------------------------------------------------------------

SERVICED = desk(service_number=SERVICE)


@pytest.mark.parametrize(
    "body",
    [*("Hello", "ok", "#142 Hello", "/142 Hello", "/ #142 Hello", "I'm driving right now", "1")],
)
def test_nothing_written_to_the_service_number_is_relayed(body: str) -> None:
    at = turn(body, on_line(), whose=contact(MINE), at=SERVICED, recipient=SERVICE)
    decision = decided(at)
    assert set(kinds(decision)) <= {"notice"}
    assert (decision.contact, decision.message, decision.held) == (None, None, ())


def test_a_text_there_is_said_to_go_nowhere() -> None:
    at = turn("Hello", on_line(), whose=contact(MINE), at=SERVICED, recipient=SERVICE)
    assert_only_told(decided(at), "held_service", q="Hello")


@pytest.mark.parametrize("body", ["/mine", "mine", "Moi."])
def test_commands_work_there_without_their_slash(body: str) -> None:
    decision = decided(turn(body, at=SERVICED, recipient=SERVICE))
    (entry,) = decision.put
    assert (decision.outcome, entry.sender) == ("mine", SERVICE)


# --- commands that nobody knows, automatic replies -----------------------------------------------


def test_an_unknown_command_goes_to_nobody() -> None:
    decision = decided(turn("/mien", on_line()))
    assert decision.outcome == "unknown"
    guesses = " ".join(agent.plan(turn("/mien", on_line())).guesses)
    assert told(decision) == say("unknown", "en", typed="/mien", guesses=guesses)
    alone = decided(turn("/xyzzy", on_line()))
    assert told(alone) == say("unknown_alone", "en", typed="/xyzzy")


# --- small things --------------------------------------------------------------------------------


def test_the_record_of_a_thread() -> None:
    found = threads.record(contact(), thread(owner="x"))
    assert (found.contact, found.number, found.owner, found.told) == (MARIE, 142, "x", None)


def test_a_turn_with_more_read() -> None:
    at = turn("/mine").about(contact()).reading(Lists(queue=(record(),)))
    assert at.contact == contact()
    assert at.lists.queue == (record(),)
