"""What a command needs and who may give it; away, back, help, more."""

from typing import Any

import pytest

from chalicelib.decisions import Decision
from chalicelib.models import DAY, Page, Profile
from chalicelib.rules import agent, commands, orders
from chalicelib.rules.commands import Command
from chalicelib.rules.turn import Lists
from chalicelib.texts import command_words, say, size
from tests.rules.helping import (
    MARIE,
    MINE,
    assert_only_told,
    decided,
    kinds,
    notice,
    on_line,
    profile_of,
)
from tests.support.made import (
    CUSTOMER,
    NOW,
    anna,
    chloe,
    closed,
    contact,
    identify,
    record,
    rows,
    thread,
    turn,
)

BOTH = ("support", "sales")


def state(**changes: Any) -> Profile:
    return Profile(agent=anna().id, version=1, **changes)


# --- away and back -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "away", "key"),
    [
        ("/away", True, "away_on"),
        ("/absent", True, "away_on"),
        ("/back", False, "away_off"),
        ("/retour", False, "away_off"),
    ],
)
def test_presence(body: str, away: bool, key: str) -> None:
    decision = decided(turn(body, who=anna(inboxes=BOTH)))
    assert profile_of(decision).away is away
    assert decision.away == BOTH
    assert kinds(decision) == ["notice"]
    assert decision.put[0].text == say(key, "en")


def test_what_is_open_is_offered_once_for_all_inboxes() -> None:
    decision = decided(turn("/away", who=anna(inboxes=BOTH), profile=state(open=2)))
    assert kinds(decision) == ["notice", "offer"]
    assert decision.put[0].text == say("away_on_offered", "en")
    offers = decision.put[1:]
    assert [e.recipient for e in offers] == ["i-support"]
    assert {e.agent for e in offers} == {anna().id}
    assert set(decision.recipients) == {f"a-{anna().id}", "i-support"}
    assert profile_of(decision).open == 2, "they stay this agent's until somebody takes them"


def test_back_offers_nothing() -> None:
    decision = decided(turn("/back", profile=state(open=2, away=True)))
    assert kinds(decision) == ["notice"]


# --- help and more -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "key"),
    [
        ("/help", "help"),
        ("/aide", "help"),
        ("/help 2", "help_2"),
        ("/help 3.", "help_3"),
        ("/aide 4", "help_4"),
        ("/help 9", "help"),
        ("/help me", "help"),
    ],
)
def test_help(body: str, key: str) -> None:
    assert_only_told(decided(turn(body)), key)
    french = decided(turn(body, who=chloe()))
    assert french.put[0].text == say(key, "fr")
    for language in ("en", "fr"):
        assert size(say(key, language)).segments == 1


def test_more_of_nothing() -> None:
    for body in ("/more", "/suite"):
        assert_only_told(decided(turn(body)), "more_none")


@pytest.mark.parametrize(
    ("page", "name", "number"),
    [
        (Page(name="mine", after=7), "mine", None),
        (Page(name="queue", after=3), "queue", None),
        (Page(name="hist", thread=142, after=4), "hist", 142),
    ],
)
def test_more_goes_on_where_the_list_ended(page: Page, name: str, number: int | None) -> None:
    plan = agent.plan(turn("/more", on_line(150), profile=state(page=page)))
    assert plan.command == Command(name=name, number=number, after=page.after)
    assert plan.number == number


# --- what each needs -----------------------------------------------------------------------------


def test_every_command_of_the_texts_does_something() -> None:
    for language in ("en", "fr"):
        for name, word in command_words(language).items():
            body = f"/{word}"
            lists = Lists(number=150, roster=rows(anna()))
            decision = decided(turn(body, on_line(), whose=contact(MINE), lists=lists))
            assert decision.put, name
            assert all(e.kind != "reply" for e in decision.put), name
    assert set(orders.READS) <= set(command_words("en"))
    assert set(orders.READS.values()) <= set(Lists.__dataclass_fields__)


WRITE = Command(name="write", argument=f"{CUSTOMER} Hi")


@pytest.mark.parametrize(
    ("command", "whose", "wanted"),
    [
        (Command(name="mine"), None, "mine"),
        (Command(name="who"), None, "roster"),
        (Command(name="pass", number=142), contact(), "roster"),
        (Command(name="done"), contact(), "history"),
        (Command(name="note"), contact(), None),
        (WRITE, None, None),
        (WRITE, contact(), "number"),
        (WRITE, contact(thread()), None),
        (WRITE, contact(thread(inbox="sales")), "number"),
        (WRITE, contact(closed()), None),
        (WRITE, contact(closed(closed=NOW - 9 * DAY)), "number"),
        (WRITE.but(argument="Hi"), contact(), None),
        (Command(name="try"), contact(), "number"),
        (Command(name="try"), contact(thread(inbox="*")), None),
    ],
)
def test_what_it_reads(command: Command, whose: Any, wanted: str | None) -> None:
    assert orders.reads(command, turn("/x", whose=whose)) == wanted


@pytest.mark.parametrize(
    ("body", "about"),
    [
        ("/done", (142, MARIE)),
        ("/done 150", (150, None)),
        ("/note x", (142, MARIE)),
        ("/note #150 x", (150, None)),
        ("/mine", (None, None)),
        (f"/write {CUSTOMER} Hello", (None, identify(CUSTOMER))),
        ("/write hello", (None, None)),
        ("/try", (None, identify(f"practice:{anna().id}"))),
    ],
)
def test_what_it_is_about(body: str, about: tuple[int | None, str | None]) -> None:
    at = turn(body, on_line())
    command = commands.parse(body)
    assert isinstance(command, Command)
    assert orders.about(command, at) == about


# --- who may give it -----------------------------------------------------------------------------

ABOUT = sorted(commands.ABOUT_A_THREAD - {"link"})  # which names another one with its number


@pytest.mark.parametrize("name", ABOUT)
def test_a_thread_that_this_agent_may_see(name: str) -> None:
    word = command_words("en")[name]
    for whose in (None, contact(), contact(thread(inbox="sales"))):
        decision = decided(turn(f"/{word} #142", whose=whose))
        assert_only_told(decision, "no_such", n=142)
    assert_only_told(decided(turn(f"/{word}")), "no_thread_here", command=f"/{word}")


def ordered(body: str) -> Decision:
    return decided(turn(body, on_line(), whose=contact(MINE)))


@pytest.mark.parametrize("word", ["done", "take", "release", "block", "unblock", "spam", "hist"])
def test_a_command_with_words_that_it_does_not_take_is_not_done(word: str) -> None:
    for body in (f"/{word} 142 thanks", f"/{word} thanks"):
        assert_only_told(ordered(body), "only_a_number", command=f"/{word}")


def test_lists_are_of_the_agents_own_language() -> None:
    decision = decided(turn("/mine", who=chloe(), lists=Lists(mine=(record(name=None),))))
    item = say("mine_item", "fr", n=142, c=say("customer", "fr"))
    assert decision.put[0].text == say("mine_head", "fr", count=1) + item
    assert decision.put[0].stamp == NOW


def test_who_where_nobody_is_on_the_roster() -> None:
    assert notice(decided(turn("/who")))
