"""What a picture costs in AWS calls beside its text: it is fetched once, and then looked up."""

import re
from collections import Counter
from collections.abc import Iterator

import pytest

from chalicelib import settings

from ..support.desk import BUSINESS, RELAYS, Driver, agent, customer
from ..support.stage import PUBLIC_URL, Stage
from .test_calls import ANSWER, ASK, NEW_THREAD, ON_A_THREAD, REPLY


@pytest.fixture
def desk(aws: Stage) -> Iterator[Driver]:
    with Driver(aws) as driver:
        settings.s3()  # so that what is asked of it is counted
        yield driver


def woken(desk: Driver, since: int) -> Counter[str]:
    """What all that ran after the webhook asked of AWS."""
    total = Counter[str]()
    for exchange in desk.log[since:]:
        if exchange.kind == "wake":
            total += Counter(exchange.counts)
    return total


def test_a_webhook_costs_the_same_with_pictures(desk: Driver) -> None:
    assert desk.text(customer(1), BUSINESS, ASK, media=3).counts == NEW_THREAD
    assert desk.text(agent(1), RELAYS[0], ANSWER, media=2).counts == REPLY
    assert desk.text(customer(1), BUSINESS, "", media=1).counts == ON_A_THREAD


def test_a_picture_to_two_agents_is_fetched_once(desk: Driver) -> None:
    desk.text(customer(1), BUSINESS, ASK)
    before = woken(desk, 0)
    begun = len(desk.log)
    desk.text(customer(2), BUSINESS, ASK, media=1)
    more = woken(desk, begun)
    more.subtract(before)
    assert +more == {"PutObject": 1, "PutItem": 1, "GetItem": 2}


def test_a_link_costs_one_read(desk: Driver) -> None:
    desk.text("+33639980001", BUSINESS, ASK)
    desk.text(agent(1), RELAYS[0], ANSWER, media=1)
    [link] = re.findall(rf"{PUBLIC_URL}/media/\w+", desk.got("+33639980001")[-1])
    opened = desk.request("GET", link, {})
    assert opened.answer.status == 302
    assert opened.counts == {"GetItem": 1}
