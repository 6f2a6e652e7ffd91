"""The trouble that the page can switch on: what the network does then, and what is refused."""

import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, replace
from types import ModuleType
from typing import Any

import pytest
import requests
from chalice.app import Chalice

from simulator.carrier import Carrier
from simulator.network import RETRY_AFTER, Faults
from simulator.rest import RestServer
from simulator.serve import PageServer
from simulator.trouble import CODES, LATE_SECONDS, OPTED_OUT, Trouble
from simulator.worker import Worker
from simulator.world import World

from .conftest import CUSTOMER, PUBLIC, SHOP, SID, TOKEN, App, paged

TWIML = "<Response><Message>Merci</Message></Response>"


@pytest.fixture
def app(app: App) -> App:
    """Answers every text."""
    app.twiml = TWIML
    return app


@pytest.fixture
def messages(carrier: Carrier) -> Iterator[str]:
    with RestServer(carrier) as server:
        yield f"{server.url}/2010-04-01/Accounts/{SID}/Messages.json"


def states(carrier: Carrier) -> list[str]:
    return [text.status for text in carrier.texts()]


# --- the network ---------------------------------------------------------------------------


def test_lost_webhooks_leave_a_text_with_the_provider(app: App, carrier: Carrier) -> None:
    carrier.faults.lose_webhooks = True
    carrier.text(CUSTOMER, SHOP, "Bonjour")
    carrier.send(SHOP, CUSTOMER, "Oui?", f"{PUBLIC}/s?e=1")
    assert carrier.wait_idle(5)
    assert (app.posted, carrier.refused) == ([], [])
    assert states(carrier) == ["sent", "delivered"]
    carrier.faults.lose_webhooks = False
    carrier.text(CUSTOMER, SHOP, "Encore")
    assert carrier.wait_idle(5)
    assert len(app.posted) == 1


def test_late_webhooks_come_late_in_their_order_and_hold_nobody_up(
    app: App, carrier: Carrier
) -> None:
    carrier.faults.late, began = 0.3, time.monotonic()
    first, second = (carrier.text(CUSTOMER, SHOP, body) for body in ("one", "two"))
    carrier.text(CUSTOMER, "+15145550302", "from phone to phone")
    assert not carrier.wait_idle(0.1)
    assert states(carrier) == ["sent", "sent", "delivered"]
    assert carrier.wait_idle(5)
    assert [post.form["MessageSid"] for post in app.posted] == [first, second]
    assert min(post.at for post in app.posted) - began >= 0.3
    carrier.send(SHOP, CUSTOMER, "Oui?", f"{PUBLIC}/s?e=1")
    assert not carrier.wait_idle(0.1)
    assert states(carrier)[-1] == "delivered"


@pytest.mark.parametrize("status", [429, 500])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_provider_in_trouble_does_nothing(
    carrier: Carrier, messages: str, status: int, method: str
) -> None:
    carrier.faults.rest_status = status
    form = {"To": CUSTOMER, "From": SHOP, "Body": "x"}
    answer = requests.request(method, messages, data=form, auth=(SID, TOKEN), timeout=5)
    assert (answer.status_code, answer.json()["code"]) == (status, 20000 + status)
    assert answer.headers.get("Retry-After") == (str(RETRY_AFTER) if status == 429 else None)
    assert carrier.texts() == []


def test_jobs_are_done_as_they_fall_due_and_those_not_due_end_with_the_worker() -> None:
    done: list[str] = []
    worker = Worker("w")
    worker.do(lambda: done.append("in a while"), 0.1)
    worker.do(lambda: done.append("one"))
    worker.do(lambda: done.append("two"))
    assert worker.wait_idle(5)
    worker.do(lambda: done.append("never"), 60)
    assert not worker.wait_idle(0.05)
    worker.close()
    assert worker.wait_idle(1)
    assert done == ["one", "two", "in a while"]


# --- what is asked -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("trouble", "faults"),
    [
        (Trouble(), Faults()),
        (Trouble(lost=True, twice=True), Faults(lose_webhooks=True, deliver_twice=True)),
        (Trouble(late=True), Faults(late=LATE_SECONDS)),
        (Trouble(sending="busy"), Faults(rest_status=429)),
        (Trouble(sending="down"), Faults(rest_status=500)),
        (Trouble(sending="silent"), Faults(drop_answers=True)),
        (Trouble(statuses=True), Faults(no_callbacks=True)),
        (Trouble(code=30003), Faults()),
        (Trouble(phone=CUSTOMER, code=30003), Faults(undelivered={CUSTOMER: 30003})),
        (
            Trouble(phone=CUSTOMER, code=21610),
            Faults(undelivered={CUSTOMER: 21610}, refuse={CUSTOMER: 21610}),
        ),
    ],
)
def test_each_trouble_is_a_fault_and_ends_all_others(trouble: Trouble, faults: Faults) -> None:
    all_wrong = Trouble(
        lost=True, late=True, twice=True, sending="down", statuses=True, phone="x", code=21610
    )
    given = Faults()
    all_wrong.upset(given)
    trouble.upset(given)
    assert given == faults


def test_a_change_leaves_what_it_does_not_name() -> None:
    before = Trouble(late=True, phone=CUSTOMER)
    assert before.changed({"code": 21610}, [CUSTOMER]) == replace(before, code=21610)
    assert before.changed({"phone": "", "late": False}, []) == Trouble()


NONSENSE: list[Any] = [
    {},
    [],
    ["late"],
    "late",
    7,
    {"late": 1},
    {"late": "true"},
    {"late": None},
    {"late": True, "nonsense": True},
    {"late": True, "sending": "sideways"},
    {"late": True, "code": 20003},
    {"late": True, "code": "30006"},
    {"late": True, "code": True},
    {"late": True, "code": 30006.0},
    {"late": True, "phone": "+15145559999"},
    {"late": True, "phone": [CUSTOMER]},
    {"late": True, "turn": 3},
    {"sending": ["works"]},
]


@pytest.fixture(scope="module")
def idle() -> Iterator[World]:
    """A world around an app that does nothing."""
    module: Any = ModuleType("idle")
    module.app = Chalice(app_name="idle")
    module.wake = module.tick = lambda event, context: None
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "idle", module)
        with World(app="idle", tick_seconds=0) as world:
            yield world


@pytest.fixture
def page(idle: World) -> Iterator[PageServer]:
    """A page of its own for that world, in which nothing is wrong."""
    Trouble().upset(idle.carrier.faults)
    with paged(idle) as server:
        yield server


def ask(page: PageServer, asked: Any, **headers: str) -> requests.Response:
    return requests.post(f"{page.url}/api/trouble", json=asked, headers=headers, timeout=5)


def test_every_open_page_hears_of_a_change(page: PageServer) -> None:
    streams = [page.open_stream(), page.open_stream()]
    quiet = asdict(Trouble()) | {"turn": 0}
    assert [stream.get(timeout=5)[1]["trouble"] for stream in streams] == [quiet, quiet]
    answer = ask(page, {"twice": True, "phone": CUSTOMER, "code": 30003})
    upset = quiet | {"twice": True, "phone": CUSTOMER, "code": 30003, "turn": 1}
    assert (answer.status_code, answer.json()) == (201, upset)
    assert [stream.get(timeout=5) for stream in streams] == [("trouble", upset)] * 2
    assert page.open_stream().get(timeout=5)[1]["trouble"] == upset
    assert page.world.carrier.faults == Faults(deliver_twice=True, undelivered={CUSTOMER: 30003})


@pytest.mark.parametrize("asked", NONSENSE, ids=str)
def test_nonsense_is_refused_and_changes_nothing(page: PageServer, asked: Any) -> None:
    assert ask(page, {"statuses": True}).status_code == 201
    stream = page.open_stream()
    before = stream.get(timeout=5)[1]["trouble"]
    assert ask(page, asked).status_code == 400
    assert page.switches.shown() == before
    assert page.world.carrier.faults == Faults(no_callbacks=True)
    assert stream.empty()


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"[" * 20000, b'{"late": tru}', b"null"])
def test_what_is_not_json_is_refused(page: PageServer, body: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    answer = requests.post(f"{page.url}/api/trouble", data=body, headers=headers, timeout=5)
    assert answer.status_code == 400


def test_only_the_page_itself_may_ask(page: PageServer) -> None:
    assert ask(page, {"late": True}, Origin="http://elsewhere.test").status_code == 403
    assert not page.switches.shown()["late"]


def test_a_phone_that_was_added_may_take_nothing_too(page: PageServer) -> None:
    added = page.world.add_customer()
    assert ask(page, {"phone": added.address}).status_code == 201


@pytest.mark.parametrize("code", CODES)
def test_a_phone_that_takes_nothing_gets_nothing(
    app: App, carrier: Carrier, messages: str, code: int
) -> None:
    Trouble(phone=CUSTOMER, code=code).upset(carrier.faults)
    form = {"To": CUSTOMER, "From": SHOP, "Body": "x", "StatusCallback": f"{PUBLIC}/s?e=1"}
    answer = requests.post(messages, data=form, auth=(SID, TOKEN), timeout=5)
    assert carrier.wait_idle(5)
    if code == OPTED_OUT:
        assert (answer.status_code, answer.json()["code"]) == (400, code)
    else:
        assert [(t.status, t.error) for t in carrier.texts()] == [("undelivered", code)]
    assert carrier.phone(CUSTOMER) == {}
    carrier.text(CUSTOMER, SHOP, "Bonjour")  # answered in the webhook's answer
    assert carrier.wait_idle(5)
    assert [text.body for text in carrier.phone(CUSTOMER)[SHOP]] == ["Bonjour"]
