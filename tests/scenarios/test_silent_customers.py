"""A customer says nothing more: its agent is asked about the thread, then it is closed."""

from .conftest import OpenDesk
from .desks import R1, SHOP, agent, desk
from .phones import Phone
from .routings import HOURS, inbox
from .story import Story


def opened(open_desk: OpenDesk, *lines: str, language: str = "en") -> tuple[Story, Phone, Phone]:
    """Ana has answered Lea, on a Tuesday at ten."""
    toml = desk(agent("Ana", language=language), inboxes=inbox(more="\n".join(lines)))
    story = open_desk(toml)
    lea, ana = story.customer(), story.agent("Ana")
    story.begin(lea, ana)
    return story, lea, ana


def passes(story: Story, hours: int) -> None:
    for _ in range(hours * 6):
        story.move(minutes=10)
        story.tick()


def test_asked_once_then_closed(open_desk: OpenDesk) -> None:
    story, lea, ana = opened(open_desk, 'ask_after = "2h"', 'close_after = "5h"')
    passes(story, 4)
    [asked] = ana.hears()
    assert asked.body == (
        "* #101 customer: nothing from the customer since 10:00 (closes 15:00)."
        " All done? /done 101. If not: /snooze #101 3d"
    )
    assert story.nobody_hears(lea)
    passes(story, 2)
    assert ana.hears()[-1].body.startswith("* #101 customer is closed")
    assert lea.hears()[-1].body.startswith("Spokes: we have not heard back from you")


def test_done_when_asked_and_the_customer_hears_nothing(open_desk: OpenDesk) -> None:
    story, lea, ana = opened(open_desk, 'ask_after = "2h"')
    passes(story, 3)
    [asked] = ana.hears()
    assert "closes" not in asked.body, "it does not close by itself"
    ana.texts(asked.sender, "/done 101")
    passes(story, 6)
    assert story.nobody_hears(lea)


def test_a_word_of_the_customer_begins_it_anew(open_desk: OpenDesk) -> None:
    story, lea, ana = opened(open_desk, 'ask_after = "2h"', 'close_after = "3h"')
    passes(story, 1)
    lea.texts(SHOP, "Thanks!")
    ana.hears()
    passes(story, 1)
    assert ana.hears() == []
    passes(story, 2)
    assert "nothing from the customer since 11:00" in ana.hears()[0].body


def test_put_off_when_asked_it_has_the_whole_time_again(open_desk: OpenDesk) -> None:
    story, lea, ana = opened(open_desk, 'ask_after = "2h"', 'close_after = "3h"')
    passes(story, 2)
    [asked] = ana.hears()
    ana.texts(asked.sender, "/snooze #101 6h")
    ana.hears()
    passes(story, 5)
    assert story.nobody_hears(lea, ana)
    passes(story, 2)
    [back] = ana.hears()
    assert "#101" in back.body
    passes(story, 1)
    assert story.nobody_hears(lea)
    passes(story, 1)
    assert "nothing from the customer since" in ana.hears()[0].body


def test_nobody_is_asked_at_night(open_desk: OpenDesk) -> None:
    story, _, ana = opened(open_desk, HOURS, 'ask_after = "12h"')
    passes(story, 20)
    assert ana.hears() == []
    passes(story, 4)
    assert "since Tue 10:00" in ana.hears()[0].body


def test_nor_off_shift_where_the_inbox_is_always_open(open_desk: OpenDesk) -> None:
    toml = desk(agent("Ana") + 'shifts = ["Mon-Fri 09:00-17:00"]\n', agent("Ben"))
    story = open_desk(toml.replace('name = "support"', 'name = "support"\nask_after = "12h"'))
    lea, ana = story.customer(), story.agent("Ana")
    story.begin(lea, ana)
    passes(story, 22)
    assert ana.hears() == []
    passes(story, 2)
    assert "since Tue 10:00" in ana.hears()[0].body


def test_one_that_was_closed_by_mistake_is_asked_about_too(open_desk: OpenDesk) -> None:
    story, _, ana = opened(open_desk, 'ask_after = "2h"')
    ana.texts(R1, "/done 101")
    ana.texts(R1, "/undo")
    ana.hears()
    passes(story, 3)
    assert "nothing from the customer since" in ana.hears()[0].body


def test_who_is_asked_late_has_as_long_as_who_is_asked_in_time(open_desk: OpenDesk) -> None:
    story, lea, ana = opened(open_desk, 'ask_after = "2h"', 'close_after = "5h"')
    story.move(hours=8)  # the clock stood still
    story.tick()
    assert "closes 21:00" in ana.hears()[0].body
    passes(story, 2)
    assert story.nobody_hears(lea)
    passes(story, 2)
    assert lea.hears()


def test_in_french(open_desk: OpenDesk) -> None:
    story, _, ana = opened(open_desk, 'ask_after = "2h"', 'close_after = "1d"', language="fr")
    passes(story, 3)
    [asked] = ana.hears()
    assert asked.body == (
        "* #101 client : rien du client depuis 10 h (fermeture : demain 10 h)."
        " Réglé? /fini 101. Sinon : /rappel #101 3j"
    )
    ana.texts(asked.sender, "/rappel #101 3j")
    assert ana.hears()[-1].body.startswith("* #101 client : remis jusqu'à vendredi")
