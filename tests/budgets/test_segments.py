"""What a matter costs in texts and in segments, which is what it costs in money."""

from collections.abc import Iterator

import pytest

from chalicelib.texts import size
from simulator.wire import Text

from ..support.desk import BUSINESS, RELAYS, Driver, agent, customer, desk_toml
from ..support.stage import Stage

QUESTION, ANSWER, THANKS = "Is my bike ready?", "Yes, at five.", "Thanks!"


@pytest.fixture(params=["en", "fr"])
def desk(aws: Stage, request: pytest.FixtureRequest) -> Iterator[Driver]:
    toml = desk_toml(agents=[1]).replace('language = "en"', f'language = "{request.param}"')
    with Driver(aws, toml) as driver:
        yield driver


def _own(texts: list[Text]) -> list[Text]:
    """The desk's own texts, those that no customer's words are in."""
    return [t for t in texts if not any(w in t.body for w in (QUESTION, ANSWER, THANKS))]


def _plain(body: str) -> bool:
    """One segment of the cheap encoding."""
    found = size(body)
    return (found.segments, found.encoding) == (1, "GSM-7")


def test_a_whole_matter(desk: Driver) -> None:
    """Question, answer, thanks, resolved: 1 acknowledgement, 1 text a text, 1 of the desk's."""
    desk.text(customer(1), BUSINESS, QUESTION)
    desk.text(agent(1), RELAYS[0], ANSWER)
    desk.text(customer(1), BUSINESS, THANKS)
    desk.text(agent(1), RELAYS[0], "/done")
    ack, answer = desk.texts_to(customer(1))
    assert answer.body == ANSWER
    assert ack.direction == "outbound-reply"
    question, thanks, done = desk.texts_to(agent(1))
    assert QUESTION in question.body
    assert thanks.body == THANKS
    assert _own(desk.texts_to(agent(1))) == [done]
    assert _own(desk.texts_to(customer(1))) == [ack]
    assert _plain(ack.body)
    assert _plain(done.body)
    assert _plain(question.body), "a short first text fits into one segment with what goes before"
    assert sum(t.segments for t in desk.carrier.texts() if t.direction != "inbound") == 5


def test_thanks_after_the_resolution(desk: Driver) -> None:
    """The other order: the thanks reopen nothing and bring no text of the desk's."""
    desk.text(customer(1), BUSINESS, QUESTION)
    desk.text(agent(1), RELAYS[0], ANSWER)
    desk.text(agent(1), RELAYS[0], "/done")
    desk.text(customer(1), BUSINESS, THANKS)
    assert len(desk.texts_to(customer(1))) == 2
    assert len(desk.texts_to(agent(1))) == 3
    assert len(_own(desk.texts_to(agent(1)))) == 1


def test_acknowledged_once_however_many_texts(desk: Driver) -> None:
    for n in range(5):
        desk.text(customer(1), BUSINESS, f"{QUESTION} ({n})")
    (ack,) = desk.texts_to(customer(1))
    assert _plain(ack.body)


@pytest.mark.parametrize(
    "name",
    ["Velo", "Clinique vétérinaire du Plateau", "Café “L’Été” – Montréal", "Ωmega & Łódź"],
)
def test_the_acknowledgement_is_one_segment_open_or_closed(aws: Stage, name: str) -> None:
    """At most one segment of GSM-7, whatever typography the desk's name has."""
    toml = desk_toml(agents=[1]).replace('name = "Velo"', f'name = "{name}"', 1)
    closed = toml.replace(f'["{BUSINESS}"]', f'["{BUSINESS}"]\nhours = ["Mon 03:00-03:01"]')
    with Driver(aws, toml) as desk:
        desk.text(customer(1), BUSINESS, QUESTION)
        desk.apply(closed)
        desk.text(customer(2), BUSINESS, QUESTION)
        for n in (1, 2):
            (ack,) = desk.texts_to(customer(n))
            assert _plain(ack.body), ack.body
            assert ("closed" in ack.body) == (n == 2)
