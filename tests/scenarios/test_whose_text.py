"""Which customer is an agent's text for? Where it is not certain, nothing is sent."""

import pytest

from .asking import asks, insist, reopen, take, to
from .conftest import OpenDesk
from .desks import ALONE, NARROW, NARROW_ALONE, R1, R2, SHOP
from .phones import Phone
from .story import Story


def two_on_one_number(open_desk: OpenDesk) -> tuple[Story, Phone, Phone, Phone]:
    """Lea (#101) and Max (#102) both wrote, and Ana saw both on the one number there is."""
    desk = open_desk(NARROW_ALONE)
    lea, max_, ana = desk.customer(1), desk.customer(2), desk.agent("Ana")
    lea.texts(SHOP, "My chain broke")
    max_.texts(SHOP, "Do you sell bells?")
    desk.nobody_hears()
    return desk, lea, max_, ana


def which(ana: Phone, text: str, *numbers: int) -> str:
    """The question, with these threads to choose from."""
    return asks(ana, "which", text, *(to(number) for number in numbers))


def test_with_two_customers_on_one_number_the_agent_is_asked(open_desk: OpenDesk) -> None:
    desk, lea, max_, ana = two_on_one_number(open_desk)
    ana.texts(R1, "Yes, come by")
    assert desk.nobody_hears(lea, max_)
    assert ana.hears() == [(R1, which(ana, "Yes, come by", 102, 101))]


@pytest.mark.parametrize("prefix", ["#102 ", "# 102 ", "/102 ", "#102: ", " #102\n"])
def test_a_text_with_the_number_in_front_is_sent_without_it(
    open_desk: OpenDesk, prefix: str
) -> None:
    desk, lea, max_, ana = two_on_one_number(open_desk)
    ana.texts(R1, f"{prefix}Yes, 12 of them")
    assert max_.hears() == [(SHOP, "Yes, 12 of them")]
    assert desk.nobody_hears(lea, ana)


def test_one_answer_by_number_does_not_make_the_next_text_certain(open_desk: OpenDesk) -> None:
    desk, lea, max_, ana = two_on_one_number(open_desk)
    ana.texts(R1, "#102 Yes, 12 of them")
    desk.nobody_hears()
    ana.texts(R1, "From 10 dollars on")
    assert desk.nobody_hears(lea, max_)
    assert ana.hears() == [(R1, which(ana, "From 10 dollars on", 102, 101))]


def test_a_second_customer_who_writes_after_the_answer_makes_two(open_desk: OpenDesk) -> None:
    desk = open_desk(NARROW_ALONE)
    lea, max_, ana = desk.customer(1), desk.customer(2), desk.agent("Ana")
    desk.begin(lea, ana)
    max_.texts(SHOP, "Do you sell bells?")
    desk.nobody_hears()
    ana.texts(R1, "And bring the key")
    assert desk.nobody_hears(lea, max_)
    assert ana.hears() == [(R1, which(ana, "And bring the key", 102, 101))]


def test_each_customer_on_a_number_of_their_own_needs_no_question(open_desk: OpenDesk) -> None:
    desk = open_desk(ALONE)
    lea, max_, ana = desk.customer(1), desk.customer(2), desk.agent("Ana")
    lea.texts(SHOP, "My chain broke")
    max_.texts(SHOP, "Do you sell bells?")
    assert [got.sender for got in ana.hears()] == [R1, R2]
    ana.texts(R2, "Yes, 12 of them")
    ana.texts(R1, "Come by")
    assert lea.hears()[1:] == [(SHOP, "Come by")]
    assert max_.hears()[1:] == [(SHOP, "Yes, 12 of them")]
    assert desk.nobody_hears(ana)


def test_a_quote_says_whom_a_text_is_for(open_desk: OpenDesk) -> None:
    desk, lea, max_, ana = two_on_one_number(open_desk)
    ana.quotes(R1, ana.sid("My chain broke"), "Come by")
    assert lea.hears() == [(SHOP, "Come by")]
    assert desk.nobody_hears(max_, ana)


def test_a_quote_of_nothing_known_is_held(open_desk: OpenDesk) -> None:
    desk, lea, max_, ana = two_on_one_number(open_desk)
    ana.quotes(R1, "SM" + "0" * 32, "Come by")
    assert desk.nobody_hears(lea, max_)
    assert ana.hears() == [(R1, which(ana, "Come by", 102, 101))]


def test_a_quote_of_a_text_of_the_desks_own_is_held(desk: Story) -> None:
    lea, ana = desk.customer(), desk.agent("Ana")
    relay = desk.begin(lea, ana)
    ana.texts(relay, "/mine")
    desk.nobody_hears()
    ana.quotes(relay, ana.sid(ana.words("mine_item", n=101)), "That one is nearly done")
    assert desk.nobody_hears(lea)
    assert ana.hears() == [(relay, which(ana, "That one is nearly done", 101))]


def test_a_quote_of_another_agents_text_is_held(open_desk: OpenDesk) -> None:
    desk = open_desk(NARROW)
    lea, (ana, ben) = desk.customer(), desk.agents()
    lea.texts(SHOP, "My chain broke")
    desk.nobody_hears()
    ana.quotes(R1, ben.sid("My chain broke"), "Come by")
    assert desk.nobody_hears(lea)
    assert ana.hears() == [(R1, which(ana, "Come by", 101))]


def test_a_reference_to_a_thread_never_shown_on_this_number_is_held(open_desk: OpenDesk) -> None:
    desk = open_desk(ALONE)
    lea, max_, ana = desk.customer(1), desk.customer(2), desk.agent("Ana")
    desk.begin(lea, ana)
    max_.texts(SHOP, "Do you sell bells?")
    desk.nobody_hears()
    ana.texts(R1, "#102 Yes, 12 of them")
    assert desk.nobody_hears(lea, max_)
    assert ana.hears() == [
        (R1, asks(ana, "unseen", "Yes, 12 of them", to(102), to(101), n=102)),
    ]


def test_a_reference_on_a_number_that_showed_nobody_is_sent(open_desk: OpenDesk) -> None:
    desk = open_desk(ALONE)
    lea, ana = desk.customer(), desk.agent("Ana")
    desk.begin(lea, ana)
    ana.texts(R2, "#101 Bring the key")
    assert lea.hears() == [(SHOP, "Bring the key")]


def test_a_reference_to_no_thread_is_held(desk: Story) -> None:
    lea, ana = desk.customer(), desk.agent("Ana")
    relay = desk.begin(lea, ana)
    ana.texts(relay, "#999 Come by")
    assert desk.nobody_hears(lea)
    assert ana.hears() == [(relay, asks(ana, "no_such", "Come by", to(101), n=999))]


def test_a_reference_without_a_text_sends_nothing(desk: Story) -> None:
    lea, ana = desk.customer(), desk.agent("Ana")
    relay = desk.begin(lea, ana)
    ana.texts(relay, "#101")
    assert desk.nobody_hears(lea)
    assert ana.hears() == [(relay, ana.words("held_empty", n=101))]


@pytest.mark.parametrize("text", ["142 rue Cartier", "#1 choice!", "2024 was fine"])
def test_a_number_that_is_no_reference_is_a_text(desk: Story, text: str) -> None:
    lea, ana = desk.customer(), desk.agent("Ana")
    relay = desk.begin(lea, ana)
    lea.texts(SHOP, "Where?")
    desk.nobody_hears()
    ana.texts(relay, text)
    assert lea.hears() == [(SHOP, text)]


def test_a_text_on_a_number_where_nobody_writes_is_held(desk: Story) -> None:
    ana = desk.agent("Ana")
    ana.texts(R2, "Is anybody there?")
    assert ana.hears() == [(R2, ana.words("held_nobody", q="Is anybody there?"))]


def test_a_thread_that_another_took_still_makes_a_text_uncertain(open_desk: OpenDesk) -> None:
    """Ana's phone may show it late: what she writes may still be for Lea."""
    desk = open_desk(NARROW)
    lea, max_, (ana, ben) = desk.customer(1), desk.customer(2), desk.agents()
    desk.begin(lea, ana)
    ben.texts(R1, "/take 101")
    max_.texts(SHOP, "Do you sell bells?")
    desk.nobody_hears()
    ana.texts(R1, "At five o'clock")
    assert desk.nobody_hears(lea, max_, ben)
    assert ana.hears() == [(R1, which(ana, "At five o'clock", 102, 101))]


def test_a_text_for_somebody_elses_thread_is_held(desk: Story) -> None:
    lea, (ana, ben) = desk.customer(), desk.agents()
    relay = desk.begin(lea, ana)
    ben.texts(relay, "/take 101")
    desk.nobody_hears()
    ana.texts(relay, "Bring the key")
    assert desk.nobody_hears(lea, ben)
    question = asks(ana, "other", "Bring the key", insist(101), take(101), n=101, a="Ben")
    assert ana.hears() == [(relay, question)]


def test_a_reference_to_somebody_elses_thread_is_held(desk: Story) -> None:
    lea, (ana, ben) = desk.customer(), desk.agents()
    relay = desk.begin(lea, ana)
    ben.texts(relay, "#101 I have a spare one")
    assert desk.nobody_hears(lea, ana)
    held = asks(ben, "other", "I have a spare one", insist(101), take(101), n=101, a="Ana")
    assert ben.hears() == [(relay, held)]


def test_a_reply_soon_after_a_resolution_reopens_and_says_so(desk: Story) -> None:
    lea, ana = desk.customer(), desk.agent("Ana")
    relay = desk.begin(lea, ana)
    ana.texts(relay, "/done")
    desk.nobody_hears()
    desk.later(minutes=58)
    ana.texts(relay, "One more thing: bring the key")
    assert lea.hears() == [(SHOP, "One more thing: bring the key")]
    assert ana.hears() == [(relay, ana.words("reopened_by_you", n=101))]
    lea.texts(SHOP, "I will")
    assert ana.hears() == [(relay, "I will")]


def test_a_reply_long_after_a_resolution_is_held(desk: Story) -> None:
    lea, ana = desk.customer(), desk.agent("Ana")
    relay = desk.begin(lea, ana)
    ana.texts(relay, "/done")
    desk.nobody_hears()
    desk.later(hours=2)
    q = "One more thing: bring the key"
    ana.texts(relay, q)
    assert desk.nobody_hears(lea)
    assert ana.hears() == [(relay, asks(ana, "closed", q, reopen(101), n=101, t="today"))]
    ana.texts(relay, "#101 Bring the key")
    assert lea.hears() == [(SHOP, "Bring the key")]


def test_an_unprompted_text_after_a_day_of_silence_is_held_once(desk: Story) -> None:
    lea, ana = desk.customer(), desk.agent("Ana")
    relay = desk.begin(lea, ana)
    desk.later(hours=25)
    ana.texts(relay, "Your bike is ready")
    assert desk.nobody_hears(lea)
    assert ana.hears() == [(relay, which(ana, "Your bike is ready", 101))]
    desk.move(seconds=10)
    ana.texts(relay, "1")
    assert lea.hears() == [(SHOP, "Your bike is ready")]
    desk.move(seconds=10)
    ana.texts(relay, "We close at six")
    assert lea.hears() == [(SHOP, "We close at six")]
    assert desk.nobody_hears(ana)


def test_an_answer_after_a_day_of_silence_is_sent(desk: Story) -> None:
    lea, ana = desk.customer(), desk.agent("Ana")
    relay = desk.begin(lea, ana)
    lea.texts(SHOP, "And the bell?")
    desk.later(hours=25)
    ana.texts(relay, "Ten dollars")
    assert lea.hears() == [(SHOP, "Ten dollars")]


@pytest.mark.parametrize("words", ["ok", "Merci!", "👍"])
def test_a_bare_ok_after_a_text_of_the_desks_own_is_held(desk: Story, words: str) -> None:
    lea, ana = desk.customer(), desk.agent("Ana")
    relay = desk.begin(lea, ana)
    ana.texts(relay, "/mine")
    desk.nobody_hears()
    ana.texts(relay, words)
    assert desk.nobody_hears(lea)
    assert ana.hears() == [(relay, which(ana, words, 101))]


def test_a_bare_ok_after_a_customers_text_is_sent(desk: Story) -> None:
    lea, ana = desk.customer(), desk.agent("Ana")
    relay = desk.begin(lea, ana)
    lea.texts(SHOP, "At five?")
    ana.texts(relay, "ok")
    assert lea.hears() == [(SHOP, "ok")]
