"""An agent on SMS and on WhatsApp, with a relay number for each: answers on both."""

import pytest

from .conftest import OpenDesk
from .desks import R1, SHOP
from .phones import Phone
from .story import Story
from .teams import TWO_CHANNELS, WHATSAPP, last, numbers, orders

WR, WS = WHATSAPP + R1, WHATSAPP + SHOP


class Both:
    """Ana's two apps, Ben's phone, and customers on either channel."""

    def __init__(self, desk: Story) -> None:
        self.desk = desk
        self.sms, self.ben = desk.agents()
        self.whatsapp = phone(desk, self.sms.address)
        self.lea, self.max = desk.customer(1), phone(desk, desk.customer(2).address)


def phone(desk: Story, address: str) -> Phone:
    """The same person's WhatsApp."""
    return desk._phone(WHATSAPP + address, "en")


@pytest.fixture
def both(open_desk: OpenDesk) -> Both:
    """The desk with two channels, before anything happened."""
    return Both(open_desk(TWO_CHANNELS))


def test_each_customer_has_a_line_of_their_own(both: Both) -> None:
    both.lea.texts(SHOP, "My chain broke")
    both.max.texts(WS, "Do you sell bells?")
    [first], [second] = both.sms.hears(), both.whatsapp.hears()
    assert (first.sender, first.body.splitlines()[-1]) == (R1, "My chain broke")
    assert (second.sender, second.body.splitlines()[-1]) == (WR, "Do you sell bells?")


def test_answers_on_both_go_where_they_belong(both: Both) -> None:
    both.lea.texts(SHOP, "My chain broke")
    both.max.texts(WS, "Do you sell bells?")
    both.desk.nobody_hears()
    both.whatsapp.texts(WR, "We do")
    assert both.max.hears() == [(WS, "We do")]
    both.sms.texts(R1, "Come by")
    assert both.lea.hears() == [(SHOP, "Come by")]
    both.max.texts(WS, "Great")
    both.lea.texts(SHOP, "Thank you, at five")
    assert both.whatsapp.hears() == [(WR, "Great")]
    assert both.sms.hears() == [(R1, "Thank you, at five")]


def test_a_customer_answers_on_the_channel_that_the_agent_is_not_on(both: Both) -> None:
    """Ben has no WhatsApp, and answers a WhatsApp customer by SMS."""
    both.max.texts(WS, "Do you sell bells?")
    both.desk.nobody_hears()
    both.ben.texts(R1, "We do")
    assert both.max.hears() == [(WS, "We do")]
    both.max.texts(WS, "Great")
    assert both.ben.hears()[-1] == (R1, "Great")
    assert both.desk.nobody_hears(both.whatsapp)


def test_two_lines_of_one_number_are_two_lines(both: Both) -> None:
    """What is written on one is never for who shows on the other, though nothing else differs."""
    both.lea.texts(SHOP, "My chain broke")
    both.desk.nobody_hears()
    both.whatsapp.texts(WR, "Come by")
    assert not both.lea.hears()
    [held] = both.whatsapp.hears()
    assert held.body == both.sms.words("held_nobody", q="Come by")
    both.sms.texts(R1, "Come by")
    assert both.lea.hears() == [(SHOP, "Come by")]


def test_commands_work_from_either(both: Both) -> None:
    both.lea.texts(SHOP, "My chain broke")
    both.sms.texts(R1, "Come by")
    both.max.texts(WS, "Do you sell bells?")
    both.whatsapp.texts(WR, "We do")
    both.desk.nobody_hears()
    for app, number in ((both.sms, R1), (both.whatsapp, WR)):
        [mine] = orders(app, number, "mine")
        assert numbers(mine) == [101, 102]
    [done] = orders(both.whatsapp, WR, "done", "101")
    assert "#101" in done
    assert orders(both.sms, R1, "undo") == [both.sms.words("undone_done", n=101)]


def test_a_question_is_answered_where_it_was_asked(both: Both) -> None:
    for n in (1, 3):
        both.desk.customer(n).texts(SHOP, f"Question {n}")
        both.max.texts(WS, "Do you sell bells?")
    both.desk.later(seconds=30)
    shared = [text.sender for text in both.sms.shown()]
    assert shared == [R1, R1]
    both.desk.nobody_hears()
    both.sms.texts(R1, "Come by")
    assert len(both.sms.hears()) == 1
    both.desk.later(seconds=30)
    both.whatsapp.texts(WR, "1")
    assert not both.desk.customer(1).hears()
    assert not both.desk.customer(3).hears()


def test_away_counts_for_both(both: Both) -> None:
    orders(both.whatsapp, WR, "away")
    both.lea.texts(SHOP, "My chain broke")
    both.max.texts(WS, "Do you sell bells?")
    both.desk.later(minutes=10)
    assert both.desk.nobody_hears(both.sms, both.whatsapp)
    assert len(both.ben.hears()) >= 2
    orders(both.sms, R1, "back")
    both.desk.customer(3).texts(SHOP, "And you?")
    assert len(both.sms.hears()) + len(both.whatsapp.hears()) >= 1


def test_one_person_on_two_channels_is_one_customer(both: Both) -> None:
    both.lea.texts(SHOP, "My chain broke")
    both.sms.texts(R1, "Come by")
    both.desk.nobody_hears()
    app = phone(both.desk, both.lea.address)
    app.texts(WS, "Me again, from WhatsApp")
    assert both.sms.hears() == [(R1, "Me again, from WhatsApp")]
    both.sms.texts(R1, "Hello again")
    assert app.hears() == [(WS, "Hello again")]
    assert both.desk.nobody_hears(both.lea, both.whatsapp)


def test_a_thread_passed_comes_on_a_line_that_is_free(both: Both) -> None:
    both.lea.texts(SHOP, "My chain broke")
    both.sms.texts(R1, "Come by")
    both.desk.customer(3).texts(SHOP, "Do you sell bells?")
    both.ben.texts(R1, "#102 We do")
    both.desk.nobody_hears()
    both.ben.texts(R1, "/pass 102 Ana she knows")
    assert len(both.ben.hears()) == 1
    heard = both.sms.hears() + both.whatsapp.hears()
    assert len(heard) == 1
    assert "she knows" in heard[0].body
    assert last(both.desk.customer(3)).body == "We do"
