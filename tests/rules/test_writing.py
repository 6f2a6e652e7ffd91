"""`/write +1514… text`: the number as people write it, the first text, and what is refused."""

from typing import Any

import pytest

from chalicelib.decisions import Decision, Load
from chalicelib.models import DAY, Contact, Desk, Inbox, OptOut
from chalicelib.rules import orders, writing
from chalicelib.rules.turn import Lists
from chalicelib.rules.writing import Written
from chalicelib.texts import say
from tests.rules.helping import (
    MARIE,
    after,
    assert_only_told,
    decided,
    kinds,
    notice,
    now_open,
    profile_of,
)
from tests.support.made import (
    BEN,
    BUSINESS,
    CUSTOMER,
    NOW,
    RELAYS,
    SALES,
    anna,
    ben,
    closed,
    contact,
    desk,
    identify,
    spot,
    thread,
    turn,
)

NEW = Contact(id=MARIE)

# --- the number ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "address", "text"),
    [
        ("+15145550900 Your bike is ready.", "+15145550900", "Your bike is ready."),
        ("5145550900 Hi", "+15145550900", "Hi"),
        ("15145550900 Hi", "+15145550900", "Hi"),
        ("514 555 0900 Hi", "+15145550900", "Hi"),
        ("514-555-0900: Hi", "+15145550900", "Hi"),
        ("514.555.0900, Hi", "+15145550900", "Hi"),
        ("(514) 555-0900 Hi", "+15145550900", "Hi"),
        ("+1 (514) 555-0900\nHi\nthere", "+15145550900", "Hi\nthere"),
        ("1 514 555 0900 - Hi", "+15145550900", "Hi"),
        ("\u200e+15145550900 Hi", "+15145550900", "Hi"),
        ("+33 6 12 34 56 78 Bonjour", "+33612345678", "Bonjour"),
        ("011 33 6 12 34 56 78 Bonjour", "+33612345678", "Bonjour"),
        ("+15145550900 2 bikes at 5", "+15145550900", "2 bikes at 5"),
        ("5145550900 17h", "+15145550900", "17h"),
        ("+33612345678 2 pneus", "+33612345678", "2 pneus"),
        ("+15145550900", "+15145550900", ""),
        ("+15145550900 Hi, call 5145550901", "+15145550900", "Hi, call 5145550901"),
    ],
)
def test_numbers_as_people_write_them(said: str, address: str, text: str) -> None:
    assert writing.read(said, desk()) == Written(address=address, text=text)


@pytest.mark.parametrize(
    "said", ["", "Hi", "Hi 5145550900", "12 Hi", "+1514555090 Hi", "#142 Hi", "Marie Hi", "911 Hi"]
)
def test_what_is_no_number(said: str) -> None:
    assert writing.read(said, desk()) is None


def test_a_number_without_its_country_is_of_the_desks_own() -> None:
    french = desk(relay_numbers=("+33644625001",))
    assert writing.read("06 12 34 56 78 Bonjour", french) == Written(
        address="+33612345678", text="Bonjour"
    )
    assert writing.read("06 12 34 56 78 Bonjour", desk(relay_numbers=())) is None
    assert writing.read("+33 6 12 34 56 78 Bonjour", desk(relay_numbers=())) is not None


@pytest.mark.parametrize(
    ("said", "address"),
    [
        ("+49 30 123456 2 Reifen", "+4930123456"),
        ("+4930123456 78 Reifen", "+4930123456"),
        ("+43 664 1234567 12 Uhr", "+436641234567"),
    ],
)
def test_the_text_never_changes_whom_it_is_for(said: str, address: str) -> None:
    """Where numbers have no fixed length. Refusing it would be right too; another number is not."""
    found = writing.read(said, desk())
    assert found is None or found.address == address


@pytest.mark.parametrize(
    ("said", "text"),
    [("+15145550900 #5 is ready", "#5 is ready"), ("514 555 0900 x2 bikes", "x2 bikes")],
)
def test_nothing_of_the_text_is_lost(said: str, text: str) -> None:
    found = writing.read(said, desk())
    assert found is None or found.text == text


def test_a_number_that_cannot_be_is_none() -> None:
    assert writing.read("555 0900 Hi", desk()) is None


def test_whose_number_it_is() -> None:
    assert writing.addressee("514 555 0900 Hi", desk()) == identify(CUSTOMER)
    assert writing.addressee("Hi", desk()) is None


# --- the first text ------------------------------------------------------------------------------


def wrote(
    body: str = "Your bike is ready", whose: Contact | None = NEW, **changes: Any
) -> Decision:
    changes = {"lists": Lists(number=150), **changes}
    return decided(turn(f"/write 514 555 0900 {body}", whose=whose, **changes))


def test_a_first_text_opens_a_thread_that_is_this_agents() -> None:
    decision = wrote()
    assert (decision.outcome, decision.opened) == ("written", True)
    reply, confirm = decision.put
    assert (reply.kind, reply.text) == ("reply", "Your bike is ready")
    assert (reply.sender, reply.to) == (BUSINESS, CUSTOMER)
    assert (reply.agent, reply.thread, reply.spot) == (anna().id, 150, spot())
    assert (confirm.kind, confirm.sender) == ("notice", RELAYS[0])
    assert confirm.text == say("written", "en", n=150, c=None)
    opened = now_open(decision, 150)
    assert (opened.inbox, opened.owner, opened.spot) == ("support", anna().id, spot())
    assert (opened.ours, opened.theirs, opened.opened) == (BUSINESS, CUSTOMER, NOW)
    assert after(decision).addresses == (CUSTOMER,)
    assert decision.loads == (Load(agent=anna().id, inbox="support", by=1),)
    (here,) = decision.lines
    assert here.written == 150
    message = decision.message
    assert message is not None
    assert (message.text, message.author, message.thread) == ("Your bike is ready", anna().id, 150)
    assert decision.record is not None
    assert (decision.record.owner, decision.record.told) == (anna().id, ())
    assert profile_of(decision).act is None


def test_smart_typography_goes_out_plain() -> None:
    decision = wrote("It’s “ready”…")
    assert decision.put[0].text == 'It\'s "ready"...'
    assert decision.message is not None
    assert decision.message.text == "It’s “ready”…"


def test_a_customer_with_a_thread_open_there_is_answered_in_it() -> None:
    mine = contact(thread(owner=anna().id, spot=spot()))
    decision = wrote(whose=mine, lists=Lists())
    assert (decision.outcome, kinds(decision)) == ("replied", ["reply"])
    assert decision.put[0].thread == 142
    theirs = wrote(whose=contact(thread(owner=ben().id, spot=spot(BEN))), lists=Lists())
    assert (theirs.outcome, theirs.held[0].kind, theirs.message) == ("held", "other", None)


@pytest.mark.parametrize(("days", "number"), [(3, 142), (3.01, 150)])
def test_a_thread_closed_lately_is_reopened(days: float, number: int) -> None:
    over = contact(closed(closed=NOW - int(days * DAY) + 1, owner=ben().id))
    decision = wrote(whose=over)
    assert now_open(decision, number).owner == anna().id
    assert decision.opened is (number == 150)


def test_from_the_first_inbox_that_has_sms() -> None:
    both = (Inbox(name="chat", addresses=(f"whatsapp:{BUSINESS}",)), desk().inboxes[1])
    decision = wrote(at=desk(inboxes=both), who=anna(inboxes=("chat", "sales")))
    assert decision.put[0].sender == SALES
    assert now_open(decision, 150).inbox == "sales"


# --- refused -------------------------------------------------------------------------------------

FAR = desk(relay_numbers=("whatsapp:+15145550101",))
NO_SMS = desk(inboxes=(Inbox(name="support", addresses=(f"whatsapp:{BUSINESS}",)),))


@pytest.mark.parametrize("body", ["/write", "/write Hi", "/write 5145550900", "/write 5145550900 "])
def test_no_number_or_no_text(body: str) -> None:
    assert_only_told(decided(turn(body, whose=NEW)), "write_how")


@pytest.mark.parametrize("to", [BUSINESS, SALES, *RELAYS, BEN])
def test_the_desks_own_numbers_and_the_agents(to: str) -> None:
    decision = decided(turn(f"/write {to} Hi", whose=Contact(id=identify(to))))
    assert_only_told(decision, "write_own", q="Hi")


def test_who_is_blocked_or_opted_out() -> None:
    assert_only_told(wrote("Hi", NEW.but(blocked=True)), "write_blocked", q="Hi")
    anywhere = OptOut("+15145550123", "+15145550999", NOW)
    assert_only_told(wrote("Hi", NEW.but(opted_out=(anywhere,))), "write_opted_out", q="Hi")
    elsewhere = anywhere._replace(theirs="whatsapp:+15145550123")
    assert wrote("Hi", NEW.but(opted_out=(elsewhere,))).outcome == "written"


@pytest.mark.parametrize("at", [FAR, NO_SMS])
def test_nowhere_to_write_from(at: Desk) -> None:
    assert_only_told(wrote(at=at), "write_nowhere")


def test_a_customer_with_a_thread_open_in_another_inbox_gets_a_number() -> None:
    who, whose = anna(inboxes=("support", "sales")), contact(thread(inbox="sales"))
    at = turn("/write 514 555 0900 Hi", whose=whose, who=who)
    wanted = orders.reads(_command(), at)
    decision = decided(at.reading(Lists(number=150 if wanted == "number" else 0)))
    assert now_open(decision, 150).inbox == "support"


def _command() -> Any:
    from chalicelib.rules import commands

    return commands.parse("/write 514 555 0900 Hi")


def test_nothing_is_confirmed_but_what_was_sent() -> None:
    assert notice(wrote()) == say("written", "en", n=150, c=None)
