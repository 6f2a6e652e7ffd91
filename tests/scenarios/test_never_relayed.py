"""What an agent's phone writes by itself, and what says nothing, never reaches a customer."""

import pytest

from .conftest import OpenDesk
from .desks import ALONE, NARROW_ALONE, R1, R2, SHOP
from .phones import Phone
from .story import Story

REACTIONS = [
    "Liked “{}”",
    'Liked "{}"',
    "A aimé « {} »",
    "A aimé «\xa0{}\xa0»",
    "👍 to “{}”",
    "👍 à « {} »",
    "Reacted 😂 to “{}”",
    "A réagi avec 😂 à « {} »",
    "Laughed at “{}”",
    "A ri de « {} »",
    "Removed a heart from “{}”",
    "\u200bLiked “{}”",
    "\u200e\u2068A aimé\u2069 « {} »\u200e",
    "Reacted 👍🏽 to \u201c\u200b{}\u200b\u201d",
    "Liked an image",
    "A aimé une image",
]
"""How phones word them; they quote the whole text as it was shown."""
LONG = "I will be there at five with both bikes and the spare wheel, if that is fine for you. " * 4
AUTOMATIC = [
    "I'm driving right now, I'll get back to you later.",
    "I’m driving with Do Not Disturb turned on. I’ll see your message when I arrive.",
    "Je suis au volant, je vous rappelle.",
    "Auto-reply: I am in a meeting.",
    "Réponse automatique : je suis absente jusqu'à lundi.",
    "Out of office until Monday.",
]
NOTHING = ["", " ", "\n\n", "\u200b", "\u200e \u2060"]


def untouched(desk: Story, lea: Phone, ana: Phone, ben: Phone) -> bool:
    """Whether nobody heard a thing and the thread is still anybody's."""
    assert desk.nobody_hears(lea, ben)
    ben.texts(R1, "Come by")
    return lea.hears() == [(SHOP, "Come by")]


def test_a_reaction_to_a_new_thread_is_not_relayed_and_claims_nothing(desk: Story) -> None:
    lea, (ana, ben) = desk.customer(), desk.agents()
    lea.texts(SHOP, "My chain broke")
    [(_, shown)] = ana.hears()
    desk.nobody_hears()
    for frame in REACTIONS:
        ana.texts(R1, frame.format(shown))
    assert desk.nobody_hears(ana)
    assert untouched(desk, lea, ana, ben)


@pytest.mark.parametrize("words", ["ok", "Is it “ready”?", "🚲", LONG.strip()])
def test_a_reaction_to_what_a_customer_wrote_is_not_relayed(desk: Story, words: str) -> None:
    lea, ana = desk.customer(), desk.agent("Ana")
    relay = desk.begin(lea, ana)
    lea.texts(SHOP, words)
    desk.nobody_hears()
    for frame in REACTIONS:
        ana.texts(relay, frame.format(words))
    assert lea.hears() == []
    assert ana.hears() == []


@pytest.mark.parametrize("length", [40, 150, 250])
def test_a_reaction_to_a_long_text_that_the_phone_cut_short_is_not_relayed(
    desk: Story, length: int
) -> None:
    lea, ana = desk.customer(), desk.agent("Ana")
    relay = desk.begin(lea, ana)
    lea.texts(SHOP, LONG)
    desk.nobody_hears()
    ana.texts(relay, f"Liked “{LONG[:length]}…”")
    assert desk.nobody_hears(lea, ana)


@pytest.mark.parametrize("order", ["/mine", "/help", "/fnii", "#999 Come by"])
def test_a_reaction_to_a_text_of_the_desks_own_is_not_relayed(desk: Story, order: str) -> None:
    lea, ana = desk.customer(), desk.agent("Ana")
    relay = desk.begin(lea, ana)
    ana.texts(relay, order)
    [(_, words)] = ana.hears()
    ana.texts(relay, f"Liked “{words}”")
    assert desk.nobody_hears(lea, ana)


def test_a_reaction_to_ones_own_answer_is_not_relayed(desk: Story) -> None:
    lea, ana = desk.customer(), desk.agent("Ana")
    relay = desk.begin(lea, ana)
    ana.texts(relay, "Bring the key")
    desk.nobody_hears()
    ana.texts(relay, "Emphasized “Bring the key”")
    assert desk.nobody_hears(lea, ana)


def test_a_reaction_after_a_resolution_reopens_nothing(desk: Story) -> None:
    lea, ana = desk.customer(), desk.agent("Ana")
    relay = desk.begin(lea, ana)
    ana.texts(relay, "/done")
    desk.nobody_hears()
    lea.texts(SHOP, "Thanks!!")
    [(_, shown)] = ana.hears()
    ana.texts(relay, f"Loved “{shown}”")
    assert desk.nobody_hears(lea, ana)
    ana.texts(relay, "/mine")
    assert ana.hears() == [(relay, ana.words("mine_none"))]


def test_words_that_only_look_like_a_reaction_are_relayed(desk: Story) -> None:
    lea, ana = desk.customer(), desk.agent("Ana")
    relay = desk.begin(lea, ana)
    ana.texts(relay, 'Ask for the "Roadster"')
    assert lea.hears() == [(SHOP, 'Ask for the "Roadster"')]


@pytest.mark.parametrize("words", AUTOMATIC)
def test_an_automatic_reply_is_not_relayed_and_claims_nothing(desk: Story, words: str) -> None:
    lea, (ana, ben) = desk.customer(), desk.agents()
    lea.texts(SHOP, "My chain broke")
    desk.nobody_hears()
    ana.texts(R1, words)
    assert ana.hears() == [(R1, ana.words("automatic", q=words))]
    assert untouched(desk, lea, ana, ben)


def test_of_an_automatic_reply_is_spoken_once_in_twelve_hours(desk: Story) -> None:
    lea, ana = desk.customer(), desk.agent("Ana")
    relay = desk.begin(lea, ana)
    said = [(relay, ana.words("automatic", q=AUTOMATIC[0]))]
    ana.texts(relay, AUTOMATIC[0])
    assert ana.hears() == said
    for _ in range(3):  # the phone answers our word with another one, and so on
        ana.texts(relay, AUTOMATIC[0])
    desk.later(hours=11)
    ana.texts(relay, AUTOMATIC[0])
    assert desk.nobody_hears(ana, lea)
    desk.later(hours=1, minutes=1)
    ana.texts(relay, AUTOMATIC[0])
    assert ana.hears() == said
    assert desk.nobody_hears(lea)


def test_an_empty_text_is_not_relayed_and_claims_nothing(desk: Story) -> None:
    lea, (ana, ben) = desk.customer(), desk.agents()
    lea.texts(SHOP, "My chain broke")
    desk.nobody_hears()
    for words in NOTHING:
        ana.texts(R1, words)
    assert desk.nobody_hears(ana)
    assert untouched(desk, lea, ana, ben)


def test_the_same_text_on_two_threads_within_a_minute_was_written_by_a_phone(
    open_desk: OpenDesk,
) -> None:
    desk = open_desk(ALONE)
    lea, max_, ana = desk.customer(1), desk.customer(2), desk.agent("Ana")
    lea.texts(SHOP, "My chain broke")
    max_.texts(SHOP, "Do you sell bells?")
    desk.nobody_hears()
    words = "I can't talk now. Can I call you later?"
    ana.texts(R1, words)
    ana.texts(R2, words)
    assert desk.nobody_hears(max_)
    assert ana.hears() == [(R2, ana.words("automatic", q=words))]


def test_the_same_text_on_two_threads_a_minute_apart_is_sent(open_desk: OpenDesk) -> None:
    desk = open_desk(ALONE)
    lea, max_, ana = desk.customer(1), desk.customer(2), desk.agent("Ana")
    lea.texts(SHOP, "My chain broke")
    max_.texts(SHOP, "Do you sell bells?")
    desk.nobody_hears()
    words = "We open at nine tomorrow morning."
    ana.texts(R1, words)
    desk.move(minutes=1)
    ana.texts(R2, words)
    assert lea.hears() == [(SHOP, words)]
    assert max_.hears() == [(SHOP, words)]


def test_the_same_text_twice_on_one_thread_is_sent_twice(desk: Story) -> None:
    lea, ana = desk.customer(), desk.agent("Ana")
    relay = desk.begin(lea, ana)
    words = "We open at nine tomorrow morning."
    ana.texts(relay, words)
    ana.texts(relay, words)
    assert lea.hears() == [(SHOP, words), (SHOP, words)]


def test_a_picture_with_a_command_is_not_sent_and_said_so(desk: Story) -> None:
    lea, ana = desk.customer(), desk.agent("Ana")
    relay = desk.begin(lea, ana)
    ana.texts(relay, "/note Like this one", media=1)
    assert desk.nobody_hears(lea)
    assert ana.hears() == [(relay, ana.words("held_media", q="/note Like this one"))]


@pytest.mark.parametrize("words", ["ok", "Merci!", "👍", "Super, merci beaucoup"])
def test_a_bare_word_after_a_text_of_the_desks_own_is_not_relayed(desk: Story, words: str) -> None:
    """And claims nothing: the thread that shows there is still anybody's."""
    lea, (ana, ben) = desk.customer(), desk.agents()
    lea.texts(SHOP, "My chain broke")
    ana.texts(R1, "/mine")
    desk.nobody_hears()
    ana.answers(R1, words)
    assert desk.nobody_hears(lea, ben)
    ana.answers(R1, "0")
    ana.hears()
    assert untouched(desk, lea, ana, ben)


def test_a_bare_word_where_nobody_shows_is_not_even_answered(desk: Story) -> None:
    ana = desk.agent("Ana")
    ana.texts(R2, "/mine")
    ana.hears()
    ana.texts(R2, "ok")
    assert desk.nobody_hears()


def test_a_reaction_to_the_question_answers_nothing(open_desk: OpenDesk) -> None:
    story = open_desk(NARROW_ALONE)
    lea, max_, ana = story.customer(1), story.customer(2), story.agent("Ana")
    for phone in (lea, max_):
        phone.texts(SHOP, "Are you open?")
    ana.texts(R1, "Until six")
    question = ana.hears()[-1].body
    story.nobody_hears()
    for frame in REACTIONS:
        ana.answers(R1, frame.format(question))
    assert story.nobody_hears()
    ana.answers(R1, "1")
    assert max_.hears() == [(SHOP, "Until six")]


def test_an_automatic_reply_to_the_question_answers_nothing(open_desk: OpenDesk) -> None:
    story = open_desk(NARROW_ALONE)
    lea, max_, ana = story.customer(1), story.customer(2), story.agent("Ana")
    for phone in (lea, max_):
        phone.texts(SHOP, "Are you open?")
    ana.texts(R1, "Until six")
    story.nobody_hears()
    ana.answers(R1, AUTOMATIC[0])
    assert story.nobody_hears(lea, max_)
    assert ana.hears() == [(R1, ana.words("automatic", q=AUTOMATIC[0]))]
