"""Desks to play on, each as its desk.toml would be. The numbers are set aside for fiction."""

SHOP = "+15145550100"
SALES = "+15145550110"
R1, R2, R3, R4 = "+15145550101", "+15145550102", "+15145550103", "+15145550104"

_AGENTS = (
    ("Ana", "+15145550201"),
    ("Ben", "+15145550202"),
    ("Cleo", "+15145550203"),
    ("Dan", "+15145550204"),
    ("Eve", "+15145550205"),
    ("Finn", "+15145550206"),
    ("Gus", "+15145550207"),
)


def agent(name: str, *, inboxes: str = '["support"]', language: str = "en") -> str:
    """One agent's table."""
    address = dict(_AGENTS)[name]
    return f"""
[[agents]]
name = "{name}"
address = "{address}"
inboxes = {inboxes}
language = "{language}"
"""


def desk(
    *agents: str,
    relays: tuple[str, ...] = (R1, R2, R3, R4),
    name: str = "Spokes",
    language: str = "en",
    more: str = "",
    inboxes: str = f'[[inboxes]]\nname = "support"\naddresses = ["{SHOP}"]',
) -> str:
    """A whole desk.toml. `more` goes into `[desk]`."""
    numbers = ", ".join(f'"{number}"' for number in relays)
    return f"""
[desk]
name = "{name}"
language = "{language}"
timezone = "America/Montreal"
relay_numbers = [{numbers}]
{more}

{inboxes}
{"".join(agents)}"""


WORKSHOP = desk(agent("Ana"), agent("Ben"))
"""A bicycle workshop, open at any hour: two agents, four relay numbers."""

ALONE = desk(agent("Ana"))
"""The same with one agent."""

NARROW = desk(agent("Ana"), agent("Ben"), relays=(R1,))
"""Two agents and one relay number only: every customer is shown on it."""

NARROW_ALONE = desk(agent("Ana"), relays=(R1,))
"""One agent and one relay number."""

SEVEN = desk(*(agent(name) for name, _ in _AGENTS))
"""Seven agents."""

ATELIER = desk(
    agent("Ana", language="fr"), agent("Ben", language="fr"), name="Atelier Vélo", language="fr"
)
"""A French desk."""

BILINGUAL = desk(agent("Ana", language="fr"), agent("Ben"))
"""Ana reads French, Ben English."""

ONE_NUMBER = desk(agent("Ana"), relays=(SHOP,))
"""Customers and agents all text one number."""

TWO_INBOXES = desk(
    agent("Ana", inboxes='["support", "sales"]'),
    agent("Ben", inboxes='["sales"]'),
    inboxes=f"""
[[inboxes]]
name = "support"
addresses = ["{SHOP}"]

[inboxes.texts]
open = "{{desk}} workshop: got it, a mechanic will answer."

[[inboxes]]
name = "sales"
addresses = ["{SALES}"]
""",
)
"""Two inboxes with a number each; the workshop's has its own words."""


def with_hours(*hours: str, texts: str = "", language: str = "en") -> str:
    """The workshop with opening hours, and perhaps its own words."""
    lines = ", ".join(f'"{line}"' for line in hours)
    inbox = f'[[inboxes]]\nname = "support"\naddresses = ["{SHOP}"]\nhours = [{lines}]\n{texts}'
    return desk(agent("Ana"), language=language, inboxes=inbox)
