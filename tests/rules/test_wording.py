"""People's words on the wire: ready answers filled, typography plain on SMS."""

from typing import Any

import pytest

from chalicelib.models import Inbox
from chalicelib.rules import wording
from chalicelib.rules.turn import Lists
from tests.rules.helping import (
    LUC,
    MARIE,
    MINE,
    asked,
    asking,
    choice,
    decided,
    held,
    kinds,
    notice,
    on_line,
    shared,
    the_held,
)
from tests.support.made import (
    BUSINESS,
    CUSTOMER,
    SERVICE,
    chloe,
    contact,
    desk,
    spot,
    thread,
    turn,
)

SNIPPETS = {
    "hours": {"en": "Hello {name}, we close at five.", "fr": "Bonjour {name}, fermé à 17 h."},
    "wifi": {"": "velo2026"},
    "où": {"fr": "Au 12, rue {name}."},
}
DESK = desk(snippets=SNIPPETS)


def filled(text: str, inbox: str = "support", at: Any = DESK, **changes: Any) -> str:
    return wording.filled(text, contact(**changes), inbox, at)


# --- ready answers -------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["/hours", "/ Hours.", "Slash hours", "/HOURS", "\u200e/hours"])
def test_a_ready_answer_with_the_name(text: str) -> None:
    assert filled(text) == "Hello Marie, we close at five."


@pytest.mark.parametrize("name", [None, ""])
def test_without_a_name_nothing_stands_in_its_place(name: str | None) -> None:
    assert filled("/hours", name=name) == "Hello, we close at five."
    assert filled("/ou", name=name) == "Au 12, rue."


def test_a_name_is_put_as_it_is() -> None:
    for name in ("Benoît", "{name}", r"\1 \g<0>", "Ana 😀"):
        assert filled("/hours", name=name) == f"Hello {name}, we close at five."


@pytest.mark.parametrize(
    ("contacts", "inboxes", "desks", "french"),
    [
        ("fr", "en", "en", True),
        ("en", "fr", "fr", False),
        (None, "fr", "en", True),
        (None, "en", "fr", False),
        (None, None, "fr", True),
        (None, None, "en", False),
        ("es", None, "fr", True),  # nothing in Spanish: the desk's own
    ],
)
def test_in_the_customers_language(
    contacts: str | None, inboxes: str | None, desks: str, french: bool
) -> None:
    own = Inbox(name="support", addresses=(BUSINESS,), language=inboxes)
    at = desk(snippets=SNIPPETS, inboxes=(own,), language=desks)
    found = filled("/hours", at=at, language=contacts)
    assert found.startswith("Bonjour") is french


def test_one_for_all_languages_and_one_in_another_only() -> None:
    for language in ("en", "fr", "es", None):
        assert filled("/wifi", language=language) == "velo2026"
        assert filled("/ou", language=language) == "Au 12, rue Marie."


@pytest.mark.parametrize("text", ["hours", "Hello", "/fini", "/fnii", "the /hours", "", "/hour"])
def test_any_other_text_stays_word_for_word(text: str) -> None:
    assert filled(text) == text


def test_an_inbox_that_is_gone_has_the_desks_language() -> None:
    assert filled("/hours", inbox="gone").startswith("Hello")


# --- typography ----------------------------------------------------------------------------------

SMART = "It’s “ready”… at 5 — d’accord?"


@pytest.mark.parametrize(
    ("to", "wanted", "plain"),
    [
        (CUSTOMER, True, True),
        (CUSTOMER, False, False),
        (f"whatsapp:{CUSTOMER}", True, False),
        ("messenger:123", True, False),
    ],
)
def test_typography_is_made_plain_on_sms_where_the_inbox_wants_it(
    to: str, wanted: bool, plain: bool
) -> None:
    own = Inbox(name="support", addresses=(BUSINESS,), plain_typography=wanted)
    found = wording.as_sent(SMART, to, "support", desk(inboxes=(own,)))
    assert found == ("It's \"ready\"... at 5 - d'accord?" if plain else SMART)


def test_nothing_else_is_touched() -> None:
    for text in ("Cœur à l'ouvrage, Noël 😀", "It's ready"):
        assert wording.as_sent(text, CUSTOMER, "support", DESK) == text
    assert wording.as_sent("“x”", CUSTOMER, "gone", DESK) == '"x"'


# --- in the whole decision -----------------------------------------------------------------------

OURS = contact(MINE)
HELLO = "Hello Marie, we close at five."


def texts(decision: Any) -> list[str]:
    return [e.text for e in decision.put if e.kind == "reply"]


@pytest.mark.parametrize("body", ["/hours", "#142 /hours", "/hours #142", "Slash hours."])
def test_a_ready_answer_is_sent_like_any_text(body: str) -> None:
    decision = decided(turn(body, on_line(), whose=OURS, at=DESK))
    assert texts(decision) == [HELLO]
    assert decision.message is not None
    assert decision.message.text == HELLO, "what was said is what is kept"


def test_what_follows_a_ready_answer_is_sent_too_or_said_not_to_be() -> None:
    decision = decided(turn("/hours See you Monday!", on_line(), whose=OURS, at=DESK))
    assert any("See you Monday!" in e.text for e in decision.put)


def test_a_ready_answer_for_two_is_held_and_filled_when_it_is_sent() -> None:
    waits = the_held(decided(turn("/hours", shared(), at=DESK)))
    assert waits.texts == ("/hours",)
    asks = held(texts=waits.texts, choices=(choice(), choice(143, LUC)))
    at = asking(turn("1", asked(asks), whose=contact(thread(), id=MARIE), at=DESK), asks)
    assert texts(decided(at)) == [HELLO]


def test_a_ready_answer_to_the_service_number_goes_nowhere() -> None:
    at = DESK.but(service_number=SERVICE)
    decision = decided(turn("/hours", on_line(), whose=OURS, at=at, recipient=SERVICE))
    assert kinds(decision) == ["notice"]
    assert notice(decision)


def test_a_ready_answer_is_in_the_customers_language_whoever_sends_it() -> None:
    who = chloe()
    here = on_line(who=who)
    mine = contact(thread(owner=who.id, spot=spot(who.addresses[0])))
    decision = decided(turn("/hours", here, whose=mine, who=who, at=DESK, lists=Lists()))
    assert texts(decision) == [HELLO]
