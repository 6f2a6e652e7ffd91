"""What becomes of a text that did not arrive, reason by reason."""

import pytest

from chalicelib.models import DAY, MINUTE, Carrier, Sent, Template, Unsent, Window
from chalicelib.rules import delivery, inviting, rerouting, unsent
from chalicelib.texts import sentences
from tests.support.made import (
    BUSINESS,
    CUSTOMER,
    NOW,
    anna,
    ben,
    contact,
    desk,
    entry,
    spot,
    thread,
)

WS, WC = f"whatsapp:{BUSINESS}", f"whatsapp:{CUSTOMER}"
TEMPLATE = Template(twilio="HX1", variables=("{name}", "{desk}"))
DESK = desk(templates={"en": TEMPLATE})
FALLBACK = DESK.but(fallback=True)
THREAD = thread(ours=WS, theirs=WC, owner=anna().id, spot=spot())
MARIE = contact(THREAD, addresses=(WC,), windows=(Window(WC, WS, NOW - DAY + 5 * MINUTE),))
REPLY = entry("reply", "Ready").but(
    recipient=f"c-{MARIE.id}", sender=WS, to=WC, spot=spot(), tried=NOW - MINUTE
)


def sent(**changes):
    found = delivery.recorded(REPLY, "SM1", "sent", NOW).sent
    assert found
    return found.but(**changes)


def rerouted(about, reason, whose=MARIE, at=FALLBACK):
    return rerouting.rerouted(about, reason, whose, at, NOW)


def kinds(decision):
    return [(e.kind, e.to) for e in decision.put]


@pytest.mark.parametrize("about", [REPLY, sent()])
@pytest.mark.parametrize("reason", sorted(k for k in sentences("en") if k.startswith("reason_")))
def test_only_reasons_that_another_channel_does_not_share(reason, about):
    found = rerouted(about, reason)
    does = rerouting.ELSEWHERE.get(reason)
    assert (found is not None) == (does is not None)
    if does == "goes":
        assert kinds(found) == [("reply", CUSTOMER), ("notice", spot().address)]
        assert found.contact.thread(142).theirs == CUSTOMER
    if does == "offered":
        assert kinds(found) == [("notice", spot().address)]
        assert found.contact.thread(142).theirs == WC


@pytest.mark.parametrize("reason", ["reason_opted_out", "reason_blocked", "reason_too_long"])
def test_never_these(reason):
    assert reason not in rerouting.ELSEWHERE


def test_the_writer_and_the_place_stay_with_it():
    decision = rerouted(REPLY, "reason_unreachable")
    reply = decision.put[0]
    assert (reply.text, reply.agent, reply.spot, reply.thread) == ("Ready", anna().id, spot(), 142)
    assert reply.contact == MARIE.id
    assert reply.recipient == REPLY.recipient
    assert decision.taken == (REPLY,)


def test_what_was_sent_anew_before_is_not_sent_anew():
    assert rerouted(sent(again=1), "reason_unreachable") is None
    assert rerouted(REPLY.but(again=1), "reason_window") is None


@pytest.mark.parametrize(
    "about",
    [sent(kind="ack"), sent(kind="bye"), sent(thread=999), sent(agent="gone"), sent(ends=None)],
)
def test_nor_what_is_no_answer_to_an_open_thread(about):
    assert rerouted(about, "reason_unreachable") is None


def test_it_waits_for_the_customer_where_the_window_is_over():
    decision = rerouted(sent(), "reason_window", at=DESK)
    after = decision.contact.thread(142)
    assert after
    expected = Unsent(agent=anna().id, spot=spot(), text="Ready", at=NOW, why="window")
    assert after.unsent == (expected,)
    assert after.asked_back == NOW
    assert kinds(decision) == [("template", WC), ("notice", spot().address)]
    assert decision.put[0].fills == ("Marie", "Atelier Vélo")
    assert decision.seen == "lost-SM1"
    again = rerouted(sent(provider_id="SM2"), "reason_window", decision.contact, DESK)
    assert kinds(again) == [("notice", spot().address)]
    assert len(again.contact.thread(142).unsent) == 2


def test_it_goes_again_where_they_have_written_since():
    decision = rerouted(sent(at=NOW - 2 * DAY), "reason_window", at=DESK)
    assert kinds(decision) == [("reply", WC)]
    assert decision.put[0].again == 0


def test_five_wait_and_a_sixth_is_told_as_lost():
    whose = MARIE
    for n in range(5):
        whose = rerouted(sent(provider_id=f"SM{n}"), "reason_window", whose, DESK).contact
    assert rerouted(sent(provider_id="SM9"), "reason_window", whose, DESK) is None


def test_what_failed_makes_way_for_what_failed_later():
    whose = MARIE
    for n in range(7):
        found = sent(provider_id=f"SM{n}", text=f"T{n}")
        whose = rerouted(found, "reason_unreachable", whose, DESK).contact
    on = whose.thread(142)
    assert on
    texts = [u.text for u in on.unsent]
    assert texts == [f"T{n}" for n in range(2, 7)]


def test_where_there_is_no_other_way_the_writer_is_told_and_that_is_all():
    nowhere = MARIE.but(addresses=("whatsapp:CA.1",))
    assert rerouted(sent(), "reason_unreachable", nowhere, DESK) is None


# --- the template ----------------------------------------------------------------------------


def test_the_language_of_the_customer_then_the_inboxs_then_any():
    both = DESK.but(templates={"en": TEMPLATE, "fr": Template(twilio="HX2")})
    assert inviting.approved(both, WS, "fr") == ("HX2", "")
    assert inviting.approved(both, WS, "en") == ("HX1", "")
    assert inviting.approved(DESK, WS, "fr") == ("HX1", "")
    assert inviting.approved(desk(), WS, "en") is None


def test_each_provider_has_its_own():
    meta = desk(
        templates={"en": Template(meta=("back", "en_US"))}, carriers={WS: Carrier("meta", "1")}
    )
    assert inviting.approved(meta, WS, "en") == ("back", "en_US")
    assert inviting.approved(meta.but(carriers={}), WS, "en") is None
    assert inviting.approved(meta.but(carriers={WS: Carrier("telegram")}), WS, "en") is None


@pytest.mark.parametrize("ours", [BUSINESS, "messenger:400"])
def test_other_channels_have_no_such_texts(ours):
    assert inviting.approved(DESK, ours, "en") is None


def test_its_places_are_never_empty_and_on_one_line():
    odd = DESK.but(templates={"en": Template(twilio="HX1", variables=("{name}", "", "{desk}"))})
    nameless = contact(THREAD, name=None, addresses=(WC,))
    found = inviting.customer(nameless, THREAD, odd.but(name="A\nB"), NOW, "n", NOW)
    assert found
    assert found.fills == ("customer", "-", "A B")


# --- resolved --------------------------------------------------------------------------------


def test_who_else_has_texts_there_is_told_of_them():
    mine = Unsent(agent=anna().id, spot=spot(), text="Mine", at=NOW, why="window")
    bens = mine.but(agent=ben().id, text="Bens")
    failed = bens.but(why="failed", text="Told before")
    on = THREAD.but(unsent=(mine, bens, failed))
    words = unsent.never_left("* Closed.", on, anna().id, "en")
    assert words == "* NEVER SENT: 1 text of yours. Closed."
    [word] = unsent.dropped(on, MARIE, anna(), DESK, NOW, "n", NOW)
    assert word.agent == ben().id
    assert '"Bens"' in word.text


def test_a_sent_text_of_a_person_is_kept_whole():
    assert Sent(provider_id="x").text == ""
    long = delivery.recorded(REPLY.but(text="y" * 1600), "SM1", "sent", NOW)
    assert long.sent
    assert long.sent.text == "y" * 1600


def test_nothing_is_offered_that_is_not_kept():
    """`/via sms` would send what waits, and not this one."""
    waits = Unsent(agent=ben().id, spot=spot(), text="Soon", at=NOW, why="window")
    full = MARIE.with_thread(THREAD.but(unsent=(waits,) * unsent.MOST))
    found = rerouted(sent(), "reason_unreachable", full, DESK)
    assert "/via" not in found.put[0].text
    assert "/via" in rerouted(sent(), "reason_unreachable", MARIE, DESK).put[0].text
