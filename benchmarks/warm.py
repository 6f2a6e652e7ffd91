"""The warm inbound route beside the floor of its own shape, in blocks that take turns.

Three kinds of text, each twice: with AWS answered inside botocore (the code's own cost, in
processor time), and on ministack, with a table renewed for every block. Guichet and the floor each
have a process to themselves. Every answer is checked, and what was asked of AWS: inside botocore
call by call, on ministack by what the table and the queue hold after a block.
"""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from chalicelib import settings
from tests.support import ministack, seed
from tests.support.stage import stage

from .replay import Shape, save
from .scenes import SCENES, environment, record
from .table import Row
from .worker import Worker

PART = "warm route"
WITHIN = 1.4
ON_ENGINE = 1.25
BLOCKS = 20
"""Of each side and shape, of 50 requests each: 1,000."""
WARM_UP = 5

Block = tuple[list[float], list[float]]
"""Milliseconds of each request: Guichet's, the floor's."""
Sides = dict[str, Worker]


def measure() -> list[Row]:
    """The rows: milliseconds a request, beside the floor's, and how far the blocks lie apart."""
    with environment():
        shapes = [record(name) for name in SCENES]
        rows = [row for s in shapes for row in _rows(s, "within botocore", WITHIN, _within)]
        with ministack.running(engine(), "dynamodb,sqs,s3") as url:
            for shape in shapes:
                rows += _rows(shape, "ministack", ON_ENGINE, partial(_on, url))
    return rows


def engine() -> str:
    """Where ministack is. Raises `RuntimeError` where there is none."""
    if executable := ministack.find():
        return executable
    raise RuntimeError("no ministack: run `make install`, or name it in GUICHET_MINISTACK")


@contextmanager
def sides(shape: Shape) -> Iterator[tuple[Sides, Path]]:
    """A process of each side, and a file with the shape for them."""
    with tempfile.TemporaryDirectory(prefix="shape-") as folder, ExitStack() as stack:
        path = Path(folder, "shape.json")
        save(shape, path)
        yield (
            {
                "guichet": stack.enter_context(Worker("guichet")),
                "floor": stack.enter_context(Worker("floor")),
            },
            path,
        )


def _rows(
    shape: Shape, where: str, limit: float, blocks: Callable[[Shape], Iterator[Block]]
) -> list[Row]:
    ours, floors, ratios = [], [], []
    for our, other in blocks(shape):
        ours += our
        floors += other
        ratios.append(median(our) / median(other))
    low, _, high = quantiles(ratios, n=4)
    what = f"{shape.name}, {where}"
    return [
        Row(PART, what, median(ours), "ms", median(floors), limit),
        Row(PART, "  the middle half of the blocks: ratios from", low, ""),
        Row(PART, "  to", high, ""),
    ]


def _within(shape: Shape) -> Iterator[Block]:
    with sides(shape) as (workers, path):
        for worker in workers.values():
            worker.enter(shape.environment, path)
            worker.replay(100)  # to warm up
        for _ in range(BLOCKS):
            yield workers["guichet"].replay(50), workers["floor"].replay(50)


def _on(url: str, shape: Shape) -> Iterator[Block]:
    with sides(shape) as (workers, path):
        block = partial(_block, url, shape, path)
        for _ in range(BLOCKS):
            yield block(workers["guichet"]), block(workers["floor"])


def _block(url: str, shape: Shape, path: Path, worker: Worker) -> list[float]:
    """Fifty requests on a table and a queue of their own, after a few to warm up."""
    with stage(url) as made:
        seed.write(shape.items)
        ours = {"GUICHET_TABLE": made.table, "GUICHET_QUEUE_URL": made.queue_url}
        worker.enter(shape.environment | ours | {"AWS_ENDPOINT_URL": url}, path)
        # The queue first: its URL holds the table's name.
        names = {shape.environment[n]: ours[n] for n in ("GUICHET_QUEUE_URL", "GUICHET_TABLE")}
        took = worker.run(names)
        _check(shape, made.queue_url)
    return took[WARM_UP:]


def _check(shape: Shape, queue_url: str) -> None:
    """Every request was committed, and woke those it concerns."""
    found: Any = settings.dynamodb().scan(
        TableName=settings.table(),
        Select="COUNT",
        FilterExpression="begins_with(#s, :seen)",
        ExpressionAttributeNames={"#s": "SK"},
        ExpressionAttributeValues={":seen": {"S": "SEEN"}},
    )
    before = sum(item["SK"]["S"] == "SEEN" for item in shape.items)
    assert found["Count"] - before == len(shape.requests), f"{found['Count'] - before} committed"
    name: Any = "ApproximateNumberOfMessages"
    asked = settings.sqs().get_queue_attributes(QueueUrl=queue_url, AttributeNames=[name])
    sends = [c for r in shape.requests for c in r.calls if c.operation == "SendMessageBatch"]
    woken = sum(len(call.parameters["Entries"]) for call in sends)
    assert int(asked["Attributes"][name]) == woken, asked["Attributes"]
