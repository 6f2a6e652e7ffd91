"""`desk.py erase`: of a person nothing is left, of everybody else everything."""

import json
from collections.abc import Iterator

import pytest
from typer.testing import CliRunner

import desk as command
from chalicelib import settings
from chalicelib.decisions import Decision
from chalicelib.models import Dead, Entry
from chalicelib.store import agents, codec, contacts, dead, keys
from chalicelib.store import commit as store_commit

from ..support.desk import BUSINESS, RELAYS, Driver, agent, customer, desk_toml
from ..support.stage import Stage

ZOE, MAX = customer(123), customer(456)
WORDS = ("My saddle squeaks like a mouse", "The left pedal fell off too", "Merci beaucoup Anatole")
REPLY = "Bring that squeaking saddle at five"
MAXS = "Where is the invoice of my tandem?"


@pytest.fixture
def desk(aws: Stage) -> Iterator[Driver]:
    """Two agents and one relay number, so that customers share the line."""
    with Driver(aws, desk_toml(relays=1)) as driver:
        driver.later(0)
        yield driver


def ran(*options: str, typed: str = "") -> tuple[int, str]:
    """The exit status, and what was said; never an address, a name or a word."""
    result = CliRunner().invoke(command.app, ["erase", *options], input=typed)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    for secret in (ZOE[1:], "Zoé", "saddle", "pedal"):
        assert secret not in result.output
    return result.exit_code, result.output


def play(desk: Driver) -> None:
    """Zoé has two matters, one resolved; Max has one, on the same line; agents ask and note."""
    desk.text(ZOE, BUSINESS, WORDS[0], ProfileName="Zoé")
    desk.text(MAX, BUSINESS, MAXS, ProfileName="Max")
    desk.later(30)
    desk.text(agent(1), RELAYS[0], f"#101 {REPLY}")
    desk.text(agent(1), RELAYS[0], "#101 /note pays late, says the saddle shop")
    desk.text(agent(1), RELAYS[0], "#101 /hist")
    desk.text(ZOE, BUSINESS, WORDS[1])
    desk.later(30)
    desk.text(agent(1), RELAYS[0], "#101 /done")
    desk.later(4 * 24 * 3600)
    desk.text(ZOE, BUSINESS, WORDS[2])
    desk.text(agent(2), RELAYS[0], "#103 hello you")
    desk.text(agent(2), RELAYS[0], "/mine")


def assert_gone(desk: Driver) -> None:
    left = json.dumps(desk.items(), ensure_ascii=False)
    traces = [ZOE[1:], ZOE[-7:], "Zoé", "Zoe", desk.desk.identify(ZOE), REPLY, "pays late"]
    traces += [words[:20] for words in WORDS]
    assert [trace for trace in traces if trace in left] == []


def test_nothing_is_left_of_one_and_everything_of_the_other(desk: Driver) -> None:
    play(desk)
    other = desk.desk.identify(MAX)
    before = [i for i in desk.items() if other in json.dumps(i) and "LINE#" not in i["SK"]["S"]]
    assert len(before) >= 4
    status, said = ran(ZOE, "--yes")
    assert status == 0
    assert_gone(desk)
    after = desk.items()
    assert [i for i in before if i not in after] == []
    assert desk.desk.identify(ZOE) in said
    assert all(f"  {what}\n" in said for what in ("1 contact", "2 threads", "2 thread numbers"))
    assert "  6 messages\n" in said
    assert "Point-in-time recovery" in said
    for shown in (s for line in desk.lines(agent(1)) for s in line.shown if s.contact == other):
        assert shown.name == "Max"
    assert ran(ZOE, "--yes") == (0, f"Nothing found. Id {desk.desk.identify(ZOE)}.\n")
    assert desk.items() == after


def test_counts_of_open_threads_stay_right(desk: Driver) -> None:
    play(desk)
    (mine,) = (a for a in desk.desk.agents if a.name == "Agent2")
    assert agents.profile(mine.id).open == 1
    ran(ZOE, "--yes")
    assert agents.profile(mine.id).open == 0
    assert {row.agent: row.load for row in agents.roster("support")}[mine.id] == 0
    assert contacts.owned(mine.id) == ()
    assert [t.number for t in contacts.waiting("support")] == [102]


def test_what_an_agent_writes_to_it_later_is_refused(desk: Driver) -> None:
    play(desk)
    ran(ZOE, "--yes")
    texts = len(desk.got(ZOE)), len(desk.got(MAX))
    for body in ("#103 Are you there?", "Are you still there then?", "/hist 103", "/done", "/undo"):
        desk.later(60)
        before = len(desk.got(agent(2)))
        exchange = desk.text(agent(2), RELAYS[0], body)
        assert exchange.answer.status == 200
        assert len(desk.got(agent(2), before)) == 1, body
    said = desk.got(agent(2))
    assert any("NOT SENT" in text and "#103" in text for text in said)
    assert (len(desk.got(ZOE)), len(desk.got(MAX))) == texts
    assert_gone(desk)


def test_an_answer_to_what_the_phone_still_shows_goes_to_nobody_else(desk: Driver) -> None:
    desk.text(MAX, BUSINESS, MAXS, ProfileName="Max")
    desk.later(60)
    desk.text(agent(1), RELAYS[0], "Your invoice is on its way.")
    desk.text(ZOE, BUSINESS, WORDS[0], ProfileName="Zoé")
    ran(ZOE, "--yes")
    desk.later(60)
    desk.text(agent(1), RELAYS[0], "The saddle is ready at five o'clock.")
    assert desk.got(MAX)[1:] == ["Your invoice is on its way."]
    assert "NOT SENT" in desk.got(agent(1))[-1]


def test_a_reaction_to_what_others_wrote_is_still_one(desk: Driver) -> None:
    play(desk)
    ran(ZOE, "--yes")
    before = len(desk.got(MAX)), len(desk.got(agent(1)))
    desk.text(agent(1), RELAYS[0], f"Liked “{MAXS}”")
    assert (len(desk.got(MAX)), len(desk.got(agent(1)))) == before


def test_who_writes_again_is_new(desk: Driver) -> None:
    play(desk)
    ran(ZOE, "--yes")
    desk.later(60)
    desk.text(ZOE, BUSINESS, "Hello, is anybody there?")
    assert contacts.head(desk.desk.identify(ZOE)).threads[0].number == 104
    assert "#104" in desk.got(agent(1))[-1]
    assert "Zoé" not in desk.got(agent(1))[-1]
    desk.text(agent(1), RELAYS[0], "#104 Yes, we are.")
    assert desk.got(ZOE)[-1] == "Yes, we are."


def test_what_waits_and_what_is_held_goes_too(desk: Driver) -> None:
    desk.text(ZOE, BUSINESS, WORDS[0], ProfileName="Zoé")
    desk.text(MAX, BUSINESS, MAXS, ProfileName="Max")
    desk.later(60)
    desk.text(agent(1), RELAYS[0], "Come by at five with your saddle")
    assert len(desk.items("AGENT#")) > 0
    assert any(i["SK"]["S"].startswith("HELD#") for i in desk.items("AGENT#"))
    desk.text(agent(2), RELAYS[0], "#101 On our way to you", settle=False)
    desk.text(ZOE, BUSINESS, WORDS[1], settle=False)
    assert desk.items("OUTBOX#c-")
    status, said = ran(ZOE, "--yes")
    assert status == 0
    assert "1 held text" in said
    assert "4 waiting texts" in said
    assert_gone(desk)
    assert not any(i["SK"]["S"].startswith("HELD#") for i in desk.items("AGENT#"))
    before = len(desk.got(ZOE))
    desk.settle()
    desk.later(1200)
    desk.tick()
    desk.settle()
    assert len(desk.got(ZOE)) == before
    assert_gone(desk)


def test_a_text_held_behind_it_is_asked_about(desk: Driver) -> None:
    desk.text(ZOE, BUSINESS, WORDS[0], ProfileName="Zoé")
    desk.later(60)
    desk.text(agent(1), RELAYS[0], REPLY)
    desk.text(agent(1), RELAYS[0], "#101 /done")
    desk.later(5 * 24 * 3600)
    for n, name in ((1, "Lea"), (2, "Ida")):
        desk.text(customer(n), BUSINESS, f"Question number {n} of mine", ProfileName=name)
    desk.later(60)
    desk.text(agent(1), RELAYS[0], "This one is for Zoé, about her saddle")
    desk.later(60)
    desk.text(agent(1), RELAYS[0], "That one is for somebody else")
    who = desk.desk.identify(agent(1))
    assert [bool(h.asked) for h in agents.view(who)[2]] == [True, False]
    before = len(desk.got(agent(1)))
    assert "1 held text" in ran(ZOE, "--yes")[1]
    desk.settle()
    (left,) = agents.view(who)[2]
    assert left.asked
    (asked,) = desk.got(agent(1), before)
    assert "NOT SENT yet" in asked
    desk.later(60)
    digit = asked[asked.index("For whom? ") + 10]
    desk.text(agent(1), RELAYS[0], digit)
    assert "That one is for somebody else" in desk.got(customer(1)) + desk.got(customer(2))


def test_the_parked_and_the_dead_go_too(desk: Driver) -> None:
    desk.text(ZOE, "+15145550177", "Is this the saddle shop?")
    desk.text(MAX, "+15145550177", "Or the tandem shop?")
    desk.statuses = "hold"
    desk.text(ZOE, BUSINESS, WORDS[0], settle=False)
    (entry, *_) = (codec.read(Entry, i) for i in desk.items("OUTBOX#c-"))
    buried = Dead(recipient=entry.recipient, at=1, why="ValueError", entry=entry)
    store_commit.commit(Decision(outcome="dead", taken=(entry,), dead=buried))
    raw = codec.dead(
        Dead(recipient="a-1", at=2, why="ValueError"),
        {
            **keys.entry("a-1", 5, "x"),
            "data": {"S": '{"text": "broken, ' + WORDS[0]},
        },
    )
    settings.dynamodb().put_item(TableName=desk.stage.table, Item=raw)
    assert len(list(dead.every())) == 2
    _, said = ran(ZOE, "--yes")
    assert "2 failed texts" in said
    assert "1 parked text" in said
    assert list(dead.every()) == []
    assert [i for i in desk.items("PARKED#") if MAX in i["data"]["S"]]
    assert_gone(desk)


# --- asking --------------------------------------------------------------------------------------


def test_it_asks_first(desk: Driver) -> None:
    play(desk)
    before = desk.items()
    status, said = ran(ZOE, typed="yes\n")
    assert status == 1
    assert "Nothing was erased." in said
    assert ran(ZOE)[0] == 1
    assert desk.items() == before
    assert ran(ZOE, typed="erase\n")[0] == 0
    assert_gone(desk)


def test_a_dry_run_counts_and_writes_nothing(desk: Driver) -> None:
    play(desk)
    before = desk.items()
    status, said = ran(ZOE, "--dry-run")
    assert (status, desk.items()) == (0, before)
    assert "Would be erased." in said
    told = [line for line in said.splitlines() if line.startswith("  ") and "-" not in line]
    done = ran(ZOE, "--yes")[1]
    assert told
    assert all(line in done for line in told)


@pytest.mark.parametrize(
    "written", ["+1 (819) 555-0123", " +1.819.555.0123", "whatsapp:+18195550123"]
)
def test_however_it_is_written(desk: Driver, written: str) -> None:
    desk.text(ZOE, BUSINESS, WORDS[0])
    assert "1 contact" in ran(written, "--yes")[1]
    assert_gone(desk)


@pytest.mark.parametrize("written", ["514 555 0123", "Zoe", "+1", "", "#101"])
def test_no_address(desk: Driver, written: str) -> None:
    status, said = ran(written, "--yes")
    assert status == 1
    assert "Mend: " in said


def test_the_desks_own_number_is_nobody(desk: Driver) -> None:
    status, said = ran(BUSINESS, "--yes")
    assert status == 1
    assert "the desk's own" in said


def test_whom_nobody_knows(desk: Driver) -> None:
    play(desk)
    before = desk.items()
    assert ran("+18195550999", "--yes")[1].startswith("Nothing found.")
    assert desk.items() == before


def test_a_stop_is_said_to_be_forgotten(desk: Driver) -> None:
    desk.text(ZOE, BUSINESS, WORDS[0])
    desk.text(ZOE, BUSINESS, "STOP")
    assert "Their STOP is forgotten" in ran(ZOE, "--yes")[1]


def test_without_aws(monkeypatch: pytest.MonkeyPatch, desk: Driver) -> None:
    monkeypatch.setenv("GUICHET_TABLE", "not-there")
    status, said = ran(ZOE, "--yes")
    assert status == 1
    assert "Mend: " in said


def test_an_agent_who_also_wrote_as_a_customer(desk: Driver) -> None:
    desk.text(agent(2), BUSINESS, "I am a customer, too: my saddle squeaks")
    desk.later(60)
    desk.text(agent(1), RELAYS[0], REPLY)
    who = desk.desk.identify(agent(2))
    lines = desk.lines(agent(2))
    status, said = ran(agent(2), "--yes")
    assert status == 0
    assert "They answer here, too" in said
    assert contacts.head(who).version == 0
    assert "squeak" not in json.dumps(desk.items())
    assert [line.id for line in desk.lines(agent(2))] == [line.id for line in lines]
    assert agents.roster("support")
