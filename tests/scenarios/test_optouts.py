"""STOP: a customer who wants no more texts, and an agent who closes a number without meaning to."""

import pytest

from chalicelib.texts import say

from .conftest import OpenDesk
from .desks import ATELIER, NARROW, NARROW_ALONE, R1, SALES, SHOP, TWO_INBOXES
from .story import Story, replies
from .wire import refused

OPTED_OUT = 21610


def test_stop_in_a_conversation(desk: Story) -> None:
    lea, ana = desk.customer(), desk.agent("Ana")
    relay = desk.begin(lea, ana)
    lea.texts(SHOP, "STOP")
    assert ana.hears() == [(relay, f"STOP\n{ana.words('wrote_stop')}")]
    ana.texts(relay, "Sorry to hear that")
    [(_, told)] = ana.hears()
    assert told == ana.words("held_opted_out", q="Sorry to hear that", n=101)
    desk.later(hours=1)
    assert desk.nobody_hears(), "told once, and nothing to the customer"


def test_start_makes_it_good_again(desk: Story) -> None:
    lea, ana = desk.customer(), desk.agent("Ana")
    relay = desk.begin(lea, ana)
    lea.texts(SHOP, "Stop")
    lea.texts(SHOP, "start")
    assert ana.hears()[-1] == (relay, f"start\n{ana.words('wrote_start')}")
    ana.texts(relay, "Welcome back")
    assert lea.hears() == [(SHOP, "Welcome back")]


@pytest.mark.parametrize("word", ["HELP", "Aide", "YES", "Cancel", "END", "oui", "quit"])
def test_words_of_a_conversation_are_passed_on_like_any(desk: Story, word: str) -> None:
    lea, ana = desk.customer(), desk.agent("Ana")
    relay = desk.begin(lea, ana)
    lea.texts(SHOP, word)
    assert ana.hears() == [(relay, word)]
    ana.texts(relay, "Right away")
    assert lea.hears() == [(SHOP, "Right away")]


def test_help_that_the_provider_answered_gets_no_acknowledgement_and_an_agent(desk: Story) -> None:
    lea, ana = desk.customer(), desk.agent("Ana")
    assert replies(desk.post(desk.form(lea.address, SHOP, "HELP", OptOutType="HELP"))) == []
    desk.settle()
    assert desk.nobody_hears(lea)
    assert ana.hears()[-1].body.endswith("\nHELP")


def test_what_was_on_its_way_when_stop_came_does_not_leave(desk: Story) -> None:
    lea, ana = desk.customer(), desk.agent("Ana")
    relay = desk.begin(lea, ana)
    desk.carrier.faults.refuse[lea.address] = 20429  # not now
    ana.texts(relay, "Your bike is ready")
    lea.texts(SHOP, "stop")
    desk.carrier.faults.refuse.clear()
    desk.later(minutes=10)
    assert desk.nobody_hears(lea)
    reason = ana.words("reason_opted_out")
    told = ana.words("not_delivered", n=101, q="Your bike is ready", reason=reason)
    assert [got.body for got in ana.hears()].count(told) == 1


def test_a_stop_that_only_the_carrier_saw_is_learned(desk: Story) -> None:
    lea, ana = desk.customer(), desk.agent("Ana")
    relay = desk.begin(lea, ana)
    desk.carrier.faults.refuse[lea.address] = OPTED_OUT
    ana.texts(relay, "Your bike is ready")
    reason = ana.words("reason_opted_out")
    words = ana.words("not_delivered", n=101, q="Your bike is ready", reason=reason)
    assert ana.hears() == [(relay, words)]
    desk.carrier.faults.refuse.clear()
    ana.texts(relay, "Hello?")
    assert ana.hears() == [(relay, ana.words("held_opted_out", q="Hello?", n=101))]
    assert desk.nobody_hears(lea)
    lea.texts(SHOP, "START")
    ana.texts(relay, "Hello again")
    assert lea.hears() == [(SHOP, "Hello again")]


def test_stop_to_one_number_and_a_question_to_another(open_desk: OpenDesk) -> None:
    """Who wants nothing of the workshop any more may still ask the shop."""
    desk = open_desk(TWO_INBOXES)
    lea, (ana, ben) = desk.customer(), desk.agents()
    desk.begin(lea, ana)
    lea.texts(SHOP, "STOP")
    ana.hears()
    lea.texts(SALES, "Do you sell bells?")
    [(_, ack)] = lea.hears()
    assert ack == say("ack_open", "en", desk="Spokes")
    ben.texts(ben.hears()[-1].sender, "Yes")
    assert lea.hears() == [(SALES, "Yes")]


def test_stop_to_nobody_wakes_nobody(desk: Story) -> None:
    lea = desk.customer()
    lea.texts(SHOP, "ARRET")
    desk.later(hours=1)
    assert desk.nobody_hears()


def test_stop_after_a_matter_is_done_is_told_to_who_had_it(desk: Story) -> None:
    lea, ana = desk.customer(), desk.agent("Ana")
    relay = desk.begin(lea, ana)
    ana.texts(relay, "/done")
    ana.hears()
    lea.texts(SHOP, "STOP")
    [(_, told)] = ana.hears()
    assert told.endswith(f"STOP\n{ana.words('wrote_stop')}")
    assert desk.nobody_hears()


# --- an agent --------------------------------------------------------------------------------


def test_an_agents_stop_is_no_text_and_closes_the_number(desk: Story) -> None:
    """She hears it from another number; Ben hears it; and her customers reach her elsewhere."""
    lea, ana, ben = desk.customer(), desk.agent("Ana"), desk.agent("Ben")
    relay = desk.begin(lea, ana)
    ana.texts(relay, "Stop")
    assert desk.nobody_hears(lea)
    [(elsewhere, told)] = ana.hears()
    assert elsewhere != relay
    assert told == ana.words("stop_yours", number=relay)
    assert [got.body for got in ben.hears()] == [
        ben.words("stop_other", a="Ana", number=relay),
    ]
    lea.texts(SHOP, "On my way")
    heard = ana.hears()
    assert heard[-1].body.endswith("On my way")
    assert heard[-1].sender != relay
    ana.texts(heard[-1].sender, "See you")
    assert lea.hears() == [(SHOP, "See you")]


def test_a_second_stop_says_nothing_more(desk: Story) -> None:
    lea, ana = desk.customer(), desk.agent("Ana")
    relay = desk.begin(lea, ana)
    ana.texts(relay, "STOP")
    ana.hears()
    desk.agent("Ben").hears()
    ana.texts(relay, "STOP")
    assert desk.nobody_hears()


def test_with_one_number_the_others_take_over_until_start(open_desk: OpenDesk) -> None:
    desk = open_desk(NARROW)
    lea, ana, ben = desk.customer(), desk.agent("Ana"), desk.agent("Ben")
    desk.begin(lea, ana)
    ana.texts(R1, "stop")
    assert desk.nobody_hears(ana, lea), "no number is left to tell her from"
    assert ben.hears() == [(R1, ben.words("stop_other", a="Ana", number=R1))]
    lea.texts(SHOP, "On my way")
    assert ben.hears()[-1].body.endswith("On my way")
    assert desk.nobody_hears(ana)
    ana.texts(R1, "START")
    assert ana.hears() == [(R1, ana.words("start_yours", number=R1))]


def test_alone_with_one_number_it_waits_for_start(open_desk: OpenDesk) -> None:
    desk = open_desk(NARROW_ALONE)
    lea, ana = desk.customer(), desk.agent("Ana")
    desk.begin(lea, ana)
    ana.texts(R1, "STOP")
    lea.texts(SHOP, "On my way")
    desk.later(minutes=5)
    assert desk.nobody_hears(ana)
    ana.texts(R1, "START")
    desk.later(minutes=10)
    assert any(got.body.endswith("On my way") for got in ana.hears())


def test_a_stop_of_an_agent_that_only_the_carrier_saw(open_desk: OpenDesk) -> None:
    desk = open_desk(ATELIER)
    lea, ana, ben = desk.customer(), desk.agent("Ana"), desk.agent("Ben")
    relay = desk.begin(lea, ana)
    desk.wire.next_sends(refused(400, OPTED_OUT))
    lea.texts(SHOP, "J'arrive")
    desk.later(minutes=1)
    said = [got.body for got in ben.hears()]
    assert ben.words("stop_other", a="Ana", number=relay) in said
    assert any(words.endswith("J'arrive") for words in said)


def test_stop_with_words_around_it_is_a_text(desk: Story) -> None:
    lea, ana = desk.customer(), desk.agent("Ana")
    relay = desk.begin(lea, ana)
    ana.texts(relay, "Stop by at five")
    assert lea.hears() == [(SHOP, "Stop by at five")]
