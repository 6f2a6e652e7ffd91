"""How DynamoDB is called: reads, patience, and trouble in our words."""

from collections.abc import Callable

import pytest
from botocore.exceptions import (
    ClientError,
    ConnectionClosedError,
    ConnectTimeoutError,
    EndpointConnectionError,
    ReadTimeoutError,
)

from chalicelib import settings
from chalicelib.errors import Conflict, Unavailable
from chalicelib.store import calls, contacts, keys, outbox
from tests.support.faults import answering, error
from tests.support.made import NOW
from tests.support.stage import Stage

URL = "https://aws.example"


def put(stage: Stage, pk: str, sk: str, **more: str) -> None:
    item = {**keys.key(pk, sk), **{name: {"S": value} for name, value in more.items()}}
    settings.dynamodb().put_item(TableName=stage.table, Item=item)


def sks(found: list[keys.Item]) -> list[str]:
    return [item["SK"]["S"] for item in found]


def test_get(stage: Stage) -> None:
    assert calls.get(keys.key("A", "1")) is None
    put(stage, "A", "1")
    assert calls.get(keys.key("A", "1")) == keys.key("A", "1")


def test_query(stage: Stage) -> None:
    for sk in ("a1", "a2", "b1", "b2"):
        put(stage, "A", sk)
    put(stage, "B", "a1")
    assert sks(calls.query("A")) == ["a1", "a2", "b1", "b2"]
    assert sks(calls.query("A", newest_first=True)) == ["b2", "b1", "a2", "a1"]
    assert sks(calls.query("A", prefix="b")) == ["b1", "b2"]
    assert sks(calls.query("A", between=("a2", "b1"))) == ["a2", "b1"]
    assert sks(calls.query("A", limit=3)) == ["a1", "a2", "b1"]
    assert sks(calls.query("A", prefix="a", limit=1, newest_first=True)) == ["a2"]
    assert calls.query("C") == []


def test_query_index(stage: Stage) -> None:
    for n in (3, 1, 2):
        put(stage, "A", str(n), due_pk="DUE#0", due_sk=f"{n}#x")
    put(stage, "A", "4", due_pk="DUE#1", due_sk="1#x")
    assert sks(calls.query_index("due", "DUE#0")) == ["1", "2", "3"]
    assert sks(calls.query_index("due", "DUE#0", until="2#~")) == ["1", "2"]
    assert sks(calls.query_index("due", "DUE#0", limit=1)) == ["1"]
    assert calls.query_index("work", "DUE#0") == []


READS: list[tuple[str, Callable[[], object]]] = [
    ("GetItem", lambda: contacts.head("x")),
    ("Query", lambda: contacts.history("x")),
    ("Query", lambda: outbox.overdue(NOW)),
    ("UpdateItem", contacts.next_number),
]


PASSING = (
    "InternalServerError",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "ServiceUnavailable",
    "ThrottlingException",
    "TransactionInProgressException",
)


@pytest.mark.parametrize(("operation", "read"), READS)
def test_passing_trouble_is_unavailable_and_our_own_fault_is_not(
    aws: Stage, operation: str, read: Callable[[], object]
) -> None:
    db = settings.dynamodb()
    for code in PASSING:
        with answering(db, operation, error(code)), pytest.raises(Unavailable, match=code):
            read()
    for code in ("ValidationException", "AccessDeniedException", "ResourceNotFoundException"):
        with answering(db, operation, error(code)), pytest.raises(ClientError, match=code):
            read()


@pytest.mark.parametrize(
    "trouble",
    [
        ReadTimeoutError(endpoint_url=URL),
        ConnectTimeoutError(endpoint_url=URL),
        ConnectionClosedError(endpoint_url=URL),
        EndpointConnectionError(endpoint_url=URL),
    ],
    ids=lambda trouble: type(trouble).__name__,
)
def test_a_network_that_is_away_is_unavailable(
    aws: Stage, trouble: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("time.sleep", lambda _: None)
    for operation, read in READS:
        with answering(settings.dynamodb(), operation, trouble), pytest.raises(Unavailable):
            read()


# --- retrying ------------------------------------------------------------------------------------


class Attempt:
    """Raises `Conflict` the first so many times."""

    def __init__(self, conflicts: int) -> None:
        self.conflicts, self.calls = conflicts, 0

    def __call__(self) -> str:
        self.calls += 1
        if self.calls <= self.conflicts:
            raise Conflict("contact")
        return "done"


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """A clock that only sleeping moves; what was slept is kept."""
    slept: list[float] = []
    monkeypatch.setattr("time.monotonic", lambda: sum(slept))
    monkeypatch.setattr("time.sleep", slept.append)
    monkeypatch.setattr("random.uniform", lambda _, most: most)
    return slept


@pytest.mark.parametrize("conflicts", [0, 1, 5])
def test_a_conflict_is_tried_again(clock: list[float], conflicts: int) -> None:
    attempt = Attempt(conflicts)
    assert calls.retrying(attempt) == "done"
    assert attempt.calls == conflicts + 1
    assert len(clock) == conflicts
    assert clock == sorted(clock)


def test_patience_ends_after_four_seconds(clock: list[float]) -> None:
    attempt = Attempt(10_000)
    with pytest.raises(Unavailable, match="still in conflict after 4 s: contact"):
        calls.retrying(attempt)
    assert 3.4 <= sum(clock) <= calls.PATIENCE == 4.0
    assert max(clock) <= 0.5
    assert attempt.calls == len(clock) + 1


def test_patience_can_be_shorter(clock: list[float]) -> None:
    with pytest.raises(Unavailable):
        calls.retrying(Attempt(10_000), patience=0.1)
    assert sum(clock) <= 0.1


@pytest.mark.parametrize("other", [Unavailable("x"), ValueError("x")])
def test_anything_else_passes_at_once(clock: list[float], other: Exception) -> None:
    def attempt() -> None:
        raise other

    with pytest.raises(type(other)):
        calls.retrying(attempt)
    assert clock == []
