"""`/stats`: what is told of a day and of a week, in words; and how long customers usually wait."""

from typing import Any

import pytest

from chalicelib.decisions import Decision
from chalicelib.models import DAY, HOUR, MINUTE, Agent, Page, Profile
from chalicelib.rules import commands, measures, orders
from chalicelib.rules.measures import WITHIN
from chalicelib.rules.turn import Lists
from chalicelib.texts import say, size
from tests.rules.helping import decided, profile_of
from tests.support.made import NOW, anna, ben, chloe, desk, record, turn

BOSS = anna(supervisor=True)
HERE = desk((BOSS, ben(), chloe()))


def answered(who: Agent, count: int, closed: int = 0) -> dict[str, int]:
    return {f"a:{who.id}": count} | ({f"r:{who.id}": closed} if closed else {})


def waits(number: int, minutes: int, inbox: str = "support") -> Any:
    since = NOW - minutes * MINUTE
    return record(number, inbox=inbox, opened=since, waits=since)


DAY_S = (
    {"opened": 23, "reopened": 4, "resolved": 18, "silent": 3, "first:0": 9, "first:1": 5}
    | {"first:3": 4}
    | answered(BOSS, 12, 9)
    | answered(ben(), 5)
    | answered(chloe(), 1, 1)
)


def stats_of(
    body: str = "/stats", who: Agent = BOSS, waiting: tuple[Any, ...] = (), **counts: Any
) -> Decision:
    lists = Lists(queue=waiting, counts=counts)
    at = desk((who, *(a for a in HERE.agents if a.id != who.id)))
    decision = decided(turn(body, who=who, at=at, lists=lists))
    (entry,) = decision.put
    assert size(entry.text).segments <= 2
    assert size(entry.text).encoding == "GSM-7"
    return decision


def told(*args: Any, **changes: Any) -> str:
    return stats_of(*args, **changes).put[0].text


def french(who: Agent = BOSS) -> Agent:
    return who.but(language="fr")


# --- words ---------------------------------------------------------------------------------------


def test_a_day() -> None:
    waiting = (waits(101, 12), waits(102, 3), waits(103, 0))
    assert told(waiting=waiting, support=DAY_S) == (
        "* Today: 23 new, 4 reopened, 21 closed (3 gone quiet). 3 in the queue, "
        "the longest for 12 min. First answers: half within 5 min, 9 in 10 within 1 h. "
        "Given by Anna 12 (9 closed), Ben 5, Chloe 1 (1 closed)."
    )
    assert told("/stats", french(), waiting=waiting, support=DAY_S) == (
        "* Aujourd'hui : 23 nouvelles demandes, 4 rouvertes, 21 terminées (dont 3 sans nouvelles). "
        "3 en attente, la plus ancienne depuis 12 min. "
        "Premières réponses : la moitié en moins de 5 min, 9 sur 10 en moins de 1 h. "
        "Données par Anna 12 (9 terminées), Ben 5, Chloe 1 (1 terminée)."
    )


def test_one_of_each() -> None:
    counts = {"opened": 1, "reopened": 1, "silent": 1, "first:2": 1}
    waiting = (waits(101, 100),)
    assert told(waiting=waiting, support=counts) == (
        "* Today: 1 new, 1 reopened, 1 closed (1 gone quiet). 1 in the queue, for 2 h. "
        "First answers: all within 30 min."
    )
    assert told("/stats", french(), waiting=waiting, support=counts) == (
        "* Aujourd'hui : 1 nouvelle demande, 1 rouverte, 1 terminée (dont 1 sans nouvelles). "
        "1 en attente, depuis 2 h. Premières réponses : toutes en moins de 30 min."
    )


@pytest.mark.parametrize(
    "said", ["/stats week", "/stats semaine", "/Stats  Week.", "slash stats week"]
)
def test_a_week(said: str) -> None:
    assert told(said, support={"opened": 2}) == "* Last 7 days: 2 new. Nobody in the queue."
    week = "* Ces 7 derniers jours : 2 nouvelles demandes. Rien en attente."
    assert told(said, french(), support={"opened": 2}) == week


def test_nothing_yet() -> None:
    assert told() == "* Nothing yet today."
    assert told("/stats week") == "* Nothing in the last 7 days."
    assert told("/stats", french()) == "* Rien encore aujourd'hui."
    assert told("/stats semaine", french()) == "* Rien ces 7 derniers jours."
    assert told(support={"opened": 0}) == "* Nothing yet today."


def test_somebody_waits_since_the_day_before() -> None:
    found = told(waiting=(waits(101, 3 * 24 * 60),))
    assert found == "* Today: nothing new. 1 in the queue, for 3 days."
    given_up = record(101, waits=0)
    assert told(waiting=(given_up,)) == "* Today: nothing new. 1 in the queue."


def test_what_was_taken_back_is_not_less_than_nothing() -> None:
    """It was resolved before the counts began."""
    counts = {"opened": 1, "resolved": -1, f"r:{ben().id}": -1}
    assert told(support=counts) == "* Today: 1 new. Nobody in the queue."


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        ({0: 1}, "all within 5 min"),
        ({0: 2, 7: 1}, "half within 5 min, some after more than 24 h"),
        ({0: 1, 5: 1}, "half within 5 min, all within 4 h"),
        ({1: 9, 4: 1}, "9 in 10 within 15 min"),
        ({1: 9, 4: 2}, "half within 15 min, 9 in 10 within 2 h"),
        ({7: 3}, "most after more than 24 h"),
        ({6: 9, 7: 11}, "most after more than 24 h"),
    ],
)
def test_waits_are_told_by_steps(steps: dict[int, int], words: str) -> None:
    counts = {f"first:{step}": count for step, count in steps.items()}
    assert f"First answers: {words}." in told(support=counts)


def test_of_many_agents_three_are_named_and_who_left_is_not() -> None:
    crew = tuple(ben().but(id=f"k{n}", name=f"B{n}") for n in range(5))
    counts = {f"a:k{n}": n for n in range(5)} | {"a:gone": 9, "opened": 1}
    lists = Lists(counts={"support": counts})
    decision = decided(turn("/stats", who=BOSS, at=desk((BOSS, *crew)), lists=lists))
    assert decision.put[0].text.endswith(" Mostly by B4 4, B3 3, B2 2.")


def test_long_names_leave_room() -> None:
    crew = tuple(ben().but(id=f"k{n}", name=f"Marie-Françoise Désœuvrée {n}") for n in range(9))
    counts = dict.fromkeys(("opened", "reopened", "resolved", "silent"), 1234)
    counts |= {f"first:{n}": 999 for n in range(8)}
    counts |= {f"{by}:k{n}": 1234 for n in range(9) for by in "ar"}
    for language in ("en", "fr"):
        who = BOSS.but(language=language)
        lists = Lists(counts={"support": counts}, queue=(waits(101, 59),) * 1000)
        decision = decided(turn("/stats week", who=who, at=desk((who, *crew)), lists=lists))
        assert size(decision.put[0].text).segments == 2
        assert "Marie-Fran" in decision.put[0].text


# --- several inboxes -----------------------------------------------------------------------------


def test_a_line_for_each_inbox() -> None:
    both = BOSS.but(inboxes=("support", "sales"))
    counts = {"support": {"opened": 2}, "sales": {"resolved": 1}}
    found = told("/stats", both, waiting=(waits(101, 5, "sales"),), **counts)
    assert found == (
        "* Today:\nsupport: 2 new. Nobody in the queue.\n"
        "sales: 1 closed. 1 in the queue, for 5 min."
    )
    found = told("/stats", french(both), support={"opened": 2})
    assert found == "* Aujourd'hui :\nsupport : 2 nouvelles demandes. Rien en attente."


def test_many_inboxes_go_on_with_more() -> None:
    names = tuple(f"inbox{n}" for n in range(9))
    both = BOSS.but(inboxes=names)
    counts = dict.fromkeys(names, DAY_S)
    shown, body, after = "", "/stats week", 0
    for _ in range(9):
        lists = Lists(counts=counts)
        page = Page(name="stats", argument="week", after=after)
        mine = Profile(agent=BOSS.id, page=page if after else None)
        here = desk((both, ben(), chloe()))
        decision = decided(turn(body, who=both, at=here, lists=lists, profile=mine))
        shown += decision.put[0].text
        assert decision.put[0].text.startswith("* Last 7 days:\n")
        next_page = profile_of(decision).page
        if next_page is None:
            break
        assert (next_page.name, next_page.argument) == ("stats", "week")
        body, after = "/more", next_page.after
    assert all(f"{name}: 23 new" in shown for name in names)


# --- who, and how --------------------------------------------------------------------------------


def test_for_supervisors_alone() -> None:
    asked = turn("/stats", who=ben(), at=HERE)
    command = commands.parse("/stats")
    assert isinstance(command, commands.Command)
    assert orders.reads(command, asked) is None
    words = say("supervisors_only", "en", command="/stats", names="Anna")
    assert decided(asked).put[0].text == words


def test_another_period_is_answered_with_how_it_is_written() -> None:
    command = commands.parse("/stats 2024")
    assert isinstance(command, commands.Command)
    assert orders.reads(command, turn("/stats 2024", who=BOSS, at=HERE)) is None
    assert told("/stats 2024") == say("stats_how", "en")
    assert told("/stats hier", french()) == say("stats_how", "fr")


def test_days_are_those_on_the_wall() -> None:
    """`NOW` is noon of Monday the 16th, in Montreal."""
    zone = HERE.timezone
    assert measures.days(1, NOW, zone) == ("2026-11-16", "2026-11-16")
    assert measures.days(1, NOW + 13 * HOUR, zone) == ("2026-11-17", "2026-11-17")
    assert measures.days(7, NOW, zone) == ("2026-11-10", "2026-11-16")
    assert measures.days(7, NOW, "Pacific/Auckland") == ("2026-11-11", "2026-11-17")


# --- how long customers usually wait -------------------------------------------------------------


@pytest.mark.parametrize(
    ("steps", "span"),
    [
        ({0: 16, 1: 4}, 5 * MINUTE),
        ({0: 15, 1: 5}, 15 * MINUTE),
        ({0: 15, 1: 4}, 0),
        ({6: 20}, DAY),
        ({0: 15, 7: 5}, 0),
        ({}, 0),
    ],
    ids=["eight in ten", "seven in ten", "too few", "a day", "longer", "none"],
)
def test_how_long_customers_usually_wait(steps: dict[int, int], span: int) -> None:
    assert measures.usual({f"first:{step}": n for step, n in steps.items()}) == span
    assert span in (0, *WITHIN)
