"""One thread's item that no version can read: the minute goes on, and so do the other threads."""

import json

from chalicelib import settings
from chalicelib.models import Spot

from ..support.desk import BUSINESS, RELAYS, Driver, agent, customer, desk_toml
from ..support.said import Said, listening
from ..support.stage import Stage

ASK = "Is my bike ready?"
LATER_SHAPE = json.dumps([["x", 1, 0, 5, *Spot(agent(1), RELAYS[0])]])
"""Who was told, with a field more than this version knows."""


def next_one() -> str:
    """A desk whose agents are given one thread after the other."""
    address = f'addresses = ["{BUSINESS}"]\n'
    return desk_toml().replace(address, f'{address}routing = "next"\n')


def damage(desk: Driver, phone: str) -> str:
    """The item of a customer's only thread cannot be read any more; returns the customer's id."""
    whose = desk.desk.identify(phone)
    (item,) = [i for i in desk.items(f"CONTACT#{whose}") if i["SK"]["S"].startswith("THREAD#")]
    damaged = {**item, "told": {"S": LATER_SHAPE}}
    settings.dynamodb().put_item(TableName=desk.stage.table, Item=damaged)
    return whose


def told_of(said: Said, whose: str) -> bool:
    """Whether the log says which item it is."""
    found = (line for line in said.lines if line.get("message") == "a thread's item is unreadable")
    return any(whose in line["item"] and line["why"] == "TypeError" for line in found)


def test_the_clock_catches_up_and_counts_the_others(aws: Stage) -> None:
    with Driver(aws) as desk:
        desk.text(customer(1), BUSINESS, ASK)
        desk.text(customer(2), BUSINESS, ASK)
        whose = damage(desk, customer(1))
        desk.carrier.faults.lose_webhooks = True
        desk.carrier.text(customer(3), BUSINESS, "And mine?")
        desk.deliver()
        desk.later(4 * 60)
        with listening() as said:
            desk.tick()
        assert said.metrics["Missed"] == 1
        assert said.metrics["Waiting"] == 2, "and the one that was taken in just now"
        assert told_of(said, whose)
        desk.settle()
        assert desk.got(agent(1))[-1].endswith("And mine?")


def test_who_waits_behind_it_is_given_to_an_agent(aws: Stage) -> None:
    with Driver(aws, next_one()) as desk:
        desk.text(customer(1), BUSINESS, ASK)
        whose = damage(desk, customer(1))
        with listening() as said:
            desk.text(customer(2), BUSINESS, "And mine?")
        assert [n for n in (1, 2) if any("And mine?" in t for t in desk.got(agent(n)))]
        assert told_of(said, whose)


def test_room_that_somebody_has_again_is_for_who_waits_behind_it(aws: Stage) -> None:
    with Driver(aws, next_one()) as desk:
        for n in range(1, 10):  # two agents, of four numbers each
            desk.text(customer(n), BUSINESS, f"{ASK} {n}")
        (busy,) = {n for n in (1, 2) if any(f"{ASK} 1" in text for text in desk.got(agent(n)))}
        damage(desk, customer(2))
        (line,) = [
            one for one in desk.lines(agent(busy)) if any(s.thread == 101 for s in one.shown)
        ]
        desk.text(agent(busy), line.spot.number, "#101 Yes.")
        assert not any(f"{ASK} 9" in text for text in desk.got(agent(busy)))
        desk.text(agent(busy), line.spot.number, "/done 101")
        assert any(f"{ASK} 9" in text for text in desk.got(agent(busy)))


def test_the_lists_of_agents_have_the_others(aws: Stage) -> None:
    with Driver(aws) as desk:
        for n in (1, 2):
            desk.text(customer(n), BUSINESS, ASK)
        damage(desk, customer(1))
        desk.text(agent(1), RELAYS[0], "/queue")
        listed = desk.got(agent(1))[-1]
        assert listed.startswith("* ")
        assert "#102" in listed
