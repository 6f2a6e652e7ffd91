"""Each customer is a conversation of its own in the agent's phone, as far as the numbers go."""

from .conftest import OpenDesk
from .desks import ALONE, NARROW_ALONE, R1, R2, R3, SHOP, agent, desk
from .story import Story

TWO_RELAYS = desk(agent("Ana"), relays=(R1, R2))


def close(story: Story, relay: str) -> None:
    story.agent("Ana").texts(relay, "/done")
    story.nobody_hears()


def test_a_text_on_an_unshared_line_has_no_header(open_desk: OpenDesk) -> None:
    story = open_desk(ALONE)
    lea, max_, ana = story.customer(1), story.customer(2), story.agent("Ana")
    story.begin(lea, ana)
    story.begin(max_, ana, question="Do you sell bells?")
    lea.texts(SHOP, "On my way")
    max_.texts(SHOP, "How much?")
    assert ana.hears() == [(R1, "On my way"), (R2, "How much?")]


def test_a_text_on_a_shared_line_says_whose_it_is(open_desk: OpenDesk) -> None:
    story = open_desk(NARROW_ALONE)
    lea, max_, ana = story.customer(1), story.customer(2), story.agent("Ana")
    lea.texts(SHOP, "My chain broke")
    max_.texts(SHOP, "Do you sell bells?")
    ana.texts(R1, "#101 Come by")
    ana.texts(R1, "#102 Yes")
    story.nobody_hears()
    lea.texts(SHOP, "On my way")
    max_.texts(SHOP, "How much?")
    assert ana.hears() == [
        (R1, ana.words("head", "On my way", n=101)),
        (R1, ana.words("head", "How much?", n=102)),
    ]


def test_numbers_are_shared_only_when_all_are_warm(open_desk: OpenDesk) -> None:
    story = open_desk(TWO_RELAYS)
    ana = story.agent("Ana")
    for n in (1, 2, 3):
        story.customer(n).texts(SHOP, f"Question {n}")
    first, second, third = ana.hears()
    assert (first.sender, second.sender) == (R1, R2)
    assert third.sender in (R1, R2)


def test_a_text_after_twelve_hours_of_silence_says_whose_it_is(open_desk: OpenDesk) -> None:
    story = open_desk(ALONE)
    lea, ana = story.customer(), story.agent("Ana")
    story.begin(lea, ana)
    story.later(hours=11)
    lea.texts(SHOP, "Still there?")
    assert ana.hears() == [(R1, "Still there?")]
    story.later(hours=12)
    lea.texts(SHOP, "Hello?")
    assert ana.hears() == [(R1, ana.words("head", "Hello?", n=101))]


def test_a_number_that_now_shows_another_customer_says_careful(open_desk: OpenDesk) -> None:
    story = open_desk(NARROW_ALONE)
    lea, max_, ana = story.customer(1), story.customer(2), story.agent("Ana")
    story.begin(lea, ana)
    close(story, R1)
    max_.texts(SHOP, "Do you sell bells?")
    words = ana.words("new_reused", "Do you sell bells?", n=102, inbox="support", m=101, old=None)
    assert ana.hears() == [(R1, words)]


def test_what_is_written_to_a_reused_number_is_not_taken_for_the_new_customers(
    open_desk: OpenDesk,
) -> None:
    """Ana may have written it before her phone showed the change."""
    story = open_desk(NARROW_ALONE)
    lea, max_, ana = story.customer(1), story.customer(2), story.agent("Ana")
    story.begin(lea, ana)
    close(story, R1)
    max_.texts(SHOP, "Do you sell bells?")
    story.nobody_hears()
    ana.texts(R1, "I found the key, by the way")
    assert story.nobody_hears(lea, max_)


def test_a_returning_customer_is_shown_on_the_number_they_had(open_desk: OpenDesk) -> None:
    story = open_desk(ALONE)
    lea, max_, ana = story.customer(1), story.customer(2), story.agent("Ana")
    story.begin(lea, ana)
    assert story.begin(max_, ana, question="Do you sell bells?") == R2
    close(story, R1)
    close(story, R2)
    story.later(days=5)
    max_.texts(SHOP, "And helmets?")
    lea.texts(SHOP, "It broke again")
    assert [(got.sender, got.body.splitlines()[-1]) for got in ana.hears()] == [
        (R2, "And helmets?"),
        (R1, "It broke again"),
    ]


def test_another_customer_gets_a_number_that_showed_nobody(open_desk: OpenDesk) -> None:
    story = open_desk(ALONE)
    lea, max_, ana = story.customer(1), story.customer(2), story.agent("Ana")
    story.begin(lea, ana)
    close(story, R1)
    story.later(hours=1)
    max_.texts(SHOP, "Do you sell bells?")
    [got] = ana.hears()
    assert got.sender in (R2, R3)
    assert got.body == ana.words("new", "Do you sell bells?", n=102, inbox="support")


def test_what_a_customer_writes_arrives_in_its_order(open_desk: OpenDesk) -> None:
    story = open_desk(ALONE)
    lea, ana = story.customer(), story.agent("Ana")
    story.begin(lea, ana)
    words = ["one", "two", "three", "four"]
    for each in words:
        story.post(story.form(lea.address, SHOP, each))
    story.settle()
    assert [got.body for got in ana.hears()] == words


def test_what_an_agent_answers_arrives_in_its_order(open_desk: OpenDesk) -> None:
    story = open_desk(ALONE)
    lea, ana = story.customer(), story.agent("Ana")
    story.begin(lea, ana)
    words = ["one", "two", "three", "four"]
    for each in words:
        story.post(story.form(ana.address, R1, each))
    story.settle()
    assert [got.body for got in lea.hears()] == words


def test_neither_side_ever_sees_the_others_number(desk: Story) -> None:
    lea, (ana, ben) = desk.customer(), desk.agents()
    relay = desk.begin(lea, ana)
    lea.texts(SHOP, "On my way")
    for order in ("/mine", "/queue", "/who", "/hist", "/help", "/done", "/undo"):
        ana.texts(relay, order)
    for text in desk.carrier.texts():
        if text.direction == "inbound":
            continue
        hidden = {lea.address, ana.address, ben.address} - {text.to}
        assert not any(number[1:] in text.body for number in hidden)
        assert text.sender in desk.desk.relay_numbers or text.to == lea.address
