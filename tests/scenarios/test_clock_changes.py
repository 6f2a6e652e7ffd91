"""Nights on which the clocks change, and hours that go past midnight: minutes that are open count.

Toronto's clocks go from 2:00 to 3:00 on 8 March 2026, and from 2:00 back to 1:00 on 1 November.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from .conftest import OpenDesk
from .desks import SHOP, agent, desk
from .phones import Phone
from .routings import inbox
from .story import Story
from .teams import orders
from .test_clock_stops import SUPERVISOR, heard

TORONTO = ZoneInfo("America/Toronto")
LATE_SHOW = 'hours = ["Fri 18:00-02:00"]\n'
SATURDAY = 'hours = ["Sat 20:00-02:30"]\n'
MINUTES = 5
"""So often is the clock's function called here."""

HOUR = 3_600_000


def at(text: str, *, fold: int = 0) -> int:
    """A moment in Toronto (ms): `2026-11-01 01:30`, the second of two such with `fold`."""
    found = datetime.fromisoformat(text).replace(tzinfo=TORONTO, fold=fold)
    return int(found.timestamp() * 1000)


def begun(open_desk: OpenDesk, moment: int, hours: str, *, routing: str = "everyone") -> Story:
    """Ana, and Ben who supervises, in Toronto, at this moment."""
    people = (agent("Ana"), agent("Ben") + SUPERVISOR)
    toml = desk(*people, inboxes=inbox(routing, hours))
    begins = datetime.fromtimestamp(moment / 1000, TORONTO).isoformat()
    return open_desk(toml.replace("America/Montreal", "America/Toronto"), begins)


def first_at(story: Story, phone: Phone, until: int, every: int = MINUTES) -> int:
    """When this phone hears something (ms), with a tick every so many minutes; 0: not at all."""
    while story.now < until:
        story.move(minutes=every)
        story.tick()
        if phone.hears():
            return story.now
    return 0


def near(found: int, moment: int) -> bool:
    """Whether that is the moment, or soon after."""
    return moment <= found <= moment + (MINUTES + 1) * 60_000


def jumps(story: Story, moment: int) -> None:
    """Nothing is called until then."""
    story.move(seconds=(moment - story.now) / 1000)
    story.tick()
    story.tick()


@pytest.mark.parametrize(
    ("asked", "late", "opens"),
    [
        (at("2026-03-08 01:30"), at("2026-03-14 20:30"), at("2026-03-14 20:00")),
        (at("2026-11-01 01:30"), at("2026-11-01 01:30", fold=1), at("2026-11-07 20:00")),
        (at("2026-11-01 01:20", fold=1), at("2026-11-01 02:20"), at("2026-11-07 20:00")),
        (at("2026-11-01 01:50", fold=1), at("2026-11-07 20:20"), at("2026-11-07 20:00")),
    ],
    ids=["an hour is missing", "an hour comes twice", "its second time", "and until closing"],
)
@pytest.mark.parametrize("stopped", [False, True])
def test_an_hour_is_an_hour_on_the_night_when_the_clocks_change(
    open_desk: OpenDesk, asked: int, late: int, opens: int, *, stopped: bool
) -> None:
    """Saturday's hours end at 2:30, which in March is never shown: at 3:00 it is closed.

    Who stops for six hours from the question on finds it closed: then it is when it opens.
    """
    story = begun(open_desk, asked - 60_000, SATURDAY + 'first_answer = "1h"\n')
    lea, (ana, ben) = story.customer(), story.agents()
    story.move(minutes=1)
    lea.texts(SHOP, "Is the show on?")
    story.nobody_hears()
    if stopped:
        jumps(story, asked + 6 * HOUR)
    wanted = max(late, opens) if stopped else late
    if wanted - asked > 6 * HOUR:
        assert first_at(story, ben, asked + 8 * HOUR, 20) == 0
        jumps(story, opens - HOUR)
    assert near(first_at(story, ben, wanted + HOUR), wanted)
    story.move(minutes=30)
    story.tick()
    assert heard(lea, ana, ben)[1:] == [0, 0]


@pytest.mark.parametrize(
    ("begins", "wanted"),
    [
        ("2026-03-07 22:00", "2026-03-08 09:00"),
        ("2026-10-31 22:00", "2026-11-01 09:00"),
    ],
)
@pytest.mark.parametrize("stopped", [False, True])
def test_nine_in_the_morning_is_nine_on_the_wall(
    open_desk: OpenDesk, begins: str, wanted: str, *, stopped: bool
) -> None:
    """A reminder, and what waits for the inbox to open, though nobody looked over the change."""
    story = begun(open_desk, at(begins), 'hours = ["Mon-Sun 09:00-23:00"]\n')
    lea, max_, ana, ben = story.customer(1), story.customer(2), *story.agents()
    relay = story.begin(lea, ana)
    orders(ana, relay, "snooze", "tomorrow 9:00")
    jumps(story, at(begins) + 90 * 60_000)
    max_.texts(SHOP, "Do you sell bells?")
    story.nobody_hears()
    opens = at(wanted)
    if stopped:
        jumps(story, opens - 6 * HOUR)
        jumps(story, opens + 60_000)
    else:
        assert first_at(story, ben, opens - 20 * 60_000, 20) == 0
        jumps(story, opens + 60_000)
    texts = [body.splitlines()[-1] for _, body in ana.hears()]
    assert sorted(texts) == ["Do you sell bells?", "You: About that: My chain broke"]
    story.move(minutes=30)
    story.tick()
    assert heard(ana, lea, max_) == [0, 0, 0]


@pytest.mark.parametrize(
    ("asked", "second"),
    [("2026-03-07 01:45", "2026-03-07 01:55"), ("2026-03-07 01:55", "2026-03-13 18:05")],
)
def test_past_midnight_the_evening_is_still_open(
    open_desk: OpenDesk, asked: str, second: str
) -> None:
    """Friday's hours end on Saturday at two: ten minutes to answer are ten open ones."""
    story = begun(open_desk, at(asked) - 1000, LATE_SHOW, routing="next")
    lea, agents = story.customer(), story.agents()
    lea.texts(SHOP, "Is the show on?")
    [first] = [phone for phone in agents if phone.hears()]
    [other] = [phone for phone in agents if phone is not first]
    if at(second) - at(asked) > HOUR:
        assert first_at(story, other, at(asked) + 2 * HOUR, 20) == 0
        jumps(story, at(second) - 8 * 60_000)
        assert other.hears() == []
    assert near(first_at(story, other, at(second) + HOUR), at(second))
    assert first.hears() == []


def test_a_stop_past_closing_past_midnight_waits_for_the_next_evening(open_desk: OpenDesk) -> None:
    """From eleven to five: the other agent, and the supervisor, hear on Friday, each thing once."""
    more = LATE_SHOW + 'first_answer = "30m"\n'
    story = begun(open_desk, at("2026-03-06 23:00"), more, routing="next")
    lea, (ana, ben) = story.customer(), story.agents()
    lea.texts(SHOP, "Is the show on?")
    [first] = [phone for phone in (ana, ben) if phone.hears()]
    lea.hears()
    jumps(story, at("2026-03-07 05:00"))
    assert heard(lea, ana, ben) == [0, 0, 0]
    assert first_at(story, ben, at("2026-03-07 08:00"), 20) == 0
    jumps(story, at("2026-03-13 17:00"))
    assert heard(lea, ana, ben) == [0, 0, 0]
    assert near(first_at(story, ben, at("2026-03-13 19:00")), at("2026-03-13 18:00"))
    late = sum("nobody has it" in text.body for text in ben.shown())
    story.move(minutes=11)
    story.tick()
    asked = [sum("Is the show on?" in t.body for t in phone.shown()) for phone in (ana, ben)]
    assert (late, asked) == (1, [1, 1]), first.address
    assert lea.hears() == []
