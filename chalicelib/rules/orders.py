"""What an agent's commands do. Pure: what a command must read comes in as `Turn.lists`."""

from collections.abc import Callable

from ..decisions import Decision
from . import claims, listing
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

Act = Callable[[Command, int | None, Turn], Decision]


def decide(command: Command, number: int | None, turn: Turn) -> Decision:
    """What a command does about thread `number`; the agent is told in one text."""
    return _ACTS[command.name](command, number, turn)


def _help(command: Command, _: int | None, turn: Turn) -> Decision:
    return turn.told("help", turn.say("help_2" if command.argument.startswith("2") else "help"))


def _presence(*, away: bool) -> Act:
    def act(_: Command, __: int | None, turn: Turn) -> Decision:
        key = "away_on" if away else "away_off"
        decision = turn.told(key, turn.say(key), away=turn.agent.inboxes)
        return decision.but(profile=turn.profile.but(away=away))

    return act


_ACTS: dict[str, Act] = {
    "help": _help,
    "mine": listing.mine,
    "queue": listing.queue,
    "who": listing.who,
    "hist": listing.hist,
    "done": claims.done,
    "take": claims.take,
    "undo": claims.undo,
    "away": _presence(away=True),
    "back": _presence(away=False),
}
