"""Who waits in line hears how long others wait, as measured, and is told if it was wrong."""

from chalicelib.decisions import Decision, Tally
from chalicelib.rules import measures
from chalicelib.store.commit import commit

from .conftest import OpenDesk
from .desks import R1, SHOP
from .phones import Phone
from .routings import NEXT, staff
from .story import Story

CAPACITY = "capacity = 1"


def answered(story: Story, step: int, count: int = 20, days: int = 0) -> None:
    """So many customers had their first answer within so many steps, some days ago."""
    day = measures.day_of(story.now - days * 86_400_000, story.desk.timezone)
    commit(Decision(outcome="x", tally=Tally("support", day, "k", {f"first:{step}": count})))


def busy(open_desk: OpenDesk, language: str = "en", more: str = "") -> tuple[Story, Phone, Phone]:
    """Ana has a customer and room for no more; Lea, who waits; Ana."""
    story = open_desk(staff(CAPACITY, language=language, inboxes=NEXT + more))
    lea, ana = story.customer(2), story.agent("Ana")
    story.begin(story.customer(1), ana)
    return story, lea, ana


def asks(story: Story, lea: Phone) -> list[str]:
    """Lea asks; what she hears of the line in two minutes."""
    lea.texts(SHOP, "Is my bike ready?")
    lea.hears()
    story.later(minutes=2)
    return [got.body for got in lea.hears()]


def test_the_place_and_the_wait_and_its_correction(open_desk: OpenDesk) -> None:
    story, lea, ana = busy(open_desk)
    answered(story, step=1, days=6)
    [told] = asks(story, lea)
    assert told == (
        "Spokes: we are all busy right now. Your place in line: 1. "
        "Most are answered within 15 minutes. We will answer you here."
    )
    for _ in range(4):
        story.later(minutes=6)
        assert story.nobody_hears(lea)
    for _ in range(3):
        story.later(minutes=6)
    [told] = [got.body for got in lea.hears()]
    assert told == (
        "Spokes: we are slower than usual today, sorry. Your place in line now: 1. "
        "We will answer you here."
    )
    for _ in range(4):
        story.later(minutes=20)
    assert story.nobody_hears(lea), "never a third time"
    ana.texts(R1, "/done 101")
    assert "Is my bike ready?" in ana.hears()[-1].body
    assert story.nobody_hears(lea)


def test_in_french(open_desk: OpenDesk) -> None:
    story, lea, _ = busy(open_desk, "fr")
    answered(story, step=3)
    [told] = asks(story, lea)
    assert told == (
        "Spokes : nous sommes tous occupés pour le moment. Votre place dans la file : 1. "
        "Réponse ici, le plus souvent en moins d'une heure."
    )
    for _ in range(5):
        story.later(minutes=30)
    [told] = [got.body for got in lea.hears()]
    assert told == (
        "Spokes : c'est plus long que d'habitude aujourd'hui, désolés. Votre place dans la "
        "file : 1. Nous vous répondrons ici."
    )


def test_too_few_or_too_long_ago_says_nothing_of_it(open_desk: OpenDesk) -> None:
    story, lea, _ = busy(open_desk)
    answered(story, step=0, count=18)  # one more came from Ana
    answered(story, step=0, days=7)
    place = lea.words("queued", desk="Spokes", place=1)
    assert asks(story, lea) == [place]
    for _ in range(4):
        story.later(minutes=30)
    assert story.nobody_hears(lea)


def test_twenty_answers_of_its_own_are_enough(open_desk: OpenDesk) -> None:
    story = open_desk(staff(CAPACITY, inboxes=NEXT))
    ana = story.agent("Ana")
    for n in range(20):
        address = f"+1438555{100 + n:04}"
        story.carrier.text(address, SHOP, f"Is bike number {n} ready?")
        story.settle()
        story.move(minutes=17)
        relay = ana.hears()[-1].sender
        ana.texts(relay, f"#{101 + n} At five")
        ana.texts(relay, "/done")
        story.later(minutes=1)
    lea, max_ = story.customer(1), story.customer(2)
    max_.texts(SHOP, "My chain broke")
    ana.texts(ana.shown()[-1].sender, "#121 Come by")
    assert "Most are answered within half an hour." in asks(story, lea)[-1]


def test_an_answer_in_time_ends_it(open_desk: OpenDesk) -> None:
    story, lea, ana = busy(open_desk)
    answered(story, step=1)
    asks(story, lea)
    ana.texts(R1, "/done 101")
    ana.texts(ana.shown()[-1].sender, "At five")
    lea.hears()
    lea.texts(SHOP, "Which five?")
    for _ in range(4):
        story.later(minutes=30)
    assert story.nobody_hears(lea)
