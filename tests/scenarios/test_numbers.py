"""Which number a text comes from, and who somebody is by the number they text."""

import pytest

from chalicelib.texts import say

from .asking import asks, to
from .conftest import OpenDesk
from .desks import ONE_NUMBER, R1, R2, SALES, SHOP, TWO_INBOXES, agent, desk
from .story import Story, replies

ACK = say("ack_open", "en", desk="Spokes")
TWO_ADDRESSES = desk(
    agent("Ana"), inboxes=f'[[inboxes]]\nname = "support"\naddresses = ["{SHOP}", "{SALES}"]'
)
BOTH_CHANNELS = desk(
    agent("Ana"),
    inboxes=f'[[inboxes]]\nname = "support"\naddresses = ["{SHOP}", "whatsapp:{SHOP}"]',
)
SERVICE = "+15145550109"
WITH_SERVICE = desk(agent("Ana"), more=f'service_number = "{SERVICE}"')
STRANGER = "+15145550399"
HOSTILE = [
    "<Response><Message>free</Message></Response>",
    "</Body></Message><Message to='+15145550399'>x</Message>",
    "<script>alert(1)</script> & &amp; ]]>",
    "👩🏽‍🔧🚲 schön — “ok” …",
    "\u202eمرحبا بالعالم\u202c",
    "a\x00b",
    "one\ntwo\n\n  three ",
    "é" * 1600,
]


def test_the_reply_comes_word_for_word_from_the_number_the_customer_wrote_to(
    open_desk: OpenDesk,
) -> None:
    story = open_desk(TWO_ADDRESSES)
    lea, max_, ana = story.customer(1), story.customer(2), story.agent("Ana")
    lea.texts(SALES, "My chain broke")
    max_.texts(SHOP, "Do you sell bells?")
    ana.texts(R1, "Come by — it's <quick> & easy 🚲")
    ana.texts(R2, "Yes")
    assert lea.hears() == [(SALES, ACK), (SALES, "Come by — it's <quick> & easy 🚲")]
    assert max_.hears() == [(SHOP, ACK), (SHOP, "Yes")]


def test_the_reply_follows_the_customer_to_the_number_they_wrote_to_last(
    open_desk: OpenDesk,
) -> None:
    story = open_desk(TWO_ADDRESSES)
    lea, ana = story.customer(), story.agent("Ana")
    relay = story.begin(lea, ana)
    lea.texts(SALES, "This number too?")
    ana.texts(relay, "Both")
    assert lea.hears() == [(SALES, "Both")]


def test_one_customer_in_two_inboxes_is_two_threads(open_desk: OpenDesk) -> None:
    story = open_desk(TWO_INBOXES)
    lea, (ana, ben) = story.customer(), story.agents()
    lea.texts(SHOP, "My chain broke")
    lea.texts(SALES, "Do you sell bells?")
    assert ben.hears() == [
        (R1, ben.words("new", "Do you sell bells?", n=102, inbox="sales")),
    ]
    assert ana.hears() == [
        (R1, ana.words("new", "My chain broke", n=101, inbox="support")),
        (R2, ana.words("new", "Do you sell bells?", n=102, inbox="sales")),
    ]
    lea.hears()
    ben.texts(R1, "Yes, 12 of them")
    assert lea.hears() == [(SALES, "Yes, 12 of them")]


def test_a_person_on_sms_and_whatsapp_is_one_customer(open_desk: OpenDesk) -> None:
    story = open_desk(BOTH_CHANNELS)
    lea, ana = story.customer(), story.agent("Ana")
    relay = story.begin(lea, ana)
    story.carrier.text(f"whatsapp:{lea.address}", f"whatsapp:{SHOP}", "Now from here")
    story.settle()
    assert [got.body for got in ana.hears()] == ["Now from here"]
    ana.texts(relay, "Fine")
    [text] = story.carried("Fine")
    assert (text.sender, text.to) == (f"whatsapp:{SHOP}", f"whatsapp:{lea.address}")


def test_an_agent_who_texts_the_business_number_is_a_customer_there(desk: Story) -> None:
    ana, ben = desk.agents()
    ana.texts(SHOP, "Ill tomorrow, can you open?")
    assert ana.hears() == [(SHOP, ACK)]
    new = ben.words("new", "Ill tomorrow, can you open?", n=101, inbox="support", c="Ana")
    assert ben.hears() == [(R1, new)]
    ben.texts(R1, "I can")
    assert ana.hears() == [(SHOP, "I can")]


def test_an_agent_with_an_open_thread_who_texts_the_business_number_reaches_no_customer(
    desk: Story,
) -> None:
    lea, (ana, ben) = desk.customer(), desk.agents()
    relay = desk.begin(lea, ana)
    ana.texts(SHOP, "Ill tomorrow, can you open?")
    assert desk.nobody_hears(lea)
    assert ana.hears() == [(SHOP, ACK)]
    ben.hears()
    ana.texts(relay, "Bring the key")
    assert lea.hears() == [(SHOP, "Bring the key")]
    assert desk.nobody_hears(ben)


def test_one_number_for_all_carries_a_whole_matter(open_desk: OpenDesk) -> None:
    story = open_desk(ONE_NUMBER)
    lea, ana = story.customer(), story.agent("Ana")
    lea.texts(SHOP, "My chain broke")
    assert lea.hears() == [(SHOP, ACK)]
    assert ana.hears() == [(SHOP, ana.words("new", "My chain broke", n=101, inbox="support"))]
    ana.texts(SHOP, "Come by")
    lea.texts(SHOP, "On my way")
    assert lea.hears() == [(SHOP, "Come by")]
    assert ana.hears() == [(SHOP, "On my way")]
    ana.texts(SHOP, "/done")
    lea.texts(SHOP, "Thanks!!")
    assert ana.hears() == [
        (SHOP, ana.words("done_none", n=101)),
        (SHOP, ana.words("thanks", "Thanks!!", n=101)),
    ]
    assert story.nobody_hears(lea)


def test_one_number_for_all_asks_whom_a_text_is_for(open_desk: OpenDesk) -> None:
    story = open_desk(ONE_NUMBER)
    lea, max_, ana = story.customer(1), story.customer(2), story.agent("Ana")
    lea.texts(SHOP, "My chain broke")
    max_.texts(SHOP, "Do you sell bells?")
    story.nobody_hears()
    ana.texts(SHOP, "Come by")
    assert story.nobody_hears(lea, max_)
    assert ana.hears() == [(SHOP, asks(ana, "which", "Come by", to(102), to(101)))]
    ana.texts(SHOP, "#101 Come by")
    assert lea.hears() == [(SHOP, "Come by")]
    assert story.nobody_hears(max_)


def test_a_stranger_on_a_relay_number_is_told_the_business_number_once_a_day(desk: Story) -> None:
    lea, (ana, ben) = desk.customer(), desk.agents()
    told = [(R2, say("business_number", "en", desk="Spokes", number=SHOP))]
    lea.texts(R2, "Hello?")
    assert lea.hears() == told
    lea.texts(R2, "Anybody?")
    desk.later(hours=23)
    lea.texts(R2, "Anybody now?")
    assert desk.nobody_hears()
    desk.later(hours=1, minutes=1)
    lea.texts(R2, "And today?")
    assert lea.hears() == told
    assert desk.nobody_hears(ana, ben)


def test_a_word_to_a_stranger_that_never_went_is_made_good(desk: Story) -> None:
    lea = desk.customer()
    desk.carrier.faults.drop_twiml = True
    lea.texts(R2, "Hello?")
    desk.later(minutes=5)
    assert lea.hears() == [(R2, say("business_number", "en", desk="Spokes", number=SHOP))]


def test_a_customer_who_texts_a_relay_number_is_a_stranger_there(desk: Story) -> None:
    lea, ana = desk.customer(), desk.agent("Ana")
    relay = desk.begin(lea, ana)
    lea.texts(relay, "Is this you?")
    assert lea.hears() == [(relay, say("business_number", "en", desk="Spokes", number=SHOP))]
    assert desk.nobody_hears(ana)


@pytest.mark.parametrize("to", [SHOP, R1, R2])
def test_a_text_from_a_number_of_our_own_is_dropped(desk: Story, to: str) -> None:
    answer = desk.post(desk.form(R1, to, "* NEW #101"))
    desk.settle()
    desk.later(minutes=3)
    assert (answer.status, replies(answer)) == (200, [])
    assert desk.carrier.texts() == []


@pytest.mark.parametrize(
    ("sender", "to"), [(STRANGER, "+15145550777"), ("12345", "+15145550777"), ("12345", "67890")]
)
def test_a_text_to_a_number_that_is_not_ours_is_answered_with_nothing(
    desk: Story, sender: str, to: str
) -> None:
    answer = desk.post(desk.form(sender, to, "Hello"))
    desk.settle()
    assert (answer.status, replies(answer)) == (200, [])
    assert desk.nobody_hears(*desk.agents())


def test_a_short_code_reaches_an_agent_and_is_not_answered(desk: Story) -> None:
    ana = desk.agent("Ana")
    answer = desk.post(desk.form("12345", SHOP, "Your parcel is here"))
    desk.settle()
    assert replies(answer) == []
    assert ana.hears() == [(R1, ana.words("new", "Your parcel is here", n=101, inbox="support"))]


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_arrive_unchanged_at_the_other_phone(desk: Story, words: str) -> None:
    lea, ana = desk.customer(), desk.agent("Ana")
    relay = desk.begin(lea, ana)
    lea.texts(SHOP, words)
    assert ana.hears() == [(relay, words)]
    ana.texts(relay, f"Re: {words}"[:1600])
    assert lea.hears() == [(SHOP, f"Re: {words}"[:1600])]


def test_an_over_long_first_text_follows_its_announcement_whole(desk: Story) -> None:
    lea, ana = desk.customer(), desk.agent("Ana")
    words = "long " * 319 + "end."
    lea.texts(SHOP, words)
    new = ana.words("new", n=101, inbox="support")
    assert ana.hears() == [(R1, new), (R1, words)]


@pytest.mark.parametrize(
    "words", ["HELP", "Aide", "YES", "Cancel", "STOP by my place", "/done", "#101"]
)
def test_what_would_be_an_order_elsewhere_is_a_customers_text_like_any_other(
    desk: Story, words: str
) -> None:
    lea, ana = desk.customer(), desk.agent("Ana")
    relay = desk.begin(lea, ana)
    lea.texts(SHOP, words)
    assert ana.hears() == [(relay, words)]
    assert desk.nobody_hears()


def test_where_the_provider_answered_an_opt_out_we_do_not(desk: Story) -> None:
    lea = desk.customer()
    form = desk.form(lea.address, SHOP, "STOP", OptOutType="STOP")
    assert replies(desk.post(form)) == []
    desk.settle()
    assert desk.nobody_hears(lea)


def test_nothing_written_to_the_service_number_is_relayed(open_desk: OpenDesk) -> None:
    story = open_desk(WITH_SERVICE)
    lea, ana = story.customer(), story.agent("Ana")
    story.begin(lea, ana)
    ana.texts(SERVICE, "Come by")
    ana.texts(SERVICE, "#101 Come by")
    assert story.nobody_hears(lea)
    quotes = ["Come by", "#101 Come by"]
    assert ana.hears() == [(SERVICE, ana.words("held_service", q=q)) for q in quotes]
    ana.texts(SERVICE, "/mine")
    items = ana.words("mine_item", n=101)
    assert ana.hears() == [(SERVICE, ana.words("mine_head", count=1) + items)]
