"""A customer puts an emoji to a text of ours: a word for who has the matter, and no more."""

import pytest

from chalicelib.models import Contact
from chalicelib.store import contacts

from .conftest import OpenDesk
from .desks import R1
from .phones import Phone
from .story import Story
from .teams import BOTH, orders
from .test_extras import WHATSAPP, begun, sends, shop

Begun = tuple[Story, Phone, Phone]


@pytest.fixture
def under_way(open_desk: OpenDesk) -> Begun:
    story = open_desk(shop())
    return story, *begun(story)


def reacts(story: Story, lea: Phone, emoji: str = "👍", to: str = "tomorrow") -> None:
    sid = lea.sid(to) if to else "SM" + "0" * 32
    sends(story, lea, emoji, MessageType="reaction", OriginalRepliedMessageSid=sid)


@BOTH
def test_it_is_told_in_one_short_text(open_desk: OpenDesk, language: str) -> None:
    story = open_desk(shop(language))
    lea, ana = begun(story)
    reacts(story, lea, "❤️")
    words = {
        "en": 'Reacted ❤️ to "Bring it in tomorrow"',
        "fr": 'A réagi ❤️ à "Bring it in tomorrow"',
    }
    assert ana.hears() == [(R1, words[language])]
    assert story.nobody_hears(lea)
    [told] = orders(ana, R1, "hist")
    assert {"en": "Reacted to", "fr": "A réagi à"}[language] in told  # plain letters in a list


def test_to_a_text_that_is_not_known(under_way: Begun) -> None:
    story, lea, ana = under_way
    reacts(story, lea, to="")
    assert ana.hears() == [(R1, "Reacted 👍")]


def test_it_starts_no_clock_and_changes_no_end(under_way: Begun) -> None:
    story, lea, ana = under_way
    sms = story.customer(1)
    sms.texts("+15145550100", "By SMS from now on")
    ana.texts(R1, "All right by me")
    before = _head(story).threads[0]
    reacts(story, lea)
    after = _head(story).threads[0]
    assert (after.waits, after.heard, after.theirs) == (0, before.heard, sms.address)


def test_nothing_is_opened_by_it(under_way: Begun) -> None:
    story, lea, ana = under_way
    orders(ana, R1, "done")
    reacts(story, lea)
    [told] = ana.hears()
    assert told.body.endswith('Reacted 👍 to "Bring it in tomorrow"')
    assert _head(story).threads == ()
    story.later(hours=12)
    story.nobody_hears()
    reacts(story, lea)
    assert story.nobody_hears(ana, lea)
    assert _head(story).threads == ()


def test_from_a_stranger_it_is_kept_and_nobody_is_told(open_desk: OpenDesk) -> None:
    story = open_desk(shop())
    lea, (ana,) = story._phone("whatsapp:+15145550301", "en"), story.agents()
    sends(story, lea, "👍", MessageType="reaction")
    assert story.nobody_hears(ana, lea)
    assert _head(story).threads == ()


def test_on_a_thread_that_nobody_has_it_comes_with_the_next_text(open_desk: OpenDesk) -> None:
    story = open_desk(shop())
    lea, (ana,) = story._phone("whatsapp:+15145550301", "en"), story.agents()
    lea.texts(WHATSAPP, "My chain broke")
    story.nobody_hears()
    reacts(story, lea, to="thanks")
    assert story.nobody_hears(ana)
    story.move(seconds=60)
    lea.texts(WHATSAPP, "Hello?")
    story.later(seconds=30)
    assert any("Hello?" in text.body for text in ana.hears())


def _head(story: Story) -> Contact:
    return contacts.head(story.desk.identify("+15145550301"))
