"""A thread needs somebody: who hears of it, who has it, and who hears of that."""

from chalicelib.texts import say, when

from .asking import asks, insist, take
from .conftest import OpenDesk
from .desks import BILINGUAL, R1, SEVEN, SHOP
from .phones import Phone
from .story import Story


def heard_of(phones: list[Phone], words: str) -> list[Phone]:
    return [phone for phone in phones if any(words in got.body for got in phone.hears())]


def test_a_new_thread_is_announced_to_five_and_two_minutes_later_to_the_others(
    open_desk: OpenDesk,
) -> None:
    desk = open_desk(SEVEN)
    team = desk.agents()
    desk.customer().texts(SHOP, "My chain broke")
    first = heard_of(team, "My chain broke")
    assert len(first) == 5
    desk.later(minutes=1)
    assert heard_of(team, "") == []
    desk.later(minutes=2)
    others = heard_of(team, "My chain broke")
    assert len(others) == 2
    assert not set(first) & set(others)
    desk.later(minutes=30)
    assert heard_of(team, "") == []


def test_a_thread_that_somebody_took_is_not_announced_to_more(open_desk: OpenDesk) -> None:
    desk = open_desk(SEVEN)
    team = desk.agents()
    desk.customer().texts(SHOP, "My chain broke")
    told = heard_of(team, "My chain broke")
    told[0].texts(R1, "Come by")
    desk.later(minutes=10)
    assert [phone for phone in team if phone.hears()] == [p for p in told if p is not told[0]]


def test_who_is_away_is_not_told(open_desk: OpenDesk) -> None:
    desk = open_desk(SEVEN)
    team = desk.agents()
    for phone in team[:4]:
        phone.texts(R1, "/away")
    desk.nobody_hears()
    desk.customer().texts(SHOP, "My chain broke")
    assert heard_of(team, "My chain broke") == team[4:]


def test_a_text_that_comes_while_everybody_is_away_is_not_forgotten(desk: Story) -> None:
    lea, (ana, ben) = desk.customer(), desk.agents()
    for phone in (ana, ben):
        phone.texts(R1, "/away")
    desk.nobody_hears()
    lea.texts(SHOP, "My chain broke")
    written = desk.now
    desk.later(minutes=30)
    assert desk.nobody_hears(ana, ben)
    ana.texts(R1, "/back")
    desk.later(minutes=6)
    late = say("late", "en", t=when(written, desk.now, "America/Montreal", "en"))
    new = ana.words("new", late, "My chain broke", n=101, inbox="support")
    assert ana.hears()[1:] == [(R1, new)]


def test_texts_that_follow_before_anybody_answers_are_folded_into_one(desk: Story) -> None:
    lea, (ana, ben) = desk.customer(), desk.agents()
    lea.texts(SHOP, "My chain broke")
    desk.nobody_hears()
    for words in ("The bike is red", "It stands outside", "Hello?"):
        lea.texts(SHOP, words)
    assert desk.nobody_hears()
    desk.later(minutes=1)
    for phone in (ana, ben):
        follow = phone.words("more", "The bike is red", "It stands outside", "Hello?", n=101)
        assert phone.hears() == [(R1, follow)]
    desk.later(minutes=1)
    assert desk.nobody_hears()


def test_the_first_who_replies_owns_the_thread_and_the_others_are_told(desk: Story) -> None:
    lea, (ana, ben) = desk.customer(), desk.agents()
    lea.texts(SHOP, "My chain broke")
    desk.nobody_hears()
    ben.texts(R1, "Come by")
    assert lea.hears() == [(SHOP, "Come by")]
    assert ana.hears() == [(R1, ana.words("taken", n=101, a="Ben"))]
    assert desk.nobody_hears(ben)


def test_only_those_who_were_told_hear_that_it_is_taken(open_desk: OpenDesk) -> None:
    desk = open_desk(SEVEN)
    team = desk.agents()
    desk.customer().texts(SHOP, "My chain broke")
    told = heard_of(team, "My chain broke")
    told[2].texts(R1, "Come by")
    assert [phone for phone in team if phone.hears()] == [*told[:2], *told[3:]]


def test_second_agent_cannot_claim(desk: Story) -> None:
    lea, (ana, ben) = desk.customer(), desk.agents()
    desk.begin(lea, ana)
    ben.texts(R1, "I can do it too")
    assert desk.nobody_hears(lea, ana)
    held = asks(ben, "other", "I can do it too", insist(101), take(101), n=101, a="Ana")
    assert ben.hears() == [(R1, held)]


def test_of_two_who_answer_at_once_the_second_is_told_before_the_customer_hears_two(
    desk: Story,
) -> None:
    lea, (ana, ben) = desk.customer(), desk.agents()
    lea.texts(SHOP, "My chain broke")
    desk.nobody_hears()
    desk.post(desk.form(ben.address, R1, "Come by"))
    desk.post(desk.form(ana.address, R1, "We are closed"))
    desk.settle()
    assert lea.hears() == [(SHOP, "Come by")]
    held = asks(ana, "other", "We are closed", insist(101), take(101), n=101, a="Ben")
    assert sorted(ana.hears()) == sorted([(R1, ana.words("taken", n=101, a="Ben")), (R1, held)])


def test_a_thread_taken_before_its_announcement_leaves_is_announced_to_nobody_else(
    desk: Story,
) -> None:
    lea, (ana, ben) = desk.customer(), desk.agents()
    ben.texts(R1, "/away")
    lea.texts(SHOP, "My chain broke")
    ben.texts(R1, "/back")
    desk.nobody_hears()
    ana.texts(R1, "Come by")
    desk.later(minutes=10)
    assert desk.nobody_hears(ben)


def test_later_texts_go_to_the_owner_alone(desk: Story) -> None:
    lea, (ana, ben) = desk.customer(), desk.agents()
    relay = desk.begin(lea, ana)
    lea.texts(SHOP, "On my way")
    lea.texts(SHOP, "Which door?")
    assert ana.hears() == [(relay, "On my way"), (relay, "Which door?")]
    assert desk.nobody_hears(ben, lea)


def test_who_answers_gets_what_was_still_being_folded(desk: Story) -> None:
    lea, (ana, ben) = desk.customer(), desk.agents()
    lea.texts(SHOP, "My chain broke")
    lea.texts(SHOP, "The bike is red")
    desk.nobody_hears()
    ana.texts(R1, "Come by")
    assert ana.hears() == [(R1, "The bike is red")]
    assert ben.hears() == [(R1, ben.words("taken", n=101, a="Ana"))]
    desk.later(minutes=5)
    assert desk.nobody_hears(ana, ben)


def test_a_picture_is_announced_in_words_in_each_agents_language(open_desk: OpenDesk) -> None:
    desk = open_desk(BILINGUAL)
    lea, (ana, ben) = desk.customer(), desk.agents()
    lea.texts(SHOP, "Look", media=2)
    new = {phone: phone.words("new", n=101, inbox="support") for phone in (ana, ben)}
    assert ana.hears() == [(R1, f"{new[ana]}\nLook\n(2 photos)")]
    assert ben.hears() == [(R1, f"{new[ben]}\nLook\n(2 pictures)")]


def test_a_picture_without_words_reaches_the_owner_in_words(desk: Story) -> None:
    lea, ana = desk.customer(), desk.agent("Ana")
    relay = desk.begin(lea, ana)
    lea.texts(SHOP, "", media=1)
    assert ana.hears() == [(relay, "(1 picture)")]


def test_each_agent_is_told_in_their_own_language(open_desk: OpenDesk) -> None:
    desk = open_desk(BILINGUAL)
    lea, (ana, ben) = desk.customer(), desk.agents()
    lea.texts(SHOP, "My chain broke")
    assert ana.hears() == [(R1, ana.words("new", "My chain broke", n=101, inbox="support"))]
    assert ben.hears() == [(R1, ben.words("new", "My chain broke", n=101, inbox="support"))]
    assert (ana.language, ben.language) == ("fr", "en")
    ben.texts(R1, "Come by")
    assert ana.hears() == [(R1, ana.words("taken", n=101, a="Ben"))]
