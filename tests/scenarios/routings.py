"""Desks that give threads to one agent after the other, and desks with hours."""

import pytest

from chalicelib.texts import say

from .desks import SHOP, agent, desk
from .phones import Phone

EVENING = "2026-03-03T18:00:00-05:00"
NOON = "2026-03-03T12:00:00-05:00"
CLOSING = "2026-03-03T16:50:00-05:00"
"""Ten minutes before."""

HOURS = 'hours = ["Mon-Fri 09:00-17:00"]\n'

NEXT = f"""[[inboxes]]
name = "support"
addresses = ["{SHOP}"]
routing = "next"
"""
"""An inbox whose agents are told one after the other, each for ten minutes."""

ROUTINGS = pytest.mark.parametrize("routing", ["everyone", "next"])
"""The same story where everybody is told and where one after the other is."""


def inbox(routing: str = "everyone", more: str = HOURS) -> str:
    """A shop's inbox; `more` goes below what it always has."""
    plain = NEXT.replace('"next"', f'"{routing}"')
    return f'{plain}urgent = ["urgent", "leak"]\n{more}'


def staff(*more: str, language: str = "en", inboxes: str = "") -> str:
    """A desk with Ana, Ben and Cleo, as many as there is `more`, which goes into their tables."""
    people = [
        agent(name, language=language) + line + "\n"
        for name, line in zip(("Ana", "Ben", "Cleo"), more, strict=False)
    ]
    return desk(*people, language=language, inboxes=inboxes)


def three(*more: str, language: str = "en", below: str = "") -> str:
    """All three, one after the other; `below` goes into the inbox's table."""
    lines = [*more, *[""] * (3 - len(more))]
    return staff(*lines, language=language, inboxes=NEXT + below)


def shop(*more: str, language: str = "en", **values: str) -> str:
    """Ana and Ben at a shop with hours."""
    lines = [*more, *[""] * (2 - len(more))]
    return staff(*lines, language=language, inboxes=inbox(**values))


def told(phones: list[Phone], words: str = "") -> list[Phone]:
    """Who heard these words since they were last asked."""
    return [phone for phone in phones if any(words in got.body for got in phone.hears())]


def place(phone: Phone, number: int) -> str:
    """The word to a customer about their place in the line."""
    return say("queued", phone.language, desk="Spokes", place=number)
