"""What comes along with a customer's text, as the agent reads it."""

import pytest

from .conftest import OpenDesk
from .desks import R1, SHOP, agent, desk
from .phones import Phone
from .story import Story
from .teams import BOTH, orders

WHATSAPP = f"whatsapp:{SHOP}"
LEA = "whatsapp:+15145550301"


def shop(language: str = "en") -> str:
    """Ana and an inbox on SMS and WhatsApp."""
    return desk(
        agent("Ana", language=language),
        language=language,
        inboxes=f'[[inboxes]]\nname = "support"\naddresses = ["{SHOP}", "{WHATSAPP}"]',
    )


def begun(story: Story) -> tuple[Phone, Phone]:
    """Lea and Ana, whose conversation is under way."""
    lea, (ana,) = story._phone(LEA, story.desk.language), story.agents()
    lea.texts(WHATSAPP, "My chain broke")
    ana.texts(R1, "Bring it in tomorrow")
    story.nobody_hears()
    return lea, ana


def sends(story: Story, lea: Phone, body: str, **fields: str) -> None:
    story.move(seconds=1)
    assert story.post(story.form(lea.address, WHATSAPP, body, **fields)).status == 200
    story.settle()


@BOTH
@pytest.mark.parametrize(
    ("fields", "english", "french"),
    [
        ({"Forwarded": "true"}, "(forwarded) Look", "(transféré) Look"),
        (
            {"ReferralHeadline": "Spring sale", "ReferralSourceUrl": "https://fb.example/1"},
            "(came from: Spring sale https://fb.example/1)\nLook",
            "(vient de : Spring sale https://fb.example/1)\nLook",
        ),
    ],
)
def test_in_words(
    open_desk: OpenDesk, language: str, fields: dict[str, str], english: str, french: str
) -> None:
    story = open_desk(shop(language))
    lea, ana = begun(story)
    sends(story, lea, "Look", **fields)
    words = {"en": english, "fr": french}[language]
    assert ana.hears() == [(R1, words)]
    [told] = orders(ana, R1, "hist")
    assert " ".join(words.split()) in told


@BOTH
def test_an_answer_to_a_text_of_ours_says_to_which(open_desk: OpenDesk, language: str) -> None:
    story = open_desk(shop(language))
    lea, ana = begun(story)
    ana.texts(R1, "The wheel too?")
    lea.quotes(WHATSAPP, lea.sid("tomorrow"), "At nine?")
    between = {"en": "", "fr": " "}[language]
    assert ana.hears() == [(R1, f'Re "Bring it in tomorrow"{between}: At nine?')]


def test_an_answer_to_what_is_not_ours_to_them_is_plain(open_desk: OpenDesk) -> None:
    story = open_desk(shop())
    lea, ana = begun(story)
    max_ = story._phone("whatsapp:+15145550302", "en")
    max_.texts(WHATSAPP, "Do you sell bells?")
    ana.hears()
    ana.texts(ana.shown()[-1].sender, "#102 We do, of course")
    ana.hears()
    for place, sid in enumerate(("SM" + "0" * 32, max_.sid("of course"), ana.sid("My chain"))):
        lea.quotes(WHATSAPP, sid, f"This one {place}")
        assert [text.body for text in ana.hears()] == [f"This one {place}"]
