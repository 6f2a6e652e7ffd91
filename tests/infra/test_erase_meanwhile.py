"""`desk.py erase` that stops half-way, and people who write while it goes on."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import EndpointConnectionError
from typer.testing import CliRunner

import desk as command
from chalicelib import settings
from chalicelib.store import agents, contacts
from chalicelib.store.calls import retrying

from ..support.desk import BUSINESS, RELAYS, Driver, agent, customer, desk_toml
from ..support.outages import before_recording
from ..support.stage import Stage

ZOE, MAX = customer(123), customer(456)
WRITES = ("BatchWriteItem", "DeleteItem", "TransactWriteItems")


@pytest.fixture
def desk(aws: Stage) -> Iterator[Driver]:
    """Zoé and Max, each with an open thread of Agent1's on one line."""
    with Driver(aws, desk_toml(relays=1)) as driver:
        driver.later(0)
        driver.text(ZOE, BUSINESS, "My saddle squeaks like a mouse", ProfileName="Zoé")
        driver.text(MAX, BUSINESS, "Where is the invoice of my tandem?", ProfileName="Max")
        driver.later(60)
        driver.text(agent(1), RELAYS[0], "#101 Bring that saddle at five")
        driver.text(agent(1), RELAYS[0], "#102 The invoice of the tandem is under way")
        yield driver


def ran() -> tuple[int, str]:
    result = CliRunner().invoke(command.app, ["erase", ZOE, "--yes"])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.output


def left_of_zoe(desk: Driver) -> list[str]:
    left = json.dumps(desk.items(), ensure_ascii=False)
    traces = [ZOE[1:], "Zoé", desk.desk.identify(ZOE), "addle", "mouse", "pedal"]
    return [trace for trace in traces if trace in left]


def counts(desk: Driver) -> tuple[int, int]:
    """How many threads Agent1 owns, and of the inbox."""
    who = desk.desk.identify(agent(1))
    (load,) = (row.load for row in agents.roster("support") if row.agent == who)
    return agents.profile(who).open, load


@contextmanager
def hooked(event: str, act: Callable[..., Any]) -> Iterator[None]:
    events = settings.dynamodb().meta.events
    events.register_first(event, act)
    try:
        yield
    finally:
        events.unregister(event, act)


@contextmanager
def dying_after(writes: int) -> Iterator[None]:
    """AWS is out of reach after so many writes."""
    done = 0

    def fail(model: Any, **_: Any) -> None:
        nonlocal done
        if model.name in WRITES:
            done += 1
            if done > writes:
                raise EndpointConnectionError(endpoint_url="https://aws.example")

    with hooked("provide-client-params.dynamodb", fail):
        yield


@pytest.mark.parametrize("writes", [1, 2, 3])
def test_what_was_begun_is_finished(desk: Driver, writes: int) -> None:
    failed = 0
    for _ in range(60):
        with dying_after(writes):
            status, said = ran()
        if not status:
            break
        failed += 1
        assert said.endswith("Mend: run it again in a minute, it does the rest.\n")
    assert status == 0
    assert failed > 2
    assert left_of_zoe(desk) == []
    assert counts(desk) == (1, 1)
    assert ran()[1].startswith("Nothing found.")


def test_who_writes_before_the_end_is_erased_with_that(desk: Driver) -> None:
    done = False

    def write(params: dict[str, Any], **_: Any) -> None:
        nonlocal done
        if not done and params["Key"]["SK"]["S"] == "HEAD":
            done = True
            desk.text(ZOE, BUSINESS, "The left pedal fell off too")
            desk.text(agent(1), RELAYS[0], "#103 Then bring the pedal as well")

    with hooked("provide-client-params.dynamodb.DeleteItem", write):
        assert ran()[0] == 0
    assert done
    assert left_of_zoe(desk) == []
    assert counts(desk) == (1, 1)


def test_who_writes_after_the_end_is_new(desk: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    def then_write(*args: Any) -> Any:
        found = retrying(*args)
        if len(args) == 2:
            desk.text(ZOE, BUSINESS, "Hello again")
        return found

    monkeypatch.setattr("infra.erase.retrying", then_write)
    status, said = ran()
    assert status == 0
    assert "They have written again meanwhile" in said
    (thread,) = contacts.head(desk.desk.identify(ZOE)).threads
    assert thread.number == 103
    assert "mouse" not in json.dumps(desk.items())


def test_an_answer_that_is_leaving_meanwhile(desk: Driver) -> None:
    with before_recording(ran):
        desk.text(agent(1), RELAYS[0], "#101 And the mouse, bring it too")
    assert left_of_zoe(desk) == []
    assert counts(desk) == (1, 1)
    desk.later(300)
    desk.tick()
    desk.settle()
    assert left_of_zoe(desk) == []


def test_a_status_that_comes_afterwards(desk: Driver) -> None:
    desk.statuses = "hold"
    desk.text(agent(1), RELAYS[0], "#101 And the mouse, bring it too")
    assert desk.held
    assert ran()[0] == 0
    before = desk.items()
    desk.statuses = "deliver"
    desk.release()
    desk.settle()
    assert desk.items() == before
    assert all(e.answer.status == 200 for e in desk.log if e.kind == "statuses")


def test_an_agents_item_that_nobody_can_read_is_said(desk: Driver) -> None:
    (line, *_) = (i for i in desk.items("AGENT#") if i["SK"]["S"].startswith("LINE#"))
    settings.dynamodb().put_item(TableName=desk.stage.table, Item={**line, "data": {"S": "{"}})
    status, said = ran()
    assert status == 1
    assert "cannot be read" in said
    assert "Mend: " in said
    settings.dynamodb().put_item(TableName=desk.stage.table, Item=line)
    assert ran()[0] == 0
    assert left_of_zoe(desk) == []


def test_damaged_items_that_name_them_go(desk: Driver) -> None:
    for key in ("OUTBOX#a-1", "SENT#SMx", "PARKED#2026-03-03"):
        item = {"PK": {"S": key}, "SK": {"S": "SENT"}, "data": {"S": f'{{"to": "{ZOE}"'}}
        settings.dynamodb().put_item(TableName=desk.stage.table, Item=item)
    assert ran()[0] == 0
    assert left_of_zoe(desk) == []


@pytest.mark.engine
def test_on_an_engine_of_its_own(ministack_aws: Stage, tmp_path: Path) -> None:
    """Scan, conditions and batches as something else than moto understands them."""
    with Driver(ministack_aws, desk_toml(relays=1)) as desk:
        desk.text(ZOE, BUSINESS, "My saddle squeaks like a mouse", ProfileName="Zoé")
        desk.text(MAX, BUSINESS, "Where is the invoice of my tandem?", ProfileName="Max")
        desk.text(agent(1), RELAYS[0], "#101 Bring that saddle at five")
        assert ran()[0] == 0
        assert left_of_zoe(desk) == []
        assert counts(desk) == (0, 0)
        out = str(tmp_path / "out")
        result = CliRunner().invoke(command.app, ["export", "--out", out])
        assert result.output.startswith("1 contact, 1 thread, 1 message, 0 attachments in ")
