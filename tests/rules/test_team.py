"""Who is put on the desk by a supervisor's text, and taken off; and a word to all."""

from typing import Any

import pytest

from chalicelib.decisions import Decision
from chalicelib.models import DAY, Agent, Desk, Entry, EntryKind, Profile, ThreadRecord
from chalicelib.rules import agent as agent_rules
from chalicelib.rules import broadcast, commands, orders, team
from chalicelib.rules.commands import Command
from chalicelib.rules.turn import Lists
from chalicelib.texts import say
from tests.rules.helping import assert_only_told, decided, kinds
from tests.support.made import (
    BEN,
    BUSINESS,
    CUSTOMER,
    NOW,
    RELAYS,
    SERVICE,
    agent,
    anna,
    ben,
    chloe,
    closed,
    contact,
    crew,
    desk,
    identify,
    line,
    record,
    rows,
    shown,
    thread,
    turn,
)

ZOE = "+15145550277"
BOSS = anna(supervisor=True, inboxes=("support", "sales"))
COMMAND = "/agent"


def joined(*agents: Agent, **changes: Any) -> Desk:
    """A desk of Anna, a supervisor, of Ben, and of these, who came by text."""
    return desk((BOSS, ben()), **changes).with_said((), agents)


def by_text(name: str = "Zoe", address: str = ZOE, **changes: Any) -> Agent:
    return agent(name, address, by_text=True, **changes)


def ordered(body: str, at: Desk | None = None, **changes: Any) -> Decision:
    return decided(turn(body, **{"who": BOSS, "at": at or joined(), **changes}))


def newcomer(decision: Decision) -> Agent:
    assert decision.joined is not None
    return decision.joined[-1]


# --- who is added --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "said",
    [
        f"add Zoe {ZOE}",
        f"ADD  Zoe  {ZOE} .",
        f"ajouter Zoe {ZOE}",
        "add Zoe: 514 555-0277",
        "add Zoe, (514) 555-0277",
        "add 514-555-0277 Zoe",
        f"add {ZOE}: Zoe",
    ],
)
def test_a_name_and_a_number_however_they_are_written(said: str) -> None:
    decision = ordered(f"/agent {said}")
    assert newcomer(decision) == by_text(inboxes=BOSS.inboxes)
    assert decision.joined_before == ()
    assert kinds(decision) == ["notice", "joined"]
    notice, greets = decision.put
    assert notice.text == say("agent_added", "en", a="Zoe", names="Zoe", command=COMMAND)
    assert (greets.recipient, greets.agent) == ("i-support", identify(ZOE))
    assert greets.after >= NOW + 30_000


def test_a_number_is_read_as_the_desk_s_own_country_writes_it() -> None:
    french = joined(relay_numbers=("+33123456789",))
    found = newcomer(ordered("/agent ajouter Zoé 06 12 34 56 78", french))
    assert (found.name, found.addresses) == ("Zoé", ("+33612345678",))


def test_she_reads_the_desk_s_language() -> None:
    assert newcomer(ordered(f"/agent add Zoe {ZOE}", joined(language="fr"))).language == "fr"


@pytest.mark.parametrize(
    ("said", "key", "values"),
    [
        ("", "agent_how", {}),
        ("Zoe", "agent_how", {}),
        (f"Zoe {ZOE}", "agent_how", {}),
        (f"add {ZOE}", "agent_how", {}),
        (f"add ... {ZOE}", "agent_how", {}),
        (f"add {'Zoe' * 20} {ZOE}", "agent_how", {}),
        ("add Zoe 911", "agent_number", {"q": "911"}),
        (f"add Zoe {ZOE} on Mondays", "agent_number", {"q": f"{ZOE} on Mondays"}),
        (f"add Zoe {RELAYS[1]}", "agent_desks", {}),
        (f"add Zoe {SERVICE}", "agent_desks", {}),
        (f"add Zoe {BUSINESS}", "agent_desks", {}),
        (f"add Zoe {BEN}", "agent_there", {"a": "Ben"}),
        (f"add BÉN {ZOE}", "agent_name", {"a": "Ben"}),
        ("remove", "agent_nobody", {}),
        ("remove Ben", "agent_declared", {"a": "Ben"}),
    ],
)
def test_what_is_wrong_is_said(said: str, key: str, values: dict[str, Any]) -> None:
    decision = ordered(f"/agent {said}", joined(service_number=SERVICE))
    assert_only_told(decision, key, command=COMMAND, **values)
    assert (decision.joined, decision.checked) == (None, None)


def test_an_agent_s_number_on_another_channel_is_theirs_too() -> None:
    zoe = agent("Zoe", f"whatsapp:{ZOE}")
    decision = ordered(f"/agent add Max {ZOE}", desk((BOSS, zoe)))
    assert_only_told(decision, "agent_there", a="Zoe", command=COMMAND)


def test_a_customer_with_an_open_thread_is_none_of_the_team() -> None:
    command = f"/agent add Marie {CUSTOMER}"
    assert_only_told(
        ordered(command, whose=contact(thread())), "agent_customer", n=142, command=COMMAND
    )
    past = contact(closed(closed=NOW - DAY))
    assert ordered(command, whose=past).checked == past, "and becomes none meanwhile"
    assert orders.about(Command(name="agent", argument=command[7:]), turn(who=BOSS)) == (
        None,
        identify(CUSTOMER),
    )


def test_so_many_come_by_text_and_no_more() -> None:
    full = joined(*(a.but(by_text=True) for a in crew(team.MOST_JOINED)))
    decision = ordered(f"/agent add Zoe {ZOE}", full)
    assert_only_told(decision, "agent_many", count=team.MOST_JOINED, command=COMMAND)


def test_a_phone_that_no_number_reaches() -> None:
    decision = ordered(f"/agent add Zoe {ZOE}", joined(relay_numbers=(f"whatsapp:{RELAYS[0]}",)))
    assert_only_told(decision, "pass_nowhere", a="Zoe")


@pytest.mark.parametrize("body", ["/agents", f"/agent add Zoe {ZOE}", "/broadcast Hello"])
def test_these_are_for_supervisors(body: str) -> None:
    word = body.split(maxsplit=1)[0]
    decision = decided(turn(body, who=ben(), at=joined()))
    [entry] = decision.put
    assert entry.text == say("supervisors_only", "en", command=word, names="Anna")
    assert decision.joined is None


# --- who is taken out ----------------------------------------------------------------------------


@pytest.mark.parametrize("said", ["remove Zoe", "retirer zoé", "Remove ZOE."])
def test_who_came_by_text_goes_by_text(said: str) -> None:
    max_ = by_text("Max", "+15145550278")
    decision = ordered(f"/agent {said}", joined(by_text(), max_))
    assert (decision.joined, decision.joined_before) == ((max_,), (by_text(), max_))
    told, hands_over, farewell = decision.put
    assert told.text == say("agent_removed", "en", a="Zoe")
    assert (hands_over.kind, hands_over.agent) == ("left", identify(ZOE))
    assert hands_over.after >= NOW + 30_000
    assert (farewell.to, farewell.text) == (ZOE, say("agent_gone", "en", desk=desk().name))
    assert not farewell.is_for_agent, "nobody knows her as one any more"


def test_who_could_be_meant_is_said() -> None:
    decision = ordered("/agent remove Max", joined(by_text()))
    assert_only_told(decision, "agent_whom", command=COMMAND, names="Zoe")


def test_one_of_another_team_is_not_theirs_to_take_out() -> None:
    boss = anna(supervisor=True)
    away = by_text(inboxes=("sales",))
    at = desk((boss, ben())).with_said((), (away,))
    assert_only_told(ordered("/agent remove Zoe", at, who=boss), "agent_nobody", command=COMMAND)
    nowhere = desk((boss, ben())).with_said((), (away.but(inboxes=("gone",)),))
    assert ordered("/agent remove Zoe", nowhere, who=boss).joined == ()


# --- the worker's part ---------------------------------------------------------------------------


def worker(kind: EntryKind, **changes: Any) -> Entry:
    entry = Entry(recipient="i-support", stamp=NOW, n="0000000001-9", kind=kind)
    return entry.but(**{"agent": identify(ZOE), **changes})


def test_a_welcome_and_who_waits_is_looked_at() -> None:
    before = Profile(agent=identify(ZOE), version=4, away=True, welcomed=True)
    zoe = by_text(inboxes=("support", "sales"))
    decision = team.greet(worker("joined"), before, joined(zoe), NOW)
    assert decision.profile is not None
    assert (decision.profile.away, decision.profile.version) == (False, 4)
    assert decision.away == zoe.inboxes
    assert [(e.kind, e.recipient) for e in decision.put] == [
        ("notice", f"a-{zoe.id}"),
        ("free", "i-support"),
        ("free", "i-sales"),
    ]


def test_no_welcome_for_who_left_before_it() -> None:
    decision = team.greet(worker("joined"), Profile(agent=identify(ZOE)), joined(), NOW)
    assert decision == Decision(outcome="joined", taken=(worker("joined"),))


def test_all_threads_of_who_left_are_looked_at_ten_at_a_time() -> None:
    entry, theirs = worker("left"), tuple(record(100 + n) for n in range(25))
    looked: list[int | None] = []
    for left in (25, 15, 5):
        decision = team.hand_over(entry, theirs[::-1], joined(), NOW)
        assert decision.taken == (entry,)
        looked += [e.thread for e in decision.put if e.kind == "look"]
        assert len(looked) == 25 - max(0, left - 10)
        entry = decision.put[-1]
    assert looked == [t.number for t in theirs]
    assert entry.kind == "look"


def test_nothing_of_who_came_back_is_given_away() -> None:
    threads: tuple[ThreadRecord, ...] = (record(),)
    assert team.hand_over(worker("left"), threads, joined(by_text()), NOW).put == ()


# --- a word to all -------------------------------------------------------------------------------


def test_whom_it_is_for() -> None:
    """Chloe is away, Dan off shift, Eve on call; Finn answers elsewhere."""
    off = {"shifts": ("Tue 09:00-17:00",)}
    dan, eve = (
        agent("Dan", "+15145550204", **off),
        agent("Eve", "+15145550205", on_call=True, **off),
    )
    finn = agent("Finn", "+15145550206", inboxes=("other",))
    at = desk((BOSS, ben(), chloe(), dan, eve, finn))
    lists = Lists(roster=(*rows(BOSS, ben(), dan, eve), *rows(chloe(), away=True)))
    decision = ordered("/broadcast #142 wants a word", at, lists=lists)
    told, spread = decision.put
    assert told.text == say("broadcast_some", "en", count=2, left=2)
    assert (spread.kind, spread.text) == ("spread", "#142 wants a word")
    assert spread.whom == (ben().id, eve.id)


def test_ten_at_a_time_and_each_in_their_language() -> None:
    others = (*crew(11), chloe(), *crew(25)[12:])
    at = desk((BOSS, *others))
    entry = worker("spread", agent=BOSS.id, text="Hello", whom=tuple(a.id for a in others))
    told: list[tuple[str | None, str]] = []
    while entry.kind == "spread":
        decision = broadcast.spread(entry, at, NOW)
        assert decision.taken == (entry,)
        assert len({e.id for e in (*decision.put, entry)}) == len(decision.put) + 1
        texts = [e for e in decision.put if e.kind == "broadcast"]
        assert len(texts) <= 10
        told += [(e.agent, e.text) for e in texts]
        entry = decision.put[-1]
    assert told == [(a.id, say("broadcast", a.language, a="Anna", text="Hello")) for a in others]


def test_who_has_left_meanwhile_is_passed_over() -> None:
    entry = worker("spread", agent=identify("gone"), text="Hello", whom=("gone", ben().id))
    (text,) = broadcast.spread(entry, desk(), NOW).put
    assert text.text == "* a colleague to all: Hello"


@pytest.mark.parametrize("said", ["ok", "1", "Marie", "I will be late"])
def test_what_comes_after_it_is_asked_about(said: str) -> None:
    here = line(shown(142, name="Marie"), last="broadcast")
    plan = agent_rules.plan(turn(said, here))
    assert plan.held is not None
    assert plan.held.why == "bare"


@pytest.mark.parametrize("text", ["#142 wants a word", "142", "Closed."])
def test_what_is_said_to_all_is_taken_word_for_word(text: str) -> None:
    assert commands.parse(f"/broadcast {text}") == Command(name="broadcast", argument=text)
