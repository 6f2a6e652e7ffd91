"""What the tests of showing share: a scene before a text leaves, and what is shown then."""

from typing import Any

from chalicelib.models import MINUTE, Contact, Entry, Line
from chalicelib.rules import showing
from chalicelib.rules.showing import LIMIT, Scene, Showing
from tests.rules.helping import HIS, LUC, MARIE, MINE
from tests.support.made import NOW, anna, closed, contact, desk, entry, line, shown, thread

OURS = contact(MINE)
BENS = contact(HIS)
FREE = contact(thread())
OVER = contact(closed())
WARM = line(shown(142, MARIE, name="Marie", relayed=NOW - MINUTE))
LUCS = shown(130, LUC, name="Luc", relayed=NOW - MINUTE)


def scene(
    what: Entry | None = None, here: Line = WARM, whose: Contact | None = OURS, **changes: Any
) -> Scene:
    """A text for Anna about Marie's thread, which is hers, on the line that showed it."""
    found = Scene(entry=what or entry(), agent=anna(), line=here, contact=whose)
    return found.but(**changes)


def show(*args: Any, now: int = NOW, **named: Any) -> Showing:
    """What leaves; it fits what a provider takes."""
    found = showing.show(scene(*args, **named), desk(), now)
    assert isinstance(found, Showing)
    assert found.body
    assert all(0 < len(part) <= LIMIT for part in (found.body, *found.rest))
    return found


def dropped(*args: Any, **named: Any) -> str:
    """Why nothing leaves."""
    found = showing.show(scene(*args, **named), desk(), NOW)
    assert isinstance(found, str)
    return found


def body(*args: Any, **named: Any) -> str:
    """The words that leave."""
    return show(*args, **named).body


def line_after(*args: Any, **named: Any) -> Line:
    """The line once it left."""
    found = show(*args, **named).line
    assert found is not None
    return found
