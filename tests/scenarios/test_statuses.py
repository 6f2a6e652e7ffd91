"""What became of a text: states only go forward, in whatever order they are told."""

import pytest

from chalicelib.models import Sent
from chalicelib.store import outbox

from .conftest import OpenDesk
from .desks import ALONE, ATELIER, R1, SHOP
from .phones import Phone
from .story import Story
from .wire import refused, then

LANDLINE = 30006


def sent(sid: str) -> Sent:
    found = outbox.sent(sid)
    assert found is not None
    return found


@pytest.fixture
def reply(desk: Story) -> tuple[Story, Phone, Phone]:
    """Ana has answered Lea, and no status of "Come by" was reported yet."""
    lea, ana = desk.customer(), desk.agent("Ana")
    lea.texts(SHOP, "My chain broke")
    desk.carrier.faults.no_callbacks = True
    ana.texts(R1, "Come by")
    desk.nobody_hears()
    return desk, lea, ana


Reply = tuple[Story, Phone, Phone]


@pytest.mark.parametrize(
    ("told", "state"),
    [
        (["sent", "delivered"], "delivered"),
        (["delivered", "sent"], "delivered"),
        (["delivered", "delivered"], "delivered"),
        (["read", "delivered", "sent"], "read"),
        (["queued", "accepted", "sending"], "sent"),
        (["delivered", "some-new-word"], "delivered"),
        (["undelivered", "sent", "delivered"], "failed"),
    ],
)
def test_a_state_only_moves_forward(reply: Reply, told: list[str], state: str) -> None:
    desk, lea, _ = reply
    [text] = desk.carried("Come by")
    for status in told:
        assert desk.report(text, status).status == 200
    desk.settle()
    assert sent(text.sid).state == state
    assert desk.nobody_hears(lea)


def test_a_failed_text_is_told_to_who_wrote_it(reply: Reply) -> None:
    desk, _, ana = reply
    [text] = desk.carried("Come by")
    desk.report(text, "undelivered", LANDLINE)
    desk.settle()
    reason = ana.words("reason_no_texts")
    assert ana.hears() == [(R1, ana.words("not_delivered", n=101, q="Come by", reason=reason))]
    assert desk.nobody_hears()


def test_a_failure_told_twice_is_passed_on_once(reply: Reply) -> None:
    desk, _, ana = reply
    [text] = desk.carried("Come by")
    for status in ("undelivered", "failed", "undelivered"):
        desk.report(text, status, LANDLINE)
    desk.settle()
    desk.later(minutes=5)
    assert len(ana.hears()) == 1


def test_a_failure_is_told_in_the_agents_language(open_desk: OpenDesk) -> None:
    desk = open_desk(ATELIER)
    lea, ana = desk.customer(), desk.agent("Ana")
    lea.texts(SHOP, "Ma chaîne est cassée")
    desk.nobody_hears()
    desk.carrier.faults.undelivered[lea.address] = LANDLINE
    ana.texts(R1, "Passez à l'atelier")
    reason = ana.words("reason_no_texts")
    words = ana.words("not_delivered", n=101, q="Passez à l'atelier", reason=reason)
    assert ana.hears() == [(R1, words)]


def test_a_failure_that_is_told_before_the_send_is_recorded_reaches_the_writer(
    desk: Story,
) -> None:
    lea, ana = desk.customer(), desk.agent("Ana")
    relay = desk.begin(lea, ana)
    desk.carrier.faults.no_callbacks = True
    desk.wire.next_sends(then(lambda text: desk.report_at_once(text, "undelivered")))
    ana.texts(relay, "Bring the key")
    desk.later(minutes=5)
    reason = ana.words("reason_unknown")
    told = ana.words("not_delivered", n=101, q="Bring the key", reason=reason)
    assert ana.hears() == [(relay, told)]
    assert desk.wire.asked.count("Bring the key") == 1


@pytest.mark.parametrize("status", ["sent", "delivered"])
def test_a_status_may_come_before_the_send_is_recorded(desk: Story, status: str) -> None:
    lea, ana = desk.customer(), desk.agent("Ana")
    relay = desk.begin(lea, ana)
    desk.carrier.faults.no_callbacks = True
    desk.wire.next_sends(then(lambda text: desk.report_at_once(text, status)))
    ana.texts(relay, "Bring the key")
    ana.texts(relay, "And the lock")
    [text] = desk.carried("Bring the key")
    assert sent(text.sid).state == status
    desk.later(minutes=5)
    assert lea.hears() == [(SHOP, "Bring the key"), (SHOP, "And the lock")]
    assert desk.nobody_hears(ana)


def test_a_relay_that_fails_reaches_another_and_sets_off_no_chain_of_texts(desk: Story) -> None:
    lea, (ana, ben) = desk.customer(), desk.agents()
    desk.begin(lea, ana)
    desk.carrier.faults.undelivered[ana.address] = LANDLINE
    lea.texts(SHOP, "On my way")
    ((_, heard),) = ben.hears()
    assert heard.endswith("On my way")
    before = len(desk.carrier.texts())
    desk.later(minutes=10)
    assert len(desk.carrier.texts()) == before
    assert desk.nobody_hears(ben, lea)


def test_a_status_of_a_text_that_is_not_ours_is_answered_and_forgotten(desk: Story) -> None:
    lea = desk.customer()
    lea.texts(SHOP, "My chain broke")
    text = desk.carrier.texts()[-1]
    form = {"MessageSid": "SM" + "9" * 32, "MessageStatus": "failed", "From": R1, "To": SHOP}
    assert desk.post(form, "/webhooks/twilio/statuses").status == 200
    assert desk.post(form, "/webhooks/twilio/statuses?e=c-nobody.1.2").status == 200
    desk.nobody_hears()
    desk.later(minutes=3)
    assert desk.nobody_hears()
    assert text.status == "delivered"


def test_a_call_that_ended_is_no_status_of_a_text(desk: Story) -> None:
    """A number's `StatusCallback` is told of calls too."""
    form = {"CallSid": "CA" + "9" * 32, "CallStatus": "completed", "From": R1, "To": SHOP}
    assert desk.post(form, "/webhooks/twilio/statuses").status == 200
    assert desk.nobody_hears()


@pytest.mark.parametrize(
    ("status", "code", "reason"),
    [
        (400, 30002, "reason_setup"),
        (401, 20003, "reason_setup"),
        (400, 30001, "reason_unreachable"),
        (429, 20429, "reason_unknown"),
    ],
)
def test_an_answer_that_is_taken_at_no_time_is_told_with_the_reason(
    desk: Story, status: int, code: int, reason: str
) -> None:
    lea, ana = desk.customer(), desk.agent("Ana")
    relay = desk.begin(lea, ana)
    desk.wire.outage = refused(status, code)
    ana.texts(relay, "Come by")
    for _ in range(12):
        desk.later(minutes=5)
    desk.wire.outage = None
    desk.later(minutes=5)
    words = ana.words("not_delivered", n=101, q="Come by", reason=ana.words(reason))
    assert words in [got.body for got in ana.hears()]


def test_the_text_that_failed_is_shown_again_and_nothing_from_before_it(
    open_desk: OpenDesk,
) -> None:
    desk = open_desk(ALONE)
    lea, ana = desk.customer(), desk.agent("Ana")
    desk.begin(lea, ana)
    desk.carrier.faults.no_callbacks = True
    for body in ("On my way", "Which door?"):
        lea.texts(SHOP, body)
    [first] = desk.carried("On my way")
    desk.nobody_hears()
    desk.report(first, "undelivered", LANDLINE)
    desk.later(minutes=20)
    [got] = ana.hears()
    head, late, *bodies = got.body.splitlines()
    assert head == ana.words("more", n=101)
    assert late.startswith("(sent ")
    assert bodies == ["On my way", "Which door?"]
