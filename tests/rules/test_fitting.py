"""Which agents a thread may be given to."""

import pytest

from chalicelib.models import HOUR, MINUTE, Agent, Inbox, Roster
from chalicelib.rules import addressing, fitting, practice
from tests.support.made import (
    ANNA,
    NOW,
    RELAYS,
    anna,
    ben,
    chloe,
    contact,
    desk,
    line,
    rows,
    shown,
    spot,
    text,
    thread,
    turn,
)

# NOW is a Monday, noon in Montreal.
OPEN = ("Mon-Fri 09:00-17:00",)
SHUT = ("Mon-Fri 13:00-17:00",)


def inbox(**changes: object) -> Inbox:
    return Inbox(name="support", addresses=()).but(**changes)


# --- skills, words, languages --------------------------------------------------------------------


def test_the_skills_of_the_inbox_and_of_the_words_found() -> None:
    one = inbox(skills=("bikes",), keywords={"frein": "brakes", "derailleur casse": "gears"})
    assert fitting.needed(one, ()) == {"bikes"}
    assert fitting.needed(one, (text("Mon FREIN?"),)) == {"bikes", "brakes"}
    assert fitting.needed(one, (text("Mon dérailleur… cassé !"),)) == {"bikes", "gears"}
    assert fitting.needed(one, (text("freins"), text("refrein"))) == {"bikes"}
    assert fitting.needed(one, (text("frein", author=anna().id),)) == {"bikes"}, "not who answers"


def test_urgent_is_a_word_that_nobody_has_answered() -> None:
    one = inbox(urgent=("urgent", "fuite d eau"))
    said = text("C'est URGENT!", NOW - 3000)
    answer = text("On arrive", NOW - 2000, author=anna().id)
    assert fitting.is_urgent(one, (said,))
    assert fitting.is_urgent(one, (said, answer.but(note=True)))
    assert not fitting.is_urgent(one, (said, answer, text("Merci", NOW)))
    assert fitting.is_urgent(one, (said, answer, text("Fuite d'eau", NOW)))
    assert not fitting.is_urgent(inbox(), (said,))
    assert fitting.is_said_urgent(one, "urgent")
    assert not fitting.is_said_urgent(one, "urgently")


def test_who_speaks_a_language_counts_only_where_it_is_known() -> None:
    french, english = chloe(), anna()
    assert fitting.speaks(english, contact(), inbox())
    assert fitting.speaks(french, contact(), inbox())
    assert not fitting.speaks(english, contact(language="fr"), inbox())
    assert fitting.speaks(anna(speaks=("fr",)), contact(language="fr"), inbox())
    assert not fitting.speaks(english, contact(), inbox(language="fr"))
    assert fitting.speaks(english, contact(language="en"), inbox(language="fr"))


# --- hours and shifts ----------------------------------------------------------------------------


def off(
    *team: Agent, urgent: bool = False, away: Agent | None = None, **changes: object
) -> set[str]:
    one = inbox(**changes)
    at = desk(agents=team, inboxes=(one,))
    roster = tuple(row.but(away=row.agent == (away.id if away else "")) for row in rows(*team))
    found = fitting.off(roster, one, at, NOW, urgent=urgent)
    return {agent.name for agent in team if agent.id in found}


def test_nobody_is_there_while_it_is_closed_and_nobody_outside_their_shift() -> None:
    assert off(anna(), ben(), hours=OPEN) == set()
    assert off(anna(), ben(), hours=SHUT) == {"Anna", "Ben"}
    assert off(anna(), ben(), hours=SHUT, after_hours="tell") == set()
    assert off(anna(shifts=SHUT), ben(shifts=OPEN)) == {"Anna"}
    assert off(anna(shifts=SHUT), ben(), hours=SHUT, after_hours="tell") == {"Anna"}


def test_what_is_urgent_is_for_who_is_on_call_where_nobody_else_is_there() -> None:
    on_call = anna(on_call=True, shifts=SHUT)
    assert off(on_call, ben(), hours=SHUT) == {"Anna", "Ben"}
    assert off(on_call, ben(), hours=SHUT, urgent=True) == {"Ben"}
    assert off(on_call, ben(shifts=SHUT), urgent=True) == {"Ben"}, "open, and nobody's shift"
    assert off(on_call, ben(), urgent=True) == {"Anna"}, "Ben is there"
    assert off(on_call, ben(), urgent=True, away=ben()) == set()


def test_who_left_the_desk_is_nowhere() -> None:
    one = inbox(hours=SHUT)
    gone = (Roster(agent="gone"),)
    assert fitting.off(gone, one, desk(inboxes=(one,)), NOW, urgent=True) == frozenset()


def test_when_the_inbox_opens() -> None:
    at = desk()
    assert fitting.opens(inbox(hours=OPEN), at, NOW) == NOW
    assert fitting.opens(inbox(hours=SHUT), at, NOW) == NOW + HOUR
    assert fitting.opens(inbox(hours=SHUT, after_hours="tell"), at, NOW) == NOW


def test_only_open_time_counts_unless_it_is_urgent() -> None:
    at, since = desk(), NOW - 30 * MINUTE
    assert fitting.due(inbox(), at, since, HOUR, urgent=False) == NOW + 30 * MINUTE
    assert fitting.due(inbox(hours=SHUT), at, since, HOUR, urgent=False) == NOW + 2 * HOUR
    assert fitting.due(inbox(hours=SHUT), at, since, HOUR, urgent=True) == NOW + 30 * MINUTE


def test_an_owner_sleeps_when_it_is_closed_unless_they_just_wrote() -> None:
    at = desk(inboxes=(inbox(hours=SHUT),))
    assert fitting.is_quiet(anna(), thread(), at, NOW)
    assert fitting.is_quiet(anna(), thread(spoke=NOW - fitting.AWAKE), at, NOW)
    assert not fitting.is_quiet(anna(), thread(spoke=NOW - fitting.AWAKE + 1), at, NOW)
    assert not fitting.is_quiet(anna(), thread(inbox="gone"), at, NOW)
    assert fitting.is_quiet(anna(shifts=SHUT), thread(), desk(), NOW)
    assert not fitting.is_quiet(anna(shifts=OPEN), thread(), desk(), NOW)


def test_who_is_not_to_be_woken_counts_as_away_in_an_offer() -> None:
    at = desk(agents=(anna(shifts=SHUT), ben(shifts=SHUT), chloe()))
    found = fitting.there(rows(anna(), ben(), chloe()), "support", anna().id, at, NOW)
    assert [row.away for row in found] == [False, True, False]
    assert fitting.there(rows(anna()), "gone", None, at, NOW) == rows(anna())


# --- room ----------------------------------------------------------------------------------------


def room(*threads: object, capacity: int = 0, **changes: object) -> bool:
    who = anna(capacity=capacity)
    return fitting.has_room((line(*threads, **changes),), who, desk(agents=(who,)), NOW)  # type: ignore[arg-type]


def test_as_many_as_the_numbers_hold_apart_or_fewer() -> None:
    assert fitting.has_room((), anna(), desk(), NOW)
    assert room(shown(1))
    assert not room(shown(1), shown(2)), "there are two numbers"
    assert not room(shown(1), capacity=1)
    assert room(shown(1), capacity=50)
    assert not room(shown(1), shown(2), capacity=50)


def test_a_thread_on_two_lines_is_one() -> None:
    other = line(shown(1), where=spot(ANNA, RELAYS[1]))
    assert fitting.has_room((line(shown(1)), other), anna(), desk(), NOW)


@pytest.mark.parametrize(
    ("changes", "holds"),
    [
        ({}, True),
        ({"pending": False, "wrote": NOW}, True),
        ({"gone": True}, False),
        ({"relayed": 0, "allotted": NOW - MINUTE}, True),
        ({"relayed": 0, "allotted": NOW - fitting.LEAVING}, False),
        ({"relayed": NOW - addressing.LAPSE + 1}, True),
        ({"relayed": NOW - addressing.LAPSE}, False),
        ({"relayed": NOW - addressing.LAPSE, "wrote": NOW - HOUR}, True),
    ],
)
def test_what_takes_a_place(changes: dict[str, int], holds: bool) -> None:
    assert room(shown(1).but(**changes), capacity=1) is not holds


def test_a_customer_whom_the_desk_plays_takes_no_place() -> None:
    played = shown(1, contact=practice.contact_of(turn(who=anna())))
    assert room(played, capacity=1)


def test_a_number_that_the_phone_has_closed_is_none() -> None:
    shut = line(closed=NOW)
    assert fitting.is_reachable((shut,), anna(), desk())
    assert not fitting.has_room(
        (shut, line(shown(1), where=spot(ANNA, RELAYS[1]))), anna(), desk(), NOW
    )
    both = (shut, line(where=spot(ANNA, RELAYS[1]), closed=NOW))
    assert not fitting.is_reachable(both, anna(), desk())
    assert not fitting.has_room(both, anna(), desk(), NOW)
