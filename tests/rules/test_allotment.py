"""Which relay number shows a thread to an agent."""

from typing import Any

import pytest

from chalicelib.models import DAY, HOUR, Line, Shown, Spot
from chalicelib.rules import allotment
from chalicelib.rules.allotment import WARM
from tests.support.made import ANNA, NOW, RELAYS, anna, desk, line, shown, spot

FIRST, SECOND = (spot(number=number) for number in RELAYS)
MINE = "k142"


def allotted(*lines: Line, numbers: tuple[str, ...] = RELAYS) -> Line | None:
    return allotment.allot(lines, anna(), desk(relay_numbers=numbers), 142, MINE, NOW)


def where(*lines: Line, numbers: tuple[str, ...] = RELAYS) -> Spot | None:
    found = allotted(*lines, numbers=numbers)
    return found.spot if found else None


def other(thread: int = 150, **changes: Any) -> Shown:
    """Another customer's thread."""
    return shown(thread, **changes)


def old(thread: int = 150, ago: int = WARM, **changes: Any) -> Shown:
    """Another customer's thread, over, and last shown so long ago."""
    at = NOW - ago
    return shown(thread, relayed=at, allotted=at, **{"gone": True, "pending": False, **changes})


# --- spots ---------------------------------------------------------------------------------------


def test_spots_are_of_one_channel_and_the_first_address_leads() -> None:
    whatsapp = f"whatsapp:{ANNA}"
    numbers = (*RELAYS, "whatsapp:+15145550101")
    who = anna(addresses=(whatsapp, ANNA))
    assert allotment.spots(who, desk(relay_numbers=numbers)) == (
        Spot(whatsapp, numbers[2]),
        FIRST,
        SECOND,
    )


def test_no_number_at_all() -> None:
    assert where(numbers=()) is None
    assert where(numbers=("whatsapp:+15145550101",)) is None


def test_a_blank_line() -> None:
    found = allotment.blank(anna(), FIRST, desk())
    assert (found.agent, found.spot, found.version, found.shown) == (anna().id, FIRST, 0, ())
    assert ANNA not in found.id
    assert found.id != allotment.blank(anna(), SECOND, desk()).id


# --- which ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ((), FIRST),
        ((line(other()),), SECOND),
        # the number this agent last had for this contact
        ((line(shown(140, MINE, gone=True), where=SECOND),), SECOND),
        # … unless another matter of theirs is still open there
        ((line(shown(140, MINE), where=SECOND),), FIRST),
        ((line(shown(140, MINE, relayed=NOW - 365 * DAY, gone=True), where=SECOND),), SECOND),
        ((line(shown(140, MINE, relayed=0, wrote=NOW, gone=True), where=SECOND),), SECOND),
        (
            (
                line(shown(140, MINE, relayed=NOW - 9 * DAY, gone=True)),
                line(shown(141, MINE, relayed=NOW - 8 * DAY, gone=True), where=SECOND),
            ),
            SECOND,
        ),
        # … unless somebody else is live there
        ((line(shown(140, MINE), other(), where=SECOND),), FIRST),
        # nobody in the last 48 hours
        ((line(old(ago=WARM)), line(old(ago=WARM - 1), where=SECOND)), FIRST),
        ((line(old(ago=WARM - 1)), line(old(ago=WARM), where=SECOND)), SECOND),
        # one still owned stays warm, however long ago
        ((line(old(ago=30 * DAY, gone=False)),), SECOND),
        # one allotted but not relayed yet is warm
        ((line(other(relayed=0, pending=False, allotted=NOW - HOUR)),), SECOND),
        (
            (
                line(other(relayed=0, pending=False, allotted=NOW - WARM)),
                line(old(ago=WARM - 1), where=SECOND),
            ),
            FIRST,
        ),
        # all are warm: the fewest
        ((line(other(150), other(151)), line(other(152), where=SECOND)), SECOND),
        ((line(other(150)), line(other(151), other(152), where=SECOND)), FIRST),
        # as few: the one silent for longer
        ((line(old(150, ago=HOUR)), line(old(151, ago=DAY), where=SECOND)), SECOND),
        # two free ones: the one silent for longer
        ((line(old(ago=3 * DAY)), line(old(ago=4 * DAY), where=SECOND)), SECOND),
    ],
)
def test_which(lines: tuple[Line, ...], expected: Spot) -> None:
    assert where(*lines) == expected


def test_all_are_warm_and_there_is_but_one() -> None:
    here = line(*(other(n) for n in range(150, 160)))
    assert where(here, numbers=RELAYS[:1]) == FIRST


def test_a_line_no_longer_on_the_desk_is_not_taken() -> None:
    assert where(line(shown(140, MINE), where=spot(number="+15145550177"))) == FIRST


def test_the_thread_is_allotted_there_and_what_was_shown_stays() -> None:
    found = allotted(line(old(150, ago=3 * DAY), version=7), numbers=RELAYS[:1])
    assert found is not None
    assert found.version == 7
    assert found.entry(150) == old(150, ago=3 * DAY)
    assert found.entry(142) == Shown(thread=142, contact=MINE, allotted=NOW)


def test_allotting_again_keeps_what_is_known_of_the_thread() -> None:
    before = shown(142, MINE, gone=True)
    found = allotted(line(before, version=2))
    assert found is not None
    assert found.shown == (before.but(allotted=NOW),)


@pytest.mark.parametrize(
    ("one", "live"),
    [
        (shown(), True),
        (shown(relayed=NOW - 90 * DAY, allotted=0), True),
        (shown(relayed=0, wrote=NOW - 90 * DAY, allotted=0), True),
        (shown(relayed=NOW - WARM + 1, allotted=0, gone=True), True),
        (shown(relayed=NOW - WARM, allotted=0, gone=True), False),
        (shown(relayed=0, allotted=NOW - WARM + 1), True),
        (shown(relayed=0, allotted=NOW - WARM), False),
    ],
)
def test_live(one: Shown, live: bool) -> None:
    assert allotment.is_live(one, NOW) is live
