"""A supervisor closes inboxes, or opens them, by a text: until when it says. Pure."""

from ..decisions import Decision
from ..models import SECOND, Closure
from ..texts import until
from . import calendar, commands, entries, moments
from .turn import Turn

KNOWN = 31 * SECOND
"""A process may keep the desk for half a minute."""


def close(argument: str, turn: Turn) -> Decision:
    """`/closed until Mon 9:00`: customers are told so, and no agent is woken until then."""
    return _says("closed", argument, turn, is_open=False)


def open_up(argument: str, turn: Turn) -> Decision:
    """`/open`: by the usual hours again; `/open until 20:00`: open until then in any case.

    Where it takes nothing back, and the usual hours are over, it is asked until when.
    """
    if argument or not (_has_said(turn) or _is_usual(turn)):
        return _says("open", argument, turn, is_open=True)
    return _decided("open_on", (), turn)


def _says(name: str, argument: str, turn: Turn, *, is_open: bool) -> Decision:
    if refused := refused_to_others(name, turn):
        return refused
    word = commands.word(name, turn.agent.language)
    moment = moments.read(argument, turn.now, turn.desk.timezone)
    if moment is None or moment.rest:
        return turn.told("refused", turn.say("until_when", command=word))
    new = tuple(Closure(name, turn.now, moment.at, is_open) for name in turn.agent.inboxes)
    t = until(moment.at, turn.now, turn.desk.timezone, turn.agent.language)
    return _decided("open_until" if is_open else "closed_on", new, turn, t=t)


def refused_to_others(name: str, turn: Turn) -> Decision | None:
    """What is said to who is no supervisor and gives a supervisor's command; else None."""
    if turn.agent.supervisor:
        return None
    word = commands.word(name, turn.agent.language)
    names = ", ".join(a.name for a in turn.desk.agents if a.supervisor)
    key = "supervisors_only" if names else "supervisors_none"
    return turn.told("refused", turn.say(key, command=word, names=names))


def _has_said(turn: Turn) -> bool:
    """Whether something was said of a supervisor's inboxes that `/open` takes back."""
    held = (c for c in turn.desk.closures if c.inbox in turn.agent.inboxes)
    return turn.agent.supervisor and any(c.until > turn.now for c in held)


def _is_usual(turn: Turn) -> bool:
    """Whether a supervisor's inboxes are all open now by their usual hours."""
    plain = turn.desk.but(closures=_others(turn))
    inboxes = [inbox for name in turn.agent.inboxes if (inbox := plain.inbox(name))]
    usual = all(calendar.is_open(calendar.of(inbox, plain), turn.now) for inbox in inboxes)
    return turn.agent.supervisor and usual


def _others(turn: Turn) -> tuple[Closure, ...]:
    """What was said of other inboxes, and still holds."""
    mine = turn.agent.inboxes
    return tuple(c for c in turn.desk.closures if c.inbox not in mine and c.until > turn.now)


def _decided(key: str, new: tuple[Closure, ...], turn: Turn, **values: str) -> Decision:
    words = turn.say(key, inbox=", ".join(turn.agent.inboxes), **values)
    # Who waits is looked at when it opens, of which the workers know nothing: once now, and once
    # when no process keeps the hours from before.
    looks = tuple(
        entries.free(name, turn.agent.id, turn.stamp, turn.n(place), turn.now, wait)
        for name in turn.agent.inboxes
        for place, wait in ((8, 0), (6, KNOWN))
        if key != "closed_on"
    )
    decision = turn.told(key, words)
    return decision.but(
        closures=(*_others(turn), *new),
        closures_before=turn.desk.closures,
        put=(*decision.put, *looks),
    )
