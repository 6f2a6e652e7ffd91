"""STOP holds between the two numbers it was sent between, and from when it was sent."""

import pytest

from chalicelib.rules import optouts
from chalicelib.store import contacts

from .conftest import OpenDesk
from .desks import SALES, SHOP, TWO_INBOXES
from .missing import Outage
from .phones import Phone
from .story import Story
from .wire import refused

OPTED_OUT = 21610


@pytest.fixture
def two(open_desk: OpenDesk) -> Story:
    """A desk of two numbers; Lea sent STOP to the shop."""
    story = open_desk(TWO_INBOXES)
    lea = story.customer()
    lea.texts(SHOP, "STOP")
    story.later(hours=2)
    story.nobody_hears()
    return story


def stopped(story: Story, phone: Phone) -> list[str]:
    """The numbers of ours that this phone has stopped."""
    head = contacts.head(story.desk.identify(phone.address))
    return [n for n in (SHOP, SALES) if optouts.is_stopped(head, phone.address, n)]


def test_an_acknowledgement_that_was_lost_teaches_nothing_and_is_sent(two: Story) -> None:
    lea, ben = two.customer(), two.agent("Ben")
    two.carrier.faults.drop_twiml = True
    lea.texts(SALES, "Do you sell bells?")
    two.carrier.faults.drop_twiml = False
    two.later(minutes=3)
    assert stopped(two, lea) == [SHOP]
    assert [got.sender for got in lea.hears()] == [SALES]
    ben.texts(ben.hears()[-1].sender, "Yes")
    assert lea.hears() == [(SALES, "Yes")]


def test_an_answer_on_its_way_elsewhere_is_not_sent_and_teaches_nothing(
    open_desk: OpenDesk,
) -> None:
    story = open_desk(TWO_INBOXES)
    lea, ben = story.customer(), story.agent("Ben")
    relay = story.begin(lea, ben, to=SALES)
    story.wire.next_sends(refused(429, 20429))
    ben.texts(relay, "One more thing")
    lea.texts(SHOP, "STOP")
    story.later(minutes=5)
    assert story.nobody_hears(lea)
    assert stopped(story, lea) == [SHOP]
    lea.texts(SALES, "And horns?")
    ben.hears()
    ben.texts(relay, "Those too")
    assert lea.hears() == [(SALES, "Those too")]


def test_what_a_carrier_reports_is_learned_of_the_number_it_was_sent_from(
    open_desk: OpenDesk,
) -> None:
    toml = TWO_INBOXES.replace(f'"{SHOP}"]', f'"{SHOP}", "+15145550120"]')
    story = open_desk(toml)
    lea, ana = story.customer(), story.agent("Ana")
    relay = story.begin(lea, ana)
    story.carrier.faults.no_callbacks = True
    ana.texts(relay, "Come by")
    [text] = story.carried("Come by")
    lea.texts("+15145550120", "Hello?")
    story.report(text, "undelivered", OPTED_OUT)
    story.settle()
    head = contacts.head(story.desk.identify(lea.address))
    assert [o.ours for o in head.opted_out] == [SHOP]


def test_a_stop_that_is_fetched_after_a_newer_start_changes_nothing(desk: Story) -> None:
    outage = Outage(desk)
    outage.texts(outage.lea, SHOP, "STOP")
    outage.end(minutes=10)
    outage.lea.texts(SHOP, "START")
    desk.later(minutes=10)
    desk.nobody_hears()
    assert stopped(desk, outage.lea) == []
    outage.ana.texts(outage.relay, "Welcome back")
    assert outage.lea.hears() == [(SHOP, "Welcome back")]


def test_of_a_stop_and_a_start_that_are_both_fetched_the_later_one_holds(desk: Story) -> None:
    outage = Outage(desk)
    outage.texts(outage.lea, SHOP, "START", "STOP")
    outage.back(minutes=30)
    assert stopped(desk, outage.lea) == [SHOP]
