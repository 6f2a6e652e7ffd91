"""The first text to an agent: once, and where it can be answered."""

import pytest

from chalicelib.models import Profile
from chalicelib.rules.welcome import welcome
from chalicelib.texts import say, size
from tests.support.made import ANNA, NOW, RELAYS, SERVICE, anna, chloe, desk

BLANK = Profile(agent=anna().id)


def test_it_says_what_to_save_the_numbers_as() -> None:
    decision = welcome(anna(), desk(), BLANK, NOW)
    assert decision is not None
    (entry,) = decision.put
    assert (entry.kind, entry.agent) == ("notice", anna().id)
    assert (entry.to, entry.sender) == (ANNA, RELAYS[0])
    numbers = ", ".join(RELAYS)
    assert entry.text == say("welcome_many", "en", desk="Atelier Vélo", a="Anna", numbers=numbers)
    assert decision.profile == BLANK.but(welcomed=True, stamp=NOW)
    assert decision.outcome == "welcomed"
    assert decision.recipients == (f"a-{anna().id}",)


def test_one_number_is_named_alone() -> None:
    decision = welcome(chloe(), desk(relay_numbers=RELAYS[:1]), Profile(agent="x"), NOW)
    assert decision is not None
    words = say("welcome", "fr", desk="Atelier Vélo", a="Chloe", numbers=RELAYS[0])
    assert decision.put[0].text == words


@pytest.mark.parametrize(("count", "more"), [(4, False), (5, True), (40, True)])
def test_of_many_numbers_four_are_named(count: int, more: bool) -> None:
    many = tuple(f"+1514555{n:04}" for n in range(100, 100 + count))
    decision = welcome(anna(), desk(relay_numbers=many), BLANK, NOW)
    assert decision is not None
    said = decision.put[0].text
    assert many[3] in said
    assert ("..." in said) is more
    assert len([n for n in many if n in said]) == 4
    assert size(said).encoding == "GSM-7"
    assert size(said).segments <= 2


def test_only_numbers_of_the_phones_channel_are_named() -> None:
    both = desk(relay_numbers=("whatsapp:+15145550105", *RELAYS[:1]))
    decision = welcome(anna(), both, BLANK, NOW)
    assert decision is not None
    assert "+15145550105" not in decision.put[0].text
    whatsapp = anna(addresses=(f"whatsapp:{ANNA}",))
    decision = welcome(whatsapp, both, BLANK, NOW)
    assert decision is not None
    assert decision.put[0].sender == "whatsapp:+15145550105"
    assert "whatsapp:" not in decision.put[0].text
    assert "+15145550105" in decision.put[0].text


def test_it_comes_from_the_service_number_and_names_the_others() -> None:
    decision = welcome(anna(), desk(service_number=SERVICE), BLANK, NOW)
    assert decision is not None
    assert decision.put[0].sender == SERVICE
    assert RELAYS[0] in decision.put[0].text
    assert SERVICE not in decision.put[0].text


def test_once_only_and_not_where_no_number_reaches_the_phone() -> None:
    assert welcome(anna(), desk(), BLANK.but(welcomed=True), NOW) is None
    assert welcome(anna(addresses=("whatsapp:+15145550201",)), desk(), BLANK, NOW) is None


def test_it_comes_after_what_was_committed_before() -> None:
    decision = welcome(anna(), desk(), BLANK.but(stamp=NOW + 5), NOW)
    assert decision is not None
    assert decision.put[0].stamp == NOW + 6
