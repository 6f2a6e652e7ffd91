"""Customers on WhatsApp who wrote more than a day ago: asked to write, then answered."""

import pytest

from chalicelib.models import Unsent
from chalicelib.store import contacts
from chalicelib.texts import say
from simulator.wire import Text

from .conftest import OpenDesk
from .desks import R1, SHOP, agent, desk
from .phones import Phone
from .story import Story
from .teams import WHATSAPP
from .wire import refused

WS = WHATSAPP + SHOP
SID = "HX" + "1" * 32
TEMPLATES = f"""
[templates.en]
twilio = "{SID}"
variables = ["{{name}}", "{{desk}}"]
"""
INBOX = f'[[inboxes]]\nname = "support"\naddresses = ["{SHOP}", "{WS}"]\n'
DESK = desk(agent("Ana"), agent("Ben"), inboxes=INBOX) + TEMPLATES


class Matter:
    """Lea asked on WhatsApp, Ana answered, and two days have passed."""

    def __init__(self, story: Story, *, days: float = 2) -> None:
        self.desk = story
        self.ana, self.ben = story.agents("Ana", "Ben")
        self.lea = story._phone(f"{WHATSAPP}+15145550301", story.desk.language)
        self.sms = story._phone("+15145550301", story.desk.language)
        self.lea.signs("Lea", WS, "My chain broke")
        self.ana.texts(R1, "Bring it in")
        assert self.lea.hears()[-1] == (WS, "Bring it in")
        story.move(days=days)
        story.nobody_hears()

    def unsent(self) -> tuple[Unsent, ...]:
        [thread] = contacts.head(self.desk.desk.identify(self.lea.address)).threads
        return thread.unsent

    def templates(self, to: Phone) -> list[Text]:
        return [t for t in to.shown() if t.template]

    def waits(self, text: str, key: str = "unsent_asked", way: str = "sms") -> str:
        by = self.ana.words("via_by", channel="SMS", word=way, n=101) if way else ""
        return self.ana.words(key, q=text, n=101, c="Lea", way=by)


@pytest.fixture
def matter(open_desk: OpenDesk) -> Matter:
    return Matter(open_desk(DESK))


def test_the_customer_is_asked_to_write_and_then_gets_what_waited(matter: Matter) -> None:
    lea, ana = matter.lea, matter.ana
    ana.texts(R1, "#101 Your bike is ready")
    assert ana.hears() == [(R1, matter.waits("Your bike is ready"))]
    [asked] = lea.hears()
    assert asked == (WS, f"[template {SID} | Lea, Spokes]")
    lea.texts(WS, "Yes?")
    assert lea.hears() == [(WS, "Your bike is ready")]
    assert ana.hears()[-1].body.endswith("Yes?")
    assert matter.unsent() == ()
    ana.texts(R1, "Until six")
    assert lea.hears() == [(WS, "Until six")]
    assert not ana.hears()


def test_within_a_day_nothing_is_different(open_desk: OpenDesk) -> None:
    matter = Matter(open_desk(DESK), days=0.99)
    matter.ana.texts(R1, "#101 Your bike is ready")
    assert matter.lea.hears() == [(WS, "Your bike is ready")]
    assert not matter.ana.hears()


def test_who_was_asked_is_not_asked_again_within_a_day(matter: Matter) -> None:
    matter.ana.texts(R1, "#101 Your bike is ready")
    matter.desk.move(hours=5)
    matter.ana.texts(R1, "#101 We close at six")
    assert len(matter.templates(matter.lea)) == 1
    matter.desk.move(hours=20)
    matter.ana.texts(R1, "#101 Or tomorrow")
    assert len(matter.templates(matter.lea)) == 2
    matter.desk.nobody_hears()
    matter.lea.texts(WS, "Hello")
    said = ["Your bike is ready", "We close at six", "Or tomorrow"]
    assert [got.body for got in matter.lea.hears()] == said


def test_without_a_template_it_waits_all_the_same(open_desk: OpenDesk) -> None:
    matter = Matter(open_desk(DESK.replace(TEMPLATES, "")))
    matter.ana.texts(R1, "#101 Your bike is ready")
    assert matter.ana.hears() == [(R1, matter.waits("Your bike is ready", "unsent_waits"))]
    assert not matter.lea.hears()
    matter.lea.texts(WS, "Anybody?")
    assert matter.lea.hears() == [(WS, "Your bike is ready")]


def test_where_there_is_no_other_channel_none_is_offered(open_desk: OpenDesk) -> None:
    matter = Matter(open_desk(DESK.replace(f'"{SHOP}", "{WS}"', f'"{WS}"')))
    matter.ana.texts(R1, "#101 Your bike is ready")
    assert matter.ana.hears() == [(R1, matter.waits("Your bike is ready", way=""))]


def test_a_sixth_text_is_not_taken(matter: Matter) -> None:
    for n in range(5):
        matter.ana.texts(R1, f"#101 Text {n}")
    matter.ana.hears()
    matter.ana.texts(R1, "#101 One more")
    [full] = matter.ana.hears()
    assert full.body.startswith('* NOT SENT: "One more". 5 texts already wait for #101 Lea')
    matter.lea.hears()
    matter.lea.texts(WS, "Hello")
    assert [got.body for got in matter.lea.hears()] == [f"Text {n}" for n in range(5)]


def test_a_customer_who_writes_by_sms_gets_it_there(matter: Matter) -> None:
    matter.ana.texts(R1, "#101 Your bike is ready")
    matter.sms.texts(SHOP, "It is me, Lea")
    assert matter.sms.hears() == [(SHOP, "Your bike is ready")]


def test_stop_keeps_it(matter: Matter) -> None:
    matter.ana.texts(R1, "#101 Your bike is ready")
    matter.lea.hears()
    matter.lea.texts(WS, "STOP")
    assert not matter.lea.hears()
    assert len(matter.unsent()) == 1
    matter.lea.texts(WS, "START")
    assert matter.lea.hears() == [(WS, "Your bike is ready")]


def test_a_text_that_waits_claims_the_thread(open_desk: OpenDesk) -> None:
    matter = Matter(open_desk(DESK))
    matter.ana.texts(R1, "/release 101")
    matter.desk.nobody_hears()
    matter.ben.texts(R1, "#101 I have it")
    [thread] = contacts.head(matter.desk.desk.identify(matter.lea.address)).threads
    assert matter.desk.desk.agent(thread.owner) == matter.desk.desk.agent_at(matter.ben.address)


def test_done_says_what_never_left_and_undo_keeps_it(matter: Matter) -> None:
    ana = matter.ana
    ana.texts(R1, "#101 Your bike is ready")
    ana.hears()
    ana.texts(R1, "/done 101")
    [done] = ana.hears()
    assert done.body.startswith(f"{ana.words('unsent_lost_one')}#101 Lea closed.")
    ana.texts(R1, "/undo")
    matter.desk.nobody_hears()
    matter.lea.texts(WS, "Hello")
    assert matter.lea.hears() == [(WS, "Your bike is ready")]


def test_who_else_closes_it_has_the_writer_told_of_each_text(matter: Matter) -> None:
    for text in ("Your bike is ready", "We close at six", "Or tomorrow"):
        matter.ana.texts(R1, f"#101 {text}")
    matter.ben.texts(R1, "/take 101")
    matter.desk.nobody_hears()
    matter.ben.texts(R1, "/done 101")
    [told] = matter.ana.hears()
    values = {"n": 101, "c": "Lea", "a": "Ben", "more": say("q_more", "en", count=2)}
    assert told.body == matter.ana.words("unsent_closed", q="Your bike is ready", **values)


def test_what_never_left_does_not_leave_when_the_thread_opens_again(matter: Matter) -> None:
    matter.ana.texts(R1, "#101 Your bike is ready")
    matter.ana.texts(R1, "/done 101")
    matter.desk.nobody_hears()
    matter.lea.texts(WS, "Is my bike ready?")
    assert not matter.lea.hears()


def test_a_text_that_the_provider_refuses_for_the_window_waits_too(open_desk: OpenDesk) -> None:
    """Our own book says that it is open: the provider knows better, and the book learns."""
    matter = Matter(open_desk(DESK), days=0.5)
    matter.desk.carrier.close_window(WS, matter.lea.address)
    matter.ana.texts(R1, "#101 Your bike is ready")
    assert matter.ana.hears() == [(R1, matter.waits("Your bike is ready"))]
    assert len(matter.templates(matter.lea)) == 1
    matter.ana.texts(R1, "#101 We close at six")
    assert matter.ana.hears() == [(R1, matter.waits("We close at six"))]
    matter.lea.hears()
    matter.lea.texts(WS, "Hello")
    assert [g.body for g in matter.lea.hears()] == ["Your bike is ready", "We close at six"]


def test_an_answer_that_is_delayed_beyond_the_window_waits_for_the_customer(
    open_desk: OpenDesk,
) -> None:
    matter = Matter(open_desk(DESK), days=1 - 10 / 1440)
    matter.desk.wire.outage = refused(429, 20429)
    matter.ana.texts(R1, "#101 Your bike is ready")
    assert not matter.lea.hears()
    matter.desk.move(minutes=12)
    matter.desk.wire.outage = None
    matter.desk.later(minutes=2)
    assert matter.ana.hears() == [(R1, matter.waits("Your bike is ready"))]
    assert len(matter.templates(matter.lea)) == 1
    matter.lea.hears()
    matter.lea.texts(WS, "Hello")
    assert matter.lea.hears() == [(WS, "Your bike is ready")]


def test_a_template_that_fails_is_said(matter: Matter) -> None:
    matter.desk.carrier.faults.undelivered[matter.lea.address] = 63024
    matter.ana.texts(R1, "#101 Your bike is ready")
    told, failed = matter.ana.hears()
    assert told.body == matter.waits("Your bike is ready")
    assert failed.body.startswith("* #101 Lea was NOT asked to write.")
    matter.desk.carrier.faults.undelivered.clear()
    matter.ana.texts(R1, "#101 We close at six")
    assert len(matter.templates(matter.lea)) == 1


def test_what_waits_when_the_silence_closes_a_thread_is_said(open_desk: OpenDesk) -> None:
    toml = DESK.replace(INBOX, INBOX + 'close_after = "72h"\n')
    matter = Matter(open_desk(toml))
    matter.ana.texts(R1, "#101 Your bike is ready")
    matter.ana.hears()
    matter.desk.move(hours=73)
    matter.desk.later(minutes=3)
    [closed] = matter.ana.hears()
    assert closed.body.startswith(f"{matter.ana.words('unsent_lost_one')}#101 Lea is closed")
    assert not any(got.body == "Your bike is ready" for got in matter.lea.hears())


def test_a_picture_waits_with_its_words(matter: Matter) -> None:
    matter.ana.texts(R1, "#101 This chain?", media=1)
    [waiting] = matter.unsent()
    assert (waiting.text, len(waiting.media)) == ("This chain?", 1)
    matter.lea.texts(WS, "Yes?")
    matter.desk.later(minutes=1)
    [text] = [t for t in matter.lea.shown() if t.body == "This chain?"]
    assert len(text.media_urls) == 1


def test_a_passed_thread_keeps_what_waits(matter: Matter) -> None:
    matter.ana.texts(R1, "#101 Your bike is ready")
    matter.ana.texts(R1, "/pass #101 Ben he has the keys")
    matter.desk.nobody_hears()
    matter.lea.texts(WS, "Yes?")
    assert matter.lea.hears() == [(WS, "Your bike is ready")]
    assert matter.ben.hears()[-1].body.endswith("Yes?")
