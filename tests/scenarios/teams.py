"""Teams to play on, and commands as each phone's owner types them."""

import re

import pytest

from chalicelib.texts import command_words, size
from simulator.wire import Text

from .desks import R1, SALES, SHOP, agent, desk
from .phones import Phone
from .story import Story

SERVICE = "+15145550109"
WHATSAPP = "whatsapp:"
BOTH = pytest.mark.parametrize("language", ["en", "fr"])
"""The same story on an English desk and on a French one."""

SNIPPETS = """
[snippets]
address = "5 Main Street, Montreal"

[snippets.hours]
en = "Hello {name}, we are open from 9 to 5."
fr = "Bonjour {name}, nous sommes ouverts de 9 h à 17 h."
"""

TWO_TEAMS = desk(
    agent("Ana", inboxes='["support", "sales"]'),
    agent("Ben", inboxes='["support", "sales"]'),
    agent("Cleo", inboxes='["sales"]'),
    inboxes=f"""
[[inboxes]]
name = "support"
addresses = ["{SHOP}"]

[[inboxes]]
name = "sales"
addresses = ["{SALES}"]
""",
)
"""Ana and Ben answer two inboxes, Cleo one of them."""

TWO_CHANNELS = desk(
    f"""
[[agents]]
name = "Ana"
addresses = ["+15145550201", "{WHATSAPP}+15145550201"]
inboxes = ["support"]
language = "en"
""",
    agent("Ben"),
    relays=(R1, WHATSAPP + R1),
    inboxes=f'[[inboxes]]\nname = "support"\naddresses = ["{SHOP}", "{WHATSAPP}{SHOP}"]',
)
"""Ana works from SMS and from WhatsApp, with a relay number for each; Ben from SMS."""


def team(language: str = "en", *names: str, more: str = "", after: str = "") -> str:
    """A desk in one language with these agents, else Ana, Ben and Cleo.

    `more` goes into `[desk]`, `after` below everything.
    """
    people = [agent(name, language=language) for name in names or ("Ana", "Ben", "Cleo")]
    return desk(*people, language=language, more=more) + after


def person(name: str, address: str, language: str = "en") -> str:
    """The table of an agent with any name."""
    return (
        f'\n[[agents]]\nname = "{name}"\naddress = "{address}"\n'
        f'inboxes = ["support"]\nlanguage = "{language}"\n'
    )


def order(phone: Phone, name: str, rest: str = "") -> str:
    """A command in the language of this phone's owner: `/done`, `/fini 101`."""
    return f"/{command_words(phone.language)[name]} {rest}".strip()


def orders(phone: Phone, number: str, name: str, rest: str = "") -> list[str]:
    """Texts a command to `number`; the words that came back to this phone."""
    phone.hears()
    phone.texts(number, order(phone, name, rest))
    return [got.body for got in phone.hears()]


def everything(phone: Phone) -> str:
    """All that this phone was ever shown."""
    return "\n".join(text.body for text in phone.shown())


def last(phone: Phone) -> Text:
    """The last text that this phone was shown."""
    return phone.shown()[-1]


def numbers(text: str) -> list[int]:
    """The threads that a text names, in its order."""
    return [int(found) for found in re.findall(r"#(\d{3,})", text)]


def pages(phone: Phone, number: str, name: str, rest: str = "") -> list[str]:
    """A list and everything that /more brings after it, each of at most two segments."""
    found = orders(phone, number, name, rest)
    while len(found) < 40:
        (more,) = orders(phone, number, "more")
        if more == phone.words("more_none"):
            assert all(size(page).segments <= 2 for page in found)
            return found
        found.append(more)
    raise AssertionError("there is no end")


def crowd(desk: Story, count: int) -> list[Phone]:
    """So many customers' phones."""
    return [desk.customer(10 + n) for n in range(count)]
