"""What holds for every calendar, and that a clock read minute by minute says the same."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache, partial
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.models import DAY, HOUR, MINUTE, Closure, Desk, Holiday, Inbox
from chalicelib.rules import calendar, hours
from tests.support import made

ZONES = (
    "America/Montreal",
    "Europe/Paris",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "America/Havana",
    "Asia/Beirut",
    "UTC",
)
# The weeks around the northern and southern clock changes, and some others.
starts = st.one_of(
    st.datetimes(datetime(2026, 10, 1), datetime(2026, 11, 4), timezones=st.just(UTC)),
    st.datetimes(datetime(2027, 3, 8), datetime(2027, 4, 8), timezones=st.just(UTC)),
    st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),
).map(lambda moment: int(moment.timestamp() * 1000) // MINUTE * MINUTE)
clocks = st.builds("{:02}:{:02}".format, st.integers(0, 23), st.sampled_from([0, 15, 30, 59]))
weekdays = st.sampled_from(["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"])
SPAN = 3
"""So many days are read minute by minute."""


def readable(read: object, lines: list[str]) -> tuple[str, ...]:
    """The lines that can stand together, in their order."""
    kept: tuple[str, ...] = ()
    for line in lines:
        try:
            read((*kept, line))  # type: ignore[operator]
        except ValueError:
            continue
        kept = (*kept, line)
    return kept


@st.composite
def desks(draw: st.DrawFn, step: int = MINUTE) -> tuple[Inbox, Desk, int]:
    """An inbox, its desk and a moment; much happens in the days after it, in steps of `step` ms."""
    at = draw(starts)
    today = datetime.fromtimestamp(at / 1000, UTC).date()
    days = st.integers(-2, SPAN + 1).map(lambda n: (today + timedelta(days=n)).isoformat())
    moments = st.integers(-2 * DAY // step, (SPAN + 2) * DAY // step).map(lambda n: at + n * step)
    spans = st.builds("{}-{}".format, clocks, clocks)
    weeks = st.lists(st.builds("{} {}".format, weekdays, spans), max_size=8)
    singles = st.lists(
        st.builds("{} {}".format, days, st.one_of(st.just("closed"), spans)), max_size=3
    )
    closures = st.builds(
        Closure, st.sampled_from(["support", "sales"]), moments, moments, st.booleans()
    )
    desk = made.desk(
        timezone=draw(st.sampled_from(ZONES)),
        holidays=tuple(Holiday(day) for day in draw(st.lists(days, max_size=3))),
        closures=tuple(draw(st.lists(closures, max_size=3))),
    )
    inbox = desk.inboxes[0].but(
        hours=readable(hours.parse, draw(weeks)),
        exceptions=readable(hours.exceptions, draw(singles)),
        holidays=draw(st.booleans()),
    )
    return inbox, desk, at


def by_the_clock(inbox: Inbox, desk: Desk, moments: range) -> Iterator[bool]:
    """Whether the inbox is open at each moment, read off the wall clock and the lines alone."""
    zone, read = ZoneInfo(desk.timezone), cache(partial(starting, inbox, desk))
    for at in moments:
        wall = datetime.fromtimestamp(at / 1000, zone)
        minute = wall.hour * 60 + wall.minute
        said = [c.is_open for c in desk.closures if heard(c, inbox) and c.since <= at < c.until]
        yield (
            said[-1]
            if said
            else any(
                span.start <= minute + 1440 * ago < span.end
                for ago in (0, 1)
                for span in read(wall.date() - timedelta(days=ago))
            )
        )


def heard(closure: Closure, inbox: Inbox) -> bool:
    return closure.inbox == inbox.name


def starting(inbox: Inbox, desk: Desk, day: date) -> tuple[hours.Span, ...]:
    single = hours.exceptions(inbox.exceptions)
    if day.isoformat() in single:
        return single[day.isoformat()]
    if inbox.holidays and any(holiday.day == day.isoformat() for holiday in desk.holidays):
        return ()
    week = hours.parse(inbox.hours)
    return week.on(day.weekday()) if week.spans else (hours.Span(0, 1440),)


@given(desks())
def test_the_clock_says_the_same(made_up: tuple[Inbox, Desk, int]) -> None:
    inbox, desk, at = made_up
    found = calendar.of(inbox, desk)
    minutes = range(at, at + SPAN * DAY, MINUTE)
    clock = list(by_the_clock(inbox, desk, minutes))
    assert [calendar.is_open(found, minute) for minute in minutes] == clock
    assert calendar.open_between(found, at, at + SPAN * DAY) == sum(clock) * MINUTE
    first = next((i for i, is_open in enumerate(clock) if is_open), None)
    opening = calendar.next_opening(found, at)
    if first is None:
        assert opening is None or opening >= at + SPAN * DAY
        assert calendar.closes_at(found, at) is None
        return
    assert opening == at + first * MINUTE
    shut = next((i for i, is_open in enumerate(clock) if i > first and not is_open), None)
    closing = calendar.closes_at(found, opening)
    if shut is None:
        assert closing is None or closing >= at + SPAN * DAY
    else:
        assert closing == at + shut * MINUTE


@given(desks(step=1), st.integers(0, 30 * DAY), st.integers(0, 30 * DAY))
def test_open_time_adds_up(made_up: tuple[Inbox, Desk, int], one: int, other: int) -> None:
    inbox, desk, at = made_up
    found = calendar.of(inbox, desk)
    middle, end = at + one, at + one + other
    first, second = (
        calendar.open_between(found, at, middle),
        calendar.open_between(found, middle, end),
    )
    assert first + second == calendar.open_between(found, at, end)
    assert 0 <= first <= one


@given(desks(step=1), st.integers(1, 60 * HOUR))
def test_a_target_in_open_hours(made_up: tuple[Inbox, Desk, int], span: int) -> None:
    inbox, desk, at = made_up
    found = calendar.of(inbox, desk)
    due = calendar.after_open(found, at, span)
    if due == calendar.NEVER:
        assert calendar.open_between(found, at, at + calendar.FAR) < span
        return
    assert calendar.open_between(found, at, due) == span
    assert calendar.is_open(found, due - 1)


@given(desks(step=1))
def test_openings_and_closings_are_where_it_changes(made_up: tuple[Inbox, Desk, int]) -> None:
    inbox, desk, at = made_up
    found = calendar.of(inbox, desk)
    for _ in range(6):
        opening = calendar.next_opening(found, at)
        if opening is None:
            assert calendar.open_between(found, at, at + calendar.FAR) == 0
            return
        assert calendar.is_open(found, opening)
        assert calendar.open_between(found, at, opening) == 0
        assert opening == at or not calendar.is_open(found, opening - 1)
        closing = calendar.closes_at(found, opening)
        if closing is None:
            return
        assert not calendar.is_open(found, closing)
        assert calendar.open_between(found, opening, closing) == closing - opening
        at = closing
