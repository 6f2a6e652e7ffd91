"""Moments that every desk lives through, played as they happen."""

import pytest

from .asking import asks, insist, take, to
from .conftest import OpenDesk
from .desks import NARROW_ALONE, R1, R2, SHOP, agent, desk
from .story import Story

FRENCH = desk(agent("Ana", language="fr"), language="fr")
SEEN = 30
"""Seconds after which a person has read what came."""


def test_two_customers_at_once_on_one_number_one_answered_while_the_other_is_announced(
    open_desk: OpenDesk,
) -> None:
    story = open_desk(NARROW_ALONE)
    lea, max_, ana = story.customer(1), story.customer(2), story.agent("Ana")
    lea.texts(SHOP, "My chain broke")
    story.nobody_hears()
    for sender, number, words in (
        (max_, SHOP, "Do you sell bells?"),
        (ana, R1, "Come by at five"),
    ):
        story.post(story.form(sender.address, number, words))
    story.settle()
    # Nothing of Max's was on its way when Ana wrote: it can only be for Lea.
    assert lea.hears() == [(SHOP, "Come by at five")]
    assert (SHOP, "Come by at five") not in max_.hears()
    ana.hears()
    story.move(seconds=SEEN)
    ana.texts(R1, "And bring the key")
    assert story.nobody_hears(lea, max_)
    [(_, question)] = ana.hears()
    assert '"And bring the key"' in question


def test_two_customers_at_once_the_second_shown_before_the_answer_comes_in(
    open_desk: OpenDesk,
) -> None:
    story = open_desk(NARROW_ALONE)
    lea, max_, ana = story.customer(1), story.customer(2), story.agent("Ana")
    lea.texts(SHOP, "My chain broke")
    max_.texts(SHOP, "Do you sell bells?")
    story.nobody_hears()
    ana.texts(R1, "Come by at five")
    assert story.nobody_hears(lea, max_)
    assert ana.hears() == [(R1, asks(ana, "which", "Come by at five", to(102), to(101)))]
    ana.answers(R1, "2")
    assert lea.hears() == [(SHOP, "Come by at five")]
    assert story.nobody_hears()


def test_a_claim_by_somebody_else_two_seconds_before(desk: Story) -> None:
    lea, (ana, ben) = desk.customer(), desk.agents()
    lea.texts(SHOP, "My chain broke")
    desk.nobody_hears()
    ben.texts(R1, "Come by")
    desk.move(seconds=1)
    ana.texts(R1, "We open at nine")
    assert lea.hears() == [(SHOP, "Come by")]
    taken, question = ana.hears()
    assert taken == (R1, ana.words("taken", n=101, a="Ben"))
    options = (insist(101), take(101))
    assert question == (R1, asks(ana, "other", "We open at nine", *options, n=101, a="Ben"))
    ana.answers(R1, "0")
    assert ana.hears() == [(R1, ana.words("dropped", q="We open at nine"))]
    assert desk.nobody_hears()


def test_how_many_are_left_and_a_lone_one_to_the_question_or_to_the_customer(
    open_desk: OpenDesk,
) -> None:
    """The customer's question comes between ours and its answer: nobody can tell."""
    story = open_desk(NARROW_ALONE)
    lea, max_, ana = story.customer(1), story.customer(2), story.agent("Ana")
    story.begin(lea, ana)
    max_.texts(SHOP, "Do you sell bells?")
    ana.texts(R1, "#102 Yes")
    story.move(minutes=2)
    lea.texts(SHOP, "And the key?")
    story.nobody_hears()
    ana.texts(R1, "Bring it too")
    assert len(ana.hears()) == 1
    story.move(seconds=20)
    max_.texts(SHOP, "How many are left?")
    story.nobody_hears()
    ana.answers(R1, "1")
    assert story.nobody_hears(lea, max_)
    [(_, question)] = ana.hears()
    assert '"Bring it too"' in question
    assert "3 = " in question
    ana.answers(R1, "#101")
    assert lea.hears() == [(SHOP, "Bring it too")]
    [(_, question)] = ana.hears()
    assert '"1"' in question
    ana.answers(R1, "#102")
    assert max_.hears() == [(SHOP, "1")]
    assert story.nobody_hears()


def test_how_many_are_left_shows_after_the_question_though_it_was_sent_before(
    open_desk: OpenDesk,
) -> None:
    """Phones show late: a digit a few seconds after a customer's text is asked about."""
    story = open_desk(NARROW_ALONE)
    lea, max_, ana = story.customer(1), story.customer(2), story.agent("Ana")
    lea.texts(SHOP, "My chain broke")
    max_.texts(SHOP, "How many are left?")
    ana.texts(R1, "Come by")
    story.nobody_hears()
    story.move(seconds=6)
    ana.texts(R1, "1")
    assert story.nobody_hears(lea, max_)


@pytest.mark.parametrize("toml", [NARROW_ALONE, desk(agent("Ana", language="fr"), relays=(R1,))])
def test_oui_to_a_question_with_digits(open_desk: OpenDesk, toml: str) -> None:
    story = open_desk(toml)
    lea, max_, ana = story.customer(1), story.customer(2), story.agent("Ana")
    for phone in (lea, max_):
        phone.texts(SHOP, "Are you open?")
    ana.texts(R1, "Until six")
    story.nobody_hears()
    ana.answers(R1, "oui")
    assert story.nobody_hears(lea, max_)
    assert ana.hears() == [(R1, asks(ana, "which", "Until six", to(102), to(101), base=3))]


def test_a_digit_after_the_question_expired(open_desk: OpenDesk) -> None:
    story = open_desk(NARROW_ALONE)
    lea, max_, ana = story.customer(1), story.customer(2), story.agent("Ana")
    for phone in (lea, max_):
        phone.texts(SHOP, "Are you open?")
    ana.texts(R1, "Until six")
    story.nobody_hears()
    story.later(minutes=16)
    assert ana.hears() == [(R1, ana.words("expired", q="Until six"))]
    ana.texts(R1, "2")
    assert story.nobody_hears(lea, max_)
    assert ana.hears() == [(R1, asks(ana, "which", "2", to(102), to(101), base=3))]
    ana.answers(R1, "0")
    assert ana.hears() == [(R1, ana.words("dropped", q="2"))]


def test_two_questions_in_flight(open_desk: OpenDesk) -> None:
    """Two doubts before the first is answered: one question, then the other."""
    story = open_desk(NARROW_ALONE)
    lea, max_, ana = story.customer(1), story.customer(2), story.agent("Ana")
    for phone in (lea, max_):
        phone.texts(SHOP, "Are you open?")
    story.nobody_hears()
    ana.texts(R1, "Until six")
    ana.answers(R1, "Tomorrow too")
    assert ana.hears() == [
        (R1, asks(ana, "which", "Until six", to(102), to(101))),
        (R1, asks(ana, "which", "Until six", to(102), to(101), base=3, behind=1)),
    ]
    ana.answers(R1, "4")
    assert lea.hears() == [(SHOP, "Until six")]
    [(_, question)] = ana.hears()
    assert '"Tomorrow too"' in question
    ana.answers(R1, "#102")
    assert max_.hears() == [(SHOP, "Tomorrow too")]
    assert story.nobody_hears()


# --- what no person means for a customer -----------------------------------------------------


@pytest.mark.parametrize("frame", ["Liked “{}”", "A aimé « {} »", "Reacted 👍 to “{}”"])
def test_a_thumb_up_on_a_note_that_the_desk_passed_on(desk: Story, frame: str) -> None:
    lea, (ana, ben) = desk.customer(), desk.agents()
    relay = desk.begin(lea, ana)
    ana.texts(relay, "/pass Ben wants an invoice")
    [(number, shown)] = ben.hears()
    assert "wants an invoice" in shown
    desk.nobody_hears()
    ben.answers(number, frame.format(shown))
    assert desk.nobody_hears()


@pytest.mark.parametrize("words", ["ok", "Ok merci", "👍", "noted"])
def test_ok_to_a_broadcast(desk: Story, words: str) -> None:
    """What the desk tells the whole team, while a customer's thread is open on that line."""
    lea, (ana, ben) = desk.customer(), desk.agents()
    desk.begin(lea, ana)
    desk.begin(desk.customer(2), ben, question="Do you sell bells?")
    ben.texts(R2, "/away")
    desk.nobody_hears(ben)
    [(number, offer)] = ana.hears()
    assert offer.startswith(ana.words("offer_head", a="Ben"))
    ana.answers(number, words)
    assert desk.nobody_hears(lea, desk.customer(2))


@pytest.mark.parametrize(
    "words",
    [
        "I'm driving right now, I'll get back to you later.",
        "Je suis au volant, je vous rappelle.",
    ],
)
def test_an_automatic_reply_from_an_agent_at_the_wheel_to_a_new_thread(
    desk: Story, words: str
) -> None:
    lea, (ana, ben) = desk.customer(), desk.agents()
    lea.texts(SHOP, "My chain broke")
    lea.hears()
    ana.texts(R1, words)
    assert lea.hears() == []
    ben.answers(R1, "Come by")
    assert lea.hears() == [(SHOP, "Come by")]
