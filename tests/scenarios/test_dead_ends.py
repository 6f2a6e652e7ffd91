"""What cannot be handled, whatever is tried: it stops nothing for ever, and nobody is forgotten."""

import json

import pytest

from chalicelib import outbound, settings
from chalicelib.rules import failing
from infra import doctor

from ..support.faults import answering, error
from ..support.said import Said, listening
from .conftest import Matter, OpenDesk
from .damage import NEVER, head_unreadable, items, put, says, spoil, the_dead, waiting
from .desks import ALONE, R1, SHOP
from .story import Story
from .wire import refused


def nothing_leaked(said: Said, *words: str) -> bool:
    return not any(word in said.text for word in words)


# --- a customer's words --------------------------------------------------------------------------


def test_words_that_an_agent_cannot_be_shown_go_to_the_others(matter: Matter) -> None:
    desk, lea, ana = matter
    ben = desk.agent("Ben")
    ben.hears()
    says(desk, lea, SHOP, "Which door?")
    spoil("OUTBOX#a-", written=NEVER)
    with listening() as said:
        desk.later(minutes=10)
    assert [got.body.splitlines()[-1] for got in ben.hears()] == ["Which door?"]
    assert said.metrics["EntryFailed"] == failing.MOST_FAILURES
    assert said.metrics["Dead"] == 1
    (kept,) = the_dead()
    assert kept.dead.entry
    assert (kept.dead.entry.text, kept.dead.handed_on) == ("Which door?", True)
    assert kept.dead.why == "ValueError"
    assert nothing_leaked(said, "Which door?", lea.address, ana.address)
    assert desk.errors == []


def test_what_is_behind_waits_its_turn_and_then_goes(matter: Matter) -> None:
    """The order stays while it is tried; then the thread is with whoever answers it next."""
    desk, lea, ana = matter
    says(desk, lea, SHOP, "one")
    spoil("OUTBOX#a-", written=NEVER)
    lea.texts(SHOP, "two")
    assert desk.nobody_hears(ana)
    desk.later(minutes=3)
    assert desk.nobody_hears(ana)
    assert waiting(desk, ana) == ["one", "two"]
    desk.later(minutes=15)
    heard = "\n".join(got.body for phone in desk.agents() for got in phone.hears())
    assert "one" in heard
    assert "two" in heard
    assert waiting(desk, ana) == []


def test_words_that_fail_at_a_phone_again_are_not_handed_on_for_ever(open_desk: OpenDesk) -> None:
    """It is the words themselves: each phone that they are handed to fails at them too."""
    desk = open_desk(ALONE)
    lea, ana = desk.customer(), desk.agent("Ana")
    says(desk, lea, SHOP, "Which door?")
    message = next(item for item in items("CONTACT#") if item["SK"]["S"].startswith("MESSAGE#"))
    whole = json.loads(message["data"]["S"])
    put({**message, "data": {"S": json.dumps(whole | {"late": NEVER})}})
    for _ in range(8):
        desk.later(minutes=30)
    assert desk.nobody_hears(ana)
    assert [kept.dead.handed_on for kept in the_dead()] == [True, False]
    put(message)
    lea.texts(SHOP, "Hello?")
    assert [got.body.splitlines()[-1] for got in ana.hears()] == ["Hello?"]
    assert desk.errors == []


def test_a_phone_whose_agent_cannot_be_read_stops_no_other_thread(desk: Story) -> None:
    """The look that would tell this agent fails, and is tried until it can be done."""
    lea, ana = desk.customer(), desk.agent("Ana")
    desk.begin(lea, ana)
    hers = items(f"AGENT#{desk.desk.identify(ana.address)}")
    line = next(item for item in hers if item["SK"]["S"].startswith("LINE#"))
    put({**line, "data": {"S": "{"}})
    says(desk, lea, SHOP, "Which door?")
    with listening() as said:
        desk.later(minutes=30)
    assert said.metrics["Dead"] == 1
    put(line)
    desk.later(minutes=30)
    assert "Which door?" in "\n".join(got.body for p in desk.agents() for got in p.hears())
    assert desk.errors == []


# --- an agent's answer ---------------------------------------------------------------------------


def test_an_answer_that_cannot_leave_is_told_to_its_writer(matter: Matter) -> None:
    desk, lea, ana = matter
    says(desk, ana, R1, "Come by")
    with head_unreadable(desk, lea), listening() as said:
        desk.later(minutes=10)
        reason = ana.words("reason_fault")
        assert ana.hears() == [(R1, ana.words("not_delivered", n=101, q="Come by", reason=reason))]
        assert desk.nobody_hears(lea)
        assert waiting(desk, lea) == []
    assert (said.metrics["EntryFailed"], said.metrics["Dead"]) == (failing.MOST_FAILURES, 1)
    assert nothing_leaked(said, "Come by", lea.address)
    ana.texts(R1, "Anybody there?")
    assert lea.hears() == [(SHOP, "Anybody there?")]
    assert [kept.dead.entry.text for kept in the_dead() if kept.dead.entry] == ["Come by"]


def test_it_leaves_once_when_the_operator_puts_it_back(matter: Matter) -> None:
    desk, lea, ana = matter
    says(desk, ana, R1, "Come by")
    with head_unreadable(desk, lea):
        desk.later(minutes=10)
    assert list(doctor.put_back()) == ["#101, reply: back in its outbox."]
    desk.settle()
    assert lea.hears() == [(SHOP, "Come by")]
    assert the_dead() == []
    assert list(doctor.put_back()) == []
    desk.later(minutes=10)
    assert desk.nobody_hears(lea)


@pytest.mark.parametrize("taken", [True, False], ids=["taken", "not taken"])
def test_one_that_may_have_left_is_asked_after_before_it_goes_again(
    matter: Matter, taken: bool
) -> None:
    """Nobody knows whether the provider has it, and what follows fails: its writer hears so."""
    desk, lea, ana = matter
    desk.carrier.faults.no_callbacks = True
    desk.wire.next_sends(refused(500, 20500))
    ana.texts(R1, "Come by")
    with head_unreadable(desk, lea):
        desk.later(minutes=20)
        assert ana.hears() == [(R1, ana.words("unsure", n=101, q="Come by"))]
    assert [kept.dead.entry.state for kept in the_dead() if kept.dead.entry] == ["sending"]
    if taken:  # the log shows it late
        desk.carrier.send(SHOP, lea.address, "Come by")
    desk.wire.asked.clear()
    assert list(doctor.put_back()) == ["#101, reply: back in its outbox."]
    desk.settle()
    desk.later(minutes=10)
    assert lea.hears() == [(SHOP, "Come by")]
    assert desk.wire.asked == ([] if taken else ["Come by"])
    assert desk.nobody_hears()


# --- what nobody can read ------------------------------------------------------------------------


def test_an_item_that_cannot_be_read_is_waited_for_and_then_moved_away(matter: Matter) -> None:
    desk, lea, ana = matter
    says(desk, ana, R1, "one")
    before = spoil("OUTBOX#c-")
    with listening() as said:
        ana.texts(R1, "two")
        desk.later(minutes=3)
        assert desk.nobody_hears(lea), "it is not overtaken while a deployment may go on"
        desk.later(minutes=4)
    assert lea.hears() == [(SHOP, "two")]
    assert said.metrics["Dead"] == 1
    (kept,) = the_dead()
    assert kept.dead.entry is None
    (item,) = items("DEAD#")
    assert item["item"]["M"]["SK"] == before["SK"]
    assert desk.errors == []
    desk.later(minutes=10)
    assert len(the_dead()) == 1


def test_a_drain_that_gets_nowhere_ends(matter: Matter, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the fault, it does not go round until its time is up, and again after that."""
    desk, lea, ana = matter
    says(desk, ana, R1, "Come by")
    with monkeypatch.context() as patch, listening() as said:
        patch.setattr(outbound, "_leave", lambda *_: "next")
        desk.settle()
    assert said.metrics["Stuck"] == 1
    desk.later(minutes=1)
    assert lea.hears() == [(SHOP, "Come by")]


# --- looks ---------------------------------------------------------------------------------------


def test_a_look_that_fails_keeps_nobody_waiting_and_is_never_given_up(desk: Story) -> None:
    lea, max_, ana = desk.customer(1), desk.customer(2), desk.agent("Ana")
    says(desk, lea, SHOP, "My chain broke")
    says(desk, max_, SHOP, "Do you sell bells?")
    with head_unreadable(desk, lea), listening() as said:
        desk.settle()
        assert [got.body.splitlines()[-1] for got in ana.hears()] == ["Do you sell bells?"]
        desk.later(minutes=60)
    assert desk.errors == []
    assert said.metrics["LookFailing"] >= 1
    assert said.metrics["LookFailed"] < 20, "it is not tried each minute"
    assert "Dead" not in said.metrics
    assert nothing_leaked(said, "My chain broke", lea.address)
    desk.later(minutes=6)
    assert [got.body.splitlines()[-1] for got in ana.hears()] == ["My chain broke"]


# --- AWS is down ---------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["ThrottlingException", "AccessDeniedException"])
def test_nothing_counts_as_a_failure_while_aws_is_down(
    matter: Matter, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, lea, ana = matter
    says(desk, ana, R1, "Come by")
    with monkeypatch.context() as patch, listening() as said:
        patch.setattr("time.sleep", lambda _: None)
        with answering(settings.dynamodb(), "TransactWriteItems", error(code)):
            desk.later(minutes=20)
    # What passes is the clock's to see to; what somebody must mend is raised, and an alarm rings.
    assert bool(desk.errors) == (code == "AccessDeniedException")
    assert ("left for the clock" in said.text) == (code == "ThrottlingException")
    desk.errors.clear()
    assert "EntryFailed" not in said.metrics
    desk.later(minutes=10)
    assert lea.hears() == [(SHOP, "Come by")]
    assert the_dead() == []


def test_nothing_counts_as_a_failure_while_a_secret_is_missing(
    matter: Matter, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, lea, ana = matter
    says(desk, ana, R1, "Come by")
    with monkeypatch.context() as patch, listening() as said:
        patch.setattr(settings, "_held", None)
        patch.delenv("TWILIO_AUTH_TOKEN")
        desk.later(minutes=20)
    settings.forget()
    desk.errors.clear()
    assert "EntryFailed" not in said.metrics
    desk.later(minutes=10)
    assert lea.hears() == [(SHOP, "Come by")]
