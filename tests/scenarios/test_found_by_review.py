"""Stories that a review of the whole told, each of which once went wrong."""

from .asking import asks, order, to
from .conftest import OpenDesk
from .desks import ALONE, R1, SHOP
from .story import Story
from .wire import refused, taken_but_answered


def test_a_text_taken_but_answered_503_is_not_sent_twice_and_sends_no_answer_astray(
    open_desk: OpenDesk,
) -> None:
    desk = open_desk(ALONE)
    lea, max_, ana = desk.customer(), desk.customer(2), desk.agent("Ana")
    relay = desk.begin(lea, ana)
    ana.texts(relay, "/done")
    desk.nobody_hears()
    desk.wire.next_sends(taken_but_answered(503))
    max_.texts(SHOP, "Was my bike stolen?")
    [got] = ana.hears()
    ana.texts(got.sender, "Yes, sorry")
    assert desk.nobody_hears(lea)
    desk.later(minutes=10)
    assert not [t for t in ana.hears() if "Was my bike" in t.body and t.body.startswith("* NEW")]


def test_a_command_after_a_reference_is_obeyed_and_never_sent(desk: Story) -> None:
    lea, ana = desk.customer(), desk.agent("Ana")
    relay = desk.begin(lea, ana)
    ana.texts(relay, "#101 /hist")
    ana.texts(relay, "#101 /nonsense")
    ana.texts(relay, "#101 /done")
    assert desk.nobody_hears(lea)
    assert ana.hears()[-1].body == ana.words("done_none", n=101)


def test_a_bare_command_word_is_held(desk: Story) -> None:
    lea, ana = desk.customer(), desk.agent("Ana")
    relay = desk.begin(lea, ana)
    ana.texts(relay, "Done")
    assert desk.nobody_hears(lea)
    assert ana.hears() == [(relay, asks(ana, "command", "Done", to(101), order("/done #101")))]
    ana.texts(relay, "#101 Done")
    assert lea.hears() == [(SHOP, "Done")]


def test_an_empty_text_is_shown_in_words_and_keeps_its_owner(desk: Story) -> None:
    lea, (ana, ben) = desk.customer(), desk.agents()
    relay = desk.begin(lea, ana)
    lea.texts(SHOP, "")
    assert ana.hears() == [(relay, ana.words("empty_text"))]
    assert desk.nobody_hears(ben)


def test_two_machines_do_not_talk_for_ever(desk: Story) -> None:
    ana = desk.agent("Ana")
    for _ in range(20):
        ana.texts(R1, "Please call the office, this phone is not read.")
    assert len(ana.hears()) == 3
    for minute in range(30):
        ana.texts(R1, f"This phone is not read, it is {minute} past ten.")
    assert len(ana.hears()) <= 10


def test_who_comes_back_later_is_told_of_what_still_waits(desk: Story) -> None:
    lea, (ana, ben) = desk.customer(), desk.agents()
    ben.texts(R1, "/away")
    lea.texts(SHOP, "My chain broke")
    desk.later(minutes=1)
    ben.texts(R1, "/back")
    desk.nobody_hears()
    desk.later(minutes=10)
    assert desk.nobody_hears(ana)
    [got] = ben.hears()
    assert got.body.endswith("My chain broke")


def test_a_phone_that_did_not_get_it_is_tried_again_where_there_is_no_other(
    open_desk: OpenDesk,
) -> None:
    desk = open_desk(ALONE)
    lea, ana = desk.customer(), desk.agent("Ana")
    desk.begin(lea, ana)
    desk.carrier.faults.undelivered[ana.address] = 30003
    lea.texts(SHOP, "Are you there?")
    desk.carrier.faults.undelivered.clear()
    desk.nobody_hears(lea)
    desk.later(minutes=40)
    assert [got for got in ana.hears() if got.body.endswith("Are you there?")]


def test_a_short_quoted_word_in_an_answer_is_no_reaction(desk: Story) -> None:
    lea, ana = desk.customer(), desk.agent("Ana")
    relay = desk.begin(lea, ana)
    lea.texts(SHOP, "yes")
    ana.texts(relay, 'Your answer was "yes"')
    assert lea.hears() == [(SHOP, 'Your answer was "yes"')]


def test_an_acknowledgement_that_was_lost_does_not_follow_the_answer(desk: Story) -> None:
    lea, ana = desk.customer(), desk.agent("Ana")
    desk.carrier.faults.drop_twiml = True
    lea.texts(SHOP, "My chain broke")
    desk.carrier.faults.drop_twiml = False
    ana.texts(R1, "Here I am")
    assert lea.hears() == [(SHOP, "Here I am")]
    desk.later(minutes=5)
    assert desk.nobody_hears(lea)


def test_a_log_that_cannot_be_read_at_once_makes_no_second_text(desk: Story) -> None:
    lea, ana = desk.customer(), desk.agent("Ana")
    relay = desk.begin(lea, ana)
    desk.carrier.faults.no_callbacks = True
    desk.wire.next_sends(taken_but_answered(500))
    ana.texts(relay, "Ready at five")
    lea.hears()
    desk.wire.outage = refused(429, 20429)
    desk.later(minutes=3)
    desk.wire.outage = None
    desk.later(minutes=10)
    assert "Ready at five" not in [got.body for got in lea.hears()]
