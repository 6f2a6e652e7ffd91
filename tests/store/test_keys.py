"""No address stands in a key, an index key or a queue's group, whatever was said on the way."""

import re
from typing import Any

import pytest

from chalicelib.models import Recipient
from chalicelib.store import keys
from tests.support.desk import BUSINESS, RELAYS, Driver, agent, customer
from tests.support.stage import Stage

KEYS = ("PK", "SK", "work_pk", "work_sk", "due_pk", "due_sk")


def digits(address: str) -> str:
    return re.sub(r"\D", "", address)


def test_after_a_conversation(aws: Stage) -> None:
    people = [customer(1), f"whatsapp:{customer(2)}", agent(1), agent(2)]
    found: list[dict[str, Any]] = []
    with Driver(aws) as desk:
        desk.text(customer(1), BUSINESS, "Is my bike ready?")
        found += desk.items()
        desk.text(agent(1), RELAYS[0], "Yes, at five.")
        desk.text(customer(1), BUSINESS, "Thanks!", settle=False)
        found += desk.items()
        desk.settle()
        desk.text(agent(1), RELAYS[0], "/done")
        desk.text(people[1], BUSINESS, "Hello?")
        desk.text(customer(3), RELAYS[0], "A stranger")
        desk.text(agent(2), RELAYS[0], "/away")
        found += desk.items()
    partitions = {item["PK"]["S"].partition("#")[0] for item in found}
    assert {"CONTACT", "AGENT", "ROSTER", "OUTBOX", "SENT", "SEEN", "REF"} <= partitions
    numbers = {digits(p) for p in (*people, customer(3), BUSINESS, *RELAYS)}
    numbers |= {number[1:] for number in numbers}
    for item in found:
        for name in KEYS:
            value = item.get(name, {}).get("S", "")
            assert not [n for n in numbers if n in value], (name, value)
            assert "+" not in value
            assert "whatsapp" not in value


@pytest.mark.parametrize(
    ("key", "pk", "sk"),
    [
        (keys.config(), "CONFIG#desk", "CURRENT"),
        (keys.desk_key(), "CONFIG#desk", "KEY"),
        (keys.counter("thread"), "COUNTER#thread", "VALUE"),
        (keys.head("c"), "CONTACT#c", "HEAD"),
        (keys.thread("c", 142), "CONTACT#c", "THREAD#142"),
        (keys.message("c", 5), "CONTACT#c", "MESSAGE#000000000000005"),
        (keys.reference(142), "REF#142", "CONTACT"),
        (keys.log("twilio"), "LOG#twilio", "READ"),
        (keys.profile("a"), "AGENT#a", "PROFILE"),
        (keys.line("a", "l"), "AGENT#a", "LINE#l"),
        (keys.roster("i", "a"), "ROSTER#i", "AGENT#a"),
        (keys.entry("a-1", 5, "n"), "OUTBOX#a-1", "ENTRY#000000000000005#n"),
        (keys.sent("SM1"), "SENT#SM1", "SENT"),
        (keys.seen("SM1"), "SEEN#SM1", "SEEN"),
        (keys.parked("2026-11-16", "SM1"), "PARKED#2026-11-16", "SM1"),
    ],
)
def test_each_key(key: keys.Key, pk: str, sk: str) -> None:
    assert key == {"PK": {"S": pk}, "SK": {"S": sk}}


def test_recipients() -> None:
    assert (Recipient.customer("x"), Recipient.phone("x"), Recipient.worker("x")) == (
        "c-x",
        "a-x",
        "i-x",
    )


def test_recipients_are_spread_over_the_shards() -> None:
    assert {keys.due_pk(f"a-{n}") for n in range(100)} == {
        keys.due_shard(n) for n in range(keys.DUE_SHARDS)
    }
