"""What an agent's commands do. Pure: what a command must read comes in as `Turn.lists`."""

from collections.abc import Callable

from ..decisions import Decision
from ..models import Contact
from . import (
    broadcast,
    claims,
    closures,
    commands,
    entries,
    gist,
    handing,
    labels,
    linking,
    listing,
    parting,
    practice,
    stats,
    team,
    undoing,
    via,
    writing,
)
from .commands import Command
from .turn import Turn, may_see

READS = {
    "mine": "mine",
    "queue": "queue",
    "who": "roster",
    "agents": "roster",
    "broadcast": "roster",
    "pass": "roster",
    "assign": "roster",
    "hist": "history",
    "done": "history",
    "take": "history",
    "undo": "history",
    "back": "queue",
    "write": "number",
    "try": "number",
    "stats": "counts",
    "link": "other",
    "unlink": "linked",
}
"""Command → which of `Lists` it needs."""

_LOOKS = 8
"""So many waiting threads are looked at when an agent comes back; the clock has the rest."""

_PAGES = {"2": "help_2", "3": "help_3", "4": "help_4", "5": "help_5"}


def changes_desk(command: Command, turn: Turn) -> bool:
    """Whether what is decided rests on the desk as it is now, and not as a process keeps it."""
    return turn.agent.supervisor and (command.name in _HOURS or command.name == "agent")


def reads(command: Command, turn: Turn) -> str | None:
    """Which of `Lists` a command needs now."""
    if command.name == "write" and not writing.needs_number(command.argument, turn):
        return None
    if command.name == "try" and turn.contact and turn.contact.thread_in(practice.INBOX):
        return None
    if command.name == "stats" and not stats.wanted(command, turn):
        return None
    return READS.get(command.name)


def about(command: Command, turn: Turn) -> tuple[int | None, str | None]:
    """The thread that a command is about, and the contact, so far as the agent's items tell."""
    if command.name == "undo":
        act = turn.view.profile.act
        return (act.thread, act.contact) if act else (None, None)
    if command.name == "write":
        return None, writing.addressee(command.argument, turn.desk)
    if command.name == "try":
        return None, practice.contact_of(turn)
    if command.name == "agent" and turn.agent.supervisor:
        return None, team.whose(command.argument, turn.desk)
    if command.name not in commands.ABOUT_A_THREAD:
        return None, None
    number = command.number or turn.line.last_thread
    shown = turn.view.shown(number) if number else None
    return number, shown.contact if shown else None


def decide(command: Command, number: int | None, turn: Turn) -> Decision:
    """What a command does, about thread `number` where it is about one; the agent is told."""
    if turn.media or turn.message.media:
        written = turn.settling.texts if turn.settling else (turn.message.body,)
        return turn.told("held", turn.say("held_media", q=turn.said(written)))
    if command.name in commands.ABOUT_A_THREAD:
        return _about_a_thread(command, number, turn)
    if command.name in _WITH_TEXT:
        return _WITH_TEXT[command.name](command.argument, turn)
    if command.name == "help":
        page = gist.plain(command.argument)
        return turn.told("help", turn.say(_PAGES.get(page, "help")))
    if command.name == "stats":
        return stats.show(command, turn)
    if command.name in _LISTS:
        return _LISTS[command.name](turn, command.after)
    return _OTHERS[command.name](turn)


def _about_a_thread(command: Command, number: int | None, turn: Turn) -> Decision:
    plain = command.name in _WITH_NUMBER or command.name == "hist"
    word = commands.word(command.name, turn.agent.language)
    if plain and command.argument:
        return turn.told("refused", turn.say("only_a_number", command=word))
    if number is None:
        return turn.told("refused", turn.say("no_thread_here", command=word))
    contact = turn.contact
    if contact is None or not may_see(turn, contact, number):
        return turn.told("no_such", turn.say("no_such", n=number))
    if contact.practice and command.name not in practice.ALLOWED:
        return practice.refused(command.name, number, turn)
    if command.name == "hist":
        return listing.hist(number, contact, turn, command.after)
    if command.name in _WITH_NUMBER:
        return _WITH_NUMBER[command.name](number, contact, turn)
    return _WITH_WORDS[command.name](number, contact, command.argument, turn)


def _away(turn: Turn) -> Decision:
    """Nothing new from now on; what is open is offered to the others."""
    decision = _presence(turn, away=True)
    if not (turn.view.profile.open and turn.agent.inboxes):
        return decision
    inbox, stamp = turn.agent.inboxes[0], turn.stamp
    offer = entries.offer(inbox, turn.agent.id, stamp, turn.n(9), turn.now)
    return decision.but(put=(*decision.put, offer))


def _back(turn: Turn) -> Decision:
    """New texts again; the worker looks whether what waits is to be shown to this agent."""
    decision = _presence(turn, away=False)
    looks = tuple(
        entries.look(
            t.inbox,
            t.contact,
            t.number,
            turn.stamp,
            entries.serial(f"{turn.message.id}{place}", 9),
            turn.now,
        )
        for place, t in enumerate(turn.lists.queue[:_LOOKS])
    )
    return decision.but(put=(*decision.put, *looks))


def _presence(turn: Turn, *, away: bool) -> Decision:
    key = "away_on" if away else "away_off"
    if away and turn.view.profile.open:
        key = "away_on_offered"
    decision = turn.told(key, turn.say(key), away=turn.agent.inboxes)
    return decision.but(profile=turn.profile.but(away=away))


def _more(turn: Turn) -> Decision:
    return turn.told("more", turn.say("more_none"))


_WITH_NUMBER: dict[str, Callable[[int, Contact, Turn], Decision]] = {
    "done": claims.done,
    "take": claims.take,
    "release": handing.release,
    "block": labels.block,
    "unblock": labels.unblock,
    "spam": labels.spam,
    "unlink": parting.unlink,
}

_WITH_WORDS: dict[str, Callable[[int, Contact, str, Turn], Decision]] = {
    "pass": handing.pass_on,
    "assign": handing.pass_on,
    "note": labels.note,
    "name": labels.name,
    "tag": labels.tag,
    "lang": labels.language,
    "snooze": handing.snooze,
    "via": via.via,
    "link": linking.link,
}

_LISTS: dict[str, Callable[[Turn, int], Decision]] = {
    "mine": listing.mine,
    "queue": listing.queue,
    "who": listing.who,
    "agents": listing.agents,
}

_HOURS: dict[str, Callable[[str, Turn], Decision]] = {
    "closed": closures.close,
    "open": closures.open_up,
}

_WITH_TEXT = {
    **_HOURS,
    "agent": team.order,
    "broadcast": broadcast.broadcast,
    "write": writing.write,
}

_OTHERS: dict[str, Callable[[Turn], Decision]] = {
    "undo": undoing.undo,
    "away": _away,
    "back": _back,
    "more": _more,
    "try": practice.start,
}
