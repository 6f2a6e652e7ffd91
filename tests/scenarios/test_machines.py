"""Machines on the phones: whatever answers by itself comes to rest (P7)."""

from collections.abc import Callable, Iterator
from itertools import count, islice

import pytest

from .conftest import OpenDesk
from .desks import ALONE, NARROW, NARROW_ALONE, R1, SHOP
from .phones import Got, Phone

Machine = Callable[[Got], str]
"""What a machine writes back to a text."""

MOST = 40
"""So many texts at most come to a machine's phone before it is at rest."""

_NUMBERS = count()

MACHINES: dict[str, Machine] = {
    "always the same": lambda _: "This phone is not read.",
    "never the same": lambda _: f"This phone is not read, it is {next(_NUMBERS)} past ten.",
    "a yes": lambda _: "ok",
    "a nought": lambda _: "0",
    "a digit": lambda _: "1",
    "any digit": lambda _: str(next(_NUMBERS) % 9 + 1),
    "the text itself": lambda got: got.body,
    "the text quoted": lambda got: f"You wrote: {got.body}",
    "the number": lambda _: "#101",
    "a wrong number": lambda _: "#999 I am away",
    "an unknown command": lambda _: f"/away{next(_NUMBERS)}",
    "a command without its slash": lambda _: "done",
    "a name": lambda _: "Lea",
}


def runs(machines: dict[Phone, Machine]) -> Iterator[Got]:
    """Every text that the machines get and answer, until they are at rest."""
    while heard := [(phone, got) for phone in machines for got in phone.hears()]:
        for phone, got in heard:
            yield got
            phone.texts(got.sender, machines[phone](got)[:1600])


def rest(machines: dict[Phone, Machine], most: int = MOST) -> bool:
    """Whether they get no more than so many texts."""
    return sum(1 for _ in islice(runs(machines), most + 1)) <= most


@pytest.mark.parametrize("kind", MACHINES)
def test_a_machine_that_answers_every_question_comes_to_rest(
    open_desk: OpenDesk, kind: str
) -> None:
    story = open_desk(NARROW_ALONE)
    lea, max_, ana = story.customer(1), story.customer(2), story.agent("Ana")
    lea.signs("Lea", SHOP, "My chain broke")
    max_.texts(SHOP, "Do you sell bells?")
    ana.texts(R1, "Come by")
    assert rest({ana: MACHINES[kind]})
    for _ in range(3):  # what expires sets it off again
        story.later(minutes=20)
        assert rest({ana: MACHINES[kind]})


@pytest.mark.parametrize(
    "kind",
    [
        *(kind for kind in MACHINES if kind != "a nought"),
        "a nought",
    ],
)
def test_a_machine_whose_answers_count_comes_to_rest(open_desk: OpenDesk, kind: str) -> None:
    """It takes half a minute for each."""
    story = open_desk(NARROW_ALONE)
    lea, max_, ana = story.customer(1), story.customer(2), story.agent("Ana")
    for phone in (lea, max_):
        phone.texts(SHOP, "Are you open?")
    ana.hears()
    ana.texts(R1, "Come by")

    def slow(got: Got) -> str:
        story.move(seconds=30)
        return MACHINES[kind](got)

    assert rest({ana: slow})


@pytest.mark.parametrize(
    "kind", ["always the same", "never the same", "a digit", "the text itself"]
)
def test_two_agents_machines_come_to_rest(open_desk: OpenDesk, kind: str) -> None:
    story = open_desk(NARROW)
    ana, ben = story.agents()
    for n in (1, 2):
        story.customer(n).texts(SHOP, f"Question {n}")
    ana.texts(R1, "Come by")
    ben.texts(R1, "Come by too")
    assert rest({ana: MACHINES[kind], ben: MACHINES[kind]}, 2 * MOST)


@pytest.mark.parametrize("kind", ["always the same", "the text itself"])
def test_a_customers_machine_and_an_agents_come_to_rest(open_desk: OpenDesk, kind: str) -> None:
    story = open_desk(ALONE)
    lea, ana = story.customer(), story.agent("Ana")
    lea.texts(SHOP, "My chain broke")
    machines = {lea: MACHINES["always the same"], ana: MACHINES[kind]}
    assert rest(machines, 2 * MOST)
    story.later(hours=12)
    assert rest(machines, 2 * MOST)
