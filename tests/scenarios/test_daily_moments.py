"""Moments that every desk lives through: commands typed and dictated, staff, thanks, old phones."""

import pytest

from .asking import asks, to
from .conftest import OpenDesk
from .desks import ALONE, NARROW_ALONE, ONE_NUMBER, R1, SHOP, agent, desk
from .story import Story

FRENCH = desk(agent("Ana", language="fr"), language="fr")


# --- commands without, or with too much ------------------------------------------------------


@pytest.mark.parametrize("toml", [ALONE, FRENCH])
@pytest.mark.parametrize("typed", ["Slash fini.", "/ Done."])
def test_slash_fini_dictated_and_done_by_autocorrect(
    open_desk: OpenDesk, toml: str, typed: str
) -> None:
    story = open_desk(toml)
    lea, ana = story.customer(), story.agent("Ana")
    relay = story.begin(lea, ana)
    ana.texts(relay, typed)
    assert ana.hears() == [(relay, ana.words("done_none", n=101))]
    assert story.nobody_hears(lea)


def test_note_customer_is_rude_without_the_slash(desk: Story) -> None:
    lea, ana = desk.customer(), desk.agent("Ana")
    relay = desk.begin(lea, ana)
    ana.texts(relay, "note customer is rude")
    assert desk.nobody_hears(lea)
    [(_, question)] = ana.hears()
    assert '"note customer is rude"' in question
    assert "1 = " in question
    assert "2 = " in question
    ana.answers(relay, "2")
    assert ana.hears() == [(relay, ana.words("noted", n=101))]
    assert desk.nobody_hears(lea)
    ana.answers(relay, "/hist")
    assert "customer is rude" in ana.hears()[0].body
    assert desk.nobody_hears(lea)


def test_note_without_the_slash_that_was_meant_for_the_customer(desk: Story) -> None:
    lea, ana = desk.customer(), desk.agent("Ana")
    relay = desk.begin(lea, ana)
    ana.texts(relay, "Note that we close at six")
    assert desk.nobody_hears(lea)
    ana.answers(relay, "1")
    assert lea.hears() == [(SHOP, "Note that we close at six")]


# --- one number for all ----------------------------------------------------------------------


def test_staff_writes_to_the_business_number_while_a_customers_thread_is_open_there(
    desk: Story,
) -> None:
    """Two numbers: what is written to the business number is a matter of its own."""
    lea, (ana, ben) = desk.customer(), desk.agents()
    desk.begin(lea, ana)
    ana.texts(SHOP, "ill tomorrow, can you open?")
    assert desk.nobody_hears(lea)
    [(_, shown)] = ben.hears()
    assert shown.endswith("ill tomorrow, can you open?")


def test_staff_writes_to_the_only_number_while_a_customers_thread_is_open_there(
    open_desk: OpenDesk,
) -> None:
    """One number: it can only be a reply. A day later it is asked about."""
    story = open_desk(ONE_NUMBER)
    lea, ana = story.customer(), story.agent("Ana")
    lea.texts(SHOP, "My chain broke")
    ana.texts(SHOP, "Come by")
    story.later(hours=25)
    story.nobody_hears()
    ana.texts(SHOP, "ill tomorrow, can you open?")
    assert story.nobody_hears(lea)
    assert ana.hears() == [(SHOP, asks(ana, "which", "ill tomorrow, can you open?", to(101)))]
    ana.answers(SHOP, "0")
    assert story.nobody_hears(lea)


# --- thanks ----------------------------------------------------------------------------------


def test_merci_a_minute_after_the_thread_was_resolved(open_desk: OpenDesk) -> None:
    story = open_desk(FRENCH)
    lea, ana = story.customer(), story.agent("Ana")
    relay = story.begin(lea, ana)
    ana.texts(relay, "/fini")
    story.nobody_hears()
    story.move(minutes=1)
    lea.texts(SHOP, "Merci!!")
    assert ana.hears() == [(relay, ana.words("thanks", "Merci!!", n=101))]
    ana.answers(relay, "👍")  # to the customer's own words: a short goodbye
    assert lea.hears() == [(SHOP, "👍")]
    assert ana.hears() == [(relay, ana.words("reopened_by_you", n=101))]


def test_merci_a_minute_after_the_thread_was_resolved_by_one_who_is_away(desk: Story) -> None:
    lea, (ana, ben) = desk.customer(), desk.agents()
    relay = desk.begin(lea, ana)
    ana.texts(relay, "/done")
    ana.texts(relay, "/away")
    desk.nobody_hears()
    desk.move(minutes=1)
    lea.texts(SHOP, "Merci!!")
    desk.later(minutes=20)
    assert desk.nobody_hears()
    ben.texts(R1, "/queue")
    assert ben.hears() == [(R1, ben.words("queue_none"))]


# --- old phones ------------------------------------------------------------------------------


def test_an_old_phone_that_sends_one_long_text_as_three(open_desk: OpenDesk) -> None:
    story = open_desk(NARROW_ALONE)
    lea, max_, ana = story.customer(1), story.customer(2), story.agent("Ana")
    for phone in (lea, max_):
        phone.texts(SHOP, "Where is it?")
    story.nobody_hears()
    parts = ["Take the metro to the market, ", "then turn left at the church, ", "we are no. 5"]
    for part in parts:
        story.post(story.form(ana.address, R1, part))
    story.settle()
    assert story.nobody_hears(lea, max_)
    assert all("NOT SENT" in got.body for got in ana.hears())
    ana.answers(R1, "#101")
    assert lea.hears() == [(SHOP, part) for part in parts]
    assert story.nobody_hears()


def test_an_old_phone_that_sends_one_long_text_as_three_to_one_customer(desk: Story) -> None:
    lea, ana = desk.customer(), desk.agent("Ana")
    relay = desk.begin(lea, ana)
    parts = ["Take the metro to the market, ", "then turn left at the church, ", "we are no. 5"]
    for part in parts:
        desk.post(desk.form(ana.address, relay, part))
    desk.settle()
    assert lea.hears() == [(SHOP, part) for part in parts]
    assert desk.nobody_hears()


def test_a_picture_without_words_from_an_agent_is_sent(desk: Story) -> None:
    lea, ana = desk.customer(), desk.agent("Ana")
    relay = desk.begin(lea, ana)
    ana.texts(relay, "", media=1)
    assert lea.hears() == [(SHOP, "")]
    assert len(lea.shown()[-1].media_urls) == 1
    assert desk.nobody_hears()


def test_a_short_code_writes_to_a_relay_number(desk: Story) -> None:
    """An advertisement, not an agent: nobody is bothered, and it gets no answer."""
    lea, ana = desk.customer(), desk.agent("Ana")
    relay = desk.begin(lea, ana)
    desk.post(desk.form("12345", relay, "Your code is 4711"))
    desk.settle()
    assert desk.nobody_hears()
