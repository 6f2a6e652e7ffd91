"""A text that waits for its customer has not reached them: nobody is told otherwise."""

import pytest

from chalicelib.models import OpenThread
from chalicelib.store import contacts

from .conftest import OpenDesk
from .desks import R1, SHOP, agent, desk
from .test_windows import DESK, INBOX, TEMPLATES, WS, Matter
from .wire import refused, taken_but_answered

SUPERVISED = desk(agent("Ana"), agent("Ben") + "supervisor = true\n", inboxes=INBOX) + TEMPLATES
READY = "Your bike is ready"


def thread_of(matter: Matter) -> OpenThread:
    [thread] = contacts.head(matter.desk.desk.identify(matter.lea.address)).threads
    return thread


@pytest.fixture
def matter(open_desk: OpenDesk) -> Matter:
    return Matter(open_desk(DESK))


@pytest.fixture
def late(open_desk: OpenDesk) -> Matter:
    """Lea has asked once more, and Ana answers 25 hours later; an answer may take 26."""
    toml = SUPERVISED.replace(INBOX, INBOX + 'next_answer = "26h"\nask_after = "72h"\n')
    matter = Matter(open_desk(toml), days=0.01)
    matter.lea.texts(WS, "And when is it ready?")
    matter.desk.later(minutes=1)
    matter.desk.move(hours=25)
    matter.desk.tick()
    matter.desk.settle()
    matter.desk.nobody_hears()
    matter.ana.texts(R1, f"#101 {READY}")
    assert matter.ana.hears()[-1].body == matter.waits(READY)
    return matter


def test_it_stops_no_clock(late: Matter) -> None:
    """Who supervises may phone, or have it sent by another channel."""
    late.desk.move(minutes=70)
    late.desk.later(minutes=3)
    [told] = late.ben.hears()
    assert told.body.startswith("* #101 Lea has been waiting for Ana since ")


def test_when_it_leaves_it_is_the_answer(late: Matter) -> None:
    late.lea.texts(WS, "ok")
    assert late.lea.hears()[-1] == (WS, READY)
    assert thread_of(late).waits == 0
    late.desk.move(hours=3)
    late.desk.later(minutes=3)
    assert not late.ben.hears()


def test_and_what_the_customer_asks_then_waits_for_its_own(late: Matter) -> None:
    late.lea.texts(WS, "Until when are you open?")
    assert late.lea.hears()[-1] == (WS, READY)
    assert late.desk.now - thread_of(late).waits < 60_000


def test_sent_by_another_channel_it_is_the_answer_too(late: Matter) -> None:
    late.ana.texts(R1, "/via sms #101")
    assert late.sms.hears() == [(SHOP, READY)]
    assert thread_of(late).waits == 0
    late.desk.move(hours=3)
    late.desk.later(minutes=3)
    assert not late.ben.hears()


def test_the_history_says_that_it_was_not_sent(matter: Matter) -> None:
    matter.ana.texts(R1, f"#101 {READY}")
    matter.desk.nobody_hears()
    matter.ben.texts(R1, "/hist 101")
    newest = matter.ben.hears()[-1].body.splitlines()[1]
    assert newest == matter.ben.words("hist_agent_unsent", a="Ana", text=READY)
    matter.ana.texts(R1, "/hist 101")
    newest = matter.ana.hears()[-1].body.splitlines()[1]
    assert newest == matter.ana.words("hist_you_unsent", text=READY)
    matter.lea.texts(WS, "Yes?")
    matter.desk.nobody_hears()
    matter.ben.texts(R1, "/hist 101")
    assert matter.ben.hears()[-1].body.splitlines()[2] == f"Ana: {READY}"


def test_so_does_what_a_colleague_is_passed(late: Matter) -> None:
    late.ana.texts(R1, "/pass #101 Ben")
    [got] = late.ben.hears()
    lines = got.body.splitlines()
    assert lines[-2:] == [
        late.ben.words("hist_agent_unsent", a="Ana", text=READY),
        "And when is it ready?",
    ]


def test_what_the_provider_did_not_let_through_is_no_answer_there_either(
    open_desk: OpenDesk,
) -> None:
    matter = Matter(open_desk(DESK), days=0.5)
    matter.desk.carrier.close_window(WS, matter.lea.address)
    matter.ana.texts(R1, f"#101 {READY}")
    matter.desk.nobody_hears()
    matter.ben.texts(R1, "/hist 101")
    newest = matter.ben.hears()[-1].body.splitlines()[1]
    assert newest == matter.ben.words("hist_agent_unsent", a="Ana", text=READY)


@pytest.mark.parametrize("typed", ["/block", "/spam"])
def test_who_blocks_a_customer_hears_what_never_left(matter: Matter, typed: str) -> None:
    matter.ana.texts(R1, f"#101 {READY}")
    matter.ana.hears()
    matter.ana.texts(R1, f"{typed} 101")
    [told] = matter.ana.hears()
    assert told.body.startswith(matter.ana.words("unsent_lost_one"))


def insists(matter: Matter) -> None:
    """Ben writes to Ana's customer, and it waits."""
    matter.ben.texts(R1, "#101 Ask for Ben")
    digit = next(w for w in matter.ben.hears()[-1].body.split() if w.isdigit())
    matter.desk.move(seconds=30)
    matter.ben.texts(R1, digit)
    assert matter.ben.hears()[-1].body == matter.waits("Ask for Ben")


def test_what_a_colleague_was_told_is_never_sent_is_never_sent(matter: Matter) -> None:
    matter.ana.texts(R1, f"#101 {READY}")
    insists(matter)
    matter.ana.texts(R1, "/done 101")
    assert matter.ben.hears()[-1].body.startswith('* NEVER SENT: "Ask for Ben"')
    matter.ana.texts(R1, "/undo")
    matter.desk.nobody_hears()
    matter.lea.texts(WS, "Yes?")
    assert [got.body for got in matter.lea.hears()] == [READY]


def test_a_template_that_nobody_can_tell_of_is_said(open_desk: OpenDesk) -> None:
    """Its words are the provider's: without a name in them it is not recognised in its log."""
    matter = Matter(open_desk(DESK.replace('variables = ["{name}", "{desk}"]', "")))
    matter.desk.wire.next_sends(taken_but_answered(500))
    matter.desk.carrier.faults.no_callbacks = True
    matter.ana.texts(R1, f"#101 {READY}")
    matter.ana.hears()
    matter.desk.later(minutes=5)
    [told] = matter.ana.hears()
    way = matter.ana.words("via_by", channel="SMS", word="sms", n=101)
    assert told.body == matter.ana.words("template_unsure", n=101, c="Lea", way=way)
    matter.ana.texts(R1, "#101 We close at six")
    assert len(matter.templates(matter.lea)) == 1, "perhaps they were asked: not twice in a day"


def test_a_template_that_is_gone_is_said(matter: Matter) -> None:
    matter.desk.wire.next_sends(refused(429, 20429))
    matter.ana.texts(R1, f"#101 {READY}")
    assert not matter.templates(matter.lea)
    matter.ana.hears()
    matter.desk.apply(DESK.replace(TEMPLATES, ""))
    matter.desk.later(minutes=10)
    [told] = matter.ana.hears()
    assert told.body.startswith("* #101 Lea was NOT asked to write.")


def test_a_stop_that_a_template_meets_is_learned(matter: Matter) -> None:
    matter.desk.carrier.faults.refuse[matter.lea.address] = 21610
    matter.ana.texts(R1, f"#101 {READY}")
    assert matter.ana.hears()[-1].body.startswith("* #101 Lea was NOT asked to write.")
    matter.ana.texts(R1, "#101 We close at six")
    assert matter.ana.hears()[-1].body.startswith("* NOT SENT")
    assert matter.ana.hears() == []
    [stop] = contacts.head(matter.desk.desk.identify(matter.lea.address)).opted_out
    assert stop.theirs == matter.lea.address


def test_via_says_that_nothing_waited(matter: Matter) -> None:
    matter.ana.texts(R1, "/via sms #101")
    assert matter.ana.hears()[-1].body.endswith(matter.ana.words("via_sent_none"))


def test_what_waits_leaves_with_the_undoing_where_they_have_written_since(matter: Matter) -> None:
    """A bare thanks after a resolution opens nothing: the undoing is what they get it by."""
    matter.ana.texts(R1, f"#101 {READY}")
    matter.ana.texts(R1, "/done 101")
    matter.lea.texts(WS, "Thanks!")
    matter.lea.hears()
    matter.ana.texts(R1, "/undo")
    assert matter.lea.hears() == [(WS, READY)]
    assert matter.unsent() == ()


def test_what_was_delayed_leaves_before_what_was_written_after_it(open_desk: OpenDesk) -> None:
    matter = Matter(open_desk(DESK), days=1 - 10 / 1440)
    matter.desk.wire.outage = refused(429, 20429)
    matter.ana.texts(R1, "#101 First")
    matter.desk.move(minutes=12)
    matter.ana.texts(R1, "#101 Second")
    matter.desk.wire.outage = None
    matter.desk.later(minutes=4)
    matter.lea.hears()
    matter.lea.texts(WS, "Hello")
    assert [got.body for got in matter.lea.hears()] == ["First", "Second"]


def test_who_takes_a_thread_hears_what_a_colleague_has_written(matter: Matter) -> None:
    matter.ana.texts(R1, f"#101 {READY}")
    matter.desk.nobody_hears()
    matter.ben.texts(R1, "/take 101")
    heard = [got.body for got in matter.ben.hears()]
    assert heard[1:] == [matter.ben.words("unsent_others", q=READY, more="", n=101, c="Lea")]
    matter.desk.nobody_hears()
    matter.ana.texts(R1, "/take 101")
    assert len(matter.ana.hears()) == 1, "of her own she knows"
