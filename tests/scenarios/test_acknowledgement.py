"""A customer is told at once that the text is in: in the webhook's answer, and once."""

from datetime import datetime

import pytest

from chalicelib.decisions import Decision
from chalicelib.store import commit, contacts, outbox
from chalicelib.texts import say, until

from .conftest import OpenDesk
from .desks import ATELIER, SALES, SHOP, TWO_INBOXES, agent, desk, with_hours
from .phones import Phone
from .story import Story, replies

ACK = say("ack_open", "en", desk="Spokes")
WEEK = with_hours("Mon-Fri 09:00-17:00")
NIGHTS = with_hours("Fri 22:00-02:00")


def contact_of(desk: Story, phone: Phone) -> str:
    return desk.desk.identify(phone.address)


def waiting_for(desk: Story, phone: Phone) -> int:
    return len(outbox.pending(f"c-{contact_of(desk, phone)}"))


def closed_until(opening: str, now: str) -> str:
    at, then = (int(datetime.fromisoformat(t).timestamp() * 1000) for t in (opening, now))
    return say("ack_closed", "en", desk="Spokes", t=until(at, then, "America/Montreal", "en"))


def test_a_first_text_is_acknowledged_in_the_webhooks_answer(desk: Story) -> None:
    lea = desk.customer()
    lea.texts(SHOP, "My chain broke")
    assert replies(desk.answers[0][1]) == [ACK]
    assert lea.hears() == [(SHOP, ACK)]
    assert ACK not in desk.wire.asked


def test_a_thread_is_acknowledged_once_and_not_each_text(desk: Story) -> None:
    lea = desk.customer()
    lea.texts(SHOP, "My chain broke")
    lea.texts(SHOP, "The bike is red")
    desk.agent("Ana").texts(desk.agent("Ana").shown()[0].sender, "Come by")
    lea.texts(SHOP, "On my way")
    assert lea.hears() == [(SHOP, ACK), (SHOP, "Come by")]


def test_a_french_desk_acknowledges_in_french(open_desk: OpenDesk) -> None:
    lea = open_desk(ATELIER).customer()
    lea.texts(SHOP, "Ma chaîne est cassée")
    assert lea.hears() == [(SHOP, say("ack_open", "fr", desk="Atelier Vélo"))]


def test_an_inbox_with_a_language_acknowledges_in_it(open_desk: OpenDesk) -> None:
    inbox = f'[[inboxes]]\nname = "support"\naddresses = ["{SHOP}"]\nlanguage = "fr"'
    lea = open_desk(desk(agent("Ana"), inboxes=inbox)).customer()
    lea.texts(SHOP, "Allô")
    assert lea.hears() == [(SHOP, say("ack_open", "fr", desk="Spokes"))]


def test_a_contact_with_a_language_is_acknowledged_in_it(desk: Story) -> None:
    lea = desk.customer()
    head = contacts.head(contact_of(desk, lea))
    commit.commit(Decision(outcome="told us", contact=head.but(language="fr")))
    lea.texts(SHOP, "Allô")
    assert lea.hears() == [(SHOP, say("ack_open", "fr", desk="Spokes"))]


def test_open_hours_have_their_words(open_desk: OpenDesk) -> None:
    lea = open_desk(WEEK, at="2026-03-03T09:00:00-05:00").customer()
    lea.texts(SHOP, "Hello")
    assert lea.hears() == [(SHOP, ACK)]


def test_closed_hours_have_their_words(open_desk: OpenDesk) -> None:
    now = "2026-03-03T17:00:00-05:00"
    lea = open_desk(WEEK, at=now).customer()
    lea.texts(SHOP, "Hello")
    assert lea.hears() == [(SHOP, closed_until("2026-03-04T09:00:00-05:00", now))]


def test_the_closed_words_look_over_the_weekend(open_desk: OpenDesk) -> None:
    now = "2026-03-06T18:00:00-05:00"
    lea = open_desk(WEEK, at=now).customer()
    lea.texts(SHOP, "Hello")
    assert lea.hears() == [(SHOP, closed_until("2026-03-09T09:00:00-04:00", now))]


def test_hours_past_midnight_are_open_after_midnight(open_desk: OpenDesk) -> None:
    lea = open_desk(NIGHTS, at="2026-03-07T01:30:00-05:00").customer()  # a Saturday
    lea.texts(SHOP, "Hello")
    assert lea.hears() == [(SHOP, ACK)]


def test_hours_past_midnight_end_after_midnight(open_desk: OpenDesk) -> None:
    now = "2026-03-07T02:00:00-05:00"
    lea = open_desk(NIGHTS, at=now).customer()
    lea.texts(SHOP, "Hello")
    assert lea.hears() == [(SHOP, closed_until("2026-03-13T22:00:00-04:00", now))]


def test_each_inbox_may_have_its_own_words(open_desk: OpenDesk) -> None:
    lea = open_desk(TWO_INBOXES).customer()
    lea.texts(SHOP, "My chain broke")
    lea.texts(SALES, "Do you have a child's bike?")
    own = "Spokes workshop: got it, a mechanic will answer."
    assert lea.hears() == [(SHOP, own), (SALES, ACK)]


def test_an_inbox_has_its_own_words_for_closed_hours(open_desk: OpenDesk) -> None:
    own = '[inboxes.texts]\nclosed = "{desk} sleeps until {t}."'
    toml = with_hours("Mon-Fri 09:00-17:00", texts=own)
    lea = open_desk(toml, at="2026-03-03T20:00:00-05:00").customer()
    lea.texts(SHOP, "Hello")
    assert lea.hears() == [(SHOP, "Spokes sleeps until tomorrow 9:00.")]


def test_duplicate_webhook_is_answered_with_nothing(desk: Story) -> None:
    lea, (ana, ben) = desk.customer(), desk.agents()
    form = desk.form(lea.address, SHOP, "My chain broke")
    answers = [desk.post(form) for _ in range(3)]
    desk.settle()
    assert [replies(answer) for answer in answers] == [[ACK], [], []]
    assert {answer.status for answer in answers} == {200}
    for phone in (ana, ben):
        announced = phone.words("new", "My chain broke", n=101, inbox="support")
        assert [got.body for got in phone.hears()] == [announced]


def test_a_network_that_delivers_everything_twice_is_not_noticed(desk: Story) -> None:
    desk.carrier.faults.deliver_twice = True
    lea, ana = desk.customer(), desk.agent("Ana")
    lea.texts(SHOP, "My chain broke")
    ana.texts(ana.shown()[0].sender, "Come by")
    lea.texts(SHOP, "On my way")
    assert lea.hears() == [(SHOP, ACK), (SHOP, "Come by")]
    assert [got.body for got in ana.hears()] == [
        ana.words("new", "My chain broke", n=101, inbox="support"),
        "On my way",
    ]


@pytest.mark.parametrize("state", ["sent", "delivered"])
def test_a_status_settles_the_acknowledgement(desk: Story, state: str) -> None:
    desk.carrier.faults.no_callbacks = True
    lea = desk.customer()
    lea.texts(SHOP, "My chain broke")
    assert waiting_for(desk, lea) == 1
    [acknowledged] = desk.carried(ACK)
    assert desk.report(acknowledged, state).status == 200
    assert waiting_for(desk, lea) == 0
    desk.later(minutes=3)
    assert lea.hears() == [(SHOP, ACK)]


def test_an_acknowledgement_that_never_went_is_sent_after_a_minute(desk: Story) -> None:
    desk.carrier.faults.drop_twiml = True
    lea = desk.customer()
    lea.texts(SHOP, "My chain broke")
    desk.move(seconds=50)
    desk.tick()
    assert desk.nobody_hears(lea)
    desk.later(minutes=1)
    assert lea.hears() == [(SHOP, ACK)]
    desk.later(minutes=10)
    assert desk.nobody_hears(lea)
    assert waiting_for(desk, lea) == 0


def test_an_acknowledgement_that_the_provider_has_is_not_sent_again(desk: Story) -> None:
    desk.carrier.faults.no_callbacks = True
    lea = desk.customer()
    lea.texts(SHOP, "My chain broke")
    assert lea.hears() == [(SHOP, ACK)]
    desk.later(minutes=10)
    assert desk.nobody_hears(lea)
    assert waiting_for(desk, lea) == 0


def test_a_copy_after_a_lost_answer_does_not_make_two_acknowledgements(desk: Story) -> None:
    lea = desk.customer()
    form = desk.form(lea.address, SHOP, "My chain broke")
    assert replies(desk.post(form)) == [ACK]  # and this answer never reaches the provider
    desk.move(seconds=5)
    assert replies(desk.post(form)) == []
    desk.settle()
    desk.later(minutes=10)
    assert lea.hears() == [(SHOP, ACK)]


def test_an_answer_does_not_wait_behind_an_acknowledgement_that_is_out(desk: Story) -> None:
    desk.carrier.faults.no_callbacks = True
    lea, ana = desk.customer(), desk.agent("Ana")
    lea.texts(SHOP, "My chain broke")
    ana.texts(ana.shown()[0].sender, "Come by")
    assert lea.hears() == [(SHOP, ACK), (SHOP, "Come by")]


def test_a_text_at_the_other_end_of_the_night_is_acknowledged_in_the_desks_own_time(
    open_desk: OpenDesk,
) -> None:
    night = "2026-03-03T03:00:00-05:00"  # 8:00 in UTC
    lea = open_desk(WEEK, at=night).customer()
    lea.texts(SHOP, "Hello")
    assert lea.hears() == [(SHOP, closed_until("2026-03-03T09:00:00-05:00", night))]
