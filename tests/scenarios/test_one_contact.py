"""One person who writes from several addresses is one customer, whom agents answer in one place."""

import pytest

from chalicelib.store import contacts

from .conftest import OpenDesk
from .desks import R1, R2, SHOP, agent, desk
from .phones import Phone
from .story import Story
from .teams import BOTH, order, orders
from .wire import refused

WHATSAPP, MESSENGER = f"whatsapp:{SHOP}", "messenger:400000000000001"
LEA = "+15145550301"
LEA_WRITES_FROM = "messenger:900000000000001"
UNNAMED = "whatsapp:CA.13491208655302741918"
SALES = "messenger:400000000000002"


def channels(language: str = "en") -> str:
    """Ana and Ben, two relay numbers, an inbox on three channels and one on another page."""
    return desk(
        agent("Ana", inboxes='["support", "sales"]', language=language),
        agent("Ben", inboxes='["support", "sales"]', language=language),
        language=language,
        inboxes=f"""
[[inboxes]]
name = "support"
addresses = ["{SHOP}", "{WHATSAPP}", "{MESSENGER}"]

[[inboxes]]
name = "sales"
addresses = ["{SALES}"]
""",
    )


class Shop:
    """Lea's phone with two apps, her Messenger that nobody knows to be hers, and two agents."""

    def __init__(self, story: Story) -> None:
        self.story, (self.ana, self.ben) = story, story.agents()
        self.sms, self.app = self.phone(LEA), self.phone(f"whatsapp:{LEA}")
        self.messenger, self.unnamed = self.phone(LEA_WRITES_FROM), self.phone(UNNAMED)

    def phone(self, address: str) -> Phone:
        return self.story._phone(address, self.story.desk.language)

    def both_open(self) -> None:
        """Ana has Lea's #101 by SMS on R1, and #102 by Messenger on R2; all phones are put away."""
        self.sms.texts(SHOP, "My chain broke")
        self.ana.texts(R1, "Bring it in")
        self.messenger.signs("Lea R.", MESSENGER, "Are you open today?")
        self.ana.texts(R2, "Until six")
        self.story.nobody_hears()

    def quiet(self) -> None:
        """Everybody reads what came, and half a minute passes."""
        self.story.nobody_hears()
        self.story.move(seconds=30)


@pytest.fixture
def shop(open_desk: OpenDesk) -> Shop:
    return Shop(open_desk(channels()))


# --- the same number -----------------------------------------------------------------------------


def test_one_number_is_one_thread_and_answers_go_where_it_wrote_last(shop: Shop) -> None:
    shop.sms.texts(SHOP, "My chain broke")
    shop.ana.texts(R1, "Bring it in")
    shop.app.texts(WHATSAPP, "Is five okay?")
    shop.quiet()
    shop.ana.texts(R1, "Five is fine")
    assert shop.app.hears() == [(WHATSAPP, "Five is fine")]
    assert shop.sms.hears() == []
    shop.sms.texts(SHOP, "No data now, I am by SMS")
    shop.ana.hears()
    shop.ana.texts(R1, "No problem at all, see you")
    assert shop.sms.hears() == [(SHOP, "No problem at all, see you")]


def test_a_mexican_number_is_one_person_on_both(shop: Shop) -> None:
    shop.phone("+525512345678").texts(SHOP, "My chain broke")
    shop.ana.texts(R1, "Bring it in")
    app = shop.phone("whatsapp:+5215512345678")
    app.texts(WHATSAPP, "Is five okay?")
    shop.ana.texts(R1, "Five is fine")
    assert app.hears() == [(WHATSAPP, "Five is fine")]


# --- /link ---------------------------------------------------------------------------------------


@BOTH
def test_two_open_threads_become_one(open_desk: OpenDesk, language: str) -> None:
    shop = Shop(open_desk(channels(language)))
    shop.both_open()
    shop.ana.texts(R2, order(shop.ana, "link", "101"))
    [told] = shop.ana.hears()
    assert told == (R2, shop.ana.words("linked", n=101, m=102, c="Lea R."))
    assert shop.story.nobody_hears(shop.sms, shop.messenger, shop.ben)
    shop.story.move(seconds=30)
    shop.messenger.texts(MESSENGER, "And on Sunday?")
    [more] = shop.ana.hears()
    assert more.body.endswith("And on Sunday?")
    shop.ana.texts(more.sender, "Closed on Sundays, sorry")
    assert shop.messenger.hears() == [(MESSENGER, "Closed on Sundays, sorry")]
    shop.sms.texts(SHOP, "Too bad")
    assert [text.sender for text in shop.ana.hears()] == [more.sender]
    shop.ana.texts(more.sender, "We open on Monday at nine")
    assert shop.sms.hears() == [(SHOP, "We open on Monday at nine")]
    assert shop.messenger.hears() == []


def test_what_is_written_where_the_linked_one_showed_reaches_the_same_person(shop: Shop) -> None:
    shop.both_open()
    shop.ana.texts(R2, "/link 101")
    shop.quiet()
    shop.ana.texts(R2, "We are open until six")
    assert shop.messenger.hears() == [(MESSENGER, "We are open until six")]
    assert shop.sms.hears() == []


def test_it_is_asked_of_who_knows_nothing_of_the_link(shop: Shop) -> None:
    """Ben had #102, gave it to Ana, and she found out whose it is."""
    shop.sms.texts(SHOP, "My chain broke")
    shop.ana.texts(R1, "Bring it in")
    shop.messenger.signs("Lea R.", MESSENGER, "Are you open today?")
    shown = shop.ben.hears()[-1].sender
    shop.ben.texts(shown, "Until six")
    shop.ben.texts(shown, "/pass Ana")
    shop.quiet()
    ana_sees = next(t.sender for t in shop.ana.shown() if "Are you open" in t.body)
    shop.ana.texts(ana_sees, "/link 101")
    shop.quiet()
    shop.ben.texts(shown, "Sorry, we close at five today")
    [asked] = shop.ben.hears()
    assert "#102" in asked.body
    assert "#101" in asked.body
    assert shop.story.nobody_hears(shop.sms, shop.messenger)


def test_the_thread_that_stays_is_another_agents_who_hears_of_it(shop: Shop) -> None:
    """And what nobody has answered is shown to that agent."""
    shop.sms.texts(SHOP, "My chain broke")
    shop.ben.texts(R1, "Bring it in")
    shop.messenger.signs("Lea R.", MESSENGER, "Are you open today?")
    ana_sees = next(t.sender for t in shop.ana.shown() if "Are you open" in t.body)
    shop.quiet()
    shop.ana.texts(ana_sees, "#102 /link 101")
    told = shop.ana.words("linked_theirs", n=101, m=102, c="Lea R.", a="Ben")
    assert told in [t.body for t in shop.ana.hears()]
    heard = [text.body for text in shop.ben.hears()]
    assert shop.ben.words("linked_yours", a="Ana", n=101, m=102, c="Lea R.") in heard
    assert any(body.endswith("Are you open today?") for body in heard)
    shop.story.move(seconds=30)
    shop.ben.texts(R1, "Until six")
    if not shop.messenger.hears():
        shop.story.move(seconds=30)
        shop.ben.texts(R1, "1")
        assert shop.messenger.hears() == [(MESSENGER, "Until six")]
    assert MESSENGER in [t.sender for t in shop.messenger.shown()]


def test_to_part_them_by_the_number_that_went_on_names_the_one_that_stays(shop: Shop) -> None:
    shop.both_open()
    orders(shop.ana, R2, "link", "101")
    [told] = orders(shop.ana, R2, "unlink", "102")
    assert told.startswith("* #102 Lea R. is a separate customer again; #101 customer keeps")


def test_who_has_nothing_open_goes_on_under_who_has(shop: Shop) -> None:
    shop.sms.texts(SHOP, "My chain broke")
    shop.ana.texts(R1, "Bring it in")
    orders(shop.ana, R1, "done")
    shop.messenger.signs("Lea R.", MESSENGER, "Are you open today?")
    seen = shop.ana.hears()[-1].sender
    shop.ana.texts(seen, "Until six")
    shop.quiet()
    assert orders(shop.ana, seen, "link", "101") == [
        shop.ana.words("linked", n=102, m=101, c="Lea R.")
    ]
    shop.sms.texts(SHOP, "It is me, Lea, on my way")
    assert [text.sender for text in shop.ana.hears()] == [seen]
    shop.ana.texts(seen, "See you soon then")
    assert shop.sms.hears() == [(SHOP, "See you soon then")]
    head = shop.story.desk.identify(LEA)
    assert contacts.alone(head).linked_to == shop.story.desk.identify(LEA_WRITES_FROM)


@pytest.mark.parametrize(
    ("body", "key", "values"),
    [
        ("/link", "link_how", {"command": "/link"}),
        ("/link her", "link_how", {"command": "/link"}),
        ("/link 999", "no_such", {"n": 999}),
        ("/link 102", "link_how", {"command": "/link"}),
        ("/unlink", "unlink_none", {"n": 102, "c": "Lea R."}),
    ],
)
def test_what_cannot_be_linked_is_said_and_nothing_happens(
    shop: Shop, body: str, key: str, values: dict[str, object]
) -> None:
    shop.both_open()
    shop.ana.texts(R2, body)
    assert shop.ana.hears() == [(R2, shop.ana.words(key, **values))]
    assert contacts.alone(shop.story.desk.identify(LEA_WRITES_FROM)).linked_to is None


def test_blocked_ones_and_threads_of_two_inboxes_are_not_linked(shop: Shop) -> None:
    shop.sms.texts(SHOP, "My chain broke")
    shop.ana.texts(R1, "Bring it in")
    shop.messenger.texts(SALES, "Do you sell bells?")
    seen = shop.ana.hears()[-1].sender
    shop.ana.texts(seen, "We do")
    shop.quiet()
    assert orders(shop.ana, seen, "link", "101") == [
        shop.ana.words("link_first", n=102, command="/done")
    ]
    orders(shop.ana, R1, "block", "101")
    assert orders(shop.ana, seen, "link", "101") == [shop.ana.words("link_blocked", n=101, m=102)]


def test_somebody_elses_two_threads_are_not_linked(shop: Shop) -> None:
    shop.both_open()
    for number in ("101", "102"):
        orders(shop.ana, R1, "pass", f"#{number} Ben")
    shop.quiet()
    assert orders(shop.ana, R2, "link", "101") == [shop.ana.words("link_not_yours", n=102, a="Ben")]


# --- /unlink -------------------------------------------------------------------------------------


def test_taken_apart_each_gets_their_own_answers_again(shop: Shop) -> None:
    shop.both_open()
    shop.ana.texts(R2, "/link 101")
    shop.messenger.texts(MESSENGER, "And on Sunday?")
    shop.quiet()
    seen = shop.ana.shown()[-1].sender
    told = orders(shop.ana, seen, "unlink", "101")
    assert told == [shop.ana.words("unlinked", n=101, m=102, c=None, old="Lea R.")]
    shop.quiet()
    shop.ana.texts(seen, "Closed on Sundays, sorry")  # an answer to what Messenger asked
    [asked] = shop.ana.hears()
    assert "#101" in asked.body
    assert "#102" in asked.body
    assert shop.story.nobody_hears(shop.sms, shop.messenger)
    shop.ana.answers(seen, "#102")
    assert shop.messenger.hears() == [(MESSENGER, "Closed on Sundays, sorry")]
    assert shop.sms.hears() == []
    shop.sms.texts(SHOP, "I am here")
    shop.messenger.texts(MESSENGER, "Thank you, bye now")
    shop.quiet()
    head = contacts.alone(shop.story.desk.identify(LEA))
    assert (head.addresses, head.linked) == ((LEA,), ())
    other = contacts.alone(shop.story.desk.identify(LEA_WRITES_FROM))
    assert (other.addresses, other.linked_to) == ((LEA_WRITES_FROM,), None)
    assert [t.theirs for t in head.threads] == [LEA]
    assert [(t.number, t.theirs) for t in other.threads] == [(102, LEA_WRITES_FROM)]


# --- WhatsApp without a number -------------------------------------------------------------------


def test_who_shows_no_number_is_a_customer_like_any_other(shop: Shop) -> None:
    shop.unnamed.texts(WHATSAPP, "My chain broke")
    [told] = shop.ana.hears()
    assert UNNAMED not in told.body
    assert "CA.1" not in told.body
    shop.ana.texts(told.sender, "Bring it in")
    assert shop.unnamed.hears()[-1] == (WHATSAPP, "Bring it in")
    orders(shop.ana, told.sender, "done")
    shop.unnamed.texts(WHATSAPP, "One more question")
    assert "One more question" in shop.ana.hears()[-1].body
    assert orders(shop.ana, told.sender, "write", f"{UNNAMED} Hello") == [
        shop.ana.words("write_how")
    ]


def writes(shop: Shop, phone: Phone, body: str, alias: str = UNNAMED) -> None:
    """A text by WhatsApp that shows the number, with WhatsApp's own id of the person beside it."""
    shop.story.move(seconds=1)
    form = shop.story.form(
        phone.address, WHATSAPP, body, ExternalUserId=alias.removeprefix("whatsapp:")
    )
    assert shop.story.post(form).status == 200
    shop.story.settle()


def test_the_id_beside_a_number_is_the_same_person_from_then_on(shop: Shop) -> None:
    writes(shop, shop.app, "My chain broke")
    seen = shop.ana.hears()[-1].sender
    shop.ana.texts(seen, "Bring it in")
    shop.unnamed.texts(WHATSAPP, "I hide my number now")
    shop.quiet()
    shop.ana.texts(seen, "Fine with me, come at five")
    assert shop.unnamed.hears()[-1] == (WHATSAPP, "Fine with me, come at five")
    head = shop.story.desk.identify(LEA)
    assert contacts.alone(shop.story.desk.identify(UNNAMED)).linked_to == head
    assert contacts.head(head).addresses == (UNNAMED, f"whatsapp:{LEA}")
    assert orders(shop.ana, seen, "unlink") == [
        shop.ana.words("unlink_none", n=101, c="WhatsApp user")
    ]


def test_who_shows_the_number_later_stays_on_the_same_thread(shop: Shop) -> None:
    shop.unnamed.texts(WHATSAPP, "My chain broke")
    seen = shop.ana.hears()[-1].sender
    shop.ana.texts(seen, "Bring it in")
    shop.quiet()
    writes(shop, shop.app, "This is my number")
    assert [text.sender for text in shop.ana.hears()] == [seen]
    shop.sms.texts(SHOP, "And this is me by SMS")
    shop.ana.hears()
    shop.ana.texts(seen, "Good to know, thank you")
    assert shop.sms.hears()[-1] == (SHOP, "Good to know, thank you")


def test_two_open_threads_stay_two_until_somebody_links_them(shop: Shop) -> None:
    shop.unnamed.texts(WHATSAPP, "My chain broke")
    shop.sms.texts(SHOP, "Are you open?")
    shop.quiet()
    writes(shop, shop.app, "Both of it was me")
    head = contacts.alone(shop.story.desk.identify(LEA))
    assert [t.number for t in head.threads] == [102]
    assert contacts.alone(shop.story.desk.identify(UNNAMED)).linked_to is None
    seen = next(t.sender for t in shop.ana.shown() if "Are you open?" in t.body)
    shop.ana.texts(seen, "#102 Until six")
    shop.story.move(seconds=60)
    shop.story.settle()
    shop.quiet()
    assert orders(shop.ana, seen, "link", "101") == [
        shop.ana.words("linked", n=101, m=102, c="WhatsApp user")
    ]


def test_an_alias_of_a_linked_one_goes_with_it_when_they_are_taken_apart(shop: Shop) -> None:
    shop.both_open()
    shop.ana.texts(R2, "/link 101")
    shop.quiet()
    writes(shop, shop.app, "Me again")
    shop.quiet()
    seen = shop.ana.shown()[-1].sender
    orders(shop.ana, seen, "unlink", "101")
    head = contacts.alone(shop.story.desk.identify(LEA))
    assert UNNAMED in head.addresses
    assert head.linked == (shop.story.desk.identify(UNNAMED),)


def test_while_a_text_of_it_is_on_its_way_it_is_not_linked(shop: Shop) -> None:
    """The carrier takes nothing for Ben's phone just then; a minute later it does."""
    shop.both_open()
    shop.ana.texts(R2, "/pass #102 Ben")
    shop.quiet()
    bens = shop.ben.shown()[-1].sender
    shop.ben.texts(bens, "Ben here: until six")
    shop.quiet()
    shop.story.wire.next_sends(refused(429, 20429))
    shop.messenger.texts(MESSENGER, "And on Sunday?")
    assert shop.ben.hears() == []
    shop.ben.texts(bens, "#102 /link 101")
    shop.story.later(minutes=10)
    heard = [text.body for text in shop.ben.hears()]
    assert any(body.endswith("And on Sunday?") for body in heard)
    assert shop.ben.words("link_later", n=101, m=102) in heard
    assert orders(shop.ben, bens, "link", "101") == [
        shop.ben.words("linked_theirs", n=101, m=102, c="Lea R.", a="Ana")
    ]
    shop.story.later(minutes=1)
    [told] = [text.body for text in shop.ana.hears() if "Sunday" in text.body]
    assert told.endswith("And on Sunday?")


def test_an_agent_is_not_asked_by_themselves_whatever_they_write_from(shop: Shop) -> None:
    """Ben's Messenger was found out to be his: he is told of nothing that he writes there."""
    shop.story._phone(shop.ben.address, "en").texts(SHOP, "It is Ben, testing")
    shop.ana.texts(shop.ana.shown()[-1].sender, "Hello Ben")
    shop.messenger.texts(MESSENGER, "And this is me on Messenger")
    seen = shop.ana.hears()[-1].sender
    shop.ana.texts(seen, "#102 I thought so")
    shop.story.later(minutes=2)
    shop.quiet()
    orders(shop.ana, seen, "link", "#101 #102")
    orders(shop.ana, seen, "release", "102")
    shop.quiet()
    shop.messenger.texts(MESSENGER, "Anybody there?")
    shop.story.later(minutes=5)
    assert not [text for text in shop.ben.hears() if "Anybody there?" in text.body]
