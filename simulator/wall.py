"""What the clock on the desk's wall will show, and when. Pure: times are ms since the epoch."""

from datetime import datetime, timedelta
from datetime import time as time_of_day
from zoneinfo import ZoneInfo

from chalicelib.models import SECOND, Desk
from chalicelib.rules import calendar

_MORNING = time_of_day(9)
_FAR = 400
"""So many days ahead are looked at."""


def at_next(desk: Desk, now: int, shown: time_of_day) -> int:
    """When the clock shows a time of day next, later than `now`."""
    zone = ZoneInfo(desk.timezone)
    today = datetime.fromtimestamp(now / SECOND, zone).date()
    moments = (_moment(datetime.combine(today + timedelta(n), shown, zone)) for n in range(3))
    return next(at for at in moments if at > now)


def next_morning(desk: Desk, now: int) -> int:
    """When the first inbox opens next for the day; nine o'clock where it never closes, or opens."""
    hours = calendar.of(desk.inboxes[0], desk)
    zone = ZoneInfo(desk.timezone)
    today = datetime.fromtimestamp(now / SECOND, zone).date()
    for n in range(_FAR):
        midnight = _moment(datetime.combine(today + timedelta(n), time_of_day(), zone))
        opening = _opening(hours, midnight)
        if opening is None:
            break
        if opening > now:
            return opening
    return at_next(desk, now, _MORNING)


def _opening(hours: calendar.Calendar, midnight: int) -> int | None:
    """When it opens first after midnight; what is open from the day before closes first."""
    since: int | None = midnight
    if calendar.is_open(hours, midnight):
        since = calendar.closes_at(hours, midnight)
    return None if since is None else calendar.next_opening(hours, since)


def _moment(at: datetime) -> int:
    return round(at.timestamp() * SECOND)
