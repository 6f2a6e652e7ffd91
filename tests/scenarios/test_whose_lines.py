"""Whom a text is for where its line changes hands, goes quiet, or shows two customers."""

import pytest

from .asking import asks, insist, reopen, take, to
from .conftest import OpenDesk
from .desks import ALONE, NARROW, NARROW_ALONE, R1, SHOP
from .phones import Phone
from .story import Story

ON_WHATSAPP = NARROW_ALONE.replace(R1, f"whatsapp:{R1}").replace(
    "+15145550201", "whatsapp:+15145550201"
)


def two_on_one_number(open_desk: OpenDesk, toml: str = NARROW_ALONE) -> tuple[Story, Phone, Phone]:
    """Lea (#101) and Max (#102) both wrote, and Ana saw both on the one number there is."""
    story = open_desk(toml)
    lea, max_, ana = story.customer(1), story.customer(2), story.agent("Ana")
    lea.texts(SHOP, "My chain broke")
    max_.texts(SHOP, "Do you sell bells?")
    assert len(ana.hears()) == 2
    story.nobody_hears()
    return story, lea, max_


# --- a shared line ---------------------------------------------------------------------------


def test_on_a_shared_line_each_text_is_asked_about_or_marked(open_desk: OpenDesk) -> None:
    story, lea, max_ = two_on_one_number(open_desk)
    ana = story.agent("Ana")
    ana.texts(R1, "#101 Come by")
    ana.texts(R1, "#102 Yes, 12 of them")
    assert (lea.hears(), max_.hears()) == ([(SHOP, "Come by")], [(SHOP, "Yes, 12 of them")])
    lea.texts(SHOP, "When?")
    max_.texts(SHOP, "How much?")
    story.nobody_hears()
    ana.texts(R1, "At five")
    assert story.nobody_hears(lea, max_)
    assert ana.hears() == [(R1, asks(ana, "which", "At five", to(102), to(101)))]
    ana.answers(R1, "2")
    assert lea.hears() == [(SHOP, "At five")]
    assert story.nobody_hears(max_)


def test_a_shared_line_is_sure_again_when_all_but_one_are_long_answered(
    open_desk: OpenDesk,
) -> None:
    story, lea, max_ = two_on_one_number(open_desk)
    ana = story.agent("Ana")
    story.move(minutes=2)
    ana.texts(R1, "#102 Yes, 12 of them")
    ana.texts(R1, "#101 Come by")
    story.nobody_hears()
    story.move(minutes=2)
    ana.texts(R1, "And bring the key")
    assert lea.hears() == [(SHOP, "And bring the key")]
    assert story.nobody_hears(max_, ana)


def test_a_quote_on_whatsapp_is_sent_without_a_question(open_desk: OpenDesk) -> None:
    story = open_desk(ON_WHATSAPP)
    lea, max_, ana = story.customer(1), story.customer(2), story.agent("Ana")
    lea.texts(SHOP, "My chain broke")
    max_.texts(SHOP, "Do you sell bells?")
    story.nobody_hears()
    relay = f"whatsapp:{R1}"
    ana.quotes(relay, ana.sid("My chain broke"), "Come by")
    assert lea.hears() == [(SHOP, "Come by")]
    ana.quotes(relay, ana.sid("Do you sell bells?"), "1")
    assert max_.hears() == [(SHOP, "1")]
    assert story.nobody_hears()


def test_a_quote_of_the_question_answers_it(open_desk: OpenDesk) -> None:
    story = open_desk(ON_WHATSAPP)
    lea, max_, ana = story.customer(1), story.customer(2), story.agent("Ana")
    lea.texts(SHOP, "My chain broke")
    max_.texts(SHOP, "Do you sell bells?")
    relay = f"whatsapp:{R1}"
    ana.texts(relay, "Come by")
    story.nobody_hears()
    story.move(seconds=30)
    ana.quotes(relay, ana.sid("For whom?"), "2")
    assert lea.hears() == [(SHOP, "Come by")]
    assert story.nobody_hears()


def test_a_quote_while_a_question_is_open_is_for_whom_it_quotes(open_desk: OpenDesk) -> None:
    story = open_desk(ON_WHATSAPP)
    lea, max_, ana = story.customer(1), story.customer(2), story.agent("Ana")
    lea.texts(SHOP, "My chain broke")
    max_.texts(SHOP, "How many do you want?")
    relay = f"whatsapp:{R1}"
    ana.texts(relay, "Come by")
    story.nobody_hears()
    story.move(seconds=30)
    ana.quotes(relay, ana.sid("How many do you want?"), "2")
    assert max_.hears() == [(SHOP, "2")]
    assert story.nobody_hears(lea)


def test_a_quote_that_a_reference_contradicts_is_held(open_desk: OpenDesk) -> None:
    story, lea, max_ = two_on_one_number(open_desk)
    ana = story.agent("Ana")
    ana.quotes(R1, ana.sid("My chain broke"), "#102 Come by")
    assert story.nobody_hears(lea, max_)
    assert '"#102 Come by"' in ana.hears()[0].body


# --- a number at the start that is no reference ----------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        "2024 was a good year",
        "142 rue Cartier",
        "#1 choice!",
        "102 bells are left",
        "№102 is out",
        "#99 and done",
        "# 12 of them",
    ],
)
def test_a_number_that_is_no_reference_is_a_text(open_desk: OpenDesk, words: str) -> None:
    """Even where a thread has that number."""
    story, lea, max_ = two_on_one_number(open_desk, ALONE)
    story.agent("Ana").texts(R1, words)
    assert lea.hears() == [(SHOP, words)]
    assert story.nobody_hears(max_)


# --- a line that changes hands ---------------------------------------------------------------


def test_what_was_typed_while_the_thread_was_resolved_on_another_line_reopens_and_says_so(
    open_desk: OpenDesk,
) -> None:
    story, lea, _ = two_on_one_number(open_desk, ALONE)
    ana = story.agent("Ana")
    ana.texts(R1, "Come by")
    ana.texts(story.desk.relay_numbers[1], "/done 101")
    story.nobody_hears()
    ana.texts(R1, "And bring the key")
    assert lea.hears() == [(SHOP, "And bring the key")]
    assert ana.hears() == [(R1, ana.words("reopened_by_you", n=101))]


def test_what_was_typed_while_another_took_the_thread_is_held(desk: Story) -> None:
    lea, (ana, ben) = desk.customer(), desk.agents()
    relay = desk.begin(lea, ana)
    ben.texts(relay, "/take 101")
    ben.hears()
    ana.texts(relay, "Bring the key")
    assert desk.nobody_hears(lea, ben)
    taken, question = ana.hears()
    assert taken == (relay, ana.words("took_over", n=101, a="Ben"))
    assert question.body == asks(
        ana, "other", "Bring the key", insist(101), take(101), n=101, a="Ben"
    )


def test_what_was_typed_while_another_resolved_the_thread_is_held(desk: Story) -> None:
    lea, (ana, ben) = desk.customer(), desk.agents()
    relay = desk.begin(lea, ana)
    ben.texts(relay, "/take 101")
    ben.texts(relay, "/done")
    desk.nobody_hears()
    ana.texts(relay, "Bring the key")
    assert desk.nobody_hears(lea, ben)
    question = asks(ana, "closed", "Bring the key", reopen(101), n=101, t="today")
    assert ana.hears() == [(relay, question)]


def test_a_reassigned_line_asks_which_of_the_two_is_meant(open_desk: OpenDesk) -> None:
    """Ana passed Lea on and got Max on the same number: she may still be answering Lea."""
    story = open_desk(NARROW)
    lea, max_, (ana, ben) = story.customer(1), story.customer(2), story.agents()
    story.begin(lea, ana)
    ana.texts(R1, "/pass Ben")
    max_.texts(SHOP, "Do you sell bells?")
    story.nobody_hears()
    ana.texts(R1, "At five o'clock")
    assert story.nobody_hears(lea, max_, ben)
    assert ana.hears() == [(R1, asks(ana, "which", "At five o'clock", to(102), to(101)))]
    ana.answers(R1, "1")
    assert max_.hears() == [(SHOP, "At five o'clock")]
    assert story.nobody_hears(lea)


def test_a_reused_number_announced_while_the_reply_to_the_old_customer_is_under_way(
    open_desk: OpenDesk,
) -> None:
    story = open_desk(NARROW_ALONE)
    lea, max_, ana = story.customer(1), story.customer(2), story.agent("Ana")
    story.begin(lea, ana)
    ana.texts(R1, "/done")
    story.nobody_hears()
    max_.texts(SHOP, "Do you sell bells?")
    [(_, careful)] = ana.hears()
    old = {"m": 101, "old": None}
    new = ana.words("new_reused", "Do you sell bells?", n=102, inbox="support", **old)
    assert careful == new
    max_.hears()
    ana.texts(R1, "I found the key, by the way")
    assert story.nobody_hears(lea, max_)
    question = asks(ana, "which", "I found the key, by the way", to(102), to(101))
    assert ana.hears() == [(R1, question)]
    ana.answers(R1, "2")
    assert lea.hears() == [(SHOP, "I found the key, by the way")]
    assert ana.hears() == [(R1, ana.words("reopened_by_you", n=101))]
    assert story.nobody_hears(max_)


def test_a_reused_number_is_the_new_customers_alone_after_three_days(open_desk: OpenDesk) -> None:
    story = open_desk(NARROW_ALONE)
    lea, max_, ana = story.customer(1), story.customer(2), story.agent("Ana")
    story.begin(lea, ana)
    ana.texts(R1, "/done")
    story.later(days=3, minutes=1)
    max_.texts(SHOP, "Do you sell bells?")
    story.nobody_hears()
    ana.texts(R1, "Yes, 12 of them")
    assert max_.hears() == [(SHOP, "Yes, 12 of them")]
    assert story.nobody_hears(lea, ana)


# --- a line that goes quiet ------------------------------------------------------------------


def test_an_unprompted_text_on_a_line_silent_for_less_than_a_day_is_sent(desk: Story) -> None:
    lea, ana = desk.customer(), desk.agent("Ana")
    relay = desk.begin(lea, ana)
    desk.later(hours=23)
    ana.texts(relay, "Your bike is ready")
    assert lea.hears() == [(SHOP, "Your bike is ready")]
    assert desk.nobody_hears(ana)


def test_an_unprompted_text_on_a_line_silent_for_a_day_is_held_once(desk: Story) -> None:
    lea, ana = desk.customer(), desk.agent("Ana")
    relay = desk.begin(lea, ana)
    desk.later(hours=24, minutes=1)
    ana.texts(relay, "Your bike is ready")
    assert desk.nobody_hears(lea)
    assert ana.hears() == [(relay, asks(ana, "which", "Your bike is ready", to(101)))]
    ana.answers(relay, "1")
    ana.answers(relay, "We close at six")
    assert lea.hears() == [(SHOP, "Your bike is ready"), (SHOP, "We close at six")]
    assert desk.nobody_hears(ana)


# --- within the hour -------------------------------------------------------------------------


@pytest.mark.parametrize(("minutes", "reopens"), [(58, True), (62, False)])
def test_a_reply_within_the_hour_reopens_and_says_so_an_older_one_is_held(
    desk: Story, minutes: int, reopens: bool
) -> None:
    lea, ana = desk.customer(), desk.agent("Ana")
    relay = desk.begin(lea, ana)
    ana.texts(relay, "/done")
    desk.later(minutes=minutes)
    desk.nobody_hears()
    ana.texts(relay, "Bring the key")
    if reopens:
        assert lea.hears() == [(SHOP, "Bring the key")]
        assert ana.hears() == [(relay, ana.words("reopened_by_you", n=101))]
    else:
        assert desk.nobody_hears(lea)
        question = asks(ana, "closed", "Bring the key", reopen(101), n=101, t="today")
        assert ana.hears() == [(relay, question)]
