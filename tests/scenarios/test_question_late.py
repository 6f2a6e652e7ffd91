"""What is held because its thread is closed, or because it was fetched late."""

import pytest

from chalicelib.providers.base import WebRequest
from chalicelib.providers.twilio import Provider
from chalicelib.texts import when

from .asking import Option, asks, order, reopen, to
from .conftest import OpenDesk
from .desks import ALONE, NARROW_ALONE, R1, SHOP
from .story import Story

# --- a closed thread -------------------------------------------------------------------------


@pytest.fixture
def closed(desk: Story) -> Story:
    """Ana closed Lea's thread two hours ago and wrote to it again."""
    lea, ana = desk.customer(), desk.agent("Ana")
    desk.begin(lea, ana)
    ana.texts(R1, "/done")
    desk.later(hours=2)
    desk.nobody_hears()
    ana.texts(R1, "Bring the key")
    question = asks(ana, "closed", "Bring the key", reopen(101), n=101, t="today")
    assert ana.hears() == [(R1, question)]
    assert desk.nobody_hears()
    return desk


@pytest.mark.parametrize("answer", ["1", "#101"])
def test_send_and_reopen_says_so(closed: Story, answer: str) -> None:
    lea, ana = closed.customer(), closed.agent("Ana")
    ana.answers(R1, answer)
    assert lea.hears() == [(SHOP, "Bring the key")]
    assert ana.hears() == [(R1, ana.words("reopened_by_you", n=101))]
    lea.texts(SHOP, "I will")
    assert ana.hears() == [(R1, "I will")]


def test_drop_leaves_it_closed(closed: Story) -> None:
    ana = closed.agent("Ana")
    ana.answers(R1, "0")
    closed.nobody_hears()
    ana.answers(R1, "/mine")
    assert ana.hears() == [(R1, ana.words("mine_none"))]


def test_the_customers_new_thread_is_offered_instead_of_the_old_one(desk: Story) -> None:
    lea, (ana, ben) = desk.customer(), desk.agents()
    relay = desk.begin(lea, ana)
    ana.texts(relay, "/done")
    desk.later(days=3, minutes=1)
    lea.texts(SHOP, "Do you sell bells?")
    desk.nobody_hears()
    ana.texts(relay, "#101 Your old bike is sold")
    assert desk.nobody_hears(lea, ben)
    question = asks(ana, "moved", "Your old bike is sold", to(102), n=101)
    assert ana.hears() == [(relay, question)]
    ana.answers(relay, "1")
    assert lea.hears() == [(SHOP, "Your old bike is sold")]


# --- fetched late ----------------------------------------------------------------------------


@pytest.fixture
def late(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """While there is a moment in this list, what comes in was written then and fetched now."""
    found: list[int] = []
    inner = Provider.messages

    def messages(provider: Provider, request: WebRequest) -> list[object]:
        return [m.but(late=found[0] if found else 0) for m in inner(provider, request)]

    monkeypatch.setattr(Provider, "messages", messages)
    return found


def fetched(story: Story, late: list[int], text: str) -> str:
    """Ana wrote `text` half an hour ago; returns that moment as it is said to her."""
    ana = story.agent("Ana")
    late.append(story.now)
    story.later(minutes=30)
    story.nobody_hears()
    ana.texts(R1, text)
    moment = late.pop()
    return when(moment, story.now, "America/Montreal", ana.language)


def held_late(story: Story, text: str, t: str, *options: Option) -> bool:
    ana = story.agent("Ana")
    return ana.hears() == [(R1, asks(ana, "late", text, *options, t=t))]


@pytest.mark.parametrize("text", ["Come by", "#101 Come by"])
def test_a_text_fetched_late_is_asked_about(
    open_desk: OpenDesk, late: list[int], text: str
) -> None:
    story = open_desk(ALONE)
    lea, ana = story.customer(), story.agent("Ana")
    story.begin(lea, ana)
    t = fetched(story, late, text)
    assert story.nobody_hears(lea)
    assert held_late(story, "Come by", t, to(101))
    ana.answers(R1, "1")
    assert lea.hears() == [(SHOP, "Come by")]
    assert story.nobody_hears()


@pytest.mark.parametrize("text", ["/done", "Slash done."])
def test_a_command_fetched_late_is_asked_about(
    open_desk: OpenDesk, late: list[int], text: str
) -> None:
    story = open_desk(ALONE)
    lea, ana = story.customer(), story.agent("Ana")
    story.begin(lea, ana)
    t = fetched(story, late, text)
    assert held_late(story, text, t, order("/done #101"))
    ana.answers(R1, "1")
    assert ana.hears() == [(R1, ana.words("done_none", n=101))]
    assert story.nobody_hears(lea)


def test_an_answer_fetched_late_answers_nothing(open_desk: OpenDesk, late: list[int]) -> None:
    story = open_desk(NARROW_ALONE)
    lea, max_, ana = story.customer(1), story.customer(2), story.agent("Ana")
    for phone in (lea, max_):
        phone.texts(SHOP, "Is it ready?")
    ana.texts(R1, "Come by")
    story.nobody_hears()
    late.append(story.now)
    ana.answers(R1, "1")
    assert story.nobody_hears(lea, max_)


def test_a_reaction_or_nothing_fetched_late_is_not_asked_about(
    open_desk: OpenDesk, late: list[int]
) -> None:
    story = open_desk(ALONE)
    lea, ana = story.customer(), story.agent("Ana")
    story.begin(lea, ana)
    lea.texts(SHOP, "I will be there at five")
    fetched(story, late, "Liked “I will be there at five”")
    fetched(story, late, "")
    assert story.nobody_hears()
