"""Texts a second through the whole loop, with 1, 8 and 32 customers writing at once.

Webhook, transaction, queue, claim, provider, record: everything but API Gateway and the network, on
ministack, so the figures say little of AWS. The floor is what the same engine needs for as many
bare transactions, three a text (commit, claim, record), of four items, from as many processes as
take webhooks. Each text must have arrived once, and each customer's in order.
"""

import queue
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from chalicelib import settings
from chalicelib.models import Contact, Desk, OpenThread, Spot
from chalicelib.store import codec, keys
from chalicelib.store import desk as desks
from infra import apply
from simulator.carrier import Carrier
from simulator.rest import RestServer
from simulator.wire import Answer, signed
from tests.support import ministack, seed
from tests.support.desk import BUSINESS, MESSAGES, RELAYS, agent, customer, desk_toml, environment
from tests.support.stage import ACCOUNT_SID, AUTH_TOKEN, PUBLIC_URL, stage

from . import scenes
from .lambdas import Process, processes
from .table import Row
from .warm import engine

PART = "load"
SENDERS = (1, 8, 32)
EACH = 6
"""Texts of one customer: more in a minute than ten would be folded."""
PEOPLE = {1: 8, 8: 32, 32: 32}
"""Customers by the number of senders: 48 texts, or 192. Each has an agent to themselves."""
WEBHOOKS, DRAINS = 8, 4
"""Processes; so no more webhooks than that are under way at once."""
TRANSACTIONS = 3
PATIENCE = 60.0


class Run(NamedTuple):
    """Seconds of the wall and of Guichet's processes, and the seconds of the floor."""

    texts: int
    took: float
    spent: float
    floor: float


def measure() -> list[Row]:
    """The rows: milliseconds a text, beside the floor's, and texts a second."""
    rows = []
    with (
        scenes.environment(),
        ministack.running(engine(), "dynamodb,sqs,s3") as url,
        processes(WEBHOOKS + DRAINS) as made,
    ):
        for senders in SENDERS:
            rows += _rows(senders, _run(url, made, senders))
    return rows


def _rows(senders: int, run: Run) -> list[Row]:
    each = 1000 / run.texts
    what = "1 sender" if senders == 1 else f"{senders} senders"
    return [
        Row(PART, f"{what}: a text, whole loop", run.took * each, "ms", run.floor * each),
        Row(PART, "  of it, Guichet's own processor time", run.spent * each, "ms"),
        Row(PART, "  texts a second", run.texts / run.took, "/s"),
    ]


def _run(url: str, made: Sequence[Process], senders: int) -> Run:
    """One number of senders on a stage of its own, then the floor on another."""
    webhooks, drains = made[:WEBHOOKS], made[WEBHOOKS:]
    with stage(url), _network() as carrier:
        people = _people(PEOPLE[senders])
        _enter(made)
        before = _spent(made)
        for process in drains:
            process.tell("drain")
        begun = time.monotonic()
        _send(webhooks, senders, people)
        _until(lambda: len(carrier.texts()) >= len(people) * EACH)
        took = time.monotonic() - begun
        _until(_is_quiet)
        for process in drains:
            process.ask("ready")  # whatever is asked ends the drain, whose count is heard first
            process.hear()
        _check(carrier, people)
        spent = _spent(made) - before
    texts = len(people) * EACH
    return Run(texts, took, spent, _floor(url, webhooks, senders, texts))


def _enter(made: Sequence[Process]) -> None:
    here = environment()
    for process in made:
        process.ask("enter", here)


def _spent(made: Sequence[Process]) -> float:
    return float(sum(process.ask("spent") for process in made))


@contextmanager
def _network() -> Iterator[Carrier]:
    """A stand-in provider that takes texts and reports nothing; the desk is applied."""
    carrier = Carrier(lambda *_: Answer(200), ACCOUNT_SID, AUTH_TOKEN, public_url=PUBLIC_URL)
    carrier.faults.no_callbacks = True
    with RestServer(carrier) as rest, pytest.MonkeyPatch.context() as patch:
        patch.setenv("TWILIO_API_URL", rest.url)
        settings.forget()
        desks.forget()
        with tempfile.TemporaryDirectory(prefix="desk-") as folder:
            path = Path(folder, "desk.toml")
            path.write_text(desk_toml(agents=range(1, 33), relays=1), "utf-8")
            apply.apply(path)
        yield carrier
    carrier.close()


def _people(count: int) -> list[str]:
    """So many customers, each with an open thread that an agent has; their addresses."""
    desk, now = desks.load(), int(time.time() * 1000)
    seed.write(_contact(desk, n, now - 60_000) for n in range(1, count + 1))
    return [customer(n) for n in range(1, count + 1)]


def _contact(desk: Desk, n: int, at: int) -> dict[str, Any]:
    thread = OpenThread(
        number=100 + n,
        inbox="support",
        ours=BUSINESS,
        theirs=customer(n),
        opened=at,
        heard=at,
        shown=at,
        owner=desk.identify(agent(n)),
        spot=Spot(agent(n), RELAYS[0]),
    )
    contact = Contact(
        id=desk.identify(customer(n)), stamp=at, addresses=(customer(n),), threads=(thread,)
    )
    return codec.document(keys.head(contact.id), contact, 1)


def _words(person: str, n: int) -> str:
    return f"Text {n} of {person[-4:]}: is it ready?"


def _send(webhooks: Sequence[Process], senders: int, people: list[str]) -> None:
    """Each sender's texts one after the other, as soon as the last was answered."""
    free: queue.SimpleQueue[Process] = queue.SimpleQueue()
    for process in webhooks:
        free.put(process)

    def texting(mine: list[str]) -> list[int]:
        statuses = []
        for n in range(EACH):
            for person in mine:
                process = free.get()
                statuses.append(process.ask("post", *_webhook(person, n)))
                free.put(process)
        return statuses

    with ThreadPoolExecutor(senders) as pool:
        answered = pool.map(texting, [people[k::senders] for k in range(senders)])
        wrong = [status for statuses in answered for status in statuses if status != 200]
    assert not wrong, wrong


def _webhook(person: str, n: int) -> tuple[str, dict[str, str], bytes]:
    form = scenes.form(person, BUSINESS, _words(person, n), int(person) * EACH + n)
    return (MESSAGES, *signed(MESSAGES, form, AUTH_TOKEN))


def _until(done: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not done():
        assert time.monotonic() < end, "not all texts arrived"
        time.sleep(0.005)


def _is_quiet() -> bool:
    """Whether the queue has nothing left that might send a text a second time."""
    names: Any = ("ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible")
    asked = settings.sqs().get_queue_attributes(QueueUrl=settings.queue_url(), AttributeNames=names)
    return all(asked["Attributes"][name] == "0" for name in names)


def _check(carrier: Carrier, people: list[str]) -> None:
    """Each agent has the customer's texts, each once, in order."""
    for n, person in enumerate(people, 1):
        got = [text.body for text in carrier.texts() if text.to == agent(n)]
        wanted = [_words(person, k) for k in range(EACH)]
        assert len(got) == EACH, got
        assert all(body.endswith(words) for body, words in zip(got, wanted, strict=True)), got


def _floor(url: str, webhooks: Sequence[Process], senders: int, texts: int) -> float:
    """The seconds of as many bare transactions, by as many processes as take webhooks."""
    working = webhooks[: min(senders, WEBHOOKS)]
    share = texts * TRANSACTIONS // len(working)
    with stage(url):
        _enter(working)
        begun = time.monotonic()
        for n, process in enumerate(working):
            process.tell("transact", str(n), share, "x" * 300)
        for process in working:
            process.hear()
        return time.monotonic() - begun
