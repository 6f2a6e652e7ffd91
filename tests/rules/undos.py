"""What the tests of `/undo` share: an act, and taking it back."""

from typing import Any

from chalicelib.decisions import Decision, Load
from chalicelib.models import (
    HOUR,
    MINUTE,
    Contact,
    LastAct,
    Line,
    Profile,
)
from tests.rules.helping import (
    MARIE,
    decided,
)
from tests.support.made import (
    NOW,
    anna,
    line,
    shown,
    spot,
    turn,
)

NAMED: dict[str, Any] = {"n": 142, "c": "Marie"}
GONE = line(shown(142, MARIE, name="Marie", gone=True, certain=True))
BACK = Load(agent=anna().id, inbox="support", by=1)
AWAY = Load(agent=anna().id, inbox="support", by=-1)


def act(kind: Any = "done", **changes: Any) -> LastAct:
    """Anna's last act, a minute ago, on a thread of her own."""
    found = LastAct(kind=kind, thread=142, contact=MARIE, at=NOW - MINUTE, owner=anna().id)
    return found.but(spot=spot()).but(**changes)


def undo(
    what: LastAct | None, whose: Contact | None, *lines: Line, body: str = "/undo", **changes: Any
) -> Decision:
    """What `/undo` does then."""
    profile = Profile(agent=anna().id, version=1, stamp=NOW - HOUR, open=1, act=what)
    return decided(turn(body, *(lines or (GONE,)), whose=whose, profile=profile, **changes))
