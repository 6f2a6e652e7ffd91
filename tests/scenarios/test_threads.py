"""A customer's texts find their thread: they join one, reopen one, or open one."""

import pytest

from chalicelib.texts import say

from .conftest import OpenDesk
from .desks import ALONE, ATELIER, R1, SHOP
from .story import Story

ACK = say("ack_open", "en", desk="Spokes")


def test_a_further_text_joins_the_open_thread(desk: Story) -> None:
    lea, ana = desk.customer(), desk.agent("Ana")
    relay = desk.begin(lea, ana)
    lea.texts(SHOP, "And the bell")
    assert ana.hears() == [(relay, "And the bell")]
    assert desk.nobody_hears()


def test_two_first_texts_at_once_make_one_thread(desk: Story) -> None:
    lea, ana = desk.customer(), desk.agent("Ana")
    for words in ("My chain broke", "The bike is red"):
        desk.post(desk.form(lea.address, SHOP, words))
    desk.settle()
    both = ana.words("new", "My chain broke", "The bike is red", n=101, inbox="support")
    assert ana.hears() == [(R1, both)]


@pytest.mark.parametrize("span", [{"hours": 1}, {"days": 2, "hours": 23}])
def test_a_text_soon_after_a_resolution_goes_back_to_who_had_it(
    desk: Story, span: dict[str, int]
) -> None:
    lea, (ana, ben) = desk.customer(), desk.agents()
    relay = desk.begin(lea, ana)
    ana.texts(relay, "/done")
    desk.nobody_hears()
    desk.later(**span)
    lea.texts(SHOP, "It broke again")
    [(number, body)] = ana.hears()
    day = "today" if "hours" in span and "days" not in span else "Tue"
    assert number == relay
    assert body == ana.words("reopened", "It broke again", n=101, day=day)
    assert desk.nobody_hears(ben, lea)
    ana.texts(relay, "Bring it back")
    assert lea.hears() == [(SHOP, "Bring it back")]


def test_a_reopened_thread_whose_agent_is_away_is_announced_to_the_team(desk: Story) -> None:
    lea, (ana, ben) = desk.customer(), desk.agents()
    relay = desk.begin(lea, ana)
    ana.texts(relay, "/done")
    ana.texts(relay, "/away")
    desk.nobody_hears()
    lea.texts(SHOP, "It broke again")
    assert desk.nobody_hears(ana)
    [(ben_relay, body)] = ben.hears()
    assert "It broke again" in body
    assert "#101" in body
    ben.texts(ben_relay, "Bring it back")
    assert lea.hears() == [(SHOP, "Bring it back")]


def test_the_team_is_shown_of_a_reopened_thread_what_was_written_since(desk: Story) -> None:
    lea, (ana, ben) = desk.customer(), desk.agents()
    relay = desk.begin(lea, ana)
    ana.texts(relay, "/done")
    ana.texts(relay, "/away")
    desk.nobody_hears()
    lea.texts(SHOP, "It broke again")
    [got] = ben.hears()
    assert got.body == ben.words("new", "It broke again", n=101, inbox="support")


def test_a_text_long_after_a_resolution_opens_a_new_thread(desk: Story) -> None:
    lea, (ana, ben) = desk.customer(), desk.agents()
    relay = desk.begin(lea, ana)
    ana.texts(relay, "/done")
    desk.nobody_hears()
    desk.later(days=3, minutes=1)
    lea.texts(SHOP, "Do you sell bells?")
    assert lea.hears() == [(SHOP, ACK)]
    for phone in (ana, ben):
        [got] = phone.hears()
        assert got.body.endswith("\nDo you sell bells?")
        assert "#102" in got.body


def test_the_desk_says_how_long_a_thread_may_be_reopened(open_desk: OpenDesk) -> None:
    toml = ALONE.replace("[desk]", "[desk]\nreopen_days = 1")
    desk = open_desk(toml)
    lea, ana = desk.customer(), desk.agent("Ana")
    ana_saw = desk.begin(lea, ana)
    ana.texts(ana_saw, "/done")
    desk.nobody_hears()
    desk.later(days=1, minutes=1)
    lea.texts(SHOP, "It broke again")
    assert "#102" in ana.hears()[-1].body


THANKS = [
    *("Thanks!!", "ok", "👍", "Merci beaucoup", "🙏🙏", "Perfect, thank you!", "D’accord, merci"),
    *("Thanks a lot!", "Thanks again", "Merci encore !", "Mille mercis", "Merci bcp"),
]


@pytest.mark.parametrize("words", THANKS)
def test_bare_thanks_after_a_resolution_reopens_nothing(desk: Story, words: str) -> None:
    lea, (ana, ben) = desk.customer(), desk.agents()
    relay = desk.begin(lea, ana)
    ana.texts(relay, "/done")
    desk.nobody_hears()
    desk.move(minutes=1)
    lea.texts(SHOP, words)
    shown = words.replace("’", "'")  # a curly quote would double what an SMS costs
    assert ana.hears() == [(relay, ana.words("thanks", shown, n=101))]
    assert desk.nobody_hears(ben, lea)
    ana.texts(relay, "/mine")
    assert ana.hears() == [(relay, ana.words("mine_none"))]


def test_bare_thanks_to_an_agent_who_is_away_reopens_nothing_and_waits_for_nobody(
    desk: Story,
) -> None:
    lea, (ana, ben) = desk.customer(), desk.agents()
    relay = desk.begin(lea, ana)
    ana.texts(relay, "/done")
    ana.texts(relay, "/away")
    desk.nobody_hears()
    lea.texts(SHOP, "Merci!!")
    desk.later(minutes=10)
    assert desk.nobody_hears(ben, lea)
    ben.texts(R1, "/queue")
    assert ben.hears() == [(R1, ben.words("queue_none"))]


def test_thanks_that_also_ask_reopen_the_thread(desk: Story) -> None:
    lea, ana = desk.customer(), desk.agent("Ana")
    relay = desk.begin(lea, ana)
    ana.texts(relay, "/done")
    desk.nobody_hears()
    lea.texts(SHOP, "Thanks! And when do you close?")
    words = ana.words("reopened", "Thanks! And when do you close?", n=101, day="today")
    assert ana.hears() == [(relay, words)]


def test_an_answer_to_bare_thanks_reopens_and_says_so(desk: Story) -> None:
    lea, ana = desk.customer(), desk.agent("Ana")
    relay = desk.begin(lea, ana)
    ana.texts(relay, "/done")
    lea.texts(SHOP, "Thanks!!")
    desk.nobody_hears()
    ana.texts(relay, "See you on Friday")
    assert lea.hears() == [(SHOP, "See you on Friday")]
    assert ana.hears() == [(relay, ana.words("reopened_by_you", n=101))]


def test_a_french_matter_from_the_first_word_to_the_last(open_desk: OpenDesk) -> None:
    desk = open_desk(ATELIER)
    lea, (ana, ben) = desk.customer(), desk.agents()
    lea.texts(SHOP, "Ma chaîne est cassée")
    ana.texts(R1, "Passez à l'atelier !")
    lea.texts(SHOP, "J'arrive")
    ana.texts(R1, "/fini")
    lea.texts(SHOP, "Merci !!")
    assert lea.hears() == [
        (SHOP, say("ack_open", "fr", desk="Atelier Vélo")),
        (SHOP, "Passez à l'atelier !"),
    ]
    new = ana.words("new", "Ma chaîne est cassée", n=101, inbox="support")
    assert ana.hears() == [
        (R1, new),
        (R1, "J'arrive"),
        (R1, ana.words("done_none", n=101)),
        (R1, ana.words("thanks", "Merci !!", n=101)),
    ]
    assert ben.hears() == [(R1, new), (R1, ben.words("taken", n=101, a="Ana"))]
