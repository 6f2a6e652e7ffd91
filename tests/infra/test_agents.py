"""`desk.py agents`: who is there, and no address beyond its last four digits."""

import re
from collections.abc import Iterator

import pytest
from typer.testing import CliRunner

import desk as command

from ..support.desk import BUSINESS, RELAYS, Driver, agent, business, customer, desk_toml
from ..support.stage import Stage


@pytest.fixture
def desk(aws: Stage) -> Iterator[Driver]:
    """Agent1 in both inboxes, Agent2 in the second."""
    with Driver(aws, desk_toml(teams=[[1], [1, 2]])) as driver:
        driver.later(0)
        yield driver


def shown(status: int = 0) -> list[list[str]]:
    """The cells of each line."""
    result = CliRunner().invoke(command.app, ["agents"])
    assert result.exit_code == status, result.output
    assert not re.search(r"\d{5}", result.output)
    return [re.split(r"\s{2,}", line) for line in result.output.splitlines()]


def test_a_quiet_desk(desk: Driver) -> None:
    assert shown() == [
        ["NAME", "PHONE", "LANGUAGE", "AWAY", "OPEN THREADS", "CLOSED BY STOP"],
        ["Agent1", "…0001", "en", "-", "support 0, support2 0", "-"],
        ["Agent2", "…0002", "en", "-", "support2 0", "-"],
    ]


def test_open_threads_away_and_stop(desk: Driver) -> None:
    desk.text(customer(1), BUSINESS, "Is my bike ready?")
    desk.text(customer(2), business(2), "And mine?")
    desk.text(customer(3), business(2), "Mine too?")
    desk.later(60)
    for place in range(3):
        desk.text(agent(1), RELAYS[place], f"Yes, it is ready, number {place}.")
    desk.text(agent(2), RELAYS[3], "/away")
    desk.text(agent(2), RELAYS[3], "STOP")
    _, one, two = shown()
    assert one[4] == "support 1, support2 2"
    assert two[3:] == ["away", "support2 0", "…0104"]


def test_nobody(desk: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.apply(desk_toml(agents=(1,)))
    assert [row[0] for row in shown()] == ["NAME", "Agent1"]
    monkeypatch.setenv("GUICHET_TABLE", "not-there")
    assert "Mend: " in " ".join(shown(1)[0])
