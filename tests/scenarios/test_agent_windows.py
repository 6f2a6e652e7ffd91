"""Agents on WhatsApp who wrote more than a day ago: asked to write, and nothing is lost."""

import pytest

from chalicelib.store import agents
from simulator.wire import Text

from .conftest import OpenDesk
from .desks import R1, SHOP, agent, desk
from .phones import Phone
from .story import Story
from .teams import WHATSAPP
from .test_windows import SID, TEMPLATES

WR = WHATSAPP + R1
ANA = f"""
[[agents]]
name = "Ana"
address = "{WHATSAPP}+15145550201"
inboxes = ["support"]
language = "en"
"""
INBOX = f'[[inboxes]]\nname = "support"\naddresses = ["{SHOP}"]\n'
RELAYS = (R1, WR)
ALONE = desk(ANA, relays=RELAYS, inboxes=INBOX) + TEMPLATES
BOTH = desk(ANA, agent("Ben"), relays=RELAYS, inboxes=INBOX) + TEMPLATES


def templates(phone: Phone) -> list[Text]:
    return [text for text in phone.shown() if text.template]


def begun(story: Story) -> tuple[Phone, Phone]:
    """Lea's thread is Ana's, and a day and a half has passed."""
    lea, ana = story.customer(), story.agent("Ana")
    lea.texts(SHOP, "My chain broke")
    ana.texts(WR, "Bring it in")
    assert lea.hears()[-1].body == "Bring it in"
    story.move(hours=36)
    story.nobody_hears()
    return lea, ana


def test_an_agent_is_asked_to_write_and_is_told_what_waited(open_desk: OpenDesk) -> None:
    story = open_desk(ALONE)
    lea, ana = begun(story)
    lea.texts(SHOP, "Is it ready?")
    assert ana.hears() == [(WR, f"[template {SID} | Ana, Spokes]")]
    story.later(minutes=20)
    assert not ana.hears()
    ana.texts(WR, "here")
    [asked] = ana.hears()
    assert asked.body.startswith('* NOT SENT yet: "here". For whom?')
    ana.texts(WR, "0")
    story.later(minutes=20)
    assert any(got.body.endswith("Is it ready?") for got in ana.hears())
    assert not lea.hears()


def test_what_is_written_next_answers_the_template_and_no_customer(open_desk: OpenDesk) -> None:
    story = open_desk(ALONE)
    lea, ana = begun(story)
    lea.texts(SHOP, "Is it ready?")
    ana.texts(WR, "Yes I am here now")
    assert not lea.hears()


def test_the_others_are_told_meanwhile(open_desk: OpenDesk) -> None:
    story = open_desk(BOTH)
    lea, ana = begun(story)
    ben = story.agent("Ben")
    lea.texts(SHOP, "Is it ready?")
    assert len(templates(ana)) == 1
    assert "Is it ready?" in ben.hears()[-1].body
    ben.texts(R1, "It is")
    assert lea.hears() == [(SHOP, "It is")]


def test_once_a_day(open_desk: OpenDesk) -> None:
    story = open_desk(ALONE)
    lea, ana = begun(story)
    lea.texts(SHOP, "Is it ready?")
    lea.texts(SHOP, "Hello?")
    story.later(hours=3)
    assert len(templates(ana)) == 1
    story.move(hours=22)
    story.later(minutes=20)
    assert len(templates(ana)) == 2


def test_without_a_template_the_words_go_to_the_others_all_the_same(open_desk: OpenDesk) -> None:
    story = open_desk(BOTH.replace(TEMPLATES, ""))
    lea, ana = begun(story)
    lea.texts(SHOP, "Is it ready?")
    assert not ana.hears()
    assert "Is it ready?" in story.agent("Ben").hears()[-1].body


@pytest.mark.parametrize("said", ["It is ready, from noon on"])
def test_what_the_desk_says_to_them_alone_waits(open_desk: OpenDesk, said: str) -> None:
    """A supervisor's word to all is told when the agent has written."""
    toml = BOTH.replace('name = "Ben"', 'name = "Ben"\nsupervisor = true')
    story = open_desk(toml)
    _, ana = begun(story)
    ben = story.agent("Ben")
    ben.texts(R1, f"/broadcast {said}")
    assert len(templates(ana)) == 1
    story.later(hours=5)
    assert not any(said in text.body for text in ana.shown())
    ana.texts(WR, "/mine")
    story.later(minutes=20)
    assert sum(said in text.body for text in ana.shown()) == 1


def test_the_provider_knows_better(open_desk: OpenDesk) -> None:
    """Nothing is known of an agent who never wrote: it is tried, refused, and learned."""
    story = open_desk(BOTH)
    ana, lea = story.agent("Ana"), story.customer()
    story.carrier.close_window(WR, ana.address)
    lea.texts(SHOP, "My chain broke")
    assert len(templates(ana)) == 1
    assert "My chain broke" in story.agent("Ben").hears()[-1].body
    story.later(minutes=40)
    ana.texts(WR, "/queue")
    story.later(minutes=20)
    assert any("My chain broke" in text.body for text in ana.shown() if text.status == "delivered")


def test_the_line_is_written_once_an_hour_at_most(open_desk: OpenDesk) -> None:
    story = open_desk(ALONE)
    ana = story.agent("Ana")
    spots = []
    for _ in range(3):
        ana.texts(WR, "/mine")
        [line] = agents.view(story.desk.agents[0].id)[1]
        spots.append(line.heard)
        story.move(minutes=25)
    assert len(set(spots)) == 1
    story.move(minutes=25)
    ana.texts(WR, "/mine")
    [line] = agents.view(story.desk.agents[0].id)[1]
    assert line.heard > spots[0]
