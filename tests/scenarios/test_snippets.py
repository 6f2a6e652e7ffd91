"""Ready answers: sent in the customer's language, with the customer's name."""

import pytest

from .conftest import OpenDesk
from .desks import R1, R4, SHOP, agent, desk
from .phones import Phone
from .story import Story
from .teams import SNIPPETS, everything, last, orders, team

Scene = tuple[Story, Phone, Phone, str]
HOURS = {
    "en": ("Hello, we are open from 9 to 5.", "Hello Léa, we are open from 9 to 5."),
    "fr": (
        "Bonjour, nous sommes ouverts de 9 h à 17 h.",
        "Bonjour Léa, nous sommes ouverts de 9 h à 17 h.",
    ),
}
ADDRESS = "5 Main Street, Montreal"


@pytest.fixture(params=["en", "fr"])
def scene(request: pytest.FixtureRequest, open_desk: OpenDesk) -> Scene:
    """Ana has Lea's thread, on a desk with ready answers."""
    story = open_desk(team(request.param, after=SNIPPETS))
    lea, (ana, *_) = story.customer(), story.agents()
    return story, lea, ana, story.begin(lea, ana)


@pytest.mark.parametrize("typed", ["/hours", "/Hours.", "/ hours", "Slash hours.", "/HOURS"])
def test_it_is_sent_and_nothing_more_is_said(scene: Scene, typed: str) -> None:
    story, lea, ana, relay = scene
    ana.texts(relay, typed)
    assert lea.hears() == [(SHOP, HOURS[ana.language][0])]
    assert story.nobody_hears()


def test_with_the_name_where_it_is_known(scene: Scene) -> None:
    _, lea, ana, relay = scene
    orders(ana, relay, "name", "Léa")
    ana.texts(relay, "/hours")
    assert lea.hears() == [(SHOP, HOURS[ana.language][1])]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_in_the_language_of_the_customer(scene: Scene, language: str) -> None:
    _, lea, ana, relay = scene
    orders(ana, relay, "lang", language)
    ana.texts(relay, "/hours")
    assert lea.hears() == [(SHOP, HOURS[language][0])]


def test_in_the_language_of_the_inbox(open_desk: OpenDesk) -> None:
    inbox = f'[[inboxes]]\nname = "support"\naddresses = ["{SHOP}"]\nlanguage = "fr"'
    story = open_desk(desk(agent("Ana"), inboxes=inbox) + SNIPPETS)
    lea, ana = story.customer(), story.agent("Ana")
    relay = story.begin(lea, ana)
    ana.texts(relay, "/hours")
    assert lea.hears() == [(SHOP, HOURS["fr"][0])]


def test_one_for_all_languages(scene: Scene) -> None:
    _, lea, ana, relay = scene
    for typed in ("/address", "#101 /address", "/address #101"):
        ana.texts(relay, typed)
        assert lea.hears() == [(SHOP, ADDRESS)], typed


def test_words_after_it_follow_it(scene: Scene) -> None:
    _, lea, ana, relay = scene
    ana.texts(relay, "/address See you there")
    assert lea.hears() == [(SHOP, f"{ADDRESS} See you there")]


def test_it_claims_as_any_answer_does(scene: Scene) -> None:
    story, _, ana, _ = scene
    max_, ben, cleo = story.customer(2), *story.agents()[1:]
    max_.texts(SHOP, "When are you open?")
    story.nobody_hears()
    ben.texts(last(ben).sender, "/hours")
    assert max_.hears() == [(SHOP, HOURS[ben.language][0])]
    for phone in (ana, cleo):
        assert [got.body for got in phone.hears()] == [phone.words("taken", a="Ben", n=102)]


def test_on_a_number_that_shows_nobody_nothing_is_sent(scene: Scene) -> None:
    story, lea, ana, _ = scene
    ana.texts(R4, "/address")
    assert ana.hears() == [(R4, ana.words("held_nobody", q="/address"))]
    assert story.nobody_hears(lea)


def test_to_a_colleagues_customer_it_is_asked_about(scene: Scene) -> None:
    story, lea, ana, _ = scene
    ben = story.agent("Ben")
    ben.texts(R4, "#101 /address")
    [question] = ben.hears()
    assert "Ana" in question.body
    assert story.nobody_hears(lea, ana)
    story.later(seconds=30)
    ben.texts(R4, "1")
    assert lea.hears() == [(SHOP, ADDRESS)]


def test_where_two_customers_show_it_is_asked_about(open_desk: OpenDesk) -> None:
    story = open_desk(desk(agent("Ana"), relays=(R1,)) + SNIPPETS)
    lea, max_, ana = story.customer(1), story.customer(2), story.agent("Ana")
    lea.texts(SHOP, "Where are you?")
    max_.texts(SHOP, "And where are you?")
    story.nobody_hears()
    ana.texts(R1, "/address")
    assert len(ana.hears()) == 1
    assert story.nobody_hears(lea, max_)
    story.later(seconds=30)
    ana.texts(R1, "#102")
    assert max_.hears() == [(SHOP, ADDRESS)]
    assert story.nobody_hears(lea)


@pytest.mark.parametrize("typed", ["/hourz", "/adress", "/adres"])
def test_a_typo_is_never_sent(scene: Scene, typed: str) -> None:
    story, lea, ana, relay = scene
    ana.texts(relay, typed)
    [told] = ana.hears()
    assert ("/hours" in told.body) or ("/address" in told.body)
    assert story.nobody_hears(lea)


def test_its_bare_word_is_a_text(scene: Scene) -> None:
    _, lea, ana, relay = scene
    lea.texts(SHOP, "Is it hours or days?")
    ana.hears()
    ana.texts(relay, "hours")
    assert lea.hears() == [(SHOP, "hours")]


def test_it_is_kept_in_the_history_as_it_was_sent(scene: Scene) -> None:
    _, _, ana, relay = scene
    ana.texts(relay, "/address")
    [hist] = orders(ana, relay, "hist")
    assert ADDRESS in hist


def test_write_first_with_one(scene: Scene) -> None:
    story, _, ana, _ = scene
    max_ = story.customer(2)
    ana.texts(
        R4,
        "/write 514-555-0302 /address" if ana.language == "en" else "/ecrire 514-555-0302 /address",
    )
    assert everything(max_) == ADDRESS


def test_a_plain_number_after_it_is_the_threads(open_desk: OpenDesk) -> None:
    """As after every other command: `/hours 102`, on the number that shows #101."""
    story = open_desk(team(after=SNIPPETS))
    lea, max_, (ana, *_) = story.customer(1), story.customer(2), story.agents()
    relay = story.begin(lea, ana)
    max_.texts(SHOP, "Where are you?")
    story.nobody_hears()
    ana.texts(relay, "/address 102")
    assert story.nobody_hears(lea)
