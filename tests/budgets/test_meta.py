"""What Meta's webhooks cost in AWS calls: for each text in one as much as for one of Twilio's."""

from collections.abc import Iterator
from typing import Any

import pytest

from chalicelib import settings

from ..support import graph
from ..support.desk import BUSINESS, RELAYS, Driver, Exchange, agent, customer, desk_toml
from ..support.graph import NUMBER_ID, SECRETS, Graph
from ..support.stage import PUBLIC_URL, Stage

OURS = f"whatsapp:{BUSINESS}"
URL = f"{PUBLIC_URL}/webhooks/meta"
ON_A_THREAD = {"GetItem": 1, "TransactWriteItems": 1, "SendMessageBatch": 1}
NEW_THREAD = ON_A_THREAD | {"UpdateItem": 1}
STATUS = {"GetItem": 1, "UpdateItem": 1}


class Meta:
    """A desk that Meta carries, and its webhooks."""

    def __init__(self, driver: Driver, api: Graph) -> None:
        self.driver, self.api = driver, api
        self._count = 0

    def text(self, n: int) -> dict[str, Any]:
        """A change with a text of the n-th customer."""
        self._count += 1
        return graph.text(f"whatsapp:{customer(n)}", OURS, "Is it ready?", f"wamid.{self._count}")

    def post(self, *values: dict[str, Any], settle: bool = True) -> Exchange:
        found = self.driver.request("POST", URL, *graph.webhook(*values))
        assert found.answer.status == 200
        if settle:
            self.driver.settle()
        return found


@pytest.fixture
def meta(aws: Stage, monkeypatch: pytest.MonkeyPatch) -> Iterator[Meta]:
    with graph.graph() as api:
        for name, value in {**SECRETS, "META_API_URL": api.url}.items():
            monkeypatch.setenv(name, value)
        settings.forget()
        toml = desk_toml().replace(f'"{BUSINESS}"', f'"{BUSINESS}", "{OURS}"', 1)
        with Driver(aws, f'{toml}\n[meta.numbers]\n"{OURS}" = "{NUMBER_ID}"\n') as driver:
            yield Meta(driver, api)


def _times(n: int, costs: dict[str, int]) -> dict[str, int]:
    return {call: n * count for call, count in costs.items()}


def test_one_text(meta: Meta) -> None:
    assert meta.post(meta.text(1)).counts == NEW_THREAD
    meta.driver.text(agent(1), RELAYS[0], "Yes.")
    assert meta.post(meta.text(1)).counts == ON_A_THREAD


def test_a_batch_costs_as_many_times_that(meta: Meta) -> None:
    found = meta.post(*(meta.text(n) for n in range(1, 51)), settle=False)
    assert found.counts == _times(50, NEW_THREAD)


def test_one_that_came_before(meta: Meta) -> None:
    change = meta.text(1)
    meta.post(change)
    assert meta.post(change).counts == {"GetItem": 1, "TransactWriteItems": 1}


def test_statuses(meta: Meta) -> None:
    meta.post(meta.text(1))
    ids = [meta.api.raw_id()]
    found = meta.post(*(graph.status(OURS, raw, "delivered") for raw in ids))
    assert found.counts == STATUS
    both = meta.post(meta.text(1), graph.status(OURS, ids[0], "read"), settle=False)
    assert both.counts["UpdateItem"] == 1
    assert both.counts["GetItem"] == 2


def test_a_forgery_costs_nothing(meta: Meta) -> None:
    headers, body = graph.webhook(meta.text(1), secret="another")
    found = meta.driver.request("POST", URL, headers, body)
    assert (found.answer.status, found.counts) == (403, {})
    asked = meta.driver.request("GET", f"{URL}?hub.mode=subscribe", {})
    assert (asked.answer.status, asked.counts) == (403, {})
