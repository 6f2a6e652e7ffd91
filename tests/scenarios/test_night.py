"""A customer goes on with a matter at night, when nobody is to be woken."""

from datetime import datetime
from zoneinfo import ZoneInfo

from .conftest import OpenDesk
from .desks import SHOP, agent, desk
from .story import Story

MONTREAL = ZoneInfo("America/Montreal")

NIGHT = f"""[[inboxes]]
name = "support"
addresses = ["{SHOP}"]
hours = ["Mon-Sun 00:00-23:00"]"""


def _until_night(story: Story) -> None:
    while datetime.fromtimestamp(story.now / 1000, MONTREAL).hour != 23:
        story.move(minutes=10)


def test_who_writes_at_night_hears_when_there_will_be_an_answer_and_only_once(
    open_desk: OpenDesk,
) -> None:
    story = open_desk(desk(agent("Ana"), inboxes=NIGHT))
    lea, ana = story.customer(), story.agent("Ana")
    relay = story.begin(lea, ana)
    ana.texts(relay, "/closed until tomorrow 9:00")  # no supervisor: nothing is closed
    ana.hears()
    lea.texts(SHOP, "Fine. And the helmet?")
    assert ana.hears()[-1].body == "Fine. And the helmet?"
    ana.texts(relay, "That too.")
    lea.hears()
    _until_night(story)
    lea.texts(SHOP, "What do I owe you?")
    assert "until tomorrow 0:00" in lea.hears()[-1].body
    lea.texts(SHOP, "And can I pay by card?")
    assert story.nobody_hears(lea, ana)
    story.move(hours=1)
    story.tick()
    [got] = ana.hears()
    assert got.body.endswith("What do I owe you?\nAnd can I pay by card?")
    ana.texts(relay, "60 $, and yes.")
    assert lea.hears()[-1].body == "60 $, and yes."


def test_thanks_at_night_are_not_answered(open_desk: OpenDesk) -> None:
    story = open_desk(desk(agent("Ana"), inboxes=NIGHT))
    lea, ana = story.customer(), story.agent("Ana")
    story.begin(lea, ana)
    _until_night(story)
    lea.texts(SHOP, "Merci!")
    assert story.nobody_hears(lea, ana)


def test_thanks_for_a_closed_matter_wait_until_the_morning_in_nobodys_way(
    open_desk: OpenDesk,
) -> None:
    story = open_desk(desk(agent("Ana"), inboxes=NIGHT))
    lea, ana = story.customer(), story.agent("Ana")
    relay = story.begin(lea, ana)
    ana.texts(relay, "/done")
    ana.hears()
    _until_night(story)
    lea.texts(SHOP, "Merci!")
    assert story.nobody_hears(ana)
    ana.texts(relay, "/mine")
    assert ana.hears(), "what she asks for herself is answered at any hour"
    story.move(hours=1)
    story.tick()
    assert ana.hears()[-1].body.endswith("Merci!")


def test_an_owner_who_writes_at_night_sees_what_came_meanwhile(open_desk: OpenDesk) -> None:
    story = open_desk(desk(agent("Ana"), inboxes=NIGHT))
    lea, ana = story.customer(), story.agent("Ana")
    relay = story.begin(lea, ana)
    _until_night(story)
    lea.texts(SHOP, "What do I owe you?")
    assert story.nobody_hears(ana)
    ana.texts(relay, "#101 Good news: it is done.")
    assert any("What do I owe you?" in got.body for got in ana.hears())
