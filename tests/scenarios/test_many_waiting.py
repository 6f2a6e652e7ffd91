"""Many customers at once: all acknowledged, and no phone rings a hundred times."""

from .conftest import OpenDesk
from .desks import R1, SHOP, agent, desk
from .phones import Got, Phone
from .story import Story


def _customers(story: Story, count: int) -> list[str]:
    """So many customers write, each once, within a minute; their numbers."""
    found = []
    for n in range(count):
        address = f"+1438555{100 + n:04}"
        story.carrier.text(address, SHOP, f"Is bike number {n} ready?")
        found.append(address)
        story.move(milliseconds=500)
        if n % 10 == 9:
            story.settle()
    story.settle()
    return found


def test_forty_in_half_a_minute(open_desk: OpenDesk) -> None:
    story = open_desk(desk(agent("Ana"), agent("Ben")))
    ana, ben = story.agents()
    for address in _customers(story, 40):
        assert len([t for t in story.carrier.texts() if t.to == address]) == 1
    for phone in (ana, ben):
        heard = [got.body for got in phone.hears()]
        assert len(heard) <= 5
        assert phone.words("crowded") in heard[-1]


def test_an_answer_makes_room_for_the_next(open_desk: OpenDesk) -> None:
    story = open_desk(desk(agent("Ana")))
    ana = story.agent("Ana")
    _customers(story, 12)
    _answers(ana, ana.hears()[:3])
    assert story.nobody_hears(ana)
    story.later(minutes=3)
    heard = ana.hears()
    assert 1 <= len(heard) <= 4
    for _ in range(12):
        _answers(ana, heard)
        story.later(minutes=10)
        heard = ana.hears()
    told = {t.to for t in story.carrier.texts() if t.body == "At five"}
    assert len(told) >= 10, "all but those that Ana has not answered"


def test_twenty_five_waiting_on_monday_morning(open_desk: OpenDesk) -> None:
    """Everybody is away; then they come back, one after the other."""
    story = open_desk(desk(agent("Ana"), agent("Ben"), agent("Cleo")))
    agents = story.agents()
    for phone in agents:
        phone.texts(R1, "/away")
        phone.hears()
    _customers(story, 25)
    assert story.nobody_hears(*agents)
    story.move(hours=60)
    for phone in agents:
        phone.texts(R1, "/back")
    story.later(minutes=3)
    for phone in agents:
        told = [got.body for got in phone.hears() if "Is bike number" in got.body]
        assert 1 <= len(told) <= 6, "some each, and no avalanche"
    agents[0].texts(R1, "/queue")
    assert agents[0].hears()[-1].body.startswith("* 25 ")


def _answers(phone: Phone, heard: list[Got]) -> None:
    """Each, by its number, where it showed."""
    for got in heard:
        number = got.body.partition("#")[2][:3]
        phone.texts(got.sender, f"#{number} At five")
