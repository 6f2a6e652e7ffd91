"""Who is there: each agent with what an operator asks about. No address beyond its last digits."""

from collections.abc import Iterator, Sequence

from chalicelib.models import Agent, Desk, Line, Profile, Roster
from chalicelib.store import agents
from chalicelib.store import desk as desks

from .cloud import in_words

HEADS = ("NAME", "PHONE", "LANGUAGE", "AWAY", "OPEN THREADS", "CLOSED BY STOP")
_GAP = "  "


def table() -> Iterator[str]:
    """The agents of the stage's desk, a line each, under a line of headings.

    Who was added by a supervisor's text, and stands in no desk.toml, is marked.

    1 Query for each inbox and each agent. Raises `SetupError` or `Unavailable`.
    """
    with in_words():
        desks.forget()
        desk = desks.load()
        rosters = {inbox.name: _rows(inbox.name) for inbox in desk.inboxes}
        rows = [_row(agent, rosters) for agent in desk.agents]
    if rows:
        yield from _aligned([HEADS, *rows])
    else:
        yield _nobody(desk)


def last_digits(address: str) -> str:
    """What may be shown of an address: `…0123`."""
    return f"…{address[-4:]}"


def _rows(inbox: str) -> dict[str, Roster]:
    return {row.agent: row for row in agents.roster(inbox)}


def _row(agent: Agent, rosters: dict[str, dict[str, Roster]]) -> tuple[str, ...]:
    profile, lines, _ = agents.view(agent.id)
    loads = [_load(name, rosters[name].get(agent.id)) for name in agent.inboxes]
    return (
        f"{agent.name} (by text)" if agent.by_text else agent.name,
        ", ".join(last_digits(address) for address in agent.addresses),
        agent.language,
        _away(profile),
        ", ".join(loads) or "in no inbox",
        ", ".join(last_digits(line.spot.number) for line in _closed(lines)) or "-",
    )


def _load(inbox: str, row: Roster | None) -> str:
    """`support 2`; one whom the inbox's worker does not know of would never be told anything."""
    return f"{inbox} {row.load}" if row else f"{inbox}: not on its roster, apply desk.toml again"


def _away(profile: Profile) -> str:
    return "away" if profile.away else "-"


def _closed(lines: Sequence[Line]) -> list[Line]:
    return [line for line in lines if line.closed]


def _nobody(desk: Desk) -> str:
    return f'Nobody answers at "{desk.name}". Mend: add [[agents]] to desk.toml and apply it.'


def _aligned(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    widths = [max(len(row[place]) for row in rows) for place in range(len(HEADS))]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        yield _GAP.join(cells).rstrip()
