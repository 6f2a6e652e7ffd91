"""What an agent's commands do. Pure: what a command must read comes in as `Turn.lists`."""

from collections.abc import Callable

from ..decisions import Decision
from ..models import Contact
from . import claims, commands, listing
from .agent import may_see
from .commands import Command
from .turn import Turn

READS = {
    "mine": "mine",
    "queue": "queue",
    "who": "roster",
    "hist": "history",
    "done": "history",
    "take": "history",
}
"""Command → which of `Lists` it needs."""


def decide(command: Command, number: int | None, turn: Turn) -> Decision:
    """What a command does, about thread `number` where it is about one; the agent is told."""
    if about := _ABOUT_A_THREAD.get(command.name):
        if number is None or (command.argument and command.number is None):
            word = commands.word(command.name, turn.agent.language)
            return turn.told("refused", turn.say("no_thread_here", command=word))
        if turn.contact is None or not may_see(turn, turn.contact, number):
            return turn.told("no_such", turn.say("no_such", n=number))
        return about(number, turn.contact, turn)
    if command.name == "help":
        page = "help_2" if command.argument.startswith("2") else "help"
        return turn.told("help", turn.say(page))
    return _OTHERS[command.name](turn)


def _away(turn: Turn) -> Decision:
    return _presence(turn, away=True)


def _back(turn: Turn) -> Decision:
    return _presence(turn, away=False)


def _presence(turn: Turn, *, away: bool) -> Decision:
    key = "away_on" if away else "away_off"
    decision = turn.told(key, turn.say(key), away=turn.agent.inboxes)
    return decision.but(profile=turn.profile.but(away=away))


_ABOUT_A_THREAD: dict[str, Callable[[int, Contact, Turn], Decision]] = {
    "done": claims.done,
    "take": claims.take,
    "hist": listing.hist,
}

_OTHERS: dict[str, Callable[[Turn], Decision]] = {
    "mine": listing.mine,
    "queue": listing.queue,
    "who": listing.who,
    "undo": claims.undo,
    "away": _away,
    "back": _back,
}
