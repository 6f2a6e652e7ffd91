"""How far a provider's log was read, and which of its texts were taken in."""

from typing import Any

import pytest
from botocore.exceptions import ReadTimeoutError

from chalicelib import settings
from chalicelib.decisions import Decision
from chalicelib.errors import Unavailable
from chalicelib.store import log
from chalicelib.store.commit import commit
from tests.support.calls import AwsCalls
from tests.support.faults import answering, error, json_error
from tests.support.stage import Stage


def taken(*ids: str) -> None:
    for one in ids:
        commit(Decision(outcome="x", seen=one))


# --- the mark ------------------------------------------------------------------------------------


def test_a_log_that_was_never_read(stage: Stage) -> None:
    with AwsCalls() as calls:
        assert log.read_until("twilio") == 0
    assert calls.counts == {"GetItem": 1}


def test_the_mark_only_goes_forward(stage: Stage) -> None:
    with AwsCalls() as calls:
        assert log.move("twilio", 2_000)
        assert not log.move("twilio", 2_000)
        assert not log.move("twilio", 1_000)
    assert calls.counts == {"UpdateItem": 3}
    assert log.read_until("twilio") == 2_000
    assert log.move("twilio", 3_000)
    assert log.read_until("twilio") == 3_000


def test_each_provider_has_its_own_mark(stage: Stage) -> None:
    log.move("twilio", 2_000)
    assert log.read_until("meta") == 0
    log.move("meta", 1_000)
    assert (log.read_until("twilio"), log.read_until("meta")) == (2_000, 1_000)


# --- markers -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("count", "batches"), [(0, 0), (1, 1), (100, 1), (101, 2), (250, 3)])
def test_markers_are_read_in_batches(stage: Stage, count: int, batches: int) -> None:
    ids = [f"SM{n}" for n in range(count)]
    there = ids[::40]
    taken(*there, "SM-other")
    with AwsCalls() as calls:
        assert log.taken_in(ids) == set(there)
    assert calls.counts == ({"BatchGetItem": batches} if batches else {})


def test_an_id_may_be_named_twice(stage: Stage) -> None:
    """DynamoDB takes no key twice in a batch."""
    taken("SM1")
    assert log.taken_in(["SM1", "SM2", "SM1", "SM2"]) == {"SM1"}


def test_markers_are_read_consistently(stage: Stage) -> None:
    """One that was written a moment ago must be seen, or its text is taken in twice."""
    asked: list[Any] = []

    def look(params: dict[str, Any], **_: Any) -> None:
        asked.append(params["RequestItems"][stage.table]["ConsistentRead"])

    events = settings.dynamodb().meta.events
    events.register("provide-client-params.dynamodb.BatchGetItem", look)
    try:
        log.taken_in(["SM1"])
    finally:
        events.unregister("provide-client-params.dynamodb.BatchGetItem", look)
    assert asked == [True]


class Partial:
    """DynamoDB gives `size` of what it is asked for, and names the others."""

    def __init__(self, table: str, size: int) -> None:
        self.table, self.size = table, size
        self.asked: list[int] = []

    def __call__(self, parsed: dict[str, Any], **_: Any) -> None:
        found = parsed["Responses"][self.table]
        self.asked.append(len(found))
        kept, left = found[: self.size], found[self.size :]
        parsed["Responses"][self.table] = kept
        if left:
            names = [{"PK": item["PK"], "SK": {"S": "SEEN"}} for item in left]
            parsed["UnprocessedKeys"] = {self.table: {"Keys": names, "ConsistentRead": True}}


@pytest.fixture
def no_pause(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    slept: list[float] = []
    monkeypatch.setattr("time.sleep", slept.append)
    return slept


def test_what_was_left_out_is_asked_for_again(stage: Stage, no_pause: list[float]) -> None:
    ids = [f"SM{n}" for n in range(90)]
    taken(*ids)
    partial = Partial(stage.table, 40)
    events = settings.dynamodb().meta.events
    events.register("after-call.dynamodb.BatchGetItem", partial)
    try:
        assert log.taken_in(ids) == set(ids)
    finally:
        events.unregister("after-call.dynamodb.BatchGetItem", partial)
    assert partial.asked == [90, 50, 10]
    assert no_pause == sorted(no_pause), "longer each time"


def test_what_never_comes_is_out_of_reach(stage: Stage, no_pause: list[float]) -> None:
    """To take it for not seen would take a text in twice, or ask about it in vain."""
    keys = {stage.table: {"Keys": [{"PK": {"S": "SEEN#SM1"}, "SK": {"S": "SEEN"}}]}}
    nothing = {"Responses": {}, "UnprocessedKeys": keys}
    with (
        answering(settings.dynamodb(), "BatchGetItem", nothing) as asked,
        pytest.raises(Unavailable),
    ):
        log.taken_in(["SM1"])
    assert len(asked) == 5


@pytest.mark.parametrize(
    "answer",
    [
        error("ProvisionedThroughputExceededException"),
        error("ThrottlingException"),
        json_error(500, "InternalServerError"),
        ReadTimeoutError(endpoint_url="https://aws.example"),
    ],
    ids=["throughput", "throttled", "broken", "silent"],
)
@pytest.mark.parametrize("operation", ["BatchGetItem", "GetItem", "UpdateItem"])
def test_a_table_in_trouble_is_unavailable(
    aws: Stage, monkeypatch: pytest.MonkeyPatch, operation: str, answer: Any
) -> None:
    monkeypatch.setattr("time.sleep", lambda _: None)
    acts = {
        "BatchGetItem": lambda: log.taken_in(["SM1"]),
        "GetItem": lambda: log.read_until("twilio"),
        "UpdateItem": lambda: log.move("twilio", 1),
    }
    with answering(settings.dynamodb(), operation, answer), pytest.raises(Unavailable):
        acts[operation]()
