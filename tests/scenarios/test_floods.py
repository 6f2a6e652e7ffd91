"""Who writes a great deal: everything is kept, nobody's phone rings a hundred times."""

from chalicelib.texts import say

from .desks import SHOP
from .story import Story


def test_a_hundred_texts_cost_an_agent_a_dozen(desk: Story) -> None:
    lea, ana = desk.customer(), desk.agent("Ana")
    relay = desk.begin(lea, ana)
    for n in range(100):
        lea.texts(SHOP, f"And another thing, number {n} of all that I have to say to you")
    assert [got.body for got in lea.hears()] == [say("enough", "en", desk="Spokes")]
    desk.later(minutes=15)
    heard = [got.body for got in ana.hears()]
    assert len(heard) <= 12
    assert heard[9].endswith("number 9 of all that I have to say to you")
    assert any("/hist 101" in words for words in heard)
    assert heard[-1].endswith("number 99 of all that I have to say to you")
    lea.texts(SHOP, "Sorry, that was a lot")
    assert ana.hears() == [(relay, "Sorry, that was a lot")]
    assert desk.nobody_hears()


def test_a_flood_that_nobody_has_answered_yet(desk: Story) -> None:
    lea, ana, ben = desk.customer(), desk.agent("Ana"), desk.agent("Ben")
    for n in range(60):
        lea.texts(SHOP, f"Hello? It is me again, and this is text number {n} of mine")
    desk.later(minutes=15)
    for phone in (ana, ben):
        heard = [got.body for got in phone.hears()]
        assert len(heard) <= 8
        assert "number 59 of mine" in heard[-1]


def test_the_same_again_is_counted(desk: Story) -> None:
    lea, ana = desk.customer(), desk.agent("Ana")
    relay = desk.begin(lea, ana)
    for _ in range(6):
        lea.texts(SHOP, "Hello?")
    assert ana.hears() == [(relay, "Hello?")] * 2
    desk.later(minutes=2)
    assert ana.hears() == [(relay, "Hello? (x4)")]
    assert desk.nobody_hears(lea), "a machine would answer it"


def test_ten_short_texts_come_one_by_one(desk: Story) -> None:
    lea, ana = desk.customer(), desk.agent("Ana")
    relay = desk.begin(lea, ana)
    said = ["Hi", "me again", "about the chain", "the one from Tuesday", "it slipped", "twice"]
    for words in said:
        lea.texts(SHOP, words)
    assert ana.hears() == [(relay, words) for words in said]


def test_a_machine_that_answers_the_acknowledgement_opens_nothing_more(desk: Story) -> None:
    lea, ana = desk.customer(), desk.agent("Ana")
    lea.texts(SHOP, "I'm driving right now, I'll get back to you later.")
    assert desk.nobody_hears(lea), "no acknowledgement to a machine"
    assert len(ana.hears()) == 1
